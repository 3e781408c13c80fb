"""What the ends of linkages are on each level of the link graph: businesses, systems, functions, forms, departments,
vendors, bodies outside. One end is lifted from what a record names to what the level shows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from app.core.linkgraph import Node
from app.core.oneline import one_line
from app.services.session import Session
from app.services.views import FORCE
from spec_catalog import business as businesses
from spec_catalog import nodes as published
from spec_catalog.text import match_key

LEVELS = ("business", "system", "function", "form", "department", "vendor")
LEVEL_NAMES = {
    "business": "業務", "system": "システム", "function": "機能", "form": "帳票", "department": "所管課",
    "vendor": "事業者",
}  # fmt: skip
UNKNOWN = "相手不明"
_STANDARD = (None, "", "標準化対象")
_RECORDS = {"system": "system", "dept": "department", "vendor": "vendor", "function": "function", "curform": "curform"}
"""Kind of NODE → record type."""


def records(session: Session, type_: str) -> Iterable[tuple[str, dict[str, Any]]]:
    """(rid, fields) of the records of a type, by number."""
    rows = session.con.execute(
        "SELECT rid, fields FROM record WHERE type=? AND present=1 ORDER BY number, rid", (type_,)
    ).fetchall()
    return [(rid, json.loads(fields)) for rid, fields in rows]


def removed_systems(session: Session) -> dict[str, str]:
    """Systems that were deleted and may still be named by linkages: rid → name, with a word that says so."""
    rows = session.con.execute("SELECT rid, name FROM record WHERE type='system' AND present=0 AND name<>''")
    return {rid: f"{name}（削除済み）" for rid, name in rows}


class Nodes:
    """The nodes of one level as they are met. Raises nothing: a name nobody registered is a body outside the survey."""

    def __init__(self, session: Session, level: str) -> None:
        self.level = level
        self.found: dict[str, Node] = {}
        self._session = session
        self._systems = dict(records(session, "system"))
        self._removed = removed_systems(session)
        self._departments = dict(records(session, "department"))
        self._vendors = {rid: str(f.get("name") or "") for rid, f in records(session, "vendor")}
        self._owners: dict[str, str] = {}
        for rid, fields in self._departments.items():
            for business in fields.get("businesses") or []:
                self._owners.setdefault(str(business), rid)
        self._handlers: dict[str, str] = {}
        for rid, fields in self._systems.items():
            if fields.get("scope") in _STANDARD:
                for business in fields.get("businesses") or []:
                    self._handlers.setdefault(str(business), rid)
        self._by_name: dict[str, str] | None = None

    def business(self, id_: str) -> str:
        """The node that stands for a business on this level."""
        handler = self._handlers.get(id_)
        if self.level != "business" and handler is not None:
            return self.system(handler)
        if self.level == "department" and id_ in self._owners:
            return self._department(self._owners[id_])
        return self._add(Node(f"business:{id_}", businesses.name_of(id_), "business", self._owner_name(id_)))

    def system(self, rid: str) -> str:
        """The node that stands for a system (or, where nobody registered it, for its name)."""
        fields = self._systems.get(rid)
        if fields is None:
            return self._add(Node(f"outside:{rid}", self._removed.get(rid, rid) or UNKNOWN, "outside"))
        own = [str(b) for b in fields.get("businesses") or [] if b]
        if self.level == "business" and len(own) == 1:
            return self.business(own[0])
        department, vendor = str(fields.get("department") or ""), str(fields.get("vendor") or "")
        if self.level == "department" and department:
            return self._department(department)
        if self.level == "vendor" and vendor:
            return self._add(Node(f"vendor:{vendor}", self._vendors.get(vendor, vendor), "vendor"))
        owner = self._departments.get(department, {}).get("name") or ""
        return self._add(Node(f"system:{rid}", str(fields.get("name") or rid), "system", str(owner)))

    def item(self, node: str, name: str) -> str:
        """The node of a published function or form."""
        kind = "form" if node.startswith("form:") else "function"
        return self._add(Node(node, name or node.partition(":")[2], kind, self._owner_name(_business_of(node))))

    def any(self, text: str) -> str:
        """The node a dependency names: a NODE text, or the name of a business, system, department or vendor."""
        kind, colon, rest = text.strip().partition(":")
        if not colon or (kind not in published.ALL_KINDS and kind not in ("dept", "outside")):
            return self._named(text)
        if kind == "business":
            return self.business(rest) if businesses.get(rest) else self._outside(rest)
        if kind in ("req", "form"):
            return self._published(text)
        if kind in _RECORDS:
            rid = self._rid(_RECORDS[kind], rest)
            return self._record(_RECORDS[kind], rid) if rid else self._outside(rest)
        return self._outside(rest)

    def _named(self, text: str) -> str:
        if self._by_name is None:
            self._by_name = {}
            for type_ in ("system", "department", "vendor", "function", "curform"):
                for rid, fields in records(self._session, type_):
                    for word in (fields.get("number"), fields.get("name")):
                        if word:
                            self._by_name.setdefault(match_key(str(word)), f"{type_}:{rid}")
        held = self._by_name.get(match_key(text))
        if held is not None:
            return self._record(*held.split(":", 1))
        business = businesses.find(text)
        return self.business(business) if business else self._outside(text)

    def _record(self, type_: str, rid: str) -> str:
        if type_ == "system":
            return self.system(rid)
        if type_ == "department":
            return self._department(rid)
        if type_ == "vendor":
            return self._add(Node(f"vendor:{rid}", self._vendors.get(rid, rid), "vendor"))
        row = self._session.con.execute("SELECT fields FROM record WHERE rid=?", (rid,)).fetchone()
        fields = json.loads(row[0]) if row else {}
        if self.level == ("function" if type_ == "function" else "form"):
            kind = "function" if type_ == "function" else "form"
            department = str(fields.get("department") or "")
            owner = str(self._departments.get(department, {}).get("name") or department)
            return self._add(Node(f"{type_}:{rid}", str(fields.get("name") or rid), kind, owner))
        if fields.get("system"):
            return self.system(str(fields["system"]))
        if fields.get("business"):
            return self.business(str(fields["business"]))
        return self._outside(str(fields.get("name") or rid))

    def _published(self, text: str) -> str:
        wanted = "form" if text.startswith("form:") else "function"
        if self.level != wanted:
            return self.business(_business_of(text))
        return self.item(text, item_names(self._session, [text]).get(text, ""))

    def _department(self, rid: str) -> str:
        name = str(self._departments.get(rid, {}).get("name") or rid)
        return self._add(Node(f"dept:{rid}", name, "department", name))

    def _outside(self, text: str) -> str:
        return self._add(Node(f"outside:{text}", text or UNKNOWN, "outside"))

    def _rid(self, type_: str, name: str) -> str:
        row = self._session.con.execute(
            "SELECT rid FROM record WHERE type=? AND present=1 AND (rid=? OR number=? OR name=?) ORDER BY rid LIMIT 1",
            (type_, name, name, name),
        ).fetchone()
        return str(row[0]) if row else ""

    def _owner_name(self, business: str) -> str:
        return str(self._departments.get(self._owners.get(business, ""), {}).get("name") or "")

    def _add(self, node: Node) -> str:
        shown = replace(node, label=one_line(node.label), department=one_line(node.department))
        self.found.setdefault(node.id, shown)
        return node.id


def item_names(session: Session, wanted: Iterable[str]) -> dict[str, str]:
    """NODE → name of published items in force."""
    names = sorted(set(wanted))
    if not names or not session.sources():
        return {}
    schema = session.attach(FORCE)
    out: dict[str, str] = {}
    for start in range(0, len(names), 500):
        part = names[start : start + 500]
        marks = ",".join("?" * len(part))
        out.update(session.con.execute(f"SELECT node, name FROM {schema}.item WHERE node IN ({marks})", part))
    return out


def _business_of(node: str) -> str:
    try:
        return published.parse(node).business[:3]
    except ValueError:
        return ""
