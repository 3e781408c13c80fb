"""Progress: recorded, proposed from facts, exchanged in the official layout, closed month by month."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from app.core.pmo import DONE, OUT, STATUSES, WAITING, WORKING
from app.core.problems import UserProblem
from app.services import checks, comparison, history, monthly, pmo, pmo_exchange, pmo_page, register, survey
from app.services.session import Session
from app.services.views import Who
from app.ui.theme.tokens import tokens
from spec_catalog.problems import InputProblem
from tests.helpers.parcels import copy_of
from tests.helpers.workspaces import edition, with_edition, workspace
from tests.unit.reports.test_html import read

CODES = [s.code for s in pmo.steps()]


@pytest.fixture
def session(tmp_path: Path) -> Session:
    made = workspace(tmp_path, code="041009")
    with_edition(made, edition())
    survey.add_records(made, "systems", [{"name": "住記", "businesses": ["001"], "vendor": "", "contract_end": ""}])
    return made


def said(session: Session, business: str = "001") -> dict[str, str]:
    row = next(r for r in pmo.board(session) if r.business == business)
    return dict(zip(CODES, row.statuses, strict=True))


def judge_all(session: Session) -> None:
    from app.services import catalogue
    from app.services.views import ItemFilter

    held = catalogue.adopted(session, "001")
    assert held is not None
    keys = catalogue.item_keys(session, held.hash, ItemFilter())
    comparison.judge(session, held.hash, keys, verdict="fit", detail="同じ")


def test_the_sheet_is_the_official_layout_cell_by_cell(session: Session, tmp_path: Path) -> None:
    pmo.record(session, [("001", "①-1", {"status": "完了済み"}), ("001", "⑤-1", {"status": "対象外"})])
    out = pmo_exchange.write(session, tmp_path / "進捗.xlsx")
    book = load_workbook(out)
    assert book.sheetnames == ["業務別ステップ別進捗一覧", "業務別ステップ別進捗一覧_進捗状況"]
    grid = [[c.value for c in row] for row in book.worksheets[0].iter_rows()]
    wording = (Path(__file__).parents[1] / "data" / "pmo" / "steps.txt").read_text("utf-8").splitlines()
    assert grid[0] == ["都道府県名", "市区町村名", "業務名", *wording]
    assert grid[1] == [
        "宮城県", "みほん市", "住民基本台帳",
        *("完了済み" if c == "①-1" else "対象外" if c == "⑤-1" else None for c in CODES),
    ]  # fmt: skip
    assert len(grid) == 2
    assert [c.value for c in book.worksheets[1][2]] == ["宮城県", "みほん市", "住民基本台帳", "5.0%", "0.0%", "95.0%"]
    flat = pmo_exchange.write(session, tmp_path / "進捗.csv")
    with flat.open(encoding="utf-8-sig", newline="") as file:
        assert [[c or None for c in row] for row in csv.reader(file)] == grid
    with pytest.raises(UserProblem, match="形式では"):
        pmo_exchange.write(session, tmp_path / "進捗.pdf")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(("", *STATUSES)), min_size=40, max_size=40))
def test_what_goes_out_comes_back(session: Session, tmp_path: Path, statuses: list[str]) -> None:
    pmo.record(session, [("001", c, {"status": s}) for c, s in zip(CODES, statuses, strict=True)])
    for name in ("a.xlsx", "a.csv"):
        found = pmo_exchange.read(session, pmo_exchange.write(session, tmp_path / name))
        assert [dict(r.statuses) for r in found.rows] == [dict(zip(CODES, statuses, strict=True))]
        assert found.skipped == ()
        assert [m for m in pmo_exchange.mismatches(session, found) if m.kind == "recorded"] == []


def reported(path: Path, rows: list[list[str]], head: list[str] | None = None) -> Path:
    book = Workbook()
    sheet = book.active
    sheet.append(["業務別ステップ別進捗一覧（令和8年10月末）"])
    sheet.append(head or ["都道府県名", "市区町村名", "業務名", *(s.title for s in pmo.steps())])
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_a_reported_file_gives_exactly_the_planted_mismatches(session: Session, tmp_path: Path) -> None:
    pmo.record(session, [("001", "①-1", {"status": DONE}), ("001", "①-2", {"status": WORKING})])
    values = dict.fromkeys(CODES, "未")
    values |= {"①-1": "完了済み", "①-2": "完了済み", "②-1": "作業中", "③-2": "完了済み", "④-1": "なんとか"}
    rows = [
        ["宮城県", "みほん市", "住民基本台帳", *values.values()],
        ["宮城県", "べつの市", "住民基本台帳", *values.values()],
        ["宮城県", "みほん市", "そんな業務", *values.values()],
        ["宮城県", "みほん市", "住民基本台帳", *values.values()],
    ]
    found = pmo_exchange.read(session, reported(tmp_path / "報告.xlsx", rows))
    assert [(s.reason, s.text) for s in found.skipped] == [
        ("状況として読めません", "なんとか"),
        ("ほかの団体の行です", "べつの市"),
        ("業務の名前が分かりません", "そんな業務"),
        ("同じ業務が 3 行目にあります", "住民基本台帳"),
    ]
    assert [(m.kind, m.business, m.step) for m in pmo_exchange.mismatches(session, found)] == [
        ("facts", "001", "③-2"),
        ("recorded", "001", "①-2"),
    ]
    judge_all(session)
    assert [m.step for m in pmo_exchange.mismatches(session, found) if m.kind == "facts"] == []
    pmo_exchange.take(session, found)
    assert said(session)["③-2"] == DONE
    assert said(session)["④-1"] == ""
    history.undo(session)
    assert said(session)["③-2"] == ""


def test_columns_in_another_order_and_short_headings_are_read(session: Session, tmp_path: Path) -> None:
    codes = CODES[::-1]
    head = ["業務名", *codes, "市区町村名", "メモ"]
    path = reported(tmp_path / "報告.xlsx", [["住民基本台帳", *("対象外" for _ in codes), "みほん市", "ok"]], head)
    found = pmo_exchange.read(session, path)
    assert set(found.rows[0].statuses.values()) == {OUT}
    assert set(found.rows[0].statuses) == set(CODES)


def test_files_of_other_things_are_refused(session: Session, tmp_path: Path) -> None:
    with pytest.raises(UserProblem, match="見出し"):
        pmo_exchange.read(session, reported(tmp_path / "べつ.xlsx", [], ["No", "名前", "業務名"]))
    broken = tmp_path / "壊れ.xlsx"
    broken.write_bytes(b"PK\x03\x04nothing")
    with pytest.raises(InputProblem):
        pmo_exchange.read(session, broken)
    with pytest.raises(UserProblem, match="取り込める進捗"):
        pmo_exchange.take(session, pmo_exchange.File("x", "y", (), ()))


def test_statuses_are_checked_and_one_step(session: Session) -> None:
    units = len(history.log(session))
    pmo.record(
        session, [("001", "①-1", {"status": "未", "evidence": "名簿", "planned": "R8.4"}), ("001", "2", {"note": "x"})]
    )
    assert len(history.log(session)) == units + 1
    assert said(session)["①-1"] == WAITING
    for wrong in (
        [("001", "①-9", {"status": DONE})], [("999x", "①-1", {"status": DONE})], [("001", "①-1", {"status": "たぶん"})],
        [("001", "①-1", {"planned": "いつか"})],
    ):  # fmt: skip
        with pytest.raises(UserProblem):
            pmo.record(session, wrong)
    pmo.record(session, [("001", "①-1", {"status": ""})])
    assert said(session)["①-1"] == ""
    history.undo(session)
    assert said(session)["①-1"] == WAITING


def test_facts_propose_and_a_person_takes(session: Session) -> None:
    register.add(session, title="差異", nodes=["req:0010001"])
    row = pmo.board(session)[0]
    suggested = {c.step: (c.proposed, c.why) for c in row.cells if c.proposed}
    assert suggested["②-1"] == (WORKING, "事業者か契約終了時期のないシステムが 1 件あります")
    assert suggested["③-2"][0] == WAITING
    assert suggested["④-4"][0] == WORKING
    judge_all(session)
    pmo.take_proposals(session)
    assert said(session)["③-2"] == DONE
    assert said(session)["①-1"] == "", "nothing is known of it"
    with pytest.raises(UserProblem, match="もう残っていません"):
        pmo.take_proposals(session)


def test_pattern_b_proposes_out_of_scope(session: Session) -> None:
    rid = survey.list_rows(session, "systems")[0]["rid"]
    survey.set_cells(session, "systems", [(rid, {"pattern": "B"})])
    out = {c.step for c in pmo.board(session)[0].cells if c.proposed == OUT}
    assert out == {"⑤-1", "⑤-3", "⑥-1", "⑥-2", "⑦-1", "⑨-1", "⑨-2", "⑨-3", "⑩-1"}


def test_check_11_speaks_live_and_falls_silent(session: Session) -> None:
    live = checks.Live(session)
    assert [f for f in live.findings() if f.check == 11] == []
    stored = pmo.record(session, [("001", "③-2", {"status": DONE})])
    live.update(stored.types, stored.rids)
    (found,) = [f for f in live.findings() if f.check == 11]
    assert found.target == "pmo:001/③-2"
    assert "未判定が 12 件" in found.message
    judge_all(session)
    live.update({"item"}, {r for (r,) in session.con.execute("SELECT rid FROM item_state")})
    assert [f for f in live.findings() if f.check == 11] == []


def test_milestones_keep_the_national_date_beside_the_own(session: Session) -> None:
    assert [m.step for m in pmo.milestones(session, "001")] == ["", "③-2", "⑧-2", "⑩-2", "⑬-1", "⑱-1"]
    pmo.set_milestone(session, "001", "③-2", "R9.3", "移行困難")
    found = next(m for m in pmo.milestones(session, "001") if m.step == "③-2")
    assert (found.national, found.own, found.reason) == ("令和5年9月末", "R9.3", "移行困難")
    with pytest.raises(UserProblem, match="マイルストンではありません"):
        pmo.set_milestone(session, "001", "①-1", "R9.3")
    pmo.set_milestone(session, "001", "③-2", "")
    assert pmo.milestones(session, "001")[1].own == ""


def test_a_month_is_closed_and_the_next_says_what_changed(session: Session) -> None:
    with pytest.raises(UserProblem, match="一つも入っていません"):
        monthly.close(session, month="2026-10", today=date(2026, 11, 5))
    pmo.record(session, [("001", c, {"status": WAITING}) for c in CODES])
    looked = monthly.look(session, today=date(2026, 11, 5))
    assert (looked.month, looked.due, looked.days) == ("2026-10", date(2026, 11, 10), 5)
    monthly.close(session, today=date(2026, 11, 5), comment="順調")
    assert monthly.look(session, today=date(2026, 11, 5)).closed is not None
    judge_all(session)
    register.add(session, title="差異", nodes=["req:0010001"])
    pmo.record(session, [("001", "③-2", {"status": DONE}), ("001", "①-1", {"status": ""})])
    after = monthly.look(session, today=date(2026, 12, 11))
    assert after.days == -1
    assert after.last is not None
    assert after.last.comment == "順調"
    assert after.last.by
    (change,) = after.changed
    assert change.steps == (("①-1", "未着手", "未報告"), ("③-2", "未着手", "完了済み"))
    assert (change.judged, change.issues, change.solved) == (12, 1, 0)
    assert any("1 ステップが入っていません" in m for m in after.missing)
    with pytest.raises(UserProblem, match="まだ来ていません"):
        monthly.close(session, month="2027-01", today=date(2026, 12, 11))
    with pytest.raises(UserProblem, match="月ではありません"):
        monthly.look(session, month="十月")
    monthly.close(session, month="2026-10", today=date(2026, 12, 11))
    assert len(monthly.closes(session)) == 1, "a month closed again keeps one record"


@pytest.mark.parametrize("kind", [pmo_page.ONE_PAGE, pmo_page.CITY])
def test_the_pages_name_their_version_and_what_contradicts(session: Session, tmp_path: Path, kind: str) -> None:
    pmo.record(session, [("001", "③-2", {"status": DONE})])
    at = datetime(2026, 11, 20, 9)
    out = pmo_page.write(session, tmp_path / "a.html", kind, colours=tokens("light"), printed_at=at)
    said = "".join(read(out.read_text("utf-8")).text)
    assert "締める前の、いまの値" in said
    assert "③-2 完了済みと報告していますが、未判定が 12 件あります" in said
    assert "完了率は作業量の割合ではありません" in said
    monthly.close(session, month="2026-10", comment="順調です", today=at.date())
    pmo_page.write(session, out, kind, colours=tokens("light"), printed_at=at)
    said = "".join(read(out.read_text("utf-8")).text)
    assert "2026-10 を締めた値" in said
    assert "順調です" in said
    pmo.record(session, [("001", "①-1", {"status": DONE})])
    pmo_page.write(session, out, kind, colours=tokens("light"), printed_at=at)
    assert "締めた後に変わった、いまの値" in "".join(read(out.read_text("utf-8")).text)


def test_progress_travels_with_its_department_and_the_close_with_everybody(session: Session, tmp_path: Path) -> None:
    pmo.record(session, [("001", "③-2", {"status": WORKING})])
    pmo.set_milestone(session, "001", "③-2", "R9.3")
    monthly.close(session, month="2026-10", today=date(2026, 11, 20))
    survey.add_records(session, "departments", [{"name": "市民課", "businesses": ["001"]}])
    copy = copy_of(session, tmp_path, "市民課", Who("市民課", "佐藤 花子", "clerk"))
    assert said(copy)["③-2"] == WORKING
    assert [c.month for c in monthly.closes(copy)] == ["2026-10"]
    pmo.record(copy, [("001", "①-1", {"status": DONE})])
    with pytest.raises(UserProblem):
        monthly.close(copy, month="2026-09", today=date(2026, 11, 20))
    copy.close()
