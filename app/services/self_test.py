"""The program checks itself where it is installed: libraries, fonts' and forms' files, store, intake, sheet."""

from __future__ import annotations

import importlib
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.services import catalogue, comparison, history, sheets, upkeep
from app.services import session as sessions
from app.services.views import ItemFilter, Who

LIBRARIES = (
    "PySide6.QtWidgets",
    "PySide6.QtSvg",
    "openpyxl",
    "sqlmodel",
    "jinja2",
    "networkx",
    "xlsxwriter",
    "defusedxml",
)


@dataclass(frozen=True, slots=True)
class Result:
    """One check: its Japanese name, whether it passed, and what was found."""

    name: str
    ok: bool
    detail: str


def run() -> list[Result]:
    """All checks that need no window. Nothing is left behind; a failing check never stops the others."""
    checks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("ライブラリー", _libraries),
        ("データベース", _database),
        ("取り込み・判定・様式", _whole_path),
    )
    return [_one(name, check) for name, check in checks]


def _one(name: str, check: Callable[[], str]) -> Result:
    try:
        return Result(name, True, check())
    except Exception as problem:  # noqa: BLE001  (a self-test reports whatever is wrong with the installation)
        return Result(name, False, f"{type(problem).__name__}: {problem}")


def _libraries() -> str:
    versions = []
    for name in LIBRARIES:
        module = importlib.import_module(name)
        top = importlib.import_module(name.split(".")[0])
        versions.append(
            f"{name.split('.')[0]} {getattr(module, '__version__', getattr(top, '__version__', ''))}".strip()
        )
    return "、".join(dict.fromkeys(versions))


def _database() -> str:
    con = sqlite3.connect(":memory:")
    try:
        con.execute("CREATE VIRTUAL TABLE t USING fts5(body, tokenize='unicode61')")
    finally:
        con.close()
    return f"SQLite {sqlite3.sqlite_version}"


def _whole_path() -> str:
    """The published path on the sample: workbook → edition → verdict → undo → sheet, in a folder that vanishes."""
    from spec_catalog.sample import write_workbooks

    with tempfile.TemporaryDirectory(prefix="fitgap-self-test-") as name:
        folder = Path(name)
        results = catalogue.read_files(write_workbooks(folder))
        loaded = [r.loaded for r in results if r.loaded is not None]
        if len(loaded) != len(results) or not all(f.balanced for f in loaded):
            raise RuntimeError("the sample workbooks do not read")
        session = sessions.create(
            folder / "t.fitgap", municipality="点検", code="999997", size="general", who=Who("点検", "点検")
        )
        try:
            edition = catalogue.take_over(session, loaded[:1], adopt=True)[0]
            keys = catalogue.item_keys(session, edition.hash, ItemFilter())
            comparison.judge(session, edition.hash, keys[:3], verdict="fit")
            history.undo(session)
            verified = upkeep.verify(session)
            if not verified.ok:
                raise RuntimeError("; ".join(verified.faults))
            made = sheets.export_sheets(session, folder / "out", printed_at=datetime(2026, 1, 1))
        finally:
            session.close()
        with zipfile.ZipFile(made[0]) as book:
            if book.testzip() is not None:
                raise RuntimeError("the sheet is damaged")
        return f"{len(loaded)} ファイル {len(keys)} 要件"
