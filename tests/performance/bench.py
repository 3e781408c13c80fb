"""Times as ratios: each piece of work against a yardstick that does the unavoidable part of it, in the same run.

Absolute times belong to a machine and are never asserted; `dev.py bench` prints them, docs/benchmarks.md keeps them.
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook

from app.services import catalogue, comparison
from app.services import session as sessions
from app.services.views import ItemFilter, Who
from reports.forms import load_form
from reports.sheets import FormHeader, write_form
from reports.sheets.fit import fit
from reports.sheets.styles import Styles
from tests.performance import data, graph_views, graphs, matching, merging, nation, papers
from tests.performance.line import Line, openpyxl_read, show

ROOT = Path(__file__).resolve().parents[2]
WHO = Who("情報政策課", "計測 太郎", "office")
ROWS = 5_000
SHEET_ROWS = 20_000
KEYSTROKES = ("住", "住民", "住民票", "住民票の写し", "宛", "宛名", "窓口 宛名", "0010142", "ない語句")
EMPTY_WINDOW = """
import sys, time
from PySide6.QtWidgets import QApplication, QWidget
from PySide6.QtCore import QTimer
app = QApplication([])
window = QWidget(); window.resize(1366, 690); window.show()
app.processEvents()
print("first-window", flush=True)
"""


def seconds(function: Callable[[], object], runs: int) -> float:
    """Median of ``runs`` runs."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def alternate(ours: Callable[[], object], theirs: Callable[[], object], runs: int) -> tuple[float, float]:
    """Medians of both, taken in turns so that what else the machine does hits both."""
    a, b = [], []
    for _ in range(runs):
        a.append(seconds(ours, 1))
        b.append(seconds(theirs, 1))
    return statistics.median(a), statistics.median(b)


# --- calibration -----------------------------------------------------------------------------------------------------


def python_loop() -> None:
    """A million additions."""
    total = 0
    for n in range(1_000_000):
        total += n


def bare_commit(path: Path) -> Callable[[], None]:
    """One small row committed and flushed the way the workspace file does it (journal deleted, synchronous EXTRA)."""
    con = sqlite3.connect(path, isolation_level=None)
    con.execute("PRAGMA journal_mode=DELETE")
    con.execute("PRAGMA synchronous=EXTRA")
    con.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, body TEXT)")

    def commit() -> None:
        con.execute("BEGIN IMMEDIATE")
        con.execute("INSERT INTO t (body) VALUES (?)", ("x" * 400,))
        con.execute("COMMIT")

    return commit


# --- the work --------------------------------------------------------------------------------------------------------


def import_lines(folder: Path, runs: int) -> list[Line]:
    """Reading and reconciling a workbook of 5,000 requirements; the same with storing it."""
    path = data.requirements(folder, "001", ROWS)
    read, yard = alternate(lambda: read_one(path), lambda: openpyxl_read(path), runs)
    loaded = read_one(path)
    stored = []
    for n in range(runs):
        session = new_workspace(folder / f"import{n}.fitgap")
        start = time.perf_counter()
        catalogue.take_over(session, [loaded], adopt=True)
        stored.append(time.perf_counter() - start)
        session.close()
    name = f"openpyxl read_only, same {ROWS:,} rows"
    return [
        Line(f"read a workbook of {ROWS:,} rows (child process, two counts)", read, name, yard),
        Line("… and store it with its search index", read + statistics.median(stored), name, yard),
    ]


def read_one(path: Path, count: int = ROWS) -> catalogue.LoadedFile:
    """One file through the intake; anything but a full reading ends the bench."""
    (result,) = catalogue.read_files([path])
    if result.loaded is None or result.loaded.edition is None or not result.loaded.balanced:
        raise SystemExit(f"the bench's workbook does not read: {result.problem or result.loaded}")
    if len(result.loaded.edition.items) != count:
        raise SystemExit(f"{len(result.loaded.edition.items)} items instead of {count}")
    return result.loaded


def new_workspace(path: Path) -> sessions.Session:
    """An empty workspace."""
    return sessions.create(path, municipality="みほん市", code="999997", size="general", who=WHO)


def search_line(folder: Path, runs: int) -> Line:
    """One keystroke in the search over 20,000 requirements: count and first fifty."""
    session = new_workspace(folder / "search.fitgap")
    files = [read_one(data.requirements(folder, business, ROWS)) for business in data.NAMES]
    catalogue.take_over(session, files, adopt=True)
    con = sqlite3.connect(":memory:")
    con.execute("CREATE TABLE item (id TEXT, name TEXT, body TEXT)")
    items = [i for f in files if f.edition for i in f.edition.items]
    con.executemany("INSERT INTO item VALUES (?, ?, ?)", [(i.id, i.name, i.text + i.reason + i.note) for i in items])

    def ours() -> None:
        for text in KEYSTROKES:
            catalogue.search(session, text, limit=50)

    def like() -> None:
        for text in KEYSTROKES:
            words = text.split()
            where = " AND ".join("(id LIKE ? OR name LIKE ? OR body LIKE ?)" for _ in words)
            values = [f"%{word}%" for word in words for _ in range(3)]
            con.execute(f"SELECT count(*) FROM item WHERE {where}", values).fetchone()
            con.execute(f"SELECT id, name FROM item WHERE {where} LIMIT 50", values).fetchall()

    ours()
    a, b = alternate(ours, like, runs)
    session.close()
    count = len(KEYSTROKES)
    return Line(f"a keystroke in the search over {len(items):,} items", a / count, "LIKE in memory", b / count)


def verdict_line(folder: Path, runs: int) -> Line:
    """One verdict recorded: operation, state and history in one flushed transaction."""
    session = new_workspace(folder / "judge.fitgap")
    (edition,) = catalogue.take_over(session, [read_one(data.requirements(folder, "001", ROWS))], adopt=True)
    keys = iter(catalogue.item_keys(session, edition.hash, ItemFilter()))
    commit = bare_commit(folder / "beside.db")

    def ours() -> None:
        comparison.judge(session, edition.hash, [next(keys)], verdict="fit", current="in_use")

    ours()
    a, b = alternate(ours, commit, max(60, runs))
    session.close()
    return Line("record one verdict", a, "bare commit + fsync", b)


def start_line(runs: int) -> Line:
    """From the start of the process to the first window; Python and Qt included on both sides."""
    home = tempfile.TemporaryDirectory(prefix="fitgap-bench-")
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "FITGAP_BENCH_START": "1", "FITGAP_HOME": home.name}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode

    def first_line(*command: str) -> None:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line.startswith("first-window"):
            process.kill()
            raise SystemExit(f"no window came up: {line!r}")
        started.append(time.perf_counter())
        process.wait()

    started: list[float] = []

    def timed(*command: str) -> float:
        begin = time.perf_counter()
        first_line(*command)
        return started[-1] - begin

    timed("-m", "app"), timed("-c", EMPTY_WINDOW)
    pairs = [(timed("-m", "app"), timed("-c", EMPTY_WINDOW)) for _ in range(max(5, runs))]
    home.cleanup()
    ours, empty = (statistics.median(times) for times in zip(*pairs, strict=True))
    return Line("process start to first window", ours, "empty PySide6 window", empty)


def sheet_lines(folder: Path, runs: int) -> list[Line]:
    """Form F1 with 5,000 rows, and as many as the nation has requirements, which may cost 300 MB at most."""
    return [_sheet_line(folder, ROWS, max(5, runs)), _sheet_line(folder, SHEET_ROWS, 3)]


def _sheet_line(folder: Path, count: int, runs: int) -> Line:
    """Form F1 against XlsxWriter writing the same cells, formats, rich strings and row heights.

    The yardstick gets its rows cleaned, measured and cut, writes the main sheet alone and neither flushes nor verifies.
    """
    form = load_form("F1")
    header = FormHeader(
        "みほん市", "001 住民基本台帳", "住民基本台帳", "市民課", "計測 太郎", "第1.0版", "令和8年1月15日"
    )
    loaded = read_one(data.requirements(folder, "001", count), count)
    assert loaded.edition is not None
    rows = [
        {
            "id": i.id,
            "class": "◎",
            "name": i.name,
            "text": i.text,
            "verdict": "● 適合",
            "why": i.reason,
            "section": i.section,
        }
        for i in loaded.edition.items
    ]
    ready, _ = fit(form, rows)

    def ours() -> None:
        write_form(form, header, rows, folder / "f1.xlsx", printed_at=datetime(2026, 1, 15), filter_note="")

    def bare() -> None:
        with Workbook(str(folder / "bare.xlsx"), {"in_memory": True}) as book:
            styles = Styles(book, form)
            looks = [(styles.cell(c), styles.cell(c, bold=True)) for c in form.columns]
            sheet = book.add_worksheet()
            for n, row in enumerate(ready):
                sheet.set_row(n, row.height)
                sheet.write_number(n, 0, n + 1, looks[0][0])
                for col, cell in enumerate(row.cells[1:], 1):
                    style, bold = looks[col]
                    if cell.head:
                        sheet.write_rich_string(n, col, bold, cell.head, style, "\n" + cell.text, style)
                    elif cell.text:
                        sheet.write_string(n, col, cell.text, style)
                    else:
                        sheet.write_blank(n, col, None, style)

    probe = [sys.executable, "-m", "tests.performance.sheet_probe", str(count), str(folder)]
    peak = subprocess.run(probe, check=True, capture_output=True, text=True).stdout.strip()
    a, b = alternate(ours, bare, runs)
    what = f"write form F1 with {count:,} rows, {peak} MB at most in a process of its own"
    return Line(what, a, "XlsxWriter, same cells, formats and heights", b)


def graph_lines(folder: Path) -> list[Line]:
    """The layered picture of 30, 60 and 120 boxes against dot's process (nothing where Graphviz isn't installed); what
    a person waits for in 連携図."""
    found = [graphs.compare(nodes) for nodes in (30, 60, 120)]
    drawn = [
        Line(f"lay out {o.nodes} boxes ({o.crossings})", o.ours_seconds, "dot -Tplain, same graph", o.dots_seconds)
        for o in found
        if o is not None
    ]
    return [*drawn, *graph_views.lines(folder)]


# --- printing --------------------------------------------------------------------------------------------------------


def table(lines: Sequence[Line]) -> str:
    """A Markdown table."""
    out = ["| work | ours | yardstick | its time | ratio |", "|---|---:|---|---:|---:|"]
    for line in lines:
        ratio = f"{line.ours / line.theirs:.2f}" if line.theirs else "—"
        out.append(f"| {line.work} | {show(line.ours)} | {line.yardstick or '—'} | {show(line.theirs)} | {ratio} |")
    return "\n".join(out)


def main() -> int:
    """Measure and print; 0 unless something does not work at all."""
    parser = argparse.ArgumentParser(prog="dev.py bench")
    parser.add_argument("--runs", type=int, default=3, help="runs per line, median taken (default 3)")
    parser.add_argument(
        "--only", default="", help="import, search, start, verdict, sheet, pdf, suggest, graph, merge or nation"
    )
    parser.add_argument(
        "--full", action="store_true", help="the whole nation in five editions, sixty packages (half an hour)"
    )
    parser.add_argument("--frozen", action="store_true", help="the frozen pairs as well: only to report, never to tune")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fitgap-bench-") as name:
        folder = Path(name)
        os.environ["FITGAP_HOME"] = str(folder / "home")
        commit = bare_commit(folder / "bare.db")
        print(f"{platform.system()}, {os.cpu_count()} cores, Python {platform.python_version()}")
        print(f"calibration: Python loop of 1,000,000 {show(seconds(python_loop, 5))}; commit + fsync ", end="")
        print(f"{show(seconds(commit, 50))}\n", flush=True)
        parts: dict[str, Callable[[], list[Line]]] = {
            "import": lambda: import_lines(folder, options.runs),
            "search": lambda: [search_line(folder, options.runs)],
            "start": lambda: [start_line(options.runs)],
            "verdict": lambda: [verdict_line(folder, options.runs)],
            "sheet": lambda: sheet_lines(folder, options.runs),
            "pdf": lambda: [papers.pdf_line(folder, options.runs)],
            "suggest": lambda: matching.time_lines(folder, options.runs),
            "graph": lambda: graph_lines(folder),
            "merge": lambda: merging.lines(folder, full=options.full),
            "nation": lambda: nation.lines(folder, options.runs, full=options.full, empty=EMPTY_WINDOW),
        }
        lines = [line for part, make in parts.items() if options.only in ("", part) for line in make()]
        print(table(lines))
        if options.only in ("", "suggest"):
            names = ("develop", "frozen") if options.frozen else ("develop",)
            print("\n" + matching.quality_table([c for n in names for c in matching.compare(folder, n)]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
