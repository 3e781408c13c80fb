"""The difference of two editions as a sheet, and as the sheet on which a draft is commented (意見照会)."""

from __future__ import annotations

from pathlib import Path

from reports.changes import ChangedItem, ChangePaper
from reports.pieces import Marked, Piece, plain, text_of
from reports.sheets.listing import Cell, ListColumn, Listing, write_listing

OPINIONS = ("賛成", "修正を求める", "反対", "質問", "意見なし")
_LEGEND: tuple[Marked, ...] = (
    (
        Piece("same", "凡例　"),
        Piece("deleted", "取り消し線"),
        Piece("same", "＝なくなった文言　"),
        Piece("added", "下線"),
        Piece("same", "＝加わった文言　＋＝加わった項目　－＝なくなった項目"),
    ),
)


def write_changes(paper: ChangePaper, out: Path) -> Path:
    """One row per item and field, old and new side by side; ``out``."""
    columns = (
        ListColumn(paper.id_title, 66, "center", key=True),
        ListColumn("名称", 110, key=True),
        ListColumn("項番", 46, "center"),
        ListColumn("変更", 70),
        ListColumn("欄", 68),
        ListColumn(f"旧　{paper.old_edition}", 264),
        ListColumn(f"新　{paper.new_edition}", 264),
        ListColumn("いまの判定", 70),
        ListColumn("仕分け", 76),
    )
    rows: list[list[Cell]] = []
    for item in paper.items:
        for n, field in enumerate(item.fields):
            last = (item.verdict, item.triage) if n == 0 else ("", "")
            rows.append(
                [item.id, item.name, item.section, "\n".join(item.kinds), field.title, field.old, field.new, *last]
            )
    return _write(paper, "新旧の差異", paper.title, columns, rows, out, nothing="変わった項目はありません。")


def write_opinions(paper: ChangePaper, out: Path) -> Path:
    """One row per item with empty columns for 意見 and 理由; ``out``."""
    columns = (
        ListColumn(paper.id_title, 66, "center", key=True),
        ListColumn("名称", 96, key=True),
        ListColumn("変更の種類", 70),
        ListColumn(f"旧　{paper.old_edition}", 220),
        ListColumn(f"新　{paper.new_edition}", 220),
        ListColumn("意見の区分", 72, fill=True, choices=OPINIONS),
        ListColumn("意見", 160, fill=True),
        ListColumn("理由", 150, fill=True),
    )
    rows: list[list[Cell]] = [
        [i.id, i.name, "\n".join(i.kinds), _side(i, "old"), _side(i, "new"), "", "", ""] for i in paper.items
    ]
    title = f"意見照会　{paper.title}"
    return _write(paper, "意見照会", title, columns, rows, out, nothing="意見を出す項目はありません。")


def _side(item: ChangedItem, side: str) -> Marked:
    """All fields of one side in one cell, each under its name where there are several."""
    out: list[Piece] = []
    for field in item.fields:
        pieces = field.old if side == "old" else field.new
        if not text_of(pieces):
            continue
        if out:
            out.append(Piece("same", "\n"))
        if len(item.fields) > 1:
            out += plain(f"【{field.title}】")
        out += pieces
    return tuple(out)


def _write(
    paper: ChangePaper,
    sheet: str,
    title: str,
    columns: tuple[ListColumn, ...],
    rows: list[list[Cell]],
    out: Path,
    *,
    nothing: str,
) -> Path:
    facts = (
        ("団体", paper.municipality),
        ("業務", paper.business),
        ("旧の版", paper.old_edition),
        ("新の版", paper.new_edition),
        ("件数", "　".join(f"{name} {n}" for name, n in paper.counts)),
        ("確かめる候補", "\n".join(paper.candidates)),
    )
    listing = Listing(sheet, title, facts, columns, rows, _LEGEND, nothing)
    return write_listing(listing, out, author=paper.municipality, printed_at=paper.printed_at)
