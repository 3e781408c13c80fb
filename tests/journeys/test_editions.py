"""The command line's part of a new edition: papers, triage, suspects, confirmation, findings, renumbering."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app import cli
from app.services import catalogue, comparison
from app.services import session as sessions
from spec_catalog.model import Edition, SpecItem
from tests.helpers.workspaces import WHO, edition, with_edition, workspace


@pytest.fixture
def ws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Six verdicts, and an edition in which the first two changed and the last has a new id."""
    monkeypatch.setenv("FITGAP_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    session = workspace(tmp_path)
    first = edition(6)
    comparison.judge(session, with_edition(session, first), [1, 2, 3, 4, 5, 6], verdict="gap", detail="=手作業")
    second = edition(6, label="第1.1版", changed=(1, 2))
    items = (
        *second.items[:5],
        SpecItem("001", "req", "0010099", order=5, section="2.6", name="機能6", text="新しい番号の、長い本文である。"),
    )
    with_edition(session, Edition("001", "req", "第1.1版", "2026-04-01", items=items))
    session.close()
    return tmp_path / "みほん.fitgap"


def run(capsys: pytest.CaptureFixture[str], *words: object, code: int = 0) -> dict[str, Any]:
    assert cli.main([*map(str, words), "--json"]) == code
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def test_papers_of_a_difference(ws: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pair = ("catalog", "diff", ws, "001", "第1.0版", "第1.1版")
    data = run(capsys, *pair)
    assert data["counts"] == {
        "added": 1, "removed": 1, "changed": 2, "moved": 0, "class_changed": 0, "date_changed": 0, "labelled": 0,
    }  # fmt: skip
    run(capsys, *pair, "--format", "xlsx", "--out", "差異.xlsx")
    (sheet,) = openpyxl.load_workbook("差異.xlsx").worksheets
    rows = [[c.value for c in r] for r in sheet.iter_rows()]
    top = next(n for n, r in enumerate(rows) if r[0] == "機能ID")
    assert [r[0] for r in rows[top + 1 :]] == ["0010001", "0010002", "0010006", "0010006", "0010099"]
    assert rows[top + 1][3:5] == ["本文", "本文"]
    assert rows[top + 1][7] == "▲ 差異あり"
    run(capsys, *pair, "--format", "html", "--out", "対照表.html")
    assert "<ins>（改定）</ins>" in Path("対照表.html").read_text(encoding="utf-8")
    run(capsys, *pair, "--format", "opinion", "--out", "意見照会.xlsx")
    assert openpyxl.load_workbook("意見照会.xlsx").sheetnames == ["意見照会"]
    assert run(capsys, *pair, "--format", "json", "--out", "差異.json") == data
    assert json.loads(Path("差異.json").read_text(encoding="utf-8")) == data
    assert run(capsys, *pair, "--format", "html", code=2)["error"]["code"] == "out_missing"
    refused = run(capsys, *pair, "--format", "html", "--out", ws, code=3)
    assert refused["error"]["code"] == "would_replace_workspace"


def test_suspects_are_listed_confirmed_and_written(ws: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = run(capsys, "catalog", "suspects", ws)
    assert (data["total"], data["by_department"]) == (2, {"市民課": 2})
    assert [i["kind_of_change"] for i in data["items"]] == [["text"], ["text"]]
    assert run(capsys, "catalog", "suspects", ws, "--department", "税務課")["total"] == 0
    run(capsys, "catalog", "suspects", ws, "--format", "xlsx", "--out", "要再確認.xlsx")
    (sheet,) = openpyxl.load_workbook("要再確認.xlsx").worksheets
    (row,) = [r for r in sheet.iter_rows() if r[1].value == "0010001"]
    assert (row[0].value, row[4].value, row[4].data_type) == ("市民課", "=手作業", "s")
    assert row[8].value == f"{row[7].value}（改定）"
    assert run(capsys, "catalog", "confirm", ws, "--wording", "--dry-run")["changed"] == 2
    assert run(capsys, "catalog", "confirm", ws, "req:0010001")["changed"] == 1
    assert run(capsys, "catalog", "confirm", ws, "--wording")["nodes"] == ["req:0010002"]
    assert run(capsys, "catalog", "suspects", ws)["total"] == 0
    assert run(capsys, "catalog", "confirm", ws, "req:0010001", code=3)["error"]["code"] == "not_suspect"
    assert run(capsys, "catalog", "confirm", ws, code=2)["error"]["code"] == "usage"
    run(capsys, "undo", ws)
    assert run(capsys, "catalog", "suspects", ws)["total"] == 1


def test_triage(ws: Path, capsys: pytest.CaptureFixture[str]) -> None:
    step = ("--old", "第1.0版", "--new", "第1.1版")
    assert run(capsys, "catalog", "triage", ws, "req:0010001", "--grade", "C", *step)["changed"] == 1
    assert [i["triage"] for i in run(capsys, "catalog", "suspects", ws)["items"]] == ["C", ""]
    assert run(capsys, "catalog", "triage", ws, "req:0010001", "--grade", "none", *step)["changed"] == 1
    assert (
        run(capsys, "catalog", "triage", ws, "req:0010001", "--grade", "E", *step, code=2)["error"]["code"]
        == "bad_grade"
    )
    assert run(capsys, "catalog", "triage", ws, "何か", "--grade", "A", *step, code=2)["error"]["code"] == "bad_node"


def test_a_renumbered_item_keeps_its_verdict(ws: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "catalog", "show", ws, "req:0010099")["verdict"] is None
    run(capsys, "catalog", "same", ws, "req:0010006", "req:0010099")
    shown = run(capsys, "catalog", "show", ws, "req:0010099")
    assert (shown["verdict"], shown["suspect"]) == ("gap", True)
    run(capsys, "catalog", "same", ws, "req:0010006", "req:0010099", "--withdraw")
    assert run(capsys, "catalog", "show", ws, "req:0010099")["verdict"] is None
    again = run(capsys, "catalog", "same", ws, "req:0010006", "req:0010099", "--withdraw", code=3)
    assert again["error"]["code"] == "no_record"
    run(capsys, "catalog", "joined", ws, "req:0010099", "req:0010006", "req:0010005")
    assert [o["label"] for o in run(capsys, "catalog", "show", ws, "req:0010099")["origins"]] == ["統合元"] * 2
    run(capsys, "catalog", "split", ws, "req:0010006", "req:0010099", "req:0010004")
    assert run(capsys, "verify", ws)["ok"]


def test_findings_between_documents(ws: Path, capsys: pytest.CaptureFixture[str]) -> None:
    session = sessions.open_(ws, who=WHO)
    forms = (SpecItem("001", "form", "0010001", name="写し", related=("req:0010777",)),)
    with_edition(session, Edition("001", "form", "第1.0版", items=forms))
    assert len(catalogue.in_force(session)) == 2
    session.close()
    (found,) = run(capsys, "catalog", "consistency", ws)["findings"]
    assert (found["level"], found["code"], found["node"]) == ("warning", "missing_reference", "form:0010001")
    assert found["places"] == [{"file": "第1.0版.xlsx", "sheet": "", "cell": "", "edition": "第1.0版"}]
    assert run(capsys, "catalog", "consistency", ws, "--business", "024")["findings"] == []
    run(capsys, "catalog", "consistency", ws, "--format", "xlsx", "--out", "整合.xlsx")
    (sheet,) = openpyxl.load_workbook("整合.xlsx").worksheets
    assert "参照先のIDがない" in [c.value for row in sheet.iter_rows() for c in row]


def test_an_edition_beside_itself_is_said_to_be_the_same(ws: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = run(capsys, "catalog", "diff", ws, "001", "第1.1版", "第1.1版", code=2)
    assert answer["error"]["code"] == "same_edition"
    answer = run(capsys, "catalog", "diff", ws, "001", "第9版", "第1.1版", code=2)
    assert (answer["error"]["code"], "第9版" in answer["error"]["message"]) == ("no_edition", True)
