"""The painted picture: one item with its curves prepared once, so that moving and zooming stay quick."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPainterPathStroker, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.core.linkpicture import LABEL_HEIGHT, LinkPicture, PictureBox, PictureLine
from app.services.link_files import BOX_LOOK, LINE_STYLE, STATE_LOOK
from app.ui.linkmap.tiles import Tiles
from app.ui.theme import look

REACH, WIDTH = 10.0, 1.6
LARGE = 250  # lines from which on a picture is painted in tiles
SKETCHED = 0.45  # zoom below which nobody reads a word


class Sheet(QGraphicsItem):
    """Boxes, lines and labels of one picture; ``focused`` box and ``chosen`` line are drawn stronger."""

    def __init__(self) -> None:
        super().__init__()
        self.picture = LinkPicture((), (), (), 0.0, 0.0)
        self.focused = ""
        self.chosen: frozenset[tuple[str, str]] = frozenset()
        self._tiles = Tiles()
        self._extents: list[QRectF] = []
        self._pieces: list[list[tuple[QPainterPath, QRectF, float]]] = []
        self._paths: list[QPainterPath] = []
        self._arrows: list[QPolygonF] = []

    def set_picture(self, picture: LinkPicture) -> None:
        """Another picture."""
        self.prepareGeometryChange()
        self.picture = picture
        self._paths = [_path(line) for line in picture.lines]
        self._arrows = [_arrow(line) for line in picture.lines]
        self._extents = [
            path.boundingRect().adjusted(-5, -5, 5, 5).united(QRectF(line.x, line.y, line.width, LABEL_HEIGHT))
            if line.label
            else path.boundingRect().adjusted(-5, -5, 5, 5)
            for line, path in zip(picture.lines, self._paths, strict=True)
        ]
        self._pieces = [_pieces(line) for line in picture.lines]
        self._tiles.clear()
        self.chosen = frozenset()
        self.update()

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, max(self.picture.width, 1), max(self.picture.height, 1))

    def box_at(self, place: QPointF) -> PictureBox | None:
        """The box under a place."""
        return next((b for b in self.picture.boxes if _rect(b).contains(place)), None)

    def line_at(self, place: QPointF) -> PictureLine | None:
        """The line or label under a place."""
        for line in self.picture.lines:
            if line.label and QRectF(line.x, line.y, line.width, LABEL_HEIGHT).contains(place):
                return line
        stroker = QPainterPathStroker()
        stroker.setWidth(REACH)
        for line, path in zip(self.picture.lines, self._paths, strict=True):
            if path.boundingRect().adjusted(-6, -6, 6, 6).contains(place) and stroker.createStroke(path).contains(
                place
            ):
                return line
        return None

    def recolour(self) -> None:
        """The colours are others now."""
        self._tiles.clear()
        self.update()

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if widget is None or len(self.picture.lines) <= LARGE:
            self._part(painter, self.boundingRect(), marked=True)
        else:
            ground, ratio = look.colour("surface"), widget.devicePixelRatioF()
            if not self._tiles.draw(painter, widget.rect(), ground, ratio, self._part, wait=False):
                QTimer.singleShot(0, self.update)
            self._marked(painter)
        self._ring(painter)

    def _marked(self, painter: QPainter) -> None:
        """The chosen lines over a picture that is painted already, under the labels and boxes they pass."""
        for n, line in enumerate(self.picture.lines):
            if (line.source, line.target) not in self.chosen:
                continue
            self._line(painter, line, n, chosen=True)
            passed = self._extents[n]
            for other in self.picture.lines:
                if other.label and passed.intersects(QRectF(other.x, other.y, other.width, LABEL_HEIGHT)):
                    _label(painter, other, chosen=other is line)
            for box in self.picture.boxes:
                if passed.intersects(_rect(box)):
                    _box(painter, box)

    def _part(self, painter: QPainter, room: QRectF, *, marked: bool = False) -> None:
        """What lies in a part of the picture, without ring; far away without what nobody could read. ``marked``: with
        the chosen lines drawn stronger."""
        scale = painter.worldTransform().m11()
        near = scale >= SKETCHED
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, near)
        seen = [n for n, extent in enumerate(self._extents) if extent.intersects(room)]
        for n in seen:
            self._line(painter, self.picture.lines[n], n, room=room, plain=not near)
        chosen = {n for n in seen if marked and self._ends(n) in self.chosen}
        for n in chosen:
            self._line(painter, self.picture.lines[n], n, chosen=True)
        if near:
            for n in seen:
                _label(painter, self.picture.lines[n], chosen=n in chosen)
        for box in self.picture.boxes:
            if _rect(box).intersects(room):
                _box(painter, box, words=near)

    def _ends(self, n: int) -> tuple[str, str]:
        line = self.picture.lines[n]
        return line.source, line.target

    def _line(
        self,
        painter: QPainter,
        line: PictureLine,
        n: int,
        *,
        room: QRectF | None = None,
        chosen: bool = False,
        plain: bool = False,
    ) -> None:
        token, dash = LINE_STYLE[line.state]
        colour = look.colour(token)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if chosen:
            painter.setPen(QPen(look.colour("soft_line"), 7))
            painter.drawPath(self._paths[n])
        if plain:
            painter.setPen(QPen(colour, 0))
            painter.drawPath(self._paths[n])
            return
        pen = QPen(colour, WIDTH)
        if dash:
            pen.setDashPattern([float(v) / WIDTH for v in dash.split()])
        # WORKAROUND: Qt draws a dashed path solid when most of it lies far outside of what is painted, so a line is
        # painted piece by piece, each going on with the dashes where the one before ended.
        for path, extent, before in self._pieces[n]:
            if room is None or extent.intersects(room):
                if dash:  # setting it makes a solid pen a dashed one without dashes
                    pen.setDashOffset(before / WIDTH)
                painter.setPen(pen)
                painter.drawPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(colour))
        painter.drawPolygon(self._arrows[n])

    def _ring(self, painter: QPainter) -> None:
        box = next((b for b in self.picture.boxes if b.id == self.focused), None)
        if box is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.drawRoundedRect(_rect(box).adjusted(-4, -4, 4, 4), 6, 6)


def _rect(box: PictureBox) -> QRectF:
    return QRectF(box.x, box.y, box.width, box.height)


def _path(line: PictureLine) -> QPainterPath:
    points = [QPointF(*p) for p in line.points]
    path = QPainterPath(points[0])
    for n in range(1, len(points) - 2, 3):
        path.cubicTo(points[n], points[n + 1], points[n + 2])
    return path


def _pieces(line: PictureLine) -> list[tuple[QPainterPath, QRectF, float]]:
    """(one cubic curve, what it covers with its stroke, length of the line before it)."""
    out = []
    before = 0.0
    points = [QPointF(*p) for p in line.points]
    for n in range(0, len(points) - 3, 3):
        path = QPainterPath(points[n])
        path.cubicTo(points[n + 1], points[n + 2], points[n + 3])
        out.append((path, path.boundingRect().adjusted(-5, -5, 5, 5), before))
        before += path.length()
    return out


def _arrow(line: PictureLine) -> QPolygonF:
    (x1, y1), (x2, y2) = line.points[-2], line.points[-1]
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5 or 1.0
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    return QPolygonF(
        [
            QPointF(x2, y2),
            QPointF(x2 - 8 * ux + 3.5 * uy, y2 - 8 * uy - 3.5 * ux),
            QPointF(x2 - 8 * ux - 3.5 * uy, y2 - 8 * uy + 3.5 * ux),
        ]
    )


def _label(painter: QPainter, line: PictureLine, *, chosen: bool) -> None:
    if not line.label:
        return
    ground, ink, edge = (look.colour(token) for token in STATE_LOOK[line.state])
    if chosen:
        edge = look.colour("accent")
    room = QRectF(line.x, line.y, line.width, LABEL_HEIGHT)
    painter.setPen(QPen(edge, 1.5 if chosen else 1))
    painter.setBrush(QBrush(ground))
    painter.drawRoundedRect(room, 4, 4)
    painter.setFont(look.font(12))
    painter.setPen(ink)
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, line.label)


def _box(painter: QPainter, box: PictureBox, *, words: bool = True) -> None:
    centre = box.style == "centre"
    fill, edge, dash = ("accent", "accent", "") if centre else BOX_LOOK[box.style]
    ink = "on_accent" if centre else "text"
    pen = QPen(look.colour(edge), 1)
    if dash:
        pen.setDashPattern([4, 3])
    painter.setPen(pen)
    painter.setBrush(QBrush(look.colour(fill)))
    room = _rect(box)
    painter.drawRoundedRect(room, 4, 4)
    if not words:
        return
    bold = look.font(13, bold=True)
    painter.setFont(bold)
    painter.setPen(look.colour(ink))
    inner = room.adjusted(6, 3, -6, -3)
    name = painter.fontMetrics().elidedText(box.label, Qt.TextElideMode.ElideRight, int(inner.width()))
    if not box.sub:
        painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, name)
        return
    half = inner.height() / 2
    painter.drawText(QRectF(inner.x(), inner.y(), inner.width(), half), Qt.AlignmentFlag.AlignCenter, name)
    painter.setFont(look.font(12))
    painter.setPen(look.colour(ink if centre else "text2"))
    sub = painter.fontMetrics().elidedText(box.sub, Qt.TextElideMode.ElideRight, int(inner.width()))
    painter.drawText(QRectF(inner.x(), inner.y() + half, inner.width(), half), Qt.AlignmentFlag.AlignCenter, sub)
