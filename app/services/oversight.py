"""Who looks at a verdict after it was given, who has to give it, and what the office wants looked at closely (重点).

Each call is one named step over one item or many. A review is of a verdict as it stands: once that says something
else, the review counts as 未 again (松阪市の事例：重点的にチェックすべき項目、確認観点、確定期限).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.core.codes import REVIEWS
from app.core.problems import USAGE, UserProblem
from app.core.records import item_rid
from app.core.stamps import verdict_digest
from app.services.session import Session, changes
from app.services.views import Changes
from app.store.unit import Unit

_BLOCK = 400


@dataclass(frozen=True, slots=True)
class _Said:
    """What is recorded on one item; ``judged`` without a conflict of verdicts."""

    rid: str
    ref: dict[str, str]
    judged: bool
    conflict: bool
    digest: str


def _said(session: Session, edition_hash: str, keys: Sequence[int]) -> list[_Said]:
    schema = session.attach(edition_hash)
    found: dict[int, _Said] = {}
    for start in range(0, len(keys), _BLOCK):
        part = list(keys[start : start + _BLOCK])
        sql = (
            "SELECT i.key, i.business, i.kind, i.id, i.branch, s.verdict, s.current, s.detail, s.why,"
            f" coalesce(s.conflict, 0) FROM {schema}.item i LEFT JOIN main.item_state s ON s.business=i.business"
            " AND s.kind=i.kind AND s.item=i.id AND s.branch=i.branch"
            f" WHERE i.key IN ({','.join('?' * len(part))})"
        )
        for key, *of, verdict, current, detail, why, conflict in session.con.execute(sql, part):
            fields = {"verdict": verdict, "current": current, "detail": detail, "reason": why}
            ref = dict(zip(("business", "kind", "id", "branch"), of, strict=True))
            found[key] = _Said(
                item_rid(session.code, *of), ref, verdict is not None, bool(conflict), verdict_digest(fields)
            )
    if any(k not in found for k in keys):
        raise UserProblem("no_item", "その項目はこの版にありません。", hint="一覧を読み直してください。")
    return [found[k] for k in keys]


def review(
    session: Session, edition_hash: str, keys: Sequence[int], state: str, *, note: str = ""
) -> tuple[Changes, int]:
    """Records how far verdicts have been looked at: a code of codes.REVIEWS, "" takes it back.

    Gives what was recorded and how many items were left out because they have no settled verdict. Raises UserProblem
    for an unknown state, for 差戻し without a reason, and when none of the items has a settled verdict.
    """
    if state not in REVIEWS:
        raise UserProblem(
            "bad_review", f"確認「{state}」はありません。", hint="使える値：" + "、".join(c for c in REVIEWS if c),
            exit_code=USAGE,
        )  # fmt: skip
    if state == "returned" and not note.strip():
        raise UserProblem("no_reason", "差戻しの理由がありません。", hint="何を直してほしいかを書いてください。")
    found = _said(session, edition_hash, keys)
    ready = [s for s in found if s.judged and not s.conflict]
    if not ready:
        raise UserProblem(
            "not_judged", "確認できる判定がありません。", hint="判定が記録され、競合のないものだけを確認できます。"
        )
    with session.project.unit(_label(f"確認：{REVIEWS[state]}", len(ready))) as unit:
        for s in ready:
            fields = {"state": state, "note": note.strip(), "about": s.digest} if state else {}
            _put(session, unit, s, "review", {k: v for k, v in fields.items() if v})
    return changes(unit.changes), len(found) - len(ready)


def assign(
    session: Session, edition_hash: str, keys: Sequence[int], *, department: str, person: str = "", due: str = ""
) -> Changes:
    """Says who has to judge items, and by when (as written); an empty ``department`` takes the assignment back.

    Raises UserProblem for a person without a 所属 and for a name with "/".
    """
    department, person = department.strip(), person.strip()
    if person and not department:
        raise UserProblem("no_department", "担当課がありません。", hint="担当者の所属を書いてください。")
    if "/" in department + person:
        raise UserProblem("bad_name", "担当課と担当者に「/」は使えません。", hint="「／」を使ってください。")
    fields = {"department": department, "person": person, "due": due.strip()} if department else {}
    label = f"担当：{department} {person}".strip() if department else "担当を外す"
    return _each(session, edition_hash, keys, "assignment", fields, label)


def focus(
    session: Session,
    edition_hash: str,
    keys: Sequence[int],
    on: bool,
    *,
    note: str = "",
    viewpoint: str = "",
    due: str = "",
) -> Changes:
    """Marks items as 重点, with the office's note, the viewpoint to check from, and when it must be settled."""
    fields: dict[str, Any] = {"on": True, "note": note.strip(), "viewpoint": viewpoint.strip(), "due": due.strip()}
    return _each(session, edition_hash, keys, "focus", fields if on else {}, "重点にする" if on else "重点を外す")


def _each(
    session: Session, edition_hash: str, keys: Sequence[int], atom: str, fields: dict[str, Any], label: str
) -> Changes:
    wanted = {k: v for k, v in fields.items() if v}
    found = _said(session, edition_hash, keys)
    with session.project.unit(_label(label, len(found))) as unit:
        for s in found:
            _put(session, unit, s, atom, wanted)
    return changes(unit.changes)


def _label(text: str, count: int) -> str:
    return f"{text}（{count} 件）" if count > 1 else text


def _put(session: Session, unit: Unit, said: _Said, atom: str, fields: dict[str, Any]) -> None:
    heads = unit.heads(said.rid, atom)
    if not heads and not fields:
        return
    if len(heads) == 1:
        before = session.project.operation(heads[0])
        if before is not None and (before.fields(atom) or {}) == fields:
            return
    unit.set(said.rid, "item", atom, fields, ref=said.ref)
