"""The rules of 連携検討表 (札幌市): what a review must say beside its mark, its mirror on the other sheet, its places.

Whether a mirror row or a named function exists can only be told once that business is in: before that
it is 判定不能（未取込）. An id in no imported edition of its business is a warning that names the editions searched.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from app.core.records import item_rid
from app.services import catalogue, register_read
from app.services.session import Session, node_text
from app.services.views import EditionRow
from spec_catalog import business as businesses

REQUIRED, NOT_REQUIRED = "required", "not_required"
NO_CURRENT = "既存なし"


@dataclass(frozen=True, slots=True)
class ReviewFinding:
    """One finding about a linkage. ``level``: warning, or info for what cannot be told yet."""

    level: str
    node: str
    message: str


@dataclass(frozen=True, slots=True)
class Review:
    """What a city wrote beside one linkage; empty where it wrote nothing."""

    need: str = ""
    current_id: str = ""
    partner: str = ""
    method: str = ""
    timing: str = ""
    note: str = ""


def reviews(session: Session) -> dict[str, Review]:
    """Settled reviews by item record id."""
    rows = session.con.execute("SELECT rid, op_id FROM head WHERE atom='linkage_review' ORDER BY rid, op_id").fetchall()
    in_conflict = {r[0] for r in session.con.execute("SELECT rid FROM conflict WHERE atom='linkage_review'")}
    out = {}
    for rid, op_id in rows:
        op = session.project.operation(op_id)
        fields = (op.fields("linkage_review") if op else None) or {}
        if rid not in in_conflict and fields:
            out[rid] = Review(**{k: str(v) for k, v in fields.items() if k in Review.__slots__})
    return out


def findings(session: Session) -> list[ReviewFinding]:
    """All findings, in the order of the sheets."""
    force = catalogue.in_force(session)
    written = reviews(session)
    with_issue = {n for i in register_read.issues(session) for n in i.nodes}
    out: list[ReviewFinding] = []
    for edition in (e for e in force if e.kind == "link"):
        schema = session.attach(edition.hash)
        rows = session.con.execute(
            f"SELECT business, id, branch, related, extra FROM {schema}.item"
            " WHERE kind='link' AND deleted=0 ORDER BY key"
        ).fetchall()
        for business, id_, branch, related, extra in rows:
            node = node_text(business, "link", id_, branch)
            review = written.get(item_rid(session.code, business, "link", id_, branch))
            if review is not None:
                out += _said(node, review, has_issue=node in with_issue)
            if dict(json.loads(extra)).get("io", "").strip().upper().startswith("I"):
                out += _mirror(session, force, node, business, id_)
            out += _places(session, force, node, json.loads(related))
    return out


def _said(node: str, review: Review, *, has_issue: bool) -> list[ReviewFinding]:
    out = []
    if review.need == REQUIRED and not review.note and not has_issue:
        out.append("〇（検討が必要）ですが、備考も課題もありません。")
    if review.need == NOT_REQUIRED and (not review.current_id or NO_CURRENT in review.current_id):
        out.append("×（検討不要）ですが、現行の連携がありません。")
    if review.need == NOT_REQUIRED and any(word in review.note for word in ("確認", "検討")):
        out.append("×（検討不要）ですが、備考に「確認」「検討」とあります。")
    if NO_CURRENT in review.current_id and "継続して利用" in review.note:
        out.append("「既存なし」ですが、備考に「継続して利用」とあります。")
    return [ReviewFinding("warning", node, m) for m in out]


def _mirror(session: Session, force: list[EditionRow], node: str, business: str, id_: str) -> list[ReviewFinding]:
    """Every I has an O on the providing business's sheet (the first three digits of the 連携ID)."""
    provider = id_[:3]
    if provider == business:
        return []
    sheets = [e for e in force if e.kind == "link" and e.business[:3] == provider]
    if not sheets:
        return [
            ReviewFinding("info", node, f"対になる出力（{businesses.name_of(provider)}）は判定不能（未取込）です。")
        ]
    for edition in sheets:
        schema = session.attach(edition.hash)
        rows = session.con.execute(f"SELECT extra FROM {schema}.item WHERE id=? AND deleted=0", (id_,)).fetchall()
        if any(dict(json.loads(r[0])).get("io", "").strip().upper().startswith("O") for r in rows):
            return []
    where = "、".join(f"{e.business_name} {e.label}" for e in sheets)
    return [ReviewFinding("warning", node, f"対になる出力の行がありません（探した版：{where}）。")]


def _places(session: Session, force: list[EditionRow], node: str, related: list[str]) -> list[ReviewFinding]:
    """Each part of 標準仕様書関連箇所 exists in some imported edition of its business."""
    out = []
    for target in related:
        kind, _, rest = target.partition(":")
        business = rest.partition("/")[0][:3]
        sheets = [e for e in force if e.kind == kind and e.business[:3] == business]
        if not sheets:
            name = businesses.name_of(business)
            out.append(ReviewFinding("info", node, f"関連箇所 {rest} は判定不能（{name}が未取込）です。"))
            continue
        if not any(_holds(session, e, target) for e in sheets):
            where = "、".join(f"{e.business_name} {e.label}" for e in sheets)
            out.append(ReviewFinding("warning", node, f"関連箇所 {rest} がありません（探した版：{where}）。"))
    return out


def _holds(session: Session, edition: EditionRow, target: str) -> bool:
    schema = session.attach(edition.hash)
    return session.con.execute(f"SELECT 1 FROM {schema}.item WHERE node=?", (target,)).fetchone() is not None
