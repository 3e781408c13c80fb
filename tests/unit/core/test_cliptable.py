"""Clipboard tables as Excel and LibreOffice write them."""

from __future__ import annotations

import pytest

from app.core.cliptable import parse_html, parse_text, write_text


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ("a", [["a"]]),
        ("a\t\n\tb\n", [["a", ""], ["", "b"]]),
        ("a\t", [["a", ""]]),
        ("", [[""]]),
        ("\n\nx\n", [[""], [""], ["x"]]),
        ('"一行目\n二行目"\tb\n', [["一行目\n二行目", "b"]]),
        ('"言う ""はい"""\tb', [['言う "はい"', "b"]]),
        ('"半端\tb\nc', [['"半端', "b"], ["c"]]),
        ('"ab"c\td', [['"ab"c', "d"]]),
        ('5"管\tx', [['5"管', "x"]]),
        ('""\tx', [["", "x"]]),
    ],
)
def test_tab_separated(text: str, table: list[list[str]]) -> None:
    assert parse_text(text) == table


def test_what_is_written_is_read_back() -> None:
    table = [["a", '言う "はい"', "二\n行"], ["", "タブ\tあり", "＝1"]]
    assert parse_text(write_text(table)) == table


def test_tables_of_pages() -> None:
    page = (
        "<html><body><p>前書き</p><table><tr><th colspan=2>見出し</th><th>備考</th></tr>"
        "<tr><td rowspan=2>証明</td><td>住民票&amp;写し</td><td>一<br>二</td></tr>"
        "<tr><td> 印鑑\n 証明 </td><td></td></tr>"
        "</table><table><tr><td>次の表</td></tr></table></body></html>"
    )
    assert parse_html(page) == [["見出し", "", "備考"], ["証明", "住民票&写し", "一\n二"], ["", "印鑑 証明", ""]]
    assert parse_html("<p>表はない</p>") == []
    assert parse_html("<table><tr><td>a<td>b<tr><td>c</table>") == [["a", "b"], ["c", ""]]
