"""The record as a file to hand to auditors: one row for every field that was changed, in the order it happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from app.core.problems import REFUSED, USAGE, UserProblem
from app.services import audit, targets
from app.services.audit import Line, Step, Wanted
from app.services.session import Session
from app.services.sheets import export_refused
from reports.problems import ExportProblem
from reports.sheets.comma import write_comma
from reports.sheets.flat import write_flat

HEADINGS = (
    "日時", "所属", "氏名", "役割", "操作", "対象", "内容", "したこと", "欄", "前", "後", "理由",
    "届いたパッケージ", "状態", "操作番号",
)  # fmt: skip
MOST = 1_000_000  # rows of a sheet
FORMATS = (".xlsx", ".csv")


def write(session: Session, out: Path, wanted: Wanted, *, at: datetime | None = None) -> tuple[Path, int]:
    """Writes the steps that were asked for; (the file, how many steps).

    Raises UserProblem for another kind of file, one that can't be written, and more rows than a sheet holds.
    """
    if out.suffix.lower() not in FORMATS:
        raise UserProblem(
            "bad_format", f"「{out.name}」の形では書き出せません。", file=str(out),
            hint="ファイル名の終わりを .xlsx か .csv にしてください。", exit_code=USAGE,
        )  # fmt: skip
    targets.guard(out)
    counted = audit.total(session, wanted)
    rows = _rows(session, wanted)
    try:
        if out.suffix.lower() == ".csv":
            write_comma(HEADINGS, rows, out)
        else:
            held = _limited(rows)
            write_flat("記録", HEADINGS, held, out, author=session.info.municipality, printed_at=at or datetime.now())
    except ExportProblem as problem:
        raise export_refused(problem) from problem
    return out, counted


def _limited(rows: Iterator[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    for n, row in enumerate(rows):
        if n >= MOST:
            raise UserProblem(
                "too_many_rows", f"記録が Excel の一枚（{MOST:,} 行）に入りません。",
                hint="期間や所属で絞るか、.csv で書き出してください。", exit_code=REFUSED,
            )  # fmt: skip
        yield row


def _rows(session: Session, wanted: Wanted) -> Iterator[tuple[str, ...]]:
    last: int | None = None
    while page := audit.steps(session, wanted, before=last, oldest=True):
        last = page[-1].seq
        for step in page:
            first = 0
            while lines := audit.details(session, step.unit, first=first):
                for line in lines:
                    yield from _of(step, line)
                first += audit.PAGE


def _of(step: Step, line: Line) -> Iterator[tuple[str, ...]]:
    department, _, name = step.by.partition("/")
    head = (step.at[:19].replace("T", " "), department, name, step.role, step.label, line.title, line.about, line.what)
    state = "取り消し" if line.withdrawn else step.state
    tail = (line.reason, step.package, state, line.op_id)
    for label, before, after in line.fields or (("", "", audit.ERASED if line.erased else ""),):
        yield (*head, label, before, after, *tail)
