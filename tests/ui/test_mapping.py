"""列の対応: a book nobody recognises is read after one mapping, and the next one of the same heading by itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.services import profiles, settings
from app.ui.standard.mapping import MappingDialog
from app.ui.standard.wizard import RESULTS
from tests.ui.objects import ProgramObject

Start = Callable[..., ProgramObject]
HEAD = ("ア", "イ", "ウ", "エ")
ROWS = (
    ("a-1", "転入の届出を受け付けられること。", "転入", "要"),
    ("a-2", "転出証明書を発行できること。", "転出", "任"),
    ("a-3", "職権で消除できること。", "職権", "否"),
)


def book(path: Path, *, business: str = "001", rows: tuple[tuple[str, ...], ...] = ROWS) -> Path:
    """A book whose headings say nothing; ids are a number of their own."""
    made = Workbook()
    sheet = made.active
    sheet.title = "やること"
    sheet.append(("市独自に並べ直した表",))
    sheet.append(HEAD)
    for n, (_, text, name, mark) in enumerate(rows, 1):
        sheet.append((f"{business}{n:04d}", text, name, mark))
    made.save(path)
    return path


def open_mapping(program: ProgramObject, path: Path) -> MappingDialog:
    """The dialog for a file that is not recognised."""
    program.do_drop(path)
    program.do_wait()
    wizard = program.window.standard.wizard
    assert wizard.step() == RESULTS
    wizard.results.mapping_wanted.emit(str(path))
    program.do_wait()
    return next(d for d in program.window.findChildren(MappingDialog) if d.isVisible())


def choose(program: ProgramObject, dialog: MappingDialog, columns: dict[int, str]) -> None:
    """Sets the pull-downs."""
    for column, chooser in dialog._columns.items():
        chooser.set_code(columns.get(column, ""))
    dialog._changed()
    settle(program)


def settle(program: ProgramObject) -> None:
    """Until a change was tried."""
    for _ in range(3):
        program.do_wait()


def test_one_mapping_reads_a_book_and_the_next_of_the_same_heading(
    start: Start, workspace: Path, tmp_path: Path
) -> None:
    program = start(workspace)
    first = book(tmp_path / "002_一.xlsx", business="002")
    dialog = open_mapping(program, first)
    dialog.kind.set_code("req")
    dialog._kind_chosen()
    dialog.header.set_code("2")
    choose(program, dialog, {1: "id", 2: "text", 3: "name", 4: "class"})
    assert "3 項目" in dialog.told.text()
    asked = [c.accessibleName() for c in dialog._words.findChildren(type(dialog.kind)) if c.isVisible()]
    assert any("要" in a for a in asked), asked
    for word, cls in (("要", "mandatory"), ("任", "optional"), ("否", "prohibited")):
        dialog._word_chosen(word, cls)
    settle(program)
    assert dialog.main.isEnabled()
    dialog.main.click()
    program.do_wait()
    wizard = program.window.standard.wizard
    (loaded,) = wizard.plan().files
    assert [(i.id, i.text, i.name, i.classes.general) for i in loaded.edition.items] == [
        ("0020001", ROWS[0][1], "転入", "mandatory"),
        ("0020002", ROWS[1][1], "転出", "optional"),
        ("0020003", ROWS[2][1], "職権", "prohibited"),
    ]
    assert loaded.balanced
    second = book(tmp_path / "003_二.xlsx", business="003", rows=ROWS[:2])
    wizard.start([str(second)])
    program.do_wait()
    (loaded,) = wizard.plan().files
    assert [i.classes.general for i in loaded.edition.items] == ["mandatory", "optional"]
    assert any(f.code == "profile_used" for f in loaded.findings), "what was used is said"


def test_what_is_missing_is_said_before_anything_can_be_read(start: Start, workspace: Path, tmp_path: Path) -> None:
    program = start(workspace)
    dialog = open_mapping(program, book(tmp_path / "002_一.xlsx", business="002"))
    dialog.kind.set_code("req")
    dialog._kind_chosen()
    choose(program, dialog, {2: "note"})
    assert not dialog.main.isEnabled()
    assert "必要" in dialog.told.text()


def test_a_kept_mapping_is_a_file_the_command_line_takes(start: Start, workspace: Path, tmp_path: Path) -> None:
    program = start(workspace)
    dialog = open_mapping(program, book(tmp_path / "002_一.xlsx", business="002"))
    dialog.kind.set_code("req")
    dialog._kind_chosen()
    dialog.header.set_code("2")
    choose(program, dialog, {1: "id", 2: "text"})
    dialog.main.click()
    program.do_wait()
    (file,) = (settings.data_folder() / "profiles").glob("*.json")
    raw = json.loads(file.read_text("utf-8"))
    assert raw["columns"] == {"id": "A", "text": "B"}
    assert raw["signature"]
    assert [p.signature for p in profiles.saved()] == [raw["signature"]]


@pytest.mark.parametrize("content", ["", "[1]", '{"kind": 5}', '{"kind": "req", "columns": {"id": []}}'])
def test_a_file_that_is_no_mapping_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    monkeypatch.setenv("FITGAP_HOME", str(tmp_path))
    profiles.folder().mkdir(parents=True)
    (profiles.folder() / "x.json").write_text(content, encoding="utf-8")
    assert [p for p in profiles.saved() if p.columns] == []
