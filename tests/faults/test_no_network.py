"""The whole main job, pictures included, opens not one network socket."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(sys.platform != "linux", reason="system calls are watched with strace, which is Linux's")
def test_the_main_job_opens_no_network_socket(tmp_path: Path) -> None:
    strace = shutil.which("strace")
    assert strace, "strace is missing: install it (README, developers)"
    trace = tmp_path / "trace"
    environment = {**os.environ, "FITGAP_HOME": str(tmp_path / "data"), "QT_QPA_PLATFORM": "offscreen"}
    command = [strace, "-f", "-qq", "-e", "trace=socket,connect", "-o", str(trace)]
    program = [sys.executable, "-X", "utf8", "-m", "app", "demo", "--out", str(tmp_path / "out")]
    done = subprocess.run(
        [*command, *program], cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=240
    )
    assert done.returncode == 0, done.stderr
    calls = trace.read_text(encoding="utf-8", errors="replace")
    assert [line for line in calls.splitlines() if "AF_INET" in line] == []


@pytest.mark.skipif(sys.platform != "linux", reason="system calls are watched with strace, which is Linux's")
def test_the_watch_sees_a_planted_socket(tmp_path: Path) -> None:
    strace = shutil.which("strace")
    assert strace
    trace = tmp_path / "trace"
    plant = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()"
    subprocess.run(
        [strace, "-f", "-qq", "-e", "trace=socket,connect", "-o", str(trace), sys.executable, "-c", plant], check=True
    )
    assert "AF_INET" in trace.read_text(encoding="utf-8", errors="replace")
