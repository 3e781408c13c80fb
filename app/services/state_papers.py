"""Where everything stands, as papers with figures: all businesses together, or one department's share of the work.

Bars, a table business × verdict, the way through the months and the picture of the linkages; what needs attention
(競合, 要再確認, 法令上要確認, 期限超過) is said in words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.choices import ISSUE_STATUSES
from app.core.codes import CLASS_SIGN, UNJUDGED_LABEL, UNJUDGED_SIGN, VERDICTS
from app.core.problems import USAGE, UserProblem
from app.services import catalogue, departments, link_files, link_views, my_items, register_read, state_page, suspects
from app.services.register_read import Issue
from app.services.session import Session
from app.services.sheet_rows import CONFLICT, UNLAWFUL
from app.services.views import FORCE
from reports.dates import short_wareki, wareki
from reports.html import Mark
from reports.paper import BarRow, Bars, Block, Cell, Column, Heading, Heat, Paper, Picture, Table, Text
from reports.pictures.svg import render_svg
from reports.pieces import Piece

MARKS = (
    *(Mark(v.code, v.sign, v.short, v.code in state_page.SETTLED) for v in VERDICTS),
    Mark("", UNJUDGED_SIGN, UNJUDGED_LABEL),
)
SUSPECT = "要再確認"
_NEEDS = ("gap", "partial", "ask", "option_pending")


@dataclass(frozen=True, slots=True)
class Line:
    """One item in force with our verdict; ``month``: YYYY-MM of the verdict."""

    business: str
    kind: str
    id: str
    branch: str
    name: str
    chapter: str
    cls: str
    verdict: str
    conflict: bool
    detail: str
    by: str
    month: str

    @property
    def number(self) -> str:
        """Id with its branch."""
        return "-".join(t for t in (self.id, self.branch) if t)


def lines(session: Session, business: str | None = None) -> Iterator[Line]:
    """Requirements, forms and linkages in force, in their order."""
    schema = session.attach(FORCE)
    for row in session.con.execute(
        f"SELECT i.business, i.kind, i.id, i.branch, i.name, i.p1, coalesce(i.{session.size}, ''),"
        " coalesce(s.verdict, ''), coalesce(s.conflict, 0), coalesce(s.detail, ''), coalesce(s.judged_by, ''),"
        f" substr(coalesce(s.judged_at, ''), 1, 7) FROM {schema}.item i LEFT JOIN main.item_state s"
        " ON s.business=i.business AND s.kind=i.kind AND s.item=i.id AND s.branch=i.branch"
        " WHERE i.deleted=0 AND i.kind IN ('req', 'form', 'link') ORDER BY i.business, i.kind DESC, i.id, i.branch"
    ):
        b, kind, id_, branch, name, chapter, cls, verdict, conflict, detail, by, month = row
        if business in (None, b):
            yield Line(b, kind, id_, branch, name, chapter, cls, verdict, bool(conflict), detail, by, month)


def editions_note(session: Session, business: str | None = None) -> str:
    """The editions everything is measured against, in one line."""
    held = [e for e in catalogue.in_force(session) if business in (None, e.business) and e.kind in state_page.KINDS]
    shown = [f"{e.business_name} {state_page.KINDS[e.kind][0]} {e.label}" for e in held]
    more = f" ほか {len(shown) - 3} 件" if len(shown) > 3 else ""
    return "、".join(shown[:3]) + more if shown else "なし"


def filter_note(**narrowed: str | None) -> str:
    """絞り込み：所属 市民課　業務 001; なし where nothing is."""
    said = "　".join(f"{k} {v}" for k, v in narrowed.items() if v)
    return f"絞り込み：{said or 'なし'}"


def overview(session: Session, *, business: str | None, colours: Mapping[str, str], at: datetime) -> Paper:
    """All businesses together. Raises UserProblem while there is no catalogue."""
    found = list(lines(session, business))
    _needs_some(found)
    listed = suspects.listed(session, business=business, today=at.date())
    issues = register_read.issues(session, business=business)
    blocks: list[Block] = [
        Heading("全体"), Text(_sentence(found), "strong"),
        Bars(MARKS, [BarRow("すべて", _counts(found), _judged(found))]),
        Heading("業務ごと"),
        Bars(MARKS, _rows(found, lambda line: my_items.business_name(line.business)), legend=False),
        Heading("業務 × 判定", 2), Text("数は件数です。濃いほど、その業務のなかで多い判定です。", "note"),
        Heat("業務", MARKS, _rows(found, lambda line: my_items.business_name(line.business))),
        Heading("文書 × 判定", 2),
        Heat("文書", MARKS, _rows(found, lambda line: state_page.KINDS[line.kind][0])),
        *_attention(found, listed, issues, at),
        *_months(found),
        *_owners(session, found),
        *_register(issues, at),
        *_links(session, colours),
    ]  # fmt: skip
    return Paper(
        f"標準化の取組の全体状況（{session.info.municipality}）", "様式 M4　全体状況", session.info.municipality, at,
        blocks, colours, right=f"{session.info.municipality}　{wareki(at)}",
        facts=(
            ("業務", my_items.business_name(business) if business else "すべて"), ("時点", wareki(at)),
            ("版", editions_note(session, business)),
        ),
        note=f"版：{editions_note(session, business)}　{filter_note(業務=business)}",
    )  # fmt: skip


def of_department(
    session: Session, department: str, *, business: str | None, colours: Mapping[str, str], at: datetime
) -> Paper:
    """One department's items, suspects and issues. Raises UserProblem when none is named."""
    if not department.strip():
        raise UserProblem(
            "department_missing", "どの課の状況かが指定されていません。",
            hint="所属の名前を指定してください（--department 市民課）。", exit_code=USAGE,
        )  # fmt: skip
    answering = departments.responsible(session)
    found = [
        line for line in lines(session, business)
        if department in answering.of(line.business, line.kind, line.id, line.branch, line.by)
    ]  # fmt: skip
    listed = suspects.listed(session, department=department, business=business, today=at.date())
    issues = [i for i in my_items.issues_of(session, department) if business in (None, i.business)]
    blocks: list[Block] = [
        Heading("進み具合"), Text(_sentence(found), "strong"),
        Bars(MARKS, _rows(found, lambda line: my_items.business_name(line.business))),
        *_attention(found, listed, issues, at),
    ]  # fmt: skip
    for code in (*_NEEDS, ""):
        mark = next(m for m in MARKS if m.code == code)
        picked = [x for x in found if x.verdict == code and not x.conflict]
        if picked:
            blocks += [Heading(f"{mark.sign} {mark.label}（{len(picked)} 件）"), _items(picked)]
    blocks += _register(issues, at)
    return Paper(
        f"所属別の状況（{department}）", "様式 M5　所属別の状況", session.info.municipality, at, blocks, colours,
        facts=(
            ("所属", department), ("業務", my_items.business_name(business) if business else "すべて"),
            ("時点", wareki(at)), ("対象", "割り当て、担当する現行の機能、判定した人の所属から決めています。"),
        ),
        right=f"{session.info.municipality}　{wareki(at)}",
        note=f"版：{editions_note(session, business)}　{filter_note(所属=department, 業務=business)}",
    )  # fmt: skip


def _needs_some(found: Sequence[Line]) -> None:
    if not found:
        raise UserProblem(
            "nothing_to_write", "標準仕様がまだないため、書き出すものがありません。",
            hint="先に標準仕様を取り込んでください。",
        )  # fmt: skip


def _counts(found: Sequence[Line]) -> dict[str, int]:
    return dict(Counter(line.verdict for line in found))


def _judged(found: Sequence[Line]) -> str:
    return f"{sum(bool(x.verdict) for x in found):,} / {len(found):,}"


def _sentence(found: Sequence[Line]) -> str:
    rest = sum(not x.verdict for x in found)
    return f"{len(found) - rest:,} / {len(found):,} 件を判定済み　残り {rest:,} 件"


def _rows(found: Sequence[Line], name: Callable[[Line], str]) -> list[BarRow]:
    by: dict[str, list[Line]] = {}
    for line in found:
        by.setdefault(name(line), []).append(line)
    return [BarRow(key, _counts(held), _judged(held)) for key, held in by.items()]


def _attention(
    found: Sequence[Line], listed: Sequence[suspects.Suspect], issues: Sequence[Issue], at: datetime
) -> list[Block]:
    """What needs somebody, in words and numbers; the first ones by name."""
    open_issues = [i for i in issues if i.status not in my_items.FINISHED]
    unlawful = [i for i in open_issues if i.unlawful is not None]
    late = [i for i in open_issues if my_items.overdue(i, at.date())]
    fighting = [f"{x.number} {x.name}" for x in found if x.conflict]
    rows: list[tuple[Cell, ...]] = [
        _told(CONFLICT, "二人以上の判定や記録が食い違っています。",
              [*fighting, *(f"{i.number} {i.title}" for i in issues if i.conflict)]),
        _told(SUSPECT, "新しい版や現行の変更で、判定を確かめ直します。", [f"{s.id} {s.name}" for s in listed]),
        _told(UNLAWFUL, "選んだ対応方針が、いまの規則では選べません。", [f"{i.number} {i.title}" for i in unlawful]),
        _told(my_items.OVERDUE, "期限の日を過ぎた課題です。", [f"{i.number} {i.title}" for i in late]),
    ]  # fmt: skip
    columns = (Column("印", 80), Column("件数", 44, "right"), Column("意味", 210), Column("はじめの 5 件", 440))
    return [Heading("確かめること"), Table(columns, rows)]


def _told(word: str, meaning: str, names: Sequence[str]) -> tuple[Cell, ...]:
    return (Piece("mark", word),), f"{len(names):,}", meaning, "\n".join(names[:5]) or "ありません"


def _months(found: Sequence[Line]) -> list[Block]:
    """How many of today's verdicts were there at the end of each month; the last twelve."""
    given = sorted(x.month for x in found if x.verdict and x.month)
    if not given:
        return []
    months = sorted(set(given))[-12:]
    rows = []
    for month in months:
        done = sum(m <= month for m in given)
        rows.append(BarRow(_month(month), {"fit": done, "": len(found) - done}, f"{done:,} / {len(found):,}"))
    marks = (Mark("fit", "●", "判定済み"), Mark("", UNJUDGED_SIGN, UNJUDGED_LABEL))
    return [
        Heading("月ごとの推移"),
        Text("いま有効な判定が、どの月の終わりまでに済んでいたかです。判定し直すと新しい日で数えます。", "note"),
        Bars(marks, rows, legend=False),
    ]


def _month(text: str) -> str:
    year, _, month = text.partition("-")
    return f"令和{int(year) - 2018}年{int(month)}月" if int(year) > 2018 else text


def _owners(session: Session, found: Sequence[Line]) -> list[Block]:
    answering = departments.responsible(session)
    by: dict[str, list[Line]] = {}
    for line in found:
        for name in answering.of(line.business, line.kind, line.id, line.branch, line.by) or ("（所管不明）",):
            by.setdefault(name, []).append(line)
    rows = [BarRow(name, _counts(held), _judged(held)) for name, held in sorted(by.items())]
    return [Heading("所属ごと"), Heat("所属", MARKS, rows)]


def _items(found: Sequence[Line]) -> Table:
    columns = (
        Column("業務", 40, "center"), Column("文書", 70), Column("ID", 80), Column("類型", 34, "center"),
        Column("名称", 220), Column("差異の内容", 260), Column("判定した人", 110),
    )  # fmt: skip
    return Table(
        columns,
        [(x.business, state_page.KINDS[x.kind][0], x.number, CLASS_SIGN.get(x.cls, ""), x.name, x.detail, x.by)
         for x in found],
    )  # fmt: skip


def _register(issues: Sequence[Issue], at: datetime) -> list[Block]:
    if not issues:
        return [Heading("課題"), Text("課題はまだありません。")]
    states = "　".join(
        f"{name} {n} 件" for code, name in ISSUE_STATUSES.items() if (n := sum(i.status == code for i in issues))
    )
    columns = (
        Column("番号", 60), Column("件名", 250), Column("業務", 90), Column("所管課", 90), Column("対応方針", 120),
        Column("期限", 66), Column("状態", 70), Column("注意", 90),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (i.number, i.title, my_items.business_name(i.business) if i.business else "", i.department,
         register_read.label_of(i.disposition) if i.disposition else "", short_wareki(i.due),
         ISSUE_STATUSES.get(i.status, i.status),
         (Piece("mark", "\n".join(w for w, _ in my_items.marks_of(i, at.date()))),))
        for i in issues if i.status not in my_items.FINISHED
    ]  # fmt: skip
    nothing = "終わっていない課題はありません。"
    return [Heading(f"課題（{len(issues)} 件）"), Text(states, "strong"), Table(columns, rows, nothing)]


def _links(session: Session, colours: Mapping[str, str]) -> list[Block]:
    """The picture of the linkages by system, where there is one to show."""
    wish = link_views.Wish(view="town")
    shown = link_views.show(session, wish)
    if not shown.picture.lines:
        return []
    shapes, size = link_files.shapes_of(shown.picture, colours, note=shown.note)
    title = link_files.title_of(session, wish, shown)
    svg = render_svg(shapes, size, title=title, ground=colours["surface"])
    return [Heading("システムの連携", 1, True), Picture(svg, title, size)]
