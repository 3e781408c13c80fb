"""The forms of 課題・決定: money by item, the ladder, comparing, splitting and joining, deadlines from the calendar."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.services import options, survey
from app.services.session import Session
from app.ui.parts.buttons import Button
from app.ui.register.choices_dialog import ChoicesDialog
from app.ui.register.comparing import CompareDialog
from app.ui.register.decide_dialog import DecideDialog
from app.ui.register.dialogs import IssueDialog
from app.ui.register.more_dialogs import JoinDialog, LadderDialog, SplitDialog
from app.ui.register.option_dialog import OptionDialog
from tests.ui.objects import ProgramObject
from tests.ui.register_steps import choose, dialog_of

Start = Callable[..., ProgramObject]


def test_money_is_written_by_item_and_summed_while_typing(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = choose(program, "G-0006")
    screen.writing.add_option()
    dialog = dialog_of(program, OptionDialog)
    dialog.choose(next(c for c in screen.issue.disposition.choices() if c.code == "bpr"))
    dialog.content.setPlainText("点検を月次に加える")
    dialog._show_money()
    design = dialog.money._items["initial", "設計"]
    design.setText("たくさん")
    assert not dialog.main.isEnabled()
    assert "設計「たくさん」は金額として読めません" in dialog.problem.text()
    design.setText("120万円")
    dialog.money._items["annual", "運用・保守"].setText("100000")
    assert "計 1,200,000円" in dialog.money._sums["initial"].text()
    dialog.main.click()
    program.do_wait()
    option = screen.issue.reading().options[-1]
    assert (option.money.once, option.money.yearly) == (1_200_000, 100_000)
    assert "1,700,000円" in screen.issue.words()
    screen.writing.edit_option(option.rid)
    again = next(d for d in program.window.findChildren(OptionDialog) if d.isVisible())
    assert again.money._items["initial", "設計"].text() == "1,200,000円"
    again.money._items["initial", "設計"].setText("50万円")
    again.main.click()
    program.do_wait()
    assert screen.issue.reading().options[-1].money.once == 500_000
    program.context.undo()
    program.do_wait()
    assert screen.issue.reading().options[-1].money.once == 1_200_000


def test_the_ladder_asks_for_the_rungs_before(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = choose(program, "G-0009")
    assert any("先に考える段の理由がまだありません" in w for w in screen.issue.words())
    QTest.keyClicks(screen.list.view, "l")
    dialog = dialog_of(program, LadderDialog)
    for area in dialog._areas.values():
        area.setPlainText("窓口が混むため")
    dialog.main.click()
    program.do_wait()
    assert not any("先に考える段の理由" in w for w in screen.issue.words())
    assert set(screen.issue.reading().issue.refused) == {"1", "2", "3", "4"}


def test_options_are_compared_on_one_page_and_decided_from_there(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = choose(program, "G-0006")
    for text, cost in (("高い案", "100万円"), ("安い案", "1万円")):
        program.context.run(
            lambda s, t=text, c=cost: options.add(s, screen.list.view.rid(), "bpr", t, initial={"設計": c}),
            done=lambda _made: screen.load(),
        )
        program.do_wait()
    QTest.keyClicks(screen.list.view, "c")
    dialog = dialog_of(program, CompareDialog)
    said = [label.text() for label in dialog.findChildren(QLabel)]
    assert "高い案" in said
    assert "10,000円" in " ".join(said)
    cheap = next(o.rid for o in screen.issue.reading().options if o.content == "安い案")
    dialog.buttons[cheap].click()
    program.do_wait()
    decide = dialog_of(program, DecideDialog)
    assert decide.way.code() == cheap
    decide.by.setText("市民課長 山田")
    decide.reason.setPlainText("安い")
    decide.document.setText("8市民第12号")
    decide.basis.set_code("cost")
    decide.main.click()
    program.do_wait()
    decision = screen.issue.reading().issue.decision
    assert (decision.option, decision.document, decision.basis) == (cheap, "8市民第12号", "cost")


def test_an_issue_is_split_and_leads_back(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = choose(program, "G-0006")
    count = len(screen.list.all_lines())
    screen.writing.split()
    dialog = dialog_of(program, SplitDialog)
    assert not dialog.main.isEnabled()
    dialog.titles.setPlainText("入力をやめる\n点検を加える")
    dialog.main.click()
    program.do_wait()
    assert len(screen.list.all_lines()) == count + 1
    assert screen.issue.title.whole() == "入力をやめる"
    links = [b.word() for b in screen.issue.findChildren(Button) if b.word().startswith("もとの課題")]
    assert links[0].startswith("もとの課題　G-0006")
    program.context.undo()
    program.do_wait()
    assert len(screen.list.all_lines()) == count


def test_issues_are_joined_by_ticking(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = choose(program, "G-0006")
    count = len(screen.list.all_lines())
    screen.writing.join()
    dialog = dialog_of(program, JoinDialog)
    assert not dialog.main.isEnabled()
    dialog.list.item(0).setCheckState(Qt.CheckState.Checked)
    dialog.title.setText("まとめた課題")
    dialog.main.click()
    program.do_wait()
    assert len(screen.list.all_lines()) == count - 1
    assert screen.issue.title.whole() == "まとめた課題"


def test_the_deadline_follows_from_the_calendar(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = choose(program, "G-0006")

    def event(session: Session) -> None:
        values = {"name": "当初予算要求", "basis": "budget", "date": "2099-10-31", "lead": "1か月前"}
        with session.project.unit("期日") as unit:
            unit.create("due_event", survey.atoms_of("due_event", values))

    program.context.run(event)
    program.do_wait()
    screen.writing.edit()
    dialog = dialog_of(program, IssueDialog)
    assert not dialog.backward.isEnabled() or dialog.due_basis.code()
    dialog.due_basis.set_code("budget")
    dialog._look()
    dialog.backward.click()
    program.do_wait()
    assert dialog.due.text() == "2099-09-30"
    assert "当初予算要求 2099-10-31" in dialog.due_why.text()
    dialog.flags.set_codes(("budget", "test"))
    dialog.related.set_codes(("税務課",))
    dialog.common.setChecked(True)
    dialog.main.click()
    program.do_wait()
    issue = screen.issue.reading().issue
    assert (issue.due, issue.flags, issue.departments, issue.common) == (
        "2099-09-30", ("budget", "test"), ("税務課",), True,
    )  # fmt: skip
    assert "予算⑧-1、テスト⑮-1" in screen.issue.words()


def test_levels_are_edited_and_offered(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = choose(program, "G-0006")
    screen.writing.edit_choices()
    program.do_wait()
    dialog = dialog_of(program, ChoicesDialog)
    assert dialog.which.code() == "decision_levels"
    dialog.list.setCurrentRow(0)
    dialog.line.setText("課長決裁")
    dialog.down.click()
    dialog.add.click()
    dialog.line.setText("三役会議")
    dialog.list.item(0).setCheckState(Qt.CheckState.Unchecked)  # 事務局, now the first
    dialog.main.click()
    program.do_wait()
    labels = [label for _, label in screen.writing.lists.levels]
    assert labels[0] == "課長決裁"
    assert labels[-1] == "三役会議"
    assert "事務局" not in labels
    program.context.undo()
    program.do_wait()
    screen.writing.edit_choices()
    program.do_wait()
    again = next(d for d in program.window.findChildren(ChoicesDialog) if d.isVisible())
    assert again.list.item(0).text() == "課内"
    again.line.setText("")
    assert not again.main.isEnabled()
    assert "名前のない選択肢" in again.problem.text()


def test_what_waits_for_a_decision_is_a_facet(start: Start, workspace: Path) -> None:
    program = start(workspace)
    screen = choose(program, "G-0006")
    mine = {line.number for line in screen.list.all_lines() if line.mine}
    assert mine
    screen.list.facets.choose("mine")
    program.do_wait()
    assert {line.number for line in screen.list.model.lines()} == mine
