"""An erasure is only proven by a story that fails on wrong code: every bug planted here must be noticed."""

from __future__ import annotations

import dataclasses
import itertools
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core import redaction as core
from app.core.operations import REDACTION
from app.services import conflicts, parcels, redaction, settings, survey, taking, upkeep
from app.services.session import Session
from app.services.views import Who
from app.store import connection, erasing, ledger, parcel_file, redacting, redacting_copies
from app.store import taking as taking_store
from tests.helpers.numbered import HIDDEN, WHY, apart, item, shown, write_everywhere
from tests.helpers.parcels import office_workspace
from tests.helpers.traces import NUMBER, traces

CITIZENS = Who("市民課", "佐藤 花子")
Patch = pytest.MonkeyPatch
real_scan, real_rewrites, real_value = redacting.scan, core.rewrites, core._value
real_rows, real_hide, real_either = parcel_file.rows_of, erasing.hide, core._either


def story(folder: Path) -> None:
    """A number typed everywhere is erased; what came before comes again; a department has it in its own file."""
    folder.mkdir()
    office = office_workspace(folder)
    try:
        _told(office, folder)
    finally:
        office.close()


def _told(office: Session, folder: Path) -> None:
    rid = write_everywhere(office, folder)
    (settings.data_folder() / "settings.json").write_text(json.dumps({"filter": NUMBER}), encoding="utf-8")
    apart(office, folder)
    made = parcels.create(office, "市民課", folder / "市民課.fgpkg", note=f"{NUMBER} を確かめてください")
    there = parcels.open_copy(made.file, who=CITIZENS, out=folder / "市民課.fitgap")
    try:
        side_by_side = [(c.node, c.values, set(c.who)) for c in conflicts.listed(office)]
        counts = "SELECT count(*) FROM record WHERE present=1 AND type<>'redaction'"
        present = office.con.execute(counts).fetchone()
        redaction.apply(office, NUMBER, WHY)
        assert traces(office.project.path, settings.data_folder()) == []
        assert [(c.node, c.values, set(c.who)) for c in conflicts.listed(office)] == side_by_side
        assert office.con.execute(counts).fetchone() == present
        assert shown(office, item(office, 1)) == {
            **shown(office, item(office, 1)),
            "reason": f"番号 {HIDDEN} の人から電話",
        }
        assert (item(office, 1), "verdict") not in {
            (c["rid"], c["atom"]) for c in upkeep.baseline_compare(office, f"月次 {HIDDEN}", None)
        }
        (held,) = (r for r in survey.list_rows(office, "functions") if r["rid"] == rid)
        assert held["note"] == "窓口"
        taking.merge(office, [folder / "first.fgpkg", folder / "税務課.fgpkg"])
        out = parcels.create(office, "市民課", folder / "later.fgpkg").file
        assert traces(office.project.path, out) == []
        assert upkeep.verify(office).ok
        taking.merge(there, [out])
        (waiting,) = redaction.waiting(there)
        assert traces(parcels.hand_back(there, folder / "hidden.fgpkg").file) == []
        redaction.confirm(there, waiting.id)
        assert traces(there.project.path) == []
        digest = there.project.digest()
        taking.merge(there, [folder / "市民課.fgpkg"])
        assert there.project.digest() == digest
        assert traces(there.project.path) == []
        assert upkeep.verify(there).ok
        _who_had_none_of_it(office, folder)
    finally:
        there.close()


def _who_had_none_of_it(office: Session, folder: Path) -> None:
    """A department of which no value was erased knows of it, and stays clean whatever old package comes."""
    out = parcels.create(office, "税務課", folder / "after.fgpkg").file
    other = parcels.open_copy(out, who=CITIZENS, out=folder / "other.fitgap")
    try:
        for waiting in redaction.waiting(other):
            redaction.confirm(other, waiting.id)
        taking.merge(other, [folder / "市民課.fgpkg"])
        held = other.con.execute("SELECT count(*) FROM op WHERE instr(cast(value AS TEXT), ?)", (NUMBER,)).fetchone()
        assert held == (0,)
        assert other.con.execute("SELECT count(*) FROM hidden").fetchone() == (0,)
    finally:
        other.close()


def drafts_are_passed_over(patch: Patch) -> None:
    patch.delitem(redacting.TEXTS, "draft")


def the_ledger_is_passed_over(patch: Patch) -> None:
    patch.delitem(redacting.TEXTS, "ledger")


def settings_are_passed_over(patch: Patch) -> None:
    patch.delitem(redacting.TEXTS, "setting")


def backups_are_passed_over(patch: Patch) -> None:
    patch.setattr(redacting_copies, "files", lambda project, root: [])


def unused_parts_of_the_file_keep_it(patch: Patch) -> None:
    patch.setattr(redacting, "finish", lambda project: None)


def the_history_keeps_it(patch: Patch) -> None:
    def scan(con, what, **options):
        found = real_scan(con, what, **options)
        heads = {r[0] for r in con.execute("SELECT op_id FROM head")}
        return dataclasses.replace(found, operations=tuple(o for o in found.operations if o.op_id in heads))

    patch.setattr(redacting, "scan", scan)


def the_rest_of_the_value_goes_with_it(patch: Patch) -> None:
    patch.setattr(redacting, "rewrites", lambda *args: [])


def only_the_same_width_is_found(patch: Patch) -> None:
    patch.setattr(core, "_either", lambda char: char)


def what_is_written_again_decides_the_conflict(patch: Patch) -> None:
    def rewrites(erased, what, heads, operations):
        out = real_rewrites(erased, what, heads, operations)
        every = (dataclasses.replace(r, parents=heads[r.rid].get(r.atoms[0], r.parents)) for r in out)
        return list(every)

    patch.setattr(redacting, "rewrites", rewrites)


def who_erases_becomes_the_author(patch: Patch) -> None:
    patch.setattr(core, "_value", lambda op, atom, what: dataclasses.replace(real_value(op, atom, what), by="課/別"))


def what_was_deleted_comes_back(patch: Patch) -> None:
    patch.setattr(core, "_deletes", lambda *args: [])


def redactions_stay_at_home(patch: Patch) -> None:
    patch.setattr(parcel_file, "rows_of", lambda con, rids: [r for r in real_rows(con, rids) if r[5] != REDACTION])


def what_is_hidden_travels(patch: Patch) -> None:
    patch.setattr(erasing, "hide", lambda con, op_ids: None)


def a_later_import_brings_it_in(patch: Patch) -> None:
    patch.setattr(erasing, "_redacted", lambda con, op_ids: set())


def a_package_that_comes_again_brings_its_words(patch: Patch) -> None:
    real, times = ledger.add, itertools.count()

    def add(con, *, package, **said):
        real(con, package=f"{package} {next(times)}", **said)

    patch.setattr(taking_store.ledger, "add", add)


def baselines_show_a_change(patch: Patch) -> None:
    from app.store import baselines

    patch.setattr(baselines, "_instead", lambda project: {})


def files_of_the_program_keep_it(patch: Patch) -> None:
    patch.setattr(redaction, "_files_with", lambda what: iter(()))


BUGS = [
    drafts_are_passed_over, the_ledger_is_passed_over, settings_are_passed_over, backups_are_passed_over,
    unused_parts_of_the_file_keep_it, the_history_keeps_it, the_rest_of_the_value_goes_with_it,
    only_the_same_width_is_found, what_is_written_again_decides_the_conflict, who_erases_becomes_the_author,
    what_was_deleted_comes_back, redactions_stay_at_home, what_is_hidden_travels, a_later_import_brings_it_in,
    a_package_that_comes_again_brings_its_words, baselines_show_a_change, files_of_the_program_keep_it,
]  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_is_overwritten_by_itself(monkeypatch: Patch) -> None:
    """Some builds of SQLite overwrite what is deleted, others don't."""
    connect = connection.connect

    def plain(path: Path, **options: bool):
        con = connect(path, **options)
        con.execute("PRAGMA secure_delete=OFF")
        return con

    monkeypatch.setattr(connection, "connect", plain)


def test_the_story_holds(tmp_path: Path) -> None:
    story(tmp_path / "w")


@pytest.mark.parametrize("plant", BUGS, ids=lambda f: f.__name__)
def test_a_planted_bug_is_noticed(plant: Callable[[Patch], None], monkeypatch: Patch, tmp_path: Path) -> None:
    plant(monkeypatch)
    try:
        story(tmp_path / "w")
    except Exception:  # noqa: BLE001  (any failure is a kill; which one differs by bug)
        return
    pytest.fail("the story didn't notice this bug")
