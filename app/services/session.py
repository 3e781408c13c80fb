"""The open workspace as services see it: project, person, and the catalogue caches attached to its connection."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar, cast

from app.core.parcels import copy_title
from app.core.problems import USAGE, UserProblem
from app.services import settings
from app.services.views import FORCE, Changes, Who, WorkspaceInfo
from app.store import backup, beside, cache, connection, editions, force, publish, redacting
from app.store.project import WORKING_COPY, Author, Project
from app.store.unit import Changes as StoredChanges
from spec_catalog import business as businesses
from spec_catalog.model import SIZES, Edition

Kept = TypeVar("Kept")

MAX_ATTACHED = 7  # SQLite allows 10 databases a connection; one more holds what is in force


class Session:
    """One open workspace. All services take it first; one thread at a time may use it."""

    def __init__(self, project: Project, who: Who, copy: publish.WorkingCopy | None = None) -> None:
        self.project = project
        self.copy = copy  # set while a far file (share, stick) is worked on as a local copy
        self.who = who
        self.warnings: list[str] = []  # Japanese sentences for the person who opened it
        self._attached: OrderedDict[str, str] = OrderedDict()
        self._kept: dict[Hashable, tuple[Hashable, object]] = {}
        self._force: tuple[force.Source, ...] | None = None  # what the attached file of all in force holds

    @property
    def con(self) -> sqlite3.Connection:
        """The connection, for reading."""
        return self.project.con

    @property
    def code(self) -> str:
        """団体コード."""
        return self.project.setting("code")

    @property
    def size(self) -> str:
        """Our size class, one of spec_catalog.model.SIZES."""
        size = self.project.setting("size")
        return size if size in SIZES else "general"

    @property
    def info(self) -> WorkspaceInfo:
        """What the frame shows."""
        ids = [r[0] for r in self.con.execute("SELECT DISTINCT business FROM edition ORDER BY business")]
        handed = json.loads(self.project.setting(WORKING_COPY) or "{}")
        return WorkspaceInfo(
            path=str(self.copy.origin if self.copy else self.project.path),
            municipality=self.project.setting("municipality"),
            code=self.code,
            size=self.size,
            workspace_id=self.project.setting("workspace_id"),
            read_only=self.project.read_only,
            read_only_reason=self.project.read_only_reason,
            handed=copy_title(handed["name"], handed["deadline"]) if handed else "",
            handed_note=handed.get("note", ""),
            working_copy=str(self.project.path) if self.copy else "",
            businesses=tuple((b, businesses.name_of(b)) for b in ids),
        )

    def attach(self, edition_hash: str) -> str:
        """The schema name under which an edition's catalogue can be queried; built first when missing.

        ``FORCE`` stands for all editions in force. Raises UserProblem when the edition isn't in this workspace. Must
        not be called inside a unit.
        """
        if edition_hash == FORCE:
            return self._attach_force()
        name = f"c_{edition_hash[:16]}"
        if name in self._attached:
            self._attached.move_to_end(name)
            return name
        folder = settings.data_folder() / "catalogue"
        file = cache.ensure(folder, edition_hash, lambda: editions.load(self.con, edition_hash))
        while len(self._attached) >= MAX_ATTACHED:
            oldest, _ = self._attached.popitem(last=False)
            self.con.execute(f"DETACH {oldest}")
        self.con.execute(f"ATTACH ? AS {name}", (f"{file.resolve().as_uri()}?mode=ro",))
        self._attached[name] = edition_hash
        return name

    def sources(self) -> tuple[force.Source, ...]:
        """The editions in force, per business and document, each with the one before it."""
        state = (self.con.total_changes, self.con.execute("PRAGMA data_version").fetchone()[0])
        return self.remember("sources", state, lambda: _sources(self.con))

    def build_force(
        self,
        *,
        adopting: Sequence[str] = (),
        known: Mapping[str, Edition] | None = None,
        progress: force.Progress | None = None,
        cancel: threading.Event | None = None,
    ) -> Path:
        """The file that holds what is in force, built where it is missing (seconds for the whole nation's standard).

        ``adopting``: editions that are about to come into force; ``known``: editions at hand by their hash, which
        need not be unpacked again. Raises force.Cancelled; nothing is changed then.
        """
        held = known or {}
        sources = _sources(self.con, adopting) if adopting else self.sources()
        return force.ensure(
            settings.data_folder() / "catalogue",
            sources,
            lambda h: held.get(h) or editions.load(self.con, h),
            progress=progress,
            cancel=cancel,
        )

    def _attach_force(self) -> str:
        sources = self.sources()
        if self._force != sources:
            file = self.build_force()
            if self._force is not None:
                self.con.execute("DETACH force")
            self._force = None
            self.con.execute("ATTACH ? AS force", (f"{file.resolve().as_uri()}?mode=ro",))
            self._force = sources
        return "force"

    def remember(self, name: Hashable, state: Hashable, build: Callable[[], Kept]) -> Kept:
        """What ``build`` made for this state of the data; built again when the state has changed."""
        held = self._kept.get(name)
        if held is None or held[0] != state:
            held = (state, build())
            self._kept[name] = held
        return cast(Kept, held[1])

    def detach_all(self) -> None:
        """Lets go of every catalogue file, so that it can be deleted and rebuilt."""
        for name in self._attached:
            self.con.execute(f"DETACH {name}")
        self._attached.clear()
        if self._force is not None:
            self.con.execute("DETACH force")
            self._force = None

    def begin_anew(self) -> None:
        """Forgets what was attached and computed: the project has another connection to another file."""
        self._attached.clear()
        self._force = None
        self._kept.clear()

    def close(self) -> None:
        """Closes the workspace. May be called twice."""
        self._attached.clear()
        self.project.close()


def create(
    path: Path,
    *,
    municipality: str,
    code: str,
    size: str,
    kind: str = "市区町村",
    prefecture: str = "",
    who: Who,
) -> Session:
    """A new workspace file, opened. Raises UserProblem for an unusable name, code or place."""
    if not municipality.strip():
        raise UserProblem(
            "municipality_missing", "団体名がありません。", hint="団体名を書いてください。", exit_code=USAGE
        )
    if not (code.isascii() and code.isdigit() and len(code) == 6):
        raise UserProblem(
            "bad_code",
            f"団体コード「{code}」は 6 桁の数字ではありません。",
            hint="総務省の全国地方公共団体コード（検査数字を含む 6 桁）を書いてください。",
            exit_code=USAGE,
        )
    if size not in SIZES:
        raise UserProblem(
            "bad_size", f"規模区分「{size}」はありません。", hint="designated / core / general", exit_code=USAGE
        )
    Project.create(path, municipality=municipality.strip(), code=code, size=size, kind=kind, prefecture=prefecture)
    return open_(path, who=who)


def check_digit_fits(code: str) -> bool:
    """Whether the sixth digit is the check digit of the first five (a wrong one warns, never refuses).

    Source: 全国地方公共団体コード仕様 (sum of digits × 6…2, modulo 11).
    """
    if not (code.isascii() and code.isdigit() and len(code) == 6):
        return False
    total = sum(int(d) * w for d, w in zip(code[:5], (6, 5, 4, 3, 2), strict=True))
    return (11 - total % 11) % 10 == int(code[5])


def open_(path: Path, *, who: Who, read_only: bool = False) -> Session:
    """Opens a workspace and makes the day's first backup. Read-only by itself while another process writes."""
    copy: publish.WorkingCopy | None = None
    if not read_only and path.is_file() and publish.is_far(path):
        copy = publish.take(path, settings.data_folder())
    local = copy.path if copy else path
    if not read_only:
        _keep_before_migration(local, who)
    project = Project.open(local, installation=settings.installation_id(), author=_author(who), read_only=read_only)
    session = Session(project, who, copy)
    if not project.read_only:
        beside.sweep(local)
        try:
            redacting.finish(project)
            backup.daily(project, settings.data_folder())
        except UserProblem as problem:
            # work must be possible without a backup, but never without saying so
            session.warnings.append(f"{problem.message}{problem.hint}")
        except BaseException:  # nobody gets the session, so nobody else could close it
            session.close()
            raise
    return session


def _keep_before_migration(path: Path, who: Who) -> None:
    """A verified backup of a file of an earlier version, before it is brought up to date.

    Raises UserProblem when it can't be made: then the file stays as it is.
    """
    try:
        if not path.is_file() or not connection.is_older(path):
            return
    except sqlite3.DatabaseError:
        return  # opening it says what is wrong with it
    before = Project.open(path, installation=settings.installation_id(), author=_author(who), read_only=True)
    try:
        backup.make(before, settings.data_folder(), "migration")
    finally:
        before.close()


def set_who(session: Session, who: Who) -> None:
    """Another person takes over at this PC; later operations carry the new name."""
    session.who = who
    session.project.author = Author(session.project.author.actor, by_text(who), who.role)


def by_text(who: Who) -> str:
    """所属/氏名 as stored in operations; 未記入 where nothing was given."""
    return f"{who.department.strip() or '未記入'}/{who.name.strip() or '未記入'}"


def _author(who: Who) -> Author:
    return Author("", by_text(who), who.role)


def changes(stored: StoredChanges, *, left: tuple[str, ...] = ()) -> Changes:
    """The store's account of a unit with the nodes it touched, for the views."""
    nodes = frozenset(node_text(*ref) for ref in stored.refs)
    return Changes(stored.unit, stored.label, stored.rids, stored.types, nodes, stored.operations, left)


def node_text(business: str, kind: str, id: str, branch: str) -> str:
    """The NODE text of a published item."""
    from spec_catalog.nodes import Node

    return str(Node(kind, business, id, branch))


def _sources(con: sqlite3.Connection, adopting: Sequence[str] = ()) -> tuple[force.Source, ...]:
    """Per business and document the adopted edition, or while none is adopted the newest here; with the one before."""
    adopted = {(b, k): e for b, k, e in con.execute("SELECT business, kind, edition FROM adoption")}
    rows: dict[tuple[str, str], list[str]] = {}
    for hash_, business, kind in con.execute(
        "SELECT hash, business, kind FROM edition ORDER BY business, kind, published, imported_at, hash"
    ):
        rows.setdefault((business, kind), []).append(hash_)
        if hash_ in adopting:
            adopted[business, kind] = hash_
    out = []
    for (business, kind), hashes in rows.items():
        chosen = adopted.get((business, kind), "")
        at = hashes.index(chosen) if chosen in hashes else len(hashes) - 1
        out.append(force.Source(hashes[at], hashes[at - 1] if at else "", business, kind))
    return tuple(out)
