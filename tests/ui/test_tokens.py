"""The colours keep their promise: every text readable on every ground it may stand on, every control edge visible."""

from __future__ import annotations

import pytest

from app.core.codes import VERDICTS
from app.ui.theme.look import style_sheet
from app.ui.theme.tokens import TEXT_ON, THEMES, contrast, tokens


@pytest.mark.parametrize("theme", THEMES)
def test_text_contrast(theme: str) -> None:
    table = tokens(theme)
    poor = [
        (ink, ground, round(contrast(table[ink], table[ground]), 2))
        for ink, grounds in TEXT_ON.items()
        for ground in grounds
        if contrast(table[ink], table[ground]) < 4.5
    ]
    assert poor == []


@pytest.mark.parametrize("theme", THEMES)
def test_verdict_contrast(theme: str) -> None:
    table = tokens(theme)
    for code in [*(v.code for v in VERDICTS), "none"]:
        assert contrast(table[f"verdict_{code}_ink"], table[f"verdict_{code}_ground"]) >= 4.5, code


@pytest.mark.parametrize("theme", THEMES)
def test_control_edges(theme: str) -> None:
    table = tokens(theme)
    for ground in ("bg", "surface", "sunken"):
        assert contrast(table["line2"], table[ground]) >= 3, ground
        assert contrast(table["accent"], table[ground]) >= 3, ground


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("theme", THEMES)
def test_sheet_names_only_tokens(theme: str) -> None:
    sheet = style_sheet(theme)
    assert "$" not in sheet
    assert tokens(theme)["accent"] in sheet
