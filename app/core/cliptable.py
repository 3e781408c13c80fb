"""Tables as the clipboard carries them: tab-separated text as spreadsheets write it, and tables of a web page."""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser

Table = list[list[str]]


def parse_text(text: str) -> Table:
    """Rows of tab-separated cells. A cell in quotation marks may hold tabs, line breaks and doubled marks.

    A mark that opens a cell and is never closed before a tab or a line end is an ordinary character.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.endswith("\n"):
        text = text[:-1]
    rows: Table = [[]]
    at = 0
    while True:
        cell, at = _cell(text, at)
        rows[-1].append(cell)
        if at >= len(text):
            return rows
        if text[at] == "\n":
            rows.append([])
        at += 1
        if at == len(text):
            rows[-1].append("")
            return rows


def _cell(text: str, at: int) -> tuple[str, int]:
    if text.startswith('"', at):
        out: list[str] = []
        here = at + 1
        while (end := text.find('"', here)) >= 0:
            out.append(text[here:end])
            if text.startswith('""', end):
                out.append('"')
                here = end + 2
            elif end + 1 == len(text) or text[end + 1] in "\t\n":
                return "".join(out), end + 1
            else:
                break
    ends = [e for e in (text.find("\t", at), text.find("\n", at)) if e >= 0]
    end = min(ends, default=len(text))
    return text[at:end], end


def write_text(rows: Sequence[Sequence[str]]) -> str:
    """Rows as tab-separated text; cells with tabs, line breaks or marks stand in quotation marks."""
    return "".join("\t".join(map(_quoted, row)) + "\n" for row in rows)


def _quoted(cell: str) -> str:
    if any(c in cell for c in '\t\n\r"'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def parse_html(text: str) -> Table:
    """The first table of a page; cells that span several get empty ones beside and below. [] when there is none."""
    reader = _Tables()
    reader.feed(text)
    reader.close()
    return reader.table()


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._cells: dict[tuple[int, int], str] = {}
        self._taken: set[tuple[int, int]] = set()
        self._row, self._column = -1, 0
        self._text: list[str] | None = None
        self._span = (1, 1)
        self._depth, self._ended = 0, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
        if self._depth != 1 or self._ended:
            return
        if tag == "tr":
            self._close_cell()
            self._row, self._column = self._row + 1, 0
        elif tag in ("td", "th") and self._row >= 0:
            self._close_cell()
            found = dict(attrs)
            self._span = _number(found.get("rowspan")), _number(found.get("colspan"))
            self._text = []
        elif tag == "br" and self._text is not None:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr") and self._depth == 1:
            self._close_cell()
        if tag == "table" and self._depth:
            self._close_cell()
            self._depth -= 1
            self._ended = self._ended or self._depth == 0

    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._ended:
            self._text.append(" ".join(data.split()) if data.strip() else (" " if data == " " else ""))

    def _close_cell(self) -> None:
        if self._text is None:
            return
        while (self._row, self._column) in self._taken:
            self._column += 1
        self._cells[self._row, self._column] = "".join(self._text).strip()
        down, right = self._span
        for r in range(self._row, self._row + down):
            self._taken.update((r, c) for c in range(self._column, self._column + right))
        self._column += right
        self._text = None

    def table(self) -> Table:
        rows = max((r for r, _ in self._cells), default=-1) + 1
        width = max((c for _, c in self._taken), default=-1) + 1
        return [[self._cells.get((r, c), "") for c in range(width)] for r in range(rows)]


def _number(text: str | None, most: int = 1000) -> int:
    return min(int(text), most) if text and text.isdigit() and int(text) > 0 else 1
