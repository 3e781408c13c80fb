"""A document in its layout: title, remarks, heading, rows, end marks, and the sheets around the table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from tests.scale import words
from tests.scale.looks import Column, Look
from tests.scale.model import FILE_KINDS, ITEM_KINDS, Document, Item
from tests.scale.sheets import Formula, Sheet, Value

_DAY = re.compile(r"令和(\d+)年(\d+)月(\d+)日|(\d{4})/(\d+)/(\d+)")
_TEXTS = ("text.mandatory", "text.optional", "text.prohibited")
_SIZE = {"class": 2, "class.designated": 0, "class.core": 1, "class.general": 2}


@dataclass
class Drawn:
    """The sheets of a document and where its items stand: key → [(sheet, row)]."""

    title: str
    sheets: list[Sheet] = field(default_factory=list)
    rows: dict[tuple[str, str, str], list[tuple[str, int]]] = field(default_factory=dict)


def title_of(document: Document, look: Look) -> str:
    """The title cell; half of the layouts name the edition there, the others only in the file name."""
    name = f"{words.BUSINESSES[document.business]}システム標準仕様書　{FILE_KINDS[document.kind]}一覧"
    return f"{name}【{document.label}】" if look.top % 2 else name


def draw(document: Document, look: Look) -> Drawn:
    """All sheets."""
    drawn = Drawn(title_of(document, look) if look.top > 1 else "")
    own = [i for i in document.items if i.kind == ITEM_KINDS.get(document.kind, document.kind)]
    if look.sheets == "chapters":
        for chapter, items in groupby(own, key=lambda i: i.path[0]):
            _table(drawn, look, chapter, list(items))
    else:
        _table(drawn, look, f"{FILE_KINDS[document.kind]}一覧", own)
    if codes := [i for i in document.items if i.kind == "code"]:
        _codes(drawn, document, codes)
    if look.legend:
        _around(drawn, document)
    return drawn


def _table(drawn: Drawn, look: Look, name: str, items: Sequence[Item]) -> None:
    sheet = Sheet(name)
    drawn.sheets.append(sheet)
    if drawn.title:
        sheet.put(1, look.left, drawn.title)
    for n, remark in enumerate(look.above):
        sheet.put(2 + n, look.left, remark)
    _heading(sheet, look, look.top, merged=not look.csv)
    at = look.top + look.heading
    width = sum(c.wide for c in look.columns)
    sheet.frozen = at - 1
    above: Item | None = None
    first = at
    for n, row in enumerate(_rows(items, look)):
        if look.repeat and n and n % look.repeat == 0:
            _heading(sheet, look, at, merged=False)
            at += look.heading
        _row(sheet, look, at, row, above, n)
        for item in row:
            drawn.rows.setdefault(item.key, []).append((sheet.name, at))
        if look.sentinel and n % 10 == 0:
            sheet.put(at, look.left + width, "e")
        if look.hidden and n % 17 == 5:
            sheet.hidden_rows.append(at)
        above = row[0]
        at += 1
    if look.paths == "merged":
        _merge_paths(sheet, look, items, first)
    if look.hidden:
        sheet.filter = (look.top + look.heading - 1, look.left, at - 1, look.left + width - 1)
    if look.sentinel:
        for column in range(look.left, look.left + width + 1):
            sheet.put(at, column, "e")


def _rows(items: Sequence[Item], look: Look) -> Iterator[list[Item]]:
    if look.sizes != "texts":
        yield from ([i] for i in items)
        return
    for _, group in groupby(items, key=lambda i: i.section):
        yield list(group)


def _heading(sheet: Sheet, look: Look, top: int, *, merged: bool) -> None:
    height = look.heading
    spans: list[tuple[int, Column]] = []
    at = look.left
    for column in look.columns:
        spans.append((at, column))
        at += column.wide
    for level in range(height):
        for prefix, group in groupby(spans, key=lambda s: (s[1].heads[: level + 1], len(s[1].heads) > level)):
            columns = list(group)
            heads, there = prefix
            if not there:
                continue
            last = len(heads) == level + 1 and all(len(c.heads) == level + 1 for _, c in columns)
            left, right = columns[0][0], columns[-1][0] + columns[-1][1].wide - 1
            bottom = top + (height if last else level + 1) - 1
            sheet.put(top + level, left, heads[-1])
            if merged and (right > left or bottom > top + level):
                sheet.merges.append((top + level, left, bottom, right))


def _row(sheet: Sheet, look: Look, at: int, row: list[Item], above: Item | None, n: int) -> None:
    item = row[0]
    column = look.left
    for spec in look.columns:
        for value, style, struck in _values(look, spec, row, item, above, at, n):
            sheet.put(at, column, value, style=style, struck=struck)
            column += 1


def _values(
    look: Look, spec: Column, row: list[Item], item: Item, above: Item | None, at: int, n: int
) -> list[tuple[Value, str, bool]]:
    """The cells of one column in one row: (value, number format, struck out)."""
    code, struck = spec.code, item.struck_row
    if code in _TEXTS:
        for one in row:
            if f"text.{one.classes[2]}" == code:
                return [(_text(one), "", one.struck_row)]
        return [("", "", False)]
    if item.kind == "flow" and code in ("id", "name") and look.grouped:
        again = above is not None and above.id == item.id
        return [("" if again else item.id if code == "id" else item.name.partition("／")[0], "", False)]
    if code.startswith("path"):
        leaf = look.has("id") and item.kind == "flow" and int(code[-1]) == len(item.path)  # of a tree: the item itself
        return [(_path(look, int(code[-1]), item, above), "", struck and leaf)]
    if code == "number":
        return [(Formula(f"=ROW()-{at - n - 1}", n + 1), "", False)]
    if look.sizes == "texts":
        struck = False
    if code == "id":
        return [(value, style, struck) for value, style in _id(look, item)]
    if code in ("section", "name") and look.grouped:
        again = above is not None and above.section == item.section and above.path == item.path
        return [("" if again else getattr(item, code), "", False)]
    if code == "applies":
        return [(*_date(look, item.applies), struck)]
    if code == "text":
        return [(_text(item), "", struck)]
    return [(_simple(look, code, item), "", struck)]


def _simple(look: Look, code: str, item: Item) -> str:
    if code in _SIZE:
        return look.mark(item.classes[_SIZE[code]])
    if code in ("related", "source"):
        return item.cell("source") or "/".join(item.related)
    if code in ("name.lv1", "name.lv2"):
        head, _, tail = item.name.partition("／")
        return head if code == "name.lv1" else tail
    if code in ("task", "metric", "form_name", "small", "no", "step"):
        tail = item.name.rpartition("／")[2]
        return (
            {"form_name": item.path[:1], "small": item.path[2:3]}.get(code, (item.branch,))[0]
            if code in ("form_name", "small", "no", "step")
            else tail
        )
    plain = {"section": item.section, "name": item.name, "branch": item.branch, "reason": item.reason,
             "note": item.note, "change": item.label}  # fmt: skip
    return plain[code] if code in plain else item.cell(code)


def _text(item: Item) -> Value:
    return item.pieces if len(item.pieces) > 1 else item.text


def _id(look: Look, item: Item) -> list[tuple[Value, str]]:
    if look.ids == "number":
        return [(int(item.id), "id7")]
    if look.ids == "split":
        tail = item.id[3:]
        return [(item.id[:3], ""), (int(tail), f"id{len(tail)}")]
    return [(item.id, "")]


def _date(look: Look, shown: str) -> tuple[Value, str]:
    match = _DAY.fullmatch(shown) if look.dates and not look.csv else None
    if match is None:
        return shown, ""
    year = int(match[1]) + 2018 if match[1] else int(match[4])
    return date(year, int(match[2] or match[5]), int(match[3] or match[6])), look.dates


def _path(look: Look, level: int, item: Item, above: Item | None) -> str:
    text = item.path[level - 1] if level <= len(item.path) else ""
    if look.paths != "each" and above is not None and above.path[:level] == item.path[:level]:
        return ""
    return text


def _merge_paths(sheet: Sheet, look: Look, items: Sequence[Item], first: int) -> None:
    """A heading that is printed once is merged over the rows it is meant for."""
    column = look.left
    for spec in look.columns:
        if spec.code.startswith("path"):
            level, at = int(spec.code[-1]), first
            for _, group in groupby(items, key=lambda i: i.path[:level]):
                count = len(list(group))
                if count > 1:
                    sheet.merges.append((at, column, at + count - 1, column))
                at += count
        column += spec.wide


def _codes(drawn: Drawn, document: Document, codes: Sequence[Item]) -> None:
    sheet = Sheet(f"コード一覧（個別）_{words.BUSINESSES[document.business]}"[:31])
    drawn.sheets.append(sheet)
    sheet.put(1, 2, "コード一覧（個別）")
    sheet.put(2, 2, "業務名")
    sheet.put(2, 3, words.BUSINESSES[document.business])
    for n, title in enumerate(("コードID", "コード名", "コード値", "コード値の内容", "備考")):
        sheet.put(4, 2 + n, title)
    at = 5
    for item in codes:
        for n, (value, meaning) in enumerate(item.values):
            if n == 0:
                sheet.put(
                    at, 2, int(item.id) if item.place[1] % 2 else item.id, style="id3" if item.place[1] % 2 else ""
                )
                sheet.put(at, 3, item.name)
            sheet.put(at, 4, value)
            sheet.put(at, 5, meaning)
            drawn.rows.setdefault(item.key, []).append((sheet.name, at))
            at += 1


def _around(drawn: Drawn, document: Document) -> None:
    """A cover in front, an explanation and the history of editions behind."""
    cover = Sheet("表紙")
    cover.put(5, 3, drawn.title)
    cover.put(8, 3, f"{document.published.replace('-', '/')} 制度所管省庁")
    legend = Sheet("凡例")
    for n, line in enumerate(("記号の意味", "◎ 実装必須機能", "○ 標準オプション機能", "× 実装不可機能", "－ 規定なし")):
        legend.put(2 + n, 2, line)
    history = Sheet("改定履歴")
    for column, title in enumerate(("版", "改定日", "改定の概要"), 2):
        history.put(2, column, title)
    for n in range(1, document.number + 1):
        edition = Document(document.business, document.kind, n, ())
        for column, shown in enumerate((edition.label, edition.published, "記載の見直し"), 2):
            history.put(2 + n, column, shown)
    drawn.sheets.insert(0, cover)
    drawn.sheets += [legend, history]
