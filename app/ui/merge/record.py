"""記録: every step with who and when, narrowed down, and what one of them changed; what others erased waits on top."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.services.audit import KINDS, ORIGINS, Wanted
from app.ui.context import Context
from app.ui.merge.erasing import ConfirmDialog, EraseDialog
from app.ui.merge.record_step import AT_ONCE, StepPane
from app.ui.parts.banner import Banner, BannerStack
from app.ui.parts.buttons import Button
from app.ui.parts.chips import ChipLook, state_look
from app.ui.parts.inputs import Chooser, SearchField
from app.ui.parts.text import Elided, tip
from app.ui.parts.two_lines import TwoLineList, TwoLines
from app.ui.work import records as work
from app.ui.work.records import Looked, Page

if TYPE_CHECKING:
    from app.services.audit import Step
    from app.services.redaction import Waiting

PERIODS = {"": "すべて", "0": "今日", "7": "この 7 日間", "31": "この 1 か月", "92": "この 3 か月", "366": "この 1 年"}


class RecordPage(QFrame):
    """``item_wanted`` carries the NODE of an item to be looked at."""

    item_wanted = Signal(str)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._asked = 0  # answers to earlier questions are dropped
        self._steps: dict[str, Step] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.banners = BannerStack(self)
        column.addWidget(self.banners)
        column.addWidget(self._strip())
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        left = QFrame(split)
        left.setProperty("ground", "surface")
        left.setProperty("edge", "right")
        rows = QVBoxLayout(left)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        self.list = TwoLineList("操作の記録", left)
        rows.addWidget(self.list, 1)
        split.addWidget(left)
        self.pane = StepPane(split)
        split.addWidget(self.pane)
        split.setStretchFactor(1, 1)
        split.setSizes([440, 800])
        column.addWidget(split, 1)
        self.list.chosen.connect(self._chosen)
        self.list.hungry.connect(self._further)
        self.pane.item_wanted.connect(self.item_wanted)
        self.pane.part_wanted.connect(self._look)

    def _strip(self) -> QWidget:
        strip = QFrame(self)
        strip.setProperty("ground", "sunken")
        strip.setProperty("edge", "bottom")
        row = QHBoxLayout(strip)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(8)
        self.text = SearchField("ことばで絞り込む", strip, wait=400, name="記録を絞り込むことば")
        self.text.setMinimumWidth(180)
        self.text.setToolTip(tip("操作の名前、書いた人、書いた値にあることばで絞り込みます。"))
        row.addWidget(self.text, 1)
        self.who = Chooser(strip, name="だれ", lead="だれ")
        self.who.setMaximumWidth(240)
        self.kind = Chooser(strip, name="種類", lead="種類")
        self.kind.setMaximumWidth(230)
        self.period = Chooser(strip, name="期間", lead="期間")
        self.who.fill([("", "すべて")])
        self.kind.fill([("", "すべて"), *((c, w) for c, (w, _) in KINDS.items()), *ORIGINS.items()])
        self.period.fill(list(PERIODS.items()))
        for chooser in (self.who, self.kind, self.period):
            row.addWidget(chooser)
            chooser.activated.connect(lambda _i: self.load())
        self.count = Elided("", strip, tone="text2", size="remark", hug=True)
        row.addWidget(self.count)
        row.addStretch(1)
        self.save = Button("書き出す…", strip, kind="quiet", icon="download", press=self._save)
        row.addWidget(self.save)
        self.erase = Button("文字を消す…", strip, kind="quiet", press=self.ask_erase)
        row.addWidget(self.erase)
        self.text.searched.connect(lambda _t: self.load())
        return strip

    # contents

    def wanted(self) -> Wanted:
        """What the fields say."""
        who, days = self.who.code(), self.period.code()
        since = (date.today() - timedelta(days=int(days) - bool(int(days)))).isoformat() if days else ""
        return Wanted(
            text=self.text.text().strip(), by=who if "/" in who else "", department="" if "/" in who else who,
            since=since, kind=self.kind.code(),
        )  # fmt: skip

    def load(self) -> None:
        """Reads everything anew."""
        self._asked += 1
        asked = self._asked
        wanted = self.wanted()
        run = self._context.run
        run(work.steps, wanted, None, done=lambda page: self._first(asked, page), owner=self)
        run(work.total, wanted, done=lambda n: self._counted(asked, n), owner=self)
        run(work.people, done=self._people, owner=self)
        run(work.waiting, done=self._waiting, owner=self)
        self.erase.set_usable(not self._context.read_only, "読むだけで開いています")

    def _first(self, asked: int, page: Page) -> None:
        if asked != self._asked:
            return
        self._steps = {step.unit: step for step in page.steps}
        before = self.list.key()
        self.list.put([_entry(step) for step in page.steps], more=page.more)
        if not page.steps:
            self.pane.say_nothing()
        elif before in self._steps:
            self._look(before)
        else:
            self.list.choose(page.steps[0].unit)

    def _further(self) -> None:
        asked = self._asked
        if self._steps:
            last = next(reversed(self._steps.values()))
            self._context.run(
                work.steps, self.wanted(), last.seq, done=lambda page: self._added(asked, page), owner=self
            )

    def _added(self, asked: int, page: Page) -> None:
        if asked == self._asked:
            self._steps |= {step.unit: step for step in page.steps}
            self.list.add([_entry(step) for step in page.steps], more=page.more)

    def _counted(self, asked: int, count: int) -> None:
        if asked == self._asked:
            self.count.set_whole(f"{count:,} 件")

    def _people(self, found: Sequence[str]) -> None:
        now = self.who.code()
        departments = list(dict.fromkeys(by.partition("/")[0] for by in found))
        choices = [("", "すべて"), *((d, f"{d}の全員") for d in departments)]
        choices += [(by, by.replace("/", " ")) for by in found]
        self.who.fill(choices, now if now in dict(choices) else "")

    def _chosen(self, unit: str) -> None:
        if unit:
            self._look(unit)

    def _look(self, unit: str, first: int = 0) -> None:
        self._context.run(work.look, unit, first, AT_ONCE, done=self._looked, owner=self)

    def _looked(self, found: Looked) -> None:
        if found.unit == self.list.key():
            self.pane.show_step(self._steps[found.unit], found)

    # erasing, and the record as a file

    def _waiting(self, found: Sequence[Waiting]) -> None:
        self.banners.drop("erase")
        if found and not self._context.read_only:
            first = found[0]
            more = f"（ほか {len(found) - 1:,} 件）" if len(found) > 1 else ""
            said = "事務局が一覧を確かめています。" if first.confirmed else "事務局が一覧を確かめると消せます。"
            banner = Banner(
                "warn",
                f"{first.by.replace('/', ' ')} が消した文字を隠してあります{more}",
                f"理由：{first.reason}。{said}",
                self,
                action="一覧を見る…",
                press=lambda: self._confirm(first),
            )
            self.banners.put("erase", banner)

    def _confirm(self, found: Waiting) -> None:
        dialog = ConfirmDialog(self._context, found, self.window())
        dialog.accepted.connect(self.load)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def ask_erase(self) -> None:
        """Characters that should never have been written."""
        dialog = EraseDialog(self._context, self.window())
        dialog.accepted.connect(self.load)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _save(self) -> None:
        folder = self._context.settings.get("export_folder") or self._context.settings.get("folder")
        path, _kind = QFileDialog.getSaveFileName(
            self.window(), "記録の書き出し先", f"{folder}/操作の記録.xlsx", "Excel (*.xlsx);;CSV (*.csv)"
        )
        if path:
            self._context.run(
                work.write, path, self.wanted(), done=self._saved, label="記録を書き出しています", owner=self
            )

    def _saved(self, done: tuple[str, int]) -> None:
        self._context.said.emit(f"{done[1]:,} 件の操作を書き出しました：{done[0]}")


def _entry(step: Step) -> TwoLines:
    who = step.by.replace("/", " ")
    count = f"　{step.operations:,} 件" if step.operations > 1 else ""
    package = f"　{step.package} のパッケージ" if step.package else ""
    return TwoLines(step.unit, step.label, f"{step.at[:16].replace('T', ' ')}　{who}{count}{package}", state_of(step))


def state_of(step: Step) -> ChipLook | None:
    """The chip of a step that doesn't stand as it is, or that came from elsewhere."""
    if step.state:
        return state_look(step.state, "neutral", "－")
    word = ORIGINS.get(step.origin, "")
    return state_look(word, "soft") if word else None
