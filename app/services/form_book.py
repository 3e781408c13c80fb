"""A form as a workbook that is edited in Excel and read back: what it says is checked before anything holds by it.

Four sheets, each with one row of headings: 様式 (paper, titles, notes), 欄 (one row per column), 選択肢, 記入例.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from datetime import datetime
from pathlib import Path
from typing import Any

from app.core.problems import UserProblem
from reports.forms import ALIGNS, KINDS, Column, Form, parse_form, plain_form
from reports.sheets.flat import Page, write_flats
from spec_catalog.workbook import Grid, Workbook, read_workbook, ref

FORM, COLUMNS, LISTS, EXAMPLES = "様式", "欄", "選択肢", "記入例"
_AT = datetime(2026, 1, 1)
_YES, _NO = "○", ""
_KIND = dict(zip(KINDS, ("通し番号", "ID", "記号", "文字", "選択", "日付", "数"), strict=True))
_ALIGN = dict(zip(ALIGNS, ("左", "中央", "右"), strict=True))
_SEVERAL = {"": "", "\n": "改行", "、": "、", "/\n": "/と改行"}
_ABOUT = {
    "id": "様式の符号", "number": "様式の番号", "name": "名前", "title": "表題", "sheet": "シートの名前",
    "origin": "出どころ", "rows": "記録の一覧",
}  # fmt: skip
_PRINT = {
    "paper": "用紙", "landscape": "横向き", "margin_left": "左の余白（mm）", "margin_right": "右の余白（mm）",
    "margin_top": "上の余白（mm）", "margin_bottom": "下の余白（mm）", "font": "書体", "size": "文字の大きさ（pt）",
    "max_row_pt": "行の高さの上限（pt）",
}  # fmt: skip
_APPROVAL, _GUIDE = "決裁欄", "記入要領"
_COLUMN = {
    "code": "符号", "title": "見出し", "group": "まとまり", "width": "幅", "kind": "種類", "list": "選択肢",
    "align": "そろえ", "wrap": "折り返す", "bold": "太字", "locked": "記入しない", "printed": "印刷する",
    "head": "上段の符号", "head_title": "上段の見出し", "body_title": "下段の見出し", "several": "値の区切り",
    "guide": "書き方", "source": "出どころ",
}  # fmt: skip
_FLAGS = ("wrap", "bold", "locked", "printed")
CODED = ("verdict", "current", "degree", "disposition", "need")
_SOURCE = "この団体で足した欄"


def write(form: Form, out: Path, *, author: str) -> Path:
    """Writes the form; ``out``. Raises ExportProblem when the file cannot be written."""
    raw = plain_form(form)
    about = [(title, str(raw.get(code, ""))) for code, title in _ABOUT.items()]
    about += [(title, _shown(code, raw["print"][code])) for code, title in _PRINT.items()]
    about += [(_APPROVAL, name) for name in form.approval] + [(_GUIDE, line) for line in form.guide]
    columns = [[_cell(code, getattr(c, code)) for code in _COLUMN] for c in form.columns]
    lists = [(name, value) for name, values in form.lists.items() for value in values]
    codes = [k for c in form.columns for k in (c.head, c.code) if k]
    examples = [[e.get(code, "") for code in codes] for e in form.examples]
    pages: list[Page] = [
        (FORM, ("項目", "値"), about), (COLUMNS, tuple(_COLUMN.values()), columns), (LISTS, ("選択肢", "値"), lists),
        (EXAMPLES, codes, examples),
    ]  # fmt: skip
    return write_flats(pages, out, author=author, printed_at=_AT)


def _shown(code: str, value: Any) -> str:
    return (_YES if value else _NO) if code == "landscape" else f"{value:g}" if isinstance(value, float) else str(value)


def _cell(code: str, value: Any) -> str:
    if code in _FLAGS:
        return _YES if value else _NO
    table = {"kind": _KIND, "align": _ALIGN, "several": _SEVERAL}.get(code)
    return table.get(value, str(value)) if table else str(value)


# --- back -------------------------------------------------------------------------------------------------------------


def form_of(path: Path) -> str:
    """The id of the form a workbook is of. Raises InputProblem for a refused file, UserProblem for another workbook."""
    return _about(_open(path), path)["様式の符号"][0]


def read(path: Path, ours: Form) -> Form:
    """The form a workbook says. Raises InputProblem for a refused file, UserProblem with all that is wrong in it."""
    book = _open(path)
    wrong: list[str] = []
    raw = _raw(book, _about(book, path), ours, wrong)
    if not wrong:
        try:
            form = parse_form(raw)
        except ValueError as problem:
            wrong.append(f"様式として読めません（{problem}）。")
        else:
            wrong = faults(form, ours)
            if not wrong:
                return form
    shown = wrong[:10] + ([f"ほか {len(wrong) - 10} か所"] if len(wrong) > 10 else [])
    raise UserProblem(
        "bad_form", f"様式に直すところが {len(wrong)} か所あります。何も変えていません。\n" + "\n".join(shown),
        file=path.name, hint="ブックを直して、もう一度読み込んでください。",
    )  # fmt: skip


def _open(path: Path) -> Workbook:
    book = read_workbook(path)
    missing = [n for n in (FORM, COLUMNS) if book.sheet(n) is None]
    if missing:
        raise UserProblem(
            "no_form_book", f"様式のブックではありません（シート「{missing[0]}」がありません）。", file=path.name,
            hint="form export で書き出したブックを直して読み込んでください。",
        )  # fmt: skip
    return book


def _about(book: Workbook, path: Path) -> dict[str, list[str]]:
    grid = book.sheet(FORM)
    assert grid is not None
    out: dict[str, list[str]] = {}
    for row, cells in grid.rows():
        if row > 1 and 1 in cells:
            out.setdefault(cells[1].text.strip(), []).append(cells[2].text if 2 in cells else "")
    if not out.get("様式の符号", [""])[0].strip():
        raise UserProblem(
            "no_form_book", f"シート「{FORM}」に「様式の符号」がありません。", file=path.name,
            hint="form export で書き出したブックを直して読み込んでください。",
        )  # fmt: skip
    return out


def _raw(book: Workbook, about: Mapping[str, list[str]], ours: Form, wrong: list[str]) -> dict[str, Any]:
    known = {*_ABOUT.values(), *_PRINT.values(), _APPROVAL, _GUIDE}
    wrong += [f"シート「{FORM}」の項目「{name}」は使えません。" for name in about if name not in known]
    for name in (*_ABOUT.values(), *_PRINT.values()):
        if len(about.get(name, [])) > 1:
            wrong.append(f"シート「{FORM}」の項目「{name}」が二つあります。")
    mine = plain_form(ours)
    raw: dict[str, Any] = {code: about.get(title, [str(mine.get(code, ""))])[0] for code, title in _ABOUT.items()}
    raw["id"], raw["rows"] = ours.id, ours.rows
    raw["print"] = {code: _setup(code, title, about, mine, wrong) for code, title in _PRINT.items()}
    raw["approval"] = [v for v in about.get(_APPROVAL, []) if v.strip()]
    raw["guide"] = [v for v in about.get(_GUIDE, []) if v.strip()]
    raw["lists"] = _lists(book.sheet(LISTS), wrong)
    grid = book.sheet(COLUMNS)
    assert grid is not None
    raw["columns"] = list(_columns(grid, ours, wrong))
    here = {k for c in raw["columns"] for k in (c["code"], c.get("head")) if k}
    before = {k for c in ours.columns for k in (c.code, c.head) if k}
    raw["examples"] = _examples(book.sheet(EXAMPLES), here, before, wrong)
    return raw


def _setup(code: str, title: str, about: Mapping[str, list[str]], mine: Mapping[str, Any], wrong: list[str]) -> Any:
    ours = mine["print"][code]
    text = about.get(title, [_shown(code, ours)])[0].strip()
    if code == "landscape":
        return text != _NO
    if not isinstance(ours, (int, float)):
        if code == "paper" and text not in ("A4", "A3"):
            wrong.append(f"シート「{FORM}」の「{title}」は A4 か A3 です（いまは「{text}」）。")
        return text
    try:
        return float(text)
    except ValueError:
        wrong.append(f"シート「{FORM}」の「{title}」は数です（いまは「{text}」）。")
        return ours


def _columns(grid: Grid, ours: Form, wrong: list[str]) -> Iterator[dict[str, Any]]:
    titles = {c: cell.text.strip() for (r, c), cell in grid.cells.items() if r == 1}
    codes = {title: code for code, title in _COLUMN.items()}
    for column, title in titles.items():
        if title not in codes:
            wrong.append(f"シート「{COLUMNS}」{ref(1, column)}：見出し「{title}」は使えません。")
    gone = [t for code, t in _COLUMN.items() if code in ("code", "title", "kind") and t not in titles.values()]
    wrong += [f"シート「{COLUMNS}」：列「{t}」がありません。" for t in gone]
    if gone:
        return
    held = {c.code: c for c in ours.columns}
    seen: set[str] = set()
    for row, cells in grid.rows():
        if row == 1:
            continue
        said = {codes[t]: cells[c].text if c in cells else "" for c, t in titles.items() if t in codes}
        place = f"シート「{COLUMNS}」{row} 行"
        code = said.get("code", "").strip()
        if not code or not code.isascii() or not code.replace("_", "").isalnum():
            wrong.append(f"{place}：符号「{code}」は半角の英数字と _ で書きます。")
            continue
        if code in seen:
            wrong.append(f"{place}：符号「{code}」が二つあります。")
            continue
        seen.add(code)
        if code not in held and not code.startswith("own_"):
            wrong.append(f"{place}：符号「{code}」はこの様式にありません。足す欄の符号は own_ で始めます。")
            continue
        yield _column(said, held.get(code), place, wrong)


def _column(said: Mapping[str, str], mine: Column | None, place: str, wrong: list[str]) -> dict[str, Any]:
    out: dict[str, Any] = {code: text.strip() for code, text in said.items()}
    for code, table in (("kind", _KIND), ("align", _ALIGN), ("several", _SEVERAL)):
        back = {word: value for value, word in table.items()}
        text = out.get(code, "") or {"kind": "文字", "align": "左", "several": ""}[code]
        if text not in back:
            usable = "、".join(w for w in table.values() if w)
            wrong.append(f"{place}：「{_COLUMN[code]}」に「{text}」は使えません（{usable}）。")
        out[code] = back.get(text, "")
    for code in _FLAGS:
        if code in said or mine is None:
            out[code] = out.get(code, "") not in ("", "×", "いいえ", "0", "FALSE")
        else:
            out[code] = getattr(mine, code)
    width = out.get("width", "") or "80"
    try:
        out["width"] = round(float(width))
    except ValueError:
        wrong.append(f"{place}：「幅」は数です（いまは「{width}」）。")
        out["width"] = 80
    if not 24 <= out["width"] <= 1500:
        wrong.append(f"{place}：「幅」は 24 から 1500 までです（いまは {out['width']}）。")
    if mine is None:
        out["source"] = out.get("source") or _SOURCE
        out["guide"] = out.get("guide") or f"{out.get('title', '')}を書きます。"
    for code in ("title", "group", "source", "guide"):
        if not out.get(code):
            wrong.append(f"{place}：「{_COLUMN[code]}」が空です。")
            out[code] = "？"
    return out


def _lists(grid: Grid | None, wrong: list[str]) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for row, cells in grid.rows() if grid is not None else ():
        if row == 1:
            continue
        name, value = (cells[c].text.strip() if c in cells else "" for c in (1, 2))
        if not name or not value:
            wrong.append(f"シート「{LISTS}」{row} 行：選択肢の名前か値が空です。")
        elif value in out.get(name, ()):
            wrong.append(f"シート「{LISTS}」{row} 行：「{name}」に「{value}」が二つあります。")
        out.setdefault(name, []).append(value)
    return out


def _examples(grid: Grid | None, here: Set[str], before: Set[str], wrong: list[str]) -> list[dict[str, str]]:
    if grid is None:
        wrong.append(f"シート「{EXAMPLES}」がありません。")
        return []
    codes = {c: cell.text.strip() for (r, c), cell in grid.cells.items() if r == 1}
    # the examples of a column that was taken out go with it
    strange = [c for c in codes.values() if c not in here and c not in before]
    wrong += [f"シート「{EXAMPLES}」：符号「{code}」の欄はありません。" for code in strange]
    out = []
    for row, cells in grid.rows():
        if row > 1:
            stray = [c for c in cells if c not in codes]
            wrong += [f"シート「{EXAMPLES}」{ref(row, c)}：見出しのない列に値があります。" for c in stray]
            out.append({codes[c]: cell.text for c, cell in cells.items() if codes.get(c) in here})
    return out


# --- what must hold ---------------------------------------------------------------------------------------------------


def faults(form: Form, ours: Form) -> list[str]:
    """What would make sheets of the form wrong, as Japanese sentences: what identifies a row stays, and stays text."""
    here = {c.code: c for c in form.columns}
    wrong = []
    for column in ours.columns:
        found = here.get(column.code)
        if column.kind == "id" and column.code in ("id", "branch", "number"):
            if found is None:
                wrong.append(f"行を見分ける欄「{column.title}」（{column.code}）がありません。")
            elif found.kind != "id":
                wrong.append(f"「{found.title}」は ID の欄です。種類は「ID」のままにしてください。")
        if found is not None and found.kind != column.kind and "number" in (found.kind, column.kind):
            wrong.append(f"「{found.title}」の種類を「{_KIND[found.kind]}」に変えることはできません。")
        if found is not None and column.locked and not found.locked:
            wrong.append(f"「{found.title}」は本ソフトが書く欄です。「記入しない」のままにしてください。")
        if found is not None and column.head != found.head:
            wrong.append(f"「{found.title}」の上段の符号は変えられません。")
    titles = [c.title for c in form.columns]
    wrong += [f"見出し「{t}」が二つあります。" for t in dict.fromkeys(titles) if titles.count(t) > 1]
    if not any(c.printed for c in form.columns):
        wrong.append("印刷する欄が一つもありません。")
    if len(form.printed) <= len(form.approval):
        wrong.append("印刷する欄は、決裁欄の数より多くしてください。")
    if len(form.sheet) > 31 or set(form.sheet) & set("[]:*?/\\'"):
        wrong.append(f"シートの名前「{form.sheet}」は使えません（31 字まで、[ ] : * ? / \\ ' を除く）。")
    fixed = [n for n in CODED if n in ours.lists and n in form.lists and form.lists[n] != ours.lists[n]]
    wrong += [f"選択肢「{n}」は判定や対応方針の符号です。様式では変えられません。" for n in fixed]
    known = {*form.lists, *ours.lists}
    wrong += [
        f"「{c.title}」の選択肢がシート「{LISTS}」にありません。"
        for c in form.columns
        if c.list and c.list not in known
    ]
    return wrong
