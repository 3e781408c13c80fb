"""記録 in the real window: steps found and read, a number erased after every place was seen, what others erased."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from app.services import catalogue, comparison, parcels, redaction, sample, settings, upkeep
from app.services import session as sessions
from app.services.session import Session
from app.services.views import Who
from app.ui.merge.erasing import ConfirmDialog, EraseDialog
from app.ui.merge.record import RecordPage
from app.ui.merge.screen import MergeScreen
from app.ui.parts.buttons import Button
from app.ui.parts.text import Elided, Label
from tests.helpers.traces import NUMBER, traces
from tests.ui.objects import ProgramObject

Start = Callable[..., ProgramObject]
OFFICE = Who("情報政策課", "中村 健", "office")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("written") / "みほん市.fitgap"
    session = sample.start_sample(path, who=OFFICE)
    edition = edition_of(session)
    comparison.judge(session, edition, [12], verdict="gap", reason=f"番号 {NUMBER} の方から")
    upkeep.backup(session)
    comparison.judge(session, edition, [12], verdict="partial", reason=f"折り返し済み（{NUMBER}）")
    comparison.save_draft(session, edition, 14, "memo", {"text": f"あとで {NUMBER}"}, ())
    session.close()
    return path


def edition_of(session: Session) -> str:
    return next(e.hash for e in catalogue.editions(session) if e.kind == "req" and e.business == "001")


@pytest.fixture
def program(start: Start, written: Path, tmp_path: Path) -> ProgramObject:
    path = tmp_path / "記録.fitgap"
    path.write_bytes(written.read_bytes())
    return start(path)


def page_of(program: ProgramObject) -> RecordPage:
    program.window.go("merge")
    program.do_wait()
    screen = cast(MergeScreen, program.window.screens.get("merge"))
    screen.show_record()
    program.do_wait()
    return screen.record


def shown(page: RecordPage) -> list[str]:
    return [label.text() for label in page.pane.findChildren(Label) if label.isVisible()]


def asked(program: ProgramObject, what: Callable[[Session], Any]) -> Any:
    found: list[Any] = []
    program.context.run(what, done=found.append)
    program.do_wait()
    return found[0]


def test_steps_are_found_and_read(program: ProgramObject, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page = page_of(program)
    titles = [e.title for e in page.list.entries()]
    assert titles[0] == "判定を記録：一部適合"
    assert page.count.whole() == f"{len(titles):,} 件"
    assert page.list.key(), "the newest shows by itself"
    assert {"▲ 差異あり", "△ 一部適合", f"折り返し済み（{NUMBER}）"} <= set(shown(page))
    page.text.setText("折り返し済み")
    page.text.searched.emit(page.text.text())
    QTest.keyClick(page.text, Qt.Key.Key_Return)
    program.do_wait()
    assert [e.title for e in page.list.entries()] == ["判定を記録：一部適合"]
    wanted: list[str] = []
    page.item_wanted.connect(wanted.append)
    next(b for b in page.pane.findChildren(Button) if b.text() == "この項目を開く" and b.isVisible()).click()
    assert wanted == ["req:0010112"]
    out = tmp_path / "記録.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(out), ""))
    page.save.click()
    program.do_wait()
    assert len(out.read_text(encoding="utf-8-sig").splitlines()) >= 2
    page.text.clear()
    page.text.searched.emit("")
    page.kind.set_code("register")
    page.kind.activated.emit(0)
    program.do_wait()
    assert 0 < len(page.list.entries()) < len(titles)
    page.kind.set_code("retract")
    page.kind.activated.emit(0)
    program.do_wait()
    assert page.pane._stack.currentIndex() == 1, "nothing: it says so"


def test_a_long_record_is_read_a_page_at_a_time(program: ProgramObject, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.services import audit

    monkeypatch.setattr(audit, "PAGE", 10)
    real = audit.steps
    monkeypatch.setattr(audit, "steps", lambda s, w, **k: real(s, w, **{"limit": 10, **k}))
    page = page_of(program)
    total = asked(program, lambda s: audit.total(s, audit.Wanted()))
    assert total > 20
    before = 0
    while before < total:
        assert len(page.list.entries()) > before
        before = len(page.list.entries())
        page.list.scrollToBottom()
        model = page.list.model()
        if model.canFetchMore(page.list.rootIndex()):
            model.fetchMore(page.list.rootIndex())
        program.do_wait()
    assert len({e.key for e in page.list.entries()}) == total


def test_a_long_step_is_read_in_parts(program: ProgramObject) -> None:
    page = page_of(program)
    step = max(page._steps.values(), key=lambda s: s.operations)
    count = step.operations
    assert count > 20
    page.list.choose(step.unit)
    program.do_wait()
    seen = []
    while True:
        assert f"{len(seen) * 10 + 1:,}～{min(len(seen) * 10 + 10, count):,} 件め／{count:,} 件" in shown(page)
        seen.append([x.whole() for x in page.pane.findChildren(Elided) if x.isVisible()])
        further = next(b for b in page.pane.findChildren(Button) if b.text() == "次へ" and b.isVisible())
        if not further.isEnabled():
            break
        further.click()
        program.do_wait()
    assert len(seen) == -(-count // 10)
    assert len({title for part in seen for title in part}) > 20, "every part shows others"


def test_a_number_is_erased_after_every_place_was_seen(program: ProgramObject) -> None:
    page = page_of(program)
    page.erase.click()
    program.do_wait()
    (dialog,) = program.window.findChildren(EraseDialog)
    assert not dialog.main.isEnabled()
    QTest.keyClicks(dialog.text, NUMBER)
    QTest.keyClick(dialog.text, Qt.Key.Key_Return)
    program.do_wait()
    assert [e.chip.word for e in dialog.list.entries() if e.chip] == ["以前の値", "いまの値"]
    assert all("■" in e.below and NUMBER not in f"{e.title}{e.below}" for e in dialog.list.entries())
    assert "記録 2 件（2 か所）、下書き 1 か所" in dialog.sum.text()
    dialog.reason.setText(f"{NUMBER} が入った")
    dialog.sure.setChecked(True)
    dialog.main.click()
    program.do_wait()
    assert dialog.trouble.isVisible(), "the reason must not say it again"
    dialog.reason.setText("個人番号の誤記入")
    dialog.sure.setChecked(False)
    assert not dialog.main.isEnabled()
    dialog.sure.setChecked(True)
    dialog.main.click()
    program.do_wait()
    assert program.window.findChildren(EraseDialog) == []
    path = Path(program.context.info.path)
    assert traces(path, settings.data_folder()) == []
    assert NUMBER not in str(program.context.drafts)
    assert page.list.entries()[0].title.startswith("文字を消す")
    assert asked(program, lambda s: upkeep.verify(s).ok)
    before = program.context.history.undo[1]
    assert not before.startswith("文字を消す"), "it is not offered to be undone"


def test_another_text_must_be_looked_for_first(program: ProgramObject) -> None:
    page = page_of(program)
    page.ask_erase()
    (dialog,) = program.window.findChildren(EraseDialog)
    dialog.text.setText("どこにもない語")
    dialog.search.click()
    program.do_wait()
    assert "ありません" in dialog.sum.text()
    dialog.reason.setText("誤記")
    dialog.sure.setChecked(True)
    assert not dialog.main.isEnabled()
    dialog.text.setText(NUMBER)
    assert not dialog.main.isEnabled(), "what was found says nothing of another text"
    dialog.reject()


def test_what_a_department_erased_waits_for_the_office(program: ProgramObject, tmp_path: Path) -> None:
    path = Path(program.context.info.path)
    other = tmp_path / "別の.fitgap"
    other.write_bytes(path.read_bytes())
    there = sessions.open_(other, who=Who("市民課", "佐藤 花子"))
    redaction.apply(there, NUMBER, "個人番号の誤記入")
    back = parcels.hand_back(there, tmp_path / "返す.fgpkg").file
    there.close()
    from app.services import taking

    asked(program, lambda s: taking.merge(s, [back]))
    program.context.set_who(OFFICE)
    program.do_wait()
    page = page_of(program)
    assert page.banners.codes() == ["erase"]
    assert f"折り返し済み（{'■' * 12}）" in str(shown(page)) or traces(path) != []
    next(b for b in page.banners.findChildren(Button) if b.text() == "一覧を見る…").click()
    program.do_wait()
    (dialog,) = program.window.findChildren(ConfirmDialog)
    assert len(dialog.list.entries()) == 2
    dialog.sure.setChecked(True)
    dialog.main.click()
    program.do_wait()
    assert traces(path) == []
    assert page.banners.codes() == []


def test_a_reader_cannot_erase(start: Start, written: Path, tmp_path: Path) -> None:
    path = tmp_path / "読む.fitgap"
    path.write_bytes(written.read_bytes())
    holder = sessions.open_(path, who=OFFICE)
    try:
        program = start(path)
        page = page_of(program)
        assert page.list.entries()
        assert not page.erase.isEnabled()
        program.do_close()
    finally:
        holder.close()
