"""Options for an issue: considered side by side with their money, time and effects, and compared on one page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.core.guard import Ruling
from app.core.money import Money, checked
from app.core.problems import USAGE, UserProblem
from app.services import choices, register, splitting, survey
from app.services.register_read import Issue, Option, book, issue, label_of, options, rulings_for
from app.services.session import Session, changes
from app.services.views import Changes

TEXTS = ("content", "cost", "effect", "risk", "residents", "time", "initial_note", "annual_note")
MONEY = ("initial", "annual", "subsidy", "ceiling", "before", "after")
YEARS = 5
"""Years over which options are compared: that of a usual lease. A proposal of this program."""


def add(session: Session, name: str, disposition: str, content: str, **fields: Any) -> tuple[str, Changes]:
    """An option for an issue; (rid, changes). Unlawful ones are refused with the clause.

    ``fields``: ``data``, texts of TEXTS, and MONEY: ``initial``/``annual`` item → yen or a text like 120万円,
    ``subsidy`` a bool, the others yen or a text. Raises UserProblem.
    """
    found = issue(session, name)
    values = {"issue": found.rid, **_checked(session, found, disposition, {"content": content, **fields})}
    with session.project.unit(f"対応案を追加：{found.number}") as unit:
        rid = unit.create("option", survey.atoms_of("option", values))
    return rid, changes(unit.changes)


def edit(session: Session, rid: str, values: Mapping[str, Any]) -> Changes:
    """Writes fields of an option anew as one step; only atoms that change are written. Raises UserProblem."""
    row = session.con.execute(
        "SELECT fields FROM record WHERE rid=? AND type='option' AND present=1", (rid,)
    ).fetchone()
    if row is None:
        raise UserProblem(
            "no_option", f"対応案「{rid}」はありません。", hint="課題を開き直してください。", exit_code=USAGE
        )
    held = json.loads(row[0])
    found = _standing(session, str(held.get("issue") or ""))
    given = _checked(
        session, found, str(values.get("disposition") or held.get("disposition") or ""), {**held, **values}
    )
    with session.project.unit(f"対応案を編集：{found.number}") as unit:
        survey.write_changes(session, unit, rid, "option", {k: given.get(k, "") for k in values})
    return changes(unit.changes)


def _standing(session: Session, rid: str) -> Issue:
    """The issue an option is for, or where that was split or joined since the first of those it became."""
    seen: set[str] = set()
    while rid not in seen:
        seen.add(rid)
        if session.con.execute("SELECT 1 FROM record WHERE rid=? AND present=1", (rid,)).fetchone():
            break
        became = splitting.kin(session, rid)[1]
        rid = became[0].rid if became else rid
    return issue(session, rid)


def _checked(session: Session, found: Issue, disposition: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    if book().find(disposition) is None:
        raise UserProblem("bad_disposition", f"対応方針「{disposition}」はありません。", exit_code=USAGE)
    known = {"issue", "disposition", "data", *TEXTS, *MONEY}
    unknown = [k for k in fields if k not in known]
    if unknown:
        raise UserProblem("bad_field", f"対応案に「{unknown[0]}」という欄はありません。", exit_code=USAGE)
    data = register.stated_for(disposition, fields.get("data"))
    register.refuse(session, found, disposition, data)
    out: dict[str, Any] = {"disposition": disposition, "data": data}
    out |= {k: str(fields.get(k) or "").strip() for k in TEXTS}
    for name in ("initial", "annual"):
        items, wrong = checked(fields.get(name) or {}, choices.costs()[name])
        if wrong:
            raise UserProblem("bad_money", wrong, exit_code=USAGE)
        out[name] = items
    for name, word in (("ceiling", "補助上限額"), ("before", "平成30年度の運用経費"), ("after", "移行後の運用経費")):
        one, wrong = checked({word: v} if (v := fields.get(name)) not in (None, "") else {}, [word])
        if wrong:
            raise UserProblem("bad_money", wrong, exit_code=USAGE)
        out[name] = one.get(word)
    subsidy = fields.get("subsidy")
    if subsidy not in (None, "", True, False):
        raise UserProblem("bad_money", "補助対象は、はい（true）かいいえ（false）です。", exit_code=USAGE)
    out["subsidy"] = subsidy if isinstance(subsidy, bool) else None
    return out


@dataclass(frozen=True, slots=True)
class Compared:
    """One option beside the others. ``barred``: the rule that refuses it today; ``cheapest``: over YEARS, of several
    with money; ``chosen``: the current decision took it."""

    option: Option
    label: str
    rung: int
    barred: Ruling | None
    cheapest: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """All options of an issue, those of the ladder's first rungs first. ``skipped``: see Rulebook.skipped."""

    issue: Issue
    options: tuple[Compared, ...]
    skipped: dict[str, tuple[str, ...]]  # option's rid → labels of rungs nobody gave a reason for


def compare(session: Session, name: str) -> Comparison:
    """The options of an issue on one page. Raises UserProblem for an unknown issue."""
    found = issue(session, name)
    held = options(session, found.rid)
    taken = found.decision.option if found.decision else ""
    costs = {o.rid: o.money.over(YEARS) for o in held if o.money.initial or o.money.annual}
    least = min(costs.values(), default=0) if len(costs) > 1 else None
    compared = []
    for option in held:
        rulings = rulings_for(session, found.rid, option.data).get(option.disposition, [])
        barred = next((r for r in rulings if r.level == "refused"), None)
        chosen = book().find(option.disposition)
        compared.append(
            Compared(
                option, label_of(option.disposition), chosen.rung if chosen else 0, barred,
                least is not None and costs.get(option.rid) == least, option.rid == taken,
            )
        )  # fmt: skip
    compared.sort(key=lambda c: c.rung)
    skipped = {o.rid: tuple(r.label for r in book().skipped(o.disposition, found.refused)) for o in held}
    return Comparison(found, tuple(compared), skipped)


def money_lines(found: Money, notes: tuple[str, str] = ("", "")) -> list[tuple[str, str]]:
    """(label, text) of what is said about money, sums last; nothing where nothing is said."""
    from app.core.money import GOAL, shown

    titles = choices.costs()["headings"]
    out: list[tuple[str, str]] = []
    for title, items, note, total in (
        (titles[0], found.initial, notes[0], found.once),
        (titles[1], found.annual, notes[1], found.yearly),
    ):
        if items:
            said = "、".join(f"{k} {shown(v)}" for k, v in items.items())
            out.append((title, f"{shown(total)}（{said}{f'。その他：{note}' if note else ''}）"))
    if found.initial or found.annual:
        out.append((f"{YEARS}年間の合計", shown(found.over(YEARS))))
    if found.subsidy is not None:
        ceiling = f"（上限 {shown(found.ceiling)}）" if found.subsidy and found.ceiling is not None else ""
        out.append(("補助対象", ("対象" if found.subsidy else "対象外") + ceiling))
    if found.subsidy and found.own_share is not None:
        out.append(("初期費用の自己負担", shown(found.own_share)))
    if found.reduction is not None and found.before is not None and found.after is not None:
        met = "目標に届く" if found.reduction >= GOAL else f"目標の{GOAL}%減に届かない"
        change = f"{abs(found.reduction):.1f}%{'減' if found.reduction >= 0 else '増'}"
        out.append(("運用経費の変化", f"平成30年度 {shown(found.before)} → {shown(found.after)}（{change}、{met}）"))
    return out
