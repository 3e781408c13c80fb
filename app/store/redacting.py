"""Erasing marked characters from everything a workspace file stores, until not a byte of them is left in it."""

from __future__ import annotations

import json
import sqlite3
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from app.core.canonical import parsed
from app.core.operations import REDACTION, CorruptOperation, Operation, parse
from app.core.problems import LOCKED, UserProblem
from app.core.redaction import Marked, concerned, marked, rewrites, scrubbed, texts_of
from app.store import erasing, oplog
from app.store.project import Project, now
from app.store.unit import Changes

Progress = Callable[[int, int, str], None]  # done, total, what
LABEL = "文字を消す"
PENDING = "erasing"
"""The setting that says an erasure was begun and the file not yet rewritten."""

TEXTS: dict[str, tuple[str, ...]] = {
    "unit": ("label", "by"),
    "ledger": ("reason", "file", "department_name", "by", "merged_by", "manifest"),
    "draft": ("fields",),
    "baseline": ("name", "by"),
    "handed_out": ("department_name", "by", "file"),
    "sheet_export": ("by", "label", "file", "manifest"),
    "setting": ("value",),
    "erased": ("by",),
    "hidden": ("value",),
    "overlay": ("municipality", "file", "by", "added_by"),
    "overlay_item": ("detail", "why", "department", "apart", "dispositions", "name"),
    "overlay_mapped": ("number", "name", "summary"),
    "private_mark": ("note",),
}
"""Where words may stand beside the log and its projection."""

WITHOUT = frozenset({"op_parent", "op_atom", "edition", "actor"})
"""Tables without words of people; the published standard isn't touched."""

_FACTS = ("workspace_id", "code", "size", "kind", "created_at", "closed")


@dataclass(frozen=True, slots=True)
class Scan:
    """Where something stands in one file. ``headers``: operations whose step or author says it, and earlier erasures
    whose reason does (they can't be erased); ``beside``: (table, what it is called there) of every other row."""

    operations: tuple[Operation, ...]
    headers: tuple[Operation, ...]
    beside: tuple[tuple[str, str], ...]

    def __bool__(self) -> bool:
        return bool(self.operations or self.beside)


def scan(
    con: sqlite3.Connection, what: Marked, *, progress: Progress | None = None, cancel: threading.Event | None = None
) -> Scan:
    """Every place of a file. Raises UserProblem "cancelled"."""
    total = int(con.execute("SELECT count(*) FROM op").fetchone()[0])
    found, headers = [], []
    rows = con.execute("SELECT op_id, header, value, salt FROM op ORDER BY seq")
    for n, (op_id, header, value, salt) in enumerate(rows):
        if n % 2000 == 0:
            _step(progress, cancel, n, total, "記録を調べています")
        if value is not None and what.may_hold(value.decode()):
            op = parse(header, value, salt, op_id=op_id)
            if concerned(op, what):
                found.append(op)
            elif op.type == REDACTION and what.covers(op.reason()):
                headers.append(op)
        if what.may_hold(header.decode()):
            op = parse(header, None, None, op_id=op_id)
            if what.covers(op.label) or what.covers(op.by):
                headers.append(op)
    return Scan(tuple(found), tuple(headers), tuple(_beside(con, what)))


def _step(progress: Progress | None, cancel: threading.Event | None, done: int, total: int, what: str) -> None:
    if cancel is not None and cancel.is_set():
        raise UserProblem("cancelled", "文字を消すのをやめました。何も変えていません。")
    if progress is not None:
        progress(done, total, what)


def _beside(con: sqlite3.Connection, what: Marked) -> Iterator[tuple[str, str]]:
    for table, columns in _tables(con):
        for row in con.execute(f"SELECT rowid, {', '.join(columns)} FROM {table}{_where(table)}").fetchall():
            held = [c for c, v in zip(columns, row[1:], strict=True) if v is not None and _text(v) != _clean(v, what)]
            if held:
                yield table, "、".join(held)


def _tables(con: sqlite3.Connection) -> Iterator[tuple[str, tuple[str, ...]]]:
    there = {r[0] for r in con.execute("SELECT name FROM sqlite_master WHERE type='table'")}
    yield from ((t, c) for t, c in TEXTS.items() if t in there)


def _where(table: str) -> str:
    return f" WHERE key NOT IN ({','.join(repr(f) for f in _FACTS)})" if table == "setting" else ""


def _text(value: Any) -> str:
    """A column as text: compressed and plain JSON alike."""
    if isinstance(value, bytes):
        with suppress(zlib.error):  # else it is plain
            value = zlib.decompress(value)
        return str(value.decode("utf-8", "replace"))
    return str(value)


def _clean(value: Any, what: Marked) -> str:
    text = _text(value)
    return scrubbed(text, what) if text.startswith(("{", "[")) else what.mask(text)


# --- erasing in one file ---------------------------------------------------------------------------------------------


def erase(project: Project, found: Scan, what: Marked, reason: str, *, known: frozenset[str] = frozenset()) -> Changes:
    """Writes what the heads said with ■, and erases every value that holds what is marked; the file is rewritten.

    ``known``: operations that a redaction in the file names already; only what they leave open is written.

    Raises UserProblem when the file can't be written, or a value belongs to another part (a department's working copy).
    """
    check_writable(project)
    project.con.execute("PRAGMA secure_delete=ON")
    changes = Changes("", LABEL, frozenset(), frozenset(), 0)
    rid = ""
    if found.operations:
        rids = {o.rid for o in found.operations}
        held = {o.op_id: o for _, ops in oplog.of_records(project.con, rids) for o in ops}
        held |= {o.op_id: o for o in found.operations}
        planned = rewrites(found.operations, what, _heads(project.con, found.operations), held)
        named = {o.op_id for o in found.operations} - known | {p for r in planned for p in r.parents if p in known}
        if named:
            with project.unit(f"{LABEL}（{len(named)} 件）", origin="redact") as unit:
                rid = unit.redact(planned, named, reason)
            changes = unit.changes
    carry_out(project, [rid] if rid else [], what)
    return changes


def check_writable(project: Project) -> None:
    """Raises UserProblem when the file is open for reading only."""
    if project.read_only:
        raise UserProblem(
            "read_only", f"読むだけで開いているため消せません。{project.read_only_reason}", exit_code=LOCKED
        )


def _heads(con: sqlite3.Connection, ops: Iterable[Operation]) -> dict[str, dict[str, tuple[str, ...]]]:
    """record → atom → heads; of an item under several ids those that stand on any of them."""
    out: dict[str, dict[str, tuple[str, ...]]] = {}
    for op in ops:
        mine = out.setdefault(op.rid, {})
        if not mine:
            for atom, head in con.execute("SELECT atom, op_id FROM head WHERE rid=? ORDER BY op_id", (op.rid,)):
                mine[atom] = (*mine.get(atom, ()), head)
    return out


def carry_out(project: Project, redactions: Iterable[str], what: Marked | None) -> None:
    """Erases what these redactions hid, and what is marked beside the log; rewrites the file so that nothing is left
    of it in unused parts."""
    con = project.con
    rids = list(redactions)
    con.execute("PRAGMA secure_delete=ON")
    with project.local_write():
        con.execute("INSERT OR REPLACE INTO setting(key, value) VALUES (?, 'yes')", (PENDING,))
        what = marked([*(what.texts if what else ()), *sorted(derived(con, rids))])
        for op_id in erasing.named_by(con, rids):
            con.execute("DELETE FROM hidden WHERE op_id=?", (op_id,))
        con.executemany(
            "INSERT OR IGNORE INTO erased(rid, at, by) VALUES (?,?,?)", [(r, now(), project.author.by) for r in rids]
        )
        if what is not None:
            _scrub(con, what)
        _follow(con, stand_ins(con, rids))
    finish(project)


def finish(project: Project) -> None:
    """Rewrites the whole file, so that its unused parts hold nothing of what was erased. Does nothing when that was
    done; called again at the next opening when it was interrupted."""
    if project.read_only or not project.setting(PENDING):
        return
    project.con.execute("PRAGMA query_only=OFF")
    try:
        project.con.execute("VACUUM")
    finally:
        project.con.execute("PRAGMA query_only=ON")
    with project.local_write() as con:
        con.execute("DELETE FROM setting WHERE key=?", (PENDING,))


def derived(con: sqlite3.Connection, rids: Iterable[str]) -> set[str]:
    """The texts that were marked, as far as hidden values and what took their place tell."""
    texts: set[str] = set()
    for op_id, others in stand_ins(con, rids).items():
        row = con.execute(
            "SELECT o.header, h.value, h.salt FROM hidden h JOIN op o ON o.op_id=h.op_id WHERE h.op_id=?", (op_id,)
        ).fetchone()
        if row is not None:
            original = parse(*row, op_id=op_id)
            texts |= set().union(*(texts_of(original, o) for o in others))
    return texts


def stand_ins(con: sqlite3.Connection, redactions: Iterable[str]) -> dict[str, list[Operation]]:
    """Erased operation → what was written in its place."""
    out: dict[str, list[Operation]] = {}
    for rid in redactions:
        rows = con.execute(
            "SELECT DISTINCT r.op_id, n.op_id, n.header, n.value, n.salt FROM op k JOIN redacted r ON r.rid=k.rid"
            " JOIN op_parent p ON p.parent=r.op_id JOIN op n ON n.op_id=p.op_id AND n.unit=k.unit"
            f" WHERE k.rid=? AND n.type<>'{REDACTION}'",
            (rid,),
        )
        for gone, op_id, header, value, salt in rows:
            out.setdefault(gone, []).append(parse(header, value, salt, op_id=op_id))
    return out


def _scrub(con: sqlite3.Connection, what: Marked) -> None:
    for table, columns in _tables(con):
        if table == "hidden":  # another's list that waits: what is ours to erase goes with it
            for op_id, value in con.execute("SELECT op_id, value FROM hidden").fetchall():
                if what.may_hold(value.decode()) and what.held(parsed(value.decode())):
                    con.execute("DELETE FROM hidden WHERE op_id=?", (op_id,))
            continue
        for row in con.execute(f"SELECT rowid, {', '.join(columns)} FROM {table}{_where(table)}").fetchall():
            for column, value in zip(columns, row[1:], strict=True):
                if value is not None and (clean := _clean(value, what)) != _text(value):
                    con.execute(f"UPDATE {table} SET {column}=? WHERE rowid=?", (_like(value, clean), row[0]))


def _like(value: Any, clean: str) -> Any:
    """A text in the form its column had."""
    if not isinstance(value, bytes):
        return clean
    try:
        zlib.decompress(value)
    except zlib.error:
        return clean.encode()
    return zlib.compress(clean.encode(), 9)


def _follow(con: sqlite3.Connection, instead: Mapping[str, list[Operation]]) -> None:
    """Drafts and sheets out for an answer were begun from a value that has ■ now: they build on that one."""
    new = {old: ops[0].op_id for old, ops in instead.items() if len(ops) == 1}
    if not new:
        return
    for rid, atom, parents in con.execute("SELECT rid, atom, parents FROM draft").fetchall():
        seen = json.loads(parents)
        if any(p in new for p in seen):
            now_seen = json.dumps([new.get(p, p) for p in seen])
            con.execute("UPDATE draft SET parents=? WHERE rid=? AND atom=?", (now_seen, rid, atom))
    for id_, blob in con.execute("SELECT id, manifest FROM sheet_export").fetchall():
        text = zlib.decompress(blob).decode()
        if any(old in text for old in new):
            for old, one in new.items():
                text = text.replace(old, one)
            con.execute("UPDATE sheet_export SET manifest=? WHERE id=?", (zlib.compress(text.encode(), 9), id_))


# --- what others redacted --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Waiting:
    """A redaction that came from elsewhere and isn't carried out here. ``confirmed``: the office wrote it or looked at
    its list; ``operations``: those it names that are here, with the values that are hidden."""

    rid: str
    by: str
    at: str
    reason: str
    confirmed: bool
    operations: tuple[Operation, ...]


def waiting(con: sqlite3.Connection) -> list[Waiting]:
    """The redactions not yet carried out here, oldest first."""
    if not con.execute("SELECT 1 FROM sqlite_master WHERE name='erased'").fetchone():
        return []
    rows = con.execute(
        "SELECT rid, json_extract(fields, '$.by'), json_extract(fields, '$.at'), json_extract(fields, '$.reason'),"
        f" json_extract(fields, '$.confirmed') FROM record WHERE type='{REDACTION}'"
        " AND rid NOT IN (SELECT rid FROM erased) ORDER BY 3, 1"
    ).fetchall()
    return [Waiting(rid, by, at, reason or "", bool(ok), tuple(_hidden(con, rid))) for rid, by, at, reason, ok in rows]


def _hidden(con: sqlite3.Connection, rid: str) -> Iterator[Operation]:
    rows = con.execute(
        "SELECT o.op_id, o.header, h.value, h.salt FROM redacted r JOIN op o ON o.op_id=r.op_id"
        " LEFT JOIN hidden h ON h.op_id=r.op_id WHERE r.rid=? ORDER BY o.seq",
        (rid,),
    )
    for op_id, header, value, salt in rows:
        try:
            yield parse(header, value, salt, op_id=op_id)
        except CorruptOperation:
            yield parse(header, None, None, op_id=op_id)


def confirm(project: Project, rid: str, *, office: bool) -> Changes:
    """Says for everybody that the office looked at a redaction's list, and carries it out here.

    Who isn't of the office may carry out what the office confirmed. Raises UserProblem otherwise.
    """
    check_writable(project)
    found = next((w for w in waiting(project.con) if w.rid == rid), None)
    if found is None:
        raise UserProblem("no_redaction", "確かめを待っている消去はありません。", hint="一覧を読み直してください。")
    if not (found.confirmed or office):
        raise UserProblem(
            "office_confirms", "この消去は、事務局が一覧を確かめてから行います。内容はすでに隠してあります。",
            hint="事務局に伝えてください。",
        )  # fmt: skip
    changes = Changes("", LABEL, frozenset(), frozenset(), 0)
    if not found.confirmed:
        ids = [r[0] for r in project.con.execute("SELECT op_id FROM op WHERE rid=?", (rid,))]
        with project.unit(f"{LABEL}：一覧を確かめた", origin="redact") as unit:
            unit.confirm_redact(rid, ids)
        changes = unit.changes
    carry_out(project, [rid], None)
    return changes


def carried_out(con: sqlite3.Connection) -> list[str]:
    """The redactions carried out in this file."""
    return [r[0] for r in con.execute("SELECT rid FROM erased ORDER BY rid")]
