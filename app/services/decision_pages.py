"""決定書 and 決定簿: what was decided, by whom, why, and what was weighed; for the file and for a successor.

The sheet holds the decision in force with 決裁欄 and 文書番号; the book every decision ever made, also the
replaced ones, in the order of their dates. Source: product F29 (decision register), survey practice §8.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from app.core.deadlines import last_day
from app.core.problems import UserProblem
from app.services import catalogue, choices, my_items, options, policies, register_read, sheets, splitting
from app.services.register_read import Decision, Issue, Option
from app.services.session import Session
from reports.dates import short_wareki
from reports.html import DecisionEntry, DecisionPage, Way, write_decisions
from reports.problems import ExportProblem

SHEET, BOOK = "sheet", "book"


def write_page(
    session: Session,
    out: Path,
    *,
    kind: str,
    colours: Mapping[str, str],
    department: str | None = None,
    business: str | None = None,
    issue: str = "",
    printed_at: datetime | None = None,
) -> Path:
    """Writes the sheets (kind SHEET) or the book (BOOK); ``out``. ``issue``: a single one, by number or record id.

    Raises UserProblem when a sheet is asked of an issue that isn't decided, and when the file can't be written.
    """
    try:
        page = page_of(session, kind, colours, department, business, issue, printed_at or datetime.now())
        return write_decisions(page, out)
    except ExportProblem as problem:
        raise sheets.export_refused(problem) from problem


def page_of(
    session: Session,
    kind: str,
    colours: Mapping[str, str],
    department: str | None,
    business: str | None,
    issue: str,
    at: datetime,
) -> DecisionPage:
    """Everything the page shows."""
    if issue:
        found = [register_read.issue(session, issue)]
    else:
        found = [  # a book keeps what was decided on issues that were split or joined since
            i
            for there in ((True, False) if kind == BOOK else (True,))
            for i in (
                my_items.issues_of(session, department, there=there)
                if department
                else register_read.issues(session, there=there)
            )
        ]
        found = [i for i in found if business in (None, i.business)]
    if kind == SHEET and issue and found[0].decision is None:
        raise UserProblem(
            "not_decided",
            f"{found[0].number} はまだ決定していません。",
            hint="決定を記録してから、もう一度選んでください。",
        )
    made: list[tuple[str, DecisionEntry]] = []
    held = policies.clauses(session)
    titles = {c.rid: c.title for c in held}
    for one in found:
        every = register_read.decisions(session, one.rid)
        for decision in every:
            if kind == BOOK or decision.current:
                day = last_day(decision.date)
                made.append((day.isoformat() if day else decision.date, _entry(session, one, decision, every, titles)))
    made.sort(key=lambda pair: (pair[0], pair[1].number, pair[1].anchor))
    about = [("対象", "、".join(t for t in (department, my_items.business_name(business) if business else "") if t))]
    return DecisionPage(
        form="様式 M2　決定書" if kind == SHEET else "様式 K2　決定簿",
        title="決定書" if kind == SHEET else "決定簿",
        municipality=session.info.municipality,
        facts=[f for f in about if f[1]],
        approval=my_items.APPROVAL if kind == SHEET else (),
        entries=[entry for _, entry in made],
        colours=colours,
        printed_at=at,
    )


def _entry(
    session: Session, found: Issue, decision: Decision, every: list[Decision], clauses: Mapping[str, str]
) -> DecisionEntry:
    label = choices.label
    after = next((d for d in every if decision.rid in d.supersedes), None)
    state = "いまの決定" if decision.current else "置き換え済み"
    if after is not None:
        state += f"（{_day(after.date)} の決定に置き換えました）"
    gone = _became(session, found) if decision.current else ""
    state = gone or state
    facts = [
        ("決定日", _day(decision.date)),
        ("決定者", decision.by),
        ("決定区分", label(session, "decision_levels", decision.level)),
        ("会議", decision.meeting),
        ("根拠の種類", label(session, "decision_bases", decision.basis) if decision.basis else ""),
        ("全体方針", "、".join(clauses.get(c, c) for c in decision.clauses)),
        ("見直しの条件", decision.review),
        ("業務", my_items.business_name(found.business) if found.business else ""),
        ("所管課", found.department),
        ("文書番号", decision.document),
    ]
    marks = []
    if decision.current and found.unlawful is not None:
        marks.append(("法令上要確認", f"{found.unlawful.message}（{found.unlawful.clause}）"))
    if decision.current and found.conflict:
        marks.append(("競合", "この課題には、まだ決めていない食い違いがあります。"))
    earlier = [d for d in every if d.rid in decision.supersedes]
    return DecisionEntry(
        anchor=f"d{decision.rid.replace('-', '')}",
        number=found.number,
        title=found.title,
        state=state,
        disposition=register_read.label_of(decision.disposition),
        date=_day(decision.date),
        by=decision.by,
        facts=[f for f in facts if f[1]],
        reason=decision.reason,
        content=_content(session, found, decision),
        detail=found.detail,
        requirements=_requirements(session, found),
        ways=_ways(session, found, decision),
        ladder=[(f"{r.rung}　{r.label}", found.refused[str(r.rung)]) for r in register_read.book().ladder
                if found.refused.get(str(r.rung))],
        earlier=[f"{_day(d.date)} の決定（{register_read.label_of(d.disposition)}、{d.by}）を置き換えました。"
                 for d in earlier],
        marks=marks,
        document=decision.document,
    )  # fmt: skip


def _became(session: Session, found: Issue) -> str:
    """What became of an issue that is no longer in the register; "" of one that is."""
    row = session.con.execute("SELECT present FROM record WHERE rid=?", (found.rid,)).fetchone()
    if row is None or row[0]:
        return ""
    became = splitting.kin(session, found.rid)[1]
    how = splitting.HOW.get(became[0].how, "") if became else ""
    return f"課題は{how}されました（{'、'.join(k.number for k in became)}）" if how else "課題は削除されました"


def _content(session: Session, found: Issue, decision: Decision) -> str:
    chosen = next((o for o in register_read.options(session, found.rid) if o.rid == decision.option), None)
    if chosen is not None:
        return chosen.content
    return found.content if decision.current and decision.disposition == found.disposition else ""


def _ways(session: Session, found: Issue, decision: Decision) -> list[Way]:
    """The options of an issue, also of one that is no longer in the register; first rungs of the ladder first."""
    known = register_read.book().find

    def rung(option: Option) -> int:
        chosen = known(option.disposition)
        return chosen.rung if chosen else 0

    out = []
    for o in sorted(register_read.options(session, found.rid), key=rung):
        facts = [
            *options.money_lines(o.money, o.money_notes), ("費用", o.cost), ("期間", o.time), ("効果", o.effect),
            ("リスク", o.risk), ("住民への影響", o.residents),
        ]  # fmt: skip
        out.append(
            Way(register_read.label_of(o.disposition), o.content, [f for f in facts if f[1]], o.rid == decision.option)
        )
    return out


def _requirements(session: Session, found: Issue) -> list[tuple[str, str, str]]:
    out = []
    for node in found.nodes:
        try:
            detail = catalogue.detail(session, *catalogue.find(session, node))
        except UserProblem:
            out.append((node.partition(":")[2], "", "この項目の標準仕様は、まだ取り込まれていません。"))
            continue
        out.append((detail.row.id, detail.row.name, detail.text))
    return out


def _day(text: str) -> str:
    return short_wareki(text)
