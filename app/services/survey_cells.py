"""What a typed or pasted text means in a cell of a survey list, and what a person may do when it cannot be stored."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.services.survey_lists import ANSWER_KIND, meaning, parts_of, shown, survey_list, words_of
from spec_catalog import business as businesses
from spec_catalog import ids
from spec_catalog.text import match_key

UNKNOWN = "不明"


@dataclass(frozen=True, slots=True)
class Repair:
    """One way out of a problem. ``value``: what to store, None = the cell stays as it was; ``text``: as shown;
    ``note``: what was typed is kept in 備考."""

    word: str
    value: Any
    text: str
    note: bool


@dataclass(frozen=True, slots=True)
class Understood:
    """A text as it can be stored, or the reason why not (``problem``) with the ways out, the likeliest first."""

    value: Any
    text: str
    problem: str = ""
    repairs: tuple[Repair, ...] = ()


def cell_text(name: str, code: str, value: Any) -> str:
    """A stored value as a cell shows it; pasting it back gives the same value."""
    if value and survey_list(name).column(code).kind == "business":
        known = businesses.get(str(value))
        return f"{known.id} {known.name}" if known is not None and known.id == value else str(value)
    return shown(name, code, value)


def understand(
    name: str, code: str, text: str, published: Mapping[str, str], offered: Sequence[str] = ()
) -> Understood:
    """What a text means in a column. ``published``: id → name of the items that 対応する標準… may hold here;
    ``offered``: the entries of the municipality's list, where the column is of one."""
    kind = survey_list(name).column(code).kind
    found = meaning(name, code, text)
    if kind == "list":
        return _offered(text.strip(), offered)
    if kind == "answers":
        return _answers(name, code, text, found.problem, found.value, published)
    if not found.problem:
        return Understood(found.value, cell_text(name, code, found.value))
    repairs = _choices(name, code, text) if kind == "choice" else _businesses(name, code, text)
    return Understood(None, text, found.problem, (*repairs, _aside()))


def _offered(text: str, offered: Sequence[str]) -> Understood:
    label = next((o for o in offered if match_key(o) == match_key(text)), "")
    if label or not text:
        return Understood(label, label)
    return Understood(None, text, f"選択肢にありません（{'、'.join(offered)}）。", (_aside(),))


def _aside() -> Repair:
    return Repair("備考へ移す", None, "", True)


def _answers(name: str, code: str, text: str, problem: str, value: Any, published: Mapping[str, str]) -> Understood:
    if not problem and not value:
        return Understood([], "")
    kind = ANSWER_KIND[name]
    fixed: list[str] = []
    missing: list[str] = []
    for part in parts_of(text):
        candidates = [c for c in (ids.canonical(kind, part), *ids.repairs(kind, part)) if c]
        known = next((c for c in candidates if c in published), None)
        if known is None:
            missing.append(part)
        elif known not in fixed:
            fixed.append(known)
    if not problem and not missing:
        return Understood(fixed, "、".join(fixed))
    repairs = [_aside()]
    shown_ids = "、".join(fixed)
    if fixed and not missing:
        label = f"{shown_ids} {published[fixed[0]]}" if len(fixed) == 1 else shown_ids
        repairs.insert(0, Repair(f"{_short(label)} に直す", fixed, shown_ids, False))
    elif fixed:
        repairs.insert(0, Repair(f"{_short(shown_ids)} だけにする", fixed, shown_ids, True))
    if not problem:
        problem = f"取り込んだ標準仕様に「{missing[0]}」はありません。"
    return Understood(None, text, problem, tuple(repairs))


def _short(text: str, most: int = 24) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _choices(name: str, code: str, text: str) -> list[Repair]:
    """The choice whose words stand inside the text, and 不明; both keep the text in 備考."""
    labels = dict(survey_list(name).column(code).choices)
    key = match_key(text)
    inside = [(w, v) for w, v in words_of(name, code).items() if len(w) > 1 and w in key and labels[v] != UNKNOWN]
    repairs = []
    if inside:
        value = max(inside, key=lambda pair: len(pair[0]))[1]
        repairs.append(Repair(f"{labels[value]}・備考へ移す", value, labels[value], True))
    repairs += [Repair("不明にする", value, label, True) for value, label in labels.items() if label == UNKNOWN]
    return repairs


def _businesses(name: str, code: str, text: str) -> list[Repair]:
    """Of several businesses those that are understood."""
    if survey_list(name).column(code).kind != "businesses":
        return []
    parts = parts_of(unicodedata.normalize("NFKC", text))
    known = list(dict.fromkeys(b for b in map(businesses.find, parts) if b))
    if not known:
        return []
    words = "、".join(known)
    return [Repair(f"{_short(words)} だけにする", known, words, True)]
