"""A file is published whole or not at all, and the old one survives every refusal."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest

from reports import files
from reports.problems import ExportProblem


def left(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_the_content_replaces_the_old_file_and_no_temporary_stays(tmp_path: Path) -> None:
    out = tmp_path / "表.html"
    out.write_bytes(b"old")
    assert files.publish_bytes(out, "新しい".encode()) == out
    assert out.read_bytes() == "新しい".encode()
    assert left(tmp_path) == ["表.html"]


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    out = tmp_path / "a" / "b" / "x.html"
    files.publish_bytes(out, b"x")
    assert out.read_bytes() == b"x"


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    out = tmp_path / "x.html"
    out.write_bytes(b"old")

    def write(path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(ExportProblem) as raised:
        files.publish(out, write, lambda path: None)
    assert raised.value.code == "disk_full"
    assert "もとのファイルはそのまま" in raised.value.message
    assert raised.value.kept is None
    assert out.read_bytes() == b"old"
    assert left(tmp_path) == ["x.html"]


def test_a_bug_in_the_writer_passes_through_and_leaves_nothing(tmp_path: Path) -> None:
    def write(path: Path) -> None:
        path.write_bytes(b"half")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        files.publish(tmp_path / "x.html", write, lambda path: None)
    assert left(tmp_path) == []


def test_what_does_not_verify_is_not_published(tmp_path: Path) -> None:
    out = tmp_path / "x.xlsx"
    out.write_bytes(b"old")
    with pytest.raises(ExportProblem, match="読み返せません"):
        files.publish(out, lambda path: path.write_bytes(b"PK no zip") and None, files.verify_zip)
    assert out.read_bytes() == b"old"
    assert left(tmp_path) == ["x.xlsx"]


def sharing_error() -> OSError:
    return OSError(errno.EBUSY, "busy")


def test_a_file_held_by_another_program_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    real = os.replace

    def replace(a: Path, b: Path) -> None:
        calls.append(a)
        if len(calls) < 3:
            raise sharing_error()
        real(a, b)

    monkeypatch.setattr(os, "replace", replace)
    out = tmp_path / "x.html"
    files.publish_bytes(out, b"new")
    assert out.read_bytes() == b"new"
    assert len(calls) == 3


def test_a_file_that_stays_held_keeps_the_new_content_under_another_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "表.xlsx"
    out.write_bytes(b"old")
    (tmp_path / "表（新しい内容）.xlsx").write_bytes(b"earlier")
    monkeypatch.setattr(files, "RETRY_SECONDS", 0.15)

    def replace(a: Path, b: Path) -> None:
        raise sharing_error()

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(ExportProblem) as raised:
        files.publish_bytes(out, b"new")
    assert raised.value.code == "file_in_use"
    assert raised.value.kept == tmp_path / "表（新しい内容2）.xlsx"
    assert raised.value.kept.read_bytes() == b"new"
    assert raised.value.kept.name in raised.value.hint
    assert out.read_bytes() == b"old"
    assert (tmp_path / "表（新しい内容）.xlsx").read_bytes() == b"earlier"
    assert len(left(tmp_path)) == 3


def test_another_refusal_is_not_tried_again(tmp_path: Path) -> None:
    out = tmp_path / "x.html"
    (out / "inside").mkdir(parents=True)  # a folder stands where the file shall be
    with pytest.raises(ExportProblem) as raised:
        files.publish_bytes(out, b"new")
    assert raised.value.code == "not_replaced"
    assert raised.value.kept is not None
    assert raised.value.as_dict()["file"] == str(out)


def test_a_competing_reader_sees_the_old_or_the_new_file_never_a_part(tmp_path: Path) -> None:
    out = tmp_path / "x.html"
    versions = [bytes([65 + n]) * (20_000 + n) for n in range(2)]
    files.publish_bytes(out, versions[0])
    seen: set[bytes] = set()
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.add(out.read_bytes())

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for n in range(200):
            files.publish_bytes(out, versions[n % 2])
    finally:
        stop.set()
        reader.join()
    assert seen == set(versions)
    assert left(tmp_path) == ["x.html"]
