"""Issues split and joined: what they came from is kept, an edit made meanwhile is a conflict, undo brings all back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.operations import STATE
from app.core.problems import UserProblem
from app.services import conflicts, decisions, history, options, register, splitting
from app.services import register_read as read
from app.services import session as sessions
from app.services.decision_pages import page_of
from app.services.session import Session
from app.services.views import Who
from app.store.merge import unite_file
from tests.helpers.workspaces import edition, with_edition, workspace

HERE, THERE = Who("事務局", "田中", "office"), Who("市民課", "佐藤")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = workspace(tmp_path, "a.fitgap", who=HERE)
    with_edition(made, edition(business="001"))
    yield made
    made.close()


def an_issue(session: Session, title: str = "窓口", **more: object) -> str:
    return register.add(session, title=title, nodes=["req:0010001"], **more)[0]


def titles(session: Session) -> list[str]:
    return [i.title for i in read.issues(session)]


def test_a_split_keeps_what_was_said_and_what_it_came_from(session: Session) -> None:
    rid = an_issue(session, detail="二つの話", department="市民課", flags=["budget"], due="2026-10-31")
    register.dispose(session, rid, "bpr", content="手順を変える")
    (one, two), _ = splitting.split(session, rid, ["番号札", "呼び出し"])
    assert titles(session) == ["番号札", "呼び出し"]
    first = read.issue(session, one)
    assert (first.detail, first.department, first.disposition, first.flags, first.nodes, first.due) == (
        "二つの話", "市民課", "bpr", ("budget",), ("req:0010001",), "2026-10-31",
    )  # fmt: skip
    assert [(k.rid, k.how, k.here) for k in splitting.kin(session, one)[0]] == [(rid, "split", False)]
    assert [k.rid for k in splitting.kin(session, rid)[1]] == [one, two]
    assert "窓口" in words(session), "its history stays"
    history.undo(session)
    assert titles(session) == ["窓口"]
    history.redo(session)
    assert titles(session) == ["番号札", "呼び出し"]


def test_what_was_decided_stays_in_the_book(session: Session, tmp_path: Path) -> None:
    rid = an_issue(session, department="市民課")
    register.dispose(session, rid, "bpr", content="手順を変える")
    options.add(session, rid, "bpr", "窓口を一つにする")
    decisions.decide(session, rid, level="section", by="課長", date="2026-01-20", reason="費用がかからない")
    there = apart(session, tmp_path)
    splitting.split(session, rid, ["番号札", "呼び出し"])
    for department in (None, "市民課"):
        (entry,) = page_of(session, "book", {}, department, None, "", datetime(2026, 2, 1)).entries
        assert (entry.reason, entry.state) == ("費用がかからない", "課題は分割されました（G-0002、G-0003）")
        assert [way.content for way in entry.ways] == ["窓口を一つにする"]
    assert page_of(session, "sheet", {}, None, None, "", datetime(2026, 2, 1)).entries == []
    decisions.decide(there, rid, level="section", by="部長", date="2026-01-21", reason="分割を知らずに決めた")
    meet(session, there)
    there.close()
    book = page_of(session, "book", {}, None, None, "", datetime(2026, 2, 1)).entries
    assert [e.reason for e in book] == ["費用がかからない", "分割を知らずに決めた"]
    assert [c.about for c in conflicts.listed(session)] == [f"課題：{conflicts.SPLIT}"], "it is asked what holds"


def test_several_become_one(session: Session) -> None:
    one = an_issue(session, "番号札", detail="札がない", due="2026-12-31", flags=["training"])
    two = an_issue(session, "呼び出し", detail="声が届かない", due="2026-10-31", flags=["budget"])
    for rid in (one, two):
        register.dispose(session, rid, "bpr", content="手順を変える")
    made, _ = splitting.join(session, [one, two], "窓口の案内")
    found = read.issue(session, made)
    assert titles(session) == ["窓口の案内"]
    assert found.detail == "G-0001：札がない\nG-0002：声が届かない"
    assert (found.due, found.flags, found.disposition) == ("2026-10-31", ("budget", "training"), "bpr")
    register.dispose(session, made, "euc")
    assert [k.number for k in splitting.kin(session, made)[0]] == ["G-0001", "G-0002"]


def test_what_makes_no_sense_is_refused_and_changes_nothing(session: Session) -> None:
    rid = an_issue(session)
    before = session.project.digest()
    for wrong in (["一つ"], ["同じ", "同じ"], ["a", " "]):
        with pytest.raises(UserProblem):
            splitting.split(session, rid, wrong)
    with pytest.raises(UserProblem):
        splitting.join(session, [rid, rid], "x")
    assert session.project.digest() == before


@pytest.mark.parametrize("take", ["split", "keep"])
def test_an_edit_made_meanwhile_is_a_conflict_that_is_decided(session: Session, tmp_path: Path, take: str) -> None:
    rid = an_issue(session)
    there = apart(session, tmp_path)
    register.set_fields(there, rid, {"detail": "見ずに書いた"})
    splitting.split(session, rid, ["番号札", "呼び出し"])
    meet(session, there)
    (line,) = conflicts.listed(session)
    assert (line.about, line.rid, line.atom) == (f"課題：{conflicts.SPLIT}", rid, STATE)
    assert titles(session) == ["窓口", "番号札", "呼び出し"], "no word disappears with what was split"
    found = conflicts.show(session, rid, STATE)
    split, edit = sorted(found.values, key=lambda v: not v.deleted)
    assert ("有無", "分割する") in split.fields
    conflicts.take(session, rid, STATE, (split if take == "split" else edit).op_id, "決めた", heads=found.heads)
    assert conflicts.listed(session) == []
    assert ("窓口" in titles(session)) == (take == "keep")
    assert [k.number for k in splitting.kin(session, rid)[1]] == ["G-0002", "G-0003"]
    history.undo(session)
    assert "窓口" in titles(session), "whichever was taken: it can be read again"
    back = (
        [f"課題：{conflicts.SPLIT}"] if take == "keep" else []
    )  # who took the split had seen the edit: no dispute is left
    assert [c.about for c in conflicts.listed(session)] == back
    meet(there, session)
    assert [c.about for c in conflicts.listed(there)] == back
    there.close()


def test_an_option_thought_up_for_what_was_split_stands_by_what_it_became(session: Session, tmp_path: Path) -> None:
    rid = an_issue(session)
    there = apart(session, tmp_path)
    option, _ = options.add(there, rid, "bpr", "見ずに考えた案")
    (one, two), _ = splitting.split(session, rid, ["番号札", "呼び出し"])
    meet(session, there)
    assert conflicts.listed(session) == [], "nothing of the issue itself was written"
    for made in (one, two):
        assert [o.content for o in read.options(session, made)] == ["見ずに考えた案"]
    options.edit(session, option, {"effect": "早くなる"})
    decisions.decide(session, two, level="section", by="課長", date="2026-01-10", reason="合意", option=option)
    assert read.issue(session, two).disposition == "bpr"
    there.close()


def apart(session: Session, folder: Path) -> Session:
    path = folder / "b.fitgap"
    path.unlink(missing_ok=True)
    shutil.copyfile(session.project.path, path)
    return sessions.open_(path, who=THERE)


def meet(one: Session, other: Session) -> None:
    """Everything of the other comes to the first."""
    unite_file(one.project, other.project.path)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from(["edit", "split", "join", "undo", "meet"]), st.integers(0, 3)),
        max_size=10,
    )
)
def test_whoever_had_not_seen_the_split_finds_a_conflict_and_nobody_else(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, int]]
) -> None:
    """Two PCs in any order; afterwards both hold the same, and every word written can be read."""
    folder = tmp_path_factory.mktemp("split")
    here = workspace(folder, "a.fitgap", who=HERE)
    with_edition(here, edition(business="001"))
    for title in ("い", "ろ"):
        an_issue(here, title)
    pcs = {"a": here, "b": apart(here, folder)}
    written = []
    for n, (name, what, which) in enumerate(steps):
        pc = pcs[name]
        found = read.issues(pc)
        if what == "meet":
            meet(pc, pcs["b" if name == "a" else "a"])
        elif what == "undo":
            history.undo(pc) if history.undoable(pc)[0] else None
        elif not found:
            continue
        else:
            target = found[which % len(found)]
            try:
                if what == "edit":
                    register.set_fields(pc, target.rid, {"detail": f"書いた{n}"})
                    written.append(f"書いた{n}")
                elif what == "split":
                    splitting.split(pc, target.rid, [f"甲{n}", f"乙{n}"])
                elif len(found) > 1:
                    splitting.join(pc, [target.rid, found[(which + 1) % len(found)].rid], f"合{n}")
            except UserProblem as problem:
                assert problem.code == "in_conflict"  # noqa: PT017
    meet(pcs["a"], pcs["b"])
    meet(pcs["b"], pcs["a"])
    assert titles(pcs["a"]) == titles(pcs["b"])
    assert [c.id for c in conflicts.listed(pcs["a"])] == [c.id for c in conflicts.listed(pcs["b"])]
    said = words(pcs["a"])
    assert all(word in said for word in written)
    for pc in pcs.values():
        pc.close()


def words(session: Session) -> str:
    """Everything ever written about issues."""
    rows = session.con.execute("SELECT cast(value AS TEXT) FROM op WHERE type='issue' AND value IS NOT NULL")
    return " ".join(r[0] for r in rows)
