"""The table of what came of the departments' books: docs/survey-books.md is made here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.departments.judge import Verdict

PAGE = Path(__file__).resolve().parents[2] / "docs" / "survey-books.md"
_TOP = """# 現行調査の取り込み：手作りの一覧による試し

課が作りそうな一覧を一冊ずつ手で書き、読ませた結果です。`tests/departments/` に書き方と、人が書いた正解（記録のすべての欄）が
あります。`python -m tests.departments` がこの表を書き直し、試験が一冊ごとに正解・セルの数・二度目の取り込み・この表の行を
確かめます。

- どの冊も：記録のすべての欄が正解と同じ、空でないセル ＝ 取り込み ＋ 理由つきで除外（別に数えたセルの数と一致）、
  同じものをもう一度取り込んでも変わらない。
- **読めない値**：選択肢などとして読めず、備考に残して、そのセルを示したもの。**言ったこと**：読み方を決めたときの文。

| 一覧 | 変わったところ | 取り込み先 | 対応付け | 記録 | セル | 取り込み（うち備考） | 除外 | 読めない値 | 言ったこと |
|---|---|---|---|--:|--:|--:|--:|--:|--:|
"""


def row(verdict: Verdict) -> str:
    """One line of the table."""
    made, seen = verdict.made, verdict.seen
    how = "1回" if made.profile else "表の番号" if made.table else "なし"
    held = f"{seen.account.imported}（{seen.noted}）"
    return (
        f"| {made.file} | {made.odd} | {seen.list} | {how} | {len(seen.rows)} | {seen.account.cells} | {held} "
        f"| {len(seen.account.skipped)} | {len(seen.problems)} | {len(seen.said)} |"
    )


def page(verdicts: Sequence[Verdict]) -> str:
    """The page as text."""
    mapped = sum(bool(v.made.profile) for v in verdicts)
    wrong = sum(bool(v.wrong) for v in verdicts)
    sums = f"\n{len(verdicts)} 冊のうち、対応付け1回で読めたもの {mapped} 冊、正解と違うもの {wrong} 冊。\n"
    return _TOP + "\n".join(row(v) for v in verdicts) + "\n" + sums
