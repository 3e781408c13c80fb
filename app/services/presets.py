"""Rows of published examples, ready to be taken into a list as a start: 大阪市, 国分寺市, 名古屋市, 岐阜市.

They are examples of others, never a rule; once taken they are the municipality's own rows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from app.core.problems import USAGE, UserProblem
from app.services import survey
from app.services.session import Session, changes
from app.services.survey_lists import survey_list
from app.services.views import Changes
from spec_catalog.text import match_key


@dataclass(frozen=True, slots=True)
class Preset:
    """One example. ``table``: name of the responsibility table it becomes, "" for other lists."""

    name: str
    title: str
    list: str
    rows: tuple[Mapping[str, Any], ...]
    table: str = ""
    actors: tuple[str, ...] = ()
    legend: str = ""
    note: str = ""


@cache
def _raw() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((files("resources") / "register" / "presets.json").read_text("utf-8"))
    return found


def source() -> str:
    """Where all of them come from."""
    return str(_raw()["source"])


def presets() -> tuple[Preset, ...]:
    """All examples."""
    return tuple(
        Preset(
            name, p["title"], p["list"], tuple(p["rows"]), p.get("table", ""), tuple(p.get("actors", ())),
            p.get("legend", ""), p.get("note", ""),
        )
        for name, p in _raw()["presets"].items()
    )  # fmt: skip


def preset(name: str) -> Preset:
    """One by its name. Raises UserProblem for an unknown one."""
    found = next((p for p in presets() if p.name == name), None)
    if found is None:
        hint = "使える見本：" + "、".join(f"{p.name}（{p.title}）" for p in presets())
        raise UserProblem("no_preset", f"見本「{name}」はありません。", hint=hint, exit_code=USAGE)
    return found


def take(session: Session, name: str) -> Changes:
    """Adds an example's rows to its list as one step; rows that are there already (by what names them) are left out.

    Raises UserProblem for an unknown example and when all its rows are there.
    """
    chosen = preset(name)
    main = next(c.code for c in survey_list(chosen.list).columns if c.required)
    there = {_key(row, main) for row in survey.list_rows(session, chosen.list)}
    new = [row for row in _rows(chosen) if _key(row, main) not in there]
    if not new:
        raise UserProblem("nothing_new", f"「{chosen.title}」の行は、もうすべて入っています。")
    title = survey_list(chosen.list).title
    type_ = survey.record_type(chosen.list)
    number = survey.next_number(session, type_)
    with session.project.unit(f"{title}に見本を入れる：{chosen.title}（{len(new)} 行）") as unit:
        for n, row in enumerate(new, number):
            given = {"number": survey.numbered(type_, n)} if type_ in survey.NUMBER_PREFIX else {}
            unit.create(type_, survey.atoms_of(type_, {**given, **row}))
    return changes(unit.changes)


def _rows(chosen: Preset) -> list[dict[str, Any]]:
    """As records: a responsibility table gets its name, its order, and a cell for each of its actors."""
    if not chosen.table:
        return [dict(row) for row in chosen.rows]
    blank = [{"actor": a, "role": "", "note": ""} for a in chosen.actors]
    return [
        {**row, "table": chosen.table, "order": str(n), "cells": row["cells"] or blank}
        for n, row in enumerate(chosen.rows, 1)
    ]


def _key(row: Mapping[str, Any], main: str) -> tuple[str, str, str]:
    return (
        match_key(str(row.get("table") or "")), match_key(str(row.get(main) or "")),
        match_key(str(row.get("phase") or "")),
    )  # fmt: skip
