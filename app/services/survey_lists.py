"""The columns of the survey lists as data, and what a typed or imported text means in each of them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from app.core.codes import CURRENT_FACTS
from app.core.problems import USAGE, UserProblem
from app.services import register_words
from app.services.survey_derived import DERIVED
from spec_catalog import business as businesses
from spec_catalog import ids
from spec_catalog.text import match_key

ANSWER_KIND = {"functions": "req", "forms": "form", "linkages": "link", "dataitems": "data", "issues": "req"}
"""Which kind of published ids the column 対応する標準… of a list holds."""


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column. ``kind``: text, choice, ref (another record by name), business, businesses, answers (published ids);
    in the register's lists also date, lead, number, nodes, dispositions, roles, derived (nobody writes it), and list:
    an entry of the ``list`` of this name, which a municipality may write over. ``choices``: (code, label) in order;
    ``more``: out of sight until it holds something or is asked for; ``several``: several headings of a book may fill
    it; ``holds``: "date" where a
    text is one; ``instead``: headings that name the records where none of its own does; ``begins``: the column for the
    first half of a period written here."""

    code: str
    label: str
    kind: str
    width: int
    required: bool
    choices: tuple[tuple[str, str], ...]
    aliases: tuple[str, ...]
    more: bool = False
    several: bool = False
    holds: str = ""
    instead: tuple[str, ...] = ()
    begins: str = ""
    list: str = ""


@dataclass(frozen=True, slots=True)
class SurveyList:
    """One list: of 現行調査, or of the register."""

    name: str
    title: str
    columns: tuple[ListColumn, ...]

    def column(self, code: str) -> ListColumn:
        """A column by its code. Raises KeyError."""
        for column in self.columns:
            if column.code == code:
                return column
        raise KeyError(code)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a text means in a column: the value to store, and a Japanese sentence when it cannot be stored as it is.

    ``repair``: the value proposed instead, "" if none.
    """

    value: Any
    problem: str = ""
    repair: str = ""


@cache
def _raw() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((files("resources") / "survey" / "lists.json").read_text("utf-8"))
    return found


@cache
def _register() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((files("resources") / "register" / "lists.json").read_text("utf-8"))["lists"]
    return found


def _entry(name: str) -> dict[str, Any] | None:
    """A list of either book; only those of 現行調査 take part in recognising what a department sends."""
    found: dict[str, Any] | None = _raw()["lists"].get(name) or _register().get(name)
    return found


@cache
def record_types() -> Mapping[str, str]:
    """Name of a survey list → the record type it shows, in the order of the work."""
    return {name: str(_raw()["lists"][name]["type"]) for name in names()}


@cache
def register_types() -> Mapping[str, str]:
    """The same of the lists that 課題・決定 keeps beside its issues."""
    return {name: str(entry["type"]) for name, entry in _register().items()}


@cache
def beside(place: str) -> tuple[str, ...]:
    """The names of those that stand in one place: beside the issues ("issues"), or the linkages ("links")."""
    return tuple(name for name, entry in _register().items() if entry.get("place", "issues") == place)


@cache
def survey_list(name: str) -> SurveyList:
    """A list of either book by name. Raises UserProblem for an unknown one."""
    raw = _entry(name)
    if raw is None:
        known = "、".join((*names(), *register_types()))
        raise UserProblem("no_list", f"一覧「{name}」はありません。", hint=f"使える一覧：{known}", exit_code=USAGE)
    columns = tuple(
        ListColumn(
            c["code"], c["label"], c.get("kind", "text"), int(c["width"]), bool(c.get("required")),
            _choices(c.get("choices", "")), tuple(c["aliases"]), bool(c.get("more")),
            bool(c.get("several")), c.get("holds", ""), tuple(c.get("instead", ())), c.get("begins", ""),
            c.get("list", ""),
        )
        for c in raw["columns"]
    )  # fmt: skip
    return SurveyList(name, raw["title"], columns)


def names() -> tuple[str, ...]:
    """The survey's lists, in the order of the work."""
    return tuple(name for name, entry in _raw()["lists"].items() if not entry.get("outside_survey"))


def called(name: str) -> tuple[str, ...]:
    """Words in a title that speak of a list."""
    return tuple(_raw()["lists"][name].get("called", ()))


def above_words() -> Mapping[str, tuple[str, ...]]:
    """Column code → labels of the block over a table that mean it; "-" = labels of things no record holds."""
    return {code: tuple(labels) for code, labels in _raw()["above"].items()}


def partner_words(name: str) -> tuple[str, ...]:
    """Headings of a list that name the other side, whichever it is: 相手先システム."""
    return tuple(_raw()["lists"][name].get("partner", ()))


@cache
def is_blank(text: str) -> bool:
    """Whether a text is only what stands in a cell nobody filled in: 選択してください."""
    return match_key(text) in {match_key(w) for w in _raw()["blank"]}


@cache
def is_nothing(text: str) -> bool:
    """Whether a text says that there is nothing to report: 該当なし."""
    return match_key(text) in {match_key(w) for w in _raw()["nothing"]}


@cache
def says_no(text: str) -> bool:
    """Whether an answer to a question of yes or no, or of 経由, says no, nothing, or that nobody knows."""
    held = _raw()["choices"]
    words = (*held["yes_no"]["無"], *held["yes_no"]["不明"], *held["platform"]["非経由"], *held["platform"]["不明"])
    return not text.strip() or is_nothing(text) or choice_key(text) in {choice_key(w) for w in words}


@cache
def is_kept(name: str, code: str, text: str) -> bool:
    """Whether a word means a choice but says more than it (世帯主 for 住民向け), so that it is kept in 備考 too."""
    entry = next(c for c in _raw()["lists"][name]["columns"] if c["code"] == code)
    return choice_key(text) in {choice_key(w) for w in _raw()["kept"].get(entry.get("choices", ""), ())}


def spread() -> Mapping[str, tuple[str, ...]]:
    """Column code → the words that columns of ticks may bear, where it is no choice set."""
    return {code: tuple(found) for code, found in _raw()["spread"].items()}


def _choices(name: str) -> tuple[tuple[str, str], ...]:
    if not name:
        return ()
    return tuple((code, CURRENT_FACTS.get(code, code)) for code in _raw()["choices"][name])


_SIGNS = str.maketrans("◯〇⭕✕✗✖☓❌✔☑✅√ﾚ", "○○○×××××✓✓✓✓レ")


def choice_key(text: str) -> str:
    """The key of a word of a choice set: signs that look alike are one."""
    return match_key(text.translate(_SIGNS)) or text.strip()


@cache
def words_of(name: str, code: str) -> Mapping[str, str]:
    """Match keys of everything people write for the choices of a column → the code."""
    entry = next(c for c in _raw()["lists"][name]["columns"] if c["code"] == code)
    found: dict[str, str] = {}
    for value, written in _raw()["choices"][entry["choices"]].items():
        for word in (value, CURRENT_FACTS.get(value, value), *written):
            found.setdefault(choice_key(word), value)
    return found


def meaning(name: str, code: str, text: str) -> Meaning:
    """What a text means in a column of a list. Blank is always allowed: 不明 and nothing are legal answers."""
    column = survey_list(name).column(code)
    text = text.strip()
    if not text or column.kind in ("text", "ref", "list"):
        return Meaning(text)
    if column.kind == DERIVED:
        return Meaning(text, "ほかの欄から決まるため、書けません。")
    if column.kind == "choice":
        value = words_of(name, code).get(choice_key(text))
        if value is not None:
            return Meaning(value)
        labels = "、".join(label for _, label in column.choices)
        return Meaning(text, f"選択肢にありません（{labels}）。", "unknown" if code == "usage" else "")
    if column.kind == "business":
        found = businesses.find(text)
        return Meaning(found) if found else Meaning(text, "業務の名前か業務ID（001 など）ではありません。")
    if column.kind == "businesses":
        return _several_businesses(text)
    if column.kind in register_words.KINDS:
        return Meaning(*register_words.meaning(column.kind, text))
    return _published_ids(ANSWER_KIND[name], text)


def shown(name: str, code: str, value: Any) -> str:
    """A stored value as people read it in a cell."""
    column = survey_list(name).column(code)
    if isinstance(value, (list, tuple)):
        return register_words.shown(column.kind, value)
    if column.kind == "choice":
        return dict(column.choices).get(str(value), str(value or ""))
    return str(value or "")


def parts_of(text: str) -> list[str]:
    """The entries of a cell that holds several."""
    for mark in ("、", "，", "／", "/", "・", "\n", ";", "；"):
        text = text.replace(mark, ",")
    return [p.strip() for p in text.split(",") if p.strip()]


def _several_businesses(text: str) -> Meaning:
    found: list[str] = []
    for part in (p.strip() for p in re.split(r"[、，,／/\n;；]", text)):
        inner = [businesses.find(p) for p in part.split("・")] if "・" in part else []
        ids_ = inner if len(set(inner)) > 1 and all(inner) else [businesses.find(part)]  # 子ども・子育て支援 is one
        if part and not all(ids_):
            return Meaning(text, f"「{part}」は業務の名前か業務IDではありません。")
        found += [i for i in ids_ if i]
    return Meaning(list(dict.fromkeys(found)))


def _published_ids(kind: str, text: str) -> Meaning:
    values: list[str] = []
    for part in parts_of(text):
        found = ids.canonical(kind, part)
        if found is None:
            proposed = ids.repairs(kind, part)
            why = "標準の ID の形ではありません。"
            if proposed:
                why = "先頭の 0 が落ちたようです。" if proposed[0].endswith(part) else "文字の幅か記号が違うようです。"
            return Meaning(text, f"「{part}」は{why}", proposed[0] if len(parts_of(text)) == 1 and proposed else "")
        values.append(found)
    return Meaning(values)
