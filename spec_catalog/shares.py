"""One book for several businesses (税, 選挙, 就学, 共通機能): which of its rows belong to which business."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache

from spec_catalog import business as businesses
from spec_catalog.model import SpecItem

OWN_IDS = ("req", "form", "data")  # their ids begin with their business; a 連携ID begins with the provider's
_STRAY = 5  # fewer rows of an unrelated business are stray ids, not a share of the book
_SHARE = 10  # and so is less than one row in so many
_SHEET_ID = re.compile(r"^(\d{3}(?:-\d{1,2})?)(?=[_\s　＿.．\-]|[^\d]|$)")


def own_business(item: SpecItem) -> str:
    """The business an item's id names, "" for provisional ids and kinds whose ids name none."""
    return item.id[:3] if item.kind in OWN_IDS and item.id[:1] != "~" else ""


def of_sheet(name: str) -> str:
    """The business a sheet is named after (010_個人住民税, 法人住民税), "" for other names."""
    folded = unicodedata.normalize("NFKC", name).strip()
    if (match := _SHEET_ID.match(folded)) and businesses.get(match[1]):
        return match[1]
    for part in (folded, *re.split(r"[_()（）\s]", folded)):
        found = businesses.find(part) if len(part) > 1 and not part.isdecimal() else None
        known = businesses.get(found) if found else None
        if found and known and any(part in (n, f"{n}システム") for n in (known.name, *known.aliases)):
            return found
    return ""


def related(first: str, second: str) -> bool:
    """Whether two businesses are published together: they serve one of the twenty, themselves or through a third
    (個人 and 法人住民税 through 地方税（共通）), or both are common functions."""
    family = _families()
    a, b = family.get(businesses.base(first)), family.get(businesses.base(second))
    return a is not None and a == b


@cache
def _families() -> dict[str, int]:
    """Business → the family it belongs to."""
    groups: list[tuple[set[str], set[str]]] = []  # (what they serve, ids)
    for one in businesses.all_businesses():
        served, ids = {"common"} if one.common else set(one.twenty or (one.id,)), {one.id}
        for group in [g for g in groups if g[0] & served]:
            served, ids = served | group[0], ids | group[1]
            groups.remove(group)
        groups.append((served, ids))
    return {id: n for n, (_, ids) in enumerate(groups) for id in ids}


_COLUMN = re.compile(r"(?:^|_)(?:対象)?業務(?:ID|ＩＤ|名|名称|コード|区分|番号)?$")


@cache
def _find(text: str) -> str:
    found = businesses.find(text) if len(text) <= 40 else None
    return found or ""


def told(item: SpecItem) -> str:
    """The business, with its branch, that a column 業務 of the item's row names; "" where it names none."""
    value = next((v for name, v in item.extra if "業務" in name and _COLUMN.search(name)), "")
    return _find(unicodedata.normalize("NFKC", value).strip()) if value.strip() else ""


def shared_by(items: Sequence[SpecItem], main: str, *, named: bool, sheets: Sequence[str] = ()) -> tuple[str, ...]:
    """The businesses that share a book, the main one first; just the main one for an ordinary book.

    Related businesses need two rows (three, and one row in twenty, where the file is ``named`` after one business by
    its id), others five and one row in ten. What is less is a stray id and stays in the main business, unless a column
    業務 or the name of its sheet (``sheets``: one per item) says the same.
    """
    if len({own_business(i) for i in items} - {""}) < 2 and all(own_business(i) in ("", main[:3]) for i in items):
        return (main,)
    said = {told(i)[:3] for i in items} & {own_business(i) for i in items if told(i)[:3] == own_business(i)}
    places = dict(zip(map(id, items), sheets, strict=False))
    names = {s: of_sheet(s)[:3] for s in set(sheets)}
    said |= {b for i in items if (b := own_business(i)) and names.get(places.get(id(i), "")) == b}
    counts = Counter(b for i in items if (b := own_business(i)))
    total = sum(counts.values())
    out = [main]
    for business, n in sorted(counts.items()):
        if business == main[:3] or businesses.get(business) is None:
            continue
        if business in said:
            enough = True
        elif related(main, business):
            enough = n >= 3 and n * 20 >= total if named else n >= 2
        else:
            enough = n >= _STRAY and n * _SHARE >= total
        out += [business] if enough else []
    return tuple(out)


def owners(items: Sequence[SpecItem], shares: Sequence[str], sheets: Sequence[str]) -> list[str]:
    """The business of each item, one of ``shares`` (the first takes what nobody else claims).

    An item without an id of its own follows its sheet where sheets are named after businesses, else the item before
    it on the same sheet, else the one after it. ``sheets`` are those the items stand on, one per item.
    """
    if len(shares) == 1:
        return [shares[0]] * len(items)
    by_base = {businesses.base(b): b for b in shares}
    named = {s: by_base[f[:3]] for s in set(sheets) if (f := of_sheet(s)) and f[:3] in by_base}
    out = [by_base.get(own_business(i)[:3], "") if own_business(i) else "" for i in items]
    stray = [bool(own_business(i)) and not o for i, o in zip(items, out, strict=True)]
    for k, owner in enumerate(out):
        if not owner:
            before = out[k - 1] if k and sheets[k - 1] == sheets[k] and not stray[k] else ""
            out[k] = named.get(sheets[k], before)
    for k in range(len(out) - 1, -1, -1):
        if not out[k]:
            after = out[k + 1] if k + 1 < len(out) and sheets[k + 1] == sheets[k] and not stray[k] else ""
            out[k] = after or shares[0]
    return out
