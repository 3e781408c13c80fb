"""The verdict that follows from the facts: what the standard says of an item, and what holds of it today.

The table is dated data (resources/rules/verdicts.json), a proposal that any verdict may override; this module looks up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

USAGE_ORDER = ("in_use", "unused", "manual", "none")
"""Of several current items that answer one requirement, the one that is most alive counts."""
_HAS = frozenset({"on_time", "late", "alternative", "nominal", "changes_existing"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """``verdicts``: codes the table allows, () where it says nothing; more than one = a person has to compare."""

    verdicts: tuple[str, ...] = ()
    advice: str = ""
    clause: str = ""

    @property
    def single(self) -> str:
        """The verdict, where the facts leave only one; "" otherwise."""
        return self.verdicts[0] if len(self.verdicts) == 1 else ""


@dataclass(frozen=True, slots=True)
class Table:
    """The table of verdicts of one point in time: class → fact of today → what follows."""

    source: str
    valid_from: str
    rows: Mapping[str, Mapping[str, Proposal]]
    same_as: Mapping[str, str]

    def propose(
        self, cls: str | None, current: str | None, *, adopted: bool | None = None, answers: Iterable[str] = ()
    ) -> Proposal:
        """What follows for an item of a class (codes.CLASS_LABEL) with a current fact (codes.CURRENT_FACTS).

        ``adopted``: whether an option is taken (None = not decided); ``answers``: what each package's vendor says of
        the item (``unanswered`` counts as nothing). Both matter only for an option that is in use.
        """
        if not cls or not current:
            return Proposal()
        row = self.rows.get(self.same_as.get(cls, cls), {})
        given = [a for a in answers if a != "unanswered"]
        if current == "in_use" and f"{current}/adopted" in row:
            if adopted is False or (given and not any(a in _HAS for a in given)):
                return row[f"{current}/missing"]
            if adopted and any(a in _HAS for a in given):
                return row[f"{current}/adopted"]
        return row.get(current) or self.rows.get("*", {}).get(current) or Proposal()


def table(raw: Mapping[str, Any]) -> Table:
    """The table from its data file. Raises KeyError when the file lacks a part."""
    rows = {
        cls: {
            fact: Proposal(tuple(cell["verdicts"]), cell["advice"], cell.get("clause", ""))
            for fact, cell in facts.items()
        }
        for cls, facts in raw["table"].items()
    }
    return Table(raw["source"], raw["valid_from"], rows, dict(raw["same_as"]))


def fact_of(usages: Iterable[str]) -> str | None:
    """The fact of today that follows from 利用実態 of the current items that answer a requirement.

    None while nobody says: no current item, or none with 利用実態. 不明 counts only when nothing else is known.
    """
    found = set(usages)
    return next((u for u in USAGE_ORDER if u in found), "unknown" if "unknown" in found else None)
