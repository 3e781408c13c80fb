"""What vendors say of the published items, a layer per package beside our own verdicts, and what staff think of it.

A layer never touches a verdict: staff agree with an answer or overrule it with a reason, and both stay readable.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.core.problems import USAGE, UserProblem
from app.core.records import vendor_answer_rid
from app.core.stamps import answer_digest
from app.services import catalogue, succession
from app.services.session import Session, changes, node_text
from app.services.vendor_packages import Package, packages
from app.services.vendor_words import UNANSWERED, answers
from app.services.views import Changes
from spec_catalog.nodes import parse as parse_node
from spec_catalog.text import match_key

Key = tuple[str, str, str, str]
"""(business, kind, id, branch) of a published item."""

TEXTS = ("answer", "when", "place", "text", "concern", "edition", "received")
AGREE, OVERRULE = "agree", "overrule"


@dataclass(frozen=True, slots=True)
class VendorAnswer:
    """What a package's vendor says of one item; ``rid`` "" where it says nothing.

    ``position``: "" nobody of us looked · agree · overrule (``own``: the answer staff see instead, "" = none of them);
    ``stale``: the answer was changed after that. ``other``: it is about another edition than the one in force;
    ``fits``: whether it still speaks of what is in force (None = it doesn't say which edition it is about). ``heads``:
    of the position, as shown.
    """

    node: str
    package: Package
    rid: str = ""
    answer: str = UNANSWERED
    when: str = ""
    place: str = ""
    text: str = ""
    concern: str = ""
    edition: str = ""
    received: str = ""
    by: str = ""
    at: str = ""
    position: str = ""
    reason: str = ""
    own: str = ""
    staff_by: str = ""
    staff_at: str = ""
    stale: bool = False
    conflict: bool = False
    other: bool = False
    fits: bool | None = None
    heads: tuple[str, ...] = field(default=(), compare=False)

    @property
    def effective(self) -> str:
        """The answer that counts: the vendor's, unless staff know better."""
        return self.own if self.position == OVERRULE and self.own and not self.stale else self.answer

    @property
    def digest(self) -> str:
        """What staff see when they take a position."""
        return answer_digest({name: getattr(self, name) for name in TEXTS})


# --- answers ----------------------------------------------------------------------------------------------------------


def same_edition(text: str, label: str) -> bool:
    """Whether a vendor's name of an edition (6.1版, Ver.6.1, 標準仕様書【第6.1版】) is that of ours (第6.1版)."""
    return _edition_key(text) == _edition_key(label)


def _edition_key(text: str) -> str:
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    found = re.search(r"\d+(?:\.\d+)*", plain)
    return re.sub(r"(?:\.0)+$", "", found.group()) if found else match_key(plain)


class _Editions:
    """Which edition an answer is about, against the one in force."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows = catalogue.editions(session)
        self._ours = {(e.business, e.kind): e for e in self._rows if e.in_force}

    def fits(self, key: Key, text: str) -> tuple[bool, bool | None]:
        """(it is another edition, it still fits): an answer given for another edition holds where that edition is here
        and says the same of the item, class and date included."""
        ours = self._ours.get((key[0], key[1]))
        if not text or ours is None:
            return False, None
        if same_edition(text, ours.label):
            return False, True
        theirs = next((e for e in self._rows if (e.business, e.kind) == key[:2] and same_edition(text, e.label)), None)
        return True, theirs is not None and self._basis(ours.hash, key) == self._basis(theirs.hash, key) != ""

    def _basis(self, edition: str, key: Key) -> str:
        schema = self._session.attach(edition)
        row = self._session.con.execute(
            f"SELECT basis FROM {schema}.item WHERE business=? AND kind=? AND id=? AND branch=? AND deleted=0", key
        ).fetchone()
        return str(row[0]) if row else ""


_COLUMNS = "SELECT rid, number, system, conflict, fields FROM record WHERE type='vendor_answer' AND present=1"


def _answer(row: Sequence[Any], known: Mapping[str, Package], editions: _Editions) -> tuple[Key, VendorAnswer] | None:
    rid, _number, package_rid, conflict, fields = row
    package = known.get(package_rid)
    if package is None:
        return None  # the package was deleted, or has not arrived yet
    f = json.loads(fields)
    business, kind, id_, branch = (str(f.get(n) or "") for n in ("business", "kind", "id", "branch"))
    key = (business, kind, id_, branch)

    def text(name: str) -> str:
        return str(f.get(name) or "")

    edition = text("edition") or package.editions.get(business, "")
    other, fits = editions.fits(key, edition)
    return key, VendorAnswer(
        node_text(*key), package, rid, answer=text("answer") or UNANSWERED, when=text("when"), place=text("place"),
        text=text("text"), concern=text("concern"), edition=edition, received=text("received"), by=text("by"),
        at=text("at"), position=text("position"), reason=text("reason"), own=text("own"), staff_by=text("staff_by"),
        staff_at=text("staff_at"), stale=bool(f.get("stale")), conflict=bool(conflict), other=other, fits=fits,
    )  # fmt: skip


def key_of(node: str) -> Key:
    """The key of a published item's NODE. Raises UserProblem for a text that is none."""
    try:
        found = parse_node(node)
    except ValueError as problem:
        raise UserProblem(
            "bad_node", f"「{node}」は項目の書き方ではありません。", hint="例：req:0010101", exit_code=USAGE
        ) from problem
    return found.business, found.kind, found.id, found.branch


def answers_of(session: Session, node: str) -> list[VendorAnswer]:
    """What each package that covers the item's business says of it, 未回答 where it says nothing.

    Where a renumbering is confirmed, an answer given under the item's other id counts as well.
    """
    key = key_of(node)
    known = packages(session, key[0])
    if not known:
        return []
    by_rid = {p.rid: p for p in known}
    others = [key_of(n) for n in succession.other_nodes(session).get(node, ())]
    editions = _Editions(session)
    found: dict[str, VendorAnswer] = {}
    for one in (key, *others):
        for row in session.con.execute(f"{_COLUMNS} AND number=?", ("/".join(one),)).fetchall():
            made = _answer(row, by_rid, editions)
            if made is not None:
                heads = session.project.heads(made[1].rid, "staff")
                found.setdefault(made[1].package.rid, replace(made[1], heads=heads))
    return [found.get(p.rid) or VendorAnswer(node, p) for p in known]


def by_item(session: Session, business: str | None = None) -> dict[Key, list[VendorAnswer]]:
    """All answers of a business (or of all), under the id in use and every other id of the same item."""
    known = {p.rid: p for p in packages(session)}
    if not known:
        return {}
    editions = _Editions(session)
    condition, values = "", []
    if business is not None:
        condition, values = " AND number >= ? AND number < ?", [f"{business}/", f"{business}0"]
    heads: dict[str, tuple[str, ...]] = {}
    for rid, head in session.con.execute(
        "SELECT h.rid, h.op_id FROM record JOIN head h ON h.rid=record.rid AND h.atom='staff'"
        f" WHERE type='vendor_answer' AND present=1{condition} ORDER BY h.op_id",
        values,
    ):
        heads[rid] = (*heads.get(rid, ()), head)
    out: dict[Key, list[VendorAnswer]] = {}
    for row in session.con.execute(f"{_COLUMNS}{condition} ORDER BY number, record.rid", values).fetchall():
        made = _answer(row, known, editions)
        if made is not None:
            out.setdefault(made[0], []).append(replace(made[1], heads=heads.get(made[1].rid, ())))
    for key, others in succession.former_ids(session).items():
        have = {a.package.rid for a in out.get(key, ())}
        for other in others:
            for one in out.get(other, ()):
                if one.package.rid not in have:
                    out.setdefault(key, []).append(one)
                    have.add(one.package.rid)
    return out


def codes_of(session: Session, node: str) -> tuple[str, ...]:
    """The answers that count for the guard rails and the derived verdict, one for each package that was asked."""
    return tuple(a.effective for a in answers_of(session, node))


def codes_by_item(session: Session) -> dict[Key, tuple[str, ...]]:
    """The same for all items at once, without reading what the answers say."""
    there = {p.rid for p in packages(session)}
    out: dict[Key, dict[str, str]] = {}
    for number, package, said, position, own, stale in session.con.execute(
        "SELECT number, system, coalesce(json_extract(fields, '$.answer'), ''),"
        " coalesce(json_extract(fields, '$.position'), ''), coalesce(json_extract(fields, '$.own'), ''),"
        " json_extract(fields, '$.stale') FROM record WHERE type='vendor_answer' AND present=1"
    ):
        if package in there:
            business, kind, id_, branch = number.split("/")
            theirs = own if position == OVERRULE and own and not stale else said or UNANSWERED
            out.setdefault((business, kind, id_, branch), {})[package] = theirs
    for key, others in succession.former_ids(session).items():
        for other in others:
            for package, code in out.get(other, {}).items():
                out.setdefault(key, {}).setdefault(package, code)
    return {key: tuple(found.values()) for key, found in out.items()}


# --- what staff think of it -------------------------------------------------------------------------------------------


def agree(session: Session, shown: Sequence[VendorAnswer], *, reason: str = "") -> Changes:
    """Staff agree with these answers as shown, as one step; those agreed with already get no operation."""
    given = [a for a in shown if a.rid and not a.conflict]
    if not given:
        raise UserProblem("nothing_answered", "同意できる回答がありません。", hint="回答のある項目を選んでください。")
    return _position(
        session, given, {"position": AGREE, "reason": reason.strip()}, f"ベンダの回答に同意（{len(given)} 件）"
    )


def overrule(session: Session, shown: VendorAnswer, *, reason: str, own: str = "") -> Changes:
    """Staff see it differently, with a reason; ``own``: the answer they see instead. The vendor's stays readable."""
    if not reason.strip():
        raise UserProblem(
            "reason_missing",
            "異なるとする理由がありません。",
            hint="何を根拠に異なるかを書いてください。",
            exit_code=USAGE,
        )
    if own and own not in answers():
        raise UserProblem(
            "bad_answer", f"回答「{own}」はありません。", hint="使える値：" + "、".join(answers()), exit_code=USAGE
        )
    if not shown.rid:
        raise UserProblem("nothing_answered", "この項目には、まだベンダの回答がありません。")
    fields = {"position": OVERRULE, "reason": reason.strip(), "own": own}
    return _position(session, [shown], fields, "ベンダの回答と異なる見立て")


def take_back(session: Session, shown: Sequence[VendorAnswer]) -> Changes:
    """Neither agreed nor overruled any more."""
    return _position(session, [a for a in shown if a.position], {}, "ベンダの回答への見方を取り消す")


def _position(session: Session, shown: Sequence[VendorAnswer], fields: Mapping[str, str], label: str) -> Changes:
    with session.project.unit(label) as unit:
        for one in shown:
            key = key_of(one.node)
            wanted = {k: v for k, v in {**fields, "about": one.digest}.items() if v} if fields else {}
            same = (one.position, one.reason, one.own) == tuple(
                fields.get(n, "") for n in ("position", "reason", "own")
            )
            if same and not one.stale:
                continue
            ref = answer_ref(key, one.package.rid)
            unit.set(one.rid, "vendor_answer", "staff", wanted, ref=ref, parents=one.heads)
    return changes(unit.changes)


def answer_ref(key: Key, package: str) -> dict[str, str]:
    """What an operation says it is about."""
    return {**dict(zip(("business", "kind", "id", "branch"), key, strict=True)), "package": package}


def answer_rid(session: Session, package: str, key: Key) -> str:
    """The record id of a package's answer to an item."""
    return vendor_answer_rid(session.code, package, *key)
