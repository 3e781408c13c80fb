"""What a person waits for in 連携図: a neighbourhood shown, a frame while moving, an answer from a large graph."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from app.core import linkgraph, linkpaths
from app.core.linkgraph import DATA, Edge, LinkGraph, Node, build
from app.core.linkpicture import LinkPicture, picture
from app.services import links
from app.services import session as sessions
from app.services.session import Session
from app.services.views import Who
from tests.helpers.town_file import enter
from tests.helpers.towns import town
from tests.performance.line import Line

RUNS = 20
FRAMES = 60
WHO = Who("情報政策課", "計測 太郎", "office")


def lines(folder: Path) -> list[Line]:
    """All rows; each prints what it measured against the time it may take."""
    return [*_queries(), *_shown(folder), *_frames()]


def large(nodes: int, edges: int, seed: int = 5) -> LinkGraph:
    """A graph of hubs and many, as the linkages of a whole country between systems."""
    dice = random.Random(seed)
    made = [Node(f"system:{n}", f"{n}番のシステム", "system", f"{n % 40}課") for n in range(nodes)]
    hubs = nodes // 20
    found: dict[tuple[int, int], int] = {}
    while len(found) < edges:
        a = dice.randrange(hubs) if dice.random() < 0.4 else dice.randrange(nodes)
        b = dice.randrange(nodes)
        if a != b:
            found.setdefault((a, b) if dice.random() < 0.7 else (b, a), len(found))
    arrows = [
        Edge(f"system:{a}", f"system:{b}", DATA, "照会", "current", (f"curlink:{n}",)) for (a, b), n in found.items()
    ]
    return build(made, arrows)


def _queries() -> list[Line]:
    graph = large(2000, 20_000)
    dice = random.Random(1)
    ends = [(f"system:{dice.randrange(2000)}", f"system:{dice.randrange(2000)}") for _ in range(RUNS)]
    asked: dict[str, Callable[[str, str], object]] = {
        "shortest way": lambda a, b: linkpaths.shortest(graph, a, b),
        "all ways within 3 steps": lambda a, b: linkpaths.ways(graph, a, b, within=3),
        "everybody reached": lambda a, _b: linkpaths.reachable(graph, a),
        "circles": lambda _a, _b: linkpaths.circles(graph),
        "the circle of one": lambda a, _b: linkpaths.circle_of(graph, a),
        "neighbourhood, depth 2": lambda a, _b: linkgraph.neighbourhood(graph, a, depth=2),
        "impact, two steps": lambda a, _b: linkgraph.impact(graph, [a], depth=2),
        "a name": lambda a, _b: linkpaths.find(graph, a[7:]),
    }
    start = time.perf_counter()
    for a, b in ends[:1]:
        linkpaths.shortest(graph, a, b)
        linkgraph.neighbourhood(graph, a)
    first = time.perf_counter() - start
    out = [Line("ask a graph of 20,000 edges for the first time: it is sorted by node", first, "", 0.0)]
    for name, ask in asked.items():
        out.append(Line(f"… {name}", statistics.median([_timed(ask, a, b) for a, b in ends]), "", 0.0))
    return out


def _timed(work: Callable[[str, str], object], a: str, b: str) -> float:
    start = time.perf_counter()
    work(a, b)
    return time.perf_counter() - start


def _shown(folder: Path) -> list[Line]:
    """From the question to the painted neighbourhood of sixty, in a window; and the whole town of sixty systems."""
    from PySide6.QtGui import QPixmap

    from app.services.link_views import Wish
    from app.ui.app import make_application
    from app.ui.linkmap.canvas import Canvas
    from app.ui.work import links as work

    app = make_application(["fitgap"], "light")
    session = sessions.create(folder / "town.fitgap", municipality="みほん市", code="999997", size="general", who=WHO)
    try:
        enter(session, town(7, systems=60, linkages=130, sentences=40))
        canvas = Canvas()
        canvas.resize(1006, 420)
        canvas.show()
        app.processEvents()
        centre, wish = _of_sixty(session)
        out = []
        for name, asked in (
            (f"show a neighbourhood of {centre} nodes", wish),
            ("show the whole town of 60 systems", Wish("town")),
        ):
            times = []
            for _ in range(RUNS):
                session._kept.clear()  # as after a change: nothing is remembered
                start = time.perf_counter()
                view = work.load(session, asked, None, False)
                canvas.show_picture(view.picture, asked.around)
                canvas.viewport().grab()
                times.append(time.perf_counter() - start)
            out.append(Line(f"{name}: asked, laid out, painted", statistics.median(times), "", 0.0))
        assert isinstance(canvas.grab(), QPixmap)
        canvas.close()
        return out
    finally:
        session.close()


def _of_sixty(session: Session) -> tuple[int, object]:
    """The question whose answer is nearest to sixty nodes."""
    from app.services.link_views import Wish

    whole = links.graph(session, level="system")
    wishes = [Wish(around=n, depth=d) for n in whole.nodes if n.startswith("system:") for d in (1, 2, 3)]
    sizes = {w: len(linkgraph.neighbourhood(whole, w.around, depth=w.depth).nodes) for w in wishes}
    best = min(sizes, key=lambda w: (abs(sizes[w] - 60), w.depth, w.around))
    return sizes[best], best


def big_picture() -> LinkPicture:
    """300 boxes and 900 lines in layers."""
    graph = large(300, 900)
    return picture(graph, "", None, {})


def _frames() -> list[Line]:
    """A frame while a picture of 300 boxes and 900 lines is moved and zoomed, painted without a screen."""
    from app.ui.app import make_application
    from app.ui.linkmap.canvas import Canvas

    app = make_application(["fitgap"], "light")
    canvas = Canvas()
    canvas.resize(1006, 420)
    canvas.show()
    found = big_picture()
    canvas.show_picture(found, "")
    for _ in range(30):
        app.processEvents()
    out = []
    for name, step in (
        (
            "move",
            lambda n: (canvas.horizontalScrollBar().setValue(n * 40), canvas.verticalScrollBar().setValue(n * 60)),
        ),
        ("zoom", lambda n: canvas.zoom(1.04 if n % 2 else 0.93)),
    ):
        times = []
        for n in range(FRAMES):
            start = time.perf_counter()
            step(n)
            canvas.viewport().repaint()
            times.append(time.perf_counter() - start)
        whole = sorted(times)
        label = f"{name} about {len(found.boxes)} boxes and {len(found.lines)} lines: a frame, p95"
        out.append(Line(label, whole[int(len(whole) * 0.95)], "", 0.0))
    canvas.fit()
    times = []
    for _ in range(FRAMES):
        start = time.perf_counter()
        canvas.viewport().repaint()
        times.append(time.perf_counter() - start)
    out.append(Line("… all of it in view at once: a frame, p95", sorted(times)[int(FRAMES * 0.95)], "", 0.0))
    canvas.close()
    return out
