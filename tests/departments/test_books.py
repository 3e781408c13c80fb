"""Departments' books are read as a person reads them, every cell accounted for, and the second time changes nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.departments.books import every_book
from tests.departments.judge import judged
from tests.departments.paper import Book
from tests.departments.results import PAGE, row

BOOKS = every_book()


@pytest.mark.parametrize("made", BOOKS, ids=[b.file for b in BOOKS])
def test_a_book_is_read_as_a_person_reads_it(made: Book, tmp_path: Path) -> None:
    verdict = judged(made, tmp_path)
    assert verdict.wrong == ()
    assert row(verdict) in PAGE.read_text("utf-8").splitlines(), "python -m tests.departments writes the page again"


def test_the_page_has_no_row_too_many() -> None:
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    assert len(rows) == len(BOOKS) + 1


def test_a_planted_difference_is_seen(tmp_path: Path) -> None:
    made = BOOKS[0]
    first, *others = made.records
    for n, change in enumerate(({"copies": "12,000枚"}, {"note": "x"}, {"number": "9"}, {"name": "ほか"})):
        wrong = judged(replace(made, records=[{**first, **change}, *others]), tmp_path / str(n)).wrong
        assert wrong, change
    assert judged(replace(made, records=others), tmp_path / "few").wrong
    assert judged(replace(made, records=[*made.records, {"name": "ない"}]), tmp_path / "many").wrong
    assert judged(replace(made, left={"B10": "題名"}), tmp_path / "left").wrong
