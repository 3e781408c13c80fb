"""版の比較: what changed from one edition to another, what it means for our verdicts, triaged with the keys A to D."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.core.codes import COMPARED
from app.services.triage import grades
from app.services.views import Changes, EditionRow
from app.ui.context import Context
from app.ui.models.changes import ChangeLine, change_look
from app.ui.parts.buttons import Button
from app.ui.parts.chips import Chip, verdict_look
from app.ui.parts.empty import EmptyState
from app.ui.parts.facets import Segment
from app.ui.parts.inputs import Chooser
from app.ui.parts.text import Label
from app.ui.standard.kin import KinBanner
from app.ui.standard.review_panes import ReviewPanes
from app.ui.standard.taking_out import ask_path
from app.ui.theme.tokens import tokens
from app.ui.work import difference as work
from app.ui.work.difference import Graded, Recorded, Step, item_of, words_of
from spec_catalog.diff import Change
from spec_catalog.succession import Candidate

FACETS = (
    ("all", "すべて"),
    ("added", "追加"),
    ("removed", "削除"),
    ("text", "本文"),
    ("class", "類型"),
    ("date", "適合基準日"),
    ("moved", "移動"),
    ("labelled", "修正とだけ"),
    ("other", "考え方・備考"),
    ("suspect", "再確認になる"),
    ("candidate", "分割・統合・番号変更？"),
    ("ungraded", "仕分け前"),
)
PAPERS = (
    ("html", "新旧対照表（印刷用のページ）…", "html"),
    ("pdf", "新旧対照表（PDF）…", "pdf"),
    ("xlsx", "差異の表（Excel）…", "xlsx"),
    ("opinion", "意見照会の様式（Excel）…", "xlsx"),
)
_STRIP = (("added", "＋", "追加"), ("removed", "－", "削除"), ("text", "≠", "本文"), ("class", "↕", "類型"))


class DifferencePage(QWidget):
    """The difference of the edition that shows with the one before it, or of any two of the document."""

    compare_wanted = Signal(str)
    issue_wanted = Signal(str)
    adopt_wanted = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._step: Step | None = None
        self._asked: tuple[str, str] = ("", "")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        state = EmptyState("standard", "比べる二つの版がありません", "新しい版を取り込むと、ここに違いが出ます。", self)
        self.panes = ReviewPanes(FACETS, self, name="変わった項目の一覧", empty=state)
        row.addWidget(self.panes)
        self._build_strip()
        self._build_foot()
        self.kin = KinBanner(self)
        self.kin.confirm_wanted.connect(self._confirm_kin)
        self.kin.withdraw_wanted.connect(self._withdraw_kin)
        self.kin.follow_wanted.connect(self.panes.view.go)
        self.panes.between.addWidget(self.kin)
        self.panes.facets.chosen.connect(self._fill)
        self.panes.view.went.connect(self._show)
        self.panes.view.letter.connect(self._letter)
        context.committed.connect(self._committed)

    def _build_strip(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        self.old = Chooser(self, name="旧の版", lead="旧", quiet=True)
        self.new = Chooser(self, name="新の版", lead="新", quiet=True)
        for chooser in (self.old, self.new):
            chooser.activated.connect(lambda _i: self._ask())
        line.addWidget(self.old)
        line.addWidget(Label("›", self, tone="text2"))
        line.addWidget(self.new)
        line.addStretch(1)
        self.write = Button("新旧対照表・意見照会", self)
        menu = QMenu(self.write)
        for form, word, _ending in PAPERS:
            menu.addAction(word).triggered.connect(lambda _c=False, form=form: self.write_paper(form))
        self.write.setMenu(menu)
        line.addWidget(self.write)
        self.panes.strip.addLayout(line)
        line = QHBoxLayout()
        line.setSpacing(6)
        self._chips = {code: Chip(change_look(sign, word), self) for code, sign, word in _STRIP}
        for chip in self._chips.values():
            line.addWidget(chip)
        self._rest = Label("", self, tone="text2", size="remark")
        line.addWidget(self._rest)
        line.addStretch(1)
        self.suspects = Label("", self, tone="warn", bold=True)
        line.addWidget(self.suspects)
        self.adopt = Button("この版を採用する…", self, press=lambda: self.adopt_wanted.emit(self._asked[1]))
        line.addWidget(self.adopt)
        self.panes.strip.addLayout(line)

    def _build_foot(self) -> None:
        self.rejudge = Button("判定し直す", self, key="R", press=self._rejudge)
        self.issue = Button("課題にする", self, key="G", press=self._issue)
        for button in (self.rejudge, self.issue):
            self.panes.given_line.addWidget(button)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(Label("仕分け", self, tone="text2"))
        self.grade = Segment([("", "なし"), *((g.code, f"{g.code} {g.label}") for g in grades())], self, name="仕分け")
        self.grade.chosen.connect(lambda: self._grade(self.grade.code()))
        line.addWidget(self.grade)
        line.addStretch(1)
        self.panes.foot.addLayout(line)

    # which two

    def show_edition(self, edition: EditionRow | None) -> None:
        """The document of an edition: its newest two, or the edition with the one before it."""
        same = self._editions(edition)
        words = [(e.hash, f"{e.label or e.file} {e.published} {e.state}") for e in same]
        new = edition if edition is not None and same and edition.hash != same[0].hash else (same[-1] if same else None)
        at = next((n for n, e in enumerate(same) if new is not None and e.hash == new.hash), 0)
        held = {e.hash for e in same}
        if not set(self._asked) <= held or edition is None:
            self._asked = ("", "")
            self._step = None
        old = self._asked[0] or (same[at - 1].hash if at else "")
        shown = self._asked[1] or (new.hash if new is not None else "")
        self.old.fill(words, old)
        self.new.fill(words, shown)
        self.panes.pages.setCurrentIndex(0 if len(same) > 1 else 1)
        for widget in (self.old, self.new, self.write, self.adopt, *self._chips.values()):
            widget.setVisible(len(same) > 1)
        if len(same) > 1:
            self._ask()
        else:
            self._rest.setText("")
            self.suspects.setText("")

    def _editions(self, edition: EditionRow | None) -> list[EditionRow]:
        if edition is None:
            return []
        found = [e for e in self._context.editions if (e.business, e.kind) == (edition.business, edition.kind)]
        return sorted(found, key=lambda e: e.published)

    def _ask(self) -> None:
        pair = (self.old.code(), self.new.code())
        if all(pair) and pair[0] != pair[1]:
            self._asked = pair
            self._context.run(work.load_step, *pair, done=self._arrived, label="版を比べています", owner=self)

    def _committed(self, changes: Changes) -> None:
        if self._step is not None and self.isVisible() and changes.types & {"item", "triage", "adoption", "succession"}:
            self._ask()

    def _arrived(self, step: Step) -> None:
        if (step.old, step.new) != self._asked:
            return
        self._step = step
        counts = self._counts(step)
        for code, sign, word in _STRIP:
            self._chips[code].set_look(change_look(sign, f"{counts[code]:,} {word}"))
        rest = [(counts["date"], "適合基準日"), (counts["moved"], "移動"), (step.unchanged, "変わらない")]
        self._rest.setText("　".join(f"{n:,} {w}" for n, w in rest if n))
        edition = next((e for e in self._context.editions if e.hash == step.new), None)
        when = "" if edition is not None and edition.adopted else "採用すると"
        self.suspects.setText(f"{when}再確認 {len(step.suspect):,} 件" if step.suspect else "")
        usable = edition is not None and not edition.adopted and not self._context.read_only
        self.adopt.setVisible(usable)
        self.panes.facets.set_counts(counts)
        self.panes.facets.show_only({code for code, n in counts.items() if n} | self.panes.facets.on())
        self._fill()

    @staticmethod
    def _counts(step: Step) -> dict[str, int]:
        counts = {code: 0 for code, _ in FACETS}
        for change in step.diff.changes:
            for code in _codes(change, step):
                counts[code] += 1
        return counts

    # the list

    def _fill(self) -> None:
        step = self._step
        if step is None:
            return
        (wanted,) = self.panes.facets.on()
        here = self.panes.view.node()
        chosen = [c for c in step.diff.changes if wanted in _codes(c, step)]
        self.panes.model.set_lines([_line(c, step) for c in chosen])
        if not (here and self.panes.view.go(here)) and chosen:
            self.panes.view.go(chosen[0].node)
        self._show(self.panes.view.node())

    def _change(self, node: str) -> Change | None:
        return next((c for c in self._step.diff.changes if c.node == node), None) if self._step else None

    def _show(self, node: str) -> None:
        change, step = self._change(node), self._step
        if change is None or step is None:
            return
        panes, size = self.panes, self._context.size()
        panes.show_head(item_of(change), words_of(change), size)
        titles = tuple(f"{w}　{chooser.currentText()}" for w, chooser in (("旧", self.old), ("新", self.new)))
        panes.show_counts(panes.compared.show_items(change.old, change.new, titles, size))
        given = step.given.get(node)
        panes.verdict.set_look(verdict_look(given.verdict if given else None, conflict=bool(given and given.conflict)))
        told = [given.at[:10], given.by.replace("/", "　"), given.why] if given else ["まだ判定していません"]
        panes.who.set_whole("　".join(t for t in told if t))
        again = "　再確認が要ります" if node in step.suspect else ""
        panes.given_for.setText(f"{given.edition}の文で判定{again}" if given and given.edition else "")
        self.kin.show_of(node, step, not self._context.read_only)
        graded = step.triage.get(node)
        self.grade.set_code(graded.grade if graded else "")
        self.grade.setEnabled(not self._context.read_only)
        judged = change.new is not None and item_of(change).kind in COMPARED
        self.rejudge.setVisible(judged)

    # doing

    def write_paper(self, form: str) -> None:
        """Writes the difference as one of PAPERS."""
        _, word, ending = next(p for p in PAPERS if p[0] == form)
        edition = next((e for e in self._context.editions if e.hash == self._asked[1]), None)
        title = word.partition("（")[0]
        name = f"{title}_{edition.business if edition else ''}_{edition.label if edition else ''}.{ending}"
        kind = {"html": "ページ (*.html)", "pdf": "PDF (*.pdf)"}.get(ending, "Excel (*.xlsx)")
        path = ask_path(self, self._context, f"{title}を書き出す", name, kind)
        if path:
            done = lambda out: self._context.said.emit(f"書き出しました：{out}")  # noqa: E731
            self._context.run(
                work.write, *self._asked, path, form, tokens("light"), done=done, label="書き出しています", owner=self
            )

    def _letter(self, letter: str) -> None:
        if letter in {g.code for g in grades()}:
            self._grade(letter)
        elif letter == "R":
            self._rejudge()
        elif letter == "G":
            self._issue()

    def _grade(self, code: str) -> None:
        nodes = self.panes.view.selected() or [self.panes.view.node()]
        if self._step is None or self._context.read_only or not nodes[0]:
            return

        def arrived(graded: Graded) -> None:
            self._context.note_commit(graded.changes, graded.history)
            self._context.said.emit(f"仕分けを記録しました：{len(nodes)} 件")

        self._context.run(work.grade, *self._asked, tuple(nodes), code, done=arrived, owner=self)
        if len(nodes) == 1:
            self.panes.view.step(1)

    def _confirm_kin(self, candidate: Candidate) -> None:
        self._context.run(work.confirm, candidate, done=self._recorded, owner=self)

    def _withdraw_kin(self, rid: str) -> None:
        self._context.run(work.withdraw, rid, done=self._recorded, owner=self)

    def _recorded(self, recorded: Recorded) -> None:
        self._context.note_commit(recorded.changes, recorded.history)
        self._context.said.emit(recorded.changes.label)

    def _rejudge(self) -> None:
        if self.panes.view.node() and self.rejudge.isVisible():
            self.compare_wanted.emit(self.panes.view.node())

    def _issue(self) -> None:
        if self.panes.view.node() and not self._context.read_only:
            self.issue_wanted.emit(self.panes.view.node())

    def set_form(self, form: str, width: int) -> None:
        """``form``: wide, normal or small."""
        self.panes.set_form(form, width)


def _codes(change: Change, step: Step) -> set[str]:
    """The facets an item counts under."""
    codes = {"all", *(k for k in change.kinds if k in ("added", "removed", "class", "date", "moved", "labelled"))}
    if {"text", "name"} & set(change.kinds):
        codes.add("text")
    if len(codes) == 1:
        codes.add("other")
    if change.node in step.suspect:
        codes.add("suspect")
    if step.candidates_of(change.node):
        codes.add("candidate")
    if change.node not in step.triage or not step.triage[change.node].grade:
        codes.add("ungraded")
    return codes


def _line(change: Change, step: Step) -> ChangeLine:
    item, given = item_of(change), step.given.get(change.node)
    graded = step.triage.get(change.node)
    return ChangeLine(
        change.node, f"{item.id}-{item.branch}" if item.branch else item.id, item.name, tuple(words_of(change)),
        given.verdict if given else None, bool(given and given.conflict), graded.grade if graded else "",
        removed=change.new is None,
    )  # fmt: skip
