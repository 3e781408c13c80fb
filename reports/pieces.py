"""A text with what changed in it marked: made elsewhere, shown alike on sheets and pages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a text. ``op``: "same", "deleted" (struck out, old side) or "added" (underlined, new side)."""

    op: str
    text: str


Marked = tuple[Piece, ...]


def plain(text: str) -> Marked:
    """A text without marks."""
    return (Piece("same", text),) if text else ()


def text_of(pieces: Marked) -> str:
    """The text without its marks."""
    return "".join(p.text for p in pieces)
