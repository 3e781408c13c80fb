"""Keeping the file safe: backups, restoring, the whole check, and baselines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.core.problems import UserProblem
from app.services import settings
from app.services.session import Session, node_text
from app.store import backup as store_backup
from app.store import baselines, trouble
from app.store import publish as store_publish
from app.store.backup import Preview
from app.store.baselines import Baseline
from app.store.connection import damaged
from app.store.merge import Merged
from app.store.verify import Verification
from app.store.verify import verify as store_verify


def backup(session: Session) -> Path:
    """A backup now; the file made."""
    return store_backup.make(session.project, settings.data_folder(), "manual")


def backups(session: Session) -> list[Path]:
    """This workspace's backups, oldest first."""
    folder = store_backup.folder_of(settings.data_folder(), session.info.workspace_id)
    return store_backup.all_of(folder)


def restore_preview(path: Path) -> Preview:
    """What a backup holds."""
    return store_backup.preview(path)


def restore(path: Path, out: Path) -> Preview:
    """Writes a backup out as a new workspace; never over an existing file."""
    return store_backup.restore(path, out)


def verify(session: Session) -> Verification:
    """Everything checked, nothing changed."""
    return store_verify(session.project)


def explained(problem: BaseException) -> UserProblem | None:
    """What a person can do about a failure of the machine (disk full, no permission); None for our own bugs."""
    return trouble.explained(problem)


def blame_file(session: Session, problem: Exception) -> None:
    """Raises UserProblem "damaged" when an unexpected failure happened in a file that doesn't verify."""
    if explained(problem) is None and not verify(session).ok:
        raise damaged(session.project.path) from problem


def baseline_add(session: Session, name: str) -> Baseline:
    """Freezes now under a name."""
    return baselines.add(session.project, name)


def baseline_list(session: Session) -> list[Baseline]:
    """Every baseline, oldest first."""
    return baselines.all_of(session.project)


def baseline_compare(session: Session, old: str, new: str | None) -> list[dict[str, Any]]:
    """What differs between a baseline and another one, or now: {"target", "type", "atom", "old", "new"}."""
    first = baselines.find(session.project, old)
    second = baselines.find(session.project, new) if new else None
    out = []
    for d in baselines.compare(session.project, first, second):
        target = node_text(d.ref["business"], d.ref["kind"], d.ref["id"], d.ref["branch"]) if "id" in d.ref else d.rid
        out.append({"target": target, "rid": d.rid, "type": d.type, "atom": d.atom, "old": d.old, "new": d.new})
    return out


def publish(session: Session, *, unite: bool = False) -> Merged | None:
    """Puts the local copy of a far file back to where it came from; ``unite`` takes in what others wrote meanwhile.

    Raises UserProblem "changed_meanwhile" (exit code 5) when the origin was changed and ``unite`` is False.
    """
    if session.copy is None:
        raise UserProblem(
            "not_far", "このファイルは手元にあるので、返す必要はありません。", hint="記録はその場で保存されています。"
        )
    if unite:
        return store_publish.unite_and_publish(session.project, session.copy)
    store_publish.publish(session.project, session.copy)
    return None


def unpublished(session: Session) -> bool:
    """Whether the local copy holds work that wasn't put back yet."""
    return session.copy is not None and store_publish.unpublished(session.copy)
