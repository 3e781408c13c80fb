"""The second, independent count of non-empty cells: regular expressions over the raw XML, no parser and no grid.

If it disagrees with what the reader delivered, something was lost, and the import is not offered as complete.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

_ATTRIBUTES = rb"(?:[^>\"'/]++|/(?!>)|\"[^\"]*+\"|'[^']*+')*+"
_CELL = re.compile(
    rb"<(?:[\w.-]+:)?c(?P<a>(?=[\s>/])" + _ATTRIBUTES + rb")(?:/>|>(?P<body>.*?)</(?:[\w.-]+:)?c\s*>)", re.DOTALL
)
_ITEM = re.compile(
    rb"<(?:[\w.-]+:)?si(?=[\s>/])" + _ATTRIBUTES + rb"(?:/>|>(?P<body>.*?)</(?:[\w.-]+:)?si\s*>)", re.DOTALL
)
_TYPE = re.compile(rb"\st\s*=\s*[\"'](\w+)[\"']")
_VALUE = re.compile(rb"<(?:[\w.-]+:)?v(?=[\s>])[^>]*>(?P<v>[^<]*)</")
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f(?=[\s/>])")
_RESULT = re.compile(rb"<(?:[\w.-]+:)?v(?=[\s/>])")
_TEXT = re.compile(rb"<(?:[\w.-]+:)?t(?=[\s>])[^>]*(?<!/)>[^<]+</")
_FURIGANA = re.compile(rb"<(?:[\w.-]+:)?rPh(?=[\s>]).*?</(?:[\w.-]+:)?rPh\s*>", re.DOTALL)
_SECTION = re.compile(rb"<!--.*?-->|<!\[CDATA\[(?P<text>.*?)\]\]>", re.DOTALL)
_OPEN_SECTION = re.compile(rb"<!--|<!\[CDATA\[")


def _plain(section: re.Match[bytes]) -> bytes:
    """A comment counts for nothing; what stands in CDATA is text, not elements."""
    return (section.group("text") or b"").replace(b"<", b"&lt;")


def _has_text(body: bytes) -> bool:
    if b"rPh" in body:
        body = _FURIGANA.sub(b"", body)
    return _TEXT.search(body) is not None


class RawPieces:
    """Matches of one pattern in a stream of chunks; what follows the last match waits for the next chunk.

    ``stop`` ends the search, so that elements of the same name behind the sheet's data are not counted.
    """

    def __init__(self, pattern: re.Pattern[bytes], opening: bytes, stop: bytes = b"") -> None:
        self._pattern = pattern
        self._end = re.compile(rb"</(?:[\w.-]+:)?" + stop + rb"\s*>") if stop else None
        self._opening = re.compile(rb"<(?:[\w.-]+:)?" + opening + rb"(?=[\s>/])")
        self._rest = b""
        self._decoder: codecs.IncrementalDecoder | None = None
        self._first = True
        self._done = False

    def feed(self, chunk: bytes, *, last: bool = False) -> Iterator[re.Match[bytes]]:
        """Matches that are complete with this chunk."""
        if self._first and chunk:
            self._first = False
            if chunk[:2] in (b"\xff\xfe", b"\xfe\xff"):
                self._decoder = codecs.getincrementaldecoder("utf-16")(errors="replace")
        if self._decoder is not None:
            chunk = self._decoder.decode(chunk, last).encode()
        if self._done:
            return
        data = self._rest + chunk
        if b"<!" in data:
            data = _SECTION.sub(_plain, data)
        cut = _OPEN_SECTION.search(data)  # not closed yet: nothing behind it is known to be an element
        end = len(data) if cut is None or last else cut.start()
        if self._end is not None and (found := self._end.search(data, 0, end)):
            end = found.start()
            self._done = True
        keep = 0
        for match in self._pattern.finditer(data, 0, end):
            keep = match.end()
            yield match
        if last or self._done:
            self._rest = b""
            return
        opened = self._opening.search(data, keep, end)
        # Without an open element only a tag or a section's beginning cut in two by the chunk's edge can matter.
        start = opened.start() if opened else max(keep, min(end, len(data) - 128))
        self._rest = data[start:]


class SharedCounter:
    """Which shared strings have text outside furigana."""

    def __init__(self) -> None:
        self.filled: list[bool] = []
        self._pieces = RawPieces(_ITEM, rb"si")

    def feed(self, chunk: bytes, *, last: bool = False) -> None:
        """One chunk of the string table."""
        for match in self._pieces.feed(chunk, last=last):
            self.filled.append(_has_text(match.group("body") or b""))


class CellCounter:
    """Counts the cells of one sheet that show something, and those with a formula but no saved result.

    ``total`` and ``uncached`` are valid after ``feed(..., last=True)``.
    """

    def __init__(self, filled: list[bool]) -> None:
        self.total = self.uncached = 0
        self._filled = filled
        self._pieces = RawPieces(_CELL, rb"c", stop=rb"sheetData")

    def feed(self, chunk: bytes, *, last: bool = False) -> None:
        """One chunk of the sheet."""
        filled = self._filled
        known = len(filled)
        for match in self._pieces.feed(chunk, last=last):
            attributes, body = match.group(1, 2)
            if not body:
                continue
            if attributes[-6:] == b' t="s"' and body[:3] == b"<v>" and body[-4:] == b"</v>" and body[3:-4].isdigit():
                index = int(body[3:-4])  # so look nearly all cells; no further search is needed
                self.total += filled[index] if index < known else 1
                continue
            kind = _TYPE.search(attributes)
            name = kind.group(1) if kind else b"n"
            if name == b"inlineStr":
                self.total += _has_text(body)
                continue
            value = _VALUE.search(body)
            text = value.group("v") if value else b""
            if name != b"str":
                text = text.strip()
            if not text:
                # An empty text is a result (t="str" with a value); no value, or an empty number, is none.
                self.uncached += _FORMULA.search(body) is not None and not (name == b"str" and _RESULT.search(body))
                continue
            if name == b"s":
                # A broken index is shown as it stands, so it counts.
                self.total += filled[int(text)] if text.isdigit() and int(text) < known else 1
            else:
                self.total += 1
