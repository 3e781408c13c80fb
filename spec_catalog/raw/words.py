"""What single texts of an office's table are: a heading, a sum, a remark, a tick, the name of a group."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from spec_catalog.layouts.table import DITTO_ABOVE
from spec_catalog.text import match_key

LONGEST = 40  # characters; longer texts are remarks or values, not headings
NUMBER = re.compile(r"[\d０-９.,，．/年月日:\-－％%¥円 ]+")
BARE_NUMBER = re.compile(r"[\d０-９][\d０-９,，.．]*")
_PAIRS = dict(zip("【〔［[＜<《「", "】〕］]＞>》」", strict=True))
MARKS = "■□●○◎◆◇▼▽▲△★☆【〔［[＜<《「"
_LEAD = re.compile(
    r"^(?:[※*＊☆★●○■◆・>]+|[(]\d{1,2}[)]|[①-⑳]|\d{1,2}[.)．）:]\s*(?=\D)|[(](?:必須|任意)[)]|【(?:必須|任意)】)+"
)
_CIRCLED = re.compile(r"^\s*[①-⑳㊀-㊉]+")
_TRAIL = re.compile(r"(?:[*※☆★†]+\s*\d{0,2}|注\d{1,2})+$")
_BRACKETS = re.compile(r"[(（\[［【〔<＜].*?[)）\]］】〕>＞]")
_UNIT = re.compile(r"[(（\[［]([^()（）\[\]［］]{1,8})[)）\]］]\s*$")
_UNIT_WORDS = re.compile(
    r"(?:単位[:：])?((?:千|百万|万|億)?(?:円|件|枚|人|台|名|字|本|回|通|GB|MB|TB|時間|分|日|年|か所|箇所|課|部|世帯|冊|%|％)"
    r"(?:[/／]?(?:年|月|日|回|件|人|枚))?)"
)
_HEADS = ("現行の", "現行", "現在の", "主な", "当該", "該当", "対象となる", "使用している", "利用している")
_OVER = re.compile(r"単位\s*[:：は]?\s*([^\s、,)）\]】]{1,6})")
_PER = re.compile(r"(?:.*?([部件枚人回冊通台])数?)?/(年|月|週|日|回)$")
_TAILS = ("を記入", "を選択", "記入欄", "欄", "について", "等")
_SUM = re.compile(
    r"[【(<＜\[]?(?:小|合|総|累|総合|中|大|年度?|月|課|係|部|頁|ページ|業務|区分)?計[】)>＞\]]?(?:[:(].*)?|(?:総数|平均)"
)
_NOTE = re.compile(
    r"[(\[【〈<]?(?:※|\*+\s*\d|\*+\s|注\d*\s*[)\]】:.。、)\s]|注[意記]|\(?注\)?$|備考[:：]|出典[:：\s]|凡例|以上[)】\]〉>]?$|以下、?余白|-\s*\d{1,3}\s*-$"
    r"|\d{1,3}\s*/\s*\d{1,3}$|p\.?\s*\d+$|(?:作成|更新|改訂)(?:日|者)[:：])",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(
    r"[(\[【<＜]?(?:記入|記載|入力|回答)?例[\d]*(?:[)\]】>＞:：]|\s|$)|見本$|サンプル$|ex\.?$", re.IGNORECASE
)
YES = frozenset(
    ("○", "〇", "◯", "●", "◎", "レ", "✓", "✔", "☑", "■", "√", "v", "V", "1", "１", "✅", "有", "あり", "該当")
)
NO = frozenset(("", "×", "✕", "✗", "-", "－", "―", "ー", "‐", "−", "□", "☐", "無", "なし", "0", "０", "/", "／"))
_YEAR = re.compile(r"(?:(令和|平成|R|H)\s*(元|\d{1,2})|((?:19|20)\d{2}))\s*(?=年|[./年]|提出|版|分|$)")
_DATE = re.compile(r"(?:令和|平成|[RH])?[\d元年月日./度 \-]+(?:現在|作成|時点|更新|版|末)?")
_ASIDE = re.compile(
    r"記入例|記載例|入力例|見本|サンプル|^例$|コピー|バックアップ|^旧|[(]旧[)]$|^old|前年度|昨年度|前回|過年度|^(?:リスト|選択肢.*|プルダウン.*|マスタ[ー]?|コード表?|設定|list|master)$",
    re.IGNORECASE,
)
PAGE = re.compile(r"[(（]?\s*\d+\s*(?:[/／]\s*\d+|頁|ページ|枚目)\s*[)）]?|(?:その|no\.?)\s*\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Words:
    """Headings somebody knows, as keys: ``known`` all of them, ``main`` those a table of records can't do without,
    ``above`` what stands in the block over a table (所属, 記入日). ``pick``: headings → index of the one that names the
    records of the very list these are the headings of, None = unknown."""

    known: frozenset[str] = frozenset()
    main: frozenset[str] = frozenset()
    above: frozenset[str] = frozenset()
    pick: Callable[[Sequence[str]], int | None] = lambda _headings: None


NONE = Words()


def folded(text: str) -> str:
    """As compared here: width folded, white space and line breaks one blank."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


_NAMES = ("の名前", "の呼び名", "の名")
_NAME_OF = re.compile("の(名前|呼び名|名)$")


@lru_cache(maxsize=1 << 14)
def keys_of(heading: str) -> tuple[str, ...]:
    """Match keys a heading may be known under, the strictest first: as it is, without numbering, brackets, の, 等."""
    whole = match_key(heading)
    plain = folded(_CIRCLED.sub("", heading))  # ② is 2 when folded
    out = [whole]
    bare = _TRAIL.sub("", _LEAD.sub("", plain)).strip()
    for text in (bare, _TRAIL.sub("", _BRACKETS.sub("", bare))):
        key = match_key(text)
        out.append(key)
        for tail in _TAILS:
            if key.endswith(tail) and len(key) > len(tail) + 1:
                out.append(key[: -len(tail)])
        out += [key[len(h) :] for h in _HEADS if key.startswith(h) and len(key) > len(h) + 1]
        out.append(key.replace("の", ""))
        out.append(key.replace("の", "").replace("等", "").replace("・", ""))
        if key.endswith(_NAMES):  # 画面の名前, 帳票の呼び名
            out.append(_NAME_OF.sub("名", key))
    first = re.split(r"[・／/（(]", plain)[0].strip()
    if len(first) > 1:  # 用途・内容, 帳票名／様式名
        out.append(match_key(first))
    return tuple(dict.fromkeys(k for k in out if k))


def unit_of(heading: str) -> str:
    """The unit a heading gives: 年間経費（千円） → 千円, 部数／月 → 部/月; "" where there is none."""
    plain = unicodedata.normalize("NFKC", heading).strip()
    for part in reversed(plain.split("_")):  # 金額（円）_年額
        found = _UNIT.search(_TRAIL.sub("", part))
        unit = _UNIT_WORDS.fullmatch(found[1].strip()) if found else None
        if unit:
            return unit[1]
    per = _PER.fullmatch(_TRAIL.sub("", plain.rsplit("_", 1)[-1]).strip())
    return f"{per[1] or ''}/{per[2]}" if per else ""


def unit_over(text: str) -> str:
    """The unit a text over a table gives to its numbers: （単位：千円） → 千円; "" for any other text."""
    found = _OVER.search(folded(text))
    unit = _UNIT_WORDS.fullmatch(found[1]) if found else None
    return unit[1] if unit else ""


def is_unit(text: str) -> bool:
    """件, 千円, 枚/月."""
    return bool(_UNIT_WORDS.fullmatch(folded(text)))


def is_known(text: str, words: Words) -> bool:
    """Whether a short text is a heading somebody knows."""
    return len(text) <= LONGEST and any(k in words.known for k in keys_of(text))


def is_main(text: str, words: Words) -> bool:
    """Whether a heading names the records themselves (機能名, 帳票名)."""
    return len(text) <= LONGEST and any(k in words.main for k in keys_of(text))


def is_above(text: str, words: Words) -> bool:
    """Whether a label belongs into the block over a table."""
    return len(text) <= LONGEST and any(k in words.above for k in keys_of(text.rstrip("：: ")))


def is_label(text: str) -> bool:
    """Whether a text could be a heading at all: short, and not a number."""
    plain = text.strip()
    return 0 < len(" ".join(plain.split())) <= LONGEST and not NUMBER.fullmatch(plain)


def is_sum(text: str) -> bool:
    """小計, 合計, 【総計】."""
    return len(text) <= 20 and bool(_SUM.fullmatch(folded(text).replace(" ", "")))


def is_note(text: str) -> bool:
    """Whether a text that stands alone is a remark: ※…, 注）…, a page number, a whole sentence."""
    plain = folded(text)
    return bool(_NOTE.match(plain)) or (len(plain) > 25 and plain.endswith("。"))


def is_example(text: str) -> bool:
    """記入例, （例）."""
    return len(text) <= 12 and bool(_EXAMPLE.match(folded(text)))


def year_of(text: str) -> int:
    """The (fiscal) year a sheet or a title is of: R7年度, 令和７年, 2025年度; 0 where it says none."""
    found = _YEAR.search(folded(text))
    if not found:
        return 0
    if found[3]:
        return int(found[3])
    return (2018 if found[1] in ("令和", "R") else 1988) + (1 if found[2] == "元" else int(found[2]))


def is_date(text: str) -> bool:
    """Whether a text over a table is only a date: 令和７年１１月, 2025.11.4現在."""
    return bool(_DATE.fullmatch(folded(text)))


def is_aside_sheet(name: str) -> bool:
    """Whether a sheet is by its name an example or a copy put by."""
    return bool(_ASIDE.search(folded(name)))


def group_name(text: str) -> str:
    """The name in a group row: 【証明】 → 証明, ■認定 → 認定."""
    plain = text.strip()
    while plain and plain[0] in MARKS:
        closing = _PAIRS.get(plain[0], "")
        plain = plain[1:].lstrip()
        if closing and closing in plain[:-1]:  # 【令和６年度】（参考）
            plain = plain.replace(closing, "", 1)
    return plain.rstrip("】〕］]＞>》」 　") or text.strip()


def group_mark(text: str) -> str:
    """The sort of group a text begins: its first sign, or "1" and "(1)" for numbering; "" for none."""
    plain = folded(text)
    if plain[:1] and plain[0] in MARKS + "(" and not re.match(r"\(\d", plain):
        return plain[0]
    numbered = re.match(
        r"第?\d{1,2}\s*([章節項.．、)]|\s)|\(\d{1,2}\)|[①-⑳]|[IVX]{1,4}[.\s]", text.strip().translate(_WIDE)
    )
    return re.sub(r"\d+|[IVX]+", "1", numbered[0].strip()) if numbered else ""


_WIDE = str.maketrans("０１２３４５６７８９（）．ⅠⅡⅢⅣⅤⅥ", "0123456789().IIIIII")


def is_ditto(text: str) -> bool:
    """〃, 同上, ↑."""
    return text.strip() in DITTO_ABOVE or text.strip() in ("↓", "↑", "々", "仝", "同　上", "同 上")
