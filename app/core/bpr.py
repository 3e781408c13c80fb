"""Hours of a procedure as it is and as it shall be, and what is saved in a year.

A step counts as minutes a case times cases a year. A step that doesn't say both counts for nothing and is told, so that
a sum is never taken for whole when it isn't.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

AS_IS, TO_BE = "as_is", "to_be"
SIDES = (AS_IS, TO_BE)
BY_HAND = "manual"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a flow. ``minutes`` a case and ``cases`` a year are None while nobody said them."""

    rid: str
    side: str
    order: Fraction
    actor: str
    work: str
    manual: str
    minutes: Fraction | None
    cases: Fraction | None

    @property
    def hours(self) -> Fraction | None:
        """A year; None while minutes or cases aren't known."""
        return None if self.minutes is None or self.cases is None else self.minutes * self.cases / 60


@dataclass(frozen=True, slots=True)
class Sum:
    """What one side amounts to: hours a year of the steps that say enough, and how many don't."""

    steps: int
    unknown: int
    hours: Fraction
    by_hand: Fraction


@dataclass(frozen=True, slots=True)
class Saving:
    """Both sides. ``saved`` is None until each side has a step and every step says its minutes and cases."""

    as_is: Sum
    to_be: Sum

    @property
    def saved(self) -> Fraction | None:
        """Hours a year; negative where the new way takes longer."""
        whole = self.as_is.steps and self.to_be.steps and not self.as_is.unknown and not self.to_be.unknown
        return self.as_is.hours - self.to_be.hours if whole else None


def number(text: object) -> Fraction | None:
    """A number as the grid stores it ("12.5"); None for nothing and for what is none."""
    try:
        found = Fraction(str(text).replace(",", "")) if str(text or "").strip() else None
    except (ValueError, ZeroDivisionError):
        return None
    return found if found is None or found >= 0 else None


def total(steps: Sequence[Step]) -> Sum:
    """The sum of one side's steps."""
    known = [(s, s.hours) for s in steps]
    return Sum(
        len(steps),
        sum(h is None for _, h in known),
        sum((h for _, h in known if h is not None), Fraction()),
        sum((h for s, h in known if h is not None and s.manual == BY_HAND), Fraction()),
    )


def saving(steps: Sequence[Step]) -> Saving:
    """Both sums of a case's steps; steps that belong to neither side are left out."""
    as_is, to_be = (total([s for s in steps if s.side == side]) for side in SIDES)
    return Saving(as_is, to_be)


def in_order(steps: Sequence[Step], side: str) -> list[Step]:
    """One side's steps as they follow each other."""
    return sorted((s for s in steps if s.side == side), key=lambda s: (s.order, s.rid))


def shown(hours: Fraction) -> str:
    """1,234.5 (hours, to a tenth; halves away from zero)."""
    tenths = int(abs(hours) * 10 + Fraction(1, 2))
    return f"{'-' if hours < 0 and tenths else ''}{tenths // 10:,}.{tenths % 10}"
