"""What an import adopts by itself: never an older edition, never an extract, of several the newest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services import catalogue, history
from app.services.session import Session
from app.services.views import EditionRow
from spec_catalog.model import Edition, LoadedFile
from tests.helpers.workspaces import edition as make_edition
from tests.helpers.workspaces import workspace


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("FITGAP_HOME", str(tmp_path / "home"))
    opened = workspace(tmp_path)
    yield opened
    opened.close()


def edition(label: str, published: str, count: int = 40) -> Edition:
    """An edition of 001 with that many requirements."""
    made = make_edition(count, label=label)
    return Edition(made.business, made.kind, label, published, items=made.items)


def take(session: Session, *made: Edition) -> dict[str, EditionRow]:
    """Imports them together with adoption; label → row."""
    files = [LoadedFile(f"{e.label}.xlsx", f"{e.label}.xlsx", e.kind, e) for e in made]
    return {r.label: r for r in catalogue.take_over(session, files, adopt=True)}


def adopted(session: Session) -> str:
    """The label in force."""
    found = catalogue.adopted(session, "001")
    return found.label if found else ""


def test_of_several_editions_the_latest_published_comes_into_force_whatever_their_order(session: Session) -> None:
    rows = take(session, edition("第2.0版", "2025-04-01"), edition("第1.0版", "2024-04-01"))
    assert adopted(session) == "第2.0版"
    assert rows["第2.0版"].held_back == ""
    assert "第2.0版" in rows["第1.0版"].held_back


def test_an_older_edition_never_replaces_the_one_in_force_by_itself(session: Session) -> None:
    take(session, edition("第2.0版", "2025-04-01"))
    rows = take(session, edition("第1.0版", "2024-04-01"))
    assert adopted(session) == "第2.0版"
    assert "より古い" in rows["第1.0版"].held_back
    catalogue.adopt(session, rows["第1.0版"].hash)
    assert adopted(session) == "第1.0版", "a person may"


def test_an_extract_never_replaces_the_whole_by_itself(session: Session) -> None:
    take(session, edition("第1.0版", "2024-04-01"))
    rows = take(session, edition("第2.0版", "2025-04-01", 3))
    assert adopted(session) == "第1.0版"
    assert "3 件しかない" in rows["第2.0版"].held_back


def test_a_newer_edition_of_about_the_same_size_does(session: Session) -> None:
    take(session, edition("第1.0版", "2024-04-01"))
    rows = take(session, edition("第2.0版", "2025-04-01", 30))
    assert adopted(session) == "第2.0版"
    assert not rows["第2.0版"].held_back
    history.undo(session)
    assert adopted(session) == "第1.0版"


def test_the_same_edition_again_is_nothing_to_tell(session: Session) -> None:
    take(session, edition("第1.0版", "2024-04-01"))
    assert take(session, edition("第1.0版", "2024-04-01"))["第1.0版"].held_back == ""
