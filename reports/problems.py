"""The one error type for a file that cannot be written: it speaks to the person who asked for it, in Japanese."""

from __future__ import annotations

from pathlib import Path


class ExportProblem(Exception):
    """A file could not be written; the old one, if there was one, is untouched.

    ``code`` is a stable English word, ``message`` a Japanese sentence that says what happened, ``hint`` one that says
    what to do. ``kept`` is where the new content lies under another name, or None when there is none.
    """

    def __init__(self, code: str, message: str, *, file: str = "", hint: str = "", kept: Path | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.file, self.hint, self.kept = code, message, file, hint, kept

    def as_dict(self) -> dict[str, str]:
        """The same keys as every refused input: code, message, file, sheet, cell, hint."""
        return {
            "code": self.code,
            "message": self.message,
            "file": self.file,
            "sheet": "",
            "cell": "",
            "hint": self.hint,
        }
