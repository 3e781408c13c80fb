"""The lists beside the issues: what their cells mean, and what the file then holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.problems import UserProblem
from app.services import choices, register, survey, survey_grid, survey_lists
from app.services import session as sessions
from app.services.choices import Choice
from app.services.session import Session
from app.services.survey_cells import understand
from app.services.survey_grid import Edit
from app.services.views import Who

WRITTEN = {
    "clauses": {"number": "第3条", "name": "対象外システム", "since": "R6.4.1",
                "forbids": "カスタマイズ（最小限度の改変・追加）、外部委託"},
    "calendar": {"name": "当初予算要求", "basis": "予算要求", "business": "", "date": "2026-10-01", "lead": "1か月前"},
    "inquiries": {"name": "様式の確認", "to": "事業者", "state": "照会中", "due": "令和8年1月15日",
                  "node": "req:0010101", "issue": "G-0001"},
    "bpr_cases": {"name": "新規認定業務", "stage": "標準仕様書の確認", "issue": "G-0001", "spread": "010", "nodes":
                  "req:0010101、form:0010001"},
    "bpr_steps": {"case": "新規認定業務", "side": "改善後", "order": "1", "work": "受付", "manual": "手作業", "minutes":
                  "12.5", "cases": "1200"},
    "responsibilities": {"table": "データ移行", "order": "1", "work": "監視", "phase": "構築・運用",
                         "cells": "本市：○\n受託者：● 自身の領域"},
    "dependencies": {"start": "住民記録", "end": "証明書発行システム", "kind": "時期",
                     "strength": "必須", "risk": "遅れる"},
    "link_patterns": {"name": "住民異動", "partner": "オンプレ環境", "environment": "検証（情報系）",
                      "method": "ファイル", "what": "異動", "who": "受託者", "how": "毎晩", "test": "要", "tests": "2",
                      "node": "link:001/001o001-00"},
    "slas": {"name": "稼働率", "level": "99.9%", "node": "nonfunc:B.1.1.2"},
}  # fmt: skip


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("FITGAP_HOME", str(tmp_path / "home"))
    opened = sessions.create(
        tmp_path / "t.fitgap", municipality="みほん市", code="999997", size="general", who=Who("市民課", "佐藤 花子")
    )
    yield opened
    opened.close()


def put(session: Session, name: str, written: dict[str, str]) -> tuple[str, dict[str, str]]:
    """A row as somebody types it; its rid, and its cells as they then show."""
    offered = survey_grid.load(session, name).names
    values = {}
    for code, text in written.items():
        found = understand(name, code, text, {}, offered.get(code, ()))
        assert not found.problem, (code, found.problem)
        values[code] = found.value
    row = survey_grid.store(session, name, [Edit("k", "", values, {})], label="行を追加").rows["k"]
    codes = [c.code for c in survey_lists.survey_list(name).columns]
    return row.rid, dict(zip(codes, row.texts, strict=True))


def test_none_of_them_takes_part_in_recognising_a_book() -> None:
    assert set(survey_lists.register_types()) == set(WRITTEN)
    assert not set(survey_lists.register_types()) & set(survey.LISTS)
    assert not set(survey_lists.register_types()) & set(survey_lists.names())


@pytest.mark.parametrize("name", tuple(WRITTEN))
def test_what_is_typed_comes_back_and_a_code_is_stored(session: Session, name: str) -> None:
    register.add(session, kind="差異", title="様式が違う")
    put(session, "bpr_cases", {"name": "新規認定業務"})
    rid, shown = put(session, name, WRITTEN[name])
    for code, text in WRITTEN[name].items():
        kind = survey_lists.survey_list(name).column(code).kind
        assert shown[code].startswith(text) if kind in ("business", "businesses") else shown[code] == text, code
    stored = survey.fields_of(session, rid, survey.EVERY[name])
    for code, value in {"stage": "standard", "to": "vendor", "side": "to_be", "basis": "budget"}.items():
        if code in WRITTEN[name]:
            assert stored[code] == value
    if "issue" in WRITTEN[name]:
        assert len(stored["issue"]) == 36
    assert survey_grid.counts(session)[name][""] >= 1


@pytest.mark.parametrize(
    ("name", "code", "text"),
    [
        ("calendar", "date", "来年の秋ごろ"),
        ("calendar", "lead", "そのうち"),
        ("calendar", "basis", "気分"),
        ("bpr_steps", "minutes", "10分"),
        ("bpr_cases", "nodes", "住民票"),
        ("clauses", "forbids", "あきらめる"),
        ("responsibilities", "cells", "受託者が行う"),
    ],
)
def test_what_cannot_be_stored_is_said(session: Session, name: str, code: str, text: str) -> None:
    found = understand(name, code, text, {}, survey.offered(session, name).get(code, ()))
    assert found.problem
    assert found.value is None


def test_the_order_and_words_of_the_stages_are_the_municipalitys(session: Session) -> None:
    held = choices.in_force(session, "bpr_stages").entries
    renamed = [Choice(c.code, "三番目の段階" if c.code == "standard" else c.label) for c in reversed(held)]
    rid, _ = put(session, "bpr_cases", {"name": "更正処理", "stage": "標準仕様書の確認"})
    choices.write(session, "bpr_stages", [*renamed, Choice("own_1", "効果の確認")])
    assert survey.offered(session, "bpr_cases")["stage"][-1] == "効果の確認"
    assert survey.list_rows(session, "bpr_cases", [rid])[0]["stage"] == "三番目の段階"
    _, shown = put(session, "bpr_cases", {"name": "乳幼児健診業務", "stage": "効果の確認"})
    assert shown["stage"] == "効果の確認"
    with pytest.raises(UserProblem, match="標準仕様書の確認"):
        survey.resolve_reference(session, "bpr_case", "stage", "標準仕様書の確認")


def test_numbers_are_given_and_a_row_can_go(session: Session) -> None:
    rid, shown = put(session, "inquiries", {"name": "一つめ"})
    assert shown["number"] == "Q-0001"
    assert put(session, "inquiries", {"name": "二つめ"})[1]["number"] == "Q-0002"
    done = survey.delete_records(session, "inquiries", [rid])
    assert done.label == "照会から 1 件を削除"
    assert [r["name"] for r in survey.list_rows(session, "inquiries")] == ["二つめ"]
