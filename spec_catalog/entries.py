"""What was read becomes one entry per business: an edition, the account of every cell and the findings about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from spec_catalog import business as businesses
from spec_catalog import ids
from spec_catalog.facts import DocumentFacts
from spec_catalog.layouts.table import REASON_SENTINEL, SENTINELS, Found
from spec_catalog.model import Edition, Finding, LoadedFile, SheetAccount, Skipped, SpecItem, numbered
from spec_catalog.reading import Chosen, Read, is_legend
from spec_catalog.shares import OWN_IDS, owners, shared_by, told
from spec_catalog.workbook import Grid, Workbook, letters, position, ref

REASON_LEGEND = "凡例・説明のシート"
REASON_OTHER = "取り込む表のないシート"
REASON_UNCACHED = "計算結果が保存されていない数式"
REASON_OUTSIDE = "表の外の書き込み（表の横や下）"
_MOST = 100  # rows of one document that are named one by one
_IDS = re.compile(r"(\d{3})(?:\d{4,5}|[oO]\d{3}(?:-\d{2})?)")
_FEW = 8  # cells outside the tables, as of a legend; more may be a table nobody knows
_LEVELS = ("error", "warning", "info")
Place = Callable[[SpecItem], tuple[str, str]]
Position = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Placed:
    """An item and the table it was read from; ``at`` counts the tables."""

    item: SpecItem
    sheet: str
    at: int


def entries(
    workbook: Workbook,
    chosen: Chosen,
    read: Read,
    options: Mapping[str, Any],
    shares: Sequence[str] = (),
) -> tuple[LoadedFile, ...]:
    """One LoadedFile per business that shares the book, the main one first; each accounts for every cell.

    ``shares``: the businesses decided on earlier (a repaired id must not move the others); worked out where empty.
    ``options["business"]`` given by a person keeps the book in one entry.
    """
    order = {name: n for n, name in enumerate(g.name for g in workbook.sheets)}
    placed = [_Placed(i, name, k) for k, (name, _, f) in enumerate(read.found) for i in f.items]
    placed.sort(key=lambda p: order[p.sheet])
    facts = read.facts
    if options.get("business"):
        shares = (facts.business,)
    elif not shares:
        named = workbook.file[:3] == facts.business[:3] and facts.business != ""
        shares = shared_by([p.item for p in placed], facts.business, named=named, sheets=[p.sheet for p in placed])
    owner = owners([p.item for p in placed], shares, [p.sheet for p in placed])
    every = tuple(shares)
    out = []
    for business in every:
        mine = [replace(p, item=replace(p.item, business=business)) if p.item.business != business else p
                for p, o in zip(placed, owner, strict=True) if o == business]  # fmt: skip
        others = {(p.at, r.row): o for p, o in zip(placed, owner, strict=True) if o != business for r in p.item.rows}
        own = {(p.at, r.row) for p in mine for r in p.item.rows}
        kept = dict(options) | {"shares": every, "entry": business, "chosen": chosen}
        about = facts if len(every) == 1 else replace(facts, business=business, claims=())
        one = _Entry(workbook, chosen, read, about, mine, {k: v for k, v in others.items() if k not in own})
        if mine:
            out.append(one.build(kept))
    return tuple(out)


class _Entry:
    """The making of one entry."""

    def __init__(
        self,
        workbook: Workbook,
        chosen: Chosen,
        read: Read,
        facts: DocumentFacts,
        placed: Sequence[_Placed],
        others: Mapping[tuple[int, int], str],
    ) -> None:
        """``others``: (table, row) → business of the rows that stand in another entry."""
        self._workbook, self._chosen, self._read, self._facts = workbook, chosen, read, facts
        self._placed, self._others = placed, others
        self._parts = [(name, part) for name, part, _ in read.found]
        self._table_of = {id(p.item): p.at for p in placed}

    def build(self, options: Mapping[str, Any]) -> LoadedFile:
        """The entry with its edition."""
        workbook, facts = self._workbook, self._facts
        findings: list[Finding] = []
        items = _unique([p.item for p in self._placed], findings, self._cell_of)
        if self._others:
            names = "、".join(f"{b} {businesses.name_of(b)}" for b in options["shares"])
            text = f"複数の業務が一冊になっています（{names}）。業務ごとに分けて取り込みます。"
            findings.append(Finding("info", "several_businesses", text))
        accounts = tuple(self._account(g, findings) for g in workbook.sheets)
        findings = [*self._chosen.findings, *self._of_tables(), *findings, *_notes(workbook)]
        place = {i.key: self._cell_of(p.item) for i, p in zip(items, self._placed, strict=True)}
        findings += _about_document(facts, items, lambda i: place.get(i.key, ("", "")))
        if any("業務" in name for _, part in self._parts for name in part.header.names.values()):
            findings += _told_otherwise(facts, items, lambda i: place.get(i.key, ("", "")))
        kind, layout = self._about()
        edition = Edition(
            business=facts.business,
            kind=kind,
            label=facts.label,
            published=facts.published,
            state="draft" if facts.draft else "published",
            title=facts.title,
            source_sha256=workbook.sha256,
            items=tuple(items),
            overall=facts.overall,
            columns=self._columns(),
        )
        return LoadedFile(
            path=workbook.path,
            file=workbook.file,
            recognised=kind,
            edition=edition,
            sheets=accounts,
            findings=tuple(sorted(dict.fromkeys(findings), key=lambda f: _LEVELS.index(f.level))),
            layout=layout,
            workbook=workbook,
            options=options,
        )

    def _cell_of(self, item: SpecItem) -> tuple[str, str]:
        """(sheet, cell of the id) of an item."""
        row = item.rows[0]
        part = self._parts[self._table_of[id(item)]][1]
        return row.sheet, ref(row.row, part.header.columns.get("id", (1,))[-1])

    def _of_tables(self) -> list[Finding]:
        """What the tables' readers said, without what stands on rows of other entries."""
        out = []
        for at, (_, part, found) in enumerate(self._read.found):
            for finding in (*part.notes, *found.findings):
                if not self._others or (at, _row(finding.cell)) not in self._others:
                    out.append(finding)
        return out

    def _about(self) -> tuple[str, str]:
        """(kind, description) of the document: the kind with the most items, companions only when alone."""
        weight: dict[str, tuple[int, int]] = {}
        texts: list[str] = []
        mine = {p.at for p in self._placed}
        for at, (_, part) in enumerate(self._parts):
            if at not in mine:
                continue
            layout = part.layout
            count = weight.get(layout.kind, (0, 0))[1] + sum(1 for p in self._placed if p.at == at)
            weight[layout.kind] = (0 if layout.companion else 1, count)
            texts.append(layout.describe(part.header))
        return max(weight, key=lambda k: weight[k]), "、".join(dict.fromkeys(texts))

    def _columns(self) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
        """Per sheet the letters of each code; a code that stands in different columns of two tables is left out."""
        sheets: dict[str, dict[str, str]] = {}
        for name, part in self._parts:
            known = sheets.setdefault(name, {})
            for code, columns in part.header.columns.items():
                at = letters(columns[-1] if code == "id" else columns[0])
                known[code] = at if known.get(code, at) == at else ""
        return tuple((s, tuple(sorted((c, a) for c, a in known.items() if a))) for s, known in sheets.items())

    def _account(self, grid: Grid, findings: list[Finding]) -> SheetAccount:
        found = [(k, part, f) for k, (name, part, f) in enumerate(self._read.found) if name == grid.name]
        if not found:
            return _nothing_taken(grid, findings)
        imported: set[Position] = set()
        reasons: dict[Position, str] = {}
        for at, _, one in found:
            imported |= self._imported(at, one, reasons) - one.skipped.keys()
        for _, _, one in found:
            reasons.update((p, r) for p, r in one.skipped.items() if p not in imported)
        partial = len(found) > 1 or any(len(part.grid.cells) < len(grid.cells) for _, part, _ in found)
        outside = [p for p in grid.cells if p not in imported and p not in reasons] if partial else []
        for cell in outside:
            reasons[cell] = REASON_SENTINEL if grid.cells[cell].text.strip() in SENTINELS else REASON_OUTSIDE
        said = [p for p in outside if reasons[p] == REASON_OUTSIDE and grid.cells[p].text.strip()]
        if said:
            text = f"表の外に書き込みが {len(said)} か所あります。取り込みません。"
            level = "warning" if len(said) > _FEW else "info"
            findings.append(Finding(level, "outside_table", text, grid.name, ref(*min(said))))
        imported -= reasons.keys()
        return _balanced(grid, imported, reasons, findings)

    def _imported(self, at: int, found: Found, reasons: dict[Position, str]) -> set[Position]:
        """The cells that went into items of this entry; headings of the rows below go with the item that follows."""
        if not self._others:
            return found.imported
        own = {r.row for p in self._placed if p.at == at for r in p.item.rows}
        others = {row: b for (table, row), b in self._others.items() if table == at}
        out: set[Position] = set()
        following: str | None = None
        rows: dict[int, list[int]] = {}
        for row, column in found.imported:
            rows.setdefault(row, []).append(column)
        for row in sorted(rows, reverse=True):
            if row in own:
                following = None
            elif row in others:
                following = others[row]
            if following is None:
                out.update((row, c) for c in rows[row])
            else:
                text = f"ほかの業務（{following} {businesses.name_of(following)}）の行。その業務の取り込みに入る"
                reasons.update(((row, c), text) for c in rows[row])
        return out


def _row(cell: str) -> int:
    try:
        return position(cell)[0]
    except ValueError:
        return 0


def _nothing_taken(grid: Grid, findings: list[Finding]) -> SheetAccount:
    legend = is_legend(grid.name)
    reason = REASON_LEGEND if legend else REASON_OTHER
    if grid.cells and not legend:
        found = _ids_on(grid)
        text = f"シート「{grid.name}」には取り込む表がありません。"
        if len(found) > 1:
            text += f"IDが {len(found)} か所にあります。取り込むべき表なら、列の対応を指定してください。"
        level, at = ("warning", ref(*found[0])) if len(found) > 1 else ("info", "")
        findings.append(Finding(level, "sheet_without_table", text, grid.name, at))
    return _balanced(grid, set(), dict.fromkeys(grid.cells, reason), findings)


def _ids_on(grid: Grid) -> list[Position]:
    """The first cells that hold nothing but the id of a known business."""
    found = []
    for at, cell in islice(grid.cells.items(), 5_000):
        match = _IDS.fullmatch(cell.text.strip()) if len(cell.text) <= 12 else None
        if match and businesses.get(match[1]):
            found.append(at)
    return found


def _balanced(
    grid: Grid, imported: set[Position], reasons: Mapping[Position, str], findings: list[Finding]
) -> SheetAccount:
    skipped = tuple(Skipped(ref(r, c), reasons[r, c]) for r, c in sorted(reasons) if (r, c) in grid.cells)
    skipped += tuple(Skipped(ref(r, c), REASON_UNCACHED) for r, c in grid.uncached)
    account = SheetAccount(grid.name, grid.count + grid.uncached_count, len(imported), skipped)
    if not account.balanced:
        text = f"セルの数が合いません：入力のあるセル {account.cells}、取り込み {len(imported)}、除外 {len(skipped)}。"
        findings.append(Finding("error", "unbalanced", text, grid.name))
    return account


def nothing_read(workbook: Workbook) -> tuple[tuple[SheetAccount, ...], list[Finding]]:
    """The account of a workbook of which nothing was taken over."""
    findings: list[Finding] = []
    return tuple(_nothing_taken(g, findings) for g in workbook.sheets), findings


def _unique(items: Sequence[SpecItem], findings: list[Finding], place: Place) -> list[SpecItem]:
    """Document order and unique keys: the second row of an id becomes branch 2, with a finding."""
    seen: dict[tuple[str, str, str, str], int] = {}
    out = []
    for item in items:
        n = seen[item.key] = seen.get(item.key, 0) + 1
        changed = item
        if n > 1 and item.id.startswith("~"):
            changed = replace(item, id=f"{item.id}/{n}")
        elif n > 1:
            branch = f"{item.branch}x{n}" if item.branch else str(n)  # a 枝番 of its own stays readable
            text = f"同じ{ids.NAMES[item.kind]}が {n} 行目です：{item.id}。この行は枝番 {branch} として取り込みます。"
            findings.append(Finding("warning", "duplicate_id", text, *place(item)))
            changed = replace(item, branch=branch)
        out.append(changed)
    return numbered(out)


def _notes(workbook: Workbook) -> list[Finding]:
    return [Finding(n.level, n.code, n.message, n.sheet, n.cell) for n in workbook.notes]


def _told_otherwise(facts: DocumentFacts, items: Sequence[SpecItem], place: Place) -> list[Finding]:
    """Rows whose column 業務 names another business, or another branch of it, than the one they go to."""
    out = []
    for item in items:
        said = told(item)
        if said and said != facts.business and (said[:3] != facts.business[:3] or "-" in said):
            text = f"業務の列は {said} {businesses.name_of(said)} ですが、{facts.business} として取り込みます。"
            out.append(Finding("warning", "business_of_row", text, *place(item)))
    return out[:_MOST]


def _about_document(facts: DocumentFacts, items: Sequence[SpecItem], place: Place) -> list[Finding]:
    out = []
    if not facts.business:
        out.append(Finding("warning", "no_business", "どの業務の文書か分かりません。業務を選んでください。"))
    elif businesses.get(facts.business) is None:
        out.append(Finding("warning", "unknown_business", f"業務ID {facts.business} は一覧にありません。"))
    for where, said in facts.claims:
        name, own = businesses.name_of(said), businesses.name_of(facts.business)
        text = f"{where}の業務（{said} {name}）とIDの業務（{facts.business} {own}）が違います。IDの業務で取り込みます。"
        out.append(Finding("warning", "business_conflict", text, *(place(items[0]) if items else ("", ""))))
    if facts.other_label:
        text = f"題名の版（{facts.label}）とファイル名の版（{facts.other_label}）が違います。題名の版で取り込みます。"
        out.append(Finding("warning", "label_conflict", text, *(place(items[0]) if items else ("", ""))))
    if not facts.label:
        out.append(Finding("info", "no_edition_label", "版の表示（第○版）が見つかりません。"))
    foreign = [i for i in items if i.kind in OWN_IDS and i.id[:1] != "~" and i.id[:3] != facts.business[:3]]
    if foreign and facts.business:
        shown = "、".join(i.id for i in foreign[:5])
        text = f"ほかの業務のIDが {len(foreign)} 件あります：{shown}"
        out.append(Finding("warning", "foreign_id", text, *place(foreign[0])))
    return out
