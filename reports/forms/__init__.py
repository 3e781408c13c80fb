"""Survey forms as data: columns, groups, pull-downs, examples, print set-up and filling-in notes, one JSON file each.

A form is an editable template, never code. No column of ours is called official: ``source`` says where each comes from.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from importlib.resources import files
from typing import Any

KINDS = ("number", "id", "sign", "text", "choice", "date", "amount")
ALIGNS = ("left", "center", "right")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``width`` in pixels at 96 dpi; ``list`` names a pull-down; ``head`` a code shown bold above the text.

    ``printed`` columns stand in the print area, the others to the right of it; ``locked`` ones are filled by the
    program; ``source`` says, in Japanese, where the column comes from and ``guide`` how it is filled in. For machines
    a headed column is two, ``head_title`` and ``body_title``, and one whose cells hold ``several`` values, between
    which this text stands, as many as there are values.
    """

    code: str
    title: str
    group: str
    width: int
    kind: str
    source: str
    guide: str
    list: str = ""
    head: str = ""
    align: str = "left"
    wrap: bool = True
    bold: bool = False
    locked: bool = True
    printed: bool = True
    head_title: str = ""
    body_title: str = ""
    several: str = ""


@dataclass(frozen=True, slots=True)
class PrintSetup:
    """Paper and type. Margins in millimetres; ``max_row_pt``: a higher row goes on in the appendix sheet."""

    paper: str
    landscape: bool
    margin_left: float
    margin_right: float
    margin_top: float
    margin_bottom: float
    font: str
    size: float
    max_row_pt: float


@dataclass(frozen=True, slots=True)
class Form:
    """One form. ``number`` is ours (様式 F1), ``origin`` the sentence that says so; ``rows`` names the survey
    list whose records it shows, "" where a program fills it otherwise."""

    id: str
    number: str
    name: str
    title: str
    sheet: str
    origin: str
    columns: tuple[Column, ...]
    approval: tuple[str, ...]
    print: PrintSetup
    guide: tuple[str, ...]
    examples: tuple[Mapping[str, str], ...]
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rows: str = ""

    @property
    def printed(self) -> tuple[Column, ...]:
        """The columns of the print area, in order."""
        return tuple(c for c in self.columns if c.printed)


def form_ids() -> tuple[str, ...]:
    """The forms there are, in order."""
    names = (f.name.removesuffix(".json") for f in files(__name__).iterdir() if f.name.endswith(".json"))
    return tuple(
        sorted(names, key=lambda n: (n.rstrip("0123456789"), int(n.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") or 0)))
    )


def load_form(form_id: str) -> Form:
    """A form by its id ("F1"). Raises KeyError for an unknown one, ValueError for a broken file."""
    if form_id not in form_ids():
        raise KeyError(form_id)
    return parse_form(json.loads((files(__name__) / f"{form_id}.json").read_text("utf-8")))


def parse_form(raw: Mapping[str, Any]) -> Form:
    """A form from its JSON object; validated. Raises ValueError with the place that is wrong."""
    try:
        form = Form(
            **{
                **raw,
                "columns": tuple(Column(**c) for c in raw["columns"]),
                "approval": tuple(raw["approval"]),
                "print": PrintSetup(**raw["print"]),
                "guide": tuple(raw["guide"]),
                "examples": tuple(dict(e) for e in raw["examples"]),
                "lists": {name: tuple(values) for name, values in raw.get("lists", {}).items()},
            }
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"form {raw.get('id', '?')}: {error}") from error
    wrong = list(_faults(form))
    if wrong:
        raise ValueError(f"form {form.id}: " + "; ".join(wrong))
    return form


def plain_form(form: Form) -> dict[str, Any]:
    """A form as its JSON object; :func:`parse_form` makes the same form of it."""
    return asdict(form)


def _faults(form: Form) -> list[str]:
    """Everything that would make a sheet wrong or a note false."""
    wrong: list[str] = []
    codes = [c.code for c in form.columns]
    heads = {c.head for c in form.columns if c.head}
    known = set(codes) | heads
    if len(codes) != len(set(codes)):
        wrong.append("a column code stands twice")
    if [c.printed for c in form.columns] != sorted((c.printed for c in form.columns), reverse=True):
        wrong.append("printed columns must come first")
    groups = [c.group for c in form.columns]
    runs = [g for n, g in enumerate(groups) if n == 0 or groups[n - 1] != g]
    if len(runs) != len(set(runs)):
        wrong.append("a group is torn apart")
    for column in form.columns:
        place = f"column {column.code}"
        if column.kind not in KINDS:
            wrong.append(f"{place}: kind {column.kind}")
        if column.align not in ALIGNS:
            wrong.append(f"{place}: align {column.align}")
        if column.width < 24:
            wrong.append(f"{place}: narrower than 24 pixels")
        if (column.kind == "choice") != bool(column.list):
            wrong.append(f"{place}: a choice has a list and nothing else has")
        if bool(column.head) != bool(column.head_title) or bool(column.head) != bool(column.body_title):
            wrong.append(f"{place}: a headed column has two titles for machines and nothing else has")
        if not all((column.title, column.group, column.source, column.guide)):
            wrong.append(f"{place}: title, group, source or guide is missing")
    for example in form.examples:
        unknown = sorted(set(example) - known)
        if unknown:
            wrong.append(f"example with unknown columns {unknown}")
    if form.print.size < 9:
        wrong.append("text below 9 points")
    if not 20 <= form.print.max_row_pt <= 409:
        wrong.append("max_row_pt outside 20–409")
    for item in fields(form):
        if item.name != "rows" and getattr(form, item.name) in ("", ()):
            wrong.append(f"{item.name} is empty")
    return wrong
