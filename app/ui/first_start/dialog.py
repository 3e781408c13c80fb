"""The first dialog: three ways to begin (keys 1 2 3), my own name, one button named after the choice."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.services.views import Who
from app.ui.first_start.new_file import NewFileForm
from app.ui.first_start.who import WhoForm
from app.ui.parts.banner import Banner
from app.ui.parts.buttons import Button, draw_key
from app.ui.parts.inputs import TextLine, digit_of
from app.ui.parts.requirement import Scroller
from app.ui.parts.text import Label, rule
from app.ui.settings import Settings
from app.ui.theme import look
from spec_catalog.problems import InputProblem

OPEN, NEW, SAMPLE = "open", "new", "sample"
_AROUND = 150  # buttons, the line below, margins and the window's own title


@dataclass(frozen=True, slots=True)
class Start:
    """What was chosen. ``path`` is the file to open or to make; the rest only for NEW."""

    how: str
    who: Who
    path: str = ""
    municipality: str = ""
    code: str = ""
    size: str = ""


class Card(QAbstractButton):
    """One of the three ways, as a radio button that looks like a card."""

    def __init__(self, icon: str, word: str, remark: str, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._remark, self._key = icon, remark, key
        self.setText(word)
        self.setAccessibleName(word)
        self.setAccessibleDescription(f"{remark} キー {key}")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(76)

    def set_low(self, height: int) -> None:
        """Lower cards for small screens or when more fields are needed; below 56 the remark gives way."""
        self.setFixedHeight(height)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(640, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        painter.setPen(QPen(look.colour("accent" if on else "line"), 2 if on else 1))
        painter.setBrush(look.colour("soft" if on else "surface"))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), 6, 6)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), 6, 6)
        height = self.height()
        scale = self.devicePixelRatioF()
        painter.drawPixmap(22, height // 2 - 13, look.pixmap(self._icon, "accent" if on else "text2", 26, scale))
        middle = height // 2
        painter.setPen(look.colour("text"))
        painter.setFont(look.font(16, bold=True))
        low = height < 50
        title = QRect(66, 0, self.width() - 120, height) if low else QRect(66, middle - 24, self.width() - 120, 24)
        painter.drawText(title, Qt.AlignmentFlag.AlignVCenter, self.text())
        if not low:
            painter.setPen(look.colour("text2"))
            painter.setFont(look.font(13))
            painter.drawText(QRect(66, middle + 2, self.width() - 120, 20), Qt.AlignmentFlag.AlignVCenter, self._remark)
        draw_key(painter, QRect(self.width() - 38, middle - 9, 18, 18), self._key)
        painter.end()


class FirstStart(QDialog):
    """The dialog. ``chosen`` carries a :class:`Start`; it stays open until the file is open, to say what went wrong."""

    chosen = Signal(object)
    help_wanted = Signal()

    def __init__(self, settings: Settings, folder: Path, parent: QWidget | None = None, *, version: str = "") -> None:
        super().__init__(parent)
        self._folder = folder
        self._limit = 0
        self.setWindowTitle("標準化 Fit&Gap ワークベンチ")
        self.setObjectName("firstStart")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._page = QFrame(self)
        self._page.setProperty("ground", "surface")
        outer.addWidget(self._page, 1)
        page = QVBoxLayout(self._page)
        page.setContentsMargins(36, 20, 36, 16)
        page.setSpacing(12)
        self._scroll = Scroller(self._page)
        page.addWidget(self._scroll, 1)
        column = self._scroll.column
        column.setSpacing(8)
        column.addWidget(Label("標準化 Fit＆Gap ワークベンチ", self, size="title", bold=True))
        column.addWidget(
            Label("いまの業務と国の標準仕様をくらべ、ちがいと対応を記録します。", self, size="todo", tone="text2")
        )
        self._banner_place = QVBoxLayout()
        column.addLayout(self._banner_place)
        self._banner: Banner | None = None
        column.addSpacing(4)
        column.addWidget(Label("はじめかたを選ぶ", self, bold=True, tone="text2"))
        self.cards = {
            OPEN: Card(
                "inbox",
                "受け取ったファイルを開く",
                "作業ファイル（.fitgap）を開きます。窓に落としても開きます。",
                "1",
                self,
            ),
            NEW: Card("plus", "新しく始める", "事務局の方。標準仕様を取り込むところから始めます。", "2", self),
            SAMPLE: Card(
                "star", "みほん市で試す", "記入済みの見本の市です。何をしても本物のデータには触れません。", "3", self
            ),
        }
        for code, card in self.cards.items():
            card.setObjectName(f"card-{code}")
            card.toggled.connect(self._changed)
            card.installEventFilter(self)
            column.addWidget(card)
        self.new = NewFileForm(folder, self, changed=self._changed)
        column.addSpacing(4)
        column.addWidget(self.new)
        column.addSpacing(4)
        column.addWidget(rule(self))
        column.addWidget(Label("あなたのこと", self, bold=True, tone="text2"))
        self.form = WhoForm(settings, self)
        column.addWidget(self.form)
        remark = (
            "記録に残す名前です。合言葉はありません。同じ PC を使う人が替わったら、下の帯の「別の人に交代」を押します。"
        )
        column.addWidget(Label(remark, self, size="remark", tone="text2", wrap=True))
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.later = Button("後で書く", self, kind="quiet", tall=True, press=self._later)
        self.later.setToolTip("名前は「未記入」として記録します。後で「別の人に交代」から書けます。")
        foot.addWidget(self.later)
        foot.addStretch(1)
        self.reason = Label("", self, size="remark", tone="text2")
        foot.addWidget(self.reason)
        self.cancel = Button("やめる", self, tall=True, press=self.reject)
        self.cancel.setMinimumWidth(96)
        foot.addWidget(self.cancel)
        self.main = Button("", self, kind="main", tall=True, press=self._go)
        self.main.setMinimumWidth(190)
        foot.addWidget(self.main)
        page.addLayout(foot)
        note = Label(
            f"通信はしません。データはこの PC と選んだ場所だけに置きます。　{version}".rstrip("　"), self, size="remark"
        )
        note.setProperty("tone", "text2")
        note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        note.setFixedHeight(32)
        outer.addWidget(note)
        for line in self.findChildren(TextLine):
            line.entered.connect(self._go)
        self._busy = False
        self._refit = QTimer(self)  # once more when hidden parts have taken their place in the layout
        self._refit.setSingleShot(True)
        self._refit.setInterval(0)
        self._refit.timeout.connect(self._fit)
        self.cards[OPEN].setChecked(True)
        self.setFixedWidth(720)
        self._changed()
        self.cards[OPEN].setFocus()
        self.setAcceptDrops(True)

    # choice

    def how(self) -> str:
        """The chosen way."""
        return next(code for code, card in self.cards.items() if card.isChecked())

    def choose(self, how: str) -> None:
        """Chooses a way."""
        self.cards[how].setChecked(True)
        self.cards[how].setFocus()

    def _changed(self, _on: object = None) -> None:
        if not hasattr(self, "_refit") or not any(card.isChecked() for card in self.cards.values()):
            return
        how = self.how()
        self.new.setVisible(how == NEW)
        self.main.set_word({OPEN: "開くファイルを選ぶ…", NEW: "このファイルで始める", SAMPLE: "みほん市で始める"}[how])
        missing = self.new.missing() if how == NEW else ""
        self.main.set_usable(not missing and not self._busy, missing)
        self.reason.setText(missing)
        self._fit()
        self._refit.start()

    def _fit(self) -> None:
        """As high as its contents, or as the screen allows; then the page scrolls and the buttons stay."""
        screen = self.screen()
        height = self._limit or (screen.availableSize().height() if screen is not None else 768)
        room = max(240, height - _AROUND)
        for card_height in (76, 56, 44):
            for card in self.cards.values():
                card.set_low(card_height)
            self._scroll.column.activate()
            need = self._scroll.column.totalSizeHint().height()
            if need + 2 <= room:
                break
        self._scroll.setFixedHeight(min(need + 2, room))
        if (layout := self.layout()) is not None:
            layout.activate()
        self.adjustSize()

    def set_limit(self, height: int) -> None:
        """A height to fit in; 0 takes the screen's."""
        self._limit = height
        self._fit()
        self._refit.start()

    def _later(self) -> None:
        self.form.set_who(Who("", "", self.form.role.code() or "clerk"))
        self._go()

    def _go(self) -> None:
        if not self.main.isEnabled():
            return
        how, who = self.how(), self.form.who()
        if how == OPEN:
            path, _kind = QFileDialog.getOpenFileName(
                self, "開くファイルを選ぶ", str(self._folder), "作業ファイル (*.fitgap)"
            )
            if path:
                self.chosen.emit(Start(OPEN, who, path))
        elif how == NEW:
            self.chosen.emit(Start(NEW, who, *self.new.values()))
        else:
            self.chosen.emit(Start(SAMPLE, who))

    def set_busy(self, busy: bool) -> None:
        """While the file is being opened the buttons rest."""
        self._busy = busy
        self.reason.setText("開いています…" if busy else "")
        for widget in (self.main, self.later, *self.cards.values()):
            widget.setEnabled(not busy)
        if not busy:
            self._changed()

    def show_problem(self, problem: InputProblem) -> None:
        """What went wrong, above the choices."""
        self.set_busy(False)
        if self._banner is not None:
            self._banner.deleteLater()
        self._banner = Banner("error", problem.message, problem.hint, self)
        self._banner_place.addWidget(self._banner)
        self._fit()

    # keys

    def _digit(self, digit: str) -> bool:
        how = {"1": OPEN, "2": NEW, "3": SAMPLE}.get(digit)
        if how is None or self._busy:
            return False
        self.choose(how)
        if how == NEW:
            self.new.municipality.setFocus()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QInputMethodEvent) and self._digit(digit_of(event.commitString())):
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._digit(digit_of(event.text())):
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go()
            return
        if event.key() == Qt.Key.Key_F1:
            self.help_wanted.emit()
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: object) -> None:
        urls = event.mimeData().urls()
        if any(u.toLocalFile().endswith(".fitgap") for u in urls):
            event.acceptProposedAction()

    def dropEvent(self, event: object) -> None:
        for url in event.mimeData().urls():
            if url.toLocalFile().endswith(".fitgap"):
                self.chosen.emit(Start(OPEN, self.form.who(), url.toLocalFile()))
                return
