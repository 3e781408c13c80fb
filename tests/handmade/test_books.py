"""No wrong cell without a finding, at most one mapping a book, and a table of results that is up to date."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.handmade.judge import Verdict, judged
from tests.handmade.paper import Book, write
from tests.handmade.results import PAGE, every_book, judge_all, page


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> list[Verdict]:
    return judge_all(tmp_path_factory.mktemp("books"))


def test_no_book_is_read_wrongly_without_a_word(verdicts: list[Verdict]) -> None:
    assert len(verdicts) >= 35
    assert {v.made.file: v.silent for v in verdicts if v.silent} == {}


def test_a_book_takes_at_most_one_mapping(verdicts: list[Verdict]) -> None:
    for verdict in verdicts:
        assert verdict.how != "refused" or verdict.made.refused, verdict.made.file
        assert verdict.cells == verdict.imported + verdict.skipped
    assert sum(v.how == "recognised" for v in verdicts) >= 0.8 * len(verdicts)


def test_the_table_of_results_is_current(verdicts: list[Verdict]) -> None:
    assert PAGE.read_text("utf-8") == page(verdicts), "python -m tests.handmade writes it anew"


def _planted(made: Book, **changes: object) -> Book:
    first, *others = made.expected
    return replace(made, expected=[{**first, **changes}, *others])


@pytest.mark.parametrize(
    ("field", "value"),
    [("text", "別の文"), ("classes", (None, None, None)), ("id", "0260099"), ("note", "x"), ("path", ("y",)),
     ("extra", {"z": "1"}), ("reason", ""), ("section", "9.9")],
)  # fmt: skip
def test_a_planted_difference_is_seen(tmp_path: Path, field: str, value: object) -> None:
    made = next(b for b in every_book() if b.file == "国民年金_別紙2.xlsx")
    assert not judged(made, tmp_path).silent
    assert judged(_planted(made, **{field: value}), tmp_path).silent


def test_an_item_too_many_and_one_too_few_are_seen(tmp_path: Path) -> None:
    made = next(b for b in every_book() if b.file == "国民年金_別紙2.xlsx")
    assert judged(replace(made, expected=made.expected[1:]), tmp_path).silent
    more = [*made.expected, {**made.expected[0], "row": 99}]
    assert judged(replace(made, expected=more), tmp_path).silent


def test_books_are_what_they_say(tmp_path: Path) -> None:
    for made in every_book():
        content = write(made, tmp_path).read_bytes()
        assert content[:2] == b"PK" or made.file.endswith(".csv")
    assert len({b.file for b in every_book()}) == len(every_book())
