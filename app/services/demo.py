"""The main job on the sample municipality, from published workbooks to sheet and page, without a window."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from app.core.problems import REFUSED, UserProblem
from app.services import catalogue, checks, comparison, history, sample, sheets, survey, upkeep
from app.services.session import Session
from app.services.state_page import write_state_page
from app.services.views import ItemFilter

WORKSPACE = "みほん市.fitgap"
PRINTED_AT = datetime(2026, 1, 15, 14, 3)
"""The sample's own time, so that two demos give the same pages."""


def run(out: Path, *, colours: Mapping[str, str]) -> dict[str, Any]:
    """Does everything and leaves it in ``out``; {"workspace", "files", "counts", "verified"}.

    A folder of an earlier demo is replaced; any other folder with something in it is refused.
    """
    _clear(out)
    out.mkdir(parents=True, exist_ok=True)
    books = out / "標準仕様（見本）"
    books.mkdir()
    session = sample.start_sample(out / WORKSPACE, books=books)
    try:
        counts = _work(session)
        files = [*sorted(books.iterdir()), out / WORKSPACE]
        files += sheets.export_sheets(session, out / "様式", printed_at=PRINTED_AT)
        files.append(write_state_page(session, out / "状況.html", colours=colours, printed_at=PRINTED_AT))
        verified = upkeep.verify(session)
        if not verified.ok:
            raise RuntimeError("; ".join(verified.faults))
    finally:
        session.close()
    return {
        "workspace": str(out / WORKSPACE),
        "files": [str(f) for f in files],
        "counts": counts,
        "verified": {"ok": verified.ok, "digest": verified.digest},
    }


def _work(session: Session) -> dict[str, int]:
    """A clerk's first minutes: prohibited ones with nothing today at once, one step taken back and done again."""
    for edition in catalogue.editions(session):
        if not edition.adopted:
            continue
        keys = catalogue.item_keys(
            session, edition.hash, ItemFilter(kinds=("req",), classes=("prohibited",), verdicts=("",))
        )
        free = [k for k in keys if not catalogue.detail(session, edition.hash, k).mapped]
        if free:
            comparison.judge(
                session, edition.hash, free, verdict="fit", current="none", reason="現行に対応する機能がない。"
            )
            history.undo(session)
            history.redo(session)
    editions = catalogue.editions(session)
    return {
        "標準仕様の版": len(editions),
        "要件": sum(e.items for e in editions if e.adopted),
        "現行機能": len(survey.functions(session)),
        "判定済み": session.con.execute("SELECT count(*) FROM item_state WHERE verdict IS NOT NULL").fetchone()[0],
        "点検で見つかったこと": len(checks.run(session)),
        "操作": len(history.log(session)),
    }


def _clear(out: Path) -> None:
    if not out.exists() or not any(out.iterdir()):
        return
    if not (out / WORKSPACE).is_file():
        raise UserProblem(
            "not_empty",
            f"「{out}」には別のファイルがあります。",
            file=str(out),
            hint="空のフォルダーか、まだないフォルダーを指定してください。",
            exit_code=REFUSED,
        )
    shutil.rmtree(out)
