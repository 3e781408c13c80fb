"""Running text of the lengths that were measured in a published document: median 108, 90 % below 543, at most 1,300."""

from __future__ import annotations

import math
import random

from tests.scale import words

MEDIAN, NINETY, MOST = 108, 543, 1_300
_SPREAD = math.log(NINETY / MEDIAN) / 1.2815515655446004  # of the normal distribution below whose 90 % this is


def filled(dice: random.Random, pattern: str) -> str:
    """A pattern with its object, place and deed filled in."""
    return pattern.format(o=dice.choice(words.OBJECTS), p=dice.choice(words.PLACES), d=dice.choice(words.DEEDS))


def sentence(dice: random.Random) -> str:
    """One sentence of a requirement."""
    if dice.random() < 0.25:
        return filled(dice, dice.choice(words.CONDITIONS))
    return f"{dice.choice(words.PLACES)}、{dice.choice(words.OBJECTS)}を{dice.choice(words.DEEDS)}"


def length(dice: random.Random) -> int:
    """How long the next text should be."""
    wanted = round(math.exp(dice.gauss(math.log(MEDIAN), _SPREAD)))
    return wanted if 14 <= wanted <= MOST else dice.randint(14, 60) if wanted < 14 else dice.randint(700, MOST)


def requirement(dice: random.Random) -> str:
    """A requirement: sentences, in longer ones lists and references to other sections."""
    wanted = length(dice)
    out = sentence(dice)
    while len(out) < wanted:
        more = sentence(dice)
        if len(out) > 90 and dice.random() < 0.3:
            more = f"\n・{more}"
        elif dice.random() < 0.06:
            more = f"（{dice.randint(1, 9)}.{dice.randint(1, 9)}.{dice.randint(1, 30)}参照）{more}"
        elif dice.random() < 0.05:
            more = f"\n({dice.randint(1, 9)}) {dice.randint(2, 120)}日以内に{more}"
        out += more
    return out[:wanted] if wanted > 40 and dice.random() < 0.1 else out[:MOST]


def changed(dice: random.Random, text: str) -> tuple[str, str, str, str]:
    """(before, old, new, after): ``text`` is before + old + after, and reads before + new + after from now on."""
    new = dice.choice(words.PLACES) + dice.choice(words.OBJECTS) + "を含めて、"
    if dice.random() < 0.3 or len(text) < 30:
        new = sentence(dice)
        return text, "", new, ""
    start = dice.randint(0, len(text) - 12)
    end = start + dice.randint(2, 10)
    return text[:start], text[start:end], new, text[end:]
