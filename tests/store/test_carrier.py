"""The Excel carrier: the same package in a worksheet, accepted after a program rewrote it, refused when changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from app.core.problems import UserProblem
from app.services import carrier, catalogue, parcels, taking
from app.services.session import Session
from reports.sheets.carrier import CHUNK, chunks
from tests.helpers.office import convert
from tests.helpers.parcels import TAX, copy_of, judge, verdicts


@pytest.fixture
def file(office: Session, tmp_path: Path) -> Path:
    there = copy_of(office, tmp_path)
    judge(there, "010", [1, 2], "fit", "改修済み 〱𠮷")
    made = parcels.hand_back(there, tmp_path / "back.xlsx")
    there.close()
    return made.file


def test_out_and_back_through_excel(office: Session, file: Path, tmp_path: Path) -> None:
    out = parcels.create(office, "税務課", tmp_path / "out.xlsx")
    there = parcels.open_copy(out.file, who=TAX, out=tmp_path / "copy.fitgap")
    assert {e.business for e in catalogue.editions(there)} == {"010"}
    there.close()
    done = taking.merge(office, [file])
    assert (done.new, done.packages[0].problem) == (2, None)
    assert verdicts(office, "010") == {"0100001": "fit", "0100002": "fit"}


def test_both_forms_of_a_package_have_one_fingerprint(
    office: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parcels, "now", lambda: "2026-11-20T10:00:00.000+09:00")
    made = [parcels.create(office, "税務課", tmp_path / name) for name in ("a.fgpkg", "a.xlsx")]
    assert made[0].fingerprint == made[1].fingerprint
    assert {parcels.inspect(m.file).id for m in made} == {made[0].id}


def test_a_carrier_saved_again_by_libreoffice_is_accepted(office: Session, file: Path, tmp_path: Path) -> None:
    again = convert(file, "xlsx", tmp_path / "saved")
    assert again.read_bytes() != file.read_bytes()
    assert parcels.inspect(again).id == parcels.inspect(file).id
    assert taking.merge(office, [again]).new == 2


def _edit(file: Path, change: Callable[[openpyxl.Workbook], None]) -> None:
    book = openpyxl.load_workbook(file)
    change(book)
    book.save(file)


def _sorted(book: openpyxl.Workbook) -> None:
    sheet = book["データ"]
    rows = sorted((tuple(c.value for c in row) for row in sheet.iter_rows(min_row=2)), reverse=True)
    for n, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            sheet.cell(n, column, value)


def _wider(book: openpyxl.Workbook) -> None:
    book["データ"].insert_cols(1, 2)
    book["データ"].insert_rows(1, 3)
    book["データ"]["A1"] = "受付印"
    book.create_sheet("メモ", 0)["A1"] = "回覧"


@pytest.mark.parametrize("change", [_sorted, _wider], ids=lambda f: f.__name__.strip("_"))
def test_what_an_office_does_to_a_sheet_is_borne(file: Path, change: Callable[[openpyxl.Workbook], None]) -> None:
    before = parcels.inspect(file).id
    _edit(file, change)
    assert parcels.inspect(file).id == before


def _one_letter(book: openpyxl.Workbook) -> None:
    cell = book["データ"]["E5"]
    cell.value = cell.value[:40] + ("A" if cell.value[40] != "A" else "B") + cell.value[41:]


def _row_gone(book: openpyxl.Workbook) -> None:
    book["データ"].delete_rows(6)


def _emptied(book: openpyxl.Workbook) -> None:
    book["データ"]["E5"] = None


def _another_id(book: openpyxl.Workbook) -> None:
    book["データ"]["B5"] = "0" * 64


def _said_twice(book: openpyxl.Workbook) -> None:
    sheet = book["データ"]
    sheet.append([sheet["A5"].value, sheet["B5"].value, "1", "1", sheet["E6"].value])


@pytest.mark.parametrize(
    "change", [_one_letter, _row_gone, _emptied, _another_id, _said_twice], ids=lambda f: f.__name__.strip("_")
)
def test_a_changed_carrier_is_refused(office: Session, file: Path, change: Callable[[openpyxl.Workbook], None]) -> None:
    _edit(file, change)
    digest = office.project.digest()
    done = taking.merge(office, [file])
    assert done.packages[0].problem is not None
    assert office.project.digest() == digest


def test_other_workbooks_are_no_packages(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "x.xlsx")
    with pytest.raises(UserProblem) as refused:
        parcels.inspect(tmp_path / "x.xlsx")
    assert refused.value.code == "not_a_package"
    (tmp_path / "y.xlsx").write_bytes(b"no workbook")
    with pytest.raises(UserProblem):
        parcels.inspect(tmp_path / "y.xlsx")


def test_long_texts_are_cut_into_numbered_chunks() -> None:
    text = "b" + "x" * (2 * CHUNK)
    rows = chunks("k", "i", text)
    assert [(r[2], r[3]) for r in rows] == [("1", "3"), ("2", "3"), ("3", "3")]
    assert all(len(r[4]) <= CHUNK for r in rows)
    assert "".join(r[4] for r in rows) == text
    found = carrier._collected(
        "f", ([carrier.OPERATION, "a" * 64, *r[2:]] for r in reversed(chunks("k", "i", "bQUJD")))
    )
    assert found[carrier.OPERATION] == {"a" * 64: b"ABC"}
