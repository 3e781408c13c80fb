"""The process that takes packages into a copy of a workspace, so that the window's own has its processor for itself.

One JSON line in (the order), JSON lines out: ``{"step": [done, total, what]}``, ``{"rids": […]}``, and as the last one
``{"taken": {…}}``, ``{"problem": {…}}`` or, for our own mistakes, ``{"bug": traceback}``. When the line in is closed,
nobody waits any more: the copy is thrown away. Whoever cancels kills the process, since only the copy can suffer.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from app.core.parcels import parse_manifest
from app.core.problems import UserProblem
from app.services import ours, package_reader
from app.store import beside, taking
from app.store.project import Author
from app.store.taking import Brought, Progress, Taken
from app.store.touched import Part

_RIDS = 2000  # in one line
_POLL = 0.05  # seconds


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be taken in where, and in whose name."""

    copy: str
    files: tuple[str, ...]
    apart: bool
    by: str
    role: str


# --- who gives the order ---------------------------------------------------------------------------------------------


def run(order: Order, *, progress: Progress | None = None, cancel: threading.Event | None = None) -> Taken:
    """Has the order carried out. Raises UserProblem as taking in does, and when ``cancel`` was set."""
    process = ours.start("--taking-child", "app.services.taking_child")
    ended = threading.Event()
    guard = threading.Thread(target=_watch, args=(process, ended, cancel), name="taking-guard", daemon=True)
    guard.start()
    rids: list[str] = []
    last: dict[str, Any] = {}
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(OSError):  # it died at once; what it didn't say counts
            process.stdin.write(json.dumps(asdict(order)).encode("ascii") + b"\n")
            process.stdin.flush()
        for line in process.stdout:
            last = json.loads(line) if line.endswith(b"\n") else {}  # one cut off by a kill says nothing
            rids += last.get("rids", ())
            if "step" in last and progress is not None:
                progress(*last["step"])
    finally:
        ended.set()
        guard.join()
        ours.end(process)
    if cancel is not None and cancel.is_set():
        raise UserProblem("cancelled", "取り込みをやめました。何も変えていません。")
    if "problem" in last:
        raise UserProblem(**last["problem"])
    if "taken" not in last and not Path(order.copy).exists():  # thrown away by whoever erased something in the file
        raise UserProblem(
            "overtaken", "取り込みの途中でファイルの言葉が消されました。", hint="もう一度取り込んでください。"
        )
    if "taken" not in last:
        raise RuntimeError(f"taking packages in ended without a result\n{last.get('bug', '')}")
    return _taken(last["taken"], rids)


def _watch(process: subprocess.Popen[bytes], ended: threading.Event, cancel: threading.Event | None) -> None:
    while not ended.wait(_POLL):
        if cancel is not None and cancel.is_set():
            process.kill()
            return


def _taken(said: dict[str, Any], rids: Iterable[str]) -> Taken:
    packages = [
        Brought(**{
            **one,
            "manifest": parse_manifest(one["manifest"].encode()) if one["manifest"] else None,
            "problem": UserProblem(**one["problem"]) if one["problem"] else None,
            "range": tuple(one["range"]),
            "parts": tuple(Part(**{**part, "verdicts": Counter(part["verdicts"])}) for part in one["parts"]),
        })
        for one in said.pop("packages")
    ]  # fmt: skip
    return Taken(packages=packages, rids=frozenset(rids), **said)


# --- who carries it out ----------------------------------------------------------------------------------------------


def main() -> int:
    """Reads the order and carries it out."""
    order = Order(**json.loads(sys.stdin.readline()))
    file = Path(order.copy)
    threading.Thread(target=_leave_with_the_other, args=(file,), daemon=True).start()
    try:
        done = _carry_out(order, file)
    except UserProblem as problem:
        _say(problem=ours.told(problem))
    except BaseException:  # noqa: BLE001 the other process makes our own mistake known
        _say(bug=traceback.format_exc())
    else:
        rids = sorted(done.rids)
        for at in range(0, len(rids), _RIDS):
            _say(rids=rids[at : at + _RIDS])
        _say(taken=_said(done))
    return 0


def _leave_with_the_other(file: Path) -> None:
    """Nothing more ever comes in: the end means that who gave the order is gone."""
    sys.stdin.read()
    beside.forget(file)
    os._exit(1)


def _carry_out(order: Order, file: Path) -> Taken:
    project = beside.opened(file, "copy", Author("", order.by, order.role))
    try:
        with package_reader.reading([Path(f) for f in order.files]) as sources:
            done = taking.take(project, sources, apart=order.apart, progress=lambda *step: _say(step=step))
    finally:
        project.close()
    beside.flush(file)
    return done


def _say(**line: Any) -> None:
    """One line, ASCII only, so that no encoding of the pipe can change a character."""
    sys.stdout.write(json.dumps(line, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def _said(done: Taken) -> dict[str, Any]:
    packages = [
        {
            **_fields(one),
            "parts": [_fields(part) for part in one.parts],
            "manifest": one.manifest.to_bytes().decode() if one.manifest else "",
            "problem": ours.told(one.problem) if one.problem else None,
        }
        for one in done.packages
    ]
    names = ("new", "known", "pending", "conflicts", "digest", "before")
    return {"packages": packages, **{n: getattr(done, n) for n in names}}


def _fields(one: Brought | Part) -> dict[str, Any]:
    return {f.name: getattr(one, f.name) for f in fields(one)}


if __name__ == "__main__":
    raise SystemExit(main())
