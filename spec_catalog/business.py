"""Which businesses there are: ids 001–039, their names as people write them, and the twenty they belong to.

Facts: businesses.json. Ids are text; a branch such as "023-1" is a business of its own within its three digits.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from spec_catalog.text import match_key

ID = re.compile(r"\d{3}(?:-\d{1,2})?")

# The twenty businesses of the standardisation act's ordinance, in the usual order of the ministries' tables.
TWENTY = (
    "住民基本台帳", "印鑑登録", "戸籍", "戸籍の附票", "選挙人名簿管理", "個人住民税", "法人住民税",
    "固定資産税", "軽自動車税", "就学", "国民年金", "国民健康保険", "後期高齢者医療", "介護保険",
    "障害者福祉", "生活保護", "健康管理", "児童手当", "児童扶養手当", "子ども・子育て支援",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Business:
    """One business id. ``twenty`` names those of the twenty businesses it serves; common functions serve none."""

    id: str
    name: str
    twenty: tuple[str, ...] = ()
    common: bool = False
    ministry: str = ""
    branches: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@cache
def all_businesses() -> tuple[Business, ...]:
    """The 39 businesses in the order of their ids."""
    raw = json.loads(Path(__file__).with_name("businesses.json").read_text(encoding="utf-8"))
    return tuple(
        Business(
            b["id"],
            b["name"],
            tuple(b["twenty"]),
            b["common"],
            b["ministry"],
            tuple(b["branches"]),
            tuple(b["aliases"]),
        )
        for b in raw["businesses"]
    )


@cache
def _by_id() -> dict[str, Business]:
    return {b.id: b for b in all_businesses()}


@cache
def _by_name() -> tuple[tuple[str, str], ...]:
    """(match key, id), longest first, so that 戸籍の附票 is found before 戸籍."""
    names = {match_key(n): b.id for b in all_businesses() for n in b.aliases}
    names.update({match_key(b.name): b.id for b in all_businesses()})
    return tuple(sorted(names.items(), key=lambda pair: -len(pair[0])))


def base(business: str) -> str:
    """The three digits: "023-1" → "023"."""
    return business[:3]


def get(business: str) -> Business | None:
    """The business of an id, with or without branch; None where it is unknown."""
    return _by_id().get(base(business)) if ID.fullmatch(business) else None


def name_of(business: str) -> str:
    """The name of an id ("023-1" → 介護保険（023-1）); the id itself where it is unknown."""
    found = get(business)
    if found is None:
        return business
    return found.name if business == found.id else f"{found.name}（{business}）"


def is_common(business: str) -> bool:
    """Whether functions beyond the standard are allowed there (common functions; domain.md, class of an item)."""
    found = get(business)
    return found is not None and found.common


def mentions(text: str, business: str) -> bool:
    """Whether the name or an alias of a business stands in ``text``, or its id in front of it."""
    found, key = get(business), match_key(text)
    if found is None:
        return False
    return key.startswith(found.id) or any(match_key(n) in key for n in (found.name, *found.aliases))


def find(text: str) -> str | None:
    """The id a person means by an id, a name or an alias, exactly or as the longest name inside ``text``."""
    key = match_key(text)
    if not key:
        return None
    if ID.fullmatch(key):
        return key if get(key) else None
    if re.fullmatch(r"\d{1,2}", key):
        return key.zfill(3) if get(key.zfill(3)) else None
    for name, business in _by_name():
        if key == name:
            return business
    for name, business in _by_name():
        if len(name) > 1 and name in key:
            return business
    return None
