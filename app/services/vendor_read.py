"""A vendor's list as a table of answers: where its columns go, what its words and signs mean, and every cell accounted
for. Nothing here knows our records; app.services.vendor_import does.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.core.dates import read as read_date
from app.core.problems import REFUSED, UserProblem
from app.services import vendor_words as words
from spec_catalog import business as businesses
from spec_catalog import ids
from spec_catalog.raw.several import sheets_say
from spec_catalog.rawtable import ABOVE, GROUP, REMARK, SHEET, RawTable, table_of
from spec_catalog.text import match_key
from spec_catalog.workbook import read_workbook, ref

_EDITION = re.compile(r"(?:第|[Vv]er\.?|標準仕様書)?\s*(\d+(?:\.\d+)+|(?<=第)\d+)\s*版")
ASIDE = "標準仕様の写し（取り込まない列）"
OTHER = "ほかの製品の回答（取り込まない列）"
_APART = {"published": ASIDE, "wording": ASIDE, "other": OTHER}
ID_COLUMN = "ID"  # of a note about an id that could not be read
UNKNOWN_ANSWER = "回答の区分として読めないため、説明に残しました。"


@dataclass(frozen=True, slots=True)
class Book:
    """A sheet read once: its table, what stands above it, and what the book itself says its signs mean."""

    table: RawTable
    titles: tuple[str, ...]
    path: str = ""
    legend: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Value:
    """One thing the list writes in its answer columns. ``code`` "" = not understood; ``how``: profile, legend, words,
    sign (a sign with the words for it), guess (proposed, not taken) or ""; ``proposal``: the answer it may mean."""

    text: str
    count: int
    code: str
    how: str
    proposal: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A cell that says something nobody should overlook."""

    cell: str
    column: str
    text: str
    message: str
    repair: str = ""


@dataclass(slots=True)
class Line:
    """One row of the list, understood as far as possible. ``texts``: answer, when, place … as they are stored."""

    number: int
    ids: tuple[str, ...]
    id_text: str
    branch: str
    business: str
    texts: dict[str, str] = field(default_factory=dict)
    wording: str = ""
    row: int = 0  # of the table, from 0 on


@dataclass(slots=True)
class Reading:
    """All rows, with what was noted on the way."""

    mapping: dict[str, str]
    values: tuple[Value, ...]
    lines: list[Line]
    notes: list[Note]


def open_book(path: Path | str, *, sheet: str | None = None, header_row: int | None = None, **limits: Any) -> Book:
    """Reads one sheet of a vendor's list. Raises InputProblem for what is refused or holds no table."""
    workbook = read_workbook(path, **limits)
    table = table_of(workbook, header_row=header_row, sheet=sheet)
    grid = workbook.sheet(table.sheet)
    assert grid is not None
    above = [
        cell.text.strip()
        for r, cells in grid.rows()
        if r < table.first_row
        for cell in cells.values()
        if len(cell.text.strip()) > 1
    ]
    titles = (workbook.file, table.sheet, *above)
    explained: dict[str, str] = {}
    for other in workbook.sheets:
        before = table.first_row if other is grid else 200
        lines = [
            [c.text.strip() for _, c in sorted(cells.items()) if c.text.strip()]
            for r, cells in other.rows()
            if r < before
        ]
        explained = {**words.legend_rows(lines), **explained}
        if other is not grid and other.name not in table.origins:
            explained = {**words.legend(tuple(t for line in lines for t in line)), **explained}
    return Book(table, titles, str(path), {**explained, **words.legend(titles)})


def edition_in(titles: tuple[str, ...]) -> str:
    """The edition a list names in its file, sheet or title (住民記録_第6.1版); "" where it names none or several."""
    found = {m[1] for t in titles for m in _EDITION.finditer(unicodedata.normalize("NFKC", t))}
    return f"第{found.pop()}版" if len(found) == 1 else ""


def business_in(titles: tuple[str, ...]) -> str:
    """The business the list names above its table, "" where none is named or several are."""
    found = {b for t in titles if len(t) < 60 and not t.isdigit() for b in (businesses.find(t),) if b}
    return found.pop() if len(found) == 1 else ""


def mapping_of(table: RawTable, given: Mapping[str, str], product: str = "") -> dict[str, str]:
    """Heading → column code ("" = kept in words): as given, the rest by their names; of several products beside one
    another the one named ``product``, else the first. Raises UserProblem for a profile that names a heading or a column
    there isn't."""
    known = {c.code: c for c in words.columns()}
    for heading, code in given.items():
        if code and code not in known:
            raise UserProblem(
                "bad_profile", f"列の対応の「{code}」という欄は、ベンダの回答にありません。",
                hint="使える欄：" + "、".join(known),
            )  # fmt: skip
        if heading not in table.headers:
            raise UserProblem(
                "bad_profile", f"列の対応の見出し「{heading}」が、表にありません。",
                hint="見出し：" + "、".join(table.headers),
            )  # fmt: skip
    out: dict[str, str] = {}
    taken = {c for c in given.values() if c}
    others = _other_products(table, product) if "answer" not in taken else ()
    for heading in table.headers:
        if heading in given:
            out[heading] = given[heading]
            continue
        code = _virtual(table, heading) or words.column_of(heading)
        if heading in others:
            code = "other"
        if (
            code == "id"
            and "id" in taken
            and _both(table, heading, [h for h, c in {**out, **given}.items() if c == "id"])
        ):
            code = "published"  # 機能ID beside 帳票ID: what the row refers to
        if code and not known[code].several and code in taken:
            code = "published" if code == "wording" else ""
        taken |= {code} if code else set()
        out[heading] = code
    if "answer" not in out.values() and not any(c.startswith(words.MARK) for c in out.values()):
        for heading in table.headers:  # 期限内 | 期限後 | 代替 … with a mark in one of them
            if heading not in given and not (out[heading] and out[heading] != "text"):
                out[heading] = words.mark_column_of(heading) or out[heading]
    return out


def _virtual(table: RawTable, heading: str) -> str:
    """What a sheet's name, rows between and the block over the table are: the business, a copy of the standard."""
    if heading == SHEET:
        return "business" if sheets_say(sorted(set(table.origins))) == "business" else "published"
    if heading.startswith(ABOVE):
        return words.column_of(heading.removeprefix(ABOVE)) or "published"
    return "published" if heading == GROUP else "text" if heading == REMARK else ""


def _other_products(table: RawTable, product: str) -> tuple[str, ...]:
    """Headings under the names of further products, where the answers of several stand beside one another."""
    groups: dict[str, list[str]] = {}
    for heading in table.headers:
        group, mark, _ = heading.partition("_")
        if mark:
            groups.setdefault(group, []).append(heading)
    answering = [g for g, hs in groups.items() if any(words.column_of(h) == "answer" for h in hs)]
    if len(answering) < 2:
        return ()
    wanted = match_key(product)
    own = next((g for g in answering if wanted and (wanted in match_key(g) or match_key(g) in wanted)), answering[0])
    return tuple(h for g in answering if g != own for h in groups[g])


def _second_answers(table: RawTable, mapping: Mapping[str, str]) -> list[Note]:
    """What should be said of headings that could be answers too."""
    out = []
    for c, heading in enumerate(table.headers):
        if mapping[heading] in ("", "other") and words.column_of(heading) == "answer" and table.columns:
            message = "回答と読める列がほかにもあります。" + (
                "ほかの製品の回答と見て、取り込みません。"
                if mapping[heading] == "other"
                else "この列は説明に残しました。"
            )
            out.append(Note(ref(table.header_row, table.columns[c]), heading, heading, message))
    return out


def _both(table: RawTable, heading: str, others: list[str]) -> bool:
    """Whether some row fills this heading and one of the others as well."""
    own, rest = table.headers.index(heading), [table.headers.index(h) for h in others]
    return any(cells[own].strip() and any(cells[n].strip() for n in rest) for cells in table.rows)


def require(mapping: Mapping[str, str], table: RawTable, path: str) -> None:
    """Raises UserProblem "unmapped" while ids or answers have no column; the hint names the headings."""
    codes = set(mapping.values())
    lacks = [] if "id" in codes else ["ID（機能ID など）"]
    if "answer" not in codes and not any(c.startswith(words.MARK) for c in codes):
        lacks.append("回答（実装の区分）")
    if lacks:
        seen = "、".join(table.headers)
        raise UserProblem(
            "unmapped", f"{'と'.join(lacks)}の列が分かりません（見出し：{seen}）。", file=path, sheet=table.sheet,
            hint="列の対応（profile）で、どの見出しがどの欄かを指定してください。", exit_code=REFUSED,
        )  # fmt: skip


def understand(
    book: Book, mapping: Mapping[str, str], *, values: Mapping[str, str] | None = None, repairs: bool = False
) -> Reading:
    """Every row under a mapping. ``values``: what a person says texts mean (text → answer code); ``repairs``: take the
    proposals for ids and answers that could not be read."""
    table = book.table
    meant = _values(book, mapping, {words.value_key(t): c for t, c in (values or {}).items()}, repairs=repairs)
    out = Reading(dict(mapping), tuple(meant.values()), [], _second_answers(table, mapping))
    for r, cells in enumerate(table.rows):
        out.lines.append(_line(book, mapping, meant, r, cells, out, repairs=repairs))
    return out


def _values(book: Book, mapping: Mapping[str, str], given: Mapping[str, str], *, repairs: bool) -> dict[str, Value]:
    places = [n for n, h in enumerate(book.table.headers) if mapping[h] == "answer"]
    counts = Counter(t for cells in book.table.rows for n in places if (t := cells[n].strip()))
    out = {}
    for text, count in sorted(counts.items(), key=lambda c: (-c[1], c[0])):
        key = words.value_key(text)
        proposal = "" if key in given else words.guess(text) or words.of_sign(text, book.legend)
        read = (
            ("legend", book.legend.get(key, "")), ("words", words.meaning(text)),
            ("sign", words.signed(text, book.legend)),
        )  # fmt: skip
        guessed = ("guess", proposal) if repairs and proposal else ("", "")
        how, code = next((r for r in read if r[1]), guessed)
        if key in given:  # "" as well: it is none of them
            how, code = "profile", given[key]
        out[text] = Value(text, count, code, how, proposal)
    return out


def _line(
    book: Book,
    mapping: Mapping[str, str],
    meant: Mapping[str, Value],
    r: int,
    cells: tuple[str, ...],
    out: Reading,
    *,
    repairs: bool,
) -> Line:
    table = book.table
    line = Line(table.numbers[r], (), "", "", "", row=r)
    parts: dict[str, list[str]] = {}
    marked: list[tuple[str, str]] = []
    for c, whole in enumerate(cells):
        text, heading = whole.strip(), table.headers[c]
        if not text:
            continue
        code = mapping[heading]
        if code in _APART:
            line.wording = text if code == "wording" else line.wording
        elif code == "id":
            line.id_text = line.id_text or text
        elif code == "branch":
            line.branch = text
        elif code == "business":
            line.business = businesses.find(text) or ""
            if not line.business:
                out.notes.append(Note(table.cell(r, c), heading, text, "業務の名前か業務IDではありません。"))
                parts.setdefault("text", []).append(f"{heading}：{text}")
        elif code == "answer":
            value = meant[text]
            if value.code:
                line.texts["answer"] = value.code
                if words.meaning(text) != value.code and len(text) > 4:
                    parts.setdefault("text", []).insert(0, text)  # a sentence says more than its class
            else:
                out.notes.append(Note(table.cell(r, c), heading, text, UNKNOWN_ANSWER, value.proposal))
                parts.setdefault("text", []).insert(0, f"回答：{text}")
        elif code.startswith(words.MARK):
            on = words.is_mark(text)
            if on is not False:
                marked.append((code.removeprefix(words.MARK), table.cell(r, c)))
            if on is None:
                target = "when" if read_date(text) is not None else "text"
                parts.setdefault(target, []).append(text)
        elif code:
            parts.setdefault(code, []).append(text)
        else:
            parts.setdefault("text", []).append(f"{heading}：{text}")
    _marks(line, marked, out)
    line.texts |= {code: "\n".join(texts) for code, texts in parts.items()}
    _ids(line, table.cell(r, _place(mapping, table, "id")), out, repairs=repairs)
    return line


def _place(mapping: Mapping[str, str], table: RawTable, code: str) -> int:
    return next((n for n, h in enumerate(table.headers) if mapping[h] == code), 0)


def _marks(line: Line, marked: list[tuple[str, str]], out: Reading) -> None:
    if not marked:
        return
    known = words.answers()
    chosen = max((code for code, _ in marked), key=lambda code: known[code].rank)
    line.texts["answer"] = chosen
    if len({code for code, _ in marked}) > 1:
        said = "・".join(known[code].short for code, _ in marked)
        message = f"印が二つ以上あります。いちばん要件から遠い「{known[chosen].short}」にしました。"
        out.notes.append(Note(marked[0][1], "印の列", said, message))


_SHAPES = ("link", "data", "req")  # a seven-digit id may be a requirement's or a form's


def _ids(line: Line, cell: str, out: Reading, *, repairs: bool) -> None:
    """The published ids of a row: one, or several in one cell (0240165/0240315). A broken one is only ever proposed."""
    text = line.id_text
    if not text:
        return
    whole = text.strip()
    branch = ids.branch_in(whole)
    if branch and whole.endswith(branch):
        line.branch = line.branch or branch.zfill(2)
        whole = whole[: -len(branch) - 1].strip()
    parts = [p for p in re.split(r"[\s、，,;／/・]+", whole) if p]
    found = [p for p in parts if any(ids.canonical(kind, p) for kind in _SHAPES)]
    if found and len(found) == len(parts):
        line.ids = tuple(dict.fromkeys(found))
        return
    if (named := ids.named("req", whole)) is not None:  # 0310002住登外者宛名情報管理機能, as the standard itself does
        line.ids = (named[0],)
        return
    proposed = _repaired(unicodedata.normalize("NFKC", whole), line.business)
    if repairs and proposed:
        line.ids = tuple(proposed)
    why = "ID の形ではありません。" + (f"「{proposed[0]}」ではありませんか。" if proposed else "")
    out.notes.append(Note(cell, ID_COLUMN, text, why, proposed[0] if proposed else ""))


def _repaired(text: str, business: str) -> list[str]:
    kinds = ("link",) if re.search(r"\d{3}\s*[oO〇○]\s*\d{3}", text) else ("req", "data")
    return [p for kind in kinds for p in ids.repairs(kind, text, business)][:1]


def wording_key(text: str) -> str:
    """What a requirement's wording has in common with a copy of it in another layout."""
    return match_key(text)


def account(book: Book, reading: Reading, left: Mapping[int, str]) -> tuple[int, int, list[tuple[str, str]]]:
    """(non-empty cells, imported, (cell, reason) of all others); ``left``: row of the table → why it is left out."""
    table = book.table
    many = len(table.sheets) > 1
    used: set[tuple[str, tuple[int, int]]] = set()
    apart: dict[tuple[str, tuple[int, int]], str] = {}
    for line in reading.lines:
        for c, heading in enumerate(table.headers):
            for place in table.cells(line.row, c):
                why = left.get(line.row) or _APART.get(reading.mapping[heading], "")
                if why:
                    apart.setdefault(place, why)
                else:
                    used.add(place)
    skipped = [(s.cell, s.reason) for s in table.account.skipped]
    skipped += [
        (f"{sheet}!{ref(*p)}" if many else ref(*p), why) for (sheet, p), why in apart.items() if (sheet, p) not in used
    ]
    return table.account.cells, table.account.cells - len(skipped), skipped
