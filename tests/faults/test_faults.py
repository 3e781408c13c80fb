"""Killed or failing at any system call: no acknowledged edit is lost, and the file stays whole.

strace injects the fault at the n-th writing system call of a worker process. ``FITGAP_FAULT_POINTS`` sets how many
points are tried (100 by default over all tests here, 1,000 and more for a long run).
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from app.services import catalogue, history, upkeep
from app.services import session as sessions
from tests.helpers.workspaces import WHO, with_edition, workspace

ROOT = Path(__file__).parents[2]
POINTS = int(os.environ.get("FITGAP_FAULT_POINTS", "100"))
CALLS = "pwrite64,fsync,fdatasync,unlink,ftruncate,rename"
SHARES = {"edit": 0.6, "backup": 0.4}

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="faults are injected with strace, which is Linux's")


@pytest.fixture
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FITGAP_HOME", str(tmp_path / "data"))
    session = workspace(tmp_path, "template.fitgap")
    with_edition(session)
    session.close()
    sessions.open_(tmp_path / "template.fitgap", who=WHO).close()  # the day's backup and the cache are there
    return tmp_path / "template.fitgap"


def run(path: Path, kind: str, injection: str | None) -> subprocess.CompletedProcess[str]:
    strace = shutil.which("strace")
    assert strace, "strace is missing: install it (README, developers)"
    trace = path.with_suffix(".trace")
    command = [strace, "-f", "-qq", "-o", str(trace), "-e", f"trace={CALLS}"]
    if injection:
        command += ["-e", f"inject={CALLS}:{injection}"]
    command += [sys.executable, "-X", "utf8", "-B", "-m", "tests.faults.worker", str(path), kind]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120)


def count_calls(path: Path, kind: str) -> int:
    result = run(path, kind, None)
    assert result.stdout.rstrip().endswith("end"), result.stderr
    lines = path.with_suffix(".trace").read_text(encoding="utf-8", errors="replace").splitlines()
    return sum(bool(re.search(rf"\b({CALLS.replace(',', '|')})\(", line)) for line in lines)


def points(total: int, kind: str) -> list[int]:
    wanted = max(4, int(POINTS * SHARES[kind] / 2))
    step = max(1, total // wanted)
    return list(range(1, total + 1, step))[:wanted]


def check_whole(path: Path, acknowledged: list[str]) -> None:
    again = sessions.open_(path, who=WHO)
    try:
        assert not again.info.read_only
        result = upkeep.verify(again)
        assert result.ok, result.faults
        stored = {u.unit for u in history.log(again)}
        assert set(acknowledged) <= stored
        assert catalogue.editions(again)
        assert not [p for p in upkeep.backups(again) if not upkeep.restore_preview(p).operations]
    finally:
        again.close()


@pytest.mark.parametrize("kind", ["edit", "backup"])
@pytest.mark.parametrize("fault", ["signal=SIGKILL", "error=ENOSPC"])
def test_nothing_acknowledged_is_lost(template: Path, tmp_path: Path, kind: str, fault: str) -> None:
    total = count_calls(_copy(template, tmp_path / "count.fitgap"), kind)
    assert total > 5
    for n in points(total, kind):
        path = _copy(template, tmp_path / f"{kind}-{n}.fitgap")
        result = run(path, kind, f"{fault}:when={n}")
        units = [line.split()[1] for line in result.stdout.splitlines() if line.startswith("unit ")]
        assert "Traceback" not in result.stderr or fault.startswith("signal"), (n, result.stderr[-2000:])
        check_whole(path, units)
        if fault.startswith("error") and "problem" in result.stdout and kind == "edit":
            assert result.stdout.rstrip().endswith("end"), (n, result.stdout, result.stderr[-2000:])
        path.unlink()


def _copy(source: Path, target: Path) -> Path:
    shutil.copy(source, target)
    with closing(sqlite3.connect(target)) as con:  # a file of its own, so that backups don't mix
        con.execute("UPDATE setting SET value=? WHERE key='workspace_id'", (target.stem,))
        con.commit()
    return target
