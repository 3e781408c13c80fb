"""Work of 様式・報告: what can be written, what to look at before it leaves, and the writing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.services.exports import Offer
    from app.services.session import Session


@dataclass(frozen=True, slots=True)
class Offered:
    """What the dialog starts with."""

    offers: tuple[Offer, ...]
    departments: tuple[str, ...]
    folder: str  # beside the workspace


def offered(session: Session) -> Offered:
    """The list, the departments of the survey, and the folder proposed."""
    from app.services import exports, survey

    departments = tuple(str(row["name"]) for row in survey.list_rows(session, "departments"))
    return Offered(exports.offers(session), departments, str(Path(session.info.path).parent / "書き出し"))


def hints(session: Session, business: str) -> list[str]:
    """Where people's own words look like personal data."""
    from app.services import exports

    return exports.hints(session, business or None)


def write(
    session: Session,
    folder: str,
    wanted: Sequence[str],
    business: str,
    department: str,
    colours: Mapping[str, str],
    format: str = "",
) -> list[str]:
    """Writes what is wanted; the files. ``format``: of the reports that can be written so, "" = as usual."""
    from app.services import exports

    made = exports.write(
        session,
        Path(folder),
        wanted,
        business=business or None,
        department=department or None,
        colours=colours,
        format=format,
    )
    return [str(path) for path in made]
