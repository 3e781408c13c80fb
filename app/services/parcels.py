"""Packages to departments and back (受け渡しパッケージ): writing, inspecting, opening as a working copy, returning."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from app.core.operations import digest
from app.core.parcels import BACK, OUT, EditionNote, Manifest, copy_title, fingerprint, package_id
from app.core.problems import USAGE, UserProblem
from app.services import carrier, settings, targets
from app.services import session as sessions
from app.services.session import Session, by_text
from app.services.views import Who
from app.store import handed, ledger, parcel_file, schema, scope, taking
from app.store.parcel_file import Parcel
from app.store.project import WORKING_COPY, now
from app.store.scope import Scope
from spec_catalog import business as businesses

SUFFIX = ".fgpkg"


@dataclass(frozen=True, slots=True)
class Made:
    """A package written. ``remembered``: the file that handed it out waits for its answer now."""

    file: Path
    id: str
    manifest: Manifest
    remembered: bool = False

    @property
    def fingerprint(self) -> str:
        """Six groups of four digits to read aloud."""
        return fingerprint(self.id)


@dataclass(frozen=True, slots=True)
class WorkingCopy:
    """What a department's working copy says of itself: for the banner and for the way back."""

    package: str
    department: str
    name: str
    businesses: tuple[str, ...]
    deadline: str
    note: str
    sender: str

    @property
    def title(self) -> str:
        """For the title bar and the banner."""
        return copy_title(self.name, self.deadline)


def find_department(session: Session, text: str) -> Scope:
    """A department by record id, ``dept:RID`` or name, with the businesses it is in charge of (所管業務)."""
    wanted = text.removeprefix("dept:").strip()
    rows = session.con.execute(
        "SELECT rid, name, fields FROM record WHERE type='department' AND present=1 AND (rid=? OR name=?)",
        (wanted, wanted),
    ).fetchall()
    if len(rows) != 1:
        raise UserProblem(
            "no_department",
            f"「{wanted}」という所属は{'二つ以上あります' if rows else '登録されていません'}。",
            hint="「現行調査」の所属の一覧で、名前と所管業務を確かめてください。",
            exit_code=USAGE,
        )
    owned = json.loads(rows[0][2]).get("businesses") or ()
    return Scope(rows[0][0], rows[0][1], tuple(b for b in owned if isinstance(b, str)))


def departments(session: Session) -> list[Scope]:
    """Every department with its 所管業務, by name."""
    rows = session.con.execute("SELECT rid FROM record WHERE type='department' AND present=1 ORDER BY name, rid")
    return [find_department(session, rid) for (rid,) in rows.fetchall()]


def create_in(session: Session, department: str, folder: Path, *, deadline: str = "", note: str = "") -> Made:
    """The package of a department under its name in a folder, which is made; a second one there gets a number."""
    name = _safe(find_department(session, department).name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise UserProblem(
            "cannot_write", f"「{folder}」に書き出せません（{problem.strerror or problem}）。", file=str(folder),
            hint="書き込めるフォルダーを選んでください。",
        ) from problem  # fmt: skip
    names = (f"{name}{n or ''}{SUFFIX}" for n in itertools.chain((0,), itertools.count(2)))
    out = next(folder / n for n in names if not (folder / n).exists())
    return create(session, department, out, deadline=deadline, note=note)


def create(
    session: Session,
    department: str,
    out: Path,
    *,
    chosen: Sequence[str] = (),
    deadline: str = "",
    note: str = "",
) -> Made:
    """Writes the package for a department: its part with all history, and the editions in force for its businesses.

    ``chosen``: business ids instead of the department's 所管業務; ``deadline``: ISO date or "". A file that can be
    written to remembers whom it went to. Raises UserProblem.
    """
    found = find_department(session, department)
    if chosen:
        found = replace(found, businesses=tuple(dict.fromkeys(chosen)))
    if not found.businesses:
        raise UserProblem(
            "no_business",
            f"「{found.name}」の所管業務が登録されていないため、何を渡すか決められません。",
            hint="所属の「所管業務」を記入するか、業務を指定してください（--business 001）。",
            exit_code=USAGE,
        )
    unknown = [b for b in found.businesses if businesses.name_of(b) == b]
    if unknown:
        raise UserProblem(
            "no_business", f"業務「{unknown[0]}」はありません。", hint="業務番号は 001 から 039 です。", exit_code=USAGE
        )
    if deadline:
        deadline = _day(deadline)
    rids = scope.selected(session.con, found)
    held = _editions(session, found)
    made = write(session, out, OUT, found, rids, held, deadline=deadline, note=note.strip())
    remembered = handed.add(
        session.project, handed.PACKAGE, made.id, department=found.department, name=found.name,
        businesses=found.businesses, deadline=deadline, file=made.file.name,
    )  # fmt: skip
    return replace(made, remembered=remembered)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError as problem:
        raise UserProblem(
            "bad_date", f"期限「{text}」が日付として読めません。", hint="2026-12-25 のように書いてください。",
            exit_code=USAGE,
        ) from problem  # fmt: skip


def _editions(session: Session, part: Scope) -> list[str]:
    """The editions in force of the department's businesses (while none is adopted, the newest here)."""
    return sorted({s.edition for s in session.sources() if part.owns(s.business)})


def hand_back(session: Session, out: Path, *, note: str = "") -> Made:
    """Writes all of a working copy (or of a file begun apart) as a package to the office, editions left out."""
    copy = working_copy(session)
    part = Scope(copy.department, copy.name, copy.businesses) if copy else Scope("", session.who.department, ())
    rids = {r[0] for r in session.con.execute("SELECT DISTINCT rid FROM op")}
    return write(session, out, BACK, part, rids, [], answers=copy.package if copy else "", note=note.strip())


def write(
    session: Session,
    out: Path,
    direction: str,
    part: Scope,
    rids: set[str],
    held: Sequence[str],
    *,
    only: Callable[[str], bool] | None = None,
    deadline: str = "",
    note: str = "",
    answers: str = "",
) -> Made:
    """Writes a package of these records and editions; ``only``: which of their operations (by id) go with it."""
    targets.guard(out)
    project = session.project
    rows = [r for r in parcel_file.rows_of(session.con, rids) if only is None or only(r[0])]
    types: dict[str, int] = {}
    for *_, type_ in rows:
        types[type_] = types.get(type_, 0) + 1
    notes, blobs = parcel_file.editions_of(session.con, held)
    mine = session.con.execute("SELECT count(*) FROM op WHERE actor IN (SELECT actor FROM actor)").fetchone()[0]
    manifest = Manifest(
        direction=direction,
        workspace=project.setting("workspace_id"),
        code=session.code,
        municipality=project.setting("municipality"),
        size=project.setting("size"),
        kind=project.setting("kind"),
        prefecture=project.setting("prefecture"),
        by=by_text(session.who),
        role=session.who.role,
        created_at=now(),
        department=part.department,
        department_name=part.name,
        businesses=part.businesses,
        deadline=deadline,
        note=note,
        answers=answers,
        operations=len(rows),
        records=len({r[4] for r in rows}),
        own=int(mine) if direction == BACK else 0,
        types=types,
        digest=digest(r[0] for r in rows),
        editions=tuple(EditionNote(*n) for n in notes),
    )
    write = carrier.write if carrier.is_carrier(out) else parcel_file.write
    written = write(out, manifest, [r[:4] for r in rows], blobs)
    return Made(out, package_id(written.to_bytes()), written)


def inspect(path: Path) -> Parcel:
    """What a package says of itself, with every hash verified. Raises UserProblem with the reason."""
    return carrier.read(path) if carrier.is_carrier(path) else parcel_file.read(path)


# --- the department's side -------------------------------------------------------------------------------------------


def working_copy(session: Session) -> WorkingCopy | None:
    """What the open file is a working copy of; None for a workspace of its own."""
    said = session.project.setting(WORKING_COPY)
    if not said:
        return None
    held = json.loads(said)
    return WorkingCopy(**{**held, "businesses": tuple(held["businesses"])})


def open_copy(path: Path, *, who: Who, out: Path | None = None) -> Session:
    """Opens a package as a working copy: makes the file, or brings the one kept for this department up to date.

    ``out``: where the working copy lies (default: the program keeps it). Raises UserProblem for a damaged package, one
    on its way back, and one of another workspace than the file that is there.
    """
    parcel = inspect(path)
    m = parcel.manifest
    if m.direction != OUT or not m.department:
        raise UserProblem(
            "not_for_departments",
            f"「{path.name}」は{m.department_name or m.by}から返ってきたパッケージです。",
            file=str(path),
            hint="事務局の作業ファイルを開いて、そこに取り込んでください。",
        )
    place = out or _place(m)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        schema.create(place, {**_facts(m), WORKING_COPY: _said(parcel)})
    session = sessions.open_(place, who=who)
    try:
        held = working_copy(session)
        if held is None or held.department != m.department or session.info.workspace_id != m.workspace:
            raise UserProblem(
                "other_copy", f"「{place.name}」は、このパッケージの作業用コピーではありません。", file=str(place),
                hint="別の名前（--out）を指定してください。",
            )  # fmt: skip
        if not session.project.read_only and not ledger.known(session.con, parcel.id):
            done = taking.take(session.project, [taking.Source(path, lambda: parcel, parcel.id)])
            if done.packages[0].problem is not None:
                raise done.packages[0].problem
            with session.project.local_write() as con:
                con.execute("INSERT OR REPLACE INTO setting(key, value) VALUES (?, ?)", (WORKING_COPY, _said(parcel)))
    except BaseException:  # nobody gets the session, so nobody else could close it
        session.close()
        raise
    return session


def _place(m: Manifest) -> Path:
    name = _safe(f"{m.municipality}_{m.department_name}")
    key = hashlib.sha256(f"{m.workspace}\n{m.department}".encode()).hexdigest()[:16]
    return settings.data_folder() / "copies" / key / f"{name}.fitgap"


def _safe(name: str) -> str:
    """A name as every file system takes it."""
    return re.sub(r"[\\/:*?\"<>|\x00-\x1f]", "_", name)[:60].strip(" .") or "_"


def _facts(m: Manifest) -> dict[str, str]:
    return {
        "workspace_id": m.workspace, "municipality": m.municipality, "code": m.code, "size": m.size, "kind": m.kind,
        "prefecture": m.prefecture, "created_at": now(),
    }  # fmt: skip


def _said(parcel: Parcel) -> str:
    m = parcel.manifest
    said = {
        "package": parcel.id, "department": m.department, "name": m.department_name, "businesses": list(m.businesses),
        "deadline": m.deadline, "note": m.note, "sender": m.by,
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False)
