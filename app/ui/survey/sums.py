"""Beside the columns of a book: what would be new, changed, left out, and the proof that nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from app.services.survey_lists import SurveyList
from app.ui.parts.inputs import Chooser, Field
from app.ui.parts.text import Label, SectionHeader, rule
from app.ui.parts.ticks import CheckBox

if TYPE_CHECKING:
    from app.services.survey_import import Preview
    from spec_catalog.rawtable import RawTable

WIDTH = 300
DEEPEST = 30  # rows in which a heading may stand


class Sums(QFrame):
    """``reread``: another sheet or heading row; ``changed``: another business, or the repairs."""

    reread = Signal()
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "sunken")
        self.setProperty("edge", "right")
        self.setFixedWidth(WIDTH)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer.addWidget(area)
        page = QWidget(area)
        page.setProperty("ground", "sunken")
        area.setWidget(page)
        column = QVBoxLayout(page)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        self._place: tuple[str | None, int | None] = (None, None)
        column.addWidget(SectionHeader("取り込むとこうなる", page))
        self._numbers = QGridLayout()
        self._numbers.setHorizontalSpacing(12)
        self._numbers.setVerticalSpacing(4)
        column.addLayout(self._numbers)
        self._labels: dict[str, Label] = {}
        for row, (code, word) in enumerate(
            (("new", "新しい行"), ("updated", "更新する行"), ("left", "除く行"), ("problems", "読めないセル"))
        ):
            self._add(page, row, code, word)
        column.addWidget(rule(page))
        column.addWidget(SectionHeader("セルの突き合わせ", page))
        self._cells = QGridLayout()
        self._cells.setHorizontalSpacing(12)
        self._cells.setVerticalSpacing(4)
        column.addLayout(self._cells)
        for row, (code, word) in enumerate(
            (("cells", "文字のあるセル"), ("taken", "表として読んだセル"), ("skipped", "見出しなど表の外のセル"))
        ):
            self._add(page, row, code, word, self._cells)
        self.proof = Label("", page, tone="done", size="remark", wrap=True)
        column.addWidget(self.proof)
        column.addWidget(rule(page))
        self._business = Chooser(page, name="業務の書かれていない行の業務")
        self._business.activated.connect(lambda _i: self.changed.emit())
        self.business_field = Field("業務の書かれていない行の業務", self._business, page)
        column.addWidget(self.business_field)
        self._repairs = CheckBox("示された直し方を使う", page)
        self._repairs.toggled.connect(lambda _on: self.changed.emit())
        column.addWidget(self._repairs)
        remark = "使わないときは、読めない値を備考に残します。"
        column.addWidget(Label(remark, page, tone="text2", size="remark", wrap=True))
        self._sheet = Chooser(page, name="シート")
        self._sheet.activated.connect(lambda _i: self._moved(sheet=True))
        self.sheet_field = Field("シート", self._sheet, page)
        column.addWidget(self.sheet_field)
        self._head = Chooser(page, name="見出しの行")
        self._head.activated.connect(lambda _i: self._moved(sheet=False))
        column.addWidget(Field("見出しの行", self._head, page))
        column.addStretch(1)

    def _add(self, page: QWidget, row: int, code: str, word: str, grid: QGridLayout | None = None) -> None:
        lines = grid or self._numbers
        lines.addWidget(Label(word, page, tone="text2"), row, 0)
        number = Label("－", page, bold=True)
        number.setAlignment(Qt.AlignmentFlag.AlignRight)
        lines.addWidget(number, row, 1)
        lines.setColumnStretch(0, 1)
        self._labels[code] = number

    def begin(self, wanted: SurveyList, businesses: Sequence[tuple[str, str]], business: str) -> None:
        """For a list."""
        has = any(c.code == "business" for c in wanted.columns)
        self.business_field.setVisible(has)
        choices = [("", "記入なしのまま"), *((b, f"{b} {name}") for b, name in businesses)]
        self._business.fill(choices, business if business in dict(choices) else "")
        self.show_preview(None)

    def forget_place(self) -> None:
        """Another file: its sheet and heading are found anew."""
        self._place = (None, None)

    def where(self) -> tuple[str | None, int | None]:
        """(sheet, last row of the heading) a person chose; None = as recognised."""
        return self._place

    def show_place(self, table: RawTable) -> None:
        """Where the table was found."""
        self.sheet_field.setVisible(len(table.sheets) > 1)
        self._sheet.fill([(s, s) for s in table.sheets], table.sheet)
        head = table.first_row - 1
        rows = range(1, max(DEEPEST, head) + 1)
        self._head.fill([(str(n), f"{n} 行目") for n in rows], str(head))

    def _moved(self, *, sheet: bool) -> None:
        head = int(self._head.code()) if self._head.code() else None
        self._place = (self._sheet.code() or None, None if sheet else head)
        self.reread.emit()

    def business(self) -> str:
        """For rows that don't say theirs."""
        return self._business.code() if not self.business_field.isHidden() else ""

    def repairs(self) -> bool:
        """Whether the proposed values are taken."""
        return self._repairs.isChecked()

    def set_repairs(self, on: bool) -> None:
        """Ticks as a person would."""
        self._repairs.setChecked(on)

    def show_preview(self, seen: Preview | None) -> None:
        """The numbers of a preview."""
        numbers: dict[str, int] = {}
        if seen is not None:
            account = seen.account
            numbers = {
                "new": seen.new,
                "updated": seen.updated,
                "left": len(seen.left),
                "problems": len(seen.problems),
                "cells": account.cells,
                "taken": account.imported,
                "skipped": len(account.skipped),
            }
        for code, label in self._labels.items():
            label.setText(f"{numbers[code]:,}" if code in numbers else "－")
        whole = bool(numbers) and numbers["cells"] == numbers["taken"] + numbers["skipped"]
        self.proof.setText("✓ 説明のつかないセルはありません" if whole else "")
        self.proof.setVisible(whole)
