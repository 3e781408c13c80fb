"""One package: what it holds, what would come of it, the conflicts it would open, and taking it in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.merge.cards import said_when
from app.ui.merge.figures import Figures, held_table, parts_table
from app.ui.merge.seen import ConflictSeen
from app.ui.parts.banner import Banner, ThemedIcon
from app.ui.parts.buttons import Button
from app.ui.parts.layouts import clear
from app.ui.parts.requirement import Scroller
from app.ui.parts.text import Elided, Label

if TYPE_CHECKING:
    from app.services.inbox import Close, Held, Lying
    from app.services.taking import Entry
    from spec_catalog.problems import InputProblem


class PackagePane(QFrame):
    """``take`` and ``aside`` carry a path; ``apart`` a path whose workspace was begun apart and is agreed to.

    ``withdraw`` carries a package's id and name, ``sheet`` the path of a sheet answered in Excel, ``city`` that
    of a package of another municipality.
    """

    take = Signal(str, bool)
    apart = Signal(str)
    aside = Signal(str)
    withdraw = Signal(str, str)
    sheet = Signal(str)
    city = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setAccessibleName("パッケージの内容")
        self._path = ""
        self._apart = False
        self._writable = True
        self._close: Close | None = None
        self._conflict = QWidget(self)
        self._entry = 0  # the number of one that came in, until its contents show
        self._at = 0  # which of the conflicts shows
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._scroll = Scroller(self)
        self._page = self._scroll.column
        self._page.setContentsMargins(16, 12, 16, 12)
        self._page.setSpacing(10)
        column.addWidget(self._scroll, 1)
        self._foot = QFrame(self)
        self._foot.setProperty("ground", "sunken")
        self._foot.setProperty("edge", "top")
        self._buttons = QHBoxLayout(self._foot)
        self._buttons.setContentsMargins(16, 8, 16, 8)
        self._buttons.setSpacing(8)
        column.addWidget(self._foot)

    def set_writable(self, writable: bool) -> None:
        """Whether anything can be taken in."""
        self._writable = writable

    # what shows

    def show_lying(self, found: Lying) -> None:
        """A file in the folder, before it was looked at closely."""
        self._begin(found.path)
        if found.kind == "sheet":
            self._head(f"回答の Excel　{found.department or found.name}", found.name, "")
            self._page.addWidget(
                Label("Excel で答えたシートです。変わった欄だけを見てから受け取ります。", self, wrap=True)
            )
            self._end(Button("受け取る…", self, kind="main", tall=True, press=lambda: self.sheet.emit(found.path)))
            return
        if found.problem:
            self._head(found.name, "", "")
            self._page.addWidget(Banner("error", found.problem, found.hint, self))
            self._end()
            return
        self._lying_head(found)
        self._page.addWidget(
            Label("取り込むとどうなるかを確かめています。作業は続けられます。", self, tone="text2", wrap=True)
        )
        self._end()

    def show_close(self, found: Lying, close: Close, *, apart: bool) -> None:
        """What it would bring."""
        if found.path != self._path:
            return
        self._begin(found.path)
        self._apart, self._close = apart, close
        self._lying_head(found)
        brought = close.brought
        if brought.problem is not None:
            self._page.addWidget(Banner("error", brought.problem.message, brought.problem.hint, self))
            if brought.problem.code == "began_apart":
                agree = lambda: self.apart.emit(found.path)  # noqa: E731  (this file's own)
                self._end(Button("別に始めたファイルとして確かめる", self, tall=True, press=agree))
            elif brought.problem.code == "other_municipality":
                beside = lambda: self.city.emit(found.path)  # noqa: E731  (this file's own)
                self._end(Button("他団体として並べる…", self, tall=True, press=beside))
            else:
                self._end()
            return
        self._page.addWidget(Figures.of_close(close, self))
        if brought.parts:
            self._page.addWidget(parts_table(brought.parts, self))
        if brought.pending:
            said = f"前のパッケージがまだ届いていない操作が {brought.pending:,} 件あります。届くとつながります。"
            self._page.addWidget(Banner("warn", said, "", self))
        if close.opened:
            self._conflict = QWidget(self)
            self._page.addWidget(self._conflict)
            self._show_conflict()
        many = len(close.opened)
        aside = Button("別に置く…", self, tall=True, press=lambda: self.aside.emit(found.path))
        aside.set_usable(self._writable, "読むだけで開いています")
        word = "競合を残して取り込む" if many else "取り込む"
        take = Button(word, self, kind="main", tall=True, press=lambda: self.take.emit(found.path, apart))
        why = "" if brought.new else "新しい記録はありません"
        why = why if self._writable else "読むだけで開いています"
        take.set_usable(not why, why)
        self._end(
            aside,
            take,
            said="競合は、取り込んだ後に「競合」で一つずつ決められます。" if many else "取り込む前に控えを取ります。",
        )

    def show_problem(self, problem: InputProblem) -> None:
        """It couldn't be looked at."""
        self._page.insertWidget(1, Banner("error", problem.message, problem.hint, self))

    def show_entry(self, entry: Entry, state: str) -> None:
        """One that came in, or was set aside."""
        self._begin("")
        name = entry.department_name or entry.by.replace("/", " ")
        self._head(f"{name}からのパッケージ", f"{entry.by.replace('/', ' ')}　{said_when(entry.created_at)}", state)
        self._page.addWidget(Figures.of_entry(entry, self))
        if entry.reason:
            self._page.addWidget(Label(f"別に置いた理由：{entry.reason}", self, wrap=True))
        merged = f"{'別に置いた' if entry.state == 'aside' else '取り込んだ'}日時　{said_when(entry.merged_at)}"
        said = f"{merged}　{entry.merged_by.replace('/', ' ')}　{entry.file}"
        self._page.addWidget(Elided(said, self, tone="text2"))
        self._entry = entry.seq
        buttons = []
        if entry.state != "aside" and entry.new > entry.retracted:
            button = Button("取り消す…", self, tall=True, press=lambda: self.withdraw.emit(entry.package, name))
            button.set_usable(self._writable, "読むだけで開いています")
            buttons.append(button)
        self._end(*buttons, said="取り消しても、記録は読めるまま残ります。" if buttons else "")

    def show_contents(self, seq: int, held: Sequence[Held]) -> None:
        """What that one brought."""
        if seq == self._entry and held:
            self._page.insertWidget(self._page.count() - 1, held_table(held, self))
            self._entry = 0

    # parts

    def _begin(self, path: str) -> None:
        self._path, self._close, self._at, self._entry = path, None, 0, 0
        clear(self._page)
        clear(self._buttons)

    def _end(self, *buttons: Button, said: str = "") -> None:
        self._page.addStretch(1)
        self._buttons.addWidget(Label(said, self._foot, tone="text2", size="remark", wrap=True), 1)
        for button in buttons:
            self._buttons.addWidget(button)
        self._foot.setVisible(bool(said or buttons))

    def _lying_head(self, found: Lying) -> None:
        who = f"{found.by.replace('/', ' ')}　{said_when(found.created_at)}　業務 {'・'.join(found.businesses)}"
        self._head(
            f"{found.department or found.by}からのパッケージ",
            who.removesuffix("　業務 "),
            f"中身は壊れていません　操作 {found.operations:,} 件",
        )
        mark = f"指紋 {found.fingerprint}　（電話で読み合わせて、すり替わっていないことを確かめられます）"
        self._page.addWidget(Elided(mark, self, tone="text2", size="remark"))

    def _head(self, title: str, below: str, sound: str) -> None:
        head = QWidget(self)
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(Label(title, head, bold=True, size="screen"))
        row.addWidget(Elided(below, head, tone="text2"), 1)
        if sound:
            row.addWidget(ThemedIcon("check", "done_text", head))
            row.addWidget(Label(sound, head, tone="text2"))
        self._page.addWidget(head)

    def _show_conflict(self) -> None:
        close = self._close
        assert close is not None
        found = close.shown[self._at] if self._at < len(close.shown) else None
        made = ConflictSeen(close.opened[self._at], found, self._at, len(close.opened), self._turn, self)
        self._page.replaceWidget(self._conflict, made)
        self._conflict.hide()
        self._conflict.deleteLater()
        self._conflict = made

    def _turn(self, by: int) -> None:
        if self._close is not None and 0 <= self._at + by < len(self._close.opened):
            self._at += by
            self._show_conflict()
