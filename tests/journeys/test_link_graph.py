"""The link graph by command: the town, ways, circles, reach, names, folding and filtering, dependencies, the sheet."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook

from app.services import sample

Fitgap = Callable[..., tuple[int, Any]]


@pytest.fixture
def ws(tmp_path: Path) -> Path:
    path = tmp_path / "みほん市.fitgap"
    sample.start_sample(path).close()
    return path


def test_the_town_has_every_system(ws: Path, fitgap: Fitgap, tmp_path: Path) -> None:
    out = tmp_path / "全体.svg"
    code, answer = fitgap("graph", ws, "town", "--out", out)
    assert code == 0
    systems = fitgap("record", "list", ws, "systems")[1]["items"]
    labels = [n["label"] for n in answer["nodes"]]
    assert {s["name"] for s in systems} <= set(labels)
    text = "".join(ElementTree.fromstring(out.read_bytes()).itertext())
    assert "庁内連携基盤" in text
    assert "共通基盤を介さない" in text
    assert "≡" in text


def test_ways_circles_reach_and_names(ws: Path, fitgap: Fitgap, tmp_path: Path) -> None:
    out = tmp_path / "道.svg"
    code, answer = fitgap("graph", ws, "path", "--around", "business:001", "--to", "business:023", "--out", out)
    assert code == 0
    assert all(w[0] == "business:001" and w[-1] == "business:023" and len(w) <= 5 for w in answer["ways"])
    lengths = [len(w) for w in answer["ways"]]
    assert lengths == sorted(lengths)
    arrows = {(e["source"], e["target"]) for e in answer["edges"]}
    assert all(pair in arrows for w in answer["ways"] for pair in itertools.pairwise(w))
    code, answer = fitgap("graph", ws, "circles", "--out", tmp_path / "循環.svg")
    assert code == 0
    assert answer["ways"]
    reached = fitgap("graph", ws, "reach", "--around", "business:001", "--direction", "out")[1]["nodes"]
    assert [n["steps"] for n in reached] == sorted(n["steps"] for n in reached)
    assert "business:023" in {n["id"] for n in reached}
    found = fitgap("graph", ws, "find", "--text", "証明書 市民")[1]["nodes"]
    assert [n["label"] for n in found] == ["証明書発行システム"]


def test_folding_and_filtering(ws: Path, fitgap: Fitgap, tmp_path: Path) -> None:
    ask = ("graph", ws, "--around", "business:001", "--depth", 3, "--level", "system", "--out", tmp_path / "図.svg")
    whole = fitgap(*ask)[1]
    folded = fitgap(*ask, "--group", "vendor")[1]
    groups = [n for n in folded["nodes"] if n["id"].startswith("group:vendor:")]
    assert groups
    assert len(folded["nodes"]) < len(whole["nodes"])
    opened = fitgap(*ask, "--group", "vendor", "--unfold", groups[0]["id"])[1]
    assert groups[0]["id"] not in {n["id"] for n in opened["nodes"]}
    gaps = fitgap("graph", ws, "--around", "business:001", "--state", "gap", "--out", tmp_path / "図.svg")[1]
    near = fitgap("graph", ws, "--around", "business:001", "--out", tmp_path / "図.svg")[1]
    assert 0 < len(gaps["edges"]) < len(near["edges"])
    today = fitgap("graph", ws, "--around", "business:001", "--origin", "current", "--out", tmp_path / "図.svg")[1]
    assert {e["origin"] for e in today["edges"]} == {"current"}


def test_a_dependency_is_entered_and_drawn(ws: Path, fitgap: Fitgap, tmp_path: Path) -> None:
    values = ("どこから=証明書発行システム", "どこへ=業務課の台帳", "依存の種類=トリガ", "強さ=弱い")
    assert fitgap("record", "add", ws, "dependencies", *values)[0] == 0
    rows = fitgap("record", "list", ws, "dependencies")[1]["items"]
    assert [(r["number"], r["kind"]) for r in rows] == [("Y-0001", "トリガ")]
    out = tmp_path / "図.json"
    answer = fitgap("graph", ws, "--around", "system:証明書発行システム", "--format", "json", "--out", out)[1]
    edge = next(e for e in answer["edges"] if e["type"] == "トリガ")
    assert edge["target"] == "outside:業務課の台帳"
    sheet = tmp_path / "一覧.xlsx"
    ask = ("graph", ws, "--around", "system:証明書発行システム", "--format", "xlsx", "--out", sheet)
    assert fitgap(*ask)[0] == 0
    cells = {str(c) for r in load_workbook(sheet).worksheets[0].iter_rows(values_only=True) for c in r if c}
    assert {"Y-0001", "トリガ", "業務課の台帳"} <= cells
    assert not any("⇄" in c for c in cells), "signs that office programs lack stay on the screen"


@pytest.mark.parametrize(
    ("given", "lacking"),
    [((), "--around"), (("path", "--around", "business:001"), "--to"), (("find",), "--text"), (("town",), "--out")],
)
def test_what_is_lacking_is_said(ws: Path, fitgap: Fitgap, given: tuple[str, ...], lacking: str) -> None:
    code, answer = fitgap("graph", ws, *given)
    assert code == 2
    assert lacking in answer["error"]["message"]


def test_a_town_of_more_than_three_hundred_is_grouped_by_itself(fitgap: Fitgap, tmp_path: Path) -> None:
    from app.services import link_views, survey
    from app.services.link_views import LIMIT, Wish
    from tests.helpers.workspaces import workspace

    session = workspace(tmp_path)
    try:
        survey.add_records(session, "vendors", [{"name": f"事業者{n}"} for n in range(20)])
        systems = [{"name": f"システム{n}", "vendor": f"事業者{n % 20}"} for n in range(LIMIT + 20)]
        survey.add_records(session, "systems", systems)
        links = [{"name": f"連携{n}", "system": "システム0", "receiver": f"システム{n}"} for n in range(1, LIMIT + 20)]
        survey.add_records(session, "linkages", links)
        shown = link_views.show(session, Wish(around="system:システム0"))
        assert len(shown.picture.boxes) <= LIMIT
        assert shown.group == "vendor"
        assert "320" in shown.note
        assert sum(shown.folded.values()) == LIMIT + 19
        few = link_views.show(session, Wish(around="system:システム1"))
        assert (few.group, few.note) == ("", "")
    finally:
        session.close()
