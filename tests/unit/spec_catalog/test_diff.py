"""Two editions: the published pair as expected, and each kind of change by itself."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from spec_catalog.diff import EditionDiff, compare
from spec_catalog.load import load_file
from spec_catalog.model import Edition, SizeClasses, SpecItem
from spec_catalog.sample import write_workbooks
from tests.helpers.workbooks import shared

BASE = SpecItem(
    "001", "req", "0010001", section="1.1", path=("管理",), name="氏名", text="氏名を管理できること。",
    classes=SizeClasses("mandatory", "mandatory", "mandatory"),
)  # fmt: skip


def edition(*items: SpecItem) -> Edition:
    return Edition("001", "req", "版", items=tuple(replace(i, order=n) for n, i in enumerate(items)))


def with_kind(diff: EditionDiff, kind: str) -> list[str]:
    return sorted(c.node.removeprefix("req:") for c in diff.changes if kind in c.kinds)


@pytest.mark.needs_shared
def test_the_published_pair() -> None:
    folder = shared() / "data/spec"
    want = json.loads((folder / "expected.json").read_text(encoding="utf-8"))["changes_1.0_to_1.1"]
    old, new = (load_file(next(folder.glob(f"*{label}*.xlsx"))).edition for label in ("1.0版", "1.1版"))
    assert old is not None
    assert new is not None
    diff = compare(old, new)
    assert with_kind(diff, "removed") == want["deleted"]
    assert with_kind(diff, "added") == want["added"]
    assert with_kind(diff, "text") == sorted(want["text_changed"] + want["struck_first_line"])
    assert with_kind(diff, "labelled") == want["labelled_only"]
    assert with_kind(diff, "date") == want["date_set"]
    symbol = {"mandatory": "◎", "optional": "○", "prohibited": "×"}
    for size in ("general", "designated"):
        changed = [
            [c.node.removeprefix("req:"), symbol[f.old], symbol[f.new]]
            for c in diff.changes
            if "class" in c.kinds
            for f in c.fields
            if f.field == f"class.{size}"
        ]
        assert changed == want[f"class_changed_{size}"]
    assert with_kind(diff, "moved") == []
    assert diff.counts == {
        "added": 3, "removed": 4, "changed": 8, "moved": 0, "class_changed": 5, "date_changed": 8, "labelled": 6,
    }  # fmt: skip
    assert json.loads(json.dumps(diff.as_dict()))["counts"] == diff.counts


def test_the_sample_pair(tmp_path: object) -> None:
    first, second = (load_file(p).edition for p in write_workbooks(str(tmp_path))[:2])
    assert first is not None
    assert second is not None
    counts = compare(first, second).counts
    assert (counts["added"], counts["removed"], counts["moved"]) == (4, 3, 0)
    assert compare(first, first).changes == ()


@pytest.mark.parametrize(
    ("change", "kinds"),
    [
        ({"text": "氏名及び旧氏を管理できること。"}, ("text",)),
        ({"text": "氏名を\n管理できること｡"}, ()),
        ({"name": "旧氏"}, ("name",)),
        ({"section": "1.2"}, ("moved",)),
        ({"path": ("証明",)}, ("moved",)),
        ({"classes": SizeClasses("mandatory", "mandatory", "optional")}, ("class",)),
        ({"applies": "令和10年4月1日"}, ("date",)),
        ({"change_label": "修正"}, ("labelled",)),
        ({"change_label": "修正", "applies": "R8"}, ("date", "labelled")),
        ({"change_label": "分割", "text": "氏名を管理すること。"}, ("text", "split")),
        ({"deleted": True}, ("removed",)),
    ],
)
def test_each_kind(change: dict[str, object], kinds: tuple[str, ...]) -> None:
    diff = compare(edition(BASE), edition(replace(BASE, **change)))  # type: ignore[arg-type]
    assert tuple(k for c in diff.changes for k in c.kinds) == kinds


def test_remarks_alone_are_listed_without_a_kind() -> None:
    (change,) = compare(edition(BASE), edition(replace(BASE, reason="考え方"))).changes
    assert change.kinds == ()
    assert [(f.field, f.old, f.new) for f in change.fields] == [("reason", "", "考え方")]


def test_renumbered_and_order() -> None:
    second = replace(BASE, id="0010002", text="住所を管理できること。")
    third = replace(BASE, id="0010003", text="世帯を管理できること。")
    moved = replace(second, id="0010009")
    diff = compare(edition(BASE, second, third), edition(BASE, third, moved))
    assert [(c.node, c.kinds, c.counterpart) for c in diff.changes] == [
        ("req:0010002", ("removed", "renumbered"), "req:0010009"),
        ("req:0010009", ("added", "renumbered"), "req:0010002"),
    ]


def test_provisional_ids_meet_across_documents() -> None:
    old, new = replace(BASE, id="~aaaaaaaa/1.1/◎"), replace(BASE, id="~bbbbbbbb/1.1/◎", text="別の文である。")
    (change,) = compare(edition(old), edition(new)).changes
    assert change.kinds == ("text",)
