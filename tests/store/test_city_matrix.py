"""ID × 団体 against a brute-force count, joint decisions and deviations, what stays private, what suggestions learn."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from app.core.problems import UserProblem
from app.services import (
    catalogue,
    checks,
    cities,
    city_joint,
    city_matrix,
    city_package,
    city_sheet,
    conflicts,
    exports,
    history,
    parcels,
    private_marks,
    suggest,
    survey,
    taking,
)
from app.services import session as sessions
from app.services.city_matrix import SHOWS, Asked
from app.services.session import Session
from app.store import container
from app.store.verify import verify
from app.ui.theme.tokens import tokens
from tests.helpers.cities import NORTH, SOUTH, beside, city, handed, in_conflict, judge, mapped
from tests.helpers.parcels import OFFICE, TAX
from tests.helpers.workspaces import edition

SAID = {"reason": "協議会で確かめた", "by": "三市協議会", "date": "2026-11-20"}
IDS = [f"001{n:04d}" for n in range(1, 13)]
FIRST = ("001", "req", "0010001", "")


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Session]:
    opened = city(tmp_path, "999997", "みほん市")
    yield opened
    opened.close()


def three(here: Session, folder: Path, chosen: random.Random) -> dict[str, list[str | None]]:
    """Three cities that judge at random; id → what each says ("!" = in conflict), ours first."""
    expected: dict[str, list[str | None]] = {id_: [] for id_ in IDS}
    for session in (here, city(folder, *NORTH), city(folder, *SOUTH, edition(10, label="第1.1版"))):
        for id_ in IDS:
            if session is not here and session.info.municipality == "南市" and id_ in IDS[10:]:
                expected[id_].append(None)
                continue
            verdict = chosen.choice(["fit", "fit", "gap", None, "!"])
            if verdict is not None:
                judge(session, {id_: "gap" if verdict == "!" else verdict})
            if verdict == "!":
                in_conflict(session, id_, "ask")
            expected[id_].append(verdict)
        if session is not here:
            beside(here, handed(session, folder))
            session.close()
    return expected


def brute(expected: dict[str, list[str | None]], joint: dict[str, str], excused: set[tuple[str, int]]) -> object:
    """The rows of every narrowing, by counting."""

    def apart(id_: str) -> bool:
        said = enumerate(expected[id_])
        return id_ in joint and any(v not in (None, joint[id_]) and (id_, n) not in excused for n, v in said)

    return {
        "all": IDS,
        "differs": [i for i in IDS if len({v for v in expected[i] if v}) > 1],
        "missing": [i for i in IDS if None in expected[i]],
        "open": [i for i in IDS if i not in joint],
        "apart": [i for i in IDS if apart(i)],
    }


def found(here: Session, **more: object) -> dict[str, list[str]]:
    out = {}
    for show in SHOWS:
        rows = city_matrix.find(here, Asked(show=show, **more))  # type: ignore[arg-type]
        assert rows.counts[show] == len(rows.keys)
        out[show] = [k[2] for k in rows.keys]
    return out


@pytest.mark.parametrize("seed", range(6))
def test_the_matrix_is_what_counting_gives(here: Session, tmp_path: Path, seed: int) -> None:
    chosen = random.Random(seed)
    expected = three(here, tmp_path, chosen)
    assert found(here) == brute(expected, {}, set())
    joint = {id_: chosen.choice(["fit", "gap"]) for id_ in chosen.sample(IDS, 5)}
    for id_, verdict in joint.items():
        city_joint.decide(here, [("001", "req", id_, "")], verdict=verdict, **SAID)
    excused = {(id_, chosen.randrange(3)) for id_ in joint}
    codes = ("999997", NORTH[0], SOUTH[0])
    for id_, n in excused:
        city_joint.deviate(here, ("001", "req", id_, ""), codes[n], reason="条例がある")
    assert found(here) == brute(expected, joint, excused)
    for line in city_matrix.lines(here, [("001", "req", i, "") for i in IDS]):
        said = expected[line.id]
        assert [
            None if c.state == "missing" else "!" if c.state == "conflict" else c.verdict for c in line.cells
        ] == said
        assert [c.off for c in line.cells] == [line.id in joint and v not in (None, joint[line.id]) for v in said]
        assert [c.reasoned for c in line.cells] == [(line.id, n) in excused for n in range(3)]
    assert found(here, text="機能7")["all"] == ["0010007"]
    assert found(here, businesses=("010",))["all"] == found(here, kinds=("form",))["all"] == []
    assert found(here, kinds=("req",)) == found(here)
    assert verify(here.project).ok


def test_a_joint_decision_is_a_step_like_any_other(here: Session) -> None:
    city_joint.decide(here, [FIRST], verdict="fit", disposition="bpr", content="三市で揃える", **SAID)
    (line,) = city_matrix.lines(here, [FIRST])
    assert line.joint is not None
    assert (line.joint.verdict, line.joint.disposition, line.joint.by) == ("fit", "bpr", "三市協議会")
    city_joint.decide(here, [FIRST], verdict="gap", **SAID)
    history.undo(here)
    assert city_matrix.lines(here, [FIRST])[0].joint == line.joint
    city_joint.deviate(here, FIRST, "みほん市", reason="条例がある")
    assert city_matrix.lines(here, [FIRST])[0].cells[0].reasoned
    city_joint.deviate(here, FIRST, "999997", reason="")
    assert not city_matrix.lines(here, [FIRST])[0].cells[0].reasoned
    city_joint.withdraw(here, [FIRST])
    assert city_matrix.lines(here, [FIRST])[0].joint is None
    with pytest.raises(UserProblem, match="共同の決定がない"):
        city_joint.deviate(here, FIRST, "999997", reason="条例がある")


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"verdict": "", "disposition": ""}, "共同の判定も対応方針も"),
        ({"verdict": "wrong"}, "判定「wrong」"),
        ({"disposition": "wrong"}, "対応方針「wrong」"),
        ({"reason": " "}, "理由が"),
        ({"by": ""}, "決定者が"),
        ({"date": "R8.1.1"}, "日付として"),
        ({"disposition": "customise"}, "カスタマイズ"),
    ],
)
def test_what_cannot_be_decided_together(here: Session, more: dict[str, str], message: str) -> None:
    before = here.project.digest()
    with pytest.raises(UserProblem, match=message):
        city_joint.decide(here, [FIRST], **({"verdict": "fit"} | SAID | more))  # type: ignore[arg-type]
    assert here.project.digest() == before


def test_all_that_agree_are_decided_at_once_after_a_look(here: Session, tmp_path: Path) -> None:
    expected = three(here, tmp_path, random.Random(3))
    for id_ in ("0010001", "0010002"):
        expected[id_] = ["fit"] * 3
    alike = sorted(i for i, said in expected.items() if len(set(said)) == 1 and said[0] not in (None, "!"))
    for name in ("北市", "南市"):
        other = sessions.open_(tmp_path / f"{name}.fitgap", who=OFFICE)
        conflicts_gone(other)
        judge(other, {"0010001": "fit", "0010002": "fit"})
        beside(here, handed(other, tmp_path, f"{name}二"))
        other.close()
    conflicts_gone(here)
    judge(here, {"0010001": "fit", "0010002": "fit"})
    seen = city_joint.agreed(here, Asked())
    assert {"0010001", "0010002"} <= {x.id for x in seen.lines}
    assert {x.id for x in seen.lines} >= set(alike)
    assert all(len({c.verdict for c in x.cells}) == 1 and x.cells[0].verdict for x in seen.lines)
    assert len(seen.lines) + seen.left == 12
    done = city_joint.decide_agreed(here, seen.lines, **SAID)
    assert done.operations == len(seen.lines)
    assert city_joint.agreed(here, Asked()).lines == ()
    history.undo(here)
    assert city_joint.agreed(here, Asked()).lines == seen.lines
    judge(here, {seen.lines[0].id: "ask"})
    with pytest.raises(UserProblem, match="変わったもの"):
        city_joint.decide_agreed(here, seen.lines, **SAID)


def test_check_10_names_what_is_judged_apart(here: Session, tmp_path: Path) -> None:
    def said() -> list[tuple[str, str, str]]:
        return [(f.target, f.level, f.message.partition("：")[2][:6]) for f in checks.run(here, [10])]

    judge(here, {"0010001": "fit", "0010002": "gap", "0010003": "fit"})
    in_conflict(here, "0010004", "ask")
    judge(here, {"0010005": "fit"})
    in_conflict(here, "0010005", "ask")
    own = ("req:0010005", "warning", "判定が食い違")
    assert said() == [own]
    north = city(tmp_path, *NORTH)
    judge(north, {"0010001": "gap", "0010002": "fit", "0010003": "fit", "0010005": "gap"})
    beside(here, handed(north, tmp_path))
    north.close()
    differs = [("req:0010001", "info", "団体によって"), ("req:0010002", "info", "団体によって")]
    assert said() == [*differs, own]
    city_joint.decide(here, [FIRST], verdict="fit", **SAID)
    assert said() == [("req:0010001", "warning", "共同の決定と"), differs[1], own]
    city_joint.deviate(here, FIRST, "北市", reason="条例がある")
    assert said() == [differs[1], own]


def test_silence_is_no_agreement(here: Session, tmp_path: Path) -> None:
    north = city(tmp_path, *NORTH)
    judge(here, {"0010001": "fit", "0010002": "fit"})
    judge(north, {"0010001": "fit", "0010003": "fit"})
    beside(here, handed(north, tmp_path))
    north.close()
    seen = city_joint.agreed(here, Asked())
    assert ([x.id for x in seen.lines], seen.left) == (["0010001"], 11)
    cities.remove(here, "北市")
    assert city_joint.agreed(here, Asked()).lines == ()  # alone one agrees with nobody


def conflicts_gone(session: Session) -> None:
    for line in conflicts.listed(session):
        shown = conflicts.show(session, line.rid, line.atom)
        conflicts.take(session, line.rid, line.atom, shown.values[0].op_id, "決めた", heads=shown.heads)


def test_joint_decisions_travel_and_differing_ones_are_a_conflict(here: Session, tmp_path: Path) -> None:
    survey.add_records(here, "departments", [{"name": "市民課", "businesses": ["001"]}])
    city_joint.decide(here, [FIRST], verdict="fit", **SAID)
    made = parcels.create(here, "市民課", tmp_path / "市民課.fgpkg")
    assert made.manifest.types["joint"] == 1
    copy = parcels.open_copy(made.file, who=TAX, out=tmp_path / "写し.fitgap")
    assert city_matrix.lines(copy, [FIRST])[0].joint is not None
    with pytest.raises(UserProblem, match="事務局が決める"):
        city_joint.decide(copy, [FIRST], verdict="gap", **SAID)
    copy.close()
    apart = sessions.create(tmp_path / "別.fitgap", municipality="みほん市", code="999997", size="general", who=OFFICE)
    taking.merge(apart, [handed(here, tmp_path)], apart=True)
    city_joint.decide(apart, [FIRST], verdict="gap", **SAID)
    city_joint.decide(here, [FIRST], verdict="ask", **SAID)
    taking.merge(here, [handed(apart, tmp_path, "別")], apart=True)
    apart.close()
    (line,) = conflicts.listed(here)
    assert (line.node, line.about, line.values) == ("req:0010001", "共同の決定", 2)
    shown = conflicts.show(here, line.rid, line.atom)
    assert {dict(v.fields)["共同の判定"] for v in shown.values} == {"▲ 差異あり", "？ 要確認"}
    (row,) = city_matrix.lines(here, [FIRST])
    assert row.joint is not None
    assert row.joint.conflict
    conflicts.take(here, line.rid, line.atom, shown.values[0].op_id, "議事録のとおり", heads=shown.heads)
    assert conflicts.listed(here) == []


NOTE = "課長には内緒の所感です"


def test_own_marks_are_in_no_byte_that_leaves(here: Session, tmp_path: Path) -> None:
    judge(here, {"0010001": "fit", "0010002": "gap"})
    survey.add_records(here, "departments", [{"name": "市民課", "businesses": ["001"]}])
    before = here.project.digest()
    private_marks.put(here, FIRST, mark=True, note=NOTE, withhold=False)
    assert here.project.digest() == before
    assert private_marks.of(here, FIRST).note == NOTE
    out = tmp_path / "外へ"
    out.mkdir()
    parcels.create(here, "市民課", out / "a.fgpkg")
    parcels.hand_back(here, out / "b.fgpkg")
    parcels.hand_back(here, out / "b.xlsx")
    city_package.create(here, out / "c.fgpkg")
    city_sheet.write(here, Asked(), out / "d.xlsx")
    city_sheet.write(here, Asked(), out / "e.xlsx", mode="machine")
    wanted = [o.id for o in exports.offers(here)]
    exports.write(here, out, wanted, business=None, department="市民課", colours=tokens("light"))
    copy = parcels.open_copy(out / "a.fgpkg", who=TAX, out=tmp_path / "写し.fitgap")
    assert private_marks.listed(copy) == []
    copy.close()
    files = [*out.iterdir(), tmp_path / "写し.fitgap"]
    assert len(files) > 8
    for file in files:
        for content in contents(file):
            assert NOTE.encode() not in content
    assert NOTE.encode() in (tmp_path / "みほん市.fitgap").read_bytes()  # the search would find it


def contents(file: Path) -> list[bytes]:
    if file.suffix == ".fgpkg":
        box = container.Container(file)
        return [box.read(n) for n in box.entries]
    if file.suffix == ".xlsx":
        with zipfile.ZipFile(file) as book:
            return [book.read(n) for n in book.namelist()]
    return [file.read_bytes()]


def test_suggestions_learn_what_others_mapped(here: Session, tmp_path: Path) -> None:
    survey.add_records(here, "functions", [{"business": "001", "name": "番号札の呼び出し"}])
    (rid,) = here.con.execute("SELECT rid FROM record WHERE type='function'").fetchone()
    assert suggest.for_current(here, rid) == []
    north = city(tmp_path, *NORTH)
    mapped(north, "0010003", "番号札を呼び出す")
    judge(north, {"0010003": "fit"})
    beside(here, handed(north, tmp_path))
    north.close()
    (first, *_) = suggest.for_current(here, rid)
    assert first.item.id == "0010003"
    assert first.why[0] == "他団体の対応付けに似ています（北市 K-0001）"
    found_in, key = catalogue.find(here, "req:0010003")
    (answer,) = suggest.for_item(here, found_in, key)
    assert (answer.current.rid, answer.why[0]) == (rid, "他団体の対応付けに似ています（北市 K-0001）")
    cities.remove(here, "北市")
    assert suggest.for_current(here, rid) == []


def test_the_sheet_has_a_row_per_id_or_per_id_and_city(here: Session, tmp_path: Path) -> None:
    expected = three(here, tmp_path, random.Random(1))
    city_joint.decide(here, [FIRST], verdict="fit", **SAID)
    city_joint.deviate(here, FIRST, "南市", reason="=条例がある")
    plain = openpyxl.load_workbook(city_sheet.write(here, Asked(), tmp_path / "行列.xlsx")).worksheets[0]
    head = next(r for r in range(1, 20) if plain.cell(r, 2).value == "ID")
    assert [plain.cell(head, c).value for c in range(1, 10)] == [
        "業務", "ID", "類型", "名称", "みほん市", "北市", "南市", "共同の決定", "逸脱の理由",
    ]  # fmt: skip
    assert plain.cell(head + 1, 9).value == "南市：=条例がある"
    assert plain.max_row == head + 12
    flat = openpyxl.load_workbook(city_sheet.write(here, Asked(), tmp_path / "機械.xlsx", mode="machine")).worksheets[0]
    rows = list(flat.iter_rows(values_only=True))
    assert rows[0] == city_sheet.MACHINE
    assert len(rows) == 1 + 12 * 3
    assert {r[5] for r in rows[1:]} == {"みほん市", "北市", "南市"}
    in_conflicts = sum(v == "!" for said in expected.values() for v in said)
    assert sum(r[10] == "1" for r in rows[1:]) == in_conflicts
    deviating = next(r for r in rows[1:] if r[18])
    assert deviating[18] == "=条例がある"
    assert flat.cell(2, 3).data_type == "s"
