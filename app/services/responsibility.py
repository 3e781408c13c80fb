"""The municipality's responsibility tables: read, checked, and written as a sheet with a column for each actor."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from app.core.responsibility import SIGNS, Finding, Row, cells, findings
from app.services import presets, survey, targets
from app.services.session import Session
from app.services.sheets import export_refused
from reports.problems import ExportProblem
from reports.sheets.listing import Cell, ListColumn, Listing, write_listing
from spec_catalog.ids import natural_key
from spec_catalog.text import match_key

LIST = "responsibilities"


def rows(session: Session, table: str | None = None) -> list[Row]:
    """All rows, of a table or of every one, as they follow each other."""
    out = [
        Row(r["rid"], r["table"], r["order"], r["work"], r["phase"], cells(r["cells"] or ()), r["note"])
        for r in survey.list_rows(session, LIST)
    ]
    wanted = [r for r in out if table is None or match_key(r.table) == match_key(table)]
    return sorted(wanted, key=lambda r: (r.table, natural_key(r.order), r.rid))


def tables(session: Session) -> list[str]:
    """The names of the tables there are."""
    return list(dict.fromkeys(r.table for r in rows(session)))


def check(session: Session, table: str | None = None) -> list[Finding]:
    """What is wrong in a table, or in all."""
    return findings(rows(session, table))


def actors(found: list[Row]) -> tuple[str, ...]:
    """Everybody who has a cell, in the order met."""
    return tuple(dict.fromkeys(c.actor for row in found for c in row.cells))


def write_sheet(session: Session, out: Path, *, table: str | None = None, printed_at: datetime | None = None) -> Path:
    """Writes the tables as they are read: works down, actors across; ``out``.

    Raises UserProblem when the file can't be written.
    """
    targets.guard(out)
    found = rows(session, table)
    who = actors(found)
    several = len({r.table for r in found}) > 1
    room = max(90, (640 if several else 740) // max(1, len(who)))
    columns = (
        *((ListColumn("表", 100, key=True),) if several else ()), ListColumn("業務", 220, key=True),
        ListColumn("工程", 60, align="center", key=True), *(ListColumn(a, room) for a in who),
    )  # fmt: skip
    lines: list[list[Cell]] = []
    for row in found:
        by_actor = {c.actor: c for c in row.cells}
        shown = [by_actor.get(a) for a in who]
        texts = ["\n".join(t for t in (SIGNS.get(c.role, c.role), c.note) if t) if c else "" for c in shown]
        lines.append([*([row.table] if several else []), row.work, "\n".join(row.phase.split("・")), *texts])
    names = {r.table for r in found}
    told = [p for p in presets.presets() if p.table in names]
    facts = (
        ("団体", session.info.municipality),
        ("表", "、".join(dict.fromkeys(r.table for r in found))),
        ("凡例", "●：主たる担当　○：従たる担当　－：担当しない"),
        ("参考", "　".join(f"{presets.source()}　{p.title}　{p.note}" for p in told)),
    )
    listing = Listing("役割分担", "役割分担表", facts, columns, lines, (), "役割分担の行がまだありません。")
    try:
        return write_listing(listing, out, author=session.info.municipality, printed_at=printed_at or datetime.now())
    except ExportProblem as problem:
        raise export_refused(problem) from problem
