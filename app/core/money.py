"""Money of an option: what it costs once and a year, what of it is subsidised, and the running costs before and after.

Amounts are whole yen. Sources: 仙台市 RFI ひな型 (ten items once, four a year); 基本方針 6.1.2 (補助対象と上限), 2.2
(運用経費を平成30年度比で少なくとも三割減らす目標).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

GOAL = 30
"""Percent by which running costs are to fall below those of 平成30年度 (基本方針 2.2)."""
_UNITS = {"": 1, "円": 1, "千円": 1_000, "万円": 10_000, "百万円": 1_000_000, "億円": 100_000_000}
_AMOUNT = re.compile(r"(-?\d+(?:\.\d+)?)(円|千円|万円|百万円|億円)?")
MOST = 10**13


def amount(text: str) -> int | None:
    """Yen of what a person types: 1,200 · １２０万円 · ¥3,000 · 1.5百万円. None for what is no whole amount of yen."""
    plain = re.sub(r"[,\s¥￥約]", "", unicodedata.normalize("NFKC", text))
    found = _AMOUNT.fullmatch(plain)
    if found is None:
        return None
    whole, _, part = found[1].partition(".")
    scale = _UNITS[found[2] or ""]
    shift: int = 10 ** len(part)
    yen: int = int(whole + part) * scale
    if yen % shift or not 0 <= yen // shift <= MOST:
        return None
    return yen // shift


def shown(yen: int) -> str:
    """1,200,000円."""
    return f"{yen:,}円"


@dataclass(frozen=True, slots=True)
class Money:
    """``initial``, ``annual``: item → yen; the others None where nothing is said."""

    initial: Mapping[str, int]
    annual: Mapping[str, int]
    subsidy: bool | None = None
    ceiling: int | None = None
    before: int | None = None
    after: int | None = None

    @property
    def once(self) -> int:
        """All that is paid once."""
        return sum(self.initial.values())

    @property
    def yearly(self) -> int:
        """All that is paid a year."""
        return sum(self.annual.values())

    def over(self, years: int) -> int:
        """Once and for some years together."""
        return self.once + years * self.yearly

    @property
    def own_share(self) -> int | None:
        """What of the initial costs the municipality pays itself; None while nobody said whether it is subsidised."""
        if self.subsidy is None:
            return None
        if not self.subsidy:
            return self.once
        return self.once - (self.once if self.ceiling is None else min(self.once, self.ceiling))

    @property
    def reduction(self) -> float | None:
        """Percent by which running costs fall (negative: they rise); None without both amounts."""
        if not self.before or self.after is None:
            return None
        return 100 * (self.before - self.after) / self.before

    @property
    def empty(self) -> bool:
        """Whether nothing is said at all."""
        said = (self.subsidy, self.ceiling, self.before, self.after)
        return not self.initial and not self.annual and all(v is None for v in said)


def money(fields: Mapping[str, object]) -> Money:
    """From the fields of the atom; what is of no form of ours counts as not said."""

    def items(name: str) -> dict[str, int]:
        held = fields.get(name)
        return {str(k): v for k, v in held.items() if type(v) is int and v >= 0} if isinstance(held, dict) else {}

    def one(name: str) -> int | None:
        held = fields.get(name)
        return held if type(held) is int and held >= 0 else None

    subsidy = fields.get("subsidy")
    return Money(
        items("initial"), items("annual"), subsidy if isinstance(subsidy, bool) else None,
        one("ceiling"), one("before"), one("after"),
    )  # fmt: skip


def checked(items: Mapping[str, str | int], names: Sequence[str]) -> tuple[dict[str, int], str]:
    """(item → yen, "" or what is wrong in Japanese) of what was typed; empty texts are left out."""
    out: dict[str, int] = {}
    for name, typed in items.items():
        if name not in names:
            return {}, f"費用に「{name}」という項目はありません（{'、'.join(names)}）。"
        if isinstance(typed, str) and not typed.strip():
            continue
        yen = typed if type(typed) is int and 0 <= typed <= MOST else amount(str(typed))
        if yen is None:
            return {}, f"{name}「{typed}」は金額として読めません。1200000、1,200,000円、120万円のように書いてください。"
        out[name] = yen
    return out, ""
