"""The transition planner: the plan as recorded, what a trial of other dates would change, and adopting it."""

from __future__ import annotations

from collections.abc import Mapping

from app.core import transition as core
from app.core.moves import YEARS, Move, odd_year
from app.core.oneline import one_line
from app.core.problems import USAGE, UserProblem
from app.core.transition import Plan
from app.core.transition_trial import Difference, difference
from app.services import survey
from app.services import transition_read as read
from app.services.register import check_date
from app.services.session import Session, changes
from app.services.views import Changes

__all__ = ["adopt", "difference", "expanded", "named", "plan", "try_out"]

GROUP = "group:"
"""Before the name of a 移行グループ, where a date is set for all its systems."""
UNKNOWN = "未定"


def plan(session: Session, *, trial: Mapping[str, str | None] | None = None) -> Plan:
    """The plan of the workspace, or with dates on trial: system's record id (or ``group:`` and its name) → a date as
    people type it, None or "" = 未定. A trial is never recorded. Raises UserProblem as :func:`expanded`.
    """
    found = read.moves(session)
    tried = expanded(found, trial or {})
    moved = read.with_trial(found, tried)
    links = read.linkages(session)
    keys = {(min(a, b), max(a, b)) for a, b in core.together(moved, links)}
    said = read.said(session, found)
    return core.plan(moved, links, said, read.pair_ids(session, keys), read.rules(session), tried)


def try_out(session: Session, trial: Mapping[str, str | None]) -> tuple[Plan, Difference]:
    """The plan with dates on trial, and what they change against what is recorded."""
    after = plan(session, trial=trial)
    return after, difference(plan(session), after)


def expanded(found: Mapping[str, Move], trial: Mapping[str, str | None]) -> dict[str, str]:
    """System → date, whole groups: a system of a 移行グループ takes the others along, unless they are named themselves
    (札幌市). Raises UserProblem for an unknown system or group, and for what is no date."""
    out: dict[str, str] = {}
    alone: dict[str, str] = {}
    for name, text in trial.items():
        said = (text or "").strip()
        if said and said != UNKNOWN:
            _check(said)
        if name.startswith(GROUP):
            members = [m.id for m in found.values() if m.group == name.removeprefix(GROUP)]
            if not members:
                raise UserProblem(
                    "no_group", f"移行グループ「{name.removeprefix(GROUP)}」のシステムはありません。",
                    hint="移行グループは、現行調査のシステムの一覧に書きます。", exit_code=USAGE,
                )  # fmt: skip
            out.update(dict.fromkeys(members, said))
        elif name in found:
            alone[name] = said
            group = found[name].group
            out.update(dict.fromkeys((m.id for m in found.values() if group and m.group == group), said))
        else:
            raise UserProblem(
                "no_system", "移行するシステムにないものの時期は変えられません。",
                hint="標準化対象のシステムか、移行予定時期のあるシステムを指定してください。", exit_code=USAGE,
            )  # fmt: skip
    return {**out, **alone}


def _check(text: str) -> None:
    """Raises UserProblem for what is no date, or one in a year in which nothing is moved."""
    check_date("移行時期", text)
    year = odd_year(text)
    if year is not None:
        raise UserProblem(
            "bad_year", f"移行時期「{text}」は {year} 年になります。年を確かめてください。",
            hint=f"{YEARS[0]} 年から {YEARS[1]} 年までの日付を書いてください。例：2026-10、R8.10", exit_code=USAGE,
        )  # fmt: skip


def named(session: Session, text: str) -> str:
    """The key of a trial for what a person calls a system: number, name, record id, or ``group:`` and its name.

    Raises UserProblem when there is none, or several of that name.
    """
    if text.startswith(GROUP):
        return text
    wanted = text.removeprefix("system:")
    found = [m.id for m in read.moves(session).values() if wanted in (m.id, m.number) or one_line(wanted) == m.name]
    if len(found) == 1:
        return found[0]
    if found:
        message = f"「{wanted}」は {len(found)} 件あります。"
        raise UserProblem("ambiguous", message, hint="番号（S-0001 など）で指定してください。", exit_code=USAGE)
    raise UserProblem(
        "no_system", f"移行するシステム「{wanted}」はありません。",
        hint="標準化対象のシステムか、移行予定時期のあるシステムを、番号か名前で指定してください。", exit_code=USAGE,
    )  # fmt: skip


def adopt(session: Session, trial: Mapping[str, str | None], *, why: str) -> Changes:
    """Records dates on trial as one step, with the reason. Raises UserProblem without a reason, and when nothing would
    change."""
    if not why.strip():
        raise UserProblem("reason_missing", "移行時期を変える理由がありません。", hint="理由を書いてください。")
    found = read.moves(session)
    moved = read.with_trial(found, expanded(found, trial))
    tried = {m.id: m.shift.text or UNKNOWN for m in moved.values() if m.on_trial}
    if not tried:
        raise UserProblem("nothing_moved", "移行時期は変わりません。", hint="試した時期が、今の記録と同じです。")
    with session.project.unit(f"移行時期を変える（{len(tried)} システム）") as unit:
        for rid, text in tried.items():
            survey.write_changes(session, unit, rid, "system", {"migration": text}, reason=why.strip())
    return changes(unit.changes)
