"""The installable folder: every data file is in it, nothing that opens connections is, its version is stated."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("app", "reports", "resources", "spec_catalog")


class Recorder:
    """Stands for PyInstaller's building blocks and keeps what they were called with."""

    def __init__(self) -> None:
        self.calls: dict[str, list[dict[str, Any]]] = {}

    def __getitem__(self, name: str) -> Any:
        def call(*args: Any, **keywords: Any) -> Any:
            self.calls.setdefault(name, []).append({"args": args, **keywords})
            return self

        return call

    pure: tuple[Any, ...] = ()
    scripts: tuple[Any, ...] = ()
    datas: list[tuple[str, str, str]] = []
    binaries: list[tuple[str, str, str]] = [
        ("PySide6/Qt/lib/libQt6Network.so.6", "", "BINARY"),
        ("PySide6\\Qt6Network.dll", "", "BINARY"),
        ("PySide6/Qt/plugins/tls/libqopensslbackend.so", "", "BINARY"),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", "", "BINARY"),
        ("PySide6/Qt/lib/libQt6Svg.so.6", "", "BINARY"),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", "", "BINARY"),
    ]


@pytest.fixture
def spec() -> Recorder:
    recorder = Recorder()
    names = {n: recorder[n] for n in ("Analysis", "PYZ", "EXE", "COLLECT")}
    source = (ROOT / "build_installer.spec").read_text("utf-8")
    exec(compile(source, "build_installer.spec", "exec"), {**names, "SPECPATH": str(ROOT)})
    return recorder


def data_files() -> set[Path]:
    found = (p for room in ROOMS for p in (ROOT / room).rglob("*"))
    return {p for p in found if p.is_file() and p.suffix not in (".py", ".pyc")}


def test_every_data_file_stands_in_its_place(spec: Recorder) -> None:
    (analysis,) = spec.calls["Analysis"]
    placed = {Path(target) / Path(source).name for source, target in analysis["datas"]}
    wanted = {p.relative_to(ROOT) for p in data_files()}
    assert wanted - placed == set()
    assert {Path("reports/forms/F1.json"), Path("resources/templates/state.html.j2")} <= wanted


def test_nothing_that_opens_connections_is_shipped(spec: Recorder) -> None:
    (analysis,) = spec.calls["Analysis"]
    assert {"PySide6.QtNetwork", "PySide6.QtWebEngineCore", "tkinter", "lxml"} <= set(analysis["excludes"])
    shipped = {Path(name.replace("\\", "/")).name for name, *_ in spec.binaries}
    assert shipped == {"libqoffscreen.so", "libQt6Svg.so.6", "libqxcb.so"}


def test_a_folder_without_compression_from_the_entry_of_the_program(spec: Recorder) -> None:
    assert spec.calls["Analysis"][0]["args"][0] == [str(ROOT / "app" / "main.py")]
    assert all(call["exclude_binaries"] and not call["upx"] for call in spec.calls["EXE"])
    (collect,) = spec.calls["COLLECT"]
    assert (collect["name"], collect["upx"]) == ("fitgap", False)


def test_what_is_excluded_is_not_imported() -> None:
    """The program starts and reads a form with every excluded library out of reach."""
    source = (ROOT / "build_installer.spec").read_text("utf-8")
    block = source.partition("EXCLUDED = [")[2].partition("]")[0]
    excluded = [line.strip().strip('",') for line in block.strip().splitlines()]
    assert len(excluded) > 10
    code = f"import sys\nfor n in {excluded!r}: sys.modules[n] = None\nimport app.cli, reports.sheets, reports.html\n"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_wheel_holds_every_data_file(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    source = tmp_path / "source"
    sources = (p for room in ROOMS for p in (ROOT / room).rglob("*.py"))
    for path in (ROOT / "pyproject.toml", ROOT / "README.md", *sources, *data_files()):
        target = source / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    done = subprocess.run([*command, "-w", str(tmp_path), str(source)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    assert {p.relative_to(ROOT).as_posix() for p in data_files()} - packed == set()


def lock(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    pins = [line.partition(";")[0].strip() for line in lines if line and not line.startswith("#")]
    return {p.partition("==")[0].lower().replace("_", "-"): p.partition("==")[2] for p in pins}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_locks_pin_exactly_and_name_no_server(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert all(lock(name).values())
    assert "://" not in text
    assert "index" not in text


def test_every_dependency_is_pinned_in_its_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for wanted, name in (
        (project["dependencies"], "requirements.lock"),
        (project["optional-dependencies"]["dev"], "requirements-dev.lock"),
    ):
        names = {w.partition(">")[0].partition("<")[0].strip().lower() for w in wanted}
        assert names - set(lock(name)) == set()
    assert not set(lock("requirements.lock")) & set(lock("requirements-dev.lock"))
