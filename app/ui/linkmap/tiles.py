"""A large picture painted in tiles and kept: moving about copies pixels, and no frame paints longer than a moment."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QPixmap

SIDE = 256  # logical pixels of a tile
MOST = 240  # tiles kept, 60 MB
BUDGET = 0.006  # seconds of painting new tiles in one frame; the rest comes with the next

Paint = Callable[[QPainter, QRectF], None]


class Tiles:
    """Tiles of one picture at one zoom; those of the zoom before stand in, stretched, until the new ones are there."""

    def __init__(self) -> None:
        self._scale = 0.0
        self._now: OrderedDict[tuple[int, int], QPixmap] = OrderedDict()
        self._before: tuple[float, dict[tuple[int, int], QPixmap]] = (0.0, {})

    def clear(self) -> None:
        """Another picture or other colours."""
        self._now.clear()
        self._before = (0.0, {})

    def draw(
        self, painter: QPainter, view: QRect, ground: QColor, ratio: float, paint: Paint, *, wait: bool = True
    ) -> bool:
        """Draws what lies in ``view`` (logical pixels of the widget); ``paint`` paints a part of the picture in its own
        coordinates. False when tiles are still missing, which only ``wait`` False allows."""
        transform = painter.worldTransform()
        scale, left, top = transform.m11(), transform.dx(), transform.dy()
        if scale != self._scale:
            if self._now:
                self._before = (self._scale, dict(self._now))
            self._now.clear()
            self._scale = scale
        painter.save()
        painter.resetTransform()
        whole = self._stand_ins(painter, view, scale, left, top)
        begin = perf_counter()
        complete = True
        for j in range(int((view.top() - top) // SIDE), int((view.bottom() - top) // SIDE) + 1):
            for i in range(int((view.left() - left) // SIDE), int((view.right() - left) // SIDE) + 1):
                tile = self._now.get((i, j))
                if tile is None:
                    if not wait and perf_counter() - begin > BUDGET:
                        complete = False
                        continue
                    tile = self._made(i, j, scale, ground, ratio, paint)
                self._now.move_to_end((i, j))
                painter.drawPixmap(QPointF(left + i * SIDE, top + j * SIDE), tile)
        painter.restore()
        while len(self._now) > MOST:
            self._now.popitem(last=False)
        if complete and whole:
            self._before = (0.0, {})
        return complete

    def _made(self, i: int, j: int, scale: float, ground: QColor, ratio: float, paint: Paint) -> QPixmap:
        tile = QPixmap(round(SIDE * ratio), round(SIDE * ratio))
        tile.setDevicePixelRatio(ratio)
        tile.fill(ground)
        inside = QPainter(tile)
        inside.translate(-i * SIDE, -j * SIDE)
        inside.scale(scale, scale)
        paint(inside, QRectF(i * SIDE / scale, j * SIDE / scale, SIDE / scale, SIDE / scale))
        inside.end()
        self._now[i, j] = tile
        return tile

    def _stand_ins(self, painter: QPainter, view: QRect, scale: float, left: float, top: float) -> bool:
        """The tiles of the former zoom, stretched; True when there were some."""
        former, tiles = self._before
        if not tiles:
            return False
        side = SIDE * scale / former
        for (i, j), tile in tiles.items():
            room = QRectF(left + i * side, top + j * side, side, side)
            if room.intersects(QRectF(view)):
                painter.drawPixmap(room, tile, QRectF(tile.rect()))
        return True
