"""What a grid of displayed values doesn't tell: formulas, colours, pictures, text boxes and remarks of a workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from spec_catalog.workbook.grid import Limits
from spec_catalog.workbook.package import Package, local

Fact = tuple[str, str, str, str]
"""rule, sheet, cell, more."""

_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(/?)>")
_REF = re.compile(rb'\br="([A-Z]+\d+)"')
_STYLE = re.compile(rb'\bs="(\d+)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_OBJECTS = {"drawing": "図形・画像", "legacyDrawing": "コメント・コントロール", "control": "コントロール",
            "oleObjects": "埋め込み", "pivotTable": "ピボットテーブル", "chart": "グラフ"}  # fmt: skip
_PLAIN_FILLS = ("none", "gray125", "")
_BLACK = ("FF000000", "00000000", "000000")


def facts(path: Path) -> Iterator[Fact]:
    """Everything found, sheet by sheet. The file has been read before: it is no damaged one."""
    with path.open("rb") as handle:
        package = Package(handle, Limits())
        start = next((t for k, t, out in package.relations("").values() if k == "officeDocument" and not out), "")
        related = package.relations(start)
        coloured = _coloured(package, next((t for k, t, out in related.values() if k == "styles" and not out), ""))
        for element in package.xml(start).iter():
            if local(element.tag) != "sheet":
                continue
            rid = next((v for k, v in element.attrib.items() if local(k) == "id"), "")
            part = related.get(rid)
            if part is not None and part[0] == "worksheet":
                yield from _sheet(package, part[1], element.get("name", ""), coloured)


def _coloured(package: Package, styles: str) -> frozenset[int]:
    """Numbers of the cell formats with a ground or a coloured script."""
    if not styles or not package.has(styles):
        return frozenset()
    root = package.xml(styles)
    fills, fonts, out = [False], [False], set()
    for part in root:
        name = local(part.tag)
        if name == "fills":
            fills = [_filled(fill) for fill in part]
        elif name == "fonts":
            fonts = [_inked(font) for font in part]
        elif name == "cellXfs":
            for n, xf in enumerate(part):
                fill, font = int(xf.get("fillId", "0")), int(xf.get("fontId", "0"))
                if (fill < len(fills) and fills[fill]) or (font < len(fonts) and fonts[font]):
                    out.add(n)
    return frozenset(out)


def _filled(fill: Element) -> bool:
    return any(
        local(e.tag) == "gradientFill"
        or (local(e.tag) == "patternFill" and e.get("patternType", "") not in _PLAIN_FILLS)
        for e in fill.iter()
    )


def _inked(font: Element) -> bool:
    for e in font.iter():
        if local(e.tag) == "color":
            theme, rgb = e.get("theme", ""), (e.get("rgb") or "").upper()
            return theme not in ("", "1") or bool(rgb and rgb not in _BLACK)
    return False


def _sheet(package: Package, part: str, name: str, coloured: frozenset[int]) -> Iterator[Fact]:
    rest = b""
    formats = False
    for chunk in package.chunks(part):
        text = rest + chunk
        cut = text.rfind(b"<c ")
        cut = len(text) if cut <= 0 else cut
        whole, rest = text[:cut], text[cut:]
        yield from _cells(whole, name, coloured)
        formats = formats or b"conditionalFormatting" in text
    yield from _cells(rest, name, coloured)
    if formats or b"conditionalFormatting" in rest:
        yield "colour", name, "", "条件付き書式"
    for kind, _, _ in package.relations(part).values():
        if kind in _OBJECTS or kind in ("comments", "threadedComment", "vmlDrawing", "oleObject", "image"):
            if kind == "vmlDrawing":
                continue  # comes with remarks and controls, which say so themselves
            yield "object", name, "", _OBJECTS.get(kind, "コメント" if "omment" in kind else "画像・埋め込み")


def _cells(xml: bytes, name: str, coloured: frozenset[int]) -> Iterator[Fact]:
    marks = list(_CELL.finditer(xml))
    for n, mark in enumerate(marks):
        found = _REF.search(mark[1])
        at = found[1].decode() if found else ""
        style = _STYLE.search(mark[1])
        end = marks[n + 1].start() if n + 1 < len(marks) else len(xml)
        inside = b"" if mark[2] else xml[mark.end() : end]
        if _FORMULA.search(inside):
            yield "formula", name, at, ""
        row = int(re.sub(r"\D", "", at) or 0)
        if style and int(style[1]) in coloured and row > 1:
            yield "colour", name, at, "塗りつぶしや文字の色"
