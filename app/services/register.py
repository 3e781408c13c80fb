"""課題・決定: what has to be solved, handled lawfully, decided once and only ever superseded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.core.choices import ISSUE_STATUSES, PRIORITIES
from app.core.codes import EFFECT_DEGREES
from app.core.deadlines import last_day
from app.core.guard import Ruling, refusal
from app.core.problems import USAGE, UserProblem
from app.core.records import ATOMS
from app.services import catalogue, choices, survey
from app.services.register_read import Issue, book, dispositions, draft, issue, label_of, ruled
from app.services.session import Session, changes
from app.services.views import Changes


def add(
    session: Session,
    *,
    title: str,
    kind: str = "gap",
    detail: str = "",
    nodes: Sequence[str] = (),
    records: Sequence[str] = (),
    business: str = "",
    **fields: Any,
) -> tuple[str, Changes]:
    """A new issue; (rid, changes). Raises UserProblem for a blank title, an unknown kind or field, an unknown NODE."""
    if not title.strip():
        raise UserProblem(
            "title_missing", "課題の件名がありません。", hint="何が問題かを一行で書いてください。", exit_code=USAGE
        )
    choices.check(session, "issue_kinds", kind)
    for node in nodes:
        edition, _ = catalogue.find(session, node)
        business = business or next(e.business for e in catalogue.editions(session) if e.hash == edition)
    values = {
        "number": f"G-{next_number(session):04d}", "kind": kind, "title": title.strip(), "detail": detail,
        "business": business, "nodes": list(nodes), "records": list(records), "status": "open", **fields,
    }  # fmt: skip
    values = check_fields(session, values)
    if values.get("disposition"):
        values["data"] = stated_for(str(values["disposition"]), values.get("data"))
        wanted = draft(
            nodes=tuple(nodes), business=business, basis=str(values.get("basis") or ""), records=tuple(records)
        )
        refuse(session, wanted, str(values["disposition"]), values["data"])
    with session.project.unit(f"課題を登録：{values['number']}") as unit:
        rid = unit.create("issue", survey.atoms_of("issue", values))
    return rid, changes(unit.changes)


def set_fields(session: Session, name: str, values: Mapping[str, Any]) -> Changes:
    """Edits fields of an issue other than its disposition, as one step; only atoms that change are written."""
    found = issue(session, name)
    if {"disposition", "content", "basis", "data", "number"} & values.keys():
        raise UserProblem(
            "use_dispose", "対応方針は「対応方針を決める」（fitgap dispose）で書いてください。", exit_code=USAGE
        )
    values = check_fields(session, values)
    if found.disposition and {"nodes", "records", "business"} & values.keys():  # it would now speak of other items
        moved = replace(
            found,
            nodes=tuple(values.get("nodes", found.nodes)),
            records=tuple(values.get("records", found.records)),
            business=str(values.get("business", found.business)),
        )
        refuse(session, moved, found.disposition, found.data)
    with session.project.unit(f"課題を編集：{found.number}") as unit:
        survey.write_changes(session, unit, found.rid, "issue", values)
    return changes(unit.changes)


def dispose(
    session: Session,
    name: str,
    disposition: str,
    *,
    content: str = "",
    basis: str = "",
    data: Mapping[str, Any] | None = None,
    parents: tuple[str, ...] | None = None,
) -> tuple[Changes, list[Ruling]]:
    """Chooses how an issue is handled; (changes, what the guard rails still say). One step.

    Raises UserProblem "unlawful" with the clause when a rule refuses it, and for an unknown disposition; then nothing
    is recorded.
    """
    if book().find(disposition) is None:
        codes = "、".join(d.code for d in dispositions())
        raise UserProblem(
            "bad_disposition", f"対応方針「{disposition}」はありません。", hint=f"使える方針：{codes}", exit_code=USAGE
        )
    found = issue(session, name)
    stated = stated_for(disposition, data)
    found_rulings = ruled(session, replace(found, basis=basis), disposition, stated)
    against = refusal(found_rulings)
    if against is not None:
        raise unlawful(disposition, against)
    fields = {"disposition": disposition, "content": content, "basis": basis, "data": stated}
    with session.project.unit(f"対応方針：{found.number} {label_of(disposition)}") as unit:
        unit.set(
            found.rid, "issue", "disposition", {k: v for k, v in fields.items() if v not in ("", {})}, parents=parents
        )
        if found.status == "open":
            unit.set(found.rid, "issue", "status", {"status": "studying"})
    return changes(unit.changes), found_rulings


def refuse(session: Session, wanted: Issue, disposition: str, stated: Mapping[str, Any]) -> None:
    against = refusal(ruled(session, wanted, disposition, stated))
    if against is not None:
        raise unlawful(disposition, against)


def unlawful(disposition: str, ruling: Ruling) -> UserProblem:
    """The refusal every way of input gives, with its clause."""
    return UserProblem(
        "unlawful",
        f"「{label_of(disposition)}」は選べません。{ruling.message}",
        hint=f"根拠：{ruling.clause}。別の対応方針を選んでください。",
    )


def check_date(what: str, text: str) -> None:
    """Dates are typed in many ways and with any precision; what is no date at all is refused."""
    if text.strip() and last_day(text) is None:
        hint = "例：2026-10-31、R8.10.31、令和8年度末"
        raise UserProblem("bad_date", f"{what}「{text}」は日付として読めません。", hint=hint, exit_code=USAGE)


def stated_for(disposition: str, data: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a disposition states, as texts. Raises UserProblem for keys nobody asks for and values that are no text."""
    known = {"reason", "term", "transition"} | {k for d in dispositions() for k, _ in d.data}
    out: dict[str, Any] = {}
    for key, value in (data or {}).items():
        if key not in known:
            hint = "使える欄：" + "、".join(sorted(known))
            raise UserProblem("bad_data", f"対応方針に「{key}」という欄はありません。", hint=hint, exit_code=USAGE)
        if not isinstance(value, (str, bool)) or not _writable(value):
            raise UserProblem("bad_data", f"「{key}」の値は文字で書いてください。", exit_code=USAGE)
        if value not in ("", False):
            out[key] = value
    return out


def _writable(value: object) -> bool:
    """Half a surrogate pair is no text: it can't be stored."""
    return not any("\ud800" <= c <= "\udfff" for c in str(value))


def _known(what: str, value: str, choices: Mapping[str, str]) -> None:
    if value not in choices:
        raise UserProblem(
            f"bad_{what}", f"「{value}」という値はありません。", hint="使える値：" + "、".join(choices), exit_code=USAGE
        )


def check_fields(session: Session, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are stored. Raises UserProblem (bad_field, bad_date, bad_status, …) for what can't be."""
    known = {f.code for fs in ATOMS["issue"].values() for f in fs}
    unknown = [k for k in values if k not in known]
    if unknown:
        raise UserProblem(
            "bad_field",
            f"課題に「{unknown[0]}」という欄はありません。",
            hint="使える欄：" + "、".join(sorted(known)),
            exit_code=USAGE,
        )
    check_date("期限", str(values.get("due") or ""))
    out = dict(values)
    for name, listed in (("status", ISSUE_STATUSES), ("degree", EFFECT_DEGREES), ("priority", PRIORITIES)):
        if out.get(name):
            _known(name, str(out[name]), listed)
    for name, listed_as in (("due_basis", "due_bases"), ("kind", "issue_kinds"), ("found_in", "found_in")):
        if out.get(name):
            out[name] = choices.check(session, listed_as, str(out[name]))
    for name in ("departments", "flags", "nodes", "records", "sources"):
        if name in out:
            out[name] = _texts(name, out[name])
    if out.get("flags"):
        order = list(choices.in_force(session, "steps").labels())
        out["flags"] = sorted({choices.check(session, "steps", f) for f in out["flags"]}, key=order.index)
    if "refused" in out:
        out["refused"] = _ladder(out["refused"])
    if "common" in out and not isinstance(out["common"], bool):
        raise UserProblem("bad_common", "共通課題は、はい（true）かいいえ（false）です。", exit_code=USAGE)
    return out


def _texts(name: str, value: Any) -> list[str]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(v, str) and _writable(v) for v in value):
        raise UserProblem(f"bad_{name}", "文字の並びで書いてください。", exit_code=USAGE)
    return list(dict.fromkeys(v.strip() for v in value if v.strip()))


def _ladder(value: Any) -> dict[str, str]:
    """Why nothing on a rung will do, for the rungs there are; empty reasons are left out."""
    rungs = {str(r.rung) for r in book().ladder}
    if not isinstance(value, Mapping) or not all(k in rungs and isinstance(v, str) for k, v in value.items()):
        hint = "段の番号は " + "、".join(sorted(rungs)) + " です。"
        raise UserProblem("bad_ladder", "検討の順序の書き方が違います。", hint=hint, exit_code=USAGE)
    return {k: v.strip() for k, v in sorted(value.items()) if v.strip()}


def next_number(session: Session) -> int:
    """The number after the highest one shown so far; shown only, never an identity."""
    rows = session.con.execute("SELECT number FROM record WHERE type='issue'").fetchall()
    taken = [int(n[2:]) for (n,) in rows if n.startswith("G-") and n[2:].isdigit()]
    return max(taken, default=0) + 1
