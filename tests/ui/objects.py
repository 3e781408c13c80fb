"""Test objects: what a person does (``do_*``) and sees (``assert_*``), so that tests read as stories."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.services.views import Who
from app.ui.app import Program
from app.ui.first_start.dialog import FirstStart
from app.ui.settings import Settings
from app.ui.widgets.item_view import ItemView
from app.ui.work import frame as work


class ProgramObject:
    """The whole program in a test."""

    def __init__(self, qtbot: QtBot, size: tuple[int, int]) -> None:
        self.qtbot = qtbot
        self.bugs: list[BaseException] = []
        self.program = Program(Settings())
        self.program.context.tasks.unexpected.disconnect(self.program.crash.show_bug)
        self.program.context.tasks.unexpected.connect(self.bugs.append)
        self.window = self.program.window
        self.window.resize(*size)
        self.presses = 0
        self.closed = False

    # frame

    @property
    def context(self):
        """The context of the window."""
        return self.program.context

    def do_open(self, path: Path) -> None:
        """Opens a workspace and shows the window."""
        self.window.show()
        self.context.open_with(work.open_file, str(path), Who("市民課", "佐藤 花子", "clerk"), label="")
        self.do_wait()
        self.window.activateWindow()
        self.window.go(self.window.screen())

    def do_wait(self) -> None:
        """Until nothing is under way."""
        for _ in range(3):
            assert self.context.tasks.wait(20_000)
            QTest.qWait(35)
        assert self.bugs == [], self.bugs

    def do_close(self) -> None:
        """Ends the program as closing the window does. May be called twice."""
        if self.closed:
            return
        self.closed = True
        self.program.close()
        self.program.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()
        assert self.bugs == [], self.bugs

    def do_press(self, key: Qt.Key | str, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key on whatever has the focus; counted."""
        self.presses += 1
        target = self.focus()
        if isinstance(key, str) and not key.isascii():  # QTest knows Latin keys only
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QCoreApplication.sendEvent(target, QKeyEvent(kind, Qt.Key.Key_unknown, modifiers, key))
        elif isinstance(key, str):
            QTest.keyClicks(target, key, modifiers)
        else:
            QTest.keyClick(target, key, modifiers)

    def do_type(self, text: str) -> None:
        """Text typed without an input method."""
        QTest.keyClicks(self.focus(), text)

    def do_compose(self, preedit: str) -> None:
        """The input method shows half-composed text."""
        QCoreApplication.sendEvent(self.focus(), QInputMethodEvent(preedit, []))

    def do_commit(self, text: str) -> None:
        """The input method commits text; counted as one press."""
        self.presses += 1
        event = QInputMethodEvent("", [])
        event.setCommitString(text)
        QCoreApplication.sendEvent(self.focus(), event)

    def focus(self) -> QWidget:
        """What has the focus, as the window knows it even when no window manager activates it."""
        active = QApplication.activePopupWidget() or QApplication.activeModalWidget() or QApplication.activeWindow()
        return QApplication.focusWidget() or (active or self.window).focusWidget() or active or self.window

    def do_drop(self, *paths: Path) -> bool:
        """Drops files on the window; False when it refuses them."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(p)) for p in paths])
        place = QPointF(400, 300)
        actions, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        enter = QDragEnterEvent(place.toPoint(), actions, data, buttons, Qt.KeyboardModifier.NoModifier)
        QCoreApplication.sendEvent(self.window, enter)
        if not enter.isAccepted():
            return False
        drop = QDropEvent(place, actions, data, buttons, Qt.KeyboardModifier.NoModifier)
        QCoreApplication.sendEvent(self.window, drop)
        return True

    def assert_saved(self) -> None:
        """The status bar says 保存済み with a time."""
        assert self.window.status.saved.text().startswith("保存済み "), self.window.status.saved.text()

    def assert_undoable(self, count: int) -> None:
        """How many steps can be taken back."""
        assert self.window.status.undoable.text() == f"元に戻せる操作 {count}"

    def assert_said(self, part: str) -> None:
        """The sentence in the status bar holds a part."""
        assert part in self.window.status.said.whole()

    # first start

    def do_first_start(self) -> FirstStart:
        """The first dialog."""
        self.program.begin()
        assert self.program.first is not None
        QTest.qWait(10)
        return self.program.first

    # comparison

    @property
    def list(self) -> ItemView:
        """The list of 比較分析."""
        return self.window.comparison.list.view

    @property
    def model(self):
        """The model of that list."""
        return self.window.comparison.list.model

    def id_at_hand(self) -> str:
        """The id of the chosen requirement."""
        key = self.list.key()
        row = self.model.row_of(key) if key is not None else None
        return row.id if row is not None else ""

    def row_at_hand(self):
        """The chosen line."""
        key = self.list.key()
        return self.model.row_of(key) if key is not None else None

    def verdict_of(self, node: str) -> str | None:
        """The verdict the list shows."""
        key = self.model.key_of_node(node)
        assert key is not None
        return self.model.row_of(key).verdict

    def do_choose(self, node: str) -> None:
        """Chooses a requirement by its node."""
        self.window.comparison.go_to(node)
        self.do_wait()
        self.list.setFocus()

    def first_undecided(self) -> str:
        """The node of the first undecided requirement."""
        for key in self.model.all_keys():
            row = self.model.row_of(key)
            if row is not None and row.verdict is None and not row.conflict:
                return row.node
        raise AssertionError("nothing is undecided")

    def assert_reading(self, part: str) -> None:
        """The reading pane holds a text."""
        assert part in self.window.comparison.reading.text.plain()

    def assert_progress(self, judged: int) -> None:
        """判定済み n."""
        assert self.window.comparison.bar.progress()[0] == judged
