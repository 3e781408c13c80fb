"""Who has answered: what is out, what came back, how far each department is, and the words to ask with."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from app import cli
from app.core.problems import UserProblem
from app.services import coverage, parcels, roundtrip, survey, taking
from app.services import session as sessions
from app.services.coverage import Standing
from app.services.session import Session
from app.services.views import Who
from tests.helpers.parcels import TAX, back, judge
from tests.helpers.workspaces import WHO

DAY = date(2026, 12, 29)


def standing(office: Session, name: str = "税務課", day: date = DAY) -> Standing:
    return next(s for s in coverage.standings(office, today=day) if s.name == name)


def hand(office: Session, folder: Path, file: str, deadline: str = "2026-12-25") -> Path:
    return parcels.create(office, "税務課", folder / file, deadline=deadline).file


def test_a_package_is_waited_for_until_it_or_a_later_one_is_answered(office: Session, tmp_path: Path) -> None:
    assert (standing(office).state, standing(office).late) == ("none", 0)
    there = parcels.open_copy(hand(office, tmp_path, "1.fgpkg"), who=TAX, out=tmp_path / "copy.fitgap")
    assert [(standing(office, day=date(2026, 12, d)).state, standing(office, day=date(2026, 12, d)).late)
            for d in (24, 25, 26, 29)] == [("out", 0), ("out", 0), ("late", 1), ("late", 4)]  # fmt: skip
    assert [s.name for s in coverage.standings(office, today=DAY)] == ["税務課", "市民課"], "the latest first"
    judge(there, "010", [1, 2, 3], "gap")
    first = back(there, tmp_path, "b1.fgpkg")
    there.close()
    assert taking.preview(office, [first]).new == 2
    assert standing(office).late == 4, "looking is not taking in"
    assert len(coverage.waited(office)) == 1
    taking.merge(office, [first])
    found = standing(office)
    assert (found.state, found.late, found.returns, found.back and found.back.by) == ("back", 0, 1, "税務課/鈴木 一")
    assert coverage.waited(office) == []
    newer = hand(office, tmp_path, "2.fgpkg", "2026-12-28")
    taking.merge(office, [first])
    found = standing(office)
    assert (found.state, found.late, found.returns) == ("late", 1, 2), "the older answer doesn't answer the newer"
    there = parcels.open_copy(newer, who=TAX, out=tmp_path / "copy.fitgap")
    taking.merge(office, [back(there, tmp_path, "b2.fgpkg")])
    there.close()
    assert (standing(office).state, standing(office).returns) == ("back", 3)


def test_a_damaged_answer_is_no_answer(office: Session, tmp_path: Path) -> None:
    there = parcels.open_copy(hand(office, tmp_path, "1.fgpkg"), who=TAX, out=tmp_path / "copy.fitgap")
    file = back(there, tmp_path)
    there.close()
    file.write_bytes(file.read_bytes()[:-40])
    assert taking.merge(office, [file]).packages[0].problem is not None
    assert (standing(office).state, standing(office).returns) == ("late", 0)


def test_coverage_counts_what_is_in_force_and_who_judged_it(office: Session, tmp_path: Path) -> None:
    survey.add_records(office, "departments", [{"name": "収納課", "businesses": ["010", "001"]}])
    survey.add_records(office, "functions", [{"business": "010", "name": "だれのものとも言わない"}])
    made = parcels.create(office, "収納課", tmp_path / "r.fgpkg")
    there = parcels.open_copy(made.file, who=Who("収納課", "森 五月"), out=tmp_path / "r.fitgap")
    judge(there, "010", [1, 4], "ask")
    judge(office, "010", [1], "fit")
    file = back(there, tmp_path)
    there.close()
    taking.merge(office, [file])
    by_name = {s.name: {a.business: a for a in s.areas} for s in coverage.standings(office, today=DAY)}
    assert {n: list(a) for n, a in by_name.items()} == {"収納課": ["010", "001"], "市民課": ["001"], "税務課": ["010"]}
    tax, cash = by_name["税務課"]["010"], by_name["収納課"]["010"]
    assert (tax.items, tax.judged, tax.verdicts) == (12, 1, {"": 11, "ask": 1})
    assert (tax.own, cash.own) == (0, 1)
    assert (tax.current, cash.current) == (1, 0), "what names nobody is counted where one department is alone"
    assert (tax.conflicts, cash.conflicts) == (0, 1), "a conflict belongs to who gave one of its values"
    assert standing(office, "収納課").conflicts == 1
    citizens = by_name["市民課"]["001"]
    assert (citizens.judged, citizens.own, citizens.current) == (2, 0, 1)


def test_what_a_package_asks_counts_beside_the_businesses_a_department_owns(office: Session, tmp_path: Path) -> None:
    parcels.create(office, "税務課", tmp_path / "1.fgpkg", chosen=["001"])
    assert [a.business for a in standing(office).areas] == ["010", "001"]


def test_the_words_to_ask_with(office: Session, tmp_path: Path, data_folder: Path) -> None:
    with pytest.raises(UserProblem) as refused:
        coverage.chase(office, "税務課")
    assert refused.value.code == "nothing_to_ask"
    hand(office, tmp_path, "1.fgpkg")
    late = coverage.chase(office, "税務課", today=DAY)
    assert late.splitlines()[0] == "税務課 ご担当者様"
    assert "業務：010 個人住民税" in late
    assert "期限：2026年12月25日\n（期限を 4 日過ぎています。）" in late
    assert "まだ判定のない項目：11 件（全 12 件）" in late
    assert late.endswith("事務局　田中 次郎\n")
    assert "過ぎています" not in coverage.chase(office, "税務課", today=date(2026, 12, 25))
    hand(office, tmp_path, "2.fgpkg", "")
    assert not {"期限：", "〈"} & set(coverage.chase(office, "税務課", today=DAY))
    assert "期限：" not in coverage.chase(office, "税務課", today=DAY)
    (data_folder / "letters").mkdir(parents=True, exist_ok=True)
    own = data_folder / "letters" / "chase.txt"
    own.write_text("〈所属〉さん、{0.__class__} 〈知らない〉", encoding="utf-8-sig")
    assert coverage.chase(office, "税務課") == "税務課さん、{0.__class__} 〈知らない〉\n"
    own.write_bytes("〈所属〉".encode("cp932"))
    with pytest.raises(UserProblem) as refused:
        coverage.chase(office, "税務課")
    assert refused.value.code == "bad_letter"


def test_a_sheet_is_waited_for_until_it_is_taken_back(office: Session, tmp_path: Path) -> None:
    def send(folder: str) -> Path:
        (sent,) = roundtrip.send(office, tmp_path / folder, ["F1"], department="市民課", business="001")
        return sent.path

    def sheets() -> tuple[str, int, int]:
        found = standing(office, "市民課")
        return found.state, found.sheets, found.sheets_back

    roundtrip.send(office, tmp_path / "whole", ["F1"], business="001")
    assert sheets() == ("none", 0, 0), "a sheet for nobody in particular is not waited for"
    first = send("1")
    assert (sheets(), len(coverage.waited(office))) == (("out", 1, 0), 1)
    text = coverage.chase(office, "市民課")
    assert "お渡しした回答用の Excelがまだ" in text
    assert f"ファイル：{first.name}" in text
    assert "パッケージ" not in text
    roundtrip.preview(office, first)
    assert sheets()[2] == 0, "looking is not taking back"
    assert roundtrip.take_over(office, roundtrip.preview(office, first)).operations == 0
    assert (sheets(), coverage.waited(office)) == (("back", 1, 1), []), "an answer without a change is one too"
    send("2")
    assert sheets() == ("out", 1, 0), "of one name the newest is waited for"
    roundtrip.take_over(office, roundtrip.preview(office, first))
    assert sheets() == ("back", 1, 1), "somebody filled in the first one"
    parcels.create(office, "市民課", tmp_path / "1.fgpkg")
    assert sheets() == ("out", 1, 1)


def test_status_and_chase_by_command(office: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ws = office.info.path
    office.close()

    def run(*words: str) -> tuple[int, dict[str, object]]:
        code = cli.main([*words, "--json"])
        return code, json.loads(capsys.readouterr().out)

    code, made = run(
        "package", "create", ws, "--to", "税務課", "--out", str(tmp_path / "1.fgpkg"), "--deadline", "2020-01-31"
    )
    assert (code, made["remembered"]) == (0, True)
    code, said = run("package", "status", ws)
    assert (code, said["total"], said["waited_for"], said["late"]) == (0, 2, 1, 1)
    assert said["items"][0]["department"] == "税務課"  # type: ignore[index]
    code, text = run("package", "chase", ws, "--to", "税務課")
    assert (code, text["department"]) == (0, "税務課")
    assert "2020年1月31日" in str(text["text"])
    assert run("package", "chase", ws, "--to", "市民課")[0] == 2
    assert cli.main(["package", "status", ws]) == 0
    assert "税務課　期限を過ぎた" in capsys.readouterr().out
    busy = sessions.open_(Path(ws), who=WHO)
    code, made = run("package", "create", ws, "--to", "市民課", "--out", str(tmp_path / "2.fgpkg"))
    busy.close()
    assert (code, made["remembered"]) == (0, False), (
        "somebody else has the file open; the package is sound all the same"
    )
