"""Questionnaires: the published wording, conditions, what is still owed, and files that are wrong."""

from __future__ import annotations

import copy
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from app.core.problems import UserProblem
from app.core.questionnaire_file import parse
from app.core.questionnaires import Given, Questionnaire, State, examine, meaning, shown
from app.services.questionnaires import bundled

FOLDER = Path(__file__).parents[3] / "resources" / "questionnaires"
PATTERN_B = "※Bパターンの場合、現行システムベンダへ確認が必要です。"
SMALL: dict[str, Any] = {
    "format": "fitgap-questionnaire-1",
    "id": "small",
    "title": "小さな質問票",
    "source": "試験",
    "questions": [
        {
            "id": "1", "topic": "有無", "text": "ありますか。", "kind": "choice", "origin": "own",
            "choices": [{"code": "y", "label": "はい"}, {"code": "n", "label": "いいえ"}], "choices_origin": "own",
        },
        {
            "id": "2", "topic": "内容", "text": "何ですか。", "kind": "text", "origin": "own", "required": False,
            "required_if": {"question": "1", "is": ["y"]},
        },
        {
            "id": "3", "topic": "数", "text": "いくつですか。", "kind": "number", "origin": "own", "words": ["不明"],
            "show_if": {"question": "1", "is": ["y"]},
        },
        {
            "id": "4", "topic": "いくつか", "text": "どれですか。", "kind": "choices", "origin": "own",
            "choices": [{"code": "a", "label": "あ"}, {"code": "b", "label": "い"}], "choices_origin": "own",
            "required": False,
        },
    ],
}  # fmt: skip


def named(name: str) -> Questionnaire:
    return next(q for q in bundled() if q.id == name)


def state(questionnaire: Questionnaire, question: str, **answers: Given) -> State:
    given = {k.removeprefix("q"): v for k, v in answers.items()}
    return next(s for s in examine(questionnaire, given) if s.question.id == question)


def _source() -> str:
    folder = Path(os.environ.get("FITGAP_SHARED") or Path(__file__).parents[4] / "shared")
    return (folder / "reference" / "source-documents" / "003_case-collection.txt").read_text("utf-8")


@pytest.mark.needs_shared
def test_suita_reproduces_the_source_word_for_word() -> None:
    text = _source()
    start = text.index("1 室課名 室課名を入力してください。")
    part = re.sub(r"\s", "", text[start : text.index("所管情報\n", start)])
    part = part.replace("その他外部ツール", "外部ツール")  # 分類 of the last one stands before its 概要
    printed = "".join(re.sub(r"\s", "", q.id + q.topic + q.wording) for q in named("suita16").questions)
    assert printed == part.replace("16その他", "16")
    groups = dict.fromkeys(q.group for q in named("suita16").questions)
    assert list(groups) == ["所管情報", "現行システムの情報", "標準化対応", "ガバメントクラウド", "その他"]
    assert all(f"\n{g}\n" in text for g in groups)


@pytest.mark.needs_shared
@pytest.mark.parametrize("name", ["mie", "hidakagawa2"])
def test_what_is_called_published_stands_in_the_source(name: str) -> None:
    text = re.sub(r"\s", "", _source())
    published = [q for q in named(name).questions if q.origin == "source"]
    assert len(published) == {"mie": 3, "hidakagawa2": 2}[name]
    for question in published:
        for words in (question.wording, question.example):
            assert re.sub(r"[\s•]", "", words) in text


def test_no_choice_of_ours_is_called_published() -> None:
    own = [q for b in bundled() for q in b.questions if q.choices]
    assert own
    assert {q.choices_origin for q in own} == {"own"}
    assert all("本ソフトの提案" in b.source and "公式" in b.source for b in bundled())


@pytest.mark.parametrize("question", ["12", "13", "14", "15"])
@pytest.mark.parametrize(("nine", "applies"), [("B", True), ("A", False), ("その他", False), ("", None)])
def test_pattern_b_brings_the_note(question: str, nine: str, applies: bool | None) -> None:
    found = state(named("suita16"), question, q9=Given(nine))
    assert found.notes == ((PATTERN_B, applies),)
    assert found.question.wording.endswith(f"\n{PATTERN_B}")


def test_the_note_is_open_while_answers_contradict() -> None:
    assert state(named("suita16"), "12", q9=Given("", conflict=True)).notes == ((PATTERN_B, None),)


@pytest.mark.parametrize(
    ("value", "remark", "missing"),
    [
        ("", "", ("未回答",)),
        ("no", "", ()),
        ("yes", "", ("備考にツール名がありません", "備考に使途がありません")),
        ("yes", "Power を使う", ("備考にツール名がありません", "備考に使途がありません")),
        ("yes", "ツール名：Power", ("備考に使途がありません",)),
        ("yes", "使途：転記　ツール名：", ("備考にツール名がありません",)),
        ("yes", "ツール名：Power\n使途：転記", ()),
        ("yes", "ツール名:Power、使途:転記", ()),
    ],
)
def test_yes_to_tools_needs_name_and_use(value: str, remark: str, missing: tuple[str, ...]) -> None:
    found = state(named("suita16"), "16", q16=Given(value, remark))
    assert found.missing == missing
    assert found.done is (bool(value) and not missing)


def test_conditions_show_and_require() -> None:
    small = parse(SMALL)
    assert not state(small, "3").shown
    assert state(small, "3").missing == ()
    assert not state(small, "3", q1=Given("n")).shown
    assert state(small, "3", q1=Given("y")).missing == ("未回答",)
    assert state(small, "2").missing == ()
    assert state(small, "2", q1=Given("n")).missing == ()
    assert state(small, "2", q1=Given("y")).missing == ("未回答（「1 有無」が「はい」のため）",)
    assert state(small, "2", q1=Given("y"), q2=Given("これ")).done
    assert state(small, "2", q2=Given("", conflict=True)).missing == ("食い違う回答があります",)


@pytest.mark.parametrize(
    ("questionnaire", "question", "text", "value"),
    [
        ("suita16", "9", "b", None),
        ("suita16", "9", "B", "B"),
        ("suita16", "9", "Ｂ　現行ベンダ継続", "B"),
        ("suita16", "16", "はい", "yes"),
        ("suita16", "6", "令和8年3月末", "令和8年3月末"),
        ("suita16", "6", "Ｒ８．３．３１", "Ｒ８．３．３１"),
        ("suita16", "6", "未定", "未定"),
        ("suita16", "8", "なし", {"choice": "なし", "items": []}),
        ("suita16", "8", "あり：税務連携、国保連携", {"choice": "あり", "items": ["税務連携", "国保連携"]}),
        ("suita16", "8", "有\n税務連携\n国保連携", {"choice": "あり", "items": ["税務連携", "国保連携"]}),
        ("mie", "2", "■課題：図書がない■対策：作る", [{"issue": "図書がない", "measure": "作る"}]),
        ("mie", "2", "図書がない", [{"issue": "図書がない", "measure": ""}]),
        ("small", "3", "１，２００", "1200"),
        ("small", "3", "不明", "不明"),
        ("small", "4", "い、あ、い", ["a", "b"]),
    ],
)
def test_what_a_text_means(questionnaire: str, question: str, text: str, value: Any) -> None:
    asked = parse(SMALL) if questionnaire == "small" else named(questionnaire)
    found = asked.question(question)
    assert found is not None
    said = meaning(found, text)
    if value is None:
        value = "B"  # small letters are the same choice
    assert (said.value, said.problem) == (value, "")
    assert meaning(found, shown(found, said.value)).value == value


@pytest.mark.parametrize(
    ("question", "text", "word"),
    [
        ("6", "そのうち", "日付として読めません"),
        ("9", "C", "選択肢にありません"),
        ("8", "税務連携", "はじめに「あり」か「なし」"),
        ("8", "なし：税務連携", "なのに"),
    ],
)
def test_what_cannot_be_an_answer(question: str, text: str, word: str) -> None:
    found = named("suita16").question(question)
    assert found is not None
    assert word in meaning(found, text).problem


@pytest.mark.parametrize("text", ["十", "1.2.3", "12人", "-"])
def test_what_is_no_number(text: str) -> None:
    found = parse(SMALL).question("3")
    assert found is not None
    assert "数として読めません" in meaning(found, text).problem


def test_a_list_that_says_yes_needs_entries() -> None:
    assert state(named("suita16"), "8", q8=Given({"choice": "なし", "items": []})).done
    assert "がありません" in state(named("suita16"), "8", q8=Given({"choice": "あり", "items": []})).missing[0]


def _at(raw: dict[str, Any], path: tuple[Any, ...], value: object) -> dict[str, Any]:
    made = copy.deepcopy(raw)
    place: Any = made
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return made


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (("format",), "other", "format"),
        (("id",), "日本", "id"),
        (("title",), "", "title"),
        (("subject",), "year", "subject"),
        (("questions",), [], "questions"),
        (("questions",), "なし", "questions"),
        (("extra",), 1, "extra"),
        (("questions", 0), 3, "questions[0]"),
        (("questions", 1, "kind"), "essay", "questions[1].kind"),
        (("questions", 1, "text"), " ", "questions[1].text"),
        (("questions", 1, "id"), "1", "questions[1].id"),
        (("questions", 1, "origin"), "official", "questions[1].origin"),
        (("questions", 0, "choices_origin"), "", "questions[0].choices_origin"),
        (("questions", 0, "choices"), [], "questions[0].choices"),
        (("questions", 0, "choices", 1, "code"), "y", "questions[0].choices"),
        (("questions", 0, "choices", 1), {"code": "n"}, "questions[0].choices[1].label"),
        (("questions", 1, "required"), "yes", "questions[1].required"),
        (("questions", 1, "required_if"), {"question": "1", "is": ["x"]}, "questions[1].required_if"),
        (("questions", 1, "required_if"), {"question": "3"}, "questions[1].required_if"),
        (("questions", 1, "show_if"), {"question": "2"}, "questions[1].show_if"),
        (("questions", 1, "writes"), [{"record": "issue", "field": "title"}], "questions[1].writes[0].record"),
        (("questions", 1, "writes"), [{"record": "system", "field": "colour"}], "questions[1].writes[0].field"),
        (("questions", 1, "words"), [1], "questions[1].words"),
        (("questions", 1, "text"), 4, "questions[1].text"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(path: tuple[Any, ...], value: object, place: str) -> None:
    with pytest.raises(UserProblem) as caught:
        parse(_at(SMALL, path, value), file="票.json")
    assert (caught.value.cell, caught.value.file) == (place, "票.json")
    assert place in caught.value.message


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.json")), ids=lambda f: f.stem)
def test_every_questionnaire_here_can_be_read(file: Path) -> None:
    assert parse(json.loads(file.read_text("utf-8"))).id == file.stem
