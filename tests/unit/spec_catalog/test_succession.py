"""Old edition and difference make the new edition; what went may have been split, joined or renumbered."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from spec_catalog.diff import EditionDiff, compare
from spec_catalog.model import Edition, SizeClasses, SpecItem
from spec_catalog.nodes import node_of
from spec_catalog.succession import Candidate, Piece, candidates
from spec_catalog.text import match_key

FIRST = "転入届の内容を住民票に記載し、世帯主との続柄を確かめたうえで異動日を入力できること。"
SECOND = "転入通知を前住所地へ送信し、送信した日時と相手先の市区町村を一覧で確認できること。"
THIRD = "在留カードの番号と有効期限を管理し、期限の近い者を抽出して通知書を出力できること。"
CLASSES = (SizeClasses("mandatory", "mandatory", "mandatory"), SizeClasses("optional", None, "prohibited"))

items = st.builds(
    SpecItem,
    business=st.just("001"),
    kind=st.just("req"),
    id=st.integers(1, 9).map(lambda n: f"001{n:04d}"),
    section=st.sampled_from(("1.1", "1.2")),
    path=st.sampled_from(((), ("管理",), ("管理", "異動"))),
    name=st.sampled_from(("氏名", "住所")),
    text=st.sampled_from((FIRST, SECOND, FIRST + SECOND, THIRD, "短い文。", "短い　文。")),
    classes=st.sampled_from(CLASSES),
    applies=st.sampled_from(("", "令和8年4月1日")),
    reason=st.sampled_from(("", "理由")),
    note=st.sampled_from(("", "備考")),
    change_label=st.sampled_from(("", "修正")),
    deleted=st.booleans(),
)
editions = st.lists(items, max_size=9, unique_by=lambda i: i.id).map(
    lambda found: Edition("001", "req", "版", items=tuple(replace(i, order=n) for n, i in enumerate(found)))
)


def facts(item: SpecItem) -> dict[str, object]:
    """What a difference speaks of, spelling aside."""
    c = item.classes
    texts = {n: match_key(getattr(item, n)) for n in ("text", "name", "applies", "reason", "note")}
    return {**texts, "class": (c.designated, c.core, c.general), "place": (item.path, item.section)}


def applied(old: Edition, diff: EditionDiff) -> dict[str, dict[str, object]]:
    """The old edition after all changes, field by field from what the difference says."""
    state = {str(node_of(i)): facts(i) for i in old.items if not i.deleted}
    for change in diff.changes:
        if "removed" in change.kinds:
            del state[change.node]
            continue
        if "added" in change.kinds:
            assert change.new is not None
            state[change.node] = facts(change.new)
            continue
        now = state[change.node]
        for field in change.fields:
            if field.field.startswith("class."):
                at = ("designated", "core", "general").index(field.field.removeprefix("class."))
                classes = list(now["class"])
                assert (classes[at] or "") == field.old
                classes[at] = field.new or None
                now["class"] = tuple(classes)
            elif field.field == "section":
                assert change.new is not None
                now["place"] = (change.new.path, change.new.section)
            else:
                assert now[field.field] == match_key(field.old)
                now[field.field] = match_key(field.new)
    return state


@settings(deadline=None)
@given(editions, editions)
def test_old_and_difference_make_new(old: Edition, new: Edition) -> None:
    assert applied(old, compare(old, new)) == {str(node_of(i)): facts(i) for i in new.items if not i.deleted}


@settings(deadline=None)
@given(editions, editions)
def test_there_and_back_count_alike(old: Edition, new: Edition) -> None:
    there, back = compare(old, new).counts, compare(new, old).counts
    assert (there["added"], there["removed"]) == (back["removed"], back["added"])
    for count in ("changed", "moved", "class_changed", "date_changed"):
        assert there[count] == back[count]


@given(editions)
def test_an_edition_does_not_differ_from_itself(edition: Edition) -> None:
    diff = compare(edition, edition)
    assert diff.candidates == ()
    assert all(c.kinds == ("labelled",) and not c.fields for c in diff.changes)  # 修正 though nothing moved


def test_a_text_that_came_back_in_two_is_a_split() -> None:
    gone = [Piece("req:1", FIRST + SECOND)]
    come = [Piece("req:2", FIRST), Piece("req:3", SECOND), Piece("req:4", THIRD)]
    (found,) = candidates(gone, come)
    assert (found.kind, found.sources, set(found.results)) == ("split", ("req:1",), {"req:2", "req:3"})
    assert found.score >= 90
    (back,) = candidates(come, gone)
    assert (back.kind, set(back.sources), back.results) == ("joined", {"req:2", "req:3"}, ("req:1",))


def test_an_item_that_keeps_its_id_may_be_split_and_may_take_another_in() -> None:
    gone, come = (
        [Piece("req:1", FIRST + SECOND, True)],
        [Piece("req:1", FIRST, True), Piece("req:9", SECOND)],
    )
    assert candidates(gone, come)[0].results == ("req:1", "req:9")
    (joined,) = candidates(come, gone)
    assert (joined.kind, joined.sources, joined.results) == ("joined", ("req:1", "req:9"), ("req:1",))


def test_a_new_number_for_nearly_the_same_text() -> None:
    near = FIRST.replace("確かめたうえで", "確認して")
    found = candidates([Piece("req:1", FIRST), Piece("req:2", THIRD)], [Piece("req:8", near), Piece("req:9", SECOND)])
    assert [(c.kind, c.sources, c.results) for c in found] == [("renumbered", ("req:1",), ("req:8",))]
    assert 60 <= found[0].score < 100
    assert found[0].reason == f"本文の {found[0].score}％ が同じです。"


def test_nothing_is_proposed_where_several_would_fit_or_a_text_only_changed() -> None:
    twice = [Piece("req:1", FIRST), Piece("req:2", FIRST)]
    assert candidates(twice, [Piece("req:8", FIRST)]) == ()
    assert candidates([Piece("req:1", FIRST, True)], [Piece("req:1", FIRST + "なお書き。", True)]) == ()
    assert candidates([Piece("req:1", "短い文。")], [Piece("req:2", "短い文。")]) == ()
    assert candidates([Piece("req:1", FIRST)], [Piece("req:2", SECOND)]) == ()


def test_changes_name_what_they_may_be_part_of() -> None:
    whole = SpecItem("001", "req", "0010001", text=FIRST + SECOND)
    parts = (replace(whole, id="0010002", text=FIRST), replace(whole, id="0010003", text=SECOND, order=1))
    diff = compare(Edition("001", "req", "旧", items=(whole,)), Edition("001", "req", "新", items=parts))
    assert [(c.node, c.kinds) for c in diff.changes] == [
        ("req:0010001", ("removed", "split")),
        ("req:0010002", ("added", "split")),
        ("req:0010003", ("added", "split")),
    ]
    assert diff.counts["removed"] == 1
    shown = diff.as_dict()["candidates"]
    assert (shown[0]["kind"], shown[0]["sources"]) == ("split", ["req:0010001"])
    assert diff.only("form").candidates == ()
    assert diff.only("req") == diff
    assert isinstance(diff.candidates[0], Candidate)
