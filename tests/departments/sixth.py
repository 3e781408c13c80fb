"""The nastiest shapes, written before anybody looked at how they would be read: matrices, cards side by side, headings
in the middle, several businesses in a cell, tables that break off, values that look like headings."""

from __future__ import annotations

from datetime import date

from tests.departments.paper import Book, Fmt, Page, Rich, Struck, book


@book
def cards_side_by_side() -> Book:
    """Two forms beside one another on a sheet, labels above their boxes for some and left for others."""
    page = Page("調査票").put("A1", "EUC・マクロ調査票（高齢者支援課）")
    for left, right, lines in (
        ("A", "B", ("認定審査会資料.xlsm", "マクロ", "審査会の資料を印刷する", "週１回", "審査会が開けない")),
        ("D", "E", ("給付実績集計", "EUC", "国保連の実績を集計する", "毎月", "月報が出せない（代替：手集計）")),
    ):
        for n, (label, value) in enumerate(
            zip(("名　称", "種　別", "用　途", "利用頻度", "停止時の影響"), lines, strict=True), 3
        ):
            page.put(f"{left}{n}", label).put(f"{right}{n}", value)
    return Book(
        "高齢者支援課_調査票（横並び）.xlsx", "調査票が左右に二つ並ぶ、項目名に全角空白", "assets", [page],
        [
            {"name": "認定審査会資料.xlsm", "kind": "Excel", "summary": "審査会の資料を印刷する", "frequency": "週１回",
             "impact": "審査会が開けない"},
            {"name": "給付実績集計", "kind": "EUC", "summary": "国保連の実績を集計する", "frequency": "毎月",
             "impact": "月報が出せない（代替：手集計）"},
        ],
        left={"A1": "題名"},
    )  # fmt: skip


@book
def remarks_below() -> Book:
    """Under each record a line of its own, merged over all columns, that begins with 備考：; a running line of sums."""
    page = Page("帳票").put("A1:F1", "住民税　帳票一覧").rows("A2", ("No", "帳票名", "用紙", "頻度", "枚数", "印刷"))
    lines = (
        (
            1,
            "納税通知書（普徴）",
            "A4圧着",
            "年1回",
            "21,300",
            "外部",
            "備考：封入封緘は委託先で実施。\n　　　同封物は４種。",
        ),
        (2, "特別徴収税額通知書", "A4", "年1回＋毎月", "38,000", "外部", "備考：eLTAX送付分を除く"),
        (3, "課税証明書", "A4改ざん防止", "毎日", "9,100", "庁内", ""),
    )
    r = 3
    for *cells, note in lines:
        page.rows(f"A{r}", cells)
        r += 1
        if note:
            page.put(f"A{r}:F{r}", note)
            r += 1
    return Book(
        "税務課_帳票（備考は下の行）.xlsx", "一件ごとに下の行が備考（全列を結合）", "forms", [page],
        [
            {"number": "1", "name": "納税通知書（普徴）", "paper": "A4圧着", "frequency": "年1回", "copies": "21,300",
             "printed_at": "外部", "note": "封入封緘は委託先で実施。\n同封物は４種。"},
            {"number": "2", "name": "特別徴収税額通知書", "paper": "A4", "frequency": "年1回＋毎月", "copies": "38,000",
             "printed_at": "外部", "note": "eLTAX送付分を除く"},
            {"number": "3", "name": "課税証明書", "paper": "A4改ざん防止", "frequency": "毎日", "copies": "9,100", "printed_at": "庁内"},
        ],
        left={"A1": "題名"},
    )  # fmt: skip


@book
def matrix_of_linkages() -> Book:
    """Senders down, receivers across, the data in the cells: a matrix no list can hold as it is."""
    page = Page("連携マトリクス").put("A1", "システム間連携マトリクス").rows(
        "A3", ("送信＼受信", "住民記録", "税", "国保", "福祉"), ("住民記録", "＼", "異動", "異動", "異動"), ("税", "", "＼", "所得", "所得"),
        ("国保", "", "", "＼", ""), ("福祉", "", "手帳情報", "", "＼"))  # fmt: skip
    table = Page("一覧").rows("A1", ("連携元", "連携先", "連携内容", "手段", "周期"), ("住民記録", "税", "異動", "共通基盤", "日次"),
                              ("税", "国保", "所得", "ファイル", "年次"), ("〃", "福祉", "〃", "〃", "〃"))  # fmt: skip
    return Book(
        "連携マトリクス.xlsx", "縦横の表（取り込めない）のあとに一覧のシート", "linkages", [page, table],
        [
            {"name": "異動", "system": "住民記録", "receiver": "税", "method": "共通基盤", "frequency": "日次"},
            {"name": "所得", "system": "税", "receiver": "国保", "method": "ファイル", "frequency": "年次"},
            {"name": "所得", "system": "税", "receiver": "福祉", "method": "ファイル", "frequency": "年次"},
        ],
        left={"連携マトリクス!A1": "", "連携マトリクス!C4": ""},
    )  # fmt: skip


@book
def torn_pages_first() -> Book:
    """The first half of the book below."""
    return _torn(1)


@book
def torn_pages_second() -> Book:
    """Its second half, with the same systems and other columns."""
    return _torn(2)


def _torn(half: int) -> Book:
    """A table that goes on beside itself on the second page with other columns (the key again), and 〃 over the break."""
    page = Page("システム").put("A1", "システム一覧（その１）").rows(
        "A2", ("番号", "システム名", "ベンダー名", "対象業務", "利用課"), (1, "住基システム", "みほん", "住民記録・印鑑", "市民課"),
        (2, "戸籍システム", "北斗", "戸籍、附票", "市民課"), (3, "国保システム", "みほん", "国保", "保険年金課"))  # fmt: skip
    page.put("A8", "システム一覧（その２）").rows(
        "A9", ("番号", "システム名", "契約満了", "年間費用（万円）", "端末", "備考"), (1, "住基システム", "R8.3.31", 1200, "35台", ""),
        (2, "戸籍システム", "〃", 640, "6台", "法務省の改修あり"), (3, "国保システム", "未定", "調査中", "20", ""))  # fmt: skip
    return Book(
        f"情報課_システム（その{half}）.xlsx", "同じ件が二つの表に分かれ、列が違う", "systems", [page],
        [
            {"number": "1", "name": "住基システム", "vendor": "みほん", "businesses": ["001", "002"], "department": "市民課"},
            {"number": "2", "name": "戸籍システム", "vendor": "北斗", "businesses": ["003", "004"], "department": "市民課"},
            {"number": "3", "name": "国保システム", "vendor": "みほん", "businesses": ["024"], "department": "保険年金課"},
        ] if half == 1 else [
            {"number": "1", "name": "住基システム", "contract_end": "R8.3.31", "annual_cost": "1200万円", "terminals": "35台"},
            {"number": "2", "name": "戸籍システム", "contract_end": "R8.3.31", "annual_cost": "640万円", "terminals": "6台",
             "note": "法務省の改修あり"},
            {"number": "3", "name": "国保システム", "contract_end": "未定", "annual_cost": "調査中", "terminals": "20"},
        ],
        left={"B3": "ほかの表"} if half == 2 else {"A1": "題名", "C10": "ほかの表"}, table=half,
    )  # fmt: skip


@book
def no_headings_at_all() -> Book:
    """The table has only numbers above its columns; the meaning stands in a legend beside: one mapping explains it."""
    page = Page("Sheet1").put("H1", "①事務名 ②根拠 ③件数 ④手作業の有無").rows(
        "A2", ("①", "②", "③", "④"), ("死亡届の受理", "戸籍法86条", "1,240", "有"), ("埋火葬許可", "墓埋法5条", "1,198", "無"))  # fmt: skip
    return Book(
        "市民課_事務（番号の見出し）.xlsx", "見出しが①②③だけ、意味は欄外", "tasks", [page],
        [
            {"name": "死亡届の受理", "legal": "戸籍法86条", "volume": "1,240", "manual": "有"},
            {"name": "埋火葬許可", "legal": "墓埋法5条", "volume": "1,198", "manual": "無"},
        ],
        profile={"list": "tasks", "columns": {"①": "name", "②": "legal", "③": "volume", "④": "manual"}},
        left={"H1": ""},
    )  # fmt: skip


@book
def yearly_ticks() -> Book:
    """Twelve months of ticks, struck rows among others, a heading column merged over blank rows, numbers stored as text."""
    page = Page("機能").put("A1", "障害福祉課 機能と繁忙")
    page.put("A2:A3", "番号").put("B2:B3", "機能").put("C2:C3", "利用の有無").put("D2:O2", "処理月").put(
        "P2:P3", "備考"
    )
    for n in range(12):
        page.rows(f"{'DEFGHIJKLMNO'[n]}3", (f"{(n + 3) % 12 + 1}月",))
    page.rows("A4", ("1", "更生医療の支給決定", "有", *("○",) * 12, "毎月の支払あり"),
              ("2", "特別障害者手当の現況", "有", "", "", "", "", "○", "○"),
              (Struck("3"), Struck("旧制度の経過措置"), Struck("無")),
              ("4", Rich((("日常生活用具", False), ("（試行）", True))), "無（紙）"))  # fmt: skip
    return Book(
        "障害福祉課_機能（月の列）.xlsx", "12か月の○の列、取り消し線の行と一部", "functions", [page],
        [
            {"number": "1", "name": "更生医療の支給決定", "usage": "in_use",
             "note": "毎月の支払あり\n処理月：4月、5月、6月、7月、8月、9月、10月、11月、12月、1月、2月、3月"},
            {"number": "2", "name": "特別障害者手当の現況", "usage": "in_use", "note": "処理月：8月、9月"},
            {"number": "4", "name": "日常生活用具", "usage": "none", "note": "利用実態：無（紙）"},
        ],
        left={"A1": "題名", "B6": "取り消し線"},
    )  # fmt: skip


@book
def dates_and_totals() -> Book:
    """Customisations with subtotals by year, money in three shapes, dates that are real, an 小計 that is a name."""
    page = Page("改修一覧").put("A1", "国保年金課　カスタマイズ（改修）一覧　※税抜").put("A2", "単位：千円")
    page.rows("A4", ("項番", "改修件名", "改修の内容", "改修理由", "実施年度", "費用", "今後の扱い", "廃止の可否", "検収日"),
              ("1", "小計印字の追加", "納付書に小計欄を追加", "条例改正", "Ｒ元年度", Fmt(850, "#,##0"), "標準機能にあり", "可能", Fmt(date(2020, 2, 28), "yyyy/m/d")),
              ("", "年度計", "", "", "", Fmt(850, "#,##0")),
              ("2", "限度額認定証の一括発行", "一括で印刷", "件数が多い\n（約4,000件）", "令和3年度", "1.2百万円", "オプション", "不可", Fmt(date(2022, 3, 15), "yyyy/m/d")),
              ("3", "国保税試算", "", "窓口の要望", "2022年度", "別途", "標準にない", "検討中", ""),
              ("", "年度計", "", "", "", Fmt(1200, "#,##0")), ("", "総計", "3件", "", "", Fmt(2050, "#,##0")))  # fmt: skip
    return Book(
        "国保年金課_改修.xlsx", "年度計・総計、「小計」で始まる名前、金額の書き方が三通り", "customisations", [page],
        [
            {"number": "1", "name": "小計印字の追加", "summary": "納付書に小計欄を追加", "reason": "条例改正", "year": "Ｒ元年度",
             "cost": "850千円", "handled_as": "標準機能に取込済", "abolishable": "可", "note": "検収日：2020/2/28"},
            {"number": "2", "name": "限度額認定証の一括発行", "summary": "一括で印刷", "reason": "件数が多い\n（約4,000件）",
             "year": "令和3年度", "cost": "1.2百万円", "handled_as": "標準オプション", "abolishable": "不可",
             "note": "検収日：2022/3/15"},
            {"number": "3", "name": "国保税試算", "reason": "窓口の要望", "year": "2022年度", "cost": "別途",
             "handled_as": "対象外", "abolishable": "要検討"},
        ],
        left={"A1": "題名", "B6": "合計", "F9": "合計", "C10": "合計", "A2": ""},
    )  # fmt: skip


@book
def peripherals_machines() -> Book:
    """The machines of the book below."""
    return _mixed(1)


@book
def peripherals_outsourced() -> Book:
    """Its second table."""
    return _mixed(2)


def _mixed(part: int) -> Book:
    """Machines and outsourcing in two tables on a sheet with different headings, both of the same list."""
    page = Page("機器・委託").put("A1", "機器及び委託の状況　収納課").rows(
        "A3", ("（１）機器",), ("機器名（型番）", "数量", "接続しているシステム", "設置年月", "更新予定"),
        ("OCR読取機（OR-500）", "1式", "収納システム", "H31.3", "令和8年度"), ("高速プリンタ", "２台", "収納・滞納", "2020.10", "なし"))  # fmt: skip
    page.rows("A9", ("（２）外部委託",), ("委託業務名", "委託先", "委託内容", "契約期間", "年額（千円）"),
              ("納付書封入封緘", "みほん封入㈱", "年２回の大量発送", "R7.4～R8.3", "2,300"), ("コールセンター", "北斗コール", "電話催告", "R6.10～R9.9", 8800))  # fmt: skip
    return Book(
        f"収納課_機器と委託（表{part}）.xlsx", "同じ一覧に入る二つの表、見出しが違う", "peripherals", [page],
        [
            {"name": "OCR読取機（OR-500）", "count": "1式", "system": "収納システム", "note": "設置年月：H31.3\n更新予定：令和8年度"},
            {"name": "高速プリンタ", "count": "２台", "system": "収納・滞納", "note": "設置年月：2020.10\n更新予定：なし"},
        ] if part == 1 else [
            {"name": "納付書封入封緘", "note": "委託先：みほん封入㈱\n委託内容：年２回の大量発送\n契約期間：R7.4～R8.3\n年額（千円）：2,300"},
            {"name": "コールセンター", "note": "委託先：北斗コール\n委託内容：電話催告\n契約期間：R6.10～R9.9\n年額（千円）：8800"},
        ],
        left={"A11": "ほかの表"} if part == 1 else {"A9": "題名", "B5": "ほかの表"}, table=part,
    )  # fmt: skip
