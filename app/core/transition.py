"""The transition period (過渡期): which systems live beside each other before and after the change, how, and how long.

Rule (東村山市, 取組事例集 第2.0版, STEP13; survey practice §5.4): where data runs between two systems that move on
different dates, current and standard-compliant stand side by side in [earlier, later) and the linkage is tested twice;
where one of them has no date, nobody knows the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.core.dates import Span
from app.core.moves import Gap, Move, Remark, contract_gap, remarks

DATES, DIFFICULT, UNDATED = "dates", "difficult", "undated"
REASONS = {DATES: "移行時期が違う", DIFFICULT: "移行困難", UNDATED: "移行時期が未定"}
OFFICE = "office"
"""As the leader of a pair: 事務局 (else a vendor's record id, or a name nobody registered)."""
NEEDED, UNNEEDED = "needed", "unneeded"
FIELDS = {"method": "方式", "reason": "合理的説明", "term": "期限"}
"""What a pair has to state, by its key in ``missing``."""


@dataclass(frozen=True, slots=True)
class Linkage:
    """Data that runs from one system to another. ``node``: NODE text; ``master``: by way of the 連携用マスタ."""

    source: str
    target: str
    node: str
    name: str
    origin: str  # standard · current
    master: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What was recorded about a pair. ``tests``: another number of tests than the rule gives, "" = the rule's.

    ``answers``: what each side's vendor can do (意向調査), by system.
    """

    need: str = ""  # needed · unneeded · "" not considered
    method: str = ""
    lead: str = ""
    reason: str = ""
    term: str = ""
    test_kind: str = ""
    tests: str = ""
    risk: str = ""
    note: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """What may be set otherwise (resources/transition/rules.json). ``tested``: kinds of pairs that keep all tests.

    ``difficult_is_open``: a 移行困難 system counts as one without a date, though it has one of its own.
    """

    tests: int = 2
    reduced: int = 1
    tested: frozenset[str] = frozenset({"lifted_host", "main_route", "direct"})
    conforming: frozenset[str] = frozenset({"standard"})
    difficult_is_open: bool = False
    rate: float = 1.0
    lead_months: int = 12


@dataclass(frozen=True, slots=True)
class Pair:
    """Two systems that live through a transition. ``a`` stands before ``b`` as their systems do.

    ``end`` None: nobody knows. ``certain`` False: the dates overlap, so it is possible only. ``tests`` None: nobody
    knows (?). ``missing``: keys of FIELDS. ``lead`` is proposed while nobody said who leads (``lead_proposed``).
    """

    id: str
    a: str
    b: str
    links: tuple[Linkage, ...]
    start: date | None
    end: date | None
    reason: str
    certain: bool
    test_kind: str
    kind_proposed: bool
    tests: int | None
    tests_reduced: int | None
    lead: str
    lead_proposed: bool
    said: Said
    missing: tuple[str, ...]

    @property
    def open(self) -> bool:
        """Whether nobody knows its end."""
        return self.end is None

    @property
    def red(self) -> bool:
        """Whether it is in danger: without an end, or with a system that is 移行困難."""
        return self.open or self.reason == DIFFICULT

    @property
    def names(self) -> tuple[str, ...]:
        """What runs between the two, each name once."""
        return tuple(dict.fromkeys(link.name for link in self.links if link.name))

    @property
    def complete(self) -> bool:
        """Whether everything it has to state is stated."""
        return not self.missing

    @property
    def lives(self) -> tuple[date | None, date | None, bool, int | None]:
        """What a what-if may change: from when, until when, whether for certain, how many tests."""
        return self.start, self.end, self.certain, self.tests


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of time in which ``pairs`` pairs stand in transition; ``end`` None = open."""

    start: date
    end: date | None
    pairs: int


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers above the list. ``tests``: of pairs whose number is known; ``open``: pairs without one (?)."""

    pairs: int
    without_method: int
    without_reason: int
    tests: int
    tests_reduced: int
    open: int
    gaps: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything at once: systems, pairs (incomplete ones first), and what doesn't fit."""

    moves: Mapping[str, Move]
    pairs: tuple[Pair, ...]
    gaps: tuple[Gap, ...]
    remarks: tuple[Remark, ...]
    rules: Rules
    trial: Mapping[str, str]  # system → date on trial, whole groups included

    @property
    def counts(self) -> Counts:
        """The numbers of this plan."""
        return Counts(
            len(self.pairs),
            sum("method" in p.missing for p in self.pairs),
            sum("reason" in p.missing for p in self.pairs),
            sum(p.tests or 0 for p in self.pairs),
            sum(p.tests_reduced or 0 for p in self.pairs),
            sum(p.tests is None for p in self.pairs),
            len(self.gaps),
        )

    def grouped(self, by: str) -> list[tuple[str, list[Move]]]:
        """Heading → systems: ``vendor``, ``time`` (2026-01, last those without a date), ``department`` or ``group``.

        A heading is "" for those that say nothing. Vendors and groups follow the first date in them.
        """
        keys = {"vendor": lambda m: m.vendor_name, "time": lambda m: m.shift.month,
                "department": lambda m: m.department, "group": lambda m: m.group}  # fmt: skip
        found: dict[str, list[Move]] = {}
        for move in sorted(self.moves.values(), key=lambda m: m.rank):
            found.setdefault(keys[by](move), []).append(move)
        late = "9999"
        first = {k: min(m.shift.month or late for m in held) for k, held in found.items()}
        return sorted(found.items(), key=lambda kv: (not kv[0], first[kv[0]], kv[1][0].rank))

    @property
    def bands(self) -> list[Band]:
        """When any pair stands in transition: stretches that touch are one; those without an end come last."""
        out: list[Band] = []
        closed = sorted((p.start, p.end) for p in self.pairs if p.start and p.end and p.start < p.end)
        for start, end in closed:
            if out and out[-1].end is not None and start <= out[-1].end:
                out[-1] = Band(out[-1].start, max(out[-1].end, end), out[-1].pairs + 1)
            else:
                out.append(Band(start, end, 1))
        starts = [p.start for p in self.pairs if p.open and p.start]
        return out + ([Band(min(starts), None, len(starts))] if starts else [])

    def pairs_of(self, system: str) -> list[Pair]:
        """The pairs a system stands in."""
        return [p for p in self.pairs if system in (p.a, p.b)]


# --- pairs -----------------------------------------------------------------------------------------------------------


def together(moves: Mapping[str, Move], linkages: Iterable[Linkage]) -> dict[tuple[str, str], list[Linkage]]:
    """(system, system) in the order of the systems → what runs between them, either way; one system alone is none."""
    out: dict[tuple[str, str], list[Linkage]] = {}
    for link in linkages:
        ends = {link.source, link.target}
        if len(ends) == 2 and ends <= moves.keys():
            a, b = sorted(ends, key=lambda i: moves[i].rank)
            out.setdefault((a, b), []).append(link)
    return out


def period(a: Move, b: Move, rules: Rules) -> tuple[date | None, date | None, str, bool] | None:
    """(start, end, reason, certain) of the transition between two linked systems; None when there is none.

    Two that move together (移行グループ) have none though nobody knows the date.
    """
    shifts = [None if rules.difficult_is_open and m.difficult else m.shift.settled for m in (a, b)]
    known = [s for s in shifts if s is not None]
    if len(known) < 2:
        if not known and a.group and a.group == b.group:
            return None
        open_ = [m for m, s in zip((a, b), shifts, strict=True) if s is None]
        why = DIFFICULT if any(m.difficult for m in open_) else UNDATED
        return (known[0].first if known else None, None, why, True)
    one, other = sorted(known, key=lambda s: (s.first, s.last))
    if (one.first, one.last) == (other.first, other.last):
        return None
    risky = any(m.difficult for m in (a, b))
    return one.first, max(_until(one), _until(other)), DIFFICULT if risky else DATES, one.last < other.first


def _until(span: Span) -> date:
    """The day a move counts as done: the beginning of a day, part of a month or month; the end of anything vaguer."""
    return span.first if span.precision in ("day", "part", "month") else span.last


def test_kind(a: Move, b: Move, links: Sequence[Linkage]) -> str:
    """Which of 旭川市's kinds a pair is: リフト済⇔汎用機, 連携用マスタ経由, or マスタを経由しない.

    That a route is a main one nobody can tell from data. Published linkages say nothing about how data runs today.
    """
    if a.host != b.host:
        return "lifted_host"
    today = [link for link in links if link.origin == "current"]
    return "master" if today and all(link.master for link in today) else "direct"


def missing(said: Said, rules: Rules) -> tuple[str, ...]:
    """What a pair still has to state. A method that doesn't conform needs reason and term (基本方針 4.1.2)."""
    if said.need == UNNEEDED:
        return () if _says(said.reason) else ("reason",)
    if said.method in rules.conforming:
        return ()
    stated = {"method": said.method, "reason": said.reason, "term": said.term}
    return tuple(key for key, value in stated.items() if not _says(value))


def _says(text: str) -> bool:
    return bool(text.strip())


def main_vendor(moves: Iterable[Move]) -> str:
    """The vendor that moves the most businesses: it leads its linkages (東村山市's ベンダA); "" if none or several."""
    held: Counter[str] = Counter()
    for move in moves:
        if move.vendor:
            held[move.vendor] += max(1, len(move.businesses))
    first, *rest = held.most_common(2) or [("", 0)]
    return "" if rest and rest[0][1] == first[1] else first[0]


def plan(
    moves: Mapping[str, Move],
    linkages: Iterable[Linkage],
    said: Mapping[tuple[str, str], Said],
    ids: Mapping[tuple[str, str], str],
    rules: Rules,
    trial: Mapping[str, str] | None = None,
) -> Plan:
    """The plan. ``said`` and ``ids`` (record ids of pairs) are keyed by the two systems' ids, sorted."""
    main = main_vendor(moves.values())
    pairs = []
    for (a, b), links in together(moves, linkages).items():
        found = period(moves[a], moves[b], rules)
        if found is None:
            continue
        key = (min(a, b), max(a, b))
        held = said.get(key, Said())
        pairs.append(_pair(ids.get(key, ""), moves[a], moves[b], links, found, held, main, rules))
    pairs.sort(key=lambda p: (p.complete, p.start or date.max, moves[p.a].rank, moves[p.b].rank))
    gaps = [g for m in sorted(moves.values(), key=lambda m: m.rank) if (g := contract_gap(m)) is not None]
    return Plan(moves, tuple(pairs), tuple(gaps), tuple(remarks(moves)), rules, dict(trial or {}))


def _pair(
    id: str,
    a: Move,
    b: Move,
    links: Sequence[Linkage],
    found: tuple[date | None, date | None, str, bool],
    said: Said,
    main: str,
    rules: Rules,
) -> Pair:
    start, end, reason, certain = found
    kind = said.test_kind or test_kind(a, b, links)
    full: int | None = rules.tests if end is not None else None
    less = full if full is None or kind in rules.tested else min(full, rules.reduced)
    if said.tests.strip().isdecimal():
        full = less = int(said.tests)
    if said.need == UNNEEDED:
        full = less = 0
    proposed = main if main and main in (a.vendor, b.vendor) else a.vendor if a.vendor == b.vendor else OFFICE
    return Pair(
        id, a.id, b.id, tuple(links), start, end, reason, certain, kind, not said.test_kind, full, less,
        said.lead or proposed or OFFICE, not said.lead, said, missing(said, rules),
    )  # fmt: skip
