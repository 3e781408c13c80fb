"""Books with a master sheet larger than the list, names above several rows, tables that change their headings half-way."""

from __future__ import annotations

from tests.departments.paper import Book, Page, book


@book
def master_sheet() -> Book:
    """A visible master for the pull-downs holds more rows and known headings; the list itself is short."""
    master = Page("マスタ").rows(
        "A1", ("システム名", "ベンダ", "業務名"), *((f"システム{n}", "みほん", "住民記録") for n in range(1, 13))
    )
    page = Page("記入シート").rows("A1", ("システム名", "ベンダ", "業務名", "端末台数", "備考"), ("システム3", "みほん", "印鑑", "5台", ""),
                              ("戸籍総合", "北斗", "戸籍", "8台", "R8更改"))  # fmt: skip
    return Book(
        "市民課_記入シート.xlsx", "選択肢のマスタのシートのほうが大きい", "systems", [master, page],
        [
            {"name": "システム3", "vendor": "みほん", "businesses": ["002"], "terminals": "5台"},
            {"name": "戸籍総合", "vendor": "北斗", "businesses": ["003"], "terminals": "8台", "note": "R8更改"},
        ],
        left={"マスタ!A2": "ほかの表"},
    )  # fmt: skip


@book
def split_by_system() -> Book:
    """A row for each system above the headings of its functions, the headings again each time; blank lines between."""
    page = Page("機能").put("A1", "生活困窮・生活保護　機能一覧")
    r = 3
    for system, rows in (
        ("システム名：生活保護システム", (("1", "ケース登録", "毎日", "○"), ("2", "医療券発行", "毎日", "○"))),
        ("システム名：困窮者支援台帳", (("1", "相談記録", "随時", "△（一部のみ）"),)),
    ):
        page.put(f"A{r}", system).rows(f"A{r + 1}", ("番号", "機能名", "利用頻度", "利用の有無"), *rows)
        r += len(rows) + 4
    return Book(
        "生活福祉課_機能（システムの行）.xlsx", "システム名の行と見出しが表ごとに繰り返す", "functions", [page],
        [
            {"number": "1", "system": "生活保護システム", "name": "ケース登録", "frequency": "毎日", "usage": "in_use"},
            {"number": "2", "system": "生活保護システム", "name": "医療券発行", "frequency": "毎日", "usage": "in_use"},
            {"number": "1", "system": "困窮者支援台帳", "name": "相談記録", "frequency": "随時", "note": "利用実態：△（一部のみ）"},
        ],
        left={"A1": "題名", "B10": "見出し"}, problems=["D11"],
    )  # fmt: skip


@book
def numbered_headings() -> Book:
    """Letters and numbers in the headings (A列：…), a row of numbers below, answers as numbers of a legend beside."""
    page = Page("調査").put("A1", "学校給食・就学システム調査").put("H1", "利用状況の番号　1：利用中　2：未利用　3：手作業").rows(
        "A3", ("①番号", "②機能名称", "③機能の説明", "④利用状況", "⑤利用頻度", "⑥カスタマイズの有無", "⑦備考"), ("1", "2", "3", "4", "5", "6", "7"),
        ("1", "就学通知書作成", "新１年生へ通知", "1", "年1回", "無", ""), ("2", "区域外就学", "", "3", "随時", "無", "紙で管理"), ("3", "学級編成", "", "2", "", "", ""))  # fmt: skip
    return Book(
        "学務課_機能（番号の回答）.xlsx", "見出しに丸数字、利用状況が番号で意味は欄外", "functions", [page],
        [
            {"number": "1", "name": "就学通知書作成", "summary": "新１年生へ通知", "usage": "in_use", "frequency": "年1回", "customised": "無"},
            {"number": "2", "name": "区域外就学", "usage": "manual", "frequency": "随時", "customised": "無", "note": "紙で管理"},
            {"number": "3", "name": "学級編成", "usage": "unused"},
        ],
        profile={"list": "functions", "values": {"usage": {"1": "in_use", "2": "unused", "3": "manual"}}},
        left={"A1": "題名", "H1": "", "B4": "見出し"},
    )  # fmt: skip


@book
def two_header_styles() -> Book:
    """Forms for residents above, forms for staff below with fewer columns; a title each; 同じ list."""
    page = (
        Page("帳票")
        .put("A1", "（１）住民向け帳票")
        .rows(
            "A2",
            ("番号", "帳票名", "用紙", "封入封緘", "年間枚数"),
            ("1", "介護保険料決定通知", "A4", "委託", "21,000枚"),
        )
    )
    page.put("A5", "（２）職員向け帳票").rows(
        "A6", ("番号", "帳票名", "用紙", "年間枚数"), ("1", "調定表", "A3", "12枚"), ("2", "未納者一覧", "A4", "240枚")
    )
    return Book(
        "介護保険課_帳票（内外別）.xlsx", "住民向けと職員向けで列の違う二つの表", "forms", [page],
        [
            {"number": "1", "name": "調定表", "paper": "A3", "copies": "12枚"},
            {"number": "2", "name": "未納者一覧", "paper": "A4", "copies": "240枚"},
        ],
        table=2, left={"B3": "ほかの表", "A1": "", "A5": "題名"},
    )  # fmt: skip
