"""Questionnaires of 現行調査 as data: what is asked, under which conditions, and what an answer still lacks.

Source: reference of survey practice §8.7 (types), §5.1 (吹田市), §5.6 (三重県), §1.5 (日高川町). What the published
questionnaires don't say (choices, which answer is needed) is this program's proposal and marked so in the data.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.dates import read as read_date
from app.core.pairs import Pair, parse_pairs, parse_remark, print_pairs

KINDS: Mapping[str, str] = {
    "choice": "一つ選ぶ",
    "choices": "いくつか選ぶ",
    "text": "文",
    "number": "数",
    "date": "日付",
    "list": "あり・なしと一覧",
    "pairs": "課題と対策",
    "department": "所属",
    "vendor": "事業者",
}
SUBJECTS: Mapping[str, str] = {"": "所属ごとに一度", "month": "毎月", "system": "システムごとでもよい"}
YES, NO = "あり", "なし"
REMARK = "備考"


@dataclass(frozen=True, slots=True)
class Condition:
    """Whether another question was answered in a certain way. ``values``: codes; empty = answered at all."""

    question: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible answer; ``code`` is stored, ``label`` shown."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence under the question; ``when``: the answer it is meant for."""

    text: str
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Write:
    """Where an answer goes as well: a field of the department's system, its vendor, the department, or new linkages.

    ``values``: code of the answer → what is written there. ``also``: fields every new linkage gets.
    """

    record: str  # system, vendor, department, curlink
    field: str
    values: Mapping[str, str]
    also: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``group`` is the form's 分類, ``topic`` its 概要; ``words``: texts a date or number may be instead.

    ``remark_parts``: what 備考 has to name when ``remark_if`` holds. ``origin``: "source" for published wording, "own"
    for ours; ``choices_origin`` the same for the choices.
    """

    id: str
    group: str
    topic: str
    text: str
    kind: str
    origin: str
    choices: tuple[Choice, ...] = ()
    choices_origin: str = ""
    words: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    example: str = ""
    items: str = ""  # what a list question lists
    long: bool = False  # the answer is more than a line
    required: bool = True
    show_if: Condition | None = None
    required_if: Condition | None = None
    remark: bool = True
    remark_if: Condition | None = None
    remark_parts: tuple[str, ...] = ()
    writes: tuple[Write, ...] = ()

    @property
    def wording(self) -> str:
        """The question as the published form prints it, notes and all."""
        return "\n".join((self.text, *(n.text for n in self.notes)))

    @property
    def name(self) -> str:
        """For lists and messages: 4 契約情報."""
        return f"{self.id} {self.topic}"

    def label(self, code: str) -> str:
        """The label of a choice; the text itself when it is none."""
        return next((c.label for c in self.choices if c.code == code), code)


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A questionnaire. ``subject``: one of SUBJECTS; ``source``: where it comes from and what in it is ours.

    ``asked``: roles of the departments that have to answer; () = all. A department without a role is asked too.
    """

    id: str
    title: str
    source: str
    subject: str
    questions: tuple[Question, ...]
    asked: tuple[str, ...] = ()

    def question(self, id: str) -> Question | None:
        """A question by its number."""
        wanted = unicodedata.normalize("NFKC", id).strip()
        return next((q for q in self.questions if q.id == wanted), None)


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered: ``value`` as its kind stores it, ``remark`` the 備考. ``conflict``: answers contradict."""

    value: Any = ""
    remark: str = ""
    conflict: bool = False

    @property
    def answered(self) -> bool:
        """Whether there is an answer at all."""
        return self.conflict or self.value not in ("", None, [], {})


NOTHING = Given()


@dataclass(frozen=True, slots=True)
class State:
    """What holds for a question now. ``notes``: texts with True, False, or None while their condition is unanswered.

    ``missing``: Japanese sentences; () = nothing is owed. ``answered``: nothing owed and something said.
    """

    question: Question
    shown: bool
    required: bool
    notes: tuple[tuple[str, bool | None], ...]
    missing: tuple[str, ...]
    given: Given

    @property
    def done(self) -> bool:
        """Answered completely."""
        return self.given.answered and not self.missing


def codes_of(value: Any) -> tuple[str, ...]:
    """The codes an answer holds, for conditions."""
    if isinstance(value, Mapping):
        return (str(value.get("choice", "")),)
    if isinstance(value, (list, tuple)):
        return tuple(v for v in value if isinstance(v, str))
    return (str(value),)


def holds(condition: Condition, answers: Mapping[str, Given]) -> bool | None:
    """Whether a condition holds; None while its question is unanswered or in dispute."""
    given = answers.get(condition.question, NOTHING)
    if not given.answered or given.conflict:
        return None
    return not condition.values or bool(set(codes_of(given.value)) & set(condition.values))


def examine(questionnaire: Questionnaire, answers: Mapping[str, Given]) -> tuple[State, ...]:
    """Every question with what holds for it under these answers (question → answer)."""
    return tuple(_state(questionnaire, question, answers) for question in questionnaire.questions)


def _state(questionnaire: Questionnaire, question: Question, answers: Mapping[str, Given]) -> State:
    given = answers.get(question.id, NOTHING)
    shown = question.show_if is None or bool(holds(question.show_if, answers))
    because = question.required_if if question.required_if and holds(question.required_if, answers) else None
    required = shown and (question.required or because is not None)
    notes = tuple((n.text, True if n.when is None else holds(n.when, answers)) for n in question.notes)
    missing: list[str] = []
    if given.conflict:
        missing.append("食い違う回答があります")
    elif required and not given.answered:
        missing.append(f"未回答（{reason(questionnaire, because)}）" if because and not question.required else "未回答")
    if shown and not given.conflict and given.answered:
        missing += [f"{REMARK}に{what}がありません" for what in lacking_remark(questionnaire, question, given, answers)]
        if question.kind == "list" and codes_of(given.value) == (YES,) and not items_of(given.value):
            missing.append(f"「{YES}」ですが、{question.items or '一覧'}がありません")
    return State(question, shown, required, notes, tuple(missing) if shown else (), given)


def lacking_remark(
    questionnaire: Questionnaire, question: Question, given: Given, answers: Mapping[str, Given]
) -> tuple[str, ...]:
    """What the 備考 should name and doesn't: labels of its parts, or 記入 where it has none."""
    if question.remark_if is None or not holds(question.remark_if, {**answers, question.id: given}):
        return ()
    if not question.remark_parts:
        return () if given.remark.strip() else ("記入",)
    parts, _rest = parse_remark(question.remark_parts, given.remark)
    return tuple(label for label in question.remark_parts if not parts[label])


def reason(questionnaire: Questionnaire, condition: Condition) -> str:
    """A condition in words: 「9 …」が「B …」のため."""
    question = questionnaire.question(condition.question)
    if question is None:
        return ""
    if not condition.values:
        return f"「{question.name}」に回答があるため"
    return f"「{question.name}」が「{'」か「'.join(map(question.label, condition.values))}」のため"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a text means as an answer; ``problem``: why it can't be one (Japanese)."""

    value: Any
    problem: str = ""


def meaning(question: Question, text: str) -> Meaning:
    """What a typed text means as an answer to a question. Blank takes the answer back."""
    text = text.strip()
    if not text:
        return Meaning("")
    if question.kind in ("choice", "choices"):
        return _chosen(question, text)
    if question.kind == "list":
        return _listed(text)
    if question.kind == "pairs":
        return Meaning(pairs_value(parse_pairs(text)))
    if text in question.words:
        return Meaning(text)
    also = f"（ほかに書けることば：{'、'.join(question.words)}）" if question.words else ""
    if question.kind == "date" and read_date(text) is None:
        return Meaning(text, f"日付として読めません。R8.3.31、令和8年3月末、2026/3 のように書いてください{also}。")
    if question.kind == "number":
        number = unicodedata.normalize("NFKC", text).replace(",", "")
        if not number.removeprefix("-").replace(".", "", 1).isdigit() or not number.isascii():
            return Meaning(text, f"数として読めません。数字で書いてください{also}。")
        return Meaning(number)
    return Meaning(text)


def _chosen(question: Question, text: str) -> Meaning:
    known = {_key(word): c.code for c in question.choices for word in (c.label, c.code)}
    whole = known.get(_key(text))
    if question.kind == "choice" or whole is not None:
        if whole is not None:
            return Meaning(whole if question.kind == "choice" else [whole])
        return Meaning(text, _no_choice(question, text))
    codes: list[str] = []
    for part in _parts(text):
        code = known.get(_key(part))
        if code is None:
            return Meaning(text, _no_choice(question, part))
        codes.append(code)
    order = [c.code for c in question.choices]
    return Meaning(sorted(set(codes), key=order.index))


def _no_choice(question: Question, text: str) -> str:
    labels = "、".join(c.label for c in question.choices)
    return f"「{text}」は選択肢にありません（{labels}）。ほかのことは{REMARK}に書いてください。"


def _listed(text: str) -> Meaning:
    first, *rest = _lines(text)
    head, _, tail = first.replace(":", "：").partition("：")
    choice = {_key(w): YES for w in (YES, "有", "有り", "○", "はい")} | {
        _key(w): NO for w in (NO, "無", "無し", "×", "いいえ")
    }
    said = choice.get(_key(head))
    if said is None:
        return Meaning(text, f"はじめに「{YES}」か「{NO}」を書き、あるものは続けて一行に一つずつ書いてください。")
    return listed(said, [*_parts(tail), *rest])


def listed(choice: str, items: Iterable[str]) -> Meaning:
    """The answer to a list question. なし with entries contradicts itself."""
    found = [i.strip() for i in items if i.strip()]
    if choice == NO and found:
        both = {"choice": choice, "items": found}
        return Meaning(both, f"「{NO}」なのに一覧に「{found[0]}」があります。どちらかを直してください。")
    return Meaning({"choice": choice, "items": found} if choice or found else "")


def items_of(value: Any) -> tuple[str, ...]:
    """What a list answer lists."""
    return tuple(map(str, value.get("items") or ())) if isinstance(value, Mapping) else ()


def pairs_value(pairs: Iterable[Pair]) -> list[dict[str, str]]:
    """Pairs as they are stored."""
    return [{"issue": p.issue, "measure": p.measure} for p in pairs if p.issue or p.measure]


def pairs_of(value: Any) -> tuple[Pair, ...]:
    """Stored pairs; nothing for anything else."""
    found = value if isinstance(value, (list, tuple)) else ()
    return tuple(Pair(str(p.get("issue", "")), str(p.get("measure", ""))) for p in found if isinstance(p, Mapping))


def shown(question: Question, value: Any) -> str:
    """A stored answer as people read and write it; :func:`meaning` reads it back."""
    if question.kind == "pairs":
        return print_pairs(pairs_of(value))
    if question.kind == "list" and isinstance(value, Mapping):
        return "\n".join((str(value.get("choice", "")), *items_of(value)))
    if isinstance(value, (list, tuple)):
        return "、".join(question.label(str(v)) for v in value)
    return question.label(str(value or ""))


def _key(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "").casefold()


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _parts(text: str) -> list[str]:
    for mark in ("、", "，", "\n", ";", "；"):
        text = text.replace(mark, ",")
    return [p.strip() for p in text.split(",") if p.strip()]
