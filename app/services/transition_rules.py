"""The municipality's own rules of planning: person-months, months before a move, tests, and what 移行困難 means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.core.problems import USAGE, UserProblem
from app.core.records import ATOMS, transition_rules_rid
from app.services import transition_read as read
from app.services.session import Session, changes
from app.services.views import Changes

TYPE = "transition_rules"
_SOURCES = {
    "rate": "吹田市：1業務あたり毎月1人月程度（取組事例集 第2.0版）",
    "lead_months": "このプログラムの提案",
    "reduced": "旭川市の事例からの推定（取組事例集 第2.0版）",
    "difficult_is_open": "東村山市・札幌市の事例からの推定（取組事例集 第2.0版）",
}
_MOST = {"rate": 100.0, "lead_months": read.MOST, "reduced": 2.0}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as it holds. ``own``: this municipality wrote it."""

    code: str
    label: str
    value: float | bool
    text: str
    source: str
    own: bool


def shown(session: Session) -> list[Rule]:
    """All rules that may be set otherwise."""
    held, own = read.rules(session), _own(session)
    values: dict[str, float | bool] = {
        "rate": held.rate, "lead_months": held.lead_months, "reduced": held.reduced,
        "difficult_is_open": held.difficult_is_open,
    }  # fmt: skip
    labels = {f.code: f.label for f in ATOMS[TYPE]["rules"]}
    return [
        Rule(c, labels[c], v, ("はい" if v else "いいえ") if isinstance(v, bool) else f"{v:g}", _SOURCES[c], c in own)
        for c, v in values.items()
    ]


def _own(session: Session) -> dict[str, Any]:
    row = session.con.execute(
        "SELECT fields FROM record WHERE rid=? AND present=1", (transition_rules_rid(session.code),)
    ).fetchone()
    return dict(json.loads(row[0])) if row else {}


def write(session: Session, values: Mapping[str, str]) -> Changes:
    """Writes own rules as one step; "" goes back to the program's. Raises UserProblem for what is no such value."""
    held = _own(session)
    for code, text in values.items():
        if code not in _SOURCES:
            hint = "使える欄：" + "、".join(_SOURCES)
            raise UserProblem("bad_field", f"「{code}」という決まりはありません。", hint=hint, exit_code=USAGE)
        held.pop(code, None)
        if text.strip():
            held[code] = _value(code, text.strip())
    with session.project.unit("過渡期の決まりを変える") as unit:
        unit.set(transition_rules_rid(session.code), TYPE, "rules", held)
    return changes(unit.changes)


def _value(code: str, text: str) -> str | bool:
    if code == "difficult_is_open":
        if text not in ("yes", "no", "はい", "いいえ"):
            raise UserProblem("bad_rule", "yes か no で書いてください。", exit_code=USAGE)
        return text in ("yes", "はい")
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    whole = code == "rate" or number == int(number)
    if not (0 < number <= _MOST[code] and whole):
        raise UserProblem(
            "bad_rule", f"「{text}」は使えません。", hint=f"0 より大きく {_MOST[code]:g} 以下の数で書いてください。",
            exit_code=USAGE,
        )  # fmt: skip
    return text if code == "rate" else str(int(number))
