"""A questionnaire from its JSON object: everything is checked, and what is wrong is said with its place in the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from app.core.problems import UserProblem
from app.core.questionnaires import (
    KINDS,
    NO,
    SUBJECTS,
    YES,
    Choice,
    Condition,
    Note,
    Question,
    Questionnaire,
    Write,
)
from app.core.records import ATOMS

FORMAT = "fitgap-questionnaire-1"
_ID = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_ORIGINS = ("source", "own")
_RECORDS = ("system", "vendor", "department", "curlink")
_TOP = {"format", "id", "title", "source", "subject", "asked", "questions"}
_QUESTION = {
    "id", "group", "topic", "text", "kind", "origin", "choices", "choices_origin", "words", "notes", "example", "items",
    "long", "required", "show_if", "required_if", "remark", "remark_if", "remark_parts", "writes",
}  # fmt: skip
_CHOOSING = ("choice", "choices")
_MOST = 300
T = TypeVar("T")


def parse(raw: object, *, file: str = "") -> Questionnaire:
    """A questionnaire. Raises UserProblem with the place (``cell``: questions[3].kind) of the first thing wrong."""
    return _Reader(file).questionnaire(raw)


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file

    def wrong(self, place: str, message: str, hint: str = "") -> UserProblem:
        where = f"質問票の「{place}」" if place else "質問票"
        return UserProblem("bad_questionnaire", f"{where}：{message}", file=self.file, cell=place, hint=hint)

    def questionnaire(self, raw: object) -> Questionnaire:
        top = self.group(raw, "", _TOP)
        if top.get("format") != FORMAT:
            raise self.wrong("format", f"「{FORMAT}」と書いてありません。", "質問票のファイルか確かめてください。")
        id_ = self.text(top, "id", "")
        if not _ID.fullmatch(id_):
            raise self.wrong("id", f"「{id_}」は使えません。", "英小文字で始まる英数字 40 字までにしてください。")
        subject = self.text(top, "subject", "", optional=True)
        if subject not in SUBJECTS:
            raise self.wrong("subject", f"「{subject}」はありません。", _allowed(SUBJECTS))
        items = self.several(top, "questions", "")
        if not 0 < len(items) <= _MOST:
            raise self.wrong("questions", f"質問は 1 問から {_MOST} 問までです（{len(items)} 問）。")
        questions = tuple(self.question(q, f"questions[{n}]") for n, q in enumerate(items))
        self.across(questions)
        title, source = self.text(top, "title", ""), self.text(top, "source", "")
        return Questionnaire(id_, title, source, subject, questions, self.texts(top, "asked", ""))

    def across(self, questions: tuple[Question, ...]) -> None:
        """What can only be seen with all questions at hand: numbers twice, conditions on what isn't there."""
        known: dict[str, Question] = {}
        for n, question in enumerate(questions):
            place = f"questions[{n}]"
            if question.id in known:
                raise self.wrong(f"{place}.id", f"問 {question.id} が二つあります。")
            for name, condition in _conditions(question):
                self.condition_fits(condition, {**known, question.id: question}, question, f"{place}.{name}")
            known[question.id] = question

    def condition_fits(self, condition: Condition, known: Mapping[str, Question], owner: Question, place: str) -> None:
        other = known.get(condition.question)
        if other is None or (other is owner and not place.endswith("remark_if")):
            raise self.wrong(place, f"前に問 {condition.question} がありません。", "条件は前の質問だけに付けられます。")
        codes = (YES, NO) if other.kind == "list" else tuple(c.code for c in other.choices)
        unknown = [v for v in condition.values if v not in codes]
        if unknown:
            raise self.wrong(place, f"問 {other.id} に選択肢「{unknown[0]}」はありません。", _allowed(codes))

    def question(self, raw: object, place: str) -> Question:
        q = self.group(raw, place, _QUESTION)
        kind = self.text(q, "kind", place)
        if kind not in KINDS:
            raise self.wrong(f"{place}.kind", f"「{kind}」という種類はありません。", _allowed(KINDS))
        origin = self.text(q, "origin", place)
        choices = tuple(
            self.choice(c, f"{place}.choices[{n}]") for n, c in enumerate(self.several(q, "choices", place))
        )
        choices_origin = self.text(q, "choices_origin", place, optional=kind not in _CHOOSING)
        for name, value in (("origin", origin), ("choices_origin", choices_origin)):
            if value not in (*_ORIGINS, *(("",) if name == "choices_origin" and kind not in _CHOOSING else ())):
                raise self.wrong(f"{place}.{name}", f"「{value}」はありません。", _allowed(_ORIGINS))
        if (kind in _CHOOSING) != bool(choices):
            raise self.wrong(f"{place}.choices", "選択肢は、選ぶ質問だけに、一つ以上書きます。")
        if len({c.code for c in choices}) != len(choices):
            raise self.wrong(f"{place}.choices", "同じ選択肢が二つあります。")
        return Question(
            id=self.text(q, "id", place),
            group=self.text(q, "group", place, optional=True),
            topic=self.text(q, "topic", place),
            text=self.text(q, "text", place),
            kind=kind,
            origin=origin,
            choices=choices,
            choices_origin=choices_origin,
            words=self.texts(q, "words", place),
            notes=tuple(self.note(n, f"{place}.notes[{i}]") for i, n in enumerate(self.several(q, "notes", place))),
            example=self.text(q, "example", place, optional=True),
            items=self.text(q, "items", place, optional=True),
            long=self.flag(q, "long", place, otherwise=False),
            required=self.flag(q, "required", place),
            show_if=self.maybe(q, "show_if", place, self.condition),
            required_if=self.maybe(q, "required_if", place, self.condition),
            remark=self.flag(q, "remark", place),
            remark_if=self.maybe(q, "remark_if", place, self.condition),
            remark_parts=self.texts(q, "remark_parts", place),
            writes=tuple(self.write(w, f"{place}.writes[{n}]") for n, w in enumerate(self.several(q, "writes", place))),
        )

    def choice(self, raw: object, place: str) -> Choice:
        found = self.group(raw, place, {"code", "label"})
        return Choice(self.text(found, "code", place), self.text(found, "label", place))

    def note(self, raw: object, place: str) -> Note:
        found = self.group(raw, place, {"text", "when"})
        return Note(self.text(found, "text", place), self.maybe(found, "when", place, self.condition))

    def condition(self, raw: object, place: str) -> Condition:
        found = self.group(raw, place, {"question", "is"})
        return Condition(self.text(found, "question", place), self.texts(found, "is", place))

    def write(self, raw: object, place: str) -> Write:
        found = self.group(raw, place, {"record", "field", "values", "also"})
        record, field = self.text(found, "record", place), self.text(found, "field", place)
        if record not in _RECORDS:
            raise self.wrong(f"{place}.record", f"「{record}」には書き込めません。", _allowed(_RECORDS))
        values, also = (self.texts_by_name(found, name, place) for name in ("values", "also"))
        fields = {f.code for atom in ATOMS[record].values() for f in atom}
        for name in (field, *also):
            if name not in fields:
                raise self.wrong(
                    f"{place}.field", f"「{record}」に欄「{name}」はありません。", _allowed(sorted(fields))
                )
        return Write(record, field, values, also)

    # values

    def group(self, raw: object, place: str, keys: set[str]) -> Mapping[str, Any]:
        if not isinstance(raw, dict):
            raise self.wrong(place, "{ } で囲んだ組ではありません。")
        unknown = sorted(set(map(str, raw)) - keys)
        if unknown:
            raise self.wrong(_join(place, unknown[0]), "知らない名前です。", _allowed(sorted(keys)))
        return raw

    def several(self, raw: Mapping[str, Any], name: str, place: str) -> list[Any]:
        found = raw.get(name, [])
        if not isinstance(found, list):
            raise self.wrong(_join(place, name), "[ ] で囲んだ並びではありません。")
        return found

    def texts(self, raw: Mapping[str, Any], name: str, place: str) -> tuple[str, ...]:
        found = self.several(raw, name, place)
        if not all(isinstance(t, str) and t for t in found):
            raise self.wrong(_join(place, name), "文字の並びではありません。")
        return tuple(found)

    def text(self, raw: Mapping[str, Any], name: str, place: str, *, optional: bool = False) -> str:
        found = raw.get(name, "")
        if not isinstance(found, str):
            raise self.wrong(_join(place, name), "文字ではありません。", '" " で囲んで書いてください。')
        if not found.strip() and not optional:
            raise self.wrong(_join(place, name), "書かれていません。")
        return found

    def flag(self, raw: Mapping[str, Any], name: str, place: str, *, otherwise: bool = True) -> bool:
        found = raw.get(name, otherwise)
        if not isinstance(found, bool):
            raise self.wrong(_join(place, name), "true か false で書いてください。")
        return found

    def texts_by_name(self, raw: Mapping[str, Any], name: str, place: str) -> Mapping[str, str]:
        found = raw.get(name, {})
        if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
            raise self.wrong(_join(place, name), "文字と文字の組ではありません。")
        return dict(found)

    def maybe(self, raw: Mapping[str, Any], name: str, place: str, read: Callable[[object, str], T]) -> T | None:
        return read(raw[name], _join(place, name)) if name in raw else None


def _conditions(question: Question) -> Iterable[tuple[str, Condition]]:
    for n, note in enumerate(question.notes):
        if note.when is not None:
            yield f"notes[{n}].when", note.when
    for name in ("show_if", "required_if", "remark_if"):
        condition = getattr(question, name)
        if condition is not None:
            yield name, condition


def _join(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _allowed(names: Iterable[str]) -> str:
    return "使えるもの：" + "、".join(n or "（空）" for n in names)
