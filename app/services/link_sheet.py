"""The table beside the link picture as a worksheet: the same linkages, in the same order, with the legend of signs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from app.core.linkbundles import SIGNS, STATES
from app.services import link_files, link_table, link_views, targets
from app.services.link_table import LinkRow
from app.services.link_views import Shown, Wish
from app.services.session import Session
from app.services.sheets import export_refused
from reports.problems import ExportProblem
from reports.sheets.listing import ListColumn, Listing, write_listing

COLUMNS = (
    ListColumn("連携ID", 96, key=True), ListColumn("提供する側", 130), ListColumn("受け取る側", 130),
    ListColumn("データ", 220), ListColumn("操作", 56), ListColumn("方法・頻度", 130), ListColumn("所管（提供）", 90),
    ListColumn("所管（受領）", 90), ListColumn("状態", 90), ListColumn("備考", 160),
)  # fmt: skip
HEADERS = tuple(c.title for c in COLUMNS)
NOBODY = "調査にない"


def cells(row: LinkRow) -> tuple[str, ...]:
    """A row as screen and sheet show it."""
    return (
        row.number, row.source_name, row.target_name, row.data, row.operation, row.method, row.source_owner or NOBODY,
        row.target_owner or NOBODY, row.state_words, row.note,
    )  # fmt: skip


def _filed(words: str) -> str:
    """⇄ isn't in the characters every office program has: in a file its word stands alone."""
    return words.removeprefix(f"{SIGNS['moving']} ")


def write(
    session: Session,
    wish: Wish,
    out: Path,
    *,
    shown: Shown | None = None,
    rows: Sequence[LinkRow] | None = None,
    printed_at: datetime | None = None,
) -> Path:
    """Writes the linkages of what is asked for; ``out``. Raises UserProblem when the file can't be written."""
    targets.guard(out)
    found = link_views.show(session, wish) if shown is None else shown
    lines = link_table.rows(session, found.graph, found.bundles) if rows is None else rows
    states = {row.state for row in lines}
    legend = "　".join(_filed(f"{SIGNS[s]} {STATES[s]}") for s in STATES if s in states)
    facts = (
        ("団体", session.info.municipality),
        ("図", link_files.title_of(session, wish, found)),
        ("件数", f"{len(lines)} 連携"),
        ("凡例", legend or "－"),
    )
    table = [[*cells(row)[:8], _filed(row.state_words), row.note] for row in lines]
    listing = Listing("連携", "連携一覧（図と同じ線）", facts, COLUMNS, table, (), "この図に連携はありません。")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        return write_listing(listing, out, author=session.info.municipality, printed_at=printed_at or datetime.now())
    except ExportProblem as problem:
        raise export_refused(problem) from problem
