"""Files → editions with findings: every non-empty cell ends in an item or in the list of what was left out and why."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from spec_catalog import business as businesses
from spec_catalog import ids
from spec_catalog.facts import DocumentFacts, read_facts
from spec_catalog.layouts import LAYOUTS, Layout
from spec_catalog.layouts.header import Header, find_header, headings_seen
from spec_catalog.layouts.profile import Profile, parse_profile
from spec_catalog.layouts.sides import new_label
from spec_catalog.layouts.table import Context, Found
from spec_catalog.model import Edition, Finding, LoadedFile, SheetAccount, Skipped, SpecItem
from spec_catalog.problems import InputProblem
from spec_catalog.workbook import Grid, Limits, Workbook, letters, position, read_workbook, ref

Place = Callable[[SpecItem], tuple[str, str]]
WORKBOOKS = (".xlsx", ".xlsm", ".csv", ".tsv")
REASON_LEGEND = "凡例・説明のシート"
REASON_OTHER = "取り込む表のないシート"
REASON_UNCACHED = "計算結果が保存されていない数式"
_OWN_IDS = ("req", "form", "data")  # their ids begin with their business; a 連携ID begins with the provider's
_LEGEND = ("凡例", "説明", "表紙", "目次", "はじめに", "改定履歴", "改版履歴", "変更履歴", "更新履歴")
_HINT = (
    "見出しの行に「機能ID」「機能要件」「実装区分」などがあるか確かめてください。"
    "様式が異なるときは、列の対応（プロファイル）を指定すると取り込めます。"
)


@dataclass(frozen=True, slots=True)
class LoadedPaths:
    """What several paths gave: ``files`` read, ``refused`` named files that cannot be used, ``others`` listed only.

    A workbook within a folder that cannot be used stands in ``files`` with ``recognised`` None and a warning.
    """

    files: tuple[LoadedFile, ...] = ()
    refused: tuple[InputProblem, ...] = ()
    others: tuple[str, ...] = ()


def load_file(
    path: Path | str,
    *,
    business: str | None = None,
    profile: Mapping[str, Any] | None = None,
    limits: Limits | None = None,
    cancel: threading.Event | None = None,
) -> LoadedFile:
    """Read one published file.

    ``business`` overrides what the document says. ``profile`` maps columns where no layout recognises the sheet:
    ``{"kind": "req", "sheet": "Sheet1", "header_row": 6, "columns": {"id": "F", "text": "G", "class.general": "I"},
    "repairs": {"Sheet1!B118": "0010115"}}``; kind req, form, link, data or code, column codes of layouts/*.json,
    ``sheet`` and ``header_row`` (last row of the heading, 0 = none) may be left out, as may ``columns`` to give
    repairs only.

    Raises InputProblem for a file that is refused; code "unknown_layout" where nothing was recognised, and "profile"
    for a mapping that does not fit.
    """
    given = parse_profile(profile)
    workbook = read_workbook(path, limits=limits, cancel=cancel)
    return build(workbook, business=business, profile=given)


def build(
    workbook: Workbook,
    *,
    business: str | None = None,
    profile: Profile | None = None,
) -> LoadedFile:
    """The edition of a workbook already read. Raises InputProblem "unknown_layout", "profile", "business"."""
    profile = profile or Profile()
    if business is not None and businesses.get(business) is None:
        raise InputProblem(
            "business",
            f"業務IDが正しくありません：{business}",
            file=workbook.file,
            hint="001 から 039 までの業務ID（枝番は 023-1 の形）を指定してください。",
        )
    chosen = {g.name: c for g in workbook.sheets if (c := _choose(g, profile, workbook)) is not None}
    if not chosen:
        raise _unknown(workbook)
    facts = _facts(workbook, chosen, business)
    epoch_1904 = any(n.code == "epoch_1904" for n in workbook.notes)
    context = Context(workbook.sha256, facts.business, profile.repairs, epoch_1904)
    found = {g.name: chosen[g.name][0].read(g, chosen[g.name][1], context) for g in workbook.sheets if g.name in chosen}
    if not any(f.items for f in found.values()):
        raise _unknown(workbook)
    kind, layout = _about(workbook, chosen, found)
    findings: list[Finding] = []
    in_order = [i for g in workbook.sheets if g.name in found for i in found[g.name].items]

    def place(item: SpecItem) -> tuple[str, str]:
        """(sheet, cell of the id) of an item."""
        row = item.rows[0]
        return row.sheet, ref(row.row, chosen[row.sheet][1].columns.get("id", (1,))[-1])

    items = _unique(in_order, findings, place)
    accounts = tuple(_account(g, found.get(g.name), findings) for g in workbook.sheets)
    findings = [f for name in found for f in found[name].findings] + findings + _notes(workbook)
    findings += _about_document(facts, items, place)
    edition = Edition(
        business=facts.business,
        kind=kind,
        label=facts.label,
        published=facts.published,
        state="draft" if facts.draft else "published",
        title=facts.title,
        source_sha256=workbook.sha256,
        items=tuple(items),
    )
    return LoadedFile(
        path=workbook.path,
        file=workbook.file,
        recognised=kind,
        edition=edition,
        sheets=accounts,
        findings=tuple(sorted(findings, key=lambda f: ("error", "warning", "info").index(f.level))),
        layout=layout,
        workbook=workbook,
        options={"business": business, "profile": profile},
    )


def apply_repairs(loaded: LoadedFile, repairs: Mapping[tuple[str, str], str]) -> LoadedFile:
    """The same file with a person's decisions on broken ids: ``{(sheet, cell): id}``. Earlier decisions stay.

    Raises InputProblem "repair" for an id that is not canonical, ValueError for a file that was not kept in memory.
    """
    if loaded.workbook is None or loaded.edition is None:
        raise ValueError("the file's cells are no longer at hand")
    for (sheet, cell), value in repairs.items():
        if not any(ids.canonical(k, value) for k in ("req", "form", "link", "data", "code")):
            raise InputProblem(
                "repair",
                f"IDの形が正しくありません：{value}",
                file=loaded.file,
                sheet=sheet,
                cell=cell,
                hint="機能IDと帳票IDは7桁、データ項目IDは8桁の数字、連携IDは 004o008 の形です。",
            )
    profile: Profile = loaded.options.get("profile") or Profile()
    decided = replace(profile, repairs={**profile.repairs, **repairs})
    return build(loaded.workbook, business=loaded.options.get("business"), profile=decided)


def neighbours(loaded: LoadedFile, sheet: str, cell: str, rows: int = 2) -> list[tuple[int, list[tuple[str, str]]]]:
    """The cells around a finding: [(row number, [(column letters, displayed text), …]), …], ``rows`` rows each way.

    All rows list the same columns (those that hold something nearby). Empty where the place is unknown.
    """
    grid = loaded.workbook.sheet(sheet) if loaded.workbook else None
    if grid is None:
        return []
    try:
        row, column = position(cell)
    except ValueError:
        return []
    near = range(max(1, row - rows), row + rows + 1)
    columns = sorted({c for r, c in grid.cells if r in near} | {column})
    return [(r, [(letters(c), grid.text(r, c)) for c in columns]) for r in near]


def load_paths(
    paths: Iterable[Path | str],
    *,
    business: str | None = None,
    profile: Mapping[str, Any] | None = None,
    limits: Limits | None = None,
    cancel: threading.Event | None = None,
) -> LoadedPaths:
    """Read files and folders (walked, in the order of their names). Stops early when ``cancel`` is set."""
    files: list[LoadedFile] = []
    refused: list[InputProblem] = []
    others: list[str] = []
    given_profile = parse_profile(profile)

    def one(path: Path, named: bool) -> None:
        workbook: Workbook | None = None
        try:
            workbook = read_workbook(path, limits=limits, cancel=cancel)
            files.append(build(workbook, business=business, profile=given_profile))
        except InputProblem as problem:
            if named or problem.code in ("cancelled", "business", "profile"):
                refused.append(problem)
            else:
                files.append(_unusable(path, problem, workbook))

    for given in map(Path, paths):
        for path, named in _walk(given):
            if cancel is not None and cancel.is_set():
                break
            if named or path.suffix.lower() in WORKBOOKS:
                one(path, named)
            else:
                others.append(str(path))
    return LoadedPaths(tuple(files), tuple(refused), tuple(others))


def _unusable(path: Path, problem: InputProblem, workbook: Workbook | None) -> LoadedFile:
    """A workbook of a folder that cannot be used: nothing recognised, every cell left out for that reason."""
    finding = Finding("warning", problem.code, f"{problem.message}{problem.hint}", problem.sheet, problem.cell)
    notes: list[Finding] = []
    sheets = tuple(_account(g, None, notes) for g in workbook.sheets) if workbook else ()
    return LoadedFile(str(path), path.name, None, None, sheets=sheets, findings=(finding,), workbook=workbook)


def _walk(given: Path) -> Iterable[tuple[Path, bool]]:
    """(file, named by the person) — office lock files and hidden files are passed over."""
    if not given.is_dir():
        yield given, True
        return
    for path in sorted(given.rglob("*")):
        hidden = any(p.startswith((".", "~$")) for p in path.relative_to(given).parts)
        if path.is_file() and not hidden:
            yield path, False


def _choose(grid: Grid, profile: Profile, workbook: Workbook) -> tuple[Layout, Header] | None:
    if profile.columns:
        if profile.sheet and grid.name != profile.sheet:
            if workbook.sheet(profile.sheet) is None:
                names = "、".join(s.name for s in workbook.sheets)
                raise InputProblem(
                    "profile",
                    f"列の対応に書かれたシート「{profile.sheet}」がありません。",
                    file=workbook.file,
                    hint=f"このブックのシートは {names} です。",
                )
            return None
        layout = next(x for x in LAYOUTS if x.spec == profile.spec)
        return layout, profile.header(grid)
    best: tuple[Layout, Header] | None = None
    for layout in LAYOUTS:
        header = find_header(grid, layout.spec)
        if header is not None and (best is None or header.score > best[1].score):
            best = (layout, header)
    return best


def _facts(workbook: Workbook, chosen: Mapping[str, tuple[Layout, Header]], business: str | None) -> DocumentFacts:
    titles: list[str] = []
    found: list[str] = []
    for grid in workbook.sheets:
        if grid.name not in chosen:
            continue
        layout, header = chosen[grid.name]
        main = not layout.companion
        for (row, column), cell in grid.cells.items():
            if row < header.top and main:
                titles.append(cell.text)
            elif row > header.bottom and column in header.columns.get("id", ())[:1] and layout.kind in _OWN_IDS:
                text = "".join(grid.text(row, c) for c in header.columns["id"])
                if good := ids.canonical(layout.kind, text):
                    found.append(good)
    if not titles:  # a sheet whose heading stands at the top: a cover may say more
        titles = [c.text for g in workbook.sheets if g.name not in chosen for (r, _), c in g.cells.items() if r <= 10]
    facts = read_facts(workbook.file, titles, found)
    if not facts.label:  # 新（第2.0版） over the new columns
        facts = replace(facts, label=new_label(n for _, header in chosen.values() for n in header.names.values()))
    return replace(facts, business=business, claims=()) if business else facts


def _about(
    workbook: Workbook, chosen: Mapping[str, tuple[Layout, Header]], found: Mapping[str, Found]
) -> tuple[str, str]:
    """(kind, description) of the document: the kind with the most items, companions only when alone."""
    weight: dict[str, tuple[int, int]] = {}
    for name, result in found.items():
        layout = chosen[name][0]
        count = weight.get(layout.kind, (0, 0))[1] + len(result.items)
        weight[layout.kind] = (0 if layout.companion else 1, count)
    kind = max(weight, key=lambda k: weight[k])
    texts = [chosen[g.name][0].describe(chosen[g.name][1]) for g in workbook.sheets if g.name in found]
    return kind, "、".join(dict.fromkeys(texts))


def _unique(items: list[SpecItem], findings: list[Finding], place: Place) -> list[SpecItem]:
    """Document order and unique keys: the second row of an id becomes branch 2, with a finding."""
    seen: dict[tuple[str, str, str, str], int] = {}
    out = []
    for order, item in enumerate(items):
        n = seen[item.key] = seen.get(item.key, 0) + 1
        if n > 1 and item.id.startswith("~"):
            item = replace(item, id=f"{item.id}/{n}")
        elif n > 1:
            branch = f"{item.branch}x{n}" if item.branch else str(n)  # a 枝番 of its own stays readable
            text = f"同じ{ids.NAMES[item.kind]}が {n} 行目です：{item.id}。この行は枝番 {branch} として取り込みます。"
            findings.append(Finding("warning", "duplicate_id", text, *place(item)))
            item = replace(item, branch=branch)
        out.append(replace(item, order=order))
    return out


def _account(grid: Grid, found: Found | None, findings: list[Finding]) -> SheetAccount:
    if found is None:
        legend = any(word in grid.name for word in _LEGEND)
        reason = REASON_LEGEND if legend else REASON_OTHER
        skipped = tuple(Skipped(ref(r, c), reason) for r, c in grid.cells)
        imported = 0
        if grid.cells and not legend:
            text = f"シート「{grid.name}」には取り込む表がありません。"
            findings.append(Finding("info", "sheet_without_table", text, grid.name))
    else:
        skipped = tuple(Skipped(ref(r, c), found.skipped[r, c]) for r, c in grid.cells if (r, c) in found.skipped)
        imported = len(found.imported - found.skipped.keys())
    skipped += tuple(Skipped(ref(r, c), REASON_UNCACHED) for r, c in grid.uncached)
    account = SheetAccount(grid.name, grid.count + grid.uncached_count, imported, skipped)
    if not account.balanced:
        text = f"セルの数が合いません：入力のあるセル {account.cells}、取り込み {imported}、除外 {len(skipped)}。"
        findings.append(Finding("error", "unbalanced", text, grid.name))
    return account


def _notes(workbook: Workbook) -> list[Finding]:
    return [Finding(n.level, n.code, n.message, n.sheet, n.cell) for n in workbook.notes]


def _about_document(facts: DocumentFacts, items: list[SpecItem], place: Place) -> list[Finding]:
    out = []
    if not facts.business:
        out.append(Finding("warning", "no_business", "どの業務の文書か分かりません。業務を選んでください。"))
    elif businesses.get(facts.business) is None:
        out.append(Finding("warning", "unknown_business", f"業務ID {facts.business} は一覧にありません。"))
    for where, said in facts.claims:
        name, own = businesses.name_of(said), businesses.name_of(facts.business)
        text = f"{where}の業務（{said} {name}）とIDの業務（{facts.business} {own}）が違います。IDの業務で取り込みます。"
        out.append(Finding("warning", "business_conflict", text, *(place(items[0]) if items else ("", ""))))
    if not facts.label:
        out.append(Finding("info", "no_edition_label", "版の表示（第○版）が見つかりません。"))
    foreign = [i for i in items if i.kind in _OWN_IDS and i.id[:1] != "~" and i.id[:3] != facts.business[:3]]
    if foreign and facts.business:
        shown = "、".join(i.id for i in foreign[:5])
        text = f"ほかの業務のIDが {len(foreign)} 件あります：{shown}"
        out.append(Finding("warning", "foreign_id", text, *place(foreign[0])))
    return out


def _unknown(workbook: Workbook) -> InputProblem:
    parts = []
    for grid in workbook.sheets[:3]:
        seen = headings_seen(grid)
        if seen:
            parts.append(f"シート「{grid.name}」の見出し：" + "、".join(seen))
    seen_text = "／".join(parts) if parts else "文字の入ったセルがありません"
    sheet = workbook.sheets[0].name if workbook.sheets else ""
    return InputProblem(
        "unknown_layout",
        f"どの様式か判別できません（{seen_text}）。",
        file=workbook.file,
        sheet=sheet,
        hint=_HINT,
    )
