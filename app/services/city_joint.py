"""Joint decisions of several municipalities about one item, and why a city does otherwise.

They are operations of our own file: they travel in its packages, can be undone, and never touch any city's verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date as day
from typing import Any

from app.core.codes import VERDICT
from app.core.guard import refusal, strictest
from app.core.problems import CONFLICT, USAGE, UserProblem
from app.core.records import deviation_rid, joint_rid
from app.services import cities, register, register_read
from app.services.city_matrix import Asked, Line, find, lines
from app.services.register_read import book
from app.services.session import Session, changes, node_text
from app.services.views import Changes
from app.store.overlays import Key

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Agreed:
    """Items every municipality judged alike and nothing was decided about yet. ``left``: rows that are not."""

    lines: tuple[Line, ...]
    left: int


def ref_of(key: Key, **more: str) -> dict[str, str]:
    """What a record about an item belongs to."""
    return dict(zip(("business", "kind", "id", "branch"), key, strict=True)) | more


def shown(key: Key) -> str:
    """The id of an item as people read it: 0010101, 004o008-00."""
    return f"{key[2]}-{key[3]}" if key[3] else key[2]


def decide(
    session: Session,
    keys: Sequence[Key],
    *,
    verdict: str = "",
    disposition: str = "",
    content: str = "",
    reason: str,
    by: str,
    date: str,
) -> Changes:
    """Records the same joint decision about items as one step; what was decided before stays readable.

    ``date``: ISO. Raises UserProblem when there is neither verdict nor disposition, without reason, decider or date,
    and for a disposition that the law forbids for the class of one of the items.
    """
    if verdict and verdict not in VERDICT:
        raise UserProblem(
            "bad_verdict", f"判定「{verdict}」はありません。", hint="使える判定：" + "、".join(VERDICT), exit_code=USAGE
        )
    if not verdict and not disposition:
        raise UserProblem(
            "nothing_decided", "共同の判定も対応方針もありません。", hint="どちらかを選んでください。", exit_code=USAGE
        )
    fields = _said(
        {"verdict": verdict, "disposition": disposition, "content": content}, reason=reason, by=by, date=date
    )
    if disposition:
        _lawful(session, keys, disposition)
    return _write(session, "共同の決定", [(key, fields) for key in keys])


def withdraw(session: Session, keys: Sequence[Key]) -> Changes:
    """Takes joint decisions back; they stay in the history."""
    return _write(session, "共同の決定を取り下げる", [(key, {}) for key in keys])


def agreed(session: Session, asked: Asked) -> Agreed:
    """What may be decided at once: under a filter, every municipality has judged, and all alike. Nothing is written."""
    found = find(session, Asked(asked.text, asked.businesses, asked.kinds, "open"))
    if len(found.columns) < 2:
        return Agreed((), len(found.keys))
    alike = [
        line
        for start in range(0, len(found.keys), _PAGE)
        for line in lines(session, found.keys[start : start + _PAGE])
        if all(c.state == "answered" for c in line.cells) and len({c.verdict for c in line.cells}) == 1
    ]
    return Agreed(tuple(alike), len(found.keys) - len(alike))


def decide_agreed(session: Session, chosen: Sequence[Line], *, reason: str, by: str, date: str) -> Changes:
    """Makes what every municipality says the joint decision, as one step. Raises UserProblem as :func:`decide`, and
    when something has changed since it was looked at."""
    now = {line.key: line for line in _fresh(session, [c.key for c in chosen])}
    if any(now[c.key].cells != c.cells or now[c.key].joint is not None for c in chosen):
        raise UserProblem(
            "changed_since",
            "確かめた後に変わったものがあります。まだ何も決めていません。",
            hint="もう一度確かめてください。",
            exit_code=CONFLICT,
        )
    said = [(c.key, _said({"verdict": c.cells[0].verdict}, reason=reason, by=by, date=date)) for c in chosen]
    return _write(session, "一致した判定を共同の決定にする", said)


def _fresh(session: Session, keys: Sequence[Key]) -> Iterable[Line]:
    return (line for n in range(0, len(keys), _PAGE) for line in lines(session, keys[n : n + _PAGE]))


def deviate(session: Session, key: Key, city: str, *, reason: str, by: str = "", date: str = "") -> Changes:
    """Records why a municipality (code or name, ours too) does otherwise than was decided; an empty ``reason`` takes
    it back. Raises UserProblem when nothing was decided about the item or the municipality isn't here."""
    code = session.code if city.strip() in (session.code, cities.name_of(session, session.code)) else ""
    code = code or cities.find(session, city).code
    if next(iter(lines(session, [key]))).joint is None:
        raise UserProblem(
            "not_decided", "共同の決定がないので、逸脱も記録できません。", hint="先に共同の決定を記録してください。"
        )
    fields = {"reason": reason.strip(), "by": by.strip(), "date": _date(date) if date.strip() else ""}
    rid = deviation_rid(session.code, *key, code)
    label = f"{cities.name_of(session, code)}の逸脱：{shown(key)}"
    with session.project.unit(label if reason.strip() else f"{label} を取り下げる") as unit:
        if fields["reason"] or unit.heads(rid, "deviation"):
            held = {n: v for n, v in fields.items() if v} if fields["reason"] else {}
            unit.set(rid, "deviation", "deviation", held, ref=ref_of(key, city=code))
    return changes(unit.changes)


def _said(fields: dict[str, Any], *, reason: str, by: str, date: str) -> dict[str, Any]:
    lacking = [word for word, text in (("理由", reason), ("決定者", by), ("決定日", date)) if not text.strip()]
    if lacking:
        raise UserProblem(
            "reason_missing",
            f"{'・'.join(lacking)}がありません。",
            hint="共同の決定には、理由と、だれがいつ決めたかが要ります。",
            exit_code=USAGE,
        )
    whole = {**fields, "reason": reason.strip(), "by": by.strip(), "date": _date(date)}
    return {n: v.strip() for n, v in whole.items() if v and v.strip()}


def _date(text: str) -> str:
    try:
        return day.fromisoformat(text.strip()).isoformat()
    except ValueError as problem:
        raise UserProblem(
            "bad_date", f"決定日「{text}」が日付として読めません。", hint="2026-12-25 のように書いてください。",
            exit_code=USAGE,
        ) from problem  # fmt: skip


def _lawful(session: Session, keys: Sequence[Key], disposition: str) -> None:
    """What the law forbids outright; what a disposition has to state (term, vendor) each city states in its issue."""
    if book().find(disposition) is None:
        codes = "、".join(d.code for d in book().dispositions)
        raise UserProblem(
            "bad_disposition", f"対応方針「{disposition}」はありません。", hint=f"使える方針：{codes}", exit_code=USAGE
        )
    for key in keys:
        draft = register_read.draft(nodes=(node_text(*key),), business=key[0])
        found = strictest(book(), disposition, register_read.cases_of(session, draft, {}))
        against = refusal([r for r in found if not r.missing])
        if against is not None:
            raise register.unlawful(disposition, against)


def _write(session: Session, label: str, wanted: Sequence[tuple[Key, dict[str, Any]]]) -> Changes:
    many = f"（{len(wanted)} 件）" if len(wanted) > 1 else f"：{shown(wanted[0][0])}" if wanted else ""
    with session.project.unit(label + many) as unit:
        for key, fields in wanted:
            rid = joint_rid(session.code, *key)
            if fields or unit.heads(rid, "joint"):
                unit.set(rid, "joint", "joint", fields, ref=ref_of(key))
    return changes(unit.changes)
