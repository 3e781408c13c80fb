"""課長's page: what a department has to decide, with requirement, difference and options; then what was decided."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

from app.core.choices import DECISION_LEVELS, DUE_BASES, ISSUE_KINDS, ISSUE_STATUSES
from app.core.codes import CLASS_SIGN, EFFECT_DEGREES
from app.core.deadlines import last_day
from app.core.guard import Ruling, refusal
from app.core.problems import USAGE, UserProblem
from app.services import catalogue, options, register_read, sheets
from app.services.register_read import Issue, Option
from app.services.session import Session
from app.services.sheet_rows import CONFLICT, UNLAWFUL, verdict_text
from reports.dates import short_wareki, wareki
from reports.html import Choice, Decided, Matter, MyItemsPage, Requirement, write_my_items
from reports.problems import ExportProblem
from spec_catalog import business as businesses

OVERDUE = "期限超過"
FINISHED = ("done", "withdrawn")
KINDS = {"req": "機能要件", "form": "帳票要件", "link": "連携要件", "data": "データ項目", "nonfunc": "非機能要件"}
APPROVAL = ("課長", "課長補佐", "係長", "担当")
_SINCE_DAYS = 92


def write_page(
    session: Session,
    out: Path,
    *,
    department: str,
    colours: Mapping[str, str],
    business: str | None = None,
    since: date | None = None,
    document_number: str = "",
    printed_at: datetime | None = None,
) -> Path:
    """Writes the page of a department; ``out``.

    ``since``: decisions from that day on, by default of the last three months. Raises UserProblem when no department is
    named and when the file cannot be written.
    """
    try:
        page = page_of(session, department, colours, business, since, document_number, printed_at or datetime.now())
        return write_my_items(page, out)
    except ExportProblem as problem:
        raise sheets.export_refused(problem) from problem


def page_of(
    session: Session,
    department: str,
    colours: Mapping[str, str],
    business: str | None,
    since: date | None,
    document_number: str,
    at: datetime,
) -> MyItemsPage:
    """Everything the page shows."""
    if not department.strip():
        raise UserProblem(
            "department_missing",
            "どの課の決裁事項かが指定されていません。",
            hint="所属の名前を指定してください（--department 市民課）。",
            exit_code=USAGE,
        )
    first = since or at.date() - timedelta(days=_SINCE_DAYS)
    mine = [i for i in issues_of(session, department) if business in (None, i.business)]
    waiting = sorted((i for i in mine if awaits(i)), key=lambda i: (last_day(i.due) or date.max, i.number))
    late = sum(overdue(i, at.date()) for i in waiting)
    return MyItemsPage(
        form="様式 M1　決裁事項",
        title=f"決定を待つ課題と決定したもの（{department}）",
        municipality=session.info.municipality,
        document_number=document_number,
        facts=(
            ("所属", department),
            ("業務", business_name(business) if business else "すべて"),
            ("件数", f"決定を待つもの {len(waiting)} 件（うち期限超過 {late} 件）"),
        ),
        approval=APPROVAL,
        matters=tuple(_matter(session, i, at.date()) for i in waiting),
        decided=_decided(session, mine, first),
        since=wareki(first),
        colours=colours,
        printed_at=at,
        remarks=("期限超過は、期限に書かれた日付のいちばん遅い日を過ぎたものです。",),
    )


def issues_of(session: Session, department: str, *, there: bool = True) -> list[Issue]:
    """The issues a department answers for: assigned to it, or of a business it owns and assigned to nobody.

    ``there``: as for register_read.issues.
    """
    owned = sheets.businesses_of(session, department)
    rids = session.con.execute(
        "SELECT rid FROM record WHERE type='department' AND present=1 AND name=?", (department,)
    ).fetchall()
    names = {department, *(r[0] for r in rids)}
    return [
        i
        for i in register_read.issues(session, there=there)
        if i.department in names or (not i.department and i.business and i.business in owned)
    ]


def awaits(issue: Issue) -> bool:
    """Whether somebody has to decide: nothing decided yet, or what was decided has become unlawful or disputed."""
    if issue.status in FINISHED:
        return False
    return issue.decision is None or issue.unlawful is not None or issue.conflict


def overdue(issue: Issue, today: date) -> bool:
    """Whether the deadline has passed for certain."""
    last = last_day(issue.due)
    return last is not None and last < today and issue.status not in FINISHED


def business_name(id_: str) -> str:
    """001 住民基本台帳."""
    return f"{id_} {businesses.name_of(id_)}".strip()


def marks_of(issue: Issue, today: date) -> tuple[tuple[str, str], ...]:
    """Words that need attention, each with the sentence behind it."""
    found: list[tuple[str, str]] = []
    if overdue(issue, today):
        found.append((OVERDUE, f"期限（{short_wareki(issue.due)}）を過ぎています。"))
    if issue.unlawful is not None:
        again = "決定した後に選べなくなりました。" if issue.decision else ""
        found.append((UNLAWFUL, f"{again}{issue.unlawful.message}（根拠：{issue.unlawful.clause}）"))
    if issue.conflict:
        found.append((CONFLICT, "二人以上が違う内容を記録しています。先に競合を解いてください。"))
    return tuple(found)


def _matter(session: Session, issue: Issue, today: date) -> Matter:
    due = short_wareki(issue.due)
    basis = DUE_BASES.get(issue.due_basis, issue.due_basis)
    facts = (
        ("業務", business_name(issue.business) if issue.business else ""),
        ("区分", ISSUE_KINDS.get(issue.kind, issue.kind)),
        ("担当", "　".join(t for t in (issue.department, issue.owner) if t)),
        ("期限", f"{due}（{basis}）" if due and basis else due),
        ("状態", ISSUE_STATUSES.get(issue.status, issue.status)),
        ("影響度", EFFECT_DEGREES.get(issue.degree, issue.degree)),
        ("優先度", issue.priority),
        ("現行", "、".join(record_names(session, issue))),
        ("備考", issue.note),
    )
    return Matter(
        number=issue.number,
        title=issue.title,
        detail=issue.detail,
        facts=tuple((label, value) for label, value in facts if value),
        marks=marks_of(issue, today),
        due=due,
        disposition=register_read.label_of(issue.disposition) if issue.disposition else "",
        basis=issue.basis,
        requirements=tuple(r for node in issue.nodes if (r := _requirement(session, node)) is not None),
        choices=_choices(session, issue),
    )


def record_names(session: Session, issue: Issue) -> list[str]:
    """Number and name of the current records an issue is about."""
    out = []
    for rid in issue.records:
        row = session.con.execute("SELECT number, name FROM record WHERE rid=?", (rid,)).fetchone()
        out.append(f"{row[0]} {row[1]}".strip() if row else rid)
    return out


def _requirement(session: Session, node: str) -> Requirement | None:
    if node.partition(":")[0] not in KINDS:
        return None
    try:
        edition, key = catalogue.find(session, node)
    except UserProblem:  # its edition isn't here: the issue stays, its requirement is named
        return Requirement("", node, "", "", "取り込んだ版にありません。", "", "")
    found = catalogue.detail(session, edition, key)
    said = found.judgement
    shown = CONFLICT if found.row.conflict else verdict_text(said.verdict if said else None)
    detail = said.detail if said else ""
    if said is not None and said.conflict:
        detail = "\n".join(f"{by}：{verdict_text(code)} {text}".strip() for code, text, by, _ in said.values)
    kind, sign = KINDS.get(found.row.kind, ""), CLASS_SIGN.get(found.row.cls or "", "")
    shown_id = "-".join(t for t in (found.row.id, found.row.branch) if t)
    return Requirement(kind, shown_id, sign, found.row.name, found.text, shown, detail)


def _choices(session: Session, issue: Issue) -> tuple[Choice, ...]:
    """The options in their order; the proposed one first when it is none of them."""
    options = register_read.options(session, issue.rid)
    chosen = next((o for o in options if (o.disposition, o.content) == (issue.disposition, issue.content)), None)
    chosen = chosen or next((o for o in options if issue.disposition and o.disposition == issue.disposition), None)
    found = [_choice(session, issue, o, f"案 {n}", proposed=o is chosen) for n, o in enumerate(options, 1)]
    if issue.disposition and chosen is None:
        own = Option("", issue.disposition, issue.content, issue.data, "", "", "", "")
        found.insert(0, _choice(session, issue, own, "対応方針", proposed=True))
    return tuple(found)


def _choice(session: Session, issue: Issue, option: Option, title: str, *, proposed: bool) -> Choice:
    known = register_read.book().find(option.disposition)
    labels = dict(known.data) if known else {}
    stated = tuple((labels.get(k, k), _text(v)) for k, v in option.data.items() if v)
    against = _against(session, issue, option)
    return Choice(
        title=title,
        disposition=register_read.label_of(option.disposition),
        content=option.content,
        cost="\n".join(
            [*(f"{label} {text}" for label, text in options.money_lines(option.money)), option.cost]
        ).strip(),
        effect=option.effect,
        risk=option.risk,
        residents=option.residents,
        stated=stated,
        proposed=proposed,
        clause=f"{against.message}（根拠：{against.clause}）" if against else "",
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _against(session: Session, issue: Issue, option: Option) -> Ruling | None:
    if register_read.book().find(option.disposition) is None:
        return None
    return refusal(register_read.ruled(session, issue, option.disposition, option.data))


def _decided(session: Session, issues: list[Issue], since: date) -> tuple[Decided, ...]:
    """The decisions in force from a day on, newest first; a date that cannot be read counts as recent."""
    found: list[tuple[date, Decided]] = []
    for issue in issues:
        decision = issue.decision
        day = (last_day(decision.date) or date.max) if decision else date.min
        if decision is None or day < since:
            continue
        replaced = [d for d in register_read.decisions(session, issue.rid) if d.rid in decision.supersedes]
        earlier = "、".join(f"{short_wareki(d.date)} {d.by} {register_read.label_of(d.disposition)}" for d in replaced)
        line = Decided(
            number=issue.number,
            title=issue.title,
            disposition=register_read.label_of(decision.disposition),
            date=short_wareki(decision.date),
            by=decision.by,
            level=DECISION_LEVELS.get(decision.level, decision.level),
            reason=decision.reason,
            earlier=f"以前の決定：{earlier}" if earlier else "",
            marks=(UNLAWFUL,) if issue.unlawful is not None else (),
        )
        found.append((day, line))
    return tuple(line for _, line in sorted(found, key=lambda f: (f[0], f[1].number), reverse=True))
