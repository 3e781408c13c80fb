"""Packages prepared in a copy of the file while somebody works in it, and the copy becoming the file."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.problems import UserProblem
from app.services import comparison, history, package_reader, parcels, taking, taking_child, upkeep
from app.services import session as sessions
from app.services.session import Session
from app.store import beside
from app.store.parcel_file import Parcel
from tests.helpers.parcels import back, copy_of, edition_of, judge, verdicts
from tests.helpers.workspaces import WHO


def test_what_is_prepared_beside_is_what_comes_in(office: Session, tmp_path: Path) -> None:
    there = copy_of(office, tmp_path)
    judge(there, "010", [1, 2], "fit", "改修済み")
    file = back(there, tmp_path)
    there.close()
    bad = tmp_path / "bad.fgpkg"
    bad.write_bytes(file.read_bytes()[:-1])
    before = office.project.digest()
    seen = taking.preview(office, [file, bad])
    with office.project.local_write(carried=True):  # somebody is in the middle of a step
        prepared = taking.prepare(office, [file, bad])
    seen_beside, steps = prepared.taken, []
    said = [
        [
            (b.new, b.known, b.verdicts, b.records, b.writers, b.manifest, b.problem and b.problem.code)
            for b in t.packages
        ]
        for t in (seen, seen_beside)
    ]
    assert said[0] == said[1]
    assert seen_beside.rids == seen.rids
    assert (seen_beside.new, seen_beside.conflicts, seen_beside.digest) == (2, 0, seen.digest)
    assert (seen.new, seen.conflicts, seen.before) == (2, 0, seen_beside.before)
    assert (office.project.digest(), taking.entries(office)) == (before, [])
    taking.keep_before(office)
    assert [b for b in upkeep.backups(office) if b.name.endswith("-merge.fitgap")]
    assert taking.finish(office, prepared)
    assert (office.project.digest(), [e.new for e in taking.entries(office)]) == (seen.digest, [2, 0])
    assert verdicts(office, "010") == {"0100001": "fit", "0100002": "fit"}
    assert upkeep.verify(office).ok
    prepared.close()
    judge(office, "010", [3], "gap")
    assert history.undo(office).operations == 1
    again = taking.prepare(office, [file], progress=lambda *step: steps.append(step))
    assert (again.taken.new, steps[0][:2]) == (0, (0, 1))
    del again
    assert _beside(tmp_path) == [], "what nobody takes in vanishes"


def test_what_is_recorded_meanwhile_comes_along(office: Session, tmp_path: Path) -> None:
    there = copy_of(office, tmp_path)
    judge(there, "010", [1, 2], "fit", "改修済み")
    file = back(there, tmp_path)
    there.close()
    prepared = taking.prepare(office, [file])
    judge(office, "010", [1], "ask", "確かめる")
    judge(office, "001", [3], "gap")
    judge(office, "001", [4], "gap")
    history.undo(office)
    comparison.save_draft(office, edition_of(office, "001"), 5, "memo", {"text": "書きかけ"}, [])
    steps = history.undoable(office), history.redoable(office)
    assert taking.finish(office, prepared)
    assert (history.undoable(office), history.redoable(office)) == steps
    assert verdicts(office, "010") == {"0100001": "conflict", "0100002": "fit"}
    assert verdicts(office, "001")["0010003"] == "gap"
    assert "0010004" not in verdicts(office, "001")
    assert [d.fields for d in comparison.drafts(office)] == [{"text": "書きかけ"}]
    assert history.redoable(office)[0] == 1
    history.redo(office)
    assert verdicts(office, "001")["0010004"] == "gap"
    assert upkeep.verify(office).ok


def test_another_import_meanwhile_means_once_more(office: Session, tmp_path: Path) -> None:
    there = copy_of(office, tmp_path)
    judge(there, "010", [1], "fit")
    first = back(there, tmp_path, "first.fgpkg")
    judge(there, "010", [2], "fit")
    second = back(there, tmp_path, "second.fgpkg")
    there.close()
    prepared = taking.prepare(office, [second])
    taking.merge(office, [first])
    digest = office.project.digest()
    assert not taking.finish(office, prepared)
    assert office.project.digest() == digest
    again = taking.prepare(office, [second])
    judge(office, "001", [3], "gap")
    steps = history.undoable(office)
    assert taking.finish(office, again)
    assert history.undoable(office) == steps, "no step is offered twice"
    assert [e.new for e in taking.entries(office)] == [1, 1]
    assert upkeep.verify(office).ok


def test_what_is_prepared_for_one_file_never_becomes_another(office: Session, tmp_path: Path) -> None:
    there = copy_of(office, tmp_path)
    file = back(there, tmp_path)
    prepared = taking.prepare(office, [file])
    digest, there.project.strokes = there.project.digest(), prepared.copy.strokes
    assert not taking.finish(there, prepared)
    assert there.project.digest() == digest
    there.close()


def test_a_copy_that_was_given_up_leaves_nothing(
    office: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = copy_of(office, tmp_path)
    judge(there, "010", [1], "fit")
    file = back(there, tmp_path)
    there.close()
    stop = threading.Event()
    with pytest.raises(UserProblem) as refused:
        taking.prepare(office, [file], progress=lambda *_step: stop.set(), cancel=stop)
    assert refused.value.code == "cancelled"
    assert _beside(tmp_path) == []
    monkeypatch.setattr(taking_child, "_taken", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        taking.prepare(office, [file])
    assert _beside(tmp_path) == []
    left = tmp_path / ".office.fitgap.0a0a0a0a.beside"
    left.write_bytes(b"of a program that was killed")
    office.close()
    sessions.open_(tmp_path / "office.fitgap", who=WHO).close()
    assert not left.exists()


def test_where_the_file_cannot_be_replaced_it_is_rewritten(
    office: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = copy_of(office, tmp_path)
    judge(there, "010", [1], "fit")
    file = back(there, tmp_path)
    there.close()
    prepared = taking.prepare(office, [file])

    def refused(*_args: object) -> None:
        raise PermissionError(13, "used by another process")

    monkeypatch.setattr(os, "replace", refused)
    assert taking.finish(office, prepared)
    monkeypatch.undo()
    assert office.project.digest() == prepared.taken.digest
    assert upkeep.verify(office).ok
    judge(office, "010", [3], "gap")


def _beside(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if ".beside" in p.name)


def test_a_redaction_meanwhile_means_once_more_and_keeps_no_copy(office: Session, tmp_path: Path) -> None:
    there = copy_of(office, tmp_path)
    judge(there, "010", [1], "fit", "個人の番号")
    file = back(there, tmp_path)
    there.close()
    prepared = taking.prepare(office, [file])
    beside.sweep(office.project.path)
    with office.project.local_write():  # as erasing does
        pass
    assert _beside(tmp_path) == []
    assert not taking.finish(office, prepared)
    assert taking.finish(office, taking.prepare(office, prepared.files))
    assert upkeep.verify(office).ok


def test_a_process_that_reads_gives_what_reading_gives(office: Session, tmp_path: Path) -> None:
    there = copy_of(office, tmp_path)
    judge(there, "010", [1, 2], "fit", "改修済み")
    files = [back(there, tmp_path, "a.fgpkg")]
    judge(there, "010", [3], "gap")
    files += [tmp_path / "none.fgpkg", back(there, tmp_path, "b.fgpkg")]
    there.close()
    retraction = taking.merge(office, files[:1]).packages[0].package
    taking.retract(office, retraction, "別の課のもの")
    files.append(back(office, tmp_path, "office.fgpkg"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(package_reader, "WORTH", 0)
        with package_reader.reading(files) as sources:
            for file, source in zip(files, sources, strict=True):
                assert _read(source.read) == _read(lambda file=file: parcels.inspect(file))
                assert source.mark == package_reader.mark(file)


def _read(read: Callable[[], Parcel]) -> object:
    try:
        parcel = read()
    except UserProblem as problem:
        return (problem.code, problem.message, problem.hint, problem.exit_code)
    names = ("op_id", "kind", "rid", "type", "unit", "actor", "at", "label", "by", "header", "value", "salt")
    ops = [(*(getattr(o, n) for n in names), [*o.atoms], [*o.parents], o.counts_as_value) for o in parcel.operations]
    return parcel.name, parcel.id, parcel.manifest, parcel.manifest_bytes, ops, dict(parcel.editions), parcel.others
