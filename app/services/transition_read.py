"""Systems, linkages and what was said of pairs, as the transition planner reads them from the workspace."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from app.core.moves import Move, timing
from app.core.oneline import one_line
from app.core.records import item_rid, transition_rid, transition_rules_rid
from app.core.transition import Linkage, Rules, Said
from app.services import links
from app.services.session import Session
from app.services.survey_lists import says_no
from spec_catalog import nodes
from spec_catalog.ids import natural_key

STANDARD = (None, "", "標準化対象")
"""What a system of the standard says of its scope; one that says nothing counts as one."""

_HOST = "メインフレーム"


@cache
def raw_rules() -> Mapping[str, Any]:
    """The rules as the program brings them, with their sources."""
    found: dict[str, Any] = json.loads((files("resources") / "transition" / "rules.json").read_text("utf-8"))
    return found


def rules(session: Session) -> Rules:
    """The rules as they hold here: the program's, and over them what this municipality wrote."""
    ours = raw_rules()
    row = session.con.execute(
        "SELECT fields FROM record WHERE rid=? AND present=1", (transition_rules_rid(session.code),)
    ).fetchone()
    own: dict[str, Any] = json.loads(row[0]) if row else {}
    return Rules(
        tests=int(ours["tests"]),
        reduced=int(_number(own.get("reduced"), ours["reduced"])),
        tested=frozenset(ours["tested"]),
        conforming=frozenset(ours["conforming"]),
        difficult_is_open=own.get("difficult_is_open", ours["difficult_is_open"]) is True,
        rate=_number(own.get("rate"), ours["effort"]["rate"]),
        lead_months=int(_number(own.get("lead_months"), ours["effort"]["lead_months"])),
    )


def _number(own: Any, ours: float) -> float:
    """Our number where another PC wrote none that can be used."""
    try:
        found = float(own)
    except (TypeError, ValueError):
        return float(ours)
    return found if 0 < found <= MOST else float(ours)


MOST = 120.0
"""No rule has a higher number: ten years before a move, in months."""


def records(session: Session, type_: str) -> dict[str, dict[str, Any]]:
    """rid → fields of the records of a type that are there, by number."""
    sql = "SELECT rid, fields FROM record WHERE type=? AND present=1 ORDER BY number, name, rid"
    rows = session.con.execute(sql, (type_,))
    return {rid: json.loads(fields) for rid, fields in rows}


def moves(session: Session) -> dict[str, Move]:
    """Every system of the standard, and every other one that is moved as well, in the order of their numbers.

    A system outside the standard without a date stays as it is: its linkages change once, with the other side.
    """
    vendors = {rid: str(f.get("name") or "") for rid, f in records(session, "vendor").items()}
    departments = {rid: str(f.get("name") or "") for rid, f in records(session, "department").items()}
    found = [
        (rid, f)
        for rid, f in records(session, "system").items()
        if f.get("scope") in STANDARD or not all(says_no(str(f.get(c) or "")) for c in ("migration", "difficult"))
    ]
    found.sort(key=lambda rf: (natural_key(str(rf[1].get("number") or "")), str(rf[1].get("name") or ""), rf[0]))
    return {rid: _move(rid, f, rank, vendors, departments) for rank, (rid, f) in enumerate(found)}


def _move(
    rid: str, f: Mapping[str, Any], rank: int, vendors: Mapping[str, str], departments: Mapping[str, str]
) -> Move:
    def text(name: str) -> str:
        return str(f.get(name) or "").strip()

    held = f.get("businesses")
    difficult = "" if says_no(text("difficult")) else text("difficult")
    return Move(
        rid, text("number"), one_line(text("name")), tuple(str(b) for b in held) if isinstance(held, list) else (),
        text("vendor"), vendors.get(text("vendor"), text("vendor")), text("package"),
        departments.get(text("department"), text("department")), text("form") == _HOST, timing(f.get("lift")),
        timing(f.get("migration")), difficult, text("pattern"), text("group"), timing(f.get("line")),
        text("prerequisite"), timing(f.get("contract_end")), None, rank,
    )  # fmt: skip


def with_trial(found: Mapping[str, Move], trial: Mapping[str, str]) -> dict[str, Move]:
    """The systems with the dates on trial; one whose date is the recorded one isn't on trial."""
    out = dict(found)
    for rid, text in trial.items():
        wanted = timing(text)
        if rid in out and wanted.means != out[rid].shift.means:
            out[rid] = replace(out[rid], shift=wanted, before=out[rid].shift)
    return out


def linkages(session: Session) -> list[Linkage]:
    """All linkages between systems: surveyed ones, and published ones between every two systems that cover the two
    businesses.

    What a business doesn't do is left out: published linkages reviewed as 該当なし, and surveyed ones of which it was
    said that there is no such work. A linkage of a business that no system covers is none between systems.
    """
    systems = records(session, "system")
    covering: dict[str, list[str]] = {}
    for rid, f in systems.items():
        held = f.get("businesses")
        if f.get("scope") in STANDARD and isinstance(held, list):
            for business in held:
                covering.setdefault(str(business), []).append(rid)
    out = []
    idle = _not_applicable(session)
    # the nation's sentences take seconds to read the first time: not for a town that has nothing for them to connect
    published = links.standard_links(session) if len(systems) > 1 and covering else ()
    for link in published:
        if idle and _item(session, link.node) in idle:
            continue
        for source in covering.get(link.source, ()):
            out += [
                Linkage(source, target, link.node, link.data or link.name, "standard")
                for target in covering.get(link.target, ())
                if source != target
            ]
    for rid, f in records(session, "curlink").items():
        source, target = str(f.get("system") or ""), str(f.get("receiver") or "")
        if source in systems and target in systems and source != target and f.get("usage") != "none":
            master = not says_no(str(f.get("via_master") or ""))
            out.append(Linkage(source, target, f"curlink:{rid}", one_line(str(f.get("name") or "")), "current", master))
    return out


def _not_applicable(session: Session) -> set[str]:
    """The records of published linkages that were reviewed as 該当なし (連携検討表), disputed ones aside."""
    rows = session.con.execute(
        "SELECT h.rid FROM head h JOIN op o ON o.op_id=h.op_id WHERE h.atom='linkage_review' AND o.value IS NOT NULL"
        " AND json_extract(cast(o.value AS TEXT), '$.fields.need')='not_applicable'"
        " AND NOT EXISTS (SELECT 1 FROM conflict c WHERE c.rid=h.rid AND c.atom=h.atom)"
    )
    return {rid for (rid,) in rows}


def _item(session: Session, node: str) -> str:
    found = nodes.parse(node)
    return item_rid(session.code, found.business, found.kind, found.id, found.branch)


def said(session: Session, found: Iterable[str]) -> dict[tuple[str, str], Said]:
    """Pair (sorted system ids) → what was recorded of it, of pairs of these systems."""
    wanted = set(found)
    disputed = {rid for (rid,) in session.con.execute("SELECT rid FROM record WHERE type='transition' AND conflict=1")}
    answers: dict[tuple[str, str], dict[str, str]] = {}
    for f in records(session, "transition_answer").values():
        if f.get("offer"):
            answers.setdefault(_key(f), {})[str(f.get("side"))] = str(f["offer"])
    out = {key: Said(answers=given) for key, given in answers.items() if set(key) <= wanted}
    for rid, f in records(session, "transition").items():
        key = _key(f)
        if set(key) <= wanted:
            texts = {c: str(f.get(c) or "") for c in _TEXTS}
            out[key] = Said(**texts, answers=answers.get(key, {}), conflict=rid in disputed)
    return out


_TEXTS = ("need", "method", "lead", "reason", "term", "test_kind", "tests", "risk", "note")


def _key(f: Mapping[str, Any]) -> tuple[str, str]:
    one, other = sorted((str(f.get("one") or ""), str(f.get("other") or "")))
    return one, other


def pair_ids(session: Session, found: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Pair (sorted system ids) → the id of its record."""
    return {key: transition_rid(session.code, *key) for key in found}
