"""The reading pane: one requirement with its place, class, text, reasons and links; the same on every screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.core.codes import KIND_WORD
from app.services.views import ItemDetail, ItemRow
from app.ui.parts.buttons import Button, ElidedLink
from app.ui.parts.chips import Chip, ChipLook, class_look, state_look
from app.ui.parts.hits import places
from app.ui.parts.layouts import clear
from app.ui.parts.reading import ReadingText
from app.ui.parts.text import Elided, Label, SectionHeader, rule
from app.ui.work.lists import Reading, Related

_EDGE = 16


MARKED_AT_MOST = 0.6  # a text marked nearly throughout tells nobody anything


def shown_id(row: ItemRow) -> str:
    """001o001-00: linkages of one id are told apart by their branch."""
    return f"{row.id}-{row.branch}" if row.branch else row.id


def marked_share(text: str, marks: Sequence[tuple[int, int]]) -> float:
    """The part of a text's characters, blanks and line ends aside, that marks would cover."""
    whole = sum(not c.isspace() for c in text)
    marked = sum(not c.isspace() for start, end in marks for c in text[start:end])
    return marked / whole if whole else 0.0


class Scroller(QScrollArea):
    """A scroll area that grows with its page and leaves keys it has no use for to the screen."""

    def __init__(self, parent: QWidget | None = None, *, ground: str = "surface") -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.page = QWidget(self)
        self.page.setProperty("ground", ground)
        self.page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.column = QVBoxLayout(self.page)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.setWidget(self.page)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


def edition_line(detail: ItemDetail) -> str:
    """第1.0版 2020-09-11　適合基準日 R8.4.1."""
    parts = [f"{detail.edition_label} {detail.edition_published}".strip()]
    if detail.applies:
        parts.append(f"適合基準日 {detail.applies}")
    return "　".join(parts)


class RequirementPane(QFrame):
    """Shows a :class:`Reading`. ``followed`` carries the node of a link that was pressed."""

    followed = Signal(str)
    marks_switched = Signal(bool)

    def __init__(self, parent: QWidget | None = None, *, name: str = "要件を読む欄") -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setAccessibleName(name)
        self._reading: Reading | None = None
        self._marks_on = True
        self._words: tuple[str, ...] = ()  # match keys of what is searched
        self._insisted = ""  # node whose marks were asked for though nearly everything would be marked
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        self._scroll = Scroller(self)
        column.addWidget(self._scroll, 1)
        page = self._scroll.column
        page.setContentsMargins(_EDGE - 2, 8, _EDGE - 2, 16)  # the texts keep 2 px for their focus ring
        page.setSpacing(2)
        page.addWidget(self._mark_row())
        self._beside = Label("", self, tone="text2", size="remark", wrap=True)
        self._beside.setContentsMargins(2, 4, 2, 0)
        self._beside.hide()
        page.addWidget(self._beside)
        self.text = ReadingText(self, name="要件の本文")
        page.addWidget(self.text)
        self._struck = self._section(page, "この版で削られた文")
        self._reason = self._section(page, "考え方・理由")
        self._note = self._section(page, "備考")
        self._extra = self._section(page, "ほかの列")
        page.addSpacing(8)
        self._links_rule = rule(self)
        page.addWidget(self._links_rule)
        page.addSpacing(4)
        self._links_head = SectionHeader("つながり", self, count=0)
        page.addWidget(self._links_head)
        self._links = QVBoxLayout()
        self._links.setSpacing(0)
        page.addLayout(self._links)
        self._source = Label("", self, tone="text3", size="remark", wrap=True)
        self._source.setContentsMargins(2, 4, 2, 0)
        page.addWidget(self._source)
        page.addStretch(1)

    # building

    def _head(self) -> QFrame:
        head = QFrame(self)
        head.setProperty("edge", "bottom")
        head.setProperty("ground", "surface")
        head.setFixedHeight(71)
        column = QVBoxLayout(head)
        column.setContentsMargins(_EDGE, 8, 12, 8)
        column.setSpacing(4)
        line = QHBoxLayout()
        line.setSpacing(12)
        self._path = Elided("", head, tone="text2")
        line.addWidget(self._path, 1)
        self._edition = Label("", head, tone="text2", size="remark")
        line.addWidget(self._edition)
        column.addLayout(line)
        line = QHBoxLayout()
        line.setSpacing(12)
        self._id = Label("", head, size="screen", tone="text2", bold=True)
        self._id.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        line.addWidget(self._id)
        self._name = Elided("", head, bold=True, size="object", hug=True)
        line.addWidget(self._name)
        self._class = Chip(class_look("mandatory"), head)
        line.addWidget(self._class)
        self._state = Chip(state_look("", "neutral"), head)
        line.addWidget(self._state)
        line.addStretch(1)
        column.addLayout(line)
        return head

    def _mark_row(self) -> QWidget:
        self._marks = QWidget(self)
        row = QHBoxLayout(self._marks)
        row.setContentsMargins(2, 4, 2, 0)
        row.setSpacing(8)
        self._mark_chip = Chip(ChipLook("", "標準だけにある語", "differing_word", "differing_ink"), self._marks)
        row.addWidget(self._mark_chip)
        self._mark_text = Elided("", self._marks, tone="text2")
        row.addWidget(self._mark_text, 1)
        self._mark_link = Button("印を消す", self._marks, kind="link", press=self._switch_marks)
        row.addWidget(self._mark_link)
        return self._marks

    def _section(self, page: QVBoxLayout, word: str) -> tuple[QWidget, ReadingText]:
        """A hairline, a heading and a text that come and go together."""
        holder = QWidget(self)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(0)
        column.addWidget(rule(holder))
        column.addSpacing(8)
        column.addWidget(SectionHeader(word, holder))
        body = ReadingText(holder, name=word, size=14, tone="text2")
        column.addWidget(body)
        page.addWidget(holder)
        return holder, body

    # showing

    def show_reading(self, reading: Reading) -> None:
        """Another requirement, from its top."""
        same = self._reading is not None and self._reading.detail.row.node == reading.detail.row.node
        self._reading = reading
        detail = reading.detail
        row = detail.row
        self._path.set_whole(reading.flow or " › ".join(row.path) or row.section)
        self._edition.setText(edition_line(detail))
        self._id.setText(shown_id(row))
        self._name.set_whole(row.name)
        self._class.set_look(class_look(row.cls))
        self._class.setVisible(row.kind == "req" or row.cls is not None)
        state = self._state_of(detail)
        self._state.setVisible(state is not None)
        if state is not None:
            self._state.set_look(state)
        self._draw_texts(detail)
        self._show_links(reading.related)
        self._source.setText("　".join(f"{file}　{sheet} {line} 行目" for file, sheet, line in detail.rows))
        if not same:
            self._scroll.verticalScrollBar().setValue(0)

    def _draw_texts(self, detail: ItemDetail) -> None:
        self._draw_marks()
        texts = ((self._reason, detail.reason), (self._note, detail.note), (self._extra, _extra(detail)))
        for (holder, body), text in (*texts, (self._struck, detail.struck)):
            holder.setVisible(bool(text.strip()))
            body.show_text(text, struck=body is self._struck[1], hits=places(text, self._words))

    @staticmethod
    def _state_of(detail: ItemDetail) -> ChipLook | None:
        row = detail.row
        if row.deleted:
            return state_look("この版で削除", "error", "－")
        if row.conflict:
            return state_look("競合", "error", "≠")
        if row.suspect:
            return state_look("再確認", "warn")
        if row.id.startswith("~"):
            return state_look("仮番", "neutral")
        return state_look(detail.change_label, "neutral") if detail.change_label else None

    def set_marks(self, on: bool) -> None:
        """Shows or hides the marks."""
        self._marks_on = on
        self._draw_marks()

    def _switch_marks(self) -> None:
        if self._held_back():
            self._insisted = self._reading.detail.row.node if self._reading is not None else ""
            self._draw_marks()
            if self._marks_on:
                return
        self.marks_switched.emit(not self._marks_on)

    def _held_back(self) -> bool:
        """True while marks would colour nearly everything and nobody asked for them."""
        reading = self._reading
        if reading is None or reading.detail.row.node == self._insisted:
            return False
        return marked_share(reading.detail.text, reading.marks) > MARKED_AT_MOST

    def _draw_marks(self) -> None:
        if self._reading is None:
            return
        detail, marks = self._reading.detail, self._reading.marks
        self._marks.setVisible(bool(detail.mapped))
        numbers = "・".join(c.number for c in detail.mapped)
        held = self._held_back()
        self._mark_chip.setVisible(not held)
        self._mark_text.set_whole(
            "言い回しが大きく違うため印を付けていません"
            if held
            else f"{len(marks)} か所　対応付けた現行 {numbers} と比べています"
        )
        shown = self._marks_on and not held
        self._mark_link.set_word("印を消す" if shown else "印を付ける")
        pale = self._reading.beside
        self._beside.setVisible(bool(pale))
        self._beside.setText(
            f"薄い字の {len(pale)} 文は、ほかの規模の団体だけに向けたものです（団体の規模による書き分け）。"
        )
        hits = places(detail.text, self._words)
        self.text.show_text(detail.text, marks if shown else (), hits=hits, pale=pale)

    def set_words(self, words: Sequence[str]) -> None:
        """What is searched; marked in the texts."""
        if tuple(words) != self._words:
            self._words = tuple(words)
            if self._reading is not None:
                self._draw_texts(self._reading.detail)

    def _show_links(self, related: tuple[Related, ...]) -> None:
        clear(self._links)
        for kind in dict.fromkeys(r.kind for r in related):
            members = [r for r in related if r.kind == kind]
            self._links.addWidget(
                Label(f"{KIND_WORD.get(kind, kind)}　{len(members)}", self, tone="text2", size="remark")
            )
            for link in members:
                self._links.addWidget(_LinkLine(link, self.followed.emit, self))
        for widget in (self._links_rule, self._links_head):
            widget.setVisible(bool(related))
        self._links_head.set_count(len(related))

    def reading(self) -> Reading | None:
        """What is shown."""
        return self._reading


class _LinkLine(QWidget):
    """One item this one refers to, or that refers to it."""

    def __init__(self, link: Related, follow: Callable[[str], object], parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 2, 0)
        row.setSpacing(8)
        here = bool(link.name)
        word = f"{link.id} {link.name}".strip() if link.name != link.id else link.id
        if here:
            row.addWidget(ElidedLink(word, self, press=lambda: follow(link.node)))
        else:
            row.addWidget(Elided(word, self, hug=True))
        told = "未取込" if not here else "こちらを参照" if link.back else ""
        row.addWidget(Label(told, self, tone="text2", size="remark"))
        row.addStretch(1)
        self.setMinimumHeight(26)


def _extra(detail: ItemDetail) -> str:
    return "\n".join(f"{column}：{text}" for column, text in detail.extra if text.strip())
