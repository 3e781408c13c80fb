"""課題一覧 (様式 K1): the whole register as a sheet, every decision with it, superseded ones too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from app.core.choices import DECISION_LEVELS, DUE_BASES, ISSUE_KINDS, ISSUE_STATUSES
from app.core.codes import EFFECT_DEGREES
from app.services import my_items, register_read, sheets
from app.services.register_read import Decision, Issue, Option
from app.services.session import Session
from app.services.sheet_rows import CONFLICT, UNLAWFUL, disposition_label
from reports.dates import short_wareki, wareki
from reports.sheets import FormHeader, LegendGroup
from spec_catalog import business as businesses

_LEGEND = (
    LegendGroup(
        "印",
        (
            (f"{UNLAWFUL}：", "対応方針が法令上選べない"),
            (f"{my_items.OVERDUE}：", "期限の日を過ぎた"),
            (f"{CONFLICT}：", "食い違う記録がある"),
        ),
    ),
)


def write_register(
    session: Session,
    out: Path,
    *,
    department: str | None = None,
    business: str | None = None,
    printed_at: datetime | None = None,
) -> Path:
    """Writes the register, of a department or business or whole; ``out``. An empty one is written too: it says so."""
    at = printed_at or datetime.now()
    header, rows, note = content(session, department, business, at)
    return sheets.write_sheet("K1", header, rows, out, at, note=note)


def content(
    session: Session, department: str | None, business: str | None, at: datetime
) -> tuple[FormHeader, list[dict[str, str]], str]:
    """(head, rows of form K1, what it is narrowed to)."""
    found = my_items.issues_of(session, department) if department else register_read.issues(session)
    chosen = [i for i in found if business in (None, i.business)]
    header = sheets.header_of(
        session,
        at,
        department=department,
        business=my_items.business_name(business) if business else "すべて",
        subject=businesses.name_of(business) if business else "",
        edition=f"{wareki(at.date())}現在の登録簿",
        legend=_LEGEND,
    )
    note = "　".join(f"{label} {value}" for label, value in (("所属", department), ("業務", business)) if value)
    return header, list(_rows(session, chosen, at.date())), note


def _rows(session: Session, issues: list[Issue], today: date) -> Iterator[dict[str, str]]:
    for issue in issues:
        options = register_read.options(session, issue.rid)
        decisions = register_read.decisions(session, issue.rid)
        late = my_items.OVERDUE if my_items.overdue(issue, today) else ""
        marks = [UNLAWFUL] * (issue.unlawful is not None) + [CONFLICT] * issue.conflict
        yield {
            "id": issue.number,
            "business": businesses.name_of(issue.business) if issue.business else "",
            "kind": ISSUE_KINDS.get(issue.kind, issue.kind),
            "title": issue.title,
            "text": issue.detail,
            "related": "\n".join((*(_shown(n) for n in issue.nodes), *my_items.record_names(session, issue))),
            "degree": EFFECT_DEGREES.get(issue.degree, issue.degree),
            "priority": issue.priority,
            "disposition": "\n".join(t for t in (disposition_label(issue.disposition), *marks) if t),
            "handling": issue.content,
            "owner": "\n".join(t for t in (issue.department, issue.owner) if t),
            "due": "\n".join(t for t in (short_wareki(issue.due), late) if t),
            "status": ISSUE_STATUSES.get(issue.status, issue.status),
            "decision": _decision(issue.decision) if issue.decision else "",
            "basis": "\n".join((issue.basis, *_stated(issue))).strip("\n") if issue.data else issue.basis,
            "clause": f"{issue.unlawful.message}（{issue.unlawful.clause}）" if issue.unlawful else "",
            "due_basis": DUE_BASES.get(issue.due_basis, issue.due_basis),
            "options": "\n".join(_option(n, o) for n, o in enumerate(options, 1)),
            "reason": issue.decision.reason if issue.decision else "",
            "earlier": "\n".join(
                f"{_decision(d)} {disposition_label(d.disposition)}：{d.reason}" for d in decisions if not d.current
            ),
            "note": issue.note,
        }


def _shown(node: str) -> str:
    return node.partition(":")[2]


def _decision(decision: Decision) -> str:
    level = DECISION_LEVELS.get(decision.level, decision.level)
    return f"{decision.by}\n{short_wareki(decision.date)}（{level}）"


def _stated(issue: Issue) -> list[str]:
    known = register_read.book().find(issue.disposition)
    labels = dict(known.data) if known else {}
    texts = {k: v if isinstance(v, str) else json.dumps(v, ensure_ascii=False) for k, v in issue.data.items()}
    return [f"{labels.get(k, k)}：{v}" for k, v in texts.items() if v]


def _option(number: int, option: Option) -> str:
    parts = (
        ("", option.content),
        ("費用", option.cost),
        ("効果", option.effect),
        ("リスク", option.risk),
        ("住民", option.residents),
    )
    said = "　".join(f"{label} {text}".strip() for label, text in parts if text)
    return f"案 {number}　{disposition_label(option.disposition)}：{said}"
