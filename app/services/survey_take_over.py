"""A previewed import is stored as one step: records made and changed, published ids mapped."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

from app.core.records import mapping_rid
from app.core.stamps import said
from app.services import catalogue, survey
from app.services.around import mapped_to
from app.services.session import Session, changes
from app.services.survey_lists import ANSWER_KIND
from app.services.survey_views import Preview
from app.services.views import Changes
from app.store.unit import Unit
from spec_catalog.text import match_key


def take_over(session: Session, seen: Preview) -> Changes:
    """Stores a previewed import as one step: new records are made, known ones updated where something differs.

    Published ids in 対応する標準… become mappings where an edition holds them.
    """
    type_ = survey.record_type(seen.list)
    n = survey.next_number(session, type_)
    answered: list[tuple[str, str, list[str]]] = []
    nodes = published(session, seen.list, {i for r in seen.rows for i in r.values.get("answers") or ()})
    names = _registered(session)
    with session.project.unit(f"現行調査に取り込み：{seen.file}（{seen.taking} 行）") as unit:
        for row in seen.rows:
            if row.action in ("same", "skip"):
                continue
            rid = row.rid if row.action == "update" else ""
            values = dict(row.changed if rid else row.values)
            answers = list(values.pop("answers", None) or ())
            values = {k: _referred(session, names, type_, k, v) for k, v in values.items()}
            whole = values
            if rid:
                whole = survey.fields_of(session, rid, type_) | values
                survey.write_changes(session, unit, rid, type_, values)
            else:
                if survey.numbered(type_, n) and not values.get("number"):
                    values["number"] = survey.numbered(type_, n)
                    n += 1
                rid = unit.create(type_, survey.atoms_of(type_, values))
            if answers:
                answered.append((rid, said(type_, whole), answers))
        for rid, now, ids_ in answered:
            for id_ in ids_:
                if id_ in nodes:
                    _map(session, unit, nodes[id_], mapped_to(rid, now))
    return changes(unit.changes)


def _registered(session: Session) -> dict[tuple[str, str], str]:
    """(record type, match key of the name) → rid of what references can name; "" where two have the name."""
    out: dict[tuple[str, str], str] = {}
    types = sorted(set(survey.REFERENCES.values()))
    marks = ",".join("?" * len(types))
    for type_, name, rid in session.con.execute(
        f"SELECT type, name, rid FROM record WHERE present=1 AND type IN ({marks})", types
    ):
        key = (type_, match_key(name or ""))
        out[key] = "" if key in out else rid
    return out


def _referred(session: Session, names: Mapping[tuple[str, str], str], type_: str, code: str, value: Any) -> Any:
    """A record's rid for its name in any spelling; the text itself while nothing of that name is registered."""
    if not isinstance(value, str) or code not in survey.REFERRING.get(type_, ()):
        return value
    exact = survey.resolve_reference(session, type_, code, value)
    return exact if exact != value else names.get((survey.REFERENCES[code], match_key(value))) or value


def published(session: Session, name: str, ids_: Set[str]) -> dict[str, tuple[str, str, str, str]]:
    """The keys of the published items of these ids that a list can name, as far as an edition here holds them."""
    kind = ANSWER_KIND.get(name)
    out: dict[str, tuple[str, str, str, str]] = {}
    if kind is None:
        return out
    for edition in catalogue.in_force(session):
        if edition.kind == kind and ids_:
            schema = session.attach(edition.hash)
            for business, id_, branch in session.con.execute(
                f"SELECT business, id, branch FROM {schema}.item WHERE deleted=0"
            ):
                if id_ in ids_:
                    out.setdefault(id_, (business, kind, id_, branch))
    return out


def _map(session: Session, unit: Unit, key: tuple[str, str, str, str], fields: Mapping[str, str]) -> None:
    pair = mapping_rid(session.code, *key, fields["target"])
    if not session.con.execute("SELECT 1 FROM mapping WHERE rid=?", (pair,)).fetchone():
        ref = dict(zip(("business", "kind", "id", "branch"), key, strict=True))
        unit.set(pair, "mapping", "mapping", dict(fields), ref=ref)
