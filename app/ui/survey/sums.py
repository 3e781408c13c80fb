"""Beside the columns of a book: what would be new, changed, left out, and the proof that nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from app.services.survey_lists import SurveyList, survey_list
from app.ui.parts.inputs import Chooser, Field
from app.ui.parts.text import Label, SectionHeader, rule
from app.ui.parts.ticks import CheckBox

if TYPE_CHECKING:
    from app.services.survey_headings import Choice
    from app.services.survey_views import Preview
    from spec_catalog.rawtable import RawTable

WIDTH = 300
DEEPEST = 30  # rows in which a heading may stand
DUPLICATES = (("update", "違うところを更新する"), ("add", "別の行として追加する"), ("skip", "取り込まない"))


class Sums(QFrame):
    """``table_chosen``: another table by its number; ``head_chosen``: another heading row; ``changed``: the rest."""

    table_chosen = Signal(int)
    head_chosen = Signal(int)
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
        column.addWidget(SectionHeader("取り込むとこうなる", page))
        self._numbers = QGridLayout()
        self._numbers.setHorizontalSpacing(12)
        self._numbers.setVerticalSpacing(4)
        column.addLayout(self._numbers)
        self._labels: dict[str, Label] = {}
        for row, (code, word) in enumerate(
            (
                ("new", "新しい行"),
                ("updated", "更新する行"),
                ("same", "変わらない行"),
                ("left", "除く行"),
                ("problems", "読めないセル"),
            )
        ):
            self._add(page, row, code, word)
        column.addWidget(rule(page))
        column.addWidget(SectionHeader("セルの突き合わせ", page))
        self._cells = QGridLayout()
        self._cells.setHorizontalSpacing(12)
        self._cells.setVerticalSpacing(4)
        column.addLayout(self._cells)
        for row, (code, word) in enumerate(
            (
                ("cells", "文字のあるセル"),
                ("taken", "取り込むセル"),
                ("noted", "　うち備考へ"),
                ("skipped", "除くセル（見出しなど）"),
            )
        ):
            self._add(page, row, code, word, self._cells)
        self.proof = Label("", page, tone="done", size="remark", wrap=True)
        column.addWidget(self.proof)
        column.addWidget(rule(page))
        self._duplicates = Chooser(page, name="登録済みの行")
        self._duplicates.fill(DUPLICATES, "update")
        self._duplicates.activated.connect(lambda _i: self.changed.emit())
        column.addWidget(Field("登録済みと同じ行", self._duplicates, page))
        self._business = Chooser(page, name="業務の書かれていない行の業務")
        self._business.activated.connect(lambda _i: self.changed.emit())
        self.business_field = Field("業務の書かれていない行の業務", self._business, page)
        column.addWidget(self.business_field)
        self._repairs = CheckBox("示された直し方を使う", page)
        self._repairs.toggled.connect(lambda _on: self.changed.emit())
        column.addWidget(self._repairs)
        remark = "使わないときは、読めない値を備考に残します。"
        column.addWidget(Label(remark, page, tone="text2", size="remark", wrap=True))
        self._tables = Chooser(page, name="表")
        self._tables.setSizeAdjustPolicy(Chooser.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._tables.activated.connect(lambda _i: self.table_chosen.emit(int(self._tables.code() or 0)))
        self.table_field = Field("このブックの表", self._tables, page)
        column.addWidget(self.table_field)
        self._head = Chooser(page, name="見出しの行")
        self._head.activated.connect(lambda _i: self.head_chosen.emit(int(self._head.code() or 0)))
        self.head_field = Field("見出しの行", self._head, page)
        column.addWidget(self.head_field)
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

    def show_place(self, choices: Sequence[Choice], table: RawTable) -> None:
        """Where the table was found, and which others there are."""
        known = next((c.number for c in choices if c.table is table), 0)
        words = [(str(c.number), _table_word(c)) for c in choices]
        self._tables.fill(words if known else [("0", f"{table.sheet} の指定した見出し"), *words], str(known))
        self.table_field.setVisible(self._tables.count() > 1)
        self.head_field.setVisible(len(table.areas) == 1)
        rows = range(1, max(DEEPEST, table.header_row) + 1)
        self._head.fill([(str(n), f"{n} 行目") for n in rows], str(table.header_row))

    def duplicates(self) -> str:
        """What to do with rows that are records here."""
        return self._duplicates.code() or "update"

    def set_duplicates(self, code: str) -> None:
        """Chooses as a person would."""
        self._duplicates.set_code(code)
        self.changed.emit()

    def choose_table(self, number: int) -> None:
        """Chooses as a person would."""
        self._tables.set_code(str(number))
        self.table_chosen.emit(number)

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
                "same": seen.same,
                "left": len(seen.left),
                "problems": len(seen.problems),
                "cells": account.cells,
                "taken": account.imported,
                "noted": seen.noted,
                "skipped": len(account.skipped),
            }
        for code, label in self._labels.items():
            label.setText(f"{numbers[code]:,}" if code in numbers else "－")
        whole = bool(numbers) and numbers["cells"] == numbers["taken"] + numbers["skipped"]
        self.proof.setText("✓ 説明のつかないセルはありません" if whole else "")
        self.proof.setVisible(whole)


def _table_word(choice: Choice) -> str:
    """A table in the pull-down: where it stands, what it is, how long it is."""
    table = choice.table
    sheets = list(dict.fromkeys(table.origins)) or [table.sheet]
    title = survey_list(choice.list).title if choice.list else "不明な表"
    if len(table.areas) > 1:
        where = f"{len(sheets)} シートまとめて" if len(sheets) > 1 else f"{sheets[0]} の {len(table.areas)} 表"
    else:
        where = f"{table.sheet} {table.range}"
    return f"{where}　{title} {len(table.rows)} 行"
