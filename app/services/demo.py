"""The main job on the sample municipality, from published workbooks to sheet and page, without a window."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from app.core.problems import REFUSED, UserProblem
from app.services import (
    catalogue,
    checks,
    comparison,
    decisions,
    history,
    link_files,
    register,
    register_read,
    reports,
    sample,
    sheets,
    suggest,
    survey,
    upkeep,
)
from app.services.link_views import Wish
from app.services.session import Session
from app.services.views import ItemFilter

WORKSPACE = "みほん市.fitgap"
LEFT_BEHIND = frozenset(
    {
        WORKSPACE,
        f".{WORKSPACE}.lock",
        f".{WORKSPACE}.owner",
        "標準仕様（見本）",
        "様式",
        "状況.html",
        "決裁事項_市民課.html",
        "課題一覧.xlsx",
        "連携図",
        "pictures",
    }
)
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
        _work(session)
        files = [*sorted(books.iterdir()), out / WORKSPACE]
        files += sheets.export_sheets(session, out / "様式", printed_at=PRINTED_AT)
        files += _reports(session, out, colours)
        files += _graphs(session, out / "連携図", colours)
        counts = _counts(session)
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


def _work(session: Session) -> None:
    """A clerk's and a head's first minutes, from the first suggestion to a lawful decision."""
    for edition in catalogue.editions(session):
        if edition.adopted and edition.kind == "req":
            _prohibited_at_once(session, edition.hash)
    _first_gap(session)


def _prohibited_at_once(session: Session, edition: str) -> None:
    """× with nothing today is fit in one step; taken back and done again."""
    wanted = ItemFilter(kinds=("req",), classes=("prohibited",), verdicts=("",))
    keys = catalogue.item_keys(session, edition, wanted)
    free = [k for k in keys if not catalogue.detail(session, edition, k).mapped]
    if free:
        comparison.judge(session, edition, free, verdict="fit", current="none", reason="現行に対応する機能がない。")
        history.undo(session)
        history.redo(session)


def _first_gap(session: Session) -> None:
    """The first undecided mandatory requirement with a suggestion: mapped, judged, disposed of lawfully, decided."""
    edition = next(e for e in catalogue.editions(session) if e.adopted and e.kind == "req")
    wanted = ItemFilter(kinds=("req",), classes=("mandatory",), verdicts=("",))
    for key in catalogue.item_keys(session, edition.hash, wanted):
        found = suggest.for_item(session, edition.hash, key, limit=1)
        if not found:
            continue
        row = catalogue.item_rows(session, edition.hash, [key])[0]
        comparison.map_current(session, row.node, found[0].current.rid)
        comparison.judge(
            session,
            edition.hash,
            [key],
            verdict="gap",
            current="in_use",
            detail=f"{found[0].current.name}と手順が違う。",
        )
        issue, _ = register.add(
            session,
            title=f"{row.name}の手順の違い",
            nodes=[row.node],
            records=[current.rid for current in catalogue.detail(session, edition.hash, key).mapped],
            department="市民課",
            due="2026-10-31",
        )
        register.dispose(session, issue, "bpr", content="標準の手順に合わせる。", basis="標準の機能で足りる。")
        decisions.decide(
            session,
            issue,
            level="section",
            by="市民課長",
            date="2026-01-15",
            reason="費用がかからず、住民の手間も減る。",
        )
        return


def _counts(session: Session) -> dict[str, int]:
    editions = catalogue.editions(session)
    judged = "SELECT count(*) FROM item_state WHERE verdict IS NOT NULL"
    return {
        "標準仕様の版": len(editions),
        "要件・帳票・連携": sum(e.items for e in editions if e.adopted),
        "現行の項目": sum(len(survey.current_items(session, kind=k)) for k in survey.CURRENT_TYPE),
        "判定済み": session.con.execute(judged).fetchone()[0],
        "課題": len(register_read.issues(session)),
        "点検で見つかったこと": len(checks.run(session)),
        "操作": len(history.log(session)),
    }


def _reports(session: Session, out: Path, colours: Mapping[str, str]) -> list[Path]:
    """The state, the head's page and the register."""

    def asked(form: str, department: str | None = None) -> reports.Asked:
        return reports.Asked(colours, form, department=department, printed_at=PRINTED_AT)

    return [
        reports.write(session, "state", out / "状況.html", asked("html")),
        reports.write(session, "my-items", out / "決裁事項_市民課.html", asked("html", "市民課")),
        reports.write(session, "register", out / "課題一覧.xlsx", asked("xlsx")),
    ]


def _graphs(session: Session, out: Path, colours: Mapping[str, str]) -> list[Path]:
    """The linkages of 住民基本台帳 as picture and data."""
    files = []
    for form in ("svg", "png", "json"):
        path = out / f"連携図_001_住民基本台帳.{form}"
        link_files.write(session, Wish(around="business:001"), path, form=form, colours=colours)
        files.append(path)
    return files


def _clear(out: Path) -> None:
    """Takes an earlier demo away, and nothing else: a folder with anything a demo doesn't leave is refused."""
    if not out.exists() or not any(out.iterdir()):
        return
    strange = sorted(p.name for p in out.iterdir() if p.name not in LEFT_BEHIND)
    if strange or not (out / WORKSPACE).is_file():
        raise UserProblem(
            "not_empty",
            f"「{out}」には別のファイルがあります（{'、'.join(strange[:3]) or 'みほん市のファイルがない'}）。",
            file=str(out),
            hint="空のフォルダーか、まだないフォルダーを指定してください。",
            exit_code=REFUSED,
        )
    for path in out.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
