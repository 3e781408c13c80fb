"""The middle: one issue from top to bottom: what it is, how it shall be solved, the options, every decision."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.core.codes import EFFECT_DEGREES
from app.ui.parts.banner import Banner
from app.ui.parts.buttons import Button
from app.ui.parts.chips import Chip, ChipLook, state_look
from app.ui.parts.dispositions import DispositionField
from app.ui.parts.layouts import clear
from app.ui.parts.requirement import Scroller
from app.ui.parts.text import Elided, KeyBox, Label, SectionHeader, rule
from app.ui.register.issue_cards import decision_card, facts_grid, option_cards
from app.ui.register.list_pane import status_look
from app.ui.work.register import IssueReading, source

_TONE = {"refused": "error", "error": "error", "warn": "warn"}


class IssuePane(QFrame):
    """Shows an :class:`IssueReading`; what is pressed goes to the screen, which alone commits."""

    disposition_picked = Signal(object)  # Choice
    texts_wanted = Signal()
    option_wanted = Signal()
    decision_wanted = Signal(str)  # rid of an option, "" for the disposition that stands
    edit_wanted = Signal()
    option_edited = Signal(str)  # rid of the option
    ladder_wanted = Signal()
    compare_wanted = Signal()
    split_wanted = Signal()
    join_wanted = Signal()
    choices_wanted = Signal()
    past_wanted = Signal()
    impact_wanted = Signal()
    kin_wanted = Signal(str)  # rid of an issue this one came from or became

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setAccessibleName("課題を読む欄")
        self._reading: IssueReading | None = None
        self._writable = True
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        self._scroll = Scroller(self)
        page = self._scroll.column
        page.setContentsMargins(16, 12, 16, 16)
        page.setSpacing(8)
        self.detail = Label("", self._scroll.page, size="todo", wrap=True)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        page.addWidget(self.detail)
        self._around = QVBoxLayout()
        self._around.setSpacing(4)
        page.addLayout(self._around)
        page.addWidget(rule(self._scroll.page))
        page.addWidget(self._handling())
        self._rest = QVBoxLayout()
        self._rest.setSpacing(8)
        page.addLayout(self._rest)
        page.addStretch(1)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._foot())

    # building

    def _head(self) -> QFrame:
        head = QFrame(self)
        head.setProperty("edge", "bottom")
        column = QVBoxLayout(head)
        column.setContentsMargins(16, 8, 12, 8)
        column.setSpacing(4)
        line = QHBoxLayout()
        line.setSpacing(12)
        self._number = Label("", head, tone="text2", size="screen", bold=True)
        line.addWidget(self._number)
        self.title = Elided("", head, bold=True, size="object", hug=True)
        line.addWidget(self.title)
        self._status = Chip(status_look("open"), head)
        self._unlawful = Chip(state_look("法令上要確認", "error"), head)
        self._conflict = Chip(ChipLook("≠", "競合", "verdict_gap_ground", "verdict_gap_ink"), head)
        for chip in (self._status, self._unlawful, self._conflict):
            line.addWidget(chip)
        line.addStretch(1)
        column.addLayout(line)
        line = QHBoxLayout()
        line.setSpacing(12)
        self._facts = Elided("", head, tone="text2")
        line.addWidget(self._facts, 1)
        self._due = Label("", head, bold=True)
        line.addWidget(self._due)
        column.addLayout(line)
        return head

    def _handling(self) -> QWidget:
        holder = QWidget(self._scroll.page)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(SectionHeader("対応方針", holder))
        line = QHBoxLayout()
        line.setSpacing(8)
        self.disposition = DispositionField(holder, width=350)
        self.disposition.picked.connect(self.disposition_picked)
        line.addWidget(self.disposition)
        line.addWidget(KeyBox("D", holder))
        self.texts = Button("内容と根拠を書く…", holder, kind="link", press=self.texts_wanted.emit)
        line.addWidget(self.texts)
        line.addStretch(1)
        column.addLayout(line)
        self._handling_rest = QVBoxLayout()
        self._handling_rest.setSpacing(6)
        column.addLayout(self._handling_rest)
        return holder

    def _foot(self) -> QFrame:
        foot = QFrame(self)
        foot.setProperty("edge", "top2")
        line = QHBoxLayout(foot)
        line.setContentsMargins(16, 10, 16, 10)
        line.setSpacing(8)
        self.edit = Button("書き直す…", foot, key="Enter", press=self.edit_wanted.emit)
        line.addWidget(self.edit)
        self.option = Button("対応案を加える…", foot, key="O", press=self.option_wanted.emit)
        line.addWidget(self.option)
        self.more = Button("その他", foot, icon="menu", press=self._open_more)
        line.addWidget(self.more)
        line.addStretch(1)
        self.decide = Button("決定を記録する…", foot, kind="main", key="K", press=lambda: self.decision_wanted.emit(""))
        line.addWidget(self.decide)
        return foot

    def _open_more(self) -> None:
        menu = QMenu(self)
        for word, wanted in (
            ("この課題を分割する…", self.split_wanted),
            ("ほかの課題を統合する…", self.join_wanted),
            ("影響を受ける課に照会する…", self.impact_wanted),
            ("この課題の経緯…", self.past_wanted),
            ("選択肢の一覧を変える…", self.choices_wanted),
        ):
            menu.addAction(word).triggered.connect(lambda _on=False, wanted=wanted: wanted.emit())
        menu.popup(self.more.mapToGlobal(self.more.rect().topLeft()) - QPoint(0, menu.sizeHint().height()))
        menu.aboutToHide.connect(menu.deleteLater)

    # showing

    def reading(self) -> IssueReading | None:
        """What is shown."""
        return self._reading

    def set_writable(self, writable: bool) -> None:
        """Without writing everything can be read."""
        self._writable = writable
        if self._reading is not None:
            self.show_reading(self._reading)

    def show_reading(self, reading: IssueReading) -> None:
        """Another issue, or the same after a change."""
        same = self._reading is not None and self._reading.issue.rid == reading.issue.rid
        self._reading = reading
        issue = reading.issue
        self._number.setText(issue.number)
        self.title.set_whole(issue.title)
        self._status.set_look(status_look(issue.status))
        self._unlawful.setVisible(issue.unlawful is not None)
        self._conflict.setVisible(issue.conflict)
        facts = (
            f"{issue.department} {issue.owner}".strip() or "担当なし",
            f"影響度 {EFFECT_DEGREES[issue.degree]}" if issue.degree in EFFECT_DEGREES else "",
            f"優先度 {issue.priority}" if issue.priority else "",
            f"{issue.business} {reading.business_name}".strip(),
            reading.more.words["issue_kinds"].get(issue.kind, issue.kind),
        )
        self._facts.set_whole("　".join(f for f in facts if f))
        bases = reading.more.words["due_bases"]
        basis = f"（{bases[issue.due_basis]}）" if issue.due_basis in bases else ""
        self._due.setText(f"期限 {issue.due}{basis}{' 超過' if reading.late else ''}" if issue.due else "期限なし")
        self._due.set_tone("error" if reading.late else "text2")
        self.detail.setText("\n".join(t for t in (issue.detail, issue.note) if t) or "内容はまだ書いてありません。")
        self.detail.set_tone("" if issue.detail or issue.note else "text2")
        self._show_around(reading)
        unlawful = f"{issue.unlawful.message}（{issue.unlawful.clause}）" if issue.unlawful else ""
        self.disposition.show_choices(reading.choices, issue.disposition, unlawful, source())
        self._show_handling(reading, unlawful)
        self._show_rest(reading)
        self._say_usable(reading)
        if not same:
            self._scroll.verticalScrollBar().setValue(0)

    def _show_around(self, reading: IssueReading) -> None:
        """Whom it concerns besides, what later steps it matters to, and the issues it came from or became."""
        clear(self._around)
        issue, more, holder = reading.issue, reading.more, self._scroll.page
        facts = [
            ("関係課", "、".join(issue.departments)),
            ("発見工程", more.words["found_in"].get(issue.found_in, issue.found_in)),
            ("共通課題", "はい" if issue.common else ""),
            ("後の工程", "、".join(more.words["steps"].get(f, f) for f in issue.flags)),
        ]
        if (grid := facts_grid(holder, facts)) is not None:
            self._around.addWidget(grid)
        for word, others in (("もとの課題", more.came), ("分かれた・まとめた先", more.became)):
            for other in others:
                press = partial(self.kin_wanted.emit, other.rid)
                button = Button(f"{word}　{other.number} {other.title}", holder, kind="link", compact=True, press=press)
                button.set_usable(other.here, "もう一覧にはありません（履歴は残っています）")
                self._around.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _say_usable(self, reading: IssueReading) -> None:
        reason = "読むだけで開いています"
        self.disposition.setEnabled(self._writable)
        for button in (self.edit, self.option, self.more):
            button.set_usable(self._writable, reason)
        has = bool(reading.issue.disposition)
        self.texts.set_usable(self._writable and has, "先に対応方針を選んでください" if self._writable else reason)
        ready = has or bool(reading.options)
        self.decide.set_usable(self._writable and ready, reason if ready else "先に対応方針か対応案を書いてください")

    def _show_handling(self, reading: IssueReading, unlawful: str) -> None:
        issue, holder = reading.issue, self._scroll.page
        clear(self._handling_rest)
        if unlawful:
            self._handling_rest.addWidget(
                Banner("error", "この対応方針は法令上確かめる必要があります", unlawful, holder)
            )
        for level, sentence in reading.advice:
            if level != "refused":
                label = Label(sentence, holder, tone=_TONE.get(level, "text2"), wrap=True)
                self._handling_rest.addWidget(label)
        stated = [(reading.data_labels.get(key, key), text) for key, text in issue.data.items()]
        grid = facts_grid(holder, [("対応内容", issue.content), ("根拠", issue.basis), *stated])
        if grid is not None:
            self._handling_rest.addWidget(grid)
        self._handling_rest.addWidget(self._ladder(reading))

    def _ladder(self, reading: IssueReading) -> QWidget:
        holder = QWidget(self._scroll.page)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(Label("検討の順序", holder, tone="text2", bold=True, size="remark"))
        button = Button(
            "採らない理由を書く…", holder, kind="link", compact=True, key="L", press=self.ladder_wanted.emit
        )
        button.set_usable(self._writable, "読むだけで開いています")
        line.addWidget(button)
        line.addStretch(1)
        column.addLayout(line)
        written = [(f"{rung}　{label}", reason) for rung, label, _, reason in reading.more.rungs]
        if (grid := facts_grid(holder, written)) is not None:
            column.addWidget(grid)
        if reading.more.skipped:
            said = f"先に考える段の理由がまだありません：{'、'.join(reading.more.skipped)}"
            column.addWidget(Label(said, holder, tone="warn", wrap=True))
        return holder

    def _show_rest(self, reading: IssueReading) -> None:
        page = self._scroll.page
        clear(self._rest)
        self._rest.addWidget(rule(page))
        head = SectionHeader("対応案", page, count=len(reading.options))
        if len(reading.options) > 1:
            head.add(Button("並べて比べる…", page, kind="link", compact=True, press=self.compare_wanted.emit))
            head.add(KeyBox("C", page))
        self._rest.addWidget(head)
        if reading.options:
            self._rest.addWidget(
                option_cards(reading, page, self.decision_wanted.emit, self.option_edited.emit, writable=self._writable)
            )
        else:
            text = "いくつかの案を並べて比べるときは「対応案を加える…」で書きます。"
            self._rest.addWidget(Label(text, page, tone="text2", wrap=True))
        self._rest.addWidget(rule(page))
        self._rest.addWidget(SectionHeader("決定", page, count=len(reading.decisions)))
        if reading.more.against:
            said = f"全体方針の「{'」「'.join(reading.more.against)}」と食い違っています"
            self._rest.addWidget(Banner("warn", said, "条項を挙げて決め直すか、対応方針を変えてください。", page))
        for decision in reading.decisions:
            self._rest.addWidget(decision_card(decision, reading, page))
        if not reading.decisions:
            self._rest.addWidget(Label("まだ決定していません。", page, tone="text2"))

    def words(self) -> list[str]:
        """All texts shown, for tests."""
        return [w.text() for w in self._scroll.page.findChildren(Label) if w.isVisibleTo(self)]
