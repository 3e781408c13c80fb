"""同一パッケージ内（適用外）: linkages inside one vendor's package, which may leave the linkage functions out.

Source: 標準化基本方針 4.1.2. Proposed where both businesses are served by one package, set by a person with the ground;
such a row stays in the sheet and counts no longer as something to be reviewed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.problems import USAGE, UserProblem
from app.core.records import item_rid
from app.services import catalogue, vendor_packages
from app.services.session import Session, changes, node_text
from app.services.views import Changes
from spec_catalog import nodes
from spec_catalog.text import match_key

ATOM, STATUS = "linkage_scope", "same_package"
LABEL = "同一パッケージ内（適用外）"
CLAUSE = "標準化基本方針 4.1.2"


@dataclass(frozen=True, slots=True)
class Scope:
    """That a linkage lies within a package: which one, and why a person says so."""

    package: str
    reason: str


def scopes(session: Session) -> dict[str, Scope]:
    """Settled statements by NODE of the linkage."""
    rows = session.con.execute(f"SELECT rid, op_id FROM head WHERE atom='{ATOM}' ORDER BY rid, op_id").fetchall()
    disputed = {r[0] for r in session.con.execute(f"SELECT rid FROM conflict WHERE atom='{ATOM}'")}
    out = {}
    for rid, op_id in rows:
        op = session.project.operation(op_id)
        fields, ref = (op.fields(ATOM) if op else None) or {}, (op.ref() if op else None) or {}
        if rid not in disputed and fields.get("status") == STATUS and ref.get("kind") == "link":
            node = node_text(str(ref["business"]), "link", str(ref["id"]), str(ref.get("branch") or ""))
            out[node] = Scope(str(fields.get("package") or ""), str(fields.get("reason") or ""))
    return out


@dataclass(frozen=True, slots=True)
class Packages:
    """Which package serves a business: the one system's of today, and the one registered to come."""

    today: Mapping[str, tuple[str, str]]  # business → (key, shown)
    coming: Mapping[str, tuple[str, str]]

    def shared(self, one: str, other: str) -> str:
        """What the package is called that serves both; "" when they are served by two, or nobody knows."""
        for held in (self.coming, self.today):
            a, b = held.get(one), held.get(other)
            if a is not None and a == b:
                return a[1]
        return ""


def packages(session: Session) -> Packages:
    """A business served by several packages is served by none that could be told."""
    vendors = dict(session.con.execute("SELECT rid, name FROM record WHERE type='vendor' AND present=1").fetchall())
    today: dict[str, set[tuple[str, str]]] = {}
    for (raw,) in session.con.execute("SELECT fields FROM record WHERE type='system' AND present=1 ORDER BY rid"):
        f = json.loads(raw)
        vendor, name = str(f.get("vendor") or ""), str(f.get("package") or "")
        if vendor and name and f.get("scope") in (None, "", "標準化対象"):
            said = (f"{vendor}\x1f{match_key(name)}", f"{name}（{vendors.get(vendor, vendor)}）")
            for business in f.get("businesses") or ():
                today.setdefault(str(business), set()).add(said)
    coming: dict[str, set[tuple[str, str]]] = {}
    for package in vendor_packages.packages(session):
        for business in package.businesses:
            coming.setdefault(business, set()).add((package.rid, package.shown))
    return Packages(*({b: next(iter(s)) for b, s in held.items() if len(s) == 1} for held in (today, coming)))


def set_scope(session: Session, wanted: Sequence[str], *, on: bool, package: str = "", reason: str = "") -> Changes:
    """Says of linkages (NODEs) that they lie within one package, or takes it back, as one step.

    Raises UserProblem for a NODE that is no linkage of an edition here, and when no package is named.
    """
    if on and not package.strip():
        raise UserProblem(
            "no_package", "同一パッケージ内とするには、パッケージの名前が要ります。",
            hint=f"両方の業務を扱うパッケージを書いてください（{CLAUSE}）。", exit_code=USAGE,
        )  # fmt: skip
    keys = [link_key(session, node) for node in wanted]
    fields = {"status": STATUS, "package": package.strip(), "reason": reason.strip()} if on else {}
    word = LABEL if on else f"{LABEL}の取消し"
    with session.project.unit(f"{word}（{len(keys)} 連携）") as unit:
        for business, id_, branch in keys:
            rid = item_rid(session.code, business, "link", id_, branch)
            heads = [session.project.operation(h) for h in unit.heads(rid, ATOM)]
            clean = {k: v for k, v in fields.items() if v}
            held = [(h.fields(ATOM) or {}) if h is not None else {} for h in heads] or [{}]
            if held == [clean]:
                continue
            unit.set(rid, "item", ATOM, clean, ref=dict(zip(("business", "kind", "id", "branch"),
                     (business, "link", id_, branch), strict=True)))  # fmt: skip
    return changes(unit.changes)


def link_key(session: Session, node: str) -> tuple[str, str, str]:
    """(business, id, branch) of a linkage that an edition in force holds. Raises UserProblem for anything else."""
    try:
        found = nodes.parse(node)
    except ValueError:
        found = None
    if found is not None and found.kind == "link":
        for edition in catalogue.in_force(session):
            if edition.kind == "link" and edition.business == found.business:
                schema = session.attach(edition.hash)
                if session.con.execute(
                    f"SELECT 1 FROM {schema}.item WHERE id=? AND branch=? AND deleted=0", (found.id, found.branch)
                ).fetchone():
                    return found.business, found.id, found.branch
    raise UserProblem(
        "no_linkage", f"連携「{node}」は、いま使う版にありません。",
        hint="link:001/004o008-00 の形（業務ID/連携ID-枝番）で指定してください。", exit_code=USAGE,
    )  # fmt: skip
