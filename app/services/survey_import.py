"""A department's own list becomes survey records: columns mapped, values understood, nothing lost, nothing doubled.

Seen before anything is stored; taken over as one step. The mapping is a profile that can be used again.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.problems import REFUSED, UserProblem
from app.core.records import mapping_rid
from app.services import catalogue, survey
from app.services.session import Session, changes
from app.services.survey_lists import ANSWER_KIND, SurveyList, meaning, survey_list
from app.services.views import Changes
from app.store.unit import Unit
from spec_catalog.model import SheetAccount
from spec_catalog.rawtable import RawTable, read_table
from spec_catalog.text import match_key


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A cell that cannot be stored as it is: its text goes to 備考, unless the proposed ``repair`` is accepted."""

    cell: str
    column: str
    text: str
    message: str
    repair: str


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row to take over: ``values`` by column code; ``rid`` of the record it updates, "" = new."""

    number: int
    values: dict[str, Any]
    rid: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do. ``mapping``: heading → column code ("" = to 備考); ``left``: rows left out with why."""

    list: str
    file: str
    sheet: str
    mapping: dict[str, str]
    rows: tuple[ImportRow, ...]
    problems: tuple[CellProblem, ...]
    left: tuple[tuple[int, str], ...]
    account: SheetAccount
    header_row: int

    @property
    def new(self) -> int:
        """Records that would be made."""
        return sum(not r.rid for r in self.rows)

    @property
    def updated(self) -> int:
        """Records that would be changed."""
        return sum(bool(r.rid) for r in self.rows)

    def profile(self) -> dict[str, Any]:
        """The mapping as a profile file."""
        return {"list": self.list, "sheet": self.sheet, "header_row": self.header_row, "columns": self.mapping}


def preview(
    session: Session,
    path: Path,
    name: str,
    *,
    profile: Mapping[str, Any] | None = None,
    business: str = "",
    repairs: bool = False,
) -> Preview:
    """Reads a list and shows what taking it over would do; nothing is stored.

    ``profile``: {"sheet", "header_row", "columns": {heading: column code}}; columns not named there are recognised by
    their headings. ``business``: for rows that don't say theirs. ``repairs``: accept the values proposed for cells that
    could not be understood. Raises InputProblem for files that are refused and
    UserProblem "unmapped" when the list's main column isn't found, naming the headings seen.
    """
    given = dict(profile or {})
    table = read_table(path, header_row=given.get("header_row"), sheet=given.get("sheet"))
    return preview_table(
        session, table, path, name, columns=given.get("columns") or {}, business=business, repairs=repairs
    )


def preview_table(
    session: Session,
    table: RawTable,
    path: Path,
    name: str,
    *,
    columns: Mapping[str, str] | None = None,
    business: str = "",
    repairs: bool = False,
) -> Preview:
    """The same for a table already read, so that another mapping is seen without reading the file again."""
    wanted = survey_list(name)
    mapping = mapping_of(wanted, table, columns or {})
    main = next(c for c in wanted.columns if c.required)
    if main.code not in mapping.values():
        seen = "、".join(table.headers)
        raise UserProblem(
            "unmapped", f"「{main.label}」の列が分かりません（見出し：{seen}）。", file=str(path), sheet=table.sheet,
            hint="列の対応（profile）で、どの見出しがどの欄かを指定してください。", exit_code=REFUSED,
        )  # fmt: skip
    known = _known(session, name)
    rows: list[ImportRow] = []
    problems: list[CellProblem] = []
    left: list[tuple[int, str]] = []
    for r, cells in enumerate(table.rows):
        values = values_of(wanted, table, r, cells, mapping, problems, repairs=repairs)
        if not values.get(main.code):
            left.append((table.numbers[r], f"{main.label}が空のため"))
            continue
        if business and not values.get("business") and any(c.code == "business" for c in wanted.columns):
            values["business"] = business
        rows.append(ImportRow(table.numbers[r], values, _same(known, values)))
    return Preview(
        name, path.name, table.sheet, mapping, tuple(rows), tuple(problems), tuple(left), table.account,
        table.first_row - 1,
    )  # fmt: skip


def mapping_of(wanted: SurveyList, table: RawTable, given: Mapping[str, str]) -> dict[str, str]:
    """Heading → column code ("" = to 備考): as given, the rest by their names. Raises UserProblem for a bad profile."""
    by_key: dict[str, str] = {}
    for column in wanted.columns:
        for text in (column.label, column.code, *column.aliases):
            by_key.setdefault(match_key(text), column.code)
    codes = {c.code for c in wanted.columns}
    for heading, code in given.items():
        if code and code not in codes:
            raise UserProblem(
                "bad_profile",
                f"列の対応の「{code}」という欄は、この一覧にありません。",
                hint="使える欄：" + "、".join(sorted(codes)),
            )
        if heading not in table.headers:
            raise UserProblem(
                "bad_profile",
                f"列の対応の見出し「{heading}」が、表にありません。",
                hint="見出し：" + "、".join(table.headers),
            )
    out: dict[str, str] = {}
    for heading in table.headers:
        code = given.get(heading, "")
        if heading not in given:
            tail = heading.rsplit("_", 1)[-1]
            code = by_key.get(match_key(heading)) or by_key.get(match_key(tail)) or ""
            if code in out.values() or code in given.values():
                code = ""
        out[heading] = code
    return out


def values_of(
    wanted: SurveyList,
    table: RawTable,
    r: int,
    cells: tuple[str, ...],
    mapping: Mapping[str, str],
    problems: list[CellProblem],
    *,
    repairs: bool,
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    extra: list[str] = []
    for c, text in enumerate(cells):
        heading = table.headers[c]
        code = mapping[heading]
        if not text.strip():
            continue
        if not code:  # a column the list doesn't have is kept in words
            extra.append(f"{heading}：{text.strip()}")
            continue
        found = meaning(wanted.name, code, text)
        if found.repair and repairs:
            found = meaning(wanted.name, code, found.repair)
        if found.problem:
            label = wanted.column(code).label
            problems.append(CellProblem(table.cell(r, c), label, text, found.problem, found.repair))
            extra.append(f"{label}：{text.strip()}")
            continue
        values[code] = found.value
    if extra:
        note = str(values.get("note") or "")
        values["note"] = "\n".join(t for t in (note, *extra) if t)
    return values


def _known(session: Session, name: str) -> dict[tuple[str, str], str]:
    """(what, match key) → rid of the records there: by number, and by name with its business where that is unique."""
    known: dict[tuple[str, str], str] = {}
    doubled: set[tuple[str, str]] = set()
    for row in survey.list_rows(session, name):
        for key in _keys(row):
            if key in known:
                doubled.add(key)
            known[key] = str(row["rid"])
    return {k: v for k, v in known.items() if k not in doubled}


def _keys(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    out = []
    if values.get("number"):
        out.append(("number", match_key(str(values["number"]))))
    if values.get("name"):
        out.append(("name", match_key(f"{values.get('business') or ''}/{values['name']}")))
    return out


def _same(known: Mapping[tuple[str, str], str], values: Mapping[str, Any]) -> str:
    return next((known[k] for k in _keys(values) if k in known), "")


def take_over(session: Session, seen: Preview) -> Changes:
    """Stores a previewed import as one step: new records are made, known ones updated where something differs.

    Published ids in 対応する標準… become mappings where an edition holds them.
    """
    type_ = survey.record_type(seen.list)
    n = survey.next_number(session, type_)
    answered: list[tuple[str, list[str]]] = []
    nodes = published(session, seen.list, {i for r in seen.rows for i in r.values.get("answers") or ()})
    with session.project.unit(f"現行調査に取り込み：{seen.file}（{len(seen.rows)} 行）") as unit:
        for row in seen.rows:
            values = {k: v for k, v in row.values.items() if k != "answers"}
            values = {
                k: survey.resolve_reference(session, type_, k, v) if isinstance(v, str) else v
                for k, v in values.items()
            }
            rid = row.rid
            if rid:
                survey.write_changes(session, unit, rid, type_, values)
            else:
                if survey.numbered(type_, n) and not values.get("number"):
                    values["number"] = survey.numbered(type_, n)
                    n += 1
                rid = unit.create(type_, survey.atoms_of(type_, values))
            if row.values.get("answers"):
                answered.append((rid, list(row.values["answers"])))
        for rid, ids_ in answered:
            for id_ in ids_:
                if id_ in nodes:
                    _map(session, unit, nodes[id_], rid)
    return changes(unit.changes)


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


def _map(session: Session, unit: Unit, key: tuple[str, str, str, str], rid: str) -> None:
    pair = mapping_rid(session.code, *key, rid)
    if not unit.heads(pair, "mapping"):
        ref = dict(zip(("business", "kind", "id", "branch"), key, strict=True))
        unit.set(pair, "mapping", "mapping", {"target": rid, "type": "equal"}, ref=ref)
