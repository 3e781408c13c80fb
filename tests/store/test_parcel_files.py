"""Packages that were changed by a byte, cut short, forged or named with bad intent are refused and change nothing."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from app.core.problems import UserProblem
from app.services import parcels, taking
from app.services.session import Session
from app.store import container
from tests.helpers.parcels import Change, back, copy_of, judge, rewrapped


def test_every_changed_byte_is_noticed(office: Session, tmp_path: Path) -> None:
    there = copy_of(office, tmp_path)
    judge(there, "010", [5], "fit")
    file = back(there, tmp_path)
    there.close()
    whole = file.read_bytes()
    digest, bad = office.project.digest(), tmp_path / "bad.fgpkg"
    step = max(1, len(whole) // 400)
    for at in [*range(0, len(whole), step), *range(len(whole) - 120, len(whole))]:
        bad.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        with pytest.raises(UserProblem):
            parcels.inspect(bad)
    for cut in (0, 1, 29, 30, 200, len(whole) // 2, len(whole) - 1):
        bad.write_bytes(whole[:cut])
        with pytest.raises(UserProblem):
            parcels.inspect(bad)
    bad.write_bytes(whole + b"\0")
    done = taking.merge(office, [bad, file])
    assert [bool(b.problem) for b in done.packages] == [True, False], "the sound one comes in beside the damaged"
    entries = taking.entries(office)
    assert [(e.state, bool(e.reason)) for e in entries] == [("aside", True), ("merged", False)]
    assert office.project.digest() != digest


def _other_value(manifest: dict, contents: dict) -> None:
    contents["ops.jsonl"] = contents["ops.jsonl"].replace(b'\\"gap\\"', b'\\"fit\\"')


def _other_count(manifest: dict, contents: dict) -> None:
    manifest["operations"] += 1


def _one_less(manifest: dict, contents: dict) -> None:
    contents["ops.jsonl"] = contents["ops.jsonl"].partition(b"\n")[2]


def _deep(manifest: dict, contents: dict) -> None:
    contents["ops.jsonl"] += b"[" * 200_000 + b"\n"


def _surrogate(manifest: dict, contents: dict) -> None:
    contents["ops.jsonl"] += b'{"id":"x","header":"\\ud800","value":null,"salt":null}\n'


def _no_code(manifest: dict, contents: dict) -> None:
    manifest["code"] = "../../etc"


def _edition_of_another_form(manifest: dict, contents: dict) -> None:
    data = b'{"business":5}'
    name = container.sha256_hex(data)
    contents[f"editions/{name}"] = data
    manifest["editions"].append({"hash": name, "file": "x", "imported_at": "x"})


@pytest.mark.parametrize(
    "change",
    [_other_value, _other_count, _one_less, _deep, _surrogate, _no_code, _edition_of_another_form],
    ids=lambda f: f.__name__.strip("_"),
)
def test_forged_contents_are_refused(office: Session, tmp_path: Path, change: Change) -> None:
    file = parcels.create(office, "税務課", tmp_path / "out.fgpkg").file
    assert rewrapped(file, lambda m, c: None) == file.read_bytes()
    file.write_bytes(rewrapped(file, change))
    digest = office.project.digest()
    done = taking.merge(office, [file])
    assert done.packages[0].problem is not None
    assert (done.new, office.project.digest()) == (0, digest)


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "ops.jsonl\\x", "C:/x", "OPS.jsonl", "a/b/c", "x" * 300])
def test_hostile_names_are_refused(tmp_path: Path, name: str) -> None:
    with (tmp_path / "x.fgpkg").open("wb") as out:
        container.write(out, [container.packed("manifest.json", b"{}"), container.packed(name, b"")])
    with pytest.raises(UserProblem) as refused:
        parcels.inspect(tmp_path / "x.fgpkg")
    assert refused.value.code == "unsafe_member"


def test_a_name_said_twice_and_a_bomb_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.fgpkg"
    ops = container.packed("ops.jsonl", b"")
    with path.open("wb") as out:
        container.write(out, [container.packed("manifest.json", b"{}"), ops, ops])
    with pytest.raises(UserProblem) as refused:
        parcels.inspect(path)
    assert refused.value.code == "twice"
    monkeypatch.setattr(container, "RATIO_FROM", 1 << 20)
    bomb = b"\0" * (30 << 20)
    with path.open("wb") as out:
        container.write(out, [container.packed("manifest.json", b"{}"), container.packed("ops.jsonl", bomb)])
    box = container.Container(path)
    with pytest.raises(UserProblem) as refused:
        box.read("ops.jsonl")
    assert refused.value.code == "too_large"
    squeeze = zlib.compressobj(6, zlib.DEFLATED, -15)
    data = squeeze.compress(bomb) + squeeze.flush()
    lying = container.Packed("ops.jsonl", 8, data, zlib.crc32(bomb), 10)
    with path.open("wb") as out:
        container.write(out, [container.packed("manifest.json", b"{}"), lying])
    with pytest.raises(UserProblem):
        container.Container(path).read("ops.jsonl")
