"""The standard as a local catalogue: read files, take them over, adopt, list, filter, search, show."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.core.problems import USAGE, UserProblem
from app.core.records import adoption_rid
from app.services import adoption, settings
from app.services import catalogue_query as q
from app.services.reading import Progress as Progress
from app.services.reading import ReadResult as ReadResult
from app.services.reading import expand as expand
from app.services.reading import read_files as read_files
from app.services.reading import uncollected
from app.services.session import Session, changes
from app.services.views import FORCE, Changes, EditionRow, Facets, ItemDetail, ItemFilter, ItemRow, TreeNode
from app.store import backup, force
from app.store import editions as store_editions
from app.store.project import now
from spec_catalog import business as businesses
from spec_catalog import load
from spec_catalog.diff import EditionDiff, compare
from spec_catalog.model import Edition, LoadedFile
from spec_catalog.nodes import parse as parse_node


def take_over(
    session: Session,
    files: Sequence[LoadedFile],
    *,
    adopt: bool,
    repairs: Mapping[tuple[str, str, str], str] | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> list[EditionRow]:
    """Stores what was read as editions, after a backup; with ``adopt`` they come into force as one step, but for those
    that :mod:`app.services.adoption` leaves to a person (``held_back`` says why).

    ``repairs``: (file, sheet, cell) → id that a person confirmed. Raises UserProblem when a file's cells don't add up
    or an error-level finding stands, and with code "cancelled" when ``cancel`` was set while storing; then nothing is
    stored.
    """
    chosen = repairs or {}
    ready = []
    for file in files:
        mine = {(s, c): v for (f, s, c), v in chosen.items() if f == file.file}
        ready.append(load.apply_repairs(file, mine) if mine else file)
    for file in ready:
        _refuse_unready(file)
    if session.con.execute("SELECT 1 FROM edition LIMIT 1").fetchone():
        backup.make(session.project, settings.data_folder(), "import")
    hashes = []
    known: dict[str, Edition] = {}
    with uncollected(), session.project.local_write() as con:
        if session.project.read_only:
            raise UserProblem(
                "read_only", f"読むだけで開いているため取り込めません。{session.project.read_only_reason}", exit_code=4
            )
        packed = store_editions.packed(f.edition for f in ready if f.edition is not None)
        for n, (file, edition) in enumerate(zip(ready, packed, strict=True)):
            if progress is not None:
                progress(n, len(ready), file.file)
            if cancel is not None and cancel.is_set():
                raise UserProblem("cancelled", "取り込みを中止しました。何も書き込んでいません。")
            store_editions.store(con, edition, file=file.file, at=now())
            hashes.append(edition.hash)
            known[edition.hash] = edition.edition
    wanted, held_back = adoption.chosen(editions(session), hashes) if adopt else ([], {})
    if wanted:
        _adopt_all(session, wanted, known=known, progress=progress)
    else:
        with uncollected():
            session.build_force(known=known, progress=progress)
    if progress is not None:
        progress(len(ready), len(ready), "")
    by_hash = {e.hash: replace(e, held_back=held_back.get(e.hash, "")) for e in editions(session)}
    return [by_hash[h] for h in hashes]


def _refuse_unready(file: LoadedFile) -> None:
    if file.edition is None:
        raise UserProblem(
            "unknown_layout",
            f"「{file.file}」は様式が分からないため取り込めません。",
            file=file.file,
            hint="列の対応（profile）を指定してください。",
        )
    if not file.balanced:
        raise UserProblem(
            "unbalanced",
            f"「{file.file}」のセルの数が合わないため取り込めません。",
            file=file.file,
            hint="ファイルを開いて保存し直し、もう一度取り込んでください。",
        )
    for finding in file.findings:
        if finding.level == "error":
            raise UserProblem(
                finding.code, finding.message, file=file.file, sheet=finding.sheet, cell=finding.cell,
                hint="取り込みの画面で直し方を選んでください。",
            )  # fmt: skip


def editions(session: Session) -> list[EditionRow]:
    """Every stored edition, by business, kind, date and order of import."""
    adopted = {(b, k): e for b, k, e in session.con.execute("SELECT business, kind, edition FROM adoption")}
    ever = _ever_adopted(session)
    in_force_now = {s.edition for s in session.sources()}
    known = {r[1] for r in session.con.execute("PRAGMA table_info(edition)")}
    more = "overall, source" if "overall" in known else "'', ''"  # a file of schema 1 opened for reading only
    rows = session.con.execute(
        f"SELECT hash, business, kind, label, published, state, items, deleted, file, imported_at, {more} FROM edition"
        " ORDER BY business, kind, published, imported_at, hash"
    ).fetchall()
    out = []
    for hash_, business, kind, label, published, state, items, deleted, file, at, overall, source in rows:
        if adopted.get((business, kind)) == hash_:
            shown = "採用中"
        elif hash_ in ever:
            shown = "旧版"
        else:
            shown = "案" if state == "draft" else "公表"
        name = businesses.name_of(business)
        out.append(
            EditionRow(
                hash_, business, name, kind, label, published, shown, items, deleted, file,
                in_force=hash_ in in_force_now, overall=overall, imported_at=at, source=source,
            )
        )  # fmt: skip
    return out


def _ever_adopted(session: Session) -> set[str]:
    rows = session.con.execute("SELECT value FROM op WHERE rid IN (SELECT rid FROM adoption) AND value IS NOT NULL")
    return {json.loads(r[0]).get("fields", {}).get("edition", "") for r in rows}


def resolve_edition(session: Session, text: str, *, business: str | None = None, kind: str | None = None) -> EditionRow:
    """EDITION of the command line: its hash, at least 8 digits of it, or the edition text where unique.

    ``business`` and ``kind`` narrow where one text names several editions.
    """
    rows = [e for e in editions(session) if business in (None, e.business) and kind in (None, e.kind)]
    found = [e for e in rows if len(text) >= 8 and e.hash.startswith(text.lower())]
    found = found or [e for e in rows if e.label == text] or [e for e in rows if text and text in e.label]
    if len(found) == 1:
        return found[0]
    if found:
        names = "、".join(f"{e.business} {e.kind} {e.label}（{e.hash[:8]}）" for e in found)
        raise UserProblem(
            "ambiguous_edition",
            f"「{text}」に当たる版が {len(found)} つあります：{names}",
            hint="ハッシュの先頭 8 桁以上で指定してください。",
            exit_code=USAGE,
        )
    raise UserProblem(
        "no_edition",
        f"「{text}」に当たる版がありません。",
        hint="fitgap catalog list で版を確かめてください。",
        exit_code=USAGE,
    )


def resolve_pair(
    session: Session, business: str, old: str, new: str, *, kind: str | None = None
) -> tuple[EditionRow, EditionRow]:
    """Two editions of one document of a business, as the command line names them.

    One text may name editions of several documents (第1.0版 of 機能要件 and of 帳票要件): the one that has both
    is meant. Raises UserProblem when none has, or several have.
    """
    kinds = [kind] if kind else list(dict.fromkeys(e.kind for e in editions(session) if e.business == business))
    found: list[tuple[EditionRow, EditionRow]] = []
    problem: UserProblem | None = None
    same = ""
    for candidate in kinds or [""]:
        try:
            pair = [resolve_edition(session, t, business=business, kind=candidate or None) for t in (old, new)]
        except UserProblem as refused:
            problem = problem or refused
            continue
        if pair[0].hash != pair[1].hash:
            found.append((pair[0], pair[1]))
        else:
            same = pair[0].label
    if len(found) == 1:
        return found[0]
    if found:
        raise UserProblem(
            "ambiguous_edition",
            "その二つの版は、複数の文書にあります。",
            hint="--kind で文書の種類を指定してください。",
            exit_code=USAGE,
        )
    if same:
        raise UserProblem(
            "same_edition", f"「{old}」と「{new}」は同じ版（{same}）です。", hint="旧と新に別の版を指定してください。",
            exit_code=USAGE,
        )  # fmt: skip
    raise problem or UserProblem(
        "no_edition",
        "比べる二つの版がありません。",
        hint="fitgap catalog list で版を確かめてください。",
        exit_code=USAGE,
    )


def adopt(
    session: Session,
    *edition_hashes: str,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Changes:
    """Puts editions in force, one operation per document, as one step. Verdicts are untouched; suspects follow.

    Raises UserProblem when the edition isn't here, and with code "cancelled" when ``cancel`` was set in time; then
    nothing has changed.
    """
    return _adopt_all(session, edition_hashes, progress=progress, cancel=cancel)


def _adopt_all(
    session: Session,
    hashes: Sequence[str],
    *,
    known: Mapping[str, Edition] | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Changes:
    rows = {e.hash: e for e in editions(session)}
    newest: dict[tuple[str, str], EditionRow] = {}
    for edition_hash in hashes:
        row = rows.get(edition_hash)
        if row is None:
            raise UserProblem("no_edition", "その版はこのファイルにありません。", hint="先に取り込んでください。")
        newest[row.business, row.kind] = row
    names = "、".join(f"{r.business_name} {r.label}" for r in newest.values())
    try:  # what takes time comes first: once the operation is written, everything that follows from it is there
        adopting = [r.hash for r in newest.values()]
        with uncollected():
            session.build_force(adopting=adopting, known=known, progress=progress, cancel=cancel)
    except force.Cancelled as stopped:
        raise UserProblem("cancelled", "採用をやめました。何も変えていません。") from stopped
    label = f"版を採用：{names}" if len(newest) < 4 else f"版を採用：{len(newest)} 版"
    with session.project.unit(label) as unit:
        for row in newest.values():
            if row.adopted:
                continue
            rid = adoption_rid(session.code, row.business, row.kind)
            ref = {"business": row.business, "kind": row.kind}
            unit.set(
                rid,
                "adoption",
                "adopt",
                {"edition": row.hash, "label": row.label, "file": row.file},
                ref=ref,
                kind="adopt",
            )
    return changes(unit.changes)


def adopted(session: Session, business: str, kind: str = "req") -> EditionRow | None:
    """The edition in force, None when none was adopted."""
    return next((e for e in editions(session) if e.adopted and (e.business, e.kind) == (business, kind)), None)


def in_force(session: Session) -> list[EditionRow]:
    """Per business and kind the adopted edition, or while none is adopted the newest one here."""
    return [row for row in editions(session) if row.in_force]


def item_keys(session: Session, edition_hash: str, flt: ItemFilter, *, limit: int | None = None) -> list[int]:
    """The items under a filter, in document order; with ``limit`` the first ones, found without the rest."""
    return q.keys(session, edition_hash, flt, limit=limit)


def item_rows(session: Session, edition_hash: str, keys: Sequence[int]) -> list[ItemRow]:
    """Rows for these keys, in the order asked."""
    return q.rows(session, edition_hash, keys)


def facets(session: Session, edition_hash: str, flt: ItemFilter) -> Facets:
    """Counts under a filter; each facet is counted under all others."""
    return q.facets(session, edition_hash, flt)


def tree(session: Session, edition_hash: str, flt: ItemFilter | None = None) -> list[TreeNode]:
    """大/中/小項目 in document order, parents before children, with the counts a filter leaves."""
    return q.tree(session, edition_hash, flt)


def detail(session: Session, edition_hash: str, key: int) -> ItemDetail:
    """Everything about one item. Raises UserProblem when the edition has no such item."""
    return q.detail(session, edition_hash, key)


def find(session: Session, node: str) -> tuple[str, int]:
    """(edition hash, key) of a NODE in the editions in force, else in any edition here.

    Raises UserProblem (exit code 2) for a text that is no NODE, (3) when nothing here holds it; the editions searched
    are named.
    """
    try:
        wanted = parse_node(node)
    except ValueError as problem:
        raise UserProblem(
            "bad_node",
            f"「{node}」は項目の書き方ではありません。",
            hint="例：req:0010101、data:03100001",
            exit_code=USAGE,
        ) from problem
    searched = []
    for edition_hash in q.editions_holding(session, wanted):
        key = q.key_of(session, edition_hash, wanted)
        if key is not None:
            return edition_hash, key
    here = in_force(session)
    others = [e for e in editions(session) if e.hash not in {f.hash for f in here}]
    for edition in [*here, *reversed(others)]:
        if wanted.business and wanted.business != edition.business:
            continue
        key = None if edition in here else q.key_of(session, edition.hash, wanted)
        if key is not None:
            return edition.hash, key
        searched.append(f"{edition.business_name} {edition.label}")
    where = "、".join(searched) or "（取り込んだ版がありません）"
    raise UserProblem("no_item", f"「{node}」は、取り込んだ版にありません。", hint=f"探した版：{where}")


def difference(session: Session, old: str, new: str, *, kind: str | None = None) -> EditionDiff:
    """What changed from one stored edition to another, of one kind or of all.

    Raises UserProblem when they belong to different businesses.
    """
    first, second = (store_editions.load(session.con, h) for h in (old, new))
    if first.business != second.business:
        raise UserProblem(
            "other_business",
            "業務の違う版は比べられません。",
            hint="同じ業務の二つの版を指定してください。",
            exit_code=USAGE,
        )
    found = compare(first, second)
    if kind is None:
        return found
    return found.only(kind)


def search(
    session: Session, text: str, *, kind: str | None = None, business: str | None = None, limit: int = 50
) -> tuple[int, list[tuple[str, ItemRow]]]:
    """(how many, the first ``limit`` with their edition) over the editions in force; words in any order.

    The keys of the rows are those of FORCE.
    """
    flt = ItemFilter(text=text, kinds=(kind,) if kind else (), businesses=(business,) if business else ())
    keys = q.keys(session, FORCE, flt)
    return len(keys), q.rows_with_edition(session, keys[:limit])
