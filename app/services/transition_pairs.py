"""What is written about pairs of systems in transition: how, led by whom, why, until when, and how it is tested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.core import transition as core
from app.core.moves import timing
from app.core.problems import USAGE, UserProblem
from app.core.records import ATOMS, transition_rid
from app.core.transition import OFFICE, Pair, Plan, Said
from app.services import choices, transition
from app.services import transition_read as read
from app.services.checks_more import Found
from app.services.register import check_date
from app.services.session import Session, changes
from app.services.views import Changes

TYPE = "transition"
LISTS = {"need": "transition_needs", "method": "transition_methods", "test_kind": "transition_tests"}
"""Field → the list its codes are of."""
OFFERS = "transition_offers"
"""What a vendor may answer (意向調査)."""

_ATOM = {f.code: atom for atom, fields in ATOMS[TYPE].items() for f in fields}
_OFFICE_WORDS = (OFFICE, "事務局")


def record(
    session: Session,
    pairs: Sequence[tuple[str, str]],
    values: Mapping[str, str],
    *,
    parents: Mapping[tuple[str, str], tuple[str, ...]] | None = None,
) -> Changes:
    """Writes fields of pairs (two systems' record ids each) as one step; only atoms that change are written.

    ``values``: need, method, lead (a vendor's name or 事務局), reason, term, test_kind, tests, risk, note; "" clears.
    ``parents``: (record id, atom) → heads as they were when shown. Raises UserProblem for unknown fields and words, and
    "unlawful" when a method that doesn't conform lacks its reason or term; then nothing is recorded.
    """
    given = checked(session, values)
    held = read.records(session, TYPE)
    rules = read.rules(session)
    found = read.moves(session)
    with session.project.unit(f"過渡期の組を記録（{len(pairs)} 組）") as unit:
        for pair in pairs:
            one, other = sorted(pair)
            if one == other or not {one, other} <= found.keys():
                raise UserProblem(
                    "no_pair", "その組のシステムはありません。", hint="過渡期の一覧を読み直してください。"
                )
            rid = transition_rid(session.code, one, other)
            stored = held.get(rid, {})
            by_atom: dict[str, dict[str, str]] = {}
            for code, value in given.items():
                by_atom.setdefault(_ATOM[code], {})[code] = value
            for atom, new in by_atom.items():
                old = {f.code: str(stored[f.code]) for f in ATOMS[TYPE][atom] if stored.get(f.code)}
                merged = {c: v for c, v in {**old, **new}.items() if v}
                if atom == "handling":
                    refuse(merged, rules, f"{found[one].name}⇔{found[other].name}")
                if merged != old:
                    seen = None if parents is None else parents.get((rid, atom), ())
                    unit.set(rid, TYPE, atom, merged, ref={"one": one, "other": other}, parents=seen)
    return changes(unit.changes)


def checked(session: Session, values: Mapping[str, str]) -> dict[str, str]:
    """The values as they are stored. Raises UserProblem for what can't be."""
    out: dict[str, str] = {}
    for code, text in values.items():
        if code not in _ATOM:
            hint = "使える欄：" + "、".join(_ATOM)
            raise UserProblem("bad_field", f"過渡期の組に「{code}」という欄はありません。", hint=hint, exit_code=USAGE)
        value = text.strip()
        if value and code in LISTS:
            value = choices.check(session, LISTS[code], value)
        elif value and code == "lead":
            value = leader(session, value)
        elif value and code == "term":
            check_date("期限", value)
        elif value and code == "tests" and not (value.isascii() and value.isdecimal() and len(value) < 4):
            raise UserProblem("bad_tests", f"テスト回数「{value}」は数ではありません。", exit_code=USAGE)
        out[code] = value
    return out


def leader(session: Session, text: str) -> str:
    """``office``, or the vendor's record id; a name nobody registered stays as it is."""
    if text in _OFFICE_WORDS:
        return OFFICE
    names = {str(f.get("name") or ""): rid for rid, f in read.records(session, "vendor").items()}
    return names.get(text, text)


def leader_name(session: Session, lead: str) -> str:
    """The same in words."""
    if lead == OFFICE:
        return "事務局"
    row = session.con.execute("SELECT name FROM record WHERE rid=? AND type='vendor'", (lead,)).fetchone()
    return str(row[0]) if row else lead


def refuse(handling: Mapping[str, str], rules: core.Rules, about: str) -> None:
    """Raises the refusal every way of input gives: a method that doesn't conform without its reason and term
    (基本方針 4.1.2), or no measure at all without a reason."""
    need, method, reason, term = (handling.get(k, "") for k in ("need", "method", "reason", "term"))
    said = Said(need, method, "", reason, term)
    lacks = [key for key in core.missing(said, rules) if key != "method"]
    if not lacks or not (said.method or said.need == core.UNNEEDED):
        return
    stated = read.raw_rules()["stated"]
    if stated["level"] != "refused":
        return
    what = "、".join(core.FIELDS[key] for key in lacks)
    raise UserProblem(
        "unlawful",
        f"{about}：この方式は記録できません。{stated['message']}次を書いてください：{what}。",
        hint=f"根拠：{stated['clause']}。",
    )


def asked() -> frozenset[str]:
    """The methods vendors are asked about (東村山市's two)."""
    return frozenset(m for methods in read.raw_rules()["offers"].values() for m in methods)


def proposed(pair: Pair) -> str:
    """The method both sides' vendors can do, where there is just one; "" while one hasn't answered."""
    if {pair.a, pair.b} != pair.said.answers.keys():
        return ""
    can = [set(read.raw_rules()["offers"].get(offer, ())) for offer in pair.said.answers.values()]
    both = set.intersection(*can)
    return both.pop() if len(both) == 1 else ""


# --- check 7 ---------------------------------------------------------------------------------------------------------


def unfinished(session: Session) -> list[Found]:
    """Check 7: pairs without method or justification, terms that end before the transition, vendors that can't do what
    is planned; and what doesn't fit between lines, lifts and groups. A target is ``transition:`` and both systems."""
    plan = transition.plan(session)
    labels = choices.in_force(session, OFFERS).labels()
    out = []
    for pair in plan.pairs:
        for level, message in _problems(pair, plan, labels):
            a, b = plan.moves[pair.a].name, plan.moves[pair.b].name
            target = f"transition:{min(pair.a, pair.b)}/{max(pair.a, pair.b)}"
            out.append(Found(level, target, f"{a}⇔{b}：{message}"))
    return out + [Found(r.level, f"system:{r.system}", r.message) for r in plan.remarks]


def _problems(pair: Pair, plan: Plan, labels: Mapping[str, str]) -> list[tuple[str, str]]:
    """(level, sentence) of a pair. What is incomplete came by merge where input would have refused it: an error."""
    if pair.said.conflict:
        return []  # 競合 says so itself
    out = []
    if "method" in pair.missing:
        out.append(("warning", "過渡期の方式が決まっていません。"))
    elif pair.missing:
        what = "・".join(core.FIELDS[key] for key in pair.missing)
        out.append(("error", f"過渡期の{what}がありません（{read.raw_rules()['stated']['clause']}）。"))
    term = timing(pair.said.term).settled
    if (
        pair.said.method
        and term
        and pair.end
        and term.last < pair.end
        and pair.said.method not in plan.rules.conforming
    ):
        out.append(("warning", f"期限（{pair.said.term}）が過渡期の終わりより前です。"))
    for side, offer in pair.said.answers.items():
        if pair.said.method in asked() and pair.said.method not in read.raw_rules()["offers"].get(offer, ()):
            who = plan.moves[side].vendor_name if side in plan.moves else ""
            told = f"{who or '事業者'}の回答（{labels.get(offer, offer)}）"
            out.append(("warning", f"方式が{told}と違います。"))
    return out
