"""What the generator wrote is what the program reads, field by field, cell by cell and change by change."""

from __future__ import annotations

import ast
import json
import random
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import pytest

from spec_catalog.diff import compare
from spec_catalog.load import load_file
from tests.scale import check, generate, looks, text
from tests.scale.check import Outcome, check_book, check_changes, check_folder

HERE = Path(__file__).parent
SOME = tuple(f"{n:03}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 18))  # every layout once at least


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fiftieth of the nation in three editions."""
    out = tmp_path_factory.mktemp("nation")
    count = generate.generate(out, scale=0.02, seed=7, editions=3, only=SOME)
    assert count == (len(SOME) * 4 + 2 * len(generate.FURTHER)) * 3  # 001 and 010 have the smaller documents, too
    return out


def test_everything_generated_is_read_and_compared_as_expected(folder: Path) -> None:
    outcome = check_folder(folder)
    assert outcome.wrong == []
    for kind in ("req", "form", "link", "data", "code", "screen", "flow", "nonfunc"):
        assert outcome.tally[f"items {kind}"] > 30, kind
    for kind in ("added", "removed", "text", "name", "class", "date", "labelled", "moved"):
        assert outcome.tally[f"changes {kind}"] > 0, kind
    assert outcome.tally["cells skipped"] > 1_000


def test_all_layouts_are_among_them(folder: Path) -> None:
    used = {json.loads(p.read_text("utf-8"))["look"] for p in folder.glob("expected/*/*.json")}
    assert used == {look.name for kind in looks.LOOKS.values() for look in kind}
    assert len(used) >= 8


def test_the_same_seed_writes_the_same_expectation(folder: Path, tmp_path: Path) -> None:
    generate.generate(tmp_path, scale=0.02, seed=7, editions=3, only=SOME[:2])
    for path in tmp_path.glob("expected/*/*.json"):
        first, second = (json.loads((f / path.relative_to(tmp_path)).read_text("utf-8")) for f in (folder, tmp_path))
        assert [i["text"] for i in first["items"]] == [i["text"] for i in second["items"]]
        assert first["sheets"] == second["sheets"]


def test_another_seed_writes_another_nation(tmp_path: Path) -> None:
    generate.generate(tmp_path / "a", scale=0.01, seed=1, editions=1, only=("001",))
    generate.generate(tmp_path / "b", scale=0.01, seed=2, editions=1, only=("001",))
    first, second = (
        json.loads(next((tmp_path / n / "expected" / "edition1").glob("*_機能要件*.json")).read_text("utf-8"))
        for n in "ab"
    )
    assert [i["text"] for i in first["items"]] != [i["text"] for i in second["items"]]


def test_amounts_and_lengths_are_those_measured() -> None:
    dice = random.Random(3)
    lengths = [len(text.requirement(dice)) for _ in range(6_000)]
    assert 85 <= median(lengths) <= 145
    assert 420 <= quantiles(lengths, n=10)[-1] <= 680
    assert 1_000 < max(lengths) <= 1_300
    for kind, full in generate.FULL.items():
        made = sum(
            len([i for i in x.items if i.kind == kind]) for x in generate.lines(0.05, 1) if x.source.kind == kind
        )
        assert abs(made - full * 0.05) <= 2, kind


def test_the_generator_knows_nothing_of_the_program() -> None:
    for path in HERE.glob("*.py"):
        if path.name in ("check.py", "test_scale.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [n for n in names if n.split(".")[0] in ("app", "spec_catalog", "reports")], path.name
            assert "tests.scale.check" not in names, path.name


# --- the comparer sees what is wrong ---------------------------------------------------------------------------------


def _one(folder: Path, pattern: str) -> tuple[Path, dict[str, Any]]:
    path = next(iter(sorted(folder.glob(f"edition2/{pattern}"))))
    return path, json.loads((folder / "expected" / "edition2" / f"{path.name}.json").read_text("utf-8"))


FIELDS = (
    "id_original", "section", "path", "name", "text", "struck", "classes", "reason", "note", "applies",
    "change_label", "deleted", "related", "rows", "extra",
)  # fmt: skip


@pytest.mark.parametrize("field", FIELDS)
def test_a_planted_difference_in_a_field_is_found(folder: Path, field: str) -> None:
    path, expected = _one(folder, "002_*_機能要件*")
    item = expected["items"][0]
    item[field] = [["x", "y"]] if field in ("rows", "extra") else ["x"] if isinstance(item[field], list) else "x"
    outcome = Outcome()
    check_book(load_file(path), expected, outcome)
    assert len(outcome.wrong) == 1
    assert field in outcome.wrong[0]


def test_a_planted_cell_item_or_title_is_found(folder: Path) -> None:
    path, expected = _one(folder, "002_*_機能要件*")
    loaded = load_file(path)
    plants: list[Callable[[dict[str, Any]], object]] = [
        lambda e: e["sheets"][0].update(cells=e["sheets"][0]["cells"] + 1),
        lambda e: e["items"].pop(),
        lambda e: e["items"].reverse(),
        lambda e: e.update(title="x"),
        lambda e: e.update(label="第9.9版"),
    ]
    for plant in plants:
        _, expected = _one(folder, "002_*_機能要件*")
        plant(expected)
        outcome = Outcome()
        check_book(loaded, expected, outcome)
        assert outcome.wrong


def test_a_planted_change_is_found(folder: Path) -> None:
    old, new = (load_file(next(iter(sorted(folder.glob(f"edition{n}/001_*_機能要件*"))))).edition for n in (1, 2))
    assert old is not None
    assert new is not None
    expected = json.loads((folder / "changes" / "001_req_2.json").read_text("utf-8"))
    assert expected["changes"]
    assert len(expected["changes"]) == len(compare(old, new).changes)
    plants: list[Callable[[list[dict[str, Any]]], object]] = [
        lambda c: c.pop(),
        lambda c: c.append({"node": "req:0019999", "kinds": ["text"], "fields": ["text"]}),
        lambda c: c[0].update(kinds=["date"]),
    ]
    for plant in plants:
        changed = json.loads(json.dumps(expected))
        plant(changed["changes"])
        outcome = Outcome()
        check_changes(old, new, changed, outcome)
        assert outcome.wrong


def test_the_command_ends_with_one_where_something_differs(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    generate.generate(tmp_path, scale=0.01, seed=1, editions=1, only=("001",))
    monkeypatch.setattr("sys.argv", ["check", str(tmp_path)])
    assert check.main() == 0
    assert "all equal" in capsys.readouterr().out
    path = next(iter(tmp_path.glob("expected/edition1/*.json")))
    path.write_text(path.read_text("utf-8").replace('"deleted":false', '"deleted":true', 1), encoding="utf-8")
    assert check.main() == 1
    assert "1 differences" in capsys.readouterr().out
