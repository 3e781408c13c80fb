"""Records written twice are found and joined: nothing anybody wrote is lost, one undo brings everything back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.problems import UserProblem
from app.services import catalogue, checks, comparison, duplicates, history, register, register_read, survey
from app.services import session as sessions
from app.services.session import Session
from app.services.views import ItemFilter, Who
from spec_catalog.model import Edition, SourceRow, SpecItem
from tests.helpers.workspaces import store_edition


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("FITGAP_HOME", str(tmp_path / "home"))
    opened = sessions.create(
        tmp_path / "t.fitgap", municipality="みほん市", code="999997", size="general", who=Who("市民課", "佐藤 花子")
    )
    items = tuple(
        SpecItem(business="001", kind="req", id=f"001000{n}", name=f"機能{n}", text="できること。", order=n,
                 rows=(SourceRow("表", n),))
        for n in range(1, 5)
    )  # fmt: skip
    store_edition(opened, Edition("001", "req", "第1.0版", published="2024-01-01", items=items))
    yield opened
    opened.close()


def add(session: Session, name: str, **values: str) -> str:
    before = {r["rid"] for r in survey.list_rows(session, "functions")}
    survey.add_records(session, "functions", [{"business": "001", "name": name, **values}])
    return next(r["rid"] for r in survey.list_rows(session, "functions") if r["rid"] not in before)


def row(session: Session, rid: str) -> dict[str, str]:
    return next(r for r in survey.list_rows(session, "functions") if r["rid"] == rid)


def nodes(session: Session) -> list[str]:
    edition = catalogue.in_force(session)[0].hash
    return [r.node for r in catalogue.item_rows(session, edition, catalogue.item_keys(session, edition, ItemFilter()))]


def test_the_same_written_in_other_width_and_by_another_office_is_found(session: Session) -> None:
    one = add(session, "住民票の写し　発行（窓口）", department="市民課")
    other = add(session, "住民票の写し発行(窓口)", department="税務課")
    add(session, "印鑑登録証明書の交付", department="市民課")
    (twin,) = duplicates.find(session)
    assert {twin.one[0], twin.other[0]} == {one, other}
    assert twin.likeness == 100
    (found,) = checks.run(session, [12])
    assert "税務課" in found.message
    assert found.target.startswith("function:")


def test_what_says_it_is_for_something_else_is_not_shown(session: Session) -> None:
    add(session, "一覧の出力", summary="転入者の名前と住所を月に一度印刷する。")
    add(session, "一覧の出力", summary="滞納額と督促の回数を課税年度ごとに集める。")
    assert duplicates.find(session) == []


def test_joining_keeps_every_word_mapping_issue_and_step(session: Session) -> None:
    kept = add(session, "住民票の発行", usage="in_use", note="窓口で使う。")
    other = add(session, "住民票の発行", usage="unused", department="税務課", summary="公用の写し", note="年に数回。")
    third = add(session, "住民票発行", frequency="毎日")
    first, second, *_ = nodes(session)
    comparison.map_current(session, first, kept)
    comparison.map_current(session, first, other)
    comparison.map_current(session, second, third)
    register.add(session, title="様式が違う", nodes=[first], records=[other, third])
    before = session.project.digest()
    done = duplicates.join(session, kept, [other, third])
    assert "2 件を統合" in done.label
    now = row(session, kept)
    assert (now["usage"], now["department"], now["summary"], now["frequency"]) == (
        "in_use", "税務課", "公用の写し", "毎日",
    )  # fmt: skip
    for part in (
        "窓口で使う。",
        "利用実態「あるが未利用」",
        "年に数回。",
        "K-0002 を統合",
        "K-0003 を統合",
        "機能名「住民票発行」",
    ):
        assert part in now["note"]
    assert len(survey.list_rows(session, "functions")) == 1
    assert set(survey.current_item(session, kept).mapped) == {first, second}
    (issue,) = register_read.issues(session)
    assert issue.records == (kept,)
    assert set(duplicates.joined_into(session, kept)) == {other, third}
    labels = [step.label for step in history.log(session, rid=kept)]
    assert labels == ["現行調査に 1 件を追加"] * 3 + ["K-0001 に 2 件を統合"], "what was joined brings its steps along"
    history.undo(session)
    assert session.project.digest() != before, "undo writes, it never erases"
    assert len(survey.list_rows(session, "functions")) == 3
    assert row(session, kept)["note"] == "窓口で使う。"
    assert set(survey.current_item(session, kept).mapped) == {first}
    assert set(survey.current_item(session, third).mapped) == {second}
    assert set(register_read.issues(session)[0].records) == {other, third}
    assert duplicates.joined_into(session, kept) == ()


def test_a_joined_system_is_named_by_what_named_the_others(session: Session) -> None:
    survey.add_records(session, "systems", [{"name": "住基システム"}, {"name": "住基ｼｽﾃﾑ"}, {"name": "税システム"}])
    systems = {r["name"]: r["rid"] for r in survey.list_rows(session, "systems")}
    survey.add_records(session, "linkages", [{"name": "往復", "system": "住基ｼｽﾃﾑ", "receiver": "住基システム"}])
    duplicates.join(session, systems["税システム"], [systems["住基システム"], systems["住基ｼｽﾃﾑ"]])
    (link,) = survey.list_rows(session, "linkages")
    assert (link["system"], link["receiver"]) == ("税システム", "税システム")


def test_what_is_two_is_not_shown_again_until_undone(session: Session) -> None:
    one, other = add(session, "証明書の交付"), add(session, "証明書の交付")
    duplicates.keep_apart(session, other, one)
    assert duplicates.find(session) == []
    history.undo(session)
    assert len(duplicates.find(session)) == 1


def test_what_cannot_be_joined_is_refused_and_nothing_changes(session: Session) -> None:
    one = add(session, "証明書の交付")
    survey.add_records(session, "systems", [{"name": "証明書の交付"}])
    system = survey.list_rows(session, "systems")[0]["rid"]
    digest = session.project.digest()
    for kept, others in ((one, [one]), (one, []), (one, [system]), (one, ["無い"]), ("無い", [one])):
        with pytest.raises(UserProblem):
            duplicates.join(session, kept, others)
    assert session.project.digest() == digest


def test_linkages_between_other_systems_are_two(session: Session) -> None:
    survey.add_records(session, "systems", [{"name": n} for n in ("住基", "介護", "国保")])
    rows = [("支援措置の連絡", "介護"), ("支援措置の連絡", "国保"), ("支援措置の連絡", "国保")]
    survey.add_records(session, "linkages", [{"name": n, "system": "住基", "receiver": r} for n, r in rows])
    (twin,) = duplicates.find(session, ("linkages",))
    assert {twin.one[1], twin.other[1]} == {"R-0002", "R-0003"}
