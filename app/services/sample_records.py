"""What みほん市 has today and what it has to solve: resources/sample/*.json as records of the workspace."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from app.core.records import mapping_rid
from app.services import session as sessions
from app.services import transition_pairs
from app.services.session import Session
from app.services.survey import atoms_of
from app.services.views import Who
from app.store.unit import Unit
from spec_catalog import nodes

Key = tuple[str, str, str, str]
"""(business, kind, id, branch) of a published item."""

BUSINESSES = ("001", "024", "023", "010")
_REFERENCES = {"system": ("vendor", "department"), "function": ("system",), "curform": ("system",),
               "curlink": ("system", "receiver")}  # fmt: skip


@cache
def facts(name: str) -> dict[str, Any]:
    """One file of the sample municipality."""
    raw: dict[str, Any] = json.loads((files("resources") / "sample" / f"{name}.json").read_text("utf-8"))
    return raw


def item_key(node: str) -> Key:
    """The key of the published item a NODE text names."""
    found = nodes.parse(node)
    return found.business, found.kind, found.id, found.branch


def ref_of(key: Key) -> dict[str, str]:
    """A key as operations carry it."""
    return dict(zip(("business", "kind", "id", "branch"), key, strict=True))


def organisation(session: Session) -> dict[str, str]:
    """Departments, vendors and systems; name or number → rid."""
    rids: dict[str, str] = {}
    given = facts("municipality")
    with session.project.unit("見本：課・事業者・システムを登録") as unit:
        for list_, type_ in (("departments", "department"), ("vendors", "vendor"), ("systems", "system")):
            for entry in given[list_]:
                rid = _create(unit, type_, entry, rids)
                rids[entry["name"]] = rid
                rids[entry.get("number", entry["name"])] = rid
    return rids


def current(session: Session, rids: dict[str, str]) -> None:
    """Current functions, forms and linkages, and what each of them answers. Adds number → rid to ``rids``."""
    functions = [f for business in BUSINESSES for f in facts(f"functions_{business}")["functions"]]
    lists = (
        ("function", "req", "現行機能", functions),
        ("curform", "form", "現行帳票", facts("forms")["forms"]),
        ("curlink", "link", "現行連携", facts("linkages")["linkages"]),
    )
    for type_, _, label, entries in lists:
        with session.project.unit(f"見本：{label} {len(entries)} 件を登録") as unit:
            for entry in entries:
                rids[entry["number"]] = _create(unit, type_, entry, rids)
    with session.project.unit("見本：現行を標準仕様に対応付け") as unit:
        for _, kind, _, entries in lists:
            for entry in entries:
                for answer in entry["answers"]:
                    key = item_key(f"{kind}:{answer}")
                    fields = {"target": rids[entry["number"]], "type": "equal"}
                    rid = mapping_rid(session.code, *key, fields["target"])
                    unit.set(rid, "mapping", "mapping", fields, ref=ref_of(key))


def register(session: Session, rids: Mapping[str, str]) -> None:
    """The register: issues with their options by whoever owns them, then the decisions in the order of their dates."""
    issues = facts("register")["issues"]
    made: dict[str, str] = {}
    options: dict[tuple[str, int], str] = {}
    for who, entries in _by_owner(issues):
        sessions.set_who(session, who)
        with session.project.unit(f"見本：課題 {len(entries)} 件を登録") as unit:
            for entry in entries:
                values = {k: v for k, v in entry.items() if k not in ("options", "decisions")}
                values["records"] = [rids[number] for number in entry.get("records", ())]
                issue = made[entry["number"]] = unit.create("issue", atoms_of("issue", values))
                for n, option in enumerate(entry.get("options", ()), 1):
                    options[entry["number"], n] = unit.create("option", atoms_of("option", {"issue": issue, **option}))
    decided = [(d["date"], i["number"], n, d) for i in issues for n, d in enumerate(i.get("decisions", ()), 1)]
    done: dict[tuple[str, int], str] = {}
    sessions.set_who(session, Who("情報政策課", "見本 太郎", "office"))
    with session.project.unit(f"見本：決定 {len(decided)} 件を記録") as unit:
        for _, number, n, decision in sorted(decided, key=lambda d: d[:3]):
            values = {**decision, "issue": made[number]}
            if "option" in decision:
                values["option"] = options[number, decision["option"]]
            if "supersedes" in decision:
                values["supersedes"] = [done[number, decision["supersedes"]]]
            done[number, n] = unit.create("decision", atoms_of("decision", values), kind="add")


def transitions(session: Session, rids: Mapping[str, str]) -> None:
    """What was agreed for pairs of systems in the transition period, each pair as one step."""
    for entry in facts("transitions")["pairs"]:
        one, other = (rids[number] for number in entry["systems"])
        values = {k: v for k, v in entry.items() if k != "systems"}
        transition_pairs.record(session, [(one, other)], values)


def _by_owner(issues: Sequence[dict[str, Any]]) -> Iterable[tuple[Who, list[dict[str, Any]]]]:
    out: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for issue in issues:
        out.setdefault((issue["department"], issue.get("owner", "")), []).append(issue)
    for (department, owner), entries in out.items():
        yield Who(department, owner or "見本 太郎"), entries


def _create(unit: Unit, type_: str, entry: Mapping[str, Any], rids: Mapping[str, str]) -> str:
    """A record from its fields; names of registered records become their ids."""
    values = {k: v for k, v in entry.items() if k != "answers"}
    for code in _REFERENCES.get(type_, ()):
        if values.get(code) in rids:
            values[code] = rids[values[code]]
    return unit.create(type_, atoms_of(type_, values))
