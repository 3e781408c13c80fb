"""Where output may go: never over a workspace, whatever a person typed."""

from __future__ import annotations

from pathlib import Path

from app.core.problems import REFUSED, UserProblem
from app.store.connection import is_workspace


def guard(out: Path) -> None:
    """Raises UserProblem when ``out`` is a workspace file or a folder: no report or picture may take its place."""
    if out.is_dir():
        raise UserProblem(
            "is_a_folder",
            f"「{out}」はフォルダーです。",
            file=str(out),
            hint="書き出すファイルの名前まで書いてください。",
            exit_code=REFUSED,
        )
    if out.is_file() and is_workspace(out):
        raise UserProblem(
            "would_replace_workspace",
            f"「{out.name}」は作業ファイルなので、上書きしません。",
            file=str(out),
            hint="別の名前で書き出してください。",
            exit_code=REFUSED,
        )
