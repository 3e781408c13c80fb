"""Work of 様式・報告: what can be written, its beginning, and writing it for many departments."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.services.handin import Batch, Entry, Preview
    from app.services.session import Session

Report = Callable[[int, int, str], object]


@dataclass(frozen=True, slots=True)
class Offered:
    """What the screen starts with. ``folder``: proposed, beside the workspace."""

    entries: tuple[Entry, ...]
    departments: tuple[str, ...]
    folder: str
    modes: tuple[tuple[str, str], ...]


def offered(session: Session) -> Offered:
    """Everything that can be written, and for whom."""
    from app.services import handin, sheet_modes

    folder = str(Path(session.info.path).parent / "書き出し")
    return Offered(handin.entries(session), handin.departments(session), folder, tuple(sheet_modes.MODES.items()))


def preview(
    session: Session,
    id: str,
    business: str,
    department: str,
    format: str,
    colours: Mapping[str, str],
    mode: str = "form",
) -> Preview:
    """The beginning of what would be written."""
    from app.services import handin

    return handin.preview(
        session,
        id,
        business=business or None,
        department=department or None,
        colours=colours,
        format=format,
        manner=handin.Manner(mode),
    )


def hints(session: Session, business: str) -> list[str]:
    """Where people's own words look like personal data."""
    from app.services import exports

    return exports.hints(session, business or None)


def write(
    session: Session,
    folder: str,
    wanted: Sequence[tuple[str, str]],
    business: str,
    departments: Sequence[str],
    colours: Mapping[str, str],
    manner: tuple[str, str, bool] = ("form", "", False),
    *,
    progress: Report,
    cancel: threading.Event,
) -> Batch:
    """Writes what is wanted for every department; ``manner``: mode, pattern of the names, with a cover."""
    from app.services import handin

    return handin.write_batch(
        session,
        Path(folder),
        wanted,
        business=business or None,
        departments=departments,
        colours=colours,
        manner=handin.Manner(*manner),
        progress=progress,
        cancel=cancel,
    )
