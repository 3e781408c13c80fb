"""P12 on the pure rules: no edit → nothing, any edits → exactly those; order and place play no part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.core import roundtrip
from app.core.roundtrip import Back, Column, Sender, Written

EXPORT = "e" * 32
COLUMNS = (
    Column("id", "機能ID"),
    Column("verdict", "判定", "verdict"),
    Column("detail", "差異の内容", "verdict"),
    Column("memo", "メモ", "memo"),
)
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=6)
CELLS = st.fixed_dictionaries({"verdict": TEXT, "detail": TEXT, "memo": TEXT})


@st.composite
def sheets(draw: st.DrawFn) -> list[tuple[Written, dict[str, str]]]:
    """Rows as sent, each with its texts."""
    out = []
    for n in range(draw(st.integers(1, 6))):
        texts = {"id": f"00{n:05d}", **draw(CELLS)}
        rid = f"rid-{n}"
        marks = {c: roundtrip.mark(EXPORT, rid, c, t) for c, t in texts.items()}
        disputed = frozenset(draw(st.sets(st.sampled_from(("verdict", "memo")), max_size=1)))
        out.append((Written(rid, texts["id"], marks, {"verdict": (f"head-{n}",)}, disputed), texts))
    return out


def back(rows: list[tuple[Written, Mapping[str, str]]], order: list[int]) -> list[Back]:
    """The rows as a sheet that came back holds them, in another order."""
    return [Back(9 + at, rows[n][0].rid, rows[n][1]["id"], rows[n][1]) for at, n in enumerate(order)]


def found(rows: list[tuple[Written, Mapping[str, str]]], order: list[int]) -> dict[tuple[str, str], tuple[str, str]]:
    """(rid, column) → (kind, text) of every cell told as edited."""
    sent = {w.rid: w for w, _ in rows}
    returned = back(rows, order)
    matching = roundtrip.match_rows(list(sent.values()), returned, {}, rows_can_be_added=False)
    assert not matching.doubts
    assert not matching.new
    by_row = {b.row: b for b in returned}
    return {
        (rid, e.code): (e.kind, e.text)
        for row, rid in matching.known.items()
        for e in roundtrip.cell_edits(EXPORT, sent[rid], COLUMNS, by_row[row].texts)
    }


@given(sheets(), st.randoms())
def test_no_edit_is_no_edit_in_any_order(rows: list[tuple[Written, dict[str, str]]], dice: object) -> None:
    order = list(range(len(rows)))
    dice.shuffle(order)  # type: ignore[attr-defined]
    assert found(list(rows), order) == {}


@given(sheets(), st.data())
def test_any_edits_are_exactly_those(rows: list[tuple[Written, dict[str, str]]], data: st.DataObject) -> None:
    wanted: dict[tuple[str, str], tuple[str, str]] = {}
    edited: list[tuple[Written, Mapping[str, str]]] = []
    for written, texts in rows:
        new = dict(texts)
        for code in data.draw(st.sets(st.sampled_from(("verdict", "detail", "memo")))):
            text = data.draw(TEXT)
            new[code] = text
            if roundtrip.plain(text) != roundtrip.plain(texts[code]):
                atom = next(c.atom for c in COLUMNS if c.code == code)
                kind = "disputed" if atom in written.disputed else "edit" if roundtrip.plain(text) else "cleared"
                wanted[written.rid, code] = (kind, roundtrip.plain(text))
        edited.append((written, new))
    order = data.draw(st.permutations(range(len(rows))))
    assert found(edited, list(order)) == wanted
    assert found(edited, sorted(order)) == wanted


@given(TEXT, st.sampled_from((" ", "\u3000", "\n", "\r\n", "")), st.sampled_from((" ", "\r\n", "\u3000", "")))
def test_blanks_around_a_text_are_no_edit(text: str, before: str, after: str) -> None:
    assert roundtrip.mark(EXPORT, "r", "c", before + text + after) == roundtrip.mark(EXPORT, "r", "c", text)


@given(TEXT, TEXT)
def test_another_text_is_an_edit(one: str, other: str) -> None:
    same = roundtrip.mark(EXPORT, "r", "c", one) == roundtrip.mark(EXPORT, "r", "c", other)
    assert same == (roundtrip.plain(one) == roundtrip.plain(other))


@given(sheets(), st.data())
def test_a_row_is_never_taken_for_another(rows: list[tuple[Written, dict[str, str]]], data: st.DataObject) -> None:
    """Whatever becomes of the hidden column: a row is known as what its name says, or it is asked."""
    sent = [w for w, _ in rows]
    keys = [data.draw(st.sampled_from(["", "junk", *(w.rid for w in sent)])) for _ in sent]
    returned = [Back(9 + n, key, w.name, t) for n, (key, (w, t)) in enumerate(zip(keys, rows, strict=True))]
    matching = roundtrip.match_rows(sent, returned, {}, rows_can_be_added=False)
    names = {w.rid: w.name for w in sent}
    by_row = {b.row: b for b in returned}
    assert all(names[rid] == by_row[row].name for row, rid in matching.known.items())
    assert len(set(matching.known.values())) == len(matching.known)
    assert set(matching.known) | {d.row for d in matching.doubts} == set(by_row)
    told = {d.row: d.suggested for d in matching.doubts if d.suggested}
    again = roundtrip.match_rows(sent, returned, told, rows_can_be_added=False)
    assert all(names[rid] == by_row[row].name for row, rid in again.known.items())


SENDER = Sender(EXPORT, b"secret", "2026-01-15T14:03:00.000+09:00", "市民課/田中", "様式 F1")
FIELDS = st.dictionaries(st.sampled_from(("verdict", "detail", "reason")), TEXT, max_size=3)


@given(st.lists(st.tuples(st.sampled_from(("a", "b")), st.sampled_from(("verdict", "memo")), FIELDS), max_size=6))
def test_the_same_cells_make_the_same_operations_wherever_they_are_taken_back(
    edits: list[tuple[str, str, dict[str, str]]],
) -> None:
    def ops(sender: Sender, which: list[tuple[str, str, dict[str, str]]]) -> list[str]:
        return [
            roundtrip.set_operation(sender, rid=r, type="item", atom=a, fields=f, parents=("p",)).op_id
            for r, a, f in which
        ]

    here = ops(SENDER, edits)
    assert ops(SENDER, edits[::-1])[::-1] == here  # other PC, other order, other edits beside
    distinct = {(r, a, tuple(sorted(f.items()))) for r, a, f in edits}
    assert len(set(here)) == len(distinct)
    for other in (replace(SENDER, secret=b"other"), replace(SENDER, export="f" * 32), replace(SENDER, by="x/y")):
        assert not set(ops(other, edits)) & set(here)


@given(FIELDS)
def test_a_salt_tells_nothing_without_the_secret(fields: dict[str, str]) -> None:
    op = roundtrip.set_operation(SENDER, rid="r", type="item", atom="memo", fields=fields, parents=())
    assert op.value is not None
    assert op.salt == roundtrip.salt(SENDER.secret, "r", "memo", op.value)
    assert op.salt != roundtrip.salt(b"", "r", "memo", op.value)
    assert op.header.find(SENDER.secret) < 0
