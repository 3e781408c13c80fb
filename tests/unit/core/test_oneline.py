"""What is shown in one line is one line that reads from its own beginning to its own end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.core.oneline import one_line


def test_breaks_and_turning_marks_go_and_nothing_else() -> None:
    assert one_line("改行\nシス\tテム\u3000 ") == "改行 シス テム"
    assert one_line("\u202eABC\u202c住民") == "ABC住民"
    assert one_line("=1+1 <b>&amp;</b> 𠮷野家🏢\u200d") == "=1+1 <b>&amp;</b> 𠮷野家🏢\u200d"


@given(st.text())
def test_it_is_settled_after_once(text: str) -> None:
    shown = one_line(text)
    assert one_line(shown) == shown
    assert len(shown.splitlines()) <= 1
