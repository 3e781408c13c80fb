"""Dialogs of 比較分析: the bulk verdict with its sample rows, and the search for what belongs together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from app.core.codes import UNJUDGED_LABEL, UNJUDGED_SIGN, VERDICT
from app.services.views import CurrentRow, ItemRow
from app.ui.models.current import CurrentModel
from app.ui.models.items import ItemModel
from app.ui.parts.chips import Chip, verdict_look
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.inputs import SearchField
from app.ui.parts.requirement import shown_id
from app.ui.parts.text import Elided, Label
from app.ui.parts.ticks import CheckBox
from app.ui.widgets.current_table import CurrentTable
from app.ui.widgets.item_view import ItemView
from app.ui.work.lists import Group

if TYPE_CHECKING:
    from app.services.comparison import BulkPreview


def verdict_word(code: str | None) -> str:
    """● 適合."""
    if code is None:
        return f"{UNJUDGED_SIGN} {UNJUDGED_LABEL}"
    return f"{VERDICT[code].sign} {VERDICT[code].label}"


def samples_table(samples: Sequence[tuple[ItemRow, str | None, str | None]], parent: QWidget) -> QFrame:
    """Some items with their verdict before and after a bulk step."""
    table = QFrame(parent)
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(8)
    for column, word in ((0, "機能ID"), (1, "名称"), (2, "いま"), (4, "変えると")):
        grid.addWidget(Label(word, table, tone="text2", size="remark"), 0, column)
    for place, (row, before, after) in enumerate(samples, 1):
        grid.addWidget(Label(row.id, table, tone="text2"), place, 0)
        grid.addWidget(Elided(row.name, table), place, 1)
        grid.addWidget(Chip(verdict_look(before), table), place, 2)
        grid.addWidget(Label("→", table), place, 3)
        grid.addWidget(Chip(verdict_look(after), table), place, 4)
    grid.setColumnStretch(1, 1)
    return table


class BulkDialog(SentenceDialog):
    """37 件をまとめて「● 適合」にします. ``all_wanted`` asks for a preview that also changes judged items."""

    all_wanted = Signal(bool)

    def __init__(self, preview: BulkPreview, verdict: str | None, why: str, parent: QWidget | None) -> None:
        count = len(preview.changing)
        label = VERDICT[verdict].label if verdict else UNJUDGED_LABEL
        super().__init__(
            f"{count} 件をまとめて「{verdict_word(verdict)}」にします",
            parent,
            explanation=why,
            main=f"{count} 件を{label}にする",
            undo="1 回の「元に戻す」で全部戻ります",
            width=600,
        )
        self.setObjectName("bulk")
        self.body.addWidget(samples_table(preview.samples, self))
        more = count - len(preview.samples)
        texts = [f"ほか {more} 件"] if more > 0 else []
        if preview.kept:
            texts.append(f"判定済みなどの {preview.kept} 件は変えません")
        if texts:
            self.body.addWidget(Label("　".join(texts), self, tone="text2", size="remark"))
        self.all_box = CheckBox("判定済みのものも変える（競合は変えません）", self)
        self.all_box.toggled.connect(self.all_wanted)
        self.all_box.setVisible(preview.kept > 0)
        self.body.addWidget(self.all_box)
        self.main.set_usable(count > 0, "変わるものがありません")


class MapDialog(SentenceDialog):
    """Finds a current function for a requirement."""

    asked = Signal(str)

    def __init__(self, row: ItemRow, parent: QWidget | None) -> None:
        super().__init__(f"{shown_id(row)} {row.name} に現行を対応付けます", parent, main="対応付ける", width=640)
        self.setObjectName("map")
        self.line = SearchField("現行をことばで探す", self)
        self.body.addWidget(self.line)
        self._model = CurrentModel(self)
        self.table = CurrentTable(self._model, self, name="見つかった現行")
        self.table.setProperty("framed", True)
        self.table.setMinimumHeight(240)
        self.body.addWidget(self.table, 1)
        self.remark = Label("", self, tone="text2", wrap=True)
        self.remark.setMinimumHeight(40)
        self.remark.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self.remark)
        self._taken: set[str] = set()
        self.line.searched.connect(self.asked)
        self.line.entered.connect(self._take)
        self.table.current_row.connect(self._look)
        self.table.taken.connect(self._take)
        self.main.set_usable(False, "現行を選んでください")
        self.line.setFocus()

    def put(self, rows: list[CurrentRow], taken: set[str]) -> None:
        """What was found; those already mapped stay visible but cannot be taken again."""
        self._taken = taken
        self._model.set_rows(rows)
        self.table.choose_first()
        if not rows:
            self.main.set_usable(False, "現行を選んでください")
            self.remark.setText("見つかりません。別のことばで探してください。")

    def _look(self, row: object) -> None:
        if not isinstance(row, CurrentRow):
            return
        mapped = row.rid in self._taken
        self.main.set_usable(not mapped, "すでに対応付けてあります")
        self.remark.setText("すでに対応付けてあります。" if mapped else row.summary)

    def _take(self) -> None:
        if self.main.isEnabled():
            self.accept()

    def chosen(self) -> CurrentRow | None:
        """The function to map."""
        return self.table.chosen()


class RequirementDialog(SentenceDialog):
    """Finds a requirement for a current function that nobody mapped."""

    asked = Signal(str)

    def __init__(self, row: CurrentRow, kind: str, parent: QWidget | None) -> None:
        super().__init__(f"{row.number} {row.name} を標準に対応付けます", parent, main="対応付ける", width=640)
        self.setObjectName("mapRequirement")
        self.line = SearchField("標準をことばで探す", self)
        self.line.setText(row.name)
        self.body.addWidget(self.line)
        self._model = ItemModel(("id", "cls", "name", "verdict"), lambda _keys: None, self)
        self.table = ItemView(self._model, self, name="見つかった標準")
        self._model.set_id_kind(kind)
        self.table.set_id_kind(kind)
        self.table.setMinimumHeight(260)
        self.body.addWidget(self.table, 1)
        self.remark = Label("", self, tone="text2")
        self.body.addWidget(self.remark)
        self.line.searched.connect(self.asked)
        self.line.entered.connect(self._take)
        self.table.fields.connect(self._take)
        self.table.current_key.connect(lambda key: self.main.set_usable(key is not None, "一つ選んでください"))
        self.main.set_usable(False, "一つ選んでください")
        self.line.setFocus()
        self.line.selectAll()

    def put(self, rows: list[ItemRow]) -> None:
        """What was found."""
        keys = tuple(row.key for row in rows)
        self._model.set_content([Group((), "", len(keys), 0, keys)] if keys else [], rows)
        self.remark.setText("" if rows else "見つかりません。別のことばで探してください。")
        self.main.set_usable(bool(rows), "一つ選んでください")
        if rows:
            self.table.choose(rows[0].key)

    def _take(self) -> None:
        if self.main.isEnabled():
            self.accept()

    def chosen(self) -> ItemRow | None:
        """The requirement to map to."""
        key = self.table.key()
        return self._model.row_of(key) if key is not None else None
