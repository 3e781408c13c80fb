"""Details of forms (帳票詳細要件): a table of printed items per form, with the form's particulars above it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from spec_catalog import ids
from spec_catalog.layouts.common import (
    SIZE_COLUMNS,
    no_item,
    note_struck,
    read_applies,
    read_classes,
    removed,
)
from spec_catalog.layouts.common import Downward as _State
from spec_catalog.layouts.header import Header, load_spec
from spec_catalog.layouts.particulars import Particulars, above, below, id_in
from spec_catalog.layouts.table import Context, Found, Row, Table
from spec_catalog.model import SourceRow, SpecItem
from spec_catalog.workbook import Grid, ref

SPEC = load_spec("form_details")
_FIELDS = {*SIZE_COLUMNS, "id", "form_name", "no", "name", "text", "note", "applies", "change"}


def describe(header: Header) -> str:
    """The layout for the import screen."""
    return "帳票詳細要件　" + ("一覧" if "id" in header.columns else "一帳票一表")


def read(grid: Grid, header: Header, context: Context) -> Found:
    """All printed items of one table.

    An item is one 印字項目: id = 帳票ID (a column, a cell above the table, or the sheet's name), branch = its No, else
    a running number; name = 印字項目, text = 印字内容・編集条件. What the sheet says about the form itself (用紙 …)
    becomes the ``extra`` of an item without a branch that comes before them.
    """
    table = Table(grid, header, SPEC)
    rows = list(table.rows())
    form = above(grid, header.top)
    under = below(grid, [r.number for r in rows] if "id" not in header.columns else [])
    apart = {r for r, _ in under.cells}
    form = replace(
        form,
        id_text=form.id_text or under.id_text,
        name=form.name or under.name,
        at=form.at or under.at,
        values=[*form.values, *under.values],
        cells=form.cells | under.cells,
    )
    reader = _Reader(table, form, context)
    state = _State()
    struck: list[str] = []
    partly: list[str] = []
    for row in rows:
        if row.number in apart:
            continue
        if not row.own("name") and not (row.own("no") and row.own("text")):
            no_item(table, row, state, "印字項目が")
            continue
        item = reader.item(row)
        table.found.items.append(item)
        table.take(row)
        if item.deleted and item.struck:
            struck.append(row.address("name"))
        elif item.struck:
            partly.append(row.address("text"))
    reader.form_itself()
    note_struck(table, struck, partly, "印字項目")
    return table.found


class _Reader:
    """Which form the rows belong to, and the numbers given so far."""

    def __init__(self, table: Table, form: Particulars, context: Context) -> None:
        self._table, self._form, self._context = table, form, context
        self._given: dict[str, set[str]] = {}
        self._id, self._original = "", ""
        self._name = form.name
        self._has_column = "id" in table.header.columns
        if not self._has_column:
            self._original = form.id_text or table.grid.name
            self._id = self._own_id(form.id_text)

    def _own_id(self, text: str) -> str:
        """The canonical id, else a provisional one and a finding."""
        sheet = self._table.grid.name
        at = self._form.at or (max(self._table.header.top, 1), 1)
        cell = ref(*at)
        decided = self._context.repairs.get((sheet, cell))
        good = ids.canonical("form", decided) if decided else None
        good = good or ids.canonical("form", text) or (None if text else self._titled())
        if good is not None:
            return good
        proposals = ids.repairs("form", text, self._context.business)
        shown = f"帳票IDとして読めません：{text[:40]}" if text else "どの帳票の表か分かりません（帳票IDがありません）"
        self._table.note("warning", "broken_id", f"{shown}。決めるまで仮の番号を付けます。", cell, proposals)
        return ids.provisional(self._context.sha256, sheet.strip() or "表", "－")

    def _titled(self) -> str | None:
        """The id in a cell above the table, else in the sheet's name."""
        grid, top = self._table.grid, self._table.header.top
        found = {
            i: (r, c)
            for (r, c), cell in grid.cells.items()
            if r < top and (r, c) not in self._form.cells and (i := id_in(cell.text))
        }
        if len(found) == 1:
            ((id, at),) = found.items()
            self._form.cells.add(at)
            return id
        if (found_id := id_in(grid.name)) or not self._context.form:
            return found_id
        text = f"どの帳票の表かは書かれていません。ファイル名に従って {self._context.form} としました。"
        self._table.note("info", "id_from_file", text, ref(max(top, 1), 1))
        return self._context.form

    def item(self, row: Row) -> SpecItem:
        """One printed item."""
        table, context = self._table, self._context
        if self._has_column and row.text("id").strip() and (row.own("id") or not self._id):
            self._begin(row)
        deleted, label = removed(table, row, ("name", "text"))
        classes, _, originals = read_classes(table, row, deleted)
        text = row.cell("text")
        branch, number = self._branch(row.text("no"))
        kept = [c for c in table.codes() if c not in _FIELDS]
        extra = [*originals, *((c, t) for c in kept if (t := row.remark(c, deleted)))]
        if number:
            extra.append(("no", number))
        if not deleted:
            extra += row.struck(c for c in table.codes() if c != "text")
        applies, undated = read_applies(table, row, deleted, context)
        provisional = self._id.startswith("~")
        return SpecItem(
            business=context.business,
            kind="form",
            id=f"{self._id}/{branch}" if provisional else self._id,
            branch="" if provisional else branch,
            id_original=self._original,
            section=row.text("no").strip(),
            path=(self._name,) if self._name else (),
            name=row.text("name").strip(),
            text=text.valid,
            struck=text.struck_text,
            classes=classes,
            note=row.remark("note", deleted),
            applies=applies,
            change_label=label,
            deleted=deleted,
            rows=(SourceRow(table.grid.name, row.number),),
            extra=(*extra, *undated, *table.further(row)),
        )

    def _begin(self, row: Row) -> None:
        text = row.text("id").strip()
        if text == self._original.strip() and self._id:
            return
        self._original = row.cell("id").text
        cell = row.address("id")
        good = ids.canonical("form", self._context.repairs.get((self._table.grid.name, cell), text))
        if good is None:
            proposals = ids.repairs("form", text, self._context.business)
            message = f"帳票IDの形が正しくありません：{text[:40]}。決めるまで仮の番号を付けます。"
            self._table.note("warning", "broken_id", message, cell, proposals)
        self._id = good or ids.provisional(self._context.sha256, f"行{row.number}", "－")
        self._name = row.text("form_name").strip()

    def _branch(self, text: str) -> tuple[str, str]:
        """(branch, the document's number where it is not the branch)."""
        given = self._given.setdefault(self._id, set())
        folded = unicodedata.normalize("NFKC", text).strip()
        branch = folded if re.fullmatch(r"[0-9A-Za-z]+", folded) and folded not in given else ""
        if not branch:
            n = len(given) + 1
            while str(n) in given:
                n += 1
            branch = str(n)
        given.add(branch)
        return branch, text if text.strip() and text != branch else ""

    def form_itself(self) -> None:
        """The item without a branch that holds the particulars, where there are any."""
        table, form = self._table, self._form
        for cell in form.cells:
            table.found.skipped.pop(cell, None)
        table.found.imported |= form.cells
        if not form.cells or self._has_column:
            for cell in form.cells if self._has_column else ():
                table.found.imported.discard(cell)
                table.found.skipped[cell] = "表の前の題名・注記"
            return
        table.found.items.insert(
            0,
            SpecItem(
                business=self._context.business,
                kind="form",
                id=self._id,
                id_original=self._original,
                name=form.name or table.grid.name,
                related=tuple(f"req:{i}" for c, t in form.values if c == "source" for i in ids.functions_in(t)),
                rows=tuple(SourceRow(table.grid.name, r) for r in sorted({r for r, _ in form.cells})),
                extra=tuple(form.values),
            ),
        )
