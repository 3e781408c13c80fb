"""The table of verdicts: every cell of the design, and what makes an option fit or not."""

from __future__ import annotations

import pytest

from app.core.codes import CLASS_LABEL, CURRENT_FACTS, VERDICT
from app.core.derived import fact_of
from app.services.derived import table

FACTS = ("in_use", "unused", "manual", "none", "unknown")
TABLE = {
    "mandatory": ("fit partial gap", "standard_only", "standard_only", "not_applicable", "ask"),
    "optional": ("fit gap", "option_pending", "option_pending", "not_applicable", "ask"),
    "prohibited": ("gap", "fit", "fit", "fit", "ask"),
    "unlisted": ("current_only", "current_only", "", "", "ask"),
    "excluded": ("out_of_scope", "out_of_scope", "not_applicable", "not_applicable", "ask"),
    "outside": ("out_of_scope", "out_of_scope", "not_applicable", "not_applicable", "ask"),
}


@pytest.mark.parametrize("cls", list(CLASS_LABEL))
@pytest.mark.parametrize("fact", FACTS)
def test_every_cell_of_the_table(cls: str, fact: str) -> None:
    found = table().propose(cls, fact)
    assert found.verdicts == tuple(TABLE[cls][FACTS.index(fact)].split())
    assert all(v in VERDICT for v in found.verdicts)
    assert bool(found.advice) == bool(found.verdicts)


def test_the_facts_of_the_table_are_the_facts_that_can_be_chosen() -> None:
    assert set(CURRENT_FACTS) == set(FACTS)


@pytest.mark.parametrize(
    ("adopted", "answers", "expected"),
    [
        (None, (), ("fit", "gap")),
        (True, (), ("fit", "gap")),
        (True, ("unanswered",), ("fit", "gap")),
        (True, ("on_time",), ("fit",)),
        (True, ("not_planned", "late"), ("fit",)),
        (True, ("not_planned",), ("gap",)),
        (None, ("not_planned", "not_planned"), ("gap",)),
        (False, ("on_time",), ("gap",)),
        (None, ("on_time",), ("fit", "gap")),
    ],
)
def test_an_option_in_use_fits_when_it_is_adopted_and_some_vendor_has_it(
    adopted: bool | None, answers: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert table().propose("optional", "in_use", adopted=adopted, answers=answers).verdicts == expected
    assert table().propose("mandatory", "manual", adopted=adopted, answers=answers).single == "standard_only"


def test_nothing_follows_while_a_fact_is_missing() -> None:
    assert table().propose(None, "in_use").verdicts == ()
    assert table().propose("mandatory", None).verdicts == ()
    assert table().propose("unlisted", "manual").single == ""


@pytest.mark.parametrize(
    ("usages", "expected"),
    [
        ((), None),
        (("",), None),
        (("unknown",), "unknown"),
        (("unknown", "manual"), "manual"),
        (("unused", "in_use", "none"), "in_use"),
        (("none", "manual"), "manual"),
    ],
)
def test_the_most_alive_of_several_counts(usages: tuple[str, ...], expected: str | None) -> None:
    assert fact_of(usages) == expected
