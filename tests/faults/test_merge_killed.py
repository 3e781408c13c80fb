"""Killed at any call of a merge: the old state or the new one, nothing left behind, and once more gives the same.

``FITGAP_MERGE_POINTS`` sets how many points are tried over both ways (100 by default; 500 for a long run).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.services import parcels, taking, upkeep
from app.services import session as sessions
from app.services.session import Session
from app.store.ledger import MERGED
from tests.helpers.parcels import OFFICE, TAX, back, judge, office_workspace

ROOT = Path(__file__).parents[2]
POINTS = int(os.environ.get("FITGAP_MERGE_POINTS", "100"))
CALLS = "pwrite64,fsync,fdatasync,unlink,ftruncate,rename"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="faults are injected with strace, which is Linux's")


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """An office file ``office.fitgap`` and what 税務課 sent back three times, the second over the first."""
    monkeypatch.setenv("FITGAP_HOME", str(tmp_path / "data"))
    office = office_workspace(tmp_path)
    out = parcels.create(office, "税務課", tmp_path / "out.fgpkg")
    there = parcels.open_copy(out.file, who=TAX, out=tmp_path / "copy.fitgap")
    made = []
    for n, verdict in enumerate(("fit", "ask", "gap")):
        judge(there, "010", [1, 2 + n], verdict, f"{n} 回目")
        made.append(back(there, tmp_path, f"back{n}.fgpkg"))
    there.close()
    judge(office, "010", [1], "fit", "事務局")
    office.close()
    return made


def run(path: Path, way: str, files: list[Path], injection: str | None) -> subprocess.CompletedProcess[str]:
    strace = shutil.which("strace")
    assert strace, "strace is missing: install it (README, developers)"
    command = [strace, "-f", "-qq", "-o", str(path.with_suffix(".trace")), "-e", f"trace={CALLS}"]
    if injection:
        command += ["-e", f"inject={CALLS}:{injection}"]
    worker = [sys.executable, "-X", "utf8", "-B", "-m", "tests.faults.merge_worker", str(path), way, *map(str, files)]
    return subprocess.run(
        [*command, *worker], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120
    )


def points(path: Path) -> list[int]:
    """At which calls to kill: evenly over those of the thread that makes most and of the one that began the merge.

    strace counts each thread by itself, so the n-th call kills whoever gets that far first.
    """
    made: dict[str, int] = {}
    for line in path.with_suffix(".trace").read_text(encoding="utf-8", errors="replace").splitlines():
        if re.search(rf"\b({CALLS.replace(',', '|')})\(", line):
            made[line.split()[0]] = made.get(line.split()[0], 0) + 1
    most, first = max(made.values()), next(iter(made.values()))
    wanted = max(4, POINTS // 2)
    if most <= wanted:
        return list(range(1, most + 1))
    half = wanted // 2
    chosen = {1 + min(first, most) * k // half for k in range(half)}
    rest = [n for n in range(1, most + 1) if n not in chosen]
    return sorted(chosen | {rest[len(rest) * k // (wanted - len(chosen))] for k in range(wanted - len(chosen))})


def fresh(tmp_path: Path, number: int) -> Path:
    folder = tmp_path / f"at{number}"
    folder.mkdir()
    shutil.copy(tmp_path / "office.fitgap", folder / "office.fitgap")
    return folder / "office.fitgap"


def opened(path: Path) -> Session:
    return sessions.open_(path, who=OFFICE)


@pytest.mark.parametrize("way", ["direct", "beside"])
def test_a_kill_leaves_the_old_state_or_the_new(packages: list[Path], tmp_path: Path, way: str) -> None:
    path = fresh(tmp_path, 0)
    session = opened(path)
    old = session.project.digest()
    session.close()
    done = run(path, way, packages, None)
    assert done.stdout.rstrip().endswith("end"), done.stderr
    new = done.stdout.split()[done.stdout.split().index("taken") + 1]
    assert new != old
    seen = set()
    for n in points(path):
        path = fresh(tmp_path, n)
        killed = run(path, way, packages, f"signal=SIGKILL:when={n}")
        session = opened(path)
        found = session.project.digest()
        assert found in (old, new), n
        assert found == new or "taken" not in killed.stdout, n
        merged = [e for e in taking.entries(session) if e.state == MERGED]
        assert len(merged) == (3 if found == new else 0), n
        result = upkeep.verify(session)
        assert result.ok, (n, result.faults)
        assert [p.name for p in path.parent.iterdir() if ".beside" in p.name] == [], n
        assert taking.merge(session, packages).digest == new, n
        assert upkeep.verify(session).ok, n
        session.close()
        seen.add(found)
        shutil.rmtree(path.parent)
    assert old in seen
