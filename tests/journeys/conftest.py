"""Journeys run the real program in a folder of their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app import cli


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("FITGAP_HOME", str(folder))
    monkeypatch.setenv("FITGAP_USER", "市民課/佐藤 花子")
    return folder


Fitgap = Callable[..., tuple[int, Any]]


@pytest.fixture
def fitgap(capsys: pytest.CaptureFixture[str]) -> Fitgap:
    """Runs a command with --json; (exit code, parsed answer)."""

    def run(*words: object) -> tuple[int, Any]:
        code = cli.main([*map(str, words), "--json"])
        out = capsys.readouterr().out
        return code, json.loads(out) if out.strip() else None

    return run
