"""Data items (基本データリスト, 項目定義書): ids published as a text cell and a number cell side by side."""

from __future__ import annotations

from spec_catalog import ids
from spec_catalog.layouts.asides import deleted_words
from spec_catalog.layouts.common import note_struck
from spec_catalog.layouts.header import Header, load_spec
from spec_catalog.layouts.table import REASON_NO_ITEM, Context, Found, Table, read_id
from spec_catalog.model import SourceRow, SpecItem
from spec_catalog.workbook import Grid

SPEC = load_spec("data_items")


def describe(header: Header) -> str:
    """The layout for the import screen."""
    return SPEC.title


def read(grid: Grid, header: Header, context: Context) -> Found:
    """All data items of one sheet. ``extra`` keeps every published column that is filled, in its order."""
    table = Table(grid, header, SPEC)
    gone: list[str] = []
    for row in table.rows():
        if not row.own("id") and not row.own("name"):
            table.skip(row, REASON_NO_ITEM)
            table.note(
                "warning", "note_row", f"{row.number} 行目にはIDも名称もないため取り込みません。", f"A{row.number}"
            )
            continue
        id_cell, name, definition = row.cell("id"), row.cell("name"), row.cell("definition")
        good = read_id(table, row, "data", context)
        struck = [c for c in (id_cell, name) if c.text.strip()]
        all_struck = bool(struck) and all(c.struck for c in struck)
        label = row.remark("change", all_struck).strip()
        deleted = all_struck or label.startswith(("削除", "廃止")) or deleted_words(table, row, ("name", "definition"))
        if all_struck:
            gone.append(row.address("id"))
        elif id_cell.struck:
            shown = id_cell.text.strip()[:20]
            message = f"IDだけが打ち消し線で消されています：{shown}。行は残るものとして読みました。"
            table.note("warning", "struck_id", message, row.address("id"))
        extra = [(code, text) for code in table.codes() if (text := row.remark(code, deleted))]
        if not deleted:
            extra += row.struck(code for code in table.codes() if code != "definition")
        table.found.items.append(
            SpecItem(
                business=context.business,
                kind="data",
                id=good or ids.provisional(context.sha256, f"行{row.number}", "－"),
                id_original=id_cell.text,
                path=tuple(t for t in (row.text(c).strip() for c in ("class.lv1", "class.lv2", "class.lv3")) if t),
                name=row.text("name").strip() or table.name_beside_id(row, "data"),
                text=definition.valid,
                struck=definition.struck_text,
                note=row.remark("note", deleted),
                change_label=label,
                deleted=deleted,
                related=tuple(f"req:{i}" for i in ids.functions_in(row.remark("source", deleted))),
                rows=(SourceRow(grid.name, row.number),),
                extra=(*extra, *table.further(row)),
            )
        )
        table.take(row)
    note_struck(table, gone, [], "データ項目")
    return table.found
