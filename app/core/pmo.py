"""The 40 steps of the national progress report (PMO): statuses, rates, their distribution, and what they contradict.

Source: the official table 業務別ステップ別進捗一覧 and its dashboard (survey practice §1.2, §1.3). Rates count steps,
not work; averages over businesses mislead (the same source), so distributions are given instead.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

DONE, WORKING, WAITING, OUT = "done", "working", "waiting", "out"
STATUSES = (DONE, WORKING, WAITING, OUT)
LETTERS = {DONE: "d", WORKING: "w", WAITING: "n", OUT: "o"}
"""One letter per status, so that a month's statuses of a business are one word of 40 letters."""

COUNT = 40


@dataclass(frozen=True, slots=True)
class Step:
    """One of the 40. ``code`` ①-1; ``title``: its exact wording, which begins with the code."""

    number: int
    code: str
    title: str
    phase: int


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares of the 40 steps. ``done`` holds 対象外 as well, as the official rate does."""

    done: Fraction
    working: Fraction
    waiting: Fraction


@dataclass(frozen=True, slots=True)
class Facts:
    """What the workspace knows of a business, counted. None: it knows nothing about that."""

    items: int | None = None
    unjudged: int | None = None
    optional_open: int | None = None
    systems: int = 0
    systems_thin: int = 0  # without vendor or end of contract
    linkages: int = 0
    linkages_unconfirmed: int = 0
    issues: int = 0
    issues_open: int = 0  # without a disposition
    budget_open: int = 0  # routed to the budget without an amount or a year
    routes: Mapping[str, tuple[int, int]] | None = None  # step of the routing list → (entries, not done)
    conformity: tuple[int, int] | None = None  # (items, not looked at)
    vendors: int = 0
    moved: bool = False  # every system's date has passed
    pattern_b: bool = False


def rates(statuses: Iterable[str]) -> Rates:
    """完了率 = (完了済み + 対象外) / 40, 作業中率, 未着手率. What nobody reported counts as 未着手."""
    counts = Counter(s or WAITING for s in statuses)
    return Rates(
        Fraction(counts[DONE] + counts[OUT], COUNT),
        Fraction(counts[WORKING], COUNT),
        Fraction(COUNT - counts[DONE] - counts[OUT] - counts[WORKING], COUNT),
    )


def distribution(rows: Iterable[Sequence[str]]) -> list[Counter[str]]:
    """Step by step, how many businesses stand at which status."""
    out: list[Counter[str]] = [Counter() for _ in range(COUNT)]
    for row in rows:
        for place, status in enumerate(row):
            out[place][status or WAITING] += 1
    return out


def word(statuses: Sequence[str]) -> str:
    """40 letters, "-" for what nobody reported."""
    return "".join(LETTERS.get(s, "-") for s in statuses)


def unworded(letters: str) -> tuple[str, ...]:
    """The same back. Raises ValueError for another length or letter."""
    back = {v: k for k, v in LETTERS.items()} | {"-": ""}
    if len(letters) != COUNT or set(letters) - set(back):
        raise ValueError(letters)
    return tuple(back[c] for c in letters)


def read_status(text: str, labels: Mapping[str, Sequence[str]]) -> str | None:
    """A status as files write it (完了済み, 未, 対象外 …); "" for an empty cell, None for anything else.

    ``labels``: status → its label and short forms.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if not plain:
        return ""
    for status, names in labels.items():
        if plain in (unicodedata.normalize("NFKC", n) for n in names):
            return status
    return None


# --- facts -----------------------------------------------------------------------------------------------------------


def _open(facts: Facts, route: str) -> str | None:
    """What is still open of a later step: None when the list has nothing about it."""
    entries, left = (facts.routes or {}).get(route, (0, 0))
    return None if not entries else f"「後の工程」に済んでいないものが {left} 件あります" if left else ""


def proofs(facts: Facts) -> dict[str, str]:
    """Step → what still speaks against 完了済み, "" when nothing does and the facts speak for it.

    Steps the workspace knows nothing about are left out.
    """
    out: dict[str, str] = {}
    if facts.systems:
        thin = f"事業者か契約終了時期のないシステムが {facts.systems_thin} 件あります"
        out["②-1"] = thin if facts.systems_thin else ""
    if facts.linkages:
        open_ = f"双方で確かめていない連携が {facts.linkages_unconfirmed} 件あります"
        out["②-2"] = open_ if facts.linkages_unconfirmed else ""
    if facts.unjudged is not None and facts.items:
        left = f"未判定が {facts.unjudged} 件あります"
        out["③-2"] = left if facts.unjudged else ""
    if facts.issues:
        out["④-4"] = f"対応方針のない課題が {facts.issues_open} 件あります" if facts.issues_open else ""
    if facts.optional_open is not None:
        out["⑤-2"] = f"採否の決まらない標準オプションが {facts.optional_open} 件あります" if facts.optional_open else ""
    for step, route in (
        ("⑧-1", "budget"), ("⑫-1", "pia"), ("⑮-1", "test"), ("⑮-2", "training"), ("⑯-2", "environment"),
        ("⑰-1", "ordinance"),
    ):  # fmt: skip
        found = _open(facts, route)
        if found is not None:
            out[step] = found
    if facts.budget_open:
        out["⑧-1"] = f"額か年度のない予算が {facts.budget_open} 件あります"
    if facts.conformity is not None and facts.conformity[0]:
        left_ = facts.conformity[1]
        out["⑬-1"] = f"適合確認をしていない機能が {left_} 件あります" if left_ else ""
    return out


def begun(facts: Facts) -> dict[str, bool]:
    """Step → whether any work on it can be seen."""
    routes = facts.routes or {}
    return {
        "②-1": facts.systems > 0,
        "②-2": facts.linkages > 0,
        "③-2": bool(facts.items) and facts.unjudged != facts.items,
        "④-4": facts.issues > 0,
        "⑤-2": bool(facts.items) and facts.unjudged != facts.items,
        "⑬-1": facts.conformity is not None and facts.conformity[1] < facts.conformity[0],
        **{step: routes.get(route, (0, 0))[0] > 0 for step, route in (("⑧-1", "budget"), ("⑰-1", "ordinance"))},
    }


def proposed(facts: Facts, pattern_b: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Step → (status, why) as the facts suggest; the person decides. 対象外 only by 構築パターン B ([INF])."""
    out: dict[str, tuple[str, str]] = {}
    if facts.pattern_b:
        out |= dict.fromkeys(pattern_b, (OUT, "構築パターンB（現行ベンダ継続）"))
    seen = begun(facts)
    for step, against in proofs(facts).items():
        if not against:
            out[step] = (DONE, "残っているものがありません")
        elif seen.get(step, True):
            out[step] = (WORKING, against)
        else:
            out[step] = (WAITING, against)
    return out


def contradictions(statuses: Mapping[str, str], facts: Facts) -> list[tuple[str, str]]:
    """(step, sentence) where a reported status contradicts the facts (check 11).

    完了済み while something is left; 運用開始 while a step before it is open. That work can be seen where 未着手 is
    reported is a proposal, not a contradiction: the office may not count it as begun.
    """
    out = []
    for step, against in proofs(facts).items():
        if statuses.get(step) == DONE and against:
            out.append((step, f"完了済みと報告していますが、{against}。"))
    if statuses.get("⑱-1") == DONE:
        left = sum(s not in (DONE, OUT) for code, s in statuses.items() if code != "⑱-1")
        if left:
            out.append(("⑱-1", f"運用開始と報告していますが、終わっていないステップが {left} あります。"))
    return out
