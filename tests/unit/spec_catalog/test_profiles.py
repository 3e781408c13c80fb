"""A person's column mapping: a file that is checked, found again by headings, and never a crash."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec_catalog.layouts import LAYOUTS
from spec_catalog.layouts.infer import suggest_mapping
from spec_catalog.layouts.profile import (
    SPECS,
    Profile,
    layout_columns,
    parse_profile,
    signature,
)
from spec_catalog.load import build, build_all, load_all, load_file
from spec_catalog.model import DOCUMENTS, LoadedFile, SpecItem
from spec_catalog.problems import InputProblem
from spec_catalog.workbook import Merge
from tests.helpers.workbooks import grid_of, requirement_sheet, workbook_of

HEAD = ("こーど", "やること", "いちづけ", "ひとこと")
BODY = [
    ("0010001", "住民を登録し、証明を発行すること。", "必", ""),
    ("0010002", "転出の証明を発行すること。", "任", "注"),
]
MAPPING = {
    "kind": "req",
    "header_row": 2,
    "columns": {"id": "A", "text": "B", "class": "C", "note": "D"},
    "class_values": {"必": "mandatory", "任": "optional"},
}


def sheet(*above: Sequence[str], name: str = "Sheet1", head: Sequence[str] = HEAD) -> Any:
    return grid_of([*above, head, *BODY], name=name)


def items(file: LoadedFile) -> tuple[SpecItem, ...]:
    assert file.edition is not None
    assert file.balanced
    return file.edition.items


def saved(grid: Any, row: int = 2) -> Profile:
    return parse_profile({**MAPPING, "signature": signature(grid, row), "title": "市の様式"})


def test_a_mapping_says_what_signs_mean() -> None:
    file = build(workbook_of(sheet(("題",))), profile=parse_profile(MAPPING))
    assert [(i.id, i.classes.general, i.note) for i in items(file)] == [
        ("0010001", "mandatory", ""),
        ("0010002", "optional", "注"),
    ]
    assert [f.code for f in file.findings if f.level == "warning"] == []


def test_a_saved_mapping_is_found_by_its_heading_wherever_it_stands() -> None:
    profile = saved(sheet(("題",)))
    grids = [
        sheet(("別の題　令和9年",), ("注",), (), name="甲"),
        sheet(name="乙"),
        grid_of([("何か",), ("別", "の")], name="丙"),
    ]
    file = build(workbook_of(*grids), profiles=[profile])
    assert items(file)[0].rows[0].row == 5
    assert {i.rows[0].sheet for i in items(file)} == {"甲", "乙"}
    said = [f for f in file.findings if f.code == "profile_used"]
    assert [(f.level, f.sheet, f.cell) for f in said] == [("info", "甲", "A4"), ("info", "乙", "A1")]
    assert "市の様式" in said[0].message


def test_a_person_s_mapping_wins_over_a_layout_and_the_latest_over_earlier_ones() -> None:
    grid = grid_of([("機能ID", "機能要件", "備考", "実装区分"), ("0010001", "文", "本当の文", "◎")])
    assert items(build(workbook_of(grid)))[0].text == "文"
    mark = signature(grid, 1)
    own = {"kind": "req", "header_row": 1, "signature": mark}
    first = parse_profile({**own, "columns": {"id": "A", "text": "B", "class": "D"}})
    last = parse_profile({**own, "columns": {"id": "A", "text": "C", "class": "D"}})
    assert items(build(workbook_of(grid), profiles=[first, last]))[0].text == "本当の文"
    assert items(build(workbook_of(grid), profiles=[replace(last, signature="0" * 64)]))[0].text == "文"


def test_a_signature_is_of_the_heading_alone() -> None:
    grid = sheet(("題",))
    assert signature(grid, 2) == signature(sheet(("別の題",)), 2) == signature(sheet(), 1)
    for other in (HEAD[::-1], (*HEAD, "増"), HEAD[:3], ("x", *HEAD)):
        assert signature(sheet(("題",), head=other), 2) != signature(grid, 2)
    assert signature(sheet(("題",), head=tuple(f" {h}\n" for h in HEAD)), 2) == signature(grid, 2)
    assert signature(grid, 40) == ""
    two = [("識別", "", "要件", "区分", "備考"), ("番号", "名", "", "", "")]
    merges = (Merge(1, 1, 1, 2), Merge(1, 3, 2, 3))
    first = grid_of(
        [("題　令和8年", "第1版"), *two], merges=[replace(m, top=m.top + 1, bottom=m.bottom + 1) for m in merges]
    )
    assert signature(first, 3) == signature(grid_of(two, merges=merges), 2)
    assert signature(first, 3) != signature(grid_of([("別", *two[0][1:]), two[1]], merges=merges), 2)


def test_a_profile_file_with_a_signature_fits_sheets_of_other_names(tmp_path: Path) -> None:
    raw = saved(sheet(("題",))).as_dict() | {"sheet": "もとの名"}
    assert items(build(workbook_of(sheet(("題",), name="別の名")), profile=parse_profile(raw)))
    with pytest.raises(InputProblem) as caught:
        build(workbook_of(grid_of([("あ", "い"), ("う", "え")])), profile=parse_profile(raw))
    assert caught.value.code == "profile"
    assert parse_profile(json.loads(json.dumps(raw))) == parse_profile(raw)


def test_repairs_stay_with_a_saved_mapping() -> None:
    from spec_catalog.load import apply_repairs

    grid = grid_of([HEAD, ("10001", "住民を登録し、証明を発行すること。", "必", "")], name="Sheet1")
    file = build(workbook_of(grid), profiles=[replace(saved(grid, 1), header_row=1)])
    assert items(file)[0].id.startswith("~")
    mended = apply_repairs(file, {("Sheet1", "A2"): "0010001"})
    assert (items(mended)[0].id, items(mended)[0].classes.general) == ("0010001", "mandatory")


@pytest.mark.parametrize(
    "raw",
    [
        [], "text", 5, {"kind": ["req"]}, {"kind": {"a": 1}, "columns": {"id": "A"}}, {"kind": "req", "columns": ["A"]},
        {"kind": "req", "columns": {"id": {"a": 1}, "text": "B"}},
        {"kind": "req", "columns": {"id": [["A"]], "text": "B"}},
        {"kind": "req", "columns": {"id": None, "text": "B"}}, {"kind": "req", "columns": {"id": [], "text": "B"}},
        {"kind": "req", "columns": {"id": 1, "text": "B"}}, {"kind": "req", "columns": {"id": "ZZZZ", "text": "B"}},
        {"kind": "req", "columns": {5: "A"}}, {"header_row": 1e9}, {"header_row": 10**9}, {"header_row": True},
        {"header_row": None}, {"sheet": 5}, {"sheet": ["a"]}, {"repairs": "x"}, {"repairs": {"a!A1": 5}},
        {"repairs": {5: "x"}},
        {"class_values": {"A": "x"}}, {"class_values": {"A": ["mandatory"]}}, {"class_values": 5}, {"signature": 5},
        {"title": []}, {"unknown": 1}, {5: 6},
    ],
)  # fmt: skip
def test_odd_profiles_are_refused_and_never_crash(raw: Any) -> None:
    with pytest.raises(InputProblem) as caught:
        parse_profile(raw) and build(workbook_of(sheet()), profile=parse_profile(raw))
    assert caught.value.code == "profile"
    assert caught.value.hint


CODES = st.sampled_from(["id", "text", "class", "x"])
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=3)
    | st.sampled_from("ABC")
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(CODES, inner, max_size=3), max_leaves=8
)


@given(st.dictionaries(st.sampled_from([*MAPPING, "sheet", "signature", "repairs"]), JSON, max_size=5))
def test_any_json_is_a_profile_or_a_problem(raw: dict[str, Any]) -> None:
    for mapping in (raw, {**MAPPING, **raw}):
        said = ""
        try:
            build(workbook_of(sheet()), profile=parse_profile(mapping))
        except InputProblem as problem:
            said = problem.code
        assert said in ("", "profile", "unknown_layout")


def test_every_kind_of_document_can_be_mapped() -> None:
    assert set(SPECS) == set(DOCUMENTS) == {x.kind for x in LAYOUTS}
    for kind in DOCUMENTS:
        columns = layout_columns(kind)
        assert len({c for c, _, _ in columns}) == len(columns)
        assert all(title and not code.startswith("review.") for code, title, _ in columns)
        given_columns = {c: chr(65 + n) for n, (c, _, required) in enumerate(columns) if required}
        if given_columns:
            assert parse_profile({"kind": kind, "columns": given_columns}).columns
    assert ("text", "機能要件", True) in layout_columns("req")
    assert ("text.mandatory", "実装必須機能", False) in layout_columns("req")


KINDS = {
    "form": {"id": "A", "name": "B", "summary": "C"},
    "form_detail": {"name": "B", "text": "C"},
    "screen": {"id": "A", "name": "B"},
    "flow": {"id": "A", "text": "B"},
    "tree": {"path1": "A", "path2": "B", "path3": "C"},
    "nonfunc": {"id": "A", "metric": "B", "level0": "C"},
    "link": {"id": "A", "text": "B"},
    "link_own": {"own_id": "A", "text": "B"},
    "data": {"id": "A", "name": "B"},
    "code": {"id": "A", "value": "B"},
}


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_mapping_for_each_kind(kind: str) -> None:
    grid = grid_of([("あ", "い", "う"), ("0010001", "なまえ", "なかみ")])
    profile = parse_profile({"kind": kind, "header_row": 1, "columns": KINDS[kind]})
    file = build(workbook_of(grid, file="001_住民.xlsx"), profile=profile)
    assert file.recognised == kind
    assert len(items(file)) == 1
    assert items(file)[0].kind == DOCUMENTS[kind]


def test_the_guess_a_mapping_screen_starts_from() -> None:
    kind, row, columns, samples = suggest_mapping(
        grid_of([("題",), ("こーど", "機能要件", "備考"), *(b[:2] + b[3:] for b in BODY)])
    )
    assert (kind, row) == ("req", 2)
    assert columns == {"id": (1,), "text": (2,), "note": (3,)}
    assert samples[1] == ["0010001", "0010002"]
    assert samples[3] == ["注"]
    assert suggest_mapping(grid_of([])) == ("req", 0, {}, {})
    kind, _, columns, _ = suggest_mapping(grid_of([("連携番号", "中身"), ("001o001", "文")]))
    assert (kind, columns["id"]) == ("link", (1,))
    kind, row, columns, _ = suggest_mapping(grid_of([("a", "b"), ("c", "d")]))
    assert (kind, columns) == ("req", {})


def test_the_guess_can_be_saved_and_used(tmp_path: Path) -> None:
    grid = grid_of([HEAD, *[(b[0], b[1], "◎", b[3]) for b in BODY]])
    with pytest.raises(InputProblem):
        build(workbook_of(grid))
    kind, row, columns, _ = suggest_mapping(grid)
    profile = parse_profile(Profile(kind, "", row, columns, signature=signature(grid, row)).as_dict())
    (file,) = build_all(workbook_of(grid, file="001_住民.xlsx"), profiles=[profile])
    assert [i.id for i in items(file)] == ["0010001", "0010002"]


def test_load_all_takes_saved_mappings(tmp_path: Path) -> None:
    path = requirement_sheet(tmp_path / "001_a.xlsx", [("1", "甲", "0010001", "文", "◎", "")], HEAD)
    from spec_catalog.workbook import read_workbook

    mark = signature(read_workbook(path).sheets[0], 3)
    columns = {"section": "A", "name": "B", "id": "C", "text": "D"}
    profile = parse_profile({"kind": "req", "header_row": 3, "columns": columns, "signature": mark})
    with pytest.raises(InputProblem):
        load_file(path)
    assert [i.id for f in load_all(path, profiles=[profile]) for i in items(f)] == ["0010001"]
