"""標準仕様 as it is pictured: the list, everything in force, the step to a new edition and what follows from it."""

from __future__ import annotations

from openpyxl import Workbook
from PySide6.QtTest import QTest

from app.services.views import FORCE
from app.ui.standard.editions import EditionsDialog
from app.ui.standard.mapping import MappingDialog
from tests.pictures.stage import Drawn, Stage, scene


def _at(stage: Stage, page: int) -> None:
    stage.window.go("standard")
    screen = stage.window.standard
    screen.show_edition(stage.context.adopted("001").hash)
    screen.browse.clear_filter()
    screen.tabs.bar.setCurrentIndex(page)
    _rest(stage)


def _rest(stage: Stage) -> None:
    """Counts follow a moment after the list."""
    for _ in range(2):
        stage.rest()
        QTest.qWait(100)
    stage.rest()


@scene
def home(stage: Stage) -> Drawn:
    stage.window.go("home")
    stage.window.screens.get("home").scope.choose("all")
    _rest(stage)
    return [stage.window]


@scene
def home_mine(stage: Stage) -> Drawn:
    stage.window.go("home")
    stage.window.screens.get("home").scope.choose("mine")
    _rest(stage)
    return [stage.window]


@scene
def standard(stage: Stage) -> Drawn:
    _at(stage, 0)
    stage.window.standard.browse.view.setFocus()
    stage.rest()
    return [stage.window]


@scene
def standard_everything(stage: Stage) -> Drawn:
    _at(stage, 0)
    screen = stage.window.standard
    screen.show_edition(FORCE)
    screen.browse.search.setText("証明 発行")
    screen.browse.search.searched.emit("証明 発行")
    _rest(stage)
    return [stage.window]


@scene
def standard_side(stage: Stage) -> Drawn:
    """The tree and the facets, which stand behind a tab in a small window."""
    _at(stage, 0)
    screen = stage.window.standard
    screen.show_edition(FORCE)
    screen.browse.panes.facet_list.switch("documents", "form")
    _rest(stage)
    screen.browse.panes.tabs.bar.setCurrentIndex(1)
    _rest(stage)
    drawn: Drawn = [stage.window]
    return drawn


@scene
def standard_new_edition(stage: Stage) -> Drawn:
    _at(stage, 0)
    screen = stage.window.standard
    screen.browse.panes.tabs.bar.setCurrentIndex(0)
    newer = next(e for e in stage.context.editions if e.business == "001" and not e.adopted)
    screen.show_edition(newer.hash)
    screen.browse.search.setText("証明")
    screen.browse.search.searched.emit("証明")
    _rest(stage)
    return [stage.window]


@scene
def standard_difference(stage: Stage) -> Drawn:
    _at(stage, 1)
    page = stage.window.standard.difference
    page.panes.facets.choose("text")
    _rest(stage)
    page.panes.view.setFocus()
    stage.rest()
    return [stage.window]


@scene
def standard_editions(stage: Stage) -> Drawn:
    _at(stage, 1)
    stage.window.standard.difference.panes.facets.choose("all")
    stage.window.standard.list_editions()
    return [stage.window, stage.dialog(EditionsDialog)]


@scene
def standard_suspects(stage: Stage) -> Drawn:
    _at(stage, 0)
    newer = next(e for e in stage.context.editions if (e.business, e.kind) == ("001", "req") and not e.adopted)
    stage.window.standard.adopt_all((newer.hash,))
    _rest(stage)
    stage.window.standard.tabs.bar.setCurrentIndex(2)
    _rest(stage)
    stage.window.standard.suspects.panes.view.setFocus()
    stage.rest()
    return [stage.window]


@scene
def standard_consistency(stage: Stage) -> Drawn:
    stage.context.undo()  # the adoption of the scene before
    _rest(stage)
    _at(stage, 3)
    return [stage.window]


@scene
def import_mapping(stage: Stage) -> Drawn:
    path = stage.workspace.with_name("017_並べ直した一覧.xlsx")
    book = Workbook()
    sheet = book.active
    sheet.title = "一覧"
    sheet.append(("学齢簿　市で並べ直したもの",))
    sheet.append(("管理", "やること", "区分", "担当の覚え"))
    for n, (text, mark) in enumerate(
        (
            ("学齢簿を編製できること。", "要"),
            ("転入学通知書を発行できること。", "任"),
            ("就学先を手で書けること。", "否"),
        )
        * 5,
        1,
    ):
        sheet.append((f"017{n:04d}", text, mark, ""))
    book.save(path)
    stage.window.go("standard")
    wizard = stage.window.standard.wizard
    stage.window.standard.start_import([str(path)])
    stage.context.tasks.wait(60_000)
    _rest(stage)
    wizard.results.mapping_wanted.emit(str(path))
    stage.context.tasks.wait(60_000)
    _rest(stage)
    dialog = stage.dialog(MappingDialog)
    for column, code in zip(dialog._columns, ("id", "text", "class", "note"), strict=True):
        dialog._columns[column].set_code(code)
    dialog._changed()
    QTest.qWait(250)
    stage.context.tasks.wait(60_000)
    _rest(stage)
    return [stage.window, dialog]
