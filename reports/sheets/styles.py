"""The few looks of a printed form: black on white, header ground #EDEDED, thin rules, one font family."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from reports.forms import Column, Form

GROUND = "#EDEDED"
SHUT = "#F4F4F4"


class Styles:
    """Makes each format once. Every format for user text carries quotePrefix, so it stays text when it is edited."""

    def __init__(self, book: Workbook, form: Form, *, shade: bool = False) -> None:
        """``shade``: cells that can't be filled in have a ground of their own."""
        self._book, self._shade = book, shade
        self._font = {"font_name": form.print.font, "font_size": form.print.size}
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **properties: Any) -> Format:
        """A format with the form's font and these properties; text unless ``quote_prefix`` is switched off."""
        full = {**self._font, "valign": "vcenter", "quote_prefix": True, **properties}
        key = tuple(sorted(full.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(full)
        return self._made[key]

    def header(self) -> Format:
        """Column and group titles, labels."""
        return self.get(align="center", border=1, bg_color=GROUND, text_wrap=True)

    def box(self, **properties: Any) -> Format:
        """A framed value of the header block."""
        return self.get(border=1, text_wrap=True, **properties)

    def cell(self, column: Column, *, bold: bool = False) -> Format:
        """A cell of a row, by its column."""
        properties: dict[str, Any] = {"border": 1, "align": column.align, "valign": "top", "text_wrap": column.wrap}
        if column.locked and self._shade:
            properties["bg_color"] = SHUT
        if column.kind == "number":
            return self.get(**properties, quote_prefix=False, shrink=True)  # a number too wide would show as ###
        if column.kind in ("id", "sign", "choice", "date") or not column.locked:
            properties["num_format"] = "@"  # what is typed here stays text: ids, dates, signs
        if not column.locked:
            properties["locked"] = False
        return self.get(**properties, bold=bold or column.bold)
