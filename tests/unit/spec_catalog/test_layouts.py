"""The layouts beside one row per 機能ID: three text columns, forms, linkages. Every cell ends somewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from spec_catalog.layouts import column_title
from spec_catalog.layouts.linkages import REASON_REVIEW
from spec_catalog.layouts.profile import parse_profile
from spec_catalog.load import build, load_file
from spec_catalog.model import LoadedFile, SizeClasses, SpecItem
from spec_catalog.nodes import node_of, parse
from spec_catalog.problems import InputProblem
from spec_catalog.review import review_rows
from tests.helpers.workbooks import grid_of, shared, workbook_of

DIGEST = "ab" * 4
THREE = ("No", "大項目", "小項目", "名称", "実装必須機能", "標準オプション機能", "実装不可機能", "備考")
FORM = ("帳票ID", "帳票名称", "帳票概要", "帳票分類", "内部／外部", "指定都市", "一般市区町村", "用紙", "出力条件",
        "代替出力", "根拠条文", "関連機能ID", "備考")  # fmt: skip
LINK = ("連携ID", "枝番", "標準仕様書関連箇所", "連携機能名Lv1", "連携機能名Lv2", "機能説明", "実装類型", "I/O",
        "連携先システム", "備考")  # fmt: skip
REVIEW = ("検討要否", "現行システムにおける連携ID", "現行連携先システム名", "連携方法", "提供時期", "備考")


def read(rows: Sequence[Sequence[str]], file: str = "001_住民記録_要件.xlsx") -> LoadedFile:
    found = build(workbook_of(grid_of(rows), file=file))
    assert found.balanced, found.sheets
    return found


def items(file: LoadedFile) -> tuple[SpecItem, ...]:
    assert file.edition is not None
    return file.edition.items


# --- three text columns -----------------------------------------------------------------------------------------------


def test_up_to_three_requirements_a_row() -> None:
    file = read(
        [
            THREE,
            ("1", "管理項目", "1.1.1", "住民データ", "管理できること。", "区分を持てること。", "作れること。", "注"),
            ("2", "", "1.1.2", "世帯", "", "", "合わせること。", ""),
            ("", "証明", "", "", "", "", "", ""),
            ("3", "", "2.1", "発行", "発行できること。", "", "", ""),
        ]
    )
    assert (file.recognised, file.layout) == ("req", "機能要件　三列様式（機能IDなし・仮番）")
    found = items(file)
    assert [i.id for i in found] == [f"~{DIGEST}/{s}" for s in ("1.1.1/◎", "1.1.1/○", "1.1.1/×", "1.1.2/×", "2.1/◎")]
    assert [i.text for i in found[:3]] == ["管理できること。", "区分を持てること。", "作れること。"]
    assert [i.classes.general for i in found] == ["mandatory", "optional", "prohibited", "prohibited", "mandatory"]
    assert all(i.classes.designated == i.classes.core == i.classes.general for i in found)
    assert [(i.section, i.path, i.name) for i in found[2:]] == [
        ("1.1.1", ("管理項目",), "住民データ"),
        ("1.1.2", ("管理項目",), "世帯"),
        ("2.1", ("証明",), "発行"),
    ]
    assert [i.note for i in found] == ["注", "注", "注", "", ""]
    assert found[0].extra == (("number", "1"),)
    assert [f.code for f in file.findings] == ["provisional_ids", "no_edition_label"]


def test_the_text_itself_may_name_the_class_of_designated_cities() -> None:
    rows = [
        THREE,
        ("1", "", "1.1", "甲", "", "分割できること。指定都市においては、実装必須機能とする。", "", ""),
        ("2", "", "1.2", "乙", "", "指定都市においては、行政区ごとに分割できること。", "", ""),
    ]
    first, second = items(read(rows))
    assert first.classes == SizeClasses("mandatory", "optional", "optional")
    assert second.classes == SizeClasses("optional", "optional", "optional")


def test_columns_that_are_only_ticked_take_the_text_beside_them() -> None:
    head = ("機能ID", "機能要件", "実装必須", "標準オプション", "実装不可")
    first, second = items(read([head, ("0010001", "一", "○", "", ""), ("0010002", "二", "", "", "●")]))
    assert (first.id, first.text, first.classes.general) == ("0010001", "一", "mandatory")
    assert (second.id, second.text, second.classes.general) == ("0010002", "二", "prohibited")
    assert second.extra == (("text.prohibited", "●"),)


def test_two_requirements_of_one_class_and_section() -> None:
    rows = [THREE, ("1", "", "1.1", "甲", "一", "", "", ""), ("2", "", "1.1", "甲", "二", "", "", "")]
    assert [i.id for i in items(read(rows))] == [f"~{DIGEST}/1.1/◎", f"~{DIGEST}/1.1/◎/2"]


def test_profile_for_three_columns() -> None:
    rows = [("番", "やる", "やらない"), ("1.1", "一", "二")]
    columns = {"section": "A", "text.mandatory": "B", "text.prohibited": "C"}
    profile = parse_profile({"kind": "req", "header_row": 1, "columns": columns})
    file = build(workbook_of(grid_of(rows)), profile=profile)
    assert [(i.text, i.classes.general) for i in items(file)] == [("一", "mandatory"), ("二", "prohibited")]
    with pytest.raises(InputProblem):
        parse_profile({"kind": "req", "columns": {"text.mandatory": "B", "class": "C"}})


# --- forms ------------------------------------------------------------------------------------------------------------


def test_forms() -> None:
    rows = [
        ("介護保険システム標準仕様書　帳票要件一覧【第8.1版】令和8年3月31日",),
        FORM,
        ("0230010", "被保険者証", "資格を示す。", "証明書", "外部", "◎", "○", "A5縦", "番号順", "不可", "法12条",
         "0230265／0230266", "注"),
        ("0230014", "再交付申請書", "再交付を受け付ける。", "申請書", "外部", "◎", "〇", "A4縦", "", "", "", "", ""),
    ]  # fmt: skip
    file = read(rows, "介護保険_帳票要件.xlsx")
    assert (file.recognised, file.layout) == ("form", "帳票要件　規模別2列")
    assert file.edition is not None
    assert (file.edition.business, file.edition.kind, file.edition.label) == ("023", "form", "第8.1版")
    card, request = items(file)
    assert (card.kind, card.id, card.name, card.text) == ("form", "0230010", "被保険者証", "資格を示す。")
    assert card.classes == SizeClasses("mandatory", "optional", "optional")
    assert card.related == ("req:0230265", "req:0230266")
    assert dict(card.extra) == {
        "category": "証明書", "audience": "外部", "paper": "A5縦", "output": "番号順", "substitute": "不可",
        "basis": "法12条", "source": "0230265／0230266",
    }  # fmt: skip
    assert dict(request.extra)["class.general"] == "〇"  # the original sign stays
    assert str(node_of(card)) == "form:0230010"


def test_a_form_and_a_function_of_the_same_number_are_two_things() -> None:
    form = items(read([FORM, ("0010001", "住民票", "写し", "証明書", "外部", "◎", "◎", *[""] * 6)]))[0]
    req = items(read([("機能ID", "機能要件", "実装区分"), ("0010001", "文", "◎")]))[0]
    assert (form.id, form.kind, req.id, req.kind) == ("0010001", "form", "0010001", "req")
    assert form.key != req.key
    assert str(node_of(form)) != str(node_of(req))


def test_forms_broken_ids_headings_remarks_and_unknown_columns() -> None:
    rows = [
        ("大項目", "帳票ID", "帳票名", "実装区分", "印刷場所"),
        ("証明", "", "", "", ""),
        ("", "10001", "住民票", "◎", "庁内"),
        ("", "", "附票", "○", ""),
        ("", "", "", "", "※以下は参考"),
    ]
    file = read(rows)
    first, second = items(file)
    assert (first.id, first.path, first.extra) == (f"~{DIGEST}/行3/◎", ("証明",), (("印刷場所", "庁内"),))
    assert second.id == f"~{DIGEST}/行4/○"
    assert [f.repairs for f in file.findings if f.code == "broken_id"] == [("0010001",), ()]
    assert [s.cell for s in file.sheets[0].skipped if "注記" in s.reason] == ["E5"]


def test_a_requirement_sheet_with_form_ids_stays_a_requirement_sheet() -> None:
    rows = [("機能ID", "機能名称", "機能要件", "実装区分", "帳票ID"), ("0010001", "発行", "文", "◎", "0010002")]
    file = read(rows)
    assert file.recognised == "req"
    assert items(file)[0].related == ("form:0010002",)


# --- linkages ---------------------------------------------------------------------------------------------------------

GOOD = ("004o\n008", "00", "0240165\n/0240315", "抑止情報照会", "当初", "①甲が、②乙に、③丙を、④照会する", "◎", "I",
        "戸籍の附票", "")  # fmt: skip


def test_linkages() -> None:
    file = read([LINK, GOOD, ("004o008", "01", "", "抑止情報照会", "", "文", "〇", "Ｏ", "戸籍の附票", "注")])
    assert (file.recognised, file.layout) == ("link", "機能別連携仕様")
    first, second = items(file)
    assert (first.business, first.id, first.branch) == ("001", "004o008", "00")
    assert first.id_original == "004o\n008"
    assert first.name == "抑止情報照会／当初"
    assert first.related == ("req:0240165", "req:0240315")
    assert dict(first.extra) == {"source": "0240165\n/0240315", "io": "I", "partner": "戸籍の附票"}
    assert (second.note, second.classes.general) == ("注", "optional")
    assert [str(node_of(i)) for i in (first, second)] == ["link:001/004o008-00", "link:001/004o008-01"]
    assert all(parse(str(node_of(i))) == node_of(i) for i in (first, second))
    assert [f.code for f in file.findings if f.level != "info"] == []
    assert "wrapped_id" in [f.code for f in file.findings]


def test_broken_linkage_ids_and_branches() -> None:
    rows = [LINK] + [(i, b, *GOOD[2:]) for i, b in (("004O008", "00"), ("004o008", "1"), ("004o009", "第１"))]
    file = read(rows)
    found = items(file)
    assert [(i.id, i.branch) for i in found] == [(f"~{DIGEST}/行2/◎", ""), ("004o008", "1"), ("004o009", "")]
    assert [f.repairs for f in file.findings if f.code == "broken_id"] == [("004o008",)]
    assert len([f for f in file.findings if f.code == "broken_branch"]) == 2
    assert dict(found[2].extra)["branch"] == "第１"
    assert len({str(node_of(i)) for i in found}) == 3


def test_the_same_linkage_twice_keeps_its_branch_readable() -> None:
    found = items(read([LINK, GOOD, GOOD]))
    assert [i.branch for i in found] == ["00", "00x2"]
    assert parse(str(node_of(found[1]))).branch == "00x2"


def test_review_columns_are_left_out_with_their_reason() -> None:
    head, row = LINK[:-1] + REVIEW, (*GOOD[:-1], "〇", "既存なし", "甲", "-", "R8", "注")
    file = read([head, row])
    assert file.layout == "機能別連携仕様　団体の連携検討の列つき"
    assert items(file)[0].note == ""
    reasons = Counter(s.reason for s in file.sheets[0].skipped)
    assert reasons[REASON_REVIEW] == 6
    both = read([LINK + REVIEW, (*GOOD[:-1], "標準の注", "×", "", "", "", "", "市の注")])
    assert items(both)[0].note == "標準の注"
    assert "市の注" not in str(items(both)[0])
    assert [s.reason for s in both.sheets[0].skipped].count(REASON_REVIEW) == 2


def test_profiles_for_forms_and_linkages() -> None:
    rows = [("番号", "なまえ", "つかいみち"), ("0010001", "住民票", "証明")]
    profile = parse_profile({"kind": "form", "header_row": 1, "columns": {"id": "A", "name": "B", "summary": "C"}})
    found = items(build(workbook_of(grid_of(rows)), profile=profile))
    assert [(i.kind, i.id, i.name, i.text) for i in found] == [("form", "0010001", "住民票", "証明")]
    rows = [("あいて", "ばんごう", "えだ", "だれが", "する？"), ("附票", "004o\n008", "00", GOOD[5], "〇")]
    columns = {"partner": "A", "id": "B", "branch": "C", "text": "D", "review.need": "E"}
    linked = build(
        workbook_of(grid_of(rows)),
        profile=parse_profile({"kind": "link", "header_row": 1, "columns": columns}),
    )
    assert [(i.id, i.branch) for i in items(linked)] == [("004o008", "00")]
    assert linked.balanced
    assert [r.need for r in review_rows(linked)] == ["required"]
    with pytest.raises(InputProblem):
        parse_profile({"kind": "form", "columns": {"id": "A"}})


# --- the published workbooks ------------------------------------------------------------------------------------------


@cache
def published(pattern: str) -> LoadedFile:
    return load_file(next((shared() / "data/spec").glob(pattern)))


@pytest.mark.needs_shared
def test_three_column_sheet_gives_the_texts_and_classes_of_the_edition() -> None:
    file = published("*三列*")
    found, edition = items(file), items(published("*1.0*"))
    assert file.balanced
    assert len({i.section for i in found}) == 143
    assert all(i.id.startswith("~") for i in found)
    assert len({i.id for i in found}) == 197
    want = [(i.section, i.path[0], i.name, i.text, i.classes.general) for i in edition]
    assert [(i.section, i.path[0], i.name, i.text, i.classes.general) for i in found] == want


@pytest.mark.needs_shared
def test_published_linkages(tmp_path: Path) -> None:
    import json

    want = json.loads((shared() / "data/spec/expected.json").read_text("utf-8"))["linkages"]
    file = published("*連携*")
    assert file.balanced
    assert [str(node_of(i)) for i in items(file)] == [f"link:{w}" for w in want]
    assert items(file)[5].related == ("req:0240165", "req:0240315")
    reasons = Counter(s.reason for s in file.sheets[0].skipped)
    assert reasons[REASON_REVIEW] == 16
    assert not [f for f in file.findings if f.level != "info"]


def test_further_columns_have_japanese_names() -> None:
    assert column_title("req", "number") == "No"
    assert column_title("req", "change_text") == "改定内容"
    assert column_title("form", "audience") == "内部/外部"
    assert column_title("link", "io") == "I/O"
    assert column_title("req", "note.struck") == "備考（取消線）"
    assert column_title("req", "独自の列") == "独自の列"
    assert column_title("screen", "x") == "x"
