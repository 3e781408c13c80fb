"""Vendors' answers as they are pictured: beside a requirement, overruled, in the list, and a list being imported."""

from __future__ import annotations

from pathlib import Path

from app.ui.comparison.vendor_dialogs import AgreeDialog, OverruleDialog
from tests.pictures.scenes import Drawn, Stage, scene


@scene
def vendors(stage: Stage) -> Drawn:
    stage.open()
    stage.compare(node="req:0010113")
    return [stage.window]


@scene
def vendors_said(stage: Stage) -> Drawn:
    stage.compare(node="req:0010304")
    return [stage.window]


@scene
def vendors_overrule(stage: Stage) -> Drawn:
    stage.compare(node="req:0010402")
    comparison = stage.window.comparison
    comparison.vendors.ask_overrule(comparison.today.vendors.cards()[0].line.answer)
    dialog = stage.dialog(OverruleDialog)
    return [stage.window, dialog]


@scene
def vendors_list(stage: Stage) -> Drawn:
    for dialog in stage.window.findChildren(OverruleDialog):
        dialog.reject()
    stage.rest()
    stage.window.comparison.vendors.show_list()
    stage.rest()
    page = stage.window.comparison.vendors.list
    page.facets.choose("differs")
    stage.rest()
    page.table.choose(5)
    page.table.setFocus()
    stage.rest()
    return [stage.window]


@scene
def vendors_agree(stage: Stage) -> Drawn:
    stage.window.comparison.vendors.list.agree.click()
    return [stage.window, stage.dialog(AgreeDialog)]


@scene
def vendors_file(stage: Stage) -> Drawn:
    for dialog in stage.window.findChildren(AgreeDialog):
        dialog.reject()
    stage.rest()
    stage.window.comparison.vendors.begin()
    stage.rest()
    return [stage.window]


@scene
def vendors_import(stage: Stage) -> Drawn:
    page = stage.window.comparison.vendors.importing
    page.start("001", str(_list(stage.workspace.with_name("みほんソフト_回答一覧.xlsx"))))
    stage.rest()
    page.tabs.setCurrentIndex(0)
    stage.rest()
    return [stage.window]


@scene
def vendors_words(stage: Stage) -> Drawn:
    page = stage.window.comparison.vendors.importing
    page.tabs.setCurrentIndex(1)
    stage.rest()
    return [stage.window]


@scene
def vendors_found(stage: Stage) -> Drawn:
    page = stage.window.comparison.vendors.importing
    page.tabs.setCurrentIndex(2)
    stage.rest()
    return [stage.window]


@scene
def vendors_none(stage: Stage) -> Drawn:
    stage.window.comparison.vendors.importing.cancel.click()
    stage.rest()
    stage.compare(node="req:0240101")
    return [stage.window]


def _list(path: Path) -> Path:
    """A vendor's own list, with its own legend and the usual slips."""
    from openpyxl import Workbook

    book = Workbook()
    rows = [
        ["住民記録システム　標準仕様書【第1.1版】対応状況一覧　　みほんソフト株式会社"],
        ["凡例　◎：標準機能で対応　○：次期バージョンで対応　△：運用で対応　×：実装予定なし"],
        ["項番", "機能ID", "機能名称", "実装類型", "対応区分", "提供時期", "画面名", "補足", "影響", "担当"],
        [1, "0010101", "日本人住民データの管理", "◎", "◎", "", "個人照会", "", "", "営業一課"],
        [2, "0010113", "住所辞書", "◎", "○", "令和8年12月", "住所辞書", "更新の画面は次の版", "", "営業一課"],
        [3, "0010203", "検索条件", "○", "×", "", "", "", "", "営業二課"],
        [4, "10304", "支援措置対象者の管理", "◎", "△", "", "期限一覧", "", "月に一度の出力", "営業一課"],
        [5, "0010402", "転入", "◎", "別途お見積り", "", "", "", "", "営業二課"],
        [6, "0010402", "転入（再開）", "◎", "◎", "", "仮登録", "", "", "営業二課"],
        [7, "0010999", "独自の機能", "－", "◎", "", "", "", "", "営業二課"],
        [8, "0010504", "発行番号", "◎", "", "", "", "", "", "営業一課"],
    ]
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path
