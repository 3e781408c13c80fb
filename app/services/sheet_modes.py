"""The two ways a sheet can be written: 様式再現 for print and people, 機械判読 for programs."""

from __future__ import annotations

from app.core.problems import USAGE, UserProblem

MACHINE, FORM = "machine", "form"
MODES = {FORM: "様式再現", MACHINE: "機械判読"}


def check_mode(mode: str) -> str:
    """The mode. Raises UserProblem for an unknown one."""
    if mode not in MODES:
        hint = "使えるもの：" + "、".join(f"{c}（{n}）" for c, n in MODES.items())
        raise UserProblem("bad_mode", f"書き出しかた「{mode}」はありません。", hint=hint, exit_code=USAGE)
    return mode
