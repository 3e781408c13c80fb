"""A verdict becomes suspect when what stands around its item changed: against a model that keeps whole values."""

from __future__ import annotations

import copy
import random
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.core.stamps import said
from app.services import around, catalogue, comparison, confirmation, history, sample, survey, suspects, upkeep
from app.services import session as sessions
from app.services.session import Session
from app.services.vendor_layers import answer_ref, answer_rid, key_of
from app.services.views import FORCE, ItemFilter
from app.store import projection
from app.store.merge import unite_file
from tests.helpers.workspaces import WHO, with_edition, workspace
from tests.helpers.workspaces import edition as make

ITEMS = [f"req:001000{n}" for n in range(1, 5)]
PACKAGE = "p" * 8


@dataclass
class Model:
    """What is there, in whole values; ``given``: node → record → its value when the verdict was given."""

    records: dict[str, dict[str, Any] | None] = field(default_factory=dict)  # None = deleted
    pairs: dict[tuple[str, str], Any] = field(default_factory=dict)  # → the record's value when it was mapped
    answers: dict[str, str] = field(default_factory=dict)
    given: dict[str, dict[str, Any]] = field(default_factory=dict)

    def value(self, rid: str) -> Any:
        held = self.records[rid]
        return None if held is None else (held["name"], held["usage"])

    def around(self, node: str) -> dict[str, Any]:
        out = {rid: self.value(rid) for n, rid in self.pairs if n == node}
        return out | ({"answer": self.answers[node]} if node in self.answers else {})

    def suspect(self) -> set[str]:
        return {n for n in self.given if self._moved(n)}

    def _moved(self, node: str) -> bool:
        given = self.given[node]
        if "answer" in given and given["answer"] != self.answers.get(node):
            return True
        mapped = ((rid, at) for (n, rid), at in self.pairs.items() if n == node)
        return any(given.get(rid, at) != self.value(rid) for rid, at in mapped)


class Walk:
    """Random steps in a workspace and in the model; undo goes back in both."""

    def __init__(self, session: Session, seed: int) -> None:
        self.session, self.rnd, self.model = session, random.Random(seed), Model()
        self.edition = with_edition(session, make(6))
        for n in range(3):
            survey.add_records(session, "functions", [{"business": "001", "name": f"機能{n}", "usage": "monthly"}])
        for row in survey.list_rows(session, "functions"):
            self.model.records[row["rid"]] = {"name": row["name"], "usage": row["usage"], "note": ""}
        self.past: list[Model] = []
        for step in (*(self.map,) * 6, *(self.answer,) * 3, *(self.judge,) * 6):
            step()

    def steps(self) -> int:
        return int(self.session.con.execute("SELECT count(*) FROM unit").fetchone()[0])

    def step(self) -> None:
        before, units = copy.deepcopy(self.model), self.steps()
        if self.past and self.rnd.random() < 0.2:
            history.undo(self.session)
            self.model = self.past.pop()
            return
        steps = (self.judge, self.judge, self.map, self.unmap, self.edit, self.edit, self.file, self.delete)
        self.rnd.choice((*steps, self.answer, self.confirm))()
        if self.steps() > units:
            self.past.append(before)

    def judge(self) -> None:
        node = self.rnd.choice(ITEMS)
        key = catalogue.find(self.session, node)[1]
        comparison.judge(self.session, self.edition, [key], verdict=self.rnd.choice(("fit", "gap")))
        self.model.given[node] = self.model.around(node)

    def confirm(self) -> None:
        found = suspects.listed(self.session)
        if found:
            one = self.rnd.choice(found)
            confirmation.confirm(self.session, [one])
            self.model.given[one.node] = self.model.around(one.node)

    def map(self) -> None:
        node, rid = self.rnd.choice(ITEMS), self.rnd.choice(list(self.model.records))
        if self.model.records[rid] is not None and (node, rid) not in self.model.pairs:
            comparison.map_current(self.session, node, rid)
            self.model.pairs[node, rid] = self.model.value(rid)

    def unmap(self) -> None:
        if self.model.pairs:
            node, rid = self.rnd.choice(sorted(self.model.pairs))
            if self.model.records[rid] is not None:
                comparison.unmap_current(self.session, node, rid)
                del self.model.pairs[node, rid]

    def edit(self) -> None:
        rid = self.rnd.choice(list(self.model.records))
        held = self.model.records[rid]
        if held is not None:
            code, value = self.rnd.choice(
                (("name", "別の名"), ("name", "機能"), ("usage", "daily"), ("usage", "monthly"))
            )
            survey.set_cells(self.session, "functions", [(rid, {code: value})])
            held[code] = value

    def file(self) -> None:
        rid = self.rnd.choice(list(self.model.records))
        if self.model.records[rid] is not None:
            value = str(self.rnd.random())
            survey.set_cells(self.session, "functions", [(rid, {"note": value, "department": value, "source": "台帳"})])

    def delete(self) -> None:
        rid = self.rnd.choice(list(self.model.records))
        if self.model.records[rid] is not None and self.rnd.random() < 0.4:
            survey.delete_records(self.session, "functions", [rid])
            self.model.records[rid] = None

    def answer(self) -> None:
        node, code = self.rnd.choice(ITEMS), self.rnd.choice(("standard", "not_planned"))
        give(self.session, node, code)
        self.model.answers[node] = code


def give(session: Session, node: str, code: str) -> None:
    key = key_of(node)
    rid = answer_rid(session, PACKAGE, key)
    with session.project.unit("回答") as unit:
        unit.set(rid, "vendor_answer", "answer", {"answer": code}, ref=answer_ref(key, PACKAGE))


def listed(session: Session) -> set[str]:
    return {s.node for s in suspects.listed(session)}


@pytest.mark.parametrize("seed", range(12))
def test_every_walk_leaves_the_suspects_of_the_model(session: Session, seed: int) -> None:
    walk = Walk(session, seed)
    seen = 0
    for n in range(60):
        walk.step()
        expected = walk.model.suspect()
        assert listed(session) == expected, n
        assert suspects.total(session) == len(expected)
        rows = catalogue.item_rows(session, FORCE, catalogue.item_keys(session, FORCE, ItemFilter()))
        assert {r.node for r in rows if r.suspect} == expected
        seen += len(expected)
    assert seen, "a walk in which nothing became suspect shows nothing"
    assert upkeep.verify(session).ok


def test_what_changed_is_named_and_confirming_needs_a_look(session: Session) -> None:
    edition = with_edition(session, make(3))
    survey.add_records(session, "functions", [{"business": "001", "name": "証明書の発行", "usage": "monthly"}])
    (row,) = survey.list_rows(session, "functions")
    comparison.map_current(session, ITEMS[0], row["rid"])
    give(session, ITEMS[0], "standard")
    comparison.judge(session, edition, [1], verdict="fit")
    survey.set_cells(session, "functions", [(row["rid"], {"usage": "daily"})])
    give(session, ITEMS[0], "not_planned")
    (found,) = suspects.listed(session)
    assert found.kinds == ("current", "vendor")
    assert [(m.kind, m.name, m.gone) for m in found.around] == [
        ("current", f"{row['number']} 証明書の発行", False), ("vendor", "", False),
    ]  # fmt: skip
    assert not found.wording_only
    assert confirmation.preview(session) == []
    survey.delete_records(session, "functions", [row["rid"]])
    (found,) = suspects.listed(session)
    assert [m.gone for m in found.around] == [True, False]
    confirmation.confirm(session, [found])
    assert suspects.listed(session) == []
    assert comparison.judge(session, edition, [1], verdict="fit").operations == 0


def test_a_verdict_given_elsewhere_for_todays_state_is_enough(tmp_path: Path) -> None:
    """The same verdict on two PCs: one given before the current item changed, one after. One that fits is enough."""
    session = workspace(tmp_path, "a.fitgap")
    edition = with_edition(session, make(3))
    survey.add_records(session, "functions", [{"business": "001", "name": "照会", "usage": "monthly"}])
    (row,) = survey.list_rows(session, "functions")
    comparison.map_current(session, ITEMS[0], row["rid"])
    session.close()
    shutil.copy(tmp_path / "a.fitgap", tmp_path / "b.fitgap")
    session, other = (sessions.open_(tmp_path / name, who=WHO) for name in ("a.fitgap", "b.fitgap"))
    comparison.judge(session, edition, [1], verdict="fit")
    survey.set_cells(other, "functions", [(row["rid"], {"usage": "daily"})])
    comparison.judge(other, edition, [1], verdict="fit")
    other.close()
    unite_file(session.project, tmp_path / "b.fitgap")
    assert listed(session) == set()
    survey.set_cells(session, "functions", [(row["rid"], {"usage": "yearly"})])
    assert listed(session) == {ITEMS[0]}
    session.close()


def test_the_projection_is_the_same_when_rebuilt(session: Session) -> None:
    walk = Walk(session, 99)
    for _ in range(60):
        walk.step()
    tables = ("item_state", "mapping", "record")
    before = [session.con.execute(f"SELECT * FROM {t} ORDER BY rid").fetchall() for t in tables]
    with session.project.local_write() as con:
        projection.rebuild(con)
    assert [session.con.execute(f"SELECT * FROM {t} ORDER BY rid").fetchall() for t in tables] == before
    assert around.moved(session, "nobody") == ()


def test_what_is_said_does_not_depend_on_empty_fields_or_filing() -> None:
    one = said("function", {"name": "照会", "usage": "daily", "system": ""})
    assert one == said(
        "function", {"name": "照会", "usage": "daily", "number": "F1", "note": "x", "department": "市民課"}
    )
    assert len({one, said("function", {"name": "照会"}), said("function", {"name": "daily", "usage": "照会"})}) == 3
    assert said("function", {}, present=False) == "gone"
    assert said("department", {"name": "市民課"}) == ""


def test_what_is_mapped_is_told_to_the_views(session: Session) -> None:
    with_edition(session, make(3))
    survey.add_records(session, "functions", [{"business": "001", "name": "照会", "usage": "monthly"}])
    (row,) = survey.list_rows(session, "functions")
    assert survey.set_cells(session, "functions", [(row["rid"], {"usage": "daily"})]).nodes == frozenset()
    comparison.map_current(session, ITEMS[1], row["rid"])
    assert survey.set_cells(session, "functions", [(row["rid"], {"usage": "monthly"})]).nodes == {ITEMS[1]}


def test_a_current_item_of_the_sample_that_changes_makes_its_verdict_suspect(tmp_path: Path) -> None:
    session = sample.start_sample(tmp_path / "みほん市.fitgap")
    try:
        assert not suspects.listed(session)
        row = next(r for r in survey.list_rows(session, "functions") if r["number"] == "K-0001")
        survey.set_cells(session, "functions", [(str(row["rid"]), {"summary": "変わった"})])
        assert [s.node for s in suspects.listed(session)] == ["req:0010101"]
    finally:
        session.close()
