"""現行調査 as it is pictured: empty, after a paste, on a cell, sideways, and the import of a department's book."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.services.session import Session
from app.services.views import Who
from app.ui.work import frame as work
from app.ui.work.questions import Wanted
from tests.pictures.scenes import Drawn, Stage, scene


@scene
def survey_empty(stage: Stage) -> Drawn:
    path = stage.workspace.with_name("空の町.fitgap")
    path.unlink(missing_ok=True)
    who = Who("情報政策課", "中村 健", "office")
    stage.context.open_with(work.create, str(path), "空の町", "999997", "general", who, label="")
    stage.rest()
    stage.window.go("survey")
    stage.rest()
    return [stage.window]


SURVEY_BLOCK = """転入通知未着者一覧\t転入地から通知がない者\t利用中\t毎月\t市民課\t無\t0010104
世帯主変更依頼通知書\t世帯主不在の世帯へ送付\t利用中\t随時\t市民課\t有\t0010105
誤記修正\t職権修正として履歴に残す\t利用中\t随時\t市民課\t無\t0010106
軽微な修正\t方書・フリガナの修正\t利用中\t毎日\t市民課\t無\t10102
人口動態集計\t町丁別・年齢別\t使っていると思う\t毎月\t総務課\t有\t0010101
"""


@scene
def survey(stage: Stage) -> Drawn:
    stage.open()
    stage.window.go("survey")
    stage.rest()
    screen = stage.window.screens.get("survey")
    screen.show_list("functions")
    stage.rest()
    if not screen.model.all_pending():
        QApplication.clipboard().setText(SURVEY_BLOCK)
        screen.grid.go(8, screen.model.place["name"])
        screen.editing.paste(screen.grid)
        stage.rest()
    screen.grid.setFocus()
    stage.rest()
    return [stage.window]


@scene
def survey_edit(stage: Stage) -> Drawn:
    screen = stage.window.screens.get("survey")
    screen.editing.undo_paste()
    stage.rest()
    screen.grid.go(3, screen.model.place["usage"])
    screen.grid.setFocus()
    stage.rest()
    return [stage.window]


@scene
def survey_systems(stage: Stage) -> Drawn:
    screen = stage.window.screens.get("survey")
    screen.show_list("systems")
    stage.rest()
    screen.grid.go(1, screen.model.place["note"])
    screen.grid.setFocus()
    stage.rest()
    return [stage.window]


@scene
def survey_import(stage: Stage) -> Drawn:
    screen = stage.window.screens.get("survey")
    screen.show_list("functions")
    stage.rest()
    screen.start_import(str(_own_book(stage.workspace.with_name("市民課_機能一覧.xlsx"))))
    stage.rest()
    screen.importing_.mapping.choose("しごとの中身", "name")
    stage.rest()
    return [stage.window]


def _own_book(path: Path) -> Path:
    """A department's own list, with its own headings and the usual slips."""
    from openpyxl import Workbook

    book = Workbook()
    rows = [
        ["市民課　現行機能一覧（令和7年10月時点）"],
        [],
        ["No", "サブシステム", "しごとの中身", "概要", "利用状況", "頻度", "担当課", "対応機能ID", "担当者"],
        [
            "K-0001",
            "住民情報システム",
            "住民票の基本入力",
            "氏名・住所・続柄を入れる",
            "使用中",
            "毎日",
            "市民課",
            "0010101",
            "佐藤",
        ],
        [
            "",
            "証明書発行システム",
            "待ち人数の表示",
            "番号札を呼び出す",
            "たまに使う",
            "毎日",
            "市民課",
            "10102",
            "鈴木",
        ],
        ["", "住民情報システム", "異動届の受付簿", "受付順に帳簿を作る", "○", "毎日", "市民課", "", "鈴木"],
        ["", "", "", "名のない行", "", "", "", "", ""],
    ]
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@scene
def survey_import_file(stage: Stage) -> Drawn:
    screen = stage.window.screens.get("survey")
    screen.start_import()
    stage.rest()
    return [stage.window]


@scene
def survey_nothing(stage: Stage) -> Drawn:
    screen = stage.window.screens.get("survey")
    screen.importing_.cancel.click()
    stage.rest()
    screen.tools.search.setText("存在しないことば")
    screen.tools.search.searched.emit(screen.tools.search.text())
    stage.rest()
    screen.tools.clear()
    return [stage.window]


def _question_answers(stage: Stage, *said: tuple[str, str, str]) -> None:
    from app.services import questionnaires as q
    from app.services import questionnaires_answer as answering
    from app.ui.work.frame import history_state

    def store(session: Session) -> object:
        asked = q.definition(session, "suita16")
        department = q.find_department(session, "税務課")
        for question, text, remark in said:
            found = answering.question_of(asked, question)
            done = answering.answer(
                session, asked, found, department, "", answering.typed(found, text), remark, kinds=()
            )
        return done.changes, history_state(session)

    stage.context.run(store, done=lambda made: stage.context.note_commit(*made))
    stage.rest()


@scene
def survey_questions(stage: Stage) -> Drawn:
    """吹田市's questions: pattern B brings the notes, はい asks for tool and use."""
    stage.open()
    stage.window.go("survey")
    stage.rest()
    screen = stage.window.screens.get("survey")
    _question_answers(
        stage,
        ("1", "税務課", ""),
        ("4", "みほんソフト", ""),
        ("6", "令和9年3月末", ""),
        ("9", "B", ""),
        ("16", "はい", ""),
    )
    screen.questions.show()
    stage.rest()
    page = screen.questions.page
    page.go_to(page._shown.rows[-1].department.rid, "", "4")
    stage.rest()
    return [stage.window]


@scene
def survey_questions_notes(stage: Stage) -> Drawn:
    page = stage.window.screens.get("survey").questions.page
    page.sheet.show_question("16")
    stage.rest()
    return [stage.window]


@scene
def survey_questions_table(stage: Stage) -> Drawn:
    page = stage.window.screens.get("survey").questions.page
    page.tabs.bar.setCurrentIndex(1)
    stage.rest()
    return [stage.window]


@scene
def survey_questions_pairs(stage: Stage) -> Drawn:
    """三重県's: pairs, with the published example beside the field."""
    page = stage.window.screens.get("survey").questions.page
    page.tabs.bar.setCurrentIndex(0)
    page._ask(Wanted("mie"))
    stage.rest()
    page.sheet.show_question("2")
    stage.rest()
    return [stage.window]
