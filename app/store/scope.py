"""A department's part of a workspace: which records travel in its package, and which of them it may change there."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.operations import REDACTION, RETRACTION
from app.core.problems import UserProblem
from app.core.records import ATOMS

EVERYWHERE = frozenset(
    {
        "department", "vendor", "system", "package", "questionnaire", "choice_list", "clause", "due_event", "silence",
        RETRACTION, REDACTION, "transition", "transition_answer", "transition_rules", "scenario",
        "own_milestone", "month_close", "sheet_form",
    }
)  # fmt: skip
"""Records everybody needs to read the rest: they travel whole in every package."""

OFFICE_ONLY = frozenset(
    {
        "adoption", "questionnaire", RETRACTION, "department", "succession", "package_business", "joint", "deviation",
        "choice_list", "clause", "transition", "transition_answer", "transition_rules", "scenario",
        "own_milestone", "month_close", "sheet_form",
    }
)  # fmt: skip
OFFICE_ATOMS = frozenset({("item", "focus")})
BY_REF = frozenset({"item", "mapping", "vendor_answer", "triage", "joint", "deviation"})
PART_OF = {"option": "issue", "decision": "issue", "route": "issue", "bpr_step": "case"}
"""Records that belong to another one: the field that names it."""
OF_RECORDS = frozenset({"joining", "distinct"})


@dataclass(frozen=True, slots=True)
class Scope:
    """A department (record id and name) and the businesses it owns."""

    department: str
    name: str
    businesses: tuple[str, ...]

    def owns(self, business: str) -> bool:
        """Whether a business, or the one a branch of it (023-1) belongs to, is the department's."""
        return bool(business) and (business in self.businesses or business.partition("-")[0] in self.businesses)

    def speaks_of(self, fields: Mapping[str, Any]) -> bool:
        """Whether a record of today is about the department's businesses, or says that it is the department's."""
        several = fields.get("businesses")
        return (
            self.owns(str(fields.get("business") or ""))
            or (isinstance(several, list) and any(self.owns(str(b)) for b in several))
            or str(fields.get("department") or "") in (self.department, self.name)
        )


# --- what travels ----------------------------------------------------------------------------------------------------


def selected(con: sqlite3.Connection, scope: Scope) -> set[str]:
    """The records of a department's package: its own, and what is needed to read them. Types we don't know travel."""
    rids = _by_business(con, scope, "item_state") | _by_business(con, scope, "adoption")
    later: list[tuple[str, str, dict[str, Any]]] = []
    for rid, type_, business, fields in con.execute("SELECT rid, type, business, fields FROM record"):
        if type_ in EVERYWHERE or scope.owns(business):
            rids.add(rid)
        elif type_ in PART_OF.keys() | OF_RECORDS:
            later.append((rid, type_, json.loads(fields)))
        elif type_ not in BY_REF and scope.speaks_of(json.loads(fields)):
            rids.add(rid)
    rids |= {rid for rid, type_, said in later if any(r in rids for r in _points_at(type_, said))}
    return rids | _without_rows(con, scope)


def _by_business(con: sqlite3.Connection, scope: Scope, table: str) -> set[str]:
    return {rid for rid, business in con.execute(f"SELECT rid, business FROM {table}") if scope.owns(business)}


def _points_at(type: str, fields: Mapping[str, Any]) -> list[str]:
    if type in PART_OF:
        return [str(fields.get(PART_OF[type]) or "")]
    joined = fields.get("joined")
    return [str(fields.get(n) or "") for n in ("kept", "one", "other")] + (joined if isinstance(joined, list) else [])


def _without_rows(con: sqlite3.Connection, scope: Scope) -> set[str]:
    """Records the tables show nothing of: mappings (also the withdrawn ones), and types of a newer version."""
    found = set()
    rows = con.execute(
        "SELECT rid, min(type), max(json_extract(cast(value AS TEXT), '$.ref.business')) FROM op"
        " WHERE type NOT IN (SELECT value FROM json_each(?)) GROUP BY rid",
        (json.dumps(sorted(ATOMS.keys() - {"mapping"})),),
    )
    for rid, type_, business in rows:
        if type_ != "mapping" or scope.owns(str(business or "")):
            found.add(rid)
    return found


# --- what may be changed ---------------------------------------------------------------------------------------------


def check(
    con: sqlite3.Connection,
    scope: Scope,
    kind: str,
    rid: str,
    type: str,
    atoms: Iterable[str],
    payload: Mapping[str, Any],
) -> None:
    """Raises UserProblem when an operation in a department's working copy is about another's part."""
    if any((type, atom) in OFFICE_ATOMS for atom in atoms) or type in OFFICE_ONLY:
        raise UserProblem(
            "office_only", "これは事務局が決める欄なので、部署の作業用コピーでは書き換えられません。",
            hint="事務局に伝えてください。",
        )  # fmt: skip
    if not _allowed(con, scope, rid, type, payload):
        names = "、".join(scope.businesses)
        raise UserProblem(
            "not_our_part",
            f"{scope.name}の作業用コピーなので、{scope.name}の業務（{names}）のほかは読むだけです。",
            hint="ほかの課のことは、事務局に伝えてください。",
        )


def _allowed(con: sqlite3.Connection, scope: Scope, rid: str, type: str, payload: Mapping[str, Any]) -> bool:
    written = _fields(payload)
    if type in BY_REF:
        business = (payload.get("ref") or {}).get("business") or _business_of(con, rid)
        return scope.owns(business)
    if type in PART_OF.keys() | OF_RECORDS:
        held = written or _held(con, rid) or {}
        named = [r for r in _points_at(type, held) if r]
        return all(_held(con, r) is None or _is_ours(con, scope, r) for r in named)  # None: made in the same step
    if _is_ours(con, scope, rid):
        return True
    if _held(con, rid) is not None:
        return False
    return (
        type == "vendor"
        or scope.speaks_of(written)
        or not any(written.get(n) for n in ("business", "businesses", "department"))
    )


def _fields(payload: Mapping[str, Any]) -> dict[str, Any]:
    if "atoms" in payload:
        return {name: value for fields in payload["atoms"].values() for name, value in fields.items()}
    return dict(payload.get("fields") or {})


def _is_ours(con: sqlite3.Connection, scope: Scope, rid: str) -> bool:
    """A record about our part, or one that was made in this very file and that nobody else wrote to."""
    held = _held(con, rid)
    if held is None:
        return False
    if scope.speaks_of(held):
        return True
    others = "SELECT 1 FROM op WHERE rid=? AND actor NOT IN (SELECT actor FROM actor) LIMIT 1"
    return con.execute(others, (rid,)).fetchone() is None


def _held(con: sqlite3.Connection, rid: str) -> dict[str, Any] | None:
    row = con.execute("SELECT fields FROM record WHERE rid=?", (rid,)).fetchone()
    return None if row is None else dict(json.loads(row[0]))


def _business_of(con: sqlite3.Connection, rid: str) -> str:
    for table in ("item_state", "mapping", "record"):
        row = con.execute(f"SELECT business FROM {table} WHERE rid=?", (rid,)).fetchone()
        if row is not None:
            return str(row[0])
    return ""
