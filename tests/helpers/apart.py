"""Two departments that write without having seen one another, united into one file: conflicts of every kind."""

from __future__ import annotations

import os
import time
from datetime import date, timedelta
from pathlib import Path

from app.services import catalogue, comparison, parcels, survey, taking
from app.services import session as sessions
from app.services.session import Session
from app.services.views import Who

OFFICE = Who("情報政策課", "中村 健", "office")
CITIZENS = Who("市民課", "佐藤 花子", "clerk")


def judge(session: Session, node: str, verdict: str, detail: str, reason: str) -> None:
    edition, key = catalogue.find(session, node)
    comparison.judge(session, edition, [key], verdict=verdict, detail=detail, reason=reason)


def _memo(session: Session, node: str, text: str) -> None:
    edition, key = catalogue.find(session, node)
    comparison.set_memo(session, edition, key, text)


def write_apart(path: Path, folder: Path) -> None:
    """Leaves four conflicts (two verdicts, a memo, 削除 vs 編集), a package in the ledger, and two that are waited for,
    one of them four days late."""
    session = sessions.open_(path, who=OFFICE)
    parcels.create(session, "市民課", folder / "市民課.fgpkg", chosen=["001"])
    session.close()
    copy = parcels.open_copy(folder / "市民課.fgpkg", who=CITIZENS, out=folder / "市民課.fitgap")
    row = survey.list_rows(copy, "functions")[2]
    judge(
        copy,
        "req:0010115",
        "gap",
        "窓口で外字を一字ずつ作っている。標準は一括の取り込みのみ。",
        "実機で確かめた（K-0012）。年 38 件。",
    )
    judge(copy, "req:0010116", "partial", "一覧の印刷に宛名番号がない。", "")
    _memo(copy, "req:0010107", "戸籍係とも読み合わせる。")
    survey.set_cells(copy, "functions", [(row["rid"], {"summary": "在留資格と在留期間を持つ。期限の一覧を毎月出す。"})])
    parcels.hand_back(copy, folder / "市民課から.fgpkg")
    copy.close()
    session = sessions.open_(path, who=OFFICE)
    judge(session, "req:0010115", "fit", "なし", "前回の会議で「同じ」と聞いた。")
    judge(session, "req:0010116", "partial", "", "")
    _memo(session, "req:0010107", "委託の仕様書を確かめる。")
    survey.delete_records(session, "functions", [row["rid"]])
    taking.merge(session, [folder / "市民課から.fgpkg"])
    today = date.today()
    for name, days in (("税務課", -4), ("介護保険課", 20)):
        parcels.create_in(session, name, folder, deadline=(today + timedelta(days)).isoformat())
    session.close()


def write_waiting(path: Path, folder: Path) -> None:
    """Puts a package that would open conflicts into a folder, and one that was cut off on the way."""
    folder.mkdir()
    work = path.parent / "税務課の途中"
    work.mkdir()
    session = sessions.open_(path, who=OFFICE)
    parcels.create(session, "税務課", work / "税務課.fgpkg", chosen=["001"])
    session.close()
    copy = parcels.open_copy(work / "税務課.fgpkg", who=Who("税務課", "田中 実", "clerk"), out=work / "税務課.fitgap")
    judge(
        copy,
        "req:0010111",
        "partial",
        "経年の補正を棟ごとに手で上書きしている。標準は一括のみ。",
        "実機で確かめた。年 38 件。",
    )
    judge(copy, "req:0010112", "gap", "証明書の様式が違う。", "見本と並べて確かめた。")
    judge(copy, "req:0010114", "fit", "", "")
    survey.add_records(copy, "functions", [{"business": "001", "name": "課税証明の一括発行", "department": "税務課"}])
    session = sessions.open_(path, who=OFFICE)
    judge(session, "req:0010111", "fit", "なし", "前回の会議で「同じ計算」と聞いた。")
    judge(session, "req:0010112", "ask", "", "税務課に聞く。")
    session.close()
    made = parcels.hand_back(copy, folder / "税務課から.fgpkg")
    copy.close()
    cut = folder / "保険年金課から.fgpkg"
    cut.write_bytes(made.file.read_bytes()[:-20])
    for file in (made.file, cut):
        os.utime(file, (time.time() - 60,) * 2)
