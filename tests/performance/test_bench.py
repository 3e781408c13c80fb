"""The bench measures what it says: its made-up workbook reads in full, its table states the ratio."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from app.store import taking
from spec_catalog.load import load_file
from tests.performance import data, graphs, matching, merging, nation
from tests.performance.bench import bare_commit, table
from tests.performance.line import Line, show
from tests.scale import generate


def test_the_made_up_workbook_reads_in_full(tmp_path: Path) -> None:
    loaded = load_file(data.requirements(tmp_path, "010", 120))
    assert loaded.balanced
    assert loaded.edition is not None
    assert (loaded.edition.business, len(loaded.edition.items)) == ("010", 120)
    assert loaded.edition.items[-1].id == "0100120"


def test_the_same_data_every_time(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first, second = (load_file(data.requirements(tmp_path / name, "001", 30)).edition for name in "ab")
    assert first is not None
    assert second is not None
    assert first.items == second.items


def test_the_yardstick_commits(tmp_path: Path) -> None:
    commit = bare_commit(tmp_path / "bare.db")
    commit()
    commit()
    assert (tmp_path / "bare.db").stat().st_size > 0


def test_a_line_states_its_ratio() -> None:
    assert table([Line("a", 0.2, "b", 0.1)]).splitlines()[-1] == "| a | 200.0 ms | b | 100.0 ms | 2.00 |"
    assert show(1.234) == "1.23 s"
    assert table([Line("a", 0.2, "", 0.0)]).splitlines()[-1] == "| a | 200.0 ms | — | — | — |"


def test_packages_of_the_bench_are_taken_in(tmp_path: Path) -> None:
    rnd = random.Random(5)
    project, heads = merging.office(tmp_path / "w.fitgap", 60, rnd)
    files = [merging.package(tmp_path, n, project.setting("workspace_id"), heads, 40, rnd) for n in range(3)]
    done = taking.take(project, merging.sources_of(files))
    assert (done.new, done.known, done.pending) == (120, 0, 0)
    assert 0 < done.conflicts < 60
    project.close()
    assert merging.bare(tmp_path / "bare.db", files) > (0, 0)


def test_the_bench_ends_when_order_or_repetition_matters(tmp_path: Path) -> None:
    rnd = random.Random(5)
    project, heads = merging.office(tmp_path / "w.fitgap", 30, rnd)
    files = [merging.package(tmp_path, n, project.setting("workspace_id"), heads, 20, rnd) for n in range(3)]
    merging.copy_of(project.path, tmp_path / "again.fitgap").close()
    merging.copy_of(project.path, tmp_path / "third.fitgap").close()
    expected = taking.take(project, merging.sources_of(files)).digest
    project.close()
    assert merging.shuffled(tmp_path / "again.fitgap", files, expected, rnd)[0] == expected[:12]
    with pytest.raises(SystemExit, match="another order"):
        merging.shuffled(tmp_path / "third.fitgap", files[:2], expected, rnd)


def test_generated_graphs_are_the_same_every_time_and_differ_by_seed() -> None:
    assert graphs.linkages(30, 1) == graphs.linkages(30, 1)
    assert graphs.linkages(30, 1) != graphs.linkages(30, 2)
    assert all(a != b for a, b in graphs.linkages(60, 3))


def test_a_curve_is_sampled_from_end_to_end() -> None:
    points = graphs.sampled([(0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 3)])
    assert (points[0], points[8], points[-1]) == ((0, 0), (3, 0), (6, 3))
    assert len(points) == 1 + 2 * graphs.SAMPLES


def test_dots_answer_is_read_in_the_order_asked() -> None:
    text = """graph 1 3 1
node n0 0.5 0.5 1 0.4 n0 solid box black lightgrey
edge n1 n2 4 1 0 2 0 3 0 4 0 solid black
edge n0 n1 4 0 0 0 1 0 2 0 3 solid black
stop
"""
    first, second = graphs.read_plain(text, [("n0", "n1"), ("n1", "n2")])
    assert (first[0], first[-1]) == ((0.0, 0.0), (0.0, 216.0))
    assert (second[0], second[-1]) == ((72.0, 0.0), (288.0, 0.0))


def test_a_few_businesses_of_the_nation_are_imported_searched_and_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FITGAP_HOME", str(tmp_path / "home"))
    generate.generate(tmp_path / "nation", scale=0.01, seed=1, editions=2, only=("001", "002"), expected=False)
    editions = [sorted((tmp_path / "nation" / f"edition{n}").glob("*.xlsx")) for n in (1, 2)]
    session = nation.new_workspace(tmp_path / "a.fitgap")
    rows = [
        nation.import_line(session, editions),
        *nation.search_lines(session, 1),
        nation.facet_line(session, 1),
        nation.difference_line(session, 1),
        *nation.adopt_lines(session),
    ]
    session.close()
    assert len(rows) == 7
    assert all(row.ours > 0 and row.theirs > 0 for row in rows)
    assert " 28 workbooks" in rows[0].work


def test_of_a_hundred_times_the_ninety_sixth_is_shown() -> None:
    assert nation.p95([float(n) for n in range(100)]) == 95.0
    assert nation.p95([3.0]) == 3.0


def test_quality_counts_the_first_five_and_the_rank() -> None:
    right = {"a"}
    found = matching.quality([(["a"], right), (["b", "a"], right), (list("bcdefa"), right), (["b"], right)])
    assert (found.questions, found.recall) == (4, 0.5)
    assert found.mrr == pytest.approx((1 + 1 / 2 + 1 / 6) / 4)
    row = matching.quality_table([matching.Comparison("x", found, found)]).splitlines()[-1]
    assert row == "| x | 4 | 0.500 | 0.500 | 0.417 | 0.417 |"


def test_the_yardstick_ranks_by_shared_pairs() -> None:
    assert matching.Baseline(["転入の入力", "ＡＢＣ", "転出の入力"]).rank("転出") == [2]
    assert matching.Baseline(["転入の入力", "ＡＢＣ", "転出の入力"]).rank("abc　D") == [1]


@pytest.mark.needs_shared
def test_suggestions_are_better_than_the_yardstick_by_far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the pairs to develop with; what is lost here will be lost in an office."""
    monkeypatch.setenv("FITGAP_HOME", str(tmp_path / "home"))
    forward, backward = matching.compare(tmp_path, "develop")
    for found in (forward, backward):
        assert found.ours.recall >= found.theirs.recall + 0.09
        assert found.ours.mrr >= found.theirs.mrr + 0.12
    assert forward.theirs.recall == pytest.approx(0.81)


def test_both_questions_and_the_job_are_timed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FITGAP_HOME", str(tmp_path / "home"))
    lines = matching.time_lines(tmp_path, 1, current=20, requirements=60, sample=3)
    assert len(lines) == 4
    assert all(line.ours > 0 and line.theirs > 0 for line in lines)
