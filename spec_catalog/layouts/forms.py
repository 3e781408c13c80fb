"""Form requirements (帳票要件): one row per 帳票ID. Functions share its number space; the kind decides."""

from __future__ import annotations

from itertools import chain

from spec_catalog import ids
from spec_catalog.layouts.common import (
    PATH,
    SIZE_COLUMNS,
    TICKS,
    TICKS_OF_SIZE,
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

SPEC = load_spec("forms")
_FIELDS = {
    *SIZE_COLUMNS,
    *TICKS,
    *chain.from_iterable(TICKS_OF_SIZE.values()),
    *PATH,
    "id",
    "name",
    "section",
    "reason",
    "note",
    "applies",
    "change",
}


def describe(header: Header) -> str:
    """The layout for the import screen."""
    return sizes_described(SPEC.title, tuple(header.columns))


def read(grid: Grid, header: Header, context: Context) -> Found:
    """All forms of one sheet. ``text`` is the requirement, or the summary where there is no such column."""
    table = Table(grid, header, SPEC)
    state = Downward()
    partly: list[str] = []
    struck: list[str] = []
    for row in table.rows():
        if (
            lonely_words(row)
            or stands_apart(row, "form")
            or (not row.own("id") and not (row.own("name") and any(row.text(c).strip() for c in SIZE_COLUMNS)))
        ):
            no_item(table, row, state, "帳票IDも帳票名称も")
            continue
        state.take(row)
        item = _item(table, row, state, context)
        table.found.items.append(item)
        table.take(row)
        if item.deleted and row.cell("name").struck:
            struck.append(row.address("id"))
        elif item.struck:
            partly.append(row.address("text" if "text" in header.columns else "summary"))
    note_struck(table, struck, partly, "帳票")
    return table.found


def _item(table: Table, row: Row, state: Downward, context: Context) -> SpecItem:
    main = "text" if row.cell("text").text.strip() else "summary"
    text = row.cell(main)
    deleted, label = removed(table, row, ("id", "name", main))
    classes, mark, originals = read_classes(table, row, deleted)
    good = read_id(table, row, "form", context)
    id_text = row.text("id").strip()
    section = row.text("section").strip() or state.section
    kept = [c for c in table.codes() if c not in _FIELDS and c != main]
    extra = [*originals, *((c, t) for c in kept if (t := row.remark(c, deleted)))]
    if not deleted:
        extra += row.struck(c for c in table.codes() if c != main)
    applies, undated = read_applies(table, row, deleted, context)
    return SpecItem(
        business=context.business,
        kind="form",
        id=good or ids.provisional(context.sha256, section or f"行{row.number}", mark or "－"),
        branch=ids.branch_in(row.text("id")) if good and good != id_text else "",
        id_original=row.cell("id").text,
        section=section,
        path=state.levels(),
        name=row.text("name").strip() or table.name_beside_id(row, "form") or state.name,
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
