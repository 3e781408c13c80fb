"""Top bar (where I am, what it is about, search, undo, redo) and status bar (saved first, who I am at the right)."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from app.ui.parts.banner import ThemedIcon
from app.ui.parts.buttons import Button, IconButton, draw_key
from app.ui.parts.inputs import Chooser
from app.ui.parts.text import Elided, Label, tip
from app.ui.theme import look
from app.ui.theme.tokens import HEIGHT


class SearchButton(QPushButton):
    """Looks like a field and opens the palette."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("paletteButton")
        self.setAccessibleName("さがす・操作する")
        self.setAutoDefault(False)
        self.setFixedSize(224, 30)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.drawPixmap(10, 7, look.pixmap("search", "text2", 16, self.devicePixelRatioF()))
        painter.setPen(look.colour("text2"))
        painter.drawText(self.rect().adjusted(32, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, "さがす・操作する")
        draw_key(painter, QRect(self.width() - 52, 6, 46, 18), "Ctrl+K")
        painter.end()


class TopBar(QFrame):
    """44 px. The screens fill ``choosers`` with what they are about."""

    business_chosen = Signal(str)
    edition_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setProperty("edge", "bottom")
        self.setFixedHeight(HEIGHT["top"])
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(8)
        self.title = Label("", self, size="screen", bold=True)
        row.addWidget(self.title)
        self.sub = Label("", self, size="screen", tone="text2")
        row.addWidget(self.sub)
        row.addSpacing(8)
        self.business = Chooser(self, name="業務", lead="業務", quiet=True)
        self.edition = Chooser(self, name="版", lead="版", quiet=True)
        for chooser, signal in ((self.business, self.business_chosen), (self.edition, self.edition_chosen)):
            chooser.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            chooser.activated.connect(lambda _i, chooser=chooser, signal=signal: signal.emit(chooser.code()))
            row.addWidget(chooser)
        row.addStretch(1)
        self.search = SearchButton(self)
        row.addWidget(self.search)
        self.undo = IconButton("undo", "元に戻す", self)
        self.redo = IconButton("redo", "やり直す", self)
        row.addWidget(self.undo)
        row.addWidget(self.redo)

    def set_screen(self, title: str, sub: str = "") -> None:
        """The screen's name and a step within it."""
        self.title.setText(title)
        self.sub.setText(f"› {sub}" if sub else "")
        self.sub.setVisible(bool(sub))

    def follow(self, button: QPushButton, action: QAction, word: str, what: str) -> None:
        """Lets an icon button follow an action and say what it would do."""
        button.setEnabled(action.isEnabled())
        text = f"{word}：{what}" if what else word
        button.setToolTip(tip(f"{text}（{action.shortcut().toString()}）"))
        button.setAccessibleName(text)


class StatusBar(QFrame):
    """26 px: 保存済み, work in progress, what can be taken back; who I am and 別の人に交代 at the right."""

    change_who = Signal()
    drafts_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "bg")
        self.setProperty("edge", "top")
        self.setFixedHeight(HEIGHT["status"])
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 0, 12, 0)
        self._row.setSpacing(8)
        self._icon = ThemedIcon("check", "done_line", self, size=14)
        self._row.addWidget(self._icon)
        self.saved = Label("", self, size="remark")
        self.saved.setObjectName("savedState")
        self._row.addWidget(self.saved)
        self.undoable = self._part("")
        self.undoable.setObjectName("undoable")
        self.drafts = Button("", self, kind="link", compact=True)
        self.drafts.setObjectName("drafts")
        self.drafts.clicked.connect(lambda _c=False: self.drafts_wanted.emit())
        self.drafts.hide()
        self._row.addWidget(self.drafts)
        self.said = Elided("", self, tone="text2")
        self.said.setProperty("rank", "remark")
        self.said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._row.addWidget(self.said, 1)
        self.work = Label("", self, size="remark", tone="text2")
        self._row.addWidget(self.work)
        self.stop = Button("中止", self, kind="link", compact=True)
        self.stop.setObjectName("stop")
        self.stop.clicked.connect(lambda _c=False: self.stop_wanted.emit())
        self.stop.hide()
        self._row.addWidget(self.stop)
        self._person = ThemedIcon("person", "text2", self, size=14)
        self._row.addWidget(self._person)
        self.who = Label("", self, size="remark")
        self._row.addWidget(self.who)
        self.swap = Button("別の人に交代", self, kind="link", compact=True)
        self.swap.clicked.connect(lambda _c=False: self.change_who.emit())
        self._row.addWidget(self.swap)

    def _part(self, text: str) -> Label:
        line = QFrame(self)
        line.setProperty("ground", "line")
        line.setFixedSize(1, 14)
        self._row.addWidget(line)
        label = Label(text, self, size="remark", tone="text2")
        self._row.addWidget(label)
        label.setProperty("divider", True)
        line.setObjectName("divider")
        return label

    def set_saved(self, text: str, icon: str = "check", token: str = "done_line") -> None:
        """The saved state: 保存済み 14:03, 書き込み中, 読むだけ …"""
        self.saved.setText(text)
        self._icon.set_icon(icon, token)

    def set_who(self, text: str) -> None:
        """所属 氏名（役割）."""
        self.who.setText(text)
        shown = bool(text)
        for widget in (self._person, self.who, self.swap):
            widget.setVisible(shown)

    def set_drafts(self, count: int) -> None:
        """Drafts that can be taken up again."""
        self.drafts.set_word(f"下書き {count} 件を戻せます")
        self.drafts.setVisible(count > 0)

    def set_work(self, text: str, *, stoppable: bool = False) -> None:
        """What runs and takes longer than a moment."""
        self.work.setText(text)
        self.stop.setVisible(stoppable)

    def say(self, text: str) -> None:
        """One sentence about what just happened; it stays until the next."""
        self.said.set_whole(text)
        self.said.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
