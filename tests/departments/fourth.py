"""More books, written before anybody looked at how they would be read: explanations under headings, two lines a record
with values of their own, templates with empty rows, periods in one cell, boxes for stamps, last year's half."""

from __future__ import annotations

from tests.departments.paper import Book, Fmt, Formula, Page, book


@book
def explained_headings() -> Book:
    """A row below the headings says how to fill it in; numbers and defaults of rows nobody filled in."""
    page = Page("機能調査")
    page.put("A1", "【様式1】現行機能調査票（市民課）").put("H1", "作成日：令和７年１１月７日")
    page.put("F2", "決裁").put("G2", "課長").put("H2", "係長").put("I2", "担当")
    page.rows(
        "A4",
        ("No.", "機　能　名（※１）", "機能概要", "利用状況", "利用頻\n度", "カスタマイ\nズの有無", "処理件数", "根拠", "備　考"),
        ("", "必須", "任意", "プルダウンから選択", "プルダウンから選択", "プルダウンから選択", "例：約100件/月", "", "自由記述"),
        (1, "住　民　票　発　行", "住民票の写しを発行する", "◯", "毎日", "無", "約3,000件/月（繁忙期は倍）", "法令", ""),
        (2, "転出証明書発行", "〃", "○", "〃", "有", "120件/月", "〃", "郵送分を含む"),
        (3, "支援措置の管理", "支援対象者の\n閲覧を制限する", "〇", "随時", "有", "", "要綱", "他課に照会して\nいる。"),
        (4, "統計（四半期報）", "", "レ", "年4回", "無", "4件", "運用", ""),
        (5, "戸籍連携", "", "－", "", "", "", "", "令和６年度に廃止"),
    )  # fmt: skip
    for n in range(6, 13):
        page.rows(f"A{5 + n}", (n, "", "", "選択してください", "", "選択してください"))
    page.put("A19", "（※１）画面名ではなく、仕様書の機能名を記入すること。")
    both = {"as_of": "令和７年１１月７日"}
    return Book(
        "市民課_機能（記入方法の行）.xlsx", "見出しの下に記入方法、決裁欄、番号と初期値だけの空行", "functions", [page],
        [
            {"number": "1", "name": "住　民　票　発　行", "summary": "住民票の写しを発行する", "usage": "in_use",
             "frequency": "毎日", "customised": "無", "ground": "法令", "note": "処理件数：約3,000件/月（繁忙期は倍）", **both},
            {"number": "2", "name": "転出証明書発行", "summary": "住民票の写しを発行する", "usage": "in_use", "frequency": "毎日",
             "customised": "有", "ground": "法令", "note": "郵送分を含む\n処理件数：120件/月", **both},
            {"number": "3", "name": "支援措置の管理", "summary": "支援対象者の\n閲覧を制限する", "usage": "in_use",
             "frequency": "随時", "customised": "有", "ground": "要綱", "note": "他課に照会して\nいる。", **both},
            {"number": "4", "name": "統計（四半期報）", "usage": "in_use", "frequency": "年4回", "customised": "無",
             "ground": "運用", "note": "処理件数：4件", **both},
            {"number": "5", "name": "戸籍連携", "note": "令和６年度に廃止", **both},
        ],
        left={"A1": "題名", "B5": "記入", "D5": "記入", "A11": "", "D12": "", "A19": "注記", "G2": ""},
    )  # fmt: skip


@book
def two_storeys() -> Book:
    """Headings and records on two rows each, with different things above and below; only number and name go over both."""
    page = Page("印刷物")
    page.put("A1:H1", "福祉課　印刷物一覧").put("G2", "記入者").put("H2", "鈴木")
    page.put("A3:A4", "№").put("B3:B4", "印刷物名").put("C3", "用途").put("D3", "用紙").put("E3", "出力頻度")
    page.put("F3", "宛先").put("C4", "印刷場所").put("D4", "年間枚数").put("E4", "公印").put("F4", "備考")
    lines = (
        ("1", "受給者証", "資格を証する", "専用紙（Ａ６）", "月１回", "本人", "庁内", "1,300枚", "有", "裏面に注意書"),
        ("2", "支給決定通知書", "支給の決定を知らせる", "Ａ４", "随時", "本人", "委託", "2,400枚", "有", ""),
        ("3", "決定者一覧表", "点検用", "A3", "毎月", "庁内", "庁内", "12部", "無", "紙で５年保存"),
    )
    for n, (no, name, use, paper, often, to, where, copies, seal, note) in enumerate(lines):
        r = 5 + 2 * n
        page.put(f"A{r}:A{r + 1}", no).put(f"B{r}:B{r + 1}", name)
        page.rows(f"C{r}", (use, paper, often, to), (where, copies, seal, note))
    return Book(
        "福祉課_印刷物（上下二段）.xlsx", "見出しも記入も上下二段に別のことを書く", "forms", [page],
        [
            {"number": "1", "name": "受給者証", "summary": "資格を証する", "paper": "専用紙（Ａ６）", "frequency": "月１回",
             "audience": "住民向け", "printed_at": "庁内", "copies": "1,300枚", "seal": "有", "note": "裏面に注意書"},
            {"number": "2", "name": "支給決定通知書", "summary": "支給の決定を知らせる", "paper": "Ａ４", "frequency": "随時",
             "audience": "住民向け", "printed_at": "委託", "copies": "2,400枚", "seal": "有"},
            {"number": "3", "name": "決定者一覧表", "summary": "点検用", "paper": "A3", "frequency": "毎月",
             "audience": "職員向け", "printed_at": "庁内", "copies": "12部", "seal": "無", "note": "紙で５年保存"},
        ],
        left={"A1": "題名", "H2": "表の上"},
    )  # fmt: skip


@book
def contracts() -> Book:
    """The office that pays: periods from–to in one cell, thousands of yen, sums with formulas, the name over two rows."""
    page = Page("契約一覧")
    page.put("A1", "水道局　情報システム契約一覧（令和７年度当初）").put("H2", "（単位：千円）")
    page.rows("A3", ("区分", "業務システム", "契約相手方", "契約の種類", "契約期間", "契約金額", "うち保守", "リース満了", "摘要"),
              ("基幹", "上下水道料金システム", "㈱みなと情報", "リース", "H30.4〜R9.3", Fmt(12400, "#,##0"), Fmt(3100, "#,##0"), "R9.3.31", ""),
              ("", "", "北斗データ", "保守", "令和７年４月１日～令和８年３月31日", Fmt(1980, "#,##0"), "", "", "料金システムの保守"),
              ("内部", "企業会計システム", "㈱みなと情報", "利用料", "2023/4/1-2028/3/31", Fmt(2640, "#,##0"), "", "", "未定の更新あり"),
              ("", "水道管路情報システム", "測量設計ＪＶ", "委託", "単年度", Fmt(900, "#,##0"), "", "", ""),
              ("計", "", "", "", "", Formula("=SUM(F4:F7)", 17920), Formula("=SUM(G4:G7)", 3100)))  # fmt: skip
    page.merged("B4:B5", "A4:A5", "A6:A7")
    return Book(
        "水道局_契約一覧.xlsx", "契約期間が「から〜まで」の一つのセル、単位は表の上、計の行は数式", "systems", [page],
        [
            {"name": "上下水道料金システム", "vendor": "㈱みなと情報", "contract_kind": "賃貸借", "contract_start": "H30.4",
             "contract_end": "R9.3", "note": "区分：基幹\n契約金額：12,400千円\nうち保守：3,100千円\nリース満了：R9.3.31"},
            {"name": "上下水道料金システム", "vendor": "北斗データ", "contract_kind": "保守", "contract_start": "令和７年４月１日",
             "contract_end": "令和８年３月31日", "note": "料金システムの保守\n区分：基幹\n契約金額：1,980千円"},
            {"name": "企業会計システム", "vendor": "㈱みなと情報", "contract_kind": "利用料", "contract_start": "2023/4/1",
             "contract_end": "2028/3/31", "note": "未定の更新あり\n区分：内部\n契約金額：2,640千円"},
            {"name": "水道管路情報システム", "vendor": "測量設計ＪＶ", "contract_kind": "委託", "contract_end": "単年度",
             "note": "区分：内部\n契約金額：900千円"},
        ],
        left={"A1": "題名", "A8": "合計", "F8": "合計", "H2": "題名"},
    )  # fmt: skip


@book
def several_lists_forms() -> Book:
    """A book of several lists, with pull-down lists on a hidden sheet and last year's sheet behind; forms first."""
    return _elections("選管_調査（帳票）.xlsx", "forms")


@book
def several_lists_linkages() -> Book:
    """The same book with the list of linkages open."""
    return _elections("選管_調査（連携）.xlsx", "linkages")


def _elections(file: str, wanted: str) -> Book:
    cover = Page("はじめに").put("A1", "選挙管理委員会事務局 現行調査").put("A3", "回答期限：令和7年12月5日")
    cover.put("A4", "シート「帳票」「連携」に記入してください。")
    forms = Page("帳票").put("A1", "２．帳票一覧")
    forms.rows("A3", ("番号", "帳票名称", "出力契機", "用紙", "部数／月", "宛先", "外字", "対象業務"),
               ("①", "投票所入場券", "選挙時", "はがき", "45,000", "有権者", "有", "選挙人名簿"),
               ("②", "選挙人名簿抄本", "定時登録", "A4縦", "38", "内部", "有", "選挙人名簿"),
               ("③", "期日前投票宣誓書", "選挙時", "A5", "9,000", "有権者", "無", "期日前投票"),
               ("④", "在外選挙人証", "申請の都度", "専用", "1", "本人", "有", "在外選挙"))  # fmt: skip
    links = Page("連携").put("A1", "３．連携一覧").rows(
        "A3", ("番号", "送り元", "送り先", "データ", "方式", "頻度", "ファイル形式", "時刻", "時期"),
        ("①", "住民記録システム", "選挙システム", "住民異動", "ファイル転送", "日次", "CSV", Fmt(0.75, "h:mm"), "通年"),
        ("②", "選挙システム", "当日投票システム", "名簿データ", "USBメモリ", "選挙時", "固定長", "", "選挙期日の前日"),
        ("③", "戸籍の附票システム", "選挙システム", "在外の附票", "紙", "随時", "なし", "", "調査中"))  # fmt: skip
    old = Page("R6提出分").put("A1", "３．連携一覧（令和６年度に提出したもの）").rows(
        "A3", ("番号", "送り元", "送り先", "データ", "方式", "頻度"), ("①", "住民記録システム", "選挙システム", "住民異動", "FD", "日次"))  # fmt: skip
    pull = Page("リスト", hidden=True).rows(
        "A1", ("頻度", "方式", "有無"), ("日次", "ファイル転送", "有"), ("月次", "紙", "無")
    )
    records = {
        "forms": [
            {
                "number": "①",
                "name": "投票所入場券",
                "frequency": "選挙時",
                "paper": "はがき",
                "copies": "45,000部/月",
                "audience": "住民向け",
                "business": "006",
                "note": "内外区分：有権者\n外字：有",
            },
            {
                "number": "②",
                "name": "選挙人名簿抄本",
                "frequency": "定時登録",
                "paper": "A4縦",
                "copies": "38部/月",
                "audience": "職員向け",
                "business": "006",
                "note": "外字：有",
            },
            {
                "number": "③",
                "name": "期日前投票宣誓書",
                "frequency": "選挙時",
                "paper": "A5",
                "copies": "9,000部/月",
                "audience": "住民向け",
                "business": "007",
                "note": "内外区分：有権者\n外字：無",
            },
            {
                "number": "④",
                "name": "在外選挙人証",
                "frequency": "申請の都度",
                "paper": "専用",
                "copies": "1部/月",
                "audience": "住民向け",
                "business": "009",
                "note": "外字：有",
            },
        ],
        "linkages": [
            {
                "number": "①",
                "name": "住民異動",
                "system": "住民記録システム",
                "receiver": "選挙システム",
                "method": "ファイル転送",
                "frequency": "日次",
                "time": "18:00",
                "note": "ファイル形式：CSV\n時期：通年",
            },
            {
                "number": "②",
                "name": "名簿データ",
                "system": "選挙システム",
                "receiver": "当日投票システム",
                "method": "USBメモリ",
                "frequency": "選挙時",
                "note": "ファイル形式：固定長\n時期：選挙期日の前日",
            },
            {
                "number": "③",
                "name": "在外の附票",
                "system": "戸籍の附票システム",
                "receiver": "選挙システム",
                "method": "紙",
                "frequency": "随時",
                "note": "ファイル形式：なし\n時期：調査中",
            },
        ],
    }[wanted]
    other = "連携!B5" if wanted == "forms" else "帳票!B5"
    return Book(
        file, "帳票と連携が別のシート、隠れた選択肢のシート、前年度の提出分", wanted, [cover, forms, links, old, pull], records,
        left={"はじめに!A1": "", other: "", "R6提出分!D4": "", "リスト!A2": ""}, shown=wanted,
    )  # fmt: skip


@book
def schools() -> Book:
    """Tasks with ア・イ・ウ under headings of their own, ↑ for the same, counts in words, a sum, 以下余白."""
    page = Page("学務課")
    page.put("A1", "学齢簿編製・就学援助に関する事務の洗い出し")
    page.rows("A3", ("", "処理名", "頻度", "件数", "担当", "法令", "手作業", "繁忙期", "所要時間"),
              ("１", "学齢簿の編製"), ("ア", "新入学者の一覧作成", "年１回", "約650人", "学務係", "学校教育法施行令第２条", "有", "１０月", "3日"),
              ("イ", "就学時健診の案内", "↑", "650通", "↑", "学校保健安全法第11条", "有", "１０月", "2日"),
              ("２", "就学援助"), ("ア", "申請の受付", "年１回＋随時", "1,020件", "援助係", "学校教育法第19条", "有", "４月", "20日"),
              ("イ", "認定", "年１回", "980件", "↑", "同上", "無", "５月～６月", "5日"),
              ("ウ", "医療券の発行", "随時", "なし", "↑", "学校保健安全法第24条", "無", "", ""),
              ("", "合計", "", "3,300件"), ("", "以下余白"))  # fmt: skip
    return Book(
        "学務課_事務.xlsx", "ア・イ・ウの番号に見出しがない、↑は上と同じ、合計と以下余白", "tasks", [page],
        [
            {"number": "ア", "category": "学齢簿の編製", "department": "学務課", "name": "新入学者の一覧作成", "volume": "約650人", "legal": "学校教育法施行令第２条",
             "manual": "有", "busy": "１０月", "note": "頻度：年１回\n担当：学務係\n所要時間：3日"},
            {"number": "イ", "category": "学齢簿の編製", "department": "学務課", "name": "就学時健診の案内", "volume": "650通", "legal": "学校保健安全法第11条",
             "manual": "有", "busy": "１０月", "note": "頻度：年１回\n担当：学務係\n所要時間：2日"},
            {"number": "ア", "category": "就学援助", "department": "学務課", "name": "申請の受付", "volume": "1,020件", "legal": "学校教育法第19条",
             "manual": "有", "busy": "４月", "note": "頻度：年１回＋随時\n担当：援助係\n所要時間：20日"},
            {"number": "イ", "category": "就学援助", "department": "学務課", "name": "認定", "volume": "980件", "legal": "学校教育法第19条",
             "manual": "無", "busy": "５月～６月", "note": "頻度：年１回\n担当：援助係\n所要時間：5日"},
            {"number": "ウ", "category": "就学援助", "department": "学務課", "name": "医療券の発行", "volume": "なし", "legal": "学校保健安全法第24条",
             "manual": "無", "note": "頻度：随時\n担当：援助係"},
        ],
        left={"A1": "題名", "B11": "合計", "D11": "合計", "B12": "注記"},
    )  # fmt: skip


@book
def tools_csv() -> Book:
    """cp932 with line breaks inside quoted cells and headings, a second half that is last year's."""
    page = Page("CSV")
    page.rows("A1", ("収納課　エクセル・アクセス等の調べ", "", "", "", "", "", ""), ("【令和７年度】",),
              ("連番", "ファイルの\n名称", "種類", "作った人", "使い道", "元データ", "使用頻度", "使えないときの影響"),
              ("1", "口座振替\n突合表.xlsm", "マクロ", "前任者（異動）", "振替結果と\n台帳を突き合わせる", "全銀データ", "毎月", "消込みが遅れる"),
              ("2", "差押管理.accdb", "アクセス", "不明", "差押財産の管理", "手入力", "毎日", "業務が止まる"),
              ("3", "催告書宛名.docx", "ワード差込", "収納係", "", "ＥＵＣ抽出", "年６回", "なし"),
              ("【令和６年度】（参考）",),
              ("連番", "ファイルの\n名称", "種類", "作った人", "使い道", "元データ", "使用頻度", "使えないときの影響"),
              ("1", "口座振替突合表.xls", "マクロ", "前任者", "", "", "毎月", ""))  # fmt: skip
    return Book(
        "収納課_道具.csv", "cp932のCSV、セルの中で改行、後ろ半分は前年度", "assets", [page],
        [
            {"number": "1", "name": "口座振替突合表.xlsm", "kind": "Excel", "author": "前任者（異動）",
             "summary": "振替結果と\n台帳を突き合わせる", "data": "全銀データ", "frequency": "毎月", "impact": "消込みが遅れる", "note": "区分：令和７年度"},
            {"number": "2", "name": "差押管理.accdb", "kind": "Access", "author": "不明", "summary": "差押財産の管理",
             "data": "手入力", "frequency": "毎日", "impact": "業務が止まる", "note": "区分：令和７年度"},
            {"number": "3", "name": "催告書宛名.docx", "author": "収納係", "data": "ＥＵＣ抽出", "frequency": "年６回",
             "impact": "なし", "note": "区分：令和７年度\n種別：ワード差込"},
        ],
        encoding="cp932", problems=["C6"], left={"A1": "題名", "B9": "前の年度", "A7": ""},
    )  # fmt: skip


@book
def robots() -> Book:
    """RPA alone: the sheet's title says the kind; headings with notes of two kinds; a table that begins at C."""
    page = Page("RPA")
    page.put("C2", "ＲＰＡシナリオ一覧（税務課・令和７年１０月末現在）")
    page.rows("C4", ("シナリオ名＊", "対象業務 ※2", "処理概要\n（100字以内）", "実行頻度", "実行時刻", "削減時間\n（時間/年）", "作成担当", "停止した場合の\n影響"),
              ("給与支払報告書入力", "市民税", "PDFから読み取り入力する", "毎日（１～３月）", Fmt(0.875, "h:mm"), Fmt(1250, "#,##0"), "市民税係", "手入力で３人×２週間"),
              ("軽自申告データ取込", "軽自動車税", "軽ＪＮＫＳの結果を取り込む", "月次", "深夜", 80, "諸税係", "なし"),
              ("口座登録", "収納", "", "休止中", "", 0, "", ""))  # fmt: skip
    page.put("C9", "＊ 名称は管理ツール上のもの").put("C10", "※2 標準化対象の業務名で記入")
    return Book(
        "税務課_RPA.xlsx", "題名が種別を言う、見出しに＊と※、表がC列から、時刻", "assets", [page],
        [
            {"name": "給与支払報告書入力", "business": "010", "summary": "PDFから読み取り入力する", "frequency": "毎日（１～３月）",
             "author": "市民税係", "impact": "手入力で３人×２週間", "note": "実行時刻：21:00\n削減時間 （時間/年）：1,250"},
            {"name": "軽自申告データ取込", "business": "013", "summary": "軽ＪＮＫＳの結果を取り込む", "frequency": "月次",
             "author": "諸税係", "impact": "なし", "note": "実行時刻：深夜\n削減時間 （時間/年）：80"},
            {"name": "口座登録", "frequency": "休止中", "note": "業務：収納\n削減時間 （時間/年）：0"},
        ],
        left={"C2": "題名", "C9": "注記", "C10": "注記"}, problems=["D7"],
    )  # fmt: skip
