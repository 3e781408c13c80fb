"""More books, written before anybody looked at how they would be read: sheets for systems, groups that name a business,
headings over the years, nothing to report, numbers without a heading, dates in pieces, cells in other shapes."""

from __future__ import annotations

from datetime import date

from tests.departments.paper import Book, Fmt, Page, Rich, book


def _system(sheet: str, system: str, *lines: tuple[str, ...]) -> Page:
    page = Page(sheet)
    page.put("A1:F1", "機能一覧表").put("A3", "システム名").put("B3:C3", system).put("D3", "担当課").put(
        "E3:F3", "保育幼稚園課"
    )
    page.rows("A5", ("項番", "処　理　名", "処理の内容", "使用の\n有　　無", "カスタマイズ", "特記事項"), *lines)
    return page


@book
def sheet_per_system() -> Book:
    """One sheet for each system, each with its name in a block above the same table."""
    return Book(
        "保育幼稚園課_機能（システム別）.xlsx", "システムごとのシート、名前は表の上のブロック、印がまちまち", "functions",
        [
            _system("保育", "保育所入所システム", ("1-1", "入所申込の登録", "申込書を入力する", "✓", "ノンカスタマイズ", ""),
                    ("1-2", "利用調整", "点数を計算し順位を付ける", "◯", "有（点数表が独自）", "選考会議の資料は手作業"),
                    ("1-3", "保育料の算定", "", "有", "無", "")),
            _system("学童", "学童保育システム", ("2-1", "利用申請", "", "○", "－", "ソフトは職員が作成"),
                    ("2-2", "出欠の集計", "月ごとに数える", "×", "", "紙の台帳で行う")),
        ],
        [
            {"number": "1-1", "system": "保育所入所システム", "name": "入所申込の登録", "summary": "申込書を入力する",
             "usage": "in_use", "customised": "無", "department": "保育幼稚園課"},
            {"number": "1-2", "system": "保育所入所システム", "name": "利用調整", "summary": "点数を計算し順位を付ける",
             "usage": "in_use", "customised": "有", "department": "保育幼稚園課",
             "note": "選考会議の資料は手作業\nカスタマイズ：有（点数表が独自）"},
            {"number": "1-3", "system": "保育所入所システム", "name": "保育料の算定", "usage": "in_use", "customised": "無",
             "department": "保育幼稚園課"},
            {"number": "2-1", "system": "学童保育システム", "name": "利用申請", "usage": "in_use", "department": "保育幼稚園課",
             "note": "ソフトは職員が作成"},
            {"number": "2-2", "system": "学童保育システム", "name": "出欠の集計", "summary": "月ごとに数える", "usage": "none",
             "department": "保育幼稚園課", "note": "紙の台帳で行う"},
        ],
    )  # fmt: skip


@book
def groups_by_business() -> Book:
    """Rows between that name the business; notes in between; pages; a last row that says the end."""
    page = Page("帳票")
    page.put("A1", "健康推進課・保険年金課　帳票調べ").rows(
        "A3", ("帳票No", "帳票名\n（ふりがな）", "主な記載内容", "出力\nタイミング", "サイズ", "年間出力件数(件)", "送付先", "外部委託先"))  # fmt: skip
    page.put("A4:H4", "【国民健康保険】")
    page.rows("A5", ("K-01", "被保険者証\n（ひほけんしゃしょう）", "氏名、記号番号", "年次", "カード", 14200, "世帯主", "北斗印刷"),
              ("K-02", "高額療養費支給申請書", "", "月次", "Ａ４", "約 2,100", "世帯主", "－"))  # fmt: skip
    page.put("A7", "※ K-02は勧奨分のみ。")
    page.put("A8:H8", "【後期高齢者医療】").rows(
        "A9", ("L-01", "保険料額決定通知書", "", "年次（7月）", "A4三つ折", 9800, "本人", "〃")
    )
    page.put("A10:H10", "【健康管理】").rows(
        "A11", ("H-01", "がん検診受診券", "", "年次", "はがき", "11,000", "対象者", "みほん封入"),
        ("H-02", "接種台帳", "接種歴", "都度", "A4", "未定", "内部", ""))  # fmt: skip
    page.put("H14", "【以上】")
    return Book(
        "健康・保険_帳票（業務の行）.xlsx", "業務名の行で区切る、帳票名にふりがな、注記が途中", "forms", [page],
        [
            {"number": "K-01", "business": "024", "name": "被保険者証（ひほけんしゃしょう）", "summary": "氏名、記号番号",
             "frequency": "年次", "paper": "カード", "copies": "14200件", "audience": "住民向け", "enclosing": "北斗印刷", "note": "内外区分：世帯主"},
            {"number": "K-02", "business": "024", "name": "高額療養費支給申請書", "frequency": "月次", "paper": "Ａ４",
             "copies": "約 2,100", "audience": "住民向け", "enclosing": "－", "note": "内外区分：世帯主"},
            {"number": "L-01", "business": "025", "name": "保険料額決定通知書", "frequency": "年次（7月）", "paper": "A4三つ折",
             "copies": "9800件", "audience": "住民向け", "enclosing": "－"},
            {"number": "H-01", "business": "019", "name": "がん検診受診券", "frequency": "年次", "paper": "はがき",
             "copies": "11,000件", "audience": "住民向け", "enclosing": "みほん封入"},
            {"number": "H-02", "business": "019", "name": "接種台帳", "summary": "接種歴", "frequency": "都度", "paper": "A4",
             "copies": "未定", "audience": "職員向け"},
        ],
        left={"A1": "題名", "A7": "注記", "H14": "注記"},
    )  # fmt: skip


@book
def nothing_to_report() -> Book:
    """A department that has nothing in the one table and something in the other; the first says 該当なし."""
    page = Page("様式5").put("A1", "様式５　外字の登録状況").rows(
        "A3", ("番号", "対象システム", "登録外字数", "文字コード", "同定の状況"), ("1", "該当なし", "", "", ""))  # fmt: skip
    page.put("A7", "様式５の２　外字の登録状況（庁内で作成したもの）").rows(
        "A9", ("番号", "対象システム", "登録外字数", "文字コード", "同定の状況"),
        ("1", "選挙人名簿システム", "３８６字", "Ｓ－ＪＩＳ", "調査中"), ("2", "福祉総合システム", "なし", "UTF-8", "不要"))  # fmt: skip
    group = {"note": "区分：様式５の２　外字の登録状況（庁内で作成したもの）"}
    return Book(
        "選管_外字（該当なし）.xlsx", "一つ目の表は「該当なし」の行だけ", "characters", [page],
        [
            {"number": "1", "name": "選挙人名簿システム", "count": "３８６字", "charset": "Ｓ－ＪＩＳ", "state": "調査中", **group},
            {"number": "2", "name": "福祉総合システム", "count": "なし", "charset": "UTF-8", "state": "不要", **group},
        ],
        left={"A1": "題名", "B4": "該当なし"},
    )  # fmt: skip


@book
def date_in_pieces() -> Book:
    """Graph paper where the date stands in seven cells, choices as columns of ticks beside ordinary ones."""
    page = Page("様式第２号")
    page.put("B2:Z3", "情報システム現況調査票")
    for ref, text in zip(
        ("P5", "R5", "S5", "T5", "U5", "V5", "W5"), ("令和", "7", "年", "11", "月", "10", "日"), strict=True
    ):
        page.put(ref, text)
    page.put("B5:D5", "所属名").put("E5:K5", "固定資産税課")
    spans = ("B", "C:H", "I:M", "N:P", "Q:S", "T", "U", "V:Z")
    page.put("B7:B8", "番\n号").put("C7:H8", "システム名称").put("I7:M8", "パッケージ名\n（版数）").put(
        "N7:P8", "開発事業者"
    )
    page.put("Q7:S8", "稼働開始\n年月").put("T7:U7", "設置").put("T8", "庁\n内").put("U8", "外\n部").put(
        "V7:Z8", "課題・要望"
    )
    page.lines(
        9, spans,
        ("1", "固定資産税課税システム", "税パック（V4.2）", "みほんソフト", "H29.10", "○", "", "課税明細書の様式変更に\n費用がかかる"),
        ("2", "家屋評価システム", "－", "測量設計", "平成２５年度", "", "○", ""),
        ("3", "地図情報システム", "ＧＩＳ－Ｐｒｏ", "同上", "不明", "○", "", "特になし"),
    )  # fmt: skip
    page.put("B12", "4").put("B13", "5")
    common = {"department": "固定資産税課"}
    return Book(
        "固定資産税課_現況（方眼紙）.xlsx", "日付が七つのセル、縦書きの見出し、番号だけの行", "systems", [page],
        [
            {"number": "1", "name": "固定資産税課税システム", "package": "税パック（V4.2）", "vendor": "みほんソフト",
             "contract_start": "H29.10", "environment": "庁内オンプレ",
             "note": "課題・要望：課税明細書の様式変更に\n費用がかかる", **common},
            {"number": "2", "name": "家屋評価システム", "vendor": "測量設計", "contract_start": "平成２５年度",
             "package": "－", "note": "設置：外 部", **common},
            {"number": "3", "name": "地図情報システム", "package": "ＧＩＳ－Ｐｒｏ", "vendor": "測量設計", "contract_start": "不明",
             "environment": "庁内オンプレ", "note": "課題・要望：特になし", **common},
        ],
        left={"B2": "題名", "P5": "", "R5": "", "W5": "", "B12": "", "B13": ""},
    )  # fmt: skip


@book
def over_the_years() -> Book:
    """Counts of two years beside one another; a struck part; dates as dates; the department in the sheet's name."""
    page = Page("介護保険課").put("A1", "介護保険課の手続（令和6・7年度）")
    page.put("A3:A4", "手続名").put("B3:B4", "根拠").put("C3:D3", "年間件数").put("C4", "令和６年度").put(
        "D4", "令和７年度（見込）"
    )
    page.put("E3:E4", "従事\n者数").put("F3:F4", "使用\nシステム").put("G3:G4", "最終確認日").put("H3:H4", "外部委託")
    page.rows("A5", ("要介護認定申請", "介護保険法第27条", 3120, "3,300", "4人", "介護保険システム", Fmt(date(2025, 10, 3), "ge.m.d"), "有（主治医意見書の督促）"),
              ("住宅改修費の支給", "法第45条", "410", "約４３０", "2人（兼務）", "〃", Fmt(date(2025, 10, 31), "yyyy/mm/dd"), "無"),
              ("負担割合証の交付", Rich((("法第49条の2", False), ("、令第22条", True))), 9800, 9900, "2名", "介護保険システム", "R7.11.4", "有"))  # fmt: skip
    return Book(
        "介護保険課_手続.xlsx", "二か年の件数が並ぶ、和暦の表示形式の日付、一部の打ち消し", "tasks", [page],
        [
            {"department": "介護保険課", "name": "要介護認定申請", "legal": "介護保険法第27条", "volume": "3120（令和６年度）", "staff": "4人",
             "system": "介護保険システム", "outsourced": "有",
             "note": "年間件数_令和７年度（見込）：3,300\n最終確認日：R7.10.3\n外部委託：有（主治医意見書の督促）"},
            {"department": "介護保険課", "name": "住宅改修費の支給", "legal": "法第45条", "volume": "410（令和６年度）", "staff": "2人（兼務）",
             "system": "介護保険システム", "outsourced": "無", "note": "年間件数_令和７年度（見込）：約４３０\n最終確認日：2025/10/31"},
            {"department": "介護保険課", "name": "負担割合証の交付", "legal": "法第49条の2", "volume": "9800（令和６年度）", "staff": "2名", "system": "介護保険システム",
             "outsourced": "有", "note": "年間件数_令和７年度（見込）：9900\n最終確認日：R7.11.4"},
        ],
        left={"A1": "題名"},
    )  # fmt: skip


@book
def linkages_in_words() -> Book:
    """UTF-16 tabs; the other side and a direction instead of sender and receiver; the own system above."""
    page = Page("TSV")
    page.rows("A1", ("システム名", "健康管理システム"), ("記入日", "2025年11月"), (),
              ("＃", "相手先システム", "相手先所管課", "送受信の別", "連携データの内容", "受け渡し方法", "サイクル", "件数／回", "文字コード", "備考（課題等）"),
              ("a", "住民記録システム", "市民課", "受信", "異動・世帯", "ＦＴＰ", "日次（22時）", "300", "SJIS", ""),
              ("b", "総合福祉システム", "福祉課", "送信", "健診結果", "手渡し(CD-R)", "年2回", "4500件", "同左", "暗号化していない"),
              ("c", "国保連合会", "（外部）", "受", "特定健診データ", "オンライン", "毎月", "約２，０００", "－", "〃"))  # fmt: skip
    own = {"as_of": "2025年11月"}
    return Book(
        "健康管理_連携.tsv", "UTF-16のタブ区切り、相手先と送受信の別、自分のシステムは上", "linkages", [page],
        [
            {"number": "a", "name": "異動・世帯", "system": "住民記録システム", "receiver": "健康管理システム", "direction": "I",
             "method": "ＦＴＰ", "frequency": "日次（22時）", "volume": "300件/回", "character_code": "SJIS",
             "note": "送り側の所管課：市民課", **own},
            {"number": "b", "name": "健診結果", "system": "健康管理システム", "receiver": "総合福祉システム", "direction": "O",
             "method": "手渡し(CD-R)", "frequency": "年2回", "volume": "4500件", "partner_department": "福祉課",
             "character_code": "同左", "note": "暗号化していない", **own},
            {"number": "c", "name": "特定健診データ", "system": "国保連合会", "receiver": "健康管理システム", "direction": "I",
             "method": "オンライン", "frequency": "毎月", "volume": "約２，０００", "character_code": "－", "note": "暗号化していない\n送り側の所管課：（外部）", **own},
        ],
        encoding="utf-16",
    )  # fmt: skip


@book
def standard_ids() -> Book:
    """A list of functions set against the standard already: ids broken by a line, two in a cell, zeros lost."""
    page = Page("生活保護").rows(
        "A1", ("業務名", "大項目", "中項目", "現行機能名", "現行の利用状況", "標準機能ID", "標準との差", "確認者", "確認方法"),
        ("生活保護", "1 相談", "1.1 面接", "面接記録の登録", "使用している", "0210001", "なし", "", "聞き取り"),
        ("", "", "1.2 申請", "申請書の登録", "使用している", "0210004\n0210005", "項目が１つ不足", "田中", ""),
        ("", "2 決定", "2.1 調査", "資産調査の依頼", "未使用", "210012", "", "", "ログ"),
        ("", "", "", "調査結果の入力", "手作業で対応", "該当なし", "標準になし", "", ""))  # fmt: skip
    page.merged("A2:A5", "B2:B3", "B4:B5", "C4:C5")
    return Book(
        "生活保護_標準との対応.xlsx", "階層の縦結合、標準機能IDが改行で二つ、ゼロ落ち、該当なし", "functions", [page],
        [
            {"business": "021", "category": "1 相談／1.1 面接", "name": "面接記録の登録", "usage": "in_use",
             "source": "聞き取り", "note": "標準との差：なし\n対応する標準機能ID：0210001"},
            {"business": "021", "category": "1 相談／1.2 申請", "name": "申請書の登録", "usage": "in_use",
             "note": "標準との差：項目が１つ不足\n確認者：田中\n対応する標準機能ID：0210004、0210005"},
            {"business": "021", "category": "2 決定／2.1 調査", "name": "資産調査の依頼", "usage": "unused", "source": "ログ",
             "note": "対応する標準機能ID：210012"},
            {"business": "021", "category": "2 決定／2.1 調査", "name": "調査結果の入力", "usage": "manual",
             "note": "対応する標準機能ID：該当なし\n標準との差：標準になし"},
        ],
        problems=["F4"],
    )  # fmt: skip


@book
def measures_by_name() -> Book:
    """Own measures: amounts and recipients in sentences, merged remarks over several rows, ① inside a cell."""
    page = Page("Sheet1").put("B1", "こども未来課における市単独事業（独自施策）の一覧").put("B2", "R7.10.1現在")
    page.rows("B4", ("事業名", "事業概要", "根拠要綱等", "支給額・対象者数", "使用しているシステム", "今後の予定", "所管"),
              ("こども医療費助成（市上乗せ分）", "①就学後の通院\n②高校生の入院", "こども医療費助成条例", "約5,200人・１.４億円", "医療助成システム", "標準外で残す（疎結合）", "給付係"),
              ("ひとり親家庭家賃補助", "月額上限１万円", "要綱", "83世帯", "エクセル", "検討中", "給付係"),
              ("出産祝い品", "", "なし（予算のみ）", "340件/年", "", "", "母子保健係"))  # fmt: skip
    page.merged("H5:H6")
    return Book(
        "こども未来課_独自施策.xlsx", "文章の中の金額と人数、表はB列から、時点は題名の下", "measures", [page],
        [
            {"name": "こども医療費助成（市上乗せ分）", "summary": "①就学後の通院\n②高校生の入院", "legal": "こども医療費助成条例",
             "system": "医療助成システム", "department": "給付係",
             "note": "支給額・対象者数：約5,200人・１.４億円\n今後の予定：標準外で残す（疎結合）"},
            {"name": "ひとり親家庭家賃補助", "summary": "月額上限１万円", "legal": "要綱", "system": "エクセル", "department": "給付係",
             "note": "支給額・対象者数：83世帯\n今後の予定：検討中"},
            {"name": "出産祝い品", "legal": "なし（予算のみ）", "department": "母子保健係", "note": "支給額・対象者数：340件/年"},
        ],
        left={"B1": "題名"},
    )  # fmt: skip
