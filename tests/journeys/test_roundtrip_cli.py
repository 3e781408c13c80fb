"""The Excel round trip by command: sent, answered, seen, taken back; what must be asked sets the exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app import cli
from tests.helpers.answers import Answered
from tests.unit.reports import towns


@pytest.fixture
def ws(tmp_path: Path) -> str:
    session = towns.town(tmp_path)
    path = session.project.path
    session.close()
    return str(path)


Run = Any


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def go(*words: str) -> tuple[int, dict[str, Any]]:
        code = cli.main([*words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return go


def test_there_and_back_by_command(run: Run, ws: str, tmp_path: Path) -> None:
    code, made = run("sheet", "send", ws, "--out", str(tmp_path / "out"), "--form", "F1", "--department", "市民課")
    assert (code, made["files"][0]["rows"]) == (0, 12)
    with Answered(Path(made["files"][0]["file"]), tmp_path / "back.xlsx") as sheet:
        sheet.put(sheet.row("機能ID", "0010001"), "判定", "● 適合")
        sheet.put(sheet.row("機能ID", "0010003"), "差異の内容", None)
        lost = sheet.row("機能ID", "0010002")
        sheet.put(lost, "判定", "▲ 差異あり")
        sheet.sheet.cell(lost, sheet.key_column).value = None
    back = str(sheet.path)
    code, dry = run("sheet", "return", ws, back, "--dry-run")
    assert code == 1
    assert [q["code"] for q in dry["questions"]] == ["cleared", "lost"]
    assert dry["questions"][1]["candidates"][0]["name"] == "0010002"
    assert (dry["new"], dry["by"]) == (1, "市民課/田中 一郎")
    assert run("verify", ws)[1]["ok"]
    code, one = run("sheet", "return", ws, back)
    assert (code, one["new"], one["changed"]) == (1, 1, 1)
    code, rest = run("sheet", "return", ws, back, "--clear", "--match", f"{lost}=0010002")
    assert (code, rest["new"], rest["known"], rest["changed"]) == (0, 2, 1, 2)
    assert run("sheet", "return", ws, back, "--clear", "--suggested")[1]["changed"] == 0
    shown = run("catalog", "items", ws, "--kind", "req")[1]["items"]
    assert len(shown) == 12
    assert run("log", ws)[1]["units"][-1]["unit"] == rest["unit"]
    assert run("undo", ws)[0] == 0
    assert run("verify", ws)[1]["ok"]


def test_sheets_written_in_style_can_be_answered_too(run: Run, ws: str, tmp_path: Path) -> None:
    code, made = run("export", "sheets", ws, "--out", str(tmp_path / "out"))
    assert (code, len(made["files"])) == (0, 3)
    for file in made["files"]:
        code, seen = run("sheet", "return", ws, file)
        assert (code, seen["new"], seen["changed"], seen["questions"]) == (0, 0, 0, [])
    with Answered(Path(made["files"][0]), tmp_path / "back.xlsx", writer="") as sheet:
        sheet.put(sheet.row("機能ID", "0010001"), "判定", "● 適合")
        sheet.put(sheet.row("機能ID", "0010001"), "期限", "R9.3.31")
    code, seen = run("sheet", "return", ws, str(sheet.path))
    assert (code, seen["changed"]) == (0, 1)
    assert any("「期限」 は書きかえても反映されない欄です" in n for n in seen["notes"])
    assert len(run("sheet", "list", ws)[1]["sheets"]) == 3


@pytest.mark.parametrize("words", [("--match", "x=1"), ("--match", "12")])
def test_a_matching_that_says_nothing_is_wrong_usage(run: Run, ws: str, words: tuple[str, ...]) -> None:
    code, answer = run("sheet", "return", ws, "x.xlsx", *words)
    assert (code, answer["error"]["code"]) == (2, "usage")


def test_a_file_that_is_no_sheet_is_refused(run: Run, ws: str, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"PK\x03\x04 nothing")
    assert run("sheet", "return", ws, str(path))[0] == 3
    assert run("sheet", "send", ws, "--out", str(tmp_path), "--form", "F9")[0] == 2
