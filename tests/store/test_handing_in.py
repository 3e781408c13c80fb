"""Writing for many departments at once: names by a pattern, a cover for each, both modes, and stopping half-way."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.core.problems import UserProblem
from app.services import handin, sheet_lint, survey
from app.services.handin import Manner
from app.services.session import Session
from app.ui.theme.tokens import tokens
from tests.unit.reports import towns

AT = datetime(2026, 1, 15, 14, 3)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Session]:
    session = towns.town(tmp_path)
    more = [{"name": f"{n:02}課", "businesses": ["001"]} for n in range(1, 20)]
    survey.add_records(session, "departments", more)
    yield session
    session.close()


def batch(town: Session, folder: Path, *ids: str, **options: object) -> handin.Batch:
    names = [d for d in handin.departments(town) if d.endswith("課")]
    return handin.write_batch(
        town, folder, [(i, "") for i in ids], business="001", departments=names, colours=tokens("light"),
        printed_at=AT, **options,  # type: ignore[arg-type]
    )  # fmt: skip


def test_twenty_departments_with_covers_and_names(town: Session, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    made = batch(
        town, tmp_path / "出力", "F1", "S3", manner=Manner("machine", "{date}_{department}_{form}", True),
        progress=lambda n, total, _w: seen.append((n, total)),
    )  # fmt: skip
    folders = sorted(p.name for p in (tmp_path / "出力").iterdir())
    assert len(folders) >= 20
    assert len(made.files) + 2 * len(made.skipped) >= 3 * 20
    assert seen[-1][0] == seen[-1][1] - 1
    names = sorted(p.name for p in (tmp_path / "出力" / "01課").iterdir())
    assert names == ["00_表紙と目次.xlsx", "20260115_01課_F1.xlsx", "20260115_01課_S3.xlsx"]
    book = load_workbook(tmp_path / "出力" / "01課" / "00_表紙と目次.xlsx")
    assert book.sheetnames == ["表紙", "目次"]
    assert {"01課", "みほん市"} <= {c.value for line in book["表紙"].iter_rows() for c in line}
    assert set(names[1:]) <= {c.value for line in book["目次"].iter_rows() for c in line}
    assert not [f for f in sheet_lint.lint(tmp_path / "出力" / "01課" / names[1]) if f.level == "error"]


def test_a_stopped_batch_leaves_no_half_file(town: Session, tmp_path: Path) -> None:
    cancel = threading.Event()

    def progress(n: int, _all: int, _what: str) -> None:
        if n == 7:
            cancel.set()

    made = batch(town, tmp_path / "出力", "F1", "S3", progress=progress, cancel=cancel, manner=Manner(cover=True))
    assert made.stopped
    held = sorted(p for p in (tmp_path / "出力").rglob("*") if p.is_file())
    assert sorted(made.files) == held
    for path in held:
        assert zipfile.ZipFile(path).testzip() is None
    assert len(held) < 20


def test_a_wrong_manner_is_refused_before_anything_is_written(town: Session, tmp_path: Path) -> None:
    for manner, code in ((Manner("pdf"), "bad_mode"), (Manner(pattern="{city}"), "bad_pattern")):
        with pytest.raises(UserProblem) as refused:
            batch(town, tmp_path / "出力", "F1", manner=manner)
        assert refused.value.code == code
    assert not (tmp_path / "出力").exists()


def test_the_preview_shows_the_mode(town: Session) -> None:
    found = handin.preview(
        town, "F1", business="001", department=None, colours=tokens("light"), manner=Manner("machine")
    )
    assert found.rows[0][:4] == ("団体コード", "団体名", "業務ID", "業務名")
    assert "機械判読" in found.name
