"""要再確認: which verdicts were given for a text, class, date, current item or vendor's answer that has changed since,
who must look, and by when.

Derived from stamps, never stored. Source: design of the records, "Suspect stamps".
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.dates import Days, Span, days_left, find
from app.services import catalogue, succession, triage
from app.services import catalogue_query as q
from app.services.around import Moved, moved
from app.services.departments import Responsible, responsible
from app.services.session import Session
from app.services.triage import Triage
from app.services.views import FORCE, EditionRow, ItemFilter, ItemRow
from spec_catalog.diff import FieldChange, changed
from spec_catalog.model import SizeClasses, SpecItem
from spec_catalog.nodes import node_of
from spec_catalog.wording import Segment, diff

_BLOCK = 400
Id = tuple[str, str, str]  # kind, id, branch: what an item is known by from edition to edition of one document
_MATTERS = ("text", "class", "date", "related", "restored", "current", "vendor")


@dataclass(frozen=True, slots=True)
class Suspect:
    """One verdict to be confirmed or given anew.

    ``kinds`` ⊆ text name class date moved related restored current vendor says what changed since the verdict was given
    (``around``: which current items and vendors' answers); empty when the edition of its stamp isn't here (版未着), so
    that nothing can be said. ``departments``: () = nobody known.
    ``heads`` are the verdict's as shown here, the parents of a confirmation.
    """

    node: str
    edition_hash: str  # in force
    key: int  # of the item there
    business: str
    kind: str
    id: str
    branch: str
    section: str
    path: tuple[str, ...]
    name: str
    cls: str | None  # for our size class, in the edition in force
    verdict: str
    detail: str
    by: str
    at: str
    heads: tuple[str, ...]
    departments: tuple[str, ...]
    old_edition_hash: str  # of the stamp
    old_edition: str  # its label, "" when it isn't here
    new_edition: str
    kinds: tuple[str, ...]
    wording_only: bool  # only the text moved: class, date and related ids are as they were
    applies: str  # 適用時期 as published
    span: Span | None
    days: Days | None
    triage: Triage | None
    around: tuple[Moved, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """The item in one of the two editions."""

    edition_hash: str
    edition: str
    published: str
    node: str
    section: str
    name: str
    text: str
    classes: tuple[str | None, str | None, str | None]  # designated, core, general
    applies: str
    related: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Old and new side by side. ``old`` is None when the stamp's edition isn't here or didn't hold the item.

    ``segments``: the difference of the texts, also when they are equal (one "same" piece).
    """

    suspect: Suspect
    old: Side | None
    new: Side
    fields: tuple[FieldChange, ...]
    segments: tuple[Segment, ...]


def listed(
    session: Session,
    *,
    department: str | None = None,
    business: str | None = None,
    wording_only: bool = False,
    today: date | None = None,
) -> list[Suspect]:
    """The suspects of the editions in force, by business and document order.

    ``department``: a name; "" = those nobody answers for. ``today`` is for counting the days left.
    """
    day = today or date.today()
    held = _with_suspects(session)
    editions = [e for e in catalogue.in_force(session) if e.hash in held and business in (None, e.business)]
    answering = responsible(session)
    out: list[Suspect] = []
    for edition in editions:
        graded = triage.into(session, edition.hash)
        for found in _of_edition(session, edition, answering):
            suspect = _suspect(edition, found, graded, day)
            if wording_only and not suspect.wording_only:
                continue
            if department is None or department in (suspect.departments or ("",)):
                out.append(suspect)
    return out


def _with_suspects(session: Session) -> set[str]:
    """The editions in force that hold a suspect: the others need not be opened."""
    keys = catalogue.item_keys(session, FORCE, ItemFilter(suspect=True))
    return {edition for edition, _ in q.rows_with_edition(session, keys)}


def counts(suspects: Iterable[Suspect]) -> dict[str, int]:
    """Suspects per department, most first; "" = nobody answers. One of two departments counts for both."""
    found = Counter(d for s in suspects for d in (s.departments or ("",)))
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def total(session: Session) -> int:
    """How many verdicts are suspect in the editions in force."""
    return catalogue.facets(session, FORCE, ItemFilter()).suspect


def compare(session: Session, suspects: Sequence[Suspect]) -> list[Comparison]:
    """Old and new side by side, in the order asked."""
    editions = {e.hash: e for e in catalogue.editions(session)}
    news: dict[str, list[int]] = {}
    for s in suspects:
        news.setdefault(s.edition_hash, []).append(s.key)
    new_items = {(h, k): item for h, keys in news.items() for k, item in _items(session, h, keys)}
    former = succession.former_ids(session)
    wanted: dict[str, list[Id]] = {}
    for s in suspects:
        if s.old_edition_hash in editions:
            wanted.setdefault(s.old_edition_hash, []).extend(_ids(former, s.business, (s.kind, s.id, s.branch)))
    olds = {h: _by_id(session, h, ids) for h, ids in wanted.items()}
    out = []
    for s in suspects:
        new = new_items[s.edition_hash, s.key]
        old = _first(olds.get(s.old_edition_hash, {}), _ids(former, s.business, (s.kind, s.id, s.branch)))
        fields = changed(old, new)[1] if old else ()
        old_side = _side(editions[s.old_edition_hash], old) if old else None
        segments = diff(old.text if old else new.text, new.text)
        out.append(Comparison(s, old_side, _side(editions[s.edition_hash], new), fields, segments))
    return out


def _side(edition: EditionRow, item: SpecItem) -> Side:
    c = item.classes
    node = str(node_of(item))
    return Side(
        edition.hash, edition.label, edition.published, node, item.section, item.name, item.text,
        (c.designated, c.core, c.general), item.applies, item.related,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Given:
    """A verdict as projected; ``stamped`` is the edition hash of its stamp."""

    rid: str
    stamped: str
    verdict: str
    detail: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class _Found:
    row: ItemRow
    item: SpecItem
    given: _Given
    heads: tuple[str, ...]
    old: SpecItem | None
    old_label: str
    departments: tuple[str, ...]
    around: tuple[Moved, ...]


def _of_edition(session: Session, edition: EditionRow, answering: Responsible) -> Iterator[_Found]:
    keys = catalogue.item_keys(session, edition.hash, ItemFilter(suspect=True))
    if not keys:
        return
    new = dict(_items(session, edition.hash, keys))
    rows = {r.key: r for r in catalogue.item_rows(session, edition.hash, keys)}
    businesses = sorted({i.business for i in new.values()})  # a branch of a business may have its own
    verdicts = {key: given for b in businesses for key, given in _verdicts(session, b)}
    heads = {rid: ids for b in businesses for rid, ids in _heads(session, b).items()}
    former = succession.former_ids(session)
    wanted: dict[str, list[Id]] = {}
    for item in new.values():
        wanted.setdefault(verdicts[item.key].stamped, []).extend(_ids(former, item.business, _id(item)))
    labels = {e.hash: e.label for e in catalogue.editions(session)}
    olds = {h: _by_id(session, h, ids) for h, ids in wanted.items() if h in labels}
    for key in keys:
        item, given = new[key], verdicts[new[key].key]
        old = _first(olds.get(given.stamped, {}), _ids(former, item.business, _id(item)))
        who = answering.of(item.business, item.kind, item.id, item.branch, given.by)
        label = labels.get(given.stamped, "")
        own = tuple(sorted(heads.get(given.rid, ())))
        yield _Found(rows[key], item, given, own, old, label, who, moved(session, given.rid))


def _suspect(edition: EditionRow, f: _Found, graded: dict[str, Triage], today: date) -> Suspect:
    item = f.item
    kinds: tuple[str, ...] = ()
    if f.old is not None:
        kinds = changed(f.old, item)[0]
        if sorted(f.old.related) != sorted(item.related):
            kinds = (*kinds, "related")
        if f.old.deleted:
            kinds = (*kinds, "restored")
    kinds = (*kinds, *dict.fromkeys(m.kind for m in f.around))
    span = find(item.applies) if item.applies else None
    row, given = f.row, f.given
    return Suspect(
        node=row.node, edition_hash=edition.hash, key=row.key, business=row.business, kind=row.kind, id=row.id,
        branch=row.branch, section=row.section, path=row.path, name=row.name, cls=row.cls, verdict=given.verdict,
        detail=given.detail, by=given.by, at=given.at, heads=f.heads, departments=f.departments,
        old_edition_hash=given.stamped, old_edition=f.old_label, new_edition=edition.label,
        kinds=kinds, wording_only={k for k in kinds if k in _MATTERS} == {"text"}, applies=item.applies, span=span,
        days=days_left(span, today) if span else None, triage=graded.get(row.node), around=f.around,
    )  # fmt: skip


def _verdicts(session: Session, business: str) -> Iterator[tuple[tuple[str, str, str, str], _Given]]:
    rows = session.con.execute(
        "SELECT business, kind, item, branch, rid, edition, verdict, detail, judged_by, judged_at FROM item_state"
        " WHERE business=? AND verdict IS NOT NULL",
        (business,),
    )
    yield from ((tuple(row[:4]), _Given(*row[4:])) for row in rows)


def _heads(session: Session, business: str) -> dict[str, list[str]]:
    rows = session.con.execute(
        "SELECT h.rid, h.op_id FROM item_state s JOIN head h ON h.rid=s.rid AND h.atom='verdict' WHERE s.business=?",
        (business,),
    )
    found: dict[str, list[str]] = {}
    for rid, op_id in rows:
        found.setdefault(rid, []).append(op_id)
    return found


_COLUMNS = (
    "key, business, kind, id, branch, section, p1, p2, p3, name, text, designated, core, general, applies, related,"
    " deleted, reason, note"
)


def _items(session: Session, edition_hash: str, keys: Sequence[int]) -> Iterator[tuple[int, SpecItem]]:
    schema = session.attach(edition_hash)
    for start in range(0, len(keys), _BLOCK):
        part = list(keys[start : start + _BLOCK])
        marks = ",".join("?" * len(part))
        for row in session.con.execute(f"SELECT {_COLUMNS} FROM {schema}.item WHERE key IN ({marks})", part):
            yield int(row[0]), _item(row)


def _by_id(session: Session, edition_hash: str, wanted: Sequence[Id]) -> dict[Id, SpecItem]:
    """The items of these ids in an edition; where an id stands twice, the valid one."""
    schema = session.attach(edition_hash)
    ids = sorted({w[1] for w in wanted})
    keys: list[int] = []
    for start in range(0, len(ids), _BLOCK):
        part = ids[start : start + _BLOCK]
        sql = f"SELECT key FROM {schema}.item WHERE id IN ({','.join('?' * len(part))})"
        keys += [r[0] for r in session.con.execute(sql, part)]
    found: dict[Id, SpecItem] = {}
    for _, item in _items(session, edition_hash, keys):
        if _id(item) not in found or found[_id(item)].deleted:
            found[_id(item)] = item
    return found


def _id(item: SpecItem) -> Id:
    return (item.kind, item.id, item.branch)


def _ids(former: Mapping[succession.Id, tuple[succession.Id, ...]], business: str, own: Id) -> list[Id]:
    """The item's own id and those it had under a confirmed renumbering."""
    return [own, *(other[1:] for other in former.get((business, *own), ()))]


def _first(items: Mapping[Id, SpecItem], ids: Sequence[Id]) -> SpecItem | None:
    return next((items[i] for i in ids if i in items), None)


def _item(row: Sequence[object]) -> SpecItem:
    (
        _,
        business,
        kind,
        id_,
        branch,
        section,
        p1,
        p2,
        p3,
        name,
        text,
        d,
        c,
        g,
        applies,
        related,
        deleted,
        reason,
        note,
    ) = row
    return SpecItem(
        str(business), str(kind), str(id_), str(branch), section=str(section),
        path=tuple(str(p) for p in (p1, p2, p3) if p), name=str(name), text=str(text),
        classes=SizeClasses(*(None if v is None else str(v) for v in (d, c, g))), applies=str(applies),
        related=tuple(json.loads(str(related))), deleted=bool(deleted), reason=str(reason), note=str(note),
    )  # fmt: skip
