"""The headings taken from published examples are word for word those of the source (excerpts in tests/data/cases)."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from app.core.responsibility import Cell, Row, cells, findings, parse, text
from app.services import choices, cost_table, presets

CASES = Path(__file__).parents[1] / "data" / "cases"


def excerpt(name: str) -> str:
    """The source's text without the line breaks of its layout; its first two lines name the source."""
    head, _, body = (CASES / f"{name}.txt").read_text("utf-8").partition("----\n")
    assert "取組事例集（第2.0版）" in head
    return re.sub(r"\s+", "", body)


def squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words)


def in_this_order(words: list[str], where: str) -> list[str]:
    """The words that don't stand in the text, each behind the one before."""
    at, missing = 0, []
    for word in map(squeezed, words):
        found = where.find(word, at)
        if found < 0:
            missing.append(word)
        else:
            at = found + len(word)
    return missing


def test_sendais_cost_table() -> None:
    source, held = excerpt("sendai-rfi"), choices.costs()
    assert in_this_order(list(cost_table.questions()), source) == []
    headings = [*held["initial"], held["initial_note"], *held["annual"], held["annual_note"]]
    assert [title for _group, title in cost_table.columns()] == headings
    for start in (source.index("標準準拠システム"), source.index("標準準拠対象外")):
        table = source[start:]
        assert in_this_order([*headings, *held["places"]], table) == []
        first, last = table.index(squeezed(headings[0])), table.index(squeezed(held["places"][0]))
        assert table[first:last] == squeezed("".join(headings))  # nothing between, nothing left out
    assert all(squeezed(h) in source for h in (*held["headings"], *held["systems"]))


def test_osakas_table_row_by_row() -> None:
    source, table = excerpt("osaka-roles"), presets.preset("osaka_roles")
    assert len(table.rows) == 15
    page = source.index("【凡例】")
    for row in table.rows:
        work = squeezed(row["work"])
        parts = [row["work"], *(c["note"].partition("（単独")[0] for c in row["cells"])]
        assert all(_stands(squeezed(p), source) for p in parts), row["work"]
        assert work
    assert squeezed(table.legend) in source
    assert squeezed(table.note) in source
    assert page > 0


def _stands(words: str, source: str) -> bool:
    """In the layout's text columns of one line may be mixed, so each six characters are looked up on their own."""
    return all(words[n : n + 6] in source for n in range(0, len(words), 6))


@pytest.mark.parametrize("sign", ["main", "sub"])
def test_osakas_signs_are_as_many_as_in_the_source(sign: str) -> None:
    source, table = excerpt("osaka-roles"), presets.preset("osaka_roles")
    mark = {"main": "●", "sub": "○"}[sign]
    legends = source.count(f"{mark}：")
    assert sum(c["role"] == sign for row in table.rows for c in row["cells"]) == source.count(mark) - legends


def test_osakas_actors_and_its_table_has_no_finding() -> None:
    table = presets.preset("osaka_roles")
    rows = [Row(str(n), "t", "", r["work"], r["phase"], cells(r["cells"])) for n, r in enumerate(table.rows)]
    assert {tuple(c.actor for c in r.cells) for r in rows} == {table.actors}
    assert findings(rows) == []
    assert sum(sum(c.role == "main" for c in r.cells) > 1 for r in rows) == 7


def test_several_mains_need_scopes_that_differ() -> None:
    def row(*roles: tuple[str, str], phase: str = "運用") -> Row:
        return Row("r", "t", "1", "監視", phase, tuple(Cell(f"者{n}", r, note) for n, (r, note) in enumerate(roles)))

    assert findings([row(("main", "A"), ("main", "B"))]) == []
    (found,) = findings([row(("main", "A"), ("main", "A"))])
    assert "2 者" in found.message
    assert len(findings([row(("main", ""), ("main", "A"), phase="構築・運用")])) == 2
    assert findings([row(("main", ""), ("none", ""))]) == []
    assert [f.message for f in findings([row(("sub", ""), ("none", ""))])] == ["●（主たる担当）がいません。"]
    assert findings([row(("", ""), ("", ""))]) == []
    two = [row(("main", ""), phase="構築・運用"), row(("sub", ""), ("main", ""), phase="運用")]
    assert [(f.phase, "2 者" in f.message) for f in findings(two)] == [("運用", True)]


@pytest.mark.parametrize("row", presets.preset("osaka_roles").rows, ids=lambda r: r["work"][-10:])
def test_a_cell_is_read_back_as_it_is_shown(row: dict[str, object]) -> None:
    held = cells(row["cells"])  # type: ignore[arg-type]
    assert parse(text(held)) == (held, "")


@pytest.mark.parametrize("line", ["運用管理補助者", "A：主", "A：●\nA：○"])
def test_a_line_that_means_nothing_is_said(line: str) -> None:
    assert parse(line)[1]


def test_kokubunjis_nine_works() -> None:
    source, works = excerpt("kokubunji-works"), [r["work"] for r in presets.preset("kokubunji_works").rows]
    assert len(works) == 9
    assert source[source.index("現行システムファイル") : source.index("123456789")] == "".join(works)


def test_nagoyas_headings() -> None:
    source = excerpt("nagoya-policy").replace("等", "")
    rows = presets.preset("nagoya_policy").rows
    heads = list(dict.fromkeys(r["text"].strip("（）") for r in rows))
    written = []
    for head in heads:
        written += [head, *(r["name"] for r in rows if r["text"].strip("（）") == head)]
    assert in_this_order(written, source) == []
    body = source[source.index(heads[0]) :]
    assert re.sub("[、]", "", body) == "".join(written)


def test_gifus_seven_procedures() -> None:
    source = excerpt("gifu-bpr")
    names = [r["name"] for r in presets.preset("gifu_bpr").rows]
    assert re.findall("[①-⑦](.+?)（", source) == names


def test_presets_fit_their_lists() -> None:
    lists = json.loads((files("resources") / "register" / "lists.json").read_text("utf-8"))["lists"]
    for preset in presets.presets():
        codes = {c["code"] for c in lists[preset.list]["columns"]}
        assert {code for row in preset.rows for code in row} <= codes
