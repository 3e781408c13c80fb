"""The law's guard rails for dispositions (対応方針): what may not be entered, what needs more said, what is proposed.

The rules are dated data with source and clause (resources/rules/dispositions.json); this module only applies them.
Refusals concern input. An operation that arrives by merge, or that a new edition makes unlawful, is kept and marked.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LEVELS = ("refused", "error", "warn", "info", "propose")
COMMON_FUNCTIONS = frozenset({"029", "030", "031", "032", "033", "034", "036", "037"})
"""In the common functions extra functions are allowed, so 記載なし isn't 実装不可 there (共通機能標準仕様書 1.6)."""


@dataclass(frozen=True, slots=True)
class Disposition:
    """One way to handle a gap. ``rung``: its place on the ladder (0 = none); ``data``: (key, label) it must state."""

    code: str
    label: str
    rung: int
    data: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table. Empty conditions hold always."""

    id: str
    disposition: str  # code or "*"
    level: str
    clause: str
    message: str
    classes: frozenset[str] = frozenset()
    classes_not: frozenset[str] = frozenset()
    requires: tuple[str, ...] = ()
    when_missing: bool = False  # the rule speaks only while something required is missing
    vendors: str = ""
    system: str = ""
    system_not: str = ""
    transition: bool | None = None
    form: str = ""
    suggest: str = ""
    one_fits: bool = False  # of several items one that fits is enough: an adopted option brings its form along


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of the ladder (国分寺市): what is looked at in its turn, and the question it asks."""

    rung: int
    label: str
    question: str


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Dispositions and rules of one point in time, and the ladder in whose order dispositions are considered."""

    source: str
    valid_from: str
    dispositions: tuple[Disposition, ...]
    rules: tuple[Rule, ...]
    ladder: tuple[Rung, ...] = ()

    def skipped(self, disposition: str, refused: Mapping[str, str]) -> tuple[Rung, ...]:
        """Rungs before that of a disposition for which nobody wrote why nothing on them will do."""
        chosen = self.find(disposition)
        height = chosen.rung if chosen is not None else 0
        return tuple(r for r in self.ladder if r.rung < height and not says_something(refused.get(str(r.rung))))

    def find(self, code: str) -> Disposition | None:
        """A disposition by its code."""
        return next((d for d in self.dispositions if d.code == code), None)


@dataclass(frozen=True, slots=True)
class Case:
    """What a disposition is judged against.

    ``cls``: class of the item for our size; None (an orphan, an issue without item) = nothing is known of it.
    ``system``: "own_package" when the system is not standard-compliant, not external, and of the same vendor and
    package as the standard-compliant one; anything else is not. ``vendor_answers``: codes of every package that was
    asked. ``form``: "staff_paper" for a form for staff on paper. ``data``: what the person stated.
    """

    cls: str | None = None
    business: str = ""
    system: str = ""
    vendor_answers: tuple[str, ...] = ()
    transition: bool = False
    form: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a rule says about a case. ``missing``: keys that would have to be stated; ``suggest``: a disposition."""

    rule: str
    level: str
    clause: str
    message: str
    missing: tuple[str, ...] = ()
    suggest: str = ""


def rulings(book: Rulebook, disposition: str, case: Case) -> list[Ruling]:
    """Everything the rules say, most severe first. Raises KeyError for an unknown disposition."""
    chosen = book.find(disposition)
    if chosen is None:
        raise KeyError(disposition)
    labels = dict(chosen.data)
    out = []
    for rule in book.rules:
        if rule.disposition not in (disposition, "*") or not _holds(rule, case) or rule.suggest == disposition:
            continue
        missing = tuple(k for k in rule.requires if not says_something(case.data.get(k)))
        if rule.when_missing and not missing:
            continue
        level = rule.level
        if missing and not rule.when_missing:
            level = "refused"
        message = rule.message
        if missing:
            names = "、".join(labels.get(k, _COMMON_LABELS.get(k, k)) for k in missing)
            message += f"次を書いてください：{names}。"
        elif rule.requires and rule.level == "info":
            continue  # everything asked for is stated: nothing to say
        out.append(Ruling(rule.id, level, rule.clause, message, missing, rule.suggest))
    return sorted(out, key=lambda r: LEVELS.index(r.level))


def says_something(value: object) -> bool:
    """Whether a person can read anything in it: spaces and invisible characters (U+200B …) state nothing."""
    if isinstance(value, str):
        return any(unicodedata.category(c)[0] not in "CZ" for c in value)
    return bool(value)


_COMMON_LABELS = {"reason": "理由", "term": "期限"}


def strictest(book: Rulebook, disposition: str, cases: Iterable[Case]) -> list[Ruling]:
    """What the rules say of a disposition that covers several cases at once: each rule's severest word, once.

    An issue that names three items is lawful only where it is lawful for each of them; rules with ``one_fits`` speak
    only when they speak of every case.
    """
    each = [rulings(book, disposition, case) for case in cases]
    often = Counter(ruling.rule for case in each for ruling in case)
    lenient = {r.id for r in book.rules if r.one_fits}
    found: dict[str, Ruling] = {}
    for case in each:
        for ruling in case:
            if ruling.rule in lenient and often[ruling.rule] < len(each):
                continue
            known = found.get(ruling.rule)
            if known is None or LEVELS.index(ruling.level) < LEVELS.index(known.level):
                found[ruling.rule] = ruling
    return sorted(found.values(), key=lambda r: LEVELS.index(r.level))


def refusal(found: Sequence[Ruling]) -> Ruling | None:
    """The ruling that forbids entering it, if any."""
    return next((r for r in found if r.level == "refused"), None)


def _holds(rule: Rule, case: Case) -> bool:
    cls = case.cls
    if cls == "unlisted" and case.business[:3] in COMMON_FUNCTIONS:
        cls = "outside"  # extra functions of the common functions are free
    if rule.classes and cls not in rule.classes:
        return False
    if rule.classes_not and (cls is None or cls in rule.classes_not):
        return False
    if rule.vendors and _vendors(case.vendor_answers) != rule.vendors:
        return False
    if rule.system and case.system != rule.system:
        return False
    if rule.system_not and case.system == rule.system_not:
        return False
    if rule.transition is not None and case.transition != rule.transition:
        return False
    return not rule.form or case.form == rule.form


def _vendors(answers: Iterable[str]) -> str:
    given = [a for a in answers if a and a != "unanswered"]
    if not given:
        return "nobody_answered"
    return "all_not_planned" if all(a == "not_planned" for a in given) else "some_plan"


def rulebook(raw: Mapping[str, Any]) -> Rulebook:
    """The rules from their JSON. Raises KeyError, TypeError or ValueError when its form is wrong."""
    dispositions = tuple(
        Disposition(d["code"], d["label"], int(d["rung"]), tuple((str(k), str(v)) for k, v in d.get("data", ())))
        for d in raw["dispositions"]
    )
    rules = []
    for entry in raw["rules"]:
        values = dict(entry)
        for name in ("classes", "classes_not"):
            values[name] = frozenset(values.get(name, ()))
        values["requires"] = tuple(values.get("requires", ()))
        rule = Rule(**values)
        if rule.level not in LEVELS:
            raise ValueError(f"rule {rule.id} has an unknown level")
        rules.append(rule)
    ladder = tuple(Rung(int(r["rung"]), r["label"], r["question"]) for r in raw.get("ladder", ()))
    return Rulebook(str(raw["source"]), str(raw["valid_from"]), dispositions, tuple(rules), ladder)
