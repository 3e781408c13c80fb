"""Linkages by function (機能別連携仕様): a row per 連携ID and 枝番; a city's review columns are left out."""

from __future__ import annotations

import re

from spec_catalog import ids
from spec_catalog.layouts.common import (
    SIZE_COLUMNS,
    note_provisional,
    note_struck,
    read_applies,
    read_classes,
    removed,
    skip_note,
)
from spec_catalog.layouts.header import Header, HeaderSpec, load_spec
from spec_catalog.layouts.table import Context, Found, Row, Table, read_id
from spec_catalog.model import SourceRow, SpecItem
from spec_catalog.text import match_key
from spec_catalog.workbook import Cell, Grid

SPEC = load_spec("linkages")
OWN = load_spec("linkages_own")
REASON_REVIEW = "団体の連携検討の欄（survey import --list linkage_review で取り込む）"
_REVIEW = "review."
_WITH_BRANCH = re.compile(r"(\d{3}o\d{3})-(\d{2})", re.ASCII)
_FIELDS = {*SIZE_COLUMNS, "id", "branch", "name.lv1", "name.lv2", "text", "note", "applies", "change"}


def describe(header: Header) -> str:
    """The layout for the import screen."""
    return SPEC.title + ("　団体の連携検討の列つき" if review_columns(header) else "")


def describe_own(header: Header) -> str:
    """The layout of 独自施策システム等連携仕様 for the import screen."""
    return OWN.title


def read_own(grid: Grid, header: Header, context: Context) -> Found:
    """All linkages with 独自施策システム等 of one sheet; ``extra`` holds ("own_id", 独自施策システム等ID)."""
    return read(grid, header, context, OWN)


def review_columns(header: Header) -> dict[str, int]:
    """Column of each of the city's review fields: need, current_id, partner, method, timing, note.

    備考 belongs to them when it stands to the right of 検討要否, as in 札幌市's 連携検討表 (survey-practice.md §5.2).
    """
    found = {c.removeprefix(_REVIEW): v[0] for c, v in header.columns.items() if c.startswith(_REVIEW)}
    if "need" not in found:
        return {}
    remark = next(c.aliases for c in SPEC.columns if c.code == "note")
    notes = [c for c, name in header.names.items() if c > found["need"] and match_key(name) in remark]
    return found | ({"note": max(notes)} if notes else {})


def read(grid: Grid, header: Header, context: Context, spec: HeaderSpec = SPEC) -> Found:
    """All linkages of one sheet."""
    review = set(review_columns(header).values())
    table = Table(grid, header, spec, frozenset(review))
    wrapped: list[str] = []
    partly: list[str] = []
    struck: list[str] = []
    for row in table.rows():
        own = [c for c in row.cells if c not in review]
        if not row.own("id") and not (row.own("text") and (row.own("name.lv1") or row.own("own_id"))):
            skip_note(table, row, f"{row.number} 行目には連携IDがないため取り込みません。")
            continue
        item = _item(table, row, context, review, wrapped)
        table.found.items.append(item)
        table.take(row, but=tuple(review))
        table.found.skipped.update({(row.number, c): REASON_REVIEW for c in row.cells if c not in own})
        if item.deleted and row.cell("id").struck:
            struck.append(row.address("id"))
        elif item.struck:
            partly.append(row.address("text"))
    if "id" not in header.columns and table.found.items:
        note_provisional(table, "連携ID")
    if wrapped:
        text = f"途中に改行や空白のある連携IDが {len(wrapped)} 件あります。それらを除いて読みました。"
        table.note("info", "wrapped_id", text, wrapped[0])
    note_struck(table, struck, partly, "連携")
    return table.found


def _id(table: Table, row: Row, context: Context, wrapped: list[str]) -> str | None:
    """The 連携ID. Narrow columns break it in the middle (``004o⏎008``): that is layout, not a broken id."""
    joined = re.sub(r"\s+", "", row.text("id"))
    decided = (table.grid.name, row.address("id")) in context.repairs
    good = None if decided else ids.canonical("link", joined)
    if "id" not in table.header.columns:
        return None
    if good is None and not decided and (both := _WITH_BRANCH.fullmatch(joined)) and not row.text("branch").strip():
        return both[1]
    if good is None:
        return read_id(table, row, "link", context)
    if joined != row.text("id").strip():
        wrapped.append(row.address("id"))
    return good


def _branch(table: Table, row: Row) -> str:
    """枝番 as published; one that cannot be part of a name is left out, said so, and kept in ``extra``."""
    text = re.sub(r"\s+", "", row.text("branch"))
    if not text and (both := _WITH_BRANCH.fullmatch(re.sub(r"\s+", "", row.text("id")))):
        return both[2]  # 004o008-00 in one cell, as people cite it
    if not text and len(behind := ids.branch_in(row.text("id"))) == 2:
        return behind  # of an id that a person repairs
    if re.fullmatch(r"[0-9]{2}", text) or not text:
        return text
    table.note("warning", "broken_branch", f"枝番は2桁の数字のはずです：{text[:20]}", row.address("branch"))
    return text if re.fullmatch(r"[0-9A-Za-z]+", text) else ""


def _related(text: str) -> tuple[str, ...]:
    """Function ids in 標準仕様書関連箇所: two with a slash, perhaps with a line end (``0240165⏎/0240315``)."""
    found = ids.functions_in(text) or ids.functions_in(re.sub(r"\s+", "", text))
    return tuple(f"req:{i}" for i in found)


def _item(table: Table, row: Row, context: Context, review: set[int], wrapped: list[str]) -> SpecItem:
    note_columns = table.header.columns.get("note", ())
    has_note = bool(note_columns) and note_columns[0] not in review
    text: Cell = row.cell("text")
    deleted, label = removed(table, row, ("id", "name.lv1", "text"))
    classes, mark, originals = read_classes(table, row, deleted)
    good = _id(table, row, context, wrapped)
    branch = _branch(table, row)
    kept = [c for c in table.codes() if c not in _FIELDS and not c.startswith(_REVIEW)]
    extra = [*originals, *((c, t) for c in kept if (t := row.remark(c, deleted)))]
    if branch != row.text("branch").strip() and row.text("branch").strip():
        extra.append(("branch", row.text("branch")))
    if not deleted:
        struck = [c for c in table.codes() if c != "text" and not c.startswith(_REVIEW) and (c != "note" or has_note)]
        extra += row.struck(struck)
    # Columns we do not know are kept, but not a second 備考 that belongs to the review.
    known = {c for columns in table.header.columns.values() for c in columns} | review
    further = table.named(row, known)
    names = [t for t in (row.text("name.lv1").strip(), row.text("name.lv2").strip()) if t]
    applies, undated = read_applies(table, row, deleted, context)
    return SpecItem(
        business=context.business,
        kind="link",
        id=good or ids.provisional(context.sha256, f"行{row.number}", mark or "－"),
        branch=branch if good else "",
        id_original=row.cell("id").text,
        name="／".join(dict.fromkeys(names)),
        text=text.valid,
        struck=text.struck_text,
        classes=classes,
        note=row.remark("note", deleted) if has_note else "",
        applies=applies,
        change_label=label,
        deleted=deleted,
        related=_related(row.remark("source", deleted)),
        rows=(SourceRow(table.grid.name, row.number),),
        extra=(*extra, *undated, *further),
    )
