"""The papers about a new edition: marks on sheet and page, nothing cut, nothing active, columns to fill in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock

from reports.changes import ChangedField, ChangedItem, ChangePaper
from reports.html.changes import render_changes, write_changes_page
from reports.pieces import Marked, Piece, plain, text_of
from reports.sheets.changes import OPINIONS, write_changes, write_opinions
from reports.sheets.listing import ListColumn, Listing, write_listing
from tests.helpers.office import pdf_text, print_page
from tests.unit.reports.pages import COLOURS
from tests.unit.reports.samples import FORBIDDEN, HOSTILE
from tests.unit.reports.test_html import read

NOON = datetime(2026, 11, 20, 12, 0)
SHADES = COLOURS | {
    "added_word": "#CDEEE1", "added_ink": "#0A4F3A", "added_row": "#F0FAF6", "deleted_word": "#FBD9CB",
    "deleted_ink": "#8A2B07", "deleted_row": "#FEF5F1",
}  # fmt: skip
OLD: Marked = (Piece("same", "住民票の"), Piece("deleted", "写し"), Piece("same", "を交付する。"))
NEW: Marked = (Piece("same", "住民票の"), Piece("added", "写し等"), Piece("same", "を交付する。"))


def paper(text: str = "写しの交付", *, old: Marked = OLD, new: Marked = NEW) -> ChangePaper:
    """Two items; ``text`` stands in every field a document or a person can fill."""
    items = (
        ChangedItem(
            text, text, text, ("本文", "類型"),
            (ChangedField("本文", old, new), ChangedField("類型", (Piece("deleted", "◎"),), (Piece("added", text),))),
            verdict="● 適合", triage=f"B\n{text}",
        ),
        ChangedItem(
            "0010002", text, "1.2", ("＋ 追加",), (ChangedField("本文", (), (Piece("added", text),)),), mark="＋"
        ),
    )  # fmt: skip
    return ChangePaper(
        text, f"みほん市{text}", text, "機能ID", f"第1.0版{text}", f"第1.1版{text}", (("追加", 1), ("本文", 1)), items,
        (f"分割の候補：{text}",), NOON, SHADES,
    )  # fmt: skip


def cells(path: Path, *, rich: bool = False) -> list[list[object]]:
    """The cells under the header of the only sheet."""
    (sheet,) = openpyxl.load_workbook(path, rich_text=rich).worksheets
    rows = [[c.value for c in row] for row in sheet.iter_rows()]
    top = next(n for n, row in enumerate(rows) if row[0] == "機能ID")
    return rows[top + 1 :]


def test_the_marks_stand_in_the_cells(tmp_path: Path) -> None:
    path = write_changes(paper(), tmp_path / "差異.xlsx")
    (first, *_) = cells(path, rich=True)
    old, new = first[5], first[6]
    assert isinstance(old, CellRichText)
    assert isinstance(new, CellRichText)
    struck = [p.text for p in old if isinstance(p, TextBlock) and p.font.strike]
    lined = [p.text for p in new if isinstance(p, TextBlock) and p.font.u]
    assert (struck, lined) == (["写し"], ["写し等"])
    assert (str(old), str(new)) == (text_of(OLD), text_of(NEW))
    plain_cells = cells(path)
    assert plain_cells[0][:5] == ["写しの交付", "写しの交付", "写しの交付", "本文\n類型", "本文"]
    assert plain_cells[0][7:] == ["● 適合", "B\n写しの交付"]
    assert plain_cells[1][4:7] == ["類型", "◎", "写しの交付"]
    assert plain_cells[2][5:7] == [None, "写しの交付"]


def test_facts_counts_and_candidates_stand_above(tmp_path: Path) -> None:
    (sheet,) = openpyxl.load_workbook(write_changes(paper(), tmp_path / "差異.xlsx")).worksheets
    above = [sheet.cell(n, 1).value for n in range(1, 10)]
    assert above[0] == "写しの交付"
    assert "件数　追加 1　本文 1" in above
    assert "確かめる候補　分割の候補：写しの交付" in above
    assert any(str(t).startswith("凡例") for t in above)
    assert sheet.auto_filter.ref
    assert sheet.freeze_panes


def test_the_opinion_sheet_has_columns_to_fill_in(tmp_path: Path) -> None:
    path = write_opinions(paper(), tmp_path / "意見照会.xlsx")
    first, second = cells(path)
    assert first[3] == "【本文】住民票の写しを交付する。\n【類型】◎"
    assert (first[5:], second[5:]) == ([None] * 3, [None] * 3)
    (sheet,) = openpyxl.load_workbook(path).worksheets
    assert sheet.protection.sheet
    row = next(r for r in sheet.iter_rows() if r[0].value == "0010002")
    assert [c.protection.locked for c in row] == [True] * 5 + [False] * 3
    (rule,) = sheet.data_validations.dataValidation
    assert rule.formula1 == f'"{",".join(OPINIONS)}"'


def test_a_long_text_goes_on_in_further_rows_and_nothing_is_cut(tmp_path: Path) -> None:
    sentences = "".join(f"第{n}文は長い文章であり、住民票の写しの交付について述べる。\n" for n in range(90))
    new = (*plain(sentences[:700]), Piece("added", sentences[700:900]), *plain(sentences[900:]))
    path = write_changes(paper(old=plain(sentences), new=new), tmp_path / "差異.xlsx")
    rows = [r for r in cells(path) if r[0] == "写しの交付" and r[4] in ("本文", None)]
    assert len(rows) > 3
    assert all(r[1] == "写しの交付" for r in rows)
    for column in (5, 6):
        joined = "".join(str(r[column] or "").replace("\n", "") for r in rows)
        assert joined == sentences.replace("\n", "")
    (sheet,) = openpyxl.load_workbook(path).worksheets
    assert max(d.height or 0 for d in sheet.row_dimensions.values()) <= 409


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_stays_text(tmp_path: Path, hostile: str) -> None:
    marked = (Piece("deleted", hostile), Piece("same", hostile))
    made = paper(hostile, old=marked, new=marked)
    for write in (write_changes, write_opinions):
        (sheet,) = openpyxl.load_workbook(write(made, tmp_path / "x.xlsx")).worksheets
        filled = [c for row in sheet.iter_rows() for c in row if c.value is not None]
        assert {c.data_type for c in filled} == {"s"}
        assert all(c.style and c.quotePrefix for c in filled if c.row > 1)
    innocent = (Piece("deleted", "x"), Piece("same", "x"))
    page = read(render_changes(made))
    assert page.tags == read(render_changes(paper("x", old=innocent, new=innocent))).tags
    assert hostile.replace("\r", "\n").strip() in "".join(page.text).replace("\r", "\n")


@pytest.mark.parametrize("forbidden", FORBIDDEN)
def test_forbidden_characters_are_shown_as_marks(tmp_path: Path, forbidden: str) -> None:
    made = paper(forbidden, new=(Piece("same", "x"), Piece("added", forbidden)))
    (sheet,) = openpyxl.load_workbook(write_changes(made, tmp_path / "x.xlsx")).worksheets
    assert "前［U+" in str(sheet["A1"].value)
    assert "前［U+" in str(cells(tmp_path / "x.xlsx")[0][6])
    assert "前［U+" in render_changes(made)


def test_the_page_marks_by_sign_line_and_colour(tmp_path: Path) -> None:
    page = render_changes(paper())
    assert "<del>写し</del>" in page
    assert "<ins>写し等</ins>" in page
    assert '<b class="sign">－</b>住民票の<del>' in page
    assert '<b class="sign">＋</b>住民票の<ins>' in page
    assert "line-through" in page
    assert "underline" in page
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")
    assert render_changes(paper()) == page
    out = write_changes_page(paper(), tmp_path / "対照表.html")
    printed = pdf_text(print_page(out, tmp_path))
    assert "住民票の写し等を交付する。" in printed.replace("\n", "")


def test_nothing_changed_is_said(tmp_path: Path) -> None:
    empty = replace(paper(), items=(), candidates=())
    assert "変わった項目はありません。" in render_changes(empty)
    assert cells(write_changes(empty, tmp_path / "x.xlsx"))[0][0] == "変わった項目はありません。"
    assert cells(write_opinions(empty, tmp_path / "y.xlsx"))[0][0] == "意見を出す項目はありません。"


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = (write_changes(paper(), tmp_path / f"{n}.xlsx").read_bytes() for n in "ab")
    assert first == second


def test_a_row_of_another_width_is_a_bug(tmp_path: Path) -> None:
    listing = Listing("表", "題", (), (ListColumn("A", 80), ListColumn("B", 80)), [["一つ"]])
    with pytest.raises(ValueError, match="1 cells for 2 columns"):
        write_listing(listing, tmp_path / "x.xlsx", author="みほん市", printed_at=NOON)
    assert not list(tmp_path.iterdir())
