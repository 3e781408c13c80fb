"""Erasing characters for good: every place is seen first, and it is said plainly that nothing brings them back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.context import Context
from app.ui.parts.buttons import Button
from app.ui.parts.chips import state_look
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.inputs import Field, TextLine
from app.ui.parts.text import Label
from app.ui.parts.ticks import CheckBox
from app.ui.parts.two_lines import TwoLineList, TwoLines
from app.ui.work import records as work
from app.ui.work.records import Erased
from spec_catalog.problems import InputProblem

if TYPE_CHECKING:
    from app.services.redaction import Found, Place, Waiting

MOST = 500  # places that are listed
_ENTRY, _ROWS, _EDGE = 52, 6, 60  # height of an entry, the most that show, and what the window keeps around
_SURE = "元に戻せないことを確かめました"


def entries(places: Sequence[Place]) -> list[TwoLines]:
    """Places as lines: what and which field, how it will read, who and when."""
    out = []
    for n, place in enumerate(places[:MOST]):
        who = f"{place.by.replace('/', ' ')}　{place.at[:16].replace('T', ' ')}"
        chip = state_look("いまの値", "warn") if place.now else state_look("以前の値", "neutral")
        below = f"{place.text}　{who}" if place.text else who
        out.append(TwoLines(str(n), f"{place.title}　{place.field}", below, chip))
    return out


def summed(found: Found) -> str:
    """What would be touched, in one sentence."""
    parts = [f"記録 {found.operations:,} 件（{len(found.places):,} か所）"] if found.operations else []
    parts += [f"{what} {n:,} か所" for what, n in found.beside]
    parts += [f"控え・作業用コピー {len(found.backups):,} 個"] if found.backups else []
    return "、".join(parts) + "から消します。" if parts else "その文字は、このファイルにも控えにもありません。"


class _Erasing(SentenceDialog):
    """What both dialogs share: the list, the tick, and being busy."""

    def __init__(self, context: Context, sentence: str, explanation: str, main: str, parent: QWidget | None) -> None:
        super().__init__(sentence, parent, explanation=explanation, main=main, width=760)
        self._context = context
        self._busy = False

    def _list(self, name: str) -> None:
        self.list = TwoLineList(name, self)
        self.list.setProperty("framed", True)
        self.body.addWidget(self.list)

    def _fit(self) -> None:
        """The list as high as what it holds, and as the window has room for; the dialog stays in its middle."""
        window = self.parentWidget()
        self.list.setFixedHeight(_ENTRY + 2)
        self.layout().activate()
        height = self.layout().totalHeightForWidth(self.width())
        rows = len(self.list.entries())
        if window is not None and rows > 1:
            more = min(rows, _ROWS, 1 + max(0, window.height() - height - _EDGE) // _ENTRY) - 1
            self.list.setFixedHeight(_ENTRY * (1 + more) + 2)
            height += _ENTRY * more
        self.resize(self.width(), height)
        if window is not None:
            self.move(window.geometry().center() - self.rect().center())

    def _foot(self) -> None:
        self.sure = CheckBox(_SURE, self)
        self.sure.toggled.connect(lambda _on: self._look())
        self.body.addWidget(self.sure)
        self.trouble = Label("", self, tone="error", wrap=True)
        self.trouble.hide()
        self.body.addWidget(self.trouble)

    def _look(self) -> None:
        """Whether the main button can be pressed, and why not."""

    def _wait(self, busy: bool) -> None:
        self._busy = busy
        self.cancel.setEnabled(not busy)
        self._look()

    def _failed(self, problem: BaseException) -> None:
        self._wait(False)
        if isinstance(problem, InputProblem):
            self.trouble.setText(f"{problem.message}{problem.hint}")
            self.trouble.show()

    def _done(self, erased: Erased) -> None:
        done = erased.done
        self._context.drafts = {(d.node, d.atom): d for d in erased.drafts}
        self._context.drafts_changed.emit()
        self._context.note_commit(done.changes, erased.history)
        left = "".join(f"「{p.name}」は書き換えられませんでした。ファイルごと消してください。" for p in done.left)
        kept = f"操作の名前か氏名 {len(done.headers)} 件には残っています。" if done.headers else ""
        self._context.said.emit(
            f"{done.operations:,} 件の記録から消しました（控え {done.backups:,} 個も書き換えました）。{left}{kept}"
        )
        super().accept()

    def reject(self) -> None:
        if not self._busy:  # what has begun is brought to its end
            super().reject()


class EraseDialog(_Erasing):
    """Looks for a text, shows every place, and erases it with a reason."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "書いてはいけない文字を消す",
            "個人番号などを ■ に置き換え、元の文字を記録・下書き・控えから消します。だれがいつ書いたかは残ります。"
            "消した文字は元に戻せません。渡したあとの Excel や印刷したものは、それぞれの手元で直してください。",
            "■ に置き換えて消す",
            parent,
        )
        self.setObjectName("erase")
        self._found: Found | None = None
        row = QHBoxLayout()
        row.setSpacing(8)
        self.text = TextLine(self, name="消す文字", hint="例　123456789018（全角や - 区切りも見つけます）")
        row.addWidget(Field("消す文字", self.text, self), 1)
        self.search = Button("さがす", self, tall=True, press=self._search)
        place = QHBoxLayout()
        place.setContentsMargins(0, 22, 0, 0)
        place.addWidget(self.search)
        row.addLayout(place)
        self.body.addLayout(row)
        self.sum = Label(
            "消す文字を書いて「さがす」を押すと、ある場所がここに並びます。", self, tone="text2", wrap=True
        )
        self.body.addWidget(self.sum)
        self._list("文字がある場所")
        self.list.hide()
        self.kept = Label("", self, tone="warn", wrap=True)
        self.kept.hide()
        self.body.addWidget(self.kept)
        self.reason = TextLine(self, name="消す理由", hint="例　個人番号の誤記入（消す文字は書かないでください）")
        self._why = Field("消す理由（必須）", self.reason, self)
        self.body.addWidget(self._why)
        self._foot()
        self.text.entered.connect(self._search)
        self.text.textChanged.connect(self._changed)
        self.reason.textChanged.connect(lambda _t: self._look())
        self._look()
        self.text.setFocus()

    def _changed(self) -> None:
        """Another text: what was found says nothing of it."""
        self._found = None
        self.list.hide()
        self.kept.hide()
        self.sum.setText("「さがす」を押すと、ある場所がここに並びます。")
        self._look()

    def _search(self) -> None:
        if self._busy or not self.text.text().strip():
            return
        self.trouble.hide()
        self._wait(True)
        self.sum.setText("さがしています…")
        self._context.run_long(
            work.find,
            self.text.text(),
            done=self._arrived,
            failed=self._failed,
            label="文字をさがしています",
            owner=self,
        )

    def _arrived(self, found: Found) -> None:
        self._found = found
        self._wait(False)
        more = f"（先頭の {MOST:,} か所を並べています）" if len(found.places) > MOST else ""
        self.sum.setText(summed(found) + more)
        self.list.put(entries(found.places))
        self.list.setVisible(bool(found.places))
        warnings = []
        if found.headers:
            warnings.append(f"操作の名前か氏名にもあり、そこは消せません（{'、'.join(found.headers[:3])}）。")
        warnings += [f"控え「{p.name}」は壊れていて調べられません。" for p in found.damaged]
        self.kept.setText("".join(warnings))
        self.kept.setVisible(bool(warnings))
        self._look()
        self._fit()
        if not found.empty:
            self.reason.setFocus()

    def _look(self) -> None:
        found = self._found
        why = (
            "終わるまでお待ちください" if self._busy
            else "先に「さがす」で、ある場所を確かめてください" if found is None
            else "消すものがありません" if found.empty
            else "消す理由を書いてください" if not self.reason.text().strip()
            else "" if self.sure.isChecked() else f"「{_SURE}」に印を付けてください"
        )  # fmt: skip
        self.search.set_usable(bool(self.text.text().strip()) and not self._busy, "消す文字を書いてください")
        self.main.set_usable(not why, why)

    def accept(self) -> None:
        if self._found is None or not self.main.isEnabled():  # Return in the line looks first
            return
        self.trouble.hide()
        self._wait(True)
        self._context.run_long(
            work.erase, self._found.text, self.reason.text().strip(), done=self._done, failed=self._failed,
            label="文字を消しています", owner=self,
        )  # fmt: skip


class ConfirmDialog(_Erasing):
    """What somebody else erased: hidden already, gone for good once its list was looked at."""

    def __init__(self, context: Context, found: Waiting, parent: QWidget | None = None) -> None:
        who = f"{found.by.replace('/', ' ')}（{found.at[:16].replace('T', ' ')}）"
        super().__init__(
            context,
            f"{who} が消した文字を、このファイルからも消す",
            f"理由：{found.reason}。届いたときから隠してあり、どの画面にもパッケージにも出ません。"
            "消すと、控えの中の元の文字もなくなり、元に戻せません。",
            "一覧を確かめて消す",
            parent,
        )
        self.setObjectName("confirm-erase")
        self._id = found.id
        self._office = found.confirmed or context.who().role == "office"
        said = f"記録 {len({p.op_id for p in found.places}):,} 件です。"
        if found.confirmed:
            said += "事務局が一覧を確かめています。"
        self.body.addWidget(Label(said, self, tone="text2", wrap=True))
        self._list("消される場所")
        self.list.put(entries(found.places))
        self._foot()
        self._look()
        self._fit()

    def _look(self) -> None:
        why = (
            "終わるまでお待ちください" if self._busy
            else "事務局が一覧を確かめてから消せます" if not self._office
            else "" if self.sure.isChecked() else f"「{_SURE}」に印を付けてください"
        )  # fmt: skip
        self.main.set_usable(not why, why)

    def accept(self) -> None:
        if not self.main.isEnabled():
            return
        self.trouble.hide()
        self._wait(True)
        self._context.run_long(
            work.confirm, self._id, done=self._done, failed=self._failed, label="文字を消しています", owner=self
        )
