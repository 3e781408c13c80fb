"""Who is touched by a change: as lines, sheet, picture, and inquiries that are made once and undone at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.core.problems import UserProblem
from app.services import history, inquiries, link_impact, register, survey
from app.services.session import Session
from app.ui.theme.tokens import tokens
from tests.helpers.workspaces import with_edition

CENTRE = "system:住基"


@pytest.fixture
def town(session: Session) -> Session:
    """住基 gives to 介護 and to 福祉の表計算 nobody owns; 介護 gives on to 収納."""
    survey.add_records(session, "departments", [{"name": n} for n in ("市民課", "介護保険課", "税務課")])
    owners = {"住基": "市民課", "介護": "介護保険課", "収納": "税務課"}
    survey.add_records(session, "systems", [{"name": n, "department": d} for n, d in owners.items()])
    pairs = (("異動", "住基", "介護"), ("一覧", "住基", "福祉の表計算"), ("調定", "介護", "収納"))
    survey.add_records(
        session, "linkages", [{"name": n, "system": a, "receiver": b, "method": "ファイル"} for n, a, b in pairs]
    )
    return session


def seen(session: Session, node: str, depth: int = 1) -> list[tuple[str, int, str, tuple[str, ...]]]:
    found = link_impact.reach(session, [node], depth=depth)
    return [(x.department, x.steps, x.row.data, x.ends) for x in found.lines]


def test_those_nobody_owns_come_first_and_steps_are_counted(town: Session) -> None:
    near = [("", 1, "一覧", ("福祉の表計算",)), ("介護保険課", 1, "異動", ("介護",))]
    assert seen(town, CENTRE) == near
    far = seen(town, CENTRE, 2)
    assert far[0] == near[0]
    assert ("税務課", 2, "調定", ("収納",)) in far
    assert seen(town, "system:収納") == [("介護保険課", 1, "調定", ("介護",))]


def test_what_changes_is_no_end_to_be_told_of(town: Session) -> None:
    survey.add_records(town, "systems", [{"name": "印鑑", "department": "市民課"}])
    survey.add_records(town, "linkages", [{"name": "廃止", "system": "住基", "receiver": "印鑑"}])
    assert ("市民課", 1, "廃止", ("印鑑",)) in seen(town, CENTRE)


def test_a_linkage_touches_both_its_ends(town: Session) -> None:
    rid = survey.rid_of(town, "R-0001")
    assert seen(town, f"curlink:{rid}") == [
        ("介護保険課", 1, "異動", ("介護",)),
        ("市民課", 1, "異動", ("住基",)),
    ]


def test_an_issue_stands_for_the_linkages_it_is_about(town: Session) -> None:
    issue, _ = register.add(town, title="調定の形式が変わる", records=[survey.rid_of(town, "R-0003")])
    found = link_impact.reach(town, [f"issue:{issue}"])
    assert found.subject == "G-0001 調定の形式が変わる"
    assert sorted(found.departments()) == ["介護保険課", "税務課"]
    with_edition(town)
    other, _ = register.add(town, title="紙の様式", nodes=["req:0010001"], business="001")
    with pytest.raises(UserProblem, match="関わる連携はありません"):
        link_impact.reach(town, [f"issue:{other}"])


def test_the_sheet_holds_the_lines_and_room_for_answers(town: Session, tmp_path: Path) -> None:
    out = tmp_path / "out" / "影響.xlsx"
    found = link_impact.write(town, [CENTRE], out, depth=2, colours=tokens("light"))
    sheet = load_workbook(out)["影響"]
    cells = [[c for c in row if c] for row in sheet.iter_rows(values_only=True)]
    texts = [str(c) for row in cells for c in row]
    assert any(t.startswith(link_impact.UNOWNED) and "福祉の表計算" in t for t in texts)
    assert {"異動", "一覧", "調定"} <= set(texts)
    assert {"影響の有無", "対応・担当"} <= set(texts)
    first = next(n for n, row in enumerate(cells) if row and str(row[0]).startswith(link_impact.UNOWNED))
    assert all("課" not in str(row[0]) for row in cells[first : first + 1] if row)
    assert len(found.lines) == sum(1 for row in cells if len(row) > 6 and str(row[1]) in "12")


@pytest.mark.parametrize(("name", "head"), [("a.svg", b"<svg"), ("a.png", b"\x89PNG"), ("a.pdf", b"%PDF")])
def test_the_picture_is_a_file(town: Session, tmp_path: Path, name: str, head: bytes) -> None:
    link_impact.write(town, [CENTRE], tmp_path / name, colours=tokens("light"))
    assert head in (tmp_path / name).read_bytes()[:200]


def test_the_picture_shows_what_is_touched_and_nothing_else(town: Session, tmp_path: Path) -> None:
    out = tmp_path / "a.svg"
    link_impact.write(town, [f"curlink:{survey.rid_of(town, 'R-0003')}"], out, colours=tokens("light"))
    drawn = out.read_text("utf-8")
    assert "介護" in drawn
    assert "収納" in drawn
    assert "住基" not in drawn
    assert "影響　みほん市　R-0003 調定　1 段まで" in drawn
    link_impact.write(town, [CENTRE, "system:介護"], out, colours=tokens("light"))
    assert all(name in out.read_text("utf-8") for name in ("住基", "介護", "収納", "福祉の表計算"))


def test_another_ending_is_refused_before_anything_is_written(town: Session, tmp_path: Path) -> None:
    with pytest.raises(UserProblem, match="書き出せません"):
        link_impact.write(town, [CENTRE], tmp_path / "a.docx", colours=tokens("light"))
    assert not (tmp_path / "a.docx").exists()


def test_one_inquiry_per_department_and_unowned_end_as_one_step(town: Session) -> None:
    numbers, done = link_impact.ask(town, [CENTRE], due="2026-12-10")
    assert (numbers, done.operations) == (["Q-0001", "Q-0002"], 2)
    held = {i.values["addressee"]: i for i in inquiries.inquiries(town)}
    assert list(held) == ["福祉の表計算の所管（調査にない）", "介護保険課"]
    care = held["介護保険課"]
    assert (care.state, care.values["due"], care.values["to"]) == ("draft", "2026-12-10", "庁内の他課")
    assert care.values["name"] == "住基の変更に伴う連携への影響"
    assert "・R-0001 異動（住基 → 介護、ファイル）" in care.values["text"]
    assert "〈" not in care.values["text"]
    with pytest.raises(UserProblem, match="新たに照会する相手"):
        link_impact.ask(town, [CENTRE])
    assert [x.there for x in link_impact.letters(town, [CENTRE])[1]] == ["Q-0001", "Q-0002"]
    history.undo(town)
    assert inquiries.inquiries(town) == []
    numbers, _ = link_impact.ask(town, [CENTRE], asked_on="2026-11-20", only=["介護保険課"])
    assert len(numbers) == 1
    assert inquiries.inquiries(town)[0].state == "asked"


def test_an_inquiry_from_an_issue_knows_it_and_bad_days_are_refused(town: Session) -> None:
    issue, _ = register.add(town, title="調定の形式が変わる", records=[survey.rid_of(town, "R-0003")], business="014")
    with pytest.raises(UserProblem):
        link_impact.ask(town, [f"issue:{issue}"], due="いつか")
    assert inquiries.inquiries(town) == []
    link_impact.ask(town, [f"issue:{issue}"])
    assert {i.issue_rid for i in inquiries.inquiries(town)} == {issue}
    assert {i.values["business"] for i in inquiries.inquiries(town)} == {"014"}


def test_the_office_writes_the_letter_its_own_way(town: Session, data_folder: Path) -> None:
    (data_folder / "letters").mkdir(parents=True)
    (data_folder / "letters" / "impact.txt").write_text("〈照会先〉様　〈対象〉の件", "utf-8")
    _, made = link_impact.letters(town, [CENTRE])
    assert made[1].text == "介護保険課様　住基の件"
