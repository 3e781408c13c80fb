"""What the cells of a department's row mean, column by column; what can't be stored as it is goes to 備考 in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.services.survey_headings import ASIDE, LEAVE, VIRTUAL, qualifier, split
from app.services.survey_lists import (
    ListColumn,
    Meaning,
    SurveyList,
    is_blank,
    is_kept,
    is_nothing,
    meaning,
    survey_list,
)
from app.services.survey_rows import period, put_aside, settle_partner, units_of, with_unit
from spec_catalog.raw.body import ABOVE, GROUP, REMARK
from spec_catalog.raw.words import NO, YES, folded, is_ditto, unit_of
from spec_catalog.rawtable import RawTable
from spec_catalog.text import match_key

_SERIAL = re.compile(r"[34]\d{4}|5[0-4]\d{3}")  # days since 1900 of 1982 to 2049
_ON, _OFF = "■☑✓✔●◉☒レ", "□☐"
_BOXES = re.compile(rf"([{_ON}{_OFF}]|[(（]\s*[○〇◯レ✓]?\s*[)）]|\[[ x○]?\])\s*([^{_ON}{_OFF}(（\[\n]+)")
_BOXED = re.compile(rf"([{_ON}{_OFF}])\s*([^{_ON}{_OFF}\n]+)")
_POINT = re.compile(r"(?:[・･●○◆■\-－*]|[①-⑳]|[(（]?\d{1,2}[)）.．])\s*(\S.*)")
_NUMBERED = re.compile(r"(?:[(（]?[0-9０-９A-Za-zア-オ][)）.．:：、]|[①-⑳])\s*(.+)", re.DOTALL)
_REMARK = re.compile(r"(.+?)\s*[(（\[〔](.+)[)）\]〕]\s*", re.DOTALL)
_JOINED = ("number", "name")


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A cell that cannot be stored as it is: its text goes to 備考, unless the proposed ``repair`` is accepted.

    ``code``: its column; ``unknown``: a word a person can give a meaning to.
    """

    cell: str
    column: str
    text: str
    message: str
    repair: str
    code: str = ""
    unknown: bool = False


@dataclass(slots=True)
class Reading:
    """What a row's cells mean. ``fields`` and ``noted``: (row, column) of the cells that went into each."""

    values: dict[str, Any] = field(default_factory=dict)
    noted: list[str] = field(default_factory=list)
    own: set[int] = field(default_factory=set)
    aside: set[int] = field(default_factory=set)
    left: set[int] = field(default_factory=set)


Given = Mapping[str, Mapping[str, str]]
"""Column code → what is written (any spelling) → the value a person gave it, "" = to 備考."""


def filled(wanted: SurveyList, table: RawTable, mapping: Mapping[str, str]) -> tuple[list[list[str]], list[str]]:
    """The rows with 〃 and the blanks of continued groups filled in, and what was assumed, as sentences."""
    rows = [list(row) for row in table.rows]
    said: list[str] = []
    main = next(c.code for c in wanted.columns if c.required)
    upto = next((i for i, h in enumerate(table.headers) if mapping[h] == main), 0)
    before: list[int] = []
    for at, heading in enumerate(table.headers):
        column = split(mapping[heading])[0]
        for r, row in enumerate(rows):
            if r and is_ditto(row[at]):
                row[at] = rows[r - 1][at]
        if at >= upto or column not in ("category", "business", "businesses", "system") or heading.startswith(VIRTUAL):
            continue
        count = _fill(table, rows, at, before, upto, sure=column == "category")
        if count:
            before.append(at)
            said.append(f"「{heading}」の空欄 {count} 個は、上の行から続くと読みました。")
    return rows, said


def _fill(table: RawTable, rows: list[list[str]], at: int, before: list[int], upto: int, *, sure: bool) -> int:
    """Fills blanks below a value; a value further left ends it. Not sure: only where most rows leave it blank."""
    texts = [row[at].strip() for row in rows]
    named = [r for r, row in enumerate(rows) if row[upto].strip()]
    blank = sum(not texts[r] for r in named)
    if not texts or not texts[0] or not blank or (not sure and blank * 2 < len(named)):
        return 0
    count, value = 0, ""
    for r, row in enumerate(rows):
        if r and table.origin(r) != table.origin(r - 1):
            value = ""
        if texts[r]:
            value = row[at]
        elif any(table.rows[r][b].strip() for b in before):
            value = ""
        elif value and row[upto].strip():
            row[at] = value
            count += 1
    return count


def values_of(
    wanted: SurveyList,
    table: RawTable,
    r: int,
    cells: list[str] | tuple[str, ...],
    mapping: Mapping[str, str],
    problems: list[CellProblem],
    *,
    repairs: bool,
    given: Given | None = None,
) -> Reading:
    """What a row means under a mapping; what can't be understood is named in ``problems`` and kept in 備考."""
    reading = Reading()
    ticks: dict[str, list[tuple[int, str]]] = {}
    several: dict[str, list[str]] = {}
    order = sorted(range(len(cells)), key=lambda c: not table.headers[c].startswith(GROUP))
    for c in order:
        heading, text = table.headers[c], cells[c]
        code, tick = split(mapping[heading])
        if not text.strip():
            continue
        if code == LEAVE:
            reading.left.add(c)
        elif code == ASIDE:
            label = {GROUP: "区分", REMARK: "備考"}.get(heading, heading.removeprefix(ABOVE))
            plain = text.strip() if unit_of(heading) else with_unit(text.strip(), heading, units_of(table, heading))
            put_aside(reading.noted, label, plain, table.tick_groups)
            reading.aside.add(c)
        elif is_blank(text):
            reading.own.add(c)
        elif tick:
            reading.own.add(c)
            ticks.setdefault(code, []).append((c, _ticked(tick, text.strip())))
        elif wanted.column(code).several:
            reading.own.add(c)
            several.setdefault(code, []).append(with_unit(text.strip(), heading, units_of(table, heading)))
        else:
            _one(wanted, table, r, c, code, text, reading, problems, mapping, repairs=repairs, given=given or {})
    for code, parts in several.items():
        reading.values[code] = "／".join(dict.fromkeys(parts))
    for code, found in ticks.items():
        _several_ticks(wanted, table, r, code, [f for f in found if f[1]], reading, problems)
    settle_partner(wanted, mapping, reading.values, reading.noted)
    if reading.noted:
        note = str(reading.values.get("note") or "")
        reading.values["note"] = "\n".join(t for t in (note, *reading.noted) if t)
    return reading


def _one(
    wanted: SurveyList, table: RawTable, r: int, c: int, code: str, text: str, reading: Reading,
    problems: list[CellProblem], mapping: Mapping[str, str], *, repairs: bool, given: Given,
) -> None:  # fmt: skip
    column = wanted.column(code)
    heading = table.headers[c]
    found, remark = understood(wanted.name, column, text, given.get(code) or {}, heading, units_of(table, heading))
    halves = period(text) if column.begins and not found.problem else None
    if halves is not None and column.begins not in {split(m)[0] for m in mapping.values()}:
        reading.values[column.begins], found = halves[0], Meaning(halves[1])
    under = qualifier(wanted, heading, code)
    if under and column.kind == "choice" and not found.problem:
        reading.noted.append(f"{heading}：{text.strip()}")
    if under and isinstance(found.value, str) and found.value and column.kind == "text" and not found.problem:
        found = Meaning(f"{found.value}（{under}）")
    if found.repair and repairs:
        found = meaning(wanted.name, code, found.repair)
    shown = f"{column.label}：{text.strip()}"
    if found.problem:
        known = column.kind in ("choice", "business", "businesses")
        problems.append(CellProblem(table.cell(r, c), column.label, text, found.problem, found.repair, code, known))
    if found.problem or found.value is None:
        reading.noted.append(shown)
        reading.aside.add(c)
        return
    reading.own.add(c)
    if found.value not in ("", []):
        reading.values[code] = found.value
    if remark:
        reading.noted.append(shown)


def understood(
    name: str,
    column: ListColumn,
    text: str,
    given: Mapping[str, str],
    heading: str = "",
    units: tuple[str, str] = ("", ""),
) -> tuple[Meaning, bool]:
    """(what a text means in a column, whether a remark in it has to be kept in words). The value None = to 備考.

    ``units``: those of units_of.
    """
    plain = text.strip()
    by_key = {match_key(written): value for written, value in given.items()}
    if match_key(plain) in by_key:
        value = by_key[match_key(plain)]
        return (meaning(name, column.code, value), False) if value else (Meaning(None), False)
    if column.kind == "text":
        return _text(column, plain, heading, units), False
    if folded(plain) in ("-", "―", "ー", "－", "なし") and column.kind in ("ref", "business", "businesses", "answers"):
        return Meaning(""), False
    if column.kind == "answers" and is_nothing(plain):
        return Meaning(None), False
    if column.kind == "ref":
        return Meaning(_one_line(plain)), False
    found = meaning(name, column.code, plain)
    if not found.problem:
        return found, column.kind == "choice" and is_kept(name, column.code, plain)
    if column.kind == "choice":
        return _choice(name, column, plain, found)
    return found, False


def _choice(name: str, column: ListColumn, plain: str, found: Meaning) -> tuple[Meaning, bool]:
    if folded(plain) in ("-", "―", "ー", "/"):
        return Meaning(""), False
    boxes = [(mark, word.strip()) for mark, word in _BOXES.findall(plain)]
    if boxes:
        on = [word for mark, word in boxes if _is_on(mark)]
        if not on:
            return Meaning(""), False
        if len(on) == 1:
            chosen, remark = understood(name, column, on[0], {})
            beside = match_key(_BOXES.sub("", plain)).strip("、,・")
            return (chosen, remark or bool(beside)) if not chosen.problem else (found, False)
        return found, False
    for pattern, remark in ((_NUMBERED, False), (_REMARK, True)):
        inside = pattern.fullmatch(plain)
        if inside:
            inner = meaning(name, column.code, inside[1])
            if not inner.problem:
                return inner, remark
    one = _one_line(plain)
    if one != plain:
        return understood(name, column, one, {})
    return found, False


def _is_on(mark: str) -> bool:
    inside = mark.strip("()（）[] \u3000")
    return mark in _ON or (inside != "" and inside not in _OFF)


def _text(column: ListColumn, plain: str, heading: str, units: tuple[str, str]) -> Meaning:
    if column.holds == "date" and _SERIAL.fullmatch(unicodedata.normalize("NFKC", plain)):
        day = date(1899, 12, 30) + timedelta(days=int(unicodedata.normalize("NFKC", plain)))
        return Meaning(plain, "日付の通し番号のようです。", day.isoformat())
    boxed = _BOXED.findall(plain)
    if len(boxed) > 1 and not _BOXED.sub("", plain).strip("、,・ 　\n") and any(mark in _OFF for mark, _ in boxed):
        plain = "、".join(word.strip() for mark, word in boxed if mark in _ON)
    if column.required or column.code in _JOINED or column.holds == "date":
        points = bullets(plain)
        plain = "、".join(points) if points else _one_line(plain)
    return Meaning(with_unit(plain, heading, units))


def bullets(text: str) -> list[str]:
    """The points of a text that lists several, one a line (・印鑑登録⏎・廃止); nothing for any other text."""
    lines = [t for line in text.splitlines() if (t := line.strip())]
    found = [_POINT.fullmatch(t) for t in lines]
    return [m[1].strip() for m in found if m] if len(lines) > 1 and all(found) else []


def _one_line(text: str) -> str:
    """A name that was broken over lines for looks, as one: システ⏎ム → システム."""
    parts = [p.strip() for p in text.splitlines() if p.strip()]
    out = parts[0] if parts else ""
    for part in parts[1:]:
        out += (" " if out[-1].isascii() and part[0].isascii() else "") + part
    return out


def _ticked(word: str, text: str) -> str:
    """What a cell under a choice says: the word when it is ticked, with what is written there instead of a tick."""
    if text in NO:
        return ""
    return word if text in YES else f"{word}（{text}）"


def _several_ticks(
    wanted: SurveyList, table: RawTable, r: int, code: str, found: list[tuple[int, str]], reading: Reading,
    problems: list[CellProblem],
) -> None:  # fmt: skip
    if not found:
        return
    column = wanted.column(code)
    if column.kind != "choice":
        reading.values[code] = "、".join(word for _, word in found)
        return
    if len(found) == 1:
        chosen, remark = understood(wanted.name, column, found[0][1], {})
        if not chosen.problem:
            reading.values[code] = chosen.value
            if remark:
                reading.noted.append(f"{column.label}：{found[0][1]}")
            return
    text = "、".join(word for _, word in found)
    problems.append(CellProblem(table.cell(r, found[0][0]), column.label, text, "印が一つに決まりません。", "", code))
    reading.noted.append(f"{column.label}：{text}")


def known_value(name: str, code: str, value: str) -> bool:
    """Whether a value a person gives to a written word can be stored in a column."""
    return not value or not meaning(name, code, value).problem


def label_of(name: str, code: str) -> str:
    """A column as people call it."""
    return survey_list(name).column(code).label


Understand = Callable[[str], Meaning]
