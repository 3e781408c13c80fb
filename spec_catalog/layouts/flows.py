"""Business flows and trees published as tables: a row per step or per flow, linked to functions and forms by ids."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from spec_catalog import ids
from spec_catalog.layouts.common import Downward, no_item, note_provisional, note_struck, read_applies, removed
from spec_catalog.layouts.header import Header, load_spec
from spec_catalog.layouts.table import Context, Found, Row, Table, read_id
from spec_catalog.model import SourceRow, SpecItem
from spec_catalog.workbook import Grid

SPEC = load_spec("flows")
TREE = load_spec("trees")
_LEVELS = tuple(f"path{n}" for n in range(1, 6))
_FIELDS = {*_LEVELS, "id", "name", "note", "applies", "change", "section"}
_IN_TEXT = re.compile(r"機能\s*(?:ID|ＩＤ)\D{0,3}((?:[0-9０-９]{7}[、，,・／/\s及びと]*)+)(?![0-9０-９])")
_LEADING = re.compile(r"\d{2}-\d{2}(?=\s|$)")


def describe(header: Header) -> str:
    """The layout for the import screen."""
    return SPEC.title + ("　一行一手順" if "step" in header.columns or "lane" in header.columns else "　一行一フロー")


def describe_tree(header: Header) -> str:
    """The layout of a tree for the import screen."""
    return f"{TREE.title}　{sum(1 for c in _LEVELS if c in header.columns)}階層"


def read(grid: Grid, header: Header, context: Context) -> Found:
    """All steps of one sheet: id = 業務フローID, branch = the step where a flow has several rows, ``extra`` holds the
    lane. The flow's id and name may stand in its first row only."""
    table = Table(grid, header, SPEC)
    state = Downward()
    struck: list[str] = []
    partly: list[str] = []
    current = _Flow()
    for row in table.rows():
        own = row.own("id")
        if not own and not any(row.own(c) for c in ("step", "task", "text", "lane")):
            no_item(table, row, state, "業務フローIDも作業も")
            continue
        state.take_path(row)
        if own or not current.known:
            current.begin(row, read_id(table, row, "flow", context))
        current.name = row.text("name").strip() or (own and table.name_beside_id(row, "flow")) or current.name
        item = _step(table, row, state, current, context)
        table.found.items.append(item)
        table.take(row)
        if item.deleted and item.struck:
            struck.append(row.address("text"))
        elif item.struck:
            partly.append(row.address("text"))
    table.found.items[:] = _numbered(table.found.items)
    note_struck(table, struck, partly, "手順")
    return table.found


class _Flow:
    """The flow that the rows below belong to."""

    def __init__(self) -> None:
        self.id: str | None = None
        self.text = self.original = self.name = ""
        self.known = False

    def begin(self, row: Row, id: str | None) -> None:
        """A row that names its flow; the same flow named again keeps its name."""
        text = row.text("id").strip()
        if text != self.text:
            self.name = ""
        self.known, self.id, self.text, self.original = True, id, text, row.cell("id").text


def _step(table: Table, row: Row, state: Downward, flow: _Flow, context: Context) -> SpecItem:
    main = next((c for c in ("text", "task") if row.cell(c).text.strip()), "text")
    text = row.cell(main)
    deleted, label = removed(table, row, tuple({"task", main}))
    kept = [c for c in table.codes() if c not in _FIELDS and c != main and (c != "task" or main == "text")]
    extra = [(c, t) for c in kept if (t := row.remark(c, deleted))]
    if not deleted:
        extra += row.struck(c for c in table.codes() if c != main)
    names = [t for t in (flow.name, row.text("task").strip()) if t]
    applies, undated = read_applies(table, row, deleted, context)
    return SpecItem(
        business=context.business,
        kind="flow",
        id=flow.id or ids.provisional(context.sha256, f"行{row.number}", "－"),
        branch=_branch(row.text("step")),
        id_original=flow.original,
        section=row.text("section").strip(),
        path=state.levels(),
        name="／".join(dict.fromkeys(names)),
        text=text.valid,
        struck=text.struck_text,
        note=row.remark("note", deleted),
        applies=applies,
        change_label=label,
        deleted=deleted,
        related=_related(row, deleted, text.valid),
        rows=(SourceRow(table.grid.name, row.number),),
        extra=(*extra, *undated, *table.further(row)),
    )


def _branch(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).strip()
    return folded if re.fullmatch(r"[0-9A-Za-z]+", folded) else ""


def _numbered(items: Sequence[SpecItem]) -> list[SpecItem]:
    """Branches: none for a flow of one row; a running number where the document's own is missing or no plain one."""
    rows = Counter(i.id for i in items)
    given: dict[str, set[str]] = {}
    for item in items:
        given.setdefault(item.id, set()).add(item.branch)
    plain = {id for id, branches in given.items() if rows[id] == len(branches - {""})}
    at: Counter[str] = Counter()
    out = []
    for item in items:
        at[item.id] += 1
        if item.id.startswith("~") or rows[item.id] == 1:
            branch = ""
        else:
            branch = item.branch if item.id in plain else str(at[item.id])
        out.append(replace(item, branch=branch))
    return out


def _related(row: Row, deleted: bool, text: str) -> tuple[str, ...]:
    functions = [
        *ids.functions_in(row.remark("source", deleted)),
        *(i for m in _IN_TEXT.findall(text) for i in ids.functions_in(m)),
    ]
    forms = ids.functions_in(row.remark("forms", deleted))
    return tuple(dict.fromkeys([*(f"req:{i}" for i in functions), *(f"form:{i}" for i in forms)]))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def read_tree(grid: Grid, header: Header, context: Context) -> Found:
    """All rows of a tree: ``path`` = its levels (printed once and meant for the rows below), id = 業務フローID where
    one is given, in its column or in front of a level's text; else provisional."""
    table = Table(grid, header, TREE)
    levels = tuple(c for c in _LEVELS if c in header.columns)
    state = Downward(len(levels))
    for row in table.rows():
        if not any(row.own(c) for c in (*levels, "id", "source", "forms", "name")):
            no_item(table, row, state, "階層も業務フローIDも")
            continue
        state.take_path(row, levels)
        table.found.items.append(_leaf(table, row, state, context))
        table.take(row)
    table.found.items[:] = _numbered(table.found.items)
    if table.found.items and all(i.id.startswith("~") for i in table.found.items):
        note_provisional(table, "業務フローID")
    return table.found


def _leaf(table: Table, row: Row, state: Downward, context: Context) -> SpecItem:
    own = [c for c in _LEVELS if row.own(c)]  # the deepest is the row's; upper ones are for the rows below, too
    deleted, label = removed(table, row, ("id", "name", *own[-1:]))
    path = state.levels()
    good = read_id(table, row, "flow", context) if row.own("id") else None
    if good is None and not row.own("id"):
        leading = next((m.group() for t in reversed(path) if (m := _LEADING.match(_folded(t)))), "")
        good = leading or None
    text = row.cell("text")
    kept = [c for c in table.codes() if c not in _FIELDS and c != "text"]
    extra = [(c, t) for c in kept if (t := row.remark(c, deleted))]
    if not deleted:
        extra += row.struck(c for c in table.codes() if c != "text")
    return SpecItem(
        business=context.business,
        kind="flow",
        id=good or ids.provisional(context.sha256, f"行{row.number}", "－"),
        id_original=row.cell("id").text,
        section=row.text("section").strip(),
        path=path,
        name=row.text("name").strip() or (path[-1] if path else ""),
        text=text.valid,
        struck=text.struck_text,
        note=row.remark("note", deleted),
        change_label=label,
        deleted=deleted,
        related=_related(row, deleted, ""),
        rows=(SourceRow(table.grid.name, row.number),),
        extra=(*extra, *table.further(row)),
    )
