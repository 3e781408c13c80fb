"""The answers of a questionnaire as a workbook: the table departments × questions, and the list of what is owed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from app.core.questionnaires import REMARK, Questionnaire, State, shown
from app.services import targets
from app.services.questionnaires import Row, owed
from app.services.session import Session
from app.services.sheets import export_refused
from reports.dates import wareki
from reports.pieces import plain
from reports.problems import ExportProblem
from reports.sheets.listing import ListColumn, Listing, write_listing

CONFLICT, OWED = "食い違う回答があります", "未回答"


def write_table(
    session: Session,
    questionnaire: Questionnaire,
    rows: Sequence[Row],
    out: Path,
    *,
    printed_at: datetime | None = None,
) -> Path:
    """Writes the table; ``out``. Raises UserProblem when it can't be written."""
    at = printed_at or datetime.now()
    subject = any(row.subject_label for row in rows)
    columns = [ListColumn("所属", 110, key=True), *([ListColumn("対象", 110, key=True)] if subject else [])]
    columns.append(ListColumn("答えた問", 62, "center"))
    columns += [ListColumn(f"{q.id} {q.topic}", 128) for q in questionnaire.questions]
    cells = [
        [
            row.department.name,
            *([row.subject_label] if subject else []),
            f"{row.done} / {row.total}",
            *(cell_text(state) for state in row.states),
        ]
        for row in rows
    ]
    texts = tuple(plain(f"{q.id}　{q.wording}".replace("\n", "　")) for q in questionnaire.questions)
    listing = Listing(
        "回答の表", questionnaire.title, _facts(session, questionnaire, rows, at), tuple(columns), cells, legend=texts,
        nothing="所属が登録されていません。",
    )  # fmt: skip
    return _written(session, listing, out, at)


def cell_text(state: State) -> str:
    """An answer in a cell of the table: the answer, its 備考, and in words what is owed."""
    if not state.shown:
        return ""
    if state.given.conflict:
        return f"≠ {CONFLICT}"
    remark = f"{REMARK}：{state.given.remark}" if state.given.remark else ""
    lacking = [f"（{why}）" for why in state.missing]
    return "\n".join(t for t in (shown(state.question, state.given.value), remark, *lacking) if t)


def write_owed(
    session: Session,
    questionnaire: Questionnaire,
    rows: Sequence[Row],
    out: Path,
    *,
    printed_at: datetime | None = None,
) -> Path:
    """Writes the list of what is still owed; ``out``. Raises UserProblem when it can't be written."""
    at = printed_at or datetime.now()
    columns = (
        ListColumn("所属", 130, key=True), ListColumn("対象", 130), ListColumn("問", 40, "center"),
        ListColumn("概要", 180), ListColumn("質問", 380), ListColumn("要るもの", 260),
    )  # fmt: skip
    cells = [
        [o.department.name, o.subject_label, o.question.id, o.question.topic, o.question.text, "、".join(o.why)]
        for o in owed(rows)
    ]
    listing = Listing(
        "未回答の一覧", f"{questionnaire.title}　未回答の一覧", _facts(session, questionnaire, rows, at), columns,
        cells, nothing="未回答はありません。",
    )  # fmt: skip
    return _written(session, listing, out, at)


def _facts(
    session: Session, questionnaire: Questionnaire, rows: Sequence[Row], at: datetime
) -> tuple[tuple[str, str], ...]:
    complete = sum(not row.owing for row in rows)
    return (
        ("団体", session.info.municipality),
        ("時点", wareki(at.date())),
        ("状況", f"{len(rows)} 件のうち {complete} 件が回答済み"),
        ("出典", questionnaire.source),
    )


def _written(session: Session, listing: Listing, out: Path, at: datetime) -> Path:
    targets.guard(out)
    try:
        return write_listing(listing, out, author=session.info.municipality, printed_at=at)
    except ExportProblem as problem:
        raise export_refused(problem) from problem
