"""What does not fit together between published documents, each case small enough to be seen."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from spec_catalog.consistency import CODES, Document, Inconsistency, check
from spec_catalog.load import load_file
from spec_catalog.model import Edition, SourceRow, SpecItem
from tests.helpers.workbooks import shared

COLUMNS = (("表", (("id", "B"), ("length", "M"), ("name", "D"), ("source", "S"), ("text", "G"), ("code", "N"))),)


def req(id_: str, name: str = "氏名の検索", text: str = "", **more: object) -> SpecItem:
    return SpecItem(id_[:3], "req", id_, name=name, text=text, rows=(SourceRow("表", int(id_[-2:])),), **more)


def data(id_: str, name: str, type_: str = "X", length: str = "18", **extra: str) -> SpecItem:
    fields = {"type": type_, "length": length, **extra}
    return SpecItem(
        id_[:3], "data", id_, name=name, rows=(SourceRow("表", int(id_[-2:])),), extra=tuple(fields.items())
    )


def document(*items: SpecItem, business: str = "", key: str = "", kind: str = "") -> Document:
    edition = Edition(
        business or items[0].business, kind or items[0].kind, "第1.0版", columns=COLUMNS,
        items=tuple(replace(i, order=n) for n, i in enumerate(items)),
    )  # fmt: skip
    return Document(edition, f"{edition.business}.xlsx", key or edition.hash())


def of(found: list[Inconsistency], code: str) -> list[tuple[str, str, list[str]]]:
    return [(f.level, f.node, [p.cell for p in f.places]) for f in found if f.code == code]


def test_one_id_two_names_between_documents_and_inside_one() -> None:
    first = document(req("0310005", "住登外者宛名基本情報検索"), req("0310006", "照会（即時）"), business="031")
    referring = document(data("03100001", "番号", source="0310005住登外者基本情報検索、0310006 照会機能"))
    found = check([first, referring])
    assert of(found, "two_names") == [
        ("warning", "req:0310005", ["D5", "S1"]),
        ("info", "req:0310006", ["D6", "S1"]),
    ]
    assert found[0].message == (
        "機能ID 0310005 の名称が 2 とおりあります：「住登外者宛名基本情報検索」／「住登外者基本情報検索」"
    )
    assert found[0].places[0].file == "031.xlsx"
    inside = document(req("0310005", "検索"), req("0310005", "検　索"), req("0310005", "照会"))
    assert of(check([inside]), "two_names") == [("warning", "req:0310005", ["D5", "D5"])]


def test_a_reference_is_missing_only_where_its_document_is_here() -> None:
    item = req("0010001", related=("req:0010009", "form:0010002", "req:0240001"))
    listed = document(item, req("0010002", text="機能ID 0010003 と機能ID：0010002 による。"))
    found = check([listed])
    assert of(found, "missing_reference") == [
        ("warning", "req:0010001", ["B1"]),
        ("warning", "req:0010002", ["G2"]),
    ]
    assert "0010009 が見つかりません。探した版：住民基本台帳 第1.0版" in found[0].message
    assert [f.message for f in found if f.code == "undecidable"] == [
        "住民基本台帳の帳票要件がまだ取り込まれていないため、1 件の参照を確かめられません（判定不能）。",
        "国民健康保険の機能要件がまだ取り込まれていないため、1 件の参照を確かめられません（判定不能）。",
    ]
    forms = document(SpecItem("001", "form", "0010002", name="写し"))
    assert len(of(check([listed, forms]), "undecidable")) == 1


def test_a_reference_to_what_was_deleted() -> None:
    listed = document(req("0010001", related=("req:0010002",)), req("0010002", deleted=True))
    assert of(check([listed]), "deleted_reference") == [("warning", "req:0010001", ["B1"])]


def test_lengths_and_types_that_disagree() -> None:
    first = document(data("03100001", "住所_町字", "Ｎ", "18", **{"group.name": "住所"}))
    second = document(data("03200009", "住所_町字", "N", "120", **{"group.name": "住　所"}), data("03200010", "氏名"))
    third = document(data("03100001", "町字", "N", "120"), key="API")
    found = check([first, second])
    assert of(found, "different_format") == [("warning", "data:03100001", ["M1", "M9"])]
    assert found[0].message == (
        "同じグループの同じ名称「住所_町字」（03100001）の型・桁数が食い違っています：Ｎ 18／N 120"
    )
    assert [f.message.partition("「")[0] for f in check([first, third]) if f.code == "different_format"] == [
        "同じデータ項目ID"
    ]
    same = document(data("03200009", "住所_町字", "Ｎ", " １８", **{"group.name": "住所"}))
    assert of(check([first, same]), "different_format") == []


def test_duplicates() -> None:
    text = "住民票の写しを交付し、交付の履歴を残すことができること。"
    found = check([document(req("0010001", text=text), req("0010002", text=text + "　"), req("0010002", text="別"))])
    assert of(found, "duplicate_id") == [("warning", "req:0010002", ["B2", "B2"])]
    assert of(found, "duplicate_text") == [("info", "req:0010001", ["G1", "G2"])]
    apart = [document(req("0010001", text=text)), document(req("0020001", text=text))]
    assert of(check(apart), "duplicate_text") == []


def test_sections_referred_to() -> None:
    found = check(
        [
            document(
                req("0010001", section="1.2.1", text="項目（1.2.1参照）、1.3（住所）参照。版は第1.9版を参照。"),
                req("0010002", section="1.3.1", text="一覧（１．２．９参照）と処理日（4.0.3参照）。"),
                req("0010003", section="1.3.2", path=("1.4 その他",), text="1.4、1.2及び1.5を参照すること。"),
            )
        ]
    )
    assert of(found, "broken_section") == [("warning", "req:0010002", ["G2"]), ("warning", "req:0010003", ["G3"])]
    assert [f.message for f in found if f.code == "undecidable"] == [
        "この文書にない章への参照が 1 件あり、確かめられません（判定不能）。"
    ]
    assert check([document(req("0010001", text="1.2.1参照"))]) == []


def test_codes_referred_to() -> None:
    items = (
        data("00100001", "性別", code="001"),
        data("00100002", "別", code="005"),
        data("00100003", "他", code="999"),
    )
    alone = check([document(*items)])
    assert [(f.code, len(f.places)) for f in alone] == [("undecidable", 2)]
    listed = check([document(*items, SpecItem("001", "code", "001", name="性別"))])
    assert of(listed, "missing_code") == [("warning", "data:00100002", ["N2"])]


def test_the_printed_items_of_a_form_are_not_other_names_of_it() -> None:
    form = SpecItem("001", "form", "0010001", name="住民票の写し")
    details = (
        SpecItem("001", "form", "0010001", name="住民票の写し（抄）"),
        *(SpecItem("001", "form", "0010001", str(n), name=f"印字項目{n}") for n in range(1, 4)),
    )
    forms = Document(Edition("001", "form", "第1.0版", items=(form,)), "帳票.xlsx", "f")
    detail = Document(Edition("001", "form_detail", "第1.0版", items=details), "帳票詳細.xlsx", "d")
    (found,) = [f for f in check([forms, detail]) if f.code == "two_names"]
    assert "印字項目" not in found.message
    assert len(found.places) == 2


def test_about_one_document() -> None:
    first, second = (
        document(req("0010001", related=("req:0010009",))),
        document(req("0020001", related=("req:0020009",))),
    )
    assert [f.node for f in check([first, second])] == ["req:0010001", "req:0020001"]
    assert [f.node for f in check([first, second], about=second.key)] == ["req:0020001"]


def test_nothing_is_an_error_and_every_code_has_a_name() -> None:
    found = check([document(req("0010001", related=("req:0010009", "form:0010001")), req("0010001", "別名"))])
    assert {f.level for f in found} <= {"warning", "info"}
    assert {f.code for f in found} <= set(CODES)
    assert len(found) == 4


@pytest.mark.needs_shared
def test_the_published_documents() -> None:
    files = [*(shared() / "data/spec").glob("*1.1版*.xlsx"), *(shared() / "data/spec").glob("*連携*.xlsx")]
    documents = [
        Document(e, f.name, e.hash())
        for f in [*files, shared() / "data/real/031_item-definition.xlsx"]
        if (e := load_file(f).edition)
    ]
    found = check(documents)
    assert Counter(f.code for f in found) == {"missing_reference": 5, "undecidable": 3, "broken_section": 2}
    assert {f.places[0].cell for f in found if f.code == "missing_reference"} == {f"C{n}" for n in range(4, 9)}
