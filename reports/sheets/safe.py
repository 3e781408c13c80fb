"""User text on its way into a cell: always text, never a formula, never cut in silence.

What a cell cannot hold (characters XML forbids, more than 32,767 of them) or a printed row cannot show is carried over
to an appendix sheet in full, and listed beforehand by :func:`carried`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.problems import ExportProblem

CELL_LIMIT = 32_767  # UTF-16 units in one cell, a limit of the file format
# What XML 1.0 forbids, lone surrogates among it. TAB and LF stay; CR LF and CR become the line break of a cell.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class Cleaned(NamedTuple):
    """A text as a cell can hold it, and the code points that had to be written as visible marks."""

    text: str
    forbidden: tuple[str, ...]


NOTHING = Cleaned("", ())


def clean(text: str) -> Cleaned:
    """Line breaks as cells know them; each forbidden character as a visible mark ［U+0001］."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not _FORBIDDEN.search(text):
        return Cleaned(text, ())
    marks = tuple(dict.fromkeys(f"U+{ord(c):04X}" for c in _FORBIDDEN.findall(text)))
    return Cleaned(_FORBIDDEN.sub(lambda m: f"［U+{ord(m.group()):04X}］", text), marks)


def units(text: str) -> int:
    """Length as the file format counts it: UTF-16 units."""
    return len(text) + sum(c > "\uffff" for c in text)


def pieces(text: str, limit: int) -> list[str]:
    """``text`` in parts of at most ``limit`` UTF-16 units, at line breaks where there are any; joined they are it."""
    parts: list[str] = []
    rest = text
    while units(rest) > limit:
        end = limit
        while units(rest[:end]) > limit:
            end -= units(rest[:end]) - limit
        newline = rest.rfind("\n", end // 2, end)
        end = newline + 1 if newline > 0 else end
        parts.append(rest[:end])
        rest = rest[end:]
    return [*parts, rest]


def put(sheet: Worksheet, row: int, col: int, text: str, style: Format) -> None:
    """Write cleaned text as a string cell whatever it begins with. ``style`` carries quotePrefix.

    Raises ExportProblem for what no cell can hold (texts of rows have been carried over before; a header's are not).
    """
    if len(text) > CELL_LIMIT // 2 and units(text) > CELL_LIMIT:
        raise ExportProblem(
            "text_too_long",
            f"「{text[:20]}…」は、1 つのセルに入る 32,767 文字を超えています。何も書いていません。",
            hint="見出しに入る文（団体名、所属、氏名、版、絞り込み）を短くしてください。",
        )
    if text == "":
        sheet.write_blank(row, col, None, style)
    elif text.startswith("<r>") and text.endswith("</r>"):
        # WORKAROUND: XlsxWriter takes such a string for its own rich markup and would write it unescaped.
        sheet.write_rich_string(row, col, text[:1], style, text[1:], style)
    else:
        sheet.write_string(row, col, text, style)


def put_headed(sheet: Worksheet, row: int, col: int, name: str, text: str, style: Format, bold: Format) -> None:
    """A bold name with a text under it, in one cell; either may be empty. ``bold`` is ``style`` with a bold font."""
    if name and text:
        sheet.write_rich_string(row, col, bold, name, style, "\n" + text, style)
    elif name:
        put(sheet, row, col, name, bold)
    else:
        put(sheet, row, col, text, style)


def footer_text(text: str) -> str:
    """Text for a page footer, where & is the sign of a code and a line break ends it."""
    plain = re.sub(r"[ \t\n]+", " ", clean(text).text).strip(" ")
    # WORKAROUND: XlsxWriter takes the "&G" within "&&G" for a picture that is missing and refuses the footer.
    return re.sub(r"&(?=G|\[Picture\])", "＆", plain).replace("&", "&&")
