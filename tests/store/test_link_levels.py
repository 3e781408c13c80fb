"""The link graph on its levels: dependencies people write, what a review plans, the way data flows said twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.linkgraph import LinkGraph
from app.core.problems import UserProblem
from app.core.records import item_rid
from app.services import checks, link_direction, link_table, links, survey
from app.services.session import Session
from spec_catalog.model import Edition, SizeClasses, SpecItem
from tests.helpers.workspaces import with_edition, workspace

ALL = SizeClasses("mandatory", "mandatory", "mandatory")
PULL = "①住民記録が、②{}に、③確認のために、{}を、④照会する。"
PUSH = "①住民記録が、②{}に、③確認のために、{}を、④提供する。"


def link(n: int, text: str, io: str = "", *, business: str = "001", related: tuple[str, ...] = ()) -> SpecItem:
    extra = (("io", io),) if io else ()
    return SpecItem(
        business, "link", f"004o{n:03d}", branch="00", order=n, name=f"連携{n}", text=text, classes=ALL,
        related=related, extra=extra,
    )  # fmt: skip


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("FITGAP_HOME", str(tmp_path / "home"))
    opened = workspace(tmp_path)
    survey.add_records(opened, "departments", [{"name": "市民課", "businesses": ["001", "004"]}, {"name": "税務課"}])
    survey.add_records(opened, "vendors", [{"name": "青葉情報"}])
    survey.add_records(
        opened,
        "systems",
        [
            {"name": "住民情報", "businesses": ["001", "002"], "department": "市民課", "vendor": "青葉情報",
             "scope": "標準化対象"},
            {"name": "証明書発行", "department": "税務課", "scope": "標準化対象外（関連）"},
        ],
    )  # fmt: skip
    yield opened
    opened.close()


def adopt(session: Session, *items: SpecItem, business: str = "001", kind: str = "link") -> None:
    with_edition(session, Edition(business, kind, "第1.0版", "2025-04-01", items=items))


def shown(graph: LinkGraph) -> set[tuple[str, str, str, str]]:
    name = {i: n.label for i, n in graph.nodes.items()}
    return {(name[e.source], name[e.target], e.type, e.origin) for e in graph.edges}


def test_a_dependency_ties_anything_and_is_seen_on_every_level(session: Session) -> None:
    survey.add_records(
        session,
        "dependencies",
        [
            {"start": "住民情報", "end": "証明書発行", "kind": "時期", "strength": "必須", "risk": "間に合わない"},
            {"start": "青葉情報", "end": "business:004", "kind": "契約"},
            {"start": "県のセンター", "end": "dept:税務課", "kind": "通知"},
        ],
    )
    assert shown(links.graph(session, level="system")) == {
        ("住民情報", "証明書発行", "時期", "current"),
        ("青葉情報", "戸籍の附票", "契約", "current"),
        ("県のセンター", "税務課", "通知", "current"),
    }
    assert ("市民課", "税務課", "時期", "current") in shown(links.graph(session, level="department"))
    assert ("青葉情報", "市民課", "契約", "current") in shown(links.graph(session, level="department"))
    assert ("青葉情報", "証明書発行", "時期", "current") in shown(links.graph(session, level="vendor"))
    edge = next(e for e in links.graph(session, level="system").edges if e.type == "時期")
    assert edge.label == "必須"
    assert edge.items[0].startswith("dependency:")
    assert links.graph(session, level="system", origins=("standard",)).edges == ()
    touched = links.impact(session, ["dept:市民課"])
    assert [t.edge.type for t in touched["税務課"]] == ["時期"]
    with pytest.raises(UserProblem, match="planet"):
        links.graph(session, level="planet")


def test_a_function_of_today_stands_for_its_system_but_on_its_own_level(session: Session) -> None:
    survey.add_records(session, "functions", [{"name": "世帯証明", "business": "001", "system": "証明書発行"}])
    survey.add_records(session, "dependencies", [{"start": "住民情報", "end": "世帯証明", "kind": "定義"}])
    assert ("住民情報", "証明書発行", "定義", "current") in shown(links.graph(session, level="system"))
    assert ("住民情報", "世帯証明", "定義", "current") in shown(links.graph(session, level="function"))


def test_published_linkages_reach_the_functions_and_forms_they_name(session: Session) -> None:
    req = SpecItem(
        "001", "req", "0010101", name="異動の入力", text="入力できること。", classes=ALL, related=("form:0010001",)
    )
    form = SpecItem("001", "form", "0010001", name="住民票の写し", text="様式", classes=ALL)
    adopt(session, req, kind="req")
    adopt(session, form, kind="form")
    adopt(session, link(1, PULL.format("戸籍の附票", "附票"), "I", related=("req:0010101",)))
    assert shown(links.graph(session, level="function")) == {("戸籍の附票", "異動の入力", "データ", "standard")}
    assert shown(links.graph(session, level="form")) == {("戸籍の附票", "住民票の写し", "データ", "standard")}
    around, steps = links.neighbourhood(session, "req:0010101", level="function")
    assert steps["req:001/0010101" if "req:001/0010101" in steps else "req:0010101"] == 0
    assert len(around.edges) == 1


def test_a_business_drawn_by_system_is_its_system(session: Session) -> None:
    adopt(session, link(1, PULL.format("戸籍の附票", "附票"), "I"))
    found, steps = links.neighbourhood(session, "business:001", level="system")
    assert {found.nodes[i].label: s for i, s in steps.items()} == {"住民情報": 0, "戸籍の附票": -1}
    for level in ("department", "vendor"):
        found, steps = links.neighbourhood(session, "business:001", level=level)
        assert 0 in steps.values() or not found.edges


def test_a_system_of_several_businesses_is_none_of_them(session: Session) -> None:
    survey.add_records(session, "linkages", [{"name": "証明", "system": "住民情報", "receiver": "証明書発行"}])
    assert shown(links.graph(session, level="business")) == {("住民情報", "証明書発行", "データ", "current")}
    rid = survey.rid_of(session, "住民情報")
    survey.set_cells(session, "systems", [(rid, {"businesses": ["001"]})])
    assert shown(links.graph(session, level="business")) == {("住民基本台帳", "証明書発行", "データ", "current")}


def test_what_a_review_wants_built_is_planned(session: Session) -> None:
    adopt(session, link(1, PULL.format("戸籍の附票", "附票")), link(2, PULL.format("戸籍の附票", "除票")))
    rid = item_rid(session.code, "001", "link", "004o001", "00")
    ref = {"business": "001", "kind": "link", "id": "004o001", "branch": "00"}
    with session.project.unit("連携検討") as unit:
        fields = {"need": "required", "method": "API", "timing": "2025年12月末", "note": "新しく作る"}
        unit.set(rid, "item", "linkage_review", fields, ref=ref)
    planned = links.graph(session, origins=("plan",)).edges
    assert [(e.label, e.items, e.origin) for e in planned] == [("API・2025年12月末", ("link:001/004o001-00",), "plan")]


@pytest.mark.parametrize(("text", "io", "wrong"), [(PULL, "I", False), (PULL, "O", True), (PUSH, "O", False),
                                                   (PUSH, "I", True), (PULL, "", False)])  # fmt: skip
def test_the_sentence_and_io_must_agree(session: Session, text: str, io: str, wrong: bool) -> None:
    adopt(session, link(1, text.format("戸籍の附票", "附票"), io))
    found = [f for f in checks.run(session, only=[6]) if "I/O の欄は" in f.message]
    assert [f.target for f in found] == (["link:001/004o001-00"] if wrong else [])
    assert all(f.level == "warning" for f in found)


def test_a_row_and_its_mirror_must_agree(session: Session) -> None:
    adopt(session, link(1, PULL.format("戸籍の附票", "附票")), link(2, PULL.format("戸籍の附票", "除票")))
    answer = "①戸籍の附票が、②住民記録に、③確認のために、{}を、④{}する。"
    adopt(
        session,
        link(1, answer.format("附票", "提供"), business="004"),
        link(2, answer.format("除票", "照会"), business="004"),
        business="004",
    )
    assert [(n, "逆" in said) for n, said in link_direction.problems(session)] == [("link:004/004o002-00", True)]
    assert link_direction.mirrors(session)["link:001/004o001-00"] == ("link:004/004o001-00",)
    rows = link_table.rows(session, links.graph(session))
    assert {r.node: r.note for r in rows}["link:001/004o001-00"] == "対の行：戸籍の附票"
