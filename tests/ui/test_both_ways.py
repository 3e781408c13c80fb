"""What a person does in 現行調査 and 比較分析 and what the command line does leave the same records."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app import cli
from app.services import session as sessions
from app.services.views import Who
from tests.ui.objects import ProgramObject
from tests.ui.survey_object import Survey

Start = Callable[..., ProgramObject]
WHO = "市民課/佐藤 花子"
NODE = "req:0010602"


def state(path: Path) -> dict[str, Any]:
    """Everything the records say, without random ids, times and the names of steps."""
    session = sessions.open_(path, who=Who("市民課", "佐藤 花子"), read_only=True)
    names = dict(session.con.execute("SELECT rid, type || ':' || number || name FROM record"))

    def told(value: Any) -> Any:
        if isinstance(value, list):
            return sorted(map(str, map(told, value)))
        return names.get(value, value) if isinstance(value, str) else value

    records = sorted(
        (type_, number, name, present, json.dumps({k: told(v) for k, v in json.loads(fields).items()}, sort_keys=True))
        for type_, number, name, present, fields in session.con.execute(
            "SELECT type, number, name, present, fields FROM record"
        )
    )
    items = session.con.execute(
        "SELECT business, kind, item, branch, verdict, current, detail, why, basis, judged_by, memo, review,"
        " review_note, assigned, assigned_due, focus, focus_note, viewpoint, focus_due"
        " FROM item_state ORDER BY 1, 2, 3, 4"
    ).fetchall()
    pairs = sorted(
        (b, k, i, br, names[t]) for b, k, i, br, t in session.con.execute(
            "SELECT business, kind, item, branch, target FROM mapping"
        )
    )  # fmt: skip
    session.close()
    return {"records": records, "items": items, "pairs": pairs}


def by_hand(program: ProgramObject) -> None:
    survey = Survey(program)
    survey.screen.clear_filter()
    survey.screen.add_row()
    row = survey.model.rowCount() - 1
    for code, text in (("name", "死亡届の受付番号"), ("business", "001"), ("usage", "使用中"), ("frequency", "毎日")):
        survey.do_go(row, code)
        program.do_commit(text)
        program.do_press(Qt.Key.Key_Return)
        program.do_wait()
        row = next(n for n in range(survey.model.rowCount()) if survey.text(n, "name") == "死亡届の受付番号")
    program.window.go("comparison")
    program.do_wait()
    comparison = program.window.comparison
    program.do_choose(NODE)
    program.do_wait()
    rid = next(
        line.rid for line in (survey.model.line(n) for n in range(survey.model.rowCount()))
        if line is not None and line.texts[survey.model.place["name"]] == "死亡届の受付番号"
    )  # fmt: skip
    comparison.today.taken.emit(rid)
    program.do_wait()
    proposed = comparison.proposing
    proposed._store((("req:0010113", rid), ("req:0010107", rid)))
    program.do_wait()
    comparison.bar.detail.setText("番号の付け方が違う")
    program.do_press("3")
    program.do_wait()
    program.do_choose(NODE)
    program.do_wait()
    key = comparison.list.view.key()
    for step in (
        lambda: comparison.overseeing.review("returned", [key], "要綱も見てください。"),
        lambda: comparison.overseeing.assign([key], "市民課", "鈴木 太郎", "1月末"),
        lambda: comparison.overseeing.focus([key], True, "委託に影響", "番号", "2月"),
    ):
        step()
        program.do_wait()


def by_command(path: Path) -> None:
    ws = str(path)
    pairs = path.with_name("対応.csv")
    pairs.write_text("node,record\nreq:0010113,死亡届の受付番号\nreq:0010107,死亡届の受付番号\n", encoding="utf-8")
    for words in (
        ("record", "add", ws, "functions", "機能名=死亡届の受付番号", "業務=001", "利用実態=使用中", "利用頻度=毎日"),
        ("map", ws, NODE, "死亡届の受付番号"),
        ("map", ws, "--pairs", str(pairs)),
        ("judge", ws, NODE, "--verdict", "gap", "--detail", "番号の付け方が違う"),
        ("review", ws, NODE, "--state", "returned", "--note", "要綱も見てください。"),
        ("assign", ws, NODE, "--department", "市民課", "--person", "鈴木 太郎", "--due", "1月末"),
        ("focus", ws, NODE, "--note", "委託に影響", "--viewpoint", "番号", "--due", "2月"),
    ):
        assert cli.main([*words, "--as", WHO, "--json"]) == 0, words


def test_both_ways_lead_to_the_same_records(start: Start, workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = Path(shutil.copy(workspace, workspace.with_name("もう一つ.fitgap")))
    before = state(workspace)
    program = start(workspace)
    by_hand(program)
    program.do_close()
    by_command(other)
    capsys.readouterr()
    one, two = state(workspace), state(other)
    assert one != before
    assert one["pairs"] == two["pairs"]
    assert one["items"] == two["items"]
    assert one["records"] == two["records"]
