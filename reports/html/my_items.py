"""What a section head has to decide, as one page to read, sign and file: options side by side, room for the decision.

Portrait, as an office memo: form number, 文書番号 and date, 決裁欄; every text escaped, nothing active, no meaning by
colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reports.dates import wareki, wareki_time
from reports.files import publish_bytes
from reports.html.render import render

_TEMPLATE = "my-items.html.j2"
_BESIDE = 3  # options that fit beside one another on a portrait page


@dataclass(frozen=True, slots=True)
class Requirement:
    """What an issue is about: ``kind`` 機能要件, ``sign`` its class, ``verdict`` sign and word."""

    kind: str
    id: str
    sign: str
    name: str
    text: str
    verdict: str
    detail: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to handle an issue. ``stated``: (label, text) of what the disposition must state; ``clause``: why it may
    not be chosen, "" when it may."""

    title: str
    disposition: str
    content: str
    cost: str = ""
    effect: str = ""
    risk: str = ""
    residents: str = ""
    stated: Sequence[tuple[str, str]] = ()
    proposed: bool = False
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """One issue awaiting a decision. ``facts``: (label, value) of its head; ``marks``: words that need attention
    (期限超過, 法令上要確認, 競合) with the sentence behind each."""

    number: str
    title: str
    detail: str
    facts: Sequence[tuple[str, str]]
    marks: Sequence[tuple[str, str]]
    due: str
    disposition: str
    basis: str
    requirements: Sequence[Requirement]
    choices: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision made: ``earlier`` says what it replaced."""

    number: str
    title: str
    disposition: str
    date: str
    by: str
    level: str
    reason: str
    earlier: str = ""
    marks: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class MyItemsPage:
    """Everything the page shows. ``colours``: token name → "#RRGGBB" of the light theme."""

    form: str
    title: str
    municipality: str
    document_number: str
    facts: Sequence[tuple[str, str]]
    approval: Sequence[str]
    matters: Sequence[Matter]
    decided: Sequence[Decided]
    since: str
    colours: Mapping[str, str]
    printed_at: datetime
    remarks: Sequence[str] = ()


def write_my_items(page: MyItemsPage, out: Path) -> Path:
    """Write the page to ``out`` and return it.

    Raises ExportProblem when the file cannot be written, ValueError for a colour that is none.
    """
    return publish_bytes(out, render_my_items(page).encode("utf-8"))


def render_my_items(page: MyItemsPage) -> str:
    """The page as text. The same input gives the same text."""
    blocks = [[m.choices[n : n + _BESIDE] for n in range(0, len(m.choices), _BESIDE)] for m in page.matters]
    return render(
        _TEMPLATE,
        page.colours,
        page=page,
        blocks=blocks,
        date=wareki(page.printed_at),
        printed=wareki_time(page.printed_at),
    )
