"""The progress report of the nation's PMO: 40 steps a business, what the facts suggest, what contradicts them.

A person decides every status; the workbench proposes with its reason and names contradictions (check 11).
Source: survey practice §1.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from app.core import pmo as core
from app.core.pmo import Facts, Rates, Step
from app.core.problems import USAGE, UserProblem
from app.core.records import milestone_rid, step_rid
from app.services import catalogue, pmo_facts, survey
from app.services.checks_more import Found
from app.services.register import check_date
from app.services.session import Session, changes
from app.services.views import Changes
from spec_catalog import business as names

FIELDS = ("status", "evidence", "planned", "actual", "note")
_ATOM = {"status": "status", "evidence": "status", "planned": "dates", "actual": "dates", "note": "note"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A business in a step. ``status`` "" = nobody reported; ``proposed``, ``why``: what the facts suggest, or ""."""

    step: str
    status: str
    proposed: str
    why: str
    evidence: str
    planned: str
    actual: str
    note: str
    against: str = ""  # why a reported status contradicts the facts


@dataclass(frozen=True, slots=True)
class Row:
    """A business with its 40 cells."""

    business: str
    name: str
    cells: tuple[Cell, ...]

    @property
    def statuses(self) -> tuple[str, ...]:
        """As reported, step by step."""
        return tuple(c.status for c in self.cells)

    @property
    def rates(self) -> Rates:
        """Of what was reported."""
        return core.rates(self.statuses)


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone of a business: the national date beside its own."""

    step: str
    phase: int
    what: str
    national: str
    own: str
    reason: str


@cache
def _raw() -> Mapping[str, Any]:
    found: dict[str, Any] = json.loads((files("resources") / "pmo" / "steps.json").read_text("utf-8"))
    return found


@cache
def steps() -> tuple[Step, ...]:
    """The 40 in their order, with their exact wording."""
    return tuple(Step(s["number"], s["code"], s["title"], s["phase"]) for s in _raw()["steps"])


def caveat() -> str:
    """What has to stand beside every rate."""
    return str(_raw()["caveat"])


def labels() -> dict[str, str]:
    """Status → 完了済み …"""
    return {s["code"]: s["label"] for s in _raw()["statuses"]}


def spellings() -> dict[str, tuple[str, ...]]:
    """Status → its label and the short forms files use."""
    return {s["code"]: (s["label"], *s["short"]) for s in _raw()["statuses"]}


def step_of(text: str) -> str:
    """The code of a step by code, number or wording. Raises UserProblem for an unknown one."""
    plain = text.strip()
    found = next((s.code for s in steps() if plain in (s.code, str(s.number), s.title)), None)
    if found is None:
        raise UserProblem(
            "no_step", f"ステップ「{text}」はありません。", hint="①-1 から ⑱-1 までの番号で指定してください。",
            exit_code=USAGE,
        )  # fmt: skip
    return found


def status_of(text: str) -> str:
    """A status by code, label or short form; "" clears it. Raises UserProblem for anything else."""
    found = text if text in core.STATUSES else core.read_status(text, spellings())
    if found is None:
        hint = "使えるもの：" + "、".join(labels().values())
        raise UserProblem("bad_status", f"状況「{text}」は使えません。", hint=hint, exit_code=USAGE)
    return found


def businesses(session: Session) -> tuple[str, ...]:
    """Those with requirements in force, with systems of the standard, or with a reported status."""
    found = {e.business.partition("-")[0] for e in catalogue.in_force(session) if e.kind == "req"}
    for row in survey.list_rows(session, "systems"):
        if row.get("scope") in (None, "", "標準化対象"):
            found |= {str(b) for b in row.get("businesses") or ()}
    found |= {business for business, _ in _stored(session)}
    return tuple(sorted(found))


def _stored(session: Session) -> dict[tuple[str, str], dict[str, Any]]:
    rows = session.con.execute("SELECT fields FROM record WHERE type='step_status' AND present=1").fetchall()
    held = [json.loads(fields) for (fields,) in rows]
    return {(str(f.get("business")), str(f.get("step"))): f for f in held}


def board(session: Session, *, today: date | None = None) -> tuple[Row, ...]:
    """Every business with its 40 cells."""
    wanted = businesses(session)
    stored = _stored(session)
    known = pmo_facts.facts(session, wanted, today=today)
    return tuple(_row(business, stored, known[business]) for business in wanted)


def _row(business: str, stored: Mapping[tuple[str, str], Mapping[str, Any]], known: Facts) -> Row:
    told = {s.code: str(stored.get((business, s.code), {}).get("status") or "") for s in steps()}
    suggested = core.proposed(known, _raw()["pattern_b"]["steps"])
    contradicted = dict(core.contradictions(told, known))
    cells = []
    for step in steps():
        f = stored.get((business, step.code), {})
        proposed, why = suggested.get(step.code, ("", ""))
        evidence, planned, actual, note = (str(f.get(k) or "") for k in ("evidence", "planned", "actual", "note"))
        against = contradicted.get(step.code, "")
        cells.append(Cell(step.code, told[step.code], proposed, why, evidence, planned, actual, note, against))
    return Row(business, names.name_of(business), tuple(cells))


def record(session: Session, wanted: Sequence[tuple[str, str, Mapping[str, str]]]) -> Changes:
    """Writes (business, step, {any of FIELDS}) as one step; what isn't named stays, "" clears.

    Raises UserProblem for an unknown business, step, status or date; then nothing is recorded.
    """
    known = {b.id for b in names.all_businesses()} | set(businesses(session))
    checked: list[tuple[str, str, dict[str, str]]] = []
    for business, step, given in wanted:
        if business not in known:
            raise UserProblem("no_business", f"業務「{business}」はありません。", exit_code=USAGE)
        values = {k: v.strip() for k, v in given.items() if k in FIELDS}
        if "status" in values:
            values["status"] = status_of(values["status"])
        for field, said in (("planned", "予定"), ("actual", "実績")):
            if values.get(field):
                check_date(said, values[field])
        checked.append((business, step_of(step), values))
    stored = _stored(session)
    one = f"{checked[0][0]} {checked[0][1]}" if len(checked) == 1 else f"{len(checked)} 件"
    with session.project.unit(f"進捗を記録：{one}") as unit:
        for business, step, values in checked:
            rid = step_rid(session.code, business, step)
            about = {"business": business, "step": step}
            old = stored.get((business, step), {})
            by_atom: dict[str, dict[str, str]] = {}
            for field, value in values.items():
                by_atom.setdefault(_ATOM[field], {})[field] = value
            if not old:
                unit.set(rid, "step_status", "subject", about, ref=about)
            for atom, new in by_atom.items():
                before = {k: str(old[k]) for k in _ATOM if _ATOM[k] == atom and old.get(k)}
                merged = {k: v for k, v in {**before, **new}.items() if v}
                if merged != before:
                    unit.set(rid, "step_status", atom, merged, ref=about)
    return changes(unit.changes)


def take_proposals(session: Session, business: str | None = None) -> Changes:
    """Records what the facts suggest where nobody reported anything, as one step; the reason becomes the evidence.

    Raises UserProblem when there is nothing to take.
    """
    wanted = [
        (row.business, c.step, {"status": c.proposed, "evidence": c.why})
        for row in board(session)
        if business in (None, row.business)
        for c in row.cells
        if c.proposed and not c.status
    ]
    if not wanted:
        raise UserProblem("nothing_proposed", "記録から提案できる進捗は、もう残っていません。")
    return record(session, wanted)


def mismatches(session: Session, areas: Sequence[str] = (), *, today: date | None = None) -> list[Found]:
    """Check 11: reported statuses that contradict the facts, of some businesses only. A target is ``pmo:`` business
    and step."""
    stored = _stored(session)
    wanted = sorted({b for b, _ in stored if not areas or b in areas})
    known = pmo_facts.facts(session, wanted, today=today) if wanted else {}
    out = []
    for row in (_row(business, stored, known[business]) for business in wanted):
        for cell in row.cells:
            if cell.against:
                target = f"pmo:{row.business}/{cell.step}"
                out.append(Found("warning", target, f"{row.business} {row.name} {cell.step}：{cell.against}"))
    return out


def spread(rows: Sequence[Row]) -> list[Counter[str]]:
    """Step by step how many businesses stand where: instead of an average, which misleads."""
    return core.distribution(r.statuses for r in rows)


# --- milestones ------------------------------------------------------------------------------------------------------


def milestones(session: Session, business: str) -> tuple[Milestone, ...]:
    """The national milestones beside the business's own dates."""
    rows = session.con.execute("SELECT fields FROM record WHERE type='own_milestone' AND present=1").fetchall()
    own = {(f.get("business"), f.get("step")): f for (fields,) in rows for f in [json.loads(fields)]}
    out = []
    for m in _raw()["milestones"]:
        f = own.get((business, m["step"]), {})
        said = (str(f.get("date") or ""), str(f.get("reason") or ""))
        out.append(Milestone(m["step"], m["phase"], m["what"], m["national"], *said))
    return tuple(out)


def set_milestone(session: Session, business: str, step: str, date_: str, reason: str = "") -> Changes:
    """A business's own date of a milestone; "" clears it. Raises UserProblem for another step and for no date."""
    code = step_of(step)
    if code not in {m["step"] for m in _raw()["milestones"]}:
        raise UserProblem("no_milestone", f"{code} はマイルストンではありません。", exit_code=USAGE)
    if date_.strip():
        check_date("自団体の期限", date_.strip())
    about = {"business": business, "step": code}
    rid = milestone_rid(session.code, business, code)
    values = {k: v for k, v in (("date", date_.strip()), ("reason", reason.strip())) if v}
    with session.project.unit(f"マイルストンの期限：{business} {code}") as unit:
        unit.set(rid, "own_milestone", "subject", about, ref=about)
        unit.set(rid, "own_milestone", "own", values, ref=about)
    return changes(unit.changes)
