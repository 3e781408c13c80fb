"""A sheet of the Excel round trip as its parts share it: before it is written, as it is remembered, as it travels."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from app.core import roundtrip
from app.core.canonical import sha256_hex
from app.services.session import Session
from app.store.sheet_exports import Export
from reports.forms import Form
from reports.sheets import FormHeader

FORMAT = "fitgap-sheet/1"
_PART = 400


@dataclass(frozen=True, slots=True)
class Draft:
    """A sheet before it is written: the form, its head, the texts, and what each row is."""

    form: Form
    header: FormHeader
    file: str
    label: str
    texts: list[dict[str, str]]
    written: list[roundtrip.Written]
    place: Mapping[str, str]  # column code → atom
    about: Mapping[str, Any]  # what the way back needs besides: form, list, business, names …
    blanks: int = 0
    whole: bool = True  # cells to be filled in hold their whole text; else what doesn't fit goes to the appendix


@cache
def guide(name: str) -> tuple[str, ...]:
    """Sentences for the people who fill the sheets in."""
    raw = json.loads((files("resources") / "roundtrip" / "guide.json").read_text("utf-8"))
    return tuple(raw[name])


def name_of(texts: Mapping[str, str], form_id: str) -> str:
    """What a person knows a row by; the same from a row as sent and from one that came back."""
    if form_id != "F3":
        return texts.get("id", "").strip()
    return f"{texts.get('id', '').strip()}-{texts.get('branch', '').strip()}".strip("-")


# --- what is remembered, and what travels -----------------------------------------------------------------------------


def manifest_of(
    about: Mapping[str, Any], columns: Sequence[roundtrip.Column], rows: Sequence[roundtrip.Written]
) -> dict[str, Any]:
    """What the workspace keeps of a sheet; read by :func:`rows_of`."""
    return {
        **about,
        "columns": [[c.code, c.title, c.atom] for c in columns],
        "rows": [
            {"r": w.rid, "n": w.name, "c": dict(w.cells), "h": {a: list(i) for a, i in w.heads.items()},
             "d": sorted(w.disputed), "k": sorted(w.cut), "m": dict(w.more)}
            for w in rows
        ],
    }  # fmt: skip


def columns_of(export: Export) -> list[roundtrip.Column]:
    """The columns of a sheet as remembered."""
    return [roundtrip.Column(*c) for c in export.manifest["columns"]]


def rows_of(export: Export) -> list[roundtrip.Written]:
    """The rows of a sheet as remembered."""
    return [
        roundtrip.Written(
            r["r"], r["n"], r["c"], {a: tuple(i) for a, i in r["h"].items()}, frozenset(r["d"]), frozenset(r["k"]),
            r["m"],
        )
        for r in export.manifest["rows"]
    ]  # fmt: skip


def page_of(
    export: Export, workspace: str, columns: Sequence[roundtrip.Column], rows: Sequence[roundtrip.Written]
) -> tuple[tuple[str, ...], ...]:
    """The lines of the sheet nobody sees: format, export, workspace, then per row its id, and per atom its heads and a
    hash of the cells as written."""
    head = (("format", FORMAT), ("export", export.id), ("workspace", workspace), ("label", export.label))
    return (*head, *((w.rid, _line(w, columns)) for w in rows))


def _line(row: roundtrip.Written, columns: Sequence[roundtrip.Column]) -> str:
    atoms: dict[str, dict[str, Any]] = {}
    for atom in dict.fromkeys(c.atom for c in columns if c.atom):
        cells = "".join(row.cells.get(c.code, "") for c in columns if c.atom == atom)
        atoms[atom] = {"heads": list(row.heads.get(atom, ())), "cells": sha256_hex(cells.encode())[:16]}
    return json.dumps(atoms, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


# --- heads and conflicts of many records ------------------------------------------------------------------------------


def heads_of(session: Session, rids: Sequence[str]) -> dict[tuple[str, str], tuple[str, ...]]:
    """(rid, atom) → heads, sorted."""
    out: dict[tuple[str, str], tuple[str, ...]] = {}
    for part in _parts(rids):
        marks = ",".join("?" * len(part))
        for rid, atom, op_id in session.con.execute(
            f"SELECT rid, atom, op_id FROM head WHERE rid IN ({marks}) ORDER BY op_id", part
        ):
            out[rid, atom] = (*out.get((rid, atom), ()), op_id)
    return out


def disputed_of(session: Session, rids: Sequence[str]) -> dict[str, list[str]]:
    """rid → atoms in conflict."""
    out: dict[str, list[str]] = {}
    for part in _parts(rids):
        marks = ",".join("?" * len(part))
        for rid, atom in session.con.execute(f"SELECT rid, atom FROM conflict WHERE rid IN ({marks})", part):
            out.setdefault(rid, []).append(atom)
    return out


def _parts(rids: Sequence[str]) -> list[list[str]]:
    return [list(rids[n : n + _PART]) for n in range(0, len(rids), _PART)]
