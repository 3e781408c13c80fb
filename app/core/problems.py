"""The error a person can do something about. Everything that isn't one is our bug and ends in the crash report."""

from __future__ import annotations

from spec_catalog.problems import InputProblem

USAGE, REFUSED, LOCKED, CONFLICT = 2, 3, 4, 5


class UserProblem(InputProblem):
    """The environment's or the input's fault: a Japanese sentence with what happened, where, and what to do.

    ``exit_code`` is the command line's answer: 2 wrong usage, 3 refused, 4 locked or damaged, 5 conflict.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        file: str = "",
        sheet: str = "",
        cell: str = "",
        hint: str = "",
        exit_code: int = REFUSED,
    ) -> None:
        super().__init__(code, message, file=file, sheet=sheet, cell=cell, hint=hint)
        self.exit_code = exit_code
