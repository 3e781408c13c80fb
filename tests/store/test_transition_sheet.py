"""The plan as a workbook: what it says is what the plan says, on trial and by quarters too."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl

from app.services import (
    checks,
    link_review_rows,
    links,
    scenarios,
    survey,
    transition,
    transition_pairs,
    transition_sheet,
)
from app.services.session import Session
from spec_catalog.model import Edition, SizeClasses, SpecItem
from tests.helpers.workspaces import with_edition
from tests.store.test_transition import town

__all__ = ["town"]

AT = datetime(2026, 1, 15, 14, 3)


def book(session: Session, folder: Path, **asked: object) -> dict[str, list[list[str]]]:
    path = transition_sheet.write(session, folder / "計画.xlsx", printed_at=AT, **asked)  # type: ignore[arg-type]
    found = openpyxl.load_workbook(path)
    return {s.title: [[str(c.value or "") for c in row] for row in s.iter_rows()] for s in found}


def row_of(rows: list[list[str]], first: str) -> list[str]:
    return next(r for r in rows if r[0] == first)


def test_months_pairs_remarks_and_scenarios(session: Session, town: dict[str, str], tmp_path: Path) -> None:
    transition_pairs.record(
        session, [(town["生活保護"], town["住民記録"])],
        {"method": "current", "reason": "二月の間だけ", "term": "R8.3末", "risk": "二重に送る", "note": "済"},
    )  # fmt: skip
    scenarios.save(session, "同時", scenarios.in_order(session, "together", ["2026-05"]), note="会計の年度替わり")
    found = book(session, tmp_path)
    months = row_of(found["年表"], "S-0003 生活保護")
    begin = months.index("▶")
    assert months[begin - 2 : begin + 2] == ["現⇄", "現⇄", "▶", "標"]
    assert row_of(found["年表"], "S-0002 介護保険")[begin - 2] == "▶⇄"
    pairs = found["過渡期の組"]
    done = row_of(pairs, "住民記録 ⇄ 生活保護")
    assert done[2:8] == [
        "2026-01～2026-03", "移行時期が違う", "現行システムでの連携機能の維持", "北斗情報", "二月の間だけ", "R8.3末",
    ]  # fmt: skip
    assert done[-1] == "二重に送る\n済"
    assert row_of(pairs, "介護保険 ⇄ 生活保護")[4:7] == ["未定", "北斗情報", "未記入"]
    assert any("方式が未定 1" in r[0] for r in pairs)
    assert row_of(found["案の比較"], "同時")[1:4] == ["0", "0", "0"]
    assert row_of(found["案の比較"], "同時")[-1] == "会計の年度替わり"
    assert any("契約" in r for r in book(session, tmp_path, trial={town["介護保険"]: "2026-03"})["確かめること"])


def test_a_trial_says_what_it_changes(session: Session, town: dict[str, str], tmp_path: Path) -> None:
    found = book(session, tmp_path, trial={town["介護保険"]: "2026-03"}, by="time")
    assert row_of(found["過渡期の組"], "住民記録 ⇄ 介護保険")[-1] == "増える"
    assert row_of(found["過渡期の組"], "介護保険 ⇄ 生活保護")[-1] == "なくなる"
    assert row_of(found["年表"], "S-0002 介護保険")[1] == "2026-03\n今の記録 令和8年1月"
    assert any("試し。記録していません" in r[0] for r in found["年表"])
    assert [r[0] for r in found["年表"] if r[0] in ("2026-01", "2026-03")] == ["2026-01", "2026-03"]


def test_a_system_without_a_date_marks_its_own_row_alone(
    session: Session, town: dict[str, str], tmp_path: Path
) -> None:
    survey.set_cells(session, "systems", [(town["生活保護"], {"migration": "未定"})])
    found = book(session, tmp_path)["年表"]
    assert "？⇄" in row_of(found, "S-0003 生活保護")
    assert not any("⇄" in cell for cell in row_of(found, "S-0001 住民記録"))


def test_long_plans_go_by_quarters_and_empty_ones_say_so(
    session: Session, tmp_path: Path, town: dict[str, str]
) -> None:
    survey.set_cells(session, "systems", [(town["生活保護"], {"migration": "2031-02"})])
    found = book(session, tmp_path)["年表"]
    assert "1～3" in next(r for r in found if "4～6" in r)
    assert row_of(found, "S-0003 生活保護").count("▶") == 1
    survey.delete_records(session, "systems", list(town.values()))
    assert any("移行するシステムがまだありません。" in r for r in book(session, tmp_path)["年表"])


def test_what_a_business_does_not_do_makes_no_pair(session: Session, town: dict[str, str]) -> None:
    items = tuple(
        SpecItem(
            "001", "link", f"001o00{n}", branch="00", order=n, name="住民情報",
            text=f"①住民記録が、②{partner}に、③住民情報を、④提供する。", classes=SizeClasses(*["mandatory"] * 3),
        )
        for n, partner in enumerate(("生活保護", "介護保険"), 1)
    )  # fmt: skip
    survey.delete_records(session, "linkages", [r["rid"] for r in survey.list_rows(session, "linkages")])
    with_edition(session, Edition("001", "link", "第1.0版", items=items))
    assert [(x.source, x.target) for x in links.standard_links(session)] == [("001", "021"), ("001", "023")]
    assert [p.names for p in transition.plan(session).pairs] == [("住民情報",)]
    live = checks.Live(session)
    assert len([f for f in live.findings() if f.check == 7]) == 1
    done = link_review_rows.write(session, {"link:001/001o001-00": {"need": "-"}})
    assert transition.plan(session).pairs == ()
    live.update(done.types, done.rids)
    assert not [f for f in live.findings() if f.check == 7]
    survey.add_records(
        session, "linkages",
        [{"name": "なし", "system": "住民記録", "receiver": "生活保護", "usage": "none"},
         {"name": "あり", "system": "介護保険", "receiver": "生活保護", "usage": "unused"}],
    )  # fmt: skip
    assert [p.names for p in transition.plan(session).pairs] == [("あり",)]
