"""異動: the sheet says everything a person leaves; giving it over changes who acts, never who wrote."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.core.problems import UserProblem
from app.services import catalogue, comparison, handover, history, oversight, register, register_read
from app.services import session as sessions
from app.services.session import Session
from app.services.views import FORCE, ItemFilter, Who
from spec_catalog.model import Edition, SourceRow, SpecItem
from tests.helpers.workspaces import store_edition

HANAKO, TARO = "市民課/佐藤 花子", "市民課/鈴木 太郎"


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("FITGAP_HOME", str(tmp_path / "home"))
    opened = sessions.create(
        tmp_path / "t.fitgap", municipality="みほん市", code="999997", size="general", who=Who("市民課", "佐藤 花子")
    )
    items = tuple(
        SpecItem(business="001", kind="req", id=f"001000{n}", name=f"機能{n}", text="できること。", order=n,
                 rows=(SourceRow("表", n),))
        for n in range(1, 9)
    )  # fmt: skip
    edition = store_edition(opened, Edition("001", "req", "第1.0版", published="2024-01-01", items=items))
    keys = catalogue.item_keys(opened, edition, ItemFilter())
    comparison.judge(opened, edition, keys[:2], verdict="gap", detail="様式が違う", reason="要綱第三条のため")
    oversight.review(opened, edition, keys[:1], "returned", note="金額も書いてください。")
    oversight.assign(opened, edition, keys[1:4], department="市民課", person="佐藤 花子", due="1月末")
    oversight.assign(opened, edition, keys[4:5], department="市民課", person="別の 人")
    register.add(opened, title="様式の作り直し", department="市民課", owner="佐藤 花子", due="2026-03-31")
    register.add(opened, title="他課の課題", department="税務課", owner="佐藤 花子")
    yield opened
    opened.close()


def test_everything_a_person_leaves_stands_on_the_sheet(session: Session, tmp_path: Path) -> None:
    found = handover.left_by(session, HANAKO)
    assert [(f.kind, f.number) for f in found] == [
        ("差戻し", "0010001"), ("担当", "0010003"), ("担当", "0010004"), ("課題", "G-0001"),
        ("判定", "0010001"), ("判定", "0010002"),
    ]  # fmt: skip
    out = handover.write_sheet(session, tmp_path / "引継ぎ.xlsx", HANAKO)
    texts = [str(c.value) for row in load_workbook(out).active.iter_rows() for c in row if c.value]
    for part in ("引継ぎ書", "佐藤 花子", "要綱第三条のため", "金額も書いてください。", "様式の作り直し", "1月末"):
        assert any(part in t for t in texts), part


def test_giving_over_changes_who_acts_and_not_who_wrote(session: Session) -> None:
    done = handover.transfer(session, HANAKO, TARO)
    assert done.operations == 4
    rows = {r.id: r for r in catalogue.item_rows(session, FORCE, catalogue.item_keys(session, FORCE, ItemFilter()))}
    assert [rows[f"001000{n}"].assigned for n in range(1, 6)] == ["", TARO, TARO, TARO, "市民課/別の 人"]
    assert rows["0010001"].by == HANAKO
    issues = {i.title: i for i in register_read.issues(session)}
    assert issues["様式の作り直し"].owner == "鈴木 太郎"
    assert issues["他課の課題"].owner == "佐藤 花子"
    detail = catalogue.detail(session, FORCE, rows["0010003"].key)
    assert detail.assignment is not None
    assert detail.assignment.due == "1月末"
    history.undo(session)
    assert catalogue.facets(session, FORCE, ItemFilter(mine=HANAKO)).total == 3


@pytest.mark.parametrize(
    ("person", "successor"),
    [(HANAKO, HANAKO), ("佐藤", TARO), (HANAKO, "市民課/"), ("税務課/誰か", TARO), (HANAKO, "a/b/c")],
)
def test_what_cannot_be_given_over_is_refused(session: Session, person: str, successor: str) -> None:
    before = session.project.digest()
    with pytest.raises(UserProblem):
        handover.transfer(session, person, successor)
    assert session.project.digest() == before
