"""Erasing characters that should never have been written: where they stand, what becomes of it, and doing it.

Everything that is written here still tells who and when; only the marked characters become ■, and the values that held
them are gone from the file, its backups and every later package.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core import redaction as core
from app.core.operations import Operation
from app.core.problems import USAGE, UserProblem
from app.core.records import ATOMS
from app.services import settings, value_words, whereabouts
from app.services.session import Session, changes
from app.services.views import Changes
from app.store import redacting, redacting_copies
from app.store.redacting import Progress

SHOWN = 60  # characters of a text with ■
_BESIDE = {
    "draft": "下書き", "unit": "操作の名前", "ledger": "取り込みの台帳", "baseline": "残した版の名前",
    "handed_out": "渡したものの控え", "sheet_export": "回答用 Excel の控え", "setting": "ファイルの設定",
    "hidden": "隠してある値", "erased": "消去の控え", "file": "プログラムの設定",
    "overlay": "他団体の控え", "overlay_item": "他団体の回答", "overlay_mapped": "他団体の現行",
    "private_mark": "自分用の印とメモ",
}  # fmt: skip
_WORDS = {".json", ".txt", ".csv", ".j2"}  # files of the program's own in which a person's words may stand
_APART = {"backups", "working", "copies", "previews", "catalogue"}  # looked at as workspaces, or without such words


@dataclass(frozen=True, slots=True)
class Place:
    """One place in the log. ``text``: how it will read; ``now``: the value counts today (else it is history).

    ``node``: NODE of the published item, "" for other records.
    """

    op_id: str
    rid: str
    node: str
    title: str
    field: str
    text: str
    by: str
    at: str
    now: bool


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that would be erased. ``beside``: (what it is, how many); ``headers``: steps whose name or author
    holds it, which can't be erased; ``damaged``: backups that can't be looked through."""

    text: str
    places: tuple[Place, ...]
    operations: int
    beside: tuple[tuple[str, int], ...]
    backups: tuple[Path, ...]
    damaged: tuple[Path, ...]
    headers: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to erase."""
        return not (self.operations or self.beside or self.backups)


@dataclass(frozen=True, slots=True)
class Done:
    """What was done. ``left``: backups that could not be rewritten; ``headers``: see Found."""

    changes: Changes
    operations: int
    backups: int
    left: tuple[Path, ...]
    headers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A redaction that arrived and is only hidden so far. ``confirmed``: the office has looked at its list."""

    id: str
    by: str
    at: str
    reason: str
    confirmed: bool
    places: tuple[Place, ...]


def find(
    session: Session, text: str, *, progress: Progress | None = None, cancel: threading.Event | None = None
) -> Found:
    """Where a text stands, in this file and everything the program keeps of it. Raises UserProblem for a text too
    short to be looked for."""
    what = _marked(text)
    seen = redacting.scan(session.con, what, progress=progress, cancel=cancel)
    counts: dict[str, int] = {}
    for table, _ in seen.beside:
        counts[table] = counts.get(table, 0) + 1
    files = sum(1 for _ in _files_with(what))
    if files:
        counts["file"] = files
    backups, damaged = redacting_copies.holding(
        session.project, settings.data_folder(), what, progress=progress, cancel=cancel
    )
    return Found(
        text.strip(), tuple(_places(session, seen.operations, what)), len(seen.operations),
        tuple((_BESIDE[t], n) for t, n in counts.items()), tuple(backups), tuple(damaged), _headers(seen.headers),
    )  # fmt: skip


def _marked(text: str) -> core.Marked:
    what = core.marked([text])
    if what is None:
        raise UserProblem(
            "text_too_short", f"消す文字は {core.LEAST} 文字以上で指定してください。",
            hint="消したい番号や語をそのまま書いてください。", exit_code=USAGE,
        )  # fmt: skip
    return what


def _headers(ops: Iterable[Operation]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{o.at[:16].replace('T', ' ')} {o.by}" for o in ops))


def _places(session: Session, ops: Sequence[Operation], what: core.Marked | None) -> Iterator[Place]:
    where = whereabouts.places(session, {o.rid for o in ops}, {o.rid: o.type for o in ops})
    for op in ops:
        node, _, title, _ = where[op.rid]
        heads = {h for ids in session.project.all_heads(op.rid).values() for h in ids}
        held = list(core.places(op, what)) if what is not None else [(a, None, "") for a in op.atoms]
        for atom, code, text in held:
            named = title if what is None else what.mask(title)
            yield Place(
                op.op_id, op.rid, node, named, _field(op.type, atom, code), _excerpt(text), op.by, op.at,
                op.op_id in heads,
            )  # fmt: skip


def _field(type_: str, atom: str, code: str | None) -> str:
    if code == "":
        return f"{value_words.atom_name(type_, atom)}の理由"
    known = {f.code: f.label for f in ATOMS.get(type_, {}).get(atom, ())}
    return value_words.atom_name(type_, atom) if code is None else known.get(code, code)


def _excerpt(text: str) -> str:
    """The part of a text around the first ■."""
    flat = " ".join(text.split())
    start = max(0, flat.find(core.MASK) - SHOWN // 3)
    part = flat[start : start + SHOWN]
    return ("…" if start else "") + part + ("…" if start + SHOWN < len(flat) else "")


def apply(session: Session, text: str, reason: str, *, op_id: str = "", progress: Progress | None = None) -> Done:
    """Erases a text everywhere, for good. ``op_id``: the operation (its first 8 digits or more) it was found in.

    Raises UserProblem without a reason, for a reason that says the text itself, and where nothing is to be erased.
    """
    what = _marked(text)
    if not reason.strip():
        raise UserProblem(
            "reason_missing",
            "文字を消すには理由が要ります。",
            hint="理由を書いてください（例：個人番号の誤記入）。",
            exit_code=USAGE,
        )
    if what.covers(reason):
        raise UserProblem(
            "reason_holds_it", "理由に、消す文字そのものが入っています。",
            hint="番号などは書かずに、理由だけを書いてください。", exit_code=USAGE,
        )  # fmt: skip
    redacting.check_writable(session.project)
    seen = redacting.scan(session.con, what, progress=progress)
    if op_id:
        _check_named(session, seen, op_id)
    backups, _ = redacting_copies.holding(session.project, settings.data_folder(), what, progress=progress)
    if not (seen or backups or any(True for _ in _files_with(what))):
        raise UserProblem(
            "nothing_found",
            "その文字は、このファイルにも控えにもありません。",
            hint="書かれたとおりの文字で探してください。",
        )
    stored = redacting.erase(session.project, seen, what, reason.strip())
    done, left = redacting_copies.erase(
        session.project, settings.data_folder(), what, reason.strip(), progress=progress
    )
    for file in _files_with(what):
        _scrub_file(file, what)
    return Done(changes(stored), len(seen.operations), len(done), tuple(left), _headers(seen.headers))


def _check_named(session: Session, seen: redacting.Scan, op_id: str) -> None:
    known = [o for o in seen.operations if o.op_id.startswith(op_id.lower())]
    if len(op_id) < 8 or not known:
        raise UserProblem(
            "not_in_operation", f"操作「{op_id}」に、その文字はありません。",
            hint="fitgap redact … --find で、どこにあるかを確かめてください（番号は 8 桁以上）。", exit_code=USAGE,
        )  # fmt: skip


def _files_with(what: core.Marked) -> Iterator[Path]:
    root = settings.data_folder()
    for path in sorted(root.rglob("*")):
        if path.suffix in _WORDS and path.is_file() and path.relative_to(root).parts[0] not in _APART:
            try:
                text = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):  # not words, or not ours to read
                continue
            if core.scrubbed(text, what) != text:
                yield path


def _scrub_file(path: Path, what: core.Marked) -> None:
    temp = path.with_name(f".{uuid.uuid4().hex}.tmp")
    try:
        temp.write_text(core.scrubbed(path.read_text(encoding="utf-8"), what), encoding="utf-8")
        temp.replace(path)
    finally:
        temp.unlink(missing_ok=True)


# --- redactions from elsewhere ---------------------------------------------------------------------------------------


def waiting(session: Session) -> list[Waiting]:
    """The redactions that arrived with packages and wait to be carried out here."""
    out = []
    for one in redacting.waiting(session.con):
        what = core.marked(sorted(redacting.derived(session.con, [one.rid])))
        held = [o for o in one.operations if what is not None and core.concerned(o, what)]
        rest = [o for o in one.operations if o not in held]
        places = (*_places(session, held, what), *_places(session, rest, None))
        out.append(Waiting(one.rid, one.by, one.at, one.reason, one.confirmed, places))
    return out


def confirm(session: Session, id: str, *, progress: Progress | None = None) -> Done:
    """Erases for good what a redaction from elsewhere names; the office's word for it travels.

    Raises UserProblem where the office hasn't looked at the list and the person isn't of the office.
    """
    ids = [w.rid for w in redacting.waiting(session.con) if len(id) >= 8 and w.rid.startswith(id)]
    if len(ids) != 1:
        raise UserProblem(
            "no_redaction",
            "確かめを待っている消去は、その番号ではありません。",
            hint="一覧を読み直してください。",
            exit_code=USAGE,
        )
    named = len(next(w for w in redacting.waiting(session.con) if w.rid == ids[0]).operations)
    what = core.marked(sorted(redacting.derived(session.con, ids)))
    stored = redacting.confirm(session.project, ids[0], office=session.who.role == "office")
    done, left = redacting_copies.erase(
        session.project, settings.data_folder(), what, value_words.type_name("redaction"), progress=progress
    )
    return Done(changes(stored), named, len(done), tuple(left), ())
