"""Work of 文書の整合: what does not fit together in the documents in force."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from spec_catalog.consistency import CODES, Inconsistency

if TYPE_CHECKING:
    from app.services.session import Session

Report = Callable[[int, int, str], None]

__all__ = ["CODES", "Inconsistency", "load", "write"]


def load(
    session: Session, business: str, *, progress: Report | None = None, cancel: threading.Event | None = None
) -> list[Inconsistency]:
    """All findings, or those of a business."""
    from app.services import consistency

    return consistency.findings(session, business=business or None, progress=progress, cancel=cancel)


def write(session: Session, path: str, business: str) -> str:
    """Writes the list; its path."""
    from app.services import edition_papers

    return str(edition_papers.write_findings(session, Path(path), business=business or None))
