"""Start the reading process, watch its time and memory, and turn its lines into a Workbook.

Starting one costs more than reading a small book, so a :class:`Reader` keeps it for the next file when nothing went
wrong and little was used up.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from spec_catalog.problems import InputProblem
from spec_catalog.workbook.cells import CellsBuilder
from spec_catalog.workbook.grid import Cell, Grid, Limits, Merge, Note, Workbook, letters
from spec_catalog.workbook.package import RETRY_SAVE

# code → (level, message; {n} = how often). Cached values, hidden parts and the like are facts of the document.
_ODDITIES = {
    "missing_cached": ("warning", "計算結果が保存されていない数式が {n} 個あります。値がないため空欄として扱います。"),
    "bad_number": ("warning", "数値として読めない値が {n} 個あります。書かれたままの文字で取り込みます。"),
    "bad_date": (
        "warning",
        "日付の範囲を外れ、画面で #### と表示される値が {n} 個あります。保存された数値のまま取り込みます。",
    ),
    "odd_date": (
        "warning",
        "読み取れない表示形式の日付が {n} 個あります。画面の表示のかわりに、西暦の年-月-日の形で取り込みます。",
    ),
    "bad_string": ("warning", "文字列の参照が壊れているセルが {n} 個あります。番号のまま取り込みます。"),
    "bad_merge": ("warning", "読めない結合範囲が {n} 個あります。"),
    "error_value": ("warning", "エラー値（#N/A など）のセルが {n} 個あります。表示されたまま取り込みます。"),
}


def read_workbook(
    path: Path | str,
    *,
    limits: Limits | None = None,
    cancel: threading.Event | None = None,
    reader: Reader | None = None,
) -> Workbook:
    """Read an untrusted .xlsx, .xlsm, .csv or .tsv file into grids of displayed values.

    ``reader``: its process is used and kept for the next file; without it the file gets one of its own.

    Raises InputProblem (code, Japanese message, file, hint) for what cannot be read within ``limits`` and for a set
    ``cancel``; the file itself is never changed. Source: design/safety.md, "Untrusted workbooks and packages".
    """
    path = Path(path)
    limits = limits or Limits()
    try:
        _check_place(path)
        if reader is not None:
            return _read(path, limits, cancel, reader)
        with Reader() as own:
            return _read(path, limits, cancel, own)
    except InputProblem as problem:
        problem.file = problem.file or path.name
        raise


def _read(path: Path, limits: Limits, cancel: threading.Event | None, reader: Reader) -> Workbook:
    try:
        return _Reading(path, limits, cancel).run(reader)
    except _UncleanError:
        return _Reading(path, limits, cancel).run(reader)


def _check_place(path: Path) -> None:
    try:
        if path.is_dir():
            raise InputProblem(
                "is_folder", "フォルダーが指定されました。", hint="フォルダーの中の Excel ブックを指定してください。"
            )
        if path.exists() and not path.is_file():  # a device or pipe could be read for ever
            raise InputProblem(
                "unreadable", "ふつうのファイルではありません。", hint="Excel ブックを指定してください。"
            )
        with path.open("rb"):
            pass
    except FileNotFoundError as error:
        raise InputProblem(
            "missing_file", "ファイルが見つかりません。", hint="移動や名前の変更がないか、場所を確かめてください。"
        ) from error
    except PermissionError as error:
        raise InputProblem(
            "no_permission",
            "ファイルを開く権限がありません。",
            hint="Excelなどで開いていれば閉じてください。そうでなければ、読み取れる場所に写してから取り込んでください。",
        ) from error
    except (OSError, ValueError) as error:
        raise InputProblem(
            "unreadable", "ファイルを開けません。", hint="手元のディスクに写してから、もう一度取り込んでください。"
        ) from error


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "--workbook-child"]
    return [sys.executable, "-m", "spec_catalog.workbook.child"]


class _UncleanError(Exception):
    """A process that had read other files before ran out of memory or died: a new one decides about this file."""


class Reader:
    """A reading process for several files, one after another; for one thread at a time.

    It ends with a file that was refused or broke off, so that no file meets what another one left behind.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._memory = 0

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    @property
    def used(self) -> bool:
        """Whether there is a process that has read a file before."""
        return self._process is not None

    def process(self, limits: Limits) -> subprocess.Popen[bytes]:
        """The process at hand, or a new one where there is none that keeps to this limit of memory."""
        if self._process is not None and self._memory != limits.memory_bytes:
            self.end()
        if self._process is None:
            # The working folder is the package's own: with -m it heads the module path, and a folder of downloads
            # must not.
            root = Path(__file__).resolve().parents[2]
            flags = getattr(subprocess, "CREATE_NO_WINDOW", 0) if os.name == "nt" else 0
            self._memory = limits.memory_bytes
            self._process = subprocess.Popen(
                _command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=root,
                creationflags=flags,
            )
        return self._process

    def end(self) -> None:
        """Kill the process; it has nothing to put away."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):  # a request it did not take any more
                    pipe.close()
        process.wait()


class _Reading:
    """One file read by the reading process."""

    def __init__(self, path: Path, limits: Limits, cancel: threading.Event | None) -> None:
        self._path, self._limits, self._cancel = path, limits, cancel
        self._stopped = ""
        self._values: list[Cell] = []
        self._sheets: list[Grid] = []
        self._notes: list[Note] = []
        self._name, self._hidden = "", False
        self._cells = CellsBuilder()

    def run(self, reader: Reader) -> Workbook:
        """Ask, collect, judge. Raises _UncleanError when a process that had read other files before gave up."""
        used = reader.used
        process = reader.process(self._limits)
        assert process.stdin is not None
        assert process.stdout is not None
        finished = threading.Event()
        guard = threading.Thread(target=self._watch, args=(process, finished), name="workbook-guard", daemon=True)
        guard.start()
        last: dict[str, Any] = {}
        try:
            request = {"path": str(self._path.resolve()), "limits": asdict(self._limits)}
            try:
                process.stdin.write(json.dumps(request).encode("ascii") + b"\n")
                process.stdin.flush()
            except OSError:  # it died at once; what the exit code says counts
                pass
            for line in process.stdout:
                last = self._take(line)
                if self._stopped or last.keys() & {"done", "problem"}:
                    break
        finally:
            finished.set()
            guard.join()
            if self._stopped or not last.get("done", {}).get("more"):
                reader.end()
        if used and not self._stopped and ("memory" in last or not last.keys() & {"done", "problem"}):
            raise _UncleanError
        return self._judge(last)

    def _watch(self, process: subprocess.Popen[bytes], finished: threading.Event) -> None:
        deadline = time.monotonic() + self._limits.seconds
        while not finished.wait(0.05):
            if self._cancel is not None and self._cancel.is_set():
                self._stopped = "cancelled"
            elif time.monotonic() > deadline:
                self._stopped = "too_slow"
            if self._stopped:
                process.kill()
                return

    def _take(self, raw: bytes) -> dict[str, Any]:
        try:
            line: dict[str, Any] = json.loads(raw)
        except ValueError:  # cut off by a kill
            return {}
        if not isinstance(line, dict):
            return {}
        if "c" in line:
            self._values += [_cell(v) for v in line["v"]]
            for row, columns, numbers in line["c"]:
                self._cells.add_row(row, columns, [self._values[n] for n in numbers])
        elif "sheet" in line:
            self._name, self._hidden = line["sheet"]["name"], line["sheet"]["hidden"]
            self._cells = CellsBuilder()
        elif "end" in line:
            self._close(line["end"])
        elif "note" in line:
            self._notes.append(Note(**line["note"]))
        return line

    def _close(self, facts: dict[str, Any]) -> None:
        cells = self._cells.build()
        grid = Grid(
            name=self._name,
            cells=cells,
            merges=tuple(Merge(*m) for m in facts["merges"]),
            hidden=self._hidden,
            hidden_rows=tuple((a, b) for a, b in facts["hidden_rows"]),
            hidden_columns=tuple((a, b) for a, b in facts["hidden_columns"]),
            filter=facts["filter"],
            count=facts["count"],
            uncached=tuple((a, b) for a, b in facts["uncached"]),
            uncached_count=facts["uncached_count"],
        )
        self._sheets.append(grid)
        self._notes += _about(grid, facts)
        if cells.twice:
            text = f"同じ番地のセルが {cells.twice} 個重複しています。後のものを取り込みます。"
            self._notes.append(Note("duplicate_cell", text, grid.name, level="warning"))

    def _judge(self, last: dict[str, Any]) -> Workbook:
        if "problem" in last:
            raise InputProblem(last["problem"]["code"], last["problem"]["message"], hint=last["problem"]["hint"])
        if "done" in last:
            done = last["done"]
            return Workbook(
                str(self._path), self._path.name, done["kind"], done["sha256"], tuple(self._sheets), tuple(self._notes)
            )
        if self._stopped == "cancelled":
            raise InputProblem("cancelled", "読み取りを中止しました。", hint="取り込むときは、もう一度始めてください。")
        if self._stopped == "too_slow":
            raise InputProblem(
                "too_slow",
                f"{self._limits.seconds:g} 秒以内に読み終わらないため中止しました。",
                hint="不要なシートや書式を除いて保存し直すか、分けて取り込んでください。",
            )
        raise InputProblem(
            "damaged", "ファイルの読み取りが途中で止まりました。中身が壊れているおそれがあります。", hint=RETRY_SAVE
        )


def _cell(value: list[Any]) -> Cell:
    text, valid, struck, red = value
    return Cell(text, text if valid == text else valid, struck, red)


def _spans(ranges: tuple[tuple[int, int], ...], name: Any) -> str:
    shown = "、".join(name(a) if a == b else f"{name(a)}–{name(b)}" for a, b in ranges[:8])
    return shown + (" ほか" if len(ranges) > 8 else "")


def _about(grid: Grid, facts: dict[str, Any]) -> list[Note]:
    """Notes on one sheet: hidden parts, filters, oddities, values under merges."""
    out = []
    if grid.hidden:
        out.append(Note("hidden_sheet", "非表示のシートです。", grid.name))
    if grid.hidden_rows:
        n = sum(b - a + 1 for a, b in grid.hidden_rows)
        out.append(
            Note(
                "hidden_rows",
                f"非表示の行が {n} 行あります（{_spans(grid.hidden_rows, str)} 行）。",
                grid.name,
                level="warning",
            )
        )
    if grid.hidden_columns:
        n = sum(b - a + 1 for a, b in grid.hidden_columns)
        out.append(
            Note(
                "hidden_columns",
                f"非表示の列が {n} 列あります（{_spans(grid.hidden_columns, letters)} 列）。",
                grid.name,
                level="warning",
            )
        )
    if grid.filter:
        out.append(Note("filter", f"フィルターが設定されています（{grid.filter}）。隠れた行も読みました。", grid.name))
    first: dict[str, str] = {}
    for code, cell in facts["notes"]:
        first.setdefault(code, cell)
    for code, n in facts["tally"].items():
        level, message = _ODDITIES[code]
        out.append(Note(code, message.format(n=n), grid.name, first.get(code, ""), level))
    return out
