"""Sets of dates to compare (移行の案): made by hand or from one of 吹田市's orders, kept beside the plan, adopted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from app.core.effort import Effort, effort
from app.core.moves import Move
from app.core.problems import USAGE, UserProblem
from app.core.transition import Plan
from app.core.transition_trial import Difference
from app.services import survey, transition
from app.services import transition_read as read
from app.services.session import Session, changes
from app.services.views import Changes
from spec_catalog.text import match_key

TYPE = "scenario"
NOW = "今の計画"
"""What the plan as recorded is called among scenarios."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One set of dates: system's record id → date as typed. ``order``: the preset order it was made from."""

    rid: str
    name: str
    order: str
    summary: str
    dates: Mapping[str, str]
    note: str
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """A preset order over groups of businesses. ``stages``: the labels of the groups that move at one time."""

    code: str
    label: str
    stages: tuple[tuple[str, ...], ...]
    why: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """A scenario with what it means. ``scenario`` None: the plan as recorded."""

    scenario: Scenario | None
    name: str
    plan: Plan
    difference: Difference | None
    effort: Effort


@cache
def _raw() -> Mapping[str, Any]:
    found: dict[str, Any] = json.loads((files("resources") / "transition" / "scenarios.json").read_text("utf-8"))
    return found


def source() -> str:
    """Where the orders come from, and how sure that is."""
    return f"{_raw()['source']}。{_raw()['note']}。"


def orders() -> list[Order]:
    """吹田市's four orders, as we read them."""
    labels = {g["code"]: g["label"] for g in _raw()["groups"]}
    return [
        Order(o["code"], o["label"], tuple(tuple(labels[g] for g in stage) for stage in o["stages"]), o["why"])
        for o in _raw()["orders"]
    ]


def in_order(session: Session, code: str, dates: Sequence[str]) -> dict[str, str]:
    """The dates of all systems in one of the orders: ``dates`` holds one for each stage, the earliest first.

    A system that serves several groups goes with the first of them. Raises UserProblem for an unknown order and another
    number of dates.
    """
    raw = next((o for o in _raw()["orders"] if o["code"] == code), None)
    if raw is None:
        hint = "使える移行順序：" + "、".join(f"{o.code}（{o.label}）" for o in orders())
        raise UserProblem("no_order", f"移行順序「{code}」はありません。", hint=hint, exit_code=USAGE)
    if len(dates) != len(raw["stages"]):
        raise UserProblem(
            "bad_stages", f"「{raw['label']}」には時期が {len(raw['stages'])} つ要ります。",
            hint="段ごとに一つずつ、早い順に書いてください。", exit_code=USAGE,
        )  # fmt: skip
    when = {group: date for stage, date in zip(raw["stages"], dates, strict=True) for group in stage}
    found = read.moves(session)
    out = {rid: when[_group(move)] for rid, move in found.items()}
    transition.expanded(found, out)  # refuses what is no date
    return out


def _group(move: Move) -> str:
    groups = _raw()["groups"]
    return next((str(g["code"]) for g in groups if set(g["businesses"]) & set(move.businesses)), groups[-1]["code"])


def listed(session: Session) -> list[Scenario]:
    """All scenarios, by name."""
    disputed = {rid for (rid,) in session.con.execute("SELECT rid FROM record WHERE type=? AND conflict=1", (TYPE,))}
    out = []
    for rid, f in read.records(session, TYPE).items():
        held = f.get("dates")
        dates = {str(k): str(v) for k, v in held.items()} if isinstance(held, dict) else {}
        name, order, summary, note = (str(f.get(c) or "") for c in ("name", "order", "summary", "note"))
        out.append(Scenario(rid, name, order, summary, dates, note, rid in disputed))
    return sorted(out, key=lambda s: (s.name, s.rid))


def find(session: Session, name: str) -> Scenario:
    """One by name or record id. Raises UserProblem when there is none or several."""
    found = [s for s in listed(session) if name in (s.rid, s.name)]
    if len(found) == 1:
        return found[0]
    message = f"「{name}」という案は {len(found)} 件あります。" if found else f"「{name}」という案はありません。"
    raise UserProblem("no_scenario", message, hint="案の一覧で名前を確かめてください。", exit_code=USAGE)


def save(
    session: Session, name: str, trial: Mapping[str, str | None], *, order: str = "", summary: str = "", note: str = ""
) -> tuple[str, Changes]:
    """Keeps dates under a name; one of that name is written over. (record id, changes), one step.

    Raises UserProblem without a name or dates, and for what is no date.
    """
    title = name.strip()
    if not title or title == NOW:
        raise UserProblem("name_missing", "案に名前を付けてください。", exit_code=USAGE)
    if not trial:
        raise UserProblem("no_dates", "案に移行時期がありません。", hint="システムと時期を指定してください。")
    if order:
        order = next((o.code for o in orders() if order in (o.code, o.label)), order)
    dates = transition.expanded(read.moves(session), trial)
    told = {rid: text or transition.UNKNOWN for rid, text in sorted(dates.items())}
    values = {"name": title, "order": order, "summary": summary, "dates": told, "note": note}
    same = [s.rid for s in listed(session) if match_key(s.name) == match_key(title)]
    with session.project.unit("移行の案を保存") as unit:
        if same:
            rid = same[0]
            survey.write_changes(session, unit, rid, TYPE, values)
        else:
            rid = unit.create(TYPE, survey.atoms_of(TYPE, values))
    return rid, changes(unit.changes)


def delete(session: Session, name: str) -> Changes:
    """Takes a scenario away as one step; undo brings it back."""
    rid = find(session, name).rid
    with session.project.unit("移行の案を削除") as unit:
        unit.delete(rid, TYPE, session.project.all_heads(rid))
    return changes(unit.changes)


def here(session: Session, scenario: Scenario) -> dict[str, str | None]:
    """Its dates for the systems that are still there: a trial."""
    found = read.moves(session)
    return {rid: text for rid, text in scenario.dates.items() if rid in found}


def weigh(session: Session, scenario: Scenario) -> Weighed:
    """What a scenario means against the plan as recorded."""
    after, changed = transition.try_out(session, here(session, scenario))
    return Weighed(scenario, scenario.name, after, changed, effort(after))


def compare(session: Session, names: Sequence[str] = ()) -> list[Weighed]:
    """The plan as recorded, and all scenarios or those named, each with numbers and effort."""
    wanted = [find(session, n) for n in names] if names else listed(session)
    plan = transition.plan(session)
    return [Weighed(None, NOW, plan, None, effort(plan)), *(weigh(session, s) for s in wanted)]


def adopt(session: Session, name: str, *, why: str) -> Changes:
    """Records the dates of a scenario as one step. Raises UserProblem as :func:`transition.adopt`."""
    return transition.adopt(session, here(session, find(session, name)), why=why)
