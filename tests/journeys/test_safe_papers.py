"""Dangerous and fragile texts, typed into every field, come out of every sheet and page unharmed or named."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.core.personal import check_digit
from app.services import (
    catalogue,
    comparison,
    decisions,
    my_items,
    options,
    personal_data,
    register,
    register_read,
    reports,
    scenarios,
    sheets,
    survey,
    transition_pairs,
)
from app.services.session import Session
from app.ui.theme.tokens import tokens
from reports.pdf.fonts import letters
from tests.helpers.office import pdf_text
from tests.unit.reports import towns
from tests.unit.reports.test_html import read

AT = datetime(2026, 1, 15, 14, 3)
NUMBER = "12345678901" + check_digit("12345678901")
LONG = "長い文。𠮷" * 8_000  # 40,000 characters
TEXTS = {
    "equals": "=1+1",
    "blank_equals": " =HYPERLINK(\"http://x.invalid\",\"押す\")",
    "plus": "+81-90",
    "minus": "-2+3",
    "at": "@SUM(A1)",
    "wide": "＝１＋１",
    "compatibility": "神\ufa19と神\u795e",
    "variation": "葛\U000e0100飾区と葛\U000e0101城",
    "astral": "𠮷野家",
    "markup": "<r><t>x</t></r><script>alert(1)</script>{{ 7*7 }}",
    "number": f"{NUMBER[:4]}-{NUMBER[4:8]}-{NUMBER[8:]} の人",
    "long": LONG,
}  # fmt: skip


PAGES = (
    "state", "overview", "department", "my-items", "decision-sheet", "decision-book", "options", "rfi", "budget",
    "ordinances", "pia", "tests", "training",
)  # fmt: skip
WITHOUT = ("options",)  # nothing of the town's options is typed by a person


def in_transition(session: Session, text: str) -> None:
    """``text`` into what is said of two systems that move apart."""
    dates = {"S-01": "2026-01", "S-02": "2026-03"}
    rows = [{"number": n, "name": f"{text}（{n}）", "vendor": text, "migration": d} for n, d in dates.items()]
    survey.add_records(session, "systems", rows)
    found = {r["number"]: r["rid"] for r in survey.list_rows(session, "systems") if r["number"] in dates}
    ends = {"system": found["S-01"], "receiver": found["S-02"]}
    survey.add_records(session, "linkages", [{"name": text, "business": "001", **ends}])
    stated = {"method": "current", "reason": text, "term": "R8.3末", "lead": text, "risk": text, "note": text}
    transition_pairs.record(session, [(found["S-01"], found["S-02"])], stated)
    scenarios.save(session, text[:100], {found["S-01"]: "2026-05"}, note=text)


def fill(session: Session, text: str) -> None:
    """``text`` into every field a person can write."""
    in_transition(session, text)
    for node in ("req:0010003", "form:0019001", "link:001/001o005-00"):
        edition, key = catalogue.find(session, node)
        comparison.record(
            session, edition, key, verdict="gap", current="in_use", detail=text, reason=text, targets=["own"],
            degree="high", memo=text,
        )  # fmt: skip
    towns.review(
        session, "001o005", "00", need="required", current_id=text, partner=text, method=text, timing=text, note=text
    )
    for list_name, extra in (("functions", {}), ("forms", {"paper": text, "copies": text}), ("linkages", {})):
        row = survey.list_rows(session, list_name)[0]["rid"]
        survey.set_cells(session, list_name, [(row, {"name": text, "summary": text, "note": text, **extra})])
    number = towns.issue(session, "req:0010003", text, detail=text, owner=text, note=text)
    rid = register_read.issue(session, number).rid
    with session.project.unit(
        "他所から", origin="merge"
    ) as unit:  # no way of input takes these, a merge may bring them
        unit.set(rid, "issue", "assignment", {"department": "市民課", "owner": text, "due": text})
        unit.set(rid, "issue", "priority", {"priority": text, "degree": text})
    register.dispose(session, number, "tool", content=text, basis=text, data={"tool_name": text, "tool_use": text})
    fields = {"cost": text, "effect": text, "risk": text, "residents": text}
    options.add(session, number, "bpr", text, **fields)
    flags = ["budget", "rfi", "ordinance", "pia", "test", "training"]
    register.add(session, title=text, nodes=["req:0010004"], department="市民課", detail=text, flags=flags)
    done = towns.issue(session, "form:0019001", text, detail=text, owner=text)
    register.dispose(session, done, "bpr", content=text, basis=text)
    decisions.decide(session, done, level="section", by=text, date="2026-01-10", reason=text, meeting=text)
    decisions.decide(session, done, level="office", by=text, date="2026-01-11", reason=text, meeting=text)


@pytest.fixture
def papers(tmp_path: Path) -> Callable[..., dict[str, Path]]:
    """Every sheet and page of a town in which ``text`` was typed everywhere."""

    def made(text: str, *, pdf: bool = True) -> dict[str, Path]:
        folder = tmp_path / f"t{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        session = towns.town(folder)
        fill(session, text)
        found = {p.name[:2]: p for p in sheets.export_sheets(session, folder / "out", printed_at=AT)}
        for report in reports.REPORTS:
            for kind in (k for k in report.formats if pdf or k != "pdf"):
                asked = reports.Asked(colours=tokens("light"), format=kind, department="市民課", printed_at=AT)
                name = report.id if kind == report.formats[0] else f"{report.id}.{kind}"
                found[name] = reports.write(session, report.id, folder / "out" / f"{report.id}.{kind}", asked)
        session.close()
        return found

    return made


def cells(path: Path) -> list[Any]:
    """All cells of a workbook."""
    book = openpyxl.load_workbook(path)
    return [c for sheet in book for line in sheet.iter_rows() for c in line if c.value is not None]


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_a_text_leaves_unharmed_or_is_named(papers: Callable[..., dict[str, Path]], name: str) -> None:
    text = TEXTS[name]
    made = papers(text)
    both = {*PAGES, "register", "suspects", "handover"}
    assert set(made) == {
        "F1", "F2", "F3", *both, *(f"{name}.pdf" for name in both), "handover.html",
        "consistency", "bpr", "roles", "costs", "routing", "escalation", "transition",
        "pmo-sheet", "pmo-page", "city-page",
    }  # fmt: skip
    lists = ("suspects", "consistency", "handover", "bpr", "roles", "costs", "routing", "escalation", "transition")
    for paper in lists:
        assert [c.coordinate for c in cells(made[paper]) if c.data_type == "f"] == []
    for paper in ("F1", "F2", "F3", "register"):
        found = cells(made[paper])
        assert [c.coordinate for c in found if c.data_type == "f"] == []
        assert all(isinstance(c.value, str | int) for c in found)
        values = [str(c.value) for c in found]
        if name == "long":
            book = openpyxl.load_workbook(made[paper])
            assert "別紙" in book.sheetnames
            (column,) = (c.column for c in book["別紙"][3] if c.value == "全文")
            kept = "".join(str(line[column - 1] or "") for line in book["別紙"].iter_rows(min_row=5, values_only=True))
            assert kept.count("長い文。𠮷") >= 8_000  # in full, though no cell may hold it
            assert any("（以下別紙" in v for v in values)
        else:
            assert sum(text in v for v in values) >= 3, paper
    said = "".join(str(c.value) for c in cells(made["transition"]))
    # names stand in one line there, without blanks at their ends
    assert said.count("長い文。𠮷" if name == "long" else text.strip()) >= (16_000 if name == "long" else 5)
    plain = papers("普通の文", pdf=False)
    for paper in (*PAGES, "handover.html"):
        page, other = (read(p.read_text("utf-8")) for p in (made[paper], plain[paper]))
        assert page.tags == other.tags, paper
        assert "".join(page.text).count(text.strip()) >= (paper not in WITHOUT), paper
    for paper in (*PAGES, "register", "handover"):
        said = pdf_text(made[f"{paper}.pdf"])
        wanted = letters().shown("長い文。𠮷" if name == "long" else text)
        assert said.count(re.sub(r"\s", "", wanted)) >= (paper not in WITHOUT), paper


def test_the_list_before_an_export_names_every_place(tmp_path: Path) -> None:
    session = towns.town(tmp_path)
    assert personal_data.find(session) == []
    fill(session, TEXTS["number"])
    found = personal_data.find(session)
    session.close()
    assert {h.kind for h in found} == {"my_number"}
    fields = {h.field for h in found}
    assert {
        "差異内容", "理由", "メモ", "備考", "内容", "件名", "対応内容", "根拠", "費用", "効果", "リスク", "担当",
        "決定者", "現行連携先システム名", "用紙", "機能名", "必要な記載", "合理的説明",
    } <= fields  # fmt: skip
    assert not any(re.search(r"\d{4}-\d{4}", h.sentence) for h in found)
    assert all("個人番号の可能性" in h.sentence for h in found)


def test_a_name_far_too_long_for_the_head_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    from app.core.problems import UserProblem

    session = towns.town(tmp_path)
    first = survey.list_rows(session, "departments")[0]["rid"]
    survey.set_cells(session, "departments", [(first, {"name": LONG, "businesses": ""})])
    with pytest.raises(UserProblem) as refused:
        sheets.export_sheets(session, tmp_path / "out", department=LONG, printed_at=AT)
    assert refused.value.code == "text_too_long"
    assert not list((tmp_path / "out").iterdir())
    assert my_items.issues_of(session, LONG) == []
    session.close()
