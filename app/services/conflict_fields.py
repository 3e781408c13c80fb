"""Which fields of a conflict a person may write anew, and what is typed into them means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.core.codes import CURRENT_FACTS, VERDICT
from app.core.problems import USAGE, UserProblem
from app.core.records import ATOMS
from app.services import choices, survey
from app.services.survey_cells import cell_text, understand
from app.services.survey_lists import ListColumn, survey_list

_ITEM: dict[str, dict[str, dict[str, str]]] = {
    "verdict": {
        "verdict": {code: f"{v.sign} {v.label}" for code, v in VERDICT.items()},
        "current": CURRENT_FACTS,
        "detail": {},
        "reason": {},
    },
    "memo": {"text": {}},
}


@dataclass(frozen=True, slots=True)
class Editable:
    """One field. ``choices``: code → word where only these may stand, else any text."""

    code: str
    label: str
    choices: dict[str, str]


def editable(type_: str, atom: str) -> tuple[Editable, ...]:
    """The fields of an atom that may be written anew; () where one of the values has to be taken as it is."""
    labels = {f.code: f.label for f in ATOMS.get(type_, {}).get(atom, ())}
    if type_ == "item":
        return tuple(Editable(code, labels[code], choices) for code, choices in _ITEM.get(atom, {}).items())
    name = _list_of(type_)
    if not name:
        return ()
    columns = {c.code: c for c in survey_list(name).columns}
    return tuple(Editable(code, label, _fixed(columns[code])) for code, label in labels.items() if code in columns)


def _fixed(column: ListColumn) -> dict[str, str]:
    """Code → label of what can be chosen, as published; a municipality's own entries are told by their code."""
    return choices.published(column.list).labels() if column.kind == "list" else dict(column.choices)


def _list_of(type_: str) -> str:
    return next((n for n, t in survey.EVERY.items() if t == type_), "")


def shown(type_: str, code: str, value: Any) -> str:
    """A stored value as the field shows it; typing it back gives the same value."""
    name = _list_of(type_)
    if value in (None, "", [], {}):
        return ""
    return cell_text(name, code, value) if name else str(value)


def typed(type_: str, code: str, text: str) -> Any:
    """What a typed text means. Raises UserProblem for one the grid would mark, or a code that isn't there."""
    if type_ == "item":
        choices = next((e.choices for e in editable(type_, "verdict") if e.code == code), {})
        if text and choices and text not in choices:
            hint = "使える値：" + "、".join(choices)
            raise UserProblem("bad_value", f"「{text}」という値はありません。", hint=hint, exit_code=USAGE)
        return text or None if choices else text.split(",") if code == "targets" else text
    name = _list_of(type_)
    if not name or all(c.code != code for c in survey_list(name).columns):
        return text.split(",") if code in ("nodes", "records") else text
    column = survey_list(name).column(code)
    if column.kind == "list":
        known = _fixed(column)
        by_label = {label: code for code, label in known.items()}
        if text and not text.isascii() and text not in by_label:
            raise UserProblem(
                "bad_value", f"{column.label}に「{text}」はありません。", hint="使える値：" + "、".join(by_label)
            )
        return by_label.get(text, text)
    found = understand(name, code, text, {})
    if found.problem:
        label = survey_list(name).column(code).label
        raise UserProblem("bad_value", f"{label}「{text}」：{found.problem}", exit_code=USAGE)
    if found.value in ("", None) and survey_list(name).column(code).required:
        label = survey_list(name).column(code).label
        raise UserProblem(
            "bad_value", f"{label}は空にできません。", hint="どれかの値を書いてください。", exit_code=USAGE
        )
    return found.value
