"""References when one row of a sheet becomes many: what lies under it moves, what reaches over it grows."""

from __future__ import annotations

import re
from dataclasses import dataclass

_REF = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d{1,7})")
_RANGE = re.compile(r"(?<![\w.$])(\$?[A-Z]{1,3}\$?\d{1,7})(?::(\$?[A-Z]{1,3}\$?\d{1,7}))?(?![\w(.])")
_ROWS = re.compile(r"(?<![\w.$:])(\$?)(\d{1,7}):(\$?)(\d{1,7})(?![\w.:])")
_SHEET = re.compile(r"('(?:[^']|'')+'|[^\s'!(),:;=<>+*/&^\"-]+)!$")


@dataclass(frozen=True, slots=True)
class Move:
    """Row ``row`` (from 1) becomes ``more`` + 1 rows."""

    row: int
    more: int

    def first(self, row: int) -> int:
        """Where a range that began in this row begins."""
        return row + self.more if row > self.row else row

    def last(self, row: int) -> int:
        """Where a range that ended in this row ends."""
        return row + self.more if row >= self.row else row

    def cell(self, ref: str) -> str:
        """One cell by its reference, absolute or not."""
        return self._end(ref, last=False)

    def range(self, ref: str) -> str:
        """A range, or one cell: a single cell in the row that repeats becomes the range of all its copies."""
        start, _, end = ref.partition(":")
        found = f"{self._end(start, last=False)}:{self._end(end or start, last=True)}"
        first, _, last = found.partition(":")
        return first if first == last else found

    def ranges(self, refs: str) -> str:
        """Several, with blanks between them."""
        return " ".join(self.range(r) for r in refs.split())

    def _end(self, ref: str, *, last: bool) -> str:
        found = _REF.fullmatch(ref)
        if found is None:
            return ref
        row = int(found[4])
        return f"{found[1]}{found[2]}{found[3]}{self.last(row) if last else self.first(row)}"

    def formula(self, text: str, sheet: str, *, here: bool) -> str:
        """The references to ``sheet`` in a formula; ``here``: those without a sheet are meant too. Texts in quotation
        marks stay as they are."""
        parts = re.split(r'("(?:[^"]|"")*")', text)
        return "".join(p if p.startswith('"') else self._plain(p, sheet, here) for p in parts)

    def _plain(self, text: str, sheet: str, here: bool) -> str:
        def meant(at: int) -> bool:
            before = text[:at]
            if not before.endswith("!"):
                return here
            named = _SHEET.search(before)
            return named is not None and named[1].strip("'").replace("''", "'") == sheet

        def one(found: re.Match[str]) -> str:
            return self.range(found[0]) if found[2] and meant(found.start()) else (
                self.cell(found[0]) if meant(found.start()) else found[0]
            )  # fmt: skip

        def rows(found: re.Match[str]) -> str:
            if not meant(found.start()):
                return found[0]
            return f"{found[1]}{self.first(int(found[2]))}:{found[3]}{self.last(int(found[4]))}"

        return _ROWS.sub(rows, _RANGE.sub(one, text))
