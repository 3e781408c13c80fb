"""The workspace file: single writer, foreign and damaged files, backups, baselines, migration, cache, drafts."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.core.problems import UserProblem
from app.core.thinning import keep
from app.services import catalogue, comparison, coverage, history, parcels, roundtrip, settings, taking, upkeep
from app.services import session as sessions
from app.services.session import Session
from app.services.views import ItemFilter
from app.store import backup as store_backup
from app.store import connection, merge, schema
from app.store.connection import SCHEMA
from tests.helpers.workspaces import WHO, with_edition, workspace
from tests.helpers.workspaces import edition as make_edition

ROOT = Path(__file__).parents[2]


def test_the_second_process_only_reads_and_knows_the_first(session: Session, edition: str) -> None:
    path = session.info.path
    script = (
        "import sys,pathlib\nfrom app.services import session as s\nfrom app.services.views import Who\n"
        "o=s.open_(pathlib.Path(sys.argv[1]), who=Who('税務課','鈴木'))\n"
        "print(o.info.read_only, o.info.read_only_reason)\no.close()"
    )
    run = [sys.executable, "-X", "utf8", "-c", script, path]
    held = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True, encoding="utf-8").stdout
    assert held.startswith("True ")
    assert "書き込み中です。" in held
    session.close()
    free = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True, encoding="utf-8").stdout
    assert free.startswith("False")


def test_a_dead_writers_lock_is_taken_over(session: Session, edition: str) -> None:
    path = Path(session.info.path)
    session.close()
    script = (
        "import sys,pathlib,os\nfrom app.services import session as s\nfrom app.services.views import Who\n"
        "o=s.open_(pathlib.Path(sys.argv[1]), who=Who('税務課','鈴木'))\nos._exit(9)"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], cwd=ROOT, check=False)
    again = sessions.open_(path, who=WHO)
    assert not again.info.read_only
    again.close()


def test_a_read_only_session_refuses_to_write(session: Session, edition: str) -> None:
    reader = sessions.open_(Path(session.info.path), who=WHO)
    with pytest.raises(UserProblem) as refused:
        comparison.judge(reader, edition, [1], verdict="fit")
    assert refused.value.exit_code == 4
    assert "書き込み中" in refused.value.message
    reader.close()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not ours", b"SQLite format 3\x00" + b"\xff" * 5000])
def test_foreign_and_damaged_files_are_named_not_opened(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "foreign.fitgap"
    path.write_bytes(content)
    with pytest.raises(UserProblem) as refused:
        sessions.open_(path, who=WHO)
    assert refused.value.exit_code == 4
    assert path.read_bytes() == content


def test_every_damaged_byte_is_survived(session: Session, edition: str, tmp_path: Path) -> None:
    """Whatever byte is wrong: a Japanese refusal, a found fault, or no harm; never a traceback, never a wrong value."""
    comparison.judge(session, edition, [1, 2, 3], verdict="fit")
    path = Path(session.info.path)
    session.close()
    original = path.read_bytes()
    for place in range(16, len(original), 997):
        damaged = tmp_path / "damaged.fitgap"
        damaged.write_bytes(original[:place] + bytes([original[place] ^ 0x55]) + original[place + 1 :])
        try:
            again = sessions.open_(damaged, who=WHO)
        except UserProblem:
            continue
        try:
            upkeep.verify(again)
        except (UserProblem, sqlite3.DatabaseError):
            pass
        finally:
            again.close()


def test_backup_and_restore_bring_everything_back(session: Session, edition: str, tmp_path: Path) -> None:
    comparison.judge(session, edition, [1, 2], verdict="gap", detail="差")
    made = upkeep.backup(session)
    digest = session.project.digest()
    with closing(sqlite3.connect(made)) as con:
        assert con.execute("SELECT count(*) FROM edition WHERE blob IS NOT NULL").fetchone() == (0,)  # kept apart, once
    comparison.judge(session, edition, [3], verdict="fit")
    upkeep.backup(session)
    assert len(list((made.parent / "blobs").iterdir())) == 1
    assert upkeep.restore_preview(made).judged == 2
    upkeep.restore(made, tmp_path / "戻した.fitgap")
    back = sessions.open_(tmp_path / "戻した.fitgap", who=WHO)
    check = upkeep.verify(back)
    assert (check.ok, check.digest) == (True, digest)
    assert catalogue.detail(back, edition, 1).judgement.detail == "差"
    back.close()
    with pytest.raises(UserProblem) as refused:
        upkeep.restore(made, tmp_path / "戻した.fitgap")
    assert refused.value.code == "exists"


def test_a_backup_that_does_not_check_out_is_not_kept(
    session: Session, edition: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    comparison.judge(session, edition, [1], verdict="fit")
    real = store_backup._keep_blobs_apart

    def losing(copy: sqlite3.Connection, blobs: Path) -> None:
        real(copy, blobs)
        copy.execute("DELETE FROM op WHERE seq=1")

    monkeypatch.setattr(store_backup, "_keep_blobs_apart", losing)
    with pytest.raises(UserProblem) as refused:
        upkeep.backup(session)
    assert refused.value.code == "backup_differs"
    assert upkeep.backups(session) == []


def test_thinning_keeps_days_weeks_and_months() -> None:
    now = datetime(2026, 11, 20, 12)
    times = [now - timedelta(hours=h) for h in range(0, 24 * 400, 6)]
    kept = keep(times, now)
    assert now in kept
    assert {t for t in times if now - t <= timedelta(days=2)} <= kept
    assert len({t.date() for t in kept if now - t <= timedelta(days=11)}) == 12
    assert len({(t.year, t.month) for t in kept}) == 9
    assert len(kept) < 40
    assert keep([], now) == set()


def test_the_first_opening_of_a_day_makes_a_backup(session: Session, edition: str) -> None:
    path = Path(session.info.path)
    session.close()
    for _ in range(2):
        sessions.open_(path, who=WHO).close()
    again = sessions.open_(path, who=WHO)
    assert [p.name.split("-")[-1] for p in upkeep.backups(again)] == ["daily.fitgap"]
    again.close()


def test_baselines_compare_with_one_another_and_with_now(session: Session, edition: str) -> None:
    comparison.judge(session, edition, [1], verdict="fit")
    upkeep.baseline_add(session, "予算要求版")
    comparison.judge(session, edition, [1], verdict="gap")
    comparison.judge(session, edition, [2], verdict="ask")
    upkeep.baseline_add(session, "RFP版")
    history.undo(session)
    rows = upkeep.baseline_compare(session, "予算要求版", "RFP版")
    assert [(r["target"], (r["old"] or {}).get("verdict"), r["new"]["verdict"]) for r in rows] == sorted(
        [("req:0010001", "fit", "gap"), ("req:0010002", None, "ask")],
        key=lambda r: next(x["rid"] for x in rows if x["target"] == r[0]),
    )
    assert [r["target"] for r in upkeep.baseline_compare(session, "予算要求版", None)] == ["req:0010001"]
    with pytest.raises(UserProblem) as refused:
        upkeep.baseline_add(session, "RFP版")
    assert refused.value.code == "name_taken"


def test_migration_is_whole_or_nothing(session: Session, edition: str) -> None:
    path = Path(session.info.path)
    session.close()
    con = connection.connect(path)

    def add_table(c: sqlite3.Connection) -> None:
        c.execute("CREATE TABLE later(x)")

    def fail(c: sqlite3.Connection) -> None:
        c.execute("CREATE TABLE never(x)")
        raise sqlite3.OperationalError("disk I/O error")

    with pytest.raises(sqlite3.OperationalError):
        schema.migrate(con, SCHEMA, steps={SCHEMA + 1: add_table, SCHEMA + 2: fail}, target=SCHEMA + 2)
    names = {r[0] for r in con.execute("SELECT name FROM sqlite_master")}
    assert not {"later", "never"} & names
    assert con.execute("PRAGMA user_version").fetchone()[0] == SCHEMA
    schema.migrate(con, SCHEMA, steps={SCHEMA + 1: add_table}, target=SCHEMA + 1)
    assert con.execute("PRAGMA user_version").fetchone()[0] == SCHEMA + 1
    con.close()
    newer = sessions.open_(path, who=WHO)
    assert newer.info.read_only
    assert "新しい版" in newer.info.read_only_reason
    newer.close()


@pytest.mark.parametrize("schema", [1, 3, 4])
def test_the_released_file_of_an_earlier_schema_still_opens(tmp_path: Path, schema: int) -> None:
    sample = ROOT / "tests" / "data" / f"workspace-v{schema}.fitgap"
    path = tmp_path / "old.fitgap"
    path.write_bytes(sample.read_bytes())
    expected = json.loads(sample.with_suffix(".json").read_text(encoding="utf-8"))
    opened = sessions.open_(path, who=WHO)
    check = upkeep.verify(opened)
    assert (check.ok, check.digest) == (True, expected["digest"])
    assert {
        r.id: r.verdict
        for e in catalogue.editions(opened)
        for r in catalogue.item_rows(opened, e.hash, catalogue.item_keys(opened, e.hash, ItemFilter()))
        if r.verdict
    } == expected["verdicts"]
    held = opened.con.execute("SELECT source, imported_at FROM edition").fetchall()
    assert all(len(at) > 9 for _, at in held), "what stood in the row is still there"
    assert opened.con.execute("PRAGMA user_version").fetchone()[0] == SCHEMA
    opened.close()
    (kept,) = (settings.data_folder() / "backups").rglob("*-migration.fitgap")
    with closing(sqlite3.connect(kept)) as con:
        assert con.execute("PRAGMA user_version").fetchone()[0] == schema, "the file as it was is kept first"


def test_the_file_of_schema_5_gets_a_place_for_sheets_and_keeps_everything_else(tmp_path: Path) -> None:
    sample = ROOT / "tests" / "data" / "workspace-v5.fitgap"
    path = tmp_path / "v5.fitgap"
    path.write_bytes(sample.read_bytes())
    expected = json.loads(sample.with_suffix(".json").read_text(encoding="utf-8"))
    readable = sessions.open_(path, who=WHO, read_only=True)
    assert roundtrip.exports(readable) == []
    readable.close()
    opened = sessions.open_(path, who=WHO)
    check = upkeep.verify(opened)
    assert (check.ok, check.digest) == (True, expected["digest"])
    given = opened.con.execute("SELECT item, verdict FROM item_state WHERE verdict IS NOT NULL").fetchall()
    assert dict(given) == expected["verdicts"]
    assert len(roundtrip.send(opened, tmp_path / "out", ["F1"])) == 1
    assert len(roundtrip.exports(opened)) == 1
    opened.close()


def test_the_file_of_schema_6_remembers_packages_and_keeps_sheets_and_ledger(tmp_path: Path) -> None:
    sample = ROOT / "tests" / "data" / "workspace-v6.fitgap"
    path = tmp_path / "v6.fitgap"
    path.write_bytes(sample.read_bytes())
    expected = json.loads(sample.with_suffix(".json").read_text(encoding="utf-8"))
    readable = sessions.open_(path, who=WHO, read_only=True)
    (before,) = [s for s in coverage.standings(readable) if s.name == "市民課"]
    assert (before.state, before.out, before.returns) == ("back", None, 1), "what came back is known, what went out not"
    assert not parcels.create(readable, "市民課", tmp_path / "0.fgpkg").remembered
    readable.close()
    opened = sessions.open_(path, who=WHO)
    check = upkeep.verify(opened)
    assert (check.ok, check.digest) == (True, expected["digest"])
    given = opened.con.execute("SELECT item, verdict FROM item_state WHERE verdict IS NOT NULL").fetchall()
    assert dict(given) == expected["verdicts"]
    assert len(roundtrip.exports(opened)) == len(taking.entries(opened)) == 1
    assert parcels.create(opened, "市民課", tmp_path / "1.fgpkg").remembered
    (after,) = [s for s in coverage.standings(opened) if s.name == "市民課"]
    assert (after.state, after.returns) == ("out", 1)
    opened.close()


def test_a_file_of_an_earlier_schema_is_read_without_being_changed(tmp_path: Path) -> None:
    sample = ROOT / "tests" / "data" / "workspace-v1.fitgap"
    path = tmp_path / "v1.fitgap"
    path.write_bytes(sample.read_bytes())
    opened = sessions.open_(path, who=WHO, read_only=True)
    assert catalogue.editions(opened)
    opened.close()
    assert path.read_bytes() == sample.read_bytes()


def test_a_file_of_an_earlier_schema_unites_with_one_of_today(session: Session, tmp_path: Path) -> None:
    sample = ROOT / "tests" / "data" / "workspace-v1.fitgap"
    with closing(sqlite3.connect(sample)) as con:
        editions = con.execute("SELECT count(*) FROM edition").fetchone()[0]
        code = con.execute("SELECT value FROM setting WHERE key='code'").fetchone()[0]
    mine = workspace(tmp_path, "mine.fitgap", code=code)
    other = tmp_path / "v1.fitgap"
    other.write_bytes(sample.read_bytes())
    merge.unite_file(mine.project, other)
    assert mine.con.execute("SELECT count(*) FROM edition").fetchone()[0] == editions
    mine.close()


def test_the_cache_can_be_deleted_and_comes_back(session: Session, edition: str) -> None:
    comparison.judge(session, edition, [1], verdict="fit")
    before = [catalogue.detail(session, edition, k) for k in range(1, 13)]
    keys = catalogue.item_keys(session, edition, ItemFilter(text="税"))
    assert keys
    session.detach_all()
    for file in (settings.data_folder() / "catalogue").iterdir():
        file.unlink()
    assert [catalogue.detail(session, edition, k) for k in range(1, 13)] == before
    assert catalogue.item_keys(session, edition, ItemFilter(text="税")) == keys
    session.detach_all()
    for file in (settings.data_folder() / "catalogue").iterdir():
        file.write_bytes(b"damaged")
    assert catalogue.item_keys(session, edition, ItemFilter(text="税")) == keys


def test_more_editions_than_sqlite_can_attach(session: Session) -> None:
    hashes = [with_edition(session, make_edition(3, business=f"{n:03d}")) for n in range(1, 15)]
    for edition_hash in [*hashes, *hashes]:
        assert len(catalogue.item_keys(session, edition_hash, ItemFilter())) == 3
    total, hits = catalogue.search(session, "統計", limit=5)
    assert total == 14
    assert len(hits) == 5


def test_drafts_survive_and_carry_the_heads_seen(session: Session, edition: str) -> None:
    comparison.judge(session, edition, [1], verdict="fit")
    heads = catalogue.detail(session, edition, 1).judgement.heads
    comparison.save_draft(session, edition, 1, "verdict", {"detail": "書きかけ"}, heads)
    path = Path(session.info.path)
    session.close()
    again = sessions.open_(path, who=WHO)
    draft = comparison.drafts(again)[0]
    assert (draft.node, draft.atom, draft.fields, draft.parents) == (
        "req:0010001",
        "verdict",
        {"detail": "書きかけ"},
        heads,
    )
    comparison.drop_draft(again, draft.node, draft.atom)
    assert comparison.drafts(again) == []
    again.close()


def test_a_new_file_never_replaces_one(session: Session, tmp_path: Path) -> None:
    with pytest.raises(UserProblem) as refused:
        sessions.create(Path(session.info.path), municipality="別の市", code="132012", size="general", who=WHO)
    assert refused.value.code == "exists"
    assert session.info.municipality == "みほん市"


@pytest.mark.parametrize(
    ("code", "fits"),
    [("999997", True), ("132012", True), ("131016", True), ("011002", True), ("131017", False), ("12345", False)],
)
def test_check_digit_of_the_municipality_code(code: str, fits: bool) -> None:
    assert sessions.check_digit_fits(code) is fits


def test_a_reader_after_a_killed_writer_sees_the_last_whole_state(session: Session, edition: str) -> None:
    comparison.judge(session, edition, [1], verdict="fit")
    digest = session.project.digest()
    path = Path(session.info.path)
    session.close()
    script = (
        "import sqlite3, sys, os\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('PRAGMA cache_size=5')\nc.execute('BEGIN IMMEDIATE')\n"
        "c.execute('DELETE FROM op')\n"
        "c.execute('DELETE FROM item_state')\n"
        "c.executemany('INSERT INTO setting VALUES (?, ?)', [(str(i), 'x' * 3000) for i in range(200)])\n"
        "os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert path.with_name(f"{path.name}-journal").exists()
    reader = sessions.open_(path, who=WHO, read_only=True)
    assert reader.project.digest() == digest
    assert catalogue.item_rows(reader, edition, [1])[0].verdict == "fit"
    reader.close()


def test_an_unclean_close_is_checked_at_the_next_opening(session: Session, edition: str) -> None:
    path = Path(session.info.path)
    session.close()
    with closing(sqlite3.connect(path)) as con:
        assert con.execute("SELECT value FROM setting WHERE key='closed'").fetchone() == ("yes",)
        con.execute("UPDATE setting SET value='no' WHERE key='closed'")
        root = con.execute("SELECT rootpage FROM sqlite_master WHERE name='op'").fetchone()[0]
        size = con.execute("PRAGMA page_size").fetchone()[0]
        con.commit()
    data = bytearray(path.read_bytes())
    data[(root - 1) * size + 3 : (root - 1) * size + 5] = b"\xff\xff"
    path.write_bytes(bytes(data))
    with pytest.raises(UserProblem) as refused:
        sessions.open_(path, who=WHO)
    assert (refused.value.code, refused.value.exit_code) == ("damaged", 4)


def test_the_names_kept_apart_are_those_of_the_schema() -> None:
    from app.store import names, tables

    assert tuple(c.name for c in tables.EditionBlob.__table__.columns) == names.EDITION  # type: ignore[attr-defined]
    assert set(names.PROJECTION) <= set(tables.Op.metadata.tables)


def test_the_window_starts_without_the_library_of_the_schema() -> None:
    code = "import app.ui.window, app.store.merge, sys; print({'sqlalchemy', 'sqlmodel'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "set()", "a third of a second at every start"
