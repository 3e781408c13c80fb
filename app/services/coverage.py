"""Who has answered: per department what is judged and what is not, what is out, and the words to ask for it.

A package counts as answered once one that was opened from it, or from a later one of the department, was taken in; the
clocks of two PCs are never compared. A sheet is answered once it, or an earlier one of the same name, was taken back
since it was sent. Source: design of the screens, 集約 (who has not answered).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files

from app.core.problems import USAGE, UserProblem
from app.core.survey_atoms import SURVEY_ATOMS
from app.services import catalogue_filters as filters
from app.services import conflicts, parcels, settings
from app.services.home import JUDGED
from app.services.session import Session, by_text
from app.services.views import ItemFilter
from app.store import handed
from app.store.handed import Handed, Returned
from app.store.scope import Scope
from spec_catalog import business as businesses

NONE, OUT, LATE, BACK = "none", "out", "late", "back"
STATES = {LATE: "期限を過ぎた", OUT: "回答待ち", BACK: "返った", NONE: "渡していない"}
"""What a department's package can be, in the order in which departments are listed."""
TEMPLATE = "chase.txt"


@dataclass(frozen=True, slots=True)
class Area:
    """One business of a department. ``verdicts``: code → count over what is in force, "" = 未判定 (競合 among them).

    ``own``: how many of the judged ones this department judged itself; ``current``: records of today it is named in
    (or that name nobody, where the business is its alone); ``conflicts``: those one of whose values it gave.
    """

    business: str
    title: str
    verdicts: dict[str, int]
    own: int
    current: int
    conflicts: int

    @property
    def items(self) -> int:
        """All items that are compared with today."""
        return sum(self.verdicts.values())

    @property
    def judged(self) -> int:
        """Those with a verdict."""
        return self.items - self.verdicts.get("", 0)


@dataclass(frozen=True, slots=True)
class Standing:
    """One department. ``out``: the package or sheet that is waited for, else the last one handed out to it.

    ``back``: the last package it handed back; ``returns``: how many. ``sheets``, ``sheets_back``: those sent to be
    answered in Excel, of one name the newest, and how many of them are answered. ``late``: days over the deadline of a
    package that is still out, 0 if none. ``conflicts``: all it takes part in, those without a business among them.
    """

    rid: str
    name: str
    areas: tuple[Area, ...]
    state: str  # a key of STATES
    out: Handed | None
    back: Returned | None
    returns: int
    sheets: int
    sheets_back: int
    late: int
    conflicts: int

    @property
    def items(self) -> int:
        """Items of all its businesses."""
        return sum(a.items for a in self.areas)

    @property
    def unjudged(self) -> int:
        """Those without a verdict."""
        return sum(a.verdicts.get("", 0) for a in self.areas)

    @property
    def waited_for(self) -> bool:
        """Whether something is out and not answered."""
        return self.state in (OUT, LATE)


def standings(session: Session, *, today: date | None = None) -> list[Standing]:
    """Every department that is registered: the latest first, then those waited for, what came back, the rest."""
    day = today or date.today()
    held = parcels.departments(session)
    sent: dict[str, list[Handed]] = {}
    for one in handed.out(session.con):
        sent.setdefault(one.department, []).append(one)
    came: dict[str, list[Returned]] = {}
    for back in handed.back(session.con):
        came.setdefault(back.department, []).append(back)
    covers = {d.department: _covered(d, sent.get(d.department, ())) for d in held}
    areas = _areas(session, held, covers)
    found = []
    for d in held:
        backs = came.get(d.department, [])
        state, last, late = _state(sent.get(d.department, ()), backs, day)
        sheets = _newest(sent.get(d.department, ()))
        found.append(
            Standing(
                d.department, d.name, areas.of[d.department], state, last, backs[-1] if backs else None, len(backs),
                len(sheets), sum(sheets.values()), late, areas.conflicts.get(d.name, 0),
            )
        )  # fmt: skip
    order = list(STATES)
    return sorted(found, key=lambda s: (order.index(s.state), -s.late, s.name, s.rid))


@dataclass(frozen=True, slots=True)
class Waited:
    """A department something is out to and not answered. ``at``: when it was handed out; ``late``: days over it."""

    rid: str
    name: str
    at: str
    deadline: str
    late: int


def waited(session: Session, *, today: date | None = None) -> list[Waited]:
    """Those that haven't answered, the latest first; quicker than :func:`standings`, which counts verdicts."""
    sent: dict[str, list[Handed]] = {}
    for one in handed.out(session.con):
        sent.setdefault(one.department, []).append(one)
    backs = handed.back(session.con)
    day = today or date.today()
    found = []
    for d in parcels.departments(session):
        came = [b for b in backs if b.department == d.department]
        state, last, late = _state(sent.get(d.department, ()), came, day)
        if state in (OUT, LATE) and last is not None:
            found.append(Waited(d.department, d.name, last.at, last.deadline, late))
    return sorted(found, key=lambda w: (-w.late, w.deadline or "9", w.name, w.rid))


def _covered(department: Scope, sent: Sequence[Handed]) -> tuple[str, ...]:
    """The businesses a department answers for: its 所管業務, and what the last package and the sheets asked of it."""
    packages = [h for h in sent if h.kind == handed.PACKAGE]
    asked = [b for h in (*packages[-1:], *_newest(sent)) for b in h.businesses]
    return tuple(dict.fromkeys((*department.businesses, *asked)))


@dataclass(frozen=True, slots=True)
class _Areas:
    of: dict[str, tuple[Area, ...]]  # department's record id → its businesses
    conflicts: dict[str, int]  # department's name → all its conflicts


def _areas(session: Session, held: Sequence[Scope], covers: Mapping[str, tuple[str, ...]]) -> _Areas:
    sharing = Counter(business for of in covers.values() for business in of)
    flt = ItemFilter(documents=JUDGED)
    counts: dict[str, dict[str, int]] = {}
    for business, verdict, count in filters.verdicts_by(session, flt, "x.business"):
        counts.setdefault(business, {})[verdict] = count
    own, current, apart = filters.judged_by(session, flt), _current(session), _conflicts(session)

    def area(d: Scope, b: str) -> Area:
        nobody = current.get((b, ""), 0) if sharing[b] == 1 else 0
        named = sum(current.get((b, said), 0) for said in {d.department, d.name})
        return Area(
            b, businesses.name_of(b) or b, counts.get(b, {}), own.get((b, d.name), 0), named + nobody, apart[d.name, b]
        )

    every: Counter[str] = Counter()
    for (name, _), count in apart.items():
        every[name] += count
    return _Areas({d.department: tuple(area(d, b) for b in covers[d.department]) for d in held}, every)


def _state(sent: Sequence[Handed], came: Sequence[Returned], day: date) -> tuple[str, Handed | None, int]:
    """(state, what is waited for or else was handed out last, days over its deadline)."""
    if not sent:
        return (BACK if came else NONE), None, 0
    packages = [h for h in sent if h.kind == handed.PACKAGE]
    if packages and packages[-1].id not in {c.answers for c in came}:
        last = packages[-1]
        late = (day - date.fromisoformat(last.deadline)).days if last.deadline else 0
        return (LATE, last, late) if late > 0 else (OUT, last, 0)
    open_ = next((h for h, answered in _newest(sent).items() if not answered), None)
    return (OUT, open_, 0) if open_ is not None else (BACK, sent[-1], 0)


def _newest(sent: Sequence[Handed]) -> dict[Handed, bool]:
    """The sheets, of one name the newest, with whether one of that name came back since; both times are this file's."""
    newest: dict[str, Handed] = {}
    back: dict[str, str] = {}
    for one in sent:
        if one.kind == handed.SHEET:
            newest[one.file] = one
            back[one.file] = max(back.get(one.file, ""), one.returned_at)
    return {one: back[name] >= one.at for name, one in newest.items()}


def _current(session: Session) -> dict[tuple[str, str], int]:
    """(business, record id or name of the department as the record says it, or "") → records of today."""
    marks = ",".join("?" * len(SURVEY_ATOMS))
    rows = session.con.execute(
        "SELECT business, coalesce(json_extract(fields, '$.department'), ''), count(*) FROM record"
        f" WHERE present=1 AND business<>'' AND type IN ({marks}) GROUP BY 1, 2",
        tuple(SURVEY_ATOMS),
    )
    return {(business, department): count for business, department, count in rows}


def _conflicts(session: Session) -> Counter[tuple[str, str]]:
    """(name of a department, business) → conflicts to which one of its people gave a value."""
    lines = conflicts.listed(session)
    return Counter((name, x.business) for x in lines for name in {by.partition("/")[0] for by in x.who})


# --- asking for an answer ---------------------------------------------------------------------------------------------


def template(name: str = TEMPLATE) -> str:
    """The text as the office wrote it (letters/NAME in the program's data folder), else ours."""
    own = settings.data_folder() / "letters" / name
    try:
        return own.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return (files("resources") / "letters" / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise UserProblem(
            "bad_letter", f"文のひな形「{own}」が読めません。", file=str(own),
            hint="文字コードを UTF-8 にして保存し直すか、ファイルを消すと元の文に戻ります。",
        ) from problem  # fmt: skip


def chase(session: Session, department: str, *, today: date | None = None) -> str:
    """The text that asks a department for what it hasn't handed back. Raises UserProblem when nothing is out."""
    rid = parcels.find_department(session, department).department
    found = next(s for s in standings(session, today=today) if s.rid == rid)
    return letter(found, template(), sender=by_text(session.who))


def letter(found: Standing, text: str, *, sender: str) -> str:
    """A template filled in; a line with a word in 〈 〉 for which there is nothing to say is left out."""
    if found.out is None or not found.waited_for:
        raise UserProblem(
            "nothing_to_ask",
            f"「{found.name}」に渡したもので、返っていないものはありません。",
            hint="「集約」の「状況」で、だれの回答を待っているかを確かめてください。",
            exit_code=USAGE,
        )
    said = {
        "所属": found.name,
        "パッケージ": "パッケージ" if found.out.kind == handed.PACKAGE else "",
        "Excel": "回答用の Excel" if found.out.kind == handed.SHEET else "",
        "ファイル": found.out.file if found.out.kind == handed.SHEET else "",
        "渡した日": _day(datetime.fromisoformat(found.out.at).astimezone().date()),
        "業務": "、".join(f"{b} {businesses.name_of(b)}" for b in found.out.businesses),
        "期限": _day(date.fromisoformat(found.out.deadline)) if found.out.deadline else "",
        "遅れ": str(found.late or ""),
        "未判定": f"{found.unjudged:,}" if found.items else "",
        "全件": f"{found.items:,}" if found.items else "",
        "差出人": sender.replace("/", "　"),
    }
    lines = []
    for line in text.splitlines():
        if any(f"〈{word}〉" in line and not value for word, value in said.items()):
            continue
        for word, value in said.items():
            line = line.replace(f"〈{word}〉", value)
        lines.append(line)
    return "\n".join(lines).rstrip() + "\n"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def as_data(found: Standing) -> dict[str, object]:
    """For --json."""
    out, back = found.out, found.back
    return {
        "department": found.name,
        "rid": found.rid,
        "state": found.state,
        "late": found.late,
        "returns": found.returns,
        "sheets": found.sheets,
        "sheets_back": found.sheets_back,
        "conflicts": found.conflicts,
        "out": None if out is None else {
            "kind": out.kind, "id": out.id, "at": out.at, "by": out.by, "deadline": out.deadline, "file": out.file,
            "businesses": list(out.businesses),
        },
        "back": None if back is None else {"at": back.created_at, "merged_at": back.merged_at, "by": back.by},
        "businesses": [
            {
                "business": a.business, "name": a.title, "items": a.items, "judged": a.judged, "own": a.own,
                "gap": a.verdicts.get("gap", 0), "ask": a.verdicts.get("ask", 0), "none": a.verdicts.get("", 0),
                "current": a.current, "conflicts": a.conflicts,
            }
            for a in found.areas
        ],
    }  # fmt: skip
