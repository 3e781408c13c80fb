"""The block over a table: who filled it in, when, for which business; and the table's title."""

from __future__ import annotations

from spec_catalog.raw.heads import Cells, Head, Shape, block_row
from spec_catalog.raw.words import Words, folded, is_above, is_date, is_note

Fact = tuple[str, str, tuple[int, int]]
"""A label, what stands beside or below it, and where that stands."""


def facts_between(row: int, cells: Cells, words: Words) -> list[Fact]:
    """The labels and values of a row above a repeated heading (システム名：台帳); nothing for any other row."""
    said = sorted((c, cell.text.strip()) for c, cell in cells.items() if cell.text.strip())
    out: list[Fact] = []
    while said:
        (c, text), *said = said
        head, mark, tail = folded(text).partition(":")
        if mark and tail.strip() and is_above(head, words):
            out.append((head.strip(), text[len(head) + 1 :].strip() or tail.strip(), (row, c)))
        elif said and is_above(text, words) and not is_above(said[0][1], words):
            (at, value), *said = said
            out.append((" ".join(text.rstrip("：:").split()), value, (row, at)))
        else:
            return []
    return out


def facts_above(shape: Shape, head_: Head, words: Words, start: int) -> tuple[list[Fact], str]:
    """(known labels with their values between two rows of a sheet, the table's title)."""

    def line(row: int) -> Cells:
        return shape.cut(row, head_.left, head_.right)

    facts: list[Fact] = []
    title = ""
    below: Cells = {}
    for r in range(start, head_.top):
        if below:  # the values under a row of labels
            below = {}
            continue
        cells = sorted(line(r).items())
        if block_row(shape, r, words):
            below = line(r + 1)
            facts += [
                (" ".join(cell.text.split()), below[c].text.strip(), (r + 1, c)) for c, cell in cells if c in below
            ]
            continue
        n = 0
        while n < len(cells):
            c, cell = cells[n]
            text = cell.text.strip()
            head, mark, tail = folded(text).partition(":")
            if mark and tail.strip() and is_above(head, words):
                facts.append((head.strip(), text[len(head) + 1 :].strip() or tail.strip(), (r, c)))
            elif is_above(text, words) and n + 1 < len(cells) and not is_above(cells[n + 1][1].text.strip(), words):
                facts.append((" ".join(text.rstrip("：:").split()), cells[n + 1][1].text.strip(), (r, cells[n + 1][0])))
                n += 1
            elif not is_note(text) and not is_date(text) and (not title or len(text) > len(title)):
                title = " ".join(text.split())
            n += 1
    seen: dict[str, Fact] = {}
    for fact in facts:
        seen.setdefault(fact[0], fact)
    return list(seen.values()), title
