"""Beside a vendor's list: whose it is, which edition it is about, what would be new, and that nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.services.vendor_packages import Package
from app.ui.parts.inputs import Chooser, EditableChooser, Field, TextLine
from app.ui.parts.text import Label, SectionHeader, rule
from app.ui.parts.ticks import CheckBox
from app.ui.work.vendors import Known

if TYPE_CHECKING:
    from app.services.vendor_import import Preview
    from spec_catalog.rawtable import RawTable

WIDTH = 300
DEEPEST = 30  # rows in which a heading may stand
FROM = {"title": "表の題名から", "package": "前の取り込みから", "ids": "ID と要件の文から", "said": "", "": ""}
NUMBERS = (
    ("new", "新しい回答"), ("changed", "変わる回答"), ("same", "前と同じ回答"), ("left", "除く行"),
)  # fmt: skip
CELLS = (("cells", "文字のあるセル"), ("taken", "取り込むセル"), ("skipped", "取り込まないセル"))


class VendorSums(QFrame):
    """``reread``: another sheet or heading row; ``changed``: anything else a person chose."""

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
        self._page = QWidget(area)
        self._page.setProperty("ground", "sunken")
        area.setWidget(self._page)
        self._column = QVBoxLayout(self._page)
        self._column.setContentsMargins(12, 12, 12, 12)
        self._column.setSpacing(8)
        self._packages: dict[str, Package] = {}
        self._typed = False  # the edition was written by a person
        self._place: tuple[str | None, int | None] = (None, None)
        self._whose()
        self._numbers()
        self._where()
        self._column.addStretch(1)

    def _whose(self) -> None:
        page, column = self._page, self._column
        self.package = Chooser(page, name="だれの回答か")
        self.package.activated.connect(lambda _i: self._chosen())
        column.addWidget(Field("だれの回答か", _narrow(self.package), page))
        self._new = QWidget(page)
        box = QVBoxLayout(self._new)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        self.name = TextLine(self._new, name="パッケージの名前", hint="例　みほん総合住民")
        self.vendor = EditableChooser(self._new, name="事業者")
        self.version = TextLine(self._new, name="パッケージの版", hint="なくてもよい")
        for editor in (self.name, self.vendor, self.version):
            word = editor.accessibleName()
            box.addWidget(Field(word, editor, self._new))
        self.name.textChanged.connect(lambda _t: self.changed.emit())
        column.addWidget(self._new)
        self.edition = TextLine(page, name="どの版への回答か", hint="例　第1.0版")
        self.edition.typed.connect(self._write)
        self.edition.editingFinished.connect(self._settle)
        column.addWidget(Field("どの版への回答か", self.edition, page))
        self.remark = Label("", page, tone="text2", size="remark", wrap=True)
        column.addWidget(self.remark)

    def _numbers(self) -> None:
        page, column = self._page, self._column
        self._labels: dict[str, Label] = {}
        for title, entries in (("取り込むとこうなる", NUMBERS), ("セルの突き合わせ", CELLS)):
            column.addWidget(rule(page))
            column.addWidget(SectionHeader(title, page))
            grid = QGridLayout()
            grid.setHorizontalSpacing(12)
            grid.setVerticalSpacing(4)
            for row, (code, word) in enumerate(entries):
                grid.addWidget(Label(word, page, tone="text2"), row, 0)
                number = Label("－", page, bold=True)
                number.setAlignment(Qt.AlignmentFlag.AlignRight)
                grid.addWidget(number, row, 1)
                self._labels[code] = number
            grid.setColumnStretch(0, 1)
            column.addLayout(grid)
        self.proof = Label("", page, tone="done", size="remark", wrap=True)
        column.addWidget(self.proof)

    def _where(self) -> None:
        page, column = self._page, self._column
        column.addWidget(rule(page))
        self._repairs = CheckBox("示された直し方を使う", page)
        self._repairs.toggled.connect(lambda _on: self.changed.emit())
        column.addWidget(self._repairs)
        self._business = Chooser(page, name="業務")
        self._business.activated.connect(lambda _i: self.changed.emit())
        column.addWidget(Field("ID だけで業務が決まらない行の業務", _narrow(self._business), page))
        self._sheet = Chooser(page, name="シート")
        self._sheet.activated.connect(lambda _i: self._moved(sheet=True))
        self.sheet_field = Field("シート", _narrow(self._sheet), page)
        column.addWidget(self.sheet_field)
        self._head = Chooser(page, name="見出しの行")
        self._head.activated.connect(lambda _i: self._moved(sheet=False))
        column.addWidget(Field("見出しの行", self._head, page))

    # beginning

    def begin(self, known: Known, businesses: Sequence[tuple[str, str]], business: str) -> None:
        """The packages there are; the first that covers the business is proposed."""
        self._packages = {p.rid: p for p in known.packages}
        first = next((p.rid for p in known.packages if business in p.businesses), "")
        choices = [(p.rid, f"{p.name} {p.version}".strip()) for p in known.packages]
        self.package.fill([*choices, ("", "新しいパッケージ")], first)
        self.vendor.fill([("", ""), *((v, v) for v in known.vendors)], "")
        self.name.clear()
        self.version.clear()
        self._new.setVisible(not first)
        self._business.fill([("", "決めない"), *((b, f"{b} {name}") for b, name in businesses)], "")
        self.forget()

    def forget(self) -> None:
        """Another file: sheet, heading and edition are found anew."""
        self._place, self._typed = (None, None), False
        self.edition.clear()
        self.show_preview(None)

    def where(self) -> tuple[str | None, int | None]:
        """(sheet, last row of the heading) a person chose; None = as recognised."""
        return self._place

    def show_place(self, table: RawTable) -> None:
        """Where the table was found."""
        self.sheet_field.setVisible(len(table.sheets) > 1)
        self._sheet.fill([(s, s) for s in table.sheets], table.sheet)
        head = table.first_row - 1
        self._head.fill([(str(n), f"{n} 行目") for n in range(1, max(DEEPEST, head) + 1)], str(head))

    # what a person chose

    def _chosen(self) -> None:
        self._new.setVisible(not self.package.code())
        self.changed.emit()

    def _write(self) -> None:
        self._typed = bool(self.edition.text().strip())

    def _settle(self) -> None:
        if self._typed or not self.edition.text().strip():
            self.changed.emit()

    def _moved(self, *, sheet: bool) -> None:
        head = int(self._head.code()) if self._head.code() else None
        self._place = (self._sheet.code() or None, None if sheet else head)
        self.reread.emit()

    def package_chosen(self) -> Package:
        """The package; a new one has no rid yet."""
        known = self._packages.get(self.package.code())
        if known is not None:
            return known
        vendor = self.vendor.currentText().strip()
        return Package("", self.name.text().strip(), vendor, self.version.text().strip(), (), {})

    def edition_said(self) -> str:
        """The edition as a person wrote it; "" = as recognised."""
        return self.edition.text().strip() if self._typed else ""

    def business(self) -> str:
        """For rows whose id stands in several businesses."""
        return self._business.code()

    def repairs(self) -> bool:
        """Whether the proposed values are taken."""
        return self._repairs.isChecked()

    def set_repairs(self, on: bool) -> None:
        """Ticks as a person would."""
        self._repairs.setChecked(on)

    def show_preview(self, seen: Preview | None) -> None:
        """The numbers of a preview, and the edition it is about."""
        numbers: dict[str, int] = {}
        if seen is not None:
            numbers = {s: seen.count(s) for s in ("new", "changed", "same")} | {
                "left": len(seen.left), "cells": seen.cells, "taken": seen.imported, "skipped": len(seen.skipped),
            }  # fmt: skip
            if not self._typed and not self.edition.hasFocus():
                self.edition.setText(seen.edition)
        for code, label in self._labels.items():
            label.setText(f"{numbers[code]:,}" if code in numbers else "－")
        whole = bool(numbers) and numbers["cells"] == numbers["taken"] + numbers["skipped"]
        self.proof.setText("✓ 説明のつかないセルはありません" if whole else "")
        self.proof.setVisible(whole)
        text, tone = "", "text2"
        if seen is not None and seen.fits is False:
            text, tone = "いま使う版と違います。回答には版の札が付きます。", "warn"
        elif seen is not None and not seen.edition:
            text, tone = "表からは分かりません。ベンダに確かめて書いてください。", "warn"
        elif seen is not None:
            text = FROM[seen.edition_from]
        self.remark.setText(text)
        self.remark.set_tone(tone)
        self.remark.setVisible(bool(text))


def _narrow(chooser: Chooser) -> Chooser:
    """Long names are shortened rather than widening the pane."""
    chooser.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return chooser
