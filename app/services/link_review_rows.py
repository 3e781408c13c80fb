"""連携検討表 as a page and as commands use it: one line per published linkage, what is proposed, and what to look at.

The columns are 札幌市's in their order (survey-practice §5.2); what is proposed is marked until somebody accepts it,
and a row that lies within one package is no longer among those to be reviewed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from app.core.problems import USAGE, UserProblem
from app.core.records import item_rid
from app.services import catalogue, link_review, link_scope, sheet_rows
from app.services.link_proposals import PROPOSED
from app.services.link_review import Read
from app.services.session import Session, changes, node_text
from app.services.views import Changes, EditionRow
from reports.forms import Column, load_form
from spec_catalog.review import need_of

FORM = "F3"
ATOM = "linkage_review"
EDITABLE = ("need", "current_id", "partner", "method", "timing", "note")
NEEDS = {"required": "〇", "not_required": "×", "not_applicable": "-"}
STATES = {
    "open": "未検討",
    "warned": "確かめること",
    "proposed": "候補あり",
    "package": link_scope.LABEL,
    "done": "検討済み",
}
"""What the list is narrowed to; a line may be in several."""

SURE = 80
"""Below it a sentence is listed among those that could not be read for certain."""


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One linkage. ``texts``: column code of form F3 → text without 提案：; ``proposed``: columns that only propose;
    ``warnings``: sentences of check 6; ``unknown``: what is 判定不能 yet; ``package``: "" or what serves both sides
    (``within``: a person said so); ``issues``: numbers and titles; ``conflict``: its values contradict."""

    node: str
    business: str
    texts: Mapping[str, str]
    proposed: frozenset[str]
    warnings: tuple[str, ...]
    unknown: tuple[str, ...]
    package: str
    within: bool
    issues: str
    conflict: bool

    @property
    def need(self) -> str:
        """〇, ×, - or blank."""
        return self.texts["need"]

    def states(self) -> frozenset[str]:
        """Codes of STATES that fit."""
        out = {"package"} if self.within else {"done"} if self.need else {"open"}
        if self.warnings and not self.within:
            out.add("warned")
        if self.proposed or (self.package and not self.within):
            out.add("proposed")
        return frozenset(out)


@cache
def columns() -> tuple[Column, ...]:
    """札幌市's fifteen columns in their order."""
    return tuple(c for c in load_form(FORM).columns if c.printed)


def businesses(session: Session) -> list[tuple[str, str]]:
    """(id, name) of the businesses whose linkages are in force."""
    return [(e.business, e.business_name) for e in _editions(session)]


def _editions(session: Session, business: str | None = None) -> list[EditionRow]:
    return [e for e in catalogue.in_force(session) if e.kind == "link" and business in (None, e.business)]


def lines(session: Session, business: str | None = None, *, states: Collection[str] = ()) -> list[ReviewLine]:
    """The linkages of the editions in force in the order of their sheets; of a business, or in one of some states.

    Raises UserProblem for a state that isn't one.
    """
    strange = [s for s in states if s not in STATES]
    if strange:
        raise UserProblem(
            "bad_state", f"状態「{strange[0]}」はありません。", hint="使える値：" + "、".join(STATES), exit_code=USAGE
        )
    editions = _editions(session, business)
    warned: dict[str, list[str]] = {}
    unknown: dict[str, list[str]] = {}
    for f in link_review.findings(session):
        (warned if f.level == "warning" else unknown).setdefault(f.node, []).append(f.message)
    shared = _shared(session, editions)
    scopes = link_scope.scopes(session)
    codes = [c.code for c in columns()]
    out = []
    for edition in editions:
        for row in sheet_rows.linkages(session, edition):
            node = node_text(edition.business, "link", row["id"], row["branch"])
            conflict = row["need"] == sheet_rows.CONFLICT
            texts = {c: row.get(c, "") for c in codes}
            proposed = {c for c in EDITABLE if texts[c].startswith(PROPOSED)}
            texts |= {c: texts[c].replace(PROPOSED, "") for c in proposed}
            scope = scopes.get(node)
            line = ReviewLine(
                node, edition.business, texts, frozenset(proposed), tuple(warned.get(node, ())),
                tuple(unknown.get(node, ())), scope.package if scope else shared.get(node, ""), scope is not None,
                row.get("issue", ""), conflict,
            )  # fmt: skip
            if not states or line.states() & set(states):
                out.append(line)
    return out


def counts(found: Sequence[ReviewLine]) -> dict[str, int]:
    """State → lines in it."""
    held = Counter(s for line in found for s in line.states())
    return {s: held[s] for s in STATES}


def _shared(session: Session, editions: Sequence[EditionRow]) -> dict[str, str]:
    """NODE → the package that serves both businesses of a linkage."""
    known = link_scope.packages(session)
    out = {}
    if known.today or known.coming:
        for edition in editions:
            for read in link_review.items(session, edition):
                subject, partner = read.ends[:2]
                if subject and partner and subject != partner and (name := known.shared(subject, partner)):
                    out[read.node] = name
    return out


# --- writing ----------------------------------------------------------------------------------------------------------


def write(session: Session, wanted: Mapping[str, Mapping[str, str]], *, label: str = "") -> Changes:
    """New texts for columns of linkages (NODE → column → text) as one step; only what differs is written.

    Raises UserProblem for an unknown NODE or column, a 検討要否 that is none of the legend's signs, and values that
    contradict each other.
    """
    made = []
    for node, texts in wanted.items():
        business, id_, branch = link_scope.link_key(session, node)
        rid = item_rid(session.code, business, "link", id_, branch)
        made.append((node, rid, {"business": business, "kind": "link", "id": id_, "branch": branch}, _read(texts)))
    with session.project.unit(label or f"連携検討を記録（{len(made)} 連携）") as unit:
        for _node, rid, ref, new in made:
            heads = [op for h in unit.heads(rid, ATOM) if (op := session.project.operation(h)) is not None]
            old = (heads[0].fields(ATOM) if heads else None) or {}
            fields = {c: v for c, v in {**old, **new}.items() if v}
            if fields != old:
                unit.set(rid, "item", ATOM, fields, ref=ref)
    return changes(unit.changes)


def _read(texts: Mapping[str, str]) -> dict[str, str]:
    out = {}
    for code, text in texts.items():
        if code not in EDITABLE:
            raise UserProblem("bad_column", f"「{code}」は書き込める列ではありません。",
                              hint="使える列：" + "、".join(EDITABLE), exit_code=USAGE)  # fmt: skip
        said = "\n".join(line.removeprefix(PROPOSED) for line in text.strip().split("\n"))
        if code == "need":
            need = said if said in NEEDS else need_of(said)
            if not need:
                raise UserProblem("bad_need", f"検討要否「{said}」は凡例にありません。",
                                  hint="〇（検討が必要）、×（検討が不要）、-（該当なし）、空欄（未検討）のどれかです。",
                                  exit_code=USAGE)  # fmt: skip
            said = "" if need == "undecided" else need
        out[code] = said
    return out


def accept(session: Session, wanted: Collection[str] | None = None, *, business: str | None = None) -> Changes:
    """Takes what is proposed for linkages (NODEs; None: all, or all of a business) into the sheet, as one step.

    検討要否 is never set by this: that is a person's to say. Raises UserProblem when nothing is proposed.
    """
    found = {
        line.node: {c: line.texts[c] for c in line.proposed}
        for line in lines(session, business)
        if line.proposed and not line.conflict and (wanted is None or line.node in wanted)
    }
    if not found:
        raise UserProblem("nothing_proposed", "候補のある連携がありません。",
                          hint="現行調査の連携に「対応する標準連携ID」を書くと、候補が出ます。")  # fmt: skip
    return write(session, found, label=f"現行の連携の候補を採る（{len(found)} 連携）")


def accept_packages(session: Session, wanted: Collection[str]) -> Changes:
    """Says 同一パッケージ内（適用外） of linkages for which it is proposed, each with its package.

    Raises UserProblem when it is proposed for none, or for packages that differ.
    """
    held = {line.node: line.package for line in lines(session) if line.package and not line.within}
    chosen = [node for node in wanted if node in held]
    names = {held[node] for node in chosen}
    if len(names) != 1:
        said = (
            "選んだ連携のパッケージが同じではありません。"
            if names
            else "同じパッケージが両方の業務を扱う連携がありません。"
        )
        raise UserProblem("no_package", said, hint="パッケージの名前を書いて指定してください。", exit_code=USAGE)
    return link_scope.set_scope(
        session, chosen, on=True, package=names.pop(), reason="両方の業務を同じパッケージが扱う"
    )


# --- sentences --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was read out of one linkage's sentence. ``why``: why it is listed, "" when it was read for certain."""

    node: str
    text: str
    subject: str
    partner: str
    purpose: str
    data: str
    operation: str
    confidence: int
    rest: str
    why: str


def sentences(session: Session, business: str | None = None, *, unsure: bool = False) -> list[Spoken]:
    """Every linkage's sentence taken apart, or those that could not be read for certain, the least sure first."""
    out = []
    for edition in _editions(session, business):
        out += [_spoken(read) for read in link_review.items(session, edition)]
    return sorted((s for s in out if s.why), key=lambda s: (s.confidence, s.node)) if unsure else out


def _spoken(read: Read) -> Spoken:
    s = read.said
    lacking = [
        w for w, t in (("主体", s.subject), ("相手", s.partner), ("データ", s.data), ("操作", s.operation)) if not t
    ]
    why = [f"{'・'.join(lacking)}が読み取れません"] if lacking else []
    if s.rest:
        why.append(f"読み残し「{s.rest}」")
    if not lacking and s.inward is None:
        why.append("データの向きが文から決まりません")
    if not why and s.confidence < SURE:
        why.append("確かさが低い文です")
    return Spoken(
        read.node,
        read.item.text,
        s.subject,
        s.partner,
        s.purpose,
        s.data,
        s.operation,
        s.confidence,
        s.rest,
        "、".join(why),
    )
