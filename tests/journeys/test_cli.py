"""The command line keeps its contract: answers, exit codes, and nothing changed by a refusal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app import cli
from spec_catalog.sample import write_workbooks
from tests.helpers.workbooks import shared

Fitgap = Callable[..., tuple[int, Any]]


@pytest.fixture
def books(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "books"
    folder.mkdir()
    return write_workbooks(folder)


@pytest.fixture
def ws(tmp_path: Path, fitgap: Fitgap, books: list[Path]) -> Path:
    path = tmp_path / "t.fitgap"
    assert fitgap("init", path, "--municipality", "みほん市", "--code", "999997", "--size", "general")[0] == 0
    assert fitgap("catalog", "import", path, *books, "--adopt")[0] == 0
    return path


def fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.needs_shared
def test_published_workbooks_give_exactly_what_is_expected(tmp_path: Path, fitgap: Fitgap) -> None:
    data = shared()
    expected = json.loads((data / "data" / "spec" / "expected.json").read_text(encoding="utf-8"))
    ws = tmp_path / "t.fitgap"
    fitgap("init", ws, "--municipality", "みほん市", "--code", "999997", "--size", "general")
    names = {"◎": "mandatory", "○": "optional", "×": "prohibited"}
    for edition in ("1.0", "1.1"):
        book = next((data / "data" / "spec").glob(f"*【第{edition}版】*.xlsx"))
        code, answer = fitgap("catalog", "import", ws, book)
        file = answer["files"][0]
        want = expected[f"edition_{edition}"]
        assert (code, file["recognised"], file["business"], file["edition"]) == (0, "req", "001", f"第{edition}版")
        assert file["items"] == want.get("items", want.get("valid_items"))
        for size in ("general", "designated"):
            if size in want:
                assert file["by_class"][size] == {names[k]: v for k, v in want[size].items()}
        assert all(s["cells"] == s["imported"] + len(s["skipped"]) for s in file["sheets"])
        assert all(c["reason"] for s in file["sheets"] for c in s["skipped"])
        listed = fitgap("catalog", "items", ws, "--edition", file["edition_hash"])[1]
        assert listed["total"] == file["items"]
        if edition == "1.0":
            assert (listed["items"][0]["id"], listed["items"][-1]["id"]) == (want["first_id"], want["last_id"])
        else:
            gone = fitgap("catalog", "items", ws, "--edition", file["edition_hash"], "--deleted")[1]
            assert [i["id"] for i in gone["items"]] == expected["changes_1.0_to_1.1"]["deleted"]
    code, answer = fitgap("catalog", "import", ws, data / "data" / "real" / "031_item-definition.xlsx")
    file = answer["files"][0]
    want = expected["item_definition_031"]
    assert (code, file["recognised"], file["items"]) == (0, "data", want["items"])
    assert all(s["cells"] == s["imported"] + len(s["skipped"]) for s in file["sheets"])
    assert fitgap("catalog", "items", ws, "--kind", "data")[1]["items"][0]["id"] == want["first"]
    assert [i["id"] for i in fitgap("catalog", "items", ws, "--kind", "code")[1]["items"]] == want["code_ids"]


@pytest.mark.needs_shared
def test_the_difference_of_two_published_editions_is_exactly_what_was_amended(tmp_path: Path, fitgap: Fitgap) -> None:
    data = shared() / "data" / "spec"
    want = json.loads((data / "expected.json").read_text(encoding="utf-8"))["changes_1.0_to_1.1"]
    ws = tmp_path / "t.fitgap"
    fitgap("init", ws, "--municipality", "みほん市", "--code", "999997", "--size", "general")
    fitgap("catalog", "import", ws, *sorted(data.glob("*【第1.*版】*.xlsx")))
    code, answer = fitgap("catalog", "diff", ws, "001", "第1.0版", "第1.1版")
    assert code == 0
    kinds: dict[str, set[str]] = {}
    classes: dict[str, dict[str, tuple[str, str]]] = {"class.general": {}, "class.designated": {}}
    sign = {"mandatory": "◎", "optional": "○", "prohibited": "×"}
    for change in answer["changes"]:
        id_ = change["node"].removeprefix("req:")
        for kind in change["kind_of_change"]:
            kinds.setdefault(kind, set()).add(id_)
        for field in change["fields"]:
            if (
                field["field"] in classes
                and "added" not in change["kind_of_change"]
                and "removed" not in change["kind_of_change"]
            ):
                classes[field["field"]][id_] = (sign[field["old"]], sign[field["new"]])
    assert kinds.pop("removed") == set(want["deleted"])
    assert kinds.pop("added") == set(want["added"])
    assert kinds.pop("text") == set(want["text_changed"]) | set(want["struck_first_line"])
    assert kinds.pop("labelled") == set(want["labelled_only"])
    assert kinds.pop("date") == set(want["date_set"])
    assert classes["class.general"] == {i: (a, b) for i, a, b in want["class_changed_general"]}
    assert classes["class.designated"] == {i: (a, b) for i, a, b in want["class_changed_designated"]}
    assert kinds.pop("class") == classes["class.general"].keys() | classes["class.designated"].keys()
    assert kinds == {}


def test_verdicts_are_recorded_found_and_undone(ws: Path, fitgap: Fitgap) -> None:
    items = fitgap("catalog", "items", ws, "--edition", _first(fitgap, ws))[1]["items"]
    for item in items[:20]:
        code, answer = fitgap("judge", ws, item["node"], "--verdict", "gap", "--current", "in_use", "--reason", "番号")
        assert (code, answer["changed"]) == (0, 1)
    shown = fitgap("catalog", "show", ws, items[0]["node"])[1]
    assert (shown["verdict"], shown["current"]) == ("gap", "in_use")
    units = fitgap("log", ws)[1]["units"]
    judged = [u for u in units if u["label"].startswith("判定を記録")]
    assert len(judged) == 20
    assert {u["by"] for u in judged} == {"市民課/佐藤 花子"}
    before = len(fitgap("check", ws, "--only", 1)[1]["findings"])
    for _ in range(20):
        assert fitgap("undo", ws)[0] == 0
    assert len(fitgap("check", ws, "--only", 1)[1]["findings"]) == before + 20
    assert fitgap("catalog", "show", ws, items[0]["node"])[1]["verdict"] is None
    assert fitgap("redo", ws)[0] == 0
    code, answer = fitgap("verify", ws)
    assert (code, answer["ok"], len(answer["digest"])) == (0, True, 64)


def _first(fitgap: Fitgap, ws: Path) -> str:
    return next(e["edition_hash"][:8] for e in fitgap("catalog", "list", ws)[1]["editions"] if e["adopted"])


def test_many_verdicts_from_a_table_are_one_step_or_none(ws: Path, fitgap: Fitgap, tmp_path: Path) -> None:
    nodes = [i["node"] for i in fitgap("catalog", "items", ws, "--edition", _first(fitgap, ws))[1]["items"][:3]]
    table = tmp_path / "判定.csv"
    table.write_text("node,verdict,detail\n" + "".join(f"{n},gap,差{i}\n" for i, n in enumerate(nodes)), "cp932")
    assert fitgap("judge", ws, "--from", table)[1]["changed"] == 3
    assert fitgap("log", ws)[1]["units"][-1]["operations"] == 3
    table.write_text(f"node,verdict\n{nodes[0]},fit\nreq:9999999,fit\n", "utf-8")
    before = fitgap("verify", ws)[1]["digest"]
    code, answer = fitgap("judge", ws, "--from", table)
    assert (code, answer["error"]["cell"]) == (3, "A3")
    assert fitgap("verify", ws)[1]["digest"] == before


def test_search_finds_words_of_one_and_two_characters_in_any_order(ws: Path, fitgap: Fitgap) -> None:
    everything = fitgap("catalog", "search", ws, "証明", "--limit", 500)[1]
    assert everything["total"] > 0
    assert [i for i in everything["items"] if "証明" in i["text"] or "証明" in i["name"]]
    one = fitgap("catalog", "search", ws, "証", "--limit", 500)[1]
    assert one["total"] >= everything["total"]
    both = fitgap("catalog", "search", ws, "証明 発行", "--limit", 500)[1]
    assert both["total"] == fitgap("catalog", "search", ws, "発行 証明", "--limit", 500)[1]["total"] > 0
    assert fitgap("catalog", "search", ws, "存在しない語句")[1] == {"total": 0, "items": []}
    some_id = everything["items"][0]["id"]
    assert some_id in [i["id"] for i in fitgap("catalog", "search", ws, some_id)[1]["items"]]


REFUSALS: list[tuple[tuple[str, ...], int, str]] = [
    (("judge", "WS", "req:9999999", "--verdict", "fit"), 3, "no_item"),
    (("judge", "WS", "0010101", "--verdict", "fit"), 2, "bad_node"),
    (("judge", "WS", "req:0010101", "--verdict", "great"), 2, "usage"),
    (("judge", "WS"), 2, "usage"),
    (("catalog", "adopt", "WS", "12345678"), 2, "no_edition"),
    (("catalog", "import", "WS", "missing.xlsx"), 3, "missing_file"),
    (("catalog", "frob", "WS"), 2, "usage"),
    (("nonsense",), 2, "usage"),
    (("check", "WS", "--only", "99"), 2, "no_check"),
    (("export", "sheets", "WS", "--out", "OUT", "--form", "F99"), 2, "no_form"),
    (("baseline", "compare", "WS", "ない版"), 2, "no_baseline"),
    (("redo", "WS"), 3, "nothing_to_redo"),
    (("restore", "WS", "missing.fitgap", "--out", "OUT.fitgap"), 4, "missing"),
    (("log", "missing.fitgap"), 4, "missing"),
    (("init", "WS", "--municipality", "別", "--code", "131016", "--size", "general"), 3, "exists"),
    (("init", "new.fitgap", "--municipality", "別", "--code", "1310", "--size", "general"), 2, "bad_code"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "code", "error"), REFUSALS, ids=lambda v: "-".join(v) if isinstance(v, tuple) else None
)
def test_refusals_say_why_and_change_nothing(
    ws: Path, fitgap: Fitgap, tmp_path: Path, words: tuple[str, ...], code: int, error: str
) -> None:
    named = [
        str(ws) if w == "WS" else str(tmp_path / w) if w.endswith((".fitgap", ".xlsx")) or w == "OUT" else w
        for w in words
    ]
    before = fingerprint(ws)
    found, answer = fitgap(*named)
    assert (found, answer["error"]["code"]) == (code, error)
    assert answer["error"]["message"]
    assert any("ぁ" <= c <= "鿿" for c in answer["error"]["message"])
    assert set(answer["error"]) >= {"code", "message", "file", "sheet", "cell", "hint"}
    assert fingerprint(ws) == before


def test_a_refused_file_does_not_stop_the_good_ones(
    ws: Path, fitgap: Fitgap, books: list[Path], tmp_path: Path
) -> None:
    junk = tmp_path / "junk.xlsx"
    junk.write_bytes(b"no workbook")
    code, answer = fitgap("catalog", "import", ws, junk, books[0])
    assert code == 3
    assert [f["recognised"] for f in answer["files"]] == [None, "req"]
    assert answer["error"]["file"] == str(junk)


def test_a_folder_lists_what_is_no_table(ws: Path, fitgap: Fitgap, books: list[Path]) -> None:
    (books[0].parent / "読んでください.txt").write_text("メモ", encoding="utf-8")
    (books[0].parent / "名簿.csv").write_text("氏名,内線\n佐藤,123\n", encoding="utf-8")
    code, answer = fitgap("catalog", "import", ws, books[0].parent)
    assert code == 0
    assert [Path(p).name for p in answer["ignored"]] == ["読んでください.txt"]
    unknown = next(f for f in answer["files"] if f["file"].endswith("名簿.csv"))
    assert unknown["recognised"] is None
    assert all(s["cells"] == len(s["skipped"]) > 0 and s["imported"] == 0 for s in unknown["sheets"])
    assert unknown["sheets"]
    assert unknown["findings"][0]["level"] == "warning"


def test_backup_restore_baseline_and_sheet(ws: Path, fitgap: Fitgap, tmp_path: Path) -> None:
    node = fitgap("catalog", "items", ws, "--edition", _first(fitgap, ws))[1]["items"][0]["node"]
    made = fitgap("backup", ws)[1]["backup"]
    assert fitgap("baseline", "add", ws, "月次")[0] == 0
    fitgap("judge", ws, node, "--verdict", "gap")
    changes = fitgap("baseline", "compare", ws, "月次")[1]["changes"]
    assert [c["target"] for c in changes] == [node]
    assert fitgap("restore", ws, made, "--out", tmp_path / "back.fitgap")[0] == 0
    assert fitgap("verify", tmp_path / "back.fitgap")[1]["ok"]
    assert fitgap("baseline", "list", ws)[1]["items"][0]["name"] == "月次"
    files = fitgap("export", "sheets", ws, "--out", tmp_path / "out")[1]["files"]
    assert files
    assert all(Path(f).stat().st_size > 5000 for f in files)


def test_a_bug_leaves_a_report_and_exit_code_70(
    ws: Path, fitgap: Fitgap, monkeypatch: pytest.MonkeyPatch, data_folder: Path
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("本文の断片")

    monkeypatch.setattr("app.commands.audit._steps", broken)
    code, answer = fitgap("log", ws)
    assert (code, answer["error"]["code"]) == (70, "bug")
    report = Path(answer["error"]["file"]).read_text(encoding="utf-8")
    assert "ZeroDivisionError" in report
    assert "本文" not in report  # reports never carry what a user typed


def test_plain_lines_without_json(ws: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["log", str(ws)]) == 0
    assert "版を採用" in capsys.readouterr().out
    assert cli.main(["nonsense"]) == 2
    assert "命令の書き方が違います" in capsys.readouterr().err
