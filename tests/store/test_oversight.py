"""Reviews, assignments and 重点: recorded on many at once, counted, taken back, and a review only while it is true."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.problems import UserProblem
from app.services import catalogue, comparison, derived, history, oversight, survey
from app.services import session as sessions
from app.services.session import Session
from app.services.views import FORCE, ItemFilter, Who
from app.ui.work.lists import load_reading
from spec_catalog.model import Edition, SizeClasses, SourceRow, SpecItem
from tests.helpers.workspaces import store_edition

HANAKO = Who("市民課", "佐藤 花子")
CLASSES = ("mandatory", "optional", "prohibited")


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("FITGAP_HOME", str(tmp_path / "home"))
    opened = sessions.create(tmp_path / "t.fitgap", municipality="みほん市", code="999997", size="general", who=HANAKO)
    items = tuple(
        SpecItem(
            business="001", kind="req", id=f"001{n:04d}", name=f"機能{n}", text=f"機能{n}ができること。", order=n,
            classes=SizeClasses(*(CLASSES[n % 3],) * 3), rows=(SourceRow("表", n + 1),),
        )
        for n in range(12)
    )  # fmt: skip
    store_edition(opened, Edition("001", "req", "第1.0版", published="2024-01-01", items=items))
    yield opened
    opened.close()


@pytest.fixture
def edition(session: Session) -> str:
    return catalogue.in_force(session)[0].hash


@pytest.fixture
def keys(session: Session, edition: str) -> list[int]:
    return catalogue.item_keys(session, edition, ItemFilter())


def states(session: Session, edition: str, keys: list[int]) -> list[str]:
    return [r.review for r in catalogue.item_rows(session, edition, keys)]


def test_a_review_stands_while_the_verdict_says_the_same(session: Session, edition: str, keys: list[int]) -> None:
    comparison.judge(session, edition, keys[:3], verdict="fit")
    done, left = oversight.review(session, edition, keys[:5], "section")
    assert (done.operations, left) == (3, 2)
    assert states(session, edition, keys[:5]) == ["section"] * 3 + [""] * 2
    assert oversight.review(session, edition, keys[:3], "section")[0].operations == 0
    comparison.judge(session, edition, keys[:1], verdict="gap", detail="印字がない")
    detail = catalogue.detail(session, edition, keys[0])
    assert detail.review is not None
    assert detail.review.stale
    assert detail.review.state == ""
    history.undo(session)
    assert states(session, edition, keys[:3]) == ["section"] * 3, "the verdict that was reviewed is back"
    found = catalogue.facets(session, FORCE, ItemFilter())
    assert found.by_review == {"section": 3}
    assert len(catalogue.item_keys(session, FORCE, ItemFilter(reviews=("section",)))) == 3
    oversight.review(session, edition, keys[:1], "")
    assert catalogue.facets(session, FORCE, ItemFilter()).by_review == {"section": 2, "": 1}
    assert len(catalogue.item_keys(session, FORCE, ItemFilter(reviews=("",)))) == 1


def test_a_return_says_why_and_what_is_unsettled_is_not_reviewed(
    session: Session, edition: str, keys: list[int]
) -> None:
    comparison.judge(session, edition, keys[:1], verdict="ask")
    with pytest.raises(UserProblem, match="差戻しの理由"):
        oversight.review(session, edition, keys[:1], "returned", note="  ")
    with pytest.raises(UserProblem, match="確認できる判定がありません"):
        oversight.review(session, edition, keys[5:], "office")
    with pytest.raises(UserProblem, match="確認「x」はありません"):
        oversight.review(session, edition, keys[:1], "x")
    sessions.set_who(session, Who("情報政策課", "中村 健", "office"))
    oversight.review(session, edition, keys[:1], "returned", note="様式の根拠も書いてください。")
    review = catalogue.detail(session, edition, keys[0]).review
    assert review is not None
    assert (review.state, review.note, review.by) == (
        "returned", "様式の根拠も書いてください。", "情報政策課/中村 健",
    )  # fmt: skip


def test_mine_is_what_is_given_to_me_or_to_my_whole_office(session: Session, edition: str, keys: list[int]) -> None:
    oversight.assign(session, edition, keys[:2], department="市民課", person="佐藤 花子", due="令和8年1月末")
    oversight.assign(session, edition, keys[2:5], department="市民課")
    oversight.assign(session, edition, keys[5:6], department="市民課", person="別の 人")
    oversight.assign(session, edition, keys[6:7], department="税務課", person="佐藤 花子")
    assert catalogue.facets(session, FORCE, ItemFilter()).mine == 5
    mine = ItemFilter(mine="市民課/佐藤 花子")
    assert catalogue.item_keys(session, edition, mine) == keys[:5]
    assert catalogue.facets(session, edition, mine).by_class == {"mandatory": 2, "optional": 2, "prohibited": 1}
    given = catalogue.detail(session, edition, keys[0]).assignment
    assert given is not None
    assert (given.department, given.person, given.due) == ("市民課", "佐藤 花子", "令和8年1月末")
    oversight.assign(session, edition, keys[:5], department="")
    assert catalogue.facets(session, FORCE, ItemFilter()).mine == 0
    with pytest.raises(UserProblem, match="担当課がありません"):
        oversight.assign(session, edition, keys[:1], department="", person="佐藤")
    with pytest.raises(UserProblem, match="「/」は使えません"):
        oversight.assign(session, edition, keys[:1], department="市民/課")


def test_points_of_focus_carry_the_offices_note(session: Session, edition: str, keys: list[int]) -> None:
    oversight.focus(session, edition, keys[3:5], True, note="帳票の外部委託", viewpoint="封入の順", due="9月補正まで")
    assert catalogue.item_keys(session, edition, ItemFilter(focus=True)) == keys[3:5]
    assert catalogue.facets(session, edition, ItemFilter(classes=("mandatory",))).focus == 1
    shown = catalogue.detail(session, edition, keys[4]).focus
    assert shown is not None
    assert (shown.note, shown.viewpoint, shown.due) == (
        "帳票の外部委託",
        "封入の順",
        "9月補正まで",
    )
    before = catalogue.facets(session, edition, ItemFilter())
    assert before.by_review == {}, "what nobody judged has no review"
    oversight.focus(session, edition, keys[3:5], False)
    assert catalogue.facets(session, edition, ItemFilter()).focus == 0
    history.undo(session)
    assert catalogue.facets(session, edition, ItemFilter()).focus == 2


def test_facts_that_leave_one_verdict_are_recorded_in_one_step(session: Session, edition: str, keys: list[int]) -> None:
    """Classes run ◎ ○ × …; functions in use, by hand and unknown are mapped to three of each."""
    survey.add_records(
        session, "functions",
        [{"business": "001", "name": f"現行{n}", "usage": u} for n, u in enumerate(("in_use", "manual", "unknown"))],
    )  # fmt: skip
    by_usage = {r.usage: r.rid for r in survey.functions(session)}
    rows = catalogue.item_rows(session, edition, keys)
    for n, usage in enumerate(("in_use", "in_use", "in_use", "manual", "manual", "manual", "unknown")):
        comparison.map_current(session, rows[n].node, by_usage[usage])
    found = derived.following(session, edition)
    assert [(keys.index(f.row.key), f.verdict) for f in found] == [
        (2, "gap"), (3, "standard_only"), (4, "option_pending"), (5, "fit"), (6, "ask"),
    ]  # fmt: skip
    comparison.judge(session, edition, [keys[5]], verdict="partial")
    found = derived.following(session, edition)
    assert keys[5] not in [f.row.key for f in found], "what a person decided is left alone"
    done = derived.judge_following(session, edition, found)
    assert done.operations == 4
    judged = catalogue.detail(session, edition, keys[2]).judgement
    assert judged is not None
    assert (judged.verdict, judged.current) == ("gap", "in_use")
    assert derived.REASON in judged.reason
    assert derived.following(session, edition) == []
    history.undo(session)
    assert len(derived.following(session, edition)) == 4


def test_the_chosen_fact_stands_over_the_mapped_one(session: Session, edition: str, keys: list[int]) -> None:
    survey.add_records(session, "functions", [{"business": "001", "name": "現行", "usage": "in_use"}])
    rid = survey.functions(session)[0].rid
    comparison.map_current(session, catalogue.item_rows(session, edition, keys)[2].node, rid)
    first = derived.derive(session, catalogue.detail(session, edition, keys[2]))
    assert (first.current, first.stated, first.proposal.single) == ("in_use", False, "gap")
    comparison.judge(session, edition, [keys[2]], verdict=None, current="none")
    second = derived.derive(session, catalogue.detail(session, edition, keys[2]))
    assert (second.current, second.stated, second.proposal.single) == ("none", True, "fit")


def test_what_a_text_says_to_other_sizes_is_told_apart(session: Session) -> None:
    text = "区を選べること。\n指定都市においては、行政区を管理できること。"
    item = SpecItem(business="002", kind="req", id="0020001", name="区", text=text, rows=(SourceRow("表", 1),))
    edition = store_edition(session, Edition("002", "req", "第1.0版", published="2024-01-01", items=(item,)))
    reading = load_reading(session, edition, catalogue.item_keys(session, edition, ItemFilter())[0])
    assert [text[a:b] for a, b in reading.beside] == ["指定都市においては、行政区を管理できること。"]
