"""The lists a person chooses from: renamed, put in another order, added to, and entries no longer offered."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidgetItem, QVBoxLayout, QWidget

from app.ui.parts.buttons import Button
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.inputs import Chooser, Field, TextLine
from app.ui.parts.text import Label
from app.ui.parts.tick_list import TickList
from app.ui.work.register_more import EditableList

_CODE = Qt.ItemDataRole.UserRole


class ChoicesDialog(SentenceDialog):
    """One list at a time; a ticked entry is offered, an unticked one only stays readable where it was recorded."""

    def __init__(self, lists: Sequence[EditableList], parent: QWidget | None) -> None:
        super().__init__(
            "選択肢の一覧を変えます",
            parent,
            explanation="チェックを外したものは選べなくなりますが、記録済みのところでは読めます。消えるものはありません。",
            main="書き換える",
            undo="1 回の「元に戻す」で戻ります",
            width=620,
        )
        self.setObjectName("choices")
        self._lists = {one.name: one for one in lists}
        self.which = Chooser(self, name="一覧")
        self.which.fill([(one.name, one.title) for one in lists], lists[0].name)
        self.which.activated.connect(lambda _n: self._load())
        self.body.addWidget(Field("一覧", self.which, self))
        self.note = Label("", self, tone="text2", size="remark", wrap=True)
        self.body.addWidget(self.note)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.list = TickList(self, name="選択肢")
        self.list.setMinimumHeight(200)
        row.addWidget(self.list, 1)
        column = QVBoxLayout()
        column.setSpacing(6)
        self.up = Button("上へ", self, press=lambda: self._move(-1))
        self.down = Button("下へ", self, press=lambda: self._move(1))
        self.back = Button("元の一覧", self, press=self._reset)
        for button in (self.up, self.down, self.back):
            column.addWidget(button)
        column.addStretch(1)
        row.addLayout(column)
        self.body.addLayout(row)
        self.line = TextLine(self, name="名前")
        self.line.textChanged.connect(self._rename)
        self.add = Button("加える", self, press=self._add)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(Field("選んだものの名前", self.line, self), 1)
        foot.addWidget(self.add, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(foot)
        self.problem = Label("", self, tone="error", wrap=True)
        self.body.addWidget(self.problem)
        self.list.currentRowChanged.connect(self._chosen)
        self.list.itemChanged.connect(lambda _i: self._look())
        self._load()

    def _load(self) -> None:
        held = self._lists[self.which.code()]
        self.note.setText(held.note)
        self._fill(held.entries)

    def _reset(self) -> None:
        self._fill(self._lists[self.which.code()].published)

    def _fill(self, entries: Sequence[tuple[str, str, bool]]) -> None:
        self.list.clear()
        for code, label, hidden in entries:
            item = self.list.add(label)
            item.setData(_CODE, code)
            item.setCheckState(Qt.CheckState.Unchecked if hidden else Qt.CheckState.Checked)
        self.list.setCurrentRow(0)
        self._look()

    def _chosen(self, row: int) -> None:
        item = self.list.item(row)
        self.line.setText(item.text() if item is not None else "")
        self.up.set_usable(row > 0, "いちばん上です")
        self.down.set_usable(0 <= row < self.list.count() - 1, "いちばん下です")

    def _rename(self, text: str) -> None:
        item = self.list.currentItem()
        if item is not None and item.text() != text:
            item.setText(text)
        self._look()

    def _move(self, by: int) -> None:
        row = self.list.currentRow()
        item: QListWidgetItem | None = self.list.takeItem(row)
        if item is not None:
            self.list.insertItem(row + by, item)
            self.list.setCurrentRow(row + by)

    def _add(self) -> None:
        item = self.list.add("新しい選択肢")
        item.setData(_CODE, "")
        item.setCheckState(Qt.CheckState.Checked)
        self.list.setCurrentItem(item)
        self.line.setFocus()
        self.line.selectAll()

    def _look(self) -> None:
        _, entries = self.values()
        words = [label for _, label, _ in entries]
        why = ""
        if not any(not hidden for _, _, hidden in entries):
            why = "選べるものが一つもありません"
        elif not all(words):
            why = "名前のない選択肢があります"
        elif len(set(words)) < len(words):
            why = "同じ名前の選択肢が二つあります"
        self.problem.setText(why)
        self.main.set_usable(not why, why)

    def values(self) -> tuple[str, list[tuple[str, str, bool]]]:
        """(list, its entries: code ("" = new), label, hidden)."""
        items = [self.list.item(n) for n in range(self.list.count())]
        found = [(str(i.data(_CODE) or ""), i.text().strip(), i.checkState() != Qt.CheckState.Checked) for i in items]
        return self.which.code(), found
