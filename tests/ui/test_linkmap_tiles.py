"""A large picture in tiles looks as if it had been painted at once, and a frame never waits for all of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QStyleOptionGraphicsItem, QWidget

from app.core.linkpicture import LinkPicture, PictureBox, PictureLine
from app.ui.linkmap.sheet import LARGE, Sheet
from app.ui.linkmap.tiles import SIDE, Tiles
from tests.performance.graph_views import big_picture

VIEW = QRect(0, 0, 700, 500)


def canvas(scale: float, left: float, top: float) -> tuple[QImage, QPainter]:
    image = QImage(VIEW.size(), QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.translate(left, top)
    painter.scale(scale, scale)
    return image, painter


def test_tiles_show_what_painting_at_once_shows(qapp: QApplication) -> None:
    sheet = Sheet()
    sheet.set_picture(big_picture())
    assert len(sheet.picture.lines) > LARGE
    for scale, left, top in ((1.0, 0.0, 0.0), (1.0, -300.0, -500.0), (0.6, -40.0, -100.0)):
        image, painter = canvas(scale, left, top)
        sheet._part(painter, sheet.boundingRect())
        painter.end()
        other, painter = canvas(scale, left, top)
        assert Tiles().draw(painter, VIEW, QColor("white"), 1.0, sheet._part)
        painter.end()
        one, two = (  # dashes may begin elsewhere in a tile: seen from a step away nothing differs
            i.scaled(VIEW.size() / 10, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
            for i in (image, other)
        )
        worst = max(
            abs(one.pixelColor(x, y).lightness() - two.pixelColor(x, y).lightness())
            for x in range(one.width())
            for y in range(one.height())
        )
        assert worst < 24


def test_a_frame_leaves_tiles_for_the_next_and_then_all_are_there(qapp: QApplication) -> None:
    painted: list[QRectF] = []

    def slow(painter: QPainter, room: QRectF) -> None:
        painted.append(room)
        painter.fillRect(room, QColor("blue"))
        total = 0
        for n in range(400_000):  # longer than a frame may take
            total += n

    tiles = Tiles()
    frames = 0
    complete = False
    while not complete:
        image, painter = canvas(1.0, -10.0, -20.0)
        complete = tiles.draw(painter, VIEW, QColor("white"), 1.0, slow, wait=False)
        painter.end()
        frames += 1
    assert frames > 1
    count = len(painted)
    assert count == len({(r.x(), r.y()) for r in painted})
    assert image.pixelColor(350, 250) == QColor("blue")
    image, painter = canvas(1.0, -11.0, -20.0)
    assert tiles.draw(painter, VIEW, QColor("white"), 1.0, slow, wait=False)
    painter.end()
    assert len(painted) - count <= VIEW.height() // SIDE + 2, "moving by a point paints at most one more column"
    image, painter = canvas(1.5, -11.0, -20.0)
    tiles.draw(painter, VIEW, QColor("white"), 1.0, slow, wait=False)
    painter.end()
    assert image.pixelColor(350, 250) == QColor("blue"), "the former zoom stands in"


def test_solid_lines_are_there_too(qapp: QApplication) -> None:
    line = PictureLine("a", "b", "both", ("x",), ((10, 50), (70, 50), (130, 50), (190, 50)), "", 0, 0, 0)
    dashed = replace(line, state="current", points=tuple((x, y + 50) for x, y in line.points))
    sheet = Sheet()
    sheet.set_picture(LinkPicture((), (line, dashed), (), 200, 150))
    image, painter = canvas(1.0, 0.0, 0.0)
    sheet._part(painter, sheet.boundingRect())
    painter.end()
    for y, least in ((50, 170), (100, 60)):
        dark = sum(any(image.pixelColor(x, y + d).lightness() < 200 for d in (-1, 0, 1)) for x in range(10, 185))
        assert dark >= least, y


@pytest.mark.parametrize("large", [False, True])
def test_a_chosen_line_passes_under_labels_and_boxes(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, large: bool
) -> None:
    long = PictureLine("a", "b", "both", ("x",), ((10, 60), (70, 60), (130, 60), (190, 60)), "", 0, 0, 0)
    other = PictureLine("c", "d", "gap", ("y",), ((10, 90), (70, 90), (130, 90), (190, 90)), "▲ 照会", 60, 50, 70)
    box = PictureBox("e", "箱", "", "standard", 140, 40, 30, 44)
    sheet = Sheet()
    sheet.set_picture(LinkPicture((box,), (long, other), (), 220, 120))
    if large:
        monkeypatch.setattr("app.ui.linkmap.sheet.LARGE", 0)
    shots = []
    widget = QWidget()
    widget.resize(VIEW.size())
    for chosen in (frozenset[tuple[str, str]](), frozenset({("a", "b")})):
        sheet.chosen = chosen
        image, painter = canvas(1.0, 0.0, 0.0)
        sheet.paint(painter, QStyleOptionGraphicsItem(), widget)
        painter.end()
        shots.append(image)
    for x, y in [(x, y) for x in range(62, 128, 3) for y in range(52, 68, 2)] + [(155, y) for y in range(44, 80, 4)]:
        assert shots[0].pixelColor(x, y) == shots[1].pixelColor(x, y), (x, y)
    assert shots[0].pixelColor(40, 63) != shots[1].pixelColor(40, 63), "and it is marked where nothing is over it"
