"""届いたもの: packages in the folder and those that came in, who is waited for, and one of them closely."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.ui.merge.cards import said_when
from app.ui.merge.preview import PackagePane
from app.ui.parts.buttons import Button
from app.ui.parts.chips import state_look
from app.ui.parts.empty import EmptyState
from app.ui.parts.text import Elided, SectionHeader, tip
from app.ui.parts.two_lines import TwoLineList, TwoLines

if TYPE_CHECKING:
    from app.services.coverage import Waited
    from app.services.inbox import Lying
    from app.services.taking import Entry

MOST = 500  # rows of the ledger; older ones are in `fitgap package list`
_ROW = 34
_ROWS = 6  # departments that are seen without scrolling


def state_of(entry: Entry) -> tuple[str, str, str]:
    """(word, tone, sign) of a package."""
    if entry.state == "aside":
        return "別に置いた", "error", "!"
    if entry.retracted and entry.retracted >= entry.new:
        return "取り消し済み", "neutral", "－"
    if entry.pending:
        return "先行パッケージ未着", "warn", "…"
    return "取込済み", "done", "✓"


class ArrivedPage(QFrame):
    """``looked`` carries a Lying to be looked at closely, ``opened`` an Entry, ``chase`` a department's record id."""

    looked = Signal(object)
    opened = Signal(object)
    chase = Signal(str)
    folder_wanted = Signal()
    folder_dropped = Signal()
    open_wanted = Signal()
    all_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._lying: dict[str, Lying] = {}
        self._entries: dict[str, Entry] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.addWidget(self._left(split))
        self._stack = QStackedWidget(split)
        self.pane = PackagePane(self._stack)
        self._stack.addWidget(self.pane)
        self._nothing = EmptyState(
            "inbox",
            "まだ何も届いていません",
            "部署から返ってきたパッケージを取り込むと、ここに並びます。受け取りフォルダーを決めておくと、届いたものを自動で見つけます。",
            self._stack,
            buttons=(
                Button("取り込む…", self, kind="main", press=self.open_wanted.emit),
                Button("受け取りフォルダーを決める…", self, press=self.folder_wanted.emit),
            ),
        )
        self._stack.addWidget(self._nothing)
        split.addWidget(self._stack)
        split.setStretchFactor(1, 1)
        split.setSizes([320, 900])
        outer.addWidget(split)

    def _left(self, parent: QWidget) -> QWidget:
        left = QFrame(parent)
        left.setProperty("ground", "surface")
        left.setProperty("edge", "right")
        left.setMinimumWidth(260)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = SectionHeader("届いたもの", left, count=0)
        self.every = Button("すべて取り込む…", left, kind="link", compact=True, press=self.all_wanted.emit)
        self.head.add(self.every)
        column.addWidget(_padded(self.head, left))
        self.list = TwoLineList("届いたもの", left)
        self.list.chosen.connect(self._chosen)
        column.addWidget(self.list, 1)
        self.waiting_head = SectionHeader("まだ返っていない", left, count=0)
        self.ask = Button("催促の文…", left, kind="link", compact=True, press=self._ask)
        self.waiting_head.add(self.ask)
        self._waiting_place = _padded(self.waiting_head, left)
        column.addWidget(self._waiting_place)
        self.waiting = TwoLineList("まだ返っていない所属", left, height=_ROW)
        self.waiting.entered.connect(self.chase)
        column.addWidget(self.waiting)
        foot = QFrame(left)
        foot.setProperty("ground", "sunken")
        foot.setProperty("edge", "top")
        row = QHBoxLayout(foot)
        row.setContentsMargins(14, 4, 8, 4)
        self.folder = Elided("", foot, tone="text2", size="remark")
        row.addWidget(self.folder, 1)
        self.choose_folder = Button("決める…", foot, kind="link", compact=True, press=self.folder_wanted.emit)
        row.addWidget(self.choose_folder)
        self.end_folder = Button("やめる", foot, kind="link", compact=True, press=self.folder_dropped.emit)
        self.end_folder.setToolTip(tip("このフォルダーを見るのをやめます。届いたものはそのまま残ります。"))
        row.addWidget(self.end_folder)
        column.addWidget(foot)
        return left

    # contents

    def put(
        self, lying: Sequence[Lying], entries: Sequence[Entry], waited: Sequence[Waited], *, writable: bool
    ) -> None:
        """Everything anew; what is chosen stays so, and shows what became of it."""
        before = self.list.key()
        package = self._lying[before].package if before in self._lying else ""
        self._lying = {one.path: one for one in lying}
        self._entries = {f"#{one.seq}": one for one in entries[:MOST]}
        self.pane.set_writable(writable)
        rows = [_of_lying(one) for one in lying] + [_of_entry(key, one) for key, one in self._entries.items()]
        self.head.set_count(len(lying) + len(entries))
        self.every.setVisible(sum(one.kind == "package" and not one.problem for one in lying) > 1)
        self.list.put(rows)
        self.waiting_head.set_count(len(waited))
        self._waiting_place.setVisible(bool(waited))
        self.waiting.setVisible(bool(waited))
        self.waiting.put([_of_waited(one) for one in waited])
        self.waiting.setFixedHeight(_ROW * min(len(waited), _ROWS) + 2)
        self._stack.setCurrentIndex(0 if rows else 1)
        came = next((k for k, e in self._entries.items() if package and e.package == package), "")
        if not rows:
            return
        if before not in self._lying and before not in self._entries:
            self.list.choose(came or next((r.key for r in rows if not self._broken(r.key)), rows[0].key))
        elif before in self._entries:
            self._chosen(before)

    def _broken(self, key: str) -> bool:
        return key in self._lying and bool(self._lying[key].problem)

    def put_folder(self, folder: str, problem: str) -> None:
        """The folder that is watched; ``problem``: why it can't be read just now."""
        said = f"フォルダー　{Path(folder).name or folder}" if folder else "フォルダーを見ていません"
        self.folder.set_whole(problem or said)
        self.folder.setToolTip(tip(problem or folder))
        self.folder.setProperty("tone", "error" if problem else "text2")
        self.choose_folder.set_word("変える…" if folder else "決める…")
        self.end_folder.setVisible(bool(folder))

    def current(self) -> Lying | None:
        """The file that is chosen."""
        return self._lying.get(self.list.key())

    def files(self) -> list[str]:
        """All packages of the folder that can be taken in."""
        return [one.path for one in self._lying.values() if one.kind == "package" and not one.problem]

    def _chosen(self, key: str) -> None:
        if key in self._lying:
            found = self._lying[key]
            self.pane.show_lying(found)
            self.looked.emit(found)
        elif key in self._entries:
            entry = self._entries[key]
            self.pane.show_entry(entry, state_of(entry)[0])
            self.opened.emit(entry)

    def _ask(self) -> None:
        if not self.waiting.key() and self.waiting.entries():
            self.waiting.choose(self.waiting.entries()[0].key)
        if self.waiting.key():
            self.chase.emit(self.waiting.key())


def _padded(head: SectionHeader, parent: QWidget) -> QFrame:
    made = QFrame(parent)
    made.setProperty("ground", "sunken")
    made.setProperty("edge", "bottom")
    row = QHBoxLayout(made)
    row.setContentsMargins(12, 4, 6, 4)
    row.addWidget(head)
    return made


def _of_lying(found: Lying) -> TwoLines:
    if found.kind == "sheet":
        return TwoLines(found.path, found.department or found.name, found.name, state_look("回答の Excel", "soft", "…"))
    if found.problem:
        return TwoLines(found.path, found.name, found.problem, state_look("取り込めない", "error", "!"))
    below = f"{found.by.partition('/')[2] or found.by}　{said_when(found.created_at)}"
    return TwoLines(found.path, found.department or found.by, below, state_look("確かめる前", "soft", "…"))


def _of_entry(key: str, entry: Entry) -> TwoLines:
    below = f"{entry.by.partition('/')[2] or entry.by}　{said_when(entry.created_at)}".strip("　")
    word, tone, sign = state_of(entry)
    return TwoLines(
        key, entry.department_name or entry.by or entry.file, below or entry.file, state_look(word, tone, sign)
    )


def _of_waited(found: Waited) -> TwoLines:
    late = f"　遅れ {found.late} 日" if found.late else ""
    day = f"渡した日 {found.at[5:10].replace('-', '/')}"
    return TwoLines(found.rid, found.name, "", None, f"{day}{late}", "error_text" if found.late else "text2")
