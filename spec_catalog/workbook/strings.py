"""Rich text of shared and inline strings: which runs are struck out or red, furigana left out, escapes decoded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any
from xml.parsers import expat

from spec_catalog.workbook.package import damaged, dtd
from spec_catalog.workbook.styles import is_red, truth

# (text, struck, red); None = the run says nothing and takes the cell's own style
Run = tuple[str, bool | None, bool | None]
# (text, valid text, struck text, red): the fields of grid.Cell
Shown = tuple[str, str, str, bool]

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _character(match: re.Match[str]) -> str:
    code = int(match.group(1), 16)
    # NUL and half a surrogate pair cannot be stored as text; the escape itself is then what is kept.
    return match.group(0) if code == 0 or 0xD800 <= code <= 0xDFFF else chr(code)


def unescape(text: str) -> str:
    """``_x000D_`` → the character it stands for; line ends become one line feed, as they are displayed."""
    if "_x" in text:
        text = _ESCAPE.sub(_character, text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def shown(runs: Sequence[Run], strike: bool, red: bool) -> Shown:
    """Runs in a cell of the given style → what is shown, what is valid, what is struck out."""
    if len(runs) == 1 and runs[0][1] is None:
        text = runs[0][0]
        return (text, "", text, red and bool(text)) if strike else (text, text, "", red and bool(text))
    valid: list[str] = []
    struck: list[str] = []
    adjacent = any_red = False
    for text, run_strike, run_red in runs:
        if not text:
            continue
        any_red = any_red or (red if run_red is None else run_red)
        if strike if run_strike is None else run_strike:
            if adjacent:
                struck[-1] += text
            else:
                struck.append(text)
            adjacent = True
        else:
            valid.append(text)
            adjacent = False
    return "".join(t for t, _, _ in runs), "".join(valid), "\n".join(struck), any_red


class RunCollector:
    """Collects the runs of one ``<si>`` or ``<is>``; fed with element names that carry no prefix."""

    __slots__ = ("_phonetic", "_red", "_strike", "_text", "runs")

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self._text: list[str] | None = None
        self._strike: bool | None = None
        self._red: bool | None = None
        self._phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        if name == "t":
            self._text = None if self._phonetic else []
        elif name == "rPh":
            self._phonetic = True
        elif name == "rPr":
            self._strike = self._red = False
        elif name == "strike" and self._strike is not None:
            self._strike = truth(attributes.get("val"))
        elif name == "color" and self._red is not None:
            self._red = is_red(attributes)

    def data(self, text: str) -> None:
        """Character data."""
        if self._text is not None:
            self._text.append(text)

    def end(self, name: str) -> None:
        """An element closes."""
        if name == "t":
            if self._text is not None:
                text = unescape("".join(self._text))
                if text or not self.runs:
                    self.runs.append((text, self._strike, self._red))
            self._text = None
        elif name == "rPh":
            self._phonetic = False
        elif name == "r":
            self._strike = self._red = None


def new_parser() -> Any:
    """A raw expat parser under defusedxml's rule: a document type declaration anywhere ends the reading."""
    parser: Any = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 1 << 16

    def refuse(*_: object) -> None:
        raise dtd()

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.UnparsedEntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    return parser


def parse(parser: Any, chunks: Iterable[bytes], part: str) -> None:
    """Feed all chunks. Raises InputProblem where the XML is broken."""
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise damaged(f"部品 {part} の記述、{error.lineno} 行目") from error
    except (ValueError, LookupError) as error:  # an unknown or wrong encoding
        raise damaged(f"部品 {part} の文字コード") from error


def read_shared(chunks: Iterable[bytes], part: str) -> list[tuple[Run, ...]]:
    """The shared string table in its order."""
    out: list[tuple[Run, ...]] = []
    parser = new_parser()
    collector: RunCollector | None = None
    prefix = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal collector, prefix
        if name.endswith("sst") and not out and collector is None:
            prefix = name[:-3]
        name = name[len(prefix) :] if prefix and name.startswith(prefix) else name
        if name == "si":
            collector = RunCollector()
        elif collector is not None:
            collector.start(name, attributes)

    def data(text: str) -> None:
        if collector is not None:
            collector.data(text)

    def end(name: str) -> None:
        nonlocal collector
        name = name[len(prefix) :] if prefix and name.startswith(prefix) else name
        if name == "si" and collector is not None:
            out.append(tuple(collector.runs))
            collector = None
        elif collector is not None:
            collector.end(name)

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
    parse(parser, chunks, part)
    return out
