"""連携検討表: what is proposed and accepted, what lies within one package, and check 6 with one planted fault each."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.core.problems import UserProblem
from app.core.records import item_rid
from app.services import (
    catalogue,
    checks,
    comparison,
    history,
    link_patterns,
    link_review_rows,
    link_scope,
    links,
    register,
    roundtrip,
    survey,
    survey_review,
    vendor_packages,
)
from app.services.link_review_rows import ReviewLine, Spoken
from app.services.session import Session
from app.services.sheet_rows import NEED_LEGEND
from app.store.scope import Scope, selected
from tests.helpers import linkages
from tests.helpers.workbooks import shared
from tests.helpers.workspaces import edition as requirements
from tests.helpers.workspaces import with_edition

ASKS, GIVES = "link:001/023o001-00", "link:001/001o001-00"


@pytest.fixture
def town(session: Session) -> Session:
    """Two businesses, each with its linkages, a system and its department; one current linkage, confirmed by both."""
    with_edition(session, linkages.residents())
    with_edition(session, linkages.care())
    survey.add_records(
        session,
        "departments",
        [{"name": "市民課", "businesses": ["001"]}, {"name": "介護保険課", "businesses": ["023"]}],
    )
    systems = [
        {"name": "住基", "businesses": ["001"], "department": "市民課"},
        {"name": "介護", "businesses": ["023"], "department": "介護保険課"},
    ]
    survey.add_records(session, "systems", systems)
    survey.add_records(
        session,
        "linkages",
        [{"name": "住民の異動", "system": "住基", "receiver": "介護", "method": "ファイル", "business": "001"}],
    )
    return session


def six(session: Session) -> list[tuple[str, str]]:
    """Levels and sentences, those of a row without its name."""
    found = checks.run(session, [6])
    return [(f.level, f.message.removeprefix(f"{f.target.rpartition('/')[2]}：")) for f in found]


def line(session: Session, node: str) -> ReviewLine:
    return next(x for x in link_review_rows.lines(session) if x.node == node)


def test_the_columns_are_sapporos_in_order_and_so_is_the_legend(town: Session) -> None:
    titles = (
        "連携ID 枝番 標準仕様書関連箇所 連携機能名Lv1 連携機能名Lv2 機能説明 実装類型 I/O 連携先システム 検討要否"
        " 現行システムにおける連携ID 現行連携先システム名 連携方法 提供時期 備考"
    )
    assert [c.title for c in link_review_rows.columns()] == titles.split()
    assert [x.node for x in link_review_rows.lines(town, "001")] == [ASKS, GIVES]
    assert {c for c, _ in link_review_rows.businesses(town)} == {"001", "023"}


def test_today_stands_as_a_proposal_until_somebody_accepts_it(town: Session) -> None:
    rid = survey.rid_of(town, "R-0001")
    found = line(town, GIVES)  # by the businesses, the way the data flows and the name
    assert found.proposed == {"current_id", "partner", "method"}
    assert found.texts["current_id"] == "R-0001 住民の異動（住基→介護）"
    assert (found.texts["partner"], found.texts["method"]) == ("介護", "ファイル")
    assert line(town, ASKS).proposed == frozenset()  # the data flows the other way
    assert line(town, "link:023/001o001-00").texts["partner"] == "住基"
    comparison.map_current(town, ASKS, rid)
    assert line(town, ASKS).texts["current_id"].startswith("R-0001")
    assert line(town, GIVES).proposed == frozenset()  # what answers something is nobody else's
    before = town.project.digest()
    link_review_rows.accept(town, [ASKS])
    found = line(town, ASKS)
    assert (found.proposed, found.need, found.texts["method"]) == (frozenset(), "", "ファイル")
    assert found.states() == {"open"}  # whether it must be reviewed is a person's to say
    with pytest.raises(UserProblem, match="候補"):
        link_review_rows.accept(town, [ASKS])
    history.undo(town)
    assert line(town, ASKS).proposed
    assert town.project.digest() != before  # undo is a step of its own


def test_a_linkage_id_in_the_current_linkage_speaks_louder_than_its_name(town: Session) -> None:
    added = {"name": "別の名前", "note": "標準の023o001に当たる", "system": "介護", "receiver": "住基"}
    survey.add_records(town, "linkages", [added])
    assert line(town, ASKS).texts["current_id"].startswith("R-0002 別の名前")


def test_what_is_written_is_read_as_the_legend_has_it(town: Session) -> None:
    made = link_review_rows.write(town, {ASKS: {"need": "○", "note": "相手の課と確かめる"}})
    assert made.operations == 1
    found = line(town, ASKS)
    assert (found.need, found.texts["note"], found.states()) == ("〇", "相手の課と確かめる", {"done"})
    assert link_review_rows.write(town, {ASKS: {"need": "検討要"}}).operations == 0  # says the same
    link_review_rows.write(town, {ASKS: {"need": "－"}, GIVES: {"need": "×", "current_id": "提案：R-0001 住民の異動"}})
    assert line(town, ASKS).need == "-"
    assert line(town, ASKS).texts["note"] == "相手の課と確かめる"  # the other columns stay
    assert line(town, GIVES).texts["current_id"] == "R-0001 住民の異動"
    link_review_rows.write(town, {ASKS: {"need": ""}})
    assert "open" in line(town, ASKS).states()
    for node, texts in ((ASKS, {"need": "多分"}), (ASKS, {"id": "x"}), ("link:001/999o999-00", {"need": "〇"})):
        before = town.project.digest()
        with pytest.raises(UserProblem):
            link_review_rows.write(town, {GIVES: {"need": "〇"}, node: texts})
        assert town.project.digest() == before


def test_the_rules_of_the_review_one_fault_each(town: Session) -> None:
    survey.add_records(town, "departments", [{"name": "税務課", "businesses": ["010"]}])
    assert six(town) == []
    faults = [
        ({"need": "〇"}, "〇（検討が必要）ですが、備考も課題もありません。"),
        ({"need": "×", "current_id": ""}, "×（検討不要）ですが、現行の連携がありません。"),
        ({"need": "×", "current_id": "既存なし"}, "×（検討不要）ですが、現行の連携がありません。"),
        (
            {"need": "×", "current_id": "R-0001", "note": "要否を確認する"},
            "×（検討不要）ですが、備考に「確認」「検討」とあります。",
        ),
        (
            {"need": "〇", "current_id": "既存なし", "note": "現行を継続して利用"},
            "「既存なし」ですが、備考に「継続して利用」とあります。",
        ),
    ]
    for texts, message in faults:
        link_review_rows.write(town, {ASKS: {"need": "", "current_id": "", "note": "", **texts}})
        assert six(town) == [("warning", message)]
        assert line(town, ASKS).warnings == (message,)
    link_review_rows.write(town, {ASKS: {"need": "〇", "current_id": "", "note": ""}})
    register.add(town, title="認定情報の連携", nodes=[ASKS])
    assert six(town) == []
    assert line(town, ASKS).issues.endswith("認定情報の連携")


def test_the_mirror_is_undecidable_until_the_other_side_is_in_and_then_holds(session: Session) -> None:
    with_edition(session, linkages.residents())
    assert six(session) == [("info", "対になる出力（介護保険）は判定不能（未取込）です。")]
    assert checks.run(session, [6])[0].message.startswith("023o001-00：")  # a list of findings has no other place
    assert line(session, ASKS).unknown == ("対になる出力（介護保険）は判定不能（未取込）です。",)
    with_edition(session, linkages.care())
    assert six(session) == []


def test_the_mirror_that_is_missing_names_the_editions_searched(session: Session) -> None:
    with_edition(session, linkages.residents())
    with_edition(session, linkages.care(answers=False))
    assert six(session) == [("warning", "対になる出力の行がありません（探した版：介護保険 第1.0版）。")]


def test_places_are_undecidable_then_hold_or_are_named(session: Session) -> None:
    places = ("req:0010001", "req:0019999")
    with_edition(session, linkages.edition("001", linkages.link("001", "001o001", "O", "023", "異動", places=places)))
    assert {level for level, _ in six(session)} == {"info"}
    with_edition(session, requirements())
    assert six(session) == [("warning", "関連箇所 0019999 がありません（探した版：住民基本台帳 第1.0版）。")]


def test_a_partner_nobody_names_is_told(session: Session) -> None:
    unknown = linkages.link("001", "001o009", "O", "", "統計", text="別紙のとおり")
    outside = linkages.link("001", "001o008", "O", "日本年金機構", "異動情報")
    with_edition(session, linkages.edition("001", unknown, outside))
    assert six(session) == [("warning", "連携の相手が、機能説明にも連携先システムにも書かれていません。")]


def test_ends_nobody_knows_or_owns_one_fault_each(town: Session) -> None:
    survey.add_records(town, "linkages", [{"name": "孤立", "system": "住基"}])
    assert six(town) == [("warning", "R-0002 孤立：受け側システムが書かれていません。")]
    rid = survey.rid_of(town, "R-0002")
    survey.set_cells(town, "linkages", [(rid, {"receiver": "福祉の表計算"})])
    assert six(town) == [("warning", "R-0002 孤立：受け側「福祉の表計算」が現行調査のシステムにありません。")]
    survey.add_records(town, "systems", [{"name": "福祉の表計算"}])
    survey.set_cells(town, "linkages", [(rid, {"receiver": "福祉の表計算"})])
    assert six(town) == [("warning", "R-0002 孤立：受け側「福祉の表計算」の所管課が調査にありません。")]
    survey.set_cells(town, "linkages", [(rid, {"partner_department": "福祉課"})])
    assert six(town) == []
    with_edition(town, linkages.edition("010", linkages.link("010", "010o001", "O", "001", "課税情報")))
    assert six(town) == [("warning", "相手の業務「個人住民税」の所管課が調査にありません（1 連携）。")]


def test_a_deleted_system_is_called_by_its_name_where_linkages_still_name_it(town: Session) -> None:
    rid = survey.rid_of(town, "介護")
    survey.delete_records(town, "systems", [rid])
    assert six(town) == [("warning", "R-0001 住民の異動：受け側「介護（削除済み）」が現行調査のシステムにありません。")]
    drawn = links.graph(town, level="system")
    assert "介護（削除済み）" in {n.label for n in drawn.nodes.values()}
    said = [
        *(n.label for n in drawn.nodes.values()),
        *(t for x in link_review_rows.lines(town) for t in x.texts.values()),
    ]
    assert not [t for t in said if rid in t]
    history.undo(town)
    assert six(town) == []


def test_within_one_package_is_proposed_set_by_a_person_and_leaves_the_sheet_whole(town: Session) -> None:
    assert line(town, ASKS).package == ""
    survey.add_records(town, "vendors", [{"name": "みほんソフト"}])
    for name in ("住基", "介護"):
        values = {"vendor": "みほんソフト", "package": "みほん総合行政"}
        survey.set_cells(town, "systems", [(survey.rid_of(town, name), values)])
    found = line(town, ASKS)
    assert (found.package, found.within) == ("みほん総合行政（みほんソフト）", False)
    assert "proposed" in found.states()
    link_review_rows.write(town, {ASKS: {"need": "〇"}})
    assert len(six(town)) == 1
    link_review_rows.accept_packages(town, [ASKS])
    found = line(town, ASKS)
    assert (found.within, found.states()) == (True, {"package"})
    assert found.texts["method"] == link_scope.LABEL
    assert len(link_review_rows.lines(town, "001")) == 2  # the row stays
    assert six(town) == []
    assert link_review_rows.counts(link_review_rows.lines(town, "001"))["open"] == 1
    link_scope.set_scope(town, [ASKS], on=False)
    assert line(town, ASKS).states() == {"done", "warned", "proposed"}
    history.undo(town)
    assert line(town, ASKS).within
    with pytest.raises(UserProblem, match="パッケージの名前"):
        link_scope.set_scope(town, [GIVES], on=True)
    with pytest.raises(UserProblem, match="同じパッケージ"):
        link_review_rows.accept_packages(town, [ASKS])


def test_two_packages_are_no_proposal_and_a_package_to_come_speaks_first(town: Session) -> None:
    survey.add_records(town, "vendors", [{"name": "甲社"}, {"name": "乙社"}])
    for name, vendor in (("住基", "甲社"), ("介護", "乙社")):
        survey.set_cells(town, "systems", [(survey.rid_of(town, name), {"vendor": vendor, "package": "総合"})])
    assert line(town, ASKS).package == ""
    vendor_packages.add_package(town, "みほんクラウド", vendor="甲社", covered=["001", "023"])
    assert line(town, ASKS).package == "みほんクラウド（甲社）"
    vendor_packages.add_package(town, "ほかのクラウド", vendor="乙社", covered=["001", "023"])
    assert line(town, ASKS).package == ""  # which of the two serves them nobody can tell


def test_what_could_not_be_read_is_listed_with_what_is_missing(session: Session) -> None:
    odd = linkages.link("001", "001o002", "O", "023", "x", text="①住民記録システムが、③異動情報を、④なんとかする")
    with_edition(session, linkages.edition("001", *linkages.residents().items, odd))
    listed = link_review_rows.sentences(session, unsure=True)
    assert [(s.node, s.why) for s in listed] == [
        ("link:001/001o002-00", "相手・操作が読み取れません、読み残し「なんとかする」")
    ]
    every = link_review_rows.sentences(session)
    assert len(every) == 3
    assert (every[0].subject, every[0].operation, every[0].confidence) == ("住民記録システム", "照会", 100)
    assert isinstance(every[0], Spoken)


@pytest.mark.needs_shared
def test_sapporos_two_warnings_stay_two_when_the_other_sides_come_in(session: Session) -> None:
    path: Path = next((shared() / "data" / "spec").glob("*連携仕様*.xlsx"))
    files = [r.loaded for r in catalogue.read_files([path])]
    catalogue.take_over(session, [f for f in files if f is not None], adopt=True)
    survey_review.take_over_review(session, survey_review.preview_review(session, path))
    warnings = [f for f in six(session) if f[0] == "warning"]
    assert len(warnings) == 2
    undecidable = [f for f in six(session) if f[0] == "info"]
    mirrors = {x.node for x in link_review_rows.lines(session) if any("対になる" in u for u in x.unknown)}
    assert mirrors
    # the other sides: every business that is asked has its O, and the requirements the rows name are there
    edition = next(e for e in catalogue.in_force(session) if e.kind == "link")
    from app.services import link_review

    held = link_review.items(session, edition)
    for business in sorted({r.item.id[:3] for r in held if r.item.id[:3] != "001"}):
        mirrored = [
            linkages.link(business, r.item.id, "O", "001", r.item.name, branch=r.item.branch, text=r.item.text)
            for r in held
            if r.item.id[:3] == business
        ]
        with_edition(session, linkages.edition(business, *mirrored))
    assert [f for f in six(session) if f[0] == "warning"] == warnings
    assert not any("対になる" in message for _, message in six(session))
    assert len(six(session)) < len(warnings) + len(undecidable)


def test_a_review_in_conflict_is_not_overwritten(town: Session) -> None:
    link_review_rows.write(town, {ASKS: {"need": "〇", "note": "甲"}})
    rid = item_rid(town.code, "001", "link", "023o001", "00")
    ref = {"business": "001", "kind": "link", "id": "023o001", "branch": "00"}
    with town.project.unit("他所から", origin="merge") as unit:
        unit.set(rid, "item", "linkage_review", {"need": "not_required"}, ref=ref, parents=())
    assert line(town, ASKS).conflict
    with pytest.raises(UserProblem, match="競合"):
        link_review_rows.write(town, {ASKS: {"need": "-"}})


def test_the_sheet_goes_out_filled_in_and_only_real_edits_come_back(town: Session, tmp_path: Path) -> None:
    link_scope.set_scope(town, [ASKS], on=True, package="みほん総合行政")
    (sent,) = roundtrip.send(town, tmp_path, ["F3"], business="001")
    assert roundtrip.preview(town, sent.path).new == 0
    book = load_workbook(sent.path)
    sheet = book["F3 連携"]
    heads = {str(c.value).replace("\n", ""): c for row in sheet.iter_rows() for c in row if c.value is not None}
    texts = [str(c.value) for row in sheet.iter_rows() for c in row if c.value]
    assert link_scope.LABEL in texts
    assert any(t.startswith("提案：R-0001") for t in texts)
    for sign, text in NEED_LEGEND:
        assert any(sign in t and text in t for t in texts), text
    rows = {
        str(sheet.cell(n, heads["連携ID"].column).value): n for n in range(heads["連携ID"].row + 1, sheet.max_row + 1)
    }
    sheet.cell(rows["001o001"], heads["検討要否"].column).value = "×"
    cell = sheet.cell(rows["001o001"], heads["現行システムにおける連携ID"].column)
    cell.value = str(cell.value).replace("提案：", "")
    sheet.cell(rows["023o001"], heads["連携先システム"].column).value = "書き換え"  # published: never taken
    book.save(sent.path)
    seen = roundtrip.preview(town, sent.path)
    assert [(c.name, c.column, c.new) for c in seen.changes] == [
        ("001o001-00", "検討要否", "×"),
        ("001o001-00", "現行システムにおける連携ID", "R-0001 住民の異動（住基→介護）"),
    ]
    roundtrip.take_over(town, seen)
    assert six(town) == []
    found = line(town, GIVES)
    assert (found.need, found.proposed, found.texts["partner"]) == ("×", frozenset(), "")
    assert line(town, ASKS).within


def test_what_is_said_of_a_linkage_travels_with_its_business(town: Session) -> None:
    link_scope.set_scope(town, [ASKS], on=True, package="みほん総合行政")
    link_patterns.add(town, [GIVES], "on_premises", ["production"])
    item = item_rid(town.code, "001", "link", "023o001", "00")
    row = survey.list_rows(town, link_patterns.LIST)[0]["rid"]
    ours = selected(town.con, Scope("d", "市民課", ("001",)))
    assert {item, row} <= ours
    assert not {item, row} & selected(town.con, Scope("d", "介護保険課", ("023",)))
