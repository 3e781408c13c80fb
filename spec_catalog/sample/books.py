"""The sample's editions from reviewable JSON, amendments applied, and their way into .xlsx as ministries lay it out."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_COLUMNS = (
    ("項番", 8), ("大項目", 14), ("中項目", 16), ("機能名称", 24), ("機能ID", 10), ("機能要件", 70), ("指定都市", 9),
    ("一般市区町村", 12), ("要件の考え方・理由", 40), ("備考", 20), ("適合基準日", 15), ("改定種別", 14),
)  # fmt: skip
_FIRST = 1  # the table begins in column B, as published ones do
_HEAD = 4  # its heading stands in rows 5 and 6
_LEGEND = (
    ("◎", "実装必須機能"),
    ("○", "標準オプション機能"),
    ("×", "実装不可機能"),
    ("－", "当該規模の団体には規定しない"),
    ("赤字", "当該版で変更した箇所"),
    ("赤字取消線", "当該版で削除した箇所"),
)


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One row. ``old`` and ``new`` are the pieces an amendment exchanged at offset ``at`` of ``text`` (before it)."""

    section: str
    path: tuple[str, ...]
    name: str
    id: str
    designated: str
    general: str
    text: str
    reason: str = ""
    note: str = ""
    applies: str = ""
    change: str = ""
    old: str = ""
    new: str = ""

    @property
    def valid_text(self) -> str:
        """The text in force after the amendment."""
        return self.text.replace(self.old, self.new, 1) if self.old else self.text


@dataclass(frozen=True, slots=True)
class SampleBook:
    """One edition of one business. ``published`` is an ISO date, ``shown`` the same in the Japanese calendar."""

    business: str
    business_name: str
    title: str
    label: str
    published: str
    shown: str
    remark: str
    rows: tuple[SampleRow, ...]

    @property
    def file_name(self) -> str:
        """``001_住民記録_機能要件（見本）【第1.0版】_20250331.xlsx``."""
        stamp = self.published.replace("-", "")
        return f"{self.business}_{self.business_name}_機能要件（見本）【{self.label}】_{stamp}.xlsx"


def _load(name: str) -> dict[str, Any]:
    raw: dict[str, Any] = json.loads((_HERE / name).read_text(encoding="utf-8"))
    return raw


def _sizes(value: str | list[str]) -> tuple[str, str]:
    return (value, value) if isinstance(value, str) else (value[0], value[1])


def _row(section: dict[str, Any], item: dict[str, Any], **more: str) -> SampleRow:
    designated, general = _sizes(item["class"])
    return SampleRow(
        section=section["section"],
        path=tuple(section["path"]),
        name=section["name"],
        id=item["id"],
        designated=designated,
        general=general,
        text=item["text"],
        reason=item.get("reason", ""),
        note=item.get("note", ""),
        applies=more.get("applies") or item.get("applies", ""),
        change=more.get("change", ""),
    )


def _first_edition(name: str) -> SampleBook:
    raw = _load(name)
    rows = tuple(_row(s, item) for s in raw["sections"] for item in s["requirements"])
    return SampleBook(
        raw["business"], raw["business_name"], raw["title"], raw["label"], raw["published"], raw["published_shown"],
        raw["remark"], rows,
    )  # fmt: skip


def _amended(name: str) -> SampleBook:
    raw = _load(name)
    base = _first_edition(raw["of"])
    sections = {s["section"]: s for s in _load(raw["of"])["sections"]}
    rows = list(base.rows)
    for change in raw["changes"]:
        if "item" in change:
            after = next(i for i, r in enumerate(rows) if r.id == change["after"])
            applies = change.get("applies", "")
            new = _row(sections[change["section"]], change["item"], applies=applies, change=change["kind"])
            rows.insert(after + 1, new)
            continue
        at = next(i for i, r in enumerate(rows) if r.id == change["id"])
        row = rows[at]
        designated, general = _sizes(change["class"]) if "class" in change else (row.designated, row.general)
        old, exchanged = change.get("replace", ("", ""))
        if old not in row.text:
            raise ValueError(f"{row.id}: the amended text does not hold {old!r}")
        rows[at] = replace(
            row,
            designated=designated,
            general=general,
            applies=change.get("applies", row.applies),
            change=change["kind"],
            old=old,
            new=exchanged,
        )
    return replace(
        base,
        label=raw["label"],
        published=raw["published"],
        shown=raw["published_shown"],
        remark=base.remark + "\n" + raw["remark"],
        rows=tuple(rows),
    )


def books() -> tuple[SampleBook, ...]:
    """The requirements: 住民基本台帳 in two editions, then 国民健康保険, 介護保険 and 個人住民税."""
    return _books()


@cache
def _books() -> tuple[SampleBook, ...]:
    others = (_first_edition(f"{business}_1.0.json") for business in ("024", "023", "010"))
    return (_first_edition("001_1.0.json"), _amended("001_1.1.json"), *others)


def write_workbooks(folder: Path | str) -> list[Path]:
    """Write the workbooks of requirements into ``folder`` (made if missing). The bytes are the same every time."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    return [_write(book, target / book.file_name) for book in books()]


def _write(book: SampleBook, path: Path) -> Path:
    import xlsxwriter  # only whoever wants the sample needs a writer

    with xlsxwriter.Workbook(str(path)) as out:
        out.set_properties({"title": book.title, "created": datetime.fromisoformat(book.published)})
        _Sheet(out, book).write()
        legend = out.add_worksheet("凡例")
        for i, (mark, meaning) in enumerate(_LEGEND, 1):
            legend.write_string(i, 1, mark)
            legend.write_string(i, 2, meaning)
        legend.set_column(1, 1, 14)
        legend.set_column(2, 2, 40)
    return path


class _Sheet:
    """The table of one edition."""

    def __init__(self, out: Any, book: SampleBook) -> None:
        self._out, self._book = out, book
        self._sheet = out.add_worksheet("機能要件一覧")
        cell = {"text_wrap": True, "valign": "top", "border": 1, "font_name": "游ゴシック", "font_size": 10}
        red = {"font_color": "#FF0000"}
        struck = {"font_color": "#FF0000", "font_strikeout": True}
        self._title = out.add_format({"bold": True, "font_size": 14, "font_name": "游ゴシック"})
        self._head = out.add_format({**cell, "bold": True, "align": "center", "bg_color": "#DDEBF7"})
        self._cells = {
            "": out.add_format(cell),
            "新規追加": out.add_format({**cell, **red}),
            "削除": out.add_format({**cell, **struck}),
        }
        self._numbers = {
            "": out.add_format({**cell, "num_format": "0000000"}),
            "新規追加": out.add_format({**cell, **red, "num_format": "0000000"}),
            "削除": out.add_format({**cell, **struck, "num_format": "0000000"}),
        }
        self._run_old = out.add_format({**struck, "font_name": "游ゴシック", "font_size": 10})
        self._run_new = out.add_format({**red, "font_name": "游ゴシック", "font_size": 10})
        self._run_same = out.add_format({"font_name": "游ゴシック", "font_size": 10})

    def write(self) -> None:
        """Title, heading of two rows with merges, data, filter, frozen panes."""
        sheet, book = self._sheet, self._book
        sheet.write_string(0, _FIRST, book.title, self._title)
        sheet.write_string(1, _FIRST, f"【{book.label}】　{book.shown}")
        sheet.write_string(2, _FIRST, book.remark)
        sizes = [i for i, (name, _) in enumerate(_COLUMNS) if name in ("指定都市", "一般市区町村")]
        sheet.merge_range(_HEAD, _FIRST + sizes[0], _HEAD, _FIRST + sizes[-1], "実装区分", self._head)
        for i, (name, width) in enumerate(_COLUMNS):
            column = _FIRST + i
            sheet.set_column(column, column, width)
            if i in sizes:
                sheet.write_string(_HEAD + 1, column, name, self._head)
            else:
                sheet.merge_range(_HEAD, column, _HEAD + 1, column, name, self._head)
        for number, row in enumerate(book.rows, _HEAD + 2):
            self._row(number, row)
        last = _HEAD + 1 + len(book.rows)
        sheet.autofilter(_HEAD + 1, _FIRST, last, _FIRST + len(_COLUMNS) - 1)
        sheet.freeze_panes(_HEAD + 2, _FIRST + 5)
        sheet.set_landscape()
        sheet.repeat_rows(_HEAD, _HEAD + 1)
        sheet.fit_to_pages(1, 0)

    def _row(self, number: int, row: SampleRow) -> None:
        kind = row.change if row.change in ("新規追加", "削除") else ""
        style = self._cells[kind]
        path = (*row.path, "", "")
        before = (row.section, path[0], path[1], row.name)
        after = (row.designated, row.general, row.reason, row.note, row.applies, row.change)
        for i, text in enumerate(before):
            self._text(number, i, text, style)
        self._sheet.write_number(number, _FIRST + 4, int(row.id), self._numbers[kind])
        if row.old:
            self._amended_text(number, row, style)
        else:
            self._text(number, 5, row.text, style)
        for i, text in enumerate(after, 6):
            # The label of a deletion itself is in force: it is not struck out.
            self._text(number, i, text, self._cells[""] if row.change == "削除" and i == 11 else style)
        lines = sum(-(-len(line) // 34) for line in row.text.splitlines())
        self._sheet.set_row(number, 15 * max(lines, -(-len(row.reason) // 19), 2))

    def _text(self, number: int, i: int, text: str, style: Any) -> None:
        if text:
            self._sheet.write_string(number, _FIRST + i, text, style)
        else:
            self._sheet.write_blank(number, _FIRST + i, None, style)

    def _amended_text(self, number: int, row: SampleRow, style: Any) -> None:
        start = row.text.index(row.old)
        pieces = (
            (self._run_same, row.text[:start]),
            (self._run_old, row.old),
            (self._run_new, row.new),
            (self._run_same, row.text[start + len(row.old) :]),
        )
        parts = [part for piece in pieces if piece[1] for part in piece]
        self._sheet.write_rich_string(number, _FIRST + 5, *parts, style)
