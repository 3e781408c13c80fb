"""Tables that say something twice, half or not at all: nothing goes in wrongly, or missing, without being said."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from spec_catalog.layouts.requirement_columns import REASON_NONE
from spec_catalog.load import build
from spec_catalog.model import Finding, LoadedFile, SizeClasses, SpecItem
from spec_catalog.workbook import Merge
from tests.helpers.workbooks import grid_of, workbook_of

FILE = "001_住民基本台帳_要件.xlsx"


def read(rows: Sequence[Sequence[str]], file: str = FILE, merges: Sequence[Merge] = ()) -> LoadedFile:
    found = build(workbook_of(grid_of(rows, merges=merges), file=file))
    assert found.balanced, found.sheets
    assert not [f for f in found.findings if f.level == "error"]
    return found


def items(file: LoadedFile) -> tuple[SpecItem, ...]:
    assert file.edition is not None
    return file.edition.items


def finding(file: LoadedFile, code: str) -> Finding:
    return next(f for f in file.findings if f.code == code)


DATA = [("データ項目ID", "", "データ項目"), ("", "", "")]


@pytest.mark.parametrize(
    ("parts", "want"),
    [(("001", "8"), "00100008"), (("1", "8"), "00100008"), (("001", "０８"), "00100008"), (("1", "0000123"), "")],
)
def test_an_id_in_two_columns_that_lost_its_zeros(parts: tuple[str, str], want: str) -> None:
    file = read([*DATA, (*parts, "項目")], merges=[Merge(1, 1, 1, 2)])
    assert items(file)[0].id.startswith("~")
    found = finding(file, "broken_id")
    assert (found.level, found.cell) == ("warning", "B3")
    if want:
        assert found.repairs == (want,)


THREE = ("項番", "機能名称", "機能要件", "実装必須機能", "標準オプション機能", "実装不可機能")


@pytest.mark.parametrize("sign", ["－", "-", "ー", "（なし）", "なし", "該当なし", "【該当なし】"])
def test_a_sign_for_none_is_no_requirement(sign: str) -> None:
    rows = [
        THREE,
        ("1.1", "名", "", "必", sign, sign),
        ("1.2", "何もない節", "", sign, sign, sign),
        ("1.3", "名", "文", "○", sign, sign),
        ("1.4", "名", "文だけ", sign, sign, sign),
    ]
    file = read(rows)
    assert [(i.section, i.text, i.classes.general) for i in items(file)] == [
        ("1.1", "必", "mandatory"),
        ("1.3", "文", "mandatory"),
    ]
    left = [s.cell for s in file.sheets[0].skipped if s.reason == REASON_NONE]
    assert left == ["E2", "F2", "D3", "E3", "F3", "E4", "F4", "D5", "E5", "F5"]
    assert finding(file, "note_row").cell == "A5"  # a text that no column claims is said


def test_class_words_and_what_is_none() -> None:
    rows = [("機能ID", "機能要件", "指定都市", "一般市区町村"), ("0010001", "文", "対象外", "標準化対象外"),
            ("0010002", "文", "△", "◎（注）"), ("0010003", "文", "対象", "－")]  # fmt: skip
    file = read(rows)
    first, second, third = items(file)
    assert first.classes == SizeClasses("excluded", "excluded", "excluded")
    assert first.extra == (("class.designated", "対象外"), ("class.general", "標準化対象外"))
    assert second.classes == SizeClasses(None, None, None)
    assert second.extra == (("class.designated", "△"), ("class.general", "◎（注）"))
    assert third.classes == SizeClasses(None, "unlisted", "unlisted")
    unknown = [f for f in file.findings if f.code == "unknown_class"]
    assert [(f.level, f.sheet, f.cell) for f in unknown] == [("warning", "表", c) for c in ("C3", "D3", "C4")]
