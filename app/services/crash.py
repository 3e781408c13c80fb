"""What is written when our own code fails: where in the program, never what the user typed."""

from __future__ import annotations

import platform
import sqlite3
import tempfile
import traceback
from datetime import datetime
from pathlib import Path

from app.services import settings

KEEP = 20


def write_report(bug: BaseException) -> Path:
    """A report file in the data folder: versions and stack, never the exception's text (it may hold user text)."""
    try:
        folder = settings.data_folder() / "reports"
        folder.mkdir(parents=True, exist_ok=True)
        return _write(folder, bug)
    except OSError:  # the data folder is full or gone; the report must still be found
        return _write(Path(tempfile.gettempdir()), bug)


def _write(folder: Path, bug: BaseException) -> Path:
    stamp = datetime.now().strftime("%Y%m%dT%H%M%S%f")
    path = folder / f"crash-{stamp}.txt"
    lines = [
        f"fitgap 0.1.0  Python {platform.python_version()}  {platform.platform()}  SQLite {sqlite3.sqlite_version}"
    ]
    current: BaseException | None = bug
    while current is not None:
        lines.append(type(current).__name__)
        frames = traceback.extract_tb(current.__traceback__)
        lines += [f"  {Path(f.filename).name}:{f.lineno} {f.name}" for f in frames]
        current = current.__cause__ or current.__context__
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for old in sorted(folder.glob("crash-*.txt"))[:-KEEP]:
        old.unlink(missing_ok=True)
    return path
