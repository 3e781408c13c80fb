"""Decisions: by whom, when, on which ground and clause; never changed, only superseded; and who is waited for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.core.problems import USAGE, UserProblem
from app.services import choices, policies, register, survey
from app.services.register_read import Issue, issue, issues, label_of, options
from app.services.session import Session, changes
from app.services.views import Changes
from app.store.unit import Unit

OPEN = ("open", "studying", "section_decided", "office_review", "returned")


def decide(
    session: Session,
    name: str,
    *,
    level: str,
    by: str,
    date: str,
    reason: str,
    option: str = "",
    meeting: str = "",
    basis: str = "",
    clauses: Sequence[str] = (),
    review: str = "",
    document: str = "",
    also: Callable[[Unit], object] | None = None,
) -> tuple[str, Changes]:
    """Records a decision on an issue's disposition; an earlier one is superseded, never changed. (rid, changes).

    ``level``, ``basis``: codes or labels of the lists decision_levels, decision_bases; ``clauses``: numbers or record
    ids of clauses of the 全体方針; ``review``: condition under which it is looked at again; ``document``: 文書番号;
    ``also`` writes more within the step.
    Raises UserProblem when decider, date or reason is missing, when the issue has no disposition yet, and when the
    disposition is unlawful.
    """
    found = issue(session, name)
    level = choices.check(session, "decision_levels", level)
    basis = choices.check(session, "decision_bases", basis) if basis else ""
    register.check_date("決定日", date)
    missing = [n for n, v in (("決定者", by), ("決定日", date), ("理由", reason)) if not v.strip()]
    if missing:
        raise UserProblem(
            "decision_incomplete",
            f"決定には{'・'.join(missing)}が要ります。",
            hint="書いてから、もう一度記録してください。",
            exit_code=USAGE,
        )
    chosen = next((o for o in options(session, found.rid) if o.rid == option), None)
    if option and chosen is None:
        raise UserProblem(
            "no_option", f"{found.number} に対応案「{option}」はありません。",
            hint="fitgap issue show で対応案の rid を確かめてください。", exit_code=USAGE,
        )  # fmt: skip
    disposition = chosen.disposition if chosen else found.disposition
    if not disposition:
        raise UserProblem(
            "nothing_to_decide", f"{found.number} にはまだ対応方針がありません。", hint="先に対応方針を選んでください。"
        )
    register.refuse(session, found, disposition, chosen.data if chosen else found.data)
    values = {
        "issue": found.rid, "option": option, "disposition": disposition, "level": level, "by": by, "date": date,
        "meeting": meeting, "reason": reason, "basis": basis, "clauses": policies.named(session, clauses),
        "review": review.strip(), "document": document.strip(),
        "supersedes": [found.decision.rid] if found.decision else [],
    }  # fmt: skip
    with session.project.unit(f"決定：{found.number} {label_of(disposition)}") as unit:
        rid = unit.create("decision", survey.atoms_of("decision", values), kind="add")
        unit.set(found.rid, "issue", "status", {"status": "decided"})
        if chosen is not None and chosen.disposition != found.disposition:
            fields = {"disposition": chosen.disposition, "content": chosen.content, "data": chosen.data}
            unit.set(found.rid, "issue", "disposition", {k: v for k, v in fields.items() if v})
        if also is not None:
            also(unit)
    return rid, changes(unit.changes)


def awaiting(session: Session, every: Sequence[Issue], department: str) -> frozenset[str]:
    """Of these the rids that wait for a decision of a department ("" = of any): open, with something to choose."""
    held = {rid for (rid,) in session.con.execute(
        "SELECT DISTINCT json_extract(fields, '$.issue') FROM record WHERE type='option' AND present=1"
    )}  # fmt: skip
    return frozenset(
        i.rid
        for i in every
        if i.status in OPEN and department in ("", i.department) and (i.disposition or i.rid in held)
    )


def waiting_for(session: Session, department: str) -> list[Issue]:
    """What a 課長 has to decide: open issues of the department with a disposition or an option, the soonest first."""
    every = issues(session)
    wanted = awaiting(session, every, department)
    return sorted((i for i in every if i.rid in wanted), key=lambda i: (i.due or "9", i.number))
