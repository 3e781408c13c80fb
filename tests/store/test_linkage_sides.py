"""Both ends confirm a linkage; one alone, or a later change, is a finding."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.core.problems import UserProblem
from app.services import checks, history, linkage_sides, survey
from app.services import session as sessions
from app.services.session import Session
from app.services.views import Who

DAY = date(2026, 11, 20)


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("FITGAP_HOME", str(tmp_path / "home"))
    opened = sessions.create(
        tmp_path / "t.fitgap", municipality="みほん市", code="999997", size="general", who=Who("市民課", "佐藤 花子")
    )
    survey.add_records(opened, "systems", [{"name": n, "department": "市民課"} for n in ("住基", "介護")])
    survey.add_records(opened, "linkages", [{"name": f"連携{n}", "system": "住基", "receiver": "介護"} for n in (1, 2)])
    yield opened
    opened.close()


def rids(session: Session) -> list[str]:
    return [r["rid"] for r in survey.list_rows(session, "linkages")]


def said(session: Session) -> list[str]:
    return [f.message for f in checks.run(session, [6])]


def test_one_side_alone_is_a_finding_and_both_are_none(session: Session) -> None:
    assert said(session) == []
    linkage_sides.confirm(session, rids(session), "sender", today=DAY)
    assert said(session) == [f"R-000{n} 連携{n}：受け側がまだ確認していません。" for n in (1, 2)]
    sessions.set_who(session, Who("介護保険課", "森 一郎"))
    linkage_sides.confirm(session, rids(session)[:1], "receiver", today=DAY)
    assert said(session) == ["R-0002 連携2：受け側がまだ確認していません。"]
    row = survey.list_rows(session, "linkages")[0]
    assert (row["sender_by"], row["sender_on"], row["receiver_by"]) == (
        "市民課 佐藤 花子",
        "2026-11-20",
        "介護保険課 森 一郎",
    )
    history.undo(session)
    assert len(said(session)) == 2
    linkage_sides.confirm(session, rids(session), "sender", on=False)
    assert said(session) == []


def test_a_change_afterwards_is_told_and_a_remark_is_none(session: Session) -> None:
    for side in linkage_sides.SIDES:
        linkage_sides.confirm(session, rids(session), side, today=DAY)
    survey.set_cells(session, "linkages", [(rids(session)[0], {"note": "確認した。"})])
    assert said(session) == []
    survey.set_cells(session, "linkages", [(rids(session)[0], {"method": "ファイル"})])
    assert said(session) == ["R-0001 連携1：送り側・受け側の確認の後に内容が変わりました。"]


def test_what_is_no_side_or_no_linkage_is_refused(session: Session) -> None:
    with pytest.raises(UserProblem, match="という側はありません"):
        linkage_sides.confirm(session, rids(session), "both")
    with pytest.raises(UserProblem, match="その連携はもうありません"):
        linkage_sides.confirm(session, ["無い"], "sender")
