"""One issue made two or more, and several made one: links, options and history stay with what they came from.

The issue that was split is no longer listed; whoever edits it without having seen the split brings it back as a
conflict (分割後に編集あり), so that no word written meanwhile is lost.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from app.core.problems import USAGE, UserProblem
from app.services import register, survey
from app.services.register_read import Issue, issue
from app.services.session import Session, changes
from app.services.views import Changes

SPLIT, JOIN = "split", "join"
HOW = {SPLIT: "分割", JOIN: "統合"}


@dataclass(frozen=True, slots=True)
class Kin:
    """An issue this one came from or became. ``here``: it is still (or again) listed."""

    rid: str
    number: str
    title: str
    how: str
    here: bool


def split(session: Session, name: str, titles: Sequence[str]) -> tuple[list[str], Changes]:
    """Makes several issues of one, as one step; (their rids, changes).

    Each takes over what the issue says (links, detail, department, deadline, disposition) and has its own title.
    Raises UserProblem for fewer than two titles, for blank and for equal ones.
    """
    found = issue(session, name)
    named = [t.strip() for t in titles]
    if len(named) < 2 or not all(named) or len(set(named)) < len(named):
        raise UserProblem(
            "bad_split", "分割した課題の件名は、二つ以上の違う件名にしてください。",
            hint="一行に一つの件名を書いてください。", exit_code=USAGE,
        )  # fmt: skip
    values = _values(found)
    number = register.next_number(session)
    with session.project.unit(f"課題を分割：{found.number}") as unit:
        rids = []
        for n, title in enumerate(named):
            own = values | {"title": title, "number": f"G-{number + n:04d}", "how": SPLIT, "sources": [found.rid]}
            rids.append(unit.create("issue", survey.atoms_of("issue", own)))
        unit.derive(found.rid, "issue", session.project.all_heads(found.rid), {"how": SPLIT, "into": rids})
    return rids, changes(unit.changes)


def join(session: Session, names: Sequence[str], title: str) -> tuple[str, Changes]:
    """Makes one issue of several, as one step; (its rid, changes).

    It names everything they name; what they say otherwise is put below one another with their numbers. A disposition
    is taken over where all that have one agree. Raises UserProblem for fewer than two issues and for a blank title.
    """
    found = [issue(session, n) for n in dict.fromkeys(names)]
    if len({i.rid for i in found}) < 2:
        raise UserProblem("bad_join", "統合する課題を二つ以上選んでください。", exit_code=USAGE)
    if not title.strip():
        raise UserProblem("title_missing", "統合した課題の件名がありません。", exit_code=USAGE)
    first = found[0]
    values = _values(first)
    for code in ("nodes", "records", "departments", "flags"):
        values[code] = list(dict.fromkeys(v for i in found for v in getattr(i, code)))
    for code in ("detail", "note"):
        said = [(i.number, str(getattr(i, code))) for i in found if getattr(i, code)]
        same = {text for _, text in said}
        values[code] = "\n".join(f"{n}：{text}" for n, text in said) if len(same) > 1 else "".join(same)
    chosen = {(i.disposition, i.content, i.basis, json.dumps(i.data, sort_keys=True)) for i in found if i.disposition}
    if len(chosen) != 1:
        values |= {"disposition": "", "content": "", "basis": "", "data": {}}
    values["due"] = min((i.due for i in found if i.due), default="")
    common = any(i.common for i in found) or len({i.business for i in found}) > 1
    values |= {
        "title": title.strip(), "number": f"G-{register.next_number(session):04d}", "how": JOIN,
        "sources": [i.rid for i in found], "common": common,
    }  # fmt: skip
    values = register.check_fields(session, values)
    with session.project.unit(f"課題を統合：{'、'.join(i.number for i in found)}") as unit:
        rid = unit.create("issue", survey.atoms_of("issue", values))
        for one in found:
            unit.derive(one.rid, "issue", session.project.all_heads(one.rid), {"how": JOIN, "into": [rid]})
    return rid, changes(unit.changes)


def _values(found: Issue) -> dict[str, object]:
    held: dict[str, object] = {
        n: getattr(found, n)
        for n in (
            "kind", "detail", "business", "disposition", "content", "basis", "data", "department", "owner", "due",
            "due_basis", "degree", "priority", "note", "found_in", "common", "refused",
        )
    }  # fmt: skip
    held |= {n: list(getattr(found, n)) for n in ("nodes", "records", "departments", "flags")}
    held["status"] = "open" if not found.disposition else "studying"  # what was decided was decided on another issue
    return held


def kin(session: Session, rid: str) -> tuple[list[Kin], list[Kin]]:
    """(what an issue came from, what it became), oldest first; also of one that is no longer listed."""
    row = session.con.execute("SELECT fields FROM record WHERE rid=? AND type='issue'", (rid,)).fetchone()
    fields = json.loads(row[0]) if row else {}
    sources = [s for s in fields.get("sources") or () if isinstance(s, str)]
    came = [_kin(session, s, str(fields.get("how") or "")) for s in sources]
    became = [
        _kin(session, other, str(json.loads(held).get("how") or ""))
        for other, held in session.con.execute(
            "SELECT rid, fields FROM record WHERE type='issue' AND present=1 ORDER BY number, rid"
        ).fetchall()
        if rid in (json.loads(held).get("sources") or ())
    ]
    return [k for k in came if k is not None], [k for k in became if k is not None]


def _kin(session: Session, rid: str, how: str) -> Kin | None:
    row = session.con.execute(
        "SELECT number, fields, present FROM record WHERE rid=? AND type='issue'", (rid,)
    ).fetchone()
    if row is None:
        return None
    return Kin(rid, row[0], str(json.loads(row[1]).get("title") or ""), how, bool(row[2]))
