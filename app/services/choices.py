"""Lists a person chooses from, as data with their source; a municipality may write its own over each of them.

An entry's code never changes and never goes away, so that what was recorded stays readable: entries can be renamed,
put in another order, added, and hidden from choosing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from app.core.problems import USAGE, UserProblem
from app.core.records import deterministic_rid
from app.services.session import Session, changes
from app.services.views import Changes

TYPE, ATOM = "choice_list", "choices"


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry. ``hidden``: no longer offered, still readable."""

    code: str
    label: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """A list as it holds here. ``own``: this municipality wrote it over; ``note``: where it comes from."""

    name: str
    title: str
    note: str
    entries: tuple[Choice, ...]
    own: bool

    def labels(self) -> dict[str, str]:
        """Code → label of all entries, hidden ones among them."""
        return {c.code: c.label for c in self.entries}

    def offered(self) -> list[tuple[str, str]]:
        """(code, label) of what can be chosen, in order."""
        return [(c.code, c.label) for c in self.entries if not c.hidden]


@cache
def _raw() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((files("resources") / "register" / "choices.json").read_text("utf-8"))
    return found


def names() -> tuple[str, ...]:
    """All lists, in their order."""
    return tuple(_raw()["lists"])


@cache
def published(name: str) -> ChoiceList:
    """A list as the program brings it. Raises UserProblem for an unknown one."""
    raw = _raw()["lists"].get(name)
    if raw is None:
        hint = "使える一覧：" + "、".join(names())
        raise UserProblem("no_choices", f"選択肢の一覧「{name}」はありません。", hint=hint, exit_code=USAGE)
    entries = tuple(Choice(code, label) for code, label in raw["entries"])
    return ChoiceList(name, raw["title"], raw.get("note", ""), entries, own=False)


@cache
def costs() -> Mapping[str, Any]:
    """仙台市's cost table: ``initial`` ten items, ``annual`` four, ``headings`` of both, ``source``."""
    found: dict[str, Any] = _raw()["costs"]
    return found


def in_force(session: Session, name: str) -> ChoiceList:
    """A list as it holds here: the municipality's own, and after it whatever of ours it doesn't name, hidden."""
    ours = published(name)
    row = session.con.execute("SELECT fields FROM record WHERE rid=? AND present=1", (_rid(session, name),)).fetchone()
    own = json.loads(row[0]).get("entries") if row else None
    held = [e for e in own or () if isinstance(e, dict) and e.get("code") and e.get("label")]  # another PC wrote it
    if not held:
        return ours
    entries = [Choice(str(e["code"]), str(e["label"]), bool(e.get("hidden"))) for e in held]
    named = {e.code for e in entries}
    entries += [Choice(c.code, c.label, True) for c in ours.entries if c.code not in named]
    return ChoiceList(name, ours.title, ours.note, tuple(entries), own=True)


def label(session: Session, name: str, code: str) -> str:
    """What a code is called here; the code itself when nobody knows it."""
    return in_force(session, name).labels().get(code, code)


def check(session: Session, name: str, code: str) -> str:
    """The code, given as code or label. Raises UserProblem (``bad_choice``) with what can be chosen."""
    held = in_force(session, name)
    text = code.strip()
    for choice in held.entries:
        if text in (choice.code, choice.label):
            return choice.code
    raise UserProblem(
        "bad_choice", f"{held.title}に「{text}」はありません。",
        hint="使える値：" + "、".join(f"{c}（{n}）" for c, n in held.offered()), exit_code=USAGE,
    )  # fmt: skip


def write(session: Session, name: str, entries: Sequence[Choice]) -> Changes:
    """Writes this municipality's own list as one step; with ours as it was published, the own one goes.

    Raises UserProblem for an empty or doubled code or label, for codes that are no short plain words, and when nothing
    would be left to choose.
    """
    ours = published(name)
    problem = _problem(entries)
    if problem:
        raise UserProblem(
            "bad_choices",
            f"{ours.title}：{problem}",
            hint="書き直してから、もう一度記録してください。",
            exit_code=USAGE,
        )
    if tuple(entries) == ours.entries:
        entries = ()
    held = [{"code": c.code, "label": c.label.strip(), "hidden": c.hidden} for c in entries]
    fields: dict[str, Any] = {"name": name, "entries": held} if held else {}
    with session.project.unit(f"選択肢を変える：{ours.title}") as unit:
        unit.set(_rid(session, name), TYPE, ATOM, fields)
    return changes(unit.changes)


def _problem(entries: Sequence[Choice]) -> str:
    codes = [c.code for c in entries]
    words = [c.label.strip() for c in entries]
    if not any(not c.hidden for c in entries):
        return "選べるものが一つもありません。"
    if any(not w for w in words):
        return "名前のない選択肢があります。"
    if len(set(words)) < len(words):
        return "同じ名前の選択肢が二つあります。"
    if len(set(codes)) < len(codes) or any(not _plain(c) for c in codes):
        return "選択肢の符号が重なっているか、半角の英数字ではありません。"
    return ""


def _plain(code: str) -> bool:
    return 0 < len(code) <= 40 and code.isascii() and code.replace("_", "").isalnum()


def new_code(entries: Sequence[Choice]) -> str:
    """A code for an entry a person adds: own_1, own_2 …"""
    taken = {c.code for c in entries}
    return next(c for n in range(1, len(taken) + 2) if (c := f"own_{n}") not in taken)


def _rid(session: Session, name: str) -> str:
    return deterministic_rid(TYPE, session.code, name)
