"""The steps on top of the import and the pages before the findings: choosing files, what was read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.core.codes import CLASS_SIGN, KIND_WORD
from app.services.views import EditionRow
from app.ui.parts.banner import Banner, ThemedIcon
from app.ui.parts.buttons import Button
from app.ui.parts.inputs import Chooser, Field
from app.ui.parts.layouts import clear
from app.ui.parts.progress import ProgressPanel
from app.ui.parts.requirement import Scroller
from app.ui.parts.text import Elided, Label, SectionHeader, tip
from app.ui.theme import look
from spec_catalog.model import Edition, LoadedFile

if TYPE_CHECKING:
    from app.services.catalogue import ReadResult

STEPS = ("ファイル", "読み取り結果", "確かめること", "取り込む")


class StepsBar(QWidget):
    """Where in the import one is: done ticked, current filled, the rest outlined."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step = 0
        self.setFixedHeight(48)
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.notifier().changed.connect(self.update)
        self.set_step(0)

    def set_step(self, step: int) -> None:
        """0 … 3."""
        self._step = step
        self.setAccessibleName(f"手順 {step + 1} / {len(STEPS)}　{STEPS[step]}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(620, 48)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x, middle = 16, self.height() // 2
        for place, word in enumerate(STEPS):
            box = QRect(x, middle - 12, 24, 24)
            done, here = place < self._step, place == self._step
            painter.setPen(QPen(look.colour("done_line" if done else "accent" if here else "line2"), 1))
            painter.setBrush(look.colour("done_ground" if done else "accent" if here else "surface"))
            painter.drawEllipse(box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5))
            if done:
                scale = self.devicePixelRatioF()
                painter.drawPixmap(x + 5, middle - 7, look.pixmap("check", "done_text", 14, scale))
            else:
                painter.setPen(look.colour("on_accent" if here else "text2"))
                painter.setFont(look.font(12, bold=here))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(place + 1))
            painter.setFont(look.font(13, bold=here))
            painter.setPen(look.colour("text" if here else "text2"))
            width = painter.fontMetrics().horizontalAdvance(word)
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(QRect(x + 32, 0, width + 4, self.height()), flags, word)
            x += 32 + width + 12
            if place < len(STEPS) - 1:
                painter.setPen(QPen(look.colour("line2"), 1))
                painter.drawLine(x, middle, x + 36, middle)
                x += 48
        painter.end()


class FilesPage(QWidget):
    """Step 1: choosing, dropping, and the progress of reading."""

    choose_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(16)
        card = QFrame(self)
        card.setProperty("card", True)
        box = QVBoxLayout(card)
        box.setContentsMargins(24, 32, 24, 32)
        box.setSpacing(8)
        box.addWidget(ThemedIcon("download", "text2", card, size=32), 0, Qt.AlignmentFlag.AlignHCenter)
        head = Label("公表された標準仕様の Excel をここに落とします", card, bold=True, size="todo")
        help_text = Label(
            "機能要件・データ項目の .xlsx と .csv、フォルダーごとでも読めます。確かめるまで何も書き込みません。",
            card,
            tone="text2",
        )
        for label in (head, help_text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            box.addWidget(label)
        self.choose = Button("ファイルを選ぶ…", card, kind="main", press=self.choose_wanted.emit)
        box.addSpacing(4)
        box.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(card)
        self.progress = ProgressPanel("ファイルを読んでいます", self, stop=self.stop_wanted.emit)
        self.progress.hide()
        column.addWidget(self.progress)
        column.addStretch(1)

    def set_busy(self, busy: bool) -> None:
        """While reading nothing else is chosen."""
        self.progress.setVisible(busy)
        self.choose.set_usable(not busy, "読み取りが終わるまで待ってください")


def class_counts(file: LoadedFile, size: str) -> str:
    """◎ 132　○ 18　× 47 for a size class of municipality."""
    if file.edition is None:
        return ""
    counts: dict[str, int] = {}
    for item in file.edition.items:
        cls = item.classes.of(size)
        if item.kind == file.edition.item_kind and not item.deleted and cls:
            counts[cls] = counts.get(cls, 0) + 1
    return "　".join(f"{CLASS_SIGN[c]} {counts[c]}" for c in CLASS_SIGN if c in counts)


class ResultsPage(Scroller):
    """Step 2: what was recognised in each file; refused files say why and what to do."""

    business_chosen = Signal(str, str)  # path, business
    mapping_wanted = Signal(str)  # path

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, ground="bg")
        self._here: Sequence[EditionRow] = ()
        self.column.setContentsMargins(24, 16, 24, 16)
        self.column.setSpacing(12)

    def show_results(
        self,
        results: Sequence[ReadResult],
        size: str,
        businesses: Sequence[tuple[str, str]],
        chosen: dict[str, str],
        here: Sequence[EditionRow] = (),
    ) -> None:
        """A card per file; ``chosen`` are the businesses a person named, ``here`` the editions there are already."""
        self._here = here
        clear(self.column)
        good = sum(1 for r in results if r.loaded is not None)
        head = SectionHeader("読み取れたファイル", self.page, count=good)
        self.column.addWidget(head)
        for result in results:
            if result.loaded is not None:
                self.column.addWidget(self._card(result.path, result.loaded, size, businesses, chosen))
        refused = [(r.path, r.problem) for r in results if r.problem is not None]
        if refused:
            self.column.addWidget(SectionHeader("取り込めないファイル", self.page, count=len(refused)))
        for path, problem in refused:
            where = "　".join(p for p in (problem.sheet, problem.cell) if p)
            sentence = f"{problem.file}　{problem.message}" if problem.file else problem.message
            hint = "　".join(p for p in (where, problem.hint) if p)
            if problem.code in ("unknown_layout", "profile"):
                press = lambda path=path: self.mapping_wanted.emit(path)  # noqa: E731
                banner = Banner("warn", sentence, hint, self.page, action="列を対応付ける…", press=press)
            else:
                banner = Banner("error", sentence, hint, self.page)
            self.column.addWidget(banner)
        self.column.addStretch(1)

    def _card(
        self, path: str, file: LoadedFile, size: str, businesses: Sequence[tuple[str, str]], chosen: dict[str, str]
    ) -> QFrame:
        card = QFrame(self.page)
        card.setProperty("card", True)
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        warned = any(f.level != "info" for f in file.findings)
        icon = ("warning", "warn_line") if warned else ("check", "done_line")
        head.addWidget(ThemedIcon(*icon, card))
        head.addWidget(Elided(file.file, card, bold=True), 1)
        check = sum(1 for f in file.findings if f.level != "info")
        told = len(file.findings) - check
        words = [f"確認 {check} 件"] if check else []
        words += [f"お知らせ {told} 件"] if told else []
        head.addWidget(Label("　".join(words), card, tone="text2"))
        map_it = Button("列の対応…", card, kind="link", press=lambda: self.mapping_wanted.emit(path))
        map_it.setToolTip(tip("読み取り方が違うときに、どの列が何かを教えます"))
        head.addWidget(map_it)
        column.addLayout(head)
        edition = file.edition
        if edition is None:
            return card
        own = [i for i in edition.items if i.kind == edition.item_kind]
        valid, deleted = sum(1 for i in own if not i.deleted), sum(1 for i in own if i.deleted)
        others: dict[str, int] = {}
        for item in edition.items:
            if item.kind != edition.item_kind:
                others[item.kind] = others.get(item.kind, 0) + 1
        names = dict(businesses)
        subject = (
            f"業務 {edition.business} {names.get(edition.business[:3], '')}"
            if edition.business
            else "業務が分かりません"
        )
        dated = f"{edition.label or '版の表示なし'}　{edition.published}".rstrip("　")
        column.addWidget(
            Label(f"{KIND_WORD.get(edition.kind, edition.kind)}　{file.layout}", card, tone="text2", wrap=True)
        )
        column.addWidget(Label(f"{subject}　{dated}", card))
        if said := _known(edition, self._here):
            column.addWidget(Label(said, card, tone="warn", wrap=True))
        numbers = [f"{KIND_WORD.get(edition.kind, '')} {valid}", class_counts(file, size)]
        numbers += [f"{KIND_WORD.get(k, k)} {n}" for k, n in others.items()]
        numbers += [f"削除 {deleted}"] if deleted else []
        numbers.append(f"シート {len(file.sheets)}")
        column.addWidget(Label("　".join(n for n in numbers if n), card, wrap=True))
        if path in chosen or any(f.code in ("no_business", "unknown_business") for f in file.findings):
            chooser = Chooser(card, name="業務")
            chooser.fill(
                [("", "選んでください"), *((b, f"{b} {name}") for b, name in businesses)], chosen.get(path, "")
            )
            chooser.activated.connect(lambda _i: self.business_chosen.emit(path, chooser.code()))
            chooser.setMaximumWidth(320)
            column.addWidget(Field("どの業務の文書ですか", chooser, card))
        return card


def _known(edition: Edition, here: Sequence[EditionRow]) -> str:
    """That the very file is here already, or that another edition of the document is, "" for neither."""
    same = [e for e in here if (e.business, e.kind) == (edition.business, edition.kind)]
    again = next((e for e in same if e.source and e.source == edition.source_sha256), None)
    if again is not None and again.hash == edition.hash():
        shown = f"{again.label or again.file}　{again.state}"
        return f"同じファイルを取り込み済みです（{shown}）。もう一度取り込んでも増えません。"
    if again is not None:
        return "同じファイルを取り込み済みですが、読み取り方が新しくなっています。取り込むと別の版として並びます。"
    if same:
        return f"新しい版として加わります。いまあるのは {'、'.join(e.label or e.file for e in same[-3:])} です。"
    return ""
