"""Which Japanese font a PDF gets, and which characters it holds: what no font has is said instead of a hollow box."""

from __future__ import annotations

import struct
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from reports.problems import ExportProblem

if TYPE_CHECKING:
    from typst import Fonts

FAMILIES = (
    "BIZ UDPGothic", "BIZ UDゴシック", "Yu Gothic UI", "Yu Gothic", "Meiryo", "Noto Sans CJK JP", "Noto Sans JP",
    "IPAexGothic", "Hiragino Sans", "MS PGothic",
)  # fmt: skip
"""The first one the machine has is the paper's."""
REST = (
    "Noto Sans CJK JP", "IPAmjMincho", "MS Gothic", "Noto Serif CJK JP", "SimSun-ExtB", "Segoe UI Symbol",
    "DejaVu Sans",
)  # fmt: skip
"""Asked for what the paper's font lacks: rare 漢字 and signs."""
_SELECTORS = frozenset((*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))


@dataclass(frozen=True, slots=True)
class Held:
    """The characters of one font file: starts and ends of ranges, and the variants (base, selector) it draws."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    variants: frozenset[tuple[int, int]]

    def has(self, code: int) -> bool:
        """Whether there is a glyph for a character."""
        place = bisect_right(self.starts, code) - 1
        return place >= 0 and code <= self.ends[place]


@dataclass(slots=True)
class Letters:
    """The fonts of a paper. ``missing`` gathers what was asked for and none of them has."""

    families: tuple[str, ...]
    held: tuple[Held, ...]
    missing: set[str] = field(default_factory=set)
    _known: set[str] = field(default_factory=set)

    def shown(self, text: str) -> str:
        """The text as it can be set: what no font has as ［U+XXXX］, line ends as \\n, tabs as four blanks."""
        fresh = set(text) - self._known
        if not fresh:
            return text
        odd = {c for c in fresh if not self._plain(c)}
        self._known |= fresh - odd
        return "".join(self._letter(text, n) for n in range(len(text))) if odd else text

    def _plain(self, char: str) -> bool:
        if char == "\n":
            return True
        return char.isprintable() and ord(char) not in _SELECTORS and any(h.has(ord(char)) for h in self.held)

    def _letter(self, text: str, n: int) -> str:
        char = text[n]
        if char in self._known or char == "\n":
            return char
        if char == "\r":
            return "" if text[n + 1 : n + 2] == "\n" else "\n"
        if char == "\t":
            return "    "
        code = ord(char)
        if code in _SELECTORS:
            base = ord(text[n - 1]) if n else 0
            first = next((h for h in self.held if h.has(base)), None)  # typst draws a letter by the first that has it
            if first is not None and (base, code) in first.variants:
                return char
            self.missing.add(text[max(n - 1, 0) : n + 1])
            return f"［U+{code:04X}］"
        if char.isspace() and any(h.has(code) for h in self.held):
            return char
        self.missing.add(char)
        return f"［U+{code:04X}］"


@lru_cache(maxsize=1)
def machine() -> Fonts:
    """The fonts of this machine; looking for them takes a moment, so once."""
    import typst

    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False)


def letters() -> Letters:
    """The fonts for a paper. Raises ExportProblem when the machine has no Japanese font we know."""
    found: dict[str, tuple[str, int]] = {}
    for font in machine().fonts():
        if font.path and font.style == "normal" and (font.family not in found or font.weight == 400):
            found[font.family] = (font.path, font.index)
    own = next((f for f in FAMILIES if f in found), None)
    if own is None:
        raise ExportProblem(
            "no_font",
            "日本語の書体が見つからないため、PDF を作れません。",
            hint=f"次のどれかの書体を入れてください：{'、'.join(FAMILIES)}。ページ（html）や Excel なら書き出せます。",
        )
    families = tuple(dict.fromkeys((own, *(f for f in REST if f in found))))
    return Letters(families, tuple(characters(*found[f]) for f in families))


@lru_cache(maxsize=16)
def characters(path: str, index: int) -> Held:
    """The characters of a font file (OpenType cmap, formats 4, 12 and 14); none when it can't be read."""
    try:
        return _read(Path(path).read_bytes(), index)
    except (OSError, struct.error, IndexError):
        return Held((), (), frozenset())


def _read(data: bytes, index: int) -> Held:
    start = struct.unpack_from(">I", data, 12 + 4 * index)[0] if data[:4] == b"ttcf" else 0
    (tables,) = struct.unpack_from(">H", data, start + 4)
    cmap = 0
    for n in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, start + 12 + 16 * n)
        if tag == b"cmap":
            cmap = offset
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    ranges: list[tuple[int, int]] = []
    variants: set[tuple[int, int]] = set()
    for n in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", data, cmap + 4 + 8 * n)
        at = cmap + offset
        (form,) = struct.unpack_from(">H", data, at)
        if form == 12:
            ranges += _groups(data, at)
        elif form == 4 and (platform, encoding) in ((3, 1), (0, 3), (0, 4)):
            ranges += _segments(data, at)
        elif form == 14:
            variants |= _variants(data, at)
    merged: list[list[int]] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1][1] = max(last, merged[-1][1])
        else:
            merged.append([first, last])
    return Held(tuple(a for a, _ in merged), tuple(b for _, b in merged), frozenset(variants))


def _groups(data: bytes, at: int) -> list[tuple[int, int]]:
    (count,) = struct.unpack_from(">I", data, at + 12)
    return [struct.unpack_from(">II", data, at + 16 + 12 * n) for n in range(count)]


def _segments(data: bytes, at: int) -> list[tuple[int, int]]:
    (twice,) = struct.unpack_from(">H", data, at + 6)
    out: list[tuple[int, int]] = []
    for n in range(twice // 2):
        (last,) = struct.unpack_from(">H", data, at + 14 + 2 * n)
        (first,) = struct.unpack_from(">H", data, at + 16 + twice + 2 * n)
        (delta,) = struct.unpack_from(">H", data, at + 16 + 2 * twice + 2 * n)
        place = at + 16 + 3 * twice + 2 * n
        (shift,) = struct.unpack_from(">H", data, place)
        for code in range(first, last + 1):
            if code == 0xFFFF:
                continue
            glyph = code + delta
            if shift:
                (glyph,) = struct.unpack_from(">H", data, place + shift + 2 * (code - first))
            if glyph & 0xFFFF:
                out.append((code, code))
    return out


def _variants(data: bytes, at: int) -> set[tuple[int, int]]:
    (count,) = struct.unpack_from(">I", data, at + 6)
    out: set[tuple[int, int]] = set()
    for n in range(count):
        record = at + 10 + 11 * n
        selector = int.from_bytes(data[record : record + 3], "big")
        usual, other = struct.unpack_from(">II", data, record + 3)
        if usual:
            (ranges,) = struct.unpack_from(">I", data, at + usual)
            for k in range(ranges):
                first = int.from_bytes(data[at + usual + 4 + 4 * k : at + usual + 7 + 4 * k], "big")
                out |= {(first + j, selector) for j in range(data[at + usual + 7 + 4 * k] + 1)}
        if other:
            (mapped,) = struct.unpack_from(">I", data, at + other)
            for k in range(mapped):
                place = at + other + 4 + 5 * k
                out.add((int.from_bytes(data[place : place + 3], "big"), selector))
    return out
