"""A department's list of 課題 comes into the register: the law's guard rails hold here as everywhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.guard import refusal
from app.core.problems import REFUSED, UserProblem
from app.services import catalogue, register, register_read, survey
from app.services.session import Session, changes
from app.services.survey_import import CellProblem, ImportRow, Left, Preview, mapping_of, values_of
from app.services.survey_lists import survey_list
from app.services.views import Changes
from spec_catalog.rawtable import RawTable, read_table

LIST = "issues"
_STATED = ("tool_name", "tool_use", "term", "talks")


@dataclass(frozen=True, slots=True)
class Unlawful:
    """A row whose disposition a guard rail refuses, or can't judge for want of the item; ``cell``: where it stands."""

    row: int
    cell: str
    problem: UserProblem


@dataclass(frozen=True, slots=True)
class IssuePreview:
    """What importing would do: ``seen`` as for any list, and the rows the law refuses."""

    seen: Preview
    unlawful: tuple[Unlawful, ...]


def preview(
    session: Session, path: Path, *, profile: Mapping[str, Any] | None = None, business: str = "", repairs: bool = False
) -> IssuePreview:
    """Reads a list of issues and shows what taking it over would do; nothing is stored.

    Rows whose number is in the register already are left out: an issue is changed where it is decided.
    """
    given = dict(profile or {})
    wanted = survey_list(LIST)
    table = read_table(path, header_row=given.get("header_row"), sheet=given.get("sheet"))
    mapping = mapping_of(wanted, table, given.get("columns") or {})
    if "title" not in mapping.values():
        seen = "、".join(table.headers)
        raise UserProblem(
            "unmapped", f"「件名」の列が分かりません（見出し：{seen}）。", file=str(path), sheet=table.sheet,
            hint="列の対応（profile）で、どの見出しがどの欄かを指定してください。", exit_code=REFUSED,
        )  # fmt: skip
    known = {i.number for i in register_read.issues(session)}
    rows: list[ImportRow] = []
    problems: list[CellProblem] = []
    left = [Left(row, why, "", text) for _, row, why, text in table.left]
    for r, cells in enumerate(table.rows):
        values = values_of(wanted, table, r, cells, mapping, problems, repairs=repairs).values
        _keep_in_words(session, table, mapping, r, values, problems)
        if not values.get("title"):
            left.append(Left(table.numbers[r], "件名が空のため"))
        elif values.get("number") in known:
            left.append(Left(table.numbers[r], f"{values['number']} は登録済みのため"))
        else:
            values.setdefault("business", business)
            rows.append(ImportRow(table.numbers[r], values, ""))
    found = Preview(
        LIST, path.name, table.sheet, mapping, tuple(rows), tuple(problems), tuple(left), table.account,
        table.header_row,
    )  # fmt: skip
    return IssuePreview(
        found, tuple(u for row in rows if (u := _against(session, table, mapping, row, path)) is not None)
    )


def _keep_in_words(
    session: Session,
    table: RawTable,
    mapping: Mapping[str, str],
    r: int,
    values: dict[str, Any],
    problems: list[CellProblem],
) -> None:
    """A date or a priority the register wouldn't take goes to 備考, and its cell is named."""
    for code in ("due", "priority"):
        try:
            register.check_fields(session, {code: values.get(code, "")})
        except UserProblem as problem:
            column = _column(table, mapping, code)
            text = str(values.pop(code))
            heading = table.headers[column]
            problems.append(CellProblem(table.cell(r, column), heading, text, problem.message, ""))
            values["note"] = "\n".join(t for t in (str(values.get("note") or ""), f"{heading}：{text}") if t)


def _column(table: RawTable, mapping: Mapping[str, str], code: str) -> int:
    return next((n for n, heading in enumerate(table.headers) if mapping[heading] == code), -1)


def _unknown_ids(session: Session, table: RawTable, mapping: Mapping[str, str], row: ImportRow) -> bool:
    """Whether the row names an item that can't be found: then nobody can say what the law allows for it."""
    column = _column(table, mapping, "answers")
    if column < 0:
        return False
    named = [t for t in re.split(r"[\s、,，;；・/／]+", table.rows[table.numbers.index(row.number)][column]) if t]
    return len(_nodes(session, row)) < len(set(named))


def _against(
    session: Session, table: RawTable, mapping: Mapping[str, str], row: ImportRow, path: Path
) -> Unlawful | None:
    disposition = str(row.values.get("disposition") or "")
    if not disposition:
        return None
    column = _column(table, mapping, "disposition")
    cell = table.cell(table.numbers.index(row.number), column)
    if _unknown_ids(session, table, mapping, row):
        problem = UserProblem(
            "unknown_item", f"{row.number} 行目の機能IDに、取り込んだ版にないものがあります。",
            file=str(path), sheet=table.sheet, cell=cell,
            hint="対応方針が適法か確かめられません。機能IDを直すか、対応方針を空にしてください。",
        )  # fmt: skip
        return Unlawful(row.number, cell, problem)
    stated = {k: row.values[k] for k in _STATED if row.values.get(k)}
    draft = register_read.draft(
        nodes=_nodes(session, row),
        business=str(row.values.get("business") or ""),
        basis=str(row.values.get("basis") or ""),
    )
    against = refusal(register_read.ruled(session, draft, disposition, stated))
    if against is None:
        return None
    problem = register.unlawful(disposition, against)
    problem.file, problem.sheet, problem.cell = str(path), table.sheet, cell
    return Unlawful(row.number, cell, problem)


def _nodes(session: Session, row: ImportRow) -> tuple[str, ...]:
    """The requirements a row names, as far as an edition here holds them."""
    out = []
    for id_ in row.values.get("answers") or ():
        try:
            catalogue.find(session, f"req:{id_}")
        except UserProblem:
            continue
        out.append(f"req:{id_}")
    return tuple(out)


def take_over(session: Session, found: IssuePreview) -> Changes:
    """Stores the issues as one step. Raises the first refusal, with clause and cell, and then stores none."""
    if found.unlawful:
        raise found.unlawful[0].problem
    n = register.next_number(session)
    with session.project.unit(f"課題を取り込み：{found.seen.file}（{len(found.seen.rows)} 件）") as unit:
        for row in found.seen.rows:
            values = {k: v for k, v in row.values.items() if k not in ("answers", *_STATED)}
            if not values.get("number"):
                values["number"] = f"G-{n:04d}"
                n += 1
            stated = {k: row.values[k] for k in _STATED if row.values.get(k)}
            values.update(
                nodes=list(_nodes(session, row)), data=stated, kind=values.get("kind") or "gap",
                status="studying" if values.get("disposition") else "open",
            )  # fmt: skip
            unit.create("issue", survey.atoms_of("issue", values))
    return changes(unit.changes)
