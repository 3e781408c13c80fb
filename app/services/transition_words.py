"""The transition plan in words: one line per pair, as screens, commands and sheets show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.core import transition as core
from app.core.transition import Pair, Plan
from app.core.transition_trial import Difference
from app.services import choices, transition_pairs
from app.services.session import Session

STATES = {"added": "増える", "removed": "なくなる", "changed": "変わる", "same": "変わらない"}
UNKNOWN = "未定"
TIMES = " ⇄ "


@dataclass(frozen=True, slots=True)
class Line:
    """One pair in words. ``state``: what a trial makes of it, "" without one; ``explained``: 記入済み, 未記入, 不要."""

    pair: Pair
    name: str
    linkages: str
    period: str
    reason: str
    state: str
    need: str
    method: str
    test_kind: str
    tests: str
    tests_reduced: str
    lead: str
    explained: str
    answers: str
    proposed: str  # the one method both vendors can do, while none is written


def lines(session: Session, plan: Plan, changed: Difference | None = None) -> list[Line]:
    """A line per pair in the plan's order; with a trial what comes first, and at the end those that go."""
    words = _Words(session, plan)
    if changed is None:
        return [words.line(p, "") for p in plan.pairs]
    order = {"added": 0, "changed": 1, "same": 2}
    now = sorted(plan.pairs, key=lambda p: order[changed.state.get(p.id, "same")])
    return [words.line(p, changed.state.get(p.id, "same")) for p in now] + [
        words.line(p, "removed") for p in changed.removed
    ]


class _Words:
    """Everything that is looked up once for all lines."""

    def __init__(self, session: Session, plan: Plan) -> None:
        held = transition_pairs.LISTS
        self._labels = {code: choices.in_force(session, name).labels() for code, name in held.items()}
        leads = {p.lead for p in plan.pairs}
        self._offers = choices.in_force(session, transition_pairs.OFFERS).labels()
        self._leads = {lead: transition_pairs.leader_name(session, lead) for lead in leads}
        self._session, self._plan = session, plan

    def _label(self, code: str, value: str) -> str:
        return self._labels[code].get(value, value)

    def line(self, pair: Pair, state: str) -> Line:
        said, moves = pair.said, self._plan.moves
        lead = self._leads.get(pair.lead) or transition_pairs.leader_name(self._session, pair.lead)
        return Line(
            pair, f"{moves[pair.a].name}{TIMES}{moves[pair.b].name}", linkages(pair), period(pair),
            core.REASONS[pair.reason] + ("" if pair.certain else "（可能性）"), STATES.get(state, ""),
            self._label("need", said.need), self._label("method", said.method),
            self._label("test_kind", pair.test_kind), shown(pair.tests), shown(pair.tests_reduced), lead,
            _explained(pair), self._answers(said.answers),
            "" if said.method else self._label("method", transition_pairs.proposed(pair)),
        )  # fmt: skip

    def _answers(self, given: Mapping[str, str]) -> str:
        moves = self._plan.moves
        told = [(moves[i], self._offers.get(offer, offer)) for i, offer in given.items() if i in moves]
        return "、".join(f"{m.vendor_name or m.name}：{label}" for m, label in sorted(told, key=lambda t: t[0].rank))


def linkages(pair: Pair) -> str:
    """資格異動情報 ほか 2."""
    names = pair.names
    if not names:
        return ""
    return names[0] if len(names) == 1 else f"{names[0]} ほか {len(names) - 1}"


def period(pair: Pair) -> str:
    """2026-01～2026-03; 未定 where nobody knows."""
    return f"{_month(pair.start)}～{_month(pair.end)}"


def _month(day: date | None) -> str:
    return f"{day:%Y-%m}" if day else UNKNOWN


def shown(tests: int | None) -> str:
    """A number of tests; ? while nobody knows."""
    return "?" if tests is None else str(tests)


def _explained(pair: Pair) -> str:
    if "reason" in pair.missing:
        return "未記入"
    return "記入済み" if pair.said.reason.strip() else "不要"
