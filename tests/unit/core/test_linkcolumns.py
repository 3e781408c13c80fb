"""Columns of a picture: steps keep their order, no column is too high, headings stand where a step begins."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.core.linkcolumns import LEAST, MOST, columns

STEPS = st.dictionaries(st.integers(0, 300).map(str), st.integers(-3, 3), max_size=150)


@given(STEPS)
def test_columns_keep_the_order_of_the_steps(steps: dict[str, int]) -> None:
    found, headings = columns(steps)
    assert set(found) == set(steps)
    for a, one in steps.items():
        for b, other in steps.items():
            if one < other:
                assert found[a] < found[b]
    high = {c: sum(v == c for v in found.values()) for c in set(found.values())}
    assert all(n <= MOST or steps[next(i for i, v in found.items() if v == c)] == 0 for c, n in high.items())
    for step in set(steps.values()):
        own = sorted({found[i] for i, s in steps.items() if s == step}, key=abs)
        assert headings[own[0]]
        assert not any(headings[c] for c in own[1:])


def test_few_partners_stand_in_one_column_and_many_in_several() -> None:
    few = {"centre": 0, **{f"a{n}": -1 for n in range(LEAST)}}
    assert set(columns(few)[0].values()) == {0, -1}
    many = {"centre": 0, **{f"a{n}": -1 for n in range(60)}}
    found, _ = columns(many)
    assert len(set(found.values())) >= 4
    assert max(sum(v == c for v in found.values()) for c in set(found.values())) <= 24
