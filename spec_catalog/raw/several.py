"""What the tables of a book have to do with one another: the same headings, another year, a business for each sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spec_catalog import business
from spec_catalog.raw.area import Area
from spec_catalog.raw.body import ABOVE, GROUP, REMARK, SHEET
from spec_catalog.raw.words import Words, folded, year_of
from spec_catalog.text import match_key

_DEPARTMENT = re.compile(r".[課室局署]$|.(?:事務局|委員会|支所|係|センター)$")
_SYSTEM = re.compile(r"[^\W現行業務情報].*(?:システム|ｼｽﾃﾑ)$")


def of_now(areas: list[Area], words: Words) -> list[Area]:
    """Without the tables of earlier years where they hold largely the same records as the newest; these are marked."""
    years = [year_of(a.sheet) or year_of(a.title) for a in areas]
    newest = max(years, default=0)
    if not newest or min(years) in (0, newest):
        return areas
    names = [_names(a, words) for a in areas]
    current = set().union(*(n for n, year in zip(names, years, strict=True) if year == newest))
    place = next(a.sheet for a, year in zip(areas, years, strict=True) if year == newest)
    out = []
    for area, year, own in zip(areas, years, names, strict=True):
        if year < newest and own and len(own & current) * 2 >= len(own):
            area.old = place
        else:
            out.append(area)
    return out


def _names(area: Area, words: Words) -> set[str]:
    at = words.pick(area.headers)
    return {match_key(t) for line in area.lines if (t := line.texts[at if at is not None else 0].strip())}


def signature(area: Area) -> tuple[str, ...]:
    """What tables of the same headings have in common."""
    return tuple(match_key(h) for h in area.headers if not h.startswith((GROUP, ABOVE, SHEET, REMARK)))


def sheets_say(names: Sequence[str]) -> str:
    """What the names of sheets are: "department" (市民課), "system" (several of 住民記録システム), "business" or ""."""
    plain = {folded(n).strip() for n in names}
    if plain and all(_DEPARTMENT.search(n) for n in plain):
        return "department"
    if len(plain) > 1 and all(_SYSTEM.search(n) for n in plain):
        return "system"
    return "business" if plain and all(re.search(r"[^\W\d_]|\d{3}", n) and business.find(n) for n in plain) else ""


def told_by_sheet(areas: Sequence[Area]) -> bool:
    """Whether the names of the sheets say what the tables don't."""
    said = sheets_say([a.sheet for a in areas])
    return bool(said) and not (said == "business" and any(_names_business(a) for a in areas))


def _names_business(area: Area) -> bool:
    """Whether a column of a table holds businesses already."""
    for at in range(len(area.headers)):
        texts = {t for line in area.lines if (t := line.texts[at].strip())}
        if texts and "業務" in area.headers[at] and all(business.find(t) for t in texts):
            return True
    return False
