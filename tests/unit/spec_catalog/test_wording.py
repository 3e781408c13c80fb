"""What changed in a text: nothing is lost, and the marks fall where a reader would put them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec_catalog.text import CONTENT, TOKENS
from spec_catalog.wording import diff

japanese = st.text(
    st.sampled_from("住民票の写しを交付できること。、・（）「」サーバー12.0,5ＡB\n　𠮷葛\U000e0100がか\u3099"),
    max_size=40,
)
anything = st.text(max_size=30)
# Numbers carry their unit: where two meet without anything between them no reader could say where one ends either.
WORDS = ("住民票", "の", "写し", "を", "、", "（", "）", "。", "12件", "1,000円", "EUC", "交付", "する", "\n")
words = st.lists(st.sampled_from(WORDS))


def marked(old: str, new: str) -> str:
    """A difference as one line: [-deleted-] {+added+}."""
    shapes = {"same": "{}", "deleted": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(shapes[s.op].format(s.text) for s in diff(old, new))


@given(japanese | anything | words.map("".join), japanese | anything | words.map("".join))
def test_a_difference_loses_nothing(old: str, new: str) -> None:
    found = diff(old, new)
    assert "".join(s.text for s in found if s.op != "added") == old
    assert "".join(s.text for s in found if s.op != "deleted") == new
    assert all(s.text and s.op in ("same", "deleted", "added") for s in found)
    assert all(a.op != b.op and (a.op, b.op) != ("added", "deleted") for a, b in pairwise(found))
    if old == new:
        assert all(s.op == "same" for s in found)


@given(words.map("".join), words.map("".join))
def test_no_confetti(old: str, new: str) -> None:
    """Between two changes something stands that means something: a word, a line break, more than three characters."""
    assert confetti(old, new) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("交付。。写し交付、", "を。写し写し交付（）する（"),
        ("住民票、写し（（写し住民票", "交付（写し。。写し住民票に"),
    ],
)
def test_no_confetti_where_an_insertion_was_moved(old: str, new: str) -> None:
    assert confetti(old, new) == []


def confetti(old: str, new: str) -> list[str]:
    """Pieces between two changes that say nothing."""
    found = diff(old, new)
    return [
        part.text
        for at, part in enumerate(found[1:-1], 1)
        if part.op == "same" and found[at - 1].op != "same" and found[at + 1].op != "same"
        if len(part.text) <= 3 and "\n" not in part.text
        if not any(m.lastgroup in CONTENT for m in TOKENS.finditer(part.text))
    ]


@given(words.map("".join), words.map("".join))
def test_numbers_and_latin_words_are_never_cut(old: str, new: str) -> None:
    found = diff(old, new)
    for skipped in ("added", "deleted"):
        at, edges = 0, set()
        for part in (s for s in found if s.op != skipped):
            at += len(part.text)
            edges.add(at)
        text = old if skipped == "added" else new
        for token in TOKENS.finditer(text):
            if token.lastgroup in ("digit", "latin", "katakana"):
                assert not edges & set(range(token.start() + 1, token.end()))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("住民票の写しを交付できること。", "住民票の写し等を交付できること。", "住民票の写し{+等+}を交付できること。"),
        ("転入届", "転出届", "[-転入届-]{+転出届+}"),
        ("転入届出", "転出届出", "[-転入-]{+転出+}届出"),
        ("住民票記載事項証明書", "住民票記載事項等証明書", "住民票記載事項{+等+}証明書"),
        ("異なる場合", "異ならない場合", "異[-なる-]{+ならない+}場合"),
        ("住所の変更を行う", "氏名の訂正を行う", "[-住所の変更-]{+氏名の訂正+}を行う"),
        ("欄（B）に", "欄（B）（D）に", "欄（B）{+（D）+}に"),
        ("一覧（氏名、住所）", "一覧（氏名、生年月日、住所）", "一覧（氏名、{+生年月日、+}住所）"),
        ("保存期間は5年とする", "保存期間は15年とする", "保存期間は[-5-]{+15+}年とする"),
        ("上限1,000円", "上限12,000円", "上限[-1,000-]{+12,000+}円"),
        ("最大25mm角の黒色", "最大30mm角の黒色", "最大[-25mm-]{+30mm+}角の黒色"),
        ("税率は８％とする", "税率は10％とする", "税率は[-８％-]{+10％+}とする"),
        ("第1.0版", "第1.1版", "第[-1.0-]{+1.1+}版"),
        ("サーバに置く", "サーバーに置く", "[-サーバ-]{+サーバー+}に置く"),
        (
            "表示。\n異動前に住む。\n異動前は住まない。",
            "表示。\n異動前は住まない。",
            "表示。\n[-異動前に住む。\n-]異動前は住まない。",
        ),
        ("", "新しい", "{+新しい+}"),
        ("古い", "", "[-古い-]"),
    ],
)
def test_marks_fall_where_a_reader_would_put_them(old: str, new: str, expected: str) -> None:
    assert marked(old, new) == expected


def test_long_texts_are_compared_by_lines_first() -> None:
    lines = [f"第{i}条　職員は、{i}日以内に届出を受理すること。\n" for i in range(600)]
    old, new = "".join(lines), "".join([*lines[:300], "追加の行。\n", *lines[301:]])
    found = diff(old, new)
    assert "".join(s.text for s in found if s.op != "added") == old
    assert "".join(s.text for s in found if s.op != "deleted") == new
    assert sum(len(s.text) for s in found if s.op == "same") > len(old) - 100
