"""What the records say stands on the sheets: handling from the register, today's forms and linkages, reviews."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from app.core.problems import UserProblem
from app.services import decisions, register, sheets
from app.services.session import Session
from reports.forms import load_form
from spec_catalog.review import read_review
from tests.helpers.workspaces import edition
from tests.unit.reports import towns

AT = datetime(2026, 1, 15, 14, 3)
SAPPORO = [
    "連携ID", "枝番", "標準仕様書関連箇所", "連携機能名Lv1", "連携機能名Lv2", "機能説明", "実装類型", "I/O",
    "連携先システム", "検討要否", "現行システムにおける連携ID", "現行連携先システム名", "連携方法", "提供時期", "備考",
]  # fmt: skip


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Session]:
    session = towns.town(tmp_path)
    yield session
    session.close()


def rows(path: Path) -> dict[str, dict[str, str]]:
    """The body of a sheet by id (and branch): column code → text, "" for an empty cell."""
    form = load_form(path.name[:2])
    sheet = openpyxl.load_workbook(path)[form.sheet]
    codes = [c.code for c in form.columns]
    top = next(c.row for c in sheet["B"] if c.value == form.columns[1].title) if form.columns[0].code == "no" else None
    first = (top or next(c.row for c in sheet["A"] if c.value == form.columns[0].title) + 1) + 1
    found = {}
    for values in sheet.iter_rows(min_row=first, max_col=len(codes), values_only=True):
        row = {c: str(v) if v is not None else "" for c, v in zip(codes, values, strict=True)}
        if not row["id"]:
            break
        found[row["id"] + (f"-{row['branch']}" if row.get("branch") else "")] = row
    return found


def written(session: Session, folder: Path, *forms: str, **options: str) -> dict[str, dict[str, dict[str, str]]]:
    made = sheets.export_sheets(session, folder / "out", forms=forms or None, printed_at=AT, **options)
    return {p.name[:2]: rows(p) for p in made}


def test_every_form_with_something_to_show_is_written(town: Session, tmp_path: Path) -> None:
    assert sheets.available_forms(town) == ("F1", "F2", "F3")
    found = written(town, tmp_path)
    assert {form: len(lines) for form, lines in found.items()} == {"F1": 12, "F2": 3, "F3": 3}


def test_f1_takes_the_handling_from_the_register(town: Session, tmp_path: Path) -> None:
    number = towns.issue(town, "req:0010003", "発行番号の違い")
    register.dispose(town, number, "bpr", content="控えを取る", basis="費用がかからない")
    line = written(town, tmp_path, "F1")["F1"]["0010003"]
    assert (line["disposition"], line["due"], line["owner"]) == ("業務運用の見直し", "R8.1.30", "証明係")
    assert line["current_functions"] == "K-0001 発行番号の印字（利用中）\nK-0002 住所の手書き台帳（なし（手作業））"
    assert line["status"] == "検討中"
    decisions.decide(town, number, level="section", by="市民課長", date="2026-01-10", reason="安い")
    second = towns.issue(town, "req:0010003", "端末名の印字", owner="", due="R8.3")
    line = written(town, tmp_path, "F1")["F1"]["0010003"]
    assert line["disposition"] == f"{number} 業務運用の見直し"
    assert line["due"] == f"{number} R8.1.30\n{second} R8.3"
    assert line["owner"] == f"{number} 証明係\n{second} 市民課"
    assert line["issue"] == f"{number} 発行番号の違い\n{second} 端末名の印字"
    assert (line["decided_by"], line["decided_on"]) == (f"{number} 市民課長", f"{number} R8.1.10")
    register.set_fields(town, second, {"status": "withdrawn"})
    assert written(town, tmp_path, "F1")["F1"]["0010003"]["due"] == "R8.1.30"


def test_what_is_written_can_be_chosen_from_the_list(town: Session, tmp_path: Path) -> None:
    for code, data in (("tool", {"tool_name": "表計算", "tool_use": "集計"}), ("ask_ministry", {})):
        number = towns.issue(town, "req:0010003", "違い")
        register.dispose(town, number, code, data=data)
    line = written(town, tmp_path, "F1")["F1"]["0010003"]
    offered = sheets.choices()["disposition"]
    assert [text.split(" ", 1)[1] in offered for text in line["disposition"].split("\n")] == [True, True]


def test_f2_shows_todays_form_beside_the_standard_one(town: Session, tmp_path: Path) -> None:
    line = written(town, tmp_path, "F2")["F2"]["0019001"]
    assert line["text"] == "転出証明書\n転出する人に渡す証明書。"
    assert (line["audience"], line["class"], line["spec_paper"]) == ("外部", "◎", "A4縦")
    assert line["current_forms"] == "T-0001 転出証明書（旧様式）（利用中）"
    assert (line["paper"], line["copies"], line["verdict"]) == ("専用紙 A4", "12,000", "△ 一部適合")


def test_f3_has_the_citys_columns_in_their_order() -> None:
    form = load_form("F3")
    assert [c.title for c in form.printed] == SAPPORO
    assert form.lists["need"] == ("〇", "×", "-")


def test_f3_proposes_todays_linkage_only_where_the_review_is_empty(town: Session, tmp_path: Path) -> None:
    towns.review(town, "023o001", "01", need="required", current_id="既存なし", note="作る必要がある。")
    found = written(town, tmp_path, "F3")["F3"]
    line = found["023o001-00"]
    assert (line["level1"], line["level2"]) == ("介護保険への資格情報照会", "一件照会")
    assert line["source"] == "0010001/\n0010002"
    assert line["need"] == ""
    assert line["current_id"] == "提案：R-0001 介護資格の夜間受け取り（介護保険システム→住民情報システム）"
    assert (line["partner"], line["method"]) == ("提案：介護保険システム", "提案：ファイル連携")
    line = found["023o001-01"]
    assert (line["need"], line["current_id"], line["partner"]) == ("〇", "既存なし", "")
    assert line["note"] == "作る必要がある。"
    assert found["001o005-00"]["current_id"] == ""
    assert found["001o005-00"]["verdict"] == "▲ 差異あり"


def test_f3_reads_back_as_a_review(town: Session, tmp_path: Path) -> None:
    towns.review(town, "023o001", "01", need="not_required", current_id="R-0001", note="備考。\n二行目。")
    (path,) = sheets.export_sheets(town, tmp_path / "out", forms=("F3",), printed_at=AT)
    # 記入例 and the lines under the rows carry no published id: an import leaves them out
    found = {r.key[1:]: r for r in read_review(path, business="001") if not r.id.startswith("~")}
    assert set(found) == {("023o001", "00"), ("023o001", "01"), ("001o005", "00")}
    back = found["023o001", "01"]
    assert (back.need, back.current_id, back.note) == ("not_required", "R-0001", "備考。\n二行目。")
    assert found["023o001", "00"].current_id.startswith("提案：")
    assert not found["001o005", "00"].filled


def test_a_department_gets_its_own_businesses(town: Session, tmp_path: Path) -> None:
    made = sheets.export_sheets(town, tmp_path / "out", forms=("F1",), department="市民課", printed_at=AT)
    sheet = openpyxl.load_workbook(made[0])["F1 機能"]
    assert "市民課" in {c.value for line in sheet.iter_rows(max_row=6) for c in line}
    with pytest.raises(UserProblem) as refused:
        sheets.export_sheets(town, tmp_path / "out", department="介護保険課", printed_at=AT)
    assert "介護保険課" in refused.value.message
    # a department nobody registered is a slip of the pen where departments are registered
    with pytest.raises(UserProblem) as refused:
        sheets.export_sheets(town, tmp_path / "out", department="新しい課", printed_at=AT)
    assert refused.value.code == "no_department"
    assert "市民課" in refused.value.hint


def test_issues_of_more_editions_than_can_be_attached_at_once(town: Session, tmp_path: Path) -> None:
    for business in ("002", "004", "006", "010", "017", "020", "023", "024", "026", "027"):
        towns.take(town, edition(3, business=business))
        number = towns.issue(town, f"req:{business}0001", "違い")
        register.dispose(town, number, "hold")
    made = sheets.export_sheets(town, tmp_path / "out", printed_at=AT)
    assert len(made) == 13
    assert {rows(p)[f"{p.name[3:6]}0001"]["disposition"] for p in made if p.name[3:6] != "001"} == {"保留"}
