"""Our own processes beside the one that a person sees: how they begin, end, and tell why something was refused."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from app.core.problems import UserProblem


def start(word: str, module: str) -> subprocess.Popen[bytes]:
    """The program once more with ``word`` where it is installed, a module of it elsewhere; pipes in and out."""
    frozen = getattr(sys, "frozen", False)
    command = [sys.executable, word] if frozen else [sys.executable, "-X", "utf8", "-m", module]
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0) if os.name == "nt" else 0
    root = Path(__file__).resolve().parents[2]  # with -m it heads the module path, and a folder of downloads must not
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=root,
        creationflags=flags,
    )  # fmt: skip


def end(process: subprocess.Popen[bytes]) -> None:
    """Kills one that has nothing to put away, and waits for it."""
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):  # a line it did not take any more
                pipe.close()
    process.wait()


def told(problem: UserProblem) -> dict[str, object]:
    """A refusal as JSON; ``UserProblem(**…)`` makes it again."""
    return {**problem.as_dict(), "exit_code": problem.exit_code}
