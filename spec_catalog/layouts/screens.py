"""Screen requirements (画面要件): one row per 画面ID."""

from __future__ import annotations

from spec_catalog import ids
from spec_catalog.layouts.common import (
    PATH,
    SIZE_COLUMNS,
    Downward,
    no_item,
    note_struck,
    read_applies,
    read_classes,
    removed,
)
from spec_catalog.layouts.header import Header, load_spec
from spec_catalog.layouts.table import Context, Found, Row, Table, read_id
from spec_catalog.model import SourceRow, SpecItem
from spec_catalog.workbook import Grid

SPEC = load_spec("screens")
_FIELDS = {*SIZE_COLUMNS, *PATH, "id", "name", "section", "reason", "note", "applies", "change"}


def describe(header: Header) -> str:
    """The layout for the import screen."""
    return SPEC.title


def read(grid: Grid, header: Header, context: Context) -> Found:
    """All screens of one sheet. ``text`` is the requirement, or the summary where there is no such column."""
    table = Table(grid, header, SPEC)
    state = Downward()
    partly: list[str] = []
    struck: list[str] = []
    for row in table.rows():
        if not row.own("id") and not row.own("name"):
            no_item(table, row, state, "画面IDも画面名称も")
            continue
        state.take(row)
        item = _item(table, row, state, context)
        table.found.items.append(item)
        table.take(row)
        if item.deleted and row.cell("name").struck:
            struck.append(row.address("id"))
        elif item.struck:
            partly.append(row.address("text" if "text" in header.columns else "summary"))
    note_struck(table, struck, partly, "画面")
    return table.found


def _item(table: Table, row: Row, state: Downward, context: Context) -> SpecItem:
    main = "text" if row.cell("text").text.strip() else "summary"
    text = row.cell(main)
    deleted, label = removed(table, row, ("id", "name", main))
    classes, mark, originals = read_classes(table, row, deleted)
    good = read_id(table, row, "screen", context)
    section = row.text("section").strip() or state.section
    kept = [c for c in table.codes() if c not in _FIELDS and c != main]
    extra = [*originals, *((c, t) for c in kept if (t := row.remark(c, deleted)))]
    if not deleted:
        extra += row.struck(c for c in table.codes() if c != main)
    applies, undated = read_applies(table, row, deleted, context)
    return SpecItem(
        business=context.business,
        kind="screen",
        id=good or ids.provisional(context.sha256, section or f"行{row.number}", mark or "－"),
        id_original=row.cell("id").text,
        section=section,
        path=state.levels(),
        name=row.text("name").strip() or state.name,
        text=text.valid,
        struck=text.struck_text,
        classes=classes,
        reason=row.remark("reason", deleted),
        note=row.remark("note", deleted),
        applies=applies,
        change_label=label,
        deleted=deleted,
        related=tuple(f"req:{i}" for i in ids.functions_in(row.remark("source", deleted))),
        rows=(SourceRow(table.grid.name, row.number),),
        extra=(*extra, *undated, *table.further(row)),
    )
