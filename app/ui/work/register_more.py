"""Work of 課題・決定 beside the issue itself: what the forms offer, and what else there is to say of an issue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.services.views import Changes
from app.ui.work.frame import HistoryState, history_state

if TYPE_CHECKING:
    from app.services.register_read import Issue
    from app.services.session import Session
    from app.services.splitting import Kin


@dataclass(frozen=True, slots=True)
class Further:
    """What else there is to say of an issue. ``words``: name of a list of choices → code → label.

    ``rungs``: (number, label, question, reason) of the ladder; ``skipped``: rungs before the standing disposition
    without a reason; ``money``: option → (label, text); ``cheapest``: options that cost least over five years;
    ``against``: clauses of the 全体方針 the decision departs from without citing them.
    """

    words: Mapping[str, Mapping[str, str]]
    rungs: tuple[tuple[str, str, str, str], ...]
    skipped: tuple[str, ...]
    came: tuple[Kin, ...]
    became: tuple[Kin, ...]
    money: Mapping[str, tuple[tuple[str, str], ...]]
    cheapest: frozenset[str]
    clauses: Mapping[str, str]
    against: tuple[str, ...]


def further(session: Session, found: Issue) -> Further:
    """Everything else about one issue."""
    from app.services import choices, options, policies, register_read, splitting

    book = register_read.book()
    compared = options.compare(session, found.rid)
    came, became = splitting.kin(session, found.rid)
    held = policies.clauses(session)
    names = ("issue_kinds", "due_bases", "found_in", "steps", "decision_levels", "decision_bases")
    return Further(
        words={name: choices.in_force(session, name).labels() for name in names},
        rungs=tuple((str(r.rung), r.label, r.question, found.refused.get(str(r.rung), "")) for r in book.ladder),
        skipped=tuple(r.label for r in book.skipped(found.disposition, found.refused)),
        came=tuple(came),
        became=tuple(became),
        money={
            c.option.rid: tuple(options.money_lines(c.option.money, c.option.money_notes)) for c in compared.options
        },
        cheapest=frozenset(c.option.rid for c in compared.options if c.cheapest),
        clauses={c.rid: c.title for c in held},
        against=tuple(c.title for c in policies.against(held, found)),
    )


@dataclass(frozen=True, slots=True)
class FormLists:
    """What the forms offer; (code, label) in order. ``clauses``: those of the 全体方針 that hold today."""

    departments: tuple[str, ...] = ()
    kinds: tuple[tuple[str, str], ...] = ()
    due_bases: tuple[tuple[str, str], ...] = ()
    found_in: tuple[tuple[str, str], ...] = ()
    steps: tuple[tuple[str, str], ...] = ()
    levels: tuple[tuple[str, str], ...] = ()
    bases: tuple[tuple[str, str], ...] = ()
    clauses: tuple[tuple[str, str], ...] = ()


def form_lists(session: Session) -> FormLists:
    """The lists of choices as they hold here."""
    from app.services import choices, policies, survey

    def offered(name: str) -> tuple[tuple[str, str], ...]:
        return tuple(choices.in_force(session, name).offered())

    return FormLists(
        tuple(str(row["name"]) for row in survey.list_rows(session, "departments")),
        offered("issue_kinds"), offered("due_bases"), offered("found_in"), offered("steps"),
        offered("decision_levels"), offered("decision_bases"),
        tuple((c.rid, c.title) for c in policies.clauses(session) if c.holds(date.today())),
    )  # fmt: skip


def due(session: Session, basis: str, business: str) -> tuple[str, str]:
    """(deadline that follows from the calendar, why); ("", why not)."""
    from app.services import due_dates

    found = due_dates.proposed(session, basis, business)
    if found is None:
        return "", "この根拠の期日は、まだ登録されていません。"
    return found.due, found.why


@dataclass(frozen=True, slots=True)
class EditableList:
    """A list of choices that may be changed; ``entries``: (code, label, hidden)."""

    name: str
    title: str
    note: str
    entries: tuple[tuple[str, str, bool], ...]
    published: tuple[tuple[str, str, bool], ...]


EDITABLE = (
    "decision_levels", "decision_bases", "due_bases", "issue_kinds", "found_in", "steps", "bpr_stages", "meeting_kinds",
)  # fmt: skip


def editable_lists(session: Session) -> tuple[EditableList, ...]:
    """The lists of the register as they hold here and as the program brings them."""
    from app.services import choices

    out = []
    for name in EDITABLE:
        held, ours = choices.in_force(session, name), choices.published(name)
        both = [tuple((c.code, c.label, c.hidden) for c in one.entries) for one in (held, ours)]
        out.append(EditableList(name, held.title, held.note, *both))
    return tuple(out)


def write_list(session: Session, name: str, entries: Sequence[tuple[str, str, bool]]) -> tuple[Changes, HistoryState]:
    """This municipality's own list; an entry without a code is new and gets one."""
    from app.services import choices

    made: list[choices.Choice] = []
    taken = [choices.Choice(code, label) for code, label, _ in entries if code]
    for code, label, hidden in entries:
        one = choices.Choice(code or choices.new_code(taken), label, hidden)
        taken.append(one)
        made.append(one)
    return choices.write(session, name, made), history_state(session)
