"""The matrix of municipalities as a workbook: one row per ID to print and to talk over, or one row per ID and city."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from app.core.codes import CLASS_LABEL, CLASS_SIGN, CURRENT_FACTS, KIND_WORD, UNJUDGED_LABEL, VERDICT
from app.services import city_detail, city_matrix, register_read, targets
from app.services.city_detail import CitySaid, Detail
from app.services.city_matrix import SHOWS, Asked, Cell, Found, Line
from app.services.session import Session
from app.services.sheets import export_refused
from app.store.overlays import Key
from reports.pieces import plain
from reports.problems import ExportProblem
from reports.sheets.flat import write_flat
from reports.sheets.listing import Cell as SheetCell
from reports.sheets.listing import ListColumn, Listing, write_listing
from spec_catalog import business as businesses

_PAGE = 500
MODES = ("style", "machine")


def write(
    session: Session, asked: Asked, out: Path, *, mode: str = "style", printed_at: datetime | None = None
) -> Path:
    """Writes the rows asked for; ``out``. ``mode``: one of MODES. Raises UserProblem when it cannot be written."""
    at = printed_at or datetime.now()
    found = city_matrix.find(session, asked)
    targets.guard(out)
    try:
        if mode == "machine":
            rows = _records(session, found.keys)
            return write_flat("団体の判定", MACHINE, rows, out, author=session.info.municipality, printed_at=at)
        return write_listing(_listing(session, asked, found), out, author=session.info.municipality, printed_at=at)
    except ExportProblem as problem:
        raise export_refused(problem) from problem


def _listing(session: Session, asked: Asked, found: Found) -> Listing:
    shown = found.columns
    columns = (
        *_KEYS, *(ListColumn(c.name, 96) for c in shown), ListColumn("共同の決定", 150), ListColumn("逸脱の理由", 170),
    )  # fmt: skip
    facts = (
        ("団体", "　".join(f"{c.name}（{c.code}）" for c in shown)),
        ("業務", "　".join(businesses.name_of(b) for b in asked.businesses) or "すべて"),
        ("絞り込み", "　".join(t for t in (SHOWS[asked.show], asked.text) if t)),
        ("件数", "　".join(f"{label} {found.counts[code]:,}" for code, label in SHOWS.items())),
    )
    legend = (
        plain("判定　" + "　".join(f"{v.sign} {v.short}" for v in VERDICT.values())),
        plain("未回答＝判定がない　≠ 競合＝その団体の中で食い違っている　（　）＝こちらと違う版　※＝共同の決定と違う"),
    )
    rows = [_row(session, line) for line in _lines(session, found.keys)]
    return Listing("団体の突き合わせ", "団体の判定の突き合わせ", facts, columns, rows, legend)


_KEYS = (
    ListColumn("業務", 44, key=True), ListColumn("ID", 78, key=True), ListColumn("類型", 36, "center"),
    ListColumn("名称", 150),
)  # fmt: skip
MACHINE = (
    "業務", "種類", "ID", "枝番", "団体コード", "団体", "名称", "類型", "版", "判定", "競合", "現行の事実", "差異内容",
    "理由", "対応方針", "共同の判定", "共同の対応方針", "共同の理由", "逸脱の理由",
)  # fmt: skip
"""The columns of the machine-readable sheet: one row for each ID and municipality."""


def _lines(session: Session, keys: Sequence[Key]) -> Iterator[Line]:
    for start in range(0, len(keys), _PAGE):
        yield from city_matrix.lines(session, keys[start : start + _PAGE])


def cell_text(cell: Cell) -> str:
    """● 適合, 未回答, ≠ 競合; another edition in brackets; ※ where it isn't the joint verdict."""
    found = VERDICT.get(cell.verdict or "")
    said = "≠ 競合" if cell.state == "conflict" else f"{found.sign} {found.short}" if found else "未回答"
    return said + (f"（{cell.edition}）" if cell.edition else "") + ("※" if cell.off else "")


def joint_text(line: Line) -> str:
    """What was decided together, in a line; "" where nothing was."""
    joint = line.joint
    if joint is None:
        return ""
    if joint.conflict:
        return "≠ 競合"
    verdict = VERDICT.get(joint.verdict)
    parts = (
        f"{verdict.sign} {verdict.short}" if verdict else "",
        register_read.label_of(joint.disposition) if joint.disposition else "",
    )
    return "　".join(p for p in parts if p)


def _row(session: Session, line: Line) -> list[SheetCell]:
    reasons = ""
    if any(c.reasoned for c in line.cells):
        held = city_detail.closely(session, line)
        reasons = "\n".join(f"{c.column.name}：{c.deviation['reason']}" for c in held.cities if c.deviation)
    joint = line.joint
    decided = "\n".join(
        t for t in (joint_text(line), joint.content if joint else "", joint.reason if joint else "") if t
    )
    return [
        line.key[0], line.id, CLASS_SIGN.get(line.cls or "", ""), line.name or "（こちらの版にない項目）",
        *(cell_text(c) for c in line.cells), decided, reasons,
    ]  # fmt: skip


def _records(session: Session, keys: Sequence[Key]) -> Iterator[list[str]]:
    known = city_detail.ours(session)
    for line in _lines(session, keys):
        found = city_detail.closely(session, line, known=known)
        for one in found.cities:
            yield _record(found, one)


def _record(found: Detail, one: CitySaid) -> list[str]:
    line, said, joint = found.line, one.said, found.line.joint
    verdict = VERDICT.get(said.verdict or "") if said else None
    doing = "\n".join("：".join(t for t in (register_read.label_of(d), c) if t) for d, c in one.dispositions)
    joint_verdict = VERDICT.get(joint.verdict) if joint else None
    return [
        line.key[0], KIND_WORD.get(line.key[1], line.key[1]), line.key[2], line.key[3], one.column.code,
        one.column.name, line.name, CLASS_LABEL.get(line.cls or "", ""), one.edition,
        verdict.label if verdict else "" if said and said.conflict else UNJUDGED_LABEL,
        "1" if said and said.conflict else "0",
        CURRENT_FACTS.get(said.current, said.current) if said else "", said.detail if said else "",
        said.why if said else "", doing, joint_verdict.label if joint_verdict else "",
        register_read.label_of(joint.disposition) if joint and joint.disposition else "",
        joint.reason if joint else "", one.deviation.get("reason", ""),
    ]  # fmt: skip
