"""Functional requirements published as one row per 機能ID, with one symbol column or one per size class."""

from __future__ import annotations

from spec_catalog import ids
from spec_catalog.layouts.header import Header, load_spec
from spec_catalog.layouts.table import REASON_NO_ITEM, Context, Found, Row, Table, read_id
from spec_catalog.model import SizeClasses, SourceRow, SpecItem
from spec_catalog.workbook import Grid

SPEC = load_spec("requirements")
_SIZE_COLUMNS = ("class", "class.designated", "class.core", "class.general")
_PATH = ("path1", "path2", "path3")


def describe(header: Header) -> str:
    """The layout for the import screen."""
    sizes = [c for c in _SIZE_COLUMNS[1:] if c in header.columns]
    return f"{SPEC.title}　" + (f"規模別{len(sizes)}列" if sizes else "実装区分1列")


def read(grid: Grid, header: Header, context: Context) -> Found:
    """All requirements of one sheet."""
    table = Table(grid, header, SPEC)
    state = _Downward()
    partly: list[str] = []
    struck: list[str] = []
    for row in table.rows():
        if not row.own("id") and not any(row.text(c) for c in _SIZE_COLUMNS):
            _no_item(table, row, state)
            continue
        state.take(row)
        item = _item(table, row, state, context)
        table.found.items.append(item)
        table.take(row)
        if item.deleted and item.struck:
            struck.append(row.address("id"))
        elif item.struck:
            partly.append(row.address("text"))
    if struck:
        table.note(
            "warning", "struck_rows", f"打ち消し線の行が {len(struck)} 行あります。削除とみなします。", struck[0]
        )
    if partly:
        text = f"本文の一部に打ち消し線のある要件が {len(partly)} 件あります。打ち消した部分を除いて取り込みます。"
        table.note("info", "struck_parts", text, partly[0])
    return table.found


class _Downward:
    """Values that a sheet prints once and means for the rows below."""

    def __init__(self) -> None:
        self.path = ["", "", ""]
        self.section = self.name = ""

    def take(self, row: Row) -> None:
        """Note what this row says; an upper heading that changes empties the lower ones."""
        for level, code in enumerate(_PATH):
            text = row.text(code).strip()
            if text:
                if text != self.path[level] and row.own(code):
                    self.path[level + 1 :] = [""] * (2 - level)
                self.path[level] = text
        section, name = row.text("section").strip(), row.text("name").strip()
        if section or name:
            self.section, self.name = section or (self.section if name == self.name else ""), name


def _no_item(table: Table, row: Row, state: _Downward) -> None:
    """A row with neither id nor class: a heading within the table, or a remark."""
    codes = {table.header.code_of(c) for c in row.cells}
    if codes <= {*_PATH, "section", "name"} and codes & set(_PATH):
        state.take(row)
        state.section = state.name = ""
        table.take(row)
        return
    table.skip(row, REASON_NO_ITEM)
    text = f"{row.number} 行目には機能IDも実装区分もないため取り込みません。"
    table.note("warning", "note_row", text, row.first())


def _classes(table: Table, row: Row) -> tuple[SizeClasses, str, list[tuple[str, str]]]:
    """(classes, symbol for a provisional id, originals that differ from the canonical symbol)."""
    given: dict[str, str | None] = {}
    originals: list[tuple[str, str]] = []
    mark = ""
    for code in _SIZE_COLUMNS:
        if code not in table.header.columns:
            continue
        text = row.text(code)
        value = ids.class_of(text) if text.strip() else None
        if text.strip() and value is None:
            shown = text.strip()[:20]
            table.note("warning", "unknown_class", f"実装区分として読めません：{shown}", row.address(code))
        if text.strip() and (value is None or text != ids.SYMBOL_OF.get(value)):
            originals.append((code, row.cell(code).text))
        given[code] = value
        mark = mark or (ids.SYMBOL_OF.get(value, "") if value else "")
    one = given.get("class")
    designated, core, general = (given.get(c, one) for c in _SIZE_COLUMNS[1:])
    if "class.general" not in given and "class.core" in given:
        general = core
    if "class.core" not in given:
        core = general
    return SizeClasses(designated, core, general), mark, originals


def _item(table: Table, row: Row, state: _Downward, context: Context) -> SpecItem:
    text, name, id_cell = row.cell("text"), row.cell("name"), row.cell("id")
    classes, mark, originals = _classes(table, row)
    parts = [c for c in (id_cell, name, text) if c.text.strip()]
    all_struck = bool(parts) and all(c.struck for c in parts)
    label = row.remark("change", all_struck).strip()
    deleted = all_struck or label.startswith(("削除", "廃止"))
    good = read_id(table, row, "req", context)
    section = row.text("section").strip() or state.section
    extra = [*originals, *((c, t) for c in ("change_text", "forms", "flow") if (t := row.remark(c, deleted)))]
    if not deleted:
        extra += row.struck(c for c in table.codes() if c != "text")
    related = tuple(f"form:{i}" for i in ids.functions_in(row.remark("forms", deleted)))
    return SpecItem(
        business=context.business,
        kind="req",
        id=good or ids.provisional(context.sha256, section or f"行{row.number}", mark or "－"),
        id_original=id_cell.text,
        section=section,
        path=_path(state.path),
        name=row.text("name").strip() or state.name,
        text=text.valid,
        struck=text.struck_text,
        classes=classes,
        reason=row.remark("reason", deleted),
        note=row.remark("note", deleted),
        applies=row.remark("applies", deleted).strip(),
        change_label=label,
        deleted=deleted,
        related=related,
        rows=(SourceRow(table.grid.name, row.number),),
        extra=(*extra, *table.further(row)),
    )


def _path(levels: list[str]) -> tuple[str, ...]:
    out = list(levels)
    while out and not out[-1]:
        out.pop()
    return tuple(out)
