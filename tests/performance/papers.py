"""PDF of 5,000 rows of a register against typst's own table of the same cells, every run with texts of its own so that
nothing comes from typst's memory of the run before."""

from __future__ import annotations

import json
import random
import statistics
import time
from datetime import datetime
from pathlib import Path

import typst

from reports.paper import Column, Heading, Paper, Table
from reports.pdf import pdf_bytes
from reports.pdf.fonts import letters, machine
from tests.performance.line import Line

ROWS = 5_000
_LETTERS = "住民票の写し等に方書を記載できること発行番号を証明書に印字する髙𠮷"
_COLUMNS = tuple(
    Column(title, width)
    for title, width in (
        ("No", 30), ("課題番号", 60), ("業務", 60), ("区分", 40), ("件名・内容", 188), ("関連", 90), ("影響度", 46),
        ("優先度", 46), ("対応方針", 82), ("対応内容", 110), ("担当", 72), ("期限", 66), ("状態", 60), ("決定", 92),
    )
)  # fmt: skip
_BARE = """#let d = json("d.json")
#set page(paper: "a4", flipped: true, margin: 12mm)
#set text(font: d.font, size: 9pt, lang: "ja")
#table(columns: d.widths.map(w => w * 1fr), table.header(..d.head), ..d.cells)
"""


def pdf_line(folder: Path, runs: int) -> Line:
    """Ours beside typst's own, in turns."""
    machine()
    ours, bare = [], []
    for run in range(runs):
        rows = _rows(run)
        paper = Paper("課題一覧", "K1", "みほん市", datetime(2026, 1, 15), (Heading("課題"), Table(_COLUMNS, rows)), {})
        start = time.perf_counter()
        pdf_bytes(paper)
        ours.append(time.perf_counter() - start)
        cells = [c for r in _rows(run + 1_000) for c in r]
        data = {"font": letters().families[0], "widths": [c.width for c in _COLUMNS], "cells": cells}
        (folder / "d.json").write_text(json.dumps({**data, "head": [c.title for c in _COLUMNS]}), encoding="utf-8")
        (folder / "bare.typ").write_text(_BARE, encoding="utf-8")
        start = time.perf_counter()
        compiler = typst.Compiler(
            str(folder / "bare.typ"), root=str(folder), font_paths=machine(), ignore_system_fonts=True
        )
        compiler.compile(format="pdf")
        bare.append(time.perf_counter() - start)
    name = f"typst's own table of {ROWS:,} rows"
    return Line(f"PDF of {ROWS:,} register rows", statistics.median(ours), name, statistics.median(bare))


def _rows(seed: int) -> list[tuple[str, ...]]:
    pick = random.Random(seed)

    def text(least: int, most: int) -> str:
        return "".join(
            pick.choices(
                "住民票の写し等に方書を記載できること発行番号を証明書に印字する髙𠮷", k=pick.randint(least, most)
            )
        )

    return [
        (
            str(n), f"G-{n:04}", "住民基本台帳", "差異", text(20, 70), f"{n:07}", "中", "A", "業務運用の見直し",
            text(0, 40), "市民課 証明係", "R8.1.30", "検討中", text(0, 12),
        )
        for n in range(ROWS)
    ]  # fmt: skip
