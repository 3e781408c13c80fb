"""A requirement that may not be built although people use it: considered, decided, questioned by a new edition, decided
again, and found in the book years later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.services import catalogue, register_read, reports, sample
from app.services.session import Session
from app.services.views import ItemFilter
from app.store import editions
from app.ui.app import make_application
from app.ui.register.decide_dialog import DecideDialog
from app.ui.register.more_dialogs import LadderDialog
from app.ui.register.option_dialog import OptionDialog
from app.ui.theme.tokens import tokens
from app.ui.work import frame as work
from spec_catalog.model import LoadedFile
from tests.ui.objects import ProgramObject
from tests.ui.register_steps import dialog_of
from tests.unit.reports.test_html import read

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def program(qtbot: QtBot, qapp: object, tmp_path: Path) -> Iterator[ProgramObject]:
    """The window on a fresh sample."""
    path = tmp_path / "みほん市.fitgap"
    sample.start_sample(path).close()
    make_application(["fitgap"], "light")
    made = ProgramObject(qtbot, (1366, 690))
    made.window.show()
    made.context.open_with(work.open_file, str(path), sample.WHO, label="")
    made.do_wait()
    yield made
    made.do_close()


def prohibited(session: Session) -> str:
    """A × requirement without an issue of its own."""
    about = {n for i in register_read.issues(session) for n in i.nodes}
    edition = next(e for e in catalogue.in_force(session) if e.business == "001" and e.kind == "req")
    rows = catalogue.item_rows(session, edition.hash, catalogue.item_keys(session, edition.hash, ItemFilter()))
    return next(r.node for r in rows if r.cls == "prohibited" and r.node not in about)


def another_text(session: Session, node: str) -> None:
    """A new edition of the business in which this requirement says something else: here, not yet in force."""
    held = next(e for e in catalogue.in_force(session) if e.business == "001" and e.kind == "req")
    old = editions.load(session.con, held.hash)
    items = tuple(
        replace(i, text=f"{i.text}（改定：証跡を残すこと。）") if f"req:{i.id}" == node else i for i in old.items
    )
    made = replace(old, label="第9.9版", published="2027-01-01", items=items)
    catalogue.take_over(session, [LoadedFile("新しい版.xlsx", "新しい版.xlsx", "req", made)], adopt=False)


def asked(program: ProgramObject, function: object, *args: object) -> object:
    found: list[object] = []
    program.context.run(function, *args, done=found.append)  # type: ignore[arg-type]
    program.do_wait()
    return found[0]


def judge_in_use(program: ProgramObject, node: str) -> None:
    program.window.go("comparison")
    program.do_choose(node)
    screen = program.window.comparison
    screen.bar._more_link.click()
    screen.bar.current.set_code("in_use")
    screen.bar.detail.setText("窓口で毎日使っている。")
    program.list.setFocus()
    program.do_press("3")
    program.do_wait()
    program.do_choose(node)
    program.do_press("G")
    program.do_wait()
    program.do_press("G")
    program.do_wait()


def adopt_by_hand(program: ProgramObject) -> None:
    """The office looks at what changes and adopts the new edition."""
    program.window.go("standard")
    program.do_wait()
    screen = program.window.standard
    screen.tabs.bar.setCurrentIndex(1)
    program.do_wait()
    newer = next(e for e in program.context.editions if e.label == "第9.9版")
    screen.difference.show_edition(newer)
    program.do_wait()
    screen.difference.adopt.click()
    program.do_wait()
    assert program.context.adopted("001").hash == newer.hash


def decide(program: ProgramObject, by: str, day: str, reason: str, option: str = "") -> None:
    register = program.window.register
    QTest.keyClicks(register.list.view, "k")
    dialog = dialog_of(program, DecideDialog)
    if option:
        dialog.way.set_code(option)
    dialog.by.setText(by)
    dialog.date.setText(day)
    dialog.document.setText(f"文書 {day}")
    dialog.reason.setPlainText(reason)
    dialog.main.click()
    program.do_wait()


def test_from_a_function_in_use_to_the_book(program: ProgramObject, tmp_path: Path) -> None:
    program.window.top.business_chosen.emit("001")
    program.do_wait()
    node = asked(program, prohibited)
    judge_in_use(program, node)
    register = program.window.register
    rid = register.list.view.rid()
    assert register.issue.reading().issue.nodes == (node,)
    locked = {c.code for c in register.issue.disposition.choices() if c.locked}
    assert {"loose_system", "customise"} <= locked, "the law's guard rails"

    QTest.keyClicks(register.list.view, "l")
    ladder = dialog_of(program, LadderDialog)
    ladder._areas["1"].setPlainText("証明に要るので、やめられない。")
    ladder.main.click()
    program.do_wait()
    bpr = next(c for c in register.issue.disposition.choices() if c.code == "bpr")
    register.issue.disposition_picked.emit(bpr)
    program.do_wait()
    assert register.issue.reading().more.skipped == ()
    QTest.keyClicks(register.list.view, "o")
    option = dialog_of(program, OptionDialog)
    option.choose(bpr)
    option.content.setPlainText("窓口の手順を標準に合わせる")
    option._show_money()
    option.money._items["initial", "操作研修"].setText("5万円")
    option.main.click()
    program.do_wait()
    (way,) = register.issue.reading().options
    decide(program, "市民課長 山田", "2026-10-01", "費用が小さい", way.rid)
    first = register.issue.reading().issue.decision
    assert (first.by, first.option, first.document) == ("市民課長 山田", way.rid, "文書 2026-10-01")

    asked(program, another_text, node)
    program.context.reload_editions()
    program.do_wait()
    adopt_by_hand(program)
    detail = asked(program, lambda s: catalogue.detail(s, *catalogue.find(s, node)))
    assert detail.row.suspect, "要再確認"
    program.window.go("register")
    program.do_wait()
    register.show_issue(rid)
    program.do_wait()
    decide(program, "市長", "2027-02-01", "改定を踏まえ、証跡も残す")
    decisions = register.issue.reading().decisions
    assert [(d.by, d.current) for d in decisions] == [("市長", True), ("市民課長 山田", False)]

    book, sheet = tmp_path / "決定簿.html", tmp_path / "決定書.html"
    number = register.issue.reading().issue.number
    for id_, out in (("decision-book", book), ("decision-sheet", sheet)):
        want = reports.Asked(colours=tokens("light"), format="html", issue=number)
        asked(program, reports.write, id_, out, want)
    said = "".join(read(book.read_text("utf-8")).text)
    for wanted in (
        "目次（2 件）", "市民課長 山田", "費用が小さい", "市長", "改定を踏まえ、証跡も残す",
        "証明に要るので、やめられない。", "50,000円（操作研修 50,000円）",
        "置き換え済み（R9.2.1 の決定に置き換えました）", "いまの決定", "文書 2026-10-01",
        "（改定：証跡を残すこと。）",
    ):  # fmt: skip
        assert wanted in said, wanted
    signed = "".join(read(sheet.read_text("utf-8")).text)
    assert "課長補佐" in signed
    assert "費用が小さい" not in signed, "the sheet holds the decision in force"

    program.context.undo()
    program.do_wait()
    assert [(d.by, d.current) for d in register.issue.reading().decisions] == [("市民課長 山田", True)]


def test_a_sheet_of_what_is_not_decided_is_refused(program: ProgramObject, tmp_path: Path) -> None:
    from app.core.problems import UserProblem

    problems: list[BaseException] = []
    want = reports.Asked(colours=tokens("light"), format="html", issue="G-0001")
    program.context.run(
        reports.write, "decision-sheet", tmp_path / "x.html", want, done=lambda _p: None, failed=problems.append
    )
    program.do_wait()
    (problem,) = problems
    assert isinstance(problem, UserProblem)
    assert "G-0001 はまだ決定していません" in problem.message
    assert not (tmp_path / "x.html").exists()
