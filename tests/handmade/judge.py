"""How a hand-made book is judged: every field of every item is right, or something was said about that very place."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spec_catalog.load import load_all
from spec_catalog.model import Finding, LoadedFile, SpecItem
from spec_catalog.problems import InputProblem
from tests.handmade.paper import Book, Expected, write

TEXTS = ("name", "text", "section", "note", "reason", "applies", "struck", "branch")
# What says nothing about a single cell.
GENERAL = {"no_edition_label", "no_business", "several_businesses", "sheet_without_table", "hidden_rows", "filter"}


@dataclass
class Verdict:
    """What came of one book."""

    made: Book
    how: str  # "recognised", "mapped", "refused"
    cells: int = 0
    imported: int = 0
    skipped: int = 0
    findings: int = 0
    wrong: int = 0  # wrong but said
    silent: list[str] = field(default_factory=list)  # wrong and not said


def judged(made: Book, folder: Path) -> Verdict:
    """Reads the book as a person would: as it is, and where it isn't recognised with one mapping."""
    path = write(made, folder)
    how = "recognised"
    try:
        files = load_all(path)
    except InputProblem as problem:
        if problem.code != "unknown_layout":
            raise
        if made.refused or made.mapping is None:
            return Verdict(made, "refused")
        how, files = "mapped", load_all(path, profile=made.mapping)
    out = Verdict(made, how)
    for one in files:
        assert one.balanced, one.sheets
    out.cells = sum(s.cells for s in files[0].sheets)
    every = [i for f in files if f.edition for i in f.edition.items]
    taken = sum(s.imported for f in files for s in f.sheets)
    out.imported, out.skipped = taken, out.cells - taken
    said = list({f for one in files for f in one.findings})
    out.findings = len(said)
    _compare(made, files, every, said, out)
    return out


def _compare(
    made: Book, files: tuple[LoadedFile, ...], every: list[SpecItem], said: list[Finding], out: Verdict
) -> None:
    if {f.recognised for f in files} != {made.kind}:
        out.silent.append(f"recognised as {[f.recognised for f in files]}")
        return
    left = list(every)
    for wanted in made.expected:
        found = _matching(wanted, left, made)
        if found is None:
            out.silent.append(f"row {wanted['row']}: no item {wanted['id']}")
            continue
        left.remove(found)
        for name, want, got in _differences(wanted, found):
            if _excused(name, wanted, made, said):
                out.wrong += 1
            else:
                out.silent.append(f"row {wanted['row']} {name}: {got!r} instead of {want!r}")
    for surplus in left:
        if not any(f.code not in GENERAL and _row(f) == surplus.rows[0].row for f in said):
            out.silent.append(f"row {surplus.rows[0].row}: item {surplus.id} that nobody published")


def _matching(wanted: Expected, items: list[SpecItem], made: Book) -> SpecItem | None:
    sheet = wanted.get("sheet", "")
    here = [i for i in items if i.rows[0].row == wanted["row"] and (not sheet or i.rows[0].sheet == sheet)]
    exact = [i for i in here if _same_id(wanted["id"], i.id) and i.branch == wanted.get("branch", "")]
    return (exact or here or [None])[0]


def _same_id(want: str, got: str) -> bool:
    return got.startswith("~") and got.split("/", 1)[1] == want.split("/", 1)[1] if want[:1] == "~" else want == got


def _differences(wanted: Expected, found: SpecItem) -> list[tuple[str, Any, Any]]:
    out: list[tuple[str, Any, Any]] = []
    if not _same_id(wanted["id"], found.id):
        out.append(("id", wanted["id"], found.id))
    for name in TEXTS:
        if getattr(found, name) != wanted.get(name, ""):
            out.append((name, wanted.get(name, ""), getattr(found, name)))
    classes = (found.classes.designated, found.classes.core, found.classes.general)
    if classes != wanted["classes"]:
        out.append(("classes", wanted["classes"], classes))
    for name in ("path", "related"):
        if getattr(found, name) != wanted.get(name, ()):
            out.append((name, wanted.get(name, ()), getattr(found, name)))
    extra = wanted.get("extra", {})
    pairs = extra if isinstance(extra, list) else list(extra.items())
    if sorted(pairs) != sorted(found.extra):
        out.append(("extra", pairs, found.extra))
    if found.deleted != wanted.get("deleted", False):
        out.append(("deleted", wanted.get("deleted", False), found.deleted))
    if "kind" in wanted and found.kind != wanted["kind"]:
        out.append(("kind", wanted["kind"], found.kind))
    if "business" in wanted and found.business != wanted["business"]:
        out.append(("business", wanted["business"], found.business))
    return out


def _excused(name: str, wanted: Expected, made: Book, said: list[Finding]) -> bool:
    """Whether something was said about the cell: at it, or at the heading of its column."""
    sheet = wanted.get("sheet", "")
    columns = {**made.columns.get("", {}), **made.columns.get(sheet, {})}
    column = columns.get(name)
    if column is None:
        return False
    for f in said:
        if f.code in GENERAL or (sheet and f.sheet != sheet) or not f.cell:
            continue
        at = f.cell.rstrip("0123456789")
        if at == column and _row(f) <= wanted["row"] and (_row(f) == wanted["row"] or _row(f) <= _heading(made)):
            return True
    return False


def _row(finding: Finding) -> int:
    digits = finding.cell[len(finding.cell.rstrip("0123456789")) :]
    return int(digits) if digits else 0


def _heading(made: Book) -> int:
    return min(e["row"] for e in made.expected) - 1
