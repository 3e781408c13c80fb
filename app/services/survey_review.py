"""札幌市's 連携検討表 columns (検討要否 … 備考) come in beside the published linkages they belong to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from app.core.records import item_rid
from app.services import catalogue
from app.services.link_proposals import PROPOSED
from app.services.session import Session, changes
from app.services.views import Changes
from spec_catalog.nodes import Node
from spec_catalog.review import ReviewRow, read_review

REVIEW = "linkage_review"


@dataclass(frozen=True, slots=True)
class ReviewPreview:
    """What importing the review columns would do: rows that are known linkages here, and rows that aren't."""

    file: str
    rows: tuple[ReviewRow, ...]
    unknown: tuple[ReviewRow, ...]


def preview_review(session: Session, path: Path) -> ReviewPreview:
    """Reads the columns. Rows whose linkage no edition here holds are listed, not taken.

    In a sheet of our own (様式 F3) what we proposed ourselves counts as not filled in; example sheets are passed over.
    """
    rows = [r for r in map(_without_proposals, read_review(path)) if r.filled and not r.id.startswith("~")]
    held = set()
    for edition in catalogue.in_force(session):
        if edition.kind == "link":
            schema = session.attach(edition.hash)
            held |= set(
                session.con.execute(f"SELECT business, id, branch FROM {schema}.item WHERE deleted=0").fetchall()
            )
    known = tuple(r for r in rows if r.key in held)
    return ReviewPreview(path.name, known, tuple(r for r in rows if r.key not in held))


def _without_proposals(row: ReviewRow) -> ReviewRow:
    def own(text: str) -> str:
        return "" if text.startswith(PROPOSED) else text

    return replace(
        row,
        current_id=own(row.current_id),
        partner=own(row.partner),
        method=own(row.method),
        timing=own(row.timing),
        note=own(row.note),
    )


def take_over_review(session: Session, seen: ReviewPreview) -> Changes:
    """Stores the review of each linkage as one step; only what differs is written."""
    with session.project.unit(f"連携検討表を取り込み：{seen.file}（{len(seen.rows)} 行）") as unit:
        for row in seen.rows:
            rid = item_rid(session.code, row.business, "link", row.id, row.branch)
            fields = {
                "need": row.need or row.need_original, "current_id": row.current_id, "partner": row.partner,
                "method": row.method, "timing": row.timing, "note": row.note,
            }  # fmt: skip
            fields = {k: v for k, v in fields.items() if v and v != "undecided"}
            heads = [session.project.operation(h) for h in unit.heads(rid, REVIEW)]
            if heads and all(h is not None and h.fields(REVIEW) == fields for h in heads):
                continue
            ref = {"business": row.business, "kind": "link", "id": row.id, "branch": row.branch}
            unit.set(rid, "item", REVIEW, fields, ref=ref)
    return changes(unit.changes)


def node_of(row: ReviewRow) -> str:
    """The NODE text of a reviewed linkage."""
    return str(Node("link", row.business, row.id, row.branch))
