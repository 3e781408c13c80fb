"""Deleting rows: what goes is named first, and one step brings it back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QWidget

from app.ui.context import Context
from app.ui.models.survey import SurveyModel
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.text import Elided, Label
from app.ui.survey.grid import Grid
from app.ui.work import survey as work
from app.ui.work.survey import Confirmed, Done

NAMED = 5

BOOKS = (".xlsx", ".xlsm", ".csv", ".tsv")
HOW = (
    "課で使っている Excel の一覧を取り込むか、行を足して打ち込みます。ここで Ctrl+V を押して貼り付けることもできます。"
)


def books(data: QMimeData) -> list[str]:
    """The files among what is dragged that can be imported."""
    paths = (url.toLocalFile() for url in data.urls())
    return [p for p in paths if p.lower().endswith(BOOKS)]


Deleted = Callable[[SurveyModel, list[str], Done], object]


def ask_delete(context: Context, grid: Grid, parent: QWidget, own: set[str], then: Deleted) -> str:
    """Asks before the rows of the chosen cells go; ``then`` gets their keys once they are gone, ``own`` the step.

    Rows that were never stored go at once. A sentence when nothing is asked.
    """
    model = grid.lines
    top, _left, bottom, _right = grid.block()
    lines = [line for line in map(model.line, range(top, bottom + 1)) if line is not None]
    rids, keys = [line.rid for line in lines if line.rid], [line.key for line in lines]
    if not keys or not model.writable:
        return "消す行のセルを選んでください。"
    if not rids:
        model.drop_lines(keys)
        return "書き込んでいなかった行を消しました。"
    dialog = SentenceDialog(
        f"{model.list.title}の {len(rids)} 行を消します",
        parent,
        main=f"{len(rids)} 行を消す",
        undo="1 回の「元に戻す」で全部戻ります",
    )
    main = next(c.code for c in model.columns if c.required)
    for line in lines[:NAMED]:
        number = line.texts[model.place["number"]] if "number" in model.place else ""
        dialog.body.addWidget(Elided(f"{number}　{line.texts[model.place[main]]}".strip(), dialog))
    if len(lines) > NAMED:
        dialog.body.addWidget(Label(f"ほか {len(lines) - NAMED} 行", dialog, tone="text2"))
    dialog.accepted.connect(lambda: _delete(context, model, rids, keys, own, then))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return ""


def _delete(
    context: Context, model: SurveyModel, rids: list[str], keys: list[str], own: set[str], then: Deleted
) -> None:
    def deleted(done: Done) -> None:
        own.add(done.changes.unit)
        then(model, keys, done)
        context.note_commit(done.changes, done.history)
        context.said.emit(f"{len(rids)} 行を消しました。元に戻すで戻せます。")

    context.run(work.delete, model.list.name, rids, done=deleted, label="行を消しています", owner=model)


def confirm_side(context: Context, grid: Grid, side: str, on: bool) -> None:
    """One end of the chosen linkages says that they are as written, or takes that back."""
    top, _left, bottom, _right = grid.block()
    rids = [line.rid for line in map(grid.lines.line, range(top, bottom + 1)) if line is not None and line.rid]
    if not rids or not grid.lines.writable:
        context.said.emit("確認する連携の行を選んでください。" if grid.lines.writable else "読むだけで開いています。")
        return

    def done(step: Confirmed) -> None:
        context.note_commit(step.changes, step.history)
        context.said.emit(f"{step.changes.label}を記録しました")

    context.run(work.confirm_side, rids, side, on, done=done, label="書き込み中", owner=grid)
