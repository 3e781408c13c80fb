"""The map of the whole town: what runs over the platform is one line a system, what runs directly is drawn as it is."""

from __future__ import annotations

from app.core.linkgraph import Node
from app.core.townmap import EXTERNAL, HEADINGS, INSIDE, OUTSIDE, PLATFORM, TownLink, TownMap, town_map
from tests.helpers.towns import PLATFORM as PLATFORM_NAME
from tests.helpers.towns import town


def node(name: str) -> Node:
    return Node(f"system:{name}", name, "system", "課")


def drawn(links: list[tuple[str, str, bool]], names: str, platforms: tuple[str, ...] = ()) -> TownMap:
    places = {f"system:{n}": INSIDE if n in "abc" else OUTSIDE if n in "pqr" else EXTERNAL for n in names}
    found = [TownLink(f"system:{a}", f"system:{b}", via, f"curlink:{n}") for n, (a, b, via) in enumerate(links)]
    return town_map([node(n) for n in names], places, found, [f"system:{p}" for p in platforms], {})


def test_lines_to_the_platform_and_direct_ones() -> None:
    found = drawn(
        [("a", "p", True), ("a", "q", True), ("q", "a", True), ("b", "p", False), ("p", "x", False)], "abcpqx"
    )
    assert (found.via, found.direct) == (3, 2)
    lines = {(x.source[7:], x.target.partition(":")[2], x.state): len(x.items) for x in found.picture.lines}
    assert lines == {("a", "", "via"): 3, ("p", "", "via"): 1, ("q", "", "via"): 2,
                     ("b", "p", "direct"): 1, ("p", "x", "direct"): 1}  # fmt: skip
    sub = {b.label: b.sub for b in found.picture.boxes}
    assert sub["a"] == "課　≡渡2 受1"
    assert sub["c"] == "課"
    assert sub[HEADINGS[PLATFORM]] == "3 連携が通る"
    x = {b.label: b.x for b in found.picture.boxes}
    assert x["a"] < x["p"] < x["x"]
    table = {(b.source[7:], b.target[7:], b.state) for b in found.bundles}
    assert ("q", "a", "via") in table


def test_a_system_that_is_the_platform_is_the_bar_and_makes_all_its_linkages_run_over_it() -> None:
    found = drawn([("a", "r", False), ("r", "p", False), ("b", "c", False)], "abcpr", ("r",))
    bar = next(b for b in found.picture.boxes if b.style == "centre")
    assert (bar.label, bar.sub) == ("r", "2 連携が通る")
    assert len([b for b in found.picture.boxes if b.label == "r"]) == 1
    assert (found.via, found.direct) == (2, 1)


def test_a_town_without_a_platform_has_no_bar() -> None:
    found = drawn([("a", "p", False)], "ap")
    assert [b.style for b in found.picture.boxes if b.style == "centre"] == []
    assert drawn([], "").picture.boxes == ()


def test_sixty_systems_stand_in_few_columns() -> None:
    facts = town(7, systems=60, linkages=130)
    places = {f"system:{s.name}": OUTSIDE if s.scope else INSIDE for s in facts.systems}
    links = [TownLink(f"system:{x.sender}", f"system:{x.receiver}", x.via, x.number) for x in facts.linkages]
    found = town_map([node(s.name) for s in facts.systems], places, links, [f"system:{PLATFORM_NAME}"], {})
    assert len(found.picture.boxes) == 60
    for n, a in enumerate(found.picture.boxes):
        for b in found.picture.boxes[:n]:
            assert a.x + a.width <= b.x or b.x + b.width <= a.x or a.y + a.height <= b.y or b.y + b.height <= a.y
    assert found.picture.width < 2200
    assert found.picture.height < 1700
