"""Published ids and symbols: what is canonical, what a broken one may have been, and how people sort them.

Ids are text and their original is kept. A repair is only ever proposed (design/domain.md, "Ids").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

PATTERNS = {
    "req": re.compile(r"\d{7}"),
    "form": re.compile(r"\d{7}"),
    "link": re.compile(r"\d{3}o\d{3}"),
    "data": re.compile(r"\d{8}"),
    "code": re.compile(r"\d{3}"),
    "nonfunc": re.compile(r"[A-Z]\.\d+(?:\.\d+){0,3}"),
    "flow": re.compile(r"\d{2}-\d{2}"),
    "screen": re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]*"),
}
NAMES = {
    "req": "機能ID", "form": "帳票ID", "link": "連携ID", "data": "データ項目ID", "code": "コードID", "nonfunc": "項番",
    "flow": "業務フローID", "screen": "画面ID",
}  # fmt: skip
_DIGITS = {"req": 7, "form": 7, "data": 8, "code": 3}
DASHES = "-‐‑‒–—―−－﹣─ｰ"
SYMBOLS = {
    **dict.fromkeys("◎⦾", "◎"),
    **dict.fromkeys("○〇◯⚪", "○"),
    **dict.fromkeys("×✕✗✖☓╳xXｘＸ", "×"),
    **dict.fromkeys(DASHES + "ー", "－"),
}
CLASS_OF = {"◎": "mandatory", "○": "optional", "×": "prohibited", "－": "unlisted"}
SYMBOL_OF = {**{v: k for k, v in CLASS_OF.items()}, "excluded": "除外", "outside": "対象外"}
_WORDS = {
    **dict.fromkeys(("実装必須機能", "実装必須", "必須", "実装すべき機能"), "mandatory"),
    **dict.fromkeys(
        ("標準オプション機能", "標準オプション", "オプション", "任意", "実装してもしなくても良い機能"), "optional"
    ),
    **dict.fromkeys(("実装不可機能", "実装不可", "不可", "実装しない機能"), "prohibited"),
    "規定なし": "unlisted",
    **dict.fromkeys(("対象外", "標準化対象外", "標準化の対象外"), "excluded"),
}


def canonical(kind: str, text: str) -> str | None:
    """The id when ``text`` is one (surrounding white space apart), else None: nothing is repaired here."""
    stripped = text.strip()
    pattern = PATTERNS.get(kind)
    return stripped if pattern and pattern.fullmatch(stripped) and stripped.isascii() else None


def repairs(kind: str, text: str, business: str = "") -> tuple[str, ...]:
    """Canonical ids that a broken one may stand for, best first; to be confirmed by a person.

    Tried: full width → half width, white space and line breaks inside, a leading or trailing name, lost leading zeros
    (10354 → 0010354), the letter o of a linkage written as O or 0. With ``business`` its own ids come first.
    """
    folded = unicodedata.normalize("NFKC", text)
    compact = re.sub("[\\s\u200b\ufeff]+", "", folded)
    for dash in DASHES:
        compact = compact.replace(dash, "-")
    if kind == "link":
        found = [f"{m[1]}o{m[2]}" for m in re.finditer(r"(?<!\d)(\d{3})[oO0〇○](\d{3})(?!\d)", compact)]
    elif kind in _DIGITS:
        length = _DIGITS[kind]
        if behind := branch_in(compact):
            compact = compact[: -len(behind) - 1]
        runs = re.findall(r"\d+", compact)
        found = [r for r in runs if len(r) == length]
        whole = "".join(runs)
        if len(runs) > 1 and len(whole) == length and not re.search(r"[^\d\-./_ ]", compact):
            found.append(whole)  # 001-0101
        found += [r.zfill(length) for r in runs if length > len(r) >= (1 if kind == "code" else 4)]
        if business and kind != "code":
            tail = length - 3
            found += [business[:3] + r.zfill(tail) for r in runs if len(r) <= tail]
            found += [business[:3] + r[-tail:] for r in runs if length < len(r) <= length + 2]
    else:
        upper = compact.upper() if kind == "nonfunc" else compact
        found = [m.group() for m in PATTERNS[kind].finditer(upper)] if kind in PATTERNS else []
        if kind == "flow":
            found += [f"{m[1]:0>2}-{m[2]:0>2}" for m in re.finditer(r"(?<!\d)(\d{1,2})-(\d{1,2})(?!\d)", compact)]
    unique = [i for i in dict.fromkeys(found) if PATTERNS[kind].fullmatch(i)]
    if business and kind in ("req", "form", "data"):
        unique.sort(key=lambda i: not i.startswith(business[:3]))
    return tuple(unique)


def joined(kind: str, parts: Sequence[str]) -> tuple[str, ...]:
    """The id meant by a business and a number in two columns that lost their zeros: 001 and 8 → 00100008."""
    length = _DIGITS.get(kind, 0)
    if len(parts) != 2 or length <= 3:
        return ()
    head, tail = (unicodedata.normalize("NFKC", p) for p in parts)
    fits = re.fullmatch(r"\d{1,3}", head) and re.fullmatch(rf"\d{{1,{length - 3}}}", tail)
    return (head.zfill(3) + tail.zfill(length - 3),) if fits else ()


_BRANCHED = re.compile(r"(?:\d{3}[oO0〇○]\d{3}|\d{7})[-_](\d{1,2})")


def branch_in(text: str) -> str:
    """The 枝番 behind an id in one cell (``001O005-01``, ``0390005-1``), "" where there is none."""
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    for dash in DASHES:
        folded = folded.replace(dash, "-")
    found = _BRANCHED.fullmatch(folded)
    return found[1] if found else ""


def symbol(text: str) -> str:
    """A class symbol in its canonical form (〇 → ○, ✕ → ×, − → －); other text comes back unchanged, stripped."""
    stripped = text.strip()
    return SYMBOLS.get(stripped, stripped)


@lru_cache(maxsize=1 << 12)
def class_of(text: str) -> str | None:
    """The class (model.CLASSES) that a symbol or a word such as 実装必須機能 gives, None for anything else."""
    stripped = text.strip()
    if found := CLASS_OF.get(symbol(stripped)):
        return found
    return _WORDS.get(unicodedata.normalize("NFKC", re.sub(r"\s+", "", stripped))) or _sign_and_word(stripped)


def _sign_and_word(text: str) -> str | None:
    """A sign and a word that say the same: ``◎ 実装必須``, ``○（標準オプション）``, ``必須（◎）``."""
    parts = [p for p in re.split(r"[\s：:（）()【】\[\]・／/]+", text) if p]
    if len(parts) == 1 and len(parts[0]) > 1 and parts[0][0] in SYMBOLS:
        parts = [parts[0][0], parts[0][1:]]
    if len(parts) != 2:
        return None
    sign, word = (parts[0], parts[1]) if len(parts[0]) == 1 else (parts[1], parts[0])
    value = CLASS_OF.get(symbol(sign))
    said = _WORDS.get(unicodedata.normalize("NFKC", word))
    return value if value is not None and value == said else None


_NAMED = {"req": r"\d{7}", "form": r"\d{7}", "data": r"\d{8}", "flow": r"\d{2}-\d{2}"}


def named(kind: str, text: str) -> tuple[str, str] | None:
    """(id, name) of an id and a name in one cell (``0310002住登外者宛名情報管理機能``), None for anything else.

    A remainder that holds further digits or begins with a bracket (a remark on the id) is no name.
    """
    match = re.fullmatch(rf"({_NAMED[kind]})[\s:：_・]*(\D+)", text.strip()) if kind in _NAMED else None
    if not match or not match[1].isascii() or len(match[2].strip()) < 2 or match[2].strip()[0] in "（(【[〔/／、,・-－":
        return None
    return match[1], match[2].strip()


def is_class_word(text: str) -> bool:
    """Whether a text is a word, not a sign, for a class: 必須, 実装不可機能."""
    return unicodedata.normalize("NFKC", re.sub(r"\s+", "", text)) in _WORDS


def functions_in(text: str) -> tuple[str, ...]:
    """Function ids inside a cell: two ids (``0240165/0240315``), id and name (``0310002住登外者…``)."""
    return tuple(dict.fromkeys(re.findall(r"(?<![0-9])[0-9]{7}(?![0-9])", unicodedata.normalize("NFKC", text))))


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key in which 1.2 comes before 1.10 and B.1.1.2 before C.1."""
    parts = re.findall(r"\d+|\D+", unicodedata.normalize("NFKC", text))
    return tuple((0, int(p), "") if p.isdecimal() else (1, 0, p) for p in parts)


def provisional(sha256: str, section: str, mark: str) -> str:
    """The 仮番 of an item without a usable id: ``~HASH8/項番/◎``."""
    return f"~{sha256[:8]}/{section}/{mark}"
