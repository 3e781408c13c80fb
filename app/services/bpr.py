"""BPR cases in 岐阜市's stages: both flows with their hours, what is saved, and where the same cause stands elsewhere.

Source: survey practice §5.5 (取組事例集 第2.0版). The stages are a list the municipality may put in another order.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from app.core.bpr import AS_IS, TO_BE, Saving, Step, in_order, number, saving, shown
from app.core.problems import USAGE, UserProblem
from app.services import choices, register_read, sheets, survey
from app.services.register_read import Decision
from app.services.session import Session, changes
from app.services.survey_lists import parts_of
from app.services.views import Changes
from reports.dates import short_wareki, wareki
from spec_catalog import business as businesses
from spec_catalog.text import match_key


@dataclass(frozen=True, slots=True)
class Case:
    """One case. ``issue`` is the number shown; ``decision`` the one in force on that issue."""

    rid: str
    number: str
    business: str
    name: str
    department: str
    issue: str
    issue_rid: str
    stage: str
    why: str
    problems: str
    causes: tuple[str, ...]
    nodes: tuple[str, ...]
    finding: str
    policy: str
    spread: tuple[str, ...]
    note: str
    decision: Decision | None
    steps: tuple[Step, ...]
    saving: Saving


@dataclass(frozen=True, slots=True)
class Alike:
    """Another case with the same cause. ``carried``: its business is already among those this one is spread to."""

    cause: str
    rid: str
    number: str
    name: str
    business: str
    carried: bool


def cases(session: Session, *, business: str | None = None, department: str | None = None) -> list[Case]:
    """All cases by number, of a business or a department or all."""
    steps = _steps(session)
    decisions = {i.rid: i.decision for i in register_read.issues(session)}
    stored = {
        rid: str(json.loads(fields).get("issue") or "")
        for rid, fields in session.con.execute("SELECT rid, fields FROM record WHERE type='bpr_case' AND present=1")
    }
    out = []
    for row in survey.list_rows(session, "bpr_cases"):
        linked = stored[row["rid"]] if stored[row["rid"]] in decisions else ""
        found = tuple(steps.get(row["rid"], ()))
        nodes, spread = (tuple(v) if isinstance(v, list) else () for v in (row["nodes"], row["spread"]))
        out.append(
            Case(
                row["rid"], row["number"], row["business"], row["name"], row["department"], row["issue"], linked,
                row["stage"],
                row["why"], row["problems"], tuple(parts_of(row["causes"])), nodes, row["finding"], row["policy"],
                spread, row["note"], decisions.get(linked), found, saving(found),
            )
        )  # fmt: skip
    return [c for c in out if business in (None, c.business) and department in (None, c.department)]


def _steps(session: Session) -> dict[str, list[Step]]:
    """Steps by the record id of their case."""
    out: dict[str, list[Step]] = {}
    for rid, fields in session.con.execute(
        "SELECT rid, fields FROM record WHERE type='bpr_step' AND present=1 ORDER BY rid"
    ):
        f = json.loads(fields)
        step = Step(
            rid, str(f.get("side") or ""), number(f.get("order")) or Fraction(), str(f.get("actor") or ""),
            str(f.get("work") or ""), str(f.get("manual") or ""), number(f.get("minutes")), number(f.get("cases")),
        )  # fmt: skip
        out.setdefault(str(f.get("case") or ""), []).append(step)
    return out


def case(session: Session, name: str) -> Case:
    """One case by number, name or rid. Raises UserProblem when there is none or several."""
    found = [c for c in cases(session) if name in (c.rid, c.number, c.name)]
    if len(found) == 1:
        return found[0]
    message = f"「{name}」は {len(found)} 件あります。" if found else f"BPR案件「{name}」はありません。"
    raise UserProblem(
        "no_case", message, hint="番号（B-0001 など）で指定してください。", exit_code=USAGE if found else 3
    )


def alike(session: Session, name: str) -> list[Alike]:
    """Other cases that share a cause with this one: where its remedy may help too."""
    return alike_among(case(session, name), cases(session))


def alike_among(this: Case, found: Sequence[Case]) -> list[Alike]:
    """The same, among cases that were read already."""
    out = []
    for cause in this.causes:
        for other in found:
            if other.rid != this.rid and match_key(cause) in {match_key(c) for c in other.causes}:
                carried = bool(other.business) and (other.business in this.spread or other.business == this.business)
                out.append(Alike(cause, other.rid, other.number, other.name, other.business, carried))
    return out


def spread(session: Session, name: str, wanted: Sequence[str] = ()) -> Changes:
    """Carries a case over to further businesses, those named or (none named) of all cases alike, as one step.

    Raises UserProblem for an unknown business and when there is nothing to carry over.
    """
    this = case(session, name)
    found = [businesses.find(w) for w in wanted]
    for text, id_ in zip(wanted, found, strict=True):
        if id_ is None:
            raise UserProblem("no_business", f"「{text}」は業務の名前か業務IDではありません。", exit_code=USAGE)
    known = [b for b in found if b] if wanted else [a.business for a in alike(session, name) if a.business]
    new = [b for b in dict.fromkeys(known) if b not in (*this.spread, this.business)]
    if not new:
        hint = "共通的な原因を書くと、同じ原因の案件の業務が候補になります。"
        raise UserProblem("nothing_to_spread", "横展開する業務がありません。", hint=hint)
    with session.project.unit(f"{this.number} を {len(new)} 業務へ横展開") as unit:
        survey.write_changes(session, unit, this.rid, "bpr_case", {"spread": [*this.spread, *new]})
    return changes(unit.changes)


def flow(session: Session, found: Case, side: str) -> list[str]:
    """One side as lines: 1 窓口：申請書を受け付ける（手作業、10 分 × 1,200 件＝200.0 時間）."""
    words = choices.in_force(session, "manual").labels()
    out = []
    for n, step in enumerate(in_order(found.steps, side), 1):
        size = ""
        if step.hours is not None and step.minutes is not None and step.cases is not None:
            size = f"{_plain(step.minutes)} 分 × {_plain(step.cases)} 件＝{shown(step.hours)} 時間"
        how = "、".join(t for t in (words.get(step.manual, step.manual), size) if t)
        actor = f"{step.actor}：" if step.actor else ""
        out.append(f"{n} {actor}{step.work}{f'（{how}）' if how else ''}")
    return out


def _plain(value: Fraction) -> str:
    return f"{int(value):,}" if value.denominator == 1 else f"{float(value):,}"


def decided(found: Case) -> str:
    """The decision in force on the case's issue, in words; "" while there is none."""
    if found.decision is None:
        return ""
    label = register_read.label_of(found.decision.disposition)
    return f"{label}\n{found.decision.by} {short_wareki(found.decision.date)}"


def said(found: Saving) -> tuple[str, str, str]:
    """Hours as they are, as they shall be, and saved, in words; what is missing is told."""
    sides = []
    for side in (found.as_is, found.to_be):
        more = f"（時間の分からない手順 {side.unknown}）" if side.unknown else ""
        sides.append(f"{shown(side.hours)}{more}" if side.steps else "")
    return sides[0], sides[1], "" if found.saved is None else shown(found.saved)


def write_plan(
    session: Session,
    out: Path,
    *,
    department: str | None = None,
    business: str | None = None,
    printed_at: datetime | None = None,
) -> Path:
    """Writes the BPR plan (様式 F5), of a department or business or whole; ``out``. An empty one is written too."""
    at = printed_at or datetime.now()
    found = cases(session, business=business, department=department)
    whole = [c.saving.saved for c in found if c.saving.saved is not None]
    edition = (
        f"{wareki(at.date())}現在　削減見込 年 {shown(sum(whole, Fraction()))} 時間（{len(whole)}/{len(found)} 件）"
    )
    header = sheets.header_of(
        session, at, department=department, edition=edition, legend=(),
        business=f"{business} {businesses.name_of(business)}" if business else "すべて",
        subject=businesses.name_of(business) if business else "",
    )  # fmt: skip
    rows = [_row(session, c) for c in found]
    note = "　".join(f"{label} {value}" for label, value in (("所属", department), ("業務", business)) if value)
    return sheets.write_sheet("F5", header, rows, out, at, note=note)


def _row(session: Session, found: Case) -> dict[str, str]:
    as_is, to_be, saved = said(found.saving)
    return {
        "id": found.number,
        "business": businesses.name_of(found.business) if found.business else "",
        "name": found.name,
        "text": found.why,
        "stage": found.stage,
        "problems": found.problems,
        "causes": "、".join(found.causes),
        "as_is": "\n".join(flow(session, found, AS_IS)),
        "finding": "\n".join(t for t in (found.finding, "、".join(n.partition(":")[2] for n in found.nodes)) if t),
        "to_be": "\n".join(flow(session, found, TO_BE)),
        "policy": found.policy,
        "hours": f"{as_is or '－'} → {to_be or '－'}" if as_is or to_be else "",
        "saved": saved,
        "spread": "、".join(businesses.name_of(b) for b in found.spread),
        "owner": "\n".join(t for t in (found.department, found.issue) if t),
        "decision": decided(found),
        "note": found.note,
    }
