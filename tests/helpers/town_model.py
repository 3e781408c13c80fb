"""What the link graph of a town must be, worked out from its facts alone, by trying everything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tests.helpers.towns import Town

Arrow = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Fact:
    """One linkage as an arrow between names; ``origin`` standard or current, ``item`` its number."""

    source: str
    target: str
    origin: str
    item: str


def facts(town: Town, names: dict[str, str]) -> list[Fact]:
    """Every linkage between systems; a business that nobody handles stands for itself. ``names``: business → name."""
    handler: dict[str, str] = {}
    for system in town.systems:
        for business in system.businesses:
            handler.setdefault(business, system.name)
    out = []
    for said in town.sentences:
        subject, partner = (handler.get(b, names[b]) for b in (said.subject, said.partner))
        ends = (partner, subject) if said.operation == "照会" else (subject, partner)
        out.append(Fact(*ends, "standard", f"{said.subject}/{said.id}-{said.branch}"))
    out += [Fact(link.sender, link.receiver, "current", link.number) for link in town.linkages]
    return [f for f in out if f.source != f.target]


def lifted(found: Iterable[Fact], group: dict[str, str]) -> set[tuple[str, str, str, str]]:
    """The same between groups; what stays within one is no linkage between groups."""
    out = {(group.get(f.source, f.source), group.get(f.target, f.target), f.origin, f.item) for f in found}
    return {f for f in out if f[0] != f[1]}


def reach(arrows: Iterable[Arrow], start: str) -> dict[str, int]:
    """Name → fewest steps from ``start``, by widening until nothing new comes."""
    pairs = set(arrows)
    found = {start: 0}
    step = 0
    while True:
        step += 1
        new = {b for a, b in pairs if a in found and b not in found}
        if not new:
            return found
        for name in new:
            found[name] = step


def all_ways(arrows: Iterable[Arrow], start: str, end: str, within: int) -> set[tuple[str, ...]]:
    """Every way of at most ``within`` steps that passes nobody twice."""
    pairs = set(arrows)
    ways: set[tuple[str, ...]] = {(start,)}
    done: set[tuple[str, ...]] = set()
    for _ in range(within):
        ways = {(*way, b) for way in ways for a, b in pairs if a == way[-1] and b not in way}
        done |= {way for way in ways if way[-1] == end}
        ways = {way for way in ways if way[-1] != end}
    return done


def circles(arrows: Iterable[Arrow]) -> set[frozenset[str]]:
    """The groups of at least two whose members all reach one another."""
    pairs = set(arrows)
    names = {n for pair in pairs for n in pair}
    to = {n: set(reach(pairs, n)) for n in names}
    groups = {frozenset(m for m in names if m in to[n] and n in to[m]) for n in names}
    return {g for g in groups if len(g) > 1}
