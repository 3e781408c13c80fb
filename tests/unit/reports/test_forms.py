"""The forms are sound data, and a broken one says where."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest

from reports.forms import form_ids, load_form, parse_form


def raw() -> dict[str, Any]:
    value: dict[str, Any] = json.loads((files("reports.forms") / "F1.json").read_text("utf-8"))
    return value


@pytest.mark.parametrize("form_id", form_ids())
def test_every_form_loads(form_id: str) -> None:
    assert load_form(form_id).id == form_id


def test_f1_has_the_columns_of_the_printed_list() -> None:
    groups: dict[str, list[str]] = {}
    for column in load_form("F1").printed:
        groups.setdefault(column.group, []).append(column.title)
    assert groups == {
        "No": ["No"],
        "標準仕様": ["機能ID", "類型", "名称・機能要件"],
        "現行": ["現行有無", "現行の機能"],
        "比較": ["判定", "差異の内容", "影響度"],
        "対応": ["対応方針", "期限", "担当"],
    }


def test_the_printed_columns_fit_the_paper_without_shrinking() -> None:
    form = load_form("F1")
    usable_mm = 297 - form.print.margin_left - form.print.margin_right
    assert sum(c.width for c in form.printed) <= usable_mm / 25.4 * 96


def test_no_column_of_ours_is_called_official() -> None:
    form = load_form("F1")
    assert "国が定めた様式ではなく" in form.origin
    assert {c.source for c in form.columns} <= {"標準仕様書（公表）", "現行調査（本ソフトの提案）", "本ソフトの提案"}
    published = {"id", "class", "text", "section", "path1", "path2", "path3", "why", "applies"}
    assert {c.code for c in form.columns if c.source == "標準仕様書（公表）"} == published


def test_an_unknown_form_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        load_form("F99")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda f: f["columns"].append(dict(f["columns"][-1])), "a column code stands twice"),
        (lambda f: f["columns"][0].update(kind="colour"), "column no: kind colour"),
        (lambda f: f["columns"][0].update(printed=False), "printed columns must come first"),
        (lambda f: f["columns"][8].update(group="現行"), "a group is torn apart"),
        (lambda f: f["columns"][4].update(list=""), "column current: a choice has a list"),
        (lambda f: f["columns"][1].update(source=""), "column id: title, group, source"),
        (lambda f: f["columns"][1].update(colour="red"), "unexpected keyword argument 'colour'"),
        (lambda f: f["print"].update(size=8), "text below 9 points"),
        (lambda f: f["print"].update(max_row_pt=500), "max_row_pt"),
        (lambda f: f["examples"][0].update(unknown="x"), "unknown columns"),
        (lambda f: f.update(guide=[]), "guide is empty"),
        (lambda f: f.pop("title"), "title"),
    ],
)
def test_a_broken_form_names_the_place(change: Any, place: str) -> None:
    broken = raw()
    change(broken)
    with pytest.raises(ValueError, match="F1") as raised:
        parse_form(broken)
    assert place in str(raised.value)
