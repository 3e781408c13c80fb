"""P12 and P13 through real files: any edits of a sheet, in any order of its rows, come back as exactly those."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.services import roundtrip
from app.services.session import Session
from tests.helpers.answers import Answered
from tests.unit.reports import towns

IDS = tuple(f"00{10000 + n}" for n in range(1, 13))
TEXT = st.text(st.sampled_from("あア亜A1０ 　=+@'<&\n𠮷"), max_size=8)
VALUES = {
    "判定": st.sampled_from(("□ 未判定", "● 適合", "▲ 差異あり", "？ 要確認")),
    "現行有無": st.sampled_from(("利用中", "不明", "なし（手作業）")),
    "影響度": st.sampled_from(("高", "低")),
    "差異の内容": TEXT,
    "メモ": TEXT,
}
ATOM = {"判定": "verdict", "現行有無": "verdict", "差異の内容": "verdict", "影響度": "effect", "メモ": "memo"}


@st.composite
def edits(draw: st.DrawFn) -> dict[tuple[str, str], str]:
    """(id, column) → what somebody typed."""
    places = draw(st.sets(st.tuples(st.sampled_from(IDS), st.sampled_from(sorted(VALUES))), max_size=10))
    return {place: draw(VALUES[place[1]]) for place in sorted(places)}


def sent(session: Session, folder: Path, name: str) -> Path:
    (made,) = roundtrip.send(session, folder / name, ["F1"])
    return made.path


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(first=edits(), second=edits(), backwards=st.booleans())
def test_any_edits_of_a_sheet_come_back_as_exactly_those(
    first: dict[tuple[str, str], str], second: dict[tuple[str, str], str], backwards: bool
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        town = towns.town(folder)
        try:
            for turn, typed in enumerate((first, second)):
                check(town, folder, f"{turn}", typed, backwards=backwards)
        finally:
            town.close()


def standing(sheet: Answered) -> dict[tuple[str, str], str]:
    """(id, column) → what stands there, blanks around it aside."""
    columns = {c: sheet.column(c) for c in VALUES}
    ids = sheet.column("機能ID")
    rows = range(sheet.top, sheet.top + len(IDS))
    return {
        (str(sheet.sheet.cell(r, ids).value), c): str(sheet.sheet.cell(r, at).value or "").strip()
        for r in rows
        for c, at in columns.items()
    }


def check(town: Session, folder: Path, turn: str, typed: dict[tuple[str, str], str], *, backwards: bool) -> None:
    """One sheet out and back: the cells that differ, and no other, are changes or questions; then all is as typed."""
    with Answered(sent(town, folder, f"out{turn}"), folder / f"back{turn}.xlsx") as sheet:
        before = standing(sheet)
        for (id_, column), text in typed.items():
            sheet.put(sheet.row("機能ID", id_), column, text)
        if backwards:
            sheet.sort("機能ID", reverse=True)
    real = {place: text.strip() for place, text in typed.items() if text.strip() != before[place]}
    filled = {place for place, text in real.items() if text}
    seen = roundtrip.preview(town, sheet.path)
    assert {(c.name, c.column) for c in seen.changes} == filled
    assert {(q.name, q.column, q.code) for q in seen.questions} == {
        (i, c, "cleared") for (i, c) in real.keys() - filled
    }
    assert len(seen.operations) == len({(i, ATOM[c]) for i, c in filled})
    assert roundtrip.take_over(town, seen).operations == seen.new == len(seen.operations)
    assert roundtrip.preview(town, sheet.path).new == 0
    assert town.con.execute("SELECT count(*) FROM conflict").fetchone() == (0,)
    with Answered(sent(town, folder, f"again{turn}"), folder / f"now{turn}.xlsx") as now:
        assert standing(now) == before | {place: real[place] for place in filled}
    assert not roundtrip.preview(town, now.path).operations
