"""Both ways of writing and a filled template as LibreOffice sees them: no repair, no formula, ids with their zeros."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.services import form_fill, sheet_read, sheets
from app.services.session import Session
from reports.forms import load_form
from tests.helpers.office import convert
from tests.unit.reports import towns
from tests.unit.reports.test_template import template

AT = datetime(2026, 1, 15, 14, 3)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Session]:
    session = towns.town(tmp_path)
    yield session
    session.close()


def formulas(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        parts = [n for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
        return [n for n in parts if re.search(rb"<f[ >/]", archive.read(n))]


@pytest.mark.parametrize("mode", ["form", "machine"])
def test_every_sheet_prints_and_keeps_its_records(mode: str, town: Session, tmp_path: Path) -> None:
    for form_id in ("F1", "F2", "F3", "S3", "S4"):
        (path,) = sheets.export_sheets(
            town, tmp_path / "out", forms=(form_id,), business="001", mode=mode, printed_at=AT, pattern="{form}"
        )
        assert formulas(path) == []
        saved = convert(path, "xlsx", tmp_path / "saved")
        form = load_form(form_id)
        before, after = sheet_read.records(path, form), sheet_read.records(saved, form)
        assert before == after, form_id
        assert before[0] == mode
        assert convert(path, "pdf", tmp_path / "pdf").stat().st_size > 2000


def test_a_filled_template_opens_and_prints(town: Session, tmp_path: Path) -> None:
    path = template(tmp_path / "ひな形.xlsx")

    done = form_fill.fill(
        town, renamed(path, tmp_path), tmp_path / "提出.xlsx", form_id="F1", business="001", at=AT
    )  # fmt: skip
    saved = convert(done.path, "xlsx", tmp_path / "saved")

    for book in (load_workbook(done.path), load_workbook(saved)):
        sheet = book["調査票"]
        assert [sheet[f"A{n}"].value for n in (4, 5)] == ["0010001", "0010002"]
        assert len(sheet.merged_cells.ranges) == done.rows + 2
    assert convert(done.path, "pdf", tmp_path / "pdf").stat().st_size > 2000


def renamed(path: Path, folder: Path) -> Path:
    """The template with a heading of the form in place of the short one."""
    out = folder / "様式のひな形.xlsx"
    with zipfile.ZipFile(path) as there, zipfile.ZipFile(out, "w") as here:
        for info in there.infolist():
            here.writestr(info, there.read(info).replace("行.要件".encode(), "行.機能要件".encode()))
    return out
