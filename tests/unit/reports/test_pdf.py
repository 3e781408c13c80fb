"""The PDF says what it was given: every character in its text layer, fonts inside, bookmarks and heads in place."""

from __future__ import annotations

import dataclasses
import io
import re
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from reports.html.minutes import Homework, MinutesPage, MinutesTopic, Said
from reports.paper import (
    BarRow,
    Bars,
    Blank,
    Column,
    Facts,
    Heading,
    Heat,
    Paper,
    Picture,
    Signs,
    Table,
    Text,
    cut,
    head,
)
from reports.pdf import first_pages, fonts, lists, memos, pdf_bytes, write_pdf
from reports.pdf.data import data_of
from reports.pdf.fonts import Held, letters
from reports.pictures.svg import Rect, render_svg
from reports.pieces import Piece
from reports.problems import ExportProblem
from tests.helpers.office import pdf_text
from tests.unit.reports.pages import COLOURS, MARKS, my_items, page
from tests.unit.reports.samples import FORBIDDEN, HOSTILE

AT = datetime(2026, 1, 15, 14, 3)
COLUMNS = (
    Column("No", 30, "center"), Column("機能ID", 70, group="標準仕様"), Column("名称", 200, group="標準仕様"),
    Column("差異の内容", 200),
)  # fmt: skip
RARE = "𠮷野 髙﨑 住民 神\ufa19 葛\U000e0100飾 辻\U000e0100 ﾊﾝｶｸ か\u309aき e\u0301 ①Ⅲ㈱ 〱 ～－∥ ｶﾞ ＝１＋１"
MARKUP = (
    '#panic("x")',
    "*太字* _斜体_",
    "$x^2$",
    "= 見出し",
    "- 並び",
    "\\u{41}",
    "<label> @ref",
    "// 注",
    "#[x]",
    "~ -- ---",
)


def made(text: str = "方書の記載", rows: int = 3) -> Paper:
    """A paper with every kind of block; ``text`` in every field."""
    lines = [(str(n), f"{n:07}", (Piece("strong", text), Piece("deleted", text)), text) for n in range(rows)]
    svg = render_svg((Rect(0, 0, 40, 20, "#888888", "none"),), (40, 20), title="図", ground="#FFFFFF")
    return Paper(
        f"比較分析表 {text}", f"様式 F1 {text}", f"みほん市 {text}", AT,
        (
            Heading(f"進み具合 {text}"), Bars(MARKS, (BarRow(text, {"fit": 3, "gap": 2, "": 1}, text),)),
            Heat("業務", MARKS, (BarRow(text, {"fit": 3}),)), Text(text, "mark"), Facts(((text, text),), True),
            Heading(f"一覧 {text}"), Heading(f"小さい {text}", 2), Table(COLUMNS, lines), Table(COLUMNS, (), text),
            Signs((text,)), Blank(text, (text,)), Picture(svg, text, (40.0, 20.0)),
        ),
        COLOURS, facts=((text, text), ("版", text)), approval=(text, "係長"), right=text, note=text, remarks=(text,),
    )  # fmt: skip


def one(text: str) -> Paper:
    """A paper that holds one text, once."""
    return Paper("題", "様式", "みほん市", AT, (Text(text),), COLOURS)


def read(content: bytes) -> str:
    return "".join(p.extract_text() for p in PdfReader(io.BytesIO(content)).pages)


def black(text: str) -> Counter[str]:
    """The characters without white space."""
    return Counter(re.sub(r"\s", "", text))


def titles(found: list[object]) -> list[object]:
    return [titles(x) if isinstance(x, list) else x.title for x in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", [*HOSTILE, *MARKUP, RARE])
def test_the_text_layer_gives_back_what_was_put_in(tmp_path: Path, text: str) -> None:
    out = write_pdf(made(text), tmp_path / "a.pdf")
    shown = re.sub(r"\s", "", letters().shown(text))
    assert pdf_text(out).count(shown) >= 20


@pytest.mark.parametrize("text", FORBIDDEN)
def test_what_no_font_has_is_said_and_named_at_the_end(tmp_path: Path, text: str) -> None:
    said = pdf_text(write_pdf(made(text), tmp_path / "a.pdf"))
    assert f"前［U+{ord(text[1]):04X}］後" in said
    assert f"で表せない文字を［U+番号］で示しました：U+{ord(text[1]):04X}" in said
    assert "表せない文字" not in pdf_text(write_pdf(made(RARE), tmp_path / "b.pdf"))


CHARACTERS = st.one_of(
    st.sampled_from("住民票𠮷髙﨑神\ufa19辻葛祇かがガｶﾞﾟー々〆〇①㈱㍻＝＋－∥～〜—―…‥「」『』【】#$*_`<>[]{}\\/@=+-'\"~^|&;:.,!?0aZÉßñΩЖ"),
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    st.characters(min_codepoint=0x20000, max_codepoint=0x2A6D6),
    st.characters(min_codepoint=0x20, max_codepoint=0x2FF), st.characters(exclude_categories=("Cs",)),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(CHARACTERS, min_size=1, max_size=60))
def test_every_character_stands_in_the_text_layer(text: str) -> None:
    held = letters()
    wanted = black(held.shown(text))
    remark = "表せない文字" in read(pdf_bytes(one(text)))
    assert remark == bool(held.missing)
    found = black(read(pdf_bytes(one(text))))
    assert not wanted - found, wanted - found


def test_fonts_are_inside(tmp_path: Path) -> None:
    reader = PdfReader(write_pdf(made(RARE), tmp_path / "a.pdf"))
    seen = 0
    for sheet in reader.pages:
        resources = sheet["/Resources"]
        assert isinstance(resources, DictionaryObject)
        for font in resources["/Font"].get_object().values():  # type: ignore[union-attr]
            below = font.get_object()["/DescendantFonts"]
            assert isinstance(below, ArrayObject)
            descriptor = below[0].get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)
            assert "/ToUnicode" in font.get_object()
            seen += 1
    assert seen


def test_bookmarks_are_the_headings_and_lead_to_their_pages(tmp_path: Path) -> None:
    blocks = [b for n in range(4) for b in (Heading(f"章 {n}", 1, True), Heading("節", 2), Text("文"))]
    reader = PdfReader(write_pdf(dataclasses.replace(made(), blocks=blocks), tmp_path / "a.pdf"))
    assert titles(reader.outline) == ["章 0", ["節"], "章 1", ["節"], "章 2", ["節"], "章 3", ["節"]]
    tops = [x for x in reader.outline if not isinstance(x, list)]
    for n, mark in enumerate(tops):
        number = reader.get_destination_page_number(mark)
        assert number is not None
        assert f"章 {n}" in reader.pages[number].extract_text()
        assert f"{number + 1} / {len(reader.pages)} ページ" in reader.pages[number].extract_text()


def test_a_head_stands_on_every_page_and_no_row_is_lost(tmp_path: Path) -> None:
    reader = PdfReader(write_pdf(made(rows=200), tmp_path / "a.pdf"))
    said = [p.extract_text() for p in reader.pages]
    holding = [t for t in said if re.search(r"0000\d{3}", t)]
    assert len(holding) > 3
    assert all("機能ID" in t and "差異の内容" in t and "標準仕様" in t for t in holding)
    assert sorted(set(re.findall(r"0000\d{3}", "".join(said)))) == [f"{n:07}" for n in range(200)]


def test_a_row_higher_than_a_page_goes_on(tmp_path: Path) -> None:
    long = "".join(f"文{n:05}。" for n in range(2_000))
    table = Table(COLUMNS, (("1", "0000001", "長い", long),))
    out = write_pdf(dataclasses.replace(made(), blocks=(table,)), tmp_path / "a.pdf")
    assert set(re.findall(r"文\d{5}。", pdf_text(out))) == set(re.findall(r"文\d{5}。", long))


def test_a_long_run_is_broken_and_stays_one_word(tmp_path: Path) -> None:
    runs = ("A" * 90, "http://example.invalid/" + "x1-" * 30, "。" * 60, "e\u0301" * 40)
    table = Table(COLUMNS, [("1", "2", "3", run) for run in runs])
    found = pdf_text(write_pdf(dataclasses.replace(made(), blocks=(table,)), tmp_path / "a.pdf"))
    for run in runs:
        assert run in found
    data, _ = data_of(dataclasses.replace(made(), blocks=(table,)), letters())
    assert all(len(p[1]) <= 6 for p in data["blocks"][0]["cells"][3][:-1])


def test_the_document_says_what_it_is(tmp_path: Path) -> None:
    reader = PdfReader(write_pdf(made(), tmp_path / "a.pdf"))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("比較分析表 方書の記載", "みほん市 方書の記載")
    assert str(reader.trailer["/Root"]["/Lang"]) == "ja-JP"  # type: ignore[index]
    assert "/JavaScript" not in str(reader.trailer["/Root"])
    assert "/OpenAction" not in reader.trailer["/Root"]  # type: ignore[operator]


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert pdf_bytes(made()) == pdf_bytes(made())
    assert pdf_bytes(made()) != pdf_bytes(made("別の文"))


def test_the_first_pages_are_pictures_of_the_same() -> None:
    pages, more = first_pages(made(rows=500), 2)
    assert (len(pages), more) == (2, True)
    assert all(p.startswith(b"\x89PNG") for p in pages)
    few, rest = first_pages(one("文"))
    assert (len(few), rest) == (1, False)
    assert sum(len(b.rows) for b in cut(made(rows=500), 20).blocks if isinstance(b, Table)) < 20


def test_a_machine_without_a_japanese_font_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FAMILIES", ("ない書体",))
    with pytest.raises(ExportProblem) as refused:
        write_pdf(made(), tmp_path / "a.pdf")
    assert (refused.value.code, "ない書体" in refused.value.hint) == ("no_font", True)
    assert not list(tmp_path.iterdir())


def test_what_a_font_holds_is_read_from_it() -> None:
    held = letters().held[0]
    assert all(held.has(ord(c)) for c in "亜𠮷髙﨑が①")
    assert not any(held.has(c) for c in (0xE000, 0x1F468, 0x0, 0x10FFFF))
    assert (0x845B, 0xE0100) in held.variants
    assert (0x845B, 0xE01EE) not in held.variants
    other = Held((65,), (70,), frozenset())
    assert [other.has(c) for c in (64, 65, 70, 71)] == [False, True, True, False]
    shown = fonts.Letters(("x",), (other,))
    assert shown.shown("ABG\r\nB\tA") == "AB［U+0047］\nB    A"
    assert shown.missing == {"G"}


def test_a_row_of_another_width_is_an_error() -> None:
    with pytest.raises(ValueError, match="3 cells for 4"):
        pdf_bytes(dataclasses.replace(made(), blocks=(Table(COLUMNS, (("1", "2", "3"),)),)))


def test_groups_stand_over_their_columns() -> None:
    assert head(COLUMNS) == [
        [("No", 1, 2), ("標準仕様", 2, 1), ("差異の内容", 1, 2)], [("機能ID", 1, 1), ("名称", 1, 1)],
    ]  # fmt: skip
    assert head(COLUMNS[:1]) == [[("No", 1, 1)]]


def test_pages_that_are_html_too_say_the_same(tmp_path: Path) -> None:
    text = pdf_text(write_pdf(memos.my_items(my_items("𠮷の文")), tmp_path / "m.pdf"))
    for wanted in ("課長", "提案のとおり", "決定者", "法令上要確認", "期限超過", "対応案はまだありません"):
        assert wanted in text, wanted
    assert text.count("𠮷の文") >= 30
    assert text.count("比べること") == 2
    text = pdf_text(write_pdf(lists.state(page("𠮷の文")), tmp_path / "s.pdf"))
    for wanted in ("大項目ごとの判定", "30/43", "▲差異あり", "端末名がない。", "佐藤花子", "14:03"):
        assert wanted in text, wanted
    said = Said("", "14:03", "決定", "𠮷の文", "課長", "記録", (("期限", "R8.1.30"),))
    minutes = MinutesPage(
        "様式 W1　会議録", "会議録", "みほん市", "", (("場所", "301"),), ("課長",), ("佐藤",),
        (MinutesTopic(1, "0010143", "◎", "発行番号", "論点の文", (said,)),), (),
        (Homework("議題 1", "0010143", "調べる", "鈴木", "R8.2.1", ""),), COLOURS, AT,
    )  # fmt: skip
    text = pdf_text(write_pdf(memos.minutes(minutes), tmp_path / "w.pdf"))
    for wanted in ("論点：論点の文", "期限：R8.1.30", "調べる", "鈴木", "出席者", "佐藤"):
        assert wanted in text, wanted
