"""Tables that print the edition before beside the new one (新旧対照): which side a heading speaks of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from spec_catalog.facts import find_label

OLD, NEW = "old", "new"
_WORDS = {
    OLD: r"旧|従前|前回|現行|改[定訂正版]前|変更前|見直し前",
    NEW: r"新|今回|改[定訂正版]後|変更後|見直し後|改[定訂正]案",
}
_ALONE = {s: re.compile(rf"(?:{w})(?:の?版|文|欄)?\s*(?:\(.*\)|【.*】|\[.*\])?") for s, w in _WORDS.items()}
_BRACKETED = {s: re.compile(rf"[(【\[〔]\s*(?:{w})(?:版)?\s*[)】\]〕]") for s, w in _WORDS.items()}
_BEFORE = {s: re.compile(rf"(?:{w})の?(?=.)") for s, w in _WORDS.items()}


@lru_cache(maxsize=1 << 14)
def side_of(name: str) -> tuple[str, str]:
    """(side, heading without the word for it) of a joined heading; ("", heading) where it speaks of no side.

    ``旧（第1.0版）_機能要件``, ``改定前の機能要件`` → ("old", "機能要件"); ``新`` → ("new", "").
    """
    parts = name.split("_")
    for i, part in enumerate(parts):
        folded = unicodedata.normalize("NFKC", part).strip()
        for side in (OLD, NEW):
            if _ALONE[side].fullmatch(folded):
                return side, "_".join(parts[:i] + parts[i + 1 :])
            for pattern in (_BRACKETED[side], _BEFORE[side]):
                found = pattern.search(folded) if pattern is _BRACKETED[side] else pattern.match(folded)
                if found and (rest := folded[: found.start()] + folded[found.end() :]):
                    return side, "_".join([*parts[:i], rest, *parts[i + 1 :]])
    return "", name


_YEAR = re.compile(
    r"(?P<era>令和|平成|R|H)?(?P<year>元|\d{1,4})年?度?末?(?:まで|以前|以降|から|以後|より|分|時点|版|適用|~)*"
)


@lru_cache(maxsize=1 << 12)
def year_of(name: str) -> tuple[str, str]:
    """(four digits of the year, heading without it) of a joined heading one of whose parts is a year; ("", heading).

    ``実装区分_指定都市_R8年度以降`` → ("2026", "実装区分_指定都市").
    """
    parts = name.split("_")
    for i, part in enumerate(parts):
        folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", part))
        found = _YEAR.fullmatch(folded)
        if not found or "年" not in folded or len(parts) == 1:
            continue
        number = 1 if found["year"] == "元" else int(found["year"])
        start = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988}.get(found["era"] or "", 0)
        if 1990 < number + start < 2100:
            return str(number + start), "_".join(parts[:i] + parts[i + 1 :])
    return "", name


def new_label(names: Iterable[str]) -> str:
    """The edition that the headings of the new side name, "" where they name none."""
    new = (n for n in names if side_of(n)[0] == NEW)
    return next((found for n in new if (found := find_label(n))), "")
