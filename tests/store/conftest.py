"""Every store test has a data folder of its own and leaves nothing open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.session import Session
from tests.helpers.parcels import office_workspace
from tests.helpers.workspaces import with_edition, workspace


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("FITGAP_HOME", str(folder))
    return folder


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = workspace(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def edition(session: Session) -> str:
    return with_edition(session)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Session]:
    opened = office_workspace(tmp_path)
    yield opened
    opened.close()
