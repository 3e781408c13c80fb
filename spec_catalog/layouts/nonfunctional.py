"""Non-functional requirements (非機能要件の標準): a row per metric with its levels as displayed (＊ and blanks too)."""

from __future__ import annotations

from spec_catalog import ids
from spec_catalog.layouts.common import Downward, no_item, note_struck, removed
from spec_catalog.layouts.header import Header, load_spec
from spec_catalog.layouts.table import Context, Found, Row, Table, read_id
from spec_catalog.model import SourceRow, SpecItem
from spec_catalog.workbook import Grid

SPEC = load_spec("nonfunctional")
_FIELDS = {"id", "path1", "path2", "name", "note", "change"}
_VALUES = ("metric", "selected", *(f"level{n}" for n in range(6)))


def describe(header: Header) -> str:
    """The layout for the import screen."""
    levels = sum(1 for n in range(6) if f"level{n}" in header.columns)
    return SPEC.title + (f"　レベル{levels}列" if levels else "")


def read(grid: Grid, header: Header, context: Context) -> Found:
    """All metrics of one sheet. ``name`` is 小項目／メトリクス, ``path`` 大/中/小項目, ``text`` 小項目説明;
    levels, the selected one, case, conditions and the rest stand in ``extra`` under their column codes."""
    table = Table(grid, header, SPEC)
    state = Downward()
    struck: list[str] = []
    partly: list[str] = []
    for row in table.rows():
        if not row.own("id") and not any(row.own(c) for c in _VALUES):
            _heading(table, row, state)
            continue
        state.take_path(row, ("path1", "path2", "name"))
        item = _item(table, row, state, context)
        table.found.items.append(item)
        table.take(row)
        if item.deleted and row.cell("id").struck:
            struck.append(row.address("id"))
        elif item.struck:
            partly.append(row.address("description"))
    note_struck(table, struck, partly, "項目")
    return table.found


def _heading(table: Table, row: Row, state: Downward) -> None:
    """大項目 or 中項目 on a row of its own, or a remark."""
    codes = {table.header.code_of(c) for c in row.cells}
    if codes <= {"path1", "path2", "name", "description"} and codes & {"path1", "path2", "name"}:
        state.take_path(row, ("path1", "path2", "name"))
        table.take(row)
        return
    no_item(table, row, state, "項番もレベルも")


def _item(table: Table, row: Row, state: Downward, context: Context) -> SpecItem:
    deleted, label = removed(table, row, ("id", "metric"))
    good = read_id(table, row, "nonfunc", context)
    text = row.cell("description")
    kept = [c for c in table.codes() if c not in _FIELDS and c != "description"]
    extra = [(c, t) for c in kept if (t := row.remark(c, deleted))]
    if not deleted:
        extra += row.struck(c for c in table.codes() if c != "description")
    metric = row.text("metric").strip()
    names = [t for t in (state.path[2], metric) if t]
    return SpecItem(
        business=context.business,
        kind="nonfunc",
        id=good or ids.provisional(context.sha256, f"行{row.number}", "－"),
        id_original=row.cell("id").text,
        section=row.text("id").strip(),
        path=state.levels(),
        name="／".join(dict.fromkeys(names)),
        text=text.valid,
        struck=text.struck_text,
        note=row.remark("note", deleted),
        change_label=label,
        deleted=deleted,
        rows=(SourceRow(table.grid.name, row.number),),
        extra=(*extra, *table.further(row)),
    )
