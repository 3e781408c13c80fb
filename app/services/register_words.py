"""What is written into the cells of the register's lists: days, leads, numbers, places of the standard, dispositions.

Apart from the survey's words, because none of these takes part in recognising a department's book.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from app.core import responsibility
from app.core.deadlines import last_day, lead
from spec_catalog import ids, nodes
from spec_catalog.text import match_key

KINDS = ("date", "lead", "number", "nodes", "dispositions", "roles")
_NUMBER = re.compile(r"\d{1,9}(\.\d{1,3})?")
_PARTS = re.compile(r"[、，,／\n;；]")


@cache
def _dispositions() -> Mapping[str, str]:
    """Code → label, from the guard rails."""
    raw = json.loads((files("resources") / "rules" / "dispositions.json").read_text("utf-8"))
    return {d["code"]: d["label"] for d in raw["dispositions"]}


def meaning(kind: str, text: str) -> tuple[Any, str]:
    """(value to store, Japanese sentence when it can't be stored) for a text that isn't blank."""
    if kind == "date":
        return (
            (text, "") if last_day(text) else (text, "日付として読めません（例：2026-10-31、R8.10.31、令和8年度末）。")
        )
    if kind == "lead":
        return (text, "") if lead(text) else (text, "期間として読めません（例：30日、2週間、1か月前）。")
    if kind == "number":
        return _number(text)
    if kind == "roles":
        cells, problem = responsibility.parse(text)
        return ([c.stored for c in cells], "") if not problem else (text, problem)
    found: list[str] = []
    for part in (p.strip() for p in _PARTS.split(text)):
        if part:
            value = _node(part) if kind == "nodes" else _disposition(part)
            if not value:
                known = "req:0010101 の形" if kind == "nodes" else "、".join(_dispositions().values())
                return text, f"「{part}」は分かりません（{known}）。"
            found.append(value)
    return list(dict.fromkeys(found)), ""


def shown(kind: str, values: Sequence[Any]) -> str:
    """Several values as a cell shows them; written back they mean the same."""
    if kind == "roles":
        return responsibility.text(responsibility.cells(values))
    return "、".join(_shown(kind, str(v)) for v in values)


def _shown(kind: str, value: str) -> str:
    return _dispositions().get(value, value) if kind == "dispositions" else value


def _number(text: str) -> tuple[Any, str]:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    if not _NUMBER.fullmatch(plain):
        return text, "数字ではありません（単位は書きません）。"
    number = float(plain)
    return str(int(number) if number.is_integer() else number), ""


def _node(text: str) -> str:
    """A place of the standard: as NODE, or as the id alone where its form says what it is."""
    try:
        return str(nodes.parse(unicodedata.normalize("NFKC", text)))
    except ValueError:
        pass  # no NODE: perhaps an id alone
    plain = unicodedata.normalize("NFKC", text)
    kind = next((k for k in ("req", "nonfunc") if k in ids.PATTERNS and ids.PATTERNS[k].fullmatch(plain)), "")
    return f"{kind}:{plain}" if kind else ""


def _disposition(text: str) -> str:
    key = match_key(text)
    return next((c for c, label in _dispositions().items() if key in (match_key(label), match_key(c))), "")
