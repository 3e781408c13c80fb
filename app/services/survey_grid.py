"""The survey lists as a grid: rows with the heads they were shown with, and edits of many cells stored as one step."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.records import ATOMS, mapping_rid
from app.core.stamps import said
from app.services import catalogue, survey, survey_import
from app.services.around import mapped_to
from app.services.session import Session, changes
from app.services.survey_cells import cell_text
from app.services.survey_lists import ANSWER_KIND, SurveyList, survey_list
from app.services.views import Changes
from app.store import drafts
from app.store.drafts import DRAFT_PREFIX
from app.store.unit import Unit

_PART = 400


@dataclass(frozen=True, slots=True)
class GridRow:
    """One record: its texts by column, the heads of its atoms as shown, the atoms with values that contradict."""

    rid: str
    texts: tuple[str, ...]
    heads: Mapping[str, tuple[str, ...]]
    conflicts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A typed text that could not be stored, kept so that a crash doesn't lose it. ``rid`` "": a row not yet stored,
    told from others by ``row``."""

    rid: str
    row: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A list with what its cells may hold: ``published`` id → name, ``names`` column code → names registered."""

    name: str
    rows: tuple[GridRow, ...]
    published: Mapping[str, str]
    names: Mapping[str, tuple[str, ...]]
    waiting: tuple[Waiting, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """New values for one row; ``rid`` "" makes a record. ``key`` is the caller's name for the row."""

    key: str
    rid: str
    values: Mapping[str, Any]
    heads: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored step and the rows it touched as they are now, by the caller's key."""

    changes: Changes
    rows: Mapping[str, GridRow]


def load(session: Session, name: str) -> Grid:
    """A whole list."""
    names = survey.offered(session, name)
    return Grid(name, tuple(rows(session, name)), published_names(session, name), names, tuple(waiting(session, name)))


def keep_waiting(session: Session, name: str, cells: Sequence[Waiting]) -> None:
    """Keeps the texts of a list that wait, in place of those kept before; none forgets them."""
    place = f"{DRAFT_PREFIX}{name}"
    if cells:
        fields = {"cells": [[c.rid, c.row, c.code, c.text] for c in cells]}
        drafts.save(session.project, rid=place, atom="cells", node=place, fields=fields, parents=())
    else:
        drafts.drop(session.project, place, "cells")


def waiting(session: Session, name: str) -> list[Waiting]:
    """The texts kept for a list; those of columns it no longer has are left out."""
    codes = {c.code for c in survey_list(name).columns}
    place = f"{DRAFT_PREFIX}{name}"
    kept = (draft.fields.get("cells") or [] for draft in drafts.all_of(session.project) if draft.rid == place)
    return [Waiting(*map(str, cell)) for cells in kept for cell in cells if len(cell) == 4 and cell[2] in codes]


def rows(session: Session, name: str, rids: Sequence[str] | None = None) -> list[GridRow]:
    """The rows of a list, or some of them."""
    wanted = survey_list(name)
    found = survey.list_rows(session, name, rids)
    known = [str(r["rid"]) for r in found]
    heads = _by_record(session, "head", "rid, atom, op_id", known)
    disputed = _by_record(session, "conflict", "rid, atom, ''", known)
    answers = _answers(session, known) if ANSWER_KIND.get(name) else {}
    out = []
    for values in found:
        rid = str(values["rid"])
        by_atom: dict[str, tuple[str, ...]] = {}
        for atom, op_id in heads.get(rid, ()):
            by_atom[atom] = (*by_atom.get(atom, ()), op_id)
        texts = _texts(wanted, {**values, "answers": answers.get(rid, ())})
        out.append(GridRow(rid, texts, by_atom, frozenset(a for a, _ in disputed.get(rid, ()))))
    return out


def _texts(wanted: SurveyList, values: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(cell_text(wanted.name, c.code, values.get(c.code, "")) for c in wanted.columns)


def _by_record(session: Session, table: str, columns: str, rids: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    out: dict[str, list[tuple[str, str]]] = {}
    for start in range(0, len(rids), _PART):
        part = rids[start : start + _PART]
        marks = ",".join("?" * len(part))
        for rid, atom, value in session.con.execute(
            f"SELECT {columns} FROM {table} WHERE rid IN ({marks}) ORDER BY 1, 2, 3", part
        ):
            out.setdefault(rid, []).append((atom, value))
    return out


def _answers(session: Session, rids: Sequence[str]) -> dict[str, list[str]]:
    """Published ids by the record that answers them."""
    out: dict[str, list[str]] = {}
    for start in range(0, len(rids), _PART):
        part = rids[start : start + _PART]
        marks = ",".join("?" * len(part))
        for target, item in session.con.execute(
            f"SELECT DISTINCT target, item FROM mapping WHERE target IN ({marks}) ORDER BY 1, 2", part
        ):
            out.setdefault(target, []).append(item)
    return out


def published_names(session: Session, name: str) -> dict[str, str]:
    """Id → name of the items in force that the column 対応する標準… of a list may hold."""
    kind = ANSWER_KIND.get(name)
    out: dict[str, str] = {}
    for edition in catalogue.in_force(session):
        if edition.kind == kind:
            schema = session.attach(edition.hash)
            for id_, title in session.con.execute(f"SELECT id, name FROM {schema}.item WHERE deleted=0"):
                out.setdefault(id_, title)
    return out


def counts(session: Session) -> dict[str, dict[str, int]]:
    """List → business → records; "" for those that say no business."""
    types = {t: n for n, t in survey.EVERY.items()}
    out: dict[str, dict[str, int]] = {n: {} for n in survey.EVERY}
    for type_, business, number in session.con.execute(
        "SELECT type, business, count(*) FROM record WHERE present=1 GROUP BY type, business"
    ):
        if type_ in types:
            out[types[type_]][business] = number
    return out


def store(session: Session, name: str, edits: Sequence[Edit], *, label: str) -> Stored:
    """Stores edits as one step: new rows, changed cells, and the published ids a record answers.

    One edit per row. Raises UserProblem for a cell in conflict, or an id that no edition here holds.
    """
    type_ = survey.record_type(name)
    nodes = survey_import.published(session, name, {i for e in edits for i in e.values.get("answers") or ()})
    parents = {(e.rid, atom): heads for e in edits if e.rid for atom, heads in e.heads.items()}
    atoms = {f.code: atom for atom, fields in ATOMS[type_].items() for f in fields}
    for edit in edits:  # an atom that had no value yet was shown without heads
        for code in edit.values:
            if edit.rid and code in atoms:
                parents.setdefault((edit.rid, atoms[code]), ())
    n = survey.next_number(session, type_)
    rid_of: dict[str, str] = {}
    with session.project.unit(label) as unit:
        for edit in edits:
            values = {
                c: survey.resolve_reference(session, type_, c, v) if isinstance(v, str) else v
                for c, v in edit.values.items()
                if c != "answers"
            }
            rid = edit.rid
            if rid:
                survey.write_changes(session, unit, rid, type_, values, parents=parents)
            else:
                if "number" in atoms and not values.get("number"):
                    values["number"] = survey.numbered(type_, n)
                    n += 1
                rid = unit.create(type_, survey.atoms_of(type_, values))
            rid_of[edit.key] = rid
            if "answers" in edit.values:
                held = said(type_, {**_stored(session, rid), **values})
                _set_answers(session, unit, mapped_to(rid, held), edit.values["answers"] or (), nodes)
    now = {row.rid: row for row in rows(session, name, list(rid_of.values()))}
    return Stored(changes(unit.changes), {key: now[rid] for key, rid in rid_of.items() if rid in now})


def _stored(session: Session, rid: str) -> dict[str, Any]:
    row = session.con.execute("SELECT fields FROM record WHERE rid=?", (rid,)).fetchone()
    return json.loads(row[0]) if row else {}


def _set_answers(
    session: Session,
    unit: Unit,
    fields: dict[str, str],
    wanted: Sequence[str],
    nodes: Mapping[str, tuple[str, str, str, str]],
) -> None:
    """``fields``: of the mappings to be made, which name the record."""
    rid = fields["target"]
    held = session.con.execute(
        "SELECT rid, business, kind, item, branch FROM mapping WHERE target=?", (rid,)
    ).fetchall()
    for pair, business, kind, item, branch in held:
        if item not in wanted:
            ref = {"business": business, "kind": kind, "id": item, "branch": branch, "target": rid}
            unit.set(pair, "mapping", "mapping", {}, ref=ref)
    there = {row[3] for row in held}
    for id_ in wanted:
        if id_ not in there and id_ in nodes:
            ref = dict(zip(("business", "kind", "id", "branch"), nodes[id_], strict=True))
            pair = mapping_rid(session.code, *nodes[id_], rid)
            unit.set(pair, "mapping", "mapping", fields, ref=ref)
