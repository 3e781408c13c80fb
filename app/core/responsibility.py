"""Who does which work in which phase: ● main, ○ helping, － not, each with the scope it holds for.

Source: 大阪市's table (取組事例集 第2.0版). Several ● in one work and phase are lawful there where each names another
scope (データ連携 / データ連携以外), so only those without or with the same scope are a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

SIGNS = {"main": "●", "sub": "○", "none": "－"}
_ROLE = {"●": "main", "◎": "main", "○": "sub", "〇": "sub", "◯": "sub", "－": "none", "-": "none", "ー": "none",
         "―": "none", "−": "none"}  # fmt: skip
_PHASES = re.compile(r"[・、，,／/\s]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """What one actor does. ``role``: main, sub, none, or "" while nobody said; ``note``: the scope."""

    actor: str
    role: str
    note: str = ""

    @property
    def stored(self) -> dict[str, str]:
        """As it stands in the file."""
        return {"actor": self.actor, "role": self.role, "note": self.note}


@dataclass(frozen=True, slots=True)
class Row:
    """One work in one or several phases (構築・運用)."""

    rid: str
    table: str
    order: str
    work: str
    phase: str
    cells: tuple[Cell, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a work in a phase, as a sentence."""

    rid: str
    work: str
    phase: str
    message: str


def cells(stored: Sequence[Any]) -> tuple[Cell, ...]:
    """The cells of a row as stored; what is no cell is left out."""
    return tuple(
        Cell(str(c.get("actor") or ""), str(c.get("role") or ""), str(c.get("note") or ""))
        for c in stored
        if isinstance(c, dict)
    )


def text(found: Sequence[Cell]) -> str:
    """One line an actor: 共通機能ASP：○ 接続設定依頼."""
    return "\n".join(f"{c.actor}：{' '.join(t for t in (SIGNS.get(c.role, c.role), c.note) if t)}" for c in found)


def parse(written: str) -> tuple[tuple[Cell, ...], str]:
    """The cells such lines mean, and a Japanese sentence when a line means none."""
    found: list[Cell] = []
    for line in (part.strip() for part in written.split("\n")):
        if not line:
            continue
        actor, colon, rest = line.replace(":", "：", 1).partition("：")
        actor, rest = actor.strip(), rest.strip()
        role = _ROLE.get(rest[:1], "")
        if not colon or not actor or (rest and not role):
            return (), f"「{line}」は「相手：● 範囲」の形ではありません（●、○、－）。"
        if actor in {c.actor for c in found}:
            return (), f"「{actor}」が二度書かれています。"
        found.append(Cell(actor, role, rest[1:].strip()))
    return tuple(found), ""


def phases(written: str) -> tuple[str, ...]:
    """構築・運用 are two; "" is one without a name."""
    return tuple(p for p in _PHASES.split(written) if p) or ("",)


def findings(rows: Iterable[Row]) -> list[Finding]:
    """Works nobody is mainly responsible for, and several ● that don't part the work by scope, phase by phase.

    Rows nobody filled in yet say nothing.
    """
    held: dict[tuple[str, str, str], list[tuple[Row, Cell]]] = {}
    first: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        if any(c.role for c in row.cells):
            for phase in phases(row.phase):
                key = (row.table, row.work, phase)
                first.setdefault(key, row)
                held.setdefault(key, []).extend((row, c) for c in row.cells if c.role == "main")
    out = []
    for key, mains in held.items():
        notes = [c.note for _row, c in mains]
        message = "" if mains else "●（主たる担当）がいません。"
        if len(mains) > 1 and (len(set(notes)) < len(notes) or "" in notes):
            names = "、".join(c.actor for _row, c in mains)
            message = f"●が{names}の {len(mains)} 者にあり、範囲の違いが書かれていません。"
        if message:
            out.append(Finding(first[key].rid, first[key].work, key[2], message))
    return out
