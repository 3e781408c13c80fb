"""The progress page: nothing in it acts, its bars add up, hostile text stays text."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.theme.tokens import tokens
from reports.html.progress import WIDTH, ProgressPage, ProgressRow, Status, Table, bar, render_progress
from tests.unit.reports.samples import HOSTILE
from tests.unit.reports.test_html import read

STATUSES = [
    Status("done", "済", "完了済み", "done_ground", "done_line"),
    Status("working", "中", "作業中", "soft", "soft_line"),
    Status("waiting", "未", "未着手", "surface", "line2"),
    Status("out", "外", "対象外", "sunken", "line2"),
]


def page(text: str = "文") -> ProgressPage:
    row = ProgressRow(text, {"done": 10, "working": 5, "waiting": 25}, "25.0%", [text], [text])
    return ProgressPage(
        text, text, [(text, text)], [(text, text)], text, STATUSES, text, [row],
        [Table(text, text, [text], [[text]], text), Table("空", "", ["a"], [], text)], text, datetime(2026, 11, 20),
        tokens("light"),
    )  # fmt: skip


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_adds_no_tag(hostile: str) -> None:
    plain, filled = read(render_progress(page())), read(render_progress(page(hostile)))
    assert filled.tags == plain.tags
    assert hostile.replace("\r", "\n").strip() in "".join(filled.text).replace("\r", "\n")


def test_it_is_well_formed_and_names_no_address() -> None:
    text = render_progress(page())
    ElementTree.fromstring(_body(text))
    assert "http" not in text.replace("http-equiv", "")
    assert "<script" not in text


def _body(text: str) -> str:
    start, end = text.index("<main>"), text.index("</main>") + len("</main>")
    return text[start:end]


@given(st.dictionaries(st.sampled_from([s.code for s in STATUSES]), st.integers(0, 40)))
def test_the_pieces_of_a_bar_fill_it(counts: dict[str, int]) -> None:
    found = bar(ProgressRow("x", counts, "", [], []), STATUSES)
    assert sum(p.count for p in found) == sum(counts.values())
    if found:
        assert abs(found[-1].x + found[-1].width - WIDTH) < 0.1
        assert all(abs(a.x + a.width - b.x) < 0.1 for a, b in pairwise(found))
