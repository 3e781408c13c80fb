"""A column mapping given by a person for a sheet that no layout recognises: a file that is found again by headings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice, takewhile
from typing import Any

from spec_catalog.layouts.header import HEIGHT, SEARCH_ROWS, Header, HeaderSpec, load_spec
from spec_catalog.model import CLASSES
from spec_catalog.problems import InputProblem
from spec_catalog.text import match_key
from spec_catalog.workbook import Grid, Workbook, letters, number

SPECS = {
    "req": ("requirements", "requirement_columns"),
    "form": ("forms",),
    "form_detail": ("form_details",),
    "link": ("linkages",),
    "link_own": ("linkages_own",),
    "data": ("data_items",),
    "code": ("codes",),
    "nonfunc": ("nonfunctional",),
    "screen": ("screens",),
    "flow": ("flows",),
    "tree": ("trees",),
}
"""Kind of document → its layouts; of several the first that knows all mapped columns is meant."""
_OPTIONAL = {"req": ("class", "class.designated", "class.core", "class.general"), "form": ("class",)}
_WITHOUT_IDS = ("req", "screen", "nonfunc", "flow")  # may be published without ids; items get provisional ones then
_FIELDS = {"kind", "sheet", "header_row", "columns", "repairs", "class_values", "signature", "title"}
_MAX_ROW = 1_048_576
_HINT = '例：{"kind": "req", "sheet": "Sheet1", "columns": {"id": "F", "text": "G", "class": "H"}}'


@dataclass(frozen=True, slots=True)
class Profile:
    """The parsed mapping; without ``columns`` it only carries decisions on broken ids.

    ``class_values``: text of a class cell as match key → class (model.CLASSES). ``signature``: :func:`signature` of
    the heading it was made for, "" where it belongs to one named sheet or to all.
    """

    kind: str = ""
    sheet: str = ""
    header_row: int = 0
    columns: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    repairs: Mapping[tuple[str, str], str] = field(default_factory=dict)
    class_values: Mapping[str, str] = field(default_factory=dict)
    signature: str = ""
    title: str = ""

    @property
    def spec(self) -> HeaderSpec:
        """The layout that is meant. Only where ``columns`` are given."""
        return _spec(self.kind, self.columns)

    def as_dict(self) -> dict[str, Any]:
        """The JSON object of a profile file; :func:`parse_profile` reads it back."""
        out: dict[str, Any] = {"kind": self.kind, "header_row": self.header_row}
        out["columns"] = {
            code: letters(cs[0]) if len(cs) == 1 else [letters(c) for c in cs] for code, cs in self.columns.items()
        }
        more = {
            "sheet": self.sheet,
            "title": self.title,
            "signature": self.signature,
            "class_values": dict(self.class_values),
            "repairs": {f"{s}!{c}": v for (s, c), v in self.repairs.items()},
        }
        return out | {k: v for k, v in more.items() if v}

    def sheets(self, workbook: Workbook) -> list[Grid]:
        """The sheets it is meant for: those with its heading, else the named one, else all.

        Raises InputProblem "profile" where the named sheet is missing or no sheet has the heading.
        """
        if self.signature:
            fits = [g for g in workbook.sheets if _row_of(g, self) is not None]
            if fits:
                return fits
            if workbook.sheet(self.sheet) is None:
                raise InputProblem(
                    "profile",
                    "列の対応（プロファイル）を作ったときと同じ見出しのシートがありません。",
                    file=workbook.file,
                    hint="見出しが変わったときは、列の対応を作り直してください。",
                )
        if not self.sheet:
            return list(workbook.sheets)
        grid = workbook.sheet(self.sheet)
        if grid is None:
            names = "、".join(s.name for s in workbook.sheets)
            raise InputProblem(
                "profile",
                f"列の対応に書かれたシート「{self.sheet}」がありません。",
                file=workbook.file,
                hint=f"このブックのシートは {names} です。",
            )
        return [grid]

    def header(self, grid: Grid) -> Header:
        """The mapping as a heading; columns that are not mapped keep the name they show."""
        found = _row_of(grid, self) if self.signature else None
        row = found or self.header_row
        mapped = {c for columns in self.columns.values() for c in columns}
        names = heading_names(grid, row) if row else {}
        names |= {c: names.get(c, "") for c in mapped}
        return Header(row, row, self.columns, names, values=self.class_values)


def signature(grid: Grid, header_row: int) -> str:
    """By what a heading is known again: sha256 (64 hex digits) over its columns and folded texts.

    ``header_row`` is the last row of the heading (1-based). A heading of several rows is taken together; titles above
    it, the sheet's name and the data don't matter. "" where the row holds nothing.
    """
    names = heading_names(grid, header_row)
    if not names:
        return ""
    text = "\n".join(f"{letters(c)}\t{match_key(n)}" for c, n in sorted(names.items()))
    return hashlib.sha256(text.encode()).hexdigest()


def heading_names(grid: Grid, header_row: int) -> dict[int, str]:
    """Column → heading as displayed, joined over the rows that belong to it (``header_row`` is the last).

    A row above belongs to it where a merge ties the two together: one that reaches down, or a group over several
    columns. Titles and dates above stay out, or no heading would be known again in the next edition.
    """
    lines = {
        r: {c: t for c, cell in line.items() if (t := " ".join(cell.text.split()))}
        for r, line in takewhile(lambda x: x[0] <= header_row, grid.rows())
        if r > header_row - HEIGHT
    }
    near = [m for m in grid.merges if header_row - HEIGHT < m.top <= header_row and m.right - m.left < 50]
    top = header_row
    for row in range(header_row - 1, header_row - HEIGHT, -1):
        tied = any(m.top == row and (m.bottom > row or m.right > m.left) for m in near)
        if len(lines.get(row, {})) < 2 or not tied:
            break
        top = row
    names: dict[int, list[str]] = {}
    for row in range(top, header_row + 1):
        line = dict(lines.get(row, {}))
        for merge in near:
            if merge.top == row and merge.left in line:
                line |= dict.fromkeys(range(merge.left, merge.right + 1), line[merge.left])
        for column, text in line.items():
            names.setdefault(column, []).append(text)
    return {c: "_".join(dict.fromkeys(parts)) for c, parts in sorted(names.items())}


def _row_of(grid: Grid, profile: Profile) -> int | None:
    """The last row of the heading a profile was made for; its own row is tried first."""
    if not profile.signature:
        return None
    rows = [r for r, _ in islice(grid.rows(), SEARCH_ROWS)]
    near = sorted(rows, key=lambda r: (r != profile.header_row, r))
    return next((r for r in near if signature(grid, r) == profile.signature), None)


def fitting_profile(grid: Grid, profiles: Iterable[Profile]) -> Profile | None:
    """The saved mapping whose heading this sheet has, the latest of several; None where there is none."""
    found = None
    for profile in profiles:
        if profile.signature and profile.columns and _row_of(grid, profile) is not None:
            found = profile
    return found


def layout_columns(kind: str) -> list[tuple[str, str, bool]]:
    """[(column code, Japanese title, required)] of a kind of document for the pull-downs of a mapping screen.

    Required are the columns without which a mapping is refused; of alternatives (要件 or 名称) the first is marked.
    Raises KeyError for an unknown kind.
    """
    out: dict[str, tuple[str, str, bool]] = {}
    for name in SPECS[kind]:
        spec = load_spec(name)
        needed = {g[0] for g in _needed(kind, spec)} if name == SPECS[kind][0] else set()
        for column in spec.columns:
            if not column.code.startswith("review."):
                out.setdefault(column.code, (column.code, column.title, column.code in needed))
    return list(out.values())


def _needed(kind: str, spec: HeaderSpec) -> list[tuple[str, ...]]:
    """The groups of which a mapping must name one: the class may be missing from a document that has none."""
    optional = (*_OPTIONAL.get(kind, ()), *(("id",) if kind in _WITHOUT_IDS else ()))
    return [g for g in spec.required if g[0] not in optional]


# --- the file ---------------------------------------------------------------------------------------------------------


def bad_profile(message: str) -> InputProblem:
    """The refusal of a mapping that doesn't fit."""
    return InputProblem("profile", f"列の対応（プロファイル）が正しくありません：{message}", hint=_HINT)


def parse_profile(raw: Mapping[str, Any] | None) -> Profile:
    """Check a mapping of :func:`spec_catalog.load.load_file`, whatever it holds. Raises InputProblem "profile"."""
    if raw is None or raw == {}:
        return Profile()
    if not isinstance(raw, Mapping):
        raise bad_profile("項目の対応（{ … }）で書きます")
    unknown = {str(k) for k in raw} - _FIELDS
    if unknown:
        raise bad_profile(f"知らない項目 {'、'.join(sorted(unknown))}")
    repairs: dict[tuple[str, str], str] = {}
    for place, value in _mapping(raw.get("repairs"), "repairs").items():
        sheet, mark, cell = str(place).rpartition("!")
        if not mark or not isinstance(value, str):
            raise bad_profile(f"repairs の {place} は「シート名!セル」とIDの文字列で書きます")
        repairs[sheet, cell] = value
    columns = _columns(raw)
    header_row = raw.get("header_row", 0)
    if isinstance(header_row, bool) or not isinstance(header_row, int) or not 0 <= header_row <= _MAX_ROW:
        raise bad_profile("header_row は見出しの最後の行番号です")
    return Profile(
        _text(raw, "kind"),
        _text(raw, "sheet"),
        header_row,
        columns,
        repairs,
        _class_values(raw),
        _text(raw, "signature"),
        _text(raw, "title"),
    )


def _text(raw: Mapping[str, Any], name: str) -> str:
    value = raw.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise bad_profile(f"{name} は文字列で書きます")
    return value


def _class_values(raw: Mapping[str, Any]) -> dict[str, str]:
    out: dict[str, str] = {}
    for sign, value in _mapping(raw.get("class_values"), "class_values").items():
        if value not in CLASSES:
            raise bad_profile(f"class_values の {sign} は {'、'.join(CLASSES)} のいずれかです")
        out[match_key(str(sign))] = value
    return out


def _mapping(raw: Any, name: str) -> Mapping[Any, Any]:
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        raise bad_profile(f"{name} は項目の対応で書きます")
    return raw


def _spec(kind: str, columns: Iterable[str]) -> HeaderSpec:
    specs = [load_spec(name) for name in SPECS[kind]]
    given = set(columns)
    return next((s for s in specs if given <= {c.code for c in s.columns}), specs[0])


def _columns(raw: Mapping[str, Any]) -> dict[str, tuple[int, ...]]:
    given = _mapping(raw.get("columns"), "columns")
    if not given:
        return {}
    kind = raw.get("kind")
    if not isinstance(kind, str) or kind not in SPECS:
        raise bad_profile(f"kind は {'、'.join(SPECS)} のいずれかです")
    spec = _spec(kind, [str(c) for c in given])
    known = {c.code for c in spec.columns}
    out: dict[str, tuple[int, ...]] = {}
    for code, value in given.items():
        if code not in known:
            raise bad_profile(f"columns の {code} は使えません。使えるのは {'、'.join(sorted(known))} です")
        parts = value if isinstance(value, list) else [value]
        try:
            out[code] = tuple(_column(p) for p in parts)
        except ValueError as error:
            raise bad_profile(f"columns の {code} は列の英字（例 F）で書きます") from error
        if not out[code]:
            raise bad_profile(f"columns の {code} は列の英字（例 F）で書きます")
    for group in _needed(kind, spec):
        if not any(code in out for code in group):
            raise bad_profile(f"columns に {' または '.join(group)} が必要です")
    return out


def _column(value: Any) -> int:
    if not isinstance(value, str):
        raise ValueError("no column")
    found = number(value)
    if not 1 <= found <= 16_384:
        raise ValueError("no column")
    return found
