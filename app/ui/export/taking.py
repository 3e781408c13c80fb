"""返ってきたパッケージを取り込む: what each department's package would bring, before anything is taken in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.ui.bringing import Bringing
from app.ui.context import Context
from app.ui.parts.banner import Banner
from app.ui.parts.buttons import Button
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.findings import FindingLine, FindingModel, FindingView
from app.ui.parts.text import Label
from app.ui.parts.ticks import CheckBox
from app.ui.work.parcels import Line, Seen
from spec_catalog.problems import InputProblem

HEADERS = ("", "所属", "取り込むとどうなるか", "どうするか", "")


class TakeDialog(SentenceDialog):
    """Looks at once, and stays open afterwards to show what came in. The window can be used beside it all the time."""

    def __init__(self, context: Context, paths: Sequence[str], parent: QWidget | None) -> None:
        super().__init__(
            "返ってきたパッケージを取り込みます",
            parent,
            explanation="だれかの記録が消えることはありません。同じ項目が違っていれば、両方が競合として残ります。",
            main="取り込む",
            undo="取り込む前に控えを取ります",
            cancel="閉じる",
            width=860,
        )
        self.setObjectName("take")
        self._context, self._paths = context, list(paths)
        self.sums = Label("確かめています", self, bold=True, wrap=True)
        self.body.addWidget(self.sums)
        self.lines = FindingModel(self, headers=HEADERS)
        self.view = FindingView(self.lines, self)
        self.view.setAccessibleName("パッケージごとの内容")
        for column in (3, 4):
            self.view.header().hideSection(column)
        self.body.addWidget(self.view, 1)
        self.apart = CheckBox("同じ団体で別に始めたファイルのパッケージも取り込む", self)
        self.apart.toggled.connect(lambda _on: self.look())
        self.apart.hide()
        self.beside = Button("他団体として並べる…", self, kind="link", press=self._lay_beside)
        self.beside.hide()
        self.body.addWidget(self.beside)
        self._foreign = ""
        self.body.addWidget(self.apart)
        self.main.clicked.disconnect()
        self.main.clicked.connect(lambda _checked=False: self.take())
        self.bringing = Bringing(context, self)
        self.bringing.waits.connect(self._wait)
        self.bringing.seen.connect(self._seen)
        self.bringing.taken.connect(self._taken)
        self.bringing.failed.connect(self._failed)
        context.opened.connect(self._leave)  # it is about the file that was open
        self.look()

    def look(self) -> None:
        """What would come in."""
        self.bringing.look(self._paths, self.apart.isChecked())

    def take(self) -> None:
        """Takes in what was looked at."""
        self.bringing.take()

    def reject(self) -> None:
        """Closes; what is being taken in comes in first, what was only looked at is thrown away."""
        if self.bringing.taking:
            self.hide()
        else:
            self._leave()

    def _leave(self) -> None:
        self.bringing.let_go()
        super().reject()

    def _wait(self, label: str) -> None:
        self.main.set_usable(False, label)
        self.apart.setEnabled(False)

    def _show(self, seen: Seen) -> None:
        self.lines.set_lines([_line(one) for one in seen.lines])
        self.apart.setEnabled(True)
        self.apart.setVisible(seen.apart or self.apart.isChecked())
        self._foreign = next((p for p in self._paths if Path(p).name in seen.foreign), "")
        self.beside.setVisible(bool(self._foreign))

    def _lay_beside(self) -> None:
        self.reject()
        self._context.city_came.emit(self._foreign)

    def _seen(self, seen: Seen) -> None:
        self._show(seen)
        aside = sum(not one.sound for one in seen.lines)
        self.sums.setText(
            f"新しい記録 {seen.new:,} 件　競合 {seen.conflicts:,} 件"
            + (f"　取り込めないもの {aside} 個" if aside else "")
        )
        self.main.set_usable(bool(seen.new), "新しい記録はありません")

    def _taken(self, seen: Seen) -> None:
        self._show(seen)
        self.sums.setText(f"取り込みました。新しい記録 {seen.new:,} 件　競合 {seen.conflicts:,} 件")
        self.main.set_usable(False, "取り込みました")
        self.cancel.setFocus()
        if self.isHidden():
            super().reject()

    def _failed(self, problem: BaseException) -> None:
        if isinstance(problem, InputProblem):
            self.apart.setEnabled(True)
            self.sums.setText("取り込んでいません")
            self.body.insertWidget(0, Banner("error", problem.message, problem.hint, self))
            self.main.set_usable(False, problem.message)
            if self.isHidden():
                self._context.problem.emit(problem)
        if self.isHidden():
            super().reject()


def _line(one: Line) -> FindingLine:
    return FindingLine("info" if one.sound else "error", one.name, one.said, "", "", False)
