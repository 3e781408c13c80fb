"""What a sheet is made from, and what had to be carried over to its appendix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class LegendGroup:
    """Signs of one kind: ``title`` 判定, ``signs`` (("●", "適合"), …)."""

    title: str
    signs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FormHeader:
    """What stands above the rows of a form. ``choices`` replaces the form's own pull-down lists by name."""

    municipality: str
    business: str  # 001 住民基本台帳
    subject: str  # 住民基本台帳, in the title
    department: str
    writer: str
    edition: str  # 第1.0版（2020-09-11）
    date: str  # as it shall be printed: 令和8年1月15日
    document_number: str = ""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    legend: tuple[LegendGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class Carry:
    """What a sheet that will come back takes along out of sight.

    ``keys``: one per row, in a hidden column, "" for a row to be filled in; ``page``: the lines of a sheet nobody sees;
    ``locked``: (row from 0, column code) of single cells that must not be filled in; ``whole``: cells people may write
    in hold their whole text, however high the row gets.
    """

    keys: tuple[str, ...]
    page: tuple[tuple[str, ...], ...]
    locked: frozenset[tuple[int, str]] = frozenset()
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Carried:
    """A text the appendix holds in full. ``reason`` is "long" (more than a printed row can show), "limit" (more than
    a cell can hold) or "characters" (``marks``: code points XML forbids, written as visible marks)."""

    row: int  # 1-based number of the row, the sheet's No
    id: str
    column: str  # title of the column
    reason: str
    text: str
    marks: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """Japanese, for the list shown before writing."""
        place = f"No {self.row}（{self.id}）の「{self.column}」"
        if self.reason == "characters":
            return f"{place}: 表計算ソフトで使えない文字 {'、'.join(self.marks)} を印で表し、別紙に載せます。"
        if self.reason == "limit":
            return f"{place}: 1 つのセルに入る 32,767 文字を超えるため、全文を別紙に載せます。"
        return f"{place}: 印刷する行に収まらないため、全文を別紙に載せます。"


class Cell(NamedTuple):  # a tuple: there are a hundred thousand of them
    """A cell ready to be written: ``head`` bold above ``text``."""

    text: str
    head: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row ready to be written, with its height in points."""

    cells: tuple[Cell, ...]
    height: float
