"""What stands among the records of an office's table without being one: how to fill it in, rows that only number and
name a group, halves that are of last year."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from spec_catalog.raw.heads import Cells, Column
from spec_catalog.raw.words import folded

REASON_HOW = "記入のしかたの行"
REASON_OLD = "前の年度・参考とある行"
_HOW = re.compile(
    r".*(?:記入|選択|入力|記載|回答)(?:する|して下さい|してください|のこと|欄|不要|可|。)?[)）。]?$|[(（].{1,30}[)）]$|※.+"
    r"|(?:必須|任意|自動|自由記[述入]|必須項目|任意項目|プルダウン.*|リスト.*|ドロップダウン.*|半角.*|全角.*|\d+字以内.*|文字列|数値|日付)$"
    r"|(?:例|記入例|記載例|入力例)[:：)）].*|.*(?:の形式で|のいずれか).*|[○×△◎◯〇✕/／・、,\s]{2,}$|[^/／]{1,6}(?:[/／][^/／]{1,6}){1,6}$",
)
_OLD = re.compile(r"参考|前年度|昨年度|前回|旧様式|旧版|改定前|改正前|変更前|過年度|[(]旧[)]|^旧$|提出済|廃止分")
_REMARK = re.compile(
    r"[(（【\[]?(?:備\s*考|特記事項|補足|摘要)[)）】\]]?\s*[:：]?\s*(?<=[:：)）】\]\s])(\S.*)", re.DOTALL
)
_NUMBERING = (
    ("digit", re.compile(r"\d{1,3}[.)、．）]?")),
    ("bracket", re.compile(r"[(（]\d{1,3}[)）]")),
    ("circle", re.compile(r"[①-⑳]")),
    ("pair", re.compile(r"\d{1,3}(?:[-‐－.・]\d{1,3})+")),
    ("kana", re.compile(r"[(（]?[ア-ンｱ-ﾝ][)）.]?")),
    ("roman", re.compile(r"[IVXⅠ-Ⅻ]{1,4}[.)]?")),
    ("letter", re.compile(r"[(（]?[A-Za-z][)）.]?")),
)


def is_how(texts: Sequence[str]) -> bool:
    """Whether the texts of the row below a heading say how to fill the columns in, and not what somebody filled in."""
    plain = [folded(t) for t in texts]
    return len(plain) >= 2 and sum(bool(_HOW.match(t)) for t in plain) * 5 >= 4 * len(plain)


def is_old(text: str) -> bool:
    """Whether the name of a group says that what follows is not of now: （参考）, 前年度."""
    return bool(_OLD.search(folded(text)))


def goes_on(upper: str, lower: str) -> bool:
    """Whether a text that stands alone below another is its second line: it begins in brackets or with a point, or the
    upper one isn't at its end."""
    begun, more = upper.strip(), lower.strip()
    return bool(begun and more) and (more[0] in "(（[［・〜～、" or begun[-1] in "、，,・及びとのをにが（(")


def remark_of(text: str) -> str:
    """What a row below a record remarks about it (備考：…); "" for any other text."""
    found = _REMARK.fullmatch(text.strip())
    return "\n".join(t for line in found[1].splitlines() if (t := line.strip())) if found else ""


def style_of(text: str) -> str:
    """The sort of numbering a text is (digit, kana, circle …); "" for anything else."""
    plain = text.strip()
    narrow = folded(plain) if not re.fullmatch(r"[①-⑳Ⅰ-Ⅻ]", plain) else plain
    return next((name for name, form in _NUMBERING if form.fullmatch(narrow)), "")


def bare_groups(rows: Sequence[tuple[int, Cells]], columns: Sequence[Column], main: Column | None) -> dict[int, str]:
    """Rows that hold only a number and a name, numbered in another way than the records below them → the name.

    １ 学齢簿 above ア 作成 | 年1回 | … : every row numbered so has to be as bare, and those below must be fuller.
    """
    if main is None:
        return {}
    bare: dict[int, tuple[str, str]] = {}
    full: list[str] = []
    for row, cells in rows:
        said = sorted((c, cell.text.strip()) for c, cell in cells.items() if cell.text.strip())
        if len(said) < 2 or said[0][0] >= main.left:
            continue
        style = style_of(said[0][1])
        if len(said) == 2 and main.left <= said[1][0] <= main.right:
            bare[row] = (style, said[1][1])
        elif len(said) > 2:
            full.append(style)
    styles = {style for style, _ in bare.values()}
    if not full or "" in styles or len(styles) != 1 or styles & set(full):
        return {}
    return {row: name for row, (_, name) in bare.items()}


def follows(rows: Sequence[int], found: Mapping[int, str]) -> dict[int, str]:
    """Only those of the rows found that don't stand last or just above another of them."""
    return {
        row: found[row] for row, after in zip(rows, [*rows[1:], 0], strict=False)
        if row in found and after and after not in found
    }  # fmt: skip
