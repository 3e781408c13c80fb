"""A column mapping given by a person for a sheet that no layout recognises."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from spec_catalog.layouts.header import Header, HeaderSpec, load_spec
from spec_catalog.problems import InputProblem
from spec_catalog.workbook import Grid, number

SPECS = {
    "req": ("requirements", "requirement_columns"),
    "form": ("forms",),
    "link": ("linkages",),
    "data": ("data_items",),
    "code": ("codes",),
}
"""Kind → its layouts; of several the first that knows all mapped columns is meant."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The parsed mapping; without ``columns`` it only carries decisions on broken ids."""

    kind: str = ""
    sheet: str = ""
    header_row: int = 0
    columns: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    repairs: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @property
    def spec(self) -> HeaderSpec:
        """The layout that is meant. Only where ``columns`` are given."""
        return _spec(self.kind, self.columns)

    def header(self, grid: Grid) -> Header:
        """The mapping as a heading; columns that are not mapped keep the name they show."""
        mapped = {c for columns in self.columns.values() for c in columns}
        names = {c: " ".join(cell.text.split()) for (r, c), cell in grid.cells.items() if r == self.header_row}
        names |= {c: names.get(c, "") for c in mapped}
        if self.header_row:
            return Header(self.header_row, self.header_row, self.columns, names)
        return Header(0, 0, self.columns, names)


def _bad(message: str) -> InputProblem:
    return InputProblem(
        "profile",
        f"列の対応（プロファイル）が正しくありません：{message}",
        hint='例：{"kind": "req", "sheet": "Sheet1", "columns": {"id": "F", "text": "G", "class": "H"}}',
    )


def parse_profile(raw: Mapping[str, Any] | None) -> Profile:
    """Check a mapping of :func:`spec_catalog.load.load_file`. Raises InputProblem "profile"."""
    if not raw:
        return Profile()
    unknown = set(raw) - {"kind", "sheet", "header_row", "columns", "repairs"}
    if unknown:
        raise _bad(f"知らない項目 {'、'.join(sorted(map(str, unknown)))}")
    repairs: dict[tuple[str, str], str] = {}
    for place, value in _mapping(raw.get("repairs"), "repairs").items():
        sheet, mark, cell = str(place).rpartition("!")
        if not mark or not isinstance(value, str):
            raise _bad(f"repairs の {place} は「シート名!セル」とIDの文字列で書きます")
        repairs[sheet, cell] = value
    columns = _columns(raw)
    header_row = raw.get("header_row", 0)
    if isinstance(header_row, bool) or not isinstance(header_row, int) or header_row < 0:
        raise _bad("header_row は見出しの最後の行番号です")
    return Profile(str(raw.get("kind", "")), str(raw.get("sheet", "")), header_row, columns, repairs)


def _mapping(raw: Any, name: str) -> Mapping[Any, Any]:
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        raise _bad(f"{name} は項目の対応で書きます")
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
    if kind not in SPECS:
        raise _bad(f"kind は {'、'.join(SPECS)} のいずれかです")
    spec = _spec(kind, given)
    known = {c.code for c in spec.columns}
    out: dict[str, tuple[int, ...]] = {}
    for code, value in given.items():
        if code not in known:
            raise _bad(f"columns の {code} は使えません。使えるのは {'、'.join(sorted(known))} です")
        parts = value if isinstance(value, list) else [value]
        try:
            out[code] = tuple(number(str(p)) for p in parts)
        except ValueError as error:
            raise _bad(f"columns の {code} は列の英字（例 F）で書きます") from error
    for group in spec.required:
        if not any(code in out for code in group):
            raise _bad(f"columns に {' または '.join(group)} が必要です")
    return out
