"""Lists as vendors make them, written before their reading was tried, with the answers a person reads in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from app.services import vendor_import, vendor_layers
from app.services.session import Session
from app.services.vendor_packages import Package, package_of

Rows = list[list[object]]
NEW = Package("", "みほん基幹", "みほんソフト", "V7", (), {})


@dataclass(frozen=True)
class Listed:
    """``answers``: id → (answer, when, place, text, concern). ``doubts``: cells where something has to be said."""

    file: str
    sheets: dict[str, Rows]
    answers: dict[str, tuple[str, ...]]
    merges: dict[str, tuple[str, ...]] = field(default_factory=dict)
    profile: dict[str, Any] | None = None
    doubts: tuple[str, ...] = ()
    left: tuple[str, ...] = ()  # ids that could not be laid on an item
    held: tuple[str, ...] = ()  # cells that end in an answer

    @property
    def cells(self) -> int:
        return sum(1 for rows in self.sheets.values() for row in rows for cell in row if cell not in (None, ""))


def answer_sheet() -> Listed:
    """Cover, legend sheet and a list with two heading rows; own words of the vendor's legend."""
    return Listed(
        "みほん基幹_適合表.xlsx",
        {
            "表紙": [["みほん市様　標準仕様適合状況回答書"], [], ["株式会社みほんソフト"], ["令和7年10月31日"]],
            "凡例": [
                ["記号", "意味"], ["Ａ", "標準機能で対応（期限内）"], ["Ｂ", "令和９年度以降に対応"],
                ["Ｃ", "運用で対応"], ["Ｄ", "対応予定なし"],
            ],
            "住民記録": [
                ["住民記録システム 機能要件 適合状況"],
                ["標準仕様書", None, None, "当社パッケージ", None, None, None],
                ["機能ID", "機能名称", "機能要件", "対応", "画面ＩＤ・画面名", "対応予定\n年月", "特記事項"],
                ["0010001", "機能1", "住民税の課税台帳を作成できること。", "Ａ", "JK0101 証明発行", None, None],
                ["0010002", "機能2", None, "Ｂ", "JK0203 履歴照会", "R9.10", "システム改修中のため"],
                ["0010003", "機能3", None, "Ｃ", "－", None, "ＥＵＣで抽出し、表計算で集計\nしてください。"],
                ["0010004", "機能4", None, "Ｄ", None, None, None],
                ["0010005", "機能5", None, None, None, None, None],
                [None, None, "合計", "4件", None, None, None],
            ],
        },
        {
            "0010001": ("on_time", "", "JK0101 証明発行", "", ""),
            "0010002": ("late", "R9.10", "JK0203 履歴照会", "システム改修中のため", ""),
            "0010003": ("alternative", "", "－", "ＥＵＣで抽出し、表計算で集計\nしてください。", ""),
            "0010004": ("not_planned", "", "", "", ""),
        },
        {"住民記録": ("A2:C2", "D2:G2")},
        left=("", "0010005"),
    )  # fmt: skip


def ids_and_sentences() -> Listed:
    """Several ids in a cell, ids merged over rows, the answer in a sentence that begins with the sign."""
    return Listed(
        "差異分析結果.xlsx",
        {"差異分析": [
            ["現行システムと標準仕様書との差異分析結果及び標準化に向けた懸念事項"],
            ["項番", "標準機能ID", "要件の概要", "パッケージの対応状況", "差異の内容", "標準化に向けた懸念事項",
             "確認欄"],
            [1, "0010001\n0010002", "証明", "○（標準対応）", None, None, None],
            [2, "0010003", "照会", "△", "画面の項目が異なる", "職員の操作研修が必要", None],
            [None, None, "照会（権限）", "○", None, None, None],
            [3, "0010004", "統計", "×：対応予定なし", "様式が異なる", "手集計が残る", "要協議"],
            [None, None, "統計（年報）", None, None, None, None],
            [4, "0010006", "通知", "令和8年12月対応予定", None, None, None],
        ]},
        {
            "0010001": ("on_time", "", "", "○（標準対応）", ""),
            "0010002": ("on_time", "", "", "○（標準対応）", ""),
            "0010003": ("alternative", "", "", "画面の項目が異なる", "職員の操作研修が必要"),
            "0010004": ("not_planned", "", "", "×：対応予定なし\n様式が異なる\n確認欄：要協議", "手集計が残る"),
            "0010006": ("unanswered", "", "", "回答：令和8年12月対応予定", ""),
        },
        {"差異分析": ("B4:B5", "A4:A5", "B6:B7")},
        doubts=("D8",),
        left=("0010004",),
        held=("B4", "B6", "D6", "F6"),
    )  # fmt: skip


def english_heads() -> Listed:
    """Tabs and English headings: one mapping explains them."""
    return Listed(
        "fitgap_answer.tsv",
        {"TSV": [
            ["Req ID", "Support", "ETA", "Screen", "Remarks"],
            ["0010001", "Full", "", "証明書発行", ""],
            ["0010002", "Partial", "", "", "検索条件は一部"],
            ["0010003", "Later", "2027/3", "", ""],
            ["0010004", "None", "", "", "別途見積り"],
        ]},
        {
            "0010001": ("on_time", "", "証明書発行", "", ""),
            "0010002": ("alternative", "", "", "検索条件は一部", ""),
            "0010003": ("late", "2027/3", "", "Later", ""),
            "0010004": ("not_planned", "", "", "別途見積り", ""),
        },
        profile={
            "columns": {"Req ID": "id", "Support": "answer", "ETA": "when", "Screen": "place", "Remarks": "text"},
            "values": {"Full": "on_time", "Partial": "alternative", "Later": "late", "None": "not_planned"},
        },
    )  # fmt: skip


def two_moments() -> Listed:
    """What is built by two dates, one column each; the remark below merged over both."""
    return Listed(
        "対応時期別.xlsx",
        {"回答": [
            ["ベンダ名", "みほんソフト", None, "回答日", "2025/11/14"],
            [],
            ["機能ID", "機能名", "期限内に対応", "期限後に対応", "代替運用", "対応しない", "備考"],
            ["0010001", "機能1", "●", None, None, None, None],
            ["0010002", "機能2", None, "●", None, None, "R8下期リリース"],
            ["0010003", "機能3", None, None, "●", None, "窓口で台帳を併用"],
            ["0010004", "機能4", "－", "－", "－", "●", None],
            ["※ 機能5以降は次回回答します。"],
        ]},
        {
            "0010001": ("on_time", "", "", "", ""),
            "0010002": ("late", "", "", "R8下期リリース", ""),
            "0010003": ("alternative", "", "", "窓口で台帳を併用", ""),
            "0010004": ("not_planned", "", "", "", ""),
        },
    )  # fmt: skip


def repeated_pages() -> Listed:
    """cp932, headings again on each page, chapter rows between, full-width ids and a lost zero."""
    return Listed(
        "回答一覧.csv",
        {"CSV": [
            ["印刷日：2025/11/01"],
            ["機能ＩＤ", "機能要件", "実装有無", "実装画面", "備考欄"],
            ["１　証明"],
            ["００１０００１", "住民税の課税台帳を作成できること。", "有", "証明発行", ""],
            ["10002", "異動履歴を検索できること。", "無", "", "次期更改時に検討"],
            ["機能ＩＤ", "機能要件", "実装有無", "実装画面", "備考欄"],
            ["２　統計"],
            ["0010003", "統計を集計できること。", "有", "統計", "\"年齢別\"のみ"],
            ["9990001", "本市独自", "有", "", ""],
            ["以上"],
        ]},
        {"0010003": ("on_time", "", "統計", "\"年齢別\"のみ", "")},
        doubts=("A4", "A5"),
        left=("００１０００１", "10002", "9990001"),
    )  # fmt: skip


def several_packages() -> Listed:
    """Answers of two products beside one another: not one vendor's list; what is taken has to be said."""
    return Listed(
        "二製品比較.xlsx",
        {"比較": [
            ["機能ID", "機能名", "みほん住基", None, "北斗住民", None],
            [None, None, "対応", "備考", "対応", "備考"],
            ["0010001", "機能1", "○", None, "×", "予定なし"],
            ["0010002", "機能2", "△", "代替あり", "○", None],
        ]},
        {
            "0010001": ("on_time", "", "", "", ""),
            "0010002": ("alternative", "", "", "代替あり", ""),
        },
        {"比較": ("A1:A2", "B1:B2", "C1:D1", "E1:F1")},
        doubts=("E2",),
    )  # fmt: skip


def sheets_by_chapter() -> Listed:
    """The same headings on a sheet for each chapter, rows of one number on both, marks other than the usual."""
    head: list[object] = ["機能ID", "機能要件", "対応可否", "対応予定時期", "備考"]
    return Listed(
        "適合調査_章別.xlsx",
        {
            "1章": [
                head, ["0010001", "住民税の課税台帳を作成できること。", "〇", None, None],
                ["0010002", None, "✕", None, "要望件数少"],
            ],
            "2章": [
                head, ["0010003", None, "◯", None, None], ["0010004", None, "△（運用）", "R8.10", "帳票で代替"],
                [None, None, None, None, "空行の備考"],
            ],
        },
        {
            "0010001": ("on_time", "", "", "", ""),
            "0010002": ("not_planned", "", "", "要望件数少", ""),
            "0010003": ("on_time", "", "", "", ""),
            "0010004": ("unanswered", "R8.10", "", "回答：△（運用）\n帳票で代替", ""),
        },
        doubts=("C3",),
        left=("",),
    )  # fmt: skip


def answered_beside() -> Listed:
    """Our own list sent back: our columns first, the vendor's three at the end under a group, answers in words."""
    return Listed(
        "回答様式（みほんソフト）.xlsx",
        {"回答様式": [
            ["標準仕様書【第1.0版】", None, None, None, "事業者記入欄", None, None],
            ["機能ID", "機能名称", "実装類型", "現行の利用", "対応区分", "対応画面", "対応内容・補足"],
            ["0010001", "機能1", "◎", "利用中", "標準実装", "証明書", None],
            ["0010002", "機能2", "○", "利用中", "個別対応", None, "見積書のとおり"],
            ["0010003", "機能3", "×", "未利用", "－", None, None],
            ["0010004", "機能4", "◎", "利用中", "期限後に対応", None, "R9年度"],
        ]},
        {
            "0010001": ("on_time", "", "証明書", "標準仕様書【第1.0版】_現行の利用：利用中", ""),
            "0010002": (
                "unanswered", "", "", "回答：個別対応\n標準仕様書【第1.0版】_現行の利用：利用中\n見積書のとおり", "",
            ),
            "0010003": ("unanswered", "", "", "回答：－\n標準仕様書【第1.0版】_現行の利用：未利用", ""),
            "0010004": ("late", "", "", "標準仕様書【第1.0版】_現行の利用：利用中\nR9年度", ""),
        },
        {"回答様式": ("A1:D1", "E1:G1")},
        doubts=("E4",),
    )  # fmt: skip


def marks_by_class() -> Listed:
    """Ticks under 標準 / オプション / カスタマイズ / 不可 below 対応方法: one mapping says what they mean."""
    return Listed(
        "対応方法別.xlsx",
        {"一覧": [
            ["機能ID", "対応方法", None, None, None, "備考"],
            [None, "標準", "パラメータ", "代替運用", "不可", None],
            ["0010001", "レ", None, None, None, None],
            ["0010002", None, "レ", None, None, "設定変更が必要"],
            ["0010003", None, None, "レ", None, None],
            ["0010004", None, None, None, "レ", None],
        ]},
        {
            "0010001": ("on_time", "", "", "", ""),
            "0010002": ("on_time", "", "", "設定変更が必要", ""),
            "0010003": ("alternative", "", "", "", ""),
            "0010004": ("not_planned", "", "", "", ""),
        },
        {"一覧": ("A1:A2", "B1:E1", "F1:F2")},
        profile={"columns": {
            "機能ID": "id", "対応方法_標準": "answer:on_time", "対応方法_パラメータ": "answer:on_time",
            "対応方法_代替運用": "answer:alternative", "対応方法_不可": "answer:not_planned", "備考": "text",
        }},
    )  # fmt: skip


BOOKS: tuple[Callable[[], Listed], ...] = (
    answer_sheet, ids_and_sentences, english_heads, two_moments, repeated_pages, several_packages, sheets_by_chapter,
    answered_beside, marks_by_class,
)  # fmt: skip


def written(made: Listed, folder: Path) -> Path:
    """The list on disk: a workbook, a cp932 .csv or a UTF-16 .tsv."""
    path = folder / made.file
    if path.suffix in (".csv", ".tsv"):
        mark = "," if path.suffix == ".csv" else "\t"
        rows = next(iter(made.sheets.values()))
        texts = [[str(c) for c in row] for row in rows]
        quoted = [['"' + t.replace('"', '""') + '"' if {'"', mark, "\n"} & set(t) else t for t in row] for row in texts]
        encoding = "cp932" if mark == "," else "utf-16"
        path.write_bytes("".join(mark.join(row) + "\r\n" for row in quoted).encode(encoding))
        return path
    book = Workbook()
    book.remove(book.active)
    for name, rows in made.sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for merge in made.merges.get(name, ()):
            sheet.merge_cells(merge)
    book.save(path)
    return path


@pytest.mark.parametrize("build", BOOKS, ids=[b.__name__ for b in BOOKS])
def test_a_vendors_list_is_read_as_a_person_reads_it(
    build: Callable[[], Listed], session: Session, edition: str, tmp_path: Path
) -> None:
    made = build()
    path = written(made, tmp_path)
    before = session.project.digest()
    seen = vendor_import.preview(session, path, NEW, profile=made.profile)
    assert session.project.digest() == before, "a preview writes nothing"
    assert (seen.cells, len(dict(seen.skipped))) == (made.cells, len(seen.skipped))
    assert seen.cells == seen.imported + len(seen.skipped)
    assert not set(made.held) & set(dict(seen.skipped))
    names = ("answer", "when", "place", "text", "concern")
    given = {r.node.removeprefix("req:"): tuple(r.fields.get(n, "") for n in names) for r in seen.rows}
    assert given == made.answers
    assert set(made.doubts) <= {n.cell.rpartition("!")[2] for n in seen.notes}
    assert sorted(i for _, i, _ in seen.left) == sorted(made.left)
    vendor_import.take_over(session, seen)
    again = vendor_import.preview(session, path, package_of(session, NEW.name), profile=made.profile)
    assert (again.count("new"), again.count("changed"), again.count("same")) == (0, 0, len(made.answers))
    for id_, expected in made.answers.items():
        assert vendor_layers.answers_of(session, f"req:{id_}")[0].answer == expected[0]
