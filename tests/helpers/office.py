"""LibreOffice, Chromium and poppler as independent readers of what we write."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path


def convert(source: Path, kind: str, folder: Path) -> Path:
    """``source`` as ``kind`` (pdf, ods, fods) in ``folder``, by a LibreOffice with a profile of its own."""
    folder.mkdir(exist_ok=True)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    out = folder / f"{source.stem}.{kind}"
    assert out.is_file(), done.stderr
    return out


def pdf_text(path: Path) -> str:
    """All text of a PDF without any white space."""
    done = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, timeout=60, check=True)
    return re.sub(r"\s+", "", done.stdout)


def pdf_words(path: Path) -> list[tuple[str, float, float]]:
    """(word, its width, its height) in points for every word of a PDF."""
    done = subprocess.run(
        ["pdftotext", "-bbox", str(path), "-"], capture_output=True, text=True, timeout=60, check=True
    )
    found = re.findall(
        r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</word>', done.stdout
    )
    return [(word, float(x2) - float(x1), float(y2) - float(y1)) for x1, y1, x2, y2, word in found]


def own_heights(path: Path) -> dict[int, float]:
    """Row heights in points as the workbook's first sheet states them, by 1-based row."""
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    return {int(n): float(h) for n, h in re.findall(r'<row r="(\d+)"[^>]*? ht="([\d.]+)"', xml)}


def best_heights(path: Path, folder: Path) -> dict[int, float]:
    """The heights LibreOffice itself would give the rows of the first sheet so that all wrapped text shows.

    It computes them only for rows marked so in its own format: the sheet goes there, loses its heights, and is read
    and written once more.
    """
    flat = convert(path, "fods", folder)
    text = re.sub(
        r'style:row-height="[^"]*"((?: fo:break-before="auto")?) style:use-optimal-row-height="\w+"',
        r'\1 style:use-optimal-row-height="true"',
        flat.read_text("utf-8"),
    )
    bare = folder / "bare.fods"
    bare.write_text(text, "utf-8")
    text = convert(convert(bare, "ods", folder), "fods", folder / "again").read_text("utf-8")
    styles = dict(
        re.findall(r'style:name="(ro\d+)" style:family="table-row">\s*<[^>]*style:row-height="([\d.]+)in"', text)
    )
    sheet = text[text.index("<table:table ") :].partition("</table:table>")[0]
    heights: dict[int, float] = {}
    at = 1
    for attributes in re.findall(r"<table:table-row ([^>]*)>", sheet):
        repeated = re.search(r'rows-repeated="(\d+)"', attributes)
        style = re.search(r'style-name="(ro\d+)"', attributes)
        for _ in range(min(int(repeated[1]) if repeated else 1, 100)):
            heights[at] = float(styles[style[1]]) * 72 if style else 0.0
            at += 1
    return heights


def _browser(folder: Path, *arguments: str) -> None:
    program = next(n for n in ("chromium", "chromium-browser", "google-chrome") if shutil.which(n))
    command = [program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    own = ["--disable-dev-shm-usage", "--hide-scrollbars", f"--user-data-dir={folder / 'profile'}"]
    subprocess.run([*command, *own, *arguments], capture_output=True, timeout=120, check=False)


def print_page(page: Path, folder: Path) -> Path:
    """An HTML page as Chromium prints it."""
    folder.mkdir(exist_ok=True)
    pdf = folder / f"{page.stem}.pdf"
    _browser(folder, "--no-pdf-header-footer", f"--print-to-pdf={pdf}", page.as_uri())
    assert pdf.is_file(), "the browser printed nothing"
    return pdf


def screenshot(page: Path, out: Path, folder: Path, *, width: int, height: int) -> None:
    """The top of an HTML page as Chromium shows it."""
    folder.mkdir(exist_ok=True)
    out.unlink(missing_ok=True)
    _browser(folder, f"--window-size={width},{height}", f"--screenshot={out}", page.as_uri())
    assert out.is_file(), "the browser drew nothing"
