"""The whole nation's documents, edition after edition, written to a folder."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.scale import expect, words
from tests.scale.companions import DataItems, Linkages, spread
from tests.scale.content import Forms, Numbers, Requirements, Source
from tests.scale.draw import draw
from tests.scale.evolve import evolve
from tests.scale.further import SOURCES
from tests.scale.looks import Look, look_of
from tests.scale.model import FILE_KINDS, Document, Item
from tests.scale.sheets import write_book, write_delimited

FULL = {"req": 20_000, "form": 3_000, "link": 20_000, "data": 60_000}  # items of one edition, all businesses
FURTHER = {"screen": 1_500, "flow": 2_000, "tree": 1_000, "nonfunc": 500, "form_detail": 3_000, "link_own": 600}
"""The same for the smaller documents, which only the large businesses have."""


@dataclass
class _Line:
    """One document through its editions."""

    source: Source
    look: Look
    items: tuple[Item, ...]
    dice: random.Random


def shares(count: int, dice: random.Random) -> dict[str, int]:
    """``count`` over the businesses, unevenly: at least one each, three times as many for the large ones."""
    weights = {b: dice.uniform(0.4, 1.0) * (3 if b in words.LARGE else 1) for b in words.BUSINESSES}
    total = sum(weights.values())
    out = {b: max(1, round(count * w / total)) for b, w in weights.items()}
    largest = max(out, key=lambda b: out[b])
    out[largest] = max(1, out[largest] + count - sum(out.values()))
    return out


def lines(scale: float, seed: int) -> list[_Line]:
    """All documents in their first edition."""
    dice = random.Random(f"{seed}/nation")
    amounts = {kind: shares(round(full * scale), dice) for kind, full in FULL.items() if kind != "link"}
    out: list[_Line] = []
    linkages: list[Linkages] = []
    for business in words.BUSINESSES:
        own = {kind: random.Random(f"{seed}/{business}/{kind}") for kind in FULL}
        looks = {kind: look_of(kind, business) for kind in FULL}
        numbers = Numbers(business)
        functions = Requirements(business, looks["req"], numbers, own["req"])
        papers = Forms(business, looks["form"], numbers, own["form"])
        printed = papers.first(amounts["form"][business])
        functions.forms = tuple(i.id for i in printed)
        required = functions.first(amounts["req"][business])
        ids = tuple(i.id for i in required if i.id) or tuple(f"{business}{n:04}" for n in range(1, 40))
        papers.functions = ids
        printed = [papers.related(i) for i in printed]
        data = DataItems(business, looks["data"], Numbers(business), own["data"])
        data.functions = tuple((i, own["data"].choice(words.OBJECTS) + "管理機能") for i in ids[:200])
        links = Linkages(business, looks["link"], Numbers(business), own["link"])
        links.functions = ids
        linkages.append(links)
        made: list[tuple[Source, list[Item]]] = [
            (functions, required), (papers, printed), (data, data.first(amounts["data"][business])),
        ]  # fmt: skip
        out += [_Line(s, s.look, tuple(items), own[s.kind]) for s, items in made]
        if business in words.LARGE:
            out += _further(business, scale, seed, ids)
    rows = spread(linkages, max(len(linkages) * 2, round(FULL["link"] * scale)), dice)
    out += [_Line(s, s.look, tuple(rows[s.business]), s.dice) for s in linkages]
    return out


def _further(business: str, scale: float, seed: int, functions: tuple[str, ...]) -> Iterator[_Line]:
    for kind, full in FURTHER.items():
        dice = random.Random(f"{seed}/{business}/{kind}")
        source = SOURCES[kind](business, look_of(kind, business), Numbers(business), dice)
        source.functions = functions
        items = source.first(max(9, round(full * scale / len(words.LARGE))))
        yield _Line(source, source.look, tuple(items), dice)


def documents(line: _Line, editions: int) -> Iterator[Document]:
    """The editions of one document."""
    items, changes = line.items, ()
    for number in range(1, editions + 1):
        if number > 1:
            items, changes = evolve(items, line.source, line.dice)  # type: ignore[assignment]
        yield Document(line.source.business, line.source.kind, number, items, changes)


def file_name(document: Document, look: Look) -> str:
    """As ministries name their files."""
    name = f"{document.business}_{words.BUSINESSES[document.business]}_{FILE_KINDS[document.kind]}"
    return f"{name}【{document.label}】_{document.published.replace('-', '')}{look.suffix}"


def generate(
    out: Path, *, scale: float = 1.0, seed: int = 1, editions: int = 5, say: Callable[[str], None] = lambda _: None,
    expected: bool = True, only: Collection[str] = (),
) -> int:  # fmt: skip
    """Write everything; how many workbooks. ``OUT/edition1/…``, ``OUT/expected/edition1/….json``, ``OUT/changes/…``.

    ``only``: these businesses' documents alone, the same as they are among all others.
    """
    count = 0
    for line in lines(scale, seed):
        if only and line.source.business not in only:
            continue
        before: dict[str, Any] = {}
        for document in documents(line, editions):
            folder = out / f"edition{document.number}"
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / file_name(document, line.look)
            drawn = draw(document, line.look)
            if line.look.csv:
                write_delimited(path, drawn.sheets[0], line.look.file)
            else:
                write_book(path, drawn.sheets, inline=line.look.file == "inline")
            count += 1
            if expected:
                found = expect.book(document, line.look, drawn, path)
                expect.save(out / "expected" / folder.name / f"{path.name}.json", found)
                if before:
                    name = f"{document.business}_{document.kind}_{document.number}.json"
                    expect.save(out / "changes" / name, expect.changes(before, found, document))
                before = {k: v for k, v in found.items() if k != "items"}
        say(f"{line.source.business} {line.source.kind} {line.look.name}")
    return count
