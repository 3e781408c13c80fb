"""How well and how fast suggestions are made: the pairs of tests/data/pairs against BM25 over pairs of characters."""

from __future__ import annotations

import json
import math
import random
import re
import statistics
import time
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.services import catalogue, suggest, survey
from app.services import session as sessions
from app.services.session import Session
from app.services.views import ItemFilter, Who
from tests.helpers.workbooks import shared
from tests.performance import data
from tests.performance.line import Line

PAIRS = Path(__file__).resolve().parents[1] / "data" / "pairs"
WHO = Who("情報政策課", "計測 太郎", "office")
CURRENT, REQUIREMENTS = 2_000, 20_000
MANY = 400  # deep enough that a right answer offered at all has a rank


class Baseline:
    """The yardstick: BM25 (k1 1.2, b 0.75) over NFKC character bigrams of name and text, nothing else."""

    def __init__(self, texts: Sequence[str]) -> None:
        counts = [Counter(pairs_of(t)) for t in texts]
        lengths = [sum(c.values()) for c in counts]
        average = sum(lengths) / len(lengths)
        self.postings: dict[str, list[tuple[int, float]]] = {}
        for number, count in enumerate(counts):
            norm = 1.2 * (0.25 + 0.75 * lengths[number] / average)
            for pair, n in count.items():
                self.postings.setdefault(pair, []).append((number, n * 2.2 / (n + norm)))
        total = len(texts)
        self.rarity = {p: math.log(1 + (total - len(e) + 0.5) / (len(e) + 0.5)) for p, e in self.postings.items()}

    def rank(self, text: str) -> list[int]:
        """The documents that share anything, best first, ties in their order."""
        scores: dict[int, float] = {}
        for pair in dict.fromkeys(pairs_of(text)):
            for document, part in self.postings.get(pair, ()):
                scores[document] = scores.get(document, 0.0) + self.rarity[pair] * part
        return sorted(scores, key=lambda d: (-scores[d], d))


def pairs_of(text: str) -> list[str]:
    """Overlapping character bigrams under NFKC, case and white space folded."""
    key = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).casefold())
    return [key[i : i + 2] for i in range(len(key) - 1)]


# --- quality ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Quality:
    """Of so many questions: a right answer among the first five, and the mean of 1 / its rank."""

    questions: int
    recall: float
    mrr: float


@dataclass(frozen=True)
class Comparison:
    """Ours and the yardstick's over the same questions."""

    work: str
    ours: Quality
    theirs: Quality


def quality(answers: Sequence[tuple[Sequence[str], set[str]]]) -> Quality:
    """Of (ranked answers, right ones); a right one that isn't ranked counts 0."""
    ranks = [next((n for n, a in enumerate(ranked, 1) if a in right), 0) for ranked, right in answers]
    total = len(ranks)
    return Quality(total, sum(0 < r <= 5 for r in ranks) / total, sum(1 / r for r in ranks if r) / total)


def entries(name: str) -> list[dict[str, Any]]:
    """One of the files of tests/data/pairs."""
    found: list[dict[str, Any]] = json.loads((PAIRS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def compare(folder: Path, name: str) -> list[Comparison]:
    """Both directions over one file of pairs, through the services a screen asks.

    The requirement of a current function among all 197; the function of a requirement among all functions of the file
    and those of other businesses.
    """
    session = new_workspace(folder / f"pairs-{name}.fitgap")
    try:
        (read,) = catalogue.read_files([shared() / "data/spec/001_住民記録_機能要件_三列様式.xlsx"])
        assert read.loaded is not None
        (edition,) = catalogue.take_over(session, [read.loaded], adopt=True)
        pool = entries(name) + entries("distractors")
        rows = [{"business": "001", "name": e["name"], "summary": e["summary"], "usage": "in_use"} for e in pool]
        survey.add_records(session, "functions", rows)
        return [_forward(session, name, edition.hash, pool), _backward(session, name, edition.hash, pool)]
    finally:
        session.close()


def _texts(session: Session, edition_hash: str) -> dict[str, str]:
    """KEY of the pairs → name and text of a requirement, in the order of the document."""
    schema = session.attach(edition_hash)
    rows = session.con.execute(f"SELECT id, name, text FROM {schema}.item WHERE kind='req' ORDER BY key")
    return {id_.partition("/")[2]: f"{name}\n{text}" for id_, name, text in rows}


def _forward(session: Session, name: str, edition_hash: str, pool: Sequence[dict[str, Any]]) -> Comparison:
    texts = _texts(session, edition_hash)
    keys = list(texts)
    yardstick = Baseline(list(texts.values()))
    ours, theirs = [], []
    of = {(r.current.name, r.current.summary): r.items for r in suggest.all_for(session, "001", limit=MANY)}
    for entry in pool:
        right = set(entry.get("requirements", ()))
        if right:
            found = of[entry["name"], entry["summary"]]
            ours.append(([c.item.id.partition("/")[2] for c in found], right))
            theirs.append(([keys[n] for n in yardstick.rank(_said(entry))], right))
    return Comparison(f"{name}: function → requirement, among {len(keys)}", quality(ours), quality(theirs))


def _backward(session: Session, name: str, edition_hash: str, pool: Sequence[dict[str, Any]]) -> Comparison:
    texts = _texts(session, edition_hash)
    keys = dict(zip(texts, catalogue.item_keys(session, edition_hash, ItemFilter()), strict=True))
    yardstick = Baseline([_said(e) for e in pool])
    ours, theirs = [], []
    for requirement, text in texts.items():
        right = {_said(e) for e in pool if requirement in e.get("requirements", ())}
        if right:
            found = suggest.for_item(session, edition_hash, keys[requirement], limit=MANY)
            ours.append(([_said({"name": c.current.name, "summary": c.current.summary}) for c in found], right))
            theirs.append(([_said(pool[n]) for n in yardstick.rank(text)], right))
    return Comparison(f"{name}: requirement → function, among {len(pool)}", quality(ours), quality(theirs))


def _said(entry: dict[str, Any]) -> str:
    return f"{entry['name']}\n{entry['summary']}"


def quality_table(found: Sequence[Comparison]) -> str:
    """A Markdown table."""
    out = ["| pairs | questions | recall@5 | bigram BM25 | MRR | bigram BM25 |", "|---|---:|---:|---:|---:|---:|"]
    for c in found:
        out.append(
            f"| {c.work} | {c.ours.questions} | {c.ours.recall:.3f} | {c.theirs.recall:.3f}"
            f" | {c.ours.mrr:.3f} | {c.theirs.mrr:.3f} |"
        )
    return "\n".join(out)


# --- time -------------------------------------------------------------------------------------------------------------


def time_lines(
    folder: Path, runs: int, *, current: int = CURRENT, requirements: int = REQUIREMENTS, sample: int = 40
) -> list[Line]:
    """One question in either direction, and the job over everything, with 2,000 functions and 20,000 requirements."""
    session = new_workspace(folder / "matching.fitgap")
    path = data.requirements(folder, "001", requirements)
    (read,) = catalogue.read_files([path])
    assert read.loaded is not None
    assert read.loaded.edition is not None
    (edition,) = catalogue.take_over(session, [read.loaded], adopt=True)
    items = read.loaded.edition.items
    dice = random.Random(5)
    chosen = dice.sample(items, current)
    functions = [{"business": "001", "name": i.name, "summary": i.text[:60], "usage": "in_use"} for i in chosen]
    survey.add_records(session, "functions", functions)
    rids = [r.rid for r in dice.sample(survey.current_items(session, business="001"), sample)]
    keys = dice.sample(catalogue.item_keys(session, edition.hash, ItemFilter()), sample)
    start = time.perf_counter()
    yard = Baseline([f"{i.name}\n{i.text}" for i in items])
    building = time.perf_counter() - start
    back = Baseline([_said(f) for f in functions])
    start = time.perf_counter()
    suggest.all_for(session, "001")
    whole = time.perf_counter() - start
    one, other = [], []
    yard_one, yard_other = [], []
    for rid, key, function, item in zip(rids, keys, chosen, dice.sample(items, sample), strict=False):
        one.append(_timed(lambda rid=rid: suggest.for_current(session, rid)))
        yard_one.append(_timed(lambda f=function: yard.rank(f"{f.name}\n{f.text[:60]}")))
        other.append(_timed(lambda key=key: suggest.for_item(session, edition.hash, key)))
        yard_other.append(_timed(lambda i=item: back.rank(f"{i.name}\n{i.text}")))
    session.close()
    name = "bigram BM25, postings in memory"
    what = f"{current:,} functions and {requirements:,} requirements"
    return [
        Line(f"suggest requirements for one function, {what}", _median(one), name, _median(yard_one)),
        Line("suggest functions for one requirement, same", _median(other), name, _median(yard_other)),
        Line("… of these the slowest", max(one + other), name, max(yard_one + yard_other)),
        Line(
            "rank everything as a job, index built, reasons given", whole, name, building + _median(yard_one) * current
        ),
    ]


def _median(times: Sequence[float]) -> float:
    return statistics.median(times)


def _timed(work: Any) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def new_workspace(path: Path) -> Session:
    """An empty workspace."""
    return sessions.create(path, municipality="みほん市", code="999997", size="general", who=WHO)
