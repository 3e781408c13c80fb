"""SLA rows from the non-functional items in force: each once, undone in one step."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.problems import UserProblem
from app.services import history, slas, survey
from app.services.session import Session
from spec_catalog.model import Edition, SpecItem
from tests.helpers.workspaces import edition, with_edition, workspace


@pytest.fixture
def session(tmp_path: Path) -> Session:
    made = workspace(tmp_path)
    with_edition(made, edition())
    return made


def demands() -> Edition:
    items = tuple(
        SpecItem("900", "nonfunc", f"A.1.{n}.1", order=n, name=name, text=text)
        for n, (name, text) in enumerate((("運用時間", "9時から17時まで"), ("", "稼働率 99.5% 以上\n計画停止を除く")))
    )
    return Edition("900", "nonfunc", "第1.1版", "2025-04-01", items=items)


def test_every_item_gets_one_row_and_no_second(session: Session) -> None:
    with_edition(session, demands())
    survey.add_records(session, "slas", [{"name": "回線"}])
    assert [m.name for m in slas.missing(session)] == ["運用時間", "稼働率 99.5% 以上"]
    slas.take(session)
    rows = survey.list_rows(session, "slas")
    assert [(r["number"], r["name"]) for r in rows][1:] == [("L-0002", "運用時間"), ("L-0003", "稼働率 99.5% 以上")]
    assert rows[2]["note"] == "標準：稼働率 99.5% 以上\n計画停止を除く"
    assert slas.missing(session) == []
    with pytest.raises(UserProblem, match="もうすべて入っています"):
        slas.take(session)
    history.undo(session)
    assert len(survey.list_rows(session, "slas")) == 1
    assert len(slas.missing(session)) == 2


def test_without_the_document_it_says_what_is_missing(session: Session) -> None:
    with pytest.raises(UserProblem, match="採用中の非機能要件がありません"):
        slas.take(session)


def test_a_row_that_names_the_item_counts_as_agreed(session: Session) -> None:
    with_edition(session, demands())
    node = slas.missing(session)[0].node
    survey.add_records(session, "slas", [{"name": "時間", "node": [node], "level": "8時30分から"}])
    assert [m.node for m in slas.missing(session)] != [node]
