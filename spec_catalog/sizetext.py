"""Sentences inside a requirement that speak to some size classes only (「指定都市においては…」).

Published texts of one class for all sizes narrow themselves this way; what is not meant for a municipality must be seen
to be so, and is never taken away. Source: 住民記録システム標準仕様書 第1.0版 (e.g. 1.1.6, 4.1.1), design/domain.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NAMES = (
    ("政令指定都市", ("designated",)),
    ("指定都市", ("designated",)),
    ("政令市", ("designated",)),
    ("中核市等", ("core",)),
    ("中核市", ("core",)),
    ("特例市", ("core",)),
    ("一般市区町村", ("general",)),
    ("一般市", ("general",)),
    ("特別区", ("general",)),
    ("町村", ("general",)),
)
_OF = dict(_NAMES)
_ONE = "|".join(name for name, _ in _NAMES)
_LEAD = r"(?:[・\-－※◇○●]\s*)?(?:(?:なお|ただし|但し|また|ついては|この場合)、?)?"
_WHO = rf"(?P<who>(?:{_ONE})(?:(?:、|・|や|及び|又は|並びに|若しくは)(?:{_ONE}))*)等?"
_TAIL = r"(?P<but>以外(?:の(?:市区町村|団体|市町村))?|を除く(?:市区町村|団体|市町村))?"
_ABOUT = r"(?:において(?:は|も)?|における|では|の場合(?:は|には)?|に(?:ついて|関して)(?:は)?|のみ|に限り)"
_BEGIN = re.compile(rf"\s*{_LEAD}{_WHO}{_TAIL}{_ABOUT}")
_EVERY = ("designated", "core", "general")


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A sentence (``start``–``end`` in the text) that speaks to these size classes only (model.SIZES)."""

    start: int
    end: int
    sizes: tuple[str, ...]


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of the sentences; one goes on over 。 in brackets, and over a bracket that follows its 。."""
    start = depth = 0
    trailing = False  # a bracket that began right after 。 ends the sentence with its own end
    for place, character in enumerate(text):
        ends = character == "\n"
        if character in "（(「":
            depth += 1
        elif character in "）)」":
            depth = max(0, depth - 1)
            ends = trailing and not depth
        elif character == "。" and not depth:
            trailing = text[place + 1 : place + 2] in ("（", "(")
            ends = not trailing
        if ends:
            yield start, place + 1
            start, depth, trailing = place + 1, 0, False
    if start < len(text):
        yield start, len(text)


def narrowed(text: str) -> list[Narrowed]:
    """The sentences of a text that begin by saying for whom they are, in order."""
    found = []
    for start, end in _sentences(text):
        whole = text[start:end]
        begin = _BEGIN.match(whole)
        if begin is None:
            continue
        named = {size for name in re.findall(_ONE, begin["who"]) for size in _OF[name]}
        sizes = tuple(s for s in _EVERY if (s in named) != bool(begin["but"]))
        found.append(Narrowed(end - len(whole.lstrip()), start + len(whole.rstrip()), sizes))
    return found


def not_for(text: str, size: str) -> list[tuple[int, int]]:
    """Where a text speaks to other size classes than ``size`` only."""
    return [(n.start, n.end) for n in narrowed(text) if size not in n.sizes]
