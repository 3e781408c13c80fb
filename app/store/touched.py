"""What records that packages touch said before and say afterwards: the numbers of a merge, and of its preview."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.store import oplog

VERDICT = "item"
"""The type under which verdicts are counted; every other part is counted under the type of its records."""

_Verdict = tuple[str, str, int, str]  # business, all that was said, in conflict, verdict
_Record = tuple[str, str, int, str]  # type, business, present, fields


@dataclass(slots=True)
class Part:
    """The records of one type in one business: how many are new, changed, deleted, and the conflicts opened.

    ``clashed``: records that came to stand in conflict. ``verdicts``: code → how many more there are of that verdict
    afterwards (negative: fewer; "" is 未判定).
    """

    business: str
    type: str
    new: int = 0
    changed: int = 0
    deleted: int = 0
    clashed: int = 0
    conflicts: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)

    @property
    def empty(self) -> bool:
        """Whether nothing became of anything."""
        return not (self.new or self.changed or self.deleted or self.conflicts or self.clashed)


def total(parts: Iterable[Part]) -> Part:
    """Several parts as one that is of no business and no type."""
    out = Part("", "")
    for one in parts:
        out.new += one.new
        out.changed += one.changed
        out.deleted += one.deleted
        out.clashed += one.clashed
        out.conflicts += one.conflicts
        for code, more in one.verdicts.items():
            out.verdicts[code] += more
    return out


class States:
    """Read before the projection follows the new operations; ``compare`` reads again."""

    def __init__(self, con: sqlite3.Connection, rids: set[str]) -> None:
        self._rids = sorted(rids)
        self._verdicts, self._records = self._read(con)
        self._conflicts = {(r, a) for r, a in con.execute("SELECT rid, atom FROM conflict")}

    def _read(self, con: sqlite3.Connection) -> tuple[dict[str, _Verdict], dict[str, _Record]]:
        verdicts: dict[str, _Verdict] = {}
        records: dict[str, _Record] = {}
        for start in range(0, len(self._rids), oplog.CHUNK):
            part = self._rids[start : start + oplog.CHUNK]
            marks = ",".join("?" * len(part))
            said = "verdict || '/' || coalesce(current, '') || '/' || detail || '/' || why"
            for rid, *state in con.execute(
                f"SELECT rid, business, coalesce({said}, ''), conflict, coalesce(verdict, '') FROM item_state"
                f" WHERE rid IN ({marks})",
                part,
            ):
                verdicts[rid] = (state[0], state[1], state[2], state[3])
            for rid, *row in con.execute(
                f"SELECT rid, type, business, present, fields FROM record WHERE rid IN ({marks})", part
            ):
                records[rid] = (row[0], row[1], row[2], row[3])
        return verdicts, records

    def compare(self, con: sqlite3.Connection, rids: Sequence[set[str]]) -> list[tuple[Part, ...]]:
        """For each set of records the parts they belong to, by business, verdicts first; empty ones are left out."""
        verdicts, records = self._read(con)
        opened: Counter[str] = Counter()
        for rid, atom in con.execute("SELECT rid, atom FROM conflict"):
            if (rid, atom) not in self._conflicts:
                opened[rid] += 1
        out = []
        for mine in rids:
            parts: dict[tuple[str, str], Part] = {}
            for rid in mine:
                judged, record = verdicts.get(rid), records.get(rid)
                business = judged[0] if judged else record[1] if record else ""
                type_ = VERDICT if judged or record is None else record[0]
                part = parts.setdefault((business, type_), Part(business, type_))
                part.conflicts += opened[rid]
                _count_verdict(part, self._verdicts.get(rid), judged)
                _count_record(part, self._records.get(rid), record)
            order = sorted(parts.values(), key=lambda p: (p.business or "999", p.type != VERDICT, p.type))
            out.append(tuple(p for p in order if not p.empty))
        return out


def _count_verdict(part: Part, before: _Verdict | None, after: _Verdict | None) -> None:
    if after is None:
        return
    _, said, apart, verdict = before or ("", "", 0, "")
    if (said, apart) == (after[1], after[2]):
        return
    if verdict != after[3]:
        part.verdicts[verdict] -= 1
        part.verdicts[after[3]] += 1
    if after[2]:
        part.clashed += not apart
    elif said or apart:
        part.changed += 1
    else:
        part.new += 1


def _count_record(part: Part, before: _Record | None, after: _Record | None) -> None:
    if after is None or before == after:
        return
    if before is None or not before[2]:
        part.new += after[2]
    elif not after[2]:
        part.deleted += 1
    else:
        part.changed += 1
