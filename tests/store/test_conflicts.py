"""Values given apart stand side by side until somebody decides with a reason; what is decided stays decided."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import cli
from app.core.operations import STATE
from app.core.problems import UserProblem
from app.services import choices, comparison, conflicts, history, meetings, survey, upkeep
from app.services import session as sessions
from app.services.session import Session
from app.services.views import Who
from app.store.merge import unite_file
from tests.helpers.workspaces import WHO, with_edition, workspace
from tests.helpers.workspaces import edition as make

TAX = Who("税務課", "鈴木 一")
NODE = "req:0010001"


class Apart:
    """Two copies of one file, written by two departments, and the way to unite them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        first = workspace(folder, "a.fitgap")
        self.edition = with_edition(first, make(6))
        comparison.judge(first, self.edition, [1], verdict="ask", detail="確かめる")
        survey.add_records(first, "functions", [{"business": "001", "name": "照会", "summary": "窓口の照会"}])
        (self.record,) = (r["rid"] for r in survey.list_rows(first, "functions"))
        first.close()
        shutil.copy(folder / "a.fitgap", folder / "b.fitgap")
        self.ours = sessions.open_(folder / "a.fitgap", who=WHO)
        self.theirs = sessions.open_(folder / "b.fitgap", who=TAX)

    def unite(self) -> Session:
        shutil.copy(self.folder / "b.fitgap", self.folder / "old.fitgap")
        self.theirs.close()
        unite_file(self.ours.project, self.folder / "b.fitgap")
        return self.ours


@pytest.fixture
def apart(tmp_path: Path) -> Iterator[Apart]:
    made = Apart(tmp_path)
    yield made
    made.ours.close()


def judged_apart(apart: Apart) -> conflicts.Conflict:
    comparison.judge(apart.ours, apart.edition, [1], verdict="fit", detail="同じ計算と聞いた", reason="会議")
    comparison.judge(apart.theirs, apart.edition, [1], verdict="gap", detail="手で上書きしている", reason="実機")
    session = apart.unite()
    (line,) = conflicts.listed(session)
    assert (line.node, line.about, line.values) == (NODE, "判定", 2)
    assert set(line.who) == {"市民課/佐藤 花子", "税務課/鈴木 一"} or len(line.who) == 2
    return conflicts.show(session, line.rid, line.atom)


def verdict(session: Session) -> tuple[Any, ...]:
    sql = "SELECT verdict, detail, why, conflict FROM item_state WHERE item='0010001'"
    return tuple(session.con.execute(sql).fetchone())


def test_a_conflict_shows_every_value_and_what_all_had_seen(apart: Apart) -> None:
    found = judged_apart(apart)
    assert found.base is not None
    assert dict(found.base.fields)["差異内容"] == "確かめる"
    assert [dict(v.fields)["判定"] for v in found.values] == ["● 適合", "▲ 差異あり"]
    assert found.differing == {"判定", "差異内容", "理由"}
    (pieces,) = (conflicts.texts_apart(found, 0, 1)[n] for n in ("理由",))
    assert "".join(p.text for p in pieces if p.op != "deleted") == "実機"


def test_taking_one_settles_it_and_older_copies_do_not_reopen_it(apart: Apart) -> None:
    found = judged_apart(apart)
    line, other = found.line, found.values[1]
    with pytest.raises(UserProblem) as refused:
        conflicts.take(apart.ours, line.rid, line.atom, other.op_id, "  ", heads=found.heads)
    assert refused.value.code == "reason_missing"
    conflicts.take(apart.ours, line.rid, line.atom, other.op_id, "主管課が実機で確かめた", heads=found.heads)
    assert verdict(apart.ours) == ("gap", "手で上書きしている", "実機", 0)
    assert conflicts.listed(apart.ours) == []
    unite_file(apart.ours.project, apart.folder / "old.fitgap")
    assert conflicts.listed(apart.ours) == []
    history.undo(apart.ours)
    (again,) = conflicts.listed(apart.ours)
    assert set(again.who) == set(line.who), "the authors stand as before"
    history.redo(apart.ours)
    assert verdict(apart.ours) == ("gap", "手で上書きしている", "実機", 0)
    assert upkeep.verify(apart.ours).ok


def test_a_value_of_its_own_keeps_what_it_does_not_name(apart: Apart) -> None:
    found = judged_apart(apart)
    line = found.line
    conflicts.write(
        apart.ours,
        line.rid,
        line.atom,
        {"verdict": "partial", "detail": "一部は手作業"},
        "両方を見た",
        heads=found.heads,
    )
    assert verdict(apart.ours) == ("partial", "一部は手作業", "会議", 0)
    with pytest.raises(UserProblem):
        conflicts.show(apart.ours, line.rid, line.atom)


def test_a_value_that_came_meanwhile_is_never_covered(apart: Apart) -> None:
    found = judged_apart(apart)
    line = found.line
    shutil.copy(apart.folder / "old.fitgap", apart.folder / "c.fitgap")
    third = sessions.open_(apart.folder / "c.fitgap", who=Who("保険課", "高橋 誠"))
    comparison.judge(third, apart.edition, [1], verdict="ask", detail="機能がない")
    third.close()
    unite_file(apart.ours.project, apart.folder / "c.fitgap")
    with pytest.raises(UserProblem) as refused:
        conflicts.take(apart.ours, line.rid, line.atom, found.values[0].op_id, "会議", heads=found.heads)
    assert refused.value.code == "changed_meanwhile"


@pytest.mark.parametrize("keep", [True, False])
def test_deleted_by_one_and_edited_by_another(apart: Apart, keep: bool) -> None:
    survey.delete_records(apart.ours, "functions", [apart.record])
    survey.set_cells(apart.theirs, "functions", [(apart.record, {"summary": "窓口と電話の照会"})])
    session = apart.unite()
    (line,) = conflicts.listed(session)
    assert (line.atom, line.node, line.about) == (STATE, "", "機能：有無")
    found = conflicts.show(session, line.rid, STATE)
    assert sorted(v.deleted for v in found.values) == [False, True]
    edit = next(v for v in found.values if not v.deleted)
    assert dict(edit.fields)["機能概要"] == "窓口と電話の照会"
    chosen = next(v for v in found.values if v.deleted is not keep)
    conflicts.take(session, line.rid, STATE, chosen.op_id, "使っている" if keep else "統合した", heads=found.heads)
    assert conflicts.listed(session) == []
    assert [r["summary"] for r in survey.list_rows(session, "functions")] == (["窓口と電話の照会"] if keep else [])
    unite_file(session.project, apart.folder / "old.fitgap")
    assert conflicts.listed(session) == []
    history.undo(session)
    assert len(conflicts.listed(session)) == int(keep), "whoever deleted had seen the edit: undone, the record is back"
    assert [r["summary"] for r in survey.list_rows(session, "functions")] == ["窓口と電話の照会"]
    history.redo(session)
    assert [r["summary"] for r in survey.list_rows(session, "functions")] == (["窓口と電話の照会"] if keep else [])
    assert conflicts.listed(session) == []


def many(apart: Apart) -> Session:
    """1 differs, 2 differs in an empty field only, 3 is the same, a memo differs."""
    for session, words in ((apart.ours, ("fit", "", "x")), (apart.theirs, ("gap", "足りない", "y"))):
        comparison.judge(session, apart.edition, [1], verdict=words[0])
        comparison.judge(session, apart.edition, [2], verdict="fit", detail=words[1])
        comparison.judge(session, apart.edition, [3], verdict="fit")
        comparison.set_memo(session, apart.edition, 4, words[2])
    return apart.unite()


@pytest.mark.parametrize(("rule", "ids"), [("filled", {"0010002"}), ("by:税務課", {"0010001", "0010002", "0010004"})])
def test_a_rule_proposes_and_only_then_decides_in_one_step(apart: Apart, rule: str, ids: set[str]) -> None:
    session = many(apart)
    assert len(conflicts.listed(session)) == 3
    before = session.con.execute("SELECT count(*) FROM unit").fetchone()[0]
    chosen = conflicts.preview(session, rule)
    assert {p.conflict.line.node.split(":")[1] for p in chosen} == ids
    assert session.con.execute("SELECT count(*) FROM unit").fetchone()[0] == before
    conflicts.apply(session, chosen, "規則で決めた")
    assert session.con.execute("SELECT count(*) FROM unit").fetchone()[0] == before + 1
    assert len(conflicts.listed(session)) == 3 - len(ids)
    for one in chosen:
        (stored,) = session.con.execute(
            "SELECT verdict, detail, memo FROM item_state WHERE rid=?", (one.conflict.line.rid,)
        )
        assert {str(v) for v in one.fields.values() if isinstance(v, str) and v} <= set(map(str, stored))
    history.undo(session)
    assert len(conflicts.listed(session)) == 3
    with pytest.raises(UserProblem):
        conflicts.preview(session, "latest")


def test_the_command_line_sees_and_decides_the_same(
    apart: Apart, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = judged_apart(apart)
    path = str(apart.folder / "a.fitgap")
    apart.ours.close()

    def run(*words: str) -> dict[str, Any]:
        code = cli.main([*words, "--as", "情報政策課/中村 健", "--json"])
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        return {"exit": code, **answer}

    listed = run("conflict", "list", path)
    assert [i["id"] for i in listed["items"]] == [found.line.id]
    shown = run("conflict", "show", path, found.line.id)
    assert [v["fields"]["理由"] for v in shown["values_given"]] == ["会議", "実機"]
    assert run("conflict", "decide", path, found.line.id, "--take", "3", "--reason", "x")["exit"] != 0
    assert run("conflict", "decide", path, found.line.id, "--take", "2")["exit"] != 0
    done = run("conflict", "decide", path, found.line.id, "--take", "2", "--reason", "実機で確かめた")
    assert (done["exit"], done["changed"]) == (0, 1)
    assert run("conflict", "list", path)["total"] == 0
    apart.ours = sessions.open_(Path(path), who=WHO)
    assert verdict(apart.ours)[0] == "gap"


def edited_apart(apart: Apart) -> Session:
    survey.set_cells(apart.ours, "functions", [(apart.record, {"summary": "窓口だけ"})])
    survey.set_cells(apart.theirs, "functions", [(apart.record, {"summary": "電話も"})])
    return apart.unite()


def test_a_record_in_conflict_keeps_its_number_name_and_business(apart: Apart) -> None:
    session = edited_apart(apart)
    (row,) = survey.list_rows(session, "functions")
    assert (row["number"], row["name"], row["business"]) == ("K-0001", "照会", "001")
    assert not row["summary"], "what is disputed is nobody's word"
    (line,) = conflicts.listed(session, business="001")
    assert line.title == "K-0001　照会"
    made = survey.add_records(session, "functions", [{"business": "001", "name": "別"}])
    assert made.operations == 1
    assert sorted(r["number"] for r in survey.list_rows(session, "functions")) == ["K-0001", "K-0002"]
    assert upkeep.verify(session).ok
    with pytest.raises(UserProblem) as refused:
        survey.set_cells(session, "functions", [(apart.record, {"summary": "どちらでもない"})])
    assert refused.value.code == "in_conflict"


def test_a_disputed_name_does_not_hide_the_number(apart: Apart) -> None:
    survey.set_cells(apart.ours, "functions", [(apart.record, {"name": "照会（窓口）"})])
    survey.set_cells(apart.theirs, "functions", [(apart.record, {"name": "照会（電話）"})])
    session = apart.unite()
    (line,) = conflicts.listed(session)
    assert line.title == "K-0001"
    (row,) = survey.list_rows(session, "functions")
    assert not row["name"]


def test_who_deletes_a_record_with_a_dispute_has_ended_it(apart: Apart) -> None:
    session = edited_apart(apart)
    survey.delete_records(session, "functions", [apart.record])
    assert conflicts.listed(session) == []
    history.undo(session)
    assert len(conflicts.listed(session)) == 1
    assert upkeep.verify(session).ok


def test_the_command_line_takes_a_field_by_its_label(apart: Apart, capsys: pytest.CaptureFixture[str]) -> None:
    session = edited_apart(apart)
    (line,) = conflicts.listed(session)
    path = str(session.info.path)
    session.close()
    decide = ["conflict", "decide", path, line.id, "--reason", "両方", "--as", "市民課/佐藤"]
    assert cli.main([*decide, "--set", "機能名="]) == 2
    assert "空にできません" in capsys.readouterr().err
    assert cli.main([*decide, "--set", "概要=違う"]) == 2
    assert "機能概要" in capsys.readouterr().err
    assert cli.main([*decide, "--set", "機能概要=窓口と電話"]) == 0
    again = sessions.open_(Path(path), who=WHO)
    (row,) = survey.list_rows(again, "functions")
    assert (row["name"], row["summary"]) == ("照会", "窓口と電話")
    again.close()


def test_choices_and_meetings_apart_stand_in_words(apart: Apart) -> None:
    meeting, _ = meetings.prepare(apart.ours, name="会", date="2026-12-08", agenda=[meetings.Topic(NODE)])
    unite_file(apart.theirs.project, apart.ours.project.path)
    for there, word in ((apart.ours, "三役会議"), (apart.theirs, "庁議")):
        choices.write(there, "decision_levels", [choices.Choice("own_1", word), choices.Choice("x", "旧", True)])
        meetings.edit(there, meeting, {"kind": "section" if word == "庁議" else "office"})
        meetings.edit(there, meeting, {"agenda": [meetings.Topic(NODE, word, 10)]})
    session = apart.unite()
    found = [conflicts.show(session, line.rid, line.atom) for line in conflicts.listed(session)]
    assert [c.line.title for c in found] == ["決定区分", "W-0001　会", "W-0001　会"]
    assert [sorted({dict(v.fields)[n] for v in c.values}) for c in found for n in c.differing] == [
        ["三役会議、旧（選ばせない）", "庁議、旧（選ばせない）"],
        [f"対象：{NODE}、論点：三役会議、分：10", f"対象：{NODE}、論点：庁議、分：10"],
        ["事務局", "課内"],
    ]
    own = found[0].values[0]
    conflicts.take(session, found[0].line.rid, "choices", own.op_id, "事務局の語", heads=found[0].heads)
    assert choices.label(session, "decision_levels", "own_1") == dict(own.fields)["選択肢"].partition("、")[0]
    assert choices.label(session, "decision_levels", "own_1") in ("三役会議", "庁議")


def test_editions_chosen_apart_say_of_what(apart: Apart) -> None:
    assert len({apart.edition, with_edition(apart.ours, make(7)), with_edition(apart.theirs, make(8))}) == 3
    (line,) = conflicts.listed(apart.unite())
    assert (line.business, line.title, line.about) == ("001", "住民基本台帳　要件", "版の採用：採用した版")
