"""What somebody should do next, how far each business is, and which dates come: read from the records, nothing stored.

Source: design of the screens, ホーム; survey practice §9 (jobs per role).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.core.dates import Days, days_left, find
from app.services import catalogue, my_items, register_read, sheets, survey
from app.services import catalogue_filters as filters
from app.services import catalogue_query as q
from app.services.session import Session
from app.services.views import FORCE, Facets, ItemFilter, ItemRow
from spec_catalog import business as businesses

JUDGED = ("req", "form", "link")  # documents that are compared with today
SOON = 8  # dates shown


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of thing to do. ``code`` says where it is done; ``detail`` names the first ones."""

    code: str  # conflict, returned, overdue, suspect, waiting, mine, ask, orphan
    title: str
    count: int
    detail: str
    node: str = ""  # the first item, where the work begins with it in 比較分析


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a business, or a 大項目 of one, is. ``verdicts``: code → count, "" = 未判定."""

    key: str  # business id or 大項目
    title: str
    department: str
    verdicts: dict[str, int]

    @property
    def total(self) -> int:
        """All items."""
        return sum(self.verdicts.values())

    @property
    def judged(self) -> int:
        """Items with a verdict."""
        return self.total - self.verdicts.get("", 0)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date that comes, or went by: of an issue, or of a requirement whose verdict is suspect."""

    text: str
    days: Days
    title: str
    who: str
    issue: str  # rid, "" for a requirement
    node: str


@dataclass(frozen=True, slots=True)
class Home:
    """Everything the screen shows. ``following``: the next item without a verdict, with how many are left."""

    tasks: tuple[Task, ...]
    progress: tuple[Progress, ...]
    deadlines: tuple[Deadline, ...]
    following: ItemRow | None
    excerpt: str
    left: int


def load(session: Session, *, business: str | None = None, today: date | None = None) -> Home:
    """For one business, or for all (None)."""
    day = today or date.today()
    flt = ItemFilter(documents=JUDGED, businesses=(business,) if business else ())
    found = catalogue.facets(session, FORCE, flt)
    issues = [i for i in register_read.issues(session, business=business) if i.status not in my_items.FINISHED]
    following, excerpt = _following(session, flt)
    return Home(
        tuple(_tasks(session, flt, found, issues, day)),
        tuple(_chapters(session, business) if business else _businesses(session)),
        tuple(_deadlines(issues, day)),
        following,
        excerpt,
        found.by_verdict.get("", 0),
    )


def _following(session: Session, flt: ItemFilter) -> tuple[ItemRow | None, str]:
    """The first item without a verdict in the order of the documents, and how its text begins."""
    undecided = ItemFilter(documents=flt.documents, businesses=flt.businesses, verdicts=("",))
    keys = q.keys(session, FORCE, undecided, limit=1)
    if not keys:
        return None, ""
    (row,) = q.rows(session, FORCE, keys)
    text = q.detail(session, FORCE, keys[0]).text
    return row, " ".join(text.split())[:160]


def _tasks(
    session: Session,
    flt: ItemFilter,
    found: Facets,
    issues: Sequence[register_read.Issue],
    day: date,
) -> list[Task]:
    overdue = [i for i in issues if my_items.overdue(i, day)]
    waiting = [i for i in issues if my_items.awaits(i) and i not in overdue]
    wanted = flt.businesses or tuple(sorted({e.business for e in catalogue.in_force(session)}))
    lost = [c for b in wanted for kind in JUDGED for c in survey.orphans(session, b, kind=kind)]
    me = session.project.author.by
    held = [
        Task("conflict", "食い違う判定を決める", found.conflict, _names(session, flt, conflict=True)),
        _listed(session, "returned", "差し戻された判定を直す", replace(flt, reviews=("returned",))),
        Task("overdue", "期限を過ぎた課題", len(overdue), "・".join(f"{i.number} {i.title}" for i in overdue[:2])),
        Task("suspect", "新しい版で再確認になる判定", found.suspect, _names(session, flt, suspect=True)),
        Task("waiting", "決定を待つ課題", len(waiting), "・".join(f"{i.number} {i.title}" for i in waiting[:2])),
        _listed(session, "mine", "自分の担当で未判定", replace(flt, mine=me, verdicts=("",))),
        Task("ask", "要確認のまま", found.by_verdict.get("ask", 0), _names(session, flt, verdicts=("ask",))),
        Task("orphan", "対応のない現行", len(lost), "・".join(f"{c.number} {c.name}" for c in lost[:2])),
    ]
    return [t for t in held if t.count]


def _listed(session: Session, code: str, title: str, flt: ItemFilter) -> Task:
    """A task over the items of a filter, which begins with the first of them."""
    keys = q.keys(session, FORCE, flt)
    rows = q.rows(session, FORCE, keys[:2])
    named = "・".join(f"{r.id} {' '.join(r.name.split())}" for r in rows)
    return Task(code, title, len(keys), named, rows[0].node if rows else "")


def _names(session: Session, flt: ItemFilter, **narrowed: object) -> str:
    """The first two items under a further filter."""
    wanted = ItemFilter(documents=flt.documents, businesses=flt.businesses, **narrowed)  # type: ignore[arg-type]
    rows = q.rows(session, FORCE, q.keys(session, FORCE, wanted, limit=2))
    return "・".join(f"{r.id} {' '.join(r.name.split())}" for r in rows)


def _businesses(session: Session) -> list[Progress]:
    counts: dict[str, dict[str, int]] = {}
    for business, verdict, count in filters.verdicts_by(session, ItemFilter(documents=JUDGED), "x.business"):
        counts.setdefault(business, {})[verdict] = count
    owners = _owners(session)
    return [Progress(b, businesses.name_of(b) or b, owners.get(b, ""), of) for b, of in sorted(counts.items())]


def _chapters(session: Session, business: str) -> list[Progress]:
    counts: dict[str, dict[str, int]] = {}
    flt = ItemFilter(documents=("req",), businesses=(business,))
    for chapter, verdict, count in filters.verdicts_by(session, flt, "x.p1"):
        counts.setdefault(chapter, {})[verdict] = count
    return [Progress(c, c or "（大項目なし）", "", of) for c, of in counts.items()]


def _owners(session: Session) -> dict[str, str]:
    """Business → the departments that answer for it, as the list of departments says."""
    rows = session.con.execute(
        "SELECT name FROM record WHERE type='department' AND present=1 ORDER BY number, rid"
    ).fetchall()
    out: dict[str, list[str]] = {}
    for (name,) in rows:
        for business in sheets.businesses_of(session, name):
            out.setdefault(business, []).append(str(name))
    return {b: "・".join(names) for b, names in out.items()}


def _deadlines(issues: Sequence[register_read.Issue], day: date) -> list[Deadline]:
    out = []
    for issue in issues:
        span = find(issue.due) if issue.due else None
        if span is not None:
            out.append(
                Deadline(issue.due, days_left(span, day), f"{issue.number} {issue.title}", issue.owner, issue.rid, "")
            )
    return sorted(out, key=lambda d: (d.days.most, d.title))[:SOON]
