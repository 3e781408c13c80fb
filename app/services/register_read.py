"""Reading the register 課題・決定: issues, what the guard rails say of them, options, and every decision made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

from app.core.guard import Case, Disposition, Rulebook, Ruling, refusal, rulebook, strictest
from app.core.money import Money, money
from app.core.problems import UserProblem
from app.services import catalogue, survey, vendor_layers
from app.services import catalogue_query as q
from app.services.session import Session

_OPTION_TEXTS = ("disposition", "content", "cost", "effect", "risk", "residents", "time")


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision as recorded; ``current`` is False once another one superseded it."""

    rid: str
    option: str
    disposition: str
    level: str
    by: str
    date: str
    meeting: str
    reason: str
    supersedes: tuple[str, ...]
    current: bool
    basis: str = ""
    clauses: tuple[str, ...] = ()  # record ids of clauses of the 全体方針
    review: str = ""  # when it is to be looked at again
    document: str = ""  # 文書番号


@dataclass(frozen=True, slots=True)
class Option:
    """One way that was considered."""

    rid: str
    disposition: str
    content: str
    data: dict[str, str]
    cost: str
    effect: str
    risk: str
    residents: str
    time: str = ""
    money: Money = field(default_factory=lambda: money({}))
    money_notes: tuple[str, str] = ("", "")  # what その他 stands for, once and a year


@dataclass(frozen=True, slots=True)
class Issue:
    """One line of the register. ``unlawful``: the ruling that stands against its disposition now (法令上要確認)."""

    rid: str
    number: str
    kind: str
    title: str
    detail: str
    business: str
    nodes: tuple[str, ...]
    records: tuple[str, ...]
    disposition: str
    content: str
    basis: str
    data: dict[str, str]
    department: str
    owner: str
    due: str
    due_basis: str
    status: str
    degree: str
    priority: str
    note: str
    conflict: bool
    unlawful: Ruling | None
    decision: Decision | None
    departments: tuple[str, ...] = ()
    found_in: str = ""
    common: bool = False
    flags: tuple[str, ...] = ()  # later steps it matters to, codes of the list "steps"
    refused: Mapping[str, str] = field(default_factory=dict)  # rung of the ladder → why nothing on it will do
    how: str = ""  # "split" or "join": where it came from
    sources: tuple[str, ...] = ()


@cache
def book() -> Rulebook:
    """The guard rails in force (resources/rules/dispositions.json)."""
    return rulebook(json.loads((files("resources") / "rules" / "dispositions.json").read_text("utf-8")))


def dispositions() -> tuple[Disposition, ...]:
    """All dispositions, in their order."""
    return book().dispositions


def label_of(code: str) -> str:
    """The Japanese name of a disposition; the code itself when it is unknown."""
    found = book().find(code)
    return found.label if found else code


def issues(
    session: Session, *, business: str | None = None, status: str | None = None, there: bool = True
) -> list[Issue]:
    """The register, by number; ``there`` False: those no longer in it, since they were split, joined or deleted."""
    rows = session.con.execute(
        "SELECT rid, fields, conflict + state_conflict FROM record WHERE type='issue' AND present=?"
        " ORDER BY number, rid",
        (int(there),),
    ).fetchall()
    decided = _decisions(session)
    out = [_issue(session, rid, json.loads(fields), bool(conflict), decided) for rid, fields, conflict in rows]
    return [i for i in out if business in (None, i.business) and status in (None, i.status)]


def issue(session: Session, name: str) -> Issue:
    """One issue by rid, NODE text or number. Raises UserProblem when there is none."""
    wanted = name.removeprefix("issue:")
    row = session.con.execute(
        "SELECT rid, fields, conflict + state_conflict FROM record WHERE type='issue' AND present=1"
        " AND (rid=? OR number=?) ORDER BY rid LIMIT 1",
        (wanted, wanted),
    ).fetchone()
    if row is None:
        raise UserProblem(
            "no_issue", f"課題「{name}」はありません。", hint="fitgap issue list で番号を確かめてください。"
        )
    return _issue(session, row[0], json.loads(row[1]), bool(row[2]), _decisions(session))


def _issue(
    session: Session, rid: str, f: dict[str, Any], conflict: bool, decided: Mapping[str, list[Decision]]
) -> Issue:
    def text(name: str) -> str:
        return str(f.get(name) or "")

    found = Issue(
        rid=rid, number=text("number"), kind=text("kind"), title=text("title"), detail=text("detail"),
        business=text("business"), nodes=tuple(f.get("nodes") or ()), records=tuple(f.get("records") or ()),
        disposition=text("disposition"), content=text("content"), basis=text("basis"), data=dict(f.get("data") or {}),
        department=text("department"), owner=text("owner"), due=text("due"), due_basis=text("due_basis"),
        status=text("status") or "open", degree=text("degree"), priority=text("priority"), note=text("note"),
        conflict=conflict, unlawful=None, decision=next((d for d in decided.get(rid, ()) if d.current), None),
        departments=tuple(f.get("departments") or ()), found_in=text("found_in"), common=f.get("common") is True,
        flags=tuple(f.get("flags") or ()), refused=dict(f.get("refused") or {}), how=text("how"),
        sources=tuple(f.get("sources") or ()),
    )  # fmt: skip
    if not found.disposition or book().find(found.disposition) is None:
        return found
    against = refusal(ruled(session, found, found.disposition, found.data))
    return replace(found, unlawful=against) if against else found


def _decisions(session: Session) -> dict[str, list[Decision]]:
    rows = session.con.execute("SELECT rid, fields FROM record WHERE type='decision' AND present=1 ORDER BY rid")
    raw = [(rid, json.loads(fields)) for rid, fields in rows.fetchall()]
    gone = {s for _, f in raw for s in f.get("supersedes") or ()}
    out: dict[str, list[Decision]] = {}
    for rid, f in raw:
        out.setdefault(str(f.get("issue") or ""), []).append(
            Decision(
                rid,
                str(f.get("option") or ""),
                str(f.get("disposition") or ""),
                str(f.get("level") or ""),
                str(f.get("by") or ""),
                str(f.get("date") or ""),
                str(f.get("meeting") or ""),
                str(f.get("reason") or ""),
                tuple(f.get("supersedes") or ()),
                rid not in gone,
                str(f.get("basis") or ""),
                tuple(f.get("clauses") or ()),
                str(f.get("review") or ""),
                str(f.get("document") or ""),
            )
        )
    return {k: sorted(v, key=lambda d: (d.date, d.rid)) for k, v in out.items()}


def decisions(session: Session, issue_rid: str) -> list[Decision]:
    """Every decision on an issue, oldest first: superseded ones stay readable for ever."""
    return _decisions(session).get(issue_rid, [])


def ancestry(session: Session, issue_rid: str) -> frozenset[str]:
    """An issue and all it was split or joined from: what was thought up for those is thought up for it."""
    found, waiting = {issue_rid}, [issue_rid]
    while waiting:
        row = session.con.execute("SELECT fields FROM record WHERE rid=? AND type='issue'", (waiting.pop(),)).fetchone()
        sources = (json.loads(row[0]).get("sources") or ()) if row else ()
        fresh = {s for s in sources if isinstance(s, str)} - found
        found |= fresh
        waiting += sorted(fresh)
    return frozenset(found)


def options(session: Session, issue_rid: str) -> list[Option]:
    """The options considered for an issue, in the order they were written; those of what it came from among them."""
    ours = ancestry(session, issue_rid)
    rows = session.con.execute(
        "SELECT r.rid, r.fields FROM record r WHERE r.type='option' AND r.present=1"
        " ORDER BY (SELECT min(seq) FROM op WHERE op.rid=r.rid)"
    ).fetchall()
    out = []
    for rid, fields in rows:
        f = json.loads(fields)
        if f.get("issue") in ours:
            texts = {k: str(f.get(k) or "") for k in _OPTION_TEXTS}
            notes = str(f.get("initial_note") or ""), str(f.get("annual_note") or "")
            out.append(Option(rid=rid, data=dict(f.get("data") or {}), money=money(f), money_notes=notes, **texts))
    return out


def draft(*, nodes: tuple[str, ...] = (), business: str = "", basis: str = "", records: tuple[str, ...] = ()) -> Issue:
    """An issue that isn't registered yet, to ask the guard rails about."""
    return Issue(
        rid="", number="", kind="gap", title="", detail="", business=business, nodes=nodes, records=records,
        disposition="", content="", basis=basis, data={}, department="", owner="", due="", due_basis="", status="open",
        degree="", priority="", note="", conflict=False, unlawful=None, decision=None,
    )  # fmt: skip


def ruled(session: Session, found: Issue, disposition: str, data: Mapping[str, Any]) -> list[Ruling]:
    """What the guard rails say of a disposition for an issue that states ``data``, over every item it names."""
    return strictest(book(), disposition, cases_of(session, found, data))


def cases_of(session: Session, found: Issue, data: Mapping[str, Any]) -> list[Case]:
    """What an issue's disposition is judged against: one case for each class among its items, its system, its word.

    An issue about a standard system that names no item at all is about what the standard doesn't list, which may not
    be built in (基本方針 3.1.3(3)①); an issue whose items' editions aren't here is judged by its system alone.
    """
    stated = {**data, "reason": data.get("reason") or found.basis, "term": data.get("term") or ""}
    system = _system(session, found)
    kinds: dict[tuple[str | None, str, tuple[str, ...]], None] = {}
    named = [n for n in found.nodes if n.partition(":")[0] in survey.CURRENT_TYPE]
    for node in named:
        try:
            edition, key = catalogue.find(session, node)
        except UserProblem:
            continue  # the item's edition isn't here: nothing is known of its class
        row = q.rows(session, edition, [key])[0]
        form = _form_kind(session, edition, key, found) if row.kind == "form" else ""
        answers = vendor_layers.codes_of(session, row.node) if row.cls == "optional" else ()
        kinds[(row.cls or "unlisted", form, answers)] = None
    if not kinds:
        about_standard = not found.nodes and system in ("", "standard")
        kinds[("unlisted" if about_standard else None, "", ())] = None
    return [
        Case(
            cls=cls, business=found.business, system=system, form=form, data=stated,
            transition=bool(data.get("transition")), vendor_answers=answers,
        )
        for cls, form, answers in kinds
    ]  # fmt: skip


def _form_kind(session: Session, edition: str, key: int, found: Issue) -> str:
    """ "staff_paper" for a form for staff that is printed today (基本方針 5.1.1.3.3)."""
    extra = dict(catalogue.detail(session, edition, key).extra)
    audience = " ".join(v for k, v in extra.items() if "内部" in k or "内外" in k or "外部" in k)
    papers = [
        json.loads(f[0]).get("paper", "")
        for rid in found.records
        for f in session.con.execute("SELECT fields FROM record WHERE rid=?", (rid,))
    ]
    return "staff_paper" if "内部" in audience and any(papers) else ""


def _system(session: Session, found: Issue) -> str:
    """Whether the system an issue is about may stay in its package (基本方針 4.1.4(1))."""
    for rid in found.records:
        row = session.con.execute(
            "SELECT s.fields FROM record r JOIN record s"
            " ON s.rid = CASE WHEN r.type='system' THEN r.rid ELSE r.system END WHERE r.rid=?",
            (rid,),
        ).fetchone()
        if row is None:
            continue
        fields = json.loads(row[0])
        scope = str(fields.get("scope") or "")
        if not scope or scope == "標準化対象":
            return "standard"
        if scope == "外部システム":
            return "external"
        return "own_package" if _shares_package(session, fields) else "other_package"
    return ""


def _shares_package(session: Session, fields: Mapping[str, Any]) -> bool:
    package, vendor = fields.get("package"), fields.get("vendor")
    if not package or not vendor:
        return False
    for (other,) in session.con.execute("SELECT fields FROM record WHERE type='system' AND present=1").fetchall():
        f = json.loads(other)
        if f.get("scope") == "標準化対象" and (f.get("package"), f.get("vendor")) == (package, vendor):
            return True
    return False


def rulings_for(session: Session, issue_rid: str, data: Mapping[str, Any] | None = None) -> dict[str, list[Ruling]]:
    """For every disposition what the guard rails say of it here, so that unlawful ones can be greyed with clause."""
    found = issue(session, issue_rid)
    stated = found.data if data is None else data
    cases = cases_of(session, found, stated)
    return {d.code: strictest(book(), d.code, cases) for d in dispositions()}
