"""A form is changed by editing it as a workbook: what is sound holds for the sheets, what isn't is refused in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.core.problems import UserProblem
from app.services import form_store, history, roundtrip, sheet_lint, sheet_read, sheets
from app.services.session import Session
from reports.forms import form_ids, load_form, parse_form, plain_form
from tests.unit.reports import towns

IN_EXAMPLES = ("spaced", "date", "number_as_text")  # texts of a form, which people read
AT = datetime(2026, 1, 15, 14, 3)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Session]:
    session = towns.town(tmp_path)
    yield session
    session.close()


def edited(session: Session, folder: Path, change: Callable[[Any], None], form: str = "F1") -> Path:
    path = form_store.export(session, form, folder / "様式.xlsx")
    book = load_workbook(path)
    change(book)
    book.save(path)
    return path


def cell(sheet: Any, code: str, title: str) -> Any:
    """The cell of a column of the form in a column of its sheet."""
    heads = {c.value: c.column for c in sheet[1]}
    row = next(r for r in range(2, sheet.max_row + 1) if sheet.cell(r, heads["符号"]).value == code)
    return sheet.cell(row, heads[title])


@pytest.mark.parametrize("form_id", form_ids())
def test_every_form_comes_back_as_it_went(form_id: str, town: Session, tmp_path: Path) -> None:
    path = form_store.export(town, form_id, tmp_path / "様式.xlsx")
    assert [f.sentence for f in sheet_lint.lint(path) if f.level == "error" and f.rule not in IN_EXAMPLES] == []
    form, _ = form_store.take(town, path)
    assert form == load_form(form_id)
    assert not any(h.own for h in form_store.held(town))
    assert parse_form(plain_form(form)) == form


def test_an_edited_form_holds_for_sheets_and_their_way_back(town: Session, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        sheet = book["欄"]
        cell(sheet, "detail", "見出し").value = "違うところ"
        cell(sheet, "detail", "幅").value = "180"
        row = cell(sheet, "owner", "符号").row
        sheet.insert_rows(row + 1)
        for n, c in enumerate(sheet[1], 1):
            sheet.cell(row + 1, n).value = {
                "符号": "own_shelf", "見出し": "保管場所", "まとまり": "対応", "幅": "60", "種類": "文字",
                "印刷する": "○",
            }.get(c.value, "")  # fmt: skip
        sheet.delete_rows(cell(sheet, "memo", "符号").row)

    form, _ = form_store.take(town, edited(town, tmp_path, change))
    assert next(c for c in form.columns if c.code == "own_shelf").source == "この団体で足した欄"
    (held,) = [h for h in form_store.held(town) if h.own]
    assert (held.id, held.missing) == ("F1", ("メモ",))
    (path,) = sheets.export_sheets(town, tmp_path / "out", forms=("F1",), business="001", printed_at=AT)
    titles = {c.value for line in load_workbook(path)["F1 機能"].iter_rows(max_row=9) for c in line}
    assert {"違うところ", "保管場所"} <= titles
    assert "メモ" not in titles
    (sent,) = roundtrip.send(town, tmp_path / "sent", ["F1"], business="001", at=AT)
    book = load_workbook(sent.path)
    sheet = book["F1 機能"]
    at = next(c for line in sheet.iter_rows(max_row=9) for c in line if c.value == "違うところ")
    sheet.cell(at.row + 1, at.column).value = "ページ数がない"
    book.save(sent.path)
    seen = roundtrip.preview(town, sent.path)
    assert [c.new for c in seen.changes] == ["ページ数がない"]
    history.undo(town)
    assert not any(h.own for h in form_store.held(town))


def test_back_to_our_own_form(town: Session, tmp_path: Path) -> None:
    path = edited(town, tmp_path, lambda b: setattr(cell(b["欄"], "detail", "見出し"), "value", "違い"))
    form_store.take(town, path)
    form_store.reset(town, "F1")
    assert form_store.in_force(town, "F1") == load_form("F1")


WRONG: dict[str, tuple[Callable[[Any], None], str]] = {
    "unknown code": (
        lambda b: setattr(cell(b["欄"], "memo", "符号"), "value", "nanika"),
        "「nanika」はこの様式にありません",
    ),
    "twice": (lambda b: setattr(cell(b["欄"], "memo", "符号"), "value", "reason"), "符号「reason」が二つ"),
    "no key": (lambda b: b["欄"].delete_rows(cell(b["欄"], "id", "符号").row), "行を見分ける欄「機能ID」"),
    "id no text": (lambda b: setattr(cell(b["欄"], "id", "種類"), "value", "文字"), "種類は「ID」のまま"),
    "kind": (lambda b: setattr(cell(b["欄"], "memo", "種類"), "value", "色"), "「種類」に「色」は使えません"),
    "width": (lambda b: setattr(cell(b["欄"], "memo", "幅"), "value", "広い"), "「幅」は数です"),
    "no title": (lambda b: setattr(cell(b["欄"], "memo", "見出し"), "value", None), "「見出し」が空です"),
    "same title": (lambda b: setattr(cell(b["欄"], "memo", "見出し"), "value", "担当"), "見出し「担当」が二つ"),
    "unlocked": (lambda b: setattr(cell(b["欄"], "section", "記入しない"), "value", None), "本ソフトが書く欄"),
    "column": (lambda b: setattr(b["欄"]["B1"], "value", "題"), "見出し「題」は使えません"),
    "list": (lambda b: setattr(b["選択肢"]["B2"], "value", "最高"), "様式では変えられません"),
    "paper": (
        lambda b: setattr(next(r[1] for r in b["様式"].iter_rows() if r[0].value == "用紙"), "value", "B5"),
        "A4 か A3",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_and_nothing_kept(name: str, town: Session, tmp_path: Path) -> None:
    change, words = WRONG[name]
    path = edited(town, tmp_path, change)
    with pytest.raises(UserProblem) as raised:
        form_store.take(town, path)
    assert words in raised.value.message
    assert "何も変えていません" in raised.value.message
    assert not any(h.own for h in form_store.held(town))


def test_another_workbook_is_no_form(town: Session, tmp_path: Path) -> None:
    (path,) = sheets.export_sheets(town, tmp_path / "out", forms=("F1",), business="001", printed_at=AT)
    with pytest.raises(UserProblem, match="様式のブックではありません"):
        form_store.take(town, path)


def test_both_modes_of_every_form_say_the_same(town: Session, tmp_path: Path) -> None:
    for form_id in (*sheets.SOURCES, *sheets.list_forms()):
        found = {}
        for mode in ("form", "machine"):
            (path, *_) = sheets.export_sheets(town, tmp_path / mode, forms=(form_id,), printed_at=AT, mode=mode)
            found[mode] = sheet_read.records(path, load_form(form_id))
            if mode == "machine":
                assert [f.sentence for f in sheet_lint.lint(path) if f.level == "error"] == [], form_id
        assert found["form"][0], found["machine"][0] == ("form", "machine")
        assert found["form"][1] == found["machine"][1], form_id


def test_names_by_a_pattern(town: Session, tmp_path: Path) -> None:
    made = sheets.export_sheets(
        town, tmp_path / "out", forms=("F1", "S3"), printed_at=AT, business="001", department="市民課",
        pattern="{date}_{department}_{form}_{mode}", mode="machine",
    )  # fmt: skip
    assert [p.name for p in made] == ["20260115_市民課_F1_機械判読.xlsx", "20260115_市民課_S3_機械判読.xlsx"]
    made = sheets.export_sheets(town, tmp_path / "same", forms=("F1", "F2"), printed_at=AT, pattern="様式")
    assert [p.name for p in made] == ["様式.xlsx", "様式（2）.xlsx"]
    for bad in ("{city}", "{form", "form}"):
        with pytest.raises(UserProblem) as refused:
            sheets.export_sheets(town, tmp_path / "bad", printed_at=AT, pattern=bad)
        assert refused.value.code == "bad_pattern"
