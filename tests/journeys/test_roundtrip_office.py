"""The Excel round trip through LibreOffice: saved there, and saved twice, a sheet says what it said before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from app.services import roundtrip, survey
from app.services.session import Session
from tests.helpers.answers import Answered, resaved
from tests.unit.reports import towns

AT = datetime(2026, 1, 15, 14, 3)
EVERY = ("F1", "F2", "F3", *survey.LISTS)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Session]:
    session = towns.town(tmp_path)
    survey.add_records(session, "vendors", [{"name": "㈱葛\U000e0100飾システム", "note": "=1+1\n@x\n'quoted"}])
    survey.add_records(session, "tasks", [{"business": "001", "name": "<r>届出</r>", "volume": "0012"}])
    survey.add_records(session, "departments", [{"name": "𠮷野課", "note": "_x000D_ 二行目\n　三行目"}])
    towns.judge(session, "req:0010007", "gap", detail="=SUM(A1:A3)\n\n　字下げ。" + "長い文が続く。" * 300)
    yield session
    session.close()


def test_every_sheet_saved_by_libreoffice_makes_no_operation(town: Session, tmp_path: Path) -> None:
    sent = roundtrip.send(town, tmp_path / "sent", EVERY, at=AT)
    once = resaved([s.path for s in sent], tmp_path / "once")
    for files in (once, resaved(once, tmp_path / "twice")):
        for path, was in zip(files, sent, strict=True):
            seen = roundtrip.preview(town, path)
            assert (seen.operations, seen.questions, seen.rows) == ((), (), was.rows), path.name
            assert [n for n in seen.notes if "記入者" not in n] == []


@pytest.mark.parametrize("name", ["F1", "F3", "functions"])
def test_answers_survive_being_saved_as_another_file_and_once_more(town: Session, tmp_path: Path, name: str) -> None:
    (sent,) = roundtrip.send(town, tmp_path / "sent", [name], at=AT)
    edits = {
        "F1": [("0010002", "判定", "● 適合"), ("0010007", "メモ", "001"), ("0010007", "差異の内容", "=2+3")],
        "F3": [("023o001", "検討要否", "×"), ("001o005", "備考", "　先頭が空白\n二行目")],
        "functions": [("K-0001", "利用実態", "不明")],
    }[name]
    id_ = {"F1": "機能ID", "F3": "連携ID", "functions": "番号"}[name]
    with Answered(sent.path, tmp_path / "typed.xlsx") as sheet:
        for key, title, text in edits:
            sheet.put(sheet.row(id_, key), title, text)
    wanted = roundtrip.preview(town, sheet.path)
    assert wanted.new > 0
    (once,) = resaved([sheet.path], tmp_path / "once")
    (twice,) = resaved([once], tmp_path / "twice")
    for path in (once, twice):
        seen = roundtrip.preview(town, path)
        assert [o.op_id for o in seen.operations] == [o.op_id for o in wanted.operations]
        assert seen.questions == wanted.questions
    with Answered(twice, tmp_path / "more.xlsx", writer="") as more:
        more.sort(id_, reverse=True)
        more.insert_column(id_, "自分用", "済")
    last = roundtrip.preview(town, *resaved([more.path], tmp_path / "last"))
    assert {o.op_id for o in last.operations} == {o.op_id for o in wanted.operations}
