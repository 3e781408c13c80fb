"""Books of whole offices: a sheet for each department or system, lists that answer other lists, tables in a hurry."""

from __future__ import annotations

from datetime import date

from tests.departments.paper import Book, Fmt, Page, Struck, book


def _of_department(name: str, *lines: tuple[str | int, ...]) -> Page:
    return (
        Page(name)
        .put("A1", "EUC・エクセル等の状況")
        .rows("A2", ("番号", "名称（ファイル名）", "種類", "使い道", "頻度", "困ること"), *lines)
    )


@book
def sheet_per_department() -> Book:
    """One sheet for each department with the same headings; the sheet's name is the only place that says which."""
    return Book(
        "全庁_道具（課ごとのシート）.xlsx", "課ごとのシート、課の名前はシート名だけ", "assets",
        [
            _of_department("市民課", (1, "住基異動集計.xlsx", "エクセル", "月報を作る", "月１回", "手作業だと２日かかる"), (2, "窓口受付簿", "紙→エクセル", "", "毎日", "")),
            _of_department("税務課", (1, "当初課税チェック", "アクセス", "賦課の検算", "年１回", "誤賦課の恐れ")),
            _of_department("水道課", (1, "なし", "", "", "", "")),
        ],
        [
            {"number": "1", "name": "住基異動集計.xlsx", "kind": "Excel", "summary": "月報を作る", "frequency": "月１回",
             "impact": "手作業だと２日かかる", "department": "市民課"},
            {"number": "2", "name": "窓口受付簿", "frequency": "毎日", "department": "市民課", "note": "種別：紙→エクセル"},
            {"number": "1", "name": "当初課税チェック", "kind": "Access", "summary": "賦課の検算", "frequency": "年１回",
             "impact": "誤賦課の恐れ", "department": "税務課"},
        ],
        problems=["C4"], left={"市民課!A1": "題名", "水道課!B3": "なし"},
    )  # fmt: skip


@book
def sheet_per_system_bare() -> Book:
    """One sheet for each system, nothing but the sheet's name says which."""

    def page(name: str, *lines: tuple[str, ...]) -> Page:
        return Page(name).rows("A1", ("項番", "帳票名", "用紙サイズ", "出力サイクル", "出力枚数／年", "備考"), *lines)

    return Book(
        "税務課_帳票（システムごとのシート）.xlsx", "システムごとのシート、名前はシート名だけ", "forms",
        [
            page("住民税システム", ("1", "納税通知書", "A4", "年次", "21,000", ""), ("2", "督促状", "はがき", "月次", "3,600", "圧着")),
            page("固定資産税システム", ("1", "納税通知書", "A4", "年次", "18,500", "課税明細同封"), ("2", "名寄帳", "A3", "随時", "", "〃")),
        ],
        [
            {"number": "1", "name": "納税通知書", "paper": "A4", "frequency": "年次", "copies": "21,000枚/年", "system": "住民税システム"},
            {"number": "2", "name": "督促状", "paper": "はがき", "frequency": "月次", "copies": "3,600枚/年", "note": "圧着",
             "system": "住民税システム"},
            {"number": "1", "name": "納税通知書", "paper": "A4", "frequency": "年次", "copies": "18,500枚/年", "note": "課税明細同封",
             "system": "固定資産税システム"},
            {"number": "2", "name": "名寄帳", "paper": "A3", "frequency": "随時", "note": "課税明細同封", "system": "固定資産税システム"},
        ],
    )  # fmt: skip


@book
def answers_to_a_list() -> Book:
    """The office sent a list; the department answers in columns at the right: confirmed, corrected, not used."""
    page = (
        Page("確認依頼")
        .put("A1", "システム台帳の確認のお願い（情報政策課）")
        .put("A2", "回答期限 令和7年11月28日（金）17時")
    )
    page.put("A4:E4", "台帳の内容").put("F4:H4", "所管課の回答")
    page.rows("A5", ("管理番号", "システム名", "契約業者", "端末台数", "契約満了日", "修正の有無", "修正内容", "回答者"),
              ("S-001", "障害者福祉システム", "みほんソフト", "12", Fmt(date(2027, 3, 31), "yyyy/m/d"), "無", "", "佐々木"),
              ("S-002", "自立支援医療", "みほんソフト", "4", Fmt(date(2026, 3, 31), "yyyy/m/d"), "有", "端末は5台", "佐々木"),
              (Struck("S-003"), Struck("旧手帳システム"), Struck("北斗"), Struck("1"), "", "有", "R6年度末で廃止", ""))  # fmt: skip
    return Book(
        "障害福祉課_台帳確認.xlsx", "台帳に回答の列を足したもの、取り消し線の行に回答", "systems", [page],
        [
            {"number": "S-001", "name": "障害者福祉システム", "vendor": "みほんソフト", "terminals": "12", "contract_end": "2027/3/31",
             "note": "所管課の回答_修正の有無：無\n所管課の回答_回答者：佐々木"},
            {"number": "S-002", "name": "自立支援医療", "vendor": "みほんソフト", "terminals": "4", "contract_end": "2026/3/31",
             "note": "所管課の回答_修正の有無：有\n所管課の回答_修正内容：端末は5台\n所管課の回答_回答者：佐々木"},
        ],
        left={"A1": "題名", "B8": "取り消し線", "G8": ""},
    )  # fmt: skip


@book
def in_a_hurry() -> Book:
    """No number column, blank columns for looks, headings in the second of two title rows, one record in two rows by a blank."""
    page = Page("Sheet1").put("B1", "外字について").put("F1", "令和７年１１月")
    page.rows("B2", ("システム名", "", "外字の数", "", "文字コード", "", "同定の方針", "", "担当"), ("住記", "", "約1200", "", "JEF", "", "文字情報基盤に寄せる", "", "鈴木"),
              ("", "", "", "", "", "", "（縮退は協議中）"), ("税", "", "住記に同じ", "", "〃", "", "↑", "", "〃"))  # fmt: skip
    return Book(
        "情報課_外字（急いで作成）.xlsx", "飾りの空の列、二行目に続きの文", "characters", [page],
        [
            {"name": "住記", "count": "約1200", "charset": "JEF", "policy": "文字情報基盤に寄せる\n（縮退は協議中）", "contact": "鈴木"},
            {"name": "税", "count": "住記に同じ", "charset": "JEF", "policy": "文字情報基盤に寄せる\n（縮退は協議中）", "contact": "鈴木"},
        ],
        left={"B1": "題名"},
    )  # fmt: skip


@book
def forms_of_laws() -> Book:
    """Forms with their legal numbers, two names in a cell, ranges of number, （廃止予定）behind a name, 要／不要."""
    page = Page("様式一覧").put("A1", "国民健康保険課　様式・通知書等一覧").rows(
        "A3", ("様式番号", "様式名（通称）", "根拠規則", "用紙", "印刷方法", "発送", "年間枚数", "要・不要", "備考"),
        ("第１号様式", "被保険者資格取得届", "規則第2条", "A4", "庁内印刷", "窓口", "2,300", "要", ""),
        ("第２号様式", "被保険者証（保険証）", "規則第6条", "カード", "外注", "郵送（簡易書留）", "14,000", "不要", "R6.12で廃止"),
        ("第３号様式\n～第５号様式", "高額療養費支給申請書", "規則第27条の16", "A4", "庁内印刷", "郵送", "約1,900", "要", "3様式まとめて"))  # fmt: skip
    return Book(
        "国保課_様式一覧.xlsx", "様式番号の範囲、要・不要", "forms", [page],
        [
            {"style_basis": "第１号様式", "name": "被保険者資格取得届", "paper": "A4", "printed_at": "庁内印刷", "copies": "2,300",
             "note": "根拠規則：規則第2条\n発送：窓口\n要・不要：要"},
            {"style_basis": "第２号様式", "name": "被保険者証（保険証）", "paper": "カード", "printed_at": "外注", "copies": "14,000",
             "note": "R6.12で廃止\n根拠規則：規則第6条\n発送：郵送（簡易書留）\n要・不要：不要"},
            {"style_basis": "第３号様式\n～第５号様式", "name": "高額療養費支給申請書", "paper": "A4", "printed_at": "庁内印刷", "copies": "約1,900",
             "note": "3様式まとめて\n根拠規則：規則第27条の16\n発送：郵送\n要・不要：要"},
        ],
        left={"A1": "題名"},
    )  # fmt: skip


@book
def linkages_by_partner() -> Book:
    """Groups by partner as rows, data and direction by arrows, own system in the title block."""
    page = Page("連携").rows("A1", ("対象システム：", "国民健康保険システム"), ("記入課", "国民健康保険課"), (),
                             ("データ", "向き", "方式", "周期", "件数（件／回）", "形式"), ("■住民記録システム",),
                             ("異動情報", "受", "API", "日次", "120", "JSON"), ("■税システム",), ("所得情報", "受", "ファイル", "年次", "32,000", "CSV"),
                             ("国保税賦課結果", "送", "ファイル", "月次", "900", "CSV"))  # fmt: skip
    return Book(
        "国保課_連携（相手ごと）.xlsx", "相手のシステムが区切りの行", "linkages", [page],
        [
            {"name": "異動情報", "direction": "I", "method": "API", "frequency": "日次", "volume": "120件/回", "receiver": "国民健康保険システム",
             "department": "国民健康保険課", "note": "区分：住民記録システム\n形式：JSON"},
            {"name": "所得情報", "direction": "I", "method": "ファイル", "frequency": "年次", "volume": "32,000件/回",
             "receiver": "国民健康保険システム", "department": "国民健康保険課", "note": "区分：税システム\n形式：CSV"},
            {"name": "国保税賦課結果", "direction": "O", "method": "ファイル", "frequency": "月次", "volume": "900件/回",
             "system": "国民健康保険システム", "department": "国民健康保険課", "note": "区分：税システム\n形式：CSV"},
        ],
    )  # fmt: skip
