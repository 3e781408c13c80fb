"""What is not certain about a table is mended where its cells are clear, always said, and refused where a guess."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from spec_catalog import ids
from spec_catalog.layouts.evidence import columns_below, said_values
from spec_catalog.layouts.specs import class_meaning, load_spec, meaning
from spec_catalog.load import build
from spec_catalog.model import LoadedFile, SpecItem
from spec_catalog.problems import InputProblem
from spec_catalog.workbook import Merge
from tests.helpers.workbooks import grid_of, workbook_of

BODY = [
    ("0010101", "転入", "転入を登録できること。転入日も持つ。", "◎", "○"),
    ("0010102", "転出", "転出を登録できること。証明も出す。", "◎", "◎"),
    ("0010103", "職権", "職権で消除できること。理由も持つ。", "×", "－"),
]
M, O, P, U = "mandatory", "optional", "prohibited", "unlisted"  # noqa: E741


def read(rows: Sequence[Sequence[str]], merges: Sequence[Merge] = (), *others: object) -> LoadedFile:
    grids = [grid_of(rows, merges=merges), *others]
    found = build(workbook_of(*grids, file="001_住民記録.xlsx"))  # type: ignore[arg-type]
    assert found.balanced, found.sheets
    return found


def with_head(*head: str, body: Sequence[Sequence[str]] = BODY) -> LoadedFile:
    return read([head, *(row[: len(head)] for row in body)])


def items(file: LoadedFile) -> tuple[SpecItem, ...]:
    assert file.edition is not None
    return file.edition.items


def general(file: LoadedFile) -> list[str | None]:
    return [i.classes.general for i in items(file)]


def designated(file: LoadedFile) -> list[str | None]:
    return [i.classes.designated for i in items(file)]


def said(file: LoadedFile, code: str) -> list[tuple[str, str]]:
    return [(f.level, f.cell) for f in file.findings if f.code == code]


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("実装区分", ("class",)), ("区分", ("class",)), ("実装区分（政令市）", ("class.designated",)),
        ("実装区分（政令市以外）", ("class.general",)), ("指定都市以外の市区町村", ("class.general",)),
        ("実装区分_その他", ("class.general",)), ("類型\n（中核市・一般市区町村）", ("class.general",)),
        ("指定都市・中核市等", ("class.designated", "class.core")),
        ("一般市区町村における実装区分", ("class.general",)),
        ("全団体", ("class",)), ("政令", ("class.designated",)), ("中核市等", ("class.core",)),
    ],
)  # fmt: skip
def test_class_headings(name: str, codes: tuple[str, ...]) -> None:
    found = class_meaning(name)
    assert found is not None
    assert found.codes == codes


@pytest.mark.parametrize(
    "name",
    [
        "指定都市（人口100万以上）",
        "本市の対応区分表",
        "20万人以上",
        "ベンダ実装",
        "備考",
        "帳票区分",
        "その他の事項",
        "",
    ],
)
def test_no_class_headings(name: str) -> None:
    assert class_meaning(name) is None


@pytest.mark.parametrize(
    ("kind", "name", "code"),
    [
        ("requirements", "③機能要件", "text"), ("requirements", "（２）機能ID", "id"),
        ("requirements", "「機能ID」", "id"),
        ("requirements", "標準仕様_機能要件_(3)", "text"), ("requirements", "帳票_名称", "forms"),
        ("requirements", "関連機能ID", ""),
        ("requirements", "機　能\nＩ Ｄ", "id"), ("forms", "様式の番号", "id"), ("forms", "様式コード", "id"),
        ("requirement_columns", "指定都市_必須", ""), ("requirement_columns", "実装区分_必須", "text.mandatory"),
    ],
)  # fmt: skip
def test_headings(kind: str, name: str, code: str) -> None:
    found = meaning(" ".join(name.split()), load_spec(kind))
    assert (found.codes[0] if found else "") == code


@pytest.mark.parametrize(
    ("text", "value"),
    [("◎ 実装必須", M), ("○（標準オプション）", O), ("必須（◎）", M), ("×実装不可", P), ("◎ 標準オプション", None),
     ("◎（注）", None),
     ("◎／○", None), ("必須 任意", None), ("△", None)],
)  # fmt: skip
def test_a_sign_and_its_word_must_agree(text: str, value: str | None) -> None:
    assert ids.class_of(text) == value


def test_signs_and_what_a_legend_says() -> None:
    head, rows = (
        ("機能ID", "機能要件", "実装区分"),
        [("0010001", "甲", "○"), ("0010002", "乙", "△"), ("0010003", "丙", "×")],
    )
    plain = read([head, *rows])
    assert general(plain) == [None, None, None]
    assert said(plain, "class_scheme") == [("warning", "C1")]
    assert len(said(plain, "unknown_class")) == 3
    for legend in ("○：必須　△：任意　×：不可", "（○＝実装必須、△＝標準オプション、×＝実装不可）", "○必須 △任意 ×不可"):
        file = read([(legend,), head, *rows])
        assert general(file) == [M, O, P]
        assert said(file, "legend_used") == [("info", "C2")]
    below = read([head, *rows, (), ("○", "実装必須機能"), ("△", "標準オプション機能")])
    assert general(below)[:2] == [M, O]
    other = read([head, *rows], (), grid_of([("記号", "意味"), ("○", "必須"), ("△", "任意")], name="凡例"))
    assert general(other) == [M, O, P]


def test_words_beside_each_other_are_no_legend() -> None:
    assert said_values({(1, 1): "必須", (1, 2): "任意"}) == {}
    assert said_values({(1, 1): "○", (1, 2): "データ出力対象として必須"}) == {}
    assert said_values({(1, 1): "○：必須", (2, 1): "○：任意"}) == {}
    assert said_values({(1, 1): "A", (1, 2): "実装必須機能"}) == {"a": M}


def test_only_circles_are_pointed_out() -> None:
    rows = [("機能ID", "機能要件", "実装区分"), *((f"001000{n}", "文", "○") for n in range(1, 4))]
    assert said(read(rows), "class_only_optional") == [("warning", "C1")]
    assert said(read([*rows, ("0010009", "文", "◎")]), "class_only_optional") == []


def test_unknown_headings_are_kept_and_said() -> None:
    file = with_head("機能ID", "機能名", "機能要件", "実装区分", "本市の対応")
    assert general(file) == [M, M, P]
    assert said(file, "unassigned_class") == [("warning", "E1")]
    assert said(file, "unknown_heading") == [("info", "E1")]


def test_two_headings_for_one_column() -> None:
    file = read([("機能ID", "機能要件", "要件の内容", "実装区分"), ("0010001", "甲", "乙", "◎")])
    assert said(file, "ambiguous_heading") == [("warning", "C1")]
    twice = read([("機能ID", "機能要件", "実装区分", "備考", "実装区分"), ("0010001", "甲", "◎", "", "×")])
    assert said(twice, "ambiguous_heading") == [("warning", "E1")]
    assert general(twice) == [M]


def test_columns_named_by_their_contents() -> None:
    no = with_head("No", "機能名", "機能要件", "実装区分")
    assert [i.id for i in items(no)] == ["0010101", "0010102", "0010103"]
    assert said(no, "assumed_column") == [("warning", "A1")]
    code = read(
        [
            ("機能番号", "要件コード名", "機能要件", "実装区分"),
            ("1.1", "0010001", "文", "◎"),
            ("1.2", "0010002", "文", "○"),
        ]
    )
    assert [i.id for i in items(code)] == ["0010001", "0010002"]
    assert said(code, "assumed_column") == [("warning", "B1")]
    text = with_head("機能ID", "機能名", "くわしく", "実装区分", body=[(*r[:2], r[2] * 2, r[3]) for r in BODY])
    assert items(text)[0].text.startswith("転入を登録")
    assert said(text, "assumed_column") == [("warning", "C1")]


def test_an_id_in_two_columns_of_their_own() -> None:
    file = read(
        [("業務コード", "機能番号", "機能要件", "実装区分"), ("001", "0101", "甲", "◎"), ("001", "0102", "乙", "○")]
    )
    assert [i.id for i in items(file)] == ["0010101", "0010102"]
    assert said(file, "joined_id") + said(file, "assumed_column") != []
    lost = read(
        [("業務コード", "機能番号", "機能要件", "実装区分"), ("001", "101", "甲", "◎"), ("001", "102", "乙", "○")]
    )
    assert [f.repairs for f in lost.findings if f.code == "broken_id"] == [("0010101",), ("0010102",)]


def test_sub_headings_belong_to_the_heading_or_nothing_is_read() -> None:
    head = [
        ("機能ID", "機能要件", "指定都市", "", "", "一般市区町村", "", ""),
        ("", "", "必須", "任意", "不可", "必須", "任意", "不可"),
    ]
    ticked = read([*head, ("0010001", "甲", "○", "", "", "", "○", ""), ("0010002", "乙", "", "○", "", "", "×", "○")])
    assert (designated(ticked), general(ticked)) == ([M, O], [O, None])
    assert said(ticked, "unknown_class") == [("warning", "G4")]
    deep = [("機能ID", "機能要件", "実装区分", ""), ("", "", "指定都市", "一般市区町村"), ("0010001", "甲", "◎", "○")]
    for merges in ((), (Merge(1, 3, 1, 4),), (Merge(1, 1, 2, 1), Merge(1, 2, 2, 2), Merge(1, 3, 1, 4))):
        file = read(deep, merges)
        assert (designated(file), general(file)) == ([M], [O])


@pytest.mark.parametrize(
    "rows",
    [
        [("機能ID", "0010001"), ("機能要件", "文"), ("実装区分", "◎")],
        [("Function", "Requirement", "Class"), ("0010001", "text", "M")],
        [("機能ID", "機能名", "実装区分"), ("機能要件", "", ""),
         *[r for n in range(4) for r in ((f"001000{n}", "名", "◎"), ("あいうえおかきくけこ。", "", ""))]],
        [("帳票ID", "実装必須", "標準オプション"), ("0010001", "○", ""), ("0010002", "", "○")],
    ],
)  # fmt: skip
def test_what_would_be_a_guess_is_refused(rows: list[tuple[str, ...]]) -> None:
    with pytest.raises(InputProblem) as caught:
        read(rows)
    assert caught.value.code == "unknown_layout"


def test_common_and_designated_columns() -> None:
    file = read([("機能ID", "機能要件", "共通", "指定都市"), ("0010001", "甲", "◎", ""), ("0010002", "乙", "◎", "○")])
    assert designated(file) == [M, O]
    assert general(file) == [M, M]


def test_columns_without_a_heading_are_said() -> None:
    file = read(
        [
            ("機能ID", "機能要件", "実装区分", ""),
            ("0010001", "甲", "◎", "x"),
            ("0010002", "乙", "◎", "y"),
            ("0010003", "丙", "◎", "e"),
        ]
    )
    assert said(file, "unnamed_column") == [("warning", "D2")]


def test_id_and_name_in_one_cell() -> None:
    file = read(
        [
            ("機能ID", "機能要件", "実装区分"),
            ("0010001登録", "甲", "◎"),
            ("0010002（欠番）", "乙", "○"),
            ("0010003/0010004", "丙", "○"),
        ]
    )
    assert (items(file)[0].id, items(file)[0].name) == ("0010001", "登録")
    assert [i.id[0] for i in items(file)[1:]] == ["~", "~"]
    assert said(file, "id_with_name") == [("info", "A2")]
    assert said(file, "broken_id") == [("warning", "A3"), ("warning", "A4")]
    assert ids.repairs("req", "001-0101", "001")[0] == "0010101"


def test_the_later_of_two_editions_in_headings_holds() -> None:
    for head in (
        ("機能ID", "機能要件（第1.0版）", "機能要件（第2.0版）", "実装区分"),
        ("機能ID", "機能要件（第2.0版）", "機能要件（第1.0版）", "実装区分"),
    ):
        new = head.index("機能要件（第2.0版）")
        row = ["0010001", "", "", "◎"]
        row[new], row[3 - new] = "新", "旧"
        (one,) = items(read([head, row]))
        assert (one.text, one.extra) == ("新", (("機能要件（第1.0版）", "旧"),))


def test_facts_of_columns() -> None:
    facts = columns_below(grid_of([("a", "b", "c", "d"), *(r[:4] for r in BODY), ("e", "", "", "")]), 1)
    assert facts[1].share("seven") == 1.0
    assert facts[4].clear_class
    assert facts[4].class_share == 1.0
    assert not facts[2].clear_class
    assert facts[3].mean > 15
    assert columns_below(grid_of([("9990001",), ("0010001",)]), 0)[1].shapes["seven"] == 1  # 999 is no business


def test_a_sheet_for_each_class() -> None:
    head = ("機能ID", "機能名", "機能要件")
    must = grid_of(
        [head, ("0010001", "甲", "甲を登録すること。"), ("0010002", "乙", "乙を登録すること。")], name="実装必須機能"
    )
    may = grid_of(
        [
            ("【標準オプション機能】",),
            head,
            ("0010003", "丙", "丙を登録すること。"),
            ("0010004", "丁", "丁を登録すること。"),
        ],
        name="任意",
    )
    both = grid_of(
        [
            ("【実装必須機能】",),
            head,
            ("0010005", "戊", "戊を登録すること。"),
            ("【実装不可機能】",),
            ("0010006", "己", "己を消すこと。"),
        ],
        name="混在",
    )
    file = build(workbook_of(must, may, both, file="001_住民記録.xlsx"))
    assert file.balanced
    assert [i.classes.general for i in items(file)] == [M, M, O, O]  # of the mixed sheet nothing is guessed
    assert said(file, "class_from_title") == [("warning", "A1"), ("warning", "A2")]
    assert said(file, "sheet_without_table") == [("warning", "A3")]


def test_how_many_there_are_of_each_class_is_no_requirement() -> None:
    rows = [
        ("実装必須機能", "標準オプション機能", "実装不可機能"),
        ("132", "18", "47"),
        ("機能ID", "機能要件", "実装区分"),
        ("0010001", "甲", "◎"),
    ]
    assert [i.id for i in items(read(rows))] == ["0010001"]
