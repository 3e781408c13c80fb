"""A CSV of judgements or of pairs: read whole and strictly, or refused with the line; nobody's verdict hangs on a lost
quote."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from app.core.problems import UserProblem

REQUIRED = ("node", "verdict")
COLUMNS = (*REQUIRED, "current", "detail", "reason")
_CONTROL = dict.fromkeys(c for c in range(32) if chr(c) not in "\t\n\r")


def read(
    path: Path, required: Sequence[str] = REQUIRED, columns: Sequence[str] = COLUMNS, *, word: str = "判定"
) -> list[dict[str, str]]:
    """The rows of a CSV (UTF-8 or cp932) with some of ``columns``, all of ``required`` among them.

    Raises UserProblem with the line for a file that is no text, unknown or missing columns, a line with too many or
    too few cells, and a quote that is never closed.
    """
    lines = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        header = [h.strip() for h in next(lines, [])]
        _check_header(header, path, required, columns)
        rows = []
        for cells in lines:
            if not any(c.strip() for c in cells):
                continue
            if len(cells) != len(header):
                raise _bad(
                    path, f"{lines.line_num} 行目のセルが {len(cells)} 個です（見出しは {len(header)} 個）。",
                    "文の中にコンマや引用符があれば、セル全体を \" で囲んでください。", lines.line_num,
                )  # fmt: skip
            rows.append(dict(zip(header, cells, strict=True)))
    except csv.Error as problem:
        raise _bad(
            path, f"{lines.line_num} 行目まで読んで、引用符（\"）が閉じていません。",
            "引用符の数を確かめてください。", lines.line_num,
        ) from problem  # fmt: skip
    if not rows:
        raise _bad(path, f"「{path.name}」に{word}の行がありません。", f"二行目から{word}を書いてください。", 1)
    return rows


def _check_header(header: list[str], path: Path, required: Sequence[str], columns: Sequence[str]) -> None:
    if not set(required) <= set(header):
        names = " と ".join(required)
        raise _bad(path, f"「{path.name}」に {names} の列がありません。", "一行目に列の名前を書いてください。", 1)
    wrong = [h for n, h in enumerate(header) if h not in columns or h in header[:n]]
    if wrong:
        raise _bad(path, f"「{path.name}」に使えない列「{wrong[0]}」があります。", "使える列：" + "、".join(columns), 1)


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise UserProblem(
            "missing", f"「{path}」が読めません。", file=str(path), hint="場所と権限を確かめてください。"
        ) from problem
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.translate(_CONTROL) == text:
            return text
    raise _bad(path, f"「{path.name}」は CSV ではありません。", "UTF-8 か Shift_JIS の CSV を渡してください。", 1)


def _bad(path: Path, message: str, hint: str, line: int) -> UserProblem:
    return UserProblem("bad_csv", message, file=str(path), cell=f"A{line}", hint=hint)
