"""Dialogs of 団体: laying another municipality beside ours, deciding together, why one does otherwise, taking away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.core.codes import VERDICTS
from app.ui.context import Context
from app.ui.parts.banner import Banner
from app.ui.parts.buttons import Button
from app.ui.parts.chips import Chip, verdict_look
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.inputs import Chooser, Field, TextLine
from app.ui.parts.layouts import clear
from app.ui.parts.text import Elided, Label
from app.ui.work import cities as work
from app.ui.work.cities import Done, Said
from spec_catalog.problems import InputProblem

if TYPE_CHECKING:
    from app.services.cities import City, Given, Preview
    from app.services.city_detail import CitySaid
    from app.services.city_joint import Agreed
    from app.services.city_matrix import Asked, Joint, Key

SAMPLES, FEW, _SMALL = 6, 2, 620  # lines shown; in a window that isn't higher fewer
NONE = "（決めない）"


class _Storing(SentenceDialog):
    """Stays open until what it asked for is stored; a refusal shows in it."""

    def __init__(self, context: Context, sentence: str, parent: QWidget | None, **more: Any) -> None:
        super().__init__(sentence, parent, **more)
        self._context = context
        self._banner: Banner | None = None
        self.main.clicked.disconnect()
        self.main.clicked.connect(lambda _checked=False: self.store())

    def store(self) -> None:
        """Asks for it."""

    def _run(self, function: Callable[..., Any], *args: Any) -> None:
        self.main.setEnabled(False)
        self._context.run(function, *args, done=self._stored, failed=self.refused, label="書き込み中", owner=self)

    def _stored(self, done: Any) -> None:
        if isinstance(done, Done):
            self._context.note_commit(done.changes, done.history)
            self._context.said.emit(done.changes.label)
        self.accept()

    def refused(self, problem: BaseException) -> None:
        """Why it can't be done."""
        self.main.setEnabled(True)
        if isinstance(problem, InputProblem):
            if self._banner is not None:
                self._banner.hide()
                self._banner.deleteLater()
            self._banner = Banner("error", problem.message, problem.hint, self)
            self.body.insertWidget(0, self._banner)


class AddDialog(_Storing):
    """Reads the file beside the window's work and says what it would change, before it is laid beside ours."""

    def __init__(self, context: Context, path: str, parent: QWidget | None) -> None:
        super().__init__(
            context,
            "他団体を並べます",
            parent,
            explanation="読むだけです。自団体の記録は変わらず、相手の記録が混ざることもありません。",
            main="並べる",
            undo="「並べている団体…」でいつでも外せます",
            cancel="やめる",
            width=680,
        )
        self.setObjectName("city-add")
        self._given: Given | None = None
        self.sums = Label("確かめています", self, bold=True, wrap=True)
        self.body.addWidget(self.sums)
        self.about = Label("", self, tone="text2", wrap=True)
        self.body.addWidget(self.about)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setColumnStretch(1, 1)
        self.body.addLayout(self._grid)
        self.body.addStretch(1)
        self.main.set_usable(False, "確かめています")
        context.tasks.pool(
            work.read, path, context.info.code if context.info else "", done=self._read, failed=self.refused,
            label="他団体のファイルを確かめています", owner=self,
        )  # fmt: skip

    def _read(self, given: Given) -> None:
        self._given = given
        self._context.run(work.preview, given, done=self._seen, failed=self.refused, owner=self)

    def _seen(self, seen: Preview) -> None:
        given, before = seen.given, seen.before
        self.sums.setText(f"{given.municipality}（{given.code}）　判定 {len(given.items):,} 件")
        who = f"{given.by.replace('/', ' ')}　{given.created_at[:10]} のもの"
        editions = "、".join(sorted(set(given.editions.values())))
        self.about.setText(who + (f"　判定した版 {editions}" if editions else ""))
        if before is not None:
            text = (
                f"{before.created_at[:10]} のものと入れ替えます：増える {seen.added:,}　変わる {seen.changed:,}"
                f"　なくなる {seen.gone:,}　同じ {seen.same:,}"
            )
            self.about.setText(f"{self.about.text()}\n{text}")
        for row, step in enumerate(seen.samples[:SAMPLES]):
            self._grid.addWidget(Label(step.node.partition(":")[2], self, tone="text2"), row, 0)
            self._grid.addWidget(Elided(step.name, self), row, 1)
            self._grid.addWidget(Label(f"{step.before} → {step.after}", self), row, 2)
        if seen.older:
            older = "いま並べているものより前に書かれたファイルです。"
            self.body.insertWidget(0, Banner("warn", older, "入れ替えてよいか、日付を確かめてください。", self))
        self.main.setEnabled(True)
        self.main.set_usable(bool(given.items), "判定がひとつもありません")
        self.main.set_word("入れ替える" if before is not None else "並べる")

    def refused(self, problem: BaseException) -> None:
        """It stays as it was."""
        super().refused(problem)
        self.sums.setText("並べていません")
        self.main.set_usable(False, "このファイルは並べられません")

    def store(self) -> None:
        if self._given is not None:
            self._run(work.add, self._given)

    def _stored(self, done: str) -> None:
        self._context.note_saved()
        self._context.cities_changed.emit()
        self._context.said.emit(f"{done}を並べました")
        self.accept()


class _Deciding(_Storing):
    """Reason, who decided and when: what every joint decision needs."""

    def _add_how(self, reason: str, by: str, on: str) -> None:
        self.reason = TextLine(self, name="理由", hint="例　三市とも窓口の流れが同じ")
        self.reason.setText(reason)
        self.body.addWidget(Field("理由（必須）", self.reason, self))
        row = QHBoxLayout()
        row.setSpacing(12)
        self.by = TextLine(self, name="決定者", hint="例　三市共同化協議会")
        self.by.setText(by)
        row.addWidget(Field("決定者（必須）", self.by, self), 2)
        self.on = TextLine(self, name="決定日", hint="2026-12-25")
        self.on.setText(on or date.today().isoformat())
        row.addWidget(Field("決定日（必須）", self.on, self), 1)
        self.body.addLayout(row)
        for line in (self.reason, self.by, self.on):
            line.textChanged.connect(lambda _t: self.look())

    def lacking(self) -> str:
        """What is still missing."""
        for line, why in ((self.reason, "理由"), (self.by, "決定者"), (self.on, "決定日")):
            if not line.text().strip():
                return f"{why}を書いてください"
        return ""

    def look(self) -> None:
        """Whether it can be decided."""
        why = self.lacking()
        self.main.set_usable(not why, why)


class DecideDialog(_Deciding):
    """A joint decision about one item or several chosen ones."""

    def __init__(
        self,
        context: Context,
        keys: Sequence[Key],
        title: str,
        before: Joint | None,
        common: str,
        parent: QWidget | None,
    ) -> None:
        """``before``: what is decided about the one item; ``common``: the verdict all gave, "" if they differ."""
        super().__init__(
            context,
            f"{title} を共同で決める",
            parent,
            explanation="決めたことは自団体の記録に残り、各団体の判定は変わりません。",
            main="これに決める",
            undo="「元に戻す」で戻ります",
            width=640,
        )
        self.setObjectName("joint")
        self._keys = list(keys)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.verdict = Chooser(self, name="共同の判定")
        chosen = before.verdict if before else common
        self.verdict.fill([("", NONE), *((v.code, f"{v.sign} {v.label}") for v in VERDICTS)], chosen)
        row.addWidget(Field("共同の判定", self.verdict, self), 1)
        self.disposition = Chooser(self, name="共同の対応方針")
        self.disposition.fill([("", NONE)])
        row.addWidget(Field("共同の対応方針", self.disposition, self), 1)
        self.body.addLayout(row)
        self.content = TextLine(self, name="内容", hint="例　様式は三市で一つにする")
        self.content.setText(before.content if before else "")
        self.body.addWidget(Field("内容", self.content, self))
        self._add_how(before.reason if before else "", before.by if before else "", before.date if before else "")
        self.body.addStretch(1)
        for chooser in (self.verdict, self.disposition):
            chooser.currentIndexChanged.connect(lambda _i: self.look())
        self._wanted = before.disposition if before else ""
        if before is not None:
            self.withdraw = Button("決定を取り下げる", self, kind="link", press=self._withdraw)
            self.body.addWidget(self.withdraw, 0, Qt.AlignmentFlag.AlignLeft)
        context.run(work.dispositions, done=self._dispositions, owner=self)
        self.look()
        self.verdict.setFocus()

    def _dispositions(self, found: tuple[tuple[str, str], ...]) -> None:
        self.disposition.fill([("", NONE), *found], self._wanted)

    def lacking(self) -> str:
        if not self.verdict.code() and not self.disposition.code():
            return "共同の判定か対応方針を選んでください"
        return super().lacking()

    def store(self) -> None:
        said = Said(
            self.verdict.code(), self.disposition.code(), self.content.text().strip(), self.reason.text().strip(),
            self.by.text().strip(), self.on.text().strip(),
        )  # fmt: skip
        self._run(work.decide, self._keys, said)

    def _withdraw(self) -> None:
        self._run(work.withdraw, self._keys[0])


class AgreedDialog(_Deciding):
    """What every municipality judged alike, decided at once after a look."""

    def __init__(self, context: Context, asked: Asked, parent: QWidget | None) -> None:
        super().__init__(
            context,
            "全団体の判定が同じものを、まとめて共同の決定にします",
            parent,
            explanation="全団体が判定していて、どれも同じで、まだ共同の決定がないものだけです。",
            main="決める",
            undo="「元に戻す」で一度に戻ります",
            width=680,
        )
        self.setObjectName("joint-agreed")
        self._found: Agreed | None = None
        self.sums = Label("調べています", self, bold=True)
        self.body.addWidget(self.sums)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setColumnStretch(1, 1)
        self.body.addLayout(self._grid)
        self._add_how("全団体の判定が一致した", "", "")
        self.body.addStretch(1)
        context.run(work.agreed, asked, done=self._seen, failed=self.refused, label="一致を調べています", owner=self)
        self.look()
        self.by.setFocus()

    def _seen(self, found: Agreed) -> None:
        self._found = found
        count = len(found.lines)
        self.sums.setText(f"{count:,} 件を決められます　（ほかの {found.left:,} 件はそのまま）")
        clear(self._grid)
        room = SAMPLES if self.parentWidget() is None or self.parentWidget().height() > _SMALL else FEW
        for row, line in enumerate(found.lines[:room]):
            self._grid.addWidget(Label(line.id, self, tone="text2"), row, 0)
            self._grid.addWidget(Elided(line.name, self), row, 1)
            self._grid.addWidget(Chip(verdict_look(line.cells[0].verdict), self), row, 2)
        if count > room:
            self._grid.addWidget(Label(f"ほか {count - room:,} 件", self, tone="text2"), room, 1)
        self.main.set_word(f"{count:,} 件を決める" if count else "決める")
        self.look()

    def lacking(self) -> str:
        if self._found is None or not self._found.lines:
            return "決められるものがありません" if self._found else "調べています"
        return super().lacking()

    def store(self) -> None:
        if self._found is not None:
            said = Said(reason=self.reason.text().strip(), by=self.by.text().strip(), date=self.on.text().strip())
            self._run(work.decide_agreed, self._found, said)


class DeviateDialog(_Storing):
    """Why one municipality does otherwise than was decided together."""

    def __init__(
        self, context: Context, key: Key, title: str, cities: Sequence[CitySaid], off: str, parent: QWidget | None
    ) -> None:
        """``off``: the 団体コード of the first that differs without a reason."""
        super().__init__(
            context,
            f"{title}：共同の決定と違う理由",
            parent,
            explanation="合わない団体の理由を残します。共同の決定も、その団体の判定も変わりません。",
            main="記録する",
            undo="空にすると取り下げます",
        )
        self.setObjectName("deviate")
        self._key = key
        self._reasons = {c.column.code: c.deviation.get("reason", "") for c in cities}
        self.city = Chooser(self, name="団体")
        self.city.fill([(c.column.code, c.column.name) for c in cities], off or cities[0].column.code)
        self.body.addWidget(Field("団体", self.city, self))
        self.reason = TextLine(self, name="逸脱の理由", hint="例　経過措置の間は条例のとおりに計算する")
        self.body.addWidget(Field("逸脱の理由", self.reason, self))
        self.city.currentIndexChanged.connect(lambda _i: self._show())
        self.reason.textChanged.connect(lambda _t: self._look())
        self.reason.entered.connect(self.store)
        self._show()
        self.reason.setFocus()

    def _show(self) -> None:
        self.reason.setText(self._reasons.get(self.city.code(), ""))
        self._look()

    def _look(self) -> None:
        same = self.reason.text().strip() == self._reasons.get(self.city.code(), "")
        self.main.set_usable(not same, "理由を書いてください")

    def store(self) -> None:
        if self.main.isEnabled():
            self._run(work.deviate, self._key, self.city.code(), self.reason.text().strip())


class ListDialog(SentenceDialog):
    """The municipalities beside ours, and taking one away."""

    def __init__(self, context: Context, cities: Sequence[City], parent: QWidget | None) -> None:
        super().__init__(
            "並べている団体",
            parent,
            explanation="外しても自団体の記録は変わりません。もう一度もらえば、また並べられます。",
            main="閉じる",
            cancel="",
            width=720,
        )
        self.setObjectName("city-list")
        self._context = context
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(3, 1)
        self.body.addLayout(self._grid)
        self.body.addStretch(1)
        self.buttons: dict[str, Button] = {}
        for row, city in enumerate(cities):
            self._grid.addWidget(Label(city.municipality, self, bold=True), row, 0)
            self._grid.addWidget(Label(city.code, self, tone="text2"), row, 1)
            self._grid.addWidget(Label(f"判定 {city.items:,} 件", self), row, 2)
            about = f"{city.created_at[:10]} のもの　{city.by.replace('/', ' ')}　{city.file}"
            self._grid.addWidget(Elided(about, self, tone="text2"), row, 3)
            press = lambda code=city.code: self._remove(code)  # noqa: E731  (this line's own)
            button = Button("外す", self, kind="link", compact=True, press=press)
            button.set_usable(not context.read_only, "読むだけで開いています")
            self._grid.addWidget(button, row, 4)
            self.buttons[city.code] = button

    def _remove(self, code: str) -> None:
        self.buttons[code].setEnabled(False)
        self._context.run(work.remove, code, done=self._removed, label="外しています", owner=self)

    def _removed(self, name: str) -> None:
        self._context.note_saved()
        self._context.cities_changed.emit()
        self._context.said.emit(f"{name}を外しました")
        self.accept()
