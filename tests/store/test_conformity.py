"""適合確認: results per item and edition; after another edition what holds is carried over, the rest asked again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from app.core.problems import UserProblem
from app.services import catalogue, conformity, history, survey, vendor_packages
from app.services.session import Session
from spec_catalog.model import Edition, LoadedFile
from tests.helpers.workspaces import edition as make_edition
from tests.helpers.workspaces import workspace

P, B = "みほん住基", "001"
SEEN = {"result": "適合", "by": "市民課 佐藤", "on": "R8.1.15", "place": "異動画面"}


def take(session: Session, made: Edition) -> None:
    catalogue.take_over(session, [LoadedFile(f"{made.label}.xlsx", f"{made.label}.xlsx", made.kind, made)], adopt=True)


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("FITGAP_HOME", str(tmp_path / "home"))
    opened = workspace(tmp_path)
    first = make_edition(6, label="第1.0版")
    take(opened, Edition(first.business, first.kind, "第1.0版", "2024-04-01", items=first.items))
    vendor_packages.add_package(opened, P, vendor="みほんソフト", editions={B: ""})
    yield opened
    opened.close()


def newer(session: Session) -> None:
    """The next edition: the second item says something else, the last is gone."""
    old = make_edition(6, label="第1.0版")
    items = tuple(replace(i, text=f"{i.text}変わった。") if n == 1 else i for n, i in enumerate(old.items))[:-1]
    take(session, Edition(old.business, old.kind, "第2.0版", "2025-04-01", items=items))


def states(session: Session) -> list[str]:
    return [line.state for line in conformity.lines(session, P, B)]


def nodes(session: Session) -> list[str]:
    return [line.node for line in conformity.lines(session, P, B)]


def test_every_item_in_force_is_listed_and_open_at_first(session: Session) -> None:
    assert states(session) == ["open"] * 6
    conformity.record(session, P, B, [{"node": nodes(session)[0], **SEEN}])
    assert states(session) == ["checked", *["open"] * 5]
    assert conformity.lines(session, P, B)[0].values["result"] == "fit"
    conformity.record(session, P, B, [{"node": nodes(session)[0].partition(":")[2], "evidence": "画面の写し"}])
    (line,) = conformity.lines(session, P, B, state="checked")
    assert (line.values["evidence"], line.values["place"]) == ("画面の写し", "異動画面")


def test_what_changed_is_asked_again_and_the_rest_carried_over_at_once(session: Session) -> None:
    conformity.record(session, P, B, [{"node": n, **SEEN} for n in nodes(session)[:4]])
    newer(session)
    assert states(session) == ["carry", "changed", "carry", "carry", "open"]
    done = conformity.carry(session, P, B)
    assert "3 件" in done.label
    assert states(session) == ["checked", "changed", "checked", "checked", "open"]
    first = conformity.lines(session, P, B)[0]
    assert (first.values["result"], first.values["on"], first.earlier) == ("fit", "R8.1.15", "第1.0版")
    assert "第1.0版の確認を引き継ぎ" in first.values["note"]
    with pytest.raises(UserProblem, match="引き継げる"):
        conformity.carry(session, P, B)
    history.undo(session)
    assert states(session) == ["carry", "changed", "carry", "carry", "open"]


def test_the_result_of_another_package_says_nothing(session: Session) -> None:
    vendor_packages.add_package(session, "北斗住民記録", vendor="北斗", editions={B: ""})
    conformity.record(session, "北斗住民記録", B, [{"node": nodes(session)[0], **SEEN}])
    assert states(session) == ["open"] * 6
    assert conformity.state(session, "北斗住民記録", B).results == {"fit": 1}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"node": "req:9999999", **SEEN}, "no_item"),
        ({"node": "", **SEEN}, "no_item"),
        ({"result": "まあまあ", "by": "a", "on": "R8.1.1"}, "bad_choice"),
        ({"result": "適合", "by": "a"}, "incomplete"),
        ({"result": "不適合", "on": "R8.1.1"}, "incomplete"),
        ({**SEEN, "on": "さきおととい"}, "bad_date"),
    ],
)
def test_what_cannot_be_recorded_is_said(session: Session, row: dict[str, str], code: str) -> None:
    with pytest.raises(UserProblem) as problem:
        conformity.record(session, P, B, [{"node": nodes(session)[0], **row}])
    assert problem.value.code == code
    assert states(session) == ["open"] * 6


def test_one_item_twice_is_refused(session: Session) -> None:
    with pytest.raises(UserProblem, match="二度"):
        conformity.record(session, P, B, [{"node": nodes(session)[0], **SEEN}] * 2)


def test_nothing_else_is_implemented_and_the_number(session: Session) -> None:
    assert conformity.state(session, P, B).extra.nothing_else is None
    number = "023-1_7370001006432_1"
    conformity.state_nothing_else(session, P, B, nothing_else=True, how="メニューを全部開いた", by="佐藤", on="R8.1.15")
    conformity.state_nothing_else(session, P, B, number=number)
    extra = conformity.state(session, P, B).extra
    assert (extra.nothing_else, extra.how, extra.number) == (True, "メニューを全部開いた", number)
    with pytest.raises(UserProblem, match="形が違います"):
        conformity.state_nothing_else(session, P, B, number="023-1")
    newer(session)
    assert conformity.state(session, P, B).extra.nothing_else is None  # again at every edition


def test_slas_are_counted_against_the_nonfunctional_items(session: Session) -> None:
    survey.add_records(session, "slas", [{"name": "稼働率", "node": ["nonfunc:B.1.1.2"], "business": ""}])
    found = conformity.state(session, P, B)
    assert (found.slas, found.nonfunctional) == (0, 0)  # no 非機能要件 here: nothing is claimed


def test_the_sheet_says_the_same(session: Session, tmp_path: Path) -> None:
    conformity.record(session, P, B, [{"node": n, **SEEN} for n in nodes(session)[:2]])
    newer(session)
    conformity.carry(session, P, B)
    out = conformity.write_sheet(session, tmp_path / "c.xlsx", P, B, printed_at=datetime(2026, 1, 15))
    lines = [[str(c.value or "") for c in r] for r in openpyxl.load_workbook(out).worksheets[0].iter_rows()]
    top = next(n for n, line in enumerate(lines) if line[0] == "機能ID")
    assert [line[-1].split("\n")[0] for line in lines[top + 1 :]] == [
        "確認済み",
        "要再確認",
        "未確認",
        "未確認",
        "未確認",
    ]
    assert "確認済み 1　要再確認 1　引き継げる 0　未確認 3" in "".join(map("".join, lines[:top]))
