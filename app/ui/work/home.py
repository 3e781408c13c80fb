"""Work of ホーム: what is next, how far it is, which dates come."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.services.home import Home
    from app.services.session import Session


def load(session: Session, business: str) -> Home:
    """For a business, "" for all."""
    from app.services import home

    return home.load(session, business=business or None)
