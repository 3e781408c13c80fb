"""The phrases that the made-up specifications are put together from; our own wording, in the manner of a ministry."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_RAW: dict[str, Any] = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))


def _texts(name: str) -> tuple[str, ...]:
    return tuple(_RAW[name])


AIMS = _texts("aims")
BASES = _texts("bases")
BUSINESSES: dict[str, str] = _RAW["businesses"]
CHAPTERS = _texts("chapters")
CODE_NAMES = _texts("code_names")
CODE_VALUES = _texts("code_values")
CONDITIONS = _texts("conditions")
DATES: tuple[tuple[int, int, int], ...] = tuple((y, m, d) for y, m, d in _RAW["dates"])
DEEDS = _texts("deeds")
FORM_KINDS = _texts("form_kinds")
GROUPS = _texts("groups")
ITEM_HEADS = _texts("item_heads")
ITEM_TAILS = _texts("item_tails")
KEYS = _texts("keys")
LARGE = _texts("large")  # these have three times the items
NAME_ENDS = _texts("name_ends")
NOTES = _texts("notes")
OBJECTS = _texts("objects")
OFTEN = _texts("often")
OUTPUTS = _texts("outputs")
PAPERS: tuple[tuple[str, str], ...] = tuple((size, way) for size, way in _RAW["papers"])
PLACES = _texts("places")
REASONS = _texts("reasons")
ROMAJI = _texts("romaji")
SECTIONS = _texts("sections")
SUBJECTS = _texts("subjects")
TYPES: tuple[tuple[str, tuple[str, ...]], ...] = tuple((t, tuple(map(str, n))) for t, n in _RAW["types"])
WHEN = _texts("when")
