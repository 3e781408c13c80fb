"""The reports from the command line: what a head decides, the register, the state; what looks personal is named."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from app import cli
from app.core.problems import UserProblem
from app.services import catalogue, comparison, decisions, my_items, options, register, reports, sheets
from app.services.session import Session
from app.services.state_page import write_state_page
from tests.helpers.workspaces import workspace
from tests.journeys.conftest import Fitgap
from tests.unit.reports import towns
from tests.unit.reports.pages import ALL_COLOURS, COLOURS
from tests.unit.reports.test_html import read

AT = datetime(2026, 1, 15, 14, 3)


def filled(session: Session) -> tuple[str, str, str]:
    """Three issues: with options and late, decided, of another department."""
    late = towns.issue(session, "req:0010003", "発行番号の違い", due="R7.12.26", detail="番号の付け方が違う。")
    register.dispose(session, late, "bpr", content="控えを取る", basis="費用がかからない")
    options.add(session, late, "bpr", "控えを取る", cost="0 円", effect="早く始められる", risk="漏れ", residents="なし")
    options.add(session, late, "hold", "来年度に考える", cost="未定", residents="番号が重なる")
    done = towns.issue(session, "req:0010004", "帳票の用紙", due="R8.3")
    register.dispose(session, done, "bpr")
    decisions.decide(session, done, level="section", by="市民課長", date="2026-01-10", reason="費用が小さい")
    other = towns.issue(session, "req:0010006", "介護の違い", department="介護保険課")
    return late, done, other


def text_of(path: Path) -> str:
    return "".join(read(path.read_text("utf-8")).text)


def test_the_page_holds_what_a_head_must_decide(tmp_path: Path) -> None:
    session = towns.town(tmp_path)
    late, done, other = filled(session)
    out = my_items.write_page(
        session, tmp_path / "m.html", department="市民課", colours=COLOURS, printed_at=AT, document_number="第1-204号"
    )
    text = text_of(out)
    for wanted in (
        "課長補佐", "第1-204号", "令和8年1月15日", "決定を待つもの 1 件（うち期限超過 1 件）", late, "R7.12.26",
        "統計を集計できること。", "▲ 差異あり", "端末名を印字していない。", "費用がかからない", "0 円", "番号が重なる",
        "提案のとおり", "決定者", done, "市民課長", "R8.1.10（課内）", "費用が小さい",
    ):  # fmt: skip
        assert wanted in text, wanted
    assert other not in text
    page = my_items.page_of(session, "市民課", COLOURS, None, None, "", AT)
    assert [(c.title, c.proposed) for c in page.matters[0].choices] == [("案 1", True), ("案 2", False)]
    later = my_items.page_of(session, "市民課", COLOURS, None, date(2026, 1, 11), "", AT)
    assert (len(page.decided), len(later.decided)) == (1, 0)
    session.close()


def test_what_became_unlawful_comes_back_with_its_clause(tmp_path: Path) -> None:
    from dataclasses import replace

    from spec_catalog.model import SizeClasses
    from tests.helpers.workspaces import edition, with_edition

    session = towns.town(tmp_path)
    number = towns.issue(session, "req:0010001", "オプションの採用")
    register.dispose(session, number, "adopt_option")
    decisions.decide(session, number, level="section", by="市民課長", date="2026-01-10", reason="要る")
    assert my_items.page_of(session, "市民課", COLOURS, None, None, "", AT).matters == ()
    newer = edition(label="第1.1版")
    gone = SizeClasses("prohibited", "prohibited", "prohibited")
    items = tuple(replace(i, classes=gone) if i.id == "0010001" else i for i in newer.items)
    with_edition(session, replace(newer, items=items))
    (matter,) = my_items.page_of(session, "市民課", COLOURS, None, None, "", AT).matters
    assert [word for word, _ in matter.marks] == ["法令上要確認"]
    assert "5.1.1.1(2)" in matter.marks[0][1]
    assert "5.1.1.1(2)" in matter.choices[0].clause
    session.close()


def test_the_register_is_a_sheet(tmp_path: Path) -> None:
    session = towns.town(tmp_path)
    filled(session)
    asked = reports.Asked(colours=COLOURS, format="xlsx", printed_at=AT)
    path = reports.write(session, "register", tmp_path / "k1.xlsx", asked)
    cells = {str(c.value) for line in openpyxl.load_workbook(path)["K1 課題"].iter_rows() for c in line if c.value}
    assert {"G-0001", "発行番号の違い\n番号の付け方が違う。", "R7.12.26\n期限超過", "市民課\n証明係"} <= cells
    assert {"市民課長\nR8.1.10（課内）", "介護保険課\n証明係", "決定済"} <= cells
    assert any("案 2　保留：来年度に考える" in c for c in cells)
    asked = reports.Asked(colours=COLOURS, format="xlsx", department="介護保険課", printed_at=AT)
    path = reports.write(session, "register", tmp_path / "k2.xlsx", asked)
    cells = {str(c.value) for line in openpyxl.load_workbook(path)["K1 課題"].iter_rows() for c in line if c.value}
    assert "G-0003" in cells
    assert "G-0001" not in cells
    session.close()


def test_reports_are_listed_and_written_from_the_command_line(tmp_path: Path, fitgap: Fitgap) -> None:
    session = towns.town(tmp_path)
    filled(session)
    ws = session.project.path
    session.close()
    code, listed = fitgap("report", "list")
    assert code == 0
    assert [r["id"] for r in listed["reports"]] == [r.id for r in reports.REPORTS]
    for report in listed["reports"]:
        for kind in report["formats"]:
            out = tmp_path / "報告" / f"{report['id']}.{kind}"
            code, answer = fitgap("report", "write", ws, report["id"], "--format", kind, "--out", out)
            assert (code, answer) == (0, {"report": report["id"], "file": str(out), "personal": []})
            assert out.stat().st_size > 1_000
    assert "発行番号の違い" in text_of(tmp_path / "報告" / "my-items.html")  # 市民課 from FITGAP_USER


@pytest.mark.parametrize(
    ("words", "wrong"),
    [(("nothing", "--out", "x"), "no_report"), (("state", "--format", "xlsx", "--out", "x"), "no_format"),
     (("my-items", "--since", "昨日", "--out", "x"), "usage")],
)  # fmt: skip
def test_what_cannot_be_written_is_wrong_usage(
    tmp_path: Path, fitgap: Fitgap, words: tuple[str, ...], wrong: str
) -> None:
    session = towns.town(tmp_path)
    session.close()
    code, answer = fitgap("report", "write", session.project.path, *words)
    assert (code, answer["error"]["code"]) == (2, wrong)


def test_a_page_of_nobody_is_refused(tmp_path: Path) -> None:
    session = towns.town(tmp_path)
    with pytest.raises(UserProblem) as refused:
        my_items.write_page(session, tmp_path / "m.html", department=" ", colours=COLOURS)
    assert refused.value.code == "department_missing"
    session.close()


def test_what_looks_personal_is_named_and_blocks_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    session = towns.town(tmp_path)
    towns.judge(session, "req:0010005", "gap", detail="番号 1234-5678-9018 の人")
    towns.issue(session, "req:0010005", "電話", detail="03-1234-5678 に聞く")
    ws = session.project.path
    session.close()
    assert cli.main(["export", "sheets", str(ws), "--out", str(tmp_path / "out"), "--form", "F1", "--json"]) == 0
    said = capsys.readouterr()
    found = json.loads(said.out)["personal"]
    assert [(f["node"].partition(":")[0], f["kind"]) for f in found] == [("req", "my_number"), ("issue", "phone")]
    assert "個人番号の可能性" in said.err
    assert "電話番号の可能性" in said.err
    assert "9018" not in said.err + said.out  # a hint never repeats what it found
    assert len(list((tmp_path / "out").iterdir())) == 1


def test_the_state_shows_every_kind_the_register_and_what_is_disputed(tmp_path: Path) -> None:
    session = towns.town(tmp_path)
    late, done, other = filled(session)
    towns.review(session, "001o005", "00", need="required", note="作る。")
    edition, key = catalogue.find(session, "form:0019002")
    for verdict in ("fit", "gap"):  # both begun before the other was seen
        comparison.judge(
            session, edition, [key], verdict=verdict, current="in_use", detail=f"見方 {verdict}", parents={key: ()}
        )
    text = text_of(write_state_page(session, tmp_path / "s.html", colours=ALL_COLOURS, printed_at=AT))
    for wanted in (
        "機能要件の進み具合", "帳票要件の進み具合", "連携要件の進み具合", "連携先ごとの判定", "個人住民税",
        "連携検討：〇（検討が必要）1 件、×（検討が不要）0 件、-（該当なし）0 件、未検討 2 件",
        "競合のある帳票（1 件）", "≠ 競合", "見方 fit", "見方 gap", "差異のある連携（1 件）", "001o005-00",
        "課題（3 件）", "未着手 1 件", "検討中 1 件", "決定済 1 件", "期限超過", late, done, other,
    ):  # fmt: skip
        assert wanted in text, wanted
    sheet = sheets.export_sheets(session, tmp_path / "out", forms=("F2",), printed_at=AT)[0]
    assert "≠ 競合" in {c.value for line in openpyxl.load_workbook(sheet)["F2 帳票"].iter_rows() for c in line}
    session.close()


def test_the_state_of_linkages_alone(tmp_path: Path) -> None:
    session = workspace(tmp_path)
    towns.take(session, towns.links())
    text = text_of(write_state_page(session, tmp_path / "s.html", colours=ALL_COLOURS, printed_at=AT))
    assert "連携要件の進み具合" in text
    assert "機能要件" not in text
    assert "課題（" not in text
    session.close()
