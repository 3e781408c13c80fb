"""Code lists: one item per コードID whose values follow below it; id and name stand in the first row only."""

from __future__ import annotations

from dataclasses import dataclass, field

from spec_catalog import ids
from spec_catalog.layouts.header import Header, load_spec
from spec_catalog.layouts.table import REASON_NO_ITEM, Context, Found, Row, Table, read_id
from spec_catalog.model import SourceRow, SpecItem
from spec_catalog.workbook import Grid

SPEC = load_spec("codes")


@dataclass
class _Code:
    id: str
    original: str
    name: str
    deleted: bool
    rows: list[int] = field(default_factory=list)
    values: list[tuple[str, str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def describe(header: Header) -> str:
    """The layout for the import screen."""
    return SPEC.title


def read(grid: Grid, header: Header, context: Context) -> Found:
    """All codes of one sheet. ``extra`` repeats ("value", …), ("meaning", …), ("note", …) for every value in order."""
    table = Table(grid, header, SPEC)
    codes: list[_Code] = []
    for row in table.rows():
        if codes and row.text("id") == codes[-1].original and row.text("name").strip() in ("", codes[-1].name):
            pass  # printed again for every value
        elif row.own("id") or (row.own("name") and not codes):
            good = read_id(table, row, "code", context)
            cell = row.cell("id")
            codes.append(
                _Code(
                    good or ids.provisional(context.sha256, f"行{row.number}", "－"),
                    cell.text,
                    row.text("name").strip(),
                    cell.struck,
                )
            )
        elif not codes or not (row.own("value") or row.own("meaning")):
            table.skip(row, REASON_NO_ITEM)
            table.note(
                "warning", "note_row", f"{row.number} 行目はコードの行ではないため取り込みません。", f"A{row.number}"
            )
            continue
        _add(codes[-1], table, row)
        table.take(row)
    for code in codes:
        table.found.items.append(
            SpecItem(
                business=context.business,
                kind="code",
                id=code.id,
                id_original=code.original,
                name=code.name,
                text="\n".join(code.lines),
                deleted=code.deleted,
                rows=tuple(SourceRow(grid.name, r) for r in code.rows),
                extra=tuple(code.values),
            )
        )
    return table.found


def _add(code: _Code, table: Table, row: Row) -> None:
    code.rows.append(row.number)
    columns = ("value", "meaning", "note")
    value, meaning, _ = (row.remark(c, code.deleted) for c in columns)
    code.values += [(c, text) for c in columns if (text := row.remark(c, code.deleted))]
    if not code.deleted:
        code.values += row.struck(columns)
    code.values += table.further(row)
    if value or meaning:
        code.lines.append("　".join(t for t in (value, meaning) if t))
