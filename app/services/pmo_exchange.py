"""The official exchange layout of the progress report, out and in; and what a reported file contradicts.

Layout (survey practice §1.3): 都道府県名, 市区町村名, 業務名, then the 40 steps, one status a cell; a second sheet with
完了率. A file may write 未 for 未着手; steps are found by their code, wherever their column stands.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from app.core import pmo as core
from app.core.problems import USAGE, UserProblem
from app.services import pmo, pmo_facts, targets
from app.services.session import Session
from app.services.sheets import export_refused
from app.services.views import Changes
from reports.files import publish_bytes
from reports.problems import ExportProblem
from reports.sheets.flat import write_flats
from spec_catalog import business as names
from spec_catalog.workbook import Grid, read_workbook

TITLE = "業務別ステップ別進捗一覧"
HEAD = ("都道府県名", "市区町村名", "業務名")
SHARES = ("都道府県名", "市区町村名", "業務名", "完了率", "作業中率", "未着手率")


@dataclass(frozen=True, slots=True)
class Reported:
    """What a file says of a business of ours. ``row``: its row, from 1; ``statuses``: step → status, "" = empty."""

    business: str
    name: str
    row: int
    statuses: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row or cell that couldn't be taken, with the reason."""

    place: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class File:
    """A reported file, read."""

    path: str
    sheet: str
    rows: tuple[Reported, ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """``kind``: facts = it contradicts what is recorded of the work; recorded = it isn't the status recorded here."""

    kind: str
    business: str
    name: str
    step: str
    message: str


@cache
def _prefectures() -> Mapping[str, str]:
    raw: dict[str, Any] = json.loads((files("resources") / "pmo" / "prefectures.json").read_text("utf-8"))
    found: dict[str, str] = raw["prefectures"]
    return found


def prefecture(code: str) -> str:
    """By the first two digits of a 団体コード; "" for an invented one."""
    return _prefectures().get(code[:2], "")


# --- out -------------------------------------------------------------------------------------------------------------


def table(session: Session) -> list[list[str]]:
    """The layout with its header row; what nobody reported stays empty."""
    labels = pmo.labels()
    place = [prefecture(session.code), session.info.municipality]
    out = [[*HEAD, *(s.title for s in pmo.steps())]]
    out += [[*place, row.name, *(labels.get(s, "") for s in row.statuses)] for row in pmo.board(session)]
    return out


def shares(session: Session) -> list[list[str]]:
    """The second sheet: rates of each business in per cent with one digit."""
    place = [prefecture(session.code), session.info.municipality]
    out = [list(SHARES)]
    for row in pmo.board(session):
        rates = row.rates
        out.append([*place, row.name, *(f"{float(r) * 100:.1f}%" for r in (rates.done, rates.working, rates.waiting))])
    return out


def write(session: Session, out: Path, *, printed_at: datetime | None = None) -> Path:
    """The layout as ``.xlsx`` (two sheets) or ``.csv`` (the first, UTF-8 with its mark); ``out``.

    Raises UserProblem for another ending and when the file can't be written.
    """
    form = out.suffix.lower()
    if form not in (".xlsx", ".csv"):
        raise UserProblem(
            "bad_format", f"「{out.name}」の形式では書き出せません。", hint="使える形式：xlsx、csv", exit_code=USAGE
        )
    targets.guard(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if form == ".csv":
            text = io.StringIO()
            csv.writer(text, lineterminator="\r\n").writerows(table(session))
            return publish_bytes(out, text.getvalue().encode("utf-8-sig"))
        pages = [
            (name, rows[0], rows[1:])
            for name, rows in ((TITLE, table(session)), (f"{TITLE}_進捗状況", shares(session)))
        ]
        return write_flats(pages, out, author=session.info.municipality, printed_at=printed_at or datetime.now())
    except ExportProblem as problem:
        raise export_refused(problem) from problem


# --- in --------------------------------------------------------------------------------------------------------------


def read(session: Session, path: Path | str) -> File:
    """A reported file. Rows of other municipalities are left out; everything not taken is listed with its reason.

    Raises InputProblem for a file that can't be read, UserProblem when no sheet holds the layout.
    """
    workbook = read_workbook(path)
    for grid in workbook.sheets:
        head = _head(grid)
        if head is not None:
            return _read(session, str(path), grid, *head)
    raise UserProblem(
        "no_layout", "進捗一覧の見出し（市区町村名、業務名、①-1 …）が見つかりません。", file=str(path),
        hint=f"「{TITLE}」の形の表か確かめてください。",
    )  # fmt: skip


def _code(text: str) -> str:
    plain = text.strip().replace("－", "-").replace("‐", "-")
    return next((s.code for s in pmo.steps() if plain == s.code or plain.startswith((f"{s.code} ", f"{s.code}　"))), "")


def _head(grid: Grid) -> tuple[int, dict[int, str], dict[str, int]] | None:
    """(row, column → step, HEAD word → column) of the first row that names ten steps or more and a business."""
    for row, cells in grid.rows():
        steps = {c: code for c, cell in cells.items() if (code := _code(cell.text))}
        words = {cell.text.strip(): c for c, cell in cells.items()}
        if len(set(steps.values())) >= 10 and "業務名" in words:
            return row, steps, {w: words[w] for w in HEAD if w in words}
    return None


def _read(session: Session, path: str, grid: Grid, head: int, steps: dict[int, str], words: dict[str, int]) -> File:
    rows: list[Reported] = []
    skipped: list[Skipped] = []
    ours = session.info.municipality
    seen: dict[str, int] = {}
    for row, cells in grid.rows():
        texts = {c: cell.text.strip() for c, cell in cells.items() if cell.text.strip()}
        if row <= head or not texts:
            continue
        place = f"{grid.name} {row} 行目"
        town = texts.get(words.get("市区町村名", -1), "")
        if town and town != ours:
            skipped.append(Skipped(place, town, "ほかの団体の行です"))
            continue
        name = texts.get(words["業務名"], "")
        business = names.find(name) if name else None
        if business is None:
            skipped.append(Skipped(place, name, "業務の名前が分かりません"))
            continue
        if business in seen:
            skipped.append(Skipped(place, name, f"同じ業務が {seen[business]} 行目にあります"))
            continue
        seen[business] = row
        statuses = {}
        for column, step in steps.items():
            said = core.read_status(texts.get(column, ""), pmo.spellings())
            if said is None:
                skipped.append(Skipped(f"{place} {step}", texts[column], "状況として読めません"))
                continue
            statuses[step] = said
        rows.append(Reported(business, names.name_of(business), row, statuses))
    return File(path, grid.name, tuple(rows), tuple(skipped))


def mismatches(session: Session, file: File) -> list[Mismatch]:
    """What a reported file contradicts: the facts first (check 11), then what is recorded here and says otherwise."""
    known = pmo_facts.facts(session, [r.business for r in file.rows])
    here = {
        row.business: dict(zip((s.code for s in pmo.steps()), row.statuses, strict=True)) for row in pmo.board(session)
    }
    labels = pmo.labels()
    out = []
    for r in file.rows:
        for step, message in core.contradictions(r.statuses, known[r.business]):
            out.append(Mismatch("facts", r.business, r.name, step, message))
        for step, status in r.statuses.items():
            held = here.get(r.business, {}).get(step, "")
            if status and held and status != held:
                said = f"{labels[status]}と報告していますが、ここでは{labels[held]}です。"
                out.append(Mismatch("recorded", r.business, r.name, step, said))
    return sorted(out, key=lambda m: m.kind != "facts")


def take(session: Session, file: File) -> Changes:
    """Records the statuses of a file as one step; empty cells change nothing. Raises UserProblem without any."""
    wanted: Sequence[tuple[str, str, Mapping[str, str]]] = [
        (r.business, step, {"status": status}) for r in file.rows for step, status in r.statuses.items() if status
    ]
    if not wanted:
        raise UserProblem("nothing_reported", "取り込める進捗がありません。", file=file.path)
    return pmo.record(session, wanted)
