"""The pairs by which the matching is measured stay what their README says: complete, freely worded, partly frozen."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from spec_catalog.load import load_file
from tests.helpers.workbooks import shared

PAIRS = Path(__file__).resolve().parents[1] / "data" / "pairs"
SIZES = {"develop": 200, "frozen": 100, "distractors": 62}
MARK = {"実装必須機能": "◎", "標準オプション機能": "○", "実装不可機能": "×"}
RUN = 12  # characters; no shorter run is a sign of copying, since names of forms and laws have up to 11
FROZEN = "c7b8d6a4557ca60aeb2d1e1decc93fa54c673ac68f710eee3156260a374c2545"


def entries(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((PAIRS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def squeezed(text: str) -> str:
    """Width folded, without any white space: a copy with another line break is a copy."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def worded(text: str) -> str:
    """Only letters and digits, width and case folded: what two wordings have to differ in."""
    return "".join(c for c in squeezed(text).casefold() if c.isalnum())


def runs(text: str) -> set[str]:
    folded = squeezed(text)
    return {folded[i : i + RUN] for i in range(len(folded) - RUN + 1)}


def repeated(wordings: list[str]) -> list[str]:
    return [w for w, times in Counter(worded(w) for w in wordings).items() if w and times > 1]


@cache
def requirements() -> dict[str, str]:
    """Key → heading and text of the 197 requirements."""
    path = shared() / "data/real/001_resident-record_v1.0_requirements.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {f"{r['項番']}/{MARK[r['類型_現行用語']]}": f"{r['名称']}\n{r['本文']}" for r in rows}
    assert len(found) == len(rows) == 197
    return found


@pytest.mark.parametrize(("name", "size"), SIZES.items())
def test_counts_and_fields(name: str, size: int) -> None:
    found = entries(name)
    assert len(found) == size
    fields = {"name", "summary"} | (set() if name == "distractors" else {"requirements"})
    assert all(set(e) == fields and e["name"].strip() for e in found)


@pytest.mark.parametrize("name", ["develop", "frozen"])
def test_one_to_three_keys_and_no_requirement_more_than_twice(name: str) -> None:
    keys = [e["requirements"] for e in entries(name)]
    assert all(1 <= len(k) <= 3 and len(set(k)) == len(k) for k in keys)
    assert max(Counter(k for several in keys for k in several).values()) <= 2


def test_no_wording_occurs_twice() -> None:
    every = [e for name in SIZES for e in entries(name)]
    assert repeated([e[field] for e in every for field in ("name", "summary")]) == []
    assert repeated(["転出証明の 発行", "転出証明の発行。"]) == ["転出証明の発行"]


def test_frozen_is_frozen() -> None:
    """Whoever changes it changes what former results meant: then say so in the README and start the results anew."""
    canonical = json.dumps(entries("frozen"), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(canonical.encode()).hexdigest() == FROZEN


def test_the_readme_counts_what_is_there() -> None:
    text = (PAIRS / "README.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| (\d+|class .)[^|]*\| (\d+) \| (\d+) \|$", text, flags=re.M)
    said = {label: (int(develop), int(frozen)) for label, develop, frozen in table}
    counts = []
    for name in ("develop", "frozen"):
        first = [e["requirements"][0] for e in entries(name)]
        counts.append(Counter(k.split(".")[0] for k in first) + Counter(f"class {k[-1]}" for k in first))
    assert said == {label: (counts[0][label], counts[1][label]) for label in counts[0] | counts[1]}


@pytest.mark.needs_shared
def test_the_keys_are_the_requirements() -> None:
    used = {k for name in ("develop", "frozen") for e in entries(name) for k in e["requirements"]}
    assert used == set(requirements())
    edition = load_file(shared() / "data/spec/001_住民記録_機能要件_三列様式.xlsx").edition
    assert edition is not None
    assert used == {item.id.partition("/")[2] for item in edition.items}


@pytest.mark.needs_shared
def test_nothing_is_copied_from_a_requirement() -> None:
    published = set().union(*(runs(text) for text in requirements().values()))
    for name in SIZES:
        for entry in entries(name):
            for field in ("name", "summary"):
                assert not runs(entry[field]) & published, (name, entry["name"], field)
    text = requirements()["4.0.7/◎"]
    assert runs(f"入力 {text[-RUN - 3 : -3]}") & published  # a planted copy is seen
