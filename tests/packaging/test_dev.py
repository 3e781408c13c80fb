"""dev.py by itself: what it installs, what it says when it may not, and that nothing is made twice."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from collections import namedtuple
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def dev() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fitgap_dev", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def commands(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that would have been run; all succeed, nothing is installed."""
    ran: list[list[str]] = []

    def run(*command: object, **_: Any) -> int:
        ran.append([str(c) for c in command])
        return 0

    monkeypatch.setattr(dev, "run", run)
    monkeypatch.setattr(dev, "environment", lambda locks: None)
    monkeypatch.setattr(dev, "is_debian", lambda: False)
    return ran


def call(dev: ModuleType, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["dev.py", *arguments])
    code: int = dev.main()
    return code


def test_without_a_display_the_same_job_is_done_headless(
    dev: ModuleType, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "has_display", lambda: False)
    assert call(dev, monkeypatch, "run") == 0
    assert commands == [[str(dev.PYTHON), "-m", "app", "demo", "--out", str(ROOT / "demo-out")]]
    said = capsys.readouterr().err
    assert "画面（ディスプレイ）がない" in said
    assert "There is no display" in said
    assert str(ROOT / "demo-out") in said


@pytest.mark.parametrize(
    ("given", "passed"), [([], ["gui", "--sample"]), (["市.fitgap"], ["市.fitgap"])], ids=["sample", "file"]
)
def test_with_a_display_the_window_opens(
    dev: ModuleType,
    commands: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    given: list[str],
    passed: list[str],
) -> None:
    monkeypatch.setattr(dev, "has_display", lambda: True)
    assert call(dev, monkeypatch, "run", *given) == 0
    assert commands == [[str(dev.PYTHON), "-m", "app", *passed]]


def test_test_runs_every_checker_and_passes_arguments_on(
    dev: ModuleType, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert call(dev, monkeypatch, "test", "-k", "merge") == 0
    shown = [" ".join(c[2:]) for c in commands]
    assert shown[:3] == ["ruff check .", "ruff format --check .", "mypy"]
    assert "test_architecture.py" in shown[3]
    assert shown[4] == "pytest -n 2 -k merge"


def test_one_failing_check_fails_the_whole(
    dev: ModuleType, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "run", lambda *command, **_: int("mypy" in command))
    assert call(dev, monkeypatch, "lint") == 1


def test_a_missing_checker_fails(
    dev: ModuleType,
    commands: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(dev.sys, "platform", "linux")
    monkeypatch.setattr(dev.shutil, "which", lambda name: None if name == "soffice" else f"/usr/bin/{name}")
    assert call(dev, monkeypatch, "test") == 1
    assert "soffice" in capsys.readouterr().err
    assert commands == []


def test_without_the_right_to_install_one_exact_command_is_printed(
    dev: ModuleType,
    commands: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(dev, "is_debian", lambda: True)
    monkeypatch.setattr(dev, "missing_packages", lambda names: ["xvfb", "strace"])
    monkeypatch.setattr(dev, "apt_prefix", lambda: None)
    assert call(dev, monkeypatch, "test") == 1
    lines = [line for line in capsys.readouterr().err.splitlines() if "apt-get" in line]
    assert lines == ["  sudo apt-get update && sudo apt-get install -y --no-install-recommends xvfb strace"]


def test_packages_are_known_by_their_new_names_too(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = subprocess.CompletedProcess([], 1, "libglib2.0-0t64 installed\nlibegl1 installed\nxvfb config-files\n", "")
    monkeypatch.setattr(dev.subprocess, "run", lambda *a, **k: answer)
    assert dev.missing_packages(["libglib2.0-0", "libegl1", "xvfb", "strace"]) == ["xvfb", "strace"]


def test_an_environment_is_made_once(dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made: list[tuple[object, ...]] = []
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.touch()
    monkeypatch.setattr(dev, "VENV", tmp_path)
    monkeypatch.setattr(dev, "PYTHON", python)
    monkeypatch.setattr(dev, "make_venv", lambda: None)
    monkeypatch.setattr(dev, "must", lambda *command, **_: made.append(command))
    dev.environment(dev.DEV_LOCKS)
    first = len(made)
    assert first == 3
    dev.environment(dev.DEV_LOCKS)
    dev.environment(dev.RUNTIME_LOCKS)  # held by the larger one
    assert len(made) == first
    monkeypatch.setattr(dev, "fingerprint", lambda locks: "another lock")
    dev.environment(dev.RUNTIME_LOCKS)
    assert len(made) == 2 * first


def test_nothing_installed_names_a_server(dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    source = (ROOT / "dev.py").read_text("utf-8")
    assert "://" not in source
    assert "--index" not in source


def test_an_older_python_says_which_is_needed(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    old = namedtuple("old", "major minor micro")(3, 9, 2)
    monkeypatch.setattr(dev.sys, "version_info", old)
    monkeypatch.setattr(dev.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match=r"3\.11 .*3\.9\.2"):
        dev.use_newer_python()


def test_ci_runs_the_commands_of_the_readme() -> None:
    ci = ROOT / ".ci" / "run"
    assert os.access(ci, os.X_OK)
    commands = re.findall(r"python3 dev\.py \w+", ci.read_text("utf-8").replace("dev.py stops", ""))
    assert commands == ["python3 dev.py test"]
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "python3 dev.py run" in readme
    assert "py dev.py run" in readme
    assert commands[0] in readme
