"""Suggestions over a workspace: both ways, with what was confirmed before, as a job that can be stopped."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from app.core.problems import UserProblem
from app.services import catalogue, comparison, suggest, survey, synonyms
from app.services.session import Session
from app.services.views import FORCE
from spec_catalog.model import Edition, SizeClasses, SpecItem
from tests.helpers.workspaces import with_edition

MUST = SizeClasses("mandatory", "mandatory", "mandatory")


def item(n: int, name: str, text: str, section: str = "", path: tuple[str, ...] = ("異動",)) -> SpecItem:
    return SpecItem(
        "001", "req", f"001{n:04d}", order=n, section=section or f"1.{n}", path=path, name=name, text=text, classes=MUST
    )


ITEMS = (
    item(1, "旧氏・通称", "請求に基づき、旧氏の記載及び削除ができること。"),
    item(2, "転出証明書", "転出証明書を出力できること。"),
    item(3, "転出証明書", "再発行では最新の状態を印字しないこと。", section="1.2"),
    item(4, "抑止", "発行を抑止できること。抑止は期間を管理すること。", path=("抑止設定",)),
    item(5, "統計", "人口を集計できること。", path=("統計",)),
    item(6, "公印", "職務代理者の公印を管理できること。", path=("証明",)),
)


@pytest.fixture
def edition(session: Session) -> str:
    return with_edition(session, Edition("001", "req", "第1.0版", "2025-04-01", items=ITEMS))


def add(session: Session, *rows: tuple[str, str]) -> list[str]:
    survey.add_records(
        session, "functions", [{"business": "001", "name": name, "summary": summary} for name, summary in rows]
    )
    return [survey.rid_of(session, name) for name, _ in rows]


def ids(found: list[suggest.ItemCandidate]) -> list[str]:
    return [c.item.id for c in found]


def test_found_in_other_words_both_ways(session: Session, edition: str) -> None:
    old_name, seal, coins = add(
        session, ("旧姓の登録", ""), ("市長印データ", "代理の分もあり"), ("釣銭の束", "硬貨を数えて袋に詰める")
    )
    assert ids(suggest.for_current(session, old_name))[0] == "0010001"
    assert "旧姓＝旧氏" in suggest.for_current(session, old_name)[0].why[0]
    assert ids(suggest.for_current(session, seal))[0] == "0010006"
    assert suggest.for_current(session, coins) == []
    key = catalogue.find(session, "req:0010001")[1]
    assert [c.current.rid for c in suggest.for_item(session, edition, key)] == [old_name]
    in_force = session.con.execute(f"SELECT key FROM {session.attach(FORCE)}.item WHERE id='0010001'").fetchone()[0]
    assert [c.current.rid for c in suggest.for_item(session, FORCE, in_force)] == [old_name]


def test_an_item_named_by_its_id_comes_first(session: Session, edition: str) -> None:
    (rid,) = add(session, ("転出証明書の発行", "機能ID 0010005 に対応"))
    assert ids(suggest.for_current(session, rid))[:2] == ["0010005", "0010002"]
    assert suggest.for_current(session, rid)[0].why[0] == "番号が一致：0010005"


def test_nothing_for_an_empty_text(session: Session, edition: str) -> None:
    (rid,) = add(session, ("ー", ""))
    assert suggest.for_current(session, rid) == []


def test_what_was_confirmed_lifts_its_like(session: Session, edition: str) -> None:
    """Nothing in common with the requirement, much with a function that somebody has mapped to it."""
    first, second = add(session, ("はちまるの束ね", "はちまるを束ねる"), ("はちまるの束ね直し", "はちまるを束ねる"))
    assert suggest.for_current(session, second) == []
    comparison.map_current(session, "req:0010004", first)
    (found,) = suggest.for_current(session, second)
    assert found.item.id == "0010004"
    assert found.why[0] == "前に対応付けた K-0001 に近い"
    assert suggest.for_current(session, first) == []  # it has its answer
    key = catalogue.find(session, "req:0010004")[1]
    (back,) = suggest.for_item(session, edition, key)
    assert (back.current.rid, back.why[0]) == (second, "前に対応付けた K-0001 に近い")
    comparison.unmap_current(session, "req:0010004", first)
    assert suggest.for_current(session, second) == []


def test_confirming_a_pair_never_lowers_it_for_others(session: Session, edition: str) -> None:
    rids = add(
        session,
        ("転出証明の発行", "転出入力が終わると出る"),
        ("転出証明の再発行", "無くした人に出す"),
        ("証明の発行停止", "期間を決めて止める"),
        ("人口の集計", "毎月の集計"),
    )
    for mapped in rids:
        for node in ("req:0010002", "req:0010003", "req:0010004"):
            before = {r: ids(suggest.for_current(session, r, limit=9)) for r in rids if r != mapped}
            comparison.map_current(session, node, mapped)
            id_ = node.removeprefix("req:")
            for rid, was in before.items():
                now = ids(suggest.for_current(session, rid, limit=9))
                if id_ in was:
                    assert now.index(id_) <= was.index(id_)
            comparison.unmap_current(session, node, mapped)


def test_the_office_s_own_word_counts_at_once(session: Session, edition: str) -> None:
    (rid,) = add(session, ("みどり帳", ""))
    assert suggest.for_current(session, rid) == []
    synonyms.own_folder().mkdir(parents=True)
    (synonyms.own_folder() / "市.json").write_text('{"groups": [["みどり帳", "公印"]]}', encoding="utf-8")
    assert ids(suggest.for_current(session, rid)) == ["0010006"]


def test_an_edited_function_is_found_by_its_new_words(session: Session, edition: str) -> None:
    (rid,) = add(session, ("統計表", ""))
    key = catalogue.find(session, "req:0010006")[1]
    assert suggest.for_item(session, edition, key) == []
    survey.set_cells(session, "functions", [(rid, {"name": "公印の画像"})])
    assert [c.current.rid for c in suggest.for_item(session, edition, key)] == [rid]


def test_the_job_answers_as_one_by_one_and_can_be_stopped(session: Session, edition: str) -> None:
    rids = add(session, ("旧姓の登録", ""), ("釣銭の束", ""), ("人口の集計", ""), ("発行の抑止", "公印"))
    comparison.map_current(session, "req:0010005", rids[2])
    told: list[tuple[int, int, str]] = []
    digest = session.project.digest()
    found = suggest.all_for(session, "001", limit=3, progress=lambda *p: told.append(p))
    assert [r.current.rid for r in found] == rids
    assert [list(r.items) for r in found] == [suggest.for_current(session, rid, limit=3) for rid in rids]
    assert found == suggest.all_for(session, "001", limit=3)
    assert told[0][:2] == (0, 4)
    assert told[-1][:2] == (4, 4)
    assert session.project.digest() == digest
    stop = threading.Event()
    stop.set()
    with pytest.raises(UserProblem) as stopped:
        suggest.all_for(session, "001", cancel=stop)
    assert stopped.value.code == "cancelled"
    assert suggest.all_for(session, "002") == []
    assert [r.items for r in suggest.all_for(session, "001", kind="form")] == []


def test_the_others_of_a_section_help_to_find_it(session: Session, edition: str, data_folder: Path) -> None:
    """A requirement of one line is about what its section is about."""
    (rid,) = add(session, ("転出証明書の最新の束", ""))
    assert set(ids(suggest.for_current(session, rid))) == {"0010002", "0010003"}


def test_what_another_requirement_is_called_says_nothing_of_this_one(session: Session) -> None:
    """「1.6（公印）に規定する」 is a reference, not a matter of this requirement."""
    referring = item(7, "職名", "1.6（公印）及び0010004（抑止）の規定に従い、職名を設定すること。")
    with_edition(session, Edition("001", "req", "第1.0版", "2025-04-01", items=(*ITEMS, referring)))
    seal, stop = add(session, ("公印", ""), ("抑止", ""))
    assert ids(suggest.for_current(session, seal)) == ["0010006"]
    assert ids(suggest.for_current(session, stop)) == ["0010004"]
