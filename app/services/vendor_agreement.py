"""Vendors' answers beside our own verdicts: where they don't go together, what is unanswered, what staff settled."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.core import derived as core
from app.core.dates import find as find_date
from app.services import catalogue, derived, vendor_layers, vendor_packages
from app.services import vendor_words as words
from app.services.session import Session
from app.services.vendor_layers import AGREE, OVERRULE, Key, VendorAnswer
from app.services.vendor_packages import Package
from app.services.vendor_words import Rule
from app.services.views import FORCE, ItemFilter, ItemRow

KINDS = ("req", "form", "link", "data")
STATES: dict[str, str] = {
    "differs": "≠ 食い違い",
    "conflict": "≠ 競合",
    "stale": "？ 回答が変わった",
    "unanswered": "… 未回答",
    "fits": "＝ 食い違いなし",
    "agreed": "＝ 同意",
    "overruled": "≠ 職員が異なると判断",
}
"""Where a line of the list stands, in the order of what needs a person."""
_IDLE = frozenset({"", "hold", "ask_vendor", "ask_ministry"})
_BLOCK = 400


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why an answer and our record don't go together. ``level``: error, warning, info."""

    rule: str
    level: str
    message: str


@dataclass(frozen=True, slots=True)
class Line:
    """One item and one package. ``state``: a key of STATES; ``current``: the fact of today, None = nobody says."""

    row: ItemRow
    current: str | None
    answer: VendorAnswer
    doubts: tuple[Doubt, ...]
    state: str

    @property
    def level(self) -> str:
        """The severest doubt that still stands; "" where none does."""
        if self.state in ("agreed", "overruled"):
            return "error" if any(d.level == "error" for d in self.doubts) else ""
        return next((level for level in ("error", "warning", "info") if any(d.level == level for d in self.doubts)), "")


@dataclass(frozen=True, slots=True)
class Agreement:
    """A business's list: per package the edition it answered for against ours, and a line per item and package."""

    business: str
    packages: tuple[Package, ...]
    editions: Mapping[str, tuple[str, bool | None]]  # package → (edition as it says, whether it is ours)
    lines: tuple[Line, ...]

    def counts(self, package: str = "") -> Counter[str]:
        """How many lines stand where, of a package (rid) or of all."""
        return Counter(n.state for n in self.lines if package in ("", n.answer.package.rid))


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the rules ask about an item."""

    row: ItemRow
    current: str | None
    applies: str
    adopted: bool
    handled: bool
    answers: tuple[str, ...]


def agreement(session: Session, business: str, *, package: str = "") -> Agreement:
    """The list of a business, in document order; of one package (rid) or of all that cover the business."""
    known = vendor_packages.packages(session, business)
    chosen = [p for p in known if package in ("", p.rid)]
    layers = vendor_layers.by_item(session, business)
    lines = []
    for facts in _facts(session, business, layers) if chosen else ():
        r = facts.row
        found = {a.package.rid: a for a in layers.get((r.business, r.kind, r.id, r.branch), ())}
        for p in chosen:
            one = found.get(p.rid)
            if one is not None or r.kind in _answered_kinds(layers, p.rid):
                lines.append(_line(facts, one or VendorAnswer(r.node, p)))
    editions = {p.rid: _edition(p, business, lines) for p in chosen}
    return Agreement(business, tuple(chosen), editions, tuple(lines))


def _answered_kinds(layers: Mapping[Key, Sequence[VendorAnswer]], package: str) -> set[str]:
    """Of a kind of document a vendor never spoke of nothing is 未回答: it wasn't asked."""
    return {key[1] for key, found in layers.items() if any(a.package.rid == package for a in found)}


def _edition(package: Package, business: str, lines: Sequence[Line]) -> tuple[str, bool | None]:
    said = package.editions.get(business, "")
    given = [n.answer for n in lines if n.answer.package.rid == package.rid and n.answer.fits is not None]
    return said, not any(a.other for a in given) if given else None


def _facts(session: Session, business: str, layers: Mapping[Key, Sequence[VendorAnswer]]) -> Iterator[_Facts]:
    keys = catalogue.item_keys(session, FORCE, ItemFilter(businesses=(business,), kinds=KINDS))
    said = {
        (b, k, i, n): c
        for b, k, i, n, c in session.con.execute(
            "SELECT business, kind, item, branch, current FROM item_state WHERE business=? AND conflict=0", (business,)
        )
    }
    usages = derived.usages_of_items(session)
    adopted, handled = derived.adopted_options(session), _handled(session)
    schema = session.attach(FORCE)
    for start in range(0, len(keys), _BLOCK):
        part = keys[start : start + _BLOCK]
        marks = ",".join("?" * len(part))
        applies = dict(session.con.execute(f"SELECT key, applies FROM {schema}.item WHERE key IN ({marks})", part))
        for row in catalogue.item_rows(session, FORCE, part):
            key = (row.business, row.kind, row.id, row.branch)
            yield _Facts(
                row, said.get(key) or core.fact_of(usages.get(key, ())), applies.get(row.key) or "",
                row.node in adopted, row.node in handled, tuple(a.effective for a in layers.get(key, ())),
            )  # fmt: skip


def _handled(session: Session) -> set[str]:
    """The items for which some issue says what is done."""
    return {
        node
        for nodes, disposition in session.con.execute(
            "SELECT json_extract(fields, '$.nodes'), coalesce(json_extract(fields, '$.disposition'), '') FROM record"
            " WHERE type='issue' AND present=1 AND coalesce(json_extract(fields, '$.status'), '') <> 'withdrawn'"
        )
        if disposition not in _IDLE
        for node in json.loads(nodes or "[]")
    }


def _line(facts: _Facts, answer: VendorAnswer) -> Line:
    doubts = tuple(Doubt(r.id, r.level, r.message) for r in words.rules() if _holds(r, facts, answer))
    return Line(facts.row, facts.current, answer, doubts, _state(answer, doubts))


def _state(answer: VendorAnswer, doubts: Sequence[Doubt]) -> str:
    if answer.conflict:
        return "conflict"
    if answer.position and answer.stale:
        return "stale"
    if answer.position:
        return {AGREE: "agreed", OVERRULE: "overruled"}.get(answer.position, "differs")
    if answer.answer == words.UNANSWERED:
        return "unanswered"
    return "differs" if any(d.level != "info" for d in doubts) else "fits"


def _holds(rule: Rule, facts: _Facts, answer: VendorAnswer) -> bool:
    if answer.effective not in rule.answers:
        return False
    row = facts.row
    for wanted, value in ((rule.classes, row.cls), (rule.verdicts, row.verdict), (rule.currents, facts.current)):
        if wanted is not None and value not in wanted:
            return False
    given = [a for a in facts.answers if a != words.UNANSWERED]
    nobody = bool(given) and all(a == "not_planned" for a in given)
    asked = ((rule.adopted, facts.adopted), (rule.handled, facts.handled), (rule.nobody, nobody))
    if any(wanted not in (None, found) for wanted, found in asked):
        return False
    return rule.too_late is None or _too_late(answer.when, facts.applies) == rule.too_late


def _too_late(when: str, applies: str) -> bool:
    """Whether every day a time can mean lies behind every day the 適合基準日 can mean."""
    planned, due = find_date(when) if when else None, find_date(applies) if applies else None
    if planned is None or due is None or due.bound == "from":
        return False
    return planned.bound != "until" and planned.first > due.last


def about(session: Session, node: str) -> list[Line]:
    """The lines of one item, for the reading pane and the command line."""
    key = vendor_layers.key_of(node)
    found = vendor_layers.answers_of(session, node)
    if not found:
        return []
    row = next((r for r in _rows(session, node)), None)
    if row is None:
        return []
    edition, item = row
    schema = session.attach(edition)
    applies = session.con.execute(f"SELECT applies FROM {schema}.item WHERE key=?", (item.key,)).fetchone()[0] or ""
    said = session.con.execute(
        "SELECT current FROM item_state WHERE business=? AND kind=? AND item=? AND branch=? AND conflict=0", key
    ).fetchone()
    usages = [
        u
        for (u,) in session.con.execute(
            "SELECT coalesce(json_extract(r.fields, '$.usage'), '') FROM mapping m JOIN record r ON r.rid=m.target"
            " WHERE m.business=? AND m.kind=? AND m.item=? AND m.branch=? AND r.present=1",
            key,
        )
    ]
    current = (said[0] if said else None) or core.fact_of(usages)
    facts = _Facts(
        item, current, applies, item.node in derived.adopted_options(session), item.node in _handled(session),
        tuple(a.effective for a in found if a.rid),
    )  # fmt: skip
    return [_line(facts, a) for a in found]


def _rows(session: Session, node: str) -> Iterator[tuple[str, ItemRow]]:
    edition, key = catalogue.find(session, node)
    for row in catalogue.item_rows(session, edition, [key]):
        yield edition, row


def agreeable(found: Agreement) -> list[VendorAnswer]:
    """The answers that may be agreed with in one step: given, for our edition, and nothing speaks against them."""
    return [n.answer for n in found.lines if n.state == "fits" and n.answer.fits is not False and not n.doubts]
