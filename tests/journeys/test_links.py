"""The published linkages through the command line: nodes, edges, impact, and the reviewed rows' findings."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.workbooks import shared

Fitgap = Callable[..., tuple[int, Any]]


@pytest.fixture
def ws(tmp_path: Path, fitgap: Fitgap) -> Path:
    path = tmp_path / "t.fitgap"
    fitgap("init", path, "--municipality", "みほん市", "--code", "999997", "--size", "general")
    return path


@pytest.mark.needs_shared
def test_the_six_linkages_give_the_expected_graph(ws: Path, fitgap: Fitgap, tmp_path: Path) -> None:
    data = shared() / "data" / "spec"
    expected = json.loads((data / "expected.json").read_text(encoding="utf-8"))
    book = next(data.glob("*連携仕様*.xlsx"))
    assert fitgap("catalog", "import", ws, book, "--adopt")[0] == 0
    items = fitgap("catalog", "items", ws, "--kind", "link")[1]["items"]
    assert [i["node"].removeprefix("link:") for i in items] == expected["linkages"]
    out = tmp_path / "graph.json"
    code, graph = fitgap("graph", ws, "--around", "business:001", "--direction", "in", "--format", "json", "--out", out)
    assert code == 0
    assert json.loads(out.read_text(encoding="utf-8")) == graph
    edges = [[e["source"].removeprefix("business:"), e["target"].removeprefix("business:")] for e in graph["edges"]]
    assert sorted(edges) == sorted(expected["linkage_edges"])
    assert {e["label"] for e in graph["edges"]} == {"照会"}
    assert {e["origin"] for e in graph["edges"]} == {"standard"}
    assert sorted(i for e in graph["edges"] for i in e["items"]) == sorted(f"link:{n}" for n in expected["linkages"])
    assert {n["id"] for n in graph["nodes"]} == {f"business:{b}" for pair in expected["linkage_edges"] for b in pair}
    assert fitgap("graph", ws, "--around", "business:001", "--direction", "out", "--out", out)[1]["edges"] == []
    touched = fitgap("impact", ws, "business:001")[1]["departments"]
    assert sorted(i for d in touched for i in d["linkages"]) == sorted(f"link:{n}" for n in expected["linkages"])


@pytest.mark.needs_shared
def test_the_reviewed_rows_raise_two_warnings_and_no_error(ws: Path, fitgap: Fitgap) -> None:
    book = next((shared() / "data" / "spec").glob("*連携仕様*.xlsx"))
    imported = fitgap("catalog", "import", ws, book, "--adopt")[1]["files"][0]
    skipped = [c["reason"] for s in imported["sheets"] for c in s["skipped"]]
    assert any("検討" in reason for reason in skipped)
    assert fitgap("survey", "import", ws, book, "--list", "linkage_review")[0] == 0
    code, answer = fitgap("check", ws, "--only", 6)
    assert code == 0
    assert [f["node"] for f in answer["findings"] if f["level"] == "warning"] == [
        "link:001/004o008-00",
        "link:001/004o009-00",
    ]
    rest = [f for f in answer["findings"] if f["level"] != "warning"]
    assert rest
    assert all(f["level"] == "info" and "判定不能" in f["message"] for f in rest)


@pytest.mark.needs_shared
def test_the_three_column_sheet_equals_the_one_column_one(ws: Path, fitgap: Fitgap, tmp_path: Path) -> None:
    data = shared() / "data" / "spec"
    expected = json.loads((data / "expected.json").read_text(encoding="utf-8"))["three_column_sheet"]
    file = fitgap("catalog", "import", ws, next(data.glob("*三列*.xlsx")))[1]["files"][0]
    assert (file["recognised"], file["items"]) == ("req", expected["items"])
    assert all(s["cells"] == s["imported"] + len(s["skipped"]) for s in file["sheets"])
    mine = fitgap("catalog", "items", ws)[1]["items"]
    assert len({i["section"] for i in mine}) == expected["sections"]
    assert all(i["id"].startswith("~") for i in mine)
    other = tmp_path / "other.fitgap"
    fitgap("init", other, "--municipality", "みほん市", "--code", "999997", "--size", "general")
    fitgap("catalog", "import", other, next(data.glob("*【第1.0版】*.xlsx")))
    theirs = fitgap("catalog", "items", other)[1]["items"]
    assert [(i["section"], i["text"], i["class"]["general"]) for i in mine] == [
        (i["section"], i["text"], i["class"]["general"]) for i in theirs
    ]
