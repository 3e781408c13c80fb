"""The screens as they are pictured: each scene brings a window into a state and names what is to be drawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QDialog, QWidget

from app.services.session import Session
from app.services.views import Who
from app.ui.app import Program
from app.ui.comparison.dialogs import BulkDialog, MapDialog
from app.ui.export.dialog import ExportDialog
from app.ui.first_start.dialog import NEW, FirstStart
from app.ui.frame.help import HelpDialog
from app.ui.register.dialogs import DecideDialog, IssueDialog, OptionDialog
from app.ui.render import settle
from app.ui.work import frame as work
from tests.pictures.gallery import Gallery

Drawn = list[QWidget]  # the window first, popups and dialogs over it
Scene = Callable[["Stage"], Drawn]
SCENES: dict[str, Scene] = {}
RICH = "req:0010504"


def make_conflict(session: Session, edition: str, key: int) -> None:
    """Two verdicts given without knowing of each other."""
    from app.services import comparison

    for verdict, detail in (("gap", "番号に端末名がない。"), ("fit", "")):
        comparison.judge(session, edition, [key], verdict=verdict, detail=detail, parents={key: ()})


class Stage:
    """The program with the sample open, and the workbooks for the import."""

    def __init__(self, program: Program, workspace: Path, books: list[Path]) -> None:
        self.program, self.workspace, self.books = program, workspace, books
        self.window = program.window
        self.height = 768
        self.context = program.context

    def open(self) -> None:
        """Opens the sample."""
        who = Who("市民課", "佐藤 花子", "clerk")
        self.context.open_with(work.open_file, str(self.workspace), who, label="")
        self.window.show()
        self.rest()

    def rest(self) -> None:
        """Until nothing moves."""
        settle(self.context)

    def compare(self, *, detailed: bool = False, node: str = RICH) -> None:
        """比較分析 at a requirement that has everything."""
        self.window.go("comparison")
        self.window.comparison.set_kind("req")
        self.rest()
        self.window.comparison.bar.close_fields()
        self.window.comparison.list.tabs.setCurrentIndex(0)
        self.window.comparison.set_detailed(detailed)
        self.rest()
        self.window.comparison.go_to(node)
        self.rest()
        self.window.comparison.list.view.setFocus()
        self.rest()

    def issue(self, number: str) -> None:
        """課題・決定 at an issue."""
        self.window.go("register")
        self.rest()
        screen = self.window.register
        screen.tabs.bar.setCurrentIndex(0)
        screen.show_issue(next(line.rid for line in screen.list._all if line.number == number))
        self.rest()

    def dialog(self, kind: type[QDialog]) -> QDialog:
        """The dialog of a kind that is open."""
        self.rest()
        return next(d for d in self.window.findChildren(kind) if d.isVisible())


def at_field(popup: QWidget, field: QWidget) -> QWidget:
    """A popup where it would stand on a screen as large as the window: the platform without display has a small one."""
    window = field.window()
    place = field.mapTo(window, QPoint(0, 0))
    x = min(place.x(), window.width() - popup.width() - 4)
    over = place.y() > window.height() // 2
    y = place.y() - popup.height() - 2 if over else place.y() + field.height() + 2
    popup.move(window.x() + x, window.y() + max(4, y))
    return popup


def scene(function: Scene) -> Scene:
    """Registers a scene under its name."""
    SCENES[function.__name__.replace("_", "-")] = function
    return function


@scene
def first_start(stage: Stage) -> Drawn:
    dialog = FirstStart(stage.context.settings, Path("/home/sato/Documents"), None, version="0.1.0")
    dialog.set_limit(stage.height + 30)  # the picture has no title of a window
    dialog.form.set_who(Who("市民課", "佐藤 花子", "clerk"))
    dialog.show()
    stage.rest()
    return [dialog]


@scene
def first_start_new(stage: Stage) -> Drawn:
    dialog = FirstStart(stage.context.settings, Path("/home/sato/Documents"), None, version="0.1.0")
    dialog.set_limit(stage.height + 30)  # the picture has no title of a window
    dialog.form.set_who(Who("情報政策課", "中村 健", "office"))
    dialog.choose(NEW)
    dialog.new.municipality.setText("みほん市")
    dialog.new.code.setText("999998")
    dialog.show()
    stage.rest()
    return [dialog]


@scene
def comparison(stage: Stage) -> Drawn:
    stage.compare()
    return [stage.window]


@scene
def comparison_detailed(stage: Stage) -> Drawn:
    stage.compare(detailed=True)
    return [stage.window]


@scene
def comparison_fields(stage: Stage) -> Drawn:
    stage.compare(detailed=False, node="req:0010506")
    stage.window.comparison.bar.focus_field("detail")
    stage.window.comparison.bar.detail.setText("コンビニ交付の停止時間を画面から設定できない。")
    stage.window.comparison.judging.keep_draft()
    stage.rest()
    return [stage.window]


@scene
def comparison_conflict(stage: Stage) -> Drawn:
    stage.window.comparison.judging.drop_drafts()
    stage.compare(node="req:0010505")
    screen = stage.window.comparison
    key, edition = screen.list.view.key(), screen.edition().hash
    if not screen.judging.shown_reading().detail.row.conflict:
        stage.context.run(make_conflict, edition, key)
        stage.rest()
    screen._filter()
    stage.rest()
    stage.compare(node="req:0010505")
    return [stage.window]


@scene
def comparison_bulk(stage: Stage) -> Drawn:
    stage.window.comparison.judging.drop_drafts()
    stage.compare()
    stage.window.action("bulk.prohibited").trigger()
    return [stage.window, stage.dialog(BulkDialog)]


@scene
def comparison_map(stage: Stage) -> Drawn:
    stage.compare(node="req:0010506")
    stage.window.comparison.mapping.map_current()
    return [stage.window, stage.dialog(MapDialog)]


@scene
def comparison_orphans(stage: Stage) -> Drawn:
    stage.window.go("comparison")
    stage.window.comparison.list.tabs.setCurrentIndex(1)
    stage.rest()
    return [stage.window]


@scene
def comparison_dispositions(stage: Stage) -> Drawn:
    stage.compare(node="req:0010504")
    stage.window.comparison.bar.open_dispositions()
    stage.rest()
    field = stage.window.comparison.bar.disposition
    return [stage.window, at_field(field.popup, field)]


@scene
def comparison_links(stage: Stage) -> Drawn:
    stage.compare()
    stage.window.comparison.list.kinds.choose("link")
    stage.rest()
    stage.window.comparison.go_to("link:001/001o001-03")
    stage.rest()
    stage.window.comparison.list.view.setFocus()
    return [stage.window]


@scene
def comparison_forms(stage: Stage) -> Drawn:
    stage.window.comparison.list.kinds.choose("form")
    stage.rest()
    stage.window.comparison.go_to("form:0010002")
    stage.rest()
    drawn: Drawn = [stage.window]
    return drawn


@scene
def palette(stage: Stage) -> Drawn:
    stage.compare()
    search = stage.window._palette
    search.open()
    search.palette.line.setText("発行")
    search.palette.line.typed.emit()
    stage.rest()
    stage.rest()
    return [stage.window, search.palette]


@scene
def help_page(stage: Stage) -> Drawn:
    stage.compare()
    stage.window.help()
    return [stage.window, stage.dialog(HelpDialog)]


@scene
def standard(stage: Stage) -> Drawn:
    stage.window.go("standard")
    stage.window.standard.show_edition(stage.context.adopted("001").hash)
    stage.rest()
    stage.window.standard.view.setFocus()
    stage.rest()
    return [stage.window]


@scene
def standard_new_edition(stage: Stage) -> Drawn:
    stage.window.go("standard")
    newer = next(e for e in stage.context.editions if e.business == "001" and not e.adopted)
    stage.window.standard.show_edition(newer.hash)
    stage.window.standard.search.setText("証明")
    stage.window.standard.search.searched.emit("証明")
    stage.rest()
    return [stage.window]


@scene
def register(stage: Stage) -> Drawn:
    stage.issue("G-0008")
    return [stage.window]


@scene
def register_beside(stage: Stage) -> Drawn:
    stage.issue("G-0003")
    stage.window.register.tabs.bar.setCurrentIndex(1)
    stage.rest()
    return [stage.window]


@scene
def register_dispositions(stage: Stage) -> Drawn:
    stage.issue("G-0005")
    stage.window.register._letter("D")
    stage.rest()
    field = stage.window.register.issue.disposition
    return [stage.window, at_field(field.popup, field)]


@scene
def register_decide(stage: Stage) -> Drawn:
    stage.issue("G-0008")
    stage.window.register.decide()
    dialog = stage.dialog(DecideDialog)
    dialog.by.setText("介護保険課長 三輪 哲也")
    dialog.reason.setPlainText("端末の貸し出しの費用が予算に収まったため。")
    return [stage.window, dialog]


@scene
def register_new(stage: Stage) -> Drawn:
    stage.issue("G-0001")
    stage.window.register.new_issue()
    dialog = stage.dialog(IssueDialog)
    dialog.title.setText("住民票の写しの手数料の計算が変わる")
    dialog.due.setText("R8.2.30")
    return [stage.window, dialog]


@scene
def register_option(stage: Stage) -> Drawn:
    stage.issue("G-0010")
    stage.window.register.add_option()
    dialog = stage.dialog(OptionDialog)
    dialog.choose(next(c for c in stage.window.register.issue.reading().choices if c.code == "tool"))
    return [stage.window, dialog]


@scene
def export(stage: Stage) -> Drawn:
    stage.compare()
    stage.window.action("export").trigger()
    dialog = stage.dialog(ExportDialog)
    dialog.folder.setText("/home/sato/Documents/書き出し")
    return [stage.window, dialog]


@scene
def export_done(stage: Stage) -> Drawn:
    stage.window.action("export").trigger()
    dialog = stage.dialog(ExportDialog)
    dialog.choose("F1", "F3", "state", "register")
    dialog.folder.setText(str(stage.workspace.parent / "書き出し"))
    dialog.write()
    stage.rest()
    dialog._where.set_whole("/home/sato/Documents/書き出し")
    stage.context.said.emit("")
    return [stage.window, dialog]


@scene
def linkmap_near(stage: Stage) -> Drawn:
    stage.window.go("linkmap")
    stage.rest()
    screen = stage.window.linkmap
    screen._tabs.bar.setCurrentIndex(0)
    screen.centre.setCurrentIndex(screen.centre.findData("business:001"))
    screen.depth.choose("1")
    stage.rest()
    screen.canvas.setFocus()
    return [stage.window]


@scene
def linkmap(stage: Stage) -> Drawn:
    stage.window.go("linkmap")
    stage.rest()
    screen = stage.window.linkmap
    screen._tabs.bar.setCurrentIndex(0)
    screen.centre.setCurrentIndex(screen.centre.findData("business:001"))
    screen.depth.choose("2")
    stage.rest()
    screen.table.setCurrentIndex(screen.table.rows.index(0, 0))
    screen.canvas.setFocus()
    stage.rest()
    return [stage.window]


@scene
def linkmap_table(stage: Stage) -> Drawn:
    stage.window.linkmap._tabs.bar.setCurrentIndex(1)
    stage.rest()
    return [stage.window]


@scene
def linkmap_impact(stage: Stage) -> Drawn:
    stage.window.linkmap._tabs.bar.setCurrentIndex(2)
    stage.rest()
    return [stage.window]


@scene
def import_files(stage: Stage) -> Drawn:
    stage.window.go("standard")
    stage.window.standard.start_import([])
    stage.rest()
    return [stage.window]


@scene
def import_results(stage: Stage) -> Drawn:
    stage.window.standard.wizard.start([str(b) for b in stage.books])
    stage.context.tasks.wait(60_000)
    stage.rest()
    return [stage.window]


@scene
def import_findings(stage: Stage) -> Drawn:
    stage.window.standard.wizard.main.click()
    stage.rest()
    return [stage.window]


@scene
def import_take(stage: Stage) -> Drawn:
    wizard = stage.window.standard.wizard
    for _ in range(20):
        if not wizard.plan().left():
            break
        wizard.findings.next(open_only=True)
        wizard.findings.view.digit.emit(1)
    stage.rest()
    wizard.main.click()
    stage.rest()
    return [stage.window]


@scene
def standard_empty(stage: Stage) -> Drawn:
    path = stage.workspace.with_name("空の市.fitgap")
    path.unlink(missing_ok=True)
    who = Who("情報政策課", "中村 健", "office")
    stage.context.open_with(work.create, str(path), "空の市", "999997", "general", who, label="")
    stage.rest()
    return [stage.window]


@scene
def parts(stage: Stage) -> Drawn:
    gallery = Gallery()
    gallery.show()
    gallery.focused.setFocus()
    stage.rest()
    return [gallery]
