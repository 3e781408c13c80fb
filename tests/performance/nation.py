"""The national catalogue at work: reading all of it, searching it, comparing editions, adopting one, opening on it.

The workbooks are those of ``tests.scale``: all 39 businesses in five editions with ``--full``, else a few of them.
"""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.services import catalogue, checks, comparison, settings, survey, suspects
from app.services import session as sessions
from app.services.views import FORCE, Changes, ItemFilter, Who
from app.store import editions as store_editions
from tests.performance.line import Line, openpyxl_read, show
from tests.scale import generate

ROOT = Path(__file__).resolve().parents[2]
WHO = Who("情報政策課", "計測 太郎", "office")
FEW = ("001", "002", "003", "006", "023")
WORDS = ("住", "住民", "住民票の写し", "宛名", "窓口 宛名", "所管課の権限 通知書", "再作成できること", "ない語句だ")
FRAGMENTS = ("0010142", "00101", "023", "o008", "03")
FUNCTIONS = 5_000
USAGES = ("in_use", "unused", "manual", "none", "unknown")
TYPED = ("住民票の写し", "窓口 宛名", "0230142", "023o01")


@dataclass(frozen=True)
class Amount:
    """How much of the nation: editions, businesses (() = all)."""

    editions: int
    only: tuple[str, ...]


def amount(*, full: bool) -> Amount:
    """All of it, or what a few minutes allow."""
    return Amount(5, ()) if full else Amount(2, FEW)


def write(folder: Path, size: Amount) -> list[list[Path]]:
    """The .xlsx workbooks, edition after edition; each is as large as at full scale."""
    generate.generate(folder, scale=1.0, seed=1, editions=size.editions, only=size.only, expected=False)
    return [sorted((folder / f"edition{n}").glob("*.xlsx")) for n in range(1, size.editions + 1)]


def new_workspace(path: Path) -> sessions.Session:
    """An empty workspace."""
    return sessions.create(path, municipality="みほん市", code="999997", size="general", who=WHO)


def timed(work: Callable[[], object]) -> float:
    """Seconds of one run."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def p95(values: Sequence[float]) -> float:
    """The value that 95 % stay below."""
    return sorted(values)[min(len(values) - 1, len(values) * 95 // 100)]


def import_all(session: sessions.Session, editions: Sequence[Sequence[Path]]) -> tuple[float, float, int]:
    """Read every workbook, store it, bring the last edition into force and index it: (reading, storing, items)."""
    paths = [p for edition in editions for p in edition]
    start = time.perf_counter()
    results = catalogue.read_files(paths)
    read = time.perf_counter()
    files = [r.loaded for r in results if r.loaded is not None]
    if len(files) != len(paths) or not all(f.balanced for f in files):
        raise SystemExit("a generated workbook does not read")
    catalogue.take_over(session, files, adopt=True)
    done = time.perf_counter()
    return read - start, done - read, sum(len(f.edition.items) for f in files if f.edition)


def import_line(session: sessions.Session, editions: Sequence[Sequence[Path]]) -> Line:
    """All workbooks against openpyxl's fast mode merely reading them, before and after."""
    paths = [p for edition in editions for p in edition]
    first = timed(lambda: [openpyxl_read(p) for p in paths])
    reading, storing, items = import_all(session, editions)
    second = timed(lambda: [openpyxl_read(p) for p in paths])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    work = (
        f"read, store and index {len(paths)} workbooks, {items:,} items ({show(reading)} + {show(storing)}, {peak} MB)"
    )
    return Line(work, reading + storing, "openpyxl `read_only`, same files", (first + second) / 2)


def _keystroke(session: sessions.Session, text: str) -> float:
    def once() -> None:
        keys = catalogue.item_keys(session, FORCE, ItemFilter(text=text))
        catalogue.item_rows(session, FORCE, keys[:60])

    return timed(once)


def search_lines(session: sessions.Session, runs: int) -> list[Line]:
    """Words and fragments of ids over all that is in force: every id in document order and the first sixty rows."""
    items = catalogue.item_keys(session, FORCE, ItemFilter())
    con = sqlite3.connect(":memory:")
    con.execute("CREATE TABLE item (id TEXT, name TEXT, body TEXT)")
    source = session.con.execute("SELECT id, name, text || reason || note FROM force.item")
    con.executemany("INSERT INTO item VALUES (?, ?, ?)", source)

    def like(text: str) -> None:
        words = text.split()
        where = " AND ".join("(id LIKE ? OR name LIKE ? OR body LIKE ?)" for _ in words)
        con.execute(f"SELECT rowid FROM item WHERE {where}", [f"%{w}%" for w in words for _ in range(3)]).fetchall()

    lines = []
    for name, texts in (("a word", WORDS), ("a fragment of an id", FRAGMENTS)):
        _keystroke(session, texts[0])
        ours = [_keystroke(session, t) for _ in range(runs) for t in texts]
        theirs = [timed(lambda t=t: like(t)) for t in texts]  # type: ignore[misc]
        work = f"search {name} in {len(items):,} items, p95"
        lines.append(Line(work, p95(ours), "`LIKE` in memory, p95", p95(theirs)))
    con.close()
    return lines


def facet_line(session: sessions.Session, runs: int) -> Line:
    """The counts of all facets under a word, against one grouped count without it."""
    flt = ItemFilter(text="住民")
    catalogue.facets(session, FORCE, flt)
    count = "SELECT business, kind, general, count(*) FROM force.item GROUP BY 1, 2, 3"
    ours = [timed(lambda: catalogue.facets(session, FORCE, flt)) for _ in range(max(5, runs))]
    theirs = [timed(lambda: session.con.execute(count).fetchall()) for _ in range(max(5, runs))]
    return Line("all facets under a word, p95", p95(ours), "one GROUP BY over the items", p95(theirs))


def difference_line(session: sessions.Session, runs: int) -> Line:
    """The requirements of the business nearest to 2,000 of them, one edition against the next."""
    of: dict[str, list[catalogue.EditionRow]] = {}
    for row in catalogue.editions(session):
        if row.kind == "req":
            of.setdefault(row.business, []).append(row)
    old, new = min((rows[-2:] for rows in of.values()), key=lambda pair: abs(pair[1].items - 2_000))
    ours = [timed(lambda: catalogue.difference(session, old.hash, new.hash)) for _ in range(max(3, runs))]

    def unpack() -> None:
        for row in (old, new):
            store_editions.load(session.con, row.hash)

    theirs = [timed(unpack) for _ in range(max(3, runs))]
    work = f"difference of {new.items:,} requirements"
    return Line(work, statistics.median(ours), "unpacking both editions", statistics.median(theirs))


def adopt_lines(session: sessions.Session) -> list[Line]:
    """Newest editions into force over a verdict on every requirement of the ones before: one document, then all."""
    of: dict[tuple[str, str], list[catalogue.EditionRow]] = {}
    for row in catalogue.editions(session):
        of.setdefault((row.business, row.kind), []).append(row)
    catalogue.adopt(session, *(rows[-2].hash for rows in of.values()))
    judged = 0
    for (_, kind), rows in of.items():
        if kind == "req":
            keys = catalogue.item_keys(session, rows[-2].hash, ItemFilter())
            comparison.judge(session, rows[-2].hash, keys, verdict="fit", current="in_use")
            judged += len(keys)
    _forget(session)
    newest = [rows[-1] for rows in of.values()]
    largest = max((r for r in newest if r.kind == "req"), key=lambda r: r.items)
    out = []
    for what, rows in (
        (f"an edition of {largest.items:,} requirements", [largest]),
        (f"all {len(newest)} editions", newest),
    ):
        took = timed(lambda rows=rows: catalogue.adopt(session, *(r.hash for r in rows)))  # type: ignore[misc]
        found: list[int] = []
        counting = timed(lambda found=found: found.append(suspects.total(session)))  # type: ignore[misc]
        work = f"adopt {what} over {judged:,} verdicts: {found[0]:,} suspects"
        out.append(Line(work, took, "counting the suspects", counting))
    return out


def check_lines(session: sessions.Session, runs: int) -> list[Line]:
    """All automatic checks, and keeping them up to date after one verdict, against reading what they speak of once."""
    found: list[checks.CheckFinding] = []
    read = (
        "SELECT i.node, i.name, s.verdict, s.conflict FROM force.item i LEFT JOIN main.item_state s"
        " ON s.business=i.business AND s.kind=i.kind AND s.item=i.id AND s.branch=i.branch"
    )
    checks.run(session)

    def everything() -> None:
        found[:] = checks.run(session)

    ours = [timed(everything) for _ in range(max(3, runs))]
    theirs = [timed(lambda: session.con.execute(read).fetchall()) for _ in range(max(3, runs))]
    live = checks.Live(session)
    keys = catalogue.item_keys(session, FORCE, ItemFilter(kinds=("req",), verdicts=("fit",)))[:5]
    after = []
    for row in catalogue.item_rows(session, FORCE, keys):
        edition, key = catalogue.find(session, row.node)
        done = comparison.judge(session, edition, [key], verdict="ask")

        def update(done: Changes = done) -> None:
            live.update(done.types, done.rids)
            live.findings()

        after.append(timed(update))
    yardstick = "reading every item with its state"
    return [
        Line(f"all checks: {len(found):,} findings", statistics.median(ours), yardstick, statistics.median(theirs)),
        Line("… and up to date after one verdict", statistics.median(after), yardstick, statistics.median(theirs)),
    ]


def _forget(session: sessions.Session) -> None:
    """Nobody has looked at the newest editions yet: only what is in force now stays indexed."""
    catalogue.item_keys(session, FORCE, ItemFilter())
    folder = settings.data_folder() / "catalogue"
    now = session.build_force()
    for path in folder.glob("force-*"):
        if path != now:
            path.unlink()


def window_lines(workspace: Path, empty: str) -> list[Line]:
    """The window on the full workspace: from the start of the process to the painted list, keys, memory."""
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}

    def started(*command: str) -> tuple[float, str]:
        begin = time.perf_counter()
        process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        process.stdout.readline()
        took = time.perf_counter() - begin
        rest = process.stdout.read()
        if process.wait():
            raise SystemExit("the window did not come up")
        return took, rest

    started("-m", "tests.performance.window_probe", str(workspace))
    took, told = started("-m", "tests.performance.window_probe", str(workspace), *TYPED)
    bare, _ = started("-c", empty)
    facts = json.loads(told)
    words = [t for word, times in facts["keys"].items() if not word[0].isdigit() for t in times]
    ids = [t for word, times in facts["keys"].items() if word[0].isdigit() for t in times]
    return [
        Line("process start to the painted list of everything", took, "empty PySide6 window", bare),
        Line("a key to the repainted list: words, p95", p95(words), "", 0.0),
        Line("a key to the repainted list: ids, p95", p95(ids), "", 0.0),
        Line(f"memory while browsing: {facts['memory']} MB", 0.0, "", 0.0),
    ]


def work_lines(workspace: Path, business: str) -> list[Line]:
    """The longest time the GUI thread is busy at a stretch, per action, and a paste (tests.performance.work_probe)."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.performance.work_probe", str(workspace), business],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(told.stdout.splitlines()[-1])
    paste, undo = found.pop("paste"), found.pop("undo")
    return [
        *(Line(f"longest slice on the GUI thread: {name}", of["most"] / 1000, "", 0.0) for name, of in found.items()),
        Line(f"paste 500 × 20 cells: {paste['steps']} step", paste["seconds"], "", 0.0),
        Line("… and undo it", undo["seconds"], "", 0.0),
    ]


def lines(folder: Path, runs: int, *, full: bool, empty: str) -> list[Line]:
    """All rows; ``empty`` is the program of an empty window."""
    editions = write(folder / "nation", amount(full=full))
    workspace = folder / "nation.fitgap"
    session = new_workspace(workspace)
    out: list[Line] = []

    def made(*more: Line) -> None:
        """Half an hour is long: each row is said when it is there."""
        for line in more:
            print(f"  {line.work}: {show(line.ours)}", file=sys.stderr, flush=True)
        out.extend(more)

    made(import_line(session, editions))
    others = [p for e in editions for p in sorted(e[0].parent.iterdir()) if p.suffix != ".xlsx"]  # not for openpyxl
    catalogue.take_over(session, [r.loaded for r in catalogue.read_files(others) if r.loaded], adopt=True)
    catalogue.item_keys(session, FORCE, ItemFilter())
    made(*search_lines(session, runs))
    made(facet_line(session, runs), difference_line(session, runs))
    made(*adopt_lines(session))
    business = max((e for e in catalogue.in_force(session) if e.kind == "req"), key=lambda e: e.items).business
    rows = [{"business": business, "name": f"現行の機能{n}", "usage": USAGES[n % 5]} for n in range(FUNCTIONS)]
    survey.add_records(session, "functions", rows)
    made(*check_lines(session, runs))
    session.close()
    made(*window_lines(workspace, empty))
    made(*work_lines(workspace, business))
    return out
