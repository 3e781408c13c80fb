"""The agreement list as a sheet: one row per item, every package's answer beside our verdict, and what to look at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from app.core.codes import CLASS_SIGN, CURRENT_FACTS, UNJUDGED_LABEL, UNJUDGED_SIGN, VERDICT
from app.services import targets, vendor_agreement
from app.services import vendor_words as words
from app.services.session import Session
from app.services.sheets import export_refused
from app.services.vendor_agreement import Agreement, Line
from app.services.vendor_packages import Package
from reports.pieces import plain
from reports.problems import ExportProblem
from reports.sheets.listing import Cell, ListColumn, Listing, write_listing
from spec_catalog import business as businesses

LEVELS = {"error": "直す", "warning": "確かめる", "info": "お知らせ"}
_OWN = (
    ListColumn("ID", 74, key=True), ListColumn("類型", 34, "center"), ListColumn("名称", 130),
    ListColumn("判定", 80), ListColumn("現行", 80),
)  # fmt: skip


def write(
    session: Session, found: Agreement, lines: Sequence[Line], out: Path, *, printed_at: datetime | None = None
) -> Path:
    """Writes these lines of the list; ``out``. Raises UserProblem when it cannot be written."""
    at = printed_at or datetime.now()
    shown = [p for p in found.packages if any(n.answer.package.rid == p.rid for n in lines)]
    by_node: dict[str, dict[str, Line]] = {}
    for line in lines:
        by_node.setdefault(line.row.node, {})[line.answer.package.rid] = line
    columns = (*_OWN, *(c for p in shown for c in _columns(p)), ListColumn("確かめること", 250))
    rows = [_row(of, shown) for of in by_node.values()]
    counts = found.counts()
    facts = (
        ("団体", session.info.municipality), ("業務", f"{found.business} {businesses.name_of(found.business)}"),
        *((p.shown, _edition(found, p)) for p in shown),
        ("件数", "　".join(f"{label} {counts[s]}" for s, label in vendor_agreement.STATES.items() if counts[s])),
    )  # fmt: skip
    legend = (plain("回答　" + "　".join(a.chip for a in words.answers().values())),)
    listing = Listing(
        "ベンダとの一致", "ベンダの回答と判定の一致", facts, columns, rows, legend, "まだベンダの回答がありません。"
    )
    targets.guard(out)
    try:
        return write_listing(listing, out, author=session.info.municipality, printed_at=at)
    except ExportProblem as problem:
        raise export_refused(problem) from problem


def _columns(package: Package) -> tuple[ListColumn, ListColumn]:
    return ListColumn(f"{package.name}の回答", 190), ListColumn(f"{package.name}との一致", 90)


def _edition(found: Agreement, package: Package) -> str:
    said, fits = found.editions[package.rid]
    if fits is False:
        return f"{said or '回答ごとの版'}（いま使う版と違います）"
    return said or "版の記載なし"


def _row(of: dict[str, Line], shown: Sequence[Package]) -> list[Cell]:
    row = next(iter(of.values())).row
    verdict = VERDICT.get(row.verdict or "")
    cells: list[Cell] = [
        f"{row.id}-{row.branch}" if row.branch else row.id,
        CLASS_SIGN.get(row.cls or "", ""),
        row.name,
        f"{verdict.sign} {verdict.short}" if verdict else f"{UNJUDGED_SIGN} {UNJUDGED_LABEL}",
        CURRENT_FACTS.get(next(iter(of.values())).current or "", ""),
    ]
    doubts: list[str] = []
    for package in shown:
        line = of.get(package.rid)
        cells += [_said(line), _state(line)] if line else ["", ""]
        for doubt in line.doubts if line else ():
            text = f"{LEVELS[doubt.level]}：{doubt.message}"
            doubts.append(f"{package.name} {text}" if len(shown) > 1 else text)
    return [*cells, "\n".join(doubts)]


def _said(line: Line) -> str:
    a = line.answer
    said = "　".join(t for t in (words.chip_of(a.answer), a.when) if t)
    parts = (
        said, a.text, f"画面・操作：{a.place}" if a.place else "",
        f"懸念：{a.concern}" if a.concern else "", f"版：{a.edition}" if a.fits is False else "",
    )  # fmt: skip
    return "\n".join(p for p in parts if p)


def _state(line: Line) -> str:
    a = line.answer
    own = f"見立て：{words.label_of(a.own)}" if a.own else ""
    return "\n".join(p for p in (vendor_agreement.STATES[line.state], own, a.reason) if p)
