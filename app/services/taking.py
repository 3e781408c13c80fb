"""Taking packages in at the office: what would come, taking it in, the ledger, and withdrawing a package again."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.core.problems import UserProblem
from app.services import package_reader, parcels, settings, taking_child
from app.services.session import Session, changes
from app.services.views import Changes
from app.store import backup, ledger, retracting, taking
from app.store import beside as copies
from app.store.ledger import Entry as Entry
from app.store.project import Project
from app.store.retracting import Plan
from app.store.taking import Brought, Progress, Taken
from app.store.touched import Part as Part

__all__ = [
    "Part", "Prepared", "Taken", "beside", "entries", "finish", "into_copy", "keep_before", "merge", "prepare",
    "preview", "retract", "sentence",
]  # fmt: skip


def preview(
    session: Session,
    files: Sequence[Path],
    *,
    apart: bool = False,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Taken:
    """What taking packages in would do, to the last number; nothing is changed."""
    with package_reader.reading(files) as sources:
        return taking.take(session.project, sources, dry_run=True, apart=apart, progress=progress, cancel=cancel)


class Prepared:
    """Packages taken in already, in a copy of the file that waits to become it. What nobody keeps vanishes."""

    def __init__(self, files: Sequence[Path], apart: bool, copy: copies.Copy, taken: Taken) -> None:
        self.files, self.apart, self.copy, self.taken = tuple(files), apart, copy, taken
        self.close = weakref.finalize(self, copies.forget, copy.file)


def prepare(
    session: Session,
    files: Sequence[Path],
    *,
    apart: bool = False,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Prepared:
    """Takes packages in beside the file, in another process, while whoever works in the file goes on.

    The file is as it was until :func:`finish`. May run on a thread of its own: of the session only what never changes
    is looked at. Raises UserProblem with the reason, also when ``cancel`` was set.
    """
    ours = session.project
    if ours.read_only:
        taking.take(ours, [], dry_run=True)  # raises with the reason
    copy = copies.copied(ours)
    try:
        order = taking_child.Order(
            str(copy.file), tuple(str(f) for f in files), apart, ours.author.by, ours.author.role
        )
        return Prepared(files, apart, copy, taking_child.run(order, progress=progress, cancel=cancel))
    except BaseException:
        copies.forget(copy.file)
        raise


def into_copy(
    copy: Project,
    file: Path,
    *,
    apart: bool = False,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Taken:
    """Takes a package into what :func:`beside` gave, so that the records can be looked at as they would be."""
    return taking.take(copy, [package_reader.source(file)], apart=apart, progress=progress, cancel=cancel)


@contextmanager
def beside(session: Session) -> Iterator[Project]:
    """A copy of the open file to try something on. Raises UserProblem, also for a file open for reading only."""
    ours = session.project
    if ours.read_only:
        taking.take(ours, [], dry_run=True)  # raises with the reason
    copy = copies.copied(ours)
    try:
        tried = copies.opened(copy.file, "copy", ours.author)
        try:
            yield tried
        finally:
            tried.close()
    finally:
        copies.forget(copy.file)


def keep_before(session: Session) -> None:
    """The backup before packages come in, of a copy, so that nobody waits for it. From any thread."""
    copy = copies.copied(session.project)
    try:
        before = Project.open(copy.file, installation="", author=session.project.author, read_only=True)
        try:
            if before.con.execute("SELECT 1 FROM op LIMIT 1").fetchone():
                backup.make(before, settings.data_folder(), "merge")
        finally:
            before.close()
    finally:
        copies.forget(copy.file)


def finish(session: Session, prepared: Prepared) -> bool:
    """Makes the copy the file, with what was recorded meanwhile: a moment, on the session's thread.

    False when the file changed so that the packages have to be prepared anew; then nothing has happened.
    """
    done = copies.come_home(session.project, prepared.copy)
    if done:
        session.begin_anew()
    return done


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
    with package_reader.reading(files) as sources:
        return taking.take(session.project, sources, apart=apart, progress=progress, cancel=cancel)


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
