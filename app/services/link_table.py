"""The edges of the link picture as a table: one row per linkage, the form for keyboards, screen readers and sheets."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.linkbundles import SIGNS, STATES, Bundle, overlay
from app.core.linkgraph import LinkGraph, Touched
from app.core.oneline import one_line
from app.services import choices, link_direction, link_states, links
from app.services.session import Session
from spec_catalog import business as businesses


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One linkage. ``state``: a key of core.linkpicture.STATES; ``source``/``target``: node ids of the picture."""

    node: str
    number: str
    source: str
    target: str
    source_name: str
    target_name: str
    data: str
    operation: str
    method: str
    source_owner: str
    target_owner: str
    state: str
    note: str = ""

    @property
    def state_words(self) -> str:
        """Sign and word, as the legend has them."""
        return f"{SIGNS[self.state]} {STATES[self.state]}"


@dataclass(frozen=True, slots=True)
class ImpactGroup:
    """The linkages one department has to hear about. ``department`` "" = its owner isn't in the survey."""

    department: str
    rows: tuple[LinkRow, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """Who is touched by a change, those nobody told first."""

    groups: tuple[ImpactGroup, ...]

    @property
    def linkages(self) -> int:
        """Linkages touched, each counted once."""
        return len({r.node for g in self.groups for r in g.rows})

    @property
    def departments(self) -> int:
        """Departments that are in the survey."""
        return sum(bool(g.department) for g in self.groups)

    @property
    def unowned(self) -> int:
        """Linkages whose other end has no owner in the survey."""
        return sum(len(g.rows) for g in self.groups if not g.department)


def rows(session: Session, graph: LinkGraph, bundles: Sequence[Bundle] | None = None) -> list[LinkRow]:
    """One row per linkage of the graph's edges (or of ``bundles`` between its nodes), in their order."""
    standard = {link.node: link for link in links.standard_links(session)}
    held = session.con.execute(
        "SELECT type, rid, fields FROM record WHERE type IN ('curlink','dependency') AND present=1"
    )
    current = {f"{type_}:{rid}": json.loads(fields) for type_, rid, fields in held}
    kinds = choices.in_force(session, "dependency_types").labels()
    moving = link_states.moving(session)
    mirrors = link_direction.mirrors(session)
    found = overlay(graph, gaps=link_states.gaps(session), moving=moving) if bundles is None else bundles
    out = []
    for bundle in found:
        a, b = graph.nodes[bundle.source], graph.nodes[bundle.target]
        for item in bundle.items:
            link = standard.get(item)
            fields: dict[str, Any] = current.get(item, {})
            out.append(
                LinkRow(
                    node=item,
                    number=item.rpartition("/")[2] if link else str(fields.get("number") or ""),
                    source=a.id,
                    target=b.id,
                    source_name=a.label,
                    target_name=b.label,
                    data=(link.data or link.name) if link else _data(item, fields, kinds),
                    operation=link.operation if link else "",
                    method="・".join(str(fields[k]) for k in ("method", "frequency") if fields.get(k)),
                    source_owner=a.department,
                    target_owner=b.department,
                    state=bundle.state,
                    note=_note(item, fields, moving, bundle.state, mirrors.get(item, ())),
                )
            )
    return out


def _data(item: str, fields: Mapping[str, Any], kinds: Mapping[str, str]) -> str:
    if item.startswith("dependency:"):
        kind = str(fields.get("kind") or "")
        return "　".join(t for t in (kinds.get(kind, kind), str(fields.get("risk") or "")) if t)
    return one_line(str(fields.get("summary") or fields.get("name") or ""))


def _note(item: str, fields: Mapping[str, Any], moving: Mapping[str, str], state: str, mirrors: Sequence[str]) -> str:
    """When it is in transition, on whose sheet the same linkage stands as well, and what a person noted."""
    term = moving.get(item, "") if state == "moving" or item not in moving else f"過渡期 {moving[item]}"
    sheets = [businesses.name_of(m.partition(":")[2].partition("/")[0]) for m in mirrors]
    mirror = f"対の行：{'、'.join(sheets)}" if sheets else ""
    return "　".join(t for t in (term, one_line(str(fields.get("note") or "")), mirror) if t)


def impact(session: Session, changed: list[str], *, depth: int = 1) -> Impact:
    """Who is touched when these NODEs change, as rows."""
    found = links.impact(session, changed, depth=depth)
    level = "system" if any(c.startswith(("system:", "dept:", "vendor:")) for c in changed) else "business"
    by_item: dict[tuple[str, str, str], LinkRow] = {
        (r.node, r.source, r.target): r for r in rows(session, links.graph(session, level=level))
    }
    groups = []
    for department, touched in found.items():
        members = [by_item[key] for t in touched for key in _keys(t) if key in by_item]
        if members:
            groups.append(ImpactGroup(department, tuple(dict.fromkeys(members))))
    return Impact(tuple(groups))


def _keys(touched: Touched) -> list[tuple[str, str, str]]:
    return [(i, touched.edge.source, touched.edge.target) for i in touched.edge.items]


def centres(session: Session) -> list[tuple[str, str]]:
    """(NODE, name) of everything a picture can be drawn around: businesses with linkages, then systems by number."""
    out: dict[str, str] = {}
    for node in links.graph(session, level="business").nodes.values():
        if node.type == "business":
            out[node.id] = f"{node.id[9:]} {node.label}"
    found = dict(sorted(out.items()))
    for rid, number, name in session.con.execute(
        "SELECT rid, number, name FROM record WHERE type='system' AND present=1 ORDER BY number, name"
    ):
        found[f"system:{rid}"] = f"{number} {name}".strip()
    return list(found.items())
