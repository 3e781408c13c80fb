"""Work of 団体: other municipalities beside ours, the matrix and its lines, joint decisions, own marks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.views import Changes
from app.ui.work.frame import HistoryState, history_state

if TYPE_CHECKING:
    from app.services.cities import City, Given, Preview
    from app.services.city_detail import Detail
    from app.services.city_joint import Agreed
    from app.services.city_matrix import Asked, Found, Key, Line
    from app.services.private_marks import Mark
    from app.services.session import Session

Report = Callable[[int, int, str], None]
FIRST = 128  # lines that come with the rows


@dataclass(frozen=True, slots=True)
class Shown:
    """The rows asked for with the first of their lines; ``businesses``: those there are to choose from."""

    found: Found
    lines: tuple[Line, ...]
    businesses: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Close:
    """One item with what everybody says of it, and what I noted for myself."""

    detail: Detail
    mark: Mark


@dataclass(frozen=True, slots=True)
class Done:
    """A step that was stored."""

    changes: Changes
    history: HistoryState


@dataclass(frozen=True, slots=True)
class Said:
    """What a joint decision says."""

    verdict: str = ""
    disposition: str = ""
    content: str = ""
    reason: str = ""
    by: str = ""
    date: str = ""


def read(path: str, code: str, *, progress: Report | None = None, cancel: threading.Event | None = None) -> Given:
    """What another municipality gave, verified. Runs beside the window's own work."""
    from app.services import cities

    return cities.read(Path(path), code=code)


def code_of(
    paths: Sequence[str], *, progress: Report | None = None, cancel: threading.Event | None = None
) -> tuple[str, bool]:
    """(団体コード, whether it goes to a department) of the first of these packages. Raises InputProblem."""
    from app.services import parcels

    manifest = parcels.inspect(Path(paths[0])).manifest
    return manifest.code, manifest.direction == "out"


def preview(session: Session, given: Given) -> Preview:
    """What adding it would change."""
    from app.services import cities

    return cities.preview(session, given)


def add(session: Session, given: Given) -> str:
    """Lays it beside ours; its name."""
    from app.services import cities

    cities.add(session, given)
    return given.municipality


def listed(session: Session) -> tuple[City, ...]:
    """The municipalities beside ours."""
    from app.services import cities

    return tuple(cities.listed(session))


def remove(session: Session, code: str) -> str:
    """Takes one away; its name."""
    from app.services import cities

    return cities.remove(session, code).municipality


def show(session: Session, asked: Asked) -> Shown:
    """The rows asked for, with the first lines."""
    from app.services import city_matrix
    from spec_catalog import business

    found = city_matrix.find(session, asked)
    held = sorted({s.business for s in session.sources()})
    return Shown(
        found, tuple(city_matrix.lines(session, found.keys[:FIRST])), tuple((b, business.name_of(b)) for b in held)
    )


def lines(session: Session, keys: Sequence[Key]) -> tuple[Line, ...]:
    """The lines of these rows."""
    from app.services import city_matrix

    return tuple(city_matrix.lines(session, keys))


def close(session: Session, key: Key) -> Close:
    """One item closely."""
    from app.services import city_detail, private_marks

    return Close(city_detail.detail(session, key), private_marks.of(session, key))


def dispositions(session: Session) -> tuple[tuple[str, str], ...]:
    """(code, word) of all 対応方針."""
    from app.services import register_read

    return tuple((d.code, d.label) for d in register_read.dispositions())


def decide(session: Session, keys: Sequence[Key], said: Said) -> Done:
    """Records a joint decision about these items."""
    from app.services import city_joint

    done = city_joint.decide(
        session, keys, verdict=said.verdict, disposition=said.disposition, content=said.content, reason=said.reason,
        by=said.by, date=said.date,
    )  # fmt: skip
    return Done(done, history_state(session))


def withdraw(session: Session, key: Key) -> Done:
    """Takes the joint decision about an item back."""
    from app.services import city_joint

    return Done(city_joint.withdraw(session, [key]), history_state(session))


def deviate(session: Session, key: Key, code: str, reason: str) -> Done:
    """Records why a municipality does otherwise."""
    from app.services import city_joint

    return Done(city_joint.deviate(session, key, code, reason=reason), history_state(session))


def agreed(session: Session, asked: Asked) -> Agreed:
    """What every municipality judged alike."""
    from app.services import city_joint

    return city_joint.agreed(session, asked)


def decide_agreed(session: Session, found: Agreed, said: Said) -> Done:
    """Makes that the joint decision."""
    from app.services import city_joint

    done = city_joint.decide_agreed(session, found.lines, reason=said.reason, by=said.by, date=said.date)
    return Done(done, history_state(session))


def put_mark(session: Session, key: Key, mark: bool, note: str, withhold: bool) -> Mark:
    """Keeps a mark of one's own."""
    from app.services import private_marks

    return private_marks.put(session, key, mark=mark, note=note, withhold=withhold)


def write_sheet(session: Session, asked: Asked, path: str, mode: str) -> str:
    """The rows as a workbook; its path."""
    from app.services import city_sheet

    return str(city_sheet.write(session, asked, Path(path), mode=mode))


def write_package(session: Session, path: str) -> tuple[str, str, int]:
    """(file, fingerprint, items kept back) of what other municipalities may look at."""
    from app.services import city_package, private_marks

    made = city_package.create(session, Path(path))
    return str(made.file), made.fingerprint, len(private_marks.withheld(session))
