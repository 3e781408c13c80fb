"""仙台市's cost table as a sheet a vendor fills in: costs once and a year, by system and by where it runs.

The headings are data (resources/register/choices.json "costs"), word for word as published; only 仙台市's own cloud
gets the name of the municipality that asks.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from app.services import choices, sheets, targets
from app.services.session import Session
from reports.dates import wareki
from reports.forms import Column, Form, load_form

_WIDE = 1046


def questions() -> tuple[str, ...]:
    """The four questions that stand before the table."""
    return tuple(choices.costs()["questions"])


def columns() -> list[tuple[str, str]]:
    """(group, heading) of the table, in its order."""
    held = choices.costs()
    once, yearly = held["headings"]
    return [
        *((once, t) for t in (*held["initial"], held["initial_note"])),
        *((yearly, t) for t in (*held["annual"], held["annual_note"])),
    ]


def write_sheet(
    session: Session, out: Path, *, business: str | None = None, printed_at: datetime | None = None
) -> Path:
    """Writes the empty table with the questions among its notes; ``out``. Raises UserProblem if it can't be written."""
    targets.guard(out)
    at = printed_at or datetime.now()
    held = choices.costs()
    rows = [
        {"system": system, "place": place.replace("仙台市", session.info.municipality)}
        for system in held["systems"]
        for place in held["places"]
    ]
    header = sheets.header_of(
        session, at, department=None, business=business or "すべて", subject="",
        edition=f"{wareki(at.date())}　単位：千円", legend=(),
    )  # fmt: skip
    return sheets.write_sheet(_form(), header, rows, out, at)


def _form() -> Form:
    look, held = load_form("F1"), choices.costs()
    money = columns()
    room = (_WIDE - 190) // len(money)
    source = str(held["source"])
    made = (
        Column("system", "システム", "対象", 100, "text", source, "回答するシステムです。"),
        Column("place", "動かす場所", "対象", 90, "text", source, "動かすクラウドです。"),
        *(
            Column(f"c{n}", title, group, room, "text", source, "千円で書きます。分からなければ空けます。",
                   align="left" if "説明" in title else "right", locked=False)
            for n, (group, title) in enumerate(money)
        ),
    )  # fmt: skip
    return Form(
        id="R1", number="様式 R1", name="費用の回答", title="費用の回答表", sheet="R1 費用",
        origin=f"この様式の見出しは{source}によります。国が定めた様式ではありません。", columns=made, approval=(),
        print=look.print, guide=(*(f"項番 {n}　{q}" for n, q in enumerate(questions(), 1)),
                                 "個人番号、氏名、住所などの個人情報は書かないでください。"),
        examples=(), lists={},
    )  # fmt: skip
