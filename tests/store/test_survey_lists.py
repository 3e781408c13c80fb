"""The survey lists as data: every column has a field, every field a column, and every value comes back as written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.records import ATOMS
from app.services import session as sessions
from app.services import survey, survey_grid, survey_lists
from app.services.session import Session
from app.services.survey_grid import Edit
from app.services.views import Who

HIDDEN = {"sender_of", "receiver_of"}  # what a confirmation was of
LISTS = tuple(survey_lists.record_types())
EVERY = tuple(survey.EVERY)


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("FITGAP_HOME", str(tmp_path / "home"))
    opened = sessions.create(
        tmp_path / "t.fitgap", municipality="みほん市", code="999997", size="general", who=Who("市民課", "佐藤 花子")
    )
    yield opened
    opened.close()


@pytest.mark.parametrize("name", EVERY)
def test_columns_and_fields_are_the_same(name: str) -> None:
    wanted = survey_lists.survey_list(name)
    fields = {f.code for atom in ATOMS[survey.record_type(name)].values() for f in atom}
    columns = {c.code for c in wanted.columns if c.kind != "derived"} - {"answers"}
    assert columns == fields - HIDDEN
    assert sum(c.required for c in wanted.columns) == 1


@pytest.mark.parametrize("name", EVERY)
def test_no_heading_can_mean_two_columns(name: str) -> None:
    seen: dict[str, str] = {}
    for column in survey_lists.survey_list(name).columns:
        for text in {survey_lists.match_key(t) for t in (column.label, column.code, *column.aliases)}:
            assert seen.setdefault(text, column.code) == column.code, (text, seen[text], column.code)


@pytest.mark.parametrize("name", LISTS)
def test_every_choice_is_understood_in_every_way_it_is_written(name: str) -> None:
    for column in survey_lists.survey_list(name).columns:
        if column.kind == "choice":
            assert column.choices, column.code
            for written, code in survey_lists.words_of(name, column.code).items():
                assert survey_lists.meaning(name, column.code, written).value == code
            for code, label in column.choices:
                assert survey_lists.meaning(name, column.code, label).value == code
                assert survey_lists.shown(name, column.code, code) == label


@pytest.mark.parametrize("name", LISTS)
def test_a_row_with_every_column_filled_comes_back_as_written(session: Session, name: str) -> None:
    wanted = survey_lists.survey_list(name)
    written: dict[str, str] = {}
    for n, column in enumerate(wanted.columns):
        if column.code == "answers":
            continue
        if column.kind == "choice":
            written[column.code] = column.choices[-1][1]
        elif column.kind in ("business", "businesses"):
            written[column.code] = "010"
        else:
            written[column.code] = f"書いた値{n}"
    values = {c: survey_lists.meaning(name, c, t).value for c, t in written.items()}
    stored = survey_grid.store(session, name, [Edit("k", "", values, {})], label="行を追加")
    row = stored.rows["k"]
    shown = {c.code: t for c, t in zip(wanted.columns, row.texts, strict=True) if c.code != "answers"}
    assert {c: shown[c] for c in written if wanted.column(c).kind not in ("business", "businesses")} == {
        c: t for c, t in written.items() if wanted.column(c).kind not in ("business", "businesses")
    }
    assert survey_grid.counts(session)[name] == {"010" if "business" in written else "": 1}
