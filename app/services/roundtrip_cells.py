"""What the cells of a sheet that comes back mean: text ↔ value of an atom's field, for forms and survey lists."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.core.codes import CURRENT_FACTS, EFFECT_DEGREES, EFFECT_TARGETS, UNJUDGED_LABEL, UNJUDGED_SIGN, VERDICTS
from app.core.records import ATOMS
from app.core.roundtrip import plain
from app.services import survey, survey_cells
from app.services.link_proposals import PROPOSED
from app.services.roundtrip_pairs import Current, read_current
from app.services.sheet_rows import NEED_SIGN, verdict_text
from app.services.survey_lists import parts_of, survey_list
from spec_catalog.text import match_key

ANSWERS = "@answers"
"""In place of an atom: the column 対応する標準…, whose ids are records of their own (pairs)."""

NOT_BACK = frozenset({"sender_by", "sender_on", "receiver_by", "receiver_on"})
"""Columns of the lists that only the program writes: who confirmed a linkage, and when."""

CURRENT = "@current"
"""In place of an atom: the column 現行の機能・帳票 of a form, whose records are paired with the item."""

_JUDGED = {
    "current": ("verdict", "current"),
    "verdict": ("verdict", "verdict"),
    "detail": ("verdict", "detail"),
    "reason": ("verdict", "reason"),
    "effect": ("effect", "targets"),
    "degree": ("effect", "degree"),
    "memo": ("memo", "text"),
}
FORM_FIELDS: dict[str, dict[str, tuple[str, str]]] = {
    "F1": {**_JUDGED, "current_functions": (CURRENT, "current_functions")},
    "F2": {**_JUDGED, "current_forms": (CURRENT, "current_forms")},
    "F3": {c: ("linkage_review", c) for c in ("need", "current_id", "partner", "method", "timing", "note")},
}
"""Form → column code → (atom, field) of the item: what is taken back. The other columns are the program's."""

_NEED_WORDS = {
    **dict.fromkeys(("〇", "○", "◯", "⭕", "o", "要", "必要"), "required"),
    **dict.fromkeys(("×", "✕", "✖", "x", "不要"), "not_required"),
    **dict.fromkeys(("-", "－", "ー", "―", "‐", "該当なし"), "not_applicable"),
}


@dataclass(frozen=True, slots=True)
class Value:
    """What a cell's text means. ``problem``: a Japanese sentence when it can't be taken."""

    value: Any
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Codec:
    """Reading and showing the cells of one kind of sheet. ``place``: column code → (atom, field)."""

    place: Mapping[str, tuple[str, str]]
    read: Callable[[str, str], Value]
    show: Callable[[str, Any], str]
    type: str


def form_codec(form_id: str, known: Current) -> Codec:
    """For F1–F3. ``known``: the records it may name."""
    place = FORM_FIELDS[form_id]

    def read(code: str, text: str) -> Value:
        if place[code][0] != CURRENT:
            return _read_form(code, text)
        rids, strange = read_current(known, text)
        if strange:
            return Value(None, f"「{strange}」は現行調査にありません。番号（1 行に一つ）で書いてください。")
        return Value(rids)

    def show(code: str, value: Any) -> str:
        if place.get(code, ("",))[0] == CURRENT:
            return "\n".join(known.shown.get(rid, rid) for rid in value or ())
        return _show_form(code, value)

    return Codec(place, read, show, "item")


def list_codec(name: str, published: Mapping[str, str], names: Mapping[str, Mapping[str, str]]) -> Codec:
    """For a survey list. ``published``: id → name the column 対応する標準… may hold; ``names``: column of references →
    match key of a name → rid, as it was when the sheet was sent (so that every PC reads the same)."""
    type_ = survey.record_type(name)
    place = list_place(name)
    by_rid = {code: {rid: n for n, rid in found.items()} for code, found in names.items()}

    def read(code: str, text: str) -> Value:
        column = survey_list(name).column(code)
        if column.kind == "ref":
            said = plain(text)
            return Value(names.get(code, {}).get(match_key(said)) or said)
        if column.kind == "list":  # the entries as they were when the sheet was sent
            said = plain(text)
            chosen = names.get(code, {}).get(match_key(said))
            return Value(chosen) if chosen or not said else Value(None, "選択肢にありません。")
        found = survey_cells.understand(name, code, text, published)
        return Value(found.value, found.problem)

    def show(code: str, value: Any) -> str:
        if code in by_rid:
            return by_rid[code].get(str(value or ""), str(value or ""))
        return survey_cells.cell_text(name, code, value)

    return Codec(place, read, show, type_)


def list_place(name: str) -> dict[str, tuple[str, str]]:
    """Column code of a survey list → (atom, field); without what isn't taken back."""
    atoms = {f.code: atom for atom, fields in ATOMS[survey.record_type(name)].items() for f in fields}
    out = {c.code: (atoms[c.code], c.code) for c in survey_list(name).columns if c.code in atoms}
    out |= {c.code: (ANSWERS, c.code) for c in survey_list(name).columns if c.kind == "answers"}
    return {code: where for code, where in out.items() if code not in NOT_BACK}


def _read_form(code: str, text: str) -> Value:
    said = plain(text)
    if code == "verdict":
        return _chosen(said, _verdict_words(), tuple(f"{v.sign} {v.short}" for v in VERDICTS), None)
    if code == "current":
        return _chosen(said, _words(CURRENT_FACTS), tuple(CURRENT_FACTS.values()), None)
    if code == "degree":
        return _chosen(said, _words(EFFECT_DEGREES), tuple(EFFECT_DEGREES.values()), "")
    if code == "effect":
        return _targets(said)
    if code == "need":
        key = unicodedata.normalize("NFKC", said).casefold()
        found = _NEED_WORDS.get(said) or _NEED_WORDS.get(key)
        if found or not said:
            return Value(found or "")
        return Value(None, "選択肢（〇、×、-）にありません。")
    return Value("\n".join(line.removeprefix(PROPOSED) for line in said.split("\n")))


def _chosen(said: str, words: Mapping[str, Any], labels: tuple[str, ...], blank: Any) -> Value:
    if not said:
        return Value(blank)
    key = match_key(said)
    if key in words:
        return Value(words[key])
    return Value(None, f"選択肢にありません（{'、'.join(labels)}）。")


@cache
def _verdict_words() -> Mapping[str, Any]:
    words: dict[str, Any] = {}
    for v in VERDICTS:
        for text in (f"{v.sign} {v.short}", v.sign, v.short, v.label, f"{v.sign} {v.label}"):
            words.setdefault(match_key(text), v.code)
    for text in (f"{UNJUDGED_SIGN} {UNJUDGED_LABEL}", UNJUDGED_SIGN, UNJUDGED_LABEL):
        words.setdefault(match_key(text), None)
    words.pop("", None)
    return words


def _words(labels: Mapping[str, str]) -> dict[str, str]:
    return {match_key(label): code for code, label in labels.items()}


def _targets(said: str) -> Value:
    words = _words(EFFECT_TARGETS)
    found: list[str] = []
    for part in parts_of(said):
        code = words.get(match_key(part))
        if code is None:
            return Value(None, f"「{part}」は選択肢にありません（{'、'.join(EFFECT_TARGETS.values())}）。")
        found.append(code)
    return Value([c for c in EFFECT_TARGETS if c in found])


def _show_form(code: str, value: Any) -> str:
    if code == "verdict":
        return verdict_text(value)
    if code == "current":
        return CURRENT_FACTS.get(value or "", "")
    if code == "degree":
        return EFFECT_DEGREES.get(value or "", "")
    if code == "effect":
        return "、".join(EFFECT_TARGETS.get(t, t) for t in value or ())
    if code == "need":
        return NEED_SIGN.get(value or "", str(value or ""))
    return str(value or "")


def equal(one: Any, other: Any) -> bool:
    """Whether two values of a field say the same; nothing is "", None and []. Order in a list plays no part."""
    if one in ("", None, [], ()) or other in ("", None, [], ()):
        return one in ("", None, [], ()) and other in ("", None, [], ())
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return sorted(map(str, one)) == sorted(map(str, other))
    if isinstance(one, str) and isinstance(other, str):
        return plain(one) == plain(other)
    return bool(one == other)
