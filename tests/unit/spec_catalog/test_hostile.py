"""Files that cannot or must not be read are refused with a Japanese sentence that says what to do; nothing hangs."""

from __future__ import annotations

import io
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest

from spec_catalog.problems import InputProblem
from spec_catalog.workbook import Limits, read_workbook
from tests.helpers import workbooks as wb

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refused(path: Path, limits: Limits | None = None) -> InputProblem:
    """The refusal; checks what every refusal must have."""
    started = time.monotonic()
    with pytest.raises(InputProblem) as caught:
        read_workbook(path, limits=limits)
    assert time.monotonic() - started < 30
    problem = caught.value
    assert problem.file == path.name
    for text in (problem.message, problem.hint):
        assert any("\u3041" <= ch <= "\u30ff" for ch in text), text
        assert text.endswith("。")
    return problem


def plain(path: Path) -> Path:
    return wb.one_sheet(path, wb.row(1, wb.text_cell("A1", "題名")))


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_zip_bomb(tmp_path: Path) -> None:
    assert refused(wb.zip_bomb(tmp_path / "b.xlsx", 200)).code == "too_large"


def test_inflated_total_is_counted_while_inflating(tmp_path: Path) -> None:
    limits = Limits(inflated_bytes=10 * 1024 * 1024)
    assert refused(wb.zip_bomb(tmp_path / "b.xlsx", 20), limits).code == "too_large"


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"]
)
def test_xml_bomb_in_any_part(tmp_path: Path, part: str) -> None:
    members = wb.parts(
        {"表": wb.sheet_xml(wb.row(1, wb.text_cell("A1", "&lol9;")))},
        strings="<si><t>a</t></si>",
        styles=wb.styles_xml(),
    )
    entities = "".join(f'<!ENTITY lol{i} "{f"&lol{i - 1};" * 10}">' for i in range(1, 10))
    xml = str(members[part])
    members[part] = xml.replace("?>\n", f'?>\n<!DOCTYPE x [<!ENTITY lol0 "lol">{entities}]>', 1)
    assert refused(wb.pack(tmp_path / "x.xlsx", members)).code == "dtd"


def test_external_dtd(tmp_path: Path) -> None:
    members = wb.parts({"表": wb.sheet_xml("")})
    sheet = "xl/worksheets/sheet1.xml"
    members[sheet] = str(members[sheet]).replace("?>\n", '?>\n<!DOCTYPE x SYSTEM "file:///etc/passwd">', 1)
    assert refused(wb.pack(tmp_path / "x.xlsx", members)).code == "dtd"


def test_password_protected(tmp_path: Path) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    path = tmp_path / "鍵.xlsx"
    with plain(tmp_path / "p.xlsx").open("rb") as source, path.open("wb") as target:
        OOXMLFile(source).encrypt("himitsu", target)
    problem = refused(path)
    assert problem.code == "password"
    assert "パスワード" in problem.message


def test_old_xls(tmp_path: Path) -> None:
    data = OLE + b"\0" * 1000 + "Workbook".encode("utf-16-le") + b"\0" * 1000
    assert refused(write(tmp_path / "old.xls", data)).code == "old_xls"
    assert refused(write(tmp_path / "old.xlsx", data)).code == "old_xls"
    assert refused(write(tmp_path / "word.xlsx", OLE + b"\0" * 3000)).code == "old_office"


def test_xlsb(tmp_path: Path) -> None:
    kind = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    assert refused(wb.pack(tmp_path / "b.xlsx", wb.parts({"表": ""}, book_type=kind))).code == "xlsb"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.xlsx", b"", "empty_file"),
        ("a.csv", b"", "empty_file"),
        ("a.xlsx", b"<html><table><tr><td>1</td></tr></table></html>", "html"),
        ("a.xlsx", b"\xef\xbb\xbf\n<!DOCTYPE html>\n<html></html>", "html"),
        ("a.csv", b"<html></html>", "html"),
        ("a.xlsx", "機能ID,機能要件\n1,2\n".encode(), "text_renamed"),
        ("a.xlsx", "機能ID\t機能要件\n".encode("cp932"), "text_renamed"),
        (
            "a.xlsx",
            b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "xml_spreadsheet",
        ),
        ("a.xlsx", b"%PDF-1.7 ...", "not_a_workbook"),
        ("a.pdf", b"%PDF-1.7 ...", "not_a_workbook"),
        ("a.bin", bytes(range(256)) * 20, "not_a_workbook"),
        ("a.xlsx", bytes(range(256)) * 20, "not_a_workbook"),
        ("a.csv", b"\x81\xff\xfe\x80\x80" * 50, "encoding"),
    ],
)
def test_not_a_workbook(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    assert refused(write(tmp_path / name, data)).code == code


def test_other_archives(tmp_path: Path) -> None:
    assert refused(wb.pack(tmp_path / "a.xlsx", {"読んで.txt": "x"})).code == "not_a_workbook"
    word = wb.parts(
        {"表": ""}, book_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    )
    assert "Word" in refused(wb.pack(tmp_path / "w.xlsx", word)).message
    ods = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}
    assert refused(wb.pack(tmp_path / "o.xlsx", ods)).code == "ods"


def test_truncated_and_damaged(tmp_path: Path) -> None:
    whole = plain(tmp_path / "a.xlsx").read_bytes()
    for n in (30, len(whole) // 2, len(whole) - 10):
        assert refused(write(tmp_path / f"cut{n}.xlsx", whole[:n])).code == "damaged"
    spoiled = bytearray(whole)
    spoiled[whole.index(b"xl/workbook.xml") + 40] ^= 0xFF
    assert refused(write(tmp_path / "bad.xlsx", bytes(spoiled))).code == "damaged"


@pytest.mark.parametrize(
    "rows",
    [
        "<row r='1'><c r='A1'>",
        "<row r='0'><c r='A0'><v>1</v></c></row>",
        "<row r='99999999'><c r='A99999999'><v>1</v></c></row>",
        "<row r='1'><c r='ZZZZ1'><v>1</v></c></row>",
        "<row r='1'><c r='XFE1'><v>1</v></c></row>",
        "<row r='x'/>",
        "\x00",
    ],
)
def test_broken_sheet(tmp_path: Path, rows: str) -> None:
    assert refused(wb.one_sheet(tmp_path / "a.xlsx", rows)).code == "damaged"


def test_sheet_that_is_missing(tmp_path: Path) -> None:
    members = wb.parts({"表": wb.sheet_xml("")})
    del members["xl/worksheets/sheet1.xml"]
    assert refused(wb.pack(tmp_path / "a.xlsx", members)).code == "damaged"


def test_too_many_members_sheets_columns_cells(tmp_path: Path) -> None:
    members = {**wb.parts({"表": wb.sheet_xml("")}), **{f"x/{i}.xml": "" for i in range(2001)}}
    assert refused(wb.pack(tmp_path / "m.xlsx", members)).code == "too_large"
    assert (
        refused(wb.pack(tmp_path / "s.xlsx", wb.parts({f"表{i}": wb.sheet_xml("") for i in range(201)}))).code
        == "too_large"
    )
    wide = wb.row(1, *(f"<c><v>{i}</v></c>" for i in range(301)))
    assert refused(wb.one_sheet(tmp_path / "w.xlsx", wide)).code == "too_large"
    many = "".join(wb.row(i, "<c><v>1</v></c>") for i in range(1, 30))
    assert refused(wb.one_sheet(tmp_path / "c.xlsx", many), Limits(cells=20)).code == "too_large"
    assert refused(plain(tmp_path / "f.xlsx"), Limits(file_bytes=100)).code == "too_large"


def test_one_string_shown_a_million_times_is_limited(tmp_path: Path) -> None:
    rows = "".join(wb.row(i, '<c t="s"><v>0</v></c>') for i in range(1, 2000))
    path = wb.one_sheet(tmp_path / "a.xlsx", rows, strings=f"<si><t>{'字' * 30000}</t></si>")
    assert refused(path, Limits(characters=1_000_000)).code == "too_large"


def test_memory_ceiling(tmp_path: Path) -> None:
    strings = "".join(f"<si><t>{i:06d}{'字' * 300}</t></si>" for i in range(120_000))
    path = wb.one_sheet(tmp_path / "a.xlsx", wb.row(1, '<c r="A1" t="s"><v>0</v></c>'), strings=strings)
    assert refused(path, Limits(memory_bytes=120 * 1024 * 1024)).code == "too_large"


def hang(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Put another program in the reading process's place."""
    monkeypatch.setattr("spec_catalog.workbook.read._command", lambda: [sys.executable, "-c", program])


def test_time_ceiling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hang(monkeypatch, "import time; time.sleep(60)")
    assert refused(plain(tmp_path / "a.xlsx"), Limits(seconds=0.2)).code == "too_slow"


def test_cancel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hang(monkeypatch, "import time; time.sleep(60)")
    cancel = threading.Event()
    threading.Timer(0.2, cancel.set).start()
    with pytest.raises(InputProblem) as caught:
        read_workbook(plain(tmp_path / "a.xlsx"), cancel=cancel)
    assert caught.value.code == "cancelled"
    assert not [t for t in threading.enumerate() if t.name == "workbook-guard"]


@pytest.mark.parametrize("program", ["import os; os._exit(3)", "print('{'); raise SystemExit(0)", "print('[1]')"])
def test_a_reader_that_dies_or_babbles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    hang(monkeypatch, program)
    assert refused(plain(tmp_path / "a.xlsx")).code == "damaged"


def test_places_that_are_no_files(tmp_path: Path) -> None:
    assert refused(tmp_path).code == "is_folder"
    assert refused(tmp_path / "ない.xlsx").code == "missing_file"
    assert refused(tmp_path / ("長" * 300 + ".xlsx")).code == "unreadable"


def test_a_device_is_not_read_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = plain(tmp_path / "a.xlsx")
    monkeypatch.setattr(Path, "is_file", lambda self: False)
    assert refused(path).code == "unreadable"


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = plain(tmp_path / "a.xlsx")

    def deny(*_: object, **__: object) -> io.BytesIO:
        raise PermissionError(13, "denied")

    monkeypatch.setattr(Path, "open", deny)
    assert refused(path).code == "no_permission"


def test_encrypted_members(tmp_path: Path) -> None:
    data = bytearray(plain(tmp_path / "a.xlsx").read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    assert refused(write(tmp_path / "e.xlsx", bytes(data))).code == "password"


def test_lying_size_in_the_directory(tmp_path: Path) -> None:
    path = wb.zip_bomb(tmp_path / "b.xlsx", 60)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    size = info.file_size.to_bytes(4, "little")
    while (at := data.find(size)) >= 0:
        data[at : at + 4] = (1000).to_bytes(4, "little")
    assert refused(write(tmp_path / "l.xlsx", bytes(data))).code in ("damaged", "too_large")


def test_a_hostile_working_folder_is_not_imported_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('planted')", encoding="utf-8")
    plain(tmp_path / "a.xlsx")
    monkeypatch.chdir(tmp_path)
    assert read_workbook("a.xlsx").sheets[0].text(1, 1) == "題名"


def test_the_packaged_program_calls_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    from spec_catalog.workbook import read

    assert read._command()[1:] == ["-m", "spec_catalog.workbook.child"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert read._command() == [sys.executable, "--workbook-child"]
