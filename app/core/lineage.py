"""One item under several ids: which confirmed renumberings make records one, as of now and as of ever.

A confirmed renumbering makes two record ids one item: heads are taken over their union (design of the records). When it
is withdrawn the ids part again; operations written meanwhile still tell who had seen what.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.core.records import item_rid, mapping_rid

KINDS: dict[str, str] = {"renumbered": "番号の変更", "split": "分割", "joined": "統合"}
"""What may have become of an item; only 番号の変更 makes two ids one."""

Ref = Mapping[str, str]  # business, kind, id, branch


def ref_parts(ref: Ref) -> tuple[str, str, str, str]:
    """(business, kind, id, branch) of a reference."""
    return (ref["business"], ref["kind"], ref["id"], ref.get("branch", ""))


@dataclass(frozen=True, slots=True)
class Union:
    """One renumbering: two items, and whether it stands (confirmed, or disputed) or was withdrawn."""

    first: Ref
    second: Ref
    stands: bool


@dataclass(frozen=True, slots=True)
class Kin:
    """Record ids that are one, by record id. ``ever`` ⊇ ``now``; an id that was never joined is in neither.

    ``refs`` says what each of them belongs to.
    """

    now: Mapping[str, frozenset[str]] = field(default_factory=dict)
    ever: Mapping[str, frozenset[str]] = field(default_factory=dict)
    refs: Mapping[str, Ref] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.ever)

    def one_with(self, rid: str) -> frozenset[str]:
        """The ids that are one item with this one now, itself among them."""
        return self.now.get(rid, frozenset((rid,)))


NONE = Kin()


def kin(municipality: str, unions: Iterable[Union]) -> Kin:
    """What the renumberings of a workspace amount to, whatever their order."""
    known = list(unions)
    refs: dict[str, Ref] = {}
    pairs = []
    for union in known:
        a, b = (item_rid(municipality, *ref_parts(r)) for r in (union.first, union.second))
        refs[a], refs[b] = union.first, union.second
        pairs.append((a, b, union.stands))
    ever = _components((a, b) for a, b, _ in pairs)
    return Kin(_components((a, b) for a, b, stands in pairs if stands), ever, refs)


def kin_of_mappings(municipality: str, items: Kin, pairs: Iterable[tuple[Ref, str]]) -> Kin:
    """The same for mappings: with two items one, the pairs of each with a current item are one pair as well.

    ``pairs``: (published item, current record) of the mappings asked about.
    """
    now: dict[str, frozenset[str]] = {}
    ever: dict[str, frozenset[str]] = {}
    refs: dict[str, Ref] = {}
    for ref, target in pairs:
        item = item_rid(municipality, *ref_parts(ref))
        of = {m: mapping_rid(municipality, *ref_parts(items.refs[m]), target) for m in items.ever.get(item, ())}
        for member, rid in of.items():
            refs[rid] = items.refs[member]
            ever[rid] = frozenset(of.values())
            now[rid] = frozenset(of[m] for m in items.one_with(member))
    return Kin(now, ever, refs)


def _components(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    group: dict[str, set[str]] = {}
    for a, b in pairs:
        joined = group.get(a, {a}) | group.get(b, {b})
        for member in joined:
            group[member] = joined
    return {rid: frozenset(members) for rid, members in group.items()}


def succession_parts(kind: str, sources: Sequence[Ref], results: Sequence[Ref]) -> tuple[str, ...]:
    """What makes the id of a confirmed split, joining or renumbering: the same on every PC, whatever the order."""
    sides = [sorted(ref_parts(r) for r in side) for side in (sources, results)]
    return (kind, str(len(sides[0])), *(part for side in sides for parts in side for part in parts))
