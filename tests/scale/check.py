"""``python -m tests.scale.check FOLDER``: every generated workbook against its expected JSON, every pair of editions
against its expected changes. This is the only module here that knows the program."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from app.services.catalogue import ReadResult, read_files
from spec_catalog.diff import compare
from spec_catalog.model import Edition, LoadedFile, SpecItem
from spec_catalog.nodes import node_of

_KINDS = {"added", "removed", "text", "name", "class", "date", "moved", "labelled", "split", "joined", "renumbered"}
_PROPOSED = {"split", "joined", "renumbered"}  # what became of an item is proposed to a person, not decided
_ALIAS = {"number": "No."}


@dataclass
class Outcome:
    """What a comparison found: ``wrong`` names at most so many differences, ``tally`` counts what was looked at."""

    wrong: list[str] = field(default_factory=list)
    tally: Counter[str] = field(default_factory=Counter)

    def note(self, file: str, text: str) -> None:
        """One difference."""
        self.tally["differences"] += 1
        if len(self.wrong) < 2000:
            self.wrong.append(f"{file}: {text}")


def check_book(loaded: LoadedFile, expected: dict[str, Any], outcome: Outcome) -> None:
    """One file field by field, and every sheet's account."""
    file = expected["file"]
    edition = loaded.edition
    outcome.tally["workbooks"] += 1
    if edition is None:
        outcome.note(file, "not recognised")
        return
    for name, value in (("business", edition.business), ("kind", edition.kind), ("label", edition.label),
                        ("published", edition.published), ("title", edition.title),
                        ("sha256", edition.source_sha256)):  # fmt: skip
        if value != expected[name]:
            outcome.note(file, f"{name} {value!r} instead of {expected[name]!r}")
    _check_sheets(loaded, expected, outcome)
    for finding in loaded.findings:
        outcome.tally[f"finding {finding.level} {finding.code}"] += 1
    wanted = {tuple(i["node"] for i in [item]): item for item in expected["items"]}
    found = {(str(node_of(i)),): i for i in edition.items}
    if len(found) != len(edition.items):
        outcome.note(file, "two items under one key")
    for key in wanted.keys() - found.keys():
        outcome.note(file, f"{key[0]} is missing")
    for key in found.keys() - wanted.keys():
        outcome.note(file, f"{key[0]} should not be there")
    kinds = {i["kind"] for i in expected["items"]}
    for kind in kinds:
        order = [i["node"] for i in expected["items"] if i["kind"] == kind]
        if order != [str(node_of(i)) for i in edition.items if i.kind == kind]:
            outcome.note(file, f"another order of {kind}")
    for key in wanted.keys() & found.keys():
        outcome.tally[f"items {found[key].kind}"] += 1
        for text in _differing(found[key], wanted[key]):
            outcome.note(file, f"{key[0]} {text}")


def _check_sheets(loaded: LoadedFile, expected: dict[str, Any], outcome: Outcome) -> None:
    file = expected["file"]
    wanted = {s["name"]: s["cells"] for s in expected["sheets"]}
    found = {"" if "" in wanted else s.name: s for s in loaded.sheets}
    if wanted.keys() != found.keys():
        outcome.note(file, f"sheets {list(found)} instead of {list(wanted)}")
    for name in wanted.keys() & found.keys():
        sheet = found[name]
        outcome.tally["cells"] += sheet.cells
        outcome.tally["cells skipped"] += len(sheet.skipped)
        if sheet.cells != wanted[name]:
            outcome.note(file, f"{name}: {sheet.cells} cells instead of {wanted[name]}")
        if not sheet.balanced or not all(s.reason for s in sheet.skipped):
            outcome.note(file, f"{name}: {sheet.cells} cells, {sheet.imported} imported, {len(sheet.skipped)} skipped")


def _differing(item: SpecItem, expected: dict[str, Any]) -> Iterator[str]:
    c = item.classes
    csv = any(sheet == "" for sheet, _ in expected["rows"])
    values = {
        "business": item.business, "kind": item.kind, "id": item.id, "branch": item.branch,
        "id_original": item.id_original, "section": item.section, "path": list(item.path), "name": item.name,
        "text": item.text, "struck": item.struck, "classes": [c.designated, c.core, c.general],
        "reason": item.reason, "note": item.note, "applies": item.applies, "change_label": item.change_label,
        "deleted": item.deleted, "related": list(item.related),
        "rows": [["" if csv else r.sheet, r.row] for r in item.rows],
    }  # fmt: skip
    for name, value in values.items():
        if value != expected[name]:
            yield f"{name} {value!r} instead of {expected[name]!r}"
    # Further columns must be there; what else is kept may only repeat what the row shows in a field of its own.
    further = [(_ALIAS.get(code, code), text) for code, text in item.extra]
    missing = Counter(map(tuple, expected["extra"])) - Counter(further)
    if missing:
        yield f"extra without {dict(missing)}"
    shown = {str(v) for v in values.values()} | {*item.path, item.text + item.struck}
    for code, text in (Counter(further) - Counter(map(tuple, expected["extra"]))).elements():
        if text not in shown and code != "No.":
            yield f"extra {code} {text!r} that the row does not show"


def check_changes(old: Edition, new: Edition, expected: dict[str, Any], outcome: Outcome) -> None:
    """The difference of two editions against what the generator did to the first."""
    file = f"{expected['old']} → {expected['new']}"
    outcome.tally["pairs of editions"] += 1
    wanted = {c["node"]: c for c in expected["changes"]}
    found = {c.node: c for c in compare(old, new).changes}
    for name in wanted.keys() - found.keys():
        outcome.note(file, f"{name} {wanted[name]['kinds']} was not found")
    for name in found.keys() - wanted.keys():
        if set(found[name].kinds) <= _PROPOSED and not found[name].fields:
            outcome.tally["proposals without cause"] += 1
        else:
            outcome.note(file, f"{name} {found[name].kinds} did not happen")
    for name in wanted.keys() & found.keys():
        change, want = found[name], wanted[name]
        for kind in want["kinds"]:
            outcome.tally[f"changes {kind}"] += 1
        more, less = set(change.kinds) & _KINDS - set(want["kinds"]), set(want["kinds"]) - set(change.kinds)
        outcome.tally["proposals without cause"] += bool(more & _PROPOSED)
        if less or more - _PROPOSED:
            outcome.note(file, f"{name} {change.kinds} instead of {want['kinds']}")
        if not {"added", "removed"} & set(want["kinds"]) and {f.field for f in change.fields} != set(want["fields"]):
            outcome.note(file, f"{name} {[f.field for f in change.fields]} instead of {want['fields']}")
        if want.get("counterpart") not in (None, change.counterpart):
            outcome.note(file, f"{name} became {change.counterpart!r} instead of {want['counterpart']!r}")


def check_folder(folder: Path, *, read: Callable[[list[Path]], Iterable[ReadResult]] = read_files) -> Outcome:
    """Everything below a folder written by the generator, one document at a time."""
    outcome = Outcome()
    documents: dict[str, list[Path]] = {}
    for path in sorted(folder.glob("edition*/*")):
        documents.setdefault(path.name.split("【")[0], []).append(path)
    for paths in documents.values():
        paths.sort(key=lambda p: p.parent.name)
        editions: dict[str, Edition] = {}
        for path, result in zip(paths, read(paths), strict=True):
            expected = json.loads((folder / "expected" / path.parent.name / f"{path.name}.json").read_text("utf-8"))
            if result.loaded is None:
                outcome.note(path.name, f"refused: {result.problem}")
                continue
            check_book(result.loaded, expected, outcome)
            if result.loaded.edition is not None:
                editions[path.name] = result.loaded.edition
        names = [p.name for p in paths]
        for old, new in pairwise(names):
            number = next(p for p in paths if p.name == new).parent.name.removeprefix("edition")
            if old in editions and new in editions:
                edition = editions[new]
                name = f"{new[:3]}_{edition.kind}_{number}.json"
                expected = json.loads((folder / "changes" / name).read_text("utf-8"))
                check_changes(editions[old], edition, expected, outcome)
    return outcome


def main() -> int:
    """Print the tally and the differences; 1 where there are any."""
    parser = argparse.ArgumentParser(prog="python -m tests.scale.check", description=__doc__)
    parser.add_argument("folder", type=Path)
    outcome = check_folder(parser.parse_args().folder)
    for name, count in sorted(outcome.tally.items()):
        print(f"{count:10,}  {name}")
    for text in outcome.wrong:
        print(text)
    print("all equal" if not outcome.wrong else f"{outcome.tally['differences']} differences")
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
