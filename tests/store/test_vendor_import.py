"""Vendors' lists in any columns become answers: every cell accounted for, nothing guessed in silence, one step."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from app.core.problems import UserProblem
from app.services import history, vendor_import, vendor_layers, vendor_packages, vendor_profiles, vendor_read
from app.services import vendor_words as words
from app.services.session import Session
from app.services.vendor_import import Preview
from app.services.vendor_packages import Package
from tests.helpers.workspaces import edition as made_edition
from tests.helpers.workspaces import store_edition

NEW = Package("", "みほん住基", "みほんソフト", "V5", (), {})


def book(path: Path, rows: list[list[object]], *, merges: tuple[str, ...] = ()) -> Path:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    for merge in merges:
        made.active.merge_cells(merge)
    made.save(path)
    return path


def looked(session: Session, path: Path, package: Package = NEW, **more: Any) -> Preview:
    before = session.project.digest()
    seen = vendor_import.preview(session, path, package, **more)
    assert session.project.digest() == before, "a preview writes nothing"
    assert seen.cells == seen.imported + len(seen.skipped), "every non-empty cell is accounted for"
    assert len(dict(seen.skipped)) == len(seen.skipped), "and none twice"
    return seen


def said(seen: Preview) -> dict[str, tuple[str, ...]]:
    names = ("answer", "when", "place", "text", "concern")
    return {r.node: tuple(r.fields.get(n, "") for n in names) for r in seen.rows}


PLAIN: list[list[object]] = [
    ["住民記録システム　標準仕様書【第1.0版】対応状況一覧"],
    ["No", "機能ID", "機能名称", "機能要件", "対応可否", "対応時期", "画面名", "備考", "営業担当"],
    [1, "0010001", "機能1", "住民税の課税台帳を作成できること。", "対応済", None, "証明書発行", None, "田中"],
    [2, "0010002", "機能2", "異動履歴を検索できること。", "期限後", "令和9年3月", None, "次の版で提供", None],
    [3, "10003", "機能3", "統計を集計できること。", "×", None, None, None, None],
    [4, "0010004", "機能4", "印鑑登録証明書を発行できること。", "個別に相談", None, None, "見積り要", None],
    [5, "0019999", "知らない", "書かれていない。", "○", None, None, None, None],
    [6, "0010005", "機能5", "住民税の課税台帳を作成できること。", None, None, None, None, None],
]


def test_a_list_is_seen_first_and_taken_as_one_step(session: Session, edition: str, tmp_path: Path) -> None:
    path = book(tmp_path / "回答.xlsx", PLAIN)
    seen = looked(session, path)
    assert said(seen) == {
        "req:0010001": ("on_time", "", "証明書発行", "営業担当：田中", ""),
        "req:0010002": ("late", "令和9年3月", "", "次の版で提供", ""),
        "req:0010004": ("unanswered", "", "", "回答：個別に相談\n見積り要", ""),
    }
    assert [(n, i) for n, i, _ in seen.left] == [(5, "10003"), (7, "0019999"), (8, "0010005")]
    assert [(n.cell, n.repair) for n in seen.notes] == [("B5", "0010003"), ("E6", "")]
    assert (seen.edition, seen.edition_from, seen.fits) == ("第1.0版", "title", True)
    assert [(f.held, f.missing, f.differing) for f in seen.editions] == [(3, 0, 0)]
    assert ("D3", vendor_read.ASIDE) in seen.skipped
    done = vendor_import.take_over(session, seen)
    assert done.nodes == {"req:0010001", "req:0010002", "req:0010004"}
    package = vendor_packages.package_of(session, "みほん住基")
    assert (package.shown, package.businesses, package.editions) == (
        "みほん住基 V5（みほんソフト）", ("001",), {"001": "第1.0版"},
    )  # fmt: skip
    one = vendor_layers.answers_of(session, "req:0010002")[0]
    assert (one.answer, one.when, one.edition, one.fits) == ("late", "令和9年3月", "第1.0版", True)
    assert vendor_layers.answers_of(session, "req:0010007")[0].answer == "unanswered"
    again = looked(session, path, package)
    assert (again.count("same"), again.count("new"), again.count("changed")) == (3, 0, 0)
    assert vendor_import.take_over(session, again).operations == 0
    history.undo(session)
    assert vendor_packages.packages(session) == []


def test_proposals_are_taken_only_when_asked(session: Session, edition: str, tmp_path: Path) -> None:
    rows = [["機能ID", "回答"], ["10003", "当面の間は運用でカバーする"], ["００１０００４", "対応しない方針"]]
    path = book(tmp_path / "b.xlsx", rows)
    seen = looked(session, path)
    assert said(seen) == {}, "no id is read that isn't written as one"
    assert [n.repair for n in seen.notes if n.column == "ID"] == ["0010003", "0010004"]
    assert [(v.text, v.code, v.proposal) for v in seen.values] == [
        ("対応しない方針", "", "not_planned"),
        ("当面の間は運用でカバーする", "", "alternative"),
    ]
    seen = looked(session, path, repairs=True)
    assert {n: t[0] for n, t in said(seen).items()} == {"req:0010003": "alternative", "req:0010004": "not_planned"}
    assert said(seen)["req:0010003"][3] == "当面の間は運用でカバーする", "the sentence says more than its class"


def test_a_sign_with_more_behind_it_is_only_proposed(session: Session, edition: str, tmp_path: Path) -> None:
    rows = [["機能ID", "回答"], ["0010001", "○（R8.3）"], ["0010002", "×\n要望中"], ["0010003", "次期版で○"]]
    made = Workbook()
    for row in rows:
        made.active.append(row)
    made.create_sheet("帳票").append(["0010001", "○", "読まないシート"])
    made.save(tmp_path / "m.xlsx")
    seen = looked(session, tmp_path / "m.xlsx")
    assert {v.text: (v.code, v.proposal) for v in seen.values} == {
        "○（R8.3）": ("", "on_time"), "×\n要望中": ("", "not_planned"), "次期版で○": ("", "late"),
    }  # fmt: skip
    assert seen.remarks == ("ほかのシートは読んでいません：帳票",)
    assert {t[0] for t in said(seen).values()} == {"unanswered"}


def test_marks_in_columns_of_their_own_and_two_headings(session: Session, edition: str, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["要件", None, "実装", None, None, "特記事項"],
        ["ID", "名称", "期限内", "期限後", "実装予定なし", None],
        ["0010001", "機能1", "○", None, None, None],
        ["0010002", "機能2", None, "R9.3", None, "次期版"],
        ["0010003", "機能3", "○", None, "○", None],
        ["0010004", "機能4", "－", None, "●", None],
    ]
    path = book(tmp_path / "c.xlsx", rows, merges=("A1:B1", "C1:E1", "F1:F2"))
    seen = looked(session, path)
    assert {n: t[:2] for n, t in said(seen).items()} == {
        "req:0010001": ("on_time", ""),
        "req:0010002": ("late", "R9.3"),
        "req:0010003": ("not_planned", ""),
        "req:0010004": ("not_planned", ""),
    }
    assert said(seen)["req:0010002"][3] == "次期版"
    assert [n.cell for n in seen.notes] == ["C5"]


def test_the_lists_own_legend_beats_our_words(session: Session, edition: str, tmp_path: Path) -> None:
    rows = [
        ["凡例　◎：標準機能で対応　○：次期バージョンで対応　△：運用で対応　×：実装予定なし"],
        ["機能ID", "対応区分", "懸念事項"],
        ["0010001", "◎", None],
        ["0010002", "○", "時期は未定"],
        ["0010003", "×", None],
    ]
    seen = looked(session, book(tmp_path / "d.xlsx", rows))
    assert {n: t[0] for n, t in said(seen).items()} == {
        "req:0010001": "on_time", "req:0010002": "late", "req:0010003": "not_planned",
    }  # fmt: skip
    assert said(seen)["req:0010002"][4] == "時期は未定"
    assert {v.text: v.how for v in seen.values} == {"◎": "legend", "○": "legend", "×": "legend"}
    person = looked(session, tmp_path / "d.xlsx", profile={"values": {"○": "alternative"}})
    assert said(person)["req:0010002"][0] == "alternative", "what a person says beats both"


def test_rows_of_one_item_are_put_together_and_shown(session: Session, edition: str, tmp_path: Path) -> None:
    rows = [
        ["機能ID", "回答", "説明"],
        ["0010001", "○", "画面は対応"],
        ["0010001", "×", "帳票は対応しない"],
        ["0010002/0010003", "△", None],
        ["0010002", "△", None],
    ]
    seen = looked(session, book(tmp_path / "e.xlsx", rows))
    assert said(seen)["req:0010001"] == ("not_planned", "", "", "画面は対応\n帳票は対応しない", "")
    assert seen.doubles == (("req:0010001", (2, 3), True), ("req:0010002", (4, 5), False))
    assert said(seen)["req:0010003"][0] == "alternative"


def test_a_copy_of_the_published_class_is_no_answer(session: Session, edition: str, tmp_path: Path) -> None:
    signs = ("◎", "○", "×")
    rows: list[list[object]] = [["機能ID", "実装区分", "ベンダ回答"]]
    rows += [[f"001{n:04d}", signs[n % 3], "対応予定"] for n in range(1, 13)]
    seen = looked(session, book(tmp_path / "f.xlsx", rows))
    assert seen.mapping == {"機能ID": "id", "実装区分": "published", "ベンダ回答": "answer"}
    assert {t[0] for t in said(seen).values()} == {"on_time"}
    rows[0][1] = "対応可否"
    rows[1:] = [[r[0], "○" if n % 5 else "×", "対応予定"] for n, r in enumerate(rows[1:])]
    seen = looked(session, book(tmp_path / "g.xlsx", rows))
    assert seen.mapping["対応可否"] == "answer", "signs that don't repeat the classes are answers"


def test_the_edition_is_recognised_and_a_mismatch_flagged(session: Session, edition: str, tmp_path: Path) -> None:
    store_edition(session, made_edition(14, label="第1.1版", changed=(1, 2, 3, 4)))
    rows: list[list[object]] = [["機能ID", "機能要件", "回答"]]
    texts = (
        "印鑑登録証明書を発行できること。",
        "住民税の課税台帳を作成できること。",
        "異動履歴を検索できること。",
        "統計を集計できること。",
    )
    rows += [[f"001{n:04d}", texts[n % 4] + ("（改定）" if n < 5 else ""), "○"] for n in range(1, 15)]
    path = book(tmp_path / "h.xlsx", rows)
    seen = looked(session, path)
    assert (seen.edition, seen.edition_from, seen.fits) == ("第1.1版", "ids", False)
    assert [(f.edition.label, f.held, f.missing, f.differing) for f in seen.editions] == [
        ("第1.1版", 14, 0, 0),
        ("第1.0版", 12, 2, 4),
    ]
    assert {r.node for r in seen.rows if r.elsewhere} == {"req:0010013", "req:0010014"}, "kept, and shown as such"
    vendor_import.take_over(session, seen)
    assert vendor_layers.answers_of(session, "req:0010001")[0].fits is False
    told = looked(session, path, edition="標準仕様書 Ver.1.0")
    assert (told.edition_from, told.fits) == ("said", True)
    for text, same in (("6.1版", True), ("【第６．１版】", True), ("Ver.6", False), ("6.10", False), ("6.1.0", True)):
        assert vendor_layers.same_edition(text, "第6.1版") is same, text


def test_nothing_is_stored_without_columns(session: Session, edition: str, tmp_path: Path) -> None:
    path = book(tmp_path / "i.xlsx", [["番号", "内容"], ["0010001", "できる"], ["0010002", "できない"]])
    with pytest.raises(
        UserProblem, match="ID（機能ID など）と回答（実装の区分）の列が分かりません（見出し：番号、内容）"
    ):
        vendor_import.preview(session, path, NEW)
    profile = {"columns": {"番号": "id", "内容": "answer"}, "values": {"できる": "on_time", "できない": "not_planned"}}
    seen = looked(session, path, profile=profile)
    assert {n: t[0] for n, t in said(seen).items()} == {"req:0010001": "on_time", "req:0010002": "not_planned"}
    for bad, word in (
        ({"columns": {"番号": "ID"}}, "「ID」という欄は"),
        ({"values": {"できる": "maybe"}}, "「maybe」という回答の区分は"),
        ({"columns": ["番号"]}, "columns の形が違います"),
        ([], "形が違います"),
    ):
        with pytest.raises(UserProblem, match=word):
            vendor_profiles.checked(bad, "p.json")
    empty = vendor_import.preview(session, book(tmp_path / "j.xlsx", [["機能ID", "回答"], ["9990001", "○"]]), NEW)
    with pytest.raises(UserProblem, match="取り込める行がありません"):
        vendor_import.take_over(session, empty)


def test_a_mapping_is_found_again_by_its_headings(session: Session, edition: str, tmp_path: Path) -> None:
    rows = [["番号", "当社回答"], ["0010001", "甲"]]
    table = vendor_read.open_book(book(tmp_path / "k.xlsx", rows)).table
    assert vendor_profiles.find(table) == {}
    path = vendor_profiles.save(table, {"番号": "id", "当社回答": "answer"}, {"甲": "on_time"})
    again = vendor_read.open_book(book(tmp_path / "l.xlsx", [["題"], ["番号", "当社回答"], ["0010002", "甲"]]))
    kept = vendor_profiles.find(again.table)
    assert (kept["columns"], kept["values"]) == ({"番号": "id", "当社回答": "answer"}, {"甲": "on_time"})
    path.write_text(json.dumps({"columns": {"番号": "gone"}}), "utf-8")
    assert vendor_profiles.find(again.table) == {}, "of a later version or damaged: asked about as if it were new"


def test_a_list_in_cp932_and_lists_of_every_business(session: Session, tmp_path: Path) -> None:
    for business in ("001", "024"):
        store_edition(session, made_edition(business=business))
    path = tmp_path / "一覧.csv"
    path.write_text("業務,機能ＩＤ,回答\n住民基本台帳,0010001,適合\n国保,0240001,△\n税,0010002,○\n", encoding="cp932")
    seen = looked(session, path)
    assert {n: t[0] for n, t in said(seen).items()} == {
        "req:0010001": "on_time", "req:0240001": "alternative", "req:0010002": "on_time",
    }  # fmt: skip
    assert [n.text for n in seen.notes] == ["税"]
    wrong = looked(session, path, business="024")
    assert [i for _, i, _ in wrong.left] == ["0010002"], "the business a person names holds where a row says none"


def test_our_data_are_sound() -> None:
    codes = set(words.answers())
    assert codes == {
        "on_time", "late", "alternative", "nominal", "changes_existing", "not_planned", "unanswered",
    }  # fmt: skip
    ranks = [a.rank for a in words.answers().values()]
    assert len(set(ranks)) == len(ranks)
    assert len({a.sign for a in words.answers().values()}) == len(ranks)
    for rule in words.rules():
        assert rule.answers <= codes, rule.id
        assert rule.level in ("error", "warning", "info")
        assert rule.message.endswith("。")
    for answer in words.answers().values():
        for word in (answer.code, answer.label, *answer.words):
            assert words.meaning(word) == answer.code, f"{word} means two things"
    for column in words.columns():
        for alias in column.aliases:
            assert words.column_of(alias) == column.code, f"{alias} names two columns"
