"""Taking packages in at the office: what would come, taking it in, the ledger, and withdrawing a package again."""

from __future__ import annotations

import hashlib
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from app.core.problems import LOCKED, UserProblem
from app.services import parcels, settings
from app.services.session import Session, changes
from app.services.views import Changes
from app.store import backup, ledger, retracting, taking
from app.store.beside import copied
from app.store.ledger import Entry as Entry
from app.store.project import Project
from app.store.retracting import Plan
from app.store.taking import Brought, Progress, Taken
from app.store.touched import Part as Part

__all__ = [
    "Part",
    "Taken",
    "beside",
    "entries",
    "into_copy",
    "merge",
    "preview",
    "preview_beside",
    "retract",
    "sentence",
]

LEFT_BEHIND = 3600  # seconds after which no look at packages can still be under way


def preview(
    session: Session,
    files: Sequence[Path],
    *,
    apart: bool = False,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Taken:
    """What taking packages in would do, to the last number; nothing is changed."""
    sources = [_source(f) for f in files]
    return taking.take(session.project, sources, dry_run=True, apart=apart, progress=progress, cancel=cancel)


def preview_beside(
    session: Session,
    files: Sequence[Path],
    *,
    apart: bool = False,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Taken:
    """The same numbers from a copy of the file that is thrown away, so that whoever works in the file doesn't wait.

    May run on a thread of its own: of the session only what never changes is looked at.
    """
    with beside(session) as copy:
        sources = [_source(f) for f in files]
        return taking.take(copy, sources, dry_run=True, apart=apart, progress=progress, cancel=cancel)


def into_copy(
    copy: Project,
    file: Path,
    *,
    apart: bool = False,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Taken:
    """Takes a package into what :func:`beside` gave, so that the records can be looked at as they would be."""
    return taking.take(copy, [_source(file)], apart=apart, progress=progress, cancel=cancel)


@contextmanager
def beside(session: Session) -> Iterator[Project]:
    """A copy of the open file to try something on. Raises UserProblem, also for a file open for reading only."""
    ours = session.project
    if ours.read_only:
        taking.take(ours, [], dry_run=True)  # raises with the reason
    root = settings.data_folder() / "previews"
    try:
        root.mkdir(parents=True, exist_ok=True)
        _sweep(root)
        with TemporaryDirectory(dir=root, ignore_cleanup_errors=True) as folder:
            copy = copied(ours.path, Path(folder) / ours.path.name, ours.author)
            try:
                yield copy
            finally:
                copy.close()
    except OSError as problem:
        raise UserProblem(
            "cannot_write",
            f"確かめるための写しを「{root}」に作れませんでした（{problem.strerror or problem}）。",
            file=str(root),
            hint="ディスクの空きと書き込みの許可を確かめてください。いまのファイルはそのままです。",
            exit_code=LOCKED,
        ) from problem


def _sweep(root: Path) -> None:
    """Throws away what a program that was killed left behind: no copy outlives what may have been erased since."""
    for left in root.iterdir():
        if time.time() - left.stat().st_mtime > LEFT_BEHIND:
            shutil.rmtree(left, ignore_errors=True)


def merge(
    session: Session,
    files: Sequence[Path],
    *,
    apart: bool = False,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Taken:
    """Takes packages in, after a backup. Damaged ones are set aside with their reason; the others come in."""
    if not session.project.read_only and session.con.execute("SELECT 1 FROM op LIMIT 1").fetchone():
        backup.make(session.project, settings.data_folder(), "merge")
    sources = [_source(f) for f in files]
    return taking.take(session.project, sources, apart=apart, progress=progress, cancel=cancel)


def _source(file: Path) -> taking.Source:
    return taking.Source(file, lambda: parcels.inspect(file), _mark(file))


def _mark(file: Path) -> str:
    found = hashlib.sha256()
    try:
        with file.open("rb") as handle:
            while block := handle.read(1 << 20):
                found.update(block)
    except OSError:  # reading it says why
        return ""
    return found.hexdigest()


def sentence(brought: Brought) -> str:
    """What a package brought, in one readable line."""
    if brought.problem is not None:
        return f"× {brought.file}：{brought.problem.message}{brought.problem.hint}"
    m = brought.manifest
    assert m is not None
    names = "、".join(dict.fromkeys(by.partition("/")[2] or by for by in brought.writers))
    parts = [
        _numbers("判定", brought.verdicts),
        _numbers("現行調査など", brought.records),
        f"競合 {brought.conflicts} 件" if brought.conflicts else "",
        f"先行パッケージ未着 {brought.pending} 件" if brought.pending else "",
    ]
    said = "　".join(p for p in parts if p)
    if not brought.new:
        said = "新しい記録はありません"
    who = f"（{names}）" if names else ""
    return f"○ {m.department_name or m.by}{who}：{said or f'記録 {brought.new} 件'}"


def _numbers(what: str, found: Part) -> str:
    counts = (("新しく", found.new), ("変更", found.changed), ("削除", found.deleted))
    said = "・".join(f"{word} {count} 件" for word, count in counts if count)
    return f"{what} {said}" if said else ""


def entries(session: Session) -> list[Entry]:
    """The ledger, oldest first."""
    return ledger.entries(session.con)


def retract(session: Session, package: str, reason: str) -> tuple[Plan, Changes]:
    """Withdraws what a package brought; see app.store.retracting. Not in a department's working copy."""
    if parcels.working_copy(session) is not None:
        raise UserProblem(
            "office_only", "部署の作業用コピーでは、パッケージを取り消せません。", hint="事務局に伝えてください。"
        )
    plan, stored = retracting.retract(session.project, package, reason)
    return plan, changes(stored)
