"""The canvas: wheel zooms, drag moves, a click chooses, a double click or Return walks there, arrows go about.

Every box and line one comes to is spoken: there is no other way for a screen reader into a painted picture.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QBrush,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QWidget

from app.core.linkpicture import LinkPicture, PictureBox, PictureLine
from app.ui.linkmap import speech
from app.ui.linkmap.sheet import Sheet
from app.ui.theme import look

MIN_ZOOM, READABLE, MAX_ZOOM = 0.2, 1.0, 3.0  # a new picture keeps its 12 px labels: it is moved, not shrunk
CAPTION = 26
PART = "図の一部が見えています（0 で全体、ドラッグで移動）"
"""What is said while not all of the picture is in view."""
HELP = (
    "矢印キーで相手を選び、Enter で中心にします。N と P でその相手の線、スペースでまとめる・ひらく、"
    "＋と－で拡大縮小、0 で全体、/ で名前をさがします。同じ線は下の表にもあります。"
)
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


class Canvas(QGraphicsView):
    """Emits ``box_chosen`` and ``line_chosen`` (source, target) on a click or a key, ``walked`` to go to a box,
    ``fold_asked`` to fold or unfold one, ``find_asked`` to look for a name, ``spoken`` with what was said,
    ``seen_whole`` when all of the picture was asked for."""

    box_chosen = Signal(str)
    line_chosen = Signal(str, str)
    walked = Signal(str)
    fold_asked = Signal(str)
    find_asked = Signal()
    spoken = Signal(str)
    seen_whole = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = QGraphicsScene(self)
        self._scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self._sheet = Sheet()
        self._scene.addItem(self._sheet)
        self.setScene(self._scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)  # the captions stay on top
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setAccessibleName("連携図")
        self.setAccessibleDescription(HELP)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._pressed = QPoint()
        self._fitted, self._smallest = True, READABLE  # kept when the place for the picture changes
        look.notifier().changed.connect(self._recolour)
        self._recolour()

    def _recolour(self) -> None:
        self.setBackgroundBrush(QBrush(look.colour("surface")))
        self._sheet.recolour()

    def show_picture(self, picture: LinkPicture, centre: str, *, grown: bool = False) -> None:
        """Another picture, whole in view, with the centre focused. One that has ``grown`` keeps zoom, ring and place:
        what the ring stands on does not move under the reader."""
        before = self._box(self._sheet.focused)
        at = self.mapFromScene(before.x, before.y) if before is not None else QPoint()
        self._sheet.set_picture(picture)
        self._scene.setSceneRect(QRectF(0, 0, picture.width, picture.height))
        ids = {b.id for b in picture.boxes}
        if grown and before is not None and before.id in ids and not self._fitted:
            self._keep(before.id, at)
            return
        if not grown or self._sheet.focused not in ids:
            middle = next((b.id for b in picture.boxes if b.style == "centre"), next(iter(sorted(ids)), ""))
            self._sheet.focused = centre if centre in ids else middle
        self._fit_to(READABLE)

    def _keep(self, node: str, at: QPoint) -> None:
        """Moves the picture until a box stands where it stood, with as much margin round the picture as that needs."""
        box = self._box(node)
        assert box is not None
        zoom = self.transform().m11()
        left, top = box.x - at.x() / zoom, box.y - at.y() / zoom  # what has to be at the corner of the view
        view = QRectF(left, top, self.viewport().width() / zoom, self.viewport().height() / zoom)
        self._scene.setSceneRect(self._scene.sceneRect().united(view))
        self.centerOn(view.center())

    def picture(self) -> LinkPicture:
        """What is shown."""
        return self._sheet.picture

    def label_of(self, node: str) -> str:
        """What a box is called, "" when it isn't there."""
        box = self._box(node)
        return box.label if box is not None else ""

    def focused(self) -> str:
        """The node that has the ring."""
        return self._sheet.focused

    def choose_line(self, source: str, target: str) -> None:
        """Marks the line between two boxes (from the table), or the two by which it runs over the common platform."""
        lines = self._sheet.picture.lines
        found = [x for x in lines if (x.source, x.target) == (source, target)]
        if not found:
            found = [x for x in lines if x.state == "via" and x.source in (source, target)]
        self._sheet.chosen = frozenset((x.source, x.target) for x in found)
        self._sheet.update()
        if found:
            self._say(speech.of_line(self._sheet.picture, found[0]))

    def _say(self, text: str) -> None:
        """What is chosen now, as the widget's description and to whoever listens."""
        self._describe(text)
        self.spoken.emit(text)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def _describe(self, text: str) -> None:
        said = [f"{t}。" for t in (text, "" if self.whole() else PART) if t]
        self.setAccessibleDescription("".join(said) + HELP)

    def show_line(self, source: str, target: str) -> None:
        """Marks a line and brings it into view."""
        self.choose_line(source, target)
        line = next((x for x in self._sheet.picture.lines if (x.source, x.target) == (source, target)), None)
        if line is not None:
            self.ensureVisible(QRectF(line.x, line.y, max(line.width, 1.0), 20.0), 80, 80)

    def choose_box(self, node: str) -> None:
        """Puts the ring on a box."""
        self._sheet.focused = node
        self._sheet.chosen = frozenset()
        self._sheet.update()
        box = self._box(node)
        if box is not None:
            self._say(speech.of_box(self._sheet.picture, box))
            self.ensureVisible(QRectF(box.x, box.y, box.width, box.height), 24, 24)

    def fit(self) -> None:
        """The whole picture, never larger than life."""
        self._fit_to(MIN_ZOOM)
        self.seen_whole.emit()

    def _fit_to(self, smallest: float) -> None:
        self._fitted, self._smallest = True, smallest
        rect = QRectF(0, 0, self._sheet.picture.width, self._sheet.picture.height)
        if rect.isEmpty() or self.viewport().width() < 20:
            return
        self._scene.setSceneRect(rect)
        self.resetTransform()
        place = self.maximumViewportSize()  # without the scroll bars, which a picture that fits doesn't need
        whole = min((place.width() - 2) / rect.width(), (place.height() - 2) / rect.height(), 1.0)
        share = max(whole, smallest)
        self.scale(share, share)
        box = self._box(self._sheet.focused)
        if whole < share and box is not None:
            self.centerOn(box.x + box.width / 2, box.y + box.height / 2)
        else:
            self.centerOn(rect.center())
        self._describe("")

    def zoom(self, factor: float) -> None:
        """Nearer or farther."""
        now = self.transform().m11()
        wanted = min(MAX_ZOOM, max(MIN_ZOOM, now * factor))
        self._fitted = False
        self.scale(wanted / now, wanted / now)

    def drawForeground(self, painter: QPainter, _rect: QRectF | QRect) -> None:
        """The captions of the layers stay at the top while the picture moves under them."""
        painter.save()
        painter.resetTransform()
        painter.setFont(look.font(12))
        metrics = painter.fontMetrics()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("surface"))
        if self._sheet.picture.captions:
            painter.drawRect(QRect(0, 0, self.viewport().width(), CAPTION))
        painter.setPen(look.colour("text2"))
        end = -1
        for text, x in self._sheet.picture.captions:
            width = metrics.horizontalAdvance(text)
            left = self.mapFromScene(QPointF(x, 0)).x() - width // 2
            if left > end and left + width > 0:  # zoomed out far, captions give way rather than overlap
                painter.drawText(QRect(left, 0, width + 4, CAPTION), Qt.AlignmentFlag.AlignVCenter, text)
                end = left + width + 12
        painter.restore()

    def whole(self) -> bool:
        """Whether all of the picture is in view; what fits is never scrolled."""
        zoom, place = self.transform().m11(), self.maximumViewportSize()
        picture = self._sheet.picture
        return picture.width * zoom <= place.width() and picture.height * zoom <= place.height()

    def _box(self, node: str) -> PictureBox | None:
        return next((b for b in self._sheet.picture.boxes if b.id == node), None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom(1.15 if event.angleDelta().y() > 0 else 1 / 1.15)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fitted:
            self._fit_to(self._smallest)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        moved = (event.position().toPoint() - self._pressed).manhattanLength()
        if event.button() == Qt.MouseButton.LeftButton and moved < 4:
            self._choose_at(self.mapToScene(event.position().toPoint()))

    def _choose_at(self, place: QPointF) -> None:
        box = self._sheet.box_at(place)
        if box is not None:
            self.choose_box(box.id)
            self.box_chosen.emit(box.id)
            return
        line = self._sheet.line_at(place)
        if line is not None:
            self.choose_line(line.source, line.target)
            self.line_chosen.emit(line.source, line.target)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        box = self._sheet.box_at(self.mapToScene(event.position().toPoint()))
        if box is not None:
            self.walked.emit(box.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _ARROWS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._go(*_ARROWS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._sheet.focused:
                self.walked.emit(self._sheet.focused)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Semicolon):
            self.zoom(1.15)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / 1.15)
        elif event.text() == "0":
            self.fit()
        elif event.text() in ("/", "／"):
            self.find_asked.emit()
        elif key in (Qt.Key.Key_N, Qt.Key.Key_P):
            self._next_line(1 if key == Qt.Key.Key_N else -1)
        elif key == Qt.Key.Key_Space:
            if self._sheet.focused:
                self.fold_asked.emit(self._sheet.focused)
        else:
            super().keyPressEvent(event)

    def _next_line(self, step: int) -> None:
        """The next or former line of the box with the ring, by the height of its other end."""
        mine = self._lines_of(self._sheet.focused)
        if not mine:
            return
        at = next((n for n, x in enumerate(mine) if (x.source, x.target) in self._sheet.chosen), 0 if step < 0 else -1)
        line = mine[(at + step) % len(mine)]
        self.choose_line(line.source, line.target)
        self.line_chosen.emit(line.source, line.target)

    def _lines_of(self, node: str) -> list[PictureLine]:
        place = {b.id: (b.x, b.y) for b in self._sheet.picture.boxes}
        mine = [x for x in self._sheet.picture.lines if node in (x.source, x.target)]
        return sorted(mine, key=lambda x: (place[x.target if x.source == node else x.source], x.source))

    def _go(self, dx: int, dy: int) -> None:
        """To the nearest box in a direction."""
        here = self._box(self._sheet.focused)
        if here is None:
            return
        best: PictureBox | None = None
        shortest = float("inf")
        for box in self._sheet.picture.boxes:
            x = box.x + box.width / 2 - here.x - here.width / 2
            y = box.y - here.y
            along, across = (x * dx, abs(y)) if dx else (y * dy, abs(x))
            if box.id != here.id and along > 8 and along + 2 * across < shortest:
                best, shortest = box, along + 2 * across
        if best is not None:
            self.choose_box(best.id)
            self.box_chosen.emit(best.id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._sheet.update()
