"""The timeline of a plan as a sheet: signs beside grounds, groups, an empty plan, dangerous names."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from reports.sheets.listing import ListColumn, Listing
from reports.sheets.timeline import LEGEND, Step, Timeline, TimelineRow, write_timeline

AT = datetime(2026, 1, 15, 14, 3)
STEPS = (Step("now"), Step("now", both=True), Step("new", begins=True, both=True), Step("new"), Step("unknown"))


def timeline(*rows: TimelineRow, columns: int = 5) -> Timeline:
    years = (("2025年", 1), ("2026年（令和8年）", columns - 1)) if columns else ()
    labels = [f"{n + 1}月" for n in range(columns)]
    return Timeline("年表", "移行", (("団体", "みほん市"), ("空", "")), years, labels, [("甲社", rows)] if rows else [])


def written(found: Timeline, out: Path, *lists: Listing) -> openpyxl.Workbook:
    return openpyxl.load_workbook(write_timeline(found, lists, out, author="みほん市", printed_at=AT))


def texts(book: openpyxl.Workbook, sheet: str) -> list[list[str]]:
    return [[str(c.value or "") for c in row] for row in book[sheet].iter_rows()]


def test_every_state_has_a_sign_beside_its_ground(tmp_path: Path) -> None:
    book = written(timeline(TimelineRow("S-0001 住民記録", "2026-01", STEPS)), tmp_path / "a.xlsx")
    sheet = book["年表"]
    row = next(r for r in sheet.iter_rows() if r[0].value == "S-0001 住民記録")
    assert [c.value for c in row] == ["S-0001 住民記録", "2026-01", "現", "現⇄", "▶⇄", "標", "？"]
    grounds = [c.fill.fgColor.rgb for c in row[2:]]
    assert grounds[1] == grounds[2]
    assert len({grounds[0], grounds[1], grounds[3], grounds[4]}) == 4
    lines = [line[0] for line in texts(book, "年表")]
    assert LEGEND in lines
    assert "団体　みほん市" in lines
    assert not any(line.startswith("空") for line in lines)
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows is not None


def test_the_lists_stand_behind_it_and_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    listing = Listing("組", "過渡期の組", (), (ListColumn("組", 100),), [["住民記録 ⇄ 介護保険"]])
    row = TimelineRow("住民記録", "", STEPS)
    assert written(timeline(row), tmp_path / "a.xlsx", listing).sheetnames == ["年表", "組"]
    written(timeline(row), tmp_path / "b.xlsx", listing)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_an_empty_plan_says_so(tmp_path: Path) -> None:
    assert any(
        "移行するシステムがまだありません。" in row for row in texts(written(timeline(), tmp_path / "a.xlsx"), "年表")
    )


def test_names_are_text_whatever_they_begin_with(tmp_path: Path) -> None:
    names = ["=1+1", "@SUM(A1)", "長い名前" * 60, "葛\U000e0100飾区", "a\x01b"]
    rows = [TimelineRow(n, n, STEPS) for n in names]
    book = written(timeline(*rows), tmp_path / "a.xlsx")
    found = [c for row in book["年表"].iter_rows() for c in row]
    assert all(c.data_type != "f" for c in found)
    shown = [str(c.value) for c in found]
    assert all(n in shown for n in names[:4])
    high = {c.row for c in found if c.value == names[2]}
    assert all(book["年表"].row_dimensions[r].height > 40 for r in high)


def test_a_row_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="5 columns"):
        written(timeline(TimelineRow("住民記録", "", STEPS[:3])), tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []
