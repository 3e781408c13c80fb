"""The five views as pictures, light and dark: no two words touch, the legend says what is there, one A3 page each."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from app.core.linkbundles import SIGNS, STATES
from app.core.linkpicture import LABEL_HEIGHT, STYLES, text_width
from app.services import link_files, link_views
from app.ui.theme.tokens import THEMES, contrast, tokens
from reports.pictures import Rect, Text
from tests.helpers.link_worlds import NAMES, world

Room = tuple[float, float, float, float]


def room_of(text: Text) -> Room:
    """Where a text stands: its left, top, right and bottom."""
    width = text_width(text.text, text.size)
    left = {"start": text.x, "middle": text.x - width / 2, "end": text.x - width}[text.anchor]
    return left, text.y - text.size, left + width, text.y + text.size * 0.2


def touch(a: Room, b: Room) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@pytest.mark.parametrize("name", NAMES)
def test_no_words_touch_and_the_legend_is_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("FITGAP_HOME", str(tmp_path / "home"))
    with world(tmp_path / "w", name) as (session, wish):
        shown = link_views.show(session, wish, long=True)
        title = link_files.title_of(session, wish, shown)
        found = shown.picture
        wanted = {"60": (50, 70), "120": (110, 130), "town": (60, 61)}.get(name, (8, 40))
        assert wanted[0] <= len(found.boxes) <= wanted[1]
        things = [(b.x, b.y, b.x + b.width, b.y + b.height) for b in found.boxes]
        things += [(x.x, x.y, x.x + x.width, x.y + LABEL_HEIGHT) for x in found.lines if x.label]
        assert not [(a, b) for a, b in itertools.combinations(things, 2) if touch(a, b)]
        for theme in THEMES:
            colours = tokens(theme)
            shapes, (width, height) = link_files.shapes_of(found, colours, title=title, note=shown.note)
            texts = [s for s in shapes if isinstance(s, Text)]
            rooms = [room_of(t) for t in texts]
            over = [(texts[a].text, texts[b].text) for a, b in itertools.combinations(range(len(texts)), 2)
                    if touch(rooms[a], rooms[b])]  # fmt: skip
            assert not over
            assert all(r[0] >= 0 and r[2] <= width and r[1] >= 0 and r[3] <= height for r in rooms)
            said = [t.text for t in texts if t.anchor == "start"][1 + bool(shown.note) :]
            states = [f"{SIGNS[s]} {STATES[s]}" for s in STATES if s in {x.state for x in found.lines}]
            styles = [STYLES[s] for s in STYLES if s in {b.style for b in found.boxes}]
            assert said == states + styles
            grounds = [s for s in shapes if isinstance(s, Rect)]
            for text, room in zip(texts, rooms, strict=True):
                under = [g for g in grounds if g.x <= room[0] + 1 and room[2] - 1 <= g.x + g.width
                         and g.y <= room[1] + 2 and room[3] - 2 <= g.y + g.height]  # fmt: skip
                assert contrast(text.fill, under[-1].fill if under else colours["surface"]) >= 4.5, text.text


@pytest.mark.parametrize("name", NAMES)
def test_each_is_one_landscape_a3_page_and_the_words_are_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("FITGAP_HOME", str(tmp_path / "home"))
    out = tmp_path / "図.pdf"
    with world(tmp_path / "w", name) as (session, wish):
        link_files.write(session, wish, out, form="pdf", colours=tokens("light"))
    raw = out.read_bytes()
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([0-9.]+) ([0-9.]+)", raw)
    assert len(boxes) == 1
    assert [round(float(v)) for v in boxes[0]] == [1191, 842]
