"""What an atom is made of: fields that only mean something together."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an atom: its code in operations and JSON, and its Japanese name on screens and sheets."""

    code: str
    label: str


def fields(*pairs: tuple[str, str]) -> tuple[Field, ...]:
    """Fields from (code, label) pairs."""
    return tuple(Field(c, n) for c, n in pairs)
