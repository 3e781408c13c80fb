"""The printed sheet as LibreOffice lays it out: all text there, high enough, large enough, one page wide."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from reports.forms import load_form
from reports.sheets import write_form
from tests.helpers.office import best_heights, convert, own_heights, pdf_text, pdf_words
from tests.unit.reports.samples import HEADER, NOON, form, make, row

SENTENCES = (
    "住民票の写し等に、方書を記載できること。",
    "世帯全員分の住民票の写し等の交付の際には、20.1.2で規定する様式レイアウトのとおり、世帯連記式によること。",
    "CSV形式で提供された以下のデータを取り込めること。（なお、QRコードの印字については、別に定める。）",
    "・通称を記載した市区町村\n・通称を削除した年月日",
    "Unicode / JIS X 0213:2012 and IVS are to be kept as they stand.",
    "アクセスログが取得できないＯＳ独自の印刷ができること。葛\U000e0100飾区の𠮷野屋。",
)


@pytest.fixture
def rows() -> list[dict[str, str]]:
    dice = random.Random(20)
    return [
        row(
            id=f"00{10_000 + n}",
            name="発行番号" * dice.randint(1, 6),
            text="".join(dice.choices(SENTENCES, k=dice.randint(1, 5))),
            current=dice.choice(form().lists["current"]),
            verdict=dice.choice(form().lists["verdict"]),
            detail="".join(dice.choices(SENTENCES, k=dice.randint(0, 3))),
            disposition=dice.choice(form().lists["disposition"]),
            due="R8.12.26",
            owner="情報政策課システム係",
        )
        for n in range(60)
    ]


def test_every_row_is_as_high_as_its_text_needs(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    path = make(tmp_path, rows)
    ours, needed = own_heights(path), best_heights(path, tmp_path / "office")
    body = range(9, 9 + len(rows))
    assert [n for n in (*range(1, 4), 5, 7, 8, *body) if ours[n] < needed[n]] == []
    assert sum(ours[n] for n in body) < 1.35 * sum(needed[n] for n in body)  # nor much higher


def test_narrow_columns_of_the_other_forms_show_their_text_too(tmp_path: Path) -> None:
    dice = random.Random(7)
    short = (
        "提案：",
        "R-0001 ",
        "介護資格の夜間受け取り",
        "（介護保険システム→住民情報システム）",
        "既存なし。",
        "確認、",
        "2025年12月末",
    )
    for form_id in ("F2", "F3", "K1"):
        chosen = load_form(form_id)
        codes = [c.code for c in chosen.printed if c.kind != "number"]
        made = [{code: "".join(dice.choices(short, k=dice.randint(0, 4))) for code in codes} for _ in range(40)]
        path = write_form(chosen, HEADER, made, tmp_path / f"{form_id}.xlsx", printed_at=NOON, filter_note="")
        ours, needed = own_heights(path), best_heights(path, tmp_path / "office")
        body = range(9, 9 + len(made))
        assert [n for n in (*range(1, 4), 5, *body) if ours[n] < needed[n]] == []
        assert sum(ours[n] for n in body) < 1.35 * sum(needed[n] for n in body)


def test_the_printed_pages_hold_all_text_at_nine_points(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    pdf = convert(make(tmp_path, rows, note="大項目 5 証明"), "pdf", tmp_path / "office")
    text = pdf_text(pdf)
    for line in rows:
        wanted = {line[code] for code in ("id", "name", "current", "verdict", "disposition", "due", "owner")}
        assert [w for w in wanted if re.sub(r"\s+", "", w) not in text] == []
    assert text.count("名称・機能要件") >= 3  # the header on every page
    assert "絞り込み：大項目5証明" in text
    sizes = [width / len(word) for word, width, _ in pdf_words(pdf) if re.fullmatch("[一-龥]{4,}", word)]
    assert len(sizes) > 100
    assert min(sizes) >= 9


def test_a_height_too_small_would_be_seen(
    tmp_path: Path, rows: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.sheets.measure.LINE_FACTOR", 1.0)
    path = make(tmp_path, rows)
    ours, needed = own_heights(path), best_heights(path, tmp_path / "office")
    assert [n for n in range(9, 9 + len(rows)) if ours[n] < needed[n]]
