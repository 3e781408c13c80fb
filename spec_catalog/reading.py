"""A workbook read sheet by sheet: which tables there are, what each gave, and what the document says about itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, takewhile

from spec_catalog import ids
from spec_catalog.facts import DocumentFacts, find_label, read_facts
from spec_catalog.layouts import LAYOUTS, Layout
from spec_catalog.layouts.doubts import CLASS_NAMES, examined, hopeless
from spec_catalog.layouts.evidence import ColumnFacts, class_in_titles, columns_below, said_values
from spec_catalog.layouts.infer import Guess, inferred
from spec_catalog.layouts.particulars import id_in
from spec_catalog.layouts.profile import Profile, fitting_profile
from spec_catalog.layouts.sides import new_label
from spec_catalog.layouts.specs import class_meaning
from spec_catalog.layouts.standing import convincing, gone_sheet, in_force
from spec_catalog.layouts.table import Context, Found
from spec_catalog.layouts.tables import Part, find_tables
from spec_catalog.model import SIZES, Finding, SizeClasses
from spec_catalog.shares import OWN_IDS
from spec_catalog.workbook import Cell, Grid, Workbook, letters, ref

_LEGEND = ("凡例", "説明", "表紙", "目次", "はじめに", "改定履歴", "改版履歴", "変更履歴", "更新履歴")
_LEGEND_CELLS = 3_000  # of each sheet without a table that are looked at for the meaning of signs
_LAST_ROWS = 12


def is_legend(sheet: str) -> bool:
    """Whether a sheet is named as one that explains or introduces."""
    return any(word in sheet for word in _LEGEND)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The tables of every sheet that has some, and how a person's mapping came to be used."""

    parts: Mapping[str, Sequence[Part]]
    findings: tuple[Finding, ...] = ()

    def __iter__(self) -> Iterator[tuple[str, Part]]:
        return ((name, part) for name, parts in self.parts.items() for part in parts)


@dataclass(frozen=True, slots=True)
class Read:
    """What each table gave, in the order of :class:`Chosen`."""

    found: tuple[tuple[str, Part, Found], ...] = ()
    facts: DocumentFacts = field(default_factory=DocumentFacts)

    def of_sheet(self, name: str) -> list[tuple[Part, Found]]:
        """The tables of one sheet."""
        return [(p, f) for n, p, f in self.found if n == name]


def choose(workbook: Workbook, profile: Profile, profiles: Sequence[Profile]) -> Chosen:
    """The tables of a workbook: by the given mapping, else by a saved one that knows the headings, else by layouts.

    Raises InputProblem "profile" where the given mapping fits no sheet.
    """
    parts: dict[str, Sequence[Part]] = {}
    findings: list[Finding] = []
    looked: dict[tuple[int, int], tuple[Part, Mapping[int, ColumnFacts]]] = {}

    def facts_of(part: Part) -> Mapping[int, ColumnFacts]:
        key = (id(part.grid), part.header.bottom)  # kept with the part, so that no other grid takes its place
        if key not in looked:
            looked[key] = part, columns_below(part.grid, part.header.bottom)
        return looked[key][1]

    def sound(part: Part) -> bool:
        facts = facts_of(part)
        return not hopeless(part, facts) and convincing(part, facts, _hint(part.grid, workbook))

    mapped: set[str] = set()
    if profile.columns:
        for grid in profile.sheets(workbook):
            parts[grid.name] = (_mapped(profile, grid),)
        return Chosen(parts)
    for grid in workbook.sheets:
        saved = fitting_profile(grid, profiles)
        if saved is not None:
            parts[grid.name] = (_mapped(saved, grid),)
            header = parts[grid.name][0].header
            text = f"前に保存した列の対応（{saved.title}）で読みました。見出しが同じだからです。"
            at = f"{letters(min((c for cs in header.columns.values() for c in cs), default=1))}{max(header.bottom, 1)}"
            findings.append(Finding("info", "profile_used", text, grid.name, at))
            mapped.add(grid.name)
        elif found := [p for p in find_tables(grid, _hint(grid, workbook)) if sound(p)]:
            parts[grid.name] = found
        elif not is_legend(grid.name) and (guess := inferred(grid, _hint(grid, workbook))) is not None:
            parts[grid.name] = [p for p in (_assumed(guess, grid),) if sound(p)]
    others, left_out = in_force({n: ps for n, ps in parts.items() if n not in mapped and ps})
    parts = {n: ps if n in mapped else others[n] for n, ps in parts.items() if n in mapped or n in others}
    findings += left_out
    legends = said_values(dict(_legend_cells(workbook, parts)))
    for grid in workbook.sheets:
        own = legends | said_values(dict(_near_cells(grid, parts.get(grid.name, ()))))
        parts = {n: [examined(p, own, facts_of(p)) for p in ps] if n == grid.name else ps for n, ps in parts.items()}
    return Chosen(parts, tuple(findings))


def _mapped(profile: Profile, grid: Grid) -> Part:
    """A person's mapping; that it names no class is said, for a class is what requirements are judged by."""
    header = profile.header(grid)
    notes: tuple[Finding, ...] = ()
    if profile.kind == "req" and not any(c.startswith(("class", "text.")) for c in header.columns):
        text = "列の対応に実装区分がありません。実装区分なしで読みました。"
        notes = (Finding("warning", "no_class_column", text, grid.name, ref(max(header.bottom, 1), 1)),)
    return Part(_layout(profile), header, grid, notes)


def _assumed(guess: Guess, grid: Grid) -> Part:
    """A reading by content and likely wordings, with a finding for every column that no heading names."""
    notes = []
    for column, why in guess.assumed.items():
        code = next(c for c, cs in guess.header.columns.items() if column in cs)
        shown = guess.header.names.get(column, "")[:30]
        text = f"{letters(column)}列「{shown}」を「{guess.layout.spec.title_of(code)}」として読みました。{why}。"
        at = ref(max(guess.header.bottom, 1), column)
        notes.append(Finding("warning", "assumed_column", text, grid.name, at))
    header = guess.header
    if any(g[0].startswith("class") for g in guess.missing):
        at = ref(max(header.bottom, 1), 1)
        if value := class_in_titles(grid):
            header = replace(header, values={**header.values, "": value})
            text = f"実装区分の欄がありません。題名に従って、すべて{CLASS_NAMES[value]}として読みました。"
            notes.append(Finding("warning", "class_from_title", text, grid.name, at))
        else:
            text = "実装区分の欄が見つかりません。実装区分なしで読みました。"
            notes.append(Finding("warning", "no_class_column", text, grid.name, at))
    return Part(guess.layout, header, grid, tuple(notes))


def _legend_cells(workbook: Workbook, parts: Mapping[str, Sequence[Part]]) -> Iterator[tuple[tuple[int, int], str]]:
    """The cells of sheets without a table, apart from one another."""
    for n, grid in enumerate(g for g in workbook.sheets if g.name not in parts):
        for (row, column), cell in islice(grid.cells.items(), _LEGEND_CELLS):
            yield (n * 2_000_000 + row, column), cell.text


def _near_cells(grid: Grid, parts: Sequence[Part]) -> Iterator[tuple[tuple[int, int], str]]:
    """The cells of a sheet that may explain signs: above the tables and in their headings, beside them, and the short
    rows at the end."""
    if not parts:
        return
    top = min(p.header.bottom for p in parts) + 1
    inside = {c for p in parts for c in p.header.names}
    last: deque[tuple[int, Mapping[int, Cell]]] = deque(maxlen=_LAST_ROWS)
    for row, line in grid.rows():
        if row < top:
            yield from (((row, c), cell.text) for c, cell in line.items())
            continue
        if not inside.issuperset(line):
            yield from (((row, c), cell.text) for c, cell in line.items() if c not in inside)
        last.append((row, line))
    for row, cells in last:
        if len(cells) <= 3:
            yield from (((row, c), cell.text) for c, cell in cells.items())


def _layout(profile: Profile) -> Layout:
    return next(x for x in LAYOUTS if x.spec is profile.spec and x.kind == profile.kind)


def _hint(grid: Grid, workbook: Workbook) -> str:
    titles = [
        c.text for _, line in takewhile(lambda x: x[0] <= 8, grid.rows()) if len(line) <= 2 for c in line.values()
    ]
    return " ".join([grid.name, workbook.file, *(t[:60] for t in titles)])


def read(workbook: Workbook, chosen: Chosen, business: str | None, repairs: Mapping[tuple[str, str], str]) -> Read:
    """Every table read with the business the document is about (``business`` overrides)."""
    facts = document_facts(workbook, chosen, business)
    epoch_1904 = any(n.code == "epoch_1904" for n in workbook.notes)
    details = [name for name, part in chosen if part.layout.kind == "form_detail"]
    form = id_in(workbook.file.rsplit(".", 1)[0]) if len(details) == 1 else None
    context = Context(workbook.sha256, facts.business, repairs, epoch_1904, form or "")
    found = [(name, part, part.layout.read(part.grid, part.header, context)) for name, part in chosen]
    for name, part, one in found:
        _of_sheet(name, part, one)
    return Read(tuple(found), facts)


def _of_sheet(name: str, part: Part, found: Found) -> None:
    """What a sheet's name says of all its items: abolished, or classes of one size of municipality."""
    at = ref(max(part.header.bottom, 1), 1)
    if gone_sheet(name) and found.items:
        found.items = [replace(i, deleted=True) for i in found.items]
        text = f"シート「{name}」の {len(found.items)} 件は、シートの名前に従って、削除されたものとして取り込みます。"
        found.findings.append(Finding("warning", "deleted_sheet", text, name, at))
    said = class_meaning(name)
    if said is None or said.codes == ("class",) or "class" not in part.header.columns:
        return
    sizes = {c.removeprefix("class.") for c in said.codes} | ({"core"} if said.codes == ("class.general",) else set())
    found.items = [
        replace(i, classes=SizeClasses(*(i.classes.of(s) if s in sizes else None for s in SIZES))) for i in found.items
    ]
    text = f"シート「{name}」の実装区分は、シートの名前に従って、その規模のものとして読みました。"
    found.findings.append(Finding("warning", "size_of_sheet", text, name, at))


def document_facts(workbook: Workbook, chosen: Chosen, business: str | None) -> DocumentFacts:
    """What titles, cover, file name and ids say."""
    titles: list[str] = []
    found: list[str] = []
    for name, part in chosen:
        layout, header = part.layout, part.header
        for number, line in part.grid.rows():
            if number >= header.top:
                break
            if not layout.companion:
                titles += [c.text for c in line.values()]
                if layout.kind == "form_detail":
                    found += [i for c in line.values() if (i := id_in(c.text))]
        if layout.kind == "form_detail" and (i := id_in(name)):
            found.append(i)
        columns = header.columns.get("id", ())
        if columns and layout.spec.kind in (*OWN_IDS, "form_detail"):
            kind = "form" if layout.kind == "form_detail" else layout.spec.kind
            for number, line in part.grid.rows():
                if number > header.bottom and columns[0] in line:
                    text = "".join(line[c].text for c in columns if c in line)
                    both = ids.named(kind, text)
                    if good := ids.canonical(kind, text) or (both[0] if both else None):
                        found.append(good)
    if not found and any(part.layout.kind == "form_detail" for _, part in chosen):
        found += [i] if (i := id_in(workbook.file.rsplit(".", 1)[0])) else []
    if not titles:  # a sheet whose heading stands at the top: a cover may say more
        titles = [
            c.text
            for g in workbook.sheets
            if g.name not in chosen.parts
            for _, line in takewhile(lambda x: x[0] <= 10, g.rows())
            if len(line) <= 3
            for c in line.values()
        ]
    facts = read_facts(workbook.file, titles, found)
    if not facts.label:  # 新（第2.0版） over the new columns
        headers = [part.header for _, part in chosen]
        label = new_label(n for h in headers for n in h.names.values())
        kept = (h.names.get(c, "") for h in headers if h.old for cs in h.columns.values() for c in cs)
        facts = replace(facts, label=label or next((said for n in kept if (said := find_label(n))), ""))
    return replace(facts, business=business, claims=()) if business else facts
