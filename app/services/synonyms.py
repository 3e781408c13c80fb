"""Words that mean the same in municipal work, from editable files: the program's and the office's own."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

from app.core.problems import UserProblem
from app.services import settings
from spec_catalog.text import TOKENS, match_key

STEM_ENDS = "|"
"""In a file, 直|す: whatever begins with 直 counts as this word, and a person is shown 直す."""

SHORT_KATAKANA = 3  # up to this length a katakana word must stand alone: ルビ is not in アルビノ


@dataclass(frozen=True, slots=True)
class Word:
    """One wording of one or more groups. ``stem``: the match key looked for; ``shown``: the word as people write it."""

    stem: str
    shown: str
    groups: tuple[int, ...]
    bounds: str  # kinds of character that must stand neither before nor after it


@dataclass(frozen=True, slots=True)
class Found:
    """A word met in a match key at [start, end)."""

    start: int
    end: int
    word: Word


class Synonyms:
    """Groups of words that stand for each other, each word as good as the others."""

    def __init__(self, groups: Sequence[Sequence[str]]) -> None:
        of: dict[str, list[int]] = {}
        shown: dict[str, str] = {}
        for n, group in enumerate(groups):
            for word in group:
                stem = match_key(word.partition(STEM_ENDS)[0])
                if stem:
                    of.setdefault(stem, []).append(n)
                    shown.setdefault(stem, word.replace(STEM_ENDS, ""))
        self.stems = frozenset(s for s in of if len(s) > 1)
        self._by_head: dict[str, tuple[Word, ...]] = {}
        for stem, numbers in of.items():
            entry = Word(stem, shown[stem], tuple(dict.fromkeys(numbers)), _bounds(stem))
            head = stem[:2]
            self._by_head[head] = (*self._by_head.get(head, ()), entry)

    def heads(self, key: str) -> Iterator[Word]:
        """The words whose first two characters (or only one) stand in the key."""
        by_head = self._by_head
        for head in {*map("".join, pairwise(key)), *key}:
            yield from by_head.get(head, ())

    def find(self, key: str) -> list[Found]:
        """Every place of every word in a match key, in order of place, longest first."""
        found = [Found(i, i + len(w.stem), w) for w in self.heads(key) for i in _places(key, w)]
        return sorted(found, key=lambda f: (f.start, -f.end))

    def groups(self, key: str) -> dict[int, float]:
        """Group → how often one of its words stands in the match key; a word within a longer one counts as well.

        A word of n groups counts 1/√n in each: what can mean many things says less of each of them.
        """
        out: dict[int, float] = {}
        for word in self.heads(key):
            times = sum(1 for _ in _places(key, word))
            if times:
                for group in word.groups:
                    out[group] = out.get(group, 0.0) + times / math.sqrt(len(word.groups))
        return out


def _bounds(stem: str) -> str:
    kinds = {kind_of(c) for c in stem}
    if kinds <= {"latin", "digit"}:
        return "latin digit" if kinds == {"digit"} else "latin"
    if kinds == {"katakana"} and len(stem) <= SHORT_KATAKANA:
        return "katakana"
    return kind_of(stem) if len(stem) == 1 else ""


@lru_cache(maxsize=1 << 14)
def kind_of(ch: str) -> str:
    """The class of a key character: kanji, katakana, latin, digit, hiragana, other."""
    match = TOKENS.match(ch)
    return (match.lastgroup or "other") if match else "other"


def _places(key: str, word: Word) -> Iterator[int]:
    at = key.find(word.stem)
    while at >= 0:
        end = at + len(word.stem)
        if not word.bounds or not (
            (at and kind_of(key[at - 1]) in word.bounds) or (end < len(key) and kind_of(key[end]) in word.bounds)
        ):
            yield at
        at = key.find(word.stem, at + 1)


# --- files ------------------------------------------------------------------------------------------------------------


def own_folder() -> Path:
    """Where an office puts files of its own, in the shape of those in resources/synonyms."""
    return settings.data_folder() / "synonyms"


def state() -> tuple[tuple[str, int, int], ...]:
    """What the office's own files look like now; differs when one of them was changed."""
    folder = own_folder()
    if not folder.is_dir():
        return ()
    stats = [(p.name, p.stat()) for p in sorted(folder.glob("*.json"))]
    return tuple((name, s.st_mtime_ns, s.st_size) for name, s in stats)


def load() -> Synonyms:
    """Our groups and the office's. Raises UserProblem naming the file and the group that can't be used."""
    return _load(str(own_folder()), state())


@lru_cache(maxsize=4)
def _load(folder: str, _state: object) -> Synonyms:
    groups = list(built_in())
    for path in sorted(Path(folder).glob("*.json")):
        try:
            data = json.loads(path.read_text("utf-8-sig"))
        except (OSError, ValueError) as problem:
            raise UserProblem(
                "bad_synonyms",
                f"言い換えのファイルが読めません（{problem}）。",
                file=str(path),
                hint="UTF-8 の JSON になっているか確かめるか、ファイルを別の場所へ移してください。",
            ) from problem
        groups += checked(data, str(path))
    return Synonyms(groups)


@lru_cache(maxsize=1)
def built_in() -> tuple[tuple[str, ...], ...]:
    """The groups that come with the program (resources/synonyms/*.json)."""
    folder = files("resources") / "synonyms"
    out: list[tuple[str, ...]] = []
    for entry in sorted(folder.iterdir(), key=lambda f: f.name):
        if entry.name.endswith(".json"):
            out += checked(json.loads(entry.read_text("utf-8")), entry.name)
    return tuple(out)


def checked(data: Any, file: str) -> Iterable[tuple[str, ...]]:
    """The groups of a file's content. Raises UserProblem for another shape."""
    groups = data.get("groups") if isinstance(data, dict) else None
    if not isinstance(groups, list):
        raise UserProblem(
            "bad_synonyms",
            "言い換えのファイルに groups がありません。",
            file=file,
            hint='{"groups": [["附票", "戸籍の附票"]]} の形にしてください。',
        )
    for n, group in enumerate(groups, 1):
        fits = isinstance(group, list) and len(group) > 1 and all(isinstance(w, str) and w.strip() for w in group)
        if not fits:
            raise UserProblem(
                "bad_synonyms",
                f"言い換えの {n} 組目が、2 つ以上の言葉の並びではありません。",
                file=file,
                hint='["附票", "戸籍の附票"] のように書いてください。',
            )
    return [tuple(group) for group in groups]
