"""The lint finds every violation planted in a table, and nothing in a clean one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill

from app.services import sheet_lint

Plant = Callable[[Any], Any]


def book(plant: Plant, path: Path) -> Path:
    made = Workbook()
    sheet = made.active
    sheet.title = "表"
    for row in (
        ["機能ID", "機能名", "期限", "件数"],
        ["0010001", "発行", "2026-01-30", 12],
        ["0010002", "照会", "", 3],
    ):
        sheet.append(row)
    plant(sheet)
    made.save(path)
    return path


def put(cell: str, value: object) -> Plant:
    return lambda sheet: sheet.__setitem__(cell, value)


def filled(sheet: Any) -> None:
    sheet["B2"].fill = PatternFill("solid", fgColor="FFFF00")


def inked(sheet: Any) -> None:
    sheet["B3"].font = Font(color="FFFF0000")


def struck(sheet: Any) -> None:
    sheet["B3"].font = Font(strike=True)


def hidden_row(sheet: Any) -> None:
    sheet.row_dimensions[3].hidden = True


def hidden_column(sheet: Any) -> None:
    sheet.column_dimensions["C"].hidden = True


def hidden_sheet(sheet: Any) -> None:
    sheet.parent.create_sheet("裏").sheet_state = "hidden"


def remark(sheet: Any) -> None:
    sheet["B2"].comment = Comment("見てください", "市")


def conditional(sheet: Any) -> None:
    rule = CellIsRule(operator="greaterThan", formula=["5"], fill=PatternFill("solid", bgColor="FFFF00"))
    sheet.conditional_formatting.add("D2:D3", rule)


def title_above(sheet: Any) -> None:
    sheet.insert_rows(1)
    sheet["A1"] = "機能の一覧"


def twice(sheet: Any) -> None:
    sheet.insert_rows(2)
    for column, text in zip("ABCD", ("機能ID", "機能名", "期限", "件数"), strict=True):
        sheet[f"{column}2"] = text


PLANTED: dict[str, tuple[Plant, str, str]] = {
    "merge": (lambda s: s.merge_cells("B2:C2"), "merged", "B2:C2"),
    "no heading": (put("E2", "備考"), "blank_heading", "E1"),
    "title above": (title_above, "blank_heading", "B1"),
    "empty column": (put("F1", "備考"), "blank_column", "E1"),
    "same heading": (put("D1", "期限"), "heading_twice", "C1"),
    "broken heading": (put("B1", "機能\n名"), "heading_blanks", "B1"),
    "two headings": (twice, "two_heading_rows", "A2"),
    "empty row": (put("A5", "0010003"), "blank_row", "A4"),
    "two ids": (put("A2", "0010001/0010002"), "several_values", "A2"),
    "two dates": (put("C2", "R8.1.30、R8.2.1"), "several_values", "C2"),
    "our calendar": (put("C2", "令和8年1月30日"), "date", "C2"),
    "slashes": (put("C2", "2026/1/30"), "date", "C2"),
    "unit": (put("D2", "12件"), "number_as_text", "D2"),
    "commas": (put("D2", "1,200"), "number_as_text", "D2"),
    "spaced": (put("B2", "発　行"), "spaced", "B2"),
    "edge": (put("B2", "　発行"), "edge_blanks", "B2"),
    "only blanks": (put("B2", "　"), "only_blanks", "B2"),
    "wide id": (put("A2", "００１０００１"), "wide_id", "A2"),
    "ditto": (put("B3", "〃"), "ditto", "B3"),
    "elsewhere": (put("B3", "長い文（以下別紙 1）"), "elsewhere", "B3"),
    "own character": (put("B3", "\ue001野"), "own_characters", "B3"),
    "formula": (put("D3", "=D2+1"), "formula", "D3"),
    "ground": (filled, "colour", "B2"),
    "ink": (inked, "colour", "B3"),
    "struck": (struck, "colour", "B3"),
    "conditional": (conditional, "colour", ""),
    "remark": (remark, "object", ""),
    "hidden row": (hidden_row, "hidden", "3:3"),
    "hidden column": (hidden_column, "hidden", "C1:C1"),
    "hidden sheet": (hidden_sheet, "hidden", ""),
}


@pytest.mark.parametrize("name", PLANTED)
def test_each_planted_violation_is_found(name: str, tmp_path: Path) -> None:
    plant, rule, cell = PLANTED[name]
    found = sheet_lint.lint(book(plant, tmp_path / "表.xlsx"))
    assert (rule, cell) in {(f.rule, f.cell) for f in found}, [f.sentence for f in found]
    assert all(f.hint and f.sentence for f in found)


def test_a_clean_table_has_none(tmp_path: Path) -> None:
    path = book(lambda _s: None, tmp_path / "表.xlsx")
    assert sheet_lint.lint(path) == []
    assert sheet_lint.summary(path)["ok"]


def test_every_rule_is_planted() -> None:
    assert {rule for _, rule, _ in PLANTED.values()} == set(sheet_lint.rules())


def test_many_places_are_counted(tmp_path: Path) -> None:
    def dates(sheet: Any) -> None:
        for row in range(2, 60):
            sheet[f"A{row}"], sheet[f"C{row}"] = f"{row:07}", "R8.1.30"

    found = [f for f in sheet_lint.lint(book(dates, tmp_path / "表.xlsx")) if f.rule == "date"]
    assert len(found) == 21
    assert "ほか 38 か所" in found[-1].sentence
