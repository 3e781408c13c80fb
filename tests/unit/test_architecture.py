"""The import contracts of the house (docs/architecture.md): read from the source itself, so no import can hide.

Every rule is a function from the parsed source tree to sentences about what breaks it, and each has a planted breach
below that it must find.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("app", "spec_catalog", "reports", "resources")
MAX_LINES = 420
# What app.core may know of the catalogue: its types and the pure functions on ids and texts, nothing that reads files.
CATALOGUE_TYPES = {f"spec_catalog.{m}" for m in ("model", "problems", "business", "ids", "text")}
# Folders of app.ui that are no screens: what all screens are made of.
SHARED_UI = {"models", "parts", "theme", "widgets", "work"}
NETWORK = {"socket", "ssl", "urllib", "http", "ftplib", "smtplib", "poplib", "imaplib", "xmlrpc", "socketserver"}
UNSAFE = {"pickle", "shelve", "marshal", "dill", "cloudpickle"}
QT_UNSHIPPED = re.compile(r"PySide6\.Qt(Network|WebEngine|WebSockets|Qml|Quick|Pdf|Sql)")
DATABASE = {"sqlalchemy", "sqlmodel"}
INSTALLED_AS = {"pyside6-essentials": {"PySide6", "shiboken6"}, "xlsxwriter": {"xlsxwriter"}}


@dataclass(frozen=True)
class Module:
    """One source file: dotted name, whether it is a package's ``__init__``, and its text."""

    name: str
    package: bool
    source: str

    @property
    def tree(self) -> ast.Module:
        return _parsed(self.source)


@cache
def _parsed(source: str) -> ast.Module:
    return ast.parse(source)


Source = dict[str, Module]
Rule = Callable[[Source], Iterator[str]]


def read(files: dict[str, str]) -> Source:
    """``{"app/core/x.py": text}`` → modules by dotted name."""
    found = {}
    for path, text in files.items():
        parts = path.removesuffix(".py").split("/")
        package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if package else parts)
        found[name] = Module(name, package, text)
    return found


@cache
def product() -> tuple[tuple[str, str], ...]:
    paths = sorted(p for room in ROOMS for p in (ROOT / room).rglob("*.py"))
    return tuple((p.relative_to(ROOT).as_posix(), p.read_text("utf-8")) for p in paths)


def imports(module: Module, source: Source) -> Iterator[tuple[int, str]]:
    """(line, dotted target) of every import wherever it stands, lazy and typing ones too."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = module.name.split(".")
                kept = len(parts) - node.level + (1 if module.package else 0)
                base = ".".join([*parts[:kept], *([node.module] if node.module else [])])
            for alias in node.names:
                full = f"{base}.{alias.name}"
                yield node.lineno, full if full in source or base in ROOMS or base == "PySide6" else base


def inside(name: str, *packages: str) -> bool:
    return any(name == p or name.startswith(p + ".") for p in packages)


def edges(source: Source) -> Iterator[tuple[Module, int, str]]:
    for module in source.values():
        for line, target in imports(module, source):
            yield module, line, target


# --- rules -----------------------------------------------------------------------------------------------------------

TOP = ("app.ui", "app.cli", "app.commands", "app.main")

# importer → what it may not import (first match of the importer decides nothing: all lines hold)
FORBIDDEN: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("spec_catalog", ("app", "reports", "resources")),
    ("reports", ("app", "spec_catalog")),
    ("resources", ("app", "spec_catalog", "reports")),
    ("app.core", ("app.store", "app.services", *TOP, "reports", "resources")),
    ("app.store", ("app.services", *TOP, "reports")),
    ("app.services", TOP),
    ("app.ui", ("app.store", "app.cli", "app.commands", "app.main", "reports")),
    ("app.cli", ("app.store", "reports", "app.main")),
    ("app.commands", ("app.store", "reports", "app.cli", "app.main")),
)


def rooms(source: Source) -> Iterator[str]:
    """Ground floors know nothing above them; core < store < services < ui and cli; services alone call the rest."""
    for module, line, target in edges(source):
        for importer, barred in FORBIDDEN:
            if inside(module.name, importer) and inside(target, *barred):
                yield f"{module.name}:{line} imports {target}: {importer} may not"


def core_is_pure(source: Source) -> Iterator[str]:
    """app.core → standard library, networkx, the catalogue's types."""
    for module, line, target in edges(source):
        if not inside(module.name, "app.core") or inside(target, "app.core"):
            continue
        top = target.split(".")[0]
        if top in sys.stdlib_module_names or top == "networkx" or target in CATALOGUE_TYPES:
            continue
        yield f"{module.name}:{line} imports {target}: not for app.core"


def qt_only_in_ui(source: Source) -> Iterator[str]:
    """PySide6 in app.ui alone, and none of the modules that are not shipped."""
    for module, line, target in edges(source):
        if inside(target, "PySide6", "shiboken6") and not inside(module.name, "app.ui"):
            yield f"{module.name}:{line} imports {target} outside app.ui"
        if QT_UNSHIPPED.match(target):
            yield f"{module.name}:{line} imports {target}, which is not shipped"


def database_only_in_store(source: Source) -> Iterator[str]:
    """SQL libraries and connections in app.store alone: one way to write. Error types may be named above."""
    for module, line, target in edges(source):
        if target.split(".")[0] in DATABASE and not inside(module.name, "app.store"):
            yield f"{module.name}:{line} imports {target} outside app.store"
    for module in source.values():
        for node in ast.walk(module.tree):
            connects = isinstance(node, ast.Call) and ast.unparse(node.func) == "sqlite3.connect"
            if connects and ast.unparse(node) != "sqlite3.connect(':memory:')" and not inside(module.name, "app.store"):
                yield f"{module.name}:{node.lineno} connects outside app.store"


def screens_apart(source: Source) -> Iterator[str]:
    """A folder of app.ui imports no other folder of app.ui but the shared ones."""
    for module, line, target in edges(source):
        ours, theirs = module.name.split("."), target.split(".")
        if not (inside(module.name, "app.ui") and inside(target, "app.ui") and len(ours) > 2 and len(theirs) > 2):
            continue
        folders = {m.name.split(".")[2] for m in source.values() if m.package and m.name.count(".") == 2}
        if ours[2] in folders and theirs[2] in folders - SHARED_UI and ours[2] != theirs[2]:
            yield f"{module.name}:{line} imports {target}: screens do not import one another"


def no_circles(source: Source) -> Iterator[str]:
    """No circle among the children of any package, which covers modules and packages on every level."""
    graphs: dict[str, dict[str, set[str]]] = {}
    for module, _, target in edges(source):
        if target not in source:
            target = target.rpartition(".")[0]
        if target not in source:
            continue
        a = [*module.name.split("."), *(["__init__"] if module.package else [])]
        b = [*target.split("."), *(["__init__"] if source[target].package else [])]
        depth = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), None)
        if depth is not None:
            graph = graphs.setdefault(".".join(a[:depth]), {})
            graph.setdefault(a[depth], set()).add(b[depth])
    for package, graph in sorted(graphs.items()):
        for circle in circles(graph):
            yield f"circle in {package or 'the top level'}: {' → '.join(circle)}"


def circles(graph: dict[str, set[str]]) -> Iterator[list[str]]:
    """One circle per strongly connected tangle of ``graph``."""
    done: set[str] = set()

    def walk(node: str, trail: list[str]) -> list[str] | None:
        if node in trail:
            return [*trail[trail.index(node) :], node]
        if node in done:
            return None
        for following in sorted(graph.get(node, ())):
            found = walk(following, [*trail, node])
            if found:
                return found
        done.add(node)
        return None

    for start in sorted(graph):
        found = walk(start, [])
        if found:
            done.update(found)
            yield found


def no_danger(source: Source) -> Iterator[str]:
    """No network, no pickle, no eval or exec, no shell."""
    for module, line, target in edges(source):
        if target.split(".")[0] in NETWORK | UNSAFE and not inside(target, "urllib.parse"):  # parse only cuts strings
            yield f"{module.name}:{line} imports {target}"
    for module in source.values():
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            if called in {"eval", "exec", "__import__", "os.system", "os.popen", "subprocess.getoutput"}:
                yield f"{module.name}:{node.lineno} calls {called}"
            for keyword in node.keywords:
                if keyword.arg == "shell" and ast.unparse(keyword.value) != "False":
                    yield f"{module.name}:{node.lineno} calls {called} with a shell"


def only_declared(source: Source) -> Iterator[str]:
    """Every library the product imports stands among the project's dependencies."""
    known = {*sys.stdlib_module_names, *ROOMS}
    for name in declared():
        known |= INSTALLED_AS.get(name, {name})
    known.add("sqlalchemy")  # comes with sqlmodel by its contract
    for module, line, target in edges(source):
        if target.split(".")[0] not in known:
            yield f"{module.name}:{line} imports {target}, which pyproject.toml does not name"


def declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {re.split(r"[<>=!~ \[;]", d)[0].lower() for d in project["dependencies"]}


def short_files(source: Source) -> Iterator[str]:
    """No file above about 400 lines."""
    for module in source.values():
        lines = module.source.count("\n")
        if lines > MAX_LINES:
            yield f"{module.name} has {lines} lines"


def reasons_given(source: Source) -> Iterator[str]:
    """Every module that holds anything says why it exists."""
    for module in source.values():
        if module.tree.body and not ast.get_docstring(module.tree):
            yield f"{module.name} has no docstring"


RULES: tuple[Rule, ...] = (
    rooms,
    core_is_pure,
    qt_only_in_ui,
    database_only_in_store,
    screens_apart,
    no_circles,
    no_danger,
    only_declared,
    short_files,
    reasons_given,
)


# --- tests -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.__name__)
def test_the_product_keeps(rule: Rule) -> None:
    assert list(rule(read(dict(product())))) == []


def test_the_whole_product_is_read() -> None:
    names = set(read(dict(product())))
    assert {"app.core.codes", "spec_catalog.model", "reports.forms", "app.ui"} <= names
    assert all(source or path.endswith("__init__.py") for path, source in product())


@pytest.mark.parametrize("folder", ["tests"])
def test_tests_are_short_too(folder: str) -> None:
    paths = sorted((ROOT / folder).rglob("*.py"))
    files = {p.relative_to(ROOT).as_posix(): p.read_text("utf-8") for p in [*paths, ROOT / "dev.py"]}
    assert list(short_files(read(files))) == []


def test_dev_is_standard_library_only() -> None:
    module = Module("dev", False, (ROOT / "dev.py").read_text("utf-8"))
    assert {t.split(".")[0] for _, t in imports(module, {})} <= sys.stdlib_module_names


PLANTED: list[tuple[Rule, dict[str, str]]] = [
    (rooms, {"reports/a.py": "from app.core import codes"}),
    (rooms, {"reports/a.py": "def f():\n    import spec_catalog.model"}),
    (rooms, {"spec_catalog/a.py": "from reports.sheets import write_form"}),
    (rooms, {"app/core/a.py": "from ..store import units", "app/store/units.py": ""}),
    (rooms, {"app/store/a.py": "from app import services", "app/services/__init__.py": ""}),
    (rooms, {"app/services/a.py": "import app.ui.app"}),
    (rooms, {"app/ui/a.py": "from app.store.units import unit"}),
    (rooms, {"app/cli.py": "from reports.sheets import write_form"}),
    (core_is_pure, {"app/core/a.py": "import openpyxl"}),
    (core_is_pure, {"app/core/a.py": "from spec_catalog.workbook import read"}),
    (qt_only_in_ui, {"app/services/a.py": "from PySide6.QtCore import QObject"}),
    (qt_only_in_ui, {"app/ui/a.py": "from PySide6 import QtNetwork"}),
    (database_only_in_store, {"app/services/a.py": "from sqlalchemy import text"}),
    (database_only_in_store, {"app/services/a.py": "import sqlite3\nx = sqlite3.connect('t.fitgap')"}),
    (
        screens_apart,
        {
            "app/ui/compare/__init__.py": "",
            "app/ui/compare/a.py": "from app.ui.catalog.b import x",
            "app/ui/catalog/__init__.py": "",
            "app/ui/catalog/b.py": "x = 1",
        },
    ),
    (
        no_circles,
        {"app/core/a.py": "from app.core import b", "app/core/b.py": "def f():\n    from app.core.a import x"},
    ),
    (
        no_circles,
        {
            "app/x/__init__.py": "",
            "app/x/a.py": "import app.y.a",
            "app/x/b.py": "",
            "app/y/__init__.py": "",
            "app/y/a.py": "",
            "app/y/b.py": "from app.x import b",
        },
    ),
    (no_danger, {"app/a.py": "import pickle"}),
    (no_danger, {"app/a.py": "from urllib.request import urlopen"}),
    (no_danger, {"app/a.py": "x = eval('1')"}),
    (no_danger, {"app/a.py": "import subprocess\nsubprocess.run('ls', shell=True)"}),
    (no_danger, {"app/a.py": "import os\nos.system('ls')"}),
    (only_declared, {"app/a.py": "import requests"}),
    (short_files, {"app/a.py": "x = 1\n" * (MAX_LINES + 1)}),
    (reasons_given, {"app/a.py": "x = 1"}),
]


@pytest.mark.parametrize(("rule", "files"), PLANTED, ids=lambda v: getattr(v, "__name__", ""))
def test_a_planted_breach_is_found(rule: Rule, files: dict[str, str]) -> None:
    assert len(list(rule(read(files)))) == 1


def test_every_rule_has_a_planted_breach() -> None:
    assert {rule for rule, _ in PLANTED} == set(RULES)


def test_what_is_allowed_passes() -> None:
    files = {
        "spec_catalog/model.py": '"""."""',
        "app/core/a.py": '"""."""\nimport networkx\nfrom spec_catalog import model\n',
        "app/store/b.py": '"""."""\nimport sqlite3\nfrom app.core.a import x\n',
        "app/services/c.py": '"""."""\nfrom app.store import b\nfrom reports import files\nimport openpyxl\n',
        "app/ui/parts/__init__.py": '"""."""\n',
        "app/ui/compare/__init__.py": '"""."""\nfrom PySide6 import QtWidgets\nfrom app.ui import parts\n',
    }
    assert [v for rule in RULES for v in rule(read(files))] == []
