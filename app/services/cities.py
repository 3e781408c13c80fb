"""Other municipalities beside ours (他団体): adding what they gave, replacing it by something newer, removing it.

Read only: nothing of theirs becomes ours, and adding or removing one changes neither our records nor their digest.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core.codes import UNJUDGED_LABEL, VERDICT
from app.core.problems import LOCKED, USAGE, UserProblem
from app.services import parcels
from app.services.session import Session, node_text
from app.store import connection, overlays
from app.store.overlays import City as City
from app.store.overlays import Given as Given
from app.store.overlays import Key, Said
from app.store.project import now

__all__ = ["City", "Given", "Preview", "Step", "add", "listed", "name_of", "preview", "read", "remove"]

SAMPLES = 8


@dataclass(frozen=True, slots=True)
class Step:
    """One item that would change: before → after, in words."""

    node: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What adding would do. ``before``: what was here of that municipality; ``older``: that was written later."""

    given: Given
    before: City | None
    added: int
    changed: int
    gone: int
    same: int
    samples: tuple[Step, ...]

    @property
    def older(self) -> bool:
        """Whether what is here already says of itself that it is newer."""
        return self.before is not None and self.given.created_at < self.before.created_at


def read(path: Path, *, code: str) -> Given:
    """What another municipality's package, carrier or workspace file says, verified like any package.

    ``code``: our own 団体コード. Needs no open workspace, so it may run beside one. Raises UserProblem with the reason.
    """
    if not path.is_file():
        raise UserProblem(
            "missing", f"「{path}」が見つかりません。", file=str(path), hint="場所と名前を確かめてください。"
        )
    whole = path.suffix.lower() == ".fitgap" or _is_database(path)
    given = overlays.from_workspace(path) if whole else overlays.from_parcel(parcels.inspect(path))
    if given.code == code:
        raise UserProblem(
            "own_municipality",
            f"「{path.name}」は自団体（{given.municipality}、{code}）のものなので、他団体としては並べません。",
            file=path.name,
            hint="「取り込む」（fitgap package merge）で取り込んでください。",
            exit_code=USAGE,
        )
    return given


def _is_database(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(16) == b"SQLite format 3\x00" and connection.is_workspace(path)
    except (OSError, sqlite3.DatabaseError):
        return False


def preview(session: Session, given: Given) -> Preview:
    """What adding it would change here; nothing is written."""
    before = next((c for c in listed(session) if c.code == given.code), None)
    held = overlays.held(session.con, given.code)
    new = {s.key: s for s in given.items}
    changed = [k for k, s in new.items() if k in held and held[k].words != s.words]
    added = [k for k in new if k not in held]
    gone = [k for k in held if k not in new]
    shown: Sequence[Key] = [*changed, *gone, *added][:SAMPLES] if before else ()
    samples = tuple(
        Step(node_text(*k), (new.get(k) or held[k]).name, verdict_text(held.get(k)), verdict_text(new.get(k)))
        for k in shown
    )
    return Preview(given, before, len(added), len(changed), len(gone), len(new) - len(added) - len(changed), samples)


def verdict_text(said: Said | None) -> str:
    """● 適合, 競合, 未回答."""
    if said is None:
        return "未回答"
    if said.conflict:
        return "≠ 競合"
    found = VERDICT.get(said.verdict or "")
    return f"{found.sign} {found.short}" if found else f"{UNJUDGED_LABEL}"


def add(session: Session, given: Given) -> None:
    """Keeps it, in the place of what that municipality gave before. Raises UserProblem when the file is read-only."""
    _writable(session)
    with session.project.local_write() as con:
        overlays.store(con, given, at=now(), by=session.project.author.by)


def listed(session: Session) -> list[City]:
    """The municipalities kept beside ours, by 団体コード."""
    return overlays.cities(session.con)


def find(session: Session, text: str) -> City:
    """One of them by code or name. Raises UserProblem."""
    wanted = text.strip()
    found = [c for c in listed(session) if wanted in (c.code, c.municipality)]
    if len(found) != 1:
        raise UserProblem(
            "no_city",
            f"「{wanted}」という他団体は{'二つ以上あります' if found else '並べていません'}。",
            hint="団体コードで指定してください（fitgap city list で見られます）。",
            exit_code=USAGE,
        )
    return found[0]


def remove(session: Session, text: str) -> City:
    """Takes one away, with everything that was kept of it."""
    _writable(session)
    found = find(session, text)
    with session.project.local_write() as con:
        overlays.remove(con, found.code)
    return found


def name_of(session: Session, code: str) -> str:
    """The name of a municipality, ours too; the code itself where it isn't here (any more)."""
    if code == session.code:
        return session.project.setting("municipality")
    return next((c.municipality for c in listed(session) if c.code == code), code)


def _writable(session: Session) -> None:
    if session.project.read_only:
        raise UserProblem(
            "read_only",
            f"読むだけで開いているので書き込めません。{session.project.read_only_reason}",
            file=str(session.project.path),
            hint="書き込めるようになってから、もう一度開いてください。",
            exit_code=LOCKED,
        )
