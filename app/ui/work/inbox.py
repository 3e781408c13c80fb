"""Work of the inbox: what lies in the folder, what one package would bring, taking it in, putting it aside."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.services.inbox import Close, Held, Lying
    from app.services.session import Session
    from app.services.taking import Entry

Report = Callable[[int, int, str], None]


def scan(
    folder: str, known: Sequence[Lying], *, progress: Report | None = None, cancel: threading.Event | None = None
) -> tuple[Lying, ...]:
    """What lies in the folder now; runs beside everything else, for a share may take long to answer."""
    from app.services import inbox

    return inbox.scan(Path(folder), {one.path: one for one in known}, progress=progress, cancel=cancel)


def waiting(session: Session, found: Sequence[Lying]) -> tuple[Lying, ...]:
    """Those that were neither taken in nor put aside."""
    from app.services import inbox

    return tuple(inbox.waiting(session, found))


def look(session: Session, path: str, apart: bool, *, progress: Report, cancel: threading.Event) -> Close:
    """What one package would bring. Runs beside the window's own work."""
    from app.services import inbox

    return inbox.look(session, Path(path), apart=apart, progress=progress, cancel=cancel)


def set_aside(session: Session, path: str, reason: str) -> None:
    """Notes that a package isn't to be taken in for now."""
    from app.services import inbox

    inbox.set_aside(session, Path(path), reason)


def contents(session: Session, entry: Entry) -> tuple[Held, ...]:
    """What a package that came in brought."""
    from app.services import inbox

    return inbox.contents(session, entry)
