"""A paper as the JSON its typst template reads: strings only, nothing of it ever stands in markup."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import singledispatch
from typing import Any

from reports.bars import segments
from reports.dates import wareki_time
from reports.paper import (
    Bars,
    Blank,
    Block,
    Cell,
    Column,
    Facts,
    Heading,
    Heat,
    Paper,
    Picture,
    Signs,
    Table,
    Text,
    head,
    pieces,
    words,
)
from reports.pdf.fonts import Letters
from reports.pieces import Piece
from reports.shades import heat_cells

_TITLE = 150  # characters of a heading
_MOST = 1_200
_LONG = 420  # characters of a cell from which its row may go on over the page
_BAR = 270.0  # points
_RUN = re.compile(r"[!-~]{6,}")  # what a line is not broken in
_MOST_RUN = 24
_PART = 4
_ENDLESS = re.compile(  # longer than a column: neither blank nor kana nor 漢字, between which lines break by themselves
    "[^\\s\u3041-\u3096\u30a1-\u30fa\u3400-\u9fff\uff10-\uff5a\U00020000-\U0003ffff]{13,}"
)


def data_of(paper: Paper, letters: Letters) -> tuple[dict[str, Any], dict[str, str]]:
    """(the template's data, name → content of the pictures beside it)."""
    shown = letters.shown
    pictures: dict[str, str] = {}
    blocks: list[dict[str, Any]] = []
    for block in paper.blocks:
        made = _block(block, paper, letters)
        if isinstance(block, Picture):
            made["file"] = f"picture{len(pictures) + 1}.svg"
            pictures[made["file"]] = shown(block.svg)
        blocks.append(made)
        if isinstance(block, Heading) and len(block.text) > _TITLE:
            blocks += [{"t": "text", "text": _cell(part[0], letters), "look": "same"} for part in _rows([block.text])]
    blocks += [{"t": "text", "look": "same", "text": shown(t)} for t in paper.remarks]
    foot = f"出力 {wareki_time(paper.printed_at)}　{paper.note or '絞り込み：なし'}"
    at = paper.printed_at
    data = {
        "title": shown(paper.title), "author": shown(paper.municipality), "form": shown(paper.form),
        "right": shown(paper.right), "foot": shown(foot),
        "facts": [[shown(k), _cell(v, letters)] for k, v in paper.facts],
        "approval": [shown(n) for n in paper.approval], "landscape": paper.landscape, "contents": paper.contents,
        "size": paper.size, "paper": paper.paper, "fonts": list(letters.families),
        "at": [at.year, at.month, at.day, at.hour, at.minute], "blocks": blocks,
    }  # fmt: skip
    if letters.missing:
        blocks.append({"t": "text", "look": "note", "text": _missing(letters)})
    return data, pictures


def _missing(letters: Letters) -> str:
    codes = sorted({ord(c) for text in letters.missing for c in text[-1:]})
    listed = "、".join(f"U+{c:04X}" for c in codes[:30]) + (f" ほか {len(codes) - 30} 字" if len(codes) > 30 else "")
    return f"この書体（{letters.families[0]}）で表せない文字を［U+番号］で示しました：{listed}"


@singledispatch
def _block(block: Block, paper: Paper, letters: Letters) -> dict[str, Any]:
    raise TypeError(f"no block: {block!r}")


@_block.register
def _(block: Heading, paper: Paper, letters: Letters) -> dict[str, Any]:
    text = block.text if len(block.text) <= _TITLE else block.text[:_TITLE] + "…（全文は下）"
    return {"t": "heading", "text": _line(text, letters), "level": block.level, "fresh": block.fresh}


@_block.register
def _(block: Text, paper: Paper, letters: Letters) -> dict[str, Any]:
    text = block.text
    return {"t": "text", "text": _cell(text, letters), "look": block.look if len(text) <= _MOST else "same"}


@_block.register
def _(block: Facts, paper: Paper, letters: Letters) -> dict[str, Any]:
    parts = [part for pair in block.pairs for part in _rows(pair)]
    pairs = [[letters.shown(words(k)), _cell(v, letters)] for k, v in parts]
    return {"t": "facts", "pairs": pairs, "wide": block.wide} if pairs else {"t": "text", "text": "", "look": "same"}


@_block.register
def _(block: Table, paper: Paper, letters: Letters) -> dict[str, Any]:
    if not block.rows:
        return {"t": "text", "text": letters.shown(block.nothing), "look": "note"}
    cells: list[Any] = []
    for row in block.rows:
        if len(row) != len(block.columns):
            raise ValueError(f"{paper.title}: a row of {len(row)} cells for {len(block.columns)} columns")
        for part in _rows(row):
            made: list[Any] = [_cell(c, letters) for c in part]
            if any(len(words(c)) > _LONG or words(c).count("\n") > 12 for c in part):
                made = [{"long": c} for c in made]
            cells += made
    return {
        "t": "table", "widths": _widths(block.columns, block.rows, paper), "aligns": [c.align for c in block.columns],
        "head": [[letters.shown(t), wide, high] for line in head(block.columns) for t, wide, high in line],
        "cells": cells,
    }  # fmt: skip


@_block.register
def _(block: Bars, paper: Paper, letters: Letters) -> dict[str, Any]:
    most = max((sum(r.counts.values()) for r in block.rows), default=0)
    rows = []
    for row in block.rows:
        wide = _BAR if block.share or not most else _BAR * sum(row.counts.values()) / most
        parts = [
            {"x": s.x, "w": s.width, "fill": s.fill, "line": s.line, "ink": s.ink, "sign": s.sign, "dash": s.dash}
            for s in segments(row.counts, block.marks, paper.colours, wide)
        ]
        rows.append({"name": letters.shown(row.name), "note": letters.shown(row.note), "parts": parts})
    return {"t": "bars", "wide": _BAR, "names": 1, "rows": rows, "legend": _legend(block) if block.legend else []}


def _legend(block: Bars) -> list[str]:
    total = {m.code: sum(r.counts.get(m.code, 0) for r in block.rows) for m in block.marks}
    return [f"{m.sign} {m.label} {total[m.code]} 件" for m in block.marks if total[m.code]]


@_block.register
def _(block: Heat, paper: Paper, letters: Letters) -> dict[str, Any]:
    rows = [{"name": letters.shown(r.name), "cells": heat_cells(r, block.marks)} for r in block.rows]
    return {"t": "heat", "head": [block.title, *(f"{m.sign}\n{m.label}" for m in block.marks), "計"], "rows": rows}


@_block.register
def _(block: Picture, paper: Paper, letters: Letters) -> dict[str, Any]:
    wide, high = (760.0, 440.0) if paper.landscape else (520.0, 680.0)
    scale = min(0.75, wide / block.size[0], high / block.size[1])
    return {"t": "picture", "alt": letters.shown(block.alt), "width": round(block.size[0] * scale, 1)}


@_block.register
def _(block: Signs, paper: Paper, letters: Letters) -> dict[str, Any]:
    return {"t": "signs", "names": [letters.shown(n) for n in block.names]}


@_block.register
def _(block: Blank, paper: Paper, letters: Letters) -> dict[str, Any]:
    return {"t": "blank", "title": letters.shown(block.title), "lines": [letters.shown(t) for t in block.lines]}


def _rows(row: Sequence[Cell]) -> Iterator[list[Cell]]:
    """A row, in as many as it takes for cells nobody can take in at once: setting them in one takes minutes."""
    if all(len(words(c)) <= _MOST for c in row):
        yield list(row)
        return
    parts = [_portions(c) for c in row]
    for n in range(max(len(p) for p in parts)):
        yield [p[n] if n < len(p) else "" for p in parts]


def _portions(cell: Cell) -> list[Cell]:
    """A cell in portions of about _MOST characters, never between a letter and its mark."""
    out: list[Cell] = []
    for piece in pieces(cell):
        at = 0
        while at < len(piece.text):
            end = at + _MOST
            stop = max(piece.text.rfind(c, at + _MOST // 2, end) for c in "。\n") + 1
            end = stop or end
            while end < len(piece.text) and unicodedata.category(piece.text[end]).startswith("M"):
                end += 1
            part = Piece(piece.op, piece.text[at:end])
            room = out and len(words(out[-1])) + len(part.text) <= _MOST
            if room:
                out[-1] = (*pieces(out[-1]), part)
            else:
                out.append((part,))
            at = end
    return out


def _line(text: str, letters: Letters) -> str:
    return " ".join(letters.shown(text).split())


def _cell(cell: Cell, letters: Letters) -> str | list[list[str]]:
    """Text, or [look, text] pieces; a run no line can be broken in has "cut" pieces where it may be."""
    if isinstance(cell, str):
        text = letters.shown(cell)
        return text if not _ENDLESS.search(text) else _parted("same", text)
    out: list[list[str]] = []
    for piece in pieces(cell):
        text = letters.shown(piece.text)
        out += _parted(piece.op, text) if _ENDLESS.search(text) else [[piece.op, text]] if text else []
    return out


def _parted(look: str, text: str) -> list[list[str]]:
    out: list[list[str]] = []
    at = 0
    for found in _ENDLESS.finditer(text):
        ends = range(found.start() + _PART, found.end(), _PART)
        for end in (n for n in ends if not unicodedata.category(text[n]).startswith("M")):
            out += [[look, text[at:end]], ["cut", ""]]
            at = end
    return [*out, [look, text[at:]]]


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], paper: Paper) -> list[float]:
    """Shares of the page, none so narrow that a number or a word without a blank would run into its neighbour."""
    room = ({"a4": 842, "a3": 1191} if paper.landscape else {"a4": 595, "a3": 842})[paper.paper] - 68.0
    asked = [c.width for c in columns]
    scale = room / sum(asked)
    need = []
    for n, column in enumerate(columns):
        longest = max((_longest(words(r[n])) for r in rows), default=0)
        titled = max((len(t) for t in column.title.split("\n")), default=0) if len(column.title) <= 4 else 0
        need.append(max(min(longest, _MOST_RUN) * 0.58, titled) * paper.size + 10)
    wide = [max(a * scale, n) for a, n in zip(asked, need, strict=True)]
    over = sum(wide) - room
    spare = [max(w - n, 0.0) for w, n in zip(wide, need, strict=True)]
    if over > 0 and sum(spare) > 0:
        share = min(1.0, over / sum(spare))
        wide = [w - s * share for w, s in zip(wide, spare, strict=True)]
    return [round(w, 2) for w in wide]


def _longest(text: str) -> int:
    return max((len(m.group()) for m in _RUN.finditer(text)), default=0)
