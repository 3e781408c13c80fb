"""From a filter to SQL over a catalogue, and the counts of all facets from two passes over it.

The counts first take every item by what the standard says of it, then the judged ones by what we say of them; what
the second pass doesn't explain is 未判定. So all items cost one narrow scan, and verdicts only their own number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.services import around
from app.services.views import FORCE, Facets, ItemFilter
from app.store import search

if TYPE_CHECKING:
    from app.services.session import Session

_JOIN = (
    " LEFT JOIN {schema}.item i ON i.key=x.key"
    " LEFT JOIN main.item_state s ON s.business=i.business AND s.kind=i.kind AND s.item=i.id AND s.branch=i.branch"
)
_SUSPECT = f"(s.verdict IS NOT NULL AND s.conflict=0 AND (instr(s.basis, x.basis)=0 OR {around.MOVED}))"
_CONFLICT = "(coalesce(s.conflict, 0) + coalesce(s.other_conflict, 0) > 0)"
_NOTED = "(coalesce(s.memo, '') <> '')"
_DEPARTMENT = "coalesce(substr(s.judged_by, 1, max(instr(s.judged_by, '/') - 1, 0)), '')"
# What a list is filtered by and also counted by; the rest narrows every count alike.
_COUNTED = (
    "businesses", "documents", "classes", "changes", "verdicts", "departments", "suspect", "conflict", "noted",
    "reviews", "focus", "mine",
)  # fmt: skip
_REVIEW = "CASE WHEN s.verdict IS NULL THEN '-' ELSE s.review END"
_MINE = "(coalesce(s.assigned, '') <> '' AND s.assigned IN (?, ?))"


@dataclass(frozen=True, slots=True)
class Question:
    """The FROM and WHERE of a filter, and their values. ``searched``: hits of the word index come first, as ``w``."""

    tables: str
    where: str
    values: tuple[Any, ...]
    searched: bool


def question(size: str, schema: str, flt: ItemFilter, *, but: Sequence[str] = ()) -> Question:
    """The items (``x`` = the narrow table) under a filter; fields named in ``but`` don't count."""
    parts = ["x.deleted=?"]
    values: list[Any] = [int(flt.deleted)]
    tables = f"{schema}.slim x"
    expression = search.query(flt.text)
    if expression:
        tables = f"{schema}.words w CROSS JOIN {schema}.slim x ON x.key=w.rowid"
        parts.insert(0, "w.words MATCH ?")
        values.insert(0, expression)
    elif flt.text.strip():
        parts.append("0")  # something was asked that no text can hold
    for column, wanted in (
        ("x.kind", flt.kinds),
        ("x.business", () if "businesses" in but else flt.businesses),
        ("x.document", () if "documents" in but else flt.documents),
        (f"coalesce(x.{size}, '')", () if "classes" in but else flt.classes),
    ):
        if wanted:
            parts.append(f"{column} IN ({','.join('?' * len(wanted))})")
            values += wanted
    if flt.changes and "changes" not in but:
        parts.append("(" + " OR ".join("instr(x.change, ?)" for _ in flt.changes) + ")")
        values += flt.changes
    for column, wanted_heading in zip(("p1", "p2", "p3"), flt.path, strict=False):
        parts.append(f"x.{column}=?")
        values.append(wanted_heading)
    ours, given = _ours(flt, but)
    if ours:
        tables += _JOIN.format(schema=schema)
    return Question(tables, " AND ".join(parts + ours), (*values, *given), bool(expression))


def _ours(flt: ItemFilter, but: Sequence[str]) -> tuple[list[str], list[Any]]:
    """Conditions on what this municipality says of an item."""
    parts: list[str] = []
    values: list[Any] = []
    for column, wanted in (
        ("coalesce(s.verdict, '')", () if "verdicts" in but else flt.verdicts),
        (_DEPARTMENT, () if "departments" in but else flt.departments),
        (_REVIEW, () if "reviews" in but else flt.reviews),
    ):
        if wanted:
            parts.append(f"{column} IN ({','.join('?' * len(wanted))})")
            values += wanted
    for name, on, condition in (
        ("suspect", flt.suspect, _SUSPECT),
        ("conflict", flt.conflict, _CONFLICT),
        ("noted", flt.noted, _NOTED),
        ("focus", flt.focus, "s.focus=1"),
    ):
        if on and name not in but:
            parts.append(condition)
    if flt.mine and "mine" not in but:
        parts.append(_MINE)
        values += _me(flt.mine)
    return parts, values


def _me(person: str) -> tuple[str, str]:
    """A person (所属/氏名), and the whole 所属 of that person, as assignments name them."""
    return person, person.partition("/")[0] + "/"


@dataclass(frozen=True, slots=True)
class _Cell:
    """How many items have exactly these properties."""

    business: str
    document: str
    cls: str
    change: str
    verdict: str
    department: str
    suspect: bool
    conflict: bool
    noted: bool
    review: str
    focus: bool
    mine: bool
    count: int


def _cells(session: Session, schema: str, flt: ItemFilter) -> list[_Cell]:
    asked = question(session.size, schema, flt, but=_COUNTED)
    columns = f"x.business, x.document, coalesce(x.{session.size}, ''), x.change"
    left: dict[tuple[str, ...], int] = {}
    for *given, count in session.con.execute(
        f"SELECT {columns}, count(*) FROM {asked.tables} WHERE {asked.where} GROUP BY 1, 2, 3, 4", asked.values
    ):
        left[tuple(given)] = count
    ours = f"coalesce(s.verdict, ''), {_DEPARTMENT}, {_SUSPECT}, {_CONFLICT}, {_NOTED}, {_REVIEW}, s.focus, {_MINE}"
    found: list[_Cell] = []
    tables, where = _from_states(schema, asked)
    for row in session.con.execute(
        f"SELECT {columns}, {ours}, count(*) FROM {tables} WHERE {where} GROUP BY {','.join(map(str, range(1, 13)))}",
        (*_me(flt.mine or session.project.author.by), *asked.values),
    ):
        b, d, c, ch, verdict, department, suspect, conflict, noted, review, focus, mine, count = row
        left[b, d, c, ch] -= count
        found.append(
            _Cell(
                b, d, c, ch, verdict, department, bool(suspect), bool(conflict), bool(noted), review, bool(focus),
                bool(mine), count,
            )
        )  # fmt: skip
    found += [
        _Cell(b, d, c, ch, "", "", False, False, False, "-", False, False, n) for (b, d, c, ch), n in left.items() if n
    ]
    return found


def _from_states(schema: str, asked: Question) -> tuple[str, str]:
    """The same items, but only those we said something about, starting from what we said."""
    tables = (
        f"main.item_state s CROSS JOIN {schema}.item i"
        " ON i.business=s.business AND i.kind=s.kind AND i.id=s.item AND i.branch=s.branch"
        f" CROSS JOIN {schema}.slim x ON x.key=i.key"
    )
    where = asked.where
    if asked.searched:
        # The plus keeps the hits a set to look into; otherwise SQLite walks all of them again for every verdict.
        where = where.replace("w.words MATCH ?", f"+x.key IN (SELECT rowid FROM {schema}.words WHERE words MATCH ?)", 1)
    return tables, where


def judged_by_path(session: Session, schema: str, asked: Question, columns: str) -> dict[tuple[str, ...], int]:
    """How many of the items asked for have a verdict, by ``columns``."""
    tables, where = _from_states(schema, asked)
    sql = f"SELECT {columns}, count(*) FROM {tables} WHERE {where} AND s.verdict IS NOT NULL GROUP BY {columns}"
    return {tuple(r[:-1]): r[-1] for r in session.con.execute(sql, asked.values)}


def facets(session: Session, schema: str, flt: ItemFilter) -> Facets:
    """Counts of every facet under all other filters."""
    cells = _cells(session, schema, flt)
    tests: dict[str, Callable[[_Cell], bool]] = {
        name: test
        for name, on, test in (
            ("businesses", flt.businesses, lambda c: c.business in flt.businesses),
            ("documents", flt.documents, lambda c: c.document in flt.documents),
            ("classes", flt.classes, lambda c: c.cls in flt.classes),
            ("changes", flt.changes, lambda c: any(k in c.change.split(",") for k in flt.changes)),
            ("verdicts", flt.verdicts, lambda c: c.verdict in flt.verdicts),
            ("departments", flt.departments, lambda c: c.department in flt.departments),
            ("suspect", flt.suspect, lambda c: c.suspect),
            ("conflict", flt.conflict, lambda c: c.conflict),
            ("noted", flt.noted, lambda c: c.noted),
            ("reviews", flt.reviews, lambda c: c.review in flt.reviews),
            ("focus", flt.focus, lambda c: c.focus),
            ("mine", flt.mine, lambda c: c.mine),
        )
        if on
    }

    def under(without: str) -> list[_Cell]:
        wanted = [test for name, test in tests.items() if name != without]
        return [c for c in cells if all(test(c) for test in wanted)]

    def by(without: str, values: Callable[[_Cell], Sequence[str]]) -> dict[str, int]:
        out: dict[str, int] = {}
        for cell in under(without):
            for value in values(cell):
                out[value] = out.get(value, 0) + cell.count
        return out

    return Facets(
        total=sum(c.count for c in under("")),
        by_class=by("classes", lambda c: (c.cls,)),
        by_verdict=by("verdicts", lambda c: (c.verdict,)),
        suspect=sum(c.count for c in under("suspect") if c.suspect),
        conflict=sum(c.count for c in under("conflict") if c.conflict),
        noted=sum(c.count for c in under("noted") if c.noted),
        by_business=by("businesses", lambda c: (c.business,)),
        by_document=by("documents", lambda c: (c.document,)),
        by_change=by("changes", lambda c: [k for k in c.change.split(",") if k]),
        by_department=by("departments", lambda c: (c.department,) if c.verdict else ()),
        by_review=by("reviews", lambda c: () if c.review == "-" else (c.review,)),
        focus=sum(c.count for c in under("focus") if c.focus),
        mine=sum(c.count for c in under("mine") if c.mine),
    )


def verdicts_by(session: Session, flt: ItemFilter, column: str) -> list[tuple[str, str, int]]:
    """(value of a column of the narrow table, verdict or "", count) over what is in force, in document order."""
    schema = session.attach(FORCE)
    asked = question(session.size, schema, flt)
    left: dict[str, int] = {}
    for value, count, _ in session.con.execute(
        f"SELECT {column}, count(*), min(x.key) FROM {asked.tables} WHERE {asked.where} GROUP BY 1 ORDER BY 3",
        asked.values,
    ):
        left[value] = count
    tables, where = _from_states(schema, asked)
    rows = session.con.execute(
        f"SELECT {column}, s.verdict, count(*) FROM {tables} WHERE {where} AND s.verdict IS NOT NULL GROUP BY 1, 2",
        asked.values,
    ).fetchall()
    for value, _, count in rows:
        left[value] -= count
    return [(v, "", n) for v, n in left.items()] + [(v, code, n) for v, code, n in rows]


def judged_by(session: Session, flt: ItemFilter) -> dict[tuple[str, str], int]:
    """(business, 所属 of who judged) → how many of the items asked for, over what is in force."""
    schema = session.attach(FORCE)
    asked = question(session.size, schema, flt)
    tables, where = _from_states(schema, asked)
    rows = session.con.execute(
        f"SELECT x.business, substr(s.judged_by, 1, instr(s.judged_by, '/') - 1), count(*) FROM {tables}"
        f" WHERE {where} AND s.verdict IS NOT NULL GROUP BY 1, 2",
        asked.values,
    )
    return {(business, department): count for business, department, count in rows}
