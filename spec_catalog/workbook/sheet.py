"""One worksheet in one streaming pass: displayed values, strike-through, merges, hidden rows, filters, oddities."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from spec_catalog.workbook.count import CellCounter
from spec_catalog.workbook.formats import general, iso, odd_date, shower
from spec_catalog.workbook.grid import MAX_COLUMN, MAX_ROW, Limits, position, ref
from spec_catalog.workbook.package import damaged, too_large
from spec_catalog.workbook.strings import Run, RunCollector, Shown, new_parser, parse, shown, unescape
from spec_catalog.workbook.styles import Style, truth

Emit = Callable[[int, int, Shown], None]
_PLAIN = Style()
_ERRORS_SHOWN = 20  # single places named in notes; the rest is counted


@dataclass
class SheetFacts:
    """What one sheet holds besides its cells. Ranges are inclusive and 1-based."""

    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[tuple[int, int]] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    filter: str = ""
    cells: int = 0
    characters: int = 0
    count: int = 0
    uncached: list[tuple[int, int]] = field(default_factory=list)  # formulas without a saved result
    uncached_count: int = 0  # the same according to the independent counter
    notes: list[tuple[str, str]] = field(default_factory=list)  # (code, cell), at most _ERRORS_SHOWN per code
    tally: dict[str, int] = field(default_factory=dict)  # code → how often in all

    def note(self, code: str, cell: str) -> None:
        """Count an oddity and remember the first places."""
        n = self.tally[code] = self.tally.get(code, 0) + 1
        if n <= _ERRORS_SHOWN:
            self.notes.append((code, cell))


def _serial(text: str, epoch_1904: bool) -> float:
    """An ISO 8601 date (cell type d) as a serial number. Raises ValueError."""
    moment = datetime.fromisoformat(text.replace("Z", ""))
    base = datetime(1904, 1, 1) if epoch_1904 else datetime(1899, 12, 30)
    return (moment - base).total_seconds() / 86_400


def _range(text: str) -> tuple[int, int, int, int]:
    first, _, second = text.partition(":")
    top, left = position(first)
    bottom, right = position(second or first)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


class SheetReader:
    """Expat handlers for one sheet. ``emit`` receives every non-empty cell once, in document order."""

    def __init__(
        self,
        strings: list[tuple[Run, ...]],
        styles: list[Style],
        epoch_1904: bool,
        limits: Limits,
        emit: Emit,
        spent: tuple[int, int] = (0, 0),
    ) -> None:
        self._strings, self._styles, self._1904, self._limits, self._emit = strings, styles, epoch_1904, limits, emit
        self._plain: dict[str, Shown] = {}  # shared strings in cells of no special style, by the number as written
        self._spent_cells, self._spent_characters = spent
        self.facts = SheetFacts()
        self._columns: set[int] = set()
        self._column_of: dict[str, int] = {}
        self._row = self._col = 0
        self._digits = "0"  # of the row's number
        self._type = "n"
        self._style = _PLAIN
        self._formula = False
        self._text: list[str] | None = None
        self._value: str | None = None
        self._collector: RunCollector | None = None
        self._runs: list[Run] | None = None
        self._prefix: str | None = None
        self._in_data = False

    def read(self, chunks: Iterable[bytes], counter: CellCounter, part: str) -> SheetFacts:
        """Parse the sheet while the independent counter sees the same bytes."""
        parser: Any = new_parser()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data

        def tee() -> Iterator[bytes]:
            for chunk in chunks:
                counter.feed(chunk)
                yield chunk

        parse(parser, tee(), part)
        counter.feed(b"", last=True)
        self.facts.count, self.facts.uncached_count = counter.total, counter.uncached
        return self.facts

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        prefix = self._prefix
        if prefix is None:
            self._prefix = prefix = name[: name.index(":") + 1] if ":" in name else ""
        if prefix:
            name = name[len(prefix) :] if name.startswith(prefix) else "?" + name
        if name == "c":
            if self._in_data:
                self._open_cell(attributes)
        elif name == "v":
            self._text = []
        elif self._collector is not None:
            self._collector.start(name, attributes)
        elif name == "f":
            self._formula = True
        elif name == "row" and self._in_data:
            self._open_row(attributes)
        elif name == "is":
            self._collector = RunCollector()
        elif name == "sheetData":
            self._in_data = True
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif name == "col":
            self._hide_columns(attributes)
        elif name == "autoFilter" and not self.facts.filter:
            self.facts.filter = attributes.get("ref", "")[:64]

    def _data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)
        elif self._collector is not None:
            self._collector.data(text)

    def _end(self, name: str) -> None:
        prefix = self._prefix
        if prefix:
            name = name[len(prefix) :] if name.startswith(prefix) else "?" + name
        if name == "c":
            if self._in_data and self._col:
                self._close_cell()
        elif name == "v":
            if self._text is not None:
                self._value = "".join(self._text)
            self._text = None
        elif name == "is":
            if self._collector is not None:
                self._runs = self._collector.runs
            self._collector = None
        elif self._collector is not None:
            self._collector.end(name)
        elif name == "sheetData":
            self._in_data = False

    def _open_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        try:
            self._row = int(number) if number else self._row + 1
        except ValueError as error:
            raise damaged("行番号") from error
        if not 1 <= self._row <= MAX_ROW:
            raise damaged(f"行番号 {self._row}")
        self._digits = str(self._row)
        self._col = 0
        hidden = attributes.get("hidden")
        if hidden is not None and truth(hidden):
            ranges = self.facts.hidden_rows
            if ranges and ranges[-1][1] == self._row - 1:
                ranges[-1] = (ranges[-1][0], self._row)
            else:
                ranges.append((self._row, self._row))

    def _open_cell(self, attributes: dict[str, str]) -> None:
        cell = attributes.get("r")
        if cell:
            # Letters met before and the row's own number behind them: an address that needs no second look.
            column = self._column_of.get(cell[: -len(self._digits)]) if cell.endswith(self._digits) else None
            if column is None:
                try:
                    self._row, column = position(cell)
                except ValueError as error:
                    raise damaged(f"セル番地 {cell[:20]}") from error
                self._digits = str(self._row)
                self._column_of[cell.rstrip("0123456789")] = column
            self._col = column
        else:
            self._row = self._row or 1
            self._col += 1
            if self._col > MAX_COLUMN:
                raise damaged("列番号")
        self._type = attributes.get("t", "n")
        style = attributes.get("s")
        self._style = _PLAIN
        if style is not None and style.isdigit():
            index = int(style)
            if index < len(self._styles):
                self._style = self._styles[index]
        self._value = None
        self._runs = None
        self._formula = False

    def _close_cell(self) -> None:
        value, kind, style = self._value, self._type, self._style
        result: Shown | None
        if kind == "s" and value is not None and not style.strike and not style.red:
            result = self._plain.get(value)
            if result is not None:
                if result[0]:
                    self._deliver(result)
                return
        if kind == "inlineStr":
            if not self._runs:
                return
            result = shown(self._runs, style.strike, style.red)
        elif value is None or (kind != "str" and not value.strip()):
            if self._formula:
                self._no_result()
            return
        elif kind == "s":
            result = self._shared(value.strip(), style)
        else:
            text = self._display(value, kind, style)
            result = shown(((text, None, None),), style.strike, style.red)
        if result[0]:
            self._deliver(result)

    def _no_result(self) -> None:
        """A formula whose result was not saved: no value, but a filled cell all the same."""
        self.facts.note("missing_cached", ref(self._row, self._col))
        if len(self.facts.uncached) + self.facts.cells + self._spent_cells >= self._limits.cells:
            raise too_large(f"入力のあるセルが {self._limits.cells:,} 個を超えています")
        self.facts.uncached.append((self._row, self._col))

    def _shared(self, index: str, style: Style) -> Shown:
        if index.isascii() and index.isdigit() and int(index) < len(self._strings):
            if not style.strike and not style.red:
                found = self._plain[index] = shown(self._strings[int(index)] or (("", None, None),), False, False)
                return found
            return shown(self._strings[int(index)] or (("", None, None),), style.strike, style.red)
        self.facts.note("bad_string", ref(self._row, self._col))
        return shown(((index, None, None),), style.strike, style.red)

    def _display(self, value: str, kind: str, style: Style) -> str:
        if kind == "str":
            return unescape(value)
        value = value.strip()
        if kind == "b":
            return {"0": "FALSE", "1": "TRUE"}.get(value, value.upper())
        if kind == "e":
            self.facts.note("error_value", ref(self._row, self._col))
            return value
        try:
            number = _serial(value, self._1904) if kind == "d" else float(value)
            if number != number or number in (float("inf"), float("-inf")):
                raise ValueError(value)
            if style.format == "General":
                text: str | None = general(number)
            elif odd_date(style.format):
                text = iso(number, self._1904)
                if text is not None:
                    self.facts.note("odd_date", ref(self._row, self._col))
            else:
                text = shower(style.format, self._1904)(number)
        except (ValueError, ArithmeticError):
            self.facts.note("bad_number", ref(self._row, self._col))
            return value
        if text is None:  # the office program shows ####; the stored number is what can be kept
            self.facts.note("bad_date", ref(self._row, self._col))
            return general(number)
        return text

    def _deliver(self, result: Shown) -> None:
        facts, limits = self.facts, self._limits
        facts.cells += 1
        facts.characters += len(result[0])
        if facts.cells + self._spent_cells > limits.cells:
            raise too_large(f"入力のあるセルが {limits.cells:,} 個を超えています")
        if facts.characters + self._spent_characters > limits.characters:
            raise too_large("文字数が多すぎます")
        if self._col not in self._columns:
            self._columns.add(self._col)
            if len(self._columns) > limits.columns:
                raise too_large(f"使っている列が {limits.columns} 列を超えています")
        self._emit(self._row, self._col, result)

    def _merge(self, text: str) -> None:
        if len(self.facts.merges) >= self._limits.merges:
            raise too_large("セルの結合が多すぎます")
        try:
            self.facts.merges.append(_range(text))
        except ValueError:
            self.facts.note("bad_merge", text[:20])

    def _hide_columns(self, attributes: dict[str, str]) -> None:
        hidden = attributes.get("hidden")
        if hidden is None or not truth(hidden):
            return
        try:
            first, last = int(attributes.get("min", "")), int(attributes.get("max", ""))
        except ValueError:
            return
        self.facts.hidden_columns.append((max(1, first), min(last, MAX_COLUMN)))
