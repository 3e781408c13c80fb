"""Every pair that is alike enough is found, against comparing all with all."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.alike import alike, bigrams, dice

NAMES = st.lists(st.text("住民票の写し発行印鑑登録税", max_size=9), max_size=14)


@given(NAMES, st.sampled_from((0.5, 0.7, 0.8, 0.95, 1.0)))
@settings(max_examples=300, deadline=None)
def test_nothing_alike_is_missed_and_nothing_else_found(names: list[str], least: float) -> None:
    sets = [bigrams(n) for n in names]
    wanted = {
        (a, b, dice(sets[a], sets[b]))
        for b in range(len(names))
        for a in range(b)
        if sets[a] and sets[b] and dice(sets[a], sets[b]) >= least
    }
    found = alike(names, least)
    assert set(found) == wanted
    assert len(found) == len(wanted)
    assert [f[2] for f in found] == sorted((f[2] for f in found), reverse=True)


@given(st.text(max_size=12), st.text(max_size=12))
def test_likeness_is_one_only_for_the_same_pairs(one: str, other: str) -> None:
    a, b = bigrams(one), bigrams(other)
    assert dice(a, b) == dice(b, a)
    assert 0 <= dice(a, b) <= 1
    assert (dice(a, b) == 1) == (a == b and bool(a))


def test_a_pair_that_comes_twice_counts_twice() -> None:
    assert len(bigrams("ああああ")) == 3
    assert dice(bigrams("ああああ"), bigrams("ああ")) == 0.5
