"""The close of a month: what is still missing by the 10th, what changed since the last close, and freezing the values.

A close keeps the values of all businesses as they were, so that the next one can say what changed; the workspace's own
baseline keeps everything else. Source: survey practice §1.5 (翌月10日まで; 月次締め, 先月差分, 入力漏れ).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.core import pmo as core
from app.core.problems import USAGE, UserProblem
from app.core.records import close_rid
from app.services import coverage, pmo, pmo_facts, register_read, upkeep
from app.services.session import Session, changes
from app.services.views import Changes

DUE_DAY = 10


@dataclass(frozen=True, slots=True)
class Values:
    """A business at one moment. ``statuses``: 40 letters; counts None where there is nothing to count."""

    statuses: str
    items: int | None
    unjudged: int | None
    issues: int
    issues_open: int


@dataclass(frozen=True, slots=True)
class Close:
    """A closed month. ``baseline``: the name of the version kept with it in the file it was closed in."""

    month: str
    at: str
    by: str
    values: Mapping[str, Values]
    baseline: str
    comment: str


@dataclass(frozen=True, slots=True)
class Change:
    """What changed in a business since the last close. ``steps``: (step, before, now) as labels."""

    business: str
    name: str
    steps: tuple[tuple[str, str, str], ...]
    judged: int
    issues: int
    solved: int


@dataclass(frozen=True, slots=True)
class Month:
    """What stands before a close. ``days``: until the due day, negative once it has passed. ``missing``: sentences."""

    month: str
    due: date
    days: int
    missing: tuple[str, ...]
    changed: tuple[Change, ...]
    last: Close | None
    closed: Close | None


def month_of(today: date) -> str:
    """The month that is to be closed: the one before the 10th's month."""
    year, month = (today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)
    return f"{year}-{month:02}"


def due_of(month: str) -> date:
    """翌月10日. Raises UserProblem for what is no month."""
    try:
        year, number = (int(t) for t in month.split("-"))
        first = date(year, number, 1)
    except ValueError as problem:
        said = f"「{month}」は月ではありません。"
        raise UserProblem("bad_month", said, hint="例：2026-10", exit_code=USAGE) from problem
    return date(first.year + first.month // 12, first.month % 12 + 1, DUE_DAY)


def now(session: Session) -> dict[str, Values]:
    """Every business as it stands."""
    rows = pmo.board(session)
    known = pmo_facts.facts(session, [r.business for r in rows])
    out = {}
    for row in rows:
        f = known[row.business]
        out[row.business] = Values(core.word(row.statuses), f.items, f.unjudged, f.issues, f.issues_open)
    return out


def closes(session: Session) -> list[Close]:
    """All closed months, the oldest first."""
    rows = session.con.execute("SELECT rid, fields FROM record WHERE type='month_close' AND present=1").fetchall()
    out = []
    for rid, fields in rows:
        f = json.loads(fields)
        held = f.get("values") or {}
        values = {str(b): _values(str(v)) for b, v in held.items()}
        head = session.con.execute("SELECT op_id FROM head WHERE rid=? AND atom='close'", (rid,)).fetchone()
        op = session.project.operation(head[0]) if head else None
        by, at = (op.by, op.at) if op is not None else ("", "")
        out.append(Close(str(f["month"]), at, by, values, str(f.get("baseline") or ""), str(f.get("comment") or "")))
    return sorted(out, key=lambda c: c.month)


def _told(value: Values) -> str:
    """A business's values as one line of a record: 40 letters, then four counts, "-" for what nobody counted."""
    numbers = (value.items, value.unjudged, value.issues, value.issues_open)
    return " ".join((value.statuses, *("-" if n is None else str(n) for n in numbers)))


def _values(line: str) -> Values:
    """The same back; a line that isn't one of ours (it may have come from elsewhere) says nothing."""
    parts = line.split(" ")
    numbers = [int(p) if p.isascii() and p.isdecimal() else None for p in parts[1:]]
    try:
        core.unworded(parts[0])
    except ValueError:
        return Values("-" * core.COUNT, None, None, 0, 0)
    items, unjudged, issues, open_ = (*numbers, None, None, None, None)[:4]
    return Values(parts[0], items, unjudged, issues or 0, open_ or 0)


def look(session: Session, *, month: str = "", today: date | None = None) -> Month:
    """What is missing before a month can be closed, and what changed since the close before it."""
    day = today or date.today()
    of = month or month_of(day)
    due = due_of(of)
    held = closes(session)
    before = next((c for c in reversed(held) if c.month < of), None)
    done = next((c for c in held if c.month == of), None)
    return Month(
        of,
        due,
        (due - day).days,
        tuple(_missing(session)),
        tuple(_changed(session, before, now(session))),
        before,
        done,
    )


def _missing(session: Session) -> list[str]:
    """Steps nobody reported, packages that didn't come back, contradictions."""
    out = []
    labels = {s.code: s.title for s in pmo.steps()}
    for row in pmo.board(session):
        empty = [c.step for c in row.cells if not c.status]
        if len(empty) == core.COUNT:
            out.append(f"{row.business} {row.name}：進捗が一つも入っていません。")
        elif empty:
            out.append(f"{row.business} {row.name}：{len(empty)} ステップが入っていません（{labels[empty[0]]} など）。")
    out += [f.message for f in pmo.mismatches(session)]
    for standing in coverage.standings(session):
        if standing.waited_for:
            out.append(f"{standing.name}：渡したパッケージがまだ返っていません。")
    waiting = [i for i in register_read.issues(session) if i.conflict]
    out += [f"{i.number} {i.title}：競合が残っています。" for i in waiting]
    return out


def _changed(session: Session, before: Close | None, current: Mapping[str, Values]) -> list[Change]:
    if before is None:
        return []
    labels = {**pmo.labels(), "": "未報告"}
    names = {r.business: r.name for r in pmo.board(session)}
    out = []
    for business, value in current.items():
        old = before.values.get(business, Values("-" * core.COUNT, None, None, 0, 0))
        former = core.unworded(old.statuses or "-" * core.COUNT)
        pairs = zip(pmo.steps(), former, core.unworded(value.statuses), strict=True)
        steps = tuple((s.code, labels[a], labels[b]) for s, a, b in pairs if a != b)
        judged = _judged(value) - _judged(old)
        solved = (value.issues - value.issues_open) - (old.issues - old.issues_open)
        if steps or judged or solved or value.issues != old.issues:
            out.append(
                Change(business, names.get(business, business), steps, judged, value.issues - old.issues, solved)
            )
    return out


def _judged(value: Values) -> int:
    return (value.items or 0) - (value.unjudged or 0)


def close(session: Session, *, month: str = "", comment: str = "", today: date | None = None) -> Changes:
    """Freezes a month: the values of all businesses as one record, and a baseline of the whole file under its name.

    Closing a month again writes over its values (the former stay in its history). Raises UserProblem for what is no
    month, for one that isn't over, and when nothing was reported at all.
    """
    day = today or date.today()
    of = month or month_of(day)
    due_of(of)
    if of > f"{day:%Y-%m}":
        raise UserProblem("future_month", f"{of} はまだ来ていません。", exit_code=USAGE)
    current = now(session)
    if not any(set(v.statuses) - {"-"} for v in current.values()):
        raise UserProblem("nothing_reported", "進捗がまだ一つも入っていません。", hint="先に進捗を記録してください。")
    kept = upkeep.baseline_add(session, f"月次 {of}（{day:%Y-%m-%d}）")
    about = {"month": of}
    values = {business: _told(value) for business, value in current.items()}
    rid = close_rid(session.code, of)
    with session.project.unit(f"月を締める：{of}") as unit:
        unit.set(rid, "month_close", "subject", about, ref=about)
        unit.set(rid, "month_close", "close", {"values": values, "baseline": kept.name}, ref=about)
        if comment.strip():
            unit.set(rid, "month_close", "note", {"comment": comment.strip()}, ref=about)
    return changes(unit.changes)
