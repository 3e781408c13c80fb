"""What vendors write and what it means: answer codes, columns, marks and agreement rules as editable data."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from app.services.survey_lists import choice_key
from spec_catalog.raw.words import keys_of
from spec_catalog.text import match_key

UNANSWERED = "unanswered"
MARK = "answer:"
"""A heading mapped to ``answer:late`` is a column of marks: a mark in it means 期限後に実装."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer a vendor can give. ``rank``: the higher, the further from the requirement; -1 = says nothing."""

    code: str
    label: str
    short: str
    sign: str
    rank: int
    words: tuple[str, ...]
    hints: tuple[str, ...]

    @property
    def chip(self) -> str:
        """Sign and word, as cells and lists show it."""
        return f"{self.sign} {self.short}"


@dataclass(frozen=True, slots=True)
class AnswerColumn:
    """One column a heading can be mapped to. ``several``: several headings may go there, their texts are joined."""

    code: str
    label: str
    several: bool
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """When an answer and our own record don't go together; a condition that is None asks nothing."""

    id: str
    level: str
    message: str
    answers: frozenset[str]
    classes: frozenset[str | None] | None = None
    verdicts: frozenset[str | None] | None = None
    currents: frozenset[str | None] | None = None
    adopted: bool | None = None
    handled: bool | None = None
    nobody: bool | None = None
    too_late: bool | None = None
    check: int = 0  # the automatic check that reports it as well


@cache
def _raw() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((files("resources") / "vendors" / "answers.json").read_text("utf-8"))
    return found


@cache
def answers() -> Mapping[str, Answer]:
    """The answers by code, in their order."""
    return {
        a["code"]: Answer(
            a["code"], a["label"], a["short"], a["sign"], int(a["rank"]), tuple(a["words"]), tuple(a["hints"])
        )
        for a in _raw()["answers"]
    }


def label_of(code: str) -> str:
    """The Japanese name of an answer; of an unknown one (from a newer version) the code itself."""
    found = answers().get(code or UNANSWERED)
    return found.label if found else code


def chip_of(code: str) -> str:
    """Sign and short word of an answer."""
    found = answers().get(code or UNANSWERED)
    return found.chip if found else code


@cache
def columns() -> tuple[AnswerColumn, ...]:
    """What a heading can be mapped to; the columns of marks stand behind the others."""
    own = tuple(
        AnswerColumn(c["code"], c["label"], bool(c.get("several")), tuple(c["aliases"])) for c in _raw()["columns"]
    )
    marks = tuple(
        AnswerColumn(f"{MARK}{a.code}", f"印の列：{a.short}", True, ()) for a in answers().values() if a.rank >= 0
    )
    return (*own, *marks)


@cache
def _by_heading() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for column in columns():
        for text in (column.label, *column.aliases):
            found.setdefault(heading_key(text), column.code)
    return found


def heading_key(text: str) -> str:
    """What two headings have in common that people would call the same."""
    return re.sub(r"[\s()（）\[\]【】:：※*]+", "", match_key(text))


def column_of(heading: str) -> str:
    """The column a heading stands for by its name or the last part of it; "" where nobody knows."""
    known = _by_heading()
    last = heading.rsplit("_", 1)[-1]
    found = known.get(heading_key(heading)) or known.get(heading_key(last))
    return found or next((known[k] for key in keys_of(last) if (k := heading_key(key)) in known), "")


def mark_column_of(heading: str) -> str:
    """``answer:…`` for a heading that is itself an answer (期限内・期限後・代替 …); "" for any other."""
    key = heading_key(heading.rsplit("_", 1)[-1])
    for answer in answers().values():
        if answer.rank >= 0 and key in {heading_key(w) for w in (answer.label, *answer.words) if len(w) > 1}:
            return f"{MARK}{answer.code}"
    return ""


@cache
def _words() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for answer in answers().values():
        for word in (answer.code, answer.label, answer.short, answer.chip, *answer.words):
            found.setdefault(_key(word), answer.code)
    return found


def _key(text: str) -> str:
    """Signs survive: a match key may hold none of them."""
    return choice_key(text)


def meaning(text: str) -> str:
    """The answer a text stands for as a whole; "" where it is none."""
    return _words().get(_key(text), "")


def guess(text: str) -> str:
    """The answer a longer text speaks of, to be confirmed by a person; the one furthest from the requirement first."""
    plain = match_key(text)
    for answer in sorted(answers().values(), key=lambda a: -a.rank):
        if any(match_key(h) in plain for h in answer.hints):
            return answer.code
    return ""


def of_sign(text: str, legend: Mapping[str, str]) -> str:
    """What the sign a text begins with means (○（R8.3）), to be confirmed; "" where it begins with none."""
    sign = text.strip()[:1]
    return "" if sign.isalnum() or len(text.strip()) < 2 else legend.get(_key(sign), "") or meaning(sign)


def is_mark(text: str) -> bool | None:
    """Whether a cell of a column of marks is on or off; None for a text that says more than that."""
    found = _raw()["marks"]
    for name, value in (("on", True), ("off", False)):
        if _key(text) in {_key(w) for w in found[name]}:
            return value
    return None


_SIGNED = re.compile(r"([◎○〇◯●△▲×✕✗])\s*([(（:：、,\s].+)", re.DOTALL)
_LEGEND = re.compile(r"([◎○〇●△▲×✕◇□■☆★])\s*[:：=＝…]\s*([^\s、，,;；／/◎○〇●△▲×✕◇□■☆★][^◎○〇●△▲×✕◇□■☆★\n]*)")


def legend(texts: tuple[str, ...]) -> dict[str, str]:
    """Sign → answer as the list itself explains its signs (○：標準機能で対応　△：代替 …) above the table."""
    found: dict[str, str] = {}
    for text in texts:
        for sign, said in _LEGEND.findall(text):
            said = said.strip(" 　、，,;；／/）)")
            code = meaning(said) or guess(said)
            if code:
                found.setdefault(_key(sign), code)
    return found


def legend_rows(lines: Sequence[Sequence[str]]) -> dict[str, str]:
    """Sign → answer where a sheet explains its signs in two cells each (Ａ | 標準機能で対応); needs two that differ."""
    found: dict[str, str] = {}
    for line in lines:
        for sign, said in pairwise(line):
            code = "" if len(sign) > 3 or len(said) < 3 else meaning(said) or guess(said)
            if code and not heading_key(sign).isdigit():
                found.setdefault(_key(sign), code)
    return found if len(set(found.values())) > 1 else {}


def signed(text: str, own: Mapping[str, str]) -> str:
    """The answer of a sign with words behind it that say the same (×：対応予定なし); "" for any other text."""
    found = _SIGNED.fullmatch(text.strip())
    if not found:
        return ""
    code = own.get(_key(found[1])) or meaning(found[1])
    rest = found[2].strip("()（）:：、 　")
    said = meaning(rest) or guess(rest)
    return code if said == code else ""


def value_key(text: str) -> str:
    """Under which a person's reading of a text is kept in a profile."""
    return _key(text)


@cache
def rules() -> tuple[Rule, ...]:
    """The agreement rules, in their order."""
    return tuple(_rule(entry) for entry in _raw()["rules"])


def _rule(entry: Mapping[str, Any]) -> Rule:
    def among(name: str) -> frozenset[str | None] | None:
        return frozenset(entry[name]) if name in entry else None

    return Rule(
        entry["id"], entry["level"], entry["message"], frozenset(entry["answers"]),
        classes=among("classes"), verdicts=among("verdicts"), currents=among("currents"),
        adopted=entry.get("adopted"), handled=entry.get("handled"), nobody=entry.get("nobody"),
        too_late=entry.get("too_late"), check=int(entry.get("check", 0)),
    )  # fmt: skip
