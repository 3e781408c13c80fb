"""Widths, lines and the cutting of long texts."""

from __future__ import annotations

import pytest

from reports.sheets import measure
from reports.sheets.companions import appendix_parts


@pytest.mark.parametrize(
    ("text", "em"),
    [("", 0.0), ("漢字", 2.0), ("ｶﾅ", 1.24), ("●", 1.0), ("葛\U000e0100", 1.0), ("か\u3099", 1.0), ("𠮷", 1.0)],
)
def test_width_of_a_line(text: str, em: float) -> None:
    assert measure.em(text) == pytest.approx(em)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", 1),
        ("一" * 10, 1),
        ("一" * 11, 2),
        ("一\n二\n三", 3),
        ("一\n\n三", 3),
        ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 3),
        ("一二三四五六 LongLatinWord", 2),
    ],
)
def test_lines_in_a_column_of_ten_characters(text: str, lines: int) -> None:
    assert measure.line_count(text, 12 * 10 / 0.97 + 6, 9) == lines


def test_wrapping_loses_nothing() -> None:
    text = "機能IDは Long-Latin-Word-Without-End を含むことがあり、葛\U000e0100飾区や𠮷野も含む。"
    for room in range(1, 40):
        assert "".join(measure.wrap(text, room)) == text


def test_a_head_fits_into_its_lines_and_keeps_marks_with_their_letter() -> None:
    text = "葛\U000e0100" * 200
    for lines in range(1, 6):
        head = measure.head(text, lines, 127, 9)
        assert measure.line_count(head, 127, 9) <= lines
        assert text.startswith(head)
        assert len(head) % 2 == 0


@pytest.mark.parametrize("text", ["あ" * 50_000, "行\n" * 3_000, "", "a" * 40_000, "前\n\n\n後" * 500])
def test_appendix_parts_are_the_whole_text(text: str) -> None:
    parts = appendix_parts(text, 590, 9)
    plain = "".join(part for part, _ in parts).replace("\n", "")
    assert plain == text.replace("\n", "")
    assert all(measure.row_height(lines, 9) < 409 for _, lines in parts)
    assert all(len(part) < 32_767 for part, _ in parts)
