"""The right pane: the chosen system, or what the dates on trial would change; and keeping them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.core.moves import Move
from app.core.transition import Plan
from app.core.transition_trial import Difference
from app.ui.parts.banner import ThemedIcon
from app.ui.parts.buttons import Button
from app.ui.parts.chips import Chip, ChipLook
from app.ui.parts.layouts import clear
from app.ui.parts.requirement import Scroller
from app.ui.parts.text import Label, SectionHeader
from app.ui.transition.scale import month_word
from app.ui.work.transition import View

WIDTH = 296


def when(move: Move) -> str:
    """2026年1月, or as typed; 未定."""
    span = move.shift.settled
    return month_word(span.first) if span is not None and span.precision == "month" else move.shift.text or "未定"


class Panel(QFrame):
    """``survey_wanted`` carries a system's number."""

    try_wanted = Signal(str)
    adopt_wanted = Signal()
    let_go = Signal()
    survey_wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setProperty("edge", "left")
        self.setAccessibleName("システムと試し")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._head = QFrame(self)
        self._head_column = QVBoxLayout(self._head)
        self._head_column.setContentsMargins(12, 10, 12, 10)
        self._head_column.setSpacing(4)
        column.addWidget(self._head)
        self._scroll = Scroller(self)
        self._page = self._scroll.column
        self._page.setContentsMargins(12, 10, 12, 10)
        self._page.setSpacing(6)
        column.addWidget(self._scroll, 1)
        foot = QFrame(self)
        foot.setProperty("edge", "top2")
        buttons = QVBoxLayout(foot)
        buttons.setContentsMargins(12, 10, 12, 10)
        buttons.setSpacing(8)
        self.main = Button("", foot, kind="main", tall=True, press=self._press)
        buttons.addWidget(self.main)
        self.stop = Button("試しをやめる", foot, key="Esc", tall=True, press=self.let_go.emit)
        buttons.addWidget(self.stop)
        column.addWidget(foot)
        self._system = ""
        self._trial = False
        self._writable = True

    def set_writable(self, writable: bool) -> None:
        """Trying is always possible; keeping needs writing."""
        self._writable = writable

    def _press(self) -> None:
        if self._trial:
            self.adopt_wanted.emit()
        elif self._system:
            self.try_wanted.emit(self._system)

    def words(self) -> list[str]:
        """Every word that shows, for the tests and for whoever copies it."""
        return [
            w.text()
            for part in (self._head, self._scroll)
            for w in part.findChildren(Label)
            if w.text() and w.isVisible()
        ]

    def show_view(self, view: View, system: str) -> None:
        """The trial where there is one, else the system."""
        clear(self._head_column)
        clear(self._page)
        self._system, self._trial = system, view.change is not None
        self.stop.setVisible(self._trial)
        tint = "soft" if self._trial else "surface"
        if self._head.property("ground") != tint:
            self._head.setProperty("ground", tint)
            self._head.style().unpolish(self._head)
            self._head.style().polish(self._head)
        if view.change is not None:
            self._show_trial(view.plan, view.change)
        elif system in view.plan.moves:
            self._show_system(view.plan, view.plan.moves[system])
        else:
            self._head_column.addWidget(Label("システムを選んでください", self._head, tone="text2", wrap=True))
            self.main.set_word("移行時期を試す…")
            self.main.set_usable(False, "システムを選んでください")
        self._page.addStretch(1)

    # nothing on trial

    def _show_system(self, plan: Plan, move: Move) -> None:
        head = self._head
        self._head_column.addWidget(Label(move.number, head, tone="text2", size="remark"))
        self._head_column.addWidget(Label(move.name, head, bold=True, size="todo", wrap=True))
        pairs = plan.pairs_of(move.id)
        facts = (
            ("移行時期", when(move)),
            ("リフト", move.lift.text),
            ("事業者", move.vendor_name),
            ("パッケージ", move.package),
            ("所管課", move.department),
            ("構築パターン", move.pattern),
            ("移行グループ", move.group),
            ("移行困難", move.difficult),
            ("先行条件", move.prerequisite),
            ("接続回線", move.line.text),
            ("契約終了", move.contract_end.text),
            ("過渡期の組", f"{len(pairs)} 組" if pairs else "なし"),
        )
        holder, grid = _grid(self._scroll.page, 12)
        grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        for n, (word, text) in enumerate((w, t) for w, t in facts if t):
            grid.addWidget(Label(word, holder, tone="text2", size="remark"), n, 0, top)
            grid.addWidget(Label(text, holder, wrap=True), n, 1, top)
        self._page.addWidget(holder)
        for gap in plan.gaps:
            if gap.system == move.id:
                self._card("契約が先に終わります", _gap_words(move, gap.end.text, gap.months, certain=gap.certain))
        for remark in plan.remarks:
            if remark.system == move.id:
                self._card("合わないところがあります", remark.message)
        link = Button(
            "現行調査で開く", self._scroll.page, kind="link", press=lambda: self.survey_wanted.emit(move.number)
        )
        self._page.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        self.main.set_word("移行時期を試す…")
        self.main.set_usable(True)

    # a trial

    def _show_trial(self, plan: Plan, change: Difference) -> None:
        head = self._head
        first = QWidget(head)
        line = QHBoxLayout(first)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(Chip(ChipLook("", "試し", "accent", "on_accent"), first))
        line.addWidget(Label("まだ記録していません", first, tone="text2"))
        line.addStretch(1)
        self._head_column.addWidget(first)
        shown = change.moved[:4]
        for old, new in shown:
            self._head_column.addWidget(Label(f"{new.name}の移行を", head, bold=True, wrap=True))
            self._head_column.addWidget(
                Label(f"{when(old)} → {when(new)}", head, bold=True, size="screen", tone="accent")
            )
        if len(change.moved) > len(shown):
            self._head_column.addWidget(Label(f"ほか {len(change.moved) - len(shown)} システム", head, bold=True))
        if not change.moved:
            self._head_column.addWidget(Label("記録と同じ時期です", head, bold=True))
        self._head_column.addWidget(Label("理由は採用するときに書きます。", head, tone="text2", size="remark"))
        page = self._scroll.page
        self._page.addWidget(SectionHeader("変わるもの", page))
        before, after = change.before, change.after
        holder, grid = _grid(page, 8)
        grid.setColumnStretch(0, 1)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        rows = (
            ("過渡期の組", before.pairs, after.pairs),
            ("方式が未定の組", before.without_method, after.without_method),
            ("試験の回数", before.tests, after.tests),
            ("合理的説明が要る組", before.without_reason, after.without_reason),
            ("終わりの分からない組", before.open, after.open),
            ("契約の切れ目", before.gaps, after.gaps),
        )
        for n, (word, old, new) in enumerate(rows):
            grid.addWidget(Label(word, holder), n, 0)
            grid.addWidget(Label(f"{old:,} →", holder, tone="text2"), n, 1, right)
            tone = "error" if new > old else "done" if new < old else ""
            number = Label(f"{new:,}", holder, bold=True, size="screen" if new != old else "", tone=tone)
            number.setAccessibleName(f"{word} {old} から {new}")
            grid.addWidget(number, n, 2, right)
        self._page.addWidget(holder)
        for gap in change.gaps_added:
            move = plan.moves[gap.system]
            self._card("契約が先に終わります", _gap_words(move, gap.end.text, gap.months, certain=gap.certain))
        moved = {new.id for _, new in change.moved}
        for remark in plan.remarks:
            if remark.system in moved:
                self._card("合わないところがあります", remark.message)
        if change.departments:
            self._page.addWidget(SectionHeader("関係する課", page))
            holder, names = _grid(page, 12)
            for n, name in enumerate(change.departments):
                names.addWidget(Label(name, holder, wrap=True), n // 2, n % 2)
            self._page.addWidget(holder)
        self.main.set_word("この日付を採用する…")
        usable = self._writable and bool(change.moved)
        self.main.set_usable(usable, "記録と同じ時期です" if self._writable else "読むだけで開いています")

    def _card(self, what: str, where: str) -> None:
        card = QFrame(self._scroll.page)
        card.setObjectName("banner")
        card.setProperty("tone", "warn")
        card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        line = QHBoxLayout(card)
        line.setContentsMargins(10, 8, 10, 8)
        line.setSpacing(8)
        line.addWidget(ThemedIcon("warning", "warn_text", card), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(what, card, bold=True, wrap=True))
        words.addWidget(Label(where, card, wrap=True, size="remark"))
        line.addLayout(words, 1)
        self._page.addWidget(card)


def _grid(page: QWidget, gap: int) -> tuple[QWidget, QGridLayout]:
    """A grid in a widget of its own, so that clearing the page takes it along."""
    holder = QWidget(page)
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(gap)
    grid.setVerticalSpacing(6)
    return holder, grid


def _gap_words(move: Move, end: str, months: int, *, certain: bool) -> str:
    who = move.vendor_name or move.name
    tail = f"移行まで {months}か月空きます。" if certain else f"移行まで {months}か月ほど空く可能性があります。"
    return f"{who}の現行契約は {end} まで。{tail}"
