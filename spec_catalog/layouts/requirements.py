"""Functional requirements published as one row per 機能ID, with one symbol column or one per size class."""

from __future__ import annotations

from spec_catalog import ids
from spec_catalog.layouts.common import (
    SIZE_COLUMNS,
    Downward,
    lonely_words,
    no_item,
    note_struck,
    read_applies,
    read_classes,
    removed,
    sizes_described,
    stands_apart,
)
from spec_catalog.layouts.header import Header, load_spec
from spec_catalog.layouts.table import Context, Found, Row, Table, read_id
from spec_catalog.model import SourceRow, SpecItem
from spec_catalog.workbook import Grid

SPEC = load_spec("requirements")


def describe(header: Header) -> str:
    """The layout for the import screen."""
    return sizes_described(SPEC.title, tuple(header.columns))


def read(grid: Grid, header: Header, context: Context) -> Found:
    """All requirements of one sheet."""
    table = Table(grid, header, SPEC)
    state = Downward()
    partly: list[str] = []
    struck: list[str] = []
    for row in table.rows():
        classed = any(row.text(c).strip() for c in SIZE_COLUMNS)
        if stands_apart(row, "req") or (
            not classed and (not row.own("id") or ids.symbol(row.text("id")) in ids.CLASS_OF or lonely_words(row))
        ):
            no_item(table, row, state, "機能IDも実装区分も")
            continue
        state.take(row)
        item = _item(table, row, state, context)
        table.found.items.append(item)
        table.take(row)
        if item.deleted and item.struck:
            struck.append(row.address("id"))
        elif item.struck:
            partly.append(row.address("text"))
    note_struck(table, struck, partly, "要件")
    return table.found


def _item(table: Table, row: Row, state: Downward, context: Context) -> SpecItem:
    text, id_cell = row.cell("text"), row.cell("id")
    deleted, label = removed(table, row, ("id", "name", "text"))
    classes, mark, originals = read_classes(table, row, deleted)
    good = read_id(table, row, "req", context)
    id_text = row.text("id").strip()
    section = row.text("section").strip() or state.section
    extra = [*originals, *((c, t) for c in ("target", "change_text", "forms", "flow") if (t := row.remark(c, deleted)))]
    if not deleted:
        extra += row.struck(c for c in table.codes() if c != "text")
    related = tuple(f"form:{i}" for i in ids.functions_in(row.remark("forms", deleted)))
    applies, undated = read_applies(table, row, deleted, context)
    return SpecItem(
        business=context.business,
        kind="req",
        id=good or ids.provisional(context.sha256, section or f"行{row.number}", mark or "－"),
        branch=ids.branch_in(row.text("id")) if good and good != id_text else "",
        id_original=id_cell.text,
        section=section,
        path=state.levels(),
        name=row.text("name").strip() or table.name_beside_id(row, "req") or state.name,
        text=text.valid,
        struck=text.struck_text,
        classes=classes,
        reason=row.remark("reason", deleted),
        note=row.remark("note", deleted),
        applies=applies,
        change_label=label,
        deleted=deleted,
        related=related,
        rows=(SourceRow(table.grid.name, row.number),),
        extra=(*extra, *undated, *table.further(row)),
    )
