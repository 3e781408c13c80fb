"""似たもの: pairs of records that look alike, each joined into one of the two or kept apart, one undo step each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.context import Context
from app.ui.parts.buttons import Button
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.layouts import clear
from app.ui.parts.requirement import Scroller
from app.ui.parts.text import Elided, Label
from app.ui.work import twins as work
from app.ui.work.twins import Decided
from spec_catalog.problems import InputProblem

if TYPE_CHECKING:
    from app.services.duplicates import Twin

MOST = 60  # pairs shown at once; the next ones follow when these are decided


class TwinsDialog(SentenceDialog):
    """The pairs of one list. ``decide`` is asked with what to do: (word, rid, rid)."""

    def __init__(self, title: str, decide: Callable[[str, str, str], object], parent: QWidget | None) -> None:
        super().__init__(
            f"{title}の似ているもの",
            parent,
            explanation="名前がほとんど同じ記録です。統合すると、対応付け・課題・書かれたことばはすべて残す方に移り、"
            "もう一方の履歴もそこから読めます。",
            main="閉じる",
            undo="1 組ずつ「元に戻す」で戻せます",
            cancel="",
            width=720,
        )
        self.setObjectName("twins")
        self._decide = decide
        self._scroll = Scroller(self, ground="surface")
        self._scroll.setMinimumHeight(320)
        self._scroll.column.setSpacing(8)
        self.body.addWidget(self._scroll, 1)
        self._sum = Label("", self, tone="text2", size="remark")
        self.body.addWidget(self._sum)
        self._problem = Label("", self, tone="error", wrap=True)
        self._problem.hide()
        self.body.addWidget(self._problem)

    def show_pairs(self, pairs: tuple[Twin, ...]) -> None:
        """The pairs that are left."""
        column = self._scroll.column
        clear(column)
        for twin in pairs[:MOST]:
            column.addWidget(self._card(twin))
        if not pairs:
            column.addWidget(Label("似ているものはありません。", self._scroll.page, tone="text2"))
        column.addStretch(1)
        more = f"（似ている順に {MOST} 組を出しています）" if len(pairs) > MOST else ""
        self._sum.setText(f"{len(pairs)} 組{more}" if pairs else "")
        self._problem.hide()

    def _card(self, twin: Twin) -> QFrame:
        card = QFrame(self._scroll.page)
        card.setProperty("card", True)
        column = QVBoxLayout(card)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        for place, (rid, number, name, department) in enumerate((twin.one, twin.other)):
            other = (twin.other if place == 0 else twin.one)[0]
            grid.addWidget(Label(number, card, tone="text2"), place, 0)
            grid.addWidget(Elided(name, card, bold=True), place, 1)
            grid.addWidget(Label(department, card, tone="text2"), place, 2)
            keep = Button("これに統合", card, compact=True, press=partial(self._decide, "join", rid, other))
            keep.setAccessibleName(f"{number} {name} に統合する")
            grid.addWidget(keep, place, 3)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        foot = QHBoxLayout()
        foot.addWidget(Label(f"名前の近さ {twin.likeness} %", card, tone="text2", size="remark"))
        foot.addStretch(1)
        apart = partial(self._decide, "apart", twin.one[0], twin.other[0])
        foot.addWidget(Button("別のもの", card, kind="link", compact=True, press=apart))
        column.addLayout(foot)
        return card

    def refuse(self, problem: InputProblem) -> None:
        """Why a pair could not be joined."""
        self._problem.setText(f"{problem.message}{problem.hint}")
        self._problem.show()


class Twins(QObject):
    """Opens the dialog for the list that shows."""

    def __init__(self, context: Context, name: Callable[[], tuple[str, str]], parent: QWidget) -> None:
        """``name``: code and title of the list that shows."""
        super().__init__(parent)
        self._context, self._name, self._window = context, name, parent

    def ask(self) -> None:
        """Looks through the list and shows what it found."""
        code, title = self._name()

        def arrived(pairs: tuple[Twin, ...]) -> None:
            dialog = TwinsDialog(
                title, lambda word, one, other: self._decide(dialog, code, word, one, other), self._window
            )
            dialog.show_pairs(pairs)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

        self._context.run(work.find, code, done=arrived, label="似ているものを探しています", owner=self)

    def _decide(self, dialog: TwinsDialog, code: str, word: str, one: str, other: str) -> None:
        if self._context.read_only:
            self._context.said.emit("読むだけで開いているため、書き換えられません。")
            return

        def done(step: Decided) -> None:
            self._context.note_commit(step.changes, step.history)
            self._context.said.emit(
                f"{step.changes.label}しました" if word == "join" else f"{step.changes.label}としました"
            )
            dialog.show_pairs(step.left)

        def failed(problem: BaseException) -> None:
            if isinstance(problem, InputProblem):
                dialog.refuse(problem)

        run = work.join if word == "join" else work.keep_apart
        self._context.run(run, code, one, other, done=done, failed=failed, label="書き込み中", owner=dialog)
