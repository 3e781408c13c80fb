"""Every example of docs/cli.md is run, in order, in one folder, and answers as printed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from openpyxl import Workbook

from app import cli
from app.services import catalogue, comparison, parcels, sample
from app.services import session as sessions
from app.services.views import Who
from app.store import editions
from app.store.merge import unite_file
from spec_catalog.model import LoadedFile
from tests.helpers.cli_examples import differences, examples


def prepare(folder: Path) -> None:
    """What ``fitgap demo --out .`` leaves, without its pictures."""
    books = folder / "標準仕様（見本）"
    books.mkdir()
    (folder / "機能一覧.csv").write_text(
        "No,機能名,概要,利用状況\n1,窓口の番号札,呼び出す順に番号を出す,使用中\n", encoding="cp932"
    )
    (folder / "対応.csv").write_text("node,record\nreq:0010107,K-0036\n", encoding="utf-8")
    (folder / "ベンダ回答.csv").write_text(
        "機能ID,機能名,対応可否,時期,備考\n0010601,月次統計,○,,\n0010602,月次統計,△,,地区は当社が登録\n10702,提供,○,,\n",
        encoding="cp932",
    )
    template(folder / "ひな形.xlsx")
    sample.start_sample(folder / "みほん市.fitgap", books=books).close()
    judged_apart(folder / "みほん市.fitgap", folder / "競合.fitgap")
    other_city(folder / "みほん市.fitgap", folder / "北市.fgpkg")


def template(path: Path) -> None:
    """A city's own workbook to be filled."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["{{団体}}　{{業務}}　調査票"],
        ["機能ID", "機能要件", "判定"],
        ["{{行.機能ID}}", "{{行.機能要件}}", "{{行.判定}}"],
    ):
        sheet.append(row)
    book.save(path)


def other_city(workspace: Path, package: Path) -> None:
    """What another municipality with the same standard says; it judged one item otherwise."""
    path = package.with_suffix(".fitgap")
    session = sessions.create(path, municipality="北市", code="011002", size="general", who=Who("市民課", "北 一郎"))
    theirs = sessions.open_(workspace, who=Who("市民課", "佐藤 花子"), read_only=True)
    row = next(e for e in catalogue.editions(theirs) if (e.business, e.kind, e.adopted) == ("001", "req", True))
    file = LoadedFile(row.file, row.file, row.kind, editions.load(theirs.con, row.hash))
    edition = catalogue.take_over(session, [file], adopt=True)[0].hash
    judged = {r.node: r.verdict for r in catalogue.item_rows(theirs, row.hash, range(1, 40)) if r.verdict}
    theirs.close()
    for node, verdict in (judged | {"req:0010107": "gap"}).items():
        found, key = catalogue.find(session, node)
        words = "棟ごとに手で上書きしている" if node == "req:0010107" else None
        comparison.judge(session, found, [key], verdict=verdict, detail=words)
    assert found == edition
    parcels.hand_back(session, package)
    session.close()
    path.unlink()


def judged_apart(workspace: Path, path: Path) -> None:
    """A copy of a workspace in which two departments judged one item without having seen each other's verdict."""
    other = path.with_name("他方.fitgap")
    for copy, who, words in (
        (path, Who("市民課", "佐藤 花子"), ("fit", "同じ計算と聞いた")),
        (other, Who("税務課", "鈴木 一"), ("gap", "棟ごとに手で上書きしている")),
    ):
        shutil.copy(workspace, copy)
        session = sessions.open_(copy, who=who)
        edition, key = catalogue.find(session, "req:0010107")
        comparison.judge(session, edition, [key], verdict=words[0], detail=words[1])
        session.close()
    session = sessions.open_(path, who=Who("市民課", "佐藤 花子"))
    unite_file(session.project, other)
    session.close()
    other.unlink()


def test_examples_answer_as_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    prepare(tmp_path)
    found = examples()
    assert len(found) > 20
    wrong: list[str] = []
    known: dict[str, str] = {}  # words of the document that earlier answers fill in
    for example in found:
        if example.words[0] in ("demo", "self-test"):  # they open a window; run by their own tests
            continue
        code = cli.main([known.get(w, w) for w in example.words])
        captured = capsys.readouterr()
        name = " ".join(example.words)
        if example.words[0] == "backup":
            known["BACKUP"] = json.loads(captured.out)["backup"]
        if example.words[:2] == ("issue", "add"):
            known["NUMBER"] = json.loads(captured.out)["number"]
        if example.words[:2] == ("option", "add"):
            known["OPTION"] = json.loads(captured.out)["rid"]
        if example.words[:2] == ("conflict", "list"):
            known["CONFLICT"] = json.loads(captured.out)["items"][0]["id"]
        if example.words[:2] == ("package", "merge"):
            known["PACKAGE"] = json.loads(captured.out)["packages"][0]["package"]
        if example.answer is None:
            wrong += [] if code == 0 else [f"{name}: exit code {code} {captured.err}"]
        else:
            wrong += [f"{name}: {d}" for d in differences(example.answer, json.loads(captured.out))]
    assert wrong == []


def test_every_command_has_an_example() -> None:
    shown = {" ".join(e.words) for e in examples()}
    missing = [c for c in commands() if not any(f"{s} ".startswith(f"{c} ") for s in shown)]
    assert missing == []


def commands() -> list[str]:
    """The words of every command the parser knows."""
    out: list[str] = []

    def walk(parser: object, words: list[str]) -> None:
        groups = [a for a in parser._actions if hasattr(a, "choices") and isinstance(a.choices, dict)]
        if not groups:
            out.append(" ".join(words))
        for group in groups:
            for name, child in group.choices.items():
                walk(child, [*words, name])

    walk(cli.build(), [])
    return out


@pytest.mark.parametrize(
    ("expected", "actual", "same"),
    [
        ({"a": "…"}, {"a": 3}, True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ([1, "…"], [1, 2, 3], True),
        ([1], [1, 2], False),
        ({"a": [{"b": "x"}]}, {"a": [{"b": "y"}]}, False),
    ],
)
def test_the_comparer_notices_planted_differences(expected: object, actual: object, same: bool) -> None:
    assert (differences(expected, actual) == []) is same
