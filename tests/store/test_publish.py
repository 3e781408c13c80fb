"""A file on a share is worked on as a local copy and goes back whole, or not at all."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app import cli
from app.core.problems import UserProblem
from app.services import catalogue, comparison, settings, upkeep
from app.services import session as sessions
from app.services.session import Session
from app.services.views import Who
from app.store import publish
from tests.helpers.workspaces import WHO, with_edition, workspace


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, str]:
    """A workspace in a folder that counts as a share; (its path, its edition)."""
    folder = tmp_path / "share"
    folder.mkdir()
    first = workspace(folder, "市.fitgap")
    edition = with_edition(first)
    first.close()
    monkeypatch.setattr(publish, "is_far", lambda path: folder in path.resolve().parents)
    return folder / "市.fitgap", edition


def verdict(session: Session, edition: str, key: int) -> str | None:
    return catalogue.item_rows(session, edition, [key])[0].verdict


def test_work_stays_here_until_it_is_put_back(share: tuple[Path, str]) -> None:
    path, edition = share
    before = path.read_bytes()
    session = sessions.open_(path, who=WHO)
    assert session.info.path == str(path)
    assert Path(session.info.working_copy).is_relative_to(settings.data_folder())
    comparison.judge(session, edition, [1], verdict="fit")
    assert upkeep.unpublished(session)
    assert path.read_bytes() == before
    session.close()
    again = sessions.open_(path, who=WHO)  # also after a crash: the copy is never thrown away
    assert verdict(again, edition, 1) == "fit"
    upkeep.publish(again)
    assert not upkeep.unpublished(again)
    again.close()
    there = sessions.open_(path, who=WHO, read_only=True)
    assert verdict(there, edition, 1) == "fit"
    assert upkeep.verify(there).ok
    there.close()
    assert [p.name for p in path.parent.iterdir() if p.name.endswith((".tmp", ".new"))] == []


def test_what_others_wrote_meanwhile_is_never_replaced(share: tuple[Path, str], tmp_path: Path) -> None:
    path, edition = share
    mine = sessions.open_(path, who=WHO)
    comparison.judge(mine, edition, [1], verdict="fit")
    other = tmp_path / "other.fitgap"
    shutil.copy(path, other)
    theirs = sessions.open_(other, who=Who("税務課", "鈴木"))
    comparison.judge(theirs, edition, [2], verdict="gap")
    comparison.judge(theirs, edition, [1], verdict="ask")
    theirs.close()
    shutil.copy(other, path)
    before = path.read_bytes()
    with pytest.raises(UserProblem) as refused:
        upkeep.publish(mine)
    assert (refused.value.code, refused.value.exit_code) == ("changed_meanwhile", 5)
    assert path.read_bytes() == before
    merged = upkeep.publish(mine, unite=True)
    assert merged is not None
    assert merged.conflicts == 1
    mine.close()
    there = sessions.open_(path, who=WHO, read_only=True)
    assert verdict(there, edition, 2) == "gap"
    assert catalogue.item_rows(there, edition, [1])[0].conflict
    there.close()


def test_a_copy_without_own_work_is_refreshed(share: tuple[Path, str], tmp_path: Path) -> None:
    path, edition = share
    sessions.open_(path, who=WHO).close()
    other = tmp_path / "other.fitgap"
    shutil.copy(path, other)
    theirs = sessions.open_(other, who=WHO)
    comparison.judge(theirs, edition, [3], verdict="gap")
    theirs.close()
    shutil.copy(other, path)
    again = sessions.open_(path, who=WHO)
    assert verdict(again, edition, 3) == "gap"
    again.close()


def test_the_share_may_be_gone(share: tuple[Path, str]) -> None:
    path, edition = share
    session = sessions.open_(path, who=WHO)
    comparison.judge(session, edition, [1], verdict="fit")
    gone = path.parent.with_name("gone")
    path.parent.rename(gone)
    with pytest.raises(UserProblem) as refused:
        upkeep.publish(session)
    assert refused.value.code == "cannot_publish"
    gone.rename(path.parent)
    upkeep.publish(session)
    session.close()


def test_a_command_puts_its_work_back_by_itself(share: tuple[Path, str], capsys: pytest.CaptureFixture[str]) -> None:
    path, edition = share
    assert cli.main(["judge", str(path), "req:0010001", "--verdict", "fit"]) == 0
    there = sessions.open_(path, who=WHO, read_only=True)
    assert verdict(there, edition, 1) == "fit"
    there.close()


READER = """
import sqlite3, sys, time
whole = 0
end = time.monotonic() + float(sys.argv[2])
while time.monotonic() < end:
    try:
        con = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
        assert con.execute("PRAGMA quick_check").fetchone()[0] == "ok"
        assert con.execute("SELECT count(*) FROM op").fetchone()[0] > 0
        con.close()
        whole += 1
    except sqlite3.OperationalError as problem:
        assert "unable to open" in str(problem), problem
print(whole)
"""


def test_a_reader_never_sees_a_part(share: tuple[Path, str]) -> None:
    path, edition = share
    session = sessions.open_(path, who=WHO)
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(path), "3"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    n = 0
    while reader.poll() is None:
        n += 1
        comparison.judge(session, edition, [1], verdict=("fit", "gap")[n % 2])
        upkeep.publish(session)
    out, err = reader.communicate()
    assert reader.returncode == 0, err
    assert int(out) > 20
    assert n > 20
    session.close()
    assert [p.name for p in path.parent.iterdir() if p.name.endswith(".tmp")] == []


def test_a_local_file_needs_no_putting_back(session: Session) -> None:
    assert session.info.working_copy == ""
    with pytest.raises(UserProblem) as refused:
        upkeep.publish(session)
    assert refused.value.code == "not_far"


def test_where_files_are_far() -> None:
    assert not publish.is_far(Path(__file__))
    assert publish._kind_of_mount(Path("/proc/self/status")) == "proc" or sys.platform != "linux"
