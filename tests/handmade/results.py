"""The table of what came of the hand-made books: docs/recognition.md is made here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.handmade import companions, daily, edited, requirements, signs
from tests.handmade.judge import Verdict, judged
from tests.handmade.paper import BOOKS, Book

PAGE = Path(__file__).resolve().parents[2] / "docs" / "recognition.md"
MODULES = (requirements, signs, companions, daily, edited)
_HOW = {"recognised": "そのまま", "mapped": "対応付け1回", "refused": "取り込まない"}
_TOP = """# 様式の判別：手作りのブックによる試し

省庁や事務所の人が作りそうな、どの様式見本とも違うブックを一冊ずつ手で書き、読ませた結果です。`tests/handmade/` に書き方と、
人が書いた正解（項目のすべての欄）があります。`python -m tests.handmade` がこの表を書き直し、試験が表の古さと結果を見張ります。

- **黙った誤り**：正解と違うのに、そのセルにも列の見出しにも「確かめること」がない欄の数。0 でなければ試験は失敗します。
- **言われた違い**：正解と違う（または決めずに残した）が、その場所に「確かめること」が出ている欄の数。
- セル ＝ 取り込み ＋ 理由つきで除外、は全シートで確かめています。

| ブック | 変わったところ | 判別 | セル | 取り込み | 除外 | 確かめること | 言われた違い | 黙った誤り |
|---|---|---|--:|--:|--:|--:|--:|--:|
"""


def every_book() -> list[Book]:
    """The books in the order of their modules."""
    assert MODULES
    return [build() for build in BOOKS]


def judge_all(folder: Path) -> list[Verdict]:
    """What comes of every book."""
    return [judged(made, folder) for made in every_book()]


def page(verdicts: Sequence[Verdict]) -> str:
    """The page as text."""
    rows = [
        f"| {v.made.file} | {v.made.odd} | {_HOW[v.how]} | {v.cells} | {v.imported} | {v.skipped} | {v.findings} "
        f"| {v.wrong} | {len(v.silent)} |"
        for v in verdicts
    ]
    at_once = sum(v.how == "recognised" for v in verdicts)
    mapped = sum(v.how == "mapped" for v in verdicts)
    silent = sum(len(v.silent) for v in verdicts)
    sums = (
        f"\n{len(verdicts)} 冊のうち、そのまま読めたもの {at_once} 冊、対応付け1回で読めたもの {mapped} 冊、"
        f"読まずに断ったもの {len(verdicts) - at_once - mapped} 冊。黙った誤り {silent}。\n"
    )
    return _TOP + "\n".join(rows) + "\n" + sums
