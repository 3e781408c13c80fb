"""Pairs of 課題 and 対策, and labelled remarks: what is printed is read back, and no word is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.core.pairs import Pair, parse_pairs, parse_remark, print_pairs, print_remark
from app.services.questionnaires import bundled

_LINE = st.text(st.sampled_from("課題対策あい■：:図書がない()・1 \u3000"), max_size=12)


def _clean(text: str) -> str:
    """A text as it stands in a pair: its lines without outer blanks, and nothing that opens another part."""
    lines = [line.replace("■", "").strip(" \u3000") for line in text.split("\n")]
    return "\n".join(lines).strip("\n")


_TEXT = st.lists(_LINE, max_size=4).map("\n".join)
_PAIRS = st.lists(st.builds(Pair, _TEXT.map(_clean), _TEXT.map(_clean)), max_size=5).map(
    lambda pairs: tuple(p for p in pairs if p.issue or p.measure)
)


@given(_PAIRS)
def test_printed_pairs_are_read_back(pairs: tuple[Pair, ...]) -> None:
    assert parse_pairs(print_pairs(pairs)) == pairs


@given(_TEXT)
def test_any_text_becomes_pairs_and_keeps_its_words(text: str) -> None:
    pairs = parse_pairs(text)
    assert parse_pairs(print_pairs(pairs)) == pairs

    def words(said: str) -> str:
        return "".join(c for c in said if c not in "■課題対策：: \u3000\n1")

    assert words("".join(p.issue + p.measure for p in pairs)) == words(text)


def test_the_published_examples() -> None:
    mie = next(q for q in bundled() if q.id == "mie")
    second, third = (parse_pairs(mie.questions[n].example) for n in (1, 2))
    assert len(second) == 3
    assert len(third) == 2
    assert second[0] == Pair(
        "現行システムの完成図書がない\n（完成図書がメンテナンスされていない）",
        "現行システム事業者に調査・作成を依頼。\n各原課のシステム担当も協力している。",
    )
    assert all(p.issue and p.measure for p in (*second, *third))


def test_the_shapes_people_paste() -> None:
    assert parse_pairs("前置き\n■課題１：a\r\n■対策:b\n■対策：c\n\n　■課題：d") == (
        Pair("前置き"),
        Pair("a", "b\nc"),
        Pair("d"),
    )
    assert parse_pairs("■対策：先に書いた") == (Pair("", "先に書いた"),)
    assert parse_pairs("■課題の整理がまだ") == (Pair("■課題の整理がまだ"),)
    assert parse_pairs(" \n　") == ()


_SAID = st.text(st.sampled_from("Powerで転記する。1"), max_size=8).map(str.strip)


@given(_SAID, _SAID, _SAID)
def test_a_labelled_remark_is_read_back(tool: str, use: str, rest: str) -> None:
    parts = {"ツール名": tool, "使途": use}
    assert parse_remark(tuple(parts), print_remark(parts, rest)) == (parts, rest)
