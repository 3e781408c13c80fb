"""The sample's forms and linkages: from reviewable JSON into workbooks laid out as ministries lay out theirs.

A linkage is written once as who gives what to whom; both businesses' sheets are made from it, one as O and one as I, so
that mirrors exist. A few are left out on one side on purpose, as a check has to find them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from spec_catalog.sample.books import books

_HERE = Path(__file__).parent
_FORM_COLUMNS = (
    ("帳票ID", "", 10), ("帳票名称", "", 30), ("帳票概要", "", 42), ("帳票分類", "", 10), ("内部／外部", "", 10),
    ("実装区分", "指定都市", 9), ("実装区分", "一般市区町村", 12), ("用紙", "サイズ・向き", 12),
    ("用紙", "専用紙／汎用紙", 12), ("出力条件・順", "", 26), ("代替出力（EUC等）可否", "", 16),
    ("関連機能ID", "", 12), ("備考", "", 30),
)  # fmt: skip
_LINK_COLUMNS = (
    ("連携ID", "", 10), ("枝番", "", 6), ("標準仕様書関連箇所", "", 14), ("連携機能名", "Lv1", 34),
    ("連携機能名", "Lv2", 14), ("機能説明", "", 70), ("実装類型", "", 9), ("I/O", "", 6), ("連携先システム", "", 22),
    ("連携頻度", "", 10), ("備考", "", 24),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SampleForm:
    """One row of 帳票要件."""

    id: str
    name: str
    summary: str
    category: str
    audience: str
    sign: str  # ◎ ○ ×, the same for every size class
    paper: str
    paper_kind: str
    output: str
    substitute: str
    functions: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class SampleLinkage:
    """One row of 機能別連携仕様, as it stands on the sheet of ``business``."""

    business: str
    id: str
    branch: str
    name: str
    text: str
    sign: str
    io: str  # "I" or "O"
    partner: str  # business id
    partner_system: str
    functions: str
    frequency: str

    @property
    def node_id(self) -> str:
        """``001/001o001-00``."""
        return f"{self.business}/{self.id}-{self.branch}"


def _load(name: str) -> dict[str, Any]:
    raw: dict[str, Any] = json.loads((_HERE / name).read_text(encoding="utf-8"))
    return raw


def forms() -> dict[str, tuple[SampleForm, ...]]:
    """The forms of each business, in document order."""
    raw = _load("forms.json")
    special = raw["special_paper"]
    out = {}
    for business in _businesses():
        out[business] = tuple(
            SampleForm(
                f["id"], f["name"], f["summary"], f["category"], f["audience"], f["class"], f["paper"],
                "専用紙" if f["paper"] in special else "汎用紙",
                f["output"], f["substitute"], f["functions"], f.get("note", ""),
            )
            for f in raw[business]
        )  # fmt: skip
    return out


def linkages() -> dict[str, tuple[SampleLinkage, ...]]:
    """The rows of each business's sheet: what it provides (O) and what it needs (I), by 連携ID and 枝番."""
    raw = _load("linkages.json")
    rows: list[SampleLinkage] = []
    served: dict[str, int] = {}
    for pair in raw["pairs"]:
        id_ = f"{pair['provider']}o{pair['serial']}"
        branch = f"{served.setdefault(id_, 0):02}"
        served[id_] += 1
        rows += _sides(pair, id_, branch, raw["systems"])
    return {
        business: tuple(sorted((r for r in rows if r.business == business), key=lambda r: (r.id, r.branch)))
        for business in _businesses()
    }


def _sides(pair: dict[str, str], id_: str, branch: str, systems: dict[str, str]) -> Iterator[SampleLinkage]:
    provider, receiver, data = pair["provider"], pair["receiver"], pair["data"]
    why = f"③{pair['purpose']}ために、{data}を"
    if provider in _businesses() and pair.get("only") != "receiver":
        yield SampleLinkage(
            provider, id_, branch, f"{systems[receiver]}への{data}の提供",
            f"①{systems[provider]}が、②{systems[receiver]}に、{why}、④提供する",
            pair["class"], "O", receiver, systems[receiver], pair.get("provider_functions", ""), pair["frequency"],
        )  # fmt: skip
    if receiver in _businesses() and pair.get("only") != "provider":
        yield SampleLinkage(
            receiver, id_, branch, f"{systems[provider]}への{data}の照会",
            f"①{systems[receiver]}が、②{systems[provider]}に、{why}、④照会する",
            pair["class"], "I", provider, systems[provider], pair.get("receiver_functions", ""), pair["frequency"],
        )  # fmt: skip


def _businesses() -> tuple[str, ...]:
    return tuple(dict.fromkeys(b.business for b in books()))


def write_companions(folder: Path | str) -> list[Path]:
    """Write the workbooks of forms, then of linkages, of each business. The bytes are the same every time."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    first = {b.business: b for b in reversed(books())}
    made = []
    for business, rows in forms().items():
        cells = [
            (f.id, f.name, f.summary, f.category, f.audience, f.sign, f.sign, f.paper, f.paper_kind, f.output,
             f.substitute, f.functions, f.note)
            for f in rows
        ]  # fmt: skip
        made.append(_write(target, first[business], "帳票要件", _FORM_COLUMNS, cells, numbers=True))
    for business, links in linkages().items():
        cells_ = [
            (r.id, r.branch, r.functions.replace("/", "\n/"), r.name, "", r.text, r.sign, r.io, r.partner_system,
             r.frequency, "")
            for r in links
        ]  # fmt: skip
        made.append(_write(target, first[business], "機能別連携仕様", _LINK_COLUMNS, cells_))
    return made


def _write(
    folder: Path,
    book: Any,
    what: str,
    columns: Sequence[tuple[str, str, int]],
    rows: Sequence[Sequence[str]],
    *,
    numbers: bool = False,
) -> Path:
    """One workbook. ``numbers``: ids are number cells with the format 0000000, as published ones often are."""
    import xlsxwriter  # only whoever wants the sample needs a writer

    stamp = book.published.replace("-", "")
    path = folder / f"{book.business}_{book.business_name}_{what}（見本）【{book.label}】_{stamp}.xlsx"
    with xlsxwriter.Workbook(str(path)) as out:
        title = book.title.replace("機能要件一覧", f"{what}一覧" if numbers else what)
        out.set_properties({"title": title, "created": datetime.fromisoformat(book.published)})
        sheet = out.add_worksheet(what)
        base = {"text_wrap": True, "valign": "top", "border": 1, "font_name": "游ゴシック", "font_size": 10}
        head = out.add_format({**base, "bold": True, "align": "center", "bg_color": "#DDEBF7"})
        plain, digits = out.add_format(base), out.add_format({**base, "num_format": "0000000"})
        sheet.write_string(0, 0, title, out.add_format({"bold": True, "font_size": 14, "font_name": "游ゴシック"}))
        sheet.write_string(1, 0, f"【{book.label}】　{book.shown}")
        sheet.write_string(2, 0, book.remark)
        _headings(sheet, columns, head)
        for number, row in enumerate(rows, 6):
            for column, text in enumerate(row):
                if numbers and column == 0:
                    sheet.write_number(number, column, int(text), digits)
                elif text:
                    sheet.write_string(number, column, text, plain)
                else:
                    sheet.write_blank(number, column, None, plain)
            lines = max(-(-len(text) // (width // 2)) for text, (_, _, width) in zip(row, columns, strict=True))
            sheet.set_row(number, 15 * max(1, lines))
        sheet.autofilter(5, 0, 5 + len(rows), len(columns) - 1)
        sheet.freeze_panes(6, 2)
        sheet.set_landscape()
        sheet.set_paper(8)  # A3, as such lists are printed
        sheet.repeat_rows(4, 5)
        sheet.fit_to_pages(1, 0)
    return path


def _headings(sheet: Any, columns: Sequence[tuple[str, str, int]], style: Any) -> None:
    """Two heading rows (5 and 6): groups over their parts, everything else merged downward."""
    start = 0
    for column, (group, part, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        if not part:
            sheet.merge_range(4, column, 5, column, group, style)
            continue
        sheet.write_string(5, column, part, style)
        if column == 0 or columns[column - 1][0] != group:
            start = column
        if column + 1 == len(columns) or columns[column + 1][0] != group:
            sheet.merge_range(4, start, 4, column, group, style)
