"""Work of 課題・決定, and of the issue of one item in 比較分析: what may be chosen, what was decided, every write."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from app.core.guard import Ruling, refusal
from app.services.views import Changes, CurrentRow
from app.ui.work.frame import HistoryState, history_state
from app.ui.work.register_more import Further, further

if TYPE_CHECKING:
    from app.services.register_read import Decision, Issue, Option
    from app.services.session import Session
    from app.services.views import ItemDetail

ISSUE_TYPES = frozenset({"issue", "option", "decision"})


@dataclass(frozen=True, slots=True)
class Choice:
    """One disposition as it may be chosen here. ``locked``: why it may not, "" when it may; ``needs``: (key, label) of
    what must be stated with it; ``remark``: what the rules advise, short; ``advice``: the same in full."""

    code: str
    label: str
    locked: str = ""
    clause: str = ""
    needs: tuple[tuple[str, str], ...] = ()
    remark: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class ItemIssue:
    """The issue of one published item as the verdict bar shows it; ``rid`` "" when there is none."""

    rid: str = ""
    number: str = ""
    title: str = ""
    disposition: str = ""
    data: Mapping[str, str] | None = None
    closed: bool = False
    unlawful: str = ""
    choices: tuple[Choice, ...] = ()


def choices_of(rulings: Mapping[str, Sequence[Ruling]]) -> tuple[Choice, ...]:
    """All dispositions in their order with what the guard rails say of each."""
    from app.services import register_read

    suggested = {r.suggest for found in rulings.values() for r in found if r.suggest}
    out = []
    for disposition in register_read.dispositions():
        found = rulings.get(disposition.code, ())
        barred = refusal([r for r in found if not r.missing])
        needs = disposition.data if disposition.data and not barred else ()
        rest = [r for r in found if not r.missing and r.level != "refused" and not r.suggest]
        remark, advice = "", "\n".join(f"{r.message}（{r.clause}）" if r.clause else r.message for r in rest)
        if disposition.code in suggested or any(r.level == "propose" for r in rest):
            remark = "勧められている"
        elif any(r.level in ("error", "warn") for r in rest):
            remark = "確かめる"
        elif needs:
            words = "・".join(label for _key, label in needs)
            remark = f"{words}が必要" if len(words) <= 16 else f"{len(needs)} つの記載が必要"
        out.append(
            Choice(
                disposition.code,
                disposition.label,
                barred.message if barred else "",
                barred.clause if barred else "",
                needs,
                remark,
                advice,
            )
        )
    return tuple(out)


def source() -> str:
    """Where the rules come from, with the day they hold from."""
    from app.services import register_read

    return f"根拠：{register_read.book().source}"


def item_issue(session: Session, detail: ItemDetail) -> ItemIssue:
    """The issue of an item and what may be chosen for it."""
    from app.services import register_items

    found = register_items.handling(session, detail)
    choices = choices_of(found.rulings)
    issue = found.issue
    if issue is None:
        return ItemIssue(choices=choices)
    unlawful = f"{issue.unlawful.message}（{issue.unlawful.clause}）" if issue.unlawful else ""
    return ItemIssue(
        issue.rid,
        issue.number,
        issue.title,
        issue.disposition,
        issue.data,
        issue.status in register_items.CLOSED,
        unlawful,
        choices,
    )


@dataclass(frozen=True, slots=True)
class Written:
    """A step that was stored; ``rid``: the record it made or changed."""

    rid: str
    number: str
    changes: Changes
    history: HistoryState


def _written(session: Session, rid: str, changes: Changes) -> Written:
    from app.services import register_read

    return Written(rid, register_read.issue(session, rid).number, changes, history_state(session))


def make_issue(session: Session, node: str, title: str, detail: str) -> Written:
    """課題にする, from an item."""
    from app.services import register_items

    return _written(session, *register_items.make_issue(session, node, title=title, detail=detail))


def dispose_item(
    session: Session, node: str, disposition: str, data: Mapping[str, str], title: str, detail: str
) -> Written:
    """対応方針 of an item."""
    from app.services import register_items

    return _written(
        session,
        *register_items.dispose_item(session, node, disposition, data=data, title=title, detail=detail),
    )


# --- the screen 課題・決定 --------------------------------------------------------------------------------------------

WAITING = ("open", "studying", "section_decided", "office_review", "returned")
STAGES: dict[str, tuple[str, ...]] = {
    "open": ("open",),
    "studying": ("studying", "section_decided", "office_review", "returned"),
    "decided": ("decided", "doing", "done"),
}
"""Facet → the statuses it gathers."""


@dataclass(frozen=True, slots=True)
class IssueLine:
    """One line of the list. ``late``: its day is over and nothing is decided; ``key``: what the search looks in."""

    rid: str
    number: str
    title: str
    business: str
    business_name: str
    status: str
    disposition: str
    department: str
    owner: str
    due: str
    late: bool
    unlawful: bool
    conflict: bool
    key: str
    mine: bool = False  # waits for a decision of this person's department (of any, for the 事務局)


@dataclass(frozen=True, slots=True)
class RelatedItem:
    """A published item an issue is about; ``detail`` is None when no edition here holds it."""

    node: str
    detail: ItemDetail | None


@dataclass(frozen=True, slots=True)
class IssueReading:
    """One issue with everything the screen shows of it."""

    issue: Issue
    business_name: str
    late: bool
    choices: tuple[Choice, ...]
    advice: tuple[tuple[str, str], ...]  # (level, sentence with clause) on the disposition that stands
    options: tuple[Option, ...]
    decisions: tuple[Decision, ...]
    items: tuple[RelatedItem, ...]
    records: tuple[tuple[str, CurrentRow], ...]  # (survey list, record)
    labels: Mapping[str, str]  # disposition → its name
    data_labels: Mapping[str, str]
    more: Further


def _late(status: str, due: str, today: str) -> bool:
    return bool(due) and due < today and status in WAITING


def load_register(session: Session, today: str) -> tuple[IssueLine, ...]:
    """The register by number; ``today`` as an ISO date."""
    from app.services import decisions, register_read
    from spec_catalog import business as businesses
    from spec_catalog.text import match_key

    out = []
    every = register_read.issues(session)
    mine = decisions.awaiting(session, every, "" if session.who.role == "office" else session.who.department)
    for i in every:
        words = " ".join((i.number, i.title, i.detail, i.owner, i.department, i.content))
        out.append(
            IssueLine(
                rid=i.rid, number=i.number, title=i.title, business=i.business,
                business_name=businesses.name_of(i.business) if i.business else "", status=i.status,
                disposition=register_read.label_of(i.disposition) if i.disposition else "", department=i.department,
                owner=i.owner, due=i.due, late=_late(i.status, i.due, today), unlawful=i.unlawful is not None,
                conflict=i.conflict, key=match_key(words), mine=i.rid in mine,
            )
        )  # fmt: skip
    return tuple(out)


def matching(lines: Sequence[IssueLine], text: str) -> list[IssueLine]:
    """The lines that hold every word of a text."""
    from spec_catalog.text import match_key

    words = [match_key(word) for word in text.split()]
    return [line for line in lines if all(word in line.key for word in words)]


def load_issue(session: Session, rid: str, today: str) -> IssueReading:
    """One issue, with its items, its options and every decision."""
    from app.services import register_read, survey
    from spec_catalog import business as businesses

    found = register_read.issue(session, rid)
    rulings = register_read.rulings_for(session, rid)
    standing = rulings.get(found.disposition, ())
    lists = {type_: name for name, type_ in survey.LISTS.items()}
    records = [
        (lists.get(survey.type_of(session, rid), ""), row)
        for rid in found.records
        for row in survey.current_rows(session, "r.rid=?", (rid,))
    ]
    return IssueReading(
        found,
        businesses.name_of(found.business) if found.business else "",
        _late(found.status, found.due, today),
        choices_of(rulings),
        tuple((r.level, f"{r.message}（{r.clause}）" if r.clause else r.message) for r in standing),
        tuple(register_read.options(session, rid)),
        tuple(reversed(register_read.decisions(session, rid))),
        tuple(RelatedItem(node, _detail(session, node)) for node in found.nodes),
        tuple(records),
        {d.code: d.label for d in register_read.dispositions()},
        {key: label for d in register_read.dispositions() for key, label in d.data},
        further(session, found),
    )


def _detail(session: Session, node: str) -> ItemDetail | None:
    from app.services import catalogue
    from spec_catalog.problems import InputProblem

    try:
        return catalogue.detail(session, *catalogue.find(session, node))
    except InputProblem:
        return None


def waiting_count(session: Session) -> int:
    """Issues that wait for this person: the secretariat's are all, another's those of the own department."""
    from app.services import register_read

    everybody = session.who.role == "office"
    return sum(
        i.status in WAITING and (everybody or i.department == session.who.department)
        for i in register_read.issues(session)
    )


def add_issue(session: Session, values: Mapping[str, Any]) -> Written:
    """A new issue from the form."""
    from app.services import register

    given = {k: v for k, v in values.items() if v not in ("", None)}
    return _written(session, *register.add(session, **{"title": "", **given}))


def edit_issue(session: Session, rid: str, values: Mapping[str, Any]) -> Written:
    """Other values for the fields of an issue."""
    from app.services import register

    return _written(session, rid, register.set_fields(session, rid, values))


def dispose(session: Session, rid: str, code: str, content: str, basis: str, data: Mapping[str, str]) -> Written:
    """対応方針 of an issue."""
    from app.services import register

    changes, _rulings = register.dispose(session, rid, code, content=content, basis=basis, data=data)
    return _written(session, rid, changes)


def add_option(session: Session, rid: str, code: str, content: str, fields: Mapping[str, Any]) -> Written:
    """Another way that is considered."""
    from app.services import options

    given = {k: v for k, v in fields.items() if v not in ("", None, {})}
    _option, changes = options.add(session, rid, code, content, **given)
    return _written(session, rid, changes)


def edit_option(session: Session, rid: str, option: str, values: Mapping[str, Any]) -> Written:
    """An option written anew."""
    from app.services import options

    return _written(session, rid, options.edit(session, option, values))


def set_ladder(session: Session, rid: str, refused: Mapping[str, str]) -> Written:
    """Why nothing on each rung will do."""
    from app.services import register

    return _written(session, rid, register.set_fields(session, rid, {"refused": dict(refused)}))


def split(session: Session, rid: str, titles: Sequence[str]) -> Written:
    """One issue made several; the first of them is shown."""
    from app.services import splitting

    made, changes = splitting.split(session, rid, titles)
    return _written(session, made[0], changes)


def join(session: Session, rids: Sequence[str], title: str) -> Written:
    """Several made one."""
    from app.services import splitting

    return _written(session, *splitting.join(session, rids, title))


def decide(session: Session, rid: str, values: Mapping[str, Any]) -> Written:
    """A decision; an earlier one is superseded."""
    from app.services import decisions

    _decision, changes = decisions.decide(session, rid, **values)
    return _written(session, rid, changes)


def day_of(text: str) -> str:
    """2026-01-15 for 2026-1-15, 2026/1/15, R8.1.15, 令和8年1月15日 in half or full width; "" for anything else."""
    folded = unicodedata.normalize("NFKC", text).strip().upper().rstrip("日")
    found = re.fullmatch(r"(R|令和|\d{4}[-/.年])?\s*(\d{1,2})[-/.年月](\d{1,2})(?:[-/.月](\d{1,2}))?", folded)
    if found is None:
        return ""
    era, first, second, third = found.groups()
    if era in ("R", "令和"):
        if third is None:
            return ""
        year, month, day = 2018 + int(first), int(second), int(third)
    elif era is not None and third is None:
        year, month, day = int(era[:4]), int(first), int(second)
    else:
        return ""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
