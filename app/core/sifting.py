"""The last word on the order within layers: each box goes where in its layer the fewest lines cross.

After Matuszewski, Schönfeld and Molitor, "Using Sifting for k-Layer Straightline Crossing Minimization" (1999). Sweeps
look at a box's neighbours, this looks at every place in its row, so it leaves the hollows that sweeps stay in.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

ROUNDS = 3


def sift(
    order: list[list[int]],
    up: Sequence[Sequence[int]],
    down: Sequence[Sequence[int]],
    place: list[int],
    rounds: int = ROUNDS,
) -> int:
    """Moves nodes within their rows in place (``place`` follows) and returns how many crossings that saved."""
    saved = 0
    stale = [True] * len(order)  # rows that moved, or whose neighbours moved, since they were last looked at
    for number in range(rounds):
        for r in range(len(order)) if number % 2 == 0 else range(len(order) - 1, -1, -1):
            if not stale[r] or len(order[r]) < 2:
                continue
            stale[r] = False
            above = len(order[r - 1]) if r else 0
            below = len(order[r + 1]) if r + 1 < len(order) else 0
            gained = _row(order[r], up, down, place, above, below)
            if gained:
                saved += gained
                for near in (r - 1, r, r + 1):
                    if 0 <= near < len(order):
                        stale[near] = True
        if not any(stale):
            break
    return saved


def _row(
    row: list[int],
    up: Sequence[Sequence[int]],
    down: Sequence[Sequence[int]],
    place: list[int],
    above: int,
    below: int,
) -> int:
    # Most of a row are bends with one end on each side: those are two look-ups. ``above`` and ``below`` stand for none.
    ends = [(place[up[n][0]] if up[n] else above, place[down[n][0]] if down[n] else below) for n in row]
    many = {n: ([place[o] for o in up[n][1:]], [place[o] for o in down[n][1:]]) for n in row
            if len(up[n]) > 1 or len(down[n]) > 1}  # fmt: skip
    nothing_above, nothing_below = [0] * (above + 1), [0] * (below + 1)
    gained = 0
    for node in sorted(row, key=lambda n: -len(up[n]) - len(down[n])):
        before = _table([place[o] for o in up[node]], above) if up[node] else nothing_above
        after = _table([place[o] for o in down[node]], below) if down[node] else nothing_below
        scores = [before[p] + after[q] for p, q in ends]
        for other, (ups, downs) in many.items():
            scores[row.index(other)] += sum([before[p] for p in ups]) + sum([after[q] for q in downs])
        at = row.index(node)
        best, target = 0, at
        for n, total in enumerate(accumulate(scores[at + 1 :]), at + 1):
            if total > best:
                best, target = total, n
        for n, total in enumerate(accumulate(scores[:at][::-1]), 1):
            if -total > best:
                best, target = -total, at - n
        if target != at:
            row.insert(target, row.pop(at))
            ends.insert(target, ends.pop(at))
            gained += best
    for n, node in enumerate(row):
        place[node] = n
    return gained


def _table(own: Sequence[int], size: int) -> list[int]:
    """For each place in the next row: crossings saved when what ends there goes above us, one more for "no end"."""
    marks = [0] * (size + 1)
    for p in own:
        marks[p] += 1
    out = []
    rest = len(own)
    for count in marks:  # rest: own ends from here on; those at the place itself don't cross
        out.append(2 * rest - count - len(own))
        rest -= count
    out[-1] = 0
    return out
