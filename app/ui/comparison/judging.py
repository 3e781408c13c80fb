"""Recording: one digit, one commit, on to the next; nothing is recorded on a requirement that is not shown yet."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.codes import VERDICT_BY_KEY
from app.services.views import Draft
from app.ui.comparison.dialogs import BulkDialog
from app.ui.context import Context
from app.ui.work import comparison as work
from app.ui.work.comparison import Fields, Step
from app.ui.work.lists import Reading
from spec_catalog.problems import InputProblem

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.services.comparison import BulkPreview
    from app.ui.comparison.list_pane import ListPane
    from app.ui.comparison.verdict_bar import VerdictBar


class Judging(QObject):
    """Between keys and commits. ``stepped`` brings what was committed, ``refused`` what was not."""

    stepped = Signal(object)  # Step
    refused = Signal(object)  # InputProblem
    said = Signal(str)

    def __init__(self, context: Context, panes: ListPane, bar: VerdictBar, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._list, self._bar = context, panes, bar
        self._window = parent
        self._edition = ""
        self._business = ""
        self._kind = "req"
        self._reading: Reading | None = None
        self._waiting: deque[str] = deque()
        self._busy = False
        self._sent: Fields | None = None

    # what is shown

    def set_edition(self, edition: str, business: str, kind: str) -> None:
        """Verdicts go to this edition."""
        self._edition, self._business, self._kind = edition, business, kind
        self._reading = None
        self._waiting.clear()

    def set_reading(self, reading: Reading | None) -> None:
        """The requirement that now is read; digits typed ahead go on from here."""
        self._reading = reading
        self._pump()

    def shown_reading(self) -> Reading | None:
        """What a digit would be recorded on."""
        return self._reading

    def shown_key(self) -> int | None:
        """The key that a digit would be recorded on."""
        return self._reading.detail.row.key if self._reading is not None else None

    # keys

    def digit(self, digit: str) -> None:
        """A digit from the list, the panes or the bar."""
        if not self._bar.takes(digit):
            self.said.emit(f"簡易では 1・3・4・0 を使います。{digit} は「詳細の9区分にする」で使えます。")
            return
        if self._context.read_only:
            self.said.emit("読むだけで開いているため記録できません。")
            return
        selected = self._list.view.selected_keys()
        if len(selected) > 1:
            self.bulk(selected, digit, "一覧で選んだもの")
            return
        self._waiting.append(digit)
        self._pump()

    def _pump(self) -> None:
        """Takes the next digit once the requirement it is meant for is on the screen."""
        key = self._list.view.key()
        if self._busy or not self._waiting or self._reading is None or key != self.shown_key() or key is None:
            return
        digit = self._waiting.popleft()
        verdict = VERDICT_BY_KEY[digit].code if digit in VERDICT_BY_KEY else None
        if self._bar.dirty_atoms() and not self._bar.composing():
            self._record(verdict, go_on=verdict is not None)
            return
        judged = self._reading.detail.judgement
        heads = judged.heads if judged is not None else ()
        self._run(work.judge, key, verdict, heads, self._list.model.all_keys(), verdict is not None)

    def record(self) -> None:
        """Ctrl+Enter: all fields, then on to the next."""
        if self._busy or self._reading is None or self._bar.composing() or self._context.read_only:
            return
        judged = self._reading.detail.judgement
        self._record(judged.verdict if judged is not None else None, go_on=True)

    def _record(self, verdict: str | None, *, go_on: bool) -> None:
        assert self._reading is not None
        detail = self._reading.detail
        drafts = self.drafts_of(detail.row.node)
        seen = {
            "verdict": detail.judgement.heads if detail.judgement else (),
            "effect": detail.effect.heads if detail.effect else (),
            "memo": detail.memo.heads if detail.memo else (),
        }
        for atom, draft in drafts.items():
            seen[atom] = draft.parents
        for atom in drafts:
            self._context.drafts.pop((detail.row.node, atom), None)
        self._context.drafts_changed.emit()
        keys = self._list.model.all_keys()
        self._sent = self._bar.fields()
        self._run(work.record, detail.row.key, verdict, self._sent, seen, keys, go_on)

    def _run(self, function: object, *args: object) -> None:
        self._busy = True
        self._context.run(
            function, self._edition, *args, done=self._done, failed=self._failed, label="書き込み中", owner=self
        )

    def _done(self, step: Step) -> None:
        self._busy = False
        if self._sent is not None:  # stored now: leaving the row must not make a draft of it
            self._bar.accept(self._sent)
            self._sent = None
        self.stepped.emit(step)
        self._pump()

    def _failed(self, problem: BaseException) -> None:
        self._busy = False
        self._sent = None
        self._waiting.clear()
        if isinstance(problem, InputProblem):
            self.refused.emit(problem)

    # drafts

    def drafts_of(self, node: str) -> dict[str, Draft]:
        """Drafts of a requirement by atom."""
        return {atom: draft for (where, atom), draft in self._context.drafts.items() if where == node}

    def keep_draft(self) -> None:
        """Stores what is written and not committed, with the heads seen when it was shown."""
        if self._reading is None or self._context.read_only:
            return
        detail = self._reading.detail
        seen = {"verdict": detail.judgement, "effect": detail.effect, "memo": detail.memo}
        for atom, fields in self._bar.dirty_atoms().items():
            before = self._context.drafts.get((detail.row.node, atom))
            shown = seen[atom]
            parents = before.parents if before else tuple(shown.heads) if shown else ()
            if before is not None and before.fields == fields:
                continue
            self._context.drafts[detail.row.node, atom] = Draft(detail.row.node, atom, dict(fields), parents, "")
            self._context.run(work.save_draft, self._edition, detail.row.key, atom, fields, parents, owner=self)
            self._bar.mark_draft()
        self._context.drafts_changed.emit()

    def drop_drafts(self) -> None:
        """捨てる: the fields go back to what is stored."""
        if self._reading is None:
            return
        node = self._reading.detail.row.node
        for atom in self.drafts_of(node):
            del self._context.drafts[node, atom]
            self._context.run(work.drop_draft, node, atom, owner=self)
        self._bar.revert()
        self._context.drafts_changed.emit()

    # many at once

    def bulk(
        self, keys: list[int], digit: str, why: str, *, only_undecided: bool = True, facts: tuple[str, str] = ("", "")
    ) -> None:
        """Preview first, then one step; ``facts``: what holds of all of them today, and the reason."""
        verdict = VERDICT_BY_KEY[digit].code if digit in VERDICT_BY_KEY else None
        only = only_undecided and verdict is not None

        def arrived(preview: BulkPreview) -> None:
            dialog = BulkDialog(preview, verdict, why, self._window)
            dialog.all_box.setChecked(not only)
            if verdict is None:
                dialog.all_box.hide()

            def again(everything: bool) -> None:
                dialog.reject()
                self.bulk(keys, digit, why, only_undecided=not everything, facts=facts)

            dialog.all_wanted.connect(again)
            dialog.accepted.connect(lambda: self._bulk_now(preview, verdict, facts))
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

        self._context.run(work.preview, self._edition, keys, verdict, only, done=arrived, owner=self)

    def _bulk_now(self, preview: BulkPreview, verdict: str | None, facts: tuple[str, str]) -> None:
        self._run(work.judge_many, list(preview.changing), verdict, self._list.model.all_keys(), *facts)

    def offer_prohibited(self) -> None:
        """× with nothing today, as one bulk step."""

        def arrived(keys: tuple[int, ...]) -> None:
            if keys:
                why = "実装不可（×）で、現行に対応するものがないもの"
                self.bulk(list(keys), "1", why, facts=("none", "現行に対応する機能がない。"))
            else:
                self.said.emit("実装不可（×）で現行のない未判定のものはありません。")

        self._context.run(
            work.prohibited_without_current, self._edition, self._business, self._kind, done=arrived, owner=self
        )
