"""The 意向調査 of the transition: a sheet for each vendor, asking how it can link to each counterpart meanwhile.

東村山市 (取組事例集 第2.0版, STEP13): each counterpart chooses between keeping today's linkage and the standard one.
The sheet comes back like every other one: only what was really changed is taken over.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from app.core import roundtrip
from app.core.dates import read as read_date
from app.core.moves import Move
from app.core.problems import USAGE, UserProblem
from app.core.records import transition_answer_rid
from app.core.roundtrip import plain
from app.core.transition import Pair, Plan
from app.services import choices, roundtrip_out, sheets, transition, transition_words
from app.services.roundtrip_cells import Codec, Value
from app.services.roundtrip_out import Sent
from app.services.roundtrip_sheet import Draft, disputed_of, guide, heads_of
from app.services.session import Session
from app.services.transition_pairs import OFFERS
from reports.dates import wareki
from reports.forms import load_form
from spec_catalog.text import match_key

FORM = "T1"
TYPE, ATOM = "transition_answer", "answer"
_FIELDS = ("offer", "when", "remark")


def vendors(plan: Plan) -> list[str]:
    """The names of the vendors with a system in any pair, as they are moved; those nobody named are left out."""
    inside = {i for p in plan.pairs for i in (p.a, p.b)}
    moves = sorted((plan.moves[i] for i in inside), key=lambda m: m.rank)
    return list(dict.fromkeys(m.vendor_name for m in moves if m.vendor_name))


def send(session: Session, out: Path, *, vendor: str | None = None, at: datetime | None = None) -> list[Sent]:
    """Writes a sheet for a vendor, or for every one in a pair, into a folder, and remembers each; what was made.

    Raises UserProblem for a vendor that stands in no pair, when there is none at all, and when a file can't be written.
    """
    plan = transition.plan(session)
    wanted = vendors(plan)
    if vendor is not None:
        if vendor not in wanted:
            hint = "組のある事業者：" + ("、".join(wanted) or "まだありません")
            raise UserProblem("no_vendor", f"事業者「{vendor}」のシステムに過渡期の組はありません。", hint=hint,
                              exit_code=USAGE)  # fmt: skip
        wanted = [vendor]
    if not wanted:
        raise UserProblem(
            "nothing_to_write", "事業者の分かる過渡期の組がありません。",
            hint="システムの事業者・移行予定時期と、連携を現行調査に登録してください。",
        )  # fmt: skip
    printed = at or datetime.now()
    return [roundtrip_out.write(session, out, _draft(session, plan, name, printed), printed) for name in wanted]


def _draft(session: Session, plan: Plan, vendor: str, at: datetime) -> Draft:
    rows = [
        (pair, own, other)
        for pair in plan.pairs
        for own, other in ((plan.moves[pair.a], plan.moves[pair.b]), (plan.moves[pair.b], plan.moves[pair.a]))
        if own.vendor_name == vendor
    ]
    rows.sort(key=lambda row: (row[1].rank, row[2].rank))
    offers = choices.in_force(session, OFFERS)
    rids = [transition_answer_rid(session.code, own.id, other.id, own.id) for _, own, other in rows]
    heads, disputed = heads_of(session, rids), disputed_of(session, rids)
    held = {
        rid: session.con.execute("SELECT fields FROM record WHERE rid=? AND present=1", (rid,)).fetchone()
        for rid in rids
    }
    texts = [
        _texts(n, pair, own, other, _answer(held[rid], offers.labels()))
        for n, (rid, (pair, own, other)) in enumerate(zip(rids, rows, strict=True), 1)
    ]
    written = [
        roundtrip.Written(
            rid, t["id"], {}, {ATOM: heads.get((rid, ATOM), ())}, frozenset(disputed.get(rid, ())) & {ATOM},
            more={"ref": {"one": min(own.id, other.id), "other": max(own.id, other.id), "side": own.id}},
        )
        for rid, t, (_, own, other) in zip(rids, texts, rows, strict=True)
    ]  # fmt: skip
    form = load_form(FORM)
    form = replace(form, guide=(*form.guide[:3], *guide("both"), *form.guide[3:]))
    header = sheets.header_of(
        session, at, department=vendor, business="過渡期の連携", subject=vendor,
        edition=f"{wareki(at.date())}現在の移行計画", legend=(),
    )  # fmt: skip
    names = {c.label: c.code for c in offers.entries}
    about = {
        "form": FORM, "list": "", "sheet": form.sheet, "type": TYPE, "business": "", "edition": "",
        "department": vendor, "names": names,
    }  # fmt: skip
    lists = {"offer": tuple(label for _, label in offers.offered())}
    return Draft(
        form, replace(header, writer="", choices=lists), sheets.safe_name(f"{FORM}_意向調査_{vendor}_回答用.xlsx"),
        f"{form.number} {vendor}", texts, written, dict.fromkeys(_FIELDS, ATOM), about,
    )  # fmt: skip


def _answer(row: tuple[str] | None, labels: Mapping[str, str]) -> dict[str, str]:
    fields = json.loads(row[0]) if row else {}
    out = {code: str(fields.get(code) or "") for code in _FIELDS}
    return {**out, "offer": labels.get(out["offer"], out["offer"])}


def _texts(n: int, pair: Pair, own: Move, other: Move, answer: Mapping[str, str]) -> dict[str, str]:
    return {
        "no": str(n), "id": f"{own.number or own.name}→{other.number or other.name}", "own": own.name,
        "own_shift": _shift(own), "other": other.name, "other_vendor": other.vendor_name,
        "other_shift": _shift(other), "links": "、".join(pair.names), "period": transition_words.period(pair), **answer,
    }  # fmt: skip


def _shift(move: Move) -> str:
    return move.shift.month or move.shift.text or transition_words.UNKNOWN


def codec(names: Mapping[str, str]) -> Codec:
    """Reads and shows the answers. ``names``: what an offer is called → code, as it was when the sheet was sent."""
    labels = {code: label for label, code in names.items()}
    by_key = {match_key(label): code for label, code in names.items()}

    def read(code: str, text: str) -> Value:
        said = plain(text)
        if code == "offer" and said:
            found = by_key.get(match_key(said))
            return Value(found) if found else Value(None, "選択肢にありません。")
        if code == "when" and said and read_date(said) is None:
            return Value(None, "時期として読めません（R8.1、2026/1 のように書いてもらってください）。")
        return Value(said)

    def show(code: str, value: object) -> str:
        return labels.get(str(value or ""), str(value or "")) if code == "offer" else str(value or "")

    return Codec({code: (ATOM, code) for code in _FIELDS}, read, show, TYPE)
