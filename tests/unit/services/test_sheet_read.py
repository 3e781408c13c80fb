"""What a sheet for print and the same for machines say is the same, whatever stands in the records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.services import sheet_lint, sheet_read
from reports.forms import Form, load_form
from reports.sheets import FormHeader, write_form
from reports.sheets.machine import write_machine
from spec_catalog.workbook import Reader

AT = datetime(2026, 1, 15, 14, 3)
FORMS = ("F1", "F2", "F3")
FACTS = (("団体名", "みほん市"), ("業務ID", "001"))
HEADER = FormHeader("みほん市", "001 住民基本台帳", "住民基本台帳", "市民課", "佐藤", "第1.0版", "令和8年1月15日")
RARE = ["𠮷野家", "髙橋", "葛󠄀飾区", "=1+1", "+81", "-1", "@SUM(A1)", "0010003", "00", "<r>a</r>",
        "_x0041_", "a&b<c>\"'", "①㈱",
        "長い" * 400, "行\n" * 120 + "終", "（以下別紙 1）", "類型　◎", "=HYPERLINK(\"x\")", "\t", "R8.1.30", "令和8年",
        "\x01",        "一\r\n二", "　全角で始まる", "1,200", "#N/A", "TRUE", "1E5"]  # fmt: skip
TEXT = st.one_of(
    st.sampled_from(RARE),
    st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=40),
    st.integers(1, 99999).map(lambda n: f"{n:07}"),
)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as made:
        yield made


@st.composite
def rows_of(draw: Any, form: Form) -> list[dict[str, str]]:
    out = []
    for n in range(draw(st.integers(1, 4))):
        row: dict[str, str] = {"id": f"{n + 1:07}"}
        for column in draw(st.lists(st.sampled_from(form.columns), max_size=8, unique=True)):
            if column.kind == "number" or column.code == "id":
                continue
            if column.several:
                lines = draw(st.lists(TEXT.filter(_one_line), max_size=3))
                row[column.code] = column.several.join(lines)
            else:
                row[column.code] = draw(TEXT)
            if column.head:
                row[column.head] = draw(TEXT)
        out.append(row)
    return out


def _one_line(text: str) -> bool:
    return bool(text.strip()) and not set(text) & set("\r\n、/")


@pytest.mark.parametrize("form_id", FORMS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_both_modes_say_the_same(form_id: str, data: Any, tmp_path: Path, reader: Reader) -> None:
    form = load_form(form_id)
    rows = data.draw(rows_of(form))
    printed = write_form(form, HEADER, rows, tmp_path / "a.xlsx", printed_at=AT, filter_note="")
    plain = write_machine(form, FACTS, rows, tmp_path / "b.xlsx", author="みほん市", printed_at=AT)
    mode_a, a = sheet_read.records(printed, form, reader=reader)
    mode_b, b = sheet_read.records(plain, form, reader=reader)
    assert (mode_a, mode_b) == ("form", "machine")
    assert list(a) == list(b)
    assert [r["id"] for r in b] == [r["id"] for r in rows]
    for row, back in zip(rows, b, strict=True):
        for column in form.columns:
            if column.code in row and column.kind not in ("number", "date", "amount") and not column.head:
                assert back.get(column.code, "") == sheet_read.safe_text(row[column.code])


def test_the_machine_table_breaks_no_rule(tmp_path: Path) -> None:
    form = load_form("F1")
    path = write_machine(form, FACTS, form.examples, tmp_path / "a.xlsx", author="みほん市", printed_at=AT)
    assert [f.sentence for f in sheet_lint.lint(path) if f.level == "error"] == []
