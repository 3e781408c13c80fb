"""BPR cases: both flows, what they save, what is carried over; the examples of others; the sheets of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from app.core.bpr import number, shown
from app.core.problems import UserProblem
from app.services import bpr, cost_table, decisions, presets, register, responsibility, survey, survey_lists
from app.services import session as sessions
from app.services.session import Session
from app.services.views import Who

AT = datetime(2026, 1, 15, 9, 30)
STEPS = (
    ("現行", "2", "係", "台帳に書き写す", "手作業", "6", "1200"),
    ("現行", "1", "窓口", "申請書を受け付ける", "手作業", "10", "1200"),
    ("改善後", "1", "窓口", "画面に登録する", "システム", "4.5", "1200"),
)


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("FITGAP_HOME", str(tmp_path / "home"))
    opened = sessions.create(
        tmp_path / "t.fitgap", municipality="みほん市", code="999997", size="general", who=Who("市民課", "佐藤 花子")
    )
    yield opened
    opened.close()


def case(session: Session, name: str, business: str = "", causes: str = "", issue: str = "") -> str:
    row = {"name": name, "business": business, "causes": causes, "issue": issue, "stage": "改善方針の検討"}
    survey.add_records(session, "bpr_cases", [row])
    return str(next(r["number"] for r in survey.list_rows(session, "bpr_cases") if r["name"] == name))


def steps(session: Session, name: str, rows: tuple[tuple[str, ...], ...] = STEPS) -> None:
    codes = ("side", "order", "actor", "work", "manual", "minutes", "cases")
    survey.add_records(session, "bpr_steps", [{"case": name, **dict(zip(codes, row, strict=True))} for row in rows])


def cells(path: Path) -> list[list[str]]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [[str(c.value) for c in line if c.value not in (None, "")] for line in sheet.iter_rows()]


def test_hours_saved_are_as_is_less_to_be(session: Session) -> None:
    number_ = case(session, "新規認定業務", "020")
    steps(session, "新規認定業務")
    found = bpr.case(session, number_)
    assert (found.saving.as_is.hours, found.saving.to_be.hours) == (320, 90)
    assert found.saving.saved == 230
    shown_rows = [(r["side"], r["order"]) for r in survey.list_rows(session, "bpr_steps")]
    assert shown_rows == [("現行", "1"), ("現行", "2"), ("改善後", "1")]
    assert (found.saving.as_is.by_hand, found.saving.to_be.by_hand) == (320, 0)
    assert bpr.flow(session, found, "as_is") == [
        "1 窓口：申請書を受け付ける（手作業、10 分 × 1,200 件＝200.0 時間）",
        "2 係：台帳に書き写す（手作業、6 分 × 1,200 件＝120.0 時間）",
    ]
    assert bpr.flow(session, found, "to_be") == ["1 窓口：画面に登録する（システム、4.5 分 × 1,200 件＝90.0 時間）"]


def test_nothing_is_called_saved_while_something_is_not_known(session: Session) -> None:
    case(session, "新規認定業務")
    steps(session, "新規認定業務", (*STEPS, ("改善後", "2", "係", "控えを綴じる", "手作業", "", "1200")))
    found = bpr.case(session, "新規認定業務")
    assert found.saving.saved is None
    assert bpr.said(found.saving) == ("320.0", "90.0（時間の分からない手順 1）", "")
    case(session, "片側だけ")
    steps(session, "片側だけ", STEPS[:2])
    assert bpr.case(session, "片側だけ").saving.saved is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("12.5", Fraction(25, 2)), ("1,200", 1200), ("", None), ("多い", None), ("-3", None), ("1/0", None)],
)
def test_numbers_of_steps(text: str, value: object) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    ("hours", "text"), [(Fraction(24690, 20), "1,234.5"), (Fraction(-1, 2), "-0.5"), (Fraction(-1, 100), "0.0")]
)
def test_hours_are_told_to_a_tenth(hours: Fraction, text: str) -> None:
    assert shown(hours) == text


def test_a_remedy_is_carried_over_to_where_the_same_cause_is(session: Session) -> None:
    one = case(session, "新規認定業務", "020", "二重の入力、紙の台帳")
    two = case(session, "高額療養費支給", "024", "二重の入力")
    case(session, "更正処理", "012", "繁忙期")
    assert [(a.number, a.cause, a.carried) for a in bpr.alike(session, one)] == [(two, "二重の入力", False)]
    bpr.spread(session, one)
    assert bpr.case(session, one).spread == ("024",)
    assert [a.carried for a in bpr.alike(session, one)] == [True]
    with pytest.raises(UserProblem, match="横展開する業務がありません"):
        bpr.spread(session, one)
    bpr.spread(session, one, ["固定資産税"])
    assert bpr.case(session, one).spread == ("024", "012")
    with pytest.raises(UserProblem, match="業務の名前"):
        bpr.spread(session, one, ["どこか"])


def test_the_plan_shows_the_decision_of_the_issue(session: Session, tmp_path: Path) -> None:
    rid, _ = register.add(session, title="受付が二度手間", disposition="bpr", content="画面で受け付ける")
    shown_number = session.con.execute("SELECT number FROM record WHERE rid=?", (rid,)).fetchone()[0]
    decisions.decide(session, rid, level="課内", by="課長", date="R8.1.10", reason="効果が大きい")
    case(session, "新規認定業務", "020", "二重の入力", shown_number)
    steps(session, "新規認定業務")
    path = bpr.write_plan(session, tmp_path / "F5.xlsx", printed_at=AT)
    found = "\n".join("　".join(line) for line in cells(path))
    for text in ("320.0 → 90.0", "230.0", "改善方針の検討", "業務運用の見直し", "課長", shown_number, "児童扶養手当"):
        assert text in found, text
    assert "削減見込 年 230.0 時間（1/1 件）" in found


@pytest.mark.parametrize("preset", presets.presets(), ids=lambda p: p.name)
def test_an_example_is_taken_once_and_taken_back_as_one_step(session: Session, preset: presets.Preset) -> None:
    presets.take(session, preset.name)
    rows = survey.list_rows(session, preset.list)
    assert len(rows) == len(preset.rows)
    main = next(c.code for c in survey_lists.survey_list(preset.list).columns if c.required)
    assert {r[main] for r in rows} == {r[main] for r in preset.rows}
    with pytest.raises(UserProblem, match="もうすべて"):
        presets.take(session, preset.name)
    gone = rows[0]["rid"]
    survey.delete_records(session, preset.list, [gone])
    presets.take(session, preset.name)
    assert len(survey.list_rows(session, preset.list)) == len(preset.rows)


def test_osakas_table_as_a_sheet(session: Session, tmp_path: Path) -> None:
    presets.take(session, "osaka_roles")
    assert responsibility.check(session) == []
    path = responsibility.write_sheet(session, tmp_path / "r.xlsx", printed_at=AT)
    lines = cells(path)
    head = ["業務", "工程", "運用管理補助者", "共通機能ASP", "標準準拠システム等ASP"]
    top = lines.index(head)
    assert len(lines) == top + 16
    assert lines[top + 7][2:] == ["●\nデータ連携", "●\nデータ連携以外", "○\n共通機能等の利用（共同利用も一部）"]
    assert [r["order"] for r in survey.list_rows(session, "responsibilities")] == [str(n) for n in range(1, 16)]
    row = next(r for r in survey.list_rows(session, "responsibilities") if r["work"].endswith("監視"))
    same = [{**c, "note": "全体"} for c in row["cells"]]
    survey.set_cells(session, "responsibilities", [(row["rid"], {"cells": same})])
    assert [f.work for f in responsibility.check(session)] == [row["work"]]


def test_the_cost_table_asks_under_sendais_headings(session: Session, tmp_path: Path) -> None:
    path = cost_table.write_sheet(session, tmp_path / "c.xlsx", printed_at=AT)
    found = cells(path)
    flat = [text for line in found for text in line]
    for _group, title in cost_table.columns():
        assert title in flat
    systems, places = ("標準準拠システム", "標準準拠対象外システム(想定)"), ("ガバメントクラウド", "みほん市クラウド")
    asked = [line[:2] for line in found if line and line[0] in systems]
    assert asked == [[system, f"{place}の場合"] for system in systems for place in places]
