"""The first books: graph paper, several tables, groups and ticks, a cp932 file, cards."""

from __future__ import annotations

from tests.departments.paper import Book, Page, book


@book
def graph_paper() -> Book:
    """Every cell merged over several narrow columns, a block of who and when above, notes merged below."""
    spans = ("B:C", "D:J", "K:M", "N:P", "Q:S", "T:W", "X:AD")
    page = Page("様式２")
    page.put("B2:AD3", "現行帳票一覧表")
    page.put("B5:E5", "所属").put("F5:L5", "市民課").put("N5:P5", "記入者").put("Q5:W5", "佐藤")
    page.put("B6:E6", "記入日").put("F6:L6", "令和7年10月21日")
    page.put("B8:C9", "№").put("D8:J9", "帳票の名称").put("K8:P8", "用紙").put("Q8:S9", "出力\n頻度")
    page.put("T8:W9", "年間枚数").put("X8:AD9", "備考").put("K9:M9", "サイズ").put("N9:P9", "種別")
    page.lines(
        10, spans,
        ("1", "住民票の写し", "Ａ４", "改ざん防止用紙", "毎日", "約12,000枚", ""),
        ("2", "印鑑登録証明書", "Ａ４", "改ざん防止用紙", "毎日", "8,500枚", "コンビニ交付分は除く"),
        ("3", "住民異動届", "Ａ４", "普通紙", "随時", "３，２００枚", ""),
    )  # fmt: skip
    page.put("B14:AD15", "※１　年間枚数は令和６年度の実績です。\n※２　廃止した帳票は含みません。")
    common = {"department": "市民課", "as_of": "令和7年10月21日"}
    return Book(
        "市民課_帳票（方眼紙）.xlsx", "方眼紙、二段見出し、上に所属・記入日、下に結合した注記", "forms", [page],
        [
            {"number": "1", "name": "住民票の写し", "paper": "Ａ４／改ざん防止用紙", "frequency": "毎日",
             "copies": "約12,000枚", **common},
            {"number": "2", "name": "印鑑登録証明書", "paper": "Ａ４／改ざん防止用紙", "frequency": "毎日",
             "copies": "8,500枚", "note": "コンビニ交付分は除く", **common},
            {"number": "3", "name": "住民異動届", "paper": "Ａ４／普通紙", "frequency": "随時", "copies": "３，２００枚",
             **common},
        ],
        left={"B2": "題名", "Q5": "表の上", "B14": "注記"},
    )  # fmt: skip


@book
def three_tables() -> Book:
    """Three tables of different things one under the other, each with its title and headings."""
    page = Page("Sheet1")
    page.put("A1", "税務課　情報資産の調べ（令和７年度）")
    page.rows("A3", ("１　システム",), ("番号", "システム名", "メーカー", "設置場所", "契約満了", "備考"),
              (1, "収納管理システム", "北斗情報サービス", "庁内サーバ", "R9.3.31", ""),
              (2, "家屋評価システム", "みなと測量", "データセンター", "令和８年９月末", "5年リース"),
              (3, "地番図システム", "みなと測量", "庁内サーバ", "2027/3", ""))  # fmt: skip
    page.rows("A9", ("２　周辺機器",), ("番号", "種別", "機器名", "台数", "使用システム"),
              (1, "プリンター", "高速連帳プリンタ", "2台", "収納管理システム"),
              (2, "OCR", "納付書読取機", "１台", "収納管理システム"))  # fmt: skip
    page.rows("A14", ("３　職員が作った道具",), ("番号", "種別", "ファイル名", "用途", "利用頻度"),
              (1, "エクセル", "督促件数集計.xlsx", "督促状の件数を月ごとに集計する", "毎月"))  # fmt: skip
    vendor = {"business": ""}
    assert vendor  # the tables say no business
    return Book(
        "税務課_三つの表.xlsx", "一枚に三つの表、それぞれに題名と見出し、和暦", "systems", [page],
        [
            {"number": "1", "name": "収納管理システム", "vendor": "北斗情報サービス", "environment": "庁内オンプレ",
             "contract_end": "R9.3.31"},
            {"number": "2", "name": "家屋評価システム", "vendor": "みなと測量", "environment": "データセンタ",
             "contract_end": "令和８年９月末", "note": "5年リース"},
            {"number": "3", "name": "地番図システム", "vendor": "みなと測量", "environment": "庁内オンプレ",
             "contract_end": "2027/3"},
        ],
        left={"A1": "題名", "B10": "ほかの表", "C15": "ほかの表"},
    )  # fmt: skip


@book
def groups_and_ticks() -> Book:
    """Group rows that hold on downward, ticks spread over columns, sums, blank rows and notes between."""
    page = Page("機能")
    page.put("A1", "子育て支援課　児童手当システム　機能調べ")
    page.put("A3", "項番").put("B3", "機能名").put("C3", "機能の内容").put("D3:G3", "利用頻度").put("H3", "使用状況")
    page.put("I3", "カスタマイズ").put("D4", "毎日").put("E4", "毎週").put("F4", "毎月").put("G4", "年１回")
    page.merged("A3:A4", "B3:B4", "C3:C4", "H3:H4", "I3:I4")
    page.put("A5", "■認定")
    page.rows("A6", (1, "認定請求の入力", "請求書の内容を入れ、資格を判定する", "レ", "", "", "", "○", "有"),
              (2, "所得照会", "住民税の所得を取り込む", "", "レ", "", "", "○", "無"),
              ("小計", "2", "", "", "", "", "", "", ""))  # fmt: skip
    page.put("A10", "■支払")
    page.rows("A11", (3, "定時払の計算", "６月・１０月・２月の支払額を計算する", "", "", "", "", "○", "無"),
              (4, "振込データ作成", "全銀形式で作る", "", "", "レ", "", "○", "無"),
              (5, "現況届の一括発送", "対象者に現況届を送る", "", "", "", "レ", "手作業", "有（宛名の並び順）"))  # fmt: skip
    page.put("A14", "※定時払は支払月の前月に行う。").put("A16", "合計").put("B16", "5")
    return Book(
        "子育て支援課_機能.xlsx", "区切りの行、○が列に散らばる頻度、小計・注記・空行", "functions", [page],
        [
            {"number": "1", "category": "認定", "name": "認定請求の入力",
             "summary": "請求書の内容を入れ、資格を判定する", "frequency": "毎日", "usage": "in_use", "customised": "有"},
            {"number": "2", "category": "認定", "name": "所得照会", "summary": "住民税の所得を取り込む",
             "frequency": "毎週", "usage": "in_use", "customised": "無"},
            {"number": "3", "category": "支払", "name": "定時払の計算",
             "summary": "６月・１０月・２月の支払額を計算する", "usage": "in_use", "customised": "無"},
            {"number": "4", "category": "支払", "name": "振込データ作成", "summary": "全銀形式で作る",
             "frequency": "毎月", "usage": "in_use", "customised": "無"},
            {"number": "5", "category": "支払", "name": "現況届の一括発送", "summary": "対象者に現況届を送る",
             "frequency": "年１回", "usage": "manual", "customised": "有", "note": "カスタマイズ：有（宛名の並び順）"},
        ],
        left={"A1": "題名", "A8": "合計", "A14": "注記", "B16": "合計"},
    )  # fmt: skip


@book
def old_csv() -> Book:
    """A cp932 text file: full-width digits, units, dates of the era, a title above."""
    page = Page("CSV")
    page.rows(
        "A1",
        ("国保年金課 システム調べ",),
        ("Ｎｏ．", "システム名", "パッケージ名", "業者名", "対象業務", "利用者数", "端末台数", "契約開始日", "契約終了日",
         "年間経費（千円）", "標準化対象", "外字数"),
        ("００１", "国民健康保険システム", "ＣＯＫＡＳ", "みほんソフト㈱", "国保", "３２人", "２８ 台", "令和３年４月１日",
         "令和８年３月末", "12,400", "対象", "約１，２００字"),
        ("００２", "レセプト点検システム", "", "北斗情報サービス", "国保", "4人", "4台", "R4.4.1", "R9.3.31", "3,200",
         "対象外", ""),
        ("００３", "年金相談記録簿", "自作", "－", "国民年金", "6人", "6台", "不明", "", "0", "独自施策", ""),
    )  # fmt: skip
    return Book(
        "国保年金課_システム.csv", "cp932のCSV、全角の数字、単位つき、上に題名", "systems", [page],
        [
            {"number": "００１", "name": "国民健康保険システム", "package": "ＣＯＫＡＳ", "vendor": "みほんソフト㈱",
             "businesses": ["024"], "users": "３２人", "terminals": "２８ 台", "contract_start": "令和３年４月１日",
             "contract_end": "令和８年３月末", "annual_cost": "12,400千円", "scope": "標準化対象",
             "characters": "約１，２００字"},
            {"number": "００２", "name": "レセプト点検システム", "vendor": "北斗情報サービス", "businesses": ["024"],
             "users": "4人", "terminals": "4台", "contract_start": "R4.4.1", "contract_end": "R9.3.31",
             "annual_cost": "3,200千円", "scope": "標準化対象外（関連）"},
            {"number": "００３", "name": "年金相談記録簿", "package": "自作", "businesses": ["026"], "users": "6人",
             "terminals": "6台", "contract_start": "不明", "annual_cost": "0千円",
             "scope": "標準化対象外（独自施策）"},
        ],
        encoding="cp932", left={"A1": "題名"},
    )  # fmt: skip


def _card(name: str, system: str, package: str, vendor: str, use: str, end: str, remark: str) -> Page:
    page = Page(name)
    page.put("B2:G2", "システム調査票")
    page.put("B4:C4", "システム名称").put("D4:G4", system)
    page.put("B5:C5", "パッケージ名").put("D5", package).put("E5", "事業者名").put("F5:G5", vendor)
    page.put("B6:C6", "構築形態").put("D6:G6", use)
    page.put("B7:C7", "契約終了時期").put("D7", end).put("E7", "所管課").put("F7:G7", "福祉課")
    page.put("B8:C10", "困っていること").put("D8:G10", remark)
    return page


@book
def cards() -> Book:
    """One sheet a system: labels with their values beside them, no table anywhere."""
    return Book(
        "福祉課_調査票.xlsx", "一枚に一件の調査票（項目名の右に記入）", "systems",
        [
            _card("障害", "障害福祉システム", "ふくし21", "みほんソフト", "■パッケージ　□スクラッチ", "R8.3.31",
                  "受給者証の印字がずれる"),
            _card("生保", "生活保護システム", "", "北斗情報サービス", "□パッケージ　■スクラッチ", "令和9年3月", ""),
        ],
        [
            {"name": "障害福祉システム", "package": "ふくし21", "vendor": "みほんソフト", "form": "パッケージ",
             "contract_end": "R8.3.31", "department": "福祉課", "note": "困っていること：受給者証の印字がずれる"},
            {"name": "生活保護システム", "vendor": "北斗情報サービス", "form": "個別開発（スクラッチ）",
             "contract_end": "令和9年3月", "department": "福祉課"},
        ],
        left={"B2": "題名"},
    )  # fmt: skip
