"""One item with all that each municipality says of it: words, dispositions, current items, how the words differ."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.services import cities
from app.services.city_matrix import Column, Key, Line, columns, deviations, lines, own_labels
from app.services.session import Session
from app.services.views import FORCE
from app.store import overlays
from app.store.overlays import Mapped, Said
from spec_catalog.wording import Segment, diff


@dataclass(frozen=True, slots=True)
class CitySaid:
    """Everything one municipality says of one item. ``said`` None: nothing. ``detail_marks``, ``why_marks``: how the
    text differs from ours, () where one of them is empty or they are the same."""

    column: Column
    said: Said | None
    edition: str
    mapped: tuple[Mapped, ...]
    values: tuple[tuple[str, ...], ...]  # of a conflict: (verdict, current, detail, why, department)
    dispositions: tuple[tuple[str, str], ...]
    deviation: dict[str, str]  # reason, by, date; {} if none
    detail_marks: tuple[Segment, ...] = ()
    why_marks: tuple[Segment, ...] = ()


@dataclass(frozen=True, slots=True)
class Detail:
    """One item and what everybody says of it; ours first."""

    line: Line
    text: str
    cities: tuple[CitySaid, ...]


def detail(session: Session, key: Key) -> Detail:
    """What everybody says of one item, ours first."""
    (line,) = lines(session, [key])
    return replace(closely(session, line, compared=True), text=_text(session, key))


def ours(session: Session) -> dict[Key, Said]:
    """What we say of every item: to be given to :func:`closely` when it is asked of many."""
    return {s.key: s for s in overlays.said(session.con, {})}


def closely(session: Session, line: Line, *, compared: bool = False, known: Mapping[Key, Said] | None = None) -> Detail:
    """The same for a line at hand, without the text of the item; ``compared``: also how the wordings differ."""
    key = line.key
    excuses = deviations(session, [key])
    labels = {c.code: c.editions for c in cities.listed(session)} | {session.code: own_labels(session)}
    own_said = next(overlays.said(session.con, {}, [key]), None) if known is None else known.get(key)
    said = {session.code: own_said}
    mapped: dict[str, list[Mapped]] = {session.code: list(overlays.mappings(session.con, [key]))}
    for city in cities.listed(session):
        said[city.code] = overlays.held_item(session.con, city.code, key)
        mapped[city.code] = overlays.held_mapped(session.con, city.code, key)
    own = said[session.code]
    out = []
    for column in columns(session):
        one = said.get(column.code)
        apart = compared and not column.own
        marks = (_apart_text(own, one, "detail"), _apart_text(own, one, "why")) if apart else ((), ())
        out.append(
            CitySaid(
                column, one, labels.get(column.code, {}).get(one.edition, "") if one else "",
                tuple(mapped.get(column.code, ())), _pairs(one.apart if one else ""),
                tuple((d[0], d[1]) for d in _pairs(one.dispositions if one else "")),
                excuses.get((key, column.code), {}), *marks,
            )
        )  # fmt: skip
    return Detail(line, "", tuple(out))


def _apart_text(own: Said | None, other: Said | None, name: str) -> tuple[Segment, ...]:
    ours, theirs = (getattr(s, name) if s else "" for s in (own, other))
    return tuple(diff(ours, theirs)) if ours and theirs and ours != theirs else ()


def _pairs(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(str(v) for v in row) for row in json.loads(text)) if text else ()


def _text(session: Session, key: Key) -> str:
    if not session.sources():
        return ""
    schema = session.attach(FORCE)
    sql = f"SELECT text FROM {schema}.item WHERE business=? AND kind=? AND id=? AND branch=? AND deleted=0"
    row = session.con.execute(sql, key).fetchone()
    return str(row[0]) if row else ""
