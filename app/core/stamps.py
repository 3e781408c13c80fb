"""Stamps say what a verdict was given for; a verdict whose stamp no longer fits is suspect (要再確認).

Suspect is always derived, never stored: adopting an edition writes one operation and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core.canonical import length_prefixed, sha256_hex
from spec_catalog.model import SpecItem
from spec_catalog.text import match_key


def basis(item: SpecItem) -> str:
    """Hash over what a verdict depends on: normalised text, class per size class, effective date, related ids.

    64 hex digits, length-prefixed so that no two contents collide by joining. A deleted item has a basis of its own.
    """
    c = item.classes
    parts = (
        match_key(item.text),
        c.designated or "",
        c.core or "",
        c.general or "",
        match_key(item.applies),
        "deleted" if item.deleted else "",
        *sorted(item.related),
    )
    return sha256_hex(length_prefixed(parts))


def verdict_digest(fields: Mapping[str, Any]) -> str:
    """What a review was of: 16 hex digits over verdict, current fact, difference and reason, not over the edition.

    A review stands while the verdict says the same, also when it was only confirmed for a new edition.
    """
    said = (str(fields.get(name) or "") for name in ("verdict", "current", "detail", "reason"))
    return sha256_hex(length_prefixed(tuple(said)))[:16]


def answer_digest(fields: Mapping[str, Any]) -> str:
    """What staff agreed with or overruled in a vendor's answer: 16 hex digits over what it says, not over when it came.

    A position of the staff stands while the answer says the same.
    """
    said = (str(fields.get(name) or "") for name in ("answer", "when", "place", "text", "concern"))
    return sha256_hex(length_prefixed(tuple(said)))[:16]


def stamp(edition_hash: str, item_basis: str) -> dict[str, str]:
    """The stamp stored with a verdict."""
    return {"edition": edition_hash, "basis": item_basis}
