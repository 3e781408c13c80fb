"""Names as one line of a picture, a row or a heading: what a person typed may hold line breaks and marks that turn
the direction of everything after them."""

from __future__ import annotations

import re

_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def one_line(text: str) -> str:
    """The text without line breaks, tabs and direction marks; for showing only, never for what is stored."""
    return " ".join(_TURNING.sub("", text).split())
