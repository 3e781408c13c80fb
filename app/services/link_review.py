"""The rules of 連携検討表 (札幌市): what a review must say beside its mark, its mirror on the other sheet, its places.

Whether a mirror row or a named function exists can only be told once that business is in: before that
it is 判定不能（未取込）. An id in no imported edition of its business is a warning that names the editions searched.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial

from app.core.records import item_rid
from app.services import catalogue, link_scope, register_read
from app.services.session import Session, node_text
from app.services.views import FORCE, EditionRow
from app.store import editions as store_editions
from spec_catalog import business as businesses
from spec_catalog.linktext import Parties, Sentence, extra, parse, parties
from spec_catalog.model import SpecItem

REQUIRED, NOT_REQUIRED = "required", "not_required"
NO_CURRENT = "既存なし"
_BLOCK = 500


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


def considered(session: Session) -> set[str]:
    """Record ids of the linkages of which somebody said whether they need a review, or that they lie within a package.

    A blank 検討要否 is 未検討. Disputed ones are told as 競合 and count as considered here.
    """
    rows = session.con.execute(
        "SELECT h.rid FROM head h JOIN op o ON o.op_id=h.op_id WHERE h.atom IN ('linkage_review', 'linkage_scope')"
        " AND o.value IS NOT NULL"  # only few heads are of these; the others are passed over unread
        " AND ((h.atom='linkage_review' AND json_extract(cast(o.value AS TEXT), '$.fields.need')<>'')"
        " OR (h.atom='linkage_scope' AND json_extract(cast(o.value AS TEXT), '$.fields.status')=?))",
        (link_scope.STATUS,),
    )
    return {rid for (rid,) in rows}


@dataclass(frozen=True, slots=True)
class Read:
    """A published linkage with what its sentence and columns say. ``alone``: nothing tells with whom it is."""

    node: str
    item: SpecItem
    said: Sentence
    ends: Parties
    alone: bool


def items(session: Session, edition: EditionRow) -> list[Read]:
    """The valid linkages of an edition in document order; read and taken apart once per edition."""
    return session.remember(("link-items", edition.hash), edition.hash, partial(_items, session, edition.hash))


def _items(session: Session, edition_hash: str) -> list[Read]:
    held = store_editions.load(session.con, edition_hash).items
    return [_read(i) for i in held if i.kind == "link" and not i.deleted]


def _read(item: SpecItem) -> Read:
    said, ends = parse(item.text), parties(item)
    alone = not (said.partner or extra(item, "partner").strip() or ends.partner)  # bodies outside are known
    return Read(node_text(item.business, "link", item.id, item.branch), item, said, ends, alone)


def findings(session: Session) -> list[ReviewFinding]:
    """All findings, in the order of the sheets."""
    if not session.sources():
        return []
    force = catalogue.in_force(session)
    sheets: dict[tuple[str, str], list[EditionRow]] = {}
    for edition in force:
        sheets.setdefault((edition.kind, edition.business[:3]), []).append(edition)
    schema = session.attach(FORCE)
    rows = session.con.execute(
        f"SELECT i.business, i.id, i.branch, i.related, i.extra FROM {schema}.item i JOIN {schema}.slim s USING (key)"
        " WHERE i.kind='link' AND s.document='link' AND i.deleted=0 ORDER BY i.key"  # not those of 独自施策システム
    ).fetchall()
    lines = [
        (business, id_, branch, json.loads(related), dict(json.loads(extra)).get("io", "").strip().upper()[:1])
        for business, id_, branch, related, extra in rows
    ]
    given = {(id_, business[:3]) for business, id_, _, _, io in lines if io == "O"}
    held = _held(session, schema, {target for *_, related, _ in lines for target in related})
    written = reviews(session)
    with_issue = {n for i in register_read.issues(session) for n in i.nodes}
    within = link_scope.scopes(session)
    alone = {i.node for e in force if e.kind == "link" for i in items(session, e) if i.alone}
    out: list[ReviewFinding] = []
    for business, id_, branch, related, io in lines:
        node = node_text(business, "link", id_, branch)
        review = written.get(item_rid(session.code, business, "link", id_, branch)) if written else None
        if node in alone:
            out.append(ReviewFinding("warning", node, "連携の相手が、機能説明にも連携先システムにも書かれていません。"))
        if node in within:  # 4.1.2: inside one package the linkage functions may be left out
            continue
        if review is not None:
            out += _said(node, review, has_issue=node in with_issue)
        if io == "I" and id_[:3] != business:
            out += _mirror(sheets, given, node, id_)
        out += _places(sheets, held, node, related)
    return out


def _held(session: Session, schema: str, targets: set[str]) -> set[str]:
    """Those of the NODEs that an edition in force has, deleted ones among them."""
    wanted = sorted(targets)
    out: set[str] = set()
    for start in range(0, len(wanted), _BLOCK):
        part = wanted[start : start + _BLOCK]
        marks = ",".join("?" * len(part))
        out.update(n for (n,) in session.con.execute(f"SELECT node FROM {schema}.item WHERE node IN ({marks})", part))
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


_Sheets = Mapping[tuple[str, str], list[EditionRow]]


def _mirror(sheets: _Sheets, given: Set[tuple[str, str]], node: str, id_: str) -> list[ReviewFinding]:
    """Every I has an O on the providing business's sheet (the first three digits of the 連携ID)."""
    provider = id_[:3]
    searched = sheets.get(("link", provider))
    if not searched:
        return [
            ReviewFinding("info", node, f"対になる出力（{businesses.name_of(provider)}）は判定不能（未取込）です。")
        ]
    if (id_, provider) in given:
        return []
    return [ReviewFinding("warning", node, f"対になる出力の行がありません（探した版：{_named(searched)}）。")]


def _places(sheets: _Sheets, held: Set[str], node: str, related: Sequence[str]) -> list[ReviewFinding]:
    """Each part of 標準仕様書関連箇所 exists in some imported edition of its business."""
    out = []
    for target in related:
        kind, _, rest = target.partition(":")
        business = rest.partition("/")[0][:3]
        searched = sheets.get((kind, business))
        if not searched:
            name = businesses.name_of(business)
            out.append(ReviewFinding("info", node, f"関連箇所 {rest} は判定不能（{name}が未取込）です。"))
        elif target not in held:
            message = f"関連箇所 {rest} がありません（探した版：{_named(searched)}）。"
            out.append(ReviewFinding("warning", node, message))
    return out


def _named(searched: Sequence[EditionRow]) -> str:
    return "、".join(f"{e.business_name} {e.label}" for e in searched)
