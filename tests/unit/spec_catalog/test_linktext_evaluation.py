"""The parser of linkage sentences stays at the level docs/recognition.md records, on sentences written by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from spec_catalog.linktext import parse
from tests.helpers.linktext_eval import Reading, Score, score, sentences

# (wholly right, way right, sure and wholly right, sure) of the files as they stand: docs/recognition.md
LEVEL = {"sentences": (208, 209, 192, 193), "held_out": (39, 41, 34, 36)}
SIZE = {"sentences": 209, "held_out": 45}


def read(text: str) -> Reading:
    s = parse(text)
    return Reading((s.subject, s.partner, s.purpose, s.data, s.operation), s.inward, s.confidence)


def measured(name: str, reading: Callable[[str], Reading] = read) -> Score:
    return score(sentences(name), reading)


@pytest.mark.parametrize("name", LEVEL)
def test_the_recorded_level_holds(name: str) -> None:
    found = measured(name)
    whole, ways, sure_right, sure = LEVEL[name]
    assert found.sentences == SIZE[name] == len({s.text for s in sentences(name)})
    assert found.whole >= whole, found.wrong
    assert found.ways >= ways
    assert found.sure_right / found.sure >= sure_right / sure
    assert min(found.precision.values()) >= 92
    assert min(found.recall.values()) >= 90


def test_the_measure_sees_a_parser_that_forgets() -> None:
    def forgets(text: str) -> Reading:
        found = read(text)
        return Reading((found.parts[0], found.parts[0], *found.parts[2:]), found.inward, found.confidence)

    found = measured("sentences", forgets)
    assert found.whole < 20
    assert found.precision["partner"] < 5


def test_what_was_not_understood_stays_in_sight() -> None:
    for name in LEVEL:
        for sentence in sentences(name):
            found = parse(sentence.text)
            if not any(sentence.parts):
                assert found.confidence == 0
                assert found.rest
            if not (found.subject and found.partner and found.operation):
                assert found.confidence < 80
