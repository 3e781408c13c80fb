"""Work of 連携図: the picture, its table and the impact, loaded on the workspace thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.linkpicture import LinkPicture
    from app.services.link_table import Impact, LinkRow
    from app.services.session import Session


@dataclass(frozen=True, slots=True)
class View:
    """What the screen shows: ``centre`` is the NODE asked for, ``picture.boxes`` hold its neighbours."""

    centre: str
    depth: int
    direction: str
    picture: LinkPicture
    rows: tuple[LinkRow, ...]


def centres(session: Session) -> list[tuple[str, str]]:
    """(NODE, name) of everything a picture can be drawn around."""
    from app.services import link_table

    return link_table.centres(session)


def load(session: Session, centre: str, depth: int, direction: str, earlier: Mapping[str, float] | None) -> View:
    """A neighbourhood; ``earlier`` keeps the heights of what was there before."""
    from app.services import link_files, link_table

    graph, picture = link_files.draw(
        session, centre, depth=depth, direction=direction, earlier=dict(earlier) if earlier else None
    )
    return View(centre, depth, direction, picture, tuple(link_table.rows(session, graph)))


def impact(session: Session, changed: list[str]) -> Impact:
    """Who is touched when these change."""
    from app.services import link_table

    return link_table.impact(session, changed)


def export(session: Session, centre: str, depth: int, direction: str, path: str, colours: Mapping[str, str]) -> str:
    """Writes the picture; the path. The ending of the name chooses the form."""
    from app.services import link_files

    out = Path(path)
    link_files.write(
        session,
        centre,
        out,
        form=out.suffix.lower().lstrip("."),
        colours=colours,
        depth=depth,
        direction=direction,
    )
    return str(out)
