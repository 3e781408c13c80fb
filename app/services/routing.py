"""One list of what the issues mean for later steps: budget, ordinances, PIA, tests, training, peripherals, assets …

Every entry points back to its issue. What nobody wrote down yet is proposed from the issue and its decision: the amount
from the option that was decided, the deadline and the owner from the issue. Source: the routing flags of the design
(⑧-1 … ⑰); amounts are thousands of yen, as budgets are written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.core.bpr import number
from app.core.deadlines import Event, last_day, lead
from app.core.problems import USAGE, UserProblem
from app.core.records import route_rid
from app.services import choices, due_dates, my_items, register, register_read, register_words, targets
from app.services.register_read import Issue
from app.services.session import Session, changes
from app.services.sheets import export_refused
from app.services.views import Changes
from reports.dates import wareki
from reports.problems import ExportProblem
from reports.sheets.listing import ListColumn, Listing, write_listing

FACTS = ("name", "amount", "year", "due", "lead", "owner", "state")
ASSET = "asset"
"""Beside the flags: issues about somebody's own Excel, Access or RPA, which 手順書 asks to be listed."""
_ASSET_LABEL = "EUC・Excel等（資産）"
_ASSEMBLY = ("議会", "定例会", "臨時会")
_OUTSIDE = ("委託", "外部", "業者")


@dataclass(frozen=True, slots=True)
class Route:
    """One issue in one later step. ``proposed``: the facts nobody wrote down; ``ready_by``: ISO day by which
    everything must be ready (due less lead), "" if that can't be told; ``related``: current records it is about."""

    rid: str
    issue: str
    number: str
    title: str
    business: str
    department: str
    step: str
    label: str
    facts: Mapping[str, str]
    proposed: frozenset[str]
    ready_by: str
    related: tuple[str, ...]
    assembly: str
    note: str


def steps(session: Session) -> dict[str, str]:
    """Code → label of everything the list can be narrowed to."""
    return {**choices.in_force(session, "steps").labels(), ASSET: _ASSET_LABEL}


def step_of(session: Session, text: str) -> str:
    """A step by code or label. Raises UserProblem for an unknown one."""
    return ASSET if text in (ASSET, _ASSET_LABEL) else choices.check(session, "steps", text)


def routes(session: Session, *, step: str | None = None, today: date | None = None) -> list[Route]:
    """The list, step by step in their order and by deadline within; issues that were withdrawn are left out."""
    labels = steps(session)
    wanted = step_of(session, step) if step else None
    stored = dict(session.con.execute("SELECT rid, fields FROM record WHERE type='route' AND present=1").fetchall())
    states = choices.in_force(session, "route_states").labels()
    assembly = _assembly(due_dates.events(session), today or date.today())
    out = []
    for found in register_read.issues(session):
        if found.status == "withdrawn":
            continue
        records = _records(session, found)
        own = [ASSET] if any(type_ == "asset" for type_, _ in records) else []
        for code in dict.fromkeys((*found.flags, *own)):
            if wanted in (None, code):
                rid = route_rid(session.code, found.rid, code)
                fields = json.loads(stored.get(rid, "{}"))
                if fields.get("wanted") != "no":
                    money = _money(session, found) if code == "budget" else ""
                    about = (rid, code, labels.get(code, code), fields, records, assembly, states, money)
                    out.append(_route(found, *about))
    order = {code: n for n, code in enumerate(labels)}
    return sorted(out, key=lambda r: (order.get(r.step, len(order)), r.ready_by or "9999", r.number))


def _route(
    found: Issue, rid: str, code: str, label: str, fields: Mapping[str, Any], records: list[tuple[str, dict[str, Any]]],
    assembly: str, states: Mapping[str, str], money: str,
) -> Route:  # fmt: skip
    facts = {k: str(fields.get(k) or "") for k in FACTS}
    proposals = {"name": found.title, "due": found.due, "owner": found.owner, "state": "open", "amount": money}
    proposed = {k for k, v in proposals.items() if not facts[k] and v}
    facts |= {k: proposals[k] for k in proposed}
    facts["state"] = states.get(facts["state"], facts["state"])
    day, before = last_day(facts["due"]), lead(facts["lead"])
    ready = before.before(day).isoformat() if day is not None and before is not None else ""
    kinds = {"peripheral": ("curform", "peripheral"), ASSET: ("asset",)}.get(code, ())
    related = tuple(text for type_, f in records if type_ in kinds and (text := _said(type_, f)))
    return Route(
        rid, found.rid, found.number, found.title, found.business, found.department, code, label, facts,
        frozenset(proposed), ready, related, assembly if code == "ordinance" else "", str(fields.get("note") or ""),
    )  # fmt: skip


def _money(session: Session, found: Issue) -> str:
    """What the option that was decided costs once and in its first year, in thousands of yen; "" while nobody said."""
    decided = found.decision.option if found.decision else ""
    option = next((o for o in register_read.options(session, found.rid) if o.rid == decided), None)
    yen = option.money.over(1) if option is not None else 0
    return str(-(-yen // 1000)) if yen else ""


def _records(session: Session, found: Issue) -> list[tuple[str, dict[str, Any]]]:
    """(type, fields) of the current records an issue is about."""
    marks = ",".join("?" * len(found.records))
    rows = session.con.execute(
        f"SELECT type, fields FROM record WHERE present=1 AND rid IN ({marks}) ORDER BY number, rid", found.records
    )
    return [(type_, json.loads(fields)) for type_, fields in rows.fetchall()]


def _said(type_: str, f: Mapping[str, Any]) -> str:
    """A record in a few words; forms only where somebody outside prints, folds or sends them."""
    name = " ".join(str(f.get(k) or "") for k in ("number", "name")).strip()
    if type_ != "curform":
        return name
    where, by = str(f.get("printed_at") or ""), str(f.get("enclosing") or "")
    if not by and not any(word in where for word in _OUTSIDE):
        return ""
    copies = f"年間 {f['copies']} 枚" if f.get("copies") else ""
    told = "、".join(t for t in (where, f"封入封緘 {by}" if by else "", copies) if t)
    return f"{name}（{told}）"


def _assembly(events: list[Event], today: date) -> str:
    """The next sitting of the assembly in the calendar, with the day by which a bill must be ready."""
    ahead = [e for e in events if any(w in e.name for w in _ASSEMBLY) and e.ready_by >= today]
    if not ahead:
        return ""
    event = min(ahead, key=lambda e: (e.ready_by, e.name))
    return f"{event.name} {event.day.isoformat()}（準備は {event.ready_by.isoformat()} まで）"


def write(session: Session, issue: str, step: str, given: Mapping[str, str]) -> Changes:
    """Writes down facts of an issue in a later step, as one step: FACTS, ``note``, and ``wanted`` ("no" takes it off
    the list, "yes" puts it back).

    Raises UserProblem for a step the issue isn't flagged for, and for amounts, days, leads and states of no form.
    """
    found, code = register_read.issue(session, issue), step_of(session, step)
    known = {*FACTS, "note", "wanted"}
    if set(given) - known:
        wrong = sorted(set(given) - known)[0]
        raise UserProblem("bad_column", f"後の工程に「{wrong}」という欄はありません。", exit_code=USAGE)
    if code not in found.flags and code != ASSET:
        raise UserProblem(
            "not_flagged", f"{found.number} の後の工程に「{steps(session)[code]}」がありません。",
            hint="課題の「後の工程」に加えてください。", exit_code=USAGE,
        )  # fmt: skip
    facts = _checked(session, {k: v.strip() for k, v in given.items()})
    rid = route_rid(session.code, found.rid, code)
    row = session.con.execute("SELECT fields FROM record WHERE rid=? AND present=1", (rid,)).fetchone()
    now = json.loads(row[0]) if row else {}
    ref = {"issue": found.rid, "step": code}
    wanted = facts.pop("wanted", str(now.get("wanted") or "yes"))
    note = facts.pop("note", None)
    held = {k: v for k, v in {**{k: now[k] for k in FACTS if k in now}, **facts}.items() if v}
    with session.project.unit(f"後の工程：{found.number} {steps(session)[code]}") as unit:
        route = {"issue": found.rid, "step": code, "wanted": wanted}
        if not row or now.get("wanted") != wanted:
            unit.set(rid, "route", "route", route, ref=ref)
        if facts:
            unit.set(rid, "route", "facts", held, ref=ref)
        if note is not None and note != str(now.get("note") or ""):
            unit.set(rid, "route", "note", {"note": note} if note else {}, ref=ref)
    return changes(unit.changes)


def _checked(session: Session, given: dict[str, str]) -> dict[str, str]:
    out = dict(given)
    register.check_date("期日", out.get("due", ""))
    if out.get("lead") and lead(out["lead"]) is None:
        raise UserProblem(
            "bad_lead",
            f"準備期間「{out['lead']}」は期間として読めません。",
            hint="例：30日、2週間、1か月",
            exit_code=USAGE,
        )
    if out.get("amount"):
        out["amount"], problem = register_words.meaning("number", out["amount"])
        if problem:
            hint = "千円で、数字だけを書きます（1,200）。"
            raise UserProblem("bad_amount", f"金額「{given['amount']}」：{problem}", hint=hint, exit_code=USAGE)
    if out.get("state"):
        out["state"] = choices.check(session, "route_states", out["state"])
    if out.get("wanted") not in (None, "yes", "no"):
        raise UserProblem("bad_value", "要否は yes か no です。", exit_code=USAGE)
    return out


def write_sheet(session: Session, out: Path, *, step: str | None = None, printed_at: datetime | None = None) -> Path:
    """Writes the list, of one step or of all; ``out``. Raises UserProblem when the file can't be written."""
    targets.guard(out)
    at = printed_at or datetime.now()
    found = routes(session, step=step, today=at.date())
    known = [yen for r in found if (yen := number(r.facts["amount"])) is not None]
    label = steps(session)[step_of(session, step)] if step else "すべて"
    facts = (
        ("団体", session.info.municipality),
        ("後の工程", label),
        ("件数", f"{len(found)} 件（金額のあるもの {len(known)} 件、合計 {int(sum(known)):,} 千円）"),
        ("時点", wareki(at.date())),
        ("議会", next((r.assembly for r in found if r.assembly), "")),
        ("注", "＊は、まだ書かれていないため課題から写したものです。"),
    )
    columns = (
        ListColumn("後の工程", 90, key=True), ListColumn("課題", 56, "center", key=True), ListColumn("件名", 160),
        ListColumn("業務", 80), ListColumn("金額（千円）", 70, "right"), ListColumn("年度", 50, "center"),
        ListColumn("期日", 76), ListColumn("準備期間", 60), ListColumn("準備の期限", 76),
        ListColumn("所管課・担当", 100),
        ListColumn("状態", 60, "center"), ListColumn("関係するもの", 150), ListColumn("備考", 90),
    )  # fmt: skip
    rows = []
    for r in found:
        shown = {k: f"{v}＊" if k in r.proposed and k != "state" else v for k, v in r.facts.items()}
        rows.append(
            [
                r.label, r.number, shown["name"], my_items.business_name(r.business) if r.business else "",
                shown["amount"], shown["year"], shown["due"], shown["lead"], r.ready_by,
                "\n".join(t for t in (r.department, shown["owner"]) if t), shown["state"], "\n".join(r.related), r.note,
            ]
        )  # fmt: skip
    listing = Listing(
        "後の工程", f"後の工程の一覧　{label}", facts, columns, rows, (), "後の工程に回す課題はありません。"
    )
    try:
        return write_listing(listing, out, author=session.info.municipality, printed_at=at)
    except ExportProblem as problem:
        raise export_refused(problem) from problem
