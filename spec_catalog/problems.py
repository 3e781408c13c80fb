"""The one error type for input that cannot be used: it speaks to the person who supplied the file, in Japanese."""

from __future__ import annotations


class InputProblem(Exception):
    """An input (file, sheet, cell, option) cannot be used; nothing was changed.

    ``code`` is a stable English word for programs, ``message`` a Japanese sentence that says what happened and
    ``hint`` one that says what to do. ``file``, ``sheet`` and ``cell`` say where, as far as that is known.
    """

    def __init__(
        self, code: str, message: str, *, file: str = "", sheet: str = "", cell: str = "", hint: str = ""
    ) -> None:
        super().__init__(message)
        self.left_out: tuple[tuple[str, tuple[str, ...]], ...] = ()  # (sheet, filled cells) of a workbook that was read
        self.code, self.message, self.file, self.sheet, self.cell, self.hint = code, message, file, sheet, cell, hint

    def as_dict(self) -> dict[str, str]:
        """The JSON object of docs/cli.md: code, message, file, sheet, cell, hint."""
        return {
            "code": self.code,
            "message": self.message,
            "file": self.file,
            "sheet": self.sheet,
            "cell": self.cell,
            "hint": self.hint,
        }
