"""A workshop of twenty items held in the real window by keyboard alone; what remains of it equals the operations."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.core.codes import VERDICT
from app.services import history, meetings_read, register, register_read, survey
from app.services import session as sessions
from app.services.views import Who
from app.ui.app import make_application
from app.ui.meeting.screen import MeetingScreen
from tests.helpers.workspaces import WHO, edition, with_edition, workspace
from tests.ui.objects import ProgramObject

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
Start = Callable[[Path], ProgramObject]
KEYS = "1３4１3４1３4１3４1３4１3４1３"  # half and full width by turns
CODES = {"1": "fit", "3": "gap", "4": "standard_only"}
TAB, RETURN = Qt.Key.Key_Tab, Qt.Key.Key_Return


@pytest.fixture
def start(qtbot: QtBot, qapp: object) -> Iterator[Start]:
    """Programs that are closed at the end."""
    make_application(["fitgap"], "light")
    made: list[ProgramObject] = []

    def begin(path: Path) -> ProgramObject:
        made.append(ProgramObject(qtbot, (1366, 690)))
        made[-1].do_open(path)
        return made[-1]

    yield begin
    for program in made:
        program.do_close()


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    """Twenty requirements nobody judged, something of today, and an issue with its disposition on the seventh."""
    session = workspace(tmp_path)
    with_edition(session, edition(20))
    survey.add_records(session, "functions", [{"business": "001", "name": "統計", "summary": "月ごとの表"}])
    issue, _ = register.add(session, title="番号", nodes=["req:0010007"])
    register.dispose(session, issue, "bpr")
    path = session.project.path
    session.close()
    return path


def screen_of(program: ProgramObject) -> MeetingScreen:
    """会議."""
    return program.window.screens.get("meeting")


def tab_to(program: ProgramObject, name: str) -> None:
    """Tab until the field or button of a name has the focus."""
    for _ in range(40):
        at = program.focus()
        if name in (at.accessibleName(), getattr(at, "text", str)()):
            return
        program.do_press(TAB)
    raise AssertionError(f"Tab never comes to {name}")


def hold(program: ProgramObject, papers: Path) -> None:
    """The whole meeting, from the empty screen to the minutes; not one click."""
    program.do_press("8", Qt.KeyboardModifier.AltModifier)
    program.do_wait()
    program.do_press(RETURN)  # 会議を準備する…
    program.do_wait()
    program.do_commit("証明の会")
    tab_to(program, "進行・決める人")
    program.do_commit("市民課長")
    tab_to(program, "出席者")
    program.do_commit("市民課 佐藤\n外部人材 三輪")
    tab_to(program, "20 件を加える")
    program.do_press(RETURN)
    program.do_press(RETURN)  # 準備する
    program.do_wait()
    program.do_press(Qt.Key.Key_F5)
    program.do_wait()
    for place, key in enumerate(KEYS, 1):
        program.do_press(key)
        if place in (4, 9):
            program.do_press("h" if place == 4 else "Ｈ")
            program.do_wait()
            program.do_commit(f"{place} を確かめる")
            program.do_press(RETURN)
        if place == 7:
            program.do_press("d")
            program.do_wait()
            program.do_commit("様式をそろえられるため")
            program.do_press(RETURN)
        if place in (11, 12):
            program.do_press("c" if place == 11 else "m")
            program.do_wait()
            program.do_commit("他市では紙をやめた")
            program.do_press(RETURN)
        program.do_press("n" if place % 2 else Qt.Key.Key_Right)
    program.do_press("e")
    program.do_wait()
    program.do_press("w")
    program.do_wait()
    assert papers.exists()


def lines_of(page: str) -> list[tuple[str, ...]]:
    """(id, time, kind, content, person, recorder) of every line of the minutes."""
    out = []
    for article in re.findall(r"<article>.*?</article>", page, re.DOTALL):
        id_ = re.search(r"<h3>\d+　(\S+)　", article)[1]
        for row in re.findall(r"<tr><td><time.*?</tr>", article, re.DOTALL):
            at = html.unescape(re.search(r'datetime="(.*?)"', row)[1])
            out.append((id_, at, *(html.unescape(c) for c in re.findall(r"<td>([^<]*)</td>", row))))
    return out


def test_twenty_items_by_keyboard(
    start: Start, prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = tmp_path / "会議録.html"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(papers), ""))
    program = start(prepared)
    before = program.context.history.undo[0]
    hold(program, papers)
    program.assert_undoable(before + 1 + 1 + 20 + 2 + 1 + 1 + 1 + 1)
    program.do_close()

    session = sessions.open_(prepared, who=WHO, read_only=True)
    ops = session.con.execute(
        "SELECT json_extract(cast(value AS TEXT), '$.ref.id'), at, json_extract(cast(value AS TEXT),"
        " '$.fields.verdict'), json_extract(cast(header AS TEXT), '$.by') FROM op WHERE type='item' ORDER BY seq"
    ).fetchall()
    (decision,) = register_read.decisions(session, register_read.issue(session, "G-0001").rid)
    decided_at = session.con.execute("SELECT at FROM op WHERE type='decision'").fetchone()[0]
    session.close()
    assert [(i, v) for i, _at, v, _by in ops] == [
        (f"001{n:04d}", CODES[str(int(key))]) for n, key in enumerate(KEYS, 1)
    ]
    said = lines_of(papers.read_text("utf-8"))
    signs = {code: f"{v.sign} {v.short}" for code, v in VERDICT.items()}
    assert [x for x in said if x[2] == "判定"] == [
        (i, at, "判定", signs[v], "市民課長", by.replace("/", " ")) for i, at, v, by in ops
    ]
    (line,) = (x for x in said if x[2] == "決定")
    assert line[:2] == ("0010007", decided_at)
    assert (line[3].splitlines()[0], line[4]) == ("業務運用の見直し", decision.by)
    assert (decision.by, decision.reason, decision.meeting) == (
        "市民課長", "様式をそろえられるため", "W-0001 証明の会",
    )  # fmt: skip
    assert [(x[0], x[3]) for x in said if x[2] in ("持ち帰り", "アドバイザーの意見", "発言")] == [
        ("0010004", "4 を確かめる"), ("0010009", "9 を確かめる"), ("0010011", "他市では紙をやめた"),
        ("0010012", "他市では紙をやめた"),
    ]  # fmt: skip


def test_every_step_is_undone_by_keyboard_also_after_a_restart(
    start: Start, prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = tmp_path / "会議録.html"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(papers), ""))
    program = start(prepared)
    before = program.context.history.undo[0]
    hold(program, papers)
    program.do_close()
    again = start(prepared)
    again.do_press("8", Qt.KeyboardModifier.AltModifier)
    again.do_wait()
    steps = again.context.history.undo[0] - before
    assert steps == 28
    for n in range(steps):
        again.do_press("z", Qt.KeyboardModifier.ControlModifier)
        again.do_wait()
        again.assert_undoable(before + steps - n - 1)
    assert screen_of(again).panes.first.isVisible(), "no meeting is left"
    again.do_close()
    session = sessions.open_(prepared, who=Who("市民課", "別の人", "clerk"), read_only=True)
    try:
        assert meetings_read.meetings(session) == []
        assert session.con.execute("SELECT count(*) FROM item_state WHERE verdict IS NOT NULL").fetchone()[0] == 0
        assert register_read.issue(session, "G-0001").decision is None
        kinds = "SELECT count(*) FROM record WHERE present=1 AND type IN ('meeting_entry', 'comment', 'decision')"
        assert session.con.execute(kinds).fetchone()[0] == 0
        assert history.undoable(session)[0] == before
    finally:
        session.close()
