"""A sheet that comes back: which of its rows is which record, and which of its cells were really changed.

Pure rules of the Excel round trip. What was sent is known cell by cell as hashes, so that an answer is told from what
stood there without keeping the texts; everything that isn't plain becomes a question to a person and never a value.
"""

from __future__ import annotations

import hashlib
import unicodedata
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.canonical import canonical, length_prefixed
from app.core.operations import STATE, Fields, Operation, make

APP = "sheet/1"
"""Stands in the operations of sheets in place of the program's version, so that two versions make the same ones."""

NEW = "new"
"""In a person's matching: the row is a record of its own."""

_NAMESPACE = uuid.UUID("4f6ab9a2-6a3f-5b0c-9a51-0d6a3c2f7e11")


@dataclass(frozen=True, slots=True)
class Column:
    """One column as sent. ``atom`` "" = it isn't taken back (filled in by the program)."""

    code: str
    title: str
    atom: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """One row as sent.

    ``name``: the text a person knows the row by (機能ID, number), "" if none; ``cells``: code → hash of the cell;
    ``heads``: atom → heads as exported; ``disputed``: atoms in conflict, locked in the sheet; ``cut``: columns whose
    cell doesn't hold the whole text; ``more``: what operations on the row need (its item, the stamp, its pairs).
    """

    rid: str
    name: str
    cells: Mapping[str, str]
    heads: Mapping[str, tuple[str, ...]]
    disputed: frozenset[str] = frozenset()
    cut: frozenset[str] = frozenset()
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Back:
    """One row as it came back. ``row`` is its number in the sheet, ``key`` the hidden id, ``name`` as in Written;
    ``struck``: columns whose text was struck out."""

    row: int
    key: str
    name: str
    texts: Mapping[str, str]
    struck: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row nobody but a person can tell: ``code`` says why, ``suggested`` holds the likeliest record ("" if none)."""

    row: int
    code: str
    suggested: str = ""


@dataclass(frozen=True, slots=True)
class Matching:
    """Rows of the sheet → records. ``missing``: rows that were sent and aren't there any more (nothing is deleted)."""

    known: Mapping[int, str]
    new: tuple[int, ...]
    doubts: tuple[Doubt, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellEdit:
    """A cell that isn't as it was sent. ``kind``: edit · cleared (now empty) · locked (not taken back) · disputed (its
    value is in conflict) · cut (the cell never held the whole text)."""

    code: str
    atom: str
    kind: str
    text: str


def plain(text: str) -> str:
    """A cell's text as it is compared: line breaks of one kind, nothing but the blanks around it lost."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def mark(export: str, rid: str, code: str, text: str) -> str:
    """The hash of one cell as written: 12 hex digits."""
    return hashlib.sha256(length_prefixed((export, rid, code, plain(text)))).hexdigest()[:12]


def same_name(one: str, other: str) -> bool:
    """Whether two texts name the same row: width and blanks aside."""
    return _folded(one) == _folded(other)


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def match_rows(
    sent: Sequence[Written], back: Sequence[Back], chosen: Mapping[int, str], *, rows_can_be_added: bool
) -> Matching:
    """Which record each returned row is. The order of the rows plays no part.

    ``chosen``: what a person said, row → rid or NEW. A row whose hidden id and name agree is known; one without either
    is new where records can be added; everything else is a doubt, with the record its name speaks for.
    """
    by_rid = {w.rid: w for w in sent}
    by_name: dict[str, str] = {}
    for w in sent:
        if w.name:
            by_name[_folded(w.name)] = "" if _folded(w.name) in by_name else w.rid
    taken = [b.key for b in back if b.key in by_rid and b.row not in chosen] + [r for r in chosen.values() if r != NEW]
    twice = {r for r, n in Counter(taken).items() if n > 1}
    known: dict[int, str] = {}
    new: list[int] = []
    doubts: list[Doubt] = []
    for b in back:
        wish = chosen.get(b.row)
        named = by_name.get(_folded(b.name), "") if b.name else ""
        if wish == NEW and rows_can_be_added:
            new.append(b.row)
        elif wish is not None and wish in by_rid:
            known[b.row] = wish
        elif wish is not None:
            doubts.append(Doubt(b.row, "unknown_choice"))
        elif b.key in by_rid:
            if b.key in twice:
                doubts.append(Doubt(b.row, "twice", named if named == b.key else ""))
            elif same_name(by_rid[b.key].name, b.name) or (rows_can_be_added and not named):
                known[b.row] = b.key
            else:
                doubts.append(Doubt(b.row, "other_name", named))
        elif b.key:
            doubts.append(Doubt(b.row, "altered", named))
        elif named:
            doubts.append(Doubt(b.row, "lost", named))
        elif rows_can_be_added:
            new.append(b.row)
        else:
            doubts.append(Doubt(b.row, "unknown"))
    seen = set(known.values()) | {b.key for b in back} | {d.suggested for d in doubts}
    return Matching(known, tuple(new), tuple(doubts), tuple(w.rid for w in sent if w.rid not in seen))


def cell_edits(export: str, row: Written, columns: Iterable[Column], texts: Mapping[str, str]) -> list[CellEdit]:
    """The cells of a row that aren't as they were sent, in the order of the columns. Columns that didn't come back are
    left out of ``texts`` by the caller."""
    out: list[CellEdit] = []
    for column in columns:
        if column.code not in texts:
            continue
        text = plain(texts[column.code])
        if mark(export, row.rid, column.code, text) == row.cells.get(column.code):
            continue
        kind = "edit" if text else "cleared"
        if not column.atom:
            kind = "locked"
        elif column.atom in row.disputed:
            kind = "disputed"
        elif column.code in row.cut:
            kind = "cut"
        out.append(CellEdit(column.code, column.atom, kind, text))
    return out


# --- operations ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sender:
    """What every operation of a sheet shares. ``export`` is its actor, ``at`` the time of export, ``by`` the 記入者."""

    export: str
    secret: bytes
    at: str
    by: str
    label: str

    @property
    def unit(self) -> str:
        """The step all operations of this sheet belong to, whenever and wherever it is taken back."""
        return hashlib.sha256(length_prefixed(("unit", self.export))).hexdigest()[:32]


def salt(secret: bytes, rid: str, atom: str, value: bytes) -> bytes:
    """The salt of a value from a sheet: the same on every PC that knows the export, and on no other."""
    parts = (secret, rid.encode(), atom.encode(), value)
    return hashlib.sha256(b"".join(len(p).to_bytes(4, "big") + p for p in parts)).digest()


def set_operation(
    sender: Sender, *, rid: str, type: str, atom: str, fields: Fields, parents: Iterable[str],
    ref: Mapping[str, str] | None = None,
) -> Operation:  # fmt: skip
    """The operation that gives an atom the value a sheet holds; the same wherever it is made."""
    payload: dict[str, Any] = {"fields": fields}
    if ref:
        payload["ref"] = dict(ref)
    return _operation(sender, "set", rid, type, (atom,), payload, parents)


def create_operation(sender: Sender, *, rid: str, type: str, atoms: Mapping[str, Fields]) -> Operation:
    """The operation that makes a record of a row somebody added."""
    filled = {a: f for a, f in atoms.items() if f}
    return _operation(sender, "create", rid, type, (STATE, *filled), {"atoms": filled}, ())


def _operation(
    sender: Sender, kind: str, rid: str, type: str, atoms: Sequence[str], payload: Mapping[str, Any],
    parents: Iterable[str],
) -> Operation:  # fmt: skip
    value = canonical(dict(payload))
    return make(
        kind=kind, rid=rid, type=type, atoms=atoms, payload=payload, parents=parents, actor=sender.export, prev="",
        unit=sender.unit, label=sender.label, at=sender.at, by=sender.by, role="clerk", app=APP,
        salt=salt(sender.secret, rid, ",".join(sorted(atoms)), value),
    )  # fmt: skip


def added_rid(export: str, name: str, business: str, nth: int) -> str:
    """The id of a record from an added row: by what the row is called, not by where it stands."""
    key = length_prefixed((export, _folded(name), business, str(nth)))
    return str(uuid.uuid5(_NAMESPACE, key.hex()))
