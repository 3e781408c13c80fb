"""再確認: verdicts given for an older edition, per department, old and new side by side, confirmed with one key."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.suspects import Suspect
from app.services.views import Changes
from app.ui.context import Context
from app.ui.models.changes import ChangeLine
from app.ui.parts.buttons import Button
from app.ui.parts.chips import verdict_look
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.empty import EmptyState
from app.ui.parts.inputs import Chooser
from app.ui.parts.text import Label
from app.ui.standard.review_panes import ReviewPanes
from app.ui.standard.taking_out import ask_path
from app.ui.work import suspects as work
from app.ui.work.suspects import Confirmed, Sides, Waiting
from spec_catalog.model import SpecItem

FACETS = (
    ("all", "すべて"),
    ("wording", "文言だけ"),
    ("text", "本文"),
    ("class", "類型"),
    ("date", "適合基準日"),
    ("related", "関連"),
    ("around", "現行・回答"),
    ("unknown", "前の版がない"),
)
_WORDS = {
    "text": ("≠", "本文"),
    "class": ("↕", "類型"),
    "date": ("日", "適合日"),
    "related": ("→", "関連"),
    "restored": ("＋", "復活"),
    "name": ("≠", "名称"),
    "moved": ("→", "移動"),
    "current": ("現", "現行"),
    "vendor": ("社", "回答"),
}
_ALL = "*"
_SAMPLES = 8


class SuspectsPage(QWidget):
    """What must be looked at again. ``counted`` carries how many there are."""

    compare_wanted = Signal(str)
    issue_wanted = Signal(str)
    counted = Signal(int)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._waiting: Waiting | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        state = EmptyState(
            "check",
            "再確認する判定はありません",
            "新しい版を採用したり、対応付けた現行やベンダの回答が変わったりすると、見直す判定がここに並びます。",
            self,
        )
        self.panes = ReviewPanes(FACETS, self, name="再確認する判定の一覧", empty=state, fourth=("適用まで", 88))
        row.addWidget(self.panes)
        self._build()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.load)
        self._missed = False
        self.panes.facets.chosen.connect(self._fill)
        self.panes.view.went.connect(self._show)
        self.panes.view.letter.connect(self._letter)
        context.committed.connect(self._committed)

    def _build(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        self.department = Chooser(self, name="所管課", lead="所管課", quiet=True)
        self.department.activated.connect(lambda _i: self._fill())
        line.addWidget(self.department)
        self._sum = Label("", self, tone="text2")
        line.addWidget(self._sum)
        line.addStretch(1)
        self.write = Button("一覧を書き出す…", self, press=self._write)
        self.bulk = Button("文言だけの変更をまとめて確認…", self, press=self._bulk)
        line.addWidget(self.write)
        line.addWidget(self.bulk)
        self.panes.strip.addLayout(line)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.keep = Button("判定はそのまま", self, kind="main", key="K", press=self._keep)
        self.rejudge = Button("比較分析で判定し直す", self, key="R", press=self._rejudge)
        self.issue = Button("課題にする", self, key="G", press=self._issue)
        for button in (self.keep, self.rejudge, self.issue):
            line.addWidget(button)
        line.addStretch(1)
        self._when = Label("", self, tone="text2")
        line.addWidget(self._when)
        self.panes.foot.addLayout(line)

    # reading

    def load(self) -> None:
        """Reads the list anew."""
        self._context.run(work.load, done=self._arrived, label="再確認を調べています", owner=self)

    def _committed(self, changes: Changes) -> None:
        if changes.nodes or changes.types & {"adoption", "triage", "succession"}:
            if self.isVisible():
                self._later.start()
            elif self.parentWidget().isVisible():
                self._context.run(work.count, done=self.counted.emit, owner=self)
            else:
                self._missed = True  # nobody sees the number: whoever judges elsewhere must not wait for it

    def catch_up(self) -> None:
        """Counts what changed while the screen was away."""
        if self._missed:
            self._missed = False
            self._context.run(work.count, done=self.counted.emit, owner=self)

    def _arrived(self, waiting: Waiting) -> None:
        self._waiting = waiting
        chosen = self.department.code() if self.department.currentIndex() > 0 else _ALL
        words = [(_ALL, f"すべて {len(waiting.suspects):,}")]
        words += [(d, f"{d or '（所管課なし）'} {n:,}") for d, n in waiting.departments.items()]
        self.department.fill(words, chosen if chosen in dict(words) else _ALL)
        self.panes.pages.setCurrentIndex(0 if waiting.suspects else 1)
        for widget in (self.department, self.write, self.bulk):
            widget.setVisible(bool(waiting.suspects))
        self.counted.emit(len(waiting.suspects))
        self._fill()

    def _mine(self) -> list[Suspect]:
        """The suspects of the chosen department."""
        if self._waiting is None:
            return []
        if self.department.currentIndex() <= 0:
            return list(self._waiting.suspects)
        wanted = self.department.code()
        return [s for s in self._waiting.suspects if wanted in (s.departments or ("",))]

    def _fill(self) -> None:
        mine = self._mine()
        counts = {code: sum(code in _codes(s) for s in mine) for code, _ in FACETS}
        self.panes.facets.set_counts(counts)
        self.panes.facets.show_only({code for code, n in counts.items() if n})
        (wanted,) = self.panes.facets.on()
        here, row = self.panes.view.node(), self.panes.view.currentIndex().row()
        chosen = [s for s in mine if wanted in _codes(s)]
        self.panes.model.set_lines([_line(s) for s in chosen])
        if chosen and not (here and self.panes.view.go(here)):
            self.panes.view.go(chosen[min(max(row, 0), len(chosen) - 1)].node)
        ahead = [s.days.least for s in mine if s.days is not None and s.days.least >= 0]
        soon = f"　いちばん近い適合基準日まで あと {min(ahead):,} 日" if ahead else ""
        self._sum.setText(f"{len(mine):,} 件{soon}" if mine else "")
        wording = sum(s.wording_only for s in mine)
        self.bulk.set_word(f"文言だけの変更をまとめて確認（{wording:,}）…")
        self.bulk.set_usable(bool(wording) and not self._context.read_only, "文言だけが変わった項目はありません")
        self._show(self.panes.view.node())

    def _suspect(self, node: str) -> Suspect | None:
        return next((s for s in self._waiting.suspects if s.node == node), None) if self._waiting else None

    def _show(self, node: str) -> None:
        suspect = self._suspect(node)
        if suspect is None:
            return
        panes = self.panes
        shown = SpecItem(
            suspect.business, suspect.kind, suspect.id, suspect.branch, section=suspect.section, path=suspect.path,
            name=suspect.name,
        )  # fmt: skip
        panes.show_head(shown, [_WORDS[k] for k in suspect.kinds if k in _WORDS], self._context.size())
        panes.verdict.set_look(verdict_look(suspect.verdict))
        panes.who.set_whole("　".join(t for t in (suspect.at[:10], suspect.by.replace("/", "　"), suspect.detail) if t))
        graded = f"　仕分け {suspect.triage.grade}" if suspect.triage and suspect.triage.grade else ""
        moved = "、".join(f"{m.name}が{'削除された' if m.gone else '変わった'}" for m in suspect.around)
        given = f"{suspect.old_edition or '手元にない版'}の文で判定{graded}"
        panes.given_for.setText(f"{given}　その後：{moved}" if moved else given)
        self._when.setText(said_of_time(suspect))
        for button in (self.keep, self.issue):
            button.setEnabled(not self._context.read_only)
        self._context.run(work.sides, suspect, done=self._sides, owner=self)

    def _sides(self, sides: Sides) -> None:
        if sides.node == self.panes.view.node():
            counts = self.panes.compared.show_items(sides.old, sides.new, sides.titles, self._context.size())
            self.panes.show_counts(counts)

    # doing

    def _letter(self, letter: str) -> None:
        act = {"K": self._keep, "R": self._rejudge, "G": self._issue}.get(letter)
        if act is not None:
            act()

    def _keep(self) -> None:
        chosen = [s for n in self.panes.view.selected() if (s := self._suspect(n)) is not None]
        if chosen and not self._context.read_only:
            self._confirm(chosen)

    def _confirm(self, chosen: list[Suspect]) -> None:
        def arrived(confirmed: Confirmed) -> None:
            self._context.note_commit(confirmed.changes, confirmed.history)
            self._context.said.emit(f"判定をそのまま確認しました：{len(chosen):,} 件")

        self._context.run(work.confirm, tuple(chosen), done=arrived, label="確認しています", owner=self)

    def _bulk(self) -> None:
        chosen = [s for s in self._mine() if s.wording_only]
        dialog = SentenceDialog(
            f"文言だけが変わった {len(chosen):,} 件の判定を、そのまま確認します",
            self.window(),
            main=f"{len(chosen):,} 件を確認する",
            cancel="やめる",
            width=640,
        )
        text = "類型・適合基準日・関連が変わった項目は含みません。ひとつの操作として記録し、元に戻せます。"
        dialog.body.addWidget(Label(text, dialog, wrap=True))
        lines = [f"{s.id}　{' '.join(s.name.split())}　（{'・'.join(s.departments) or '所管課なし'}）" for s in chosen]
        more = f"\nほか {len(lines) - _SAMPLES:,} 件" if len(lines) > _SAMPLES else ""
        dialog.body.addWidget(Label("\n".join(lines[:_SAMPLES]) + more, dialog, tone="text2", wrap=True))
        dialog.accepted.connect(lambda: self._confirm(chosen))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _write(self) -> None:
        chosen = self.department.code() if self.department.currentIndex() > 0 else None
        name = f"再確認_{chosen or 'すべて'}_{date.today():%Y%m%d}.xlsx"
        path = ask_path(self, self._context, "再確認の一覧を書き出す", name, "Excel (*.xlsx)")
        if path:
            done = lambda out: self._context.said.emit(f"書き出しました：{out}")  # noqa: E731
            self._context.run(work.write, path, chosen, done=done, label="書き出しています", owner=self)

    def _rejudge(self) -> None:
        if self.panes.view.node():
            self.compare_wanted.emit(self.panes.view.node())

    def _issue(self) -> None:
        if self.panes.view.node() and not self._context.read_only:
            self.issue_wanted.emit(self.panes.view.node())

    def set_form(self, form: str, width: int) -> None:
        """``form``: wide, normal or small."""
        self.panes.set_form(form, width)


def said_of_time(suspect: Suspect) -> str:
    """適合基準日 令和8年4月1日　あと132日; an inexact date says so."""
    return f"適合基準日 {suspect.applies}　{said_of_days(suspect)}".strip() if suspect.applies else ""


def said_of_days(suspect: Suspect) -> str:
    """あと132日, 233日経過; from … to … where the date is inexact."""
    days = suspect.days
    if days is None:
        return ""
    if days.past:
        return f"{-days.most:,}日経過"
    if days.may_be_past:
        return f"経過か、あと{days.most:,}日まで"
    return f"あと{days.least:,}日" if days.least == days.most else f"あと{days.least:,}～{days.most:,}日"


def _codes(suspect: Suspect) -> set[str]:
    codes = {"all", *suspect.kinds}
    if suspect.wording_only:
        codes.add("wording")
    if suspect.around:
        codes.add("around")
    if not suspect.kinds:
        codes.add("unknown")
    return codes


def _line(suspect: Suspect) -> ChangeLine:
    words = tuple(_WORDS[k] for k in suspect.kinds if k in _WORDS) or (("？", "不明"),)
    id_ = f"{suspect.id}-{suspect.branch}" if suspect.branch else suspect.id
    return ChangeLine(suspect.node, id_, suspect.name, words, suspect.verdict, False, said_of_days(suspect))
