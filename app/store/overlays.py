"""Other municipalities' answers beside ours: read from their packages and files, kept apart from our operations.

Their operations are verified and projected in a database that is thrown away; only what is compared (verdicts and
their reasons, dispositions, which current items answer what) is kept, so neither our log and its digest nor our
records know of them, and what another city didn't mean to show (memos, people, contracts) is not stored here at all.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from app.core.canonical import sha256_hex
from app.core.operations import CorruptOperation, Operation
from app.core.problems import UserProblem
from app.core.received import received
from app.store import connection, container, oplog, projection, schema
from app.store.parcel_file import MAX_OPERATIONS, Parcel
from spec_catalog.model import KINDS, SIZES, Edition
from spec_catalog.nodes import Node, parse

SHORT = 16  # digits of an edition's hash that are kept: enough to tell editions apart
_CURRENT = ("function", "curform", "curlink", "curdata")
Key = tuple[str, str, str, str]  # business, kind, id, branch


@dataclass(frozen=True, slots=True)
class Said:
    """What a municipality says of one item: the columns of ``overlay_item`` but for its code."""

    business: str
    kind: str
    item: str
    branch: str
    verdict: str | None
    current: str
    detail: str
    why: str
    edition: str
    department: str
    at: str
    conflict: int
    apart: str
    dispositions: str
    name: str = ""

    @property
    def key(self) -> Key:
        """(business, kind, id, branch)."""
        return self.business, self.kind, self.item, self.branch

    @property
    def words(self) -> tuple[object, ...]:
        """What a person would call changed; when and by whom it was written doesn't count."""
        return self.verdict, self.current, self.detail, self.why, self.conflict, self.apart, self.dispositions


@dataclass(frozen=True, slots=True)
class Mapped:
    """A current item beside the published one it answers: the columns of ``overlay_mapped`` but for the code."""

    business: str
    kind: str
    item: str
    branch: str
    rid: str
    number: str
    name: str
    summary: str
    usage: str


@dataclass(frozen=True, slots=True)
class Given:
    """All that is taken over from a package or file of another municipality."""

    code: str
    municipality: str
    size: str
    workspace: str
    source: str
    file: str
    by: str
    created_at: str
    items: tuple[Said, ...]
    mapped: tuple[Mapped, ...]
    editions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class City:
    """A row of ``overlay``."""

    code: str
    municipality: str
    size: str
    source: str
    file: str
    by: str
    created_at: str
    added_at: str
    added_by: str
    items: int
    editions: Mapping[str, str]


_ITEM = ", ".join(f.name for f in fields(Said))
_MAPPED = ", ".join(f.name for f in fields(Mapped))


# --- reading what another city gave -----------------------------------------------------------------------------------


def from_parcel(parcel: Parcel) -> Given:
    """A verified package as an overlay."""
    m = parcel.manifest
    editions = [Edition.from_canonical(data) for data in parcel.editions.values()]
    labels = dict(zip((h[:SHORT] for h in parcel.editions), (e.label for e in editions), strict=True))
    return _given(
        m.code, m.municipality, m.size, m.workspace, parcel.id, parcel.name, m.by, m.created_at,
        parcel.operations, editions, labels,
    )  # fmt: skip


def from_workspace(path: Path) -> Given:
    """Another municipality's workspace file as an overlay, every operation verified. Raises UserProblem."""
    mark = _hash(path)
    try:
        with closing(connection.connect(path, read_only=True)) as con:
            connection.check_identity(con, path)
            kinds = dict(con.execute("SELECT name, type FROM sqlite_master WHERE name IN ('op', 'edition', 'setting')"))
            if set(kinds.values()) != {"table"} or len(kinds) != 3:  # a view could compute without end
                raise _forged(path)
            settings = {str(k): str(v) for k, v in con.execute("SELECT key, value FROM setting")}
            if con.execute("SELECT count(*) FROM op").fetchone()[0] > MAX_OPERATIONS:
                raise container.problem(path.name, "too_large", f"記録が多すぎます（{MAX_OPERATIONS:,} まで）。")
            rows = con.execute("SELECT op_id, header, value, salt FROM op ORDER BY seq").fetchall()
            blobs = con.execute("SELECT hash, blob FROM edition WHERE blob IS NOT NULL").fetchall()
    except sqlite3.DatabaseError as problem:
        raise connection.damaged(path, f"（{problem}）") from problem
    try:
        ops = [_operation(*row) for row in rows]
        editions = {str(name): _edition(name, blob) for name, blob in blobs}
    except (CorruptOperation, zlib.error, ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise _forged(path) from problem
    code, size = settings.get("code", ""), settings.get("size", "")
    if not re.fullmatch(r"[0-9]{6}", code, re.ASCII) or size not in SIZES:
        raise _forged(path)
    last = max(ops, key=lambda o: o.at, default=None)
    return _given(
        code, settings.get("municipality", "")[:400], size, settings.get("workspace_id", ""), mark, path.name,
        last.by if last else "", last.at if last else settings.get("created_at", "")[:40], ops,
        list(editions.values()), {h[:SHORT]: e.label for h, e in editions.items()},
    )  # fmt: skip


def _operation(op_id: Any, header: Any, value: Any, salt: Any) -> Operation:
    if not isinstance(op_id, str) or not all(isinstance(part, bytes | None) for part in (value, salt)):
        raise CorruptOperation("an operation is not stored as ours are")
    if not isinstance(header, bytes):
        raise CorruptOperation("an operation has no header")
    return received(header, value, salt, op_id=op_id)


def _edition(name: Any, blob: Any) -> Edition:
    engine = zlib.decompressobj()
    data = engine.decompress(blob, container.MAX_INFLATED)
    if not engine.eof or sha256_hex(data) != name:
        raise CorruptOperation("an edition does not match its name")
    return Edition.from_canonical(data)


def _hash(path: Path) -> str:
    found = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                found.update(block)
    except OSError as problem:
        raise UserProblem(
            "cannot_read", f"「{path}」を読めません（{problem.strerror or problem}）。", file=str(path),
            hint="ファイルの場所と、読む許可を確かめてください。",
        ) from problem  # fmt: skip
    return found.hexdigest()


def _forged(path: Path) -> UserProblem:
    return container.problem(path.name, "forged", "記録に、内容と指紋（ハッシュ）の合わないものがあります。")


def _given(
    code: str,
    municipality: str,
    size: str,
    workspace: str,
    source: str,
    file: str,
    by: str,
    created_at: str,
    ops: Sequence[Operation],
    editions: Iterable[Edition],
    labels: Mapping[str, str],
) -> Given:
    names = {(i.business, i.kind, i.id, i.branch): i.name for e in editions for i in e.items if not i.deleted}
    known = _labels(ops) | dict(labels)
    with closing(sqlite3.connect("", isolation_level=None)) as con:  # on disk when it grows, and gone when closed
        con.execute("PRAGMA journal_mode=OFF")
        con.execute("PRAGMA synchronous=OFF")
        for statement in schema.ddl():
            con.execute(statement)
        con.execute("BEGIN")
        oplog.insert(con, ops)
        projection.rebuild(con)
        items = tuple(said(con, names))
        mapped = tuple(mappings(con))
    used = {i.edition for i in items}
    return Given(
        code, municipality, size, workspace, source, file, by, created_at, items, mapped,
        {h: label for h, label in known.items() if h in used},
    )  # fmt: skip


def _labels(ops: Iterable[Operation]) -> dict[str, str]:
    """First digits of an edition's hash → its label, as said when it was adopted."""
    found: dict[str, str] = {}
    for op in ops:
        said_of = op.fields("adopt") if op.type == "adoption" else None
        if said_of and isinstance(said_of.get("edition"), str) and isinstance(said_of.get("label"), str):
            found[said_of["edition"][:SHORT]] = said_of["label"]
    return found


# --- what a projection says of items; ours is read the same way -------------------------------------------------------


def said(con: sqlite3.Connection, names: Mapping[Key, str], only: Sequence[Key] | None = None) -> Iterator[Said]:
    """What a projection says of the items it judged (``only``: of these)."""
    handled = _dispositions(con, None if only is None else {_node(k) for k in only})
    columns = "s.rid, s.business, s.kind, s.item, s.branch, s.verdict, s.current, s.detail, s.why, s.edition"
    sql = f"SELECT {columns}, s.judged_by, s.judged_at, s.conflict FROM item_state s"
    rows: Iterable[Any]
    if only is None:
        rows = con.execute(f"{sql} ORDER BY s.business, s.kind, s.item, s.branch, s.rid")
    else:
        where = " WHERE s.business=? AND s.kind=? AND s.item=? AND s.branch=?"
        rows = (row for key in only for row in con.execute(sql + where, key))
    seen: set[Key] = set()
    for rid, business, kind, item, branch, verdict, current, detail, why, edition, by, at, conflict in rows:
        key = (business, kind, item, branch)
        doing = handled.get(_node(key), "")
        if key in seen or kind not in KINDS or not item or not (verdict or current or detail or why or conflict):
            continue
        seen.add(key)
        values = _values(con, rid) if conflict else ""
        yield Said(
            business, kind, item, branch, None if conflict else verdict, "" if conflict else current or "",
            "" if conflict else detail, "" if conflict else why, edition[:SHORT], by.partition("/")[0], at,
            int(conflict), values, doing, names.get(key, ""),
        )  # fmt: skip


def _node(key: Key) -> str:
    business, kind, item, branch = key
    try:
        return str(Node(kind, "" if item.startswith("~") else business, item, branch))
    except ValueError:
        return ""


def _values(con: sqlite3.Connection, rid: str) -> str:
    """The values of a verdict in conflict."""
    out = set()
    sql = (
        "SELECT o.op_id, o.header, o.value, o.salt FROM head h JOIN op o ON o.op_id=h.op_id"
        " WHERE h.rid=? AND h.atom='verdict'"
    )
    for op_id, header, value, salt in con.execute(sql, (rid,)).fetchall():
        op = received(header, value, salt, op_id=op_id)
        f = op.fields("verdict") or {}
        texts = tuple(str(f.get(n) or "") for n in ("verdict", "current", "detail", "reason"))
        out.add((*texts, op.by.partition("/")[0]))
    return json.dumps(sorted(out), ensure_ascii=False)


def _dispositions(con: sqlite3.Connection, nodes: set[str] | None) -> dict[str, str]:
    """NODE → JSON of what shall be done about it, from the issues that name it."""
    found: dict[str, list[tuple[str, str]]] = {}
    sql = "SELECT fields FROM record WHERE type='issue' AND present=1 AND state_conflict=0 ORDER BY number, rid"
    for (text,) in con.execute(sql):
        if nodes is not None and not any(n in text for n in nodes):
            continue
        f = json.loads(text)
        named, disposition = f.get("nodes"), f.get("disposition")
        if not isinstance(named, list) or not isinstance(disposition, str) or f.get("status") == "withdrawn":
            continue
        for node in named if disposition else ():
            if (whole := _whole(node)) and (nodes is None or whole in nodes):
                found.setdefault(whole, []).append((disposition, str(f.get("content") or "")))
    return {node: json.dumps(held, ensure_ascii=False) for node, held in found.items()}


def _whole(node: Any) -> str:
    try:
        return str(parse(node)) if isinstance(node, str) else ""
    except ValueError:
        return ""


def mappings(con: sqlite3.Connection, only: Sequence[Key] | None = None) -> Iterator[Mapped]:
    """Which current items a projection maps to what."""
    sql = (
        "SELECT m.business, m.kind, m.item, m.branch, r.rid, r.number, r.name,"
        " coalesce(json_extract(r.fields, '$.summary'), ''), coalesce(json_extract(r.fields, '$.usage'), '')"
        " FROM mapping m JOIN record r ON r.rid=m.target AND r.present=1 AND r.type IN (?,?,?,?)"
    )
    order = " ORDER BY m.business, m.kind, m.item, m.branch, r.number, r.rid"
    if only is None:
        rows: Iterable[Any] = con.execute(sql + order, _CURRENT)
    else:
        where = " WHERE m.business=? AND m.kind=? AND m.item=? AND m.branch=?"
        rows = (row for key in only for row in con.execute(sql + where + order, (*_CURRENT, *key)))
    seen = set()
    for row in rows:
        made = Mapped(*(str(cell) for cell in row))
        if made not in seen:
            seen.add(made)
            yield made


# --- keeping ----------------------------------------------------------------------------------------------------------


def cities(con: sqlite3.Connection) -> list[City]:
    """The municipalities kept here, by code."""
    columns = "code, municipality, size, source, file, by, created_at, added_at, added_by, items, editions"
    rows = con.execute(f"SELECT {columns} FROM overlay ORDER BY code")
    return [City(*(*row[:-1], json.loads(row[-1]))) for row in rows]


def held(con: sqlite3.Connection, code: str) -> dict[Key, Said]:
    """What is kept of a municipality."""
    rows = con.execute(f"SELECT {_ITEM} FROM overlay_item WHERE code=?", (code,))
    return {s.key: s for s in (Said(*row) for row in rows)}


def held_item(con: sqlite3.Connection, code: str, key: Key) -> Said | None:
    """What is kept of a municipality about one item."""
    sql = f"SELECT {_ITEM} FROM overlay_item WHERE business=? AND kind=? AND item=? AND branch=? AND code=?"
    row = con.execute(sql, (*key, code)).fetchone()
    return None if row is None else Said(*row)


def held_mapped(con: sqlite3.Connection, code: str, key: Key) -> list[Mapped]:
    """Which of a municipality's current items answer one item."""
    sql = (
        f"SELECT {_MAPPED} FROM overlay_mapped WHERE business=? AND kind=? AND item=? AND branch=? AND code=?"
        " ORDER BY number, rid"
    )
    return [Mapped(*row) for row in con.execute(sql, (*key, code))]


def remove(con: sqlite3.Connection, code: str) -> bool:
    """Forgets a municipality; whether it was here. Must run inside a transaction."""
    for table in ("overlay_item", "overlay_mapped"):
        con.execute(f"DELETE FROM {table} WHERE code=?", (code,))
    return con.execute("DELETE FROM overlay WHERE code=?", (code,)).rowcount > 0


def store(con: sqlite3.Connection, given: Given, *, at: str, by: str) -> None:
    """Keeps what a municipality gave in the place of what it gave before. Must run inside a transaction."""
    remove(con, given.code)
    con.execute(
        "INSERT INTO overlay(code, municipality, size, source, file, by, created_at, added_at, added_by, items,"
        " editions) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        (
            given.code, given.municipality, given.size, given.source, given.file, given.by, given.created_at, at, by,
            len(given.items), json.dumps(dict(given.editions), ensure_ascii=False, sort_keys=True),
        ),
    )  # fmt: skip
    marks = ",".join("?" * (len(fields(Said)) + 1))
    con.executemany(
        f"INSERT INTO overlay_item({_ITEM}, code) VALUES ({marks})", ((*astuple(s), given.code) for s in given.items)
    )
    marks = ",".join("?" * (len(fields(Mapped)) + 1))
    con.executemany(
        f"INSERT INTO overlay_mapped({_MAPPED}, code) VALUES ({marks})",
        ((*astuple(m), given.code) for m in given.mapped),
    )
