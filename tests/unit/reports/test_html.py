"""The page of the state: nothing in it acts, everything in it can be read without colour."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reports.bars import segments
from reports.html import Group, Part, write_my_items, write_state
from reports.html.my_items import render_my_items
from reports.html.state import render_state
from tests.helpers.office import pdf_text, print_page
from tests.unit.reports.pages import COLOURS, MARKS, my_items, page
from tests.unit.reports.samples import FORBIDDEN, HOSTILE


class Reader(HTMLParser):
    """Every tag with its attribute names, every attribute value, and the text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[tuple[str, ...]] = Counter()
        self.values: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[(tag, *(name for name, _ in attrs))] += 1
        self.values += [value or "" for _, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    reader.close()
    return reader


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_adds_no_tag_and_no_attribute(hostile: str) -> None:
    plain, filled = read(render_state(page())), read(render_state(page(hostile)))
    assert filled.tags == plain.tags
    assert hostile.replace("\r", "\n").strip() in "".join(filled.text).replace("\r", "\n")


def test_a_template_without_escaping_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    import jinja2

    monkeypatch.setattr(
        "reports.html.render.Environment", lambda **options: jinja2.Environment(**{**options, "autoescape": False})
    )
    assert read(render_state(page("<b>x</b>"))).tags != read(render_state(page())).tags


def test_nothing_acts_and_nothing_is_fetched() -> None:
    text = render_state(page())
    reader = read(text)
    tags = {tag for tag, *_ in reader.tags}
    assert not tags & {"script", "iframe", "object", "embed", "link", "img", "form", "a", "base", "audio", "video"}
    assert not [name for _, *names in reader.tags for name in names if name.startswith("on") or name in ("href", "src")]
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in reader.values
    assert not re.search(r"https?:|//[a-z]|url\(|@import|expression\(", text)


def test_every_verdict_is_said_in_sign_word_and_number() -> None:
    text = "".join(read(render_state(page())).text)
    for phrase in ("● 適合 22 件", "▲ 差異あり 5 件", "□ 未判定 25 件", "63", "88", "残り 25 件"):
        assert phrase in text
    assert "30 / 43" in text
    assert "要確認（0 件）" in text
    assert "該当する項目はありません。" in text


def test_what_nobody_chose_has_no_column() -> None:
    shown = dataclasses.replace(page(), parts=(Part("機能要件", "機能ID", "大項目", (Group("1", {"fit": 2}),), ()),))
    assert "一部適合" not in "".join(read(render_state(shown)).text)


@pytest.mark.parametrize("forbidden", FORBIDDEN)
def test_characters_no_page_can_hold_are_shown(forbidden: str) -> None:
    text = render_state(page(forbidden))
    assert f"前［U+{ord(forbidden[1]):04X}］後" in text
    text.encode("utf-8")


def test_a_colour_must_be_one() -> None:
    broken = dataclasses.replace(page(), colours={**COLOURS, "bg": "red; } body { display: none"})
    with pytest.raises(ValueError, match="bg"):
        render_state(broken)


def test_a_missing_colour_is_an_error_and_not_a_blank() -> None:
    broken = dataclasses.replace(page(), colours={k: v for k, v in COLOURS.items() if k != "sunken"})
    with pytest.raises(Exception, match="sunken"):
        render_state(broken)


def test_a_verdict_without_a_mark_is_an_error() -> None:
    with pytest.raises(ValueError, match="unheard"):
        render_state(
            dataclasses.replace(
                page(), parts=(Part("機能要件", "機能ID", "大項目", (Group("1", {"unheard": 1}),), ()),)
            )
        )


def test_segments_fill_the_bar_in_the_order_of_the_marks() -> None:
    parts = segments({"fit": 1, "gap": 97, "": 2}, MARKS, COLOURS, 400)
    assert [p.sign for p in parts] == ["", "▲", ""]
    assert parts[-1].x + parts[-1].width == pytest.approx(400, abs=1.1)
    assert [p.dash for p in parts] == [False, False, True]
    assert (parts[0].fill, parts[1].fill, parts[2].fill) == ("#DDF3EA", "#A8320A", "#FFFFFF")
    assert [p.ink for p in parts] == ["#181D25", "#FFFFFF", "#181D25"]
    assert segments({}, MARKS, COLOURS, 400) == []


def test_the_same_page_gives_the_same_bytes(tmp_path: Path) -> None:
    first = write_state(page(), tmp_path / "a.html").read_bytes()
    assert write_state(page(), tmp_path / "b.html").read_bytes() == first


def test_a_browser_prints_it_with_all_its_text(tmp_path: Path) -> None:
    out = write_state(page("葛\U000e0100飾区 𠮷野"), tmp_path / "state.html")
    pdf = print_page(out, tmp_path / "browser")
    text = pdf_text(pdf)
    for wanted in ("大項目ごとの判定", "1管理項目", "30/43", "▲差異あり", "端末名がない。", "佐藤花子", "14:03"):
        assert wanted in text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_adds_nothing_to_the_heads_page(hostile: str) -> None:
    plain, filled = read(render_my_items(my_items())), read(render_my_items(my_items(hostile)))
    assert filled.tags == plain.tags
    said = "".join(filled.text).replace("\r", "\n")
    assert said.count(hostile.replace("\r", "\n").strip()) >= 30


def test_the_heads_page_neither_acts_nor_fetches_and_marks_what_no_file_holds() -> None:
    text = render_my_items(my_items("前\x00後\ud842"))
    reader = read(text)
    tags = {tag for tag, *_ in reader.tags}
    assert not tags & {"script", "iframe", "object", "embed", "link", "img", "form", "a", "base", "audio", "video"}
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in reader.values
    assert "前［U+0000］後［U+D842］" in "".join(reader.text)
    assert not re.search(r"https?:|//[a-z]|url\(|@import|expression\(", render_my_items(my_items()))
    assert render_my_items(my_items()) == render_my_items(my_items())
    with pytest.raises(ValueError, match="no colours"):
        render_my_items(dataclasses.replace(my_items(), colours={**COLOURS, "bg": "red;} body{"}))


def test_the_heads_page_prints_with_room_to_sign(tmp_path: Path) -> None:
    out = write_my_items(my_items(), tmp_path / "m.html")
    text = pdf_text(print_page(out, tmp_path / "browser"))
    for wanted in ("課長", "提案のとおり", "決定者", "法令上要確認", "期限超過", "対応案はまだありません", "1/4ページ"):
        assert wanted in text, wanted
    assert text.count("比べること") == 2  # four options: three beside one another, then one
