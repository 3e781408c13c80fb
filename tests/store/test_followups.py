"""What later steps need of the issues, and what others still owe an answer to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from app.core.problems import UserProblem
from app.services import decisions, history, inquiries, options, register, register_read, routing, survey
from app.services.session import Session
from tests.helpers.workspaces import workspace

DAY = date(2026, 1, 15)


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("FITGAP_HOME", str(tmp_path / "home"))
    opened = workspace(tmp_path)
    yield opened
    opened.close()


def issue(session: Session, title: str, **fields: object) -> str:
    rid, _ = register.add(session, title=title, **fields)  # type: ignore[arg-type]
    return rid


def record(session: Session, into: str, **values: str) -> str:
    survey.add_records(session, into, [values])
    return str(next(r["rid"] for r in survey.list_rows(session, into) if r["name"] == values["name"]))


def listed(session: Session, step: str | None = None) -> list[tuple[str, str]]:
    return [(r.step, r.title) for r in routing.routes(session, step=step, today=DAY)]


def cells(path: Path) -> str:
    return "\n".join(
        str(c.value or "") for line in openpyxl.load_workbook(path).worksheets[0].iter_rows() for c in line
    )


def test_one_list_from_the_flags_in_the_order_of_the_steps(session: Session) -> None:
    one = issue(session, "手数料が変わる", flags=["ordinance", "budget"])
    issue(session, "研修が要る", flags=["training"])
    issue(session, "何もない")
    gone = issue(session, "やめた", flags=["pia"])
    register.set_fields(session, gone, {"status": "withdrawn"})
    assert listed(session) == [
        ("budget", "手数料が変わる"), ("training", "研修が要る"), ("ordinance", "手数料が変わる"),
    ]  # fmt: skip
    assert listed(session, "条例規則⑰") == [("ordinance", "手数料が変わる")]
    assert routing.routes(session, step="budget")[0].issue == one
    with pytest.raises(UserProblem, match="打上げ"):
        listed(session, "打上げ")


def test_what_nobody_wrote_is_proposed_from_the_decision(session: Session) -> None:
    rid = issue(session, "端末を増やす", flags=["budget"], disposition="bpr", due="R8.10.1", owner="三輪")
    option, _ = options.add(
        session,
        rid,
        "bpr",
        "端末を 3 台増やす",
        initial={"端末・周辺機器": "1,200,500円"},
        annual={"運用・保守": "30万円"},
    )
    decisions.decide(session, rid, level="課内", by="課長", date="R8.1.10", reason="要る", option=option)
    (found,) = routing.routes(session)
    assert (found.facts["amount"], found.facts["due"], found.facts["owner"]) == ("1501", "R8.10.1", "三輪")
    assert {"amount", "due", "owner"} <= found.proposed
    routing.write(session, rid, "budget", {"amount": "1,600", "year": "R8", "lead": "1か月", "state": "作業中"})
    (found,) = routing.routes(session)
    assert (found.facts["amount"], found.facts["year"], found.facts["state"]) == ("1600", "R8", "作業中")
    assert "amount" not in found.proposed
    assert found.ready_by == "2026-09-01"
    history.undo(session)
    assert routing.routes(session)[0].facts["amount"] == "1501"


def test_an_entry_that_is_not_wanted_leaves_the_list(session: Session) -> None:
    rid = issue(session, "研修", flags=["training"])
    routing.write(session, rid, "training", {"wanted": "no"})
    assert listed(session) == []
    routing.write(session, rid, "training", {"wanted": "yes", "year": "R9"})
    assert listed(session) == [("training", "研修")]


@pytest.mark.parametrize(
    "given",
    [{"amount": "たくさん"}, {"due": "いつか"}, {"lead": "すぐ"}, {"state": "気分"}, {"wanted": "maybe"}, {"x": "y"}],
)
def test_facts_of_no_form_are_refused(session: Session, given: dict[str, str]) -> None:
    rid = issue(session, "研修", flags=["training"])
    with pytest.raises(UserProblem):
        routing.write(session, rid, "training", given)
    with pytest.raises(UserProblem, match="PIA"):
        routing.write(session, rid, "pia", {"year": "R8"})


def test_forms_printed_outside_assets_and_the_assembly(session: Session) -> None:
    outside = record(session, "forms", name="納税通知書", printed_at="外部委託", enclosing="みほん印刷", copies="12000")
    inside = record(session, "forms", name="窓口の控え", printed_at="庁内")
    sheet = record(session, "assets", name="集計マクロ")
    issue(session, "通知書の様式", flags=["peripheral", "ordinance"], records=[outside, inside])
    issue(session, "マクロが止まる", records=[sheet])
    survey.add_records(session, "calendar", [{"name": "3月定例会", "date": "2026-03-02", "lead": "1か月"}])
    survey.add_records(session, "calendar", [{"name": "6月定例会", "date": "2026-06-08", "lead": "1か月"}])
    (found,) = routing.routes(session, step="peripheral", today=DAY)
    assert found.related == ("T-0001 納税通知書（外部委託、封入封緘 みほん印刷、年間 12000 枚）",)
    assert (
        routing.routes(session, step="ordinance", today=DAY)[0].assembly
        == "3月定例会 2026-03-02（準備は 2026-02-02 まで）"
    )
    assert routing.routes(session, step="ordinance", today=date(2026, 2, 10))[0].assembly.startswith("6月定例会")
    (asset,) = routing.routes(session, step="asset", today=DAY)
    assert (asset.title, asset.related) == ("マクロが止まる", ("E-0001 集計マクロ",))


def test_the_sheet_sums_and_marks_what_is_proposed(session: Session, tmp_path: Path) -> None:
    rid = issue(session, "端末を増やす", flags=["budget"], due="R8.10.1")
    routing.write(session, rid, "budget", {"amount": "1600", "year": "R8"})
    issue(session, "研修", flags=["training"])
    found = cells(routing.write_sheet(session, tmp_path / "r.xlsx", step="budget", printed_at=datetime(2026, 1, 15)))
    assert "1 件（金額のあるもの 1 件、合計 1,600 千円）" in found
    assert "R8.10.1＊" in found
    assert "研修" not in found


def test_an_inquiry_is_asked_from_an_issue_and_its_answer_flows_back(session: Session) -> None:
    rid = issue(session, "様式が違う", detail="欄が足りない", note="前の控え")
    number, _ = inquiries.ask(session, rid, "事業者", addressee="みほんソフト", due="R8.1.10", asked_on="R7.12.20")
    found = inquiries.inquiry(session, number)
    assert (found.values["name"], found.values["text"], found.state) == ("様式が違う", "欄が足りない", "asked")
    assert found.values["issue"] == register_read.issue(session, rid).number
    inquiries.answer(session, number, "次の版で対応する", on="R8.1.14", by="みほんソフト 田中", cost="無償")
    found = inquiries.inquiry(session, number)
    assert (found.state, found.values["applied"]) == ("answered", "課題の備考に記録")
    note = register_read.issue(session, rid).note
    assert note == "前の控え\nQ-0001 の回答（みほんソフト 田中　R8.1.14）：次の版で対応する"
    history.undo(session)
    assert register_read.issue(session, rid).note == "前の控え"
    assert inquiries.inquiry(session, number).state == "asked"


def test_what_is_overdue_is_listed_longest_first_and_reminded_of(session: Session, tmp_path: Path) -> None:
    rid = issue(session, "様式が違う", due="R8.2.1")
    for due in ("R8.1.10", "R8.1.1", "R8.3.1"):
        inquiries.ask(session, rid, "vendor", due=due, asked_on="R7.12.1")
    answered, _ = inquiries.ask(session, rid, "vendor", due="R7.12.1", asked_on="R7.11.1")
    inquiries.answer(session, answered, "済み", on="R8.1.2")
    late = inquiries.inquiries(session, overdue=True, today=DAY)
    assert [(i.number, i.days) for i in late] == [("Q-0002", 14), ("Q-0001", 5)]
    inquiries.remind(session, "Q-0002", "R8.1.15")
    with pytest.raises(UserProblem, match="待っていません"):
        inquiries.remind(session, answered, "R8.1.15")
    found = cells(inquiries.write_escalation(session, tmp_path / "e.xlsx", today=DAY))
    assert "2 件" in found
    assert "14 日" in found
    assert "期限 R8.2.1" in found
    assert "Q-0003" not in found
    assert found.index("Q-0002") < found.index("Q-0001")


@pytest.mark.parametrize(("to", "due"), [("だれか", ""), ("vendor", "そのうち")])
def test_a_bad_inquiry_is_refused(session: Session, to: str, due: str) -> None:
    rid = issue(session, "様式が違う")
    with pytest.raises(UserProblem):
        inquiries.ask(session, rid, to, due=due)
    assert inquiries.inquiries(session) == []
