"""Work of copying and printing lists of 標準仕様."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from app.ui.work.catalogue_list import Scope

if TYPE_CHECKING:
    from app.services.session import Session


def table(session: Session, edition_hash: str, keys: tuple[int, ...]) -> list[tuple[str, ...]]:
    """Headings and rows for the clipboard."""
    from app.services import listing

    return listing.table(session, edition_hash, keys)


def page(
    session: Session, scope: Scope, keys: tuple[int, ...], path: str, narrowed: str, colours: Mapping[str, str]
) -> str:
    """Writes a page; its path."""
    from app.services import listing

    e = scope.edition
    about = f"{e.business} {e.business_name}　{e.label} {e.published}（{e.state}）" if e else "いま使う版すべて"
    listing.write_page(session, scope.hash, keys, Path(path), about=about, narrowed=narrowed, colours=colours)
    return path
