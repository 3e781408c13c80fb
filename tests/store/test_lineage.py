"""A confirmed renumbering makes two ids one item: whatever the order, nothing is lost, hidden or made up."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.operations import Operation, parse
from app.core.problems import UserProblem
from app.services import (
    catalogue,
    comparison,
    history,
    register,
    register_items,
    sheet_rows,
    succession,
    suspects,
    upkeep,
)
from app.services.departments import responsible
from app.services.session import Session
from app.store import history as store_history
from app.store.merge import unite
from app.store.names import PROJECTION
from spec_catalog.model import Edition
from tests.helpers.workspaces import edition as make
from tests.helpers.workspaces import with_edition, workspace

IDS = ("0010001", "0010002", "0010003")
PAIRS = list(itertools.combinations(range(3), 2))


def editions(session: Session) -> list[str]:
    """Three editions, each with the same requirement under another id."""
    (item,) = make(1).items
    return [
        with_edition(session, Edition("001", "req", f"第{n}版", f"202{n}-04-01", items=(replace(item, id=id_),)))
        for n, id_ in enumerate(IDS)
    ]


def shown(session: Session, edition: str) -> tuple[set[str], bool]:
    """The verdict's texts as a person sees them, and whether it is a conflict."""
    judged = catalogue.detail(session, edition, 1).judgement
    if judged is None:
        return set(), False
    return ({v[1] for v in judged.values} if judged.conflict else {judged.detail} - {""}), judged.conflict


def projected(session: Session) -> dict[str, object]:
    return {t: sorted(session.con.execute(f"SELECT * FROM {t}").fetchall(), key=repr) for t in PROJECTION}


def operations(session: Session) -> list[Operation]:
    rows = session.con.execute("SELECT op_id, header, value, salt FROM op ORDER BY seq").fetchall()
    return [parse(r[1], r[2], r[3], op_id=r[0]) for r in rows]


# --- the oracle: who had seen what, without the program's heads -------------------------------------------------------


@dataclass
class Oracle:
    """Per PC: the writes and confirmations it holds. A write has seen all that stood with it as one item, and what
    those had seen."""

    writes: dict[str, tuple[int, frozenset[str]]]  # text → (item, seen texts)
    held: list[set[str]]  # per PC
    joined: list[dict[tuple[int, int], tuple[int, bool]]]  # per PC: pair → (age, stands)

    def one(self, pc: int, item: int) -> set[int]:
        found, grown = {item}, True
        while grown:
            more = {x for pair, (_, on) in self.joined[pc].items() if on and found & set(pair) for x in pair}
            grown, found = not more <= found, found | more
        return found

    def here(self, pc: int, item: int) -> set[str]:
        return {t for t in self.held[pc] if self.writes[t][0] in self.one(pc, item)}

    def expected(self, pc: int, item: int) -> set[str]:
        here = self.here(pc, item)
        return here - {seen for t in here for seen in self.writes[t][1]}

    def disputed(self, pc: int, pair: tuple[int, int]) -> bool:
        """Whether the other PC said something about the pair that this one doesn't know; such disputes are below."""
        return self.joined[1 - pc].get(pair, (-1, False))[0] > self.joined[pc].get(pair, (-1, False))[0]

    def write(self, pc: int, item: int, text: str) -> None:
        here = self.here(pc, item)
        self.writes[text] = (item, frozenset(here | {s for t in here for s in self.writes[t][1]}))
        self.held[pc].add(text)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("judge"), st.integers(0, 1), st.integers(0, 2)),
        st.tuples(st.just("same"), st.integers(0, 1), st.integers(0, 2)),
        st.tuples(st.just("part"), st.integers(0, 1), st.integers(0, 2)),
        st.tuples(st.just("sync"), st.integers(0, 1), st.just(0)),
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(STEPS)
def test_exactly_what_nobody_had_seen_stands_side_by_side(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("lineage")
    pcs = [workspace(folder, f"{n}.fitgap") for n in "ab"]
    hashes = editions(pcs[0])
    editions(pcs[1])
    unite(pcs[1].project, operations(pcs[0]))
    unite(pcs[0].project, operations(pcs[1]))
    oracle = Oracle({}, [set(), set()], [{}, {}])
    for age, (kind, pc, n) in enumerate(steps):
        session, other = pcs[pc], pcs[1 - pc]
        pair = PAIRS[n]
        nodes = [f"req:{IDS[i]}" for i in pair]
        if kind == "judge" and not shown(session, hashes[n])[1]:
            comparison.judge(session, hashes[n], [1], verdict="gap", detail=f"{age}")
            oracle.write(pc, n, f"{age}")
        elif kind == "same" and not oracle.disputed(pc, pair):
            succession.confirm(session, "renumbered", nodes[:1], nodes[1:])
            oracle.joined[pc][pair] = (age, True)
        elif kind == "part" and oracle.joined[pc].get(pair, (0, False))[1] and not oracle.disputed(pc, pair):
            (found,) = (s for s in succession.listed(session) if [*s.sources, *s.results] == nodes)
            succession.withdraw(session, found.rid)
            oracle.joined[pc][pair] = (age, False)
        elif kind == "sync":
            unite(session.project, operations(other))
            oracle.held[pc] |= oracle.held[1 - pc]
            for p, held in oracle.joined[1 - pc].items():
                oracle.joined[pc][p] = max(oracle.joined[pc].get(p, (-1, False)), held)
        for at, s in enumerate(pcs):
            for item in range(3):
                assert shown(s, hashes[item]) == (oracle.expected(at, item), len(oracle.expected(at, item)) > 1)
    for session in pcs:
        assert upkeep.verify(session).ok
    unite(pcs[0].project, operations(pcs[1]))
    unite(pcs[1].project, operations(pcs[0])[::-1])
    assert projected(pcs[0]) == projected(pcs[1])
    for session in pcs:
        session.close()


WALK = st.lists(
    st.one_of(
        st.tuples(st.just("judge"), st.integers(0, 2)),
        st.tuples(st.just("memo"), st.integers(0, 2)),
        st.tuples(st.just("same"), st.integers(0, 2)),
        st.tuples(st.just("part"), st.integers(0, 2)),
        st.tuples(st.just("map"), st.integers(0, 2)),
        st.tuples(st.just("unmap"), st.integers(0, 2)),
        st.tuples(st.just("resolve"), st.integers(0, 2)),
    ),
    min_size=1,
    max_size=9,
)


def visible(session: Session, hashes: list[str]) -> object:
    """What a person can see of the three items."""
    pairs = session.con.execute("SELECT item, target FROM mapping ORDER BY item, target").fetchall()
    memos = [d.memo.text if (d := catalogue.detail(session, h, 1)).memo else "" for h in hashes]
    return [shown(session, h) for h in hashes], memos, pairs, [s.results for s in succession.listed(session)]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(WALK)
def test_every_state_can_be_walked_back_to_and_forth(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    session = workspace(tmp_path_factory.mktemp("walk"))
    hashes = editions(session)
    with session.project.unit("登録") as unit:
        own = unit.create("function", {"identity": {"number": "K-1", "name": "台帳"}})
    start = history.undoable(session)[0]
    states = [visible(session, hashes)]
    for age, (kind, n) in enumerate(steps):
        nodes = [f"req:{IDS[i]}" for i in PAIRS[n]]
        pair = [s for s in succession.listed(session) if [*s.sources, *s.results] == nodes]
        try:
            if kind == "judge":
                comparison.judge(session, hashes[n], [1], verdict="gap", detail=f"{age}")
            elif kind == "memo":
                comparison.set_memo(session, hashes[n], 1, f"メモ{age}")
            elif kind == "same":
                succession.confirm(session, "renumbered", nodes[:1], nodes[1:])
            elif kind == "part" and pair:
                succession.withdraw(session, pair[0].rid)
            elif kind == "map":
                comparison.map_current(session, f"req:{IDS[n]}", own)
            elif kind == "unmap":
                comparison.unmap_current(session, f"req:{IDS[n]}", own)
            elif kind == "resolve" and shown(session, hashes[n])[1]:
                rid = session.con.execute("SELECT rid FROM item_state WHERE item=?", (IDS[n],)).fetchone()[0]
                with session.project.unit("決める") as unit:
                    unit.resolve(rid, "item", "verdict", {"verdict": "fit", "detail": f"決{age}"}, "理由")
        except UserProblem as refused:
            assert refused.code == "in_conflict"  # noqa: PT017
        while history.undoable(session)[0] > start + len(states) - 1:
            states.append(visible(session, hashes))
    for state in reversed(states[:-1]):
        assert history.undo(session).left == ()
        assert visible(session, hashes) == state
        assert upkeep.verify(session).ok
    for state in states[1:]:
        assert history.redo(session).left == ()
        assert visible(session, hashes) == state
    assert upkeep.verify(session).ok
    session.close()


def settled(session: Session, edition: str) -> str:
    found, conflict = shown(session, edition)
    assert not conflict
    return "".join(found)


def test_a_verdict_stands_under_both_ids_until_the_confirmation_is_undone(session: Session) -> None:
    old, new, _ = editions(session)
    comparison.judge(session, old, [1], verdict="gap", detail="旧で判定")
    comparison.set_memo(session, old, 1, "メモ")
    done = succession.confirm(session, "renumbered", ["req:0010001"], ["req:0010002"])
    assert done.nodes == {"req:0010001", "req:0010002"}
    assert settled(session, new) == "旧で判定"
    assert catalogue.detail(session, new, 1).memo is not None
    assert not catalogue.item_rows(session, new, [1])[0].suspect  # the text is the same, only the number is new
    comparison.judge(session, new, [1], verdict="fit", detail="新で判定")
    assert (settled(session, old), settled(session, new)) == ("新で判定", "新で判定")
    rid = session.con.execute("SELECT rid FROM item_state WHERE item='0010002'").fetchone()[0]
    assert [op.kind for op in store_history.of_atom(session.project, rid, "verdict")] == ["set", "set"]
    history.undo(session)
    assert settled(session, new) == "旧で判定"
    history.undo(session)
    assert (settled(session, old), settled(session, new)) == ("旧で判定", "")
    assert catalogue.detail(session, new, 1).memo is None
    history.redo(session)
    history.redo(session)
    assert settled(session, old) == "新で判定"
    assert upkeep.verify(session).ok


def test_two_different_verdicts_become_one_conflict(session: Session) -> None:
    old, new, third = editions(session)
    comparison.judge(session, old, [1], verdict="gap", detail="一")
    comparison.judge(session, new, [1], verdict="fit", detail="二")
    succession.confirm(session, "renumbered", ["req:0010001"], ["req:0010002"])
    assert shown(session, old) == shown(session, new) == ({"一", "二"}, True)
    assert shown(session, third) == (set(), False)
    assert unite(session.project, []).conflicts == 1
    with pytest.raises(UserProblem) as refused:
        comparison.judge(session, new, [1], verdict="ask")
    assert refused.value.code == "in_conflict"
    (one,) = succession.listed(session)
    assert (one.label, one.sources, one.results, one.conflict) == (
        "番号の変更",
        ("req:0010001",),
        ("req:0010002",),
        False,
    )
    succession.withdraw(session, one.rid)
    assert (settled(session, old), settled(session, new)) == ("一", "二")
    assert succession.listed(session) == []
    with pytest.raises(UserProblem):
        succession.withdraw(session, one.rid)
    assert upkeep.verify(session).ok


def test_what_answers_an_item_answers_it_under_both_ids(session: Session) -> None:
    editions(session)
    with session.project.unit("登録") as unit:
        own = unit.create("function", {"identity": {"number": "K-1", "name": "台帳"}})
    comparison.map_current(session, "req:0010001", own)
    succession.confirm(session, "renumbered", ["req:0010001"], ["req:0010002"])
    pairs = "SELECT item FROM mapping ORDER BY item"
    assert session.con.execute(pairs).fetchall() == [("0010001",), ("0010002",)]
    comparison.unmap_current(session, "req:0010002", own)
    assert session.con.execute(pairs).fetchall() == []
    assert upkeep.verify(session).ok
    history.undo(session)
    history.undo(session)
    assert session.con.execute(pairs).fetchall() == [("0010001",)]
    assert upkeep.verify(session).ok


def test_a_disputed_confirmation_counts_until_it_is_decided(session: Session, tmp_path: Path) -> None:
    old, new, _ = editions(session)
    comparison.judge(session, old, [1], verdict="gap", detail="一")
    succession.confirm(session, "renumbered", ["req:0010001"], ["req:0010002"])
    other = workspace(tmp_path, "other.fitgap")
    editions(other)
    unite(other.project, operations(session))
    (one,) = succession.listed(session)
    succession.withdraw(session, one.rid)
    with other.project.unit("別の人") as unit:
        said = other.project.operation(other.project.heads(one.rid, "succession")[0])
        assert said is not None
        unit.set(one.rid, "succession", "succession", {**(said.fields("succession") or {}), "note": "確か"})
    unite(session.project, operations(other))
    (disputed,) = succession.listed(session)
    assert disputed.conflict
    assert settled(session, new) == "一"
    assert upkeep.verify(session).ok
    other.close()


def test_after_a_split_the_new_items_show_where_they_came_from_and_no_verdict(session: Session) -> None:
    old, new, _ = editions(session)
    comparison.judge(session, old, [1], verdict="gap", detail="手作業")
    succession.confirm(session, "split", ["req:0010001"], ["req:0010003", "req:0010002"])
    again = succession.confirm(session, "split", ["req:0010001"], ["req:0010002", "req:0010003"])
    assert again.operations == 0
    assert shown(session, new) == (set(), False)
    (hint,) = succession.hints(session, "req:0010003")
    assert (hint.label, hint.node, hint.name, hint.verdict, hint.detail, hint.by) == (
        "分割元", "req:0010001", "機能1", "gap", "手作業", "市民課/佐藤 花子",
    )  # fmt: skip
    assert succession.hints(session, "req:0010001") == []
    succession.confirm(session, "joined", ["req:0010001", "req:0010002"], ["req:0010003"])
    assert [h.label for h in succession.hints(session, "req:0010003")] == ["分割元", "統合元", "統合元"]
    history.undo(session)
    history.undo(session)
    assert succession.hints(session, "req:0010003") == []


def test_issues_follow_a_new_number(session: Session) -> None:
    editions(session)
    rid, _ = register.add(session, title="決める", nodes=["req:0010001"])
    register.set_fields(session, rid, {"department": "福祉課"})
    succession.confirm(session, "renumbered", ["req:0010001"], ["req:0010002"])
    assert [i.rid for i in register_items.issues_about(session, "req:0010002")] == [rid]
    assert set(sheet_rows.issues_by_node(session)) == {"req:0010001", "req:0010002"}
    assert responsible(session).of("001", "req", "0010002", "", "税務課/某") == ("福祉課",)
    assert responsible(session).of("001", "req", "0010003", "", "税務課/某") == ("税務課",)


def test_several_at_once_are_one_step_or_none(session: Session) -> None:
    editions(session)
    several = [
        ("renumbered", ["req:0010001"], ["req:0010002"]),
        ("split", ["req:0010001"], ["req:0010002", "req:0010003"]),
    ]
    done = succession.confirm_all(session, several)
    assert (done.operations, done.label) == (2, "改廃を確認（2 件）")
    assert len(succession.listed(session)) == 2
    history.undo(session)
    assert succession.listed(session) == []
    with pytest.raises(UserProblem):
        succession.confirm_all(session, [several[0], ("renumbered", ["req:0010001"], ["req:0019999"])])
    assert succession.listed(session) == []


def test_a_suspect_under_a_new_number_is_compared_with_the_old_one(session: Session) -> None:
    (item,) = make(1).items
    comparison.judge(session, with_edition(session, Edition("001", "req", "旧", items=(item,))), [1], verdict="fit")
    later = replace(item, id="0010009", text=item.text + "履歴を残すこと。")
    with_edition(session, Edition("001", "req", "新", "2026-01-01", items=(later,)))
    assert suspects.listed(session) == []
    succession.confirm(session, "renumbered", ["req:0010001"], ["req:0010009"])
    (found,) = suspects.listed(session)
    assert (found.node, found.kinds, found.wording_only) == ("req:0010009", ("text",), True)
    (side,) = suspects.compare(session, [found])
    assert side.old is not None
    assert (side.old.node, side.new.node) == ("req:0010001", "req:0010009")


@pytest.mark.parametrize(
    ("kind", "sources", "results", "code"),
    [
        ("renumbered", ["req:0010001"], ["req:0010001"], "bad_succession"),
        ("renumbered", ["req:0010001", "req:0010002"], ["req:0010003"], "bad_succession"),
        ("split", ["req:0010001"], ["req:0010002"], "bad_succession"),
        ("joined", ["req:0010001"], ["req:0010002"], "bad_succession"),
        ("moved", ["req:0010001"], ["req:0010002"], "bad_succession"),
        ("renumbered", ["req:0010001"], ["req:0019999"], "no_item"),
        ("renumbered", ["req:0010004"], ["req:0010005"], "both_valid"),
    ],
)
def test_what_cannot_be_confirmed(
    session: Session, kind: str, sources: list[str], results: list[str], code: str
) -> None:
    editions(session)
    with_edition(session, replace(make(5), label="全部"))
    with pytest.raises(UserProblem) as refused:
        succession.confirm(session, kind, sources, results)
    assert refused.value.code == code
