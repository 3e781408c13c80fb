"""Typed and not yet committed: kept with the heads as they were when typing began, offered back after a crash."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.store.project import Project, now

DRAFT_PREFIX = "survey:"
"""What the drafts of a survey list begin with; all others are about one published item."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft; ``parents`` are the heads the commit will name."""

    rid: str
    atom: str
    node: str
    fields: dict[str, Any]
    parents: tuple[str, ...]
    at: str


def save(
    project: Project, *, rid: str, atom: str, node: str, fields: Mapping[str, Any], parents: Sequence[str]
) -> None:
    """Keeps a draft, replacing an earlier one of the same atom. A read-only file keeps none."""
    if project.read_only:
        return
    with project.local_write(carried=True) as con:
        con.execute(
            "INSERT OR REPLACE INTO draft(rid, atom, node, fields, parents, at) VALUES (?,?,?,?,?,?)",
            (rid, atom, node, json.dumps(dict(fields), ensure_ascii=False), json.dumps(list(parents)), now()),
        )


def drop(project: Project, rid: str, atom: str) -> None:
    """Forgets a draft: it was committed or given up."""
    if project.read_only:
        return
    exists = project.con.execute("SELECT 1 FROM draft WHERE rid=? AND atom=?", (rid, atom)).fetchone()
    if exists:
        with project.local_write(carried=True) as con:
            con.execute("DELETE FROM draft WHERE rid=? AND atom=?", (rid, atom))


def all_of(project: Project) -> list[Draft]:
    """Every draft, oldest first."""
    rows = project.con.execute("SELECT rid, atom, node, fields, parents, at FROM draft ORDER BY at, rid, atom")
    return [Draft(r[0], r[1], r[2], json.loads(r[3]), tuple(json.loads(r[4])), r[5]) for r in rows]
