"""Requirements in three text columns 実装必須 / 標準オプション / 実装不可: up to three to a row, often without ids."""

from __future__ import annotations

import re

from spec_catalog import ids
from spec_catalog.layouts.common import (
    PATH,
    TICK_MARKS,
    Downward,
    note_provisional,
    note_struck,
    read_applies,
    removed,
    skip_note,
)
from spec_catalog.layouts.header import Header, load_spec
from spec_catalog.layouts.table import Context, Found, Row, Table, read_id
from spec_catalog.model import SizeClasses, SourceRow, SpecItem
from spec_catalog.text import match_key
from spec_catalog.workbook import Cell, Grid

SPEC = load_spec("requirement_columns")
_TEXTS = {"text.mandatory": "mandatory", "text.optional": "optional", "text.prohibited": "prohibited"}
REASON_NONE = "該当する要件なしの印"
_NONE = frozenset(
    match_key(f"{a}{word}{b}")
    for word in ("－", "なし", "無し", "該当なし", "該当無し", "該当する要件なし")
    for a, b in (("", ""), ("（", "）"), ("【", "】"), ("［", "］"), ("〔", "〕"))
)
_DOTTED = re.compile(r"[0-9０-９]+(?:[.．][0-9０-９]+)+[.．]?")
# A condition that names the class itself; what merely adds a duty for 指定都市 leaves the class alone.
_DESIGNATED = re.compile(
    r"指定都市(?:において|に限り|の場合)?は?、?(実装必須機能|標準オプション機能|実装不可機能)(?:とする|である|と[しな])"
)


def describe(header: Header) -> str:
    """The layout for the import screen."""
    return SPEC.title + ("" if "id" in header.columns else "（機能IDなし・仮番）")


def read(grid: Grid, header: Header, context: Context) -> Found:
    """All requirements of one sheet; without a published id they get a provisional one, said once for the sheet."""
    table = Table(grid, header, SPEC)
    state = Downward()
    partly: list[str] = []
    struck: list[str] = []
    for row in table.rows():
        none = [c for c in _TEXTS if row.own(c) and match_key(row.cell(c).text) in _NONE]
        none += _crossed(row, none)
        columns = [c for c in _TEXTS if row.own(c) and c not in none]
        section = _take(row, state)
        if not columns and row.own("id") and row.own("text") and ids.canonical("req", row.text("id")):
            columns = [""]
            text = "どの類型の列にも印がありません。実装区分なしとして取り込みます。"
            table.note("warning", "no_mark", text, row.address("id"))
        if not columns:
            _no_item(table, row, none)
            continue
        if len(columns) > 1 and all(_ticked(row, c) for c in columns):
            text = "類型の列に印が二つ以上あります。印ごとに一件として取り込みます。"
            table.note("warning", "several_marks", text, row.address(columns[1]))
        for code in columns:
            item = _item(table, row, code, section, state, context)
            table.found.items.append(item)
            if item.deleted and item.struck:
                struck.append(row.address(code))
            elif item.struck:
                partly.append(row.address(code))
        table.take(row)
        _leave(table, row, none)
    note_struck(table, struck, partly, "要件")
    if "id" not in header.columns and table.found.items:
        note_provisional(table, "機能ID")
    return table.found


def _take(row: Row, state: Downward) -> str:
    """Headings and 項番 of a row. A heading column that holds nothing but 1.1.2 is where this sheet prints the 項番."""
    section, levels = row.text("section").strip(), []
    for code in PATH:
        text = row.text(code).strip()
        if _DOTTED.fullmatch(text):
            section = section if _DOTTED.fullmatch(section) else text
        else:
            levels.append(code)
    state.take_path(row, tuple(levels))
    name = row.text("name").strip()
    if section or name:
        state.section, state.name = section or (state.section if name == state.name else ""), name
    return state.section


def _leave(table: Table, row: Row, codes: list[str]) -> None:
    """Signs that say there is no requirement here are no requirement; they count as left out."""
    at = {c for code in codes for c in table.header.columns[code] if c in row.cells}
    table.found.skipped.update({(row.number, c): REASON_NONE for c in at})


def _no_item(table: Table, row: Row, none: list[str]) -> None:
    codes = {table.header.code_of(c) for c in row.cells} - set(none)
    if codes <= {*PATH, "section", "number", "name"} and codes & {*PATH, "name"}:
        table.take(row)  # a heading of the rows below, or a section that requires nothing
        _leave(table, row, none)
        return
    if none and not codes:
        _leave(table, row, none)
        return
    what = "は、どの列も要件なしの印の" if none else "には要件の文章がない"
    skip_note(table, row, f"{row.number} 行目{what}ため取り込みません。")
    _leave(table, row, none)


def _text(table: Table, row: Row, code: str) -> Cell:
    """The requirement: the column's own text, or where the column is merely ticked, the row's 機能要件."""
    cell = row.cell(code)
    if cell.text.strip() in TICK_MARKS and row.cell("text").text.strip():
        return row.cell("text")
    return cell


def _ticked(row: Row, code: str) -> bool:
    return row.cell(code).text.strip() in TICK_MARKS and bool(row.cell("text").text.strip())


def _crossed(row: Row, none: list[str]) -> list[str]:
    """Columns whose × or 0 says no, since another column of the row has a tick that says yes."""
    if not row.cell("text").text.strip():
        return []
    marks = {c: ids.symbol(row.cell(c).text.strip()) for c in _TEXTS if row.own(c) and c not in none}
    no = [c for c, mark in marks.items() if mark in ("×", "0", "０")]
    zeros = [c for c in no if marks[c] != "×"]
    return no if any(c not in no and _ticked(row, c) for c in marks) else zeros


def _item(table: Table, row: Row, code: str, section: str, state: Downward, context: Context) -> SpecItem:
    cell = _text(table, row, code) if code else row.cell("text")
    value = _TEXTS.get(code)
    deleted, label = removed(table, row, (code or "text",))
    good = read_id(table, row, "req", context) if "id" in table.header.columns else None
    place = section or row.text("number").strip() or f"行{row.number}"
    extra = [(c, t) for c in ("number", "change_text", "forms", "flow") if (t := row.remark(c, deleted))]
    if cell is not row.cell(code or "text"):
        extra.append((code, row.cell(code).text))
    elif code and row.text("text").strip():
        extra.append(("text", row.text("text")))
    if not deleted:
        extra += row.struck(c for c in table.codes() if c not in _TEXTS)
    designated = ids.class_of(found[1]) if (found := _DESIGNATED.search(cell.valid)) else None
    applies, undated = read_applies(table, row, deleted, context)
    return SpecItem(
        business=context.business,
        kind="req",
        id=good or ids.provisional(context.sha256, place, ids.SYMBOL_OF[value] if value else "－"),
        id_original=row.cell("id").text,
        section=section,
        path=state.levels(),
        name=row.text("name").strip() or state.name,
        text=cell.valid,
        struck=cell.struck_text,
        classes=SizeClasses(designated or value, value, value),
        reason=row.remark("reason", deleted),
        note=row.remark("note", deleted),
        applies=applies,
        change_label=label,
        deleted=deleted,
        related=tuple(f"form:{i}" for i in ids.functions_in(row.remark("forms", deleted))),
        rows=(SourceRow(table.grid.name, row.number),),
        extra=(*extra, *undated, *table.further(row)),
    )
