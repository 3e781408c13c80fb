"""What the cells of a row mean together: a period in one cell, a partner that sends or receives, ticks of no column."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from typing import Any

from app.core import dates
from app.services.survey_headings import split
from app.services.survey_lists import SurveyList, partner_words
from spec_catalog.raw.words import BARE_NUMBER, folded, keys_of, unit_of
from spec_catalog.rawtable import ABOVE, RawTable
from spec_catalog.text import match_key

_PERIOD = re.compile(
    r"(.{2,24}?)(?:から|より)?\s*[〜～~∼]\s*(.{2,24}?)(?:まで|迄)?|(.{2,24}?)から\s*(.{2,24}?)(?:まで|迄)?"
)
_DASHED = re.compile(r"(.{4,12}?)\s*[-‐－―–—]\s*(.{4,12}?)")
_MONEY = re.compile(r"金額|費|料|額|経費|コスト|価格|予算|^うち|内訳")
_COUNT = re.compile(r"件数|枚数|部数|人数|台数|数量|字数|世帯数|戸数")


def period(text: str) -> tuple[str, str] | None:
    """(begin, end) as written, where a text is a period whose two ends are dates: H30.4〜R9.3."""
    plain = " ".join(text.split())
    for form in (_PERIOD, _DASHED):
        found = form.fullmatch(plain)
        if found:
            begin, end = found[1].strip(), found[2].strip()
            if dates.read(begin) is not None and dates.read(end) is not None:
                return begin, end
    return None


def units_of(table: RawTable, heading: str) -> tuple[str, str]:
    """(the unit a row below the headings gives to one, the unit that stands over the whole table)."""
    return dict(table.units).get(heading, ""), table.unit


def with_unit(text: str, heading: str, units: tuple[str, str]) -> str:
    """A bare number with the unit its heading names, or the one that stands over the table where it is of that sort."""
    if not BARE_NUMBER.fullmatch(text):
        return text
    below, over = units
    own = heading.rsplit("_", 1)[-1]
    sort = _MONEY if over.endswith("円") else _COUNT
    return text + (unit_of(heading) or below or (over if over and sort.search(folded(own)) else ""))


def put_aside(noted: list[str], label: str, text: str, ticked: Set[str]) -> None:
    """A line of 備考 for a heading that is no column; ticks under a common heading make one: 処理月：4月、5月.

    ``ticked``: the common headings with nothing but ticks below them.
    """
    group, mark, word = label.rpartition("_")
    if not mark or group not in ticked:
        noted.append(f"{label}：{text}")
        return
    at = next((i for i, line in enumerate(noted) if line.startswith(f"{group}：")), None)
    if at is None:
        noted.append(f"{group}：{word}")
    else:
        noted[at] += f"、{word}"


def has_partner(wanted: SurveyList, mapping: Mapping[str, str]) -> bool:
    """Whether a column names the other side of a linkage without saying whether it sends or receives."""
    words = {match_key(w) for w in partner_words(wanted.name)}
    mapped = (h for h, code in mapping.items() if split(code)[0] == "receiver")
    return any(words & set(keys_of(h.rsplit("_", 1)[-1])) for h in mapped)


def settle_partner(wanted: SurveyList, mapping: Mapping[str, str], values: dict[str, Any], noted: list[str]) -> None:
    """Sender and receiver where a row names only the other side and the direction: what is received, it sends."""
    above = any(split(code)[0] == "system" and heading.startswith(ABOVE) for heading, code in mapping.items())
    if values.get("direction") == "I" and above and not values.get("receiver"):
        values["receiver"] = values.pop("system", "")  # our own system stands over the table, and it receives
    elif values.get("direction") == "I" and has_partner(wanted, mapping):
        values["system"], values["receiver"] = values.get("receiver", ""), values.get("system", "")
        for code in ("system", "receiver"):
            if not values[code]:
                del values[code]
        department = values.pop("partner_department", "")  # that of the receiver, which is our own
        if department:
            noted.append(f"送り側の所管課：{department}")
