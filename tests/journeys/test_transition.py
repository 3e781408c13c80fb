"""東村山市's reading of its transition through the command line: every two systems linked, exactly its conclusions."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

Fitgap = Callable[..., tuple[int, Any]]

READING = json.loads((Path(__file__).parents[1] / "data/cases/higashimurayama.json").read_text("utf-8"))
JANUARY, MARCH, NEVER = ({name for names in group["vendors"].values() for name in names} for group in READING["groups"])


@pytest.fixture
def ws(tmp_path: Path, fitgap: Fitgap) -> Path:
    """Its systems and, between every two of them, a linkage, entered as lists."""
    path = tmp_path / "東村山市.fitgap"
    fitgap("init", path, "--municipality", "東村山市", "--code", "132136", "--size", "general")
    systems = tmp_path / "システム一覧.csv"
    names = []
    with systems.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["番号", "システム名称", "事業者", "標準化対象区分", "移行予定時期", "特定移行支援"])
        for group in READING["groups"]:
            for vendor, held in group["vendors"].items():
                for name in held:
                    names.append(name)
                    when, why = group["when"] or "", group.get("reason", "")
                    rows.writerow([f"S-{len(names):02d}", name, f"ベンダ{vendor}", "標準化対象", when, why])
    linkages = tmp_path / "連携一覧.csv"
    with linkages.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["現行連携ID", "連携名", "送り側システム", "受け側システム"])
        for n, (a, b) in enumerate(combinations(names, 2), 1):
            rows.writerow([f"R-{n:03d}", f"{a}から{b}", a, b])
    assert fitgap("survey", "import", path, systems, "--list", "systems")[0] == 0
    assert fitgap("survey", "import", path, linkages, "--list", "linkages")[0] == 0
    assert len(names) == len(set(names)) == 18
    return path


def both(pair: dict[str, Any]) -> frozenset[str]:
    return frozenset((pair["a_name"], pair["b_name"]))


def between(one: set[str], other: set[str]) -> set[frozenset[str]]:
    return {frozenset((a, b)) for a in one for b in other}


def test_its_conclusions_and_no_other(ws: Path, fitgap: Fitgap) -> None:
    code, answer = fitgap("transition", ws)
    assert code == 0
    found = {both(p): (p["from"], p["to"], p["tests"], p["reason"]) for p in answer["pairs"]}
    closed = dict.fromkeys(between(JANUARY, MARCH), ("2026-01", "2026-03", 2, "dates"))
    never = dict.fromkeys(between(JANUARY, NEVER), ("2026-01", None, None, "difficult"))
    late = dict.fromkeys(between(MARCH, NEVER), ("2026-03", None, None, "difficult"))
    assert found == closed | never | late
    assert len(closed) == 14 * 3
    assert (answer["counts"]["pairs"], answer["counts"]["tests"], answer["counts"]["open"]) == (42 + 17, 84, 17)
    assert {p["lead"] for p in answer["pairs"] if any(n in both(p) for n in ("住民記録", "税務"))} == {"ベンダA"}
    assert {p["lead"] for p in answer["pairs"] if both(p) == {"障害者福祉", "生活保護"}} == {"事務局"}


def test_another_date_changes_exactly_the_pairs_of_its_system(ws: Path, fitgap: Fitgap) -> None:
    answer = fitgap("transition", ws, "--set", "介護保険=2026-03")[1]
    names = {s["system"]: s["name"] for s in answer["systems"]}

    def named(which: str) -> set[frozenset[str]]:
        return {frozenset((names[p["a"]], names[p["b"]])) for p in answer["changes"][which]}

    assert named("added") == between({"介護保険"}, JANUARY - {"介護保険"})
    assert named("removed") == between({"介護保険"}, MARCH)
    assert named("changed") == between({"介護保険"}, NEVER)
    assert (answer["changes"]["tests_added"], answer["changes"]["tests_removed"]) == (26, 6)
    assert fitgap("transition", ws)[1]["counts"]["pairs"] == 59  # nothing was recorded
    refused = fitgap("transition", ws, "--set", "介護保険=2026-03", "--adopt")
    assert (refused[0], refused[1]["error"]["code"]) == (3, "reason_missing")
    assert fitgap("transition", ws, "--set", "介護保険=2026-03", "--adopt", "--why", "ベンダの都合")[0] == 0
    assert fitgap("transition", ws)[1]["counts"]["pairs"] == 59 + 13 - 3


def test_when_the_difficult_system_gets_a_date(ws: Path, fitgap: Fitgap) -> None:
    answer = fitgap("transition", "plan", ws, "--set", "滞納管理=2026-03")[1]
    found = {both(p): p["to"] for p in answer["pairs"] if "滞納管理" in both(p)}
    assert found == dict.fromkeys(between(JANUARY, NEVER), "2026-03")
    assert answer["counts"]["open"] == 0


def test_the_law_speaks_on_the_command_line_too(ws: Path, fitgap: Fitgap) -> None:
    words = ("transition", "pair", "set", ws, "住民記録", "生活保護")
    code, answer = fitgap(*words, "--method", READING["options"][0])
    assert (code, answer["error"]["code"]) == (3, "unlawful")
    assert "4.1.2" in answer["error"]["hint"]
    assert fitgap(*words, "--method", READING["options"][1])[0] == 0
    assert fitgap(*words, "--method", READING["options"][0], "--reason", "二月の間", "--term", "R8.3末")[0] == 0
    pairs = {both(p): p for p in fitgap("transition", ws)[1]["pairs"]}
    done = pairs[frozenset(("住民記録", "生活保護"))]
    assert (done["method"], done["missing"]) == ("current", [])
    assert fitgap("check", ws, "--only", 7)[1]["findings"]
    assert fitgap("transition", "pair", "set", ws, "住民記録", "生活保護")[0] == 2


def test_options_before_the_command_and_papers_out_of_it(ws: Path, fitgap: Fitgap, tmp_path: Path) -> None:
    assert fitgap("--as", "情報政策課/中村", "transition", ws)[0] == 0
    out = tmp_path / "out"
    assert fitgap("transition", "export", ws, "--out", out / "計画.xlsx", "--set", "介護保険=2026-03")[0] == 0
    assert fitgap("transition", "survey", ws, "--out", out, "--vendor", "ベンダE")[1]["files"][0]["rows"] == 15
