"""Work of 連携図: the picture, its table and the impact, loaded on the workspace thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.linkgraph import Node
    from app.core.linkpicture import LinkPicture
    from app.services.link_table import Impact, LinkRow
    from app.services.link_views import Shown, Wish
    from app.services.session import Session


@dataclass(frozen=True, slots=True)
class View:
    """What the screen shows: ``wish`` is what was asked for, ``shown`` the answer with its picture."""

    wish: Wish
    shown: Shown
    rows: tuple[LinkRow, ...]

    @property
    def picture(self) -> LinkPicture:
        """Boxes and lines."""
        return self.shown.picture


def centres(session: Session) -> list[tuple[str, str]]:
    """(NODE, name) of everything a picture can be drawn around."""
    from app.services import link_table

    return link_table.centres(session)


def load(session: Session, wish: Wish, earlier: Mapping[str, float] | None, long: bool) -> View:
    """What is asked for; ``earlier`` keeps the heights of what was there; ``long``: labels say what is carried."""
    from app.services import link_table, link_views

    shown = link_views.show(session, wish, earlier=dict(earlier) if earlier else None, long=long)
    return View(wish, shown, tuple(link_table.rows(session, shown.graph, shown.bundles)))


def find(session: Session, text: str, level: str) -> list[Node]:
    """Nodes by name, the likeliest first."""
    from app.services import link_views

    return link_views.find(session, text, level=level or "system", most=12)


def impact(session: Session, changed: list[str]) -> Impact:
    """Who is touched when these change."""
    from app.services import link_table

    return link_table.impact(session, changed)


def export(session: Session, view: View, path: str, colours: Mapping[str, str]) -> str:
    """Writes the picture as it is seen, or its table; the path. The ending of the name chooses the form."""
    from app.services import link_files, link_sheet

    out = Path(path)
    form = out.suffix.lower().lstrip(".")
    if form == "xlsx":
        link_sheet.write(session, view.wish, out, shown=view.shown, rows=view.rows)
    else:
        link_files.write(session, view.wish, out, form=form, colours=colours, shown=view.shown)
    return str(out)
