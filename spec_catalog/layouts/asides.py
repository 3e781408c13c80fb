"""Rows and cells that are no items although they stand among them: titles, sums, footnotes, 欠番 and （削除）."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from spec_catalog import ids
from spec_catalog.layouts.table import Row, Table

_GONE = re.compile(
    r"[(\[【〔<]?(?:本?(?:機能|要件|項目|帳票)を?は?)?(?:削除|廃止|欠番|削)(?:済み?|した)?[)\]】〕>]?。?"
)
_SUM = re.compile(r"(?:[小合総累]?計|総数|件数)(?:[:(].*)?")
_OF_WHICH = re.compile(r"うち.{1,10}")
_FOOTNOTE = re.compile(r"[(\[【]?(?:※|注\d*[)\]】:.\s]|注記|注意|備考[:\s]|\*\d)|以上$|出典[:\s]|-?\s*\d{1,3}\s*-?$")
_CHAPTER = re.compile(
    r"第?(?P<n>\d{1,2}(?:[.．]\d{1,3}){0,4})\s*(?P<word>[章節項部編])?[.．、)]?(?P<rest>\s*[^\d\s.．%,/~～\-].*)"
)
_SHORT = 20
_LEVEL = {"部": 1, "編": 1, "章": 1, "節": 2, "項": 3}
_ID_LIKE = re.compile(r"\d{5,8}|\d{3}[o○-]\d{3}")
_EXAMPLE = re.compile(r"[(\[【]?(?:記入|記載)?例(?:[)\]】:：]|\s|$)|記入例|記載例")
_UNIT = re.compile(r"\((?:\d+桁|全角|半角|文字|単位.*|必須|任意|数字.*|日付)\)")


def folded(text: str) -> str:
    """As compared here: width folded, no white space at the ends."""
    return unicodedata.normalize("NFKC", text).strip()


def says_gone(text: str) -> bool:
    """Whether a cell says nothing but that what stood here is deleted: （削除）, 欠番."""
    return len(text) <= _SHORT and bool(_GONE.fullmatch(folded(text)))


def chapter(text: str) -> tuple[int, str] | None:
    """(level from 1 on, title) of a numbered title such as 第1章　認証 or 1.1　細目; None for anything else."""
    plain = folded(text)
    found = _CHAPTER.fullmatch(plain) if len(plain) <= 60 and not _ID_LIKE.search(plain) else None
    if not found:
        return None
    return _LEVEL.get(found["word"] or "", found["n"].count(".") + 1), text.strip()


def is_sum(row: Row) -> bool:
    """Whether a row adds up others: 小計, 合計 in a cell of its own."""
    texts = [folded(c.text) for c in row.cells.values() if len(c.text) <= 20]
    counts = any(t.isdecimal() for t in texts)
    return any(_SUM.fullmatch(t) or (counts and _OF_WHICH.fullmatch(t)) for t in texts)


def is_aside(row: Row) -> bool:
    """Whether a row without an id is a title, a footnote, a sum, an example or the units of the columns."""
    texts = [folded(c.text) for c in row.cells.values()]
    if is_sum(row) or (len(texts) > 1 and (_EXAMPLE.match(texts[0]) or all(_UNIT.fullmatch(t) for t in texts[:2]))):
        return True
    if len(texts) != 1:
        return False
    text = texts[0]
    if _ID_LIKE.search(text) and not re.match(r"[※(（【\[注]", text):
        return False
    return bool(_FOOTNOTE.match(text)) or chapter(text) is not None or bool(re.match(r"[(【\[〔■●◆]", text))


def is_id_attempt(row: Row, kind: str) -> bool:
    """Whether the id's cell holds an id, right or broken, and no words."""
    text = row.text("id").strip()
    if not text or not row.own("id"):
        return False
    if (text.isdecimal() and len(text) > 3) or ids.named(kind, text):
        return True
    return bool(_ID_LIKE.search(folded(text).replace(" ", ""))) and not _EXAMPLE.match(folded(text))


def deleted_words(table: Table, row: Row, codes: Iterable[str]) -> bool:
    """Whether the row says in words that it is deleted, in one of these columns or where the new text would stand.

    Said at the cell, since nothing is struck out and no column is meant for it.
    """
    for code in codes:
        cell = row.cell(code)
        if 1 < len(cell.text) <= _SHORT and says_gone(cell.text):
            shown = cell.text.strip()
            text = f"「{shown}」とだけ書かれています。この版で削除されたものとして取り込みます。"
            table.note("warning", "deleted_in_words", text, row.address(code))
            return True
    if not table.header.old or row.text("text").strip() or not any(c in row.cells for c in table.header.old):
        return False
    if "text" not in table.header.columns or any(row.text(c).strip() for c in table.header.columns if c[:5] == "class"):
        return False
    reason = f"{row.text('change')}{row.text('change_text')}"
    if re.search("削除|廃止|削る", reason):
        text = "改定後の欄が空で、理由に削除とあります。この版で削除されたものとして取り込みます。"
        table.note("warning", "deleted_in_words", text, row.address("text"))
        return True
    text = "改定後の欄が空です。削除か、変更なしか、確かめてください。本文のないまま取り込みます。"
    table.note("warning", "empty_new_side", text, row.address("text"))
    return False
