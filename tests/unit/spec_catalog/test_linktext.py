"""Linkage sentences taken apart, and which way the data flows."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spec_catalog.linktext import PULLS, PUSHES, Sentence, all_named, direction, flow, flows, named, parse, parties
from spec_catalog.load import load_file
from spec_catalog.model import SpecItem
from tests.helpers.workbooks import shared

FULL = "①住民記録システムが、②戸籍附票システムに、③抑止を確認するために、最新の抑止情報を、④照会する"


def parts(text: str) -> tuple[str, str, str, str, str, str]:
    s = parse(text)
    return s.subject, s.partner, s.purpose, s.data, s.operation, s.rest


def test_the_full_sentence() -> None:
    want = ("住民記録システム", "戸籍附票システム", "抑止を確認する", "最新の抑止情報", "照会")
    assert parse(FULL) == Sentence(*want, confidence=100, rest="", inward=True)


TOLERATED = {
    "①甲システムが、②乙システムに、③丙（当初）を、④照会": "甲システム|乙システム||丙（当初）|照会|",
    "①甲シス\nテムが、②乙\nに、③丙の\n情報を、\n④提\n供する。": "甲システム|乙||丙の情報|提供|",
    "甲システムが乙システムに丙を照会する": "甲システム|乙システム||丙|照会|",
    "甲システムが、乙に、資格の管理のために丙を通知できること。": "甲システム|乙|資格の管理|丙|通知|",
    "①障がい者福祉が、②乙に、③管理の目的で、丙を、④提供できること。": "障がい者福祉|乙|管理|丙|提供|",
    "①〔甲〕が、②〔乙〕から、③〔丙〕を、④取得する": "甲|乙||丙|取得|",
    "（1）甲が、（2）乙へ、（3）異動に伴い、丙（様式（1））を、（4）送信する": "甲|乙|異動に伴い|丙（様式（1））|送信|",
    "①甲が、③認定のために、意見を、④照会する": "甲||認定|意見|照会|",
    "（①甲が、②乙に、③丙を、④連携する）": "甲|乙||丙|連携|",
    "①甲が、②乙に、③丙、④受信": "甲|乙||丙|受信|",
    "①甲が、②乙に、③丙を、④なんとかする": "甲|乙||丙||なんとかする",
    "①甲が、②乙に、③丙を、④照会する。①丁が、②戊に、己を提供": "甲|乙||丙|照会|①丁が、②戊に、己を提供",
    "※新規　①甲が、②乙に、③丙を、④照会する": "甲|乙||丙|照会|※新規",
    "別紙を参照のこと": "|||||別紙を参照のこと",
    "詳細は未定": "|||||詳細は未定",
    "": "|||||",
}
"""Text → subject|partner|purpose|data|operation|rest."""


@pytest.mark.parametrize("text", TOLERATED)
def test_tolerance(text: str) -> None:
    assert "|".join(parts(text)) == TOLERATED[text]


def test_confidence_falls_with_what_is_missing() -> None:
    texts = [
        FULL,
        FULL.translate(dict.fromkeys(map(ord, "①②③④"))),
        "①甲が、③丙を、④照会する",
        "①甲が、②乙に、③丙を、④なんとかする",
        "詳細は未定",
    ]
    sure = [parse(t).confidence for t in texts]
    assert sure == sorted(sure, reverse=True)
    assert len(set(sure)) == len(sure)
    assert (sure[0], sure[-1]) == (100, 0)


def test_which_way_it_flows() -> None:
    for operation in PULLS + PUSHES:
        assert parse(f"①甲が、②乙に、③丙を、④{operation}する").inward is (operation in PULLS)
    assert parse("①甲が、②乙から、③丙を、④取得する").inward is True
    assert parse("①甲が、②乙から、③丙を、④提供する").inward is None  # who gives here is not clear
    assert parse("①甲が、②乙から、③丙の照会を受け、④回答する").inward is False  # who answers gives
    assert parse("①甲が、②乙から、③丙の提供を受ける").inward is True
    assert parse("①甲が、②乙に、③丙を、④照会される").inward is None


words = st.text("住民記録税介護資格情報賦課者証", min_size=1, max_size=8)
systems = words.map(lambda w: w + "システム")


@settings(deadline=None)
@given(systems, systems, st.one_of(st.just(""), words), words, st.sampled_from(PULLS + PUSHES), st.data())
def test_a_sentence_made_from_parts_gives_its_parts(
    subject: str, partner: str, purpose: str, data: str, operation: str, draw: st.DataObject
) -> None:
    marks = draw.draw(st.sampled_from(["①②③④", ("（1）", "（2）", "（3）", "（4）"), ("", "", "", "")]))
    comma = draw.draw(st.sampled_from(["、", "，"]))
    why = f"{purpose}のために{comma}" if purpose else ""
    ending = draw.draw(st.sampled_from(["する", "する。", "", "できること。", "すること"]))
    text = f"{marks[0]}{subject}が{comma}{marks[1]}{partner}に{comma}{marks[2]}{why}{data}を{comma}{marks[3]}"
    text += operation + ending
    broken = "".join(ch + draw.draw(st.sampled_from(["", "", "", "\n", "　"])) for ch in text)
    assert parts(broken) == (subject, partner, purpose, data, operation, "")


PIECES = ["①", "②", "③", "④", "が、", "に、", "を、", "ために、", "照会", "する", "提供", "システム", "（", "）", "\n",
          "。", "住民", "記録", "税", "情報", "A", "（1）", "から、", "は", "を受け"]  # fmt: skip
_GLUE = re.compile(r"[①②③④⑤⑥\s、，,。．.（）()〔〕1がはにへをからよりためし対て目的のでとする行実施こときもえよう]")


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=18).map("".join))
def test_nothing_but_glue_disappears(text: str) -> None:
    found = parts(text)
    before = Counter(_GLUE.sub("", text))
    after = Counter(_GLUE.sub("", "".join(found)))
    assert before == after


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_taken(text: str) -> None:
    found = parse(text)
    assert 0 <= found.confidence <= 100


def link(text: str = "", id: str = "004o008", business: str = "001", **extra: str) -> SpecItem:
    return SpecItem(business, "link", id, "00", text=text, extra=tuple(extra.items()))


def test_parties_by_sentence_then_columns_then_id() -> None:
    assert parties(link(FULL)) == ("001", "004", "照会", "最新の抑止情報")
    assert parties(link("別紙のとおり", partner="選挙人名簿管理", id="006o002")) == ("001", "006", "", "")
    assert parties(link("", id="023o001")) == ("001", "023", "", "")
    assert parties(link("", id="023o001", business="023")) == ("023", None, "", "")
    outside = "①後期高齢者医療システムが、②後期高齢者医療広域連合に、③資格情報を、④提供する"
    assert parties(link(outside, id="025o009", business="025")) == ("025", None, "提供", "資格情報")


def test_names_of_bodies_outside_are_no_business() -> None:
    for text in ("国民健康保険団体連合会", "日本年金機構", "後期高齢者医療広域連合のシステム", "他市区町村", ""):
        found = "後期高齢者医療広域連合" if text.endswith("のシステム") else text
        assert named(found) is None, text
    assert named("国民年金システム") == "026"
    assert named("戸籍附票シス\nテム") == "004"


def test_flow() -> None:
    assert flow(link(FULL)) == ("004", "001")
    mirror = "①戸籍附票システムが、②住民記録システムに、③最新の抑止情報を、④提供する"
    assert flow(link(mirror, business="004", io="O")) == ("004", "001")
    assert flow(link("", io="Ｉ", partner="戸籍の附票")) == ("004", "001")
    assert flow(link("", io="出力", partner="介護保険", id="001o004")) == ("001", "023")
    assert flow(link("", id="023o001")) == ("023", "001")  # only the id is left
    assert flow(link("", id="~ab/1", partner="介護保険")) is None
    assert flow(link("", id="001o001")) is None
    assert flow(link("①住民記録システムが、②住民基本台帳に、③丙を、④照会する")) is None  # with itself
    assert direction(link("", io=" 入 力 ")) == "I"
    assert direction(link("", io="？")) == ""


def test_several_partners() -> None:
    text = "①住民記録システムが、②国民健康保険システム及び後期高齢者医療システムに、③住民情報を、④提供する"
    assert parts(text)[1] == "国民健康保険システム及び後期高齢者医療システム"
    assert flows(link(text)) == (("001", "024"), ("001", "025"))
    assert flow(link(text)) == ("001", "024")
    columns = link("別紙のとおり", partner="介護保険、国民年金／日本年金機構", io="O")
    assert flows(columns) == (("001", "023"), ("001", "026"))
    assert all_named("子ども・子育て支援") == ("028",)
    assert all_named("戸籍附票シス\nテム") == ("004",)
    assert all_named("介護保険システム\n国民健康保険システム") == ("023", "024")
    assert all_named("国民健康保険団体連合会") == all_named("") == ()


def test_hostile_lengths_are_read_in_no_time() -> None:
    for piece in ("が", "①", "に、", "を照会", "を、④", "ために", "（1）", "（", "甲が、乙に、"):
        assert 0 <= parse(piece * (40_000 // len(piece))).confidence <= 100


@pytest.mark.needs_shared
def test_published_linkages_flow_as_expected() -> None:
    folder = shared() / "data/spec"
    want = json.loads((folder / "expected.json").read_text("utf-8"))["linkage_edges"]
    edition = load_file(next(folder.glob("*連携*"))).edition
    assert edition is not None
    found = {flow(i) for i in edition.items}
    assert sorted(list(f) for f in found if f) == want
    assert {parse(i.text).operation for i in edition.items} == {"照会"}
    assert all(parse(i.text).confidence == 100 and not parse(i.text).rest for i in edition.items)
