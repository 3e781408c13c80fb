"""The layered picture against Graphviz's dot: crossings and time over generated graphs of linkages."""

from __future__ import annotations

import random
import shutil
import statistics
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass

from app.core.layered import Box, crossings, draw

WIDTH, HEIGHT = 108, 29  # pixels; taken as points for dot
GRAPHS = 20
SAMPLES = 8  # points along each of dot's Bezier pieces
Edge = tuple[str, str]
Point = tuple[float, float]


@dataclass(frozen=True)
class Outcome:
    """Medians over the graphs of one size: crossings and seconds of both, and the ratio of crossings per graph."""

    nodes: int
    ours: float
    dots: float
    ratio: float
    ours_seconds: float
    dots_seconds: float

    @property
    def crossings(self) -> str:
        """For the work's name: medians and the median of the ratios."""
        return f"crossings {self.ours:.0f} against {self.dots:.0f}, median ratio {self.ratio:.2f}"


def linkages(nodes: int, seed: int) -> list[Edge]:
    """Edges like those of a municipality: a few hubs (resident record, tax) that give to many, and links across."""
    dice = random.Random(seed * 1000 + nodes)
    hubs = list(range(max(2, nodes // 8)))
    found: dict[frozenset[int], tuple[int, int]] = {}
    for node in range(nodes):
        for other in dice.sample(hubs, k=min(len(hubs), dice.choice((1, 1, 2)))):
            if node != other:
                found.setdefault(frozenset((node, other)), (other, node) if dice.random() < 0.75 else (node, other))
    for _ in range(nodes // 3):
        a, b = dice.sample(range(nodes), 2)
        found.setdefault(frozenset((a, b)), (a, b))
    return [(f"n{a}", f"n{b}") for a, b in found.values()]


def dot(nodes: int, edges: Sequence[Edge]) -> list[list[Point]]:
    """The routes dot draws, its curves as points."""
    size = f"width={WIDTH / 72:.4f} height={HEIGHT / 72:.4f}"
    text = [f"digraph {{ rankdir=LR; nodesep={16 / 72:.3f}; ranksep={120 / 72:.3f};"]
    text += [f"node [shape=box fixedsize=true {size}];", *(f"n{i};" for i in range(nodes))]
    text += [f"{a} -> {b};" for a, b in edges] + ["}"]
    done = subprocess.run(
        ["dot", "-Tplain"], input="\n".join(text), capture_output=True, text=True, timeout=120, check=True
    )
    return read_plain(done.stdout, edges)


def read_plain(text: str, edges: Sequence[Edge]) -> list[list[Point]]:
    """The routes of ``dot -Tplain``'s answer in the order of ``edges``."""
    routes: dict[Edge, list[Point]] = {}
    for line in text.splitlines():
        word = line.split()
        if word[0] == "edge":
            count = int(word[3])
            numbers = [float(n) * 72 for n in word[4 : 4 + 2 * count]]
            routes[word[1], word[2]] = sampled(list(zip(numbers[::2], numbers[1::2], strict=True)))
    return [routes[e] for e in edges]


def sampled(control: Sequence[Point]) -> list[Point]:
    """Points along a chain of cubic Bezier curves given by 3 n + 1 control points."""
    found = [control[0]]
    for start in range(0, len(control) - 3, 3):
        a, b, c, d = control[start : start + 4]
        for step in range(1, SAMPLES + 1):
            t = step / SAMPLES
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            found.append(
                (
                    sum(w * p[0] for w, p in zip(weights, (a, b, c, d), strict=True)),
                    sum(w * p[1] for w, p in zip(weights, (a, b, c, d), strict=True)),
                )
            )
    return found


def compare(nodes: int) -> Outcome | None:
    """All graphs of one size; None where there is no dot."""
    if shutil.which("dot") is None:
        return None
    ours, dots, ratios, times, dot_times = [], [], [], [], []
    boxes = [Box(f"n{i}", WIDTH, HEIGHT) for i in range(nodes)]
    for seed in range(GRAPHS):
        edges = linkages(nodes, seed)
        begin = time.perf_counter()
        picture = draw(boxes, edges)
        middle = time.perf_counter()
        routes = dot(nodes, edges)
        end = time.perf_counter()
        a, b = crossings(picture.routes), crossings(routes)
        ours.append(a)
        dots.append(b)
        ratios.append(a / b if b else float(a > 0) + 1)
        times.append(middle - begin)
        dot_times.append(end - middle)
    medians = (statistics.median(v) for v in (ours, dots, ratios, times, dot_times))
    return Outcome(nodes, *medians)
