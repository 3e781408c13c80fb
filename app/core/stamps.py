"""Stamps say what a verdict was given for; a verdict whose stamp no longer fits is suspect (要再確認).

Suspect is always derived, never stored: adopting an edition writes one operation and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.core.canonical import canonical, length_prefixed, sha256_hex
from app.core.survey_atoms import SURVEY_ATOMS
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


GONE = "gone"  # what a deleted record says
LEANT_ON = ("function", "curform", "curlink", "curdata")  # what a published item is compared with
_BESIDE = ("provenance", "note", "sender_side", "receiver_side")  # atoms that say nothing of the thing itself
_FILING = ("number", "department", "partner_department")
_SAYING: dict[str, tuple[str, ...]] = {
    type_: tuple(
        sorted(
            f.code
            for atom, held in SURVEY_ATOMS[type_].items()
            if atom not in _BESIDE
            for f in held
            if f.code not in _FILING
        )
    )
    for type_ in LEANT_ON
}


def said(type_: str, fields: Mapping[str, Any], *, present: bool = True) -> str:
    """What a verdict leans on in a record beside the published item: 16 hex digits over what a current item is and how
    it is used, or over a vendor's answer; GONE for a deleted record, "" for records no verdict leans on.

    Who filed it, its number, where it was heard and notes don't count: a verdict is no more doubtful for them.
    """
    if type_ == "vendor_answer":
        return answer_digest(fields) if present else GONE
    names = _SAYING.get(type_)
    if names is None:
        return ""
    return sha256_hex(canonical([fields.get(n) or None for n in names]))[:16] if present else GONE


def stamp(edition_hash: str, item_basis: str, around: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The stamp stored with a verdict. ``around``: record id → what :func:`said` gave, for the current items mapped to
    the item and the vendors' answers to it, as they were when the verdict was given."""
    out: dict[str, Any] = {"edition": edition_hash, "basis": item_basis}
    if around:
        out["around"] = dict(sorted(around.items()))
    return out


def united(stamps: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """``around`` of all heads of a verdict: record id → the values, joined by blanks. One of them fitting is enough."""
    out: dict[str, set[str]] = {}
    for one in stamps:
        for rid, value in (one.get("around") or {}).items():
            out.setdefault(rid, set()).add(value)
    return {rid: " ".join(sorted(values)) for rid, values in sorted(out.items())}
