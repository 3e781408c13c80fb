"""The five views by which the link picture is judged: small, 60, 120, the whole town of 60 systems, an impact."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.core import linkgraph
from app.services import link_views, links, sample
from app.services.link_views import Shown, Wish
from app.services.session import Session
from tests.helpers.town_file import enter
from tests.helpers.towns import town
from tests.helpers.workspaces import workspace

NAMES = ("small", "60", "120", "town", "impact")


def nearest(session: Session, size: int) -> Wish:
    """The question about a system whose answer is nearest to so many nodes."""
    whole = links.graph(session, level="system")
    sizes = {
        Wish(around=n, depth=d, level="system"): len(linkgraph.neighbourhood(whole, n, depth=d).nodes)
        for n in whole.nodes
        if n.startswith("system:")
        for d in (1, 2, 3)
    }
    return min(sizes, key=lambda w: (abs(sizes[w] - size), w.depth, w.around))


@contextmanager
def world(folder: Path, name: str) -> Iterator[tuple[Session, Wish]]:
    """A workspace that holds the view, and what to ask for."""
    folder.mkdir(parents=True, exist_ok=True)
    if name in ("small", "impact"):
        session = sample.start_sample(folder / "t.fitgap")
    else:
        session = workspace(folder)
        size, links_, said = {"60": (70, 110, 40), "120": (150, 240, 50), "town": (60, 130, 40)}[name]
        enter(session, town(7, systems=size, linkages=links_, sentences=said))
    try:
        if name == "town":
            wish = Wish("town")
        elif name in ("60", "120"):
            wish = nearest(session, int(name))
        else:
            wish = Wish(around="business:024" if name == "small" else "business:023", depth=1 if name == "small" else 2)
        yield session, wish
    finally:
        session.close()


def asked(folder: Path, name: str) -> Shown:
    """The answer."""
    with world(folder, name) as (session, wish):
        return link_views.show(session, wish, long=True)
