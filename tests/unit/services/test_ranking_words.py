"""Words, synonyms and reasons by which suggestions are ranked, in small cases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.problems import UserProblem
from app.services import reasons, synonyms
from app.services.bm25 import Index
from app.services.synonyms import Synonyms, built_in, checked
from app.services.terms import Part, terms, weight

PLAIN = Synonyms([])
SOME = Synonyms(
    [["旧姓", "旧氏"], ["刷|る", "印刷", "出力"], ["主", "世帯主"], ["ルビ", "フリガナ"], ["CS", "住基ネット"]]
)


def ranked(question: str, documents: list[str], words: Synonyms = SOME) -> list[int]:
    index = Index([[Part(d)] for d in documents], words)
    return [h.document for h in index.rank(index.question([Part(question)]), limit=9)]


# --- synonyms ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("証明を刷った", ["刷る"]),
        ("印刷", ["印刷"]),  # 刷 within another word is not 刷る
        ("主が抜ける", ["主"]),
        ("主任", []),
        ("新しい世帯主", ["世帯主"]),
        ("アルビノ", []),
        ("ルビを振る", ["ルビ"]),
        ("ＣＳへ送る", ["CS"]),
        ("csvで出す", []),
        ("旧姓と旧氏", ["旧姓", "旧氏"]),
    ],
)
def test_words_are_met_as_words(text: str, shown: list[str]) -> None:
    assert [f.word.shown for f in SOME.find(reasons.key_of(text))] == shown


@given(st.sampled_from(built_in()), st.data())
def test_synonyms_are_symmetric(group: tuple[str, ...], data: st.DataObject) -> None:
    """What one word finds by another, the other finds by the one."""
    words = synonyms.Synonyms(built_in())
    first, second = (data.draw(st.sampled_from(group)).replace("|", "") for _ in range(2))
    there, back = words.groups(reasons.key_of(first)), words.groups(reasons.key_of(second))
    assert there.keys() & back.keys()
    assert ranked(first, [second, "。"], words) == [0]
    assert ranked(second, [first, "。"], words) == [0]


def test_every_word_of_the_files_can_be_met() -> None:
    words = synonyms.Synonyms(built_in())
    assert len(built_in()) > 300
    lost = [w for g in built_in() for w in g if not words.groups(reasons.key_of(w.replace("|", "")))]
    assert lost == []
    assert [g for g in built_in() if len(set(g)) < len(g)] == []


def test_every_file_tells_where_it_is_from() -> None:
    folder = Path(__file__).resolve().parents[3] / "resources" / "synonyms"
    for path in folder.glob("*.json"):
        data = json.loads(path.read_text(encoding="utf-8"))
        assert data["title"], path.name
        assert data["source"], path.name
        assert data["remark"], path.name


@pytest.mark.parametrize(
    "content", ["{}", '{"groups": [["一つ"]]}', '{"groups": [["a", 1]]}', '{"groups": {}}', "[", "[]"]
)
def test_an_unusable_file_of_the_office_is_named(content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FITGAP_HOME", str(tmp_path))
    synonyms.own_folder().mkdir()
    (synonyms.own_folder() / "市の言葉.json").write_text(content, encoding="utf-8")
    with pytest.raises(UserProblem) as refused:
        synonyms.load()
    assert "市の言葉.json" in refused.value.file
    assert refused.value.hint


def test_a_group_that_is_none_is_counted_out() -> None:
    with pytest.raises(UserProblem, match="2 組目"):
        checked({"groups": [["a", "b"], ["c"]]}, "x.json")


def test_an_office_adds_its_own_and_changes_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FITGAP_HOME", str(tmp_path))
    assert not synonyms.load().groups("みどり帳")
    synonyms.own_folder().mkdir()
    file = synonyms.own_folder() / "a.json"
    file.write_text('\ufeff{"groups": [["みどり帳", "除票"]]}', encoding="utf-8")  # as an editor of Windows writes it
    assert synonyms.load().groups("みどり帳")
    file.write_text('{"groups": [["あお帳", "除票簿"]]}', encoding="utf-8")
    assert not synonyms.load().groups("みどり帳")
    assert synonyms.load().groups("あお帳")


# --- terms ------------------------------------------------------------------------------------------------------------


def test_terms_reach_over_no_mark_and_no_line() -> None:
    found = terms("転入、転出\n転居", PLAIN)
    assert set(found) == {"転入", "転出", "転居", "転", "入", "出", "居"}
    assert found["転"] == 3


def test_ids_are_terms_of_their_own() -> None:
    found = terms("0010101と４．１．３.0.1、004O008-00 を参照。12.5", PLAIN)
    assert {t for t in found if t.startswith("@")} == {"@0010101", "@4.1.3.0.1", "@004o008-00", "@12.5"}
    assert "01" not in found
    assert weight("@0010101") > weight("転出") > weight("に転") > weight("。転") == 0


# --- ranking ----------------------------------------------------------------------------------------------------------


def test_nothing_is_found_for_nothing() -> None:
    assert ranked("", ["転入"]) == []
    assert ranked("。 、", ["転入"]) == []
    assert ranked("転出", []) == []
    assert ranked("転出", ["", "印鑑登録"]) == []


def test_the_rarer_word_decides() -> None:
    assert ranked("転入の統計", ["転入の入力", "転入の取消", "転入の確認", "統計の確認"])[0] == 3


def test_another_word_for_it_is_found() -> None:
    documents = ["旧氏の管理", "氏名の管理", "証明書の出力"]
    assert ranked("旧姓", documents)[0] == 0
    assert ranked("証明を刷る", documents)[0] == 2
    assert 2 not in ranked("紙に刷る", documents, PLAIN)


def test_what_is_left_out_and_too_little_is_not_ranked() -> None:
    index = Index([[Part("転出の入力")], [Part("転出の確認")], [Part("統計")]], PLAIN)
    question = index.question([Part("転出の入力と統計")])
    assert index.rank(question, limit=9)[0].document == 0
    assert 0 not in [h.document for h in index.rank(question, limit=9, without={0})]
    scores = {h.document: h.score for h in index.rank(question, limit=9)}
    least = max(s for d, s in scores.items() if d != 0) + 1
    assert [h.document for h in index.rank(question, limit=9, least=least)] == [0]


@given(
    st.lists(st.text("転入出居届通知証明の。", max_size=12), min_size=1, max_size=8),
    st.text("転入出居届通知証明の。", max_size=12),
    st.dictionaries(st.integers(0, 7), st.floats(0, 1)),
    st.integers(0, 7),
    st.floats(0, 1),
)
def test_a_lift_never_lowers(
    documents: list[str], text: str, lifts: dict[int, float], lifted: int, more: float
) -> None:
    """Raising one document's lift never lowers its place; asked twice, the answer is the same."""
    index = Index([[Part(d)] for d in documents], SOME)
    question = index.question([Part(text)])
    lifts = {d: v for d, v in lifts.items() if d < len(documents)}
    lifted %= len(documents)
    before = [h.document for h in index.rank(question, limit=9, lifts=lifts)]
    raised = {**lifts, lifted: max(lifts.get(lifted, 0.0), more)}
    after = [h.document for h in index.rank(question, limit=9, lifts=raised)]
    assert after == [h.document for h in index.rank(question, limit=9, lifts=raised)]
    if lifted in before:
        assert after.index(lifted) <= before.index(lifted)


def test_many_documents_give_the_same_best_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Frequent terms looked up only for the shortlist change no score of what is on it."""
    places = ["市民課", "税務課", "支所", "福祉課", "学校"]
    acts = ["転入", "転出", "転居", "出生", "死亡", "婚姻", "統計"]
    documents = [f"{p}で{a}を入力し{b}を確認する" for p in places for a in acts for b in acts]
    index = Index([[Part(d)] for d in documents], PLAIN)
    question = index.question([Part("支所で統計を入力し死亡を確認する")])
    exact = {h.document: h.score for h in index.rank(question, limit=999)}
    monkeypatch.setattr("app.services.bm25.BUDGET", 400)
    monkeypatch.setattr("app.services.bm25.SHORTLIST", 80)
    quick = index.rank(question, limit=5)
    assert documents[quick[0].document] == "支所で統計を入力し死亡を確認する"
    assert {h.document: h.score for h in quick}.items() <= exact.items()
    assert len(quick) == 5


# --- reasons ----------------------------------------------------------------------------------------------------------


def why(question: str, document: str, **more: str) -> tuple[str, ...]:
    index = Index([[Part(document)], [Part("外国人の届出。印刷")]], SOME)
    return reasons.why(question, document, index, **more)  # type: ignore[arg-type]


def test_reasons_name_whole_words() -> None:
    assert why("外国人住基台帳を印字する。", "外国人住民の届書に登録できること。") == ("語が一致：外国人",)
    assert why("転入届の受付をする", "転入届の受付。") == ("語が一致：転入届・受付",)
    assert why("届けた人", "届けたとき") == ("語が一致：届けた",)
    assert why("できるようにする。", "できること。") == ()
    assert why("ﾌﾘｶﾞﾅの確認", "フリガナ") == ("語が一致：ﾌﾘｶﾞﾅ",)  # as the clerk wrote it


def test_reasons_name_the_other_word_the_id_the_neighbour_and_the_section() -> None:
    assert why("旧姓", "旧氏を管理") == ("言い換え：旧姓＝旧氏",)
    assert why("旧氏", "旧姓を載せる") == ("言い換え：旧氏＝旧姓",)
    assert why("旧姓", "旧姓と旧氏") == ("語が一致：旧姓",)
    assert why("0010101 を見る", "0010101") == ("番号が一致：0010101",)
    assert why("統計", "統計", confirmed="K-0007 に近い") == ("K-0007 に近い", "語が一致：統計")
    assert why("統計", "集計", beside="統計を作る") == ("同じ項番の要件に一致：統計",)
    index = Index([[Part("交付")]], PLAIN)
    assert reasons.why("証明の束", "交付", index, chapter=("5 証明",)) == ("章が一致：証明",)


def test_a_word_within_a_longer_one_is_no_reason() -> None:
    words = Synonyms([["直|す", "修正"], ["作り直し", "改製"]])
    worth = Index([[Part("修正と改製")]], words).worth
    assert reasons.synonyms_met("住民票の作り直し", "修正と改製", words, worth) == [("作り直し", "改製")]
    assert reasons.synonyms_met("手で直した", "修正と改製", words, worth) == [("直す", "修正")]
