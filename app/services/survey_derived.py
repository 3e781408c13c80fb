"""Columns of the lists that nobody writes, because they follow from the others: today 川崎市's pattern number ①–⑧.

Source: survey-practice §5.3; the patterns are data (resources/rules/link_patterns.json).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

DERIVED = "derived"
"""The kind of such a column."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One of the eight: ``number`` as printed, ``title`` as 川崎市 has it."""

    number: str
    title: str
    partner: str
    environments: tuple[str, ...]


@cache
def patterns() -> tuple[Pattern, ...]:
    """All of them in their order."""
    raw = json.loads((files("resources") / "rules" / "link_patterns.json").read_text("utf-8"))["patterns"]
    return tuple(Pattern(p["number"], p["title"], p["partner"], tuple(p["environments"])) for p in raw)


def pattern_number(fields: Mapping[str, Any]) -> str:
    """① to ⑧ of a record's codes; "" while an axis is open or is an entry of the municipality's own."""
    partner, environment = str(fields.get("partner") or ""), str(fields.get("environment") or "")
    return next((p.number for p in patterns() if p.partner == partner and environment in p.environments), "")


_COLUMNS: Mapping[str, Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "link_patterns": {"pattern": pattern_number},
}


def derived(name: str, fields: Mapping[str, Any]) -> dict[str, str]:
    """Column code → text of the derived columns of a list, from a record's stored fields."""
    return {code: compute(fields) for code, compute in _COLUMNS.get(name, {}).items()}
