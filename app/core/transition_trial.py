"""What another date would change: two plans of one town laid beside each other, before anything is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.core.moves import Gap, Move
from app.core.transition import Counts, Pair, Plan


@dataclass(frozen=True, slots=True)
class Difference:
    """What a trial changes. ``changed``: (before, after) of pairs that stay with another period, end or test number.

    ``state``: id of a pair in either plan → added, removed, changed or same. ``departments``: whom it concerns.
    """

    moved: tuple[tuple[Move, Move], ...]
    added: tuple[Pair, ...]
    removed: tuple[Pair, ...]
    changed: tuple[tuple[Pair, Pair], ...]
    before: Counts
    after: Counts
    gaps_added: tuple[Gap, ...]
    gaps_removed: tuple[Gap, ...]
    departments: tuple[str, ...]
    state: Mapping[str, str]

    @property
    def tests_added(self) -> int:
        """Tests of pairs that come or need more."""
        return sum(p.tests or 0 for p in self.added) + sum(
            max(0, (new.tests or 0) - (old.tests or 0)) for old, new in self.changed
        )

    @property
    def tests_removed(self) -> int:
        """Tests of pairs that go or need fewer."""
        return sum(p.tests or 0 for p in self.removed) + sum(
            max(0, (old.tests or 0) - (new.tests or 0)) for old, new in self.changed
        )


def difference(old: Plan, new: Plan) -> Difference:
    """What changes from one plan to another of the same town."""
    was, now = ({(p.a, p.b): p for p in side.pairs} for side in (old, new))
    added = tuple(p for key, p in now.items() if key not in was)
    removed = tuple(p for key, p in was.items() if key not in now)
    changed = tuple((was[k], p) for k, p in now.items() if k in was and was[k].lives != p.lives)
    moved = tuple(
        (old.moves[i], m) for i, m in new.moves.items() if i in old.moves and old.moves[i].shift.means != m.shift.means
    )
    gaps = [{(g.system, g.certain, g.months): g for g in side.gaps} for side in (old, new)]
    more = tuple(g for key, g in gaps[1].items() if key not in gaps[0])
    less = tuple(g for key, g in gaps[0].items() if key not in gaps[1])
    touched = [m.id for _, m in moved] + [i for p in (*added, *removed, *(n for _, n in changed)) for i in (p.a, p.b)]
    touched += [g.system for g in more]
    held = {**old.moves, **new.moves}
    named = dict.fromkeys(d for i in touched if (d := held[i].department))
    state = {p.id: "same" for p in new.pairs} | {p.id: "added" for p in added} | {p.id: "removed" for p in removed}
    state |= {p.id: "changed" for _, p in changed}
    return Difference(
        moved, added, removed, changed, old.counts, new.counts, more, less, tuple(named), state
    )  # fmt: skip
