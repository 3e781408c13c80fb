"""The process that touches untrusted bytes: a request as a JSON line in, JSON lines out, nothing else.

Lines out: ``{"sheet": {...}}`` opens a sheet, ``{"v": [[text, valid, struck, red] …], "c": [[row, [column …],
[value …]] …]}`` carries cells (a value is numbered once and may be used by many cells), ``{"end": {...}}`` closes the
sheet with its facts, ``{"note": {...}}``, and as the last line ``{"done": {...}}`` or ``{"problem": {...}}``. Where
``done`` says ``more``, the next request may follow; in all other cases the process ends.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import sys
from dataclasses import asdict
from io import BufferedReader
from pathlib import Path
from typing import Any, TextIO

from spec_catalog.problems import InputProblem
from spec_catalog.workbook.count import CellCounter, SharedCounter
from spec_catalog.workbook.delimited import read_delimited
from spec_catalog.workbook.grid import Limits
from spec_catalog.workbook.memory import limit_memory
from spec_catalog.workbook.package import Package, damaged, local, too_large
from spec_catalog.workbook.sheet import SheetFacts, SheetReader
from spec_catalog.workbook.sniff import inside, sniff
from spec_catalog.workbook.strings import Run, Shown, read_shared, unescape
from spec_catalog.workbook.styles import read_styles, truth

_BATCH = 3_000  # cells in one line
_CHARACTERS = 500_000  # and no more text than this, however long the single cell
_MOST_KNOWN = 100_000  # values remembered; a sheet of five million different numbers must not fill the memory
_SERVED = 64 * 1024 * 1024  # inflated bytes after which a new process takes over, with all its memory before it
_SHORT = 64  # shorter texts repeat (symbols, headings, classes): each is sent once


class Sender:
    """Writes the lines; gives every distinct short value a number, so that a million ◎ cost a million numbers."""

    def __init__(self, out: TextIO, served: int = 0) -> None:
        """``served``: bytes that were read for other files before."""
        self._out = out
        self.served = served
        self._known: dict[Shown, int] = {}
        self._next = 0
        self._values: list[Shown] = []
        self._rows: list[tuple[int, list[int], list[int]]] = []
        self._row = 0
        self._columns: list[int] = []
        self._numbers: list[int] = []
        self._cells = 0
        self._waiting = 0

    def line(self, **content: Any) -> None:
        """One line. ASCII only, so that no encoding of the pipe can change a character."""
        self._out.write(json.dumps(content, separators=(",", ":")) + "\n")

    def done(self, kind: str, digest: str) -> None:
        """The last line of a file that was read to its end."""
        self.line(done={"kind": kind, "sha256": digest, "more": self.served < _SERVED})

    def cell(self, row: int, column: int, value: Shown) -> None:
        """One cell; goes out in batches."""
        number = self._known.get(value)
        if number is None:
            number = self._next
            self._next += 1
            self._values.append(value)
            self._waiting += len(value[0])
            if len(value[0]) <= _SHORT and len(self._known) < _MOST_KNOWN:
                self._known[value] = number
        if row != self._row:
            self._row, self._columns, self._numbers = row, [], []
            self._rows.append((row, self._columns, self._numbers))
        self._columns.append(column)
        self._numbers.append(number)
        self._cells += 1
        if self._cells >= _BATCH or self._waiting > _CHARACTERS:
            self.flush()

    def flush(self) -> None:
        """Send what is waiting."""
        if self._cells:
            self.line(v=self._values, c=self._rows)
            self._values, self._rows, self._row, self._cells, self._waiting = [], [], 0, 0, 0


def read_file(handle: BufferedReader, suffix: str, limits: Limits, sender: Sender) -> None:
    """Sniff and read one open file. Raises InputProblem for everything that cannot be read."""
    size = os.fstat(handle.fileno()).st_size
    if size > limits.file_bytes:
        raise too_large(f"{size // 1024 // 1024} MB。上限は {limits.file_bytes // 1024 // 1024} MB")
    digest = hashlib.file_digest(handle, "sha256").hexdigest()
    handle.seek(0)
    head = handle.read(1 << 20)
    kind = sniff(head, suffix)
    if kind == "text":
        sender.line(sheet={"name": "CSV", "hidden": False})
        handle.seek(0)
        count, encoding = read_delimited(handle.read(), suffix, limits, sender.cell)
        sender.served += size
        sender.flush()
        sender.line(end=asdict(SheetFacts(count=count)))
        sender.line(note={"code": "encoding", "message": f"文字コードは {encoding} として読みました。"})
        sender.done("csv", digest)
        return
    handle.seek(0)
    package = Package(handle, limits)
    _Book(package, limits, sender).read()
    sender.served += package.inflated
    sender.done("xlsx", digest)


class _Book:
    """One .xlsx package: finds its parts by relations and streams the sheets."""

    def __init__(self, package: Package, limits: Limits, sender: Sender) -> None:
        self._package, self._limits, self._sender = package, limits, sender
        self._spent = (0, 0)

    def read(self) -> None:
        """All sheets in the book's order."""
        main = self._main_part()
        book = self._package.xml(main)
        relations = self._package.relations(main)
        epoch_1904 = any(
            local(e.tag) == "workbookPr" and "date1904" in e.attrib and truth(e.get("date1904")) for e in book
        )
        parts = {kind: target for kind, target, external in relations.values() if not external}
        styles = read_styles(self._package.xml(parts["styles"])) if self._package.has(parts.get("styles", "")) else []
        shared, counter = self._strings(parts.get("sharedStrings", ""))
        self._external_links(relations)
        sheets = [s for e in book if local(e.tag) == "sheets" for s in e]
        if len(sheets) > self._limits.sheets:
            raise too_large(f"シートが {len(sheets)} 枚。上限は {self._limits.sheets} 枚")
        if not sheets:
            raise damaged("シートがありません")
        if epoch_1904:
            self._note("epoch_1904", "日付の起点が1904年のブックです。日付はその起点で読みました。")
        for sheet in sheets:
            key = next((v for k, v in sheet.attrib.items() if local(k) == "id"), "")
            kind, target, external = relations.get(key, ("", "", False))
            name = unescape(sheet.get("name", ""))
            if kind != "worksheet" or external:
                self._note("no_table", f"表ではないシート「{name}」は読みません。", name)
                continue
            hidden = sheet.get("state", "visible") != "visible"
            self._sheet(name, target, hidden, SheetReader(
                shared, styles, epoch_1904, self._limits, self._sender.cell, self._spent
            ), CellCounter(counter.filled))  # fmt: skip

    def _sheet(self, name: str, target: str, hidden: bool, reader: SheetReader, counter: CellCounter) -> None:
        self._sender.line(sheet={"name": name, "hidden": hidden})
        facts = reader.read(self._package.chunks(target), counter, target)
        self._spent = (self._spent[0] + facts.cells, self._spent[1] + facts.characters)
        self._sender.flush()
        self._sender.line(end=asdict(facts))

    def _main_part(self) -> str:
        types: dict[str, str] = {}
        if self._package.has("[content_types].xml"):
            for entry in self._package.xml("[content_types].xml"):
                if local(entry.tag) == "Override":
                    types[entry.get("PartName", "").lstrip("/").lower()] = entry.get("ContentType", "")
                else:
                    types["*." + entry.get("Extension", "").lower()] = entry.get("ContentType", "")
        part, macros = inside(types, self._package.names())
        if macros:
            self._note("macros", "マクロを含むブックです。マクロは実行せず、セルだけを読みました。")
        root = next(
            (t for k, t, external in self._package.relations("").values() if k == "officeDocument" and not external), ""
        )
        if root and self._package.has(root):
            return root
        if part.startswith("*.") or not self._package.has(part):
            raise damaged("ブックの本体がありません")
        return part

    def _strings(self, part: str) -> tuple[list[tuple[Run, ...]], SharedCounter]:
        counter = SharedCounter()
        if not self._package.has(part):
            return [], counter

        def tee() -> Any:
            for chunk in self._package.chunks(part):
                counter.feed(chunk)
                yield chunk

        shared = read_shared(tee(), part)
        counter.feed(b"", last=True)
        return shared, counter

    def _external_links(self, relations: dict[str, tuple[str, str, bool]]) -> None:
        names = []
        for kind, target, _ in relations.values():
            if kind == "externalLink" and self._package.has(target):
                names += [t for _, t, external in self._package.relations(target).values() if external]
        if names:
            listed = "、".join(n[-120:] for n in names[:10])
            self._note("external_links", f"ほかのファイルへの参照 {len(names)} 件は取り込みません：{listed}")

    def _note(self, code: str, message: str, sheet: str = "") -> None:
        self._sender.line(note={"code": code, "message": message, "sheet": sheet})


def main() -> int:
    """Serve requests from standard input: ``{"path": …, "limits": {…}}``. Exit code 0 also for refused files."""
    # By descriptor: a windowed program has no sys.stdin and sys.stdout even where a pipe stands behind them.
    served = 0
    gc.disable()  # nothing here refers to itself, and the process ends soon
    with (
        open(0, "rb", closefd=False) as source,
        open(1, "w", encoding="ascii", newline="\n", buffering=1 << 18, closefd=False) as out,
    ):
        while 0 <= served < _SERVED and (raw := source.readline()):
            request = json.loads(raw)
            limits = Limits(**request["limits"])
            if not served:
                limit_memory(limits.memory_bytes)
            served = _serve(Path(request["path"]), limits, out, served)
            out.flush()
    return 0


def _serve(path: Path, limits: Limits, out: TextIO, served: int) -> int:
    """Read one file; the bytes served by now, or -1 where the file was refused."""
    sender = Sender(out, served)
    try:
        with path.open("rb") as handle:
            read_file(handle, path.suffix.lower(), limits, sender)
            return sender.served
    except InputProblem as problem:
        sender.line(problem=problem.as_dict())
    except MemoryError:
        sender = Sender(out)
        refused = too_large(f"メモリ {limits.memory_bytes // 1024 // 1024} MB に収まりません")
        sender.line(problem=refused.as_dict(), memory=True)
    except RecursionError:
        sender.line(problem=damaged("入れ子が深すぎます").as_dict())
    return -1


if __name__ == "__main__":
    sys.exit(main())
