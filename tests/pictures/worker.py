"""Draws and checks the scenes at one scale, in its own process: Qt reads the scale once."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QDialog, QMainWindow, QWidget

from tests.pictures.checks import check_contrast, check_window

if TYPE_CHECKING:
    from tests.pictures.make import Form


def work(
    forms: Sequence[Form], themes: Sequence[str], only: str, out: Path, build: Path, kept: Mapping[str, str]
) -> list[str]:
    """Draws all scenes in all forms; the faults found."""
    build.mkdir(parents=True, exist_ok=True)
    out.mkdir(parents=True, exist_ok=True)
    faults = check_contrast()
    with tempfile.TemporaryDirectory() as home:
        os.environ["FITGAP_HOME"] = home
        from app.services import sample
        from app.services.views import Who
        from app.ui.app import Program, make_application
        from app.ui.settings import Settings
        from app.ui.theme import look
        from tests.pictures import (  # noqa: F401  (by import)
            checks_scenes,
            exchange_scenes,
            link_scenes,
            meeting_scenes,
            merge_scenes,
            plan_scenes,
            record_scenes,
            survey_scenes,
            transition_scenes,
            vendor_scenes,
        )
        from tests.pictures.scenes import SCENES, Stage

        app = make_application(["fitgap"], themes[0])
        QCursor.setPos(4000, 4000)
        workspace = Path(home) / "みほん市.fitgap"
        sample.start_sample(workspace, who=Who("市民課", "佐藤 花子", "clerk")).close()
        books = _books(Path(home))
        program = Program(Settings(memory_only=True))
        bugs: list[BaseException] = []
        program.context.tasks.unexpected.disconnect(program.crash.show_bug)
        program.context.tasks.unexpected.connect(bugs.append)
        for theme in themes:
            look.apply(app, theme)
            for form in forms:
                stage = Stage(program, workspace, books)
                program.window.resize(form.width, form.height)
                stage.height = form.height
                stage.open()
                for name, scene in SCENES.items():
                    if only and only.split("-")[0] != name.split("-")[0]:  # scenes of a screen build on each other
                        continue
                    drawn = scene(stage)
                    title = f"{name}-{form.name}-{theme}"
                    faults += [f"{title}: {fault}" for widget in drawn for fault in check_window(widget)]
                    _save(_picture(drawn, form), build / f"{title}.png")
                    if title in kept:
                        _save(_picture(drawn, form), out / f"{kept[title]}.png", small=True)
                    _put_away(drawn)
                    stage.rest()
                faults += [f"{name} {form.name}: {bug!r}" for bug in bugs]
                bugs.clear()
        program.close()
    return list(dict.fromkeys(faults))


def _picture(drawn: list[QWidget], form: Form) -> QPixmap:
    """The window with what stands over it; a dialog alone stands in the middle of an empty screen, as in the mocks."""
    from app.ui.theme import look

    first = drawn[0]
    if isinstance(first, QDialog):
        canvas = QPixmap(round(form.width * form.scale), round(form.height * form.scale))
        canvas.setDevicePixelRatio(form.scale)
        canvas.fill(look.colour("bg"))
        over = drawn
    else:
        canvas, over = first.grab(), drawn[1:]
    painter = QPainter(canvas)
    for widget in over:
        x = (form.width - widget.width()) // 2
        y = 52 if widget.objectName() == "palette" else max(0, (form.height - widget.height()) // 2)
        if widget.objectName() == "popup":  # it stands at its field
            x, y = widget.x() - first.x(), widget.y() - first.y()
        painter.drawPixmap(QPoint(x, y), widget.grab())
        painter.setPen(look.colour("line2"))
        painter.drawRect(x, y, widget.width(), widget.height())
    painter.end()
    return canvas


def _save(picture: QPixmap, path: Path, *, small: bool = False) -> None:
    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB888)
    if small:
        image = _few_colours(image)
    image.setDevicePixelRatio(1)
    if not image.save(str(path), "PNG", 0):  # a low quality is a high compression: PNG stays lossless
        raise OSError(f"cannot write {path}")


def _few_colours(image: QImage) -> QImage:
    """The 256 most frequent colours: half the size in the repository, and no eye sees the difference."""
    deep = image.convertToFormat(QImage.Format.Format_RGB32)
    counts = Counter(memoryview(deep.constBits()).cast("I"))
    table = [0xFF000000 | value for value, _count in counts.most_common(256)]
    flags = Qt.ImageConversionFlag.ThresholdDither
    return deep.convertToFormat(QImage.Format.Format_Indexed8, table, flags)


def _put_away(drawn: list[QWidget]) -> None:
    for widget in reversed(drawn):
        if isinstance(widget, QDialog) or (widget.parent() is None and not isinstance(widget, QMainWindow)):
            widget.close()
            if widget.parent() is None:
                widget.deleteLater()


def _books(home: Path) -> list[Path]:
    """Published sheets with the usual faults, and a file that is none."""
    from openpyxl import load_workbook

    from spec_catalog.sample.books import write_workbooks

    written = write_workbooks(home / "books")
    first = next(p for p in written if "1.1" in p.name)
    workbook = load_workbook(first)
    sheet = workbook.worksheets[0]
    column, rows = _id_cells(sheet)
    damages = ((9, _no_zeros), (20, lambda text: text.replace("1", "１")), (31, lambda text: f"{text[:4]}\n{text[4:]}"))
    for place, damage in damages:
        cell = sheet.cell(rows[place], column)
        cell.value = damage(str(cell.value))
    broken = home / "books" / "001_住民記録_機能要件（見本）【第1.1版】直す.xlsx"
    workbook.save(broken)
    no_book = home / "books" / "お知らせ.xlsx"
    no_book.write_text("これは Excel ではありません。", "utf-8")
    other = next(p for p in written if p.name.startswith("024"))
    return [broken, other, no_book]


def _no_zeros(text: str) -> str:
    return text.lstrip("0")


def _id_cells(sheet: object) -> tuple[int, list[int]]:
    """Column and rows of the ids below their heading."""
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.replace("\n", "") == "機能ID":
                below = range(cell.row + 1, sheet.max_row + 1)
                return cell.column, [r for r in below if str(sheet.cell(r, cell.column).value or "").isdigit()]
    raise LookupError("機能ID")
