"""Work of the frame: opening, starting, taking back, searching from the palette."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.views import Changes, CurrentRow, Draft, EditionRow, ItemRow, Who, WorkspaceInfo

if TYPE_CHECKING:
    from app.services.session import Session


@dataclass(frozen=True, slots=True)
class HistoryState:
    """What undo and redo would do now."""

    undo: tuple[int, str] = (0, "")
    redo: tuple[int, str] = (0, "")


@dataclass(frozen=True, slots=True)
class Opened:
    """A freshly opened workspace with all the frame shows at once."""

    session: Session
    info: WorkspaceInfo
    editions: tuple[EditionRow, ...]
    drafts: tuple[Draft, ...]
    history: HistoryState
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """The outcome of undo or redo; ``changes`` is None when there was nothing."""

    changes: Changes | None
    history: HistoryState


def history_state(session: Session) -> HistoryState:
    """What can be taken back and done again."""
    from app.services import history

    return HistoryState(history.undoable(session), history.redoable(session))


def opened(session: Session) -> Opened:
    """All the frame shows of a session."""
    from app.services import catalogue, comparison

    return Opened(
        session,
        session.info,
        tuple(catalogue.editions(session)),
        tuple(comparison.drafts(session)),
        history_state(session),
        tuple(session.warnings),
    )


def give_back(session: Session, unite: bool) -> bool:
    """Puts the local copy of a far file back; True when what others wrote was taken in."""
    from app.services import upkeep

    return upkeep.publish(session, unite=unite) is not None


def open_file(path: str, who: Who) -> Opened:
    """Opens a workspace file, or a package as the working copy of the department it is for."""
    from app.services import parcels, session

    if path.lower().endswith(parcels.SUFFIX):
        return opened(parcels.open_copy(Path(path), who=who))
    return opened(session.open_(Path(path), who=who))


def create(path: str, municipality: str, code: str, size: str, who: Who) -> Opened:
    """Makes a new workspace file."""
    from app.services import session

    return opened(session.create(Path(path), municipality=municipality, code=code, size=size, who=who))


def start_sample(path: str, who: Who) -> Opened:
    """Writes the sample municipality to a file and opens it."""
    from app.services import sample

    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    return opened(sample.start_sample(_free(target), who=who))


def sample_again(who: Who) -> Opened:
    """Opens the sample municipality where it is left from an earlier start, else writes it."""
    path = sample_path()
    return open_file(path, who) if Path(path).exists() else start_sample(path, who)


def _free(path: Path) -> Path:
    """The path itself, or the next with a number: an earlier try of the sample is never written over."""
    tried, number = path, 1
    while tried.exists():
        number += 1
        tried = path.with_name(f"{path.stem}{number}{path.suffix}")
    return tried


def sample_path() -> str:
    """Where the sample is put when nobody chose a place."""
    from app.services import settings

    return str(settings.data_folder() / "sample" / "みほん市.fitgap")


def close(session: Session) -> None:
    """Closes the workspace on the thread that opened it."""
    session.close()


def set_who(session: Session, who: Who) -> None:
    """Another person at the same PC."""
    from app.services import session as sessions

    sessions.set_who(session, who)


def undo(session: Session) -> Taken:
    """Takes the last step back."""
    from app.services import history

    changes = history.undo(session) if history.undoable(session)[0] else None
    return Taken(changes, history_state(session))


def redo(session: Session) -> Taken:
    """Does the last undone step again."""
    from app.services import history

    changes = history.redo(session) if history.redoable(session)[0] else None
    return Taken(changes, history_state(session))


def editions(session: Session) -> tuple[EditionRow, ...]:
    """All editions of the workspace."""
    from app.services import catalogue

    return tuple(catalogue.editions(session))


def backup(session: Session) -> str:
    """Makes a backup now."""
    from app.services import upkeep

    return str(upkeep.backup(session))


@dataclass(frozen=True, slots=True)
class Hits:
    """What the palette found for a text."""

    text: str
    items: tuple[tuple[str, ItemRow], ...]
    functions: tuple[CurrentRow, ...]
    issues: tuple[tuple[str, str, str, str], ...] = ()  # (rid, number, title, status)


def palette_search(session: Session, text: str) -> Hits:
    """Requirements, current functions and issues for the palette; a handful of each."""
    from app.services import catalogue, register_items, survey

    _total, items = catalogue.search(session, text, limit=6)
    functions = tuple(survey.functions(session, text=text)[:4])
    return Hits(text, tuple(items), functions, tuple(register_items.search(session, text)))
