"""Systems that are moved, and what doesn't fit between their dates: contracts, lines, lifts and groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.core import dates
from app.core.dates import Span


@dataclass(frozen=True, slots=True)
class Timing:
    """When something is to happen: as typed, and what that can mean. ``span`` None: 未定, or no date at all."""

    text: str = ""
    span: Span | None = None

    @property
    def settled(self) -> Span | None:
        """The span, if it has an end: 「令和8年4月以降」 says no date yet."""
        return self.span if self.span is not None and self.span.bound != "from" else None

    @property
    def means(self) -> tuple[date, date, str] | None:
        """What it says, however it was typed."""
        return (self.span.first, self.span.last, self.span.bound) if self.span else None

    @property
    def known(self) -> bool:
        """Whether it is settled."""
        return self.settled is not None

    @property
    def month(self) -> str:
        """2026-01, as a key and for sorting; "" while nobody knows."""
        return f"{self.settled.first:%Y-%m}" if self.settled else ""


YEARS = (2000, 2059)
"""In which a system may move: a slip of the keys (R80, 9998-12) would make a transition of centuries."""


def odd_year(text: str) -> int | None:
    """The year a date as typed stands in when no system moves then, else None."""
    span = timing(text).settled
    return None if span is None or YEARS[0] <= span.first.year <= YEARS[1] else span.first.year


def timing(text: object) -> Timing:
    """A typed date as a timing; what can't be read is known as text only."""
    said = str(text or "").strip()
    return Timing(said, dates.read(said) if said else None)


@dataclass(frozen=True, slots=True)
class Move:
    """One system that is moved. ``id``: its record id. ``shift`` (標準準拠システムへの移行) is what counts for pairs.

    ``difficult``: why it is a 特定移行支援システム, "" if it isn't one. ``line``: when the line it needs is ready.
    ``before``: the recorded shift, where ``shift`` is on trial. ``rank``: its place among the others.
    """

    id: str
    number: str
    name: str
    businesses: tuple[str, ...] = ()
    vendor: str = ""  # record id, or a name nobody registered
    vendor_name: str = ""
    package: str = ""
    department: str = ""  # name
    host: bool = False  # runs on a 汎用機
    lift: Timing = Timing()
    shift: Timing = Timing()
    difficult: str = ""
    pattern: str = ""
    group: str = ""
    line: Timing = Timing()
    prerequisite: str = ""
    contract_end: Timing = Timing()
    before: Timing | None = None
    rank: int = 0

    @property
    def on_trial(self) -> bool:
        """Whether its date is another than the recorded one."""
        return self.before is not None


@dataclass(frozen=True, slots=True)
class Gap:
    """A contract that ends before its system has moved. ``months``: months from its last one to that of the move."""

    system: str
    certain: bool
    end: Timing
    shift: Timing
    months: int


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that doesn't fit: ``kind`` line (回線), order (リフト after シフト), group (移行グループ)."""

    kind: str
    level: str  # error · warning
    system: str
    message: str


def before(end: Span | None, start: Span | None) -> bool | None:
    """Whether the first comes before the second: True for certain, False possibly, None not (or nobody knows)."""
    if end is None or start is None or end.bound == "from" or start.bound == "until":
        return None
    return True if end.last < start.first else False if end.first < start.first else None


def contract_gap(move: Move) -> Gap | None:
    """A contract that ends before its system has moved (三宅村; check 8 says the same)."""
    end, start = move.contract_end.span, move.shift.span
    certain = before(end, start)
    if certain is None or end is None or start is None:
        return None
    months = (start.first.year - end.last.year) * 12 + start.first.month - end.last.month
    return Gap(move.id, certain, move.contract_end, move.shift, max(1, months))


def remarks(moves: Mapping[str, Move]) -> list[Remark]:
    """Lines that are ready too late (小平市, 三宅村), lifts after shifts, groups whose systems move apart (札幌市)."""
    out: list[Remark] = []
    for move in sorted(moves.values(), key=lambda m: m.rank):
        name = f"{move.number} {move.name}".strip()
        step, word = (move.lift, "リフト") if move.lift.known else (move.shift, "移行")
        late = before(step.span, move.line.span)
        if late is not None:
            how = "に間に合いません" if late else "に間に合わない可能性があります"
            message = f"{name}：接続回線が{word}{how}（回線 {move.line.text}、{word} {step.text}）。"
            out.append(Remark("line", "error" if late else "warning", move.id, message))
        turned = before(move.shift.span, move.lift.span)
        if turned:
            message = f"{name}：リフトが移行より後です（リフト {move.lift.text}、移行 {move.shift.text}）。"
            out.append(Remark("order", "error", move.id, message))
    groups: dict[str, list[Move]] = {}
    for move in sorted(moves.values(), key=lambda m: m.rank):
        if move.group:
            groups.setdefault(move.group, []).append(move)
    for group, held in groups.items():
        when = {(s.first, s.last) if (s := m.shift.settled) else None for m in held}
        if len(when) > 1:
            told = "、".join(f"{m.name} {m.shift.text or '未定'}" for m in held)
            message = f"移行グループ「{group}」の移行時期が揃っていません（{told}）。"
            out.append(Remark("group", "warning", held[0].id, message))
    return out
