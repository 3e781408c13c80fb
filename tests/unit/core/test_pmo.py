"""The 40 steps: wording, rates, spelling of statuses, what facts suggest and what they contradict."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import pmo as core
from app.core.pmo import DONE, OUT, STATUSES, WAITING, WORKING, Facts
from app.services import pmo

WORDING = Path(__file__).parents[2] / "data" / "pmo" / "steps.txt"
rows = st.lists(st.sampled_from(("", *STATUSES)), min_size=40, max_size=40)
counts = st.integers(0, 5)
facts = st.builds(
    Facts,
    items=st.none() | counts,
    unjudged=st.none() | counts,
    optional_open=st.none() | counts,
    systems=counts, systems_thin=counts, linkages=counts, linkages_unconfirmed=counts, issues=counts,
    issues_open=counts, budget_open=counts,
    routes=st.dictionaries(st.sampled_from(("budget", "pia", "test", "ordinance")), st.tuples(counts, counts)),
    conformity=st.none() | st.tuples(counts, counts),
    pattern_b=st.booleans(),
)  # fmt: skip


def test_the_steps_are_worded_as_the_official_table_words_them() -> None:
    assert [s.title for s in pmo.steps()] == WORDING.read_text("utf-8").splitlines()
    assert [s.number for s in pmo.steps()] == list(range(1, 41))
    assert all(s.title.startswith(f"{s.code} ") for s in pmo.steps())
    assert [s.phase for s in pmo.steps()] == [1] * 13 + [2] * 16 + [3] * 10 + [4]


@given(rows)
def test_rates_add_up_and_count_out_as_done(statuses: list[str]) -> None:
    rates = core.rates(statuses)
    assert rates.done + rates.working + rates.waiting == 1
    assert rates.done == Fraction(sum(s in (DONE, OUT) for s in statuses), 40)
    assert rates.working == Fraction(statuses.count(WORKING), 40)


@given(rows)
def test_a_months_word_reads_back(statuses: list[str]) -> None:
    assert list(core.unworded(core.word(statuses))) == statuses


@pytest.mark.parametrize("letters", ["d" * 39, "d" * 41, "x" * 40])
def test_other_words_are_refused(letters: str) -> None:
    with pytest.raises(ValueError, match=r"^."):
        core.unworded(letters)


@given(st.lists(rows, max_size=6))
def test_a_distribution_counts_every_business_once_in_each_step(board: list[list[str]]) -> None:
    spread = core.distribution(board)
    assert len(spread) == 40
    assert all(sum(c.values()) == len(board) for c in spread)


@pytest.mark.parametrize(
    ("text", "status"),
    [("完了済み", DONE), ("未", WAITING), ("未着手", WAITING), ("作業中", WORKING), ("対象外", OUT), (" 完了 ", DONE),
     ("", ""), ("済", DONE), ("終わった", None), ("○", None)],
)  # fmt: skip
def test_statuses_are_read_as_files_write_them(text: str, status: str | None) -> None:
    assert core.read_status(text, pmo.spellings()) == status


@given(facts, rows)
def test_nothing_that_is_proposed_contradicts_the_facts(known: Facts, statuses: list[str]) -> None:
    suggested = core.proposed(known, ("⑤-1", "⑤-3"))
    reported = {step: status for step, (status, _) in suggested.items()}
    assert core.contradictions(reported, known) == []
    for step, message in core.contradictions(dict(zip((s.code for s in pmo.steps()), statuses, strict=True)), known):
        assert step in {s.code for s in pmo.steps()}
        assert message.endswith("。")


def test_one_planted_contradiction_each() -> None:
    known = Facts(
        items=10, unjudged=2, optional_open=1, systems=2, systems_thin=1, linkages=3, linkages_unconfirmed=1, issues=4,
        issues_open=1, budget_open=1, routes={"ordinance": (1, 1)}, conformity=(10, 4),
    )  # fmt: skip
    for step in ("②-1", "②-2", "③-2", "④-4", "⑤-2", "⑧-1", "⑬-1", "⑰-1"):
        assert [s for s, _ in core.contradictions({step: DONE}, known)] == [step]
        assert core.contradictions({step: WORKING}, known) == []
    assert core.contradictions({"③-2": WAITING}, known) == []
    assert [s for s, _ in core.contradictions({"⑱-1": DONE, "⑰-1": WORKING}, known)] == ["⑱-1"]
    assert core.contradictions({"⑱-1": DONE, "⑰-1": OUT}, known) == []
