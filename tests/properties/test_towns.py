"""The link graph of the sample and of three made-up towns is what a model says that shares no code with it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.core import linkgraph, linkpaths
from app.core.linkgraph import LinkGraph
from app.services import links, sample, survey
from app.services.session import Session
from spec_catalog import business as businesses
from tests.helpers import town_model
from tests.helpers.town_file import enter
from tests.helpers.towns import OPERATIONS, Town, TownLinkage, TownSentence, TownSystem, town
from tests.helpers.workspaces import workspace

SEEDS = (3, 14, 159)
WORLDS = ("sample", *SEEDS)


def of_sample(session: Session) -> Town:
    """The sample's facts, read from its lists and sentences as plain values."""
    systems = tuple(
        TownSystem(
            r["number"], r["name"], r["vendor"] or "", r["department"] or "", tuple(r["businesses"] or ()),
            r["scope"] or "", r["migration"] or "", False,
        )
        for r in survey.list_rows(session, "systems")
    )  # fmt: skip
    linkages = tuple(
        TownLinkage(
            r["number"], r["name"], r["system"], r["receiver"], r["platform"] == "経由", r["method"] or ""
        )
        for r in survey.list_rows(session, "linkages")
    )  # fmt: skip
    sentences = []
    for link in links.standard_links(session):
        place, _, id_ = link.node.removeprefix("link:").partition("/")
        assert link.operation in OPERATIONS, link
        pulls = link.operation == "照会"
        subject, partner = (link.target, link.source) if pulls else (link.source, link.target)
        assert place == subject
        number, _, branch = id_.partition("-")
        sentences.append(TownSentence(number, branch, subject, partner, link.operation, link.data))
    return Town(0, systems, linkages, tuple(sentences))


@pytest.fixture(scope="module", params=WORLDS)
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Session, Town]]:
    """One of the four, entered into a workspace."""
    folder = tmp_path_factory.mktemp("town")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FITGAP_HOME", str(folder / "data"))
        if request.param == "sample":
            session = sample.start_sample(folder / "t.fitgap")
            facts = of_sample(session)
        else:
            facts = town(request.param)
            session = workspace(folder)
            enter(session, facts)
        yield session, facts
        session.close()


def names(facts: Town) -> dict[str, str]:
    return {b: businesses.name_of(b) for s in facts.sentences for b in (s.subject, s.partner)}


def shown(graph: LinkGraph, numbers: dict[str, str]) -> set[tuple[str, str, str, str]]:
    label = {i: n.label for i, n in graph.nodes.items()}
    return {
        (label[e.source], label[e.target], e.origin, numbers.get(i, i.removeprefix("link:")))
        for e in graph.edges
        for i in e.items
        if e.origin != "plan"
    }


def numbers_of(session: Session) -> dict[str, str]:
    return {f"curlink:{r['rid']}": r["number"] for r in survey.list_rows(session, "linkages")}


def test_systems_and_their_linkages(world: tuple[Session, Town]) -> None:
    session, facts = world
    found = links.graph(session, level="system")
    wanted = {(f.source, f.target, f.origin, f.item) for f in town_model.facts(facts, names(facts))}
    assert wanted
    assert shown(found, numbers_of(session)) == wanted


@pytest.mark.parametrize(("level", "field"), [("department", "department"), ("vendor", "vendor")])
def test_levels_above_systems_fold_them(world: tuple[Session, Town], level: str, field: str) -> None:
    session, facts = world
    group = {s.name: getattr(s, field) for s in facts.systems if getattr(s, field)}
    if level == "department":  # a business that no system handles is its owner's
        for row in survey.list_rows(session, "departments"):
            for business in row["businesses"] or ():
                group.setdefault(businesses.name_of(business), row["name"])
    found = links.graph(session, level=level)
    wanted = town_model.lifted(town_model.facts(facts, names(facts)), group)
    assert shown(found, numbers_of(session)) == wanted


def test_reach_and_circles(world: tuple[Session, Town]) -> None:
    session, facts = world
    found = links.graph(session, level="system", origins=("standard", "current"))
    arrows = {(f.source, f.target) for f in town_model.facts(facts, names(facts))}
    label = {i: n.label for i, n in found.nodes.items()}
    for node, name in label.items():
        for backwards in (False, True):
            pairs = {(b, a) for a, b in arrows} if backwards else arrows
            reached = linkpaths.reachable(found, node, backwards=backwards)
            assert {label[i]: steps for i, steps in reached.items()} == town_model.reach(pairs, name)
    groups = {frozenset(label[i] for i in m) for m in linkpaths.circles(found)}
    assert groups == town_model.circles(arrows)


def test_neighbourhoods_lie_within_reach(world: tuple[Session, Town]) -> None:
    session, facts = world
    found = links.graph(session, level="system", origins=("standard", "current"))
    arrows = {(f.source, f.target) for f in town_model.facts(facts, names(facts))}
    label = {i: n.label for i, n in found.nodes.items()}
    for node in list(found.nodes)[:8]:
        down = town_model.reach(arrows, label[node])
        steps = linkgraph.hops(found, node, depth=2, direction="out")
        assert {label[i]: s for i, s in steps.items()} == {n: s for n, s in down.items() if s <= 2}
