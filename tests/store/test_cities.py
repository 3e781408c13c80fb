"""Other municipalities beside ours: what is read, what is refused, and that nothing of ours changes."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.problems import UserProblem
from app.services import (
    carrier,
    catalogue,
    cities,
    city_detail,
    city_matrix,
    city_package,
    comparison,
    parcels,
    private_marks,
    register,
)
from app.services import register_items as items
from app.services import session as sessions
from app.services.city_matrix import Asked
from app.services.session import Session
from app.store import container
from app.store.names import PROJECTION
from app.store.verify import verify
from tests.helpers.cities import NORTH, SOUTH, beside, city, handed, in_conflict, judge, mapped, shown
from tests.helpers.workspaces import WHO, edition

OURS = ("op", "op_parent", "op_atom", "edition", "unit", "ledger", "handed_out", "sheet_export", *PROJECTION)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Session]:
    opened = city(tmp_path, "999997", "みほん市")
    judge(opened, {"0010001": "fit", "0010002": "gap"})
    yield opened
    opened.close()


@pytest.fixture
def north(tmp_path: Path) -> Iterator[Session]:
    opened = city(tmp_path, *NORTH)
    judge(opened, {"0010001": "gap"}, detail="棟ごとに計算する", reason="条例がある")
    judge(opened, {"0010002": "gap", "0010003": "fit"})
    yield opened
    opened.close()


def ours(session: Session) -> object:
    return session.project.digest(), {
        t: sorted(map(repr, session.con.execute(f"SELECT * FROM {t}").fetchall())) for t in OURS
    }


def states(session: Session, id_: str) -> list[tuple[str, str | None]]:
    (line,) = city_matrix.lines(session, [("001", "req", id_, "")])
    return [(c.state, c.verdict) for c in line.cells]


@pytest.mark.parametrize("how", ["package", "carrier", "workspace", "for others", "unnamed workspace"])
def test_nothing_of_ours_changes_however_it_comes(here: Session, north: Session, tmp_path: Path, how: str) -> None:
    mapped(north, "0010001", "棟別の計算", "棟ごとに税を計算する")
    if how == "package":
        file = handed(north, tmp_path)
    elif how == "for others":
        file = shown(north, tmp_path)
    elif how == "carrier":
        file = tmp_path / "北市.xlsx"
        parcels.hand_back(north, file)
        assert carrier.is_carrier(file)
    else:
        north.close()
        file = tmp_path / ("北市.fitgap" if how == "workspace" else "北市から届いた")
        if how != "workspace":
            shutil.copy(tmp_path / "北市.fitgap", file)
    before = ours(here)
    beside(here, file)
    assert ours(here) == before
    assert verify(here.project).ok
    assert states(here, "0010001") == [("answered", "fit"), ("answered", "gap")]
    assert states(here, "0010003") == [("missing", None), ("answered", "fit")]
    found = city_detail.detail(here, ("001", "req", "0010001", ""))
    assert [m.name for m in found.cities[1].mapped] == ["棟別の計算"]
    said = found.cities[1].said
    assert said is not None
    assert (said.detail, said.why, said.department) == ("棟ごとに計算する", "条例がある", "市民課")
    cities.remove(here, "北市")
    assert ours(here) == before
    assert here.con.execute(
        "SELECT (SELECT count(*) FROM overlay_item) + (SELECT count(*) FROM overlay_mapped)"
    ).fetchone() == (0,)


def test_a_newer_one_takes_its_place_and_says_what_changes(here: Session, north: Session, tmp_path: Path) -> None:
    beside(here, handed(north, tmp_path, "一"))
    judge(north, {"0010001": "fit", "0010002": None, "0010004": "ask"})
    given = cities.read(handed(north, tmp_path, "二"), code=here.code)
    seen = cities.preview(here, given)
    assert (seen.added, seen.changed, seen.gone, seen.same, seen.older) == (1, 1, 1, 1, False)
    assert [(s.node, s.before, s.after) for s in seen.samples] == [
        ("req:0010001", "▲ 差異あり", "● 適合"),
        ("req:0010002", "▲ 差異あり", "未回答"),
        ("req:0010004", "未回答", "？ 要確認"),
    ]
    assert states(here, "0010001")[1] == ("answered", "gap")  # a preview writes nothing
    cities.add(here, given)
    assert states(here, "0010001")[1] == ("answered", "fit")
    back = cities.preview(here, cities.read(tmp_path / "一.fgpkg", code=here.code))
    assert (back.older, back.gone) == (True, 1)
    assert len(cities.listed(here)) == 1


def test_a_copied_file_is_whole(here: Session, north: Session, tmp_path: Path) -> None:
    beside(here, handed(north, tmp_path))
    here.close()
    shutil.copy(tmp_path / "みほん市.fitgap", tmp_path / "写し.fitgap")
    with_copy = sessions.open_(tmp_path / "写し.fitgap", who=WHO)
    assert [c.municipality for c in cities.listed(with_copy)] == ["北市"]
    with_copy.close()


def test_conflicts_dispositions_and_editions_are_seen(here: Session, tmp_path: Path) -> None:
    south = city(tmp_path, *SOUTH, edition(label="第1.1版", changed=(1,)))
    judge(south, {"0010001": "gap", "0010002": "gap"}, detail="元の見方")
    in_conflict(south, "0010001", "fit")
    number = items.make_issue(south, "req:0010002", title="印刷")[0]
    register.dispose(south, number, "bpr", content="やり方を変える")
    beside(here, handed(south, tmp_path))
    south.close()
    first = city_detail.detail(here, ("001", "req", "0010001", "")).cities[1]
    assert [v[0] for v in first.values] == ["fit", "gap"]
    assert states(here, "0010001")[1] == ("conflict", None)
    second = city_detail.detail(here, ("001", "req", "0010002", ""))
    assert second.cities[1].dispositions == (("bpr", "やり方を変える"),)
    assert [c.edition for c in second.line.cells] == ["", "第1.1版"]
    assert second.cities[1].edition == "第1.1版"


def test_items_only_another_city_knows_come_last(here: Session, tmp_path: Path) -> None:
    south = city(tmp_path, *SOUTH, edition(14, label="第1.1版"))
    judge(south, {"0010014": "gap", "0010001": "gap"})
    south.close()
    beside(here, tmp_path / "南市.fitgap")
    found = city_matrix.find(here, Asked())
    assert len(found.keys) == 13
    (line,) = city_matrix.lines(here, found.keys[-1:])
    assert (line.id, line.name, line.here, line.cls) == ("0010014", "機能14", False, None)
    assert city_matrix.find(here, Asked(text="機能14")).keys == found.keys[-1:]
    assert city_matrix.find(here, Asked(text="無い語")).keys == ()


def test_ours_and_damaged_ones_are_refused(here: Session, north: Session, tmp_path: Path) -> None:
    file = handed(north, tmp_path)
    before = ours(here)
    with pytest.raises(UserProblem, match="自団体") as own:
        cities.read(handed(here, tmp_path), code=here.code)
    assert own.value.code == "own_municipality"
    data = file.read_bytes()
    for place in range(0, len(data), max(1, len(data) // 60)):
        bad = tmp_path / "悪い.fgpkg"
        bad.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(UserProblem):
            cities.read(bad, code=here.code)
    (tmp_path / "切れた.fgpkg").write_bytes(data[:-7])
    with pytest.raises(UserProblem, match="書き換え"):
        cities.read(tmp_path / "切れた.fgpkg", code=here.code)
    assert ours(here) == before


def changed(path: Path, *statements: str) -> None:
    con = sqlite3.connect(path)
    for statement in statements:
        con.execute(statement)
    con.commit()
    con.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE op SET value=cast(replace(cast(value AS TEXT), 'verdict', 'verdikt') AS BLOB) WHERE type='item'",
        "UPDATE op SET header=cast(replace(cast(header AS TEXT), '市民課/', '税務課/') AS BLOB)",
        "UPDATE op SET header=cast(header AS TEXT)",
        "UPDATE op SET op_id='" + "0" * 64 + "' WHERE seq=1",
        "UPDATE op SET header='x' WHERE seq=(SELECT max(seq) FROM op)",
        "UPDATE op SET salt=5 WHERE seq=(SELECT max(seq) FROM op)",
        "UPDATE edition SET hash='" + "0" * 64 + "'",
        "UPDATE setting SET value='01100' WHERE key='code'",
        "UPDATE setting SET value='huge' WHERE key='size'",
        "ALTER TABLE op RENAME TO op2",
        "DROP TABLE edition",
    ],
)
def test_a_workspace_that_somebody_changed_is_refused(
    here: Session, north: Session, tmp_path: Path, statement: str
) -> None:
    north.close()
    changed(tmp_path / "北市.fitgap", statement)
    with pytest.raises(UserProblem) as refused:
        cities.read(tmp_path / "北市.fitgap", code=here.code)
    assert refused.value.code in ("forged", "damaged")


def test_a_lying_projection_of_a_workspace_is_not_believed(here: Session, north: Session, tmp_path: Path) -> None:
    north.close()
    changed(tmp_path / "北市.fitgap", "UPDATE item_state SET verdict='fit', why='偽り'")
    beside(here, tmp_path / "北市.fitgap")
    assert states(here, "0010001")[1] == ("answered", "gap")


def test_views_instead_of_tables_are_refused(here: Session, north: Session, tmp_path: Path) -> None:
    north.close()
    changed(
        tmp_path / "北市.fitgap", "ALTER TABLE op RENAME TO kept", "CREATE VIEW op AS SELECT * FROM kept, kept AS again"
    )
    with pytest.raises(UserProblem):
        cities.read(tmp_path / "北市.fitgap", code=here.code)


@pytest.mark.parametrize("version", [1, 3, 4, 5, 6])
def test_a_workspace_of_an_earlier_version_is_read_as_it_is(version: int, tmp_path: Path) -> None:
    file = tmp_path / "前の版.fitgap"
    shutil.copy(Path(__file__).parents[1] / "data" / f"workspace-v{version}.fitgap", file)
    before = file.read_bytes()
    given = cities.read(file, code="000000")
    con = sqlite3.connect(file)
    (judged,) = con.execute("SELECT count(*) FROM item_state WHERE verdict IS NOT NULL AND conflict=0").fetchone()
    con.close()
    assert sum(s.verdict is not None for s in given.items) == judged > 0
    assert file.read_bytes() == before


def test_reading_only_is_said(here: Session, north: Session, tmp_path: Path) -> None:
    given = cities.read(handed(north, tmp_path), code=here.code)
    reader = sessions.open_(tmp_path / "みほん市.fitgap", who=WHO, read_only=True)
    for write in (
        lambda: cities.add(reader, given),
        lambda: private_marks.put(reader, ("001", "req", "0010001", ""), mark=True, note="", withhold=False),
    ):
        with pytest.raises(UserProblem, match="読むだけ"):
            write()
    reader.close()


def test_a_package_for_others_holds_no_memo_and_nothing_withheld(here: Session, tmp_path: Path) -> None:
    key = ("001", "req", "0010002", "")
    found, at = catalogue.find(here, "req:0010001")
    comparison.set_memo(here, found, at, "これは内輪のメモ")
    private_marks.put(here, key, mark=True, note="渡さない", withhold=True)
    made = city_package.create(here, tmp_path / "渡す.fgpkg")
    assert made.manifest.types == {"item": 1, "adoption": 1}
    assert "内輪".encode() not in container.Container(made.file).read("ops.jsonl")
    given = cities.read(tmp_path / "渡す.fgpkg", code="011002")
    assert [s.item for s in given.items] == ["0010001"]
    private_marks.put(here, key, mark=False, note="", withhold=False)
    assert private_marks.listed(here) == []
    assert city_package.create(here, tmp_path / "渡す2.fgpkg").manifest.types["item"] == 2
    with pytest.raises(UserProblem, match="渡せる判定"):
        city_package.create(here, tmp_path / "渡す3.fgpkg", chosen=["010"])
