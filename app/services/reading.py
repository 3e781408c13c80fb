"""Published files → what they hold, with nothing stored: several at a time, each in a process that may fail alone."""

from __future__ import annotations

import gc
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue

from app.services import profiles
from spec_catalog import load
from spec_catalog.model import LoadedFile
from spec_catalog.problems import InputProblem
from spec_catalog.workbook import Reader

Progress = Callable[[int, int, str], None]
_uncollected = threading.Lock(), [0]
KEPT_CELLS = 2_000_000  # of all files together stay at hand for the neighbours of a finding; about 150 MB
READERS = 2  # reading processes at work at once; each may take a gigabyte (design/safety.md)


@dataclass(frozen=True, slots=True)
class ReadResult:
    """One input file: read (``loaded``) or refused (``problem``)."""

    path: str
    loaded: LoadedFile | None
    problem: InputProblem | None


def expand(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """(files to read, files left out) for files and folders; folders are walked in the order of names.

    What a person named is always read (and refused with its reason if it must be); of a folder only tables are,
    office programs' lock files and hidden files aside.
    """
    wanted: list[Path] = []
    others: list[Path] = []
    for given in paths:
        if not given.is_dir():
            wanted.append(given)
            continue
        for path in sorted(given.rglob("*")):
            hidden = any(part.startswith((".", "~$")) for part in path.relative_to(given).parts)
            if path.is_file() and not hidden:
                (wanted if path.suffix.lower() in load.WORKBOOKS else others).append(path)
    return wanted, others


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for cycles among what is made meanwhile: a catalogue is millions of objects and none of them in one,
    and looking for some takes a third of the time."""
    lock, inside = _uncollected
    with lock:
        inside[0] += 1
        gc.disable()
    try:
        yield
    finally:
        with lock:
            inside[0] -= 1
            if not inside[0]:
                gc.enable()


def read_files(
    paths: Sequence[Path],
    *,
    business: str | None = None,
    profile: Mapping[str, object] | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> list[ReadResult]:
    """Reads published workbooks in child processes; nothing is stored. A refused file doesn't stop the others.

    Sheets whose heading a saved mapping knows are read by it. While what one process gave is being understood here,
    another one reads; results come in the order of ``paths``. Beyond KEPT_CELLS a file without ids to repair gives its
    cells back: its findings then show no neighbouring cells.
    """
    idle: SimpleQueue[Reader] = SimpleQueue()
    kept = profiles.saved()
    out: list[ReadResult] = []

    def one(path: Path) -> list[ReadResult] | None:
        if cancel is not None and cancel.is_set():
            return None
        reader = idle.get()
        try:
            every = load.load_all(path, business=business, profile=profile, profiles=kept, cancel=cancel, reader=reader)
            return [ReadResult(str(path), loaded, None) for loaded in every]  # one per business that shares the book
        except InputProblem as problem:
            return [ReadResult(str(path), None, problem)]
        finally:
            idle.put(reader)

    with ExitStack() as stack:
        stack.enter_context(uncollected())
        for _ in range(READERS):
            idle.put(stack.enter_context(Reader()))
        pool = stack.enter_context(ThreadPoolExecutor(READERS, thread_name_prefix="reading"))
        waiting = deque(pool.submit(one, path) for path in paths)  # each is let go once its result is taken
        held = 0
        stack.callback(pool.shutdown, wait=True, cancel_futures=True)
        for n, path in enumerate(paths):
            if cancel is not None and cancel.is_set():
                break
            if progress is not None:
                progress(n, len(paths), path.name)
            results = waiting.popleft().result()
            if results is None:
                break
            out += _lightened(results, held)
            held += sum(_cells(r.loaded) for r in out[-len(results) :][:1])
    if progress is not None:
        progress(len(paths), len(paths), "")
    return out


def _cells(loaded: LoadedFile | None) -> int:
    return sum(len(g.cells) for g in loaded.workbook.sheets) if loaded is not None and loaded.workbook else 0


def _lightened(results: list[ReadResult], held: int) -> list[ReadResult]:
    """Without the cells of the file, where ``held`` of others are kept already and nobody has to repair anything."""
    files = [r.loaded for r in results if r.loaded is not None]
    if held + sum(map(_cells, files[:1])) <= KEPT_CELLS or any(
        f.code == "broken_id" for x in files for f in x.findings
    ):
        return results
    return [replace(r, loaded=replace(r.loaded, workbook=None, options={})) if r.loaded else r for r in results]
