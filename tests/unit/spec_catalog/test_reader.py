"""One reading process for several files: kept while all goes well, gone with the first file that does not."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from app.services import reading
from spec_catalog.problems import InputProblem
from spec_catalog.workbook import Limits, Reader, child, read_workbook
from tests.helpers import workbooks as wb

# Answers as the reading process does, but says in a title which process and which request it was.
PROGRAM = """
import json, os, sys
for n, line in enumerate(sys.stdin, 1):
    name = json.loads(line)["path"].rsplit("/", 1)[-1]
    if name == "memory.xlsx" and n > 1:
        print(json.dumps({"problem": {"code": "too_large", "message": "m", "hint": "h"}, "memory": True}), flush=True)
        break
    if name == "dies.xlsx" and n > 1 or name == "always.xlsx":
        os._exit(3)
    text = [f"{os.getpid()} {n}"]
    print(json.dumps({"sheet": {"name": "s", "hidden": False}}))
    print(json.dumps({"v": [text * 2 + ["", False]], "c": [[1, [1], [0]]]}))
    print(json.dumps({"end": {"merges": [], "hidden_rows": [], "hidden_columns": [], "filter": "", "count": 1,
                              "uncached": [], "uncached_count": 0, "notes": [], "tally": {}}}))
    print(json.dumps({"done": {"kind": "xlsx", "sha256": "0", "more": name != "last.xlsx"}}), flush=True)
"""


def book(folder: Path, name: str = "a.xlsx", text: str = "題名") -> Path:
    return wb.one_sheet(folder / name, wb.row(1, wb.text_cell("A1", text)))


def said(path: Path, reader: Reader) -> tuple[str, str]:
    """(process, number of the request) of the program above."""
    process, _, number = read_workbook(path, reader=reader).sheets[0].text(1, 1).partition(" ")
    return process, number


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spec_catalog.workbook.read._command", lambda: [sys.executable, "-c", PROGRAM])


@pytest.mark.usefixtures("program")
def test_the_process_is_kept_until_it_says_no_more(tmp_path: Path) -> None:
    with Reader() as reader:
        first, second = (said(book(tmp_path, f"{n}.xlsx"), reader) for n in "ab")
        assert second == (first[0], "2")
        assert said(book(tmp_path, "last.xlsx"), reader) == (first[0], "3")
        third = said(book(tmp_path, "c.xlsx"), reader)
        assert third[0] != first[0]
        assert third[1] == "1"
        assert reader.used
    assert not reader.used


@pytest.mark.usefixtures("program")
def test_another_limit_of_memory_is_another_process(tmp_path: Path) -> None:
    with Reader() as reader:
        first = said(book(tmp_path), reader)
        workbook = read_workbook(book(tmp_path), limits=Limits(memory_bytes=1 << 29), reader=reader)
        assert workbook.sheets[0].text(1, 1).split()[0] != first[0]


@pytest.mark.usefixtures("program")
@pytest.mark.parametrize("name", ["memory.xlsx", "dies.xlsx"])
def test_what_a_used_process_cannot_do_a_new_one_decides(tmp_path: Path, name: str) -> None:
    with Reader() as reader:
        first = said(book(tmp_path), reader)
        again = said(book(tmp_path, name), reader)
        assert again[0] != first[0]
        assert again[1] == "1"
        with pytest.raises(InputProblem) as caught:
            said(book(tmp_path, "always.xlsx"), reader)
        assert caught.value.code == "damaged"
        assert said(book(tmp_path), reader)[1] == "1"


def test_a_refused_file_ends_the_process_and_hurts_no_other(tmp_path: Path) -> None:
    broken = tmp_path / "b.xlsx"
    broken.write_bytes(book(tmp_path).read_bytes()[:300])
    with Reader() as reader:
        assert read_workbook(book(tmp_path), reader=reader).sheets[0].text(1, 1) == "題名"
        assert reader.used
        with pytest.raises(InputProblem):
            read_workbook(broken, reader=reader)
        assert not reader.used
        assert read_workbook(book(tmp_path), reader=reader).sheets[0].text(1, 1) == "題名"


def test_nothing_of_one_file_stands_in_the_next(tmp_path: Path) -> None:
    with Reader() as reader:
        texts = [
            read_workbook(book(tmp_path, f"{n}.xlsx", f"題{n}"), reader=reader).sheets[0].text(1, 1) for n in range(3)
        ]
    assert texts == ["題0", "題1", "題2"]


def test_a_process_serves_only_so_much(monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[dict[str, dict[str, object]]] = []
    for served in (0, child._SERVED - 1, child._SERVED):
        sender = child.Sender(sys.stdout, served)
        monkeypatch.setattr(sender, "line", lambda **content: lines.append(content))
        sender.done("xlsx", "0")
    assert [line["done"]["more"] for line in lines] == [True, True, False]


def test_files_are_read_at_once_and_come_in_their_order(tmp_path: Path) -> None:
    line = ("1.1", "名称", "0010101", "写しを交付できること。", "◎")
    paths = [wb.requirement_sheet(tmp_path / f"{n:03}_表.xlsx", [line]) for n in range(1, 6)]
    paths.insert(2, tmp_path / "ない.xlsx")
    seen: list[tuple[int, int, str]] = []
    results = reading.read_files(paths, progress=lambda *a: seen.append(a))
    assert [r.path for r in results] == [str(p) for p in paths]
    assert [r.problem.code if r.problem else "" for r in results] == ["", "", "missing_file", "", "", ""]
    assert seen == [(n, 6, p.name) for n, p in enumerate(paths)] + [(6, 6, "")]
    assert not [t for t in threading.enumerate() if t.name.startswith(("reading", "workbook-guard"))]


@pytest.mark.usefixtures("program")
def test_cancelled_between_files_the_rest_is_left(tmp_path: Path) -> None:
    paths = [book(tmp_path, f"{n}.xlsx") for n in range(8)]
    cancel = threading.Event()

    def stop(n: int, _total: int, _name: str) -> None:
        if n == 1:
            cancel.set()

    results = reading.read_files(paths, progress=stop, cancel=cancel)
    assert len(results) <= 2
    assert [r.path for r in results] == [str(p) for p in paths[: len(results)]]


@pytest.mark.usefixtures("program")
def test_our_own_bug_ends_the_reading_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr("spec_catalog.load.load_all", broken)
    with pytest.raises(RuntimeError, match="planted"):
        reading.read_files([book(tmp_path, f"{n}.xlsx") for n in range(4)])
    assert not [t for t in threading.enumerate() if t.name.startswith("reading")]


def test_cells_are_given_back_beyond_the_limit_unless_an_id_must_be_repaired(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = ("1.1", "名称", "0010101", "写しを交付できること。", "◎")
    broken = ("1.1", "名称", "10101", "写しを交付できること。", "◎")
    lines = [good, good, broken, good]
    paths = [wb.requirement_sheet(tmp_path / f"{n:03}_表.xlsx", [line]) for n, line in enumerate(lines, 1)]
    monkeypatch.setattr(reading, "KEPT_CELLS", 15)
    files = [r.loaded for r in reading.read_files(paths)]
    assert [f is not None and f.workbook is not None for f in files] == [True, False, True, False]
    assert all(f is not None and f.balanced and f.edition is not None and len(f.edition.items) == 1 for f in files)
