"""みほん市: the sample municipality, made the way a person would make it, through import, records and verdicts."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from app.core.records import item_rid
from app.core.stamps import stamp
from app.services import around, catalogue, sample_records, sample_vendors
from app.services import session as sessions
from app.services.sample_records import Key, facts
from app.services.session import Session
from app.services.views import EditionRow, Who
from app.store.unit import Unit
from spec_catalog.model import LoadedFile
from spec_catalog.sample import write_catalogue

WHO = Who("情報政策課", "見本 太郎", "office")
READERS = 2  # each file is read by a process of its own; more don't help on the two cores of an office PC


def start_sample(path: Path, *, who: Who | None = None, books: Path | None = None) -> Session:
    """Writes the sample workspace and opens it as ``who``; everything in it can be undone or tried out.

    ``books``: a folder where the published-style workbooks are left as well. Raises UserProblem when ``path`` exists
    or cannot be written.
    """
    city = facts("municipality")["municipality"]
    session = sessions.create(path, municipality=city["name"], code=city["code"], size=city["size"], who=WHO)
    try:
        _fill(session, books)
        sessions.set_who(session, who or WHO)
    except BaseException:  # whatever happened, also 中止: the file must not stay open and locked
        session.close()
        raise
    return session


def _fill(session: Session, books: Path | None) -> None:
    rows = catalogue.take_over(session, _read(books), adopt=False)
    first: dict[tuple[str, str], EditionRow] = {}
    for row in rows:  # the first edition of each document is in force; the next one waits to be adopted
        first.setdefault((row.business, row.kind), row)
    for row in first.values():
        catalogue.adopt(session, row.hash)
    rids = sample_records.organisation(session)
    sample_records.current(session, rids)
    _judgements(session, _stamps(session, first))
    sample_vendors.layers(session)
    sample_records.register(session, rids)
    sessions.set_who(session, WHO)
    sample_records.transitions(session, rids)


def _read(books: Path | None) -> list[LoadedFile]:
    """The catalogue, written and read back; in the order in which it was written."""
    folder = Path(tempfile.mkdtemp(prefix="fitgap-sample-"))
    try:
        with ThreadPoolExecutor(READERS, thread_name_prefix="sample") as pool:
            read = [
                r
                for one in pool.map(lambda p: catalogue.read_files([p]), write_catalogue(books or folder))
                for r in one
            ]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for result in read:
        if result.problem is not None:
            raise result.problem
    return [r.loaded for r in read if r.loaded is not None]


def _stamps(session: Session, editions: Mapping[tuple[str, str], EditionRow]) -> dict[Key, dict[str, Any]]:
    """What a verdict on each published item is given for, with what the mapped current items say."""
    out: dict[Key, dict[str, Any]] = {}
    for (business, kind), row in editions.items():
        schema = session.attach(row.hash)
        items = session.con.execute(
            f"SELECT key, id, branch, basis FROM {schema}.item WHERE kind=?", (kind,)
        ).fetchall()
        beside = around.now(session, schema, [key for key, *_ in items])
        for key, id_, branch, basis in items:
            out[business, kind, id_, branch] = stamp(row.hash, basis, beside.get(key))
    return out


def _judgements(session: Session, stamps: Mapping[Key, dict[str, Any]]) -> None:
    """Verdicts and 連携検討, each person's as one step of that person."""
    given = facts("verdicts")
    people: dict[tuple[str, str], tuple[list[dict[str, Any]], list[dict[str, Any]]]] = {}
    for place, name in ((0, "verdicts"), (1, "reviews")):
        for entry in given[name]:
            people.setdefault((entry["department"], entry["by"]), ([], []))[place].append(entry)
    for (department, name), (verdicts, reviews) in people.items():
        sessions.set_who(session, Who(department, name))
        if verdicts:
            with session.project.unit(f"見本：判定 {len(verdicts)} 件を記録") as unit:
                for v in verdicts:
                    key = sample_records.item_key(v["node"])
                    _judge(unit, session.code, v, key, stamps[key])
        if reviews:
            with session.project.unit(f"見本：連携検討 {len(reviews)} 件を記録") as unit:
                for r in reviews:
                    _review(unit, session.code, r)


def _judge(unit: Unit, code: str, v: dict[str, Any], key: Key, stamped: dict[str, Any]) -> None:
    ref, rid = sample_records.ref_of(key), item_rid(code, *key)
    fields = {
        "verdict": v["verdict"],
        "current": v.get("current"),
        "detail": v.get("detail", ""),
        "reason": v.get("reason", ""),
        "stamp": stamped,
    }
    unit.set(rid, "item", "verdict", fields, ref=ref)
    if v.get("memo"):
        unit.set(rid, "item", "memo", {"text": v["memo"]}, ref=ref)
    if v.get("targets") or v.get("degree"):
        unit.set(rid, "item", "effect", {"targets": v.get("targets", []), "degree": v.get("degree", "")}, ref=ref)


def _review(unit: Unit, code: str, r: dict[str, Any]) -> None:
    key = sample_records.item_key(r["node"])
    fields = {k: r[k] for k in ("need", "current_id", "partner", "method", "timing", "note") if r.get(k)}
    unit.set(item_rid(code, *key), "item", "linkage_review", fields, ref=sample_records.ref_of(key))
