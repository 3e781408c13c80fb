"""Draws every page of the sheets and reports as other programs print them, and checks what they lost.

    python -m tests.pictures.papers --out docs/pictures

All pages go to build/pictures/papers, the first of each sheet and report to ``--out`` as well. Exit code 1 with a list
when a text is missing, smaller than nine points or has no glyph.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import tempfile
from collections import Counter
from functools import partial
from pathlib import Path

import openpyxl

from app.services import my_items, register_read, reports, sample, sheets
from app.services.demo import PRINTED_AT
from app.services.session import Session
from app.ui.theme.tokens import tokens
from tests.helpers.office import convert, pdf_text, pdf_words, print_page, screenshot

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "pictures" / "papers"
SMALLEST_PT = 9.0


def main(argv: list[str] | None = None) -> int:
    """Writes sheets and page of the sample, prints them, checks them; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "pictures")
    given = parser.parse_args(argv)
    given.out.mkdir(parents=True, exist_ok=True)
    BUILD.mkdir(parents=True, exist_ok=True)
    for old in BUILD.glob("*.png"):
        old.unlink()
    faults: list[str] = []
    with tempfile.TemporaryDirectory(prefix="fitgap-papers-") as name:
        folder = Path(name)
        os.environ["FITGAP_HOME"] = str(folder / "home")
        session = sample.start_sample(folder / "みほん市.fitgap")
        books = sheets.export_sheets(session, folder / "様式", printed_at=PRINTED_AT)
        asked = partial(reports.Asked, colours=tokens("light"), department=busiest(session), printed_at=PRINTED_AT)
        pages = []
        for report in reports.REPORTS:
            for kind in report.formats:
                made = reports.write(session, report.id, folder / "報告" / f"{report.id}.{kind}", asked(format=kind))
                (books if kind == "xlsx" else pages).append(made)
        session.close()
        for book in books:
            pdf = convert(book, "pdf", folder / "office")
            faults += sheet_faults(book, pdf)
            first = pictures(pdf, book.stem)
            if book.parent.name == "報告" or "_001_" in book.name:
                name = book.stem if book.parent.name == "報告" else f"sheet-{book.name[:2].lower()}"
                (given.out / f"{name}.png").write_bytes(first.read_bytes())
        for page in pages:
            pdf = print_page(page, folder / "browser")
            faults += page_faults(page, pdf)
            pictures(pdf, page.stem)
            screenshot(page, given.out / f"{page.stem}.png", folder / "browser", width=1200, height=900)
    for fault in faults:
        print(fault)
    print(f"{len(list(BUILD.glob('*.png')))} pages in {BUILD}, {len(faults)} faults")
    return 1 if faults else 0


def busiest(session: Session) -> str:
    """The department with the most issues awaiting decision: its head's page shows most."""
    waiting = Counter(i.department for i in register_read.issues(session) if my_items.awaits(i) and i.department)
    return waiting.most_common(1)[0][0] if waiting else session.who.department


def pictures(pdf: Path, name: str) -> Path:
    """Every page of a PDF as a picture, 96 dots an inch; the first one."""
    subprocess.run(["pdftoppm", "-r", "96", "-png", str(pdf), str(BUILD / name)], timeout=120, check=True)
    return min(BUILD.glob(f"{name}-*.png"))


def sheet_faults(book: Path, pdf: Path) -> list[str]:
    """Every printed cell's text is on the pages, nothing is smaller than nine points."""
    text = pdf_text(pdf)
    opened = openpyxl.load_workbook(book)
    faults = []
    for sheet in opened.worksheets:
        last = sheet.print_area.rsplit("$", 2)[1] if sheet.print_area else "XFD"
        limit = openpyxl.utils.column_index_from_string(last)
        for line in sheet.iter_rows():
            for cell in line:
                if isinstance(cell.value, str) and cell.column <= limit:
                    wanted = [re.sub(r"\s+", "", part) for part in cell.value.split("\n")]
                    faults += [
                        f"{book.name} {sheet.title} {cell.coordinate}: not printed: {part}"
                        for part in wanted
                        if not _printed(part, text)
                    ]
    return [*faults, *small_words(book.name, pdf), *blank_glyphs(book.name, text)]


def _printed(part: str, text: str) -> bool:
    """Whether the text stands on the pages, in stretches: a PDF may give the lines of a cell in another order.

    At a line's end two neighbours part; where three in a row are nowhere side by side, something is missing.
    """
    parted = "".join("." if part[n : n + 2] in text else "x" for n in range(len(part) - 1))
    return "xxx" not in parted and (len(part) != 1 or part in text)


def page_faults(page: Path, pdf: Path) -> list[str]:
    """Every text of the body is on the pages."""
    text = pdf_text(pdf)
    body = re.sub(r"<(style|title)[^>]*>.*?</\1>", "", page.read_text("utf-8"), flags=re.DOTALL)
    parts = [re.sub(r"\s+", "", part) for part in re.findall(r">([^<>]+)<", body)]
    faults = [
        f"{page.name}: not printed: {part}" for part in parts if part and "&" not in part and not _printed(part, text)
    ]
    return [*faults, *blank_glyphs(page.name, text)]


def small_words(name: str, pdf: Path) -> list[str]:
    """Words of Japanese set smaller than nine points; to a tenth, since nine of a footer come out as 8.975."""
    words = [(word, width / len(word)) for word, width, _ in pdf_words(pdf) if re.fullmatch("[一-龥]{3,}", word)]
    return [f"{name}: {word} at {size:.1f} points" for word, size in words if round(size, 1) < SMALLEST_PT]


def blank_glyphs(name: str, text: str) -> list[str]:
    """Replacement characters stand for glyphs no font had."""
    return [f"{name}: a character without a glyph"] if "\ufffd" in text else []


if __name__ == "__main__":
    raise SystemExit(main())
