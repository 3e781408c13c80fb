"""A full disk, a folder without permission and changed bytes are told as what they are, never as a bug."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any
from xml.etree import ElementTree

import pytest

from app.core.linkgraph import Edge, LinkGraph, Node
from app.core.problems import UserProblem
from app.services import crash, link_files, sample, settings, upkeep
from app.services import session as sessions
from app.services.views import Who
from app.store import trouble

Fitgap = Callable[..., tuple[int, Any]]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("元") / "みほん市.fitgap"
    sample.start_sample(path).close()
    return path


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "disk_full"), (errno.EACCES, "no_access"), (errno.EROFS, "no_access")]
)
def test_what_the_machine_cannot_do_names_the_file(number: int, code: str) -> None:
    found = trouble.explained(OSError(number, "x", "/場所/ファイル"))
    assert found is not None
    assert (found.code, found.file, found.exit_code) == (code, "/場所/ファイル", 4)
    assert trouble.explained(OSError(errno.ENOENT, "x", "y")) is None
    assert trouble.explained(ValueError("ours")) is None


def test_a_data_folder_that_cannot_be_made_is_said_in_words(
    sound: Path, fitgap: Fitgap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ファイル").write_text("x", "utf-8")
    monkeypatch.setenv("FITGAP_HOME", str(tmp_path / "ファイル" / "中"))
    for words in (("issue", "list", sound), ("catalog", "list", sound), ("backup", sound)):
        code, answer = fitgap(*words)
        assert (code, answer["error"]["code"]) == (4, "no_access")
    report = crash.write_report(RuntimeError("x"))
    assert report.is_file()
    report.unlink()


def test_a_step_without_its_operations_or_with_unreadable_words_is_found(sound: Path, tmp_path: Path) -> None:
    for change in (
        "UPDATE unit SET label=CAST(x'ff41' AS TEXT) WHERE seq=1",
        "DELETE FROM unit WHERE seq=2",
        "UPDATE unit SET operations=operations+1 WHERE seq=1",
    ):
        path = tmp_path / "w.fitgap"
        shutil.copyfile(sound, path)
        con = sqlite3.connect(path)
        con.execute(change)
        con.commit()
        con.close()
        session = sessions.open_(path, who=Who("", ""), read_only=True)
        try:
            assert not upkeep.verify(session).ok, change
        finally:
            session.close()


def test_changed_bytes_end_in_damaged_or_in_the_right_answer(sound: Path, fitgap: Fitgap, tmp_path: Path) -> None:
    raw = sound.read_bytes()
    random = Random(20)
    found = set()
    for _ in range(25):
        changed = bytearray(raw)
        for _ in range(3):
            changed[random.randrange(len(raw))] ^= random.randrange(1, 256)
        path = tmp_path / "w.fitgap"
        path.write_bytes(changed)
        code = fitgap("verify", path)[0]
        found.add(code)
        assert code in (0, 4)
        for words in (("log", path), ("issue", "list", path), ("judge", path, "req:0010003", "--verdict", "fit")):
            assert fitgap(*words)[0] in (0, 3, 4), words
    assert 4 in found
    assert not list((settings.data_folder() / "reports").glob("*"))


def test_a_lock_note_that_cannot_be_written_leaves_no_lock(
    sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "w.fitgap"
    shutil.copyfile(sound, path)

    def full(*_: object, **__: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_text", full)
        session = sessions.open_(path, who=Who("", ""))
        assert session.project.read_only
        with pytest.raises(UserProblem) as refused, session.project.unit("x"):
            pass
        assert "空き" in refused.value.message
        session.close()
    again = sessions.open_(path, who=Who("", ""))
    assert not again.project.read_only
    again.close()


@pytest.mark.parametrize("content", [b"", b"\xe9", b"abc"])
def test_a_broken_installation_id_is_made_anew(content: bytes) -> None:
    file = settings.data_folder() / "installation"
    file.write_bytes(content)
    made = settings.installation_id()
    assert len(made) == 32
    assert settings.installation_id() == made
    assert [p.name for p in file.parent.iterdir()] == ["installation"]


def test_bytes_that_are_no_text_and_unknown_departments_are_wrong_usage(sound: Path, fitgap: Fitgap) -> None:
    assert fitgap("judge", sound, "req:0010003", "--verdict", "gap", "--detail", "a\udcff")[0] == 2
    code, answer = fitgap("export", "sheets", sound, "--out", sound.parent / "表", "--department", "なし課")
    assert (code, answer["error"]["code"]) == (2, "no_department")


def test_a_graph_with_control_characters_in_a_name_is_still_xml() -> None:
    nodes = {n: Node(n, f"名前\x01{n}", "system", "課\x00") for n in ("a", "b")}
    written = link_files.graphml(LinkGraph(nodes, (Edge("a", "b", "data", "\x02照会", "current", ("x",)),)))
    text = "".join(ElementTree.fromstring(written).itertext())
    assert "名前［U+0001］a" in text
    assert "［U+0002］照会" in text
