"""Hostile and odd files through the command line: refused in words with nothing changed, or read right."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from spec_catalog.sample import write_workbooks
from tests.helpers import workbooks as wb

Fitgap = Callable[..., tuple[int, Any]]


@pytest.fixture
def ws(tmp_path: Path, fitgap: Fitgap) -> Path:
    path = tmp_path / "t.fitgap"
    fitgap("init", path, "--municipality", "みほん市", "--code", "999997", "--size", "general")
    return path


@pytest.fixture
def published(tmp_path: Path) -> Path:
    folder = tmp_path / "books"
    folder.mkdir()
    return write_workbooks(folder)[0]


def password(path: Path, published: Path) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    with published.open("rb") as source, path.open("wb") as target:
        OOXMLFile(source).encrypt("himitsu", target)


def xml_bomb(path: Path, published: Path) -> None:
    def bomb(text: str) -> str:
        entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
        return text.replace("?>", f'?>\n<!DOCTYPE x [<!ENTITY e0 "lol">{entities}]>', 1)

    rewritten(published, path, "xl/worksheets/sheet1.xml", bomb)


def rewritten(source: Path, target: Path, member: str, change: Callable[[str], str]) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data.decode()).encode() if name == member else data)


REFUSED: dict[str, Callable[[Path, Path], object]] = {
    "no_workbook": lambda path, _: path.write_bytes(b"\x00\x01 not a workbook \xff" * 50),
    "text": lambda path, _: path.write_text("ただの文書です。\n表ではありません。\n", encoding="utf-8"),
    "html": lambda path, _: path.write_text("<html><body><table><tr><td>1</td></tr></table></body></html>"),
    "empty": lambda path, _: path.write_bytes(b""),
    "cut": lambda path, published: path.write_bytes(published.read_bytes()[:3000]),
    "password": password,
    "zip_bomb": lambda path, _: wb.zip_bomb(path, 300),
    "xml_bomb": xml_bomb,
    "unknown_layout": lambda path, _: wb.requirement_sheet(
        path, [["1", "甲", "乙"]], ["連番", "氏名", "内線"], title="名簿"
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_words_with_nothing_changed(
    ws: Path, fitgap: Fitgap, tmp_path: Path, published: Path, name: str
) -> None:
    path = tmp_path / f"{name}.xlsx"
    REFUSED[name](path, published)
    before = hashlib.sha256(ws.read_bytes()).hexdigest()
    code, answer = fitgap("catalog", "import", ws, path)
    assert code == 3
    error = answer["error"]
    assert error["file"] == str(path)
    for sentence in (error["message"], error["hint"]):
        assert any("ぁ" <= c <= "ん" for c in sentence), sentence
    assert answer["files"][0]["recognised"] is None
    assert hashlib.sha256(ws.read_bytes()).hexdigest() == before
    assert fitgap("catalog", "list", ws)[1]["editions"] == []


def far_cell(text: str) -> str:
    return text.replace("</sheetData>", f"{wb.row(1048576, wb.text_cell('XFD1048576', '端'))}</sheetData>", 1)


def whole_merge(text: str) -> str:
    if "<mergeCells" in text:
        start = text.index("<mergeCells")
        return (
            text[:start]
            + '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
            + text[text.index("</mergeCells>") + 13 :]
        )
    return text.replace(
        "</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    )


@pytest.mark.parametrize("change", [far_cell, whole_merge], ids=lambda f: f.__name__)
def test_odd_but_readable(
    ws: Path, fitgap: Fitgap, tmp_path: Path, published: Path, change: Callable[[str], str]
) -> None:
    path = tmp_path / published.name
    rewritten(published, path, "xl/worksheets/sheet1.xml", change)
    plain = fitgap("catalog", "import", ws, published, "--dry-run")[1]["files"][0]
    code, answer = fitgap("catalog", "import", ws, path)
    file = answer["files"][0]
    assert code == 0
    assert (file["items"], file["by_class"]) == (plain["items"], plain["by_class"])
    assert all(s["cells"] == s["imported"] + len(s["skipped"]) for s in file["sheets"])


def test_strict_ooxml_is_read_right(ws: Path, fitgap: Fitgap, tmp_path: Path) -> None:
    cells = [
        ["項番", "機能名称", "機能ID", "機能要件", "実装区分"],
        ["1.1", "発行", "0010001", "証明書を発行できること。", "◎"],
        ["1.2", "検索", "0010002", "履歴を検索できること。", "○"],
    ]
    rows = "".join(
        wb.row(n, *(wb.text_cell(f"{'ABCDE'[c]}{n}", t) for c, t in enumerate(line))) for n, line in enumerate(cells, 1)
    )
    path = wb.one_sheet(tmp_path / "001_住民記録_機能要件【第1.0版】.xlsx", rows, strict=True)
    code, answer = fitgap("catalog", "import", ws, path)
    assert code == 0
    assert answer["files"][0]["by_class"]["general"] == {"mandatory": 1, "optional": 1}
    assert [i["id"] for i in fitgap("catalog", "items", ws)[1]["items"]] == ["0010001", "0010002"]


def test_a_hostile_workspace_is_refused(tmp_path: Path, fitgap: Fitgap, ws: Path, published: Path) -> None:
    shutil.copy(published, tmp_path / "book.fitgap")
    code, answer = fitgap("log", tmp_path / "book.fitgap")
    assert (code, answer["error"]["code"]) == (4, "damaged")
