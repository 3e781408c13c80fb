"""The folder packages are put into: what lies there, what waits, and what one of them would bring."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.parcels import fingerprint
from app.core.problems import UserProblem
from app.services import inbox, parcels, taking
from app.services.session import Session
from tests.helpers.parcels import back, copy_of, judge, office_workspace, verdicts


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Session]:
    session = office_workspace(tmp_path)
    yield session
    session.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "受け取り"
    made.mkdir()
    return made


def put(file: Path, folder: Path, name: str = "", *, ago: float = 60) -> Path:
    out = folder / (name or file.name)
    shutil.copyfile(file, out)
    os.utime(out, (time.time() - ago,) * 2)
    return out


def returned(office: Session, tmp_path: Path, verdict: str = "fit") -> Path:
    there = copy_of(office, tmp_path)
    judge(there, "010", [1, 2], verdict, "実機で確かめた")
    file = back(there, tmp_path)
    there.close()
    return file


def test_what_lies_there_says_from_whom_and_is_not_read_twice(
    office: Session, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = put(returned(office, tmp_path), folder)
    put(Path(__file__), folder, "覚え書き.txt")
    put(file, folder, "~$back.xlsx")
    (found,) = inbox.scan(folder, {})
    assert (found.department, found.by, found.kind, found.problem) == ("税務課", "税務課/鈴木 一", "package", "")
    assert found.fingerprint == fingerprint(parcels.inspect(file).id)

    def refuse(_path: Path) -> None:
        raise AssertionError("a file that hasn't changed was read again")

    monkeypatch.setattr(parcels, "inspect", refuse)
    assert inbox.scan(folder, {found.path: found}) == (found,)


def test_a_file_that_is_still_being_written_waits_for_the_next_look(
    office: Session, folder: Path, tmp_path: Path
) -> None:
    file = returned(office, tmp_path)
    half = put(file, folder, ago=0)
    half.write_bytes(file.read_bytes()[:100])
    assert inbox.scan(folder, {}) == ()
    os.utime(half, (time.time() - 60,) * 2)
    (broken,) = inbox.scan(folder, {})
    assert "途中で切れている" in broken.problem
    put(file, folder, ago=1)
    (whole,) = inbox.scan(folder, {broken.path: broken})
    assert (whole.problem, whole.department) == ("", "税務課")


def test_a_folder_that_is_gone_is_said_with_its_name(folder: Path) -> None:
    folder.rmdir()
    with pytest.raises(UserProblem, match="受け取りフォルダー") as caught:
        inbox.scan(folder, {})
    assert str(folder) in caught.value.message


def test_what_was_taken_in_or_set_aside_waits_no_more(office: Session, folder: Path, tmp_path: Path) -> None:
    file = put(returned(office, tmp_path), folder)
    put(file, folder, "同じもの.fgpkg")
    put(tmp_path / "税務課.fgpkg", folder)  # on its way out: nothing that came back
    found = inbox.scan(folder, {})
    assert len(found) == 3
    assert len(inbox.waiting(office, found)) == 1, "the same package under two names is one"
    inbox.set_aside(office, file, "日付が違う")
    assert inbox.waiting(office, found) == []
    (entry,) = taking.entries(office)
    assert (entry.state, entry.reason, entry.department_name) == ("aside", "日付が違う", "税務課")
    taking.merge(office, [file])
    assert [e.state for e in taking.entries(office)] == ["aside", "merged"], "it may be taken in later all the same"
    with pytest.raises(UserProblem, match="理由"):
        inbox.set_aside(office, file, " ")


def test_a_carrier_is_a_package_and_another_workbook_is_nothing(office: Session, folder: Path, tmp_path: Path) -> None:
    there = copy_of(office, tmp_path)
    judge(there, "010", [3], "fit")
    parcels.hand_back(there, tmp_path / "税務課から.xlsx")
    there.close()
    put(tmp_path / "税務課から.xlsx", folder)
    plain = folder / "名簿.xlsx"
    from openpyxl import Workbook

    Workbook().save(plain)
    os.utime(plain, (time.time() - 60,) * 2)
    kinds = {f.name: (f.kind, f.department) for f in inbox.scan(folder, {})}
    assert kinds == {"税務課から.xlsx": ("package", "税務課"), "名簿.xlsx": ("other", "")}
    assert [f.name for f in inbox.waiting(office, inbox.scan(folder, {}))] == ["税務課から.xlsx"]


def test_one_package_closely_is_what_taking_it_in_gives_and_changes_nothing(office: Session, tmp_path: Path) -> None:
    file = returned(office, tmp_path)
    judge(office, "010", [1], "ask", "まだ分からない")
    before = office.project.digest()
    close = inbox.look(office, file)
    assert office.project.digest() == before
    (line,) = close.opened
    assert (line.about, set(line.who)) == ("判定", {"税務課/鈴木 一", "事務局/田中 次郎"})
    (shown,) = close.shown
    assert {v.raw["verdict"] for v in shown.values} == {"fit", "ask"}
    done = taking.merge(office, [file])
    (one,) = done.packages
    assert (one.new, one.known, one.conflicts, one.parts) == (
        close.brought.new, close.brought.known, close.brought.conflicts, close.brought.parts,
    )  # fmt: skip
    assert close.before == done.before
    assert verdicts(office, "010") == {"0100001": "conflict", "0100002": "fit"}
    (entry,) = taking.entries(office)
    held = inbox.contents(office, entry)
    assert [(h.business, h.type, h.records, h.apart) for h in held] == [("010", "item", 2, 1)]
    assert sum(h.operations for h in held) == entry.new
