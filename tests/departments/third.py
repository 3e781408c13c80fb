"""Still more books: pages, records over two rows, three heading rows, forms below one another, and what isn't understood."""

from __future__ import annotations

from tests.departments.paper import Book, Page, book


@book
def printed_pages() -> Book:
    """Made to be printed: title and heading again on each page, numbered columns, an example row, sums at the end."""
    page = Page("印刷用")
    heads = ("番号", "帳票名", "内部・外部", "用紙サイズ", "出力頻度", "年間出力枚数", "公印", "備考")
    page.put("A1:H1", "別紙１　現行帳票調査票（１／２）")
    page.rows("A3", heads, ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"),
              ("例", "住民票の写し", "外部", "A4", "毎日", "10,000枚", "有", "記入例です"),
              ("1", "納税通知書", "外部", "Ａ４縦", "年１回", "18,000 枚", "有", ""),
              ("2", "督促状", "外部", "はがき", "毎月", "４，５００枚", "無", "圧着"))  # fmt: skip
    page.put("A9:H9", "別紙１　現行帳票調査票（２／２）")
    page.rows("A11", heads, ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"),
              ("3", "調定簿", "内部", "A3横", "毎月", "24部", "－", ""), ("4", "課税台帳", "内部", "A3横", "年次", "2部", "無", "製本"),
              ("合計", "4帳票", "", "", "", "22,526", "", ""))  # fmt: skip
    page.put("A17", "（注）公印の欄は、印影を印字するものを「有」とする。")
    page.put("H18", "以上")
    return Book(
        "税務課_帳票（頁ごと）.xlsx", "頁ごとの題名と見出し、列番号、記入例の行、合計", "forms", [page],
        [
            {"number": "1", "name": "納税通知書", "audience": "住民向け", "paper": "Ａ４縦", "frequency": "年１回",
             "copies": "18,000 枚", "seal": "有"},
            {"number": "2", "name": "督促状", "audience": "住民向け", "paper": "はがき", "frequency": "毎月",
             "copies": "４，５００枚", "seal": "無", "note": "圧着"},
            {"number": "3", "name": "調定簿", "audience": "職員向け", "paper": "A3横", "frequency": "毎月", "copies": "24部"},
            {"number": "4", "name": "課税台帳", "audience": "職員向け", "paper": "A3横", "frequency": "年次", "copies": "2部",
             "seal": "無", "note": "製本"},
        ],
        left={
            "B5": "記入例", "A9": "題名", "B11": "見出し", "C12": "見出し", "A15": "合計", "A17": "注記", "H18": "注記"},
    )  # fmt: skip


@book
def two_lines_a_record() -> Book:
    """Each record stands on two rows of the sheet, only the remarks use both."""
    page = Page("様式３")
    page.put("B1:K1", "現行機能調査票").put("H2", "所属：高齢福祉課").put("J2", "調査日：R7.11.5")
    page.put("B3", "No").put("C3:E3", "機能名").put("F3:H3", "機能の概要").put("I3", "利用頻度").put("J3:K3", "備考")
    rows = (
        ("1", "給付実績の照会", "被保険者ごとに給付を見る", "随時", "画面が遅い", "夜間は使えない"),
        ("2", "負担限度額の判定", "所得と資産から判定する", "毎年", "判定は手で確かめる", ""),
        ("3", "申請書の受付", "", "毎日", "", ""),
    )
    for n, (no, name, what, often, first, second) in enumerate(rows):
        r = 4 + 2 * n
        page.put(f"B{r}:B{r + 1}", no).put(f"C{r}:E{r + 1}", name).put(f"F{r}:H{r + 1}", what)
        page.put(f"I{r}:I{r + 1}", often).put(f"J{r}:K{r}", first).put(f"J{r + 1}:K{r + 1}", second)
    both = {"department": "高齢福祉課", "as_of": "R7.11.5"}
    return Book(
        "高齢福祉課_機能（二行一件）.xlsx", "一件が二行、備考だけ二行に分かれる", "functions", [page],
        [
            {"number": "1", "name": "給付実績の照会", "summary": "被保険者ごとに給付を見る", "frequency": "随時",
             "note": "画面が遅い\n夜間は使えない", **both},
            {"number": "2", "name": "負担限度額の判定", "summary": "所得と資産から判定する", "frequency": "毎年",
             "note": "判定は手で確かめる", **both},
            {"number": "3", "name": "申請書の受付", "frequency": "毎日", **both},
        ],
        left={"B1": "題名"},
    )  # fmt: skip


@book
def three_heading_rows() -> Book:
    """Three rows of headings with merges; the way of passing data is ticked."""
    page = Page("連携")
    page.put("A1", "国保年金課　他システムとの連携").put("A2:A4", "連携番号").put("B2:B4", "連携データ名")
    page.put("C2:F2", "相手").put("C3:D3", "送り側").put("E3:F3", "受け側")
    page.put("C4", "システム").put("D4", "所管課").put("E4", "システム").put("F4", "所管課")
    page.put("G2:I2", "連携方式").put("G3:G4", "ファイル").put("H3:H4", "媒体").put("I3:I4", "紙")
    page.put("J2:J4", "全件／差分").put("K2:K4", "連携\n頻度").put("L2:L4", "件数\n（件／回）")
    page.rows("A5", ("R-01", "資格異動", "国保システム", "国保年金課", "国保連合会システム", "連合会", "○", "", "", "差分", "毎日", "120"),
              ("R-02", "所得情報", "税システム", "税務課", "国保システム", "国保年金課", "○", "", "", "全件", "年１回", "12,000"),
              ("R-03", "年金受給者", "年金機構", "", "国保システム", "国保年金課", "", "○", "○", "差分", "毎月", "約80"))  # fmt: skip
    return Book(
        "国保年金課_連携.xlsx", "見出し三段、方式は○の列", "linkages", [page],
        [
            {"number": "R-01", "name": "資格異動", "system": "国保システム", "department": "国保年金課",
             "receiver": "国保連合会システム", "partner_department": "連合会", "method": "ファイル", "transfer": "差分",
             "frequency": "毎日", "volume": "120件/回"},
            {"number": "R-02", "name": "所得情報", "system": "税システム", "department": "税務課", "receiver": "国保システム",
             "partner_department": "国保年金課", "method": "ファイル", "transfer": "全件", "frequency": "年１回",
             "volume": "12,000件/回"},
            {"number": "R-03", "name": "年金受給者", "system": "年金機構", "receiver": "国保システム",
             "partner_department": "国保年金課", "method": "媒体、紙", "transfer": "差分", "frequency": "毎月", "volume": "約80"},
        ],
    )  # fmt: skip


@book
def cards_below() -> Book:
    """Three forms with one record each, one below the other on the same sheet."""
    page = Page("独自施策調査")
    page.put("A1", "独自施策の調査票　福祉課")
    lines = (
        (
            "重度障害者タクシー券",
            "タクシー利用券を年24枚交付する",
            "みほん市タクシー券交付要綱",
            "障害福祉システム",
            "独自システムで残す",
            "",
        ),
        ("高齢者見守り給付", "", "みほん市見守り条例", "", "Excel", "介護保険システム"),
        ("ひとり親家庭入学祝金", "入学時に3万円を支給", "要綱", "手当システム", "", "学齢簿システム"),
    )
    for n, (name, what, law, system, way, partner) in enumerate(lines):
        r = 3 + 6 * n
        page.rows(f"A{r}", ("独自施策名", name, "", "根拠条例・要綱", law), ("内容", what), ("使用システム", system, "", "実現方法", way),
                  ("連携先", partner))  # fmt: skip
    return Book(
        "福祉課_独自施策（票が三つ）.xlsx", "一枚に調査票が三つ縦に並ぶ", "measures", [page],
        [
            {"name": "重度障害者タクシー券", "summary": "タクシー利用券を年24枚交付する", "legal": "みほん市タクシー券交付要綱",
             "system": "障害福祉システム", "way": "独自システムで残す"},
            {"name": "高齢者見守り給付", "legal": "みほん市見守り条例", "way": "Excel", "partner": "介護保険システム"},
            {"name": "ひとり親家庭入学祝金", "summary": "入学時に3万円を支給", "legal": "要綱", "system": "手当システム",
             "partner": "学齢簿システム"},
        ],
        left={"A1": "題名"},
    )  # fmt: skip


@book
def words_unknown() -> Book:
    """Words no choice set knows, a business nobody knows; nothing of it may be lost."""
    page = Page("Sheet1")
    page.rows("A1", ("No", "業務", "機能名", "利用状況", "カスタマイズ有無", "確度", "標準機能ID", "更新\n担当"),
              ("1", "住民税", "当初課税計算", "年度当初のみ", "一部", "たぶん", "0100001", "小林"),
              ("2", "住民税", "更正処理", "○", "有", "確認済み", "１００２", "小林"),
              ("3", "市単独", "証明手数料集計", "使用中", "？", "", "", "加藤"))  # fmt: skip
    return Book(
        "税務課_機能（言葉いろいろ）.xlsx", "選択肢にない言葉、知らない業務、崩れたID", "functions", [page],
        [
            {"number": "1", "business": "010", "name": "当初課税計算", "certainty": "推定",
             "note": "利用実態：年度当初のみ\nカスタマイズ：一部\n更新 担当：小林\n対応する標準機能ID：0100001"},
            {"number": "2", "business": "010", "name": "更正処理", "usage": "in_use", "customised": "有", "certainty": "確認済",
             "note": "対応する標準機能ID：１００２\n更新 担当：小林"},
            {"number": "3", "name": "証明手数料集計", "usage": "in_use", "customised": "不明",
             "note": "業務：市単独\n更新 担当：加藤"},
        ],
        problems=["B4", "D2", "E2", "G3"],
    )  # fmt: skip


@book
def departments_csv() -> Book:
    """A list of departments as UTF-8 with a mark."""
    page = Page("CSV")
    page.rows("A1", ("部名", "課名", "所掌業務", "備考"), ("市民部", "市民課", "住民基本台帳、印鑑登録、戸籍", ""),
              ("市民部", "税務課", "個人住民税・固定資産税", "課税係と収納係"), ("総務部", "総務課", "", ""))  # fmt: skip
    return Book(
        "所属一覧.csv", "UTF-8（BOMつき）、一つのセルに業務がいくつも", "departments", [page],
        [
            {"name": "市民課", "division": "市民部", "businesses": ["001", "002", "003"]},
            {"name": "税務課", "division": "市民部", "businesses": ["010", "012"], "note": "課税係と収納係"},
            {"name": "総務課", "division": "総務部"},
        ],
        encoding="utf-8-sig",
    )  # fmt: skip


@book
def few_columns() -> Book:
    """A small table of two columns far right and down, remarks beside and below."""
    page = Page("外字")
    page.put("C2", "外字の状況（令和7年4月1日現在）")
    page.rows("D5", ("対象システム", "外字数", "文字コード", "同定の状況"), ("住民情報システム", "1,204字", "独自（S-JIS＋外字）", "未着手"),
              ("戸籍システム", "", "戸籍統一文字", "法務省で実施済"), ("税システム", "住民情報システムと共用", "", ""))  # fmt: skip
    page.put("D10", "※外字数には、登録したが使っていないものを含む。").put(
        "D11", "※戸籍は副本データ管理システムの文字による。"
    )
    return Book(
        "情報政策課_外字.xlsx", "離れた場所の小さな表、下に注記", "characters", [page],
        [
            {"name": "住民情報システム", "count": "1,204字", "charset": "独自（S-JIS＋外字）", "state": "未着手"},
            {"name": "戸籍システム", "charset": "戸籍統一文字", "state": "法務省で実施済"},
            {"name": "税システム", "count": "住民情報システムと共用"},
        ],
        left={"C2": "題名", "D10": "注記", "D11": "注記"},
    )  # fmt: skip


@book
def ticked_choices() -> Book:
    """Choices as columns without a common heading, names broken over lines, a heading with a mark."""
    page = Page("システム")
    page.put("A1", "システムの利用状況（該当する欄に○）")
    page.rows("A3", ("＃", "システム\nの名称", "※パッケージ名\n（わかる場合）", "標準化対象", "外部システム", "庁内サーバ", "データセンタ", "ガバクラ",
                     "契約期間\n（終期）", "端末台数\n（台）"),
              ("①", "住民記録シス\nテム", "COKAS-X", "○", "", "", "○", "", "令和8年\n3月末", "45"),
              ("②", "戸籍システム", "", "○", "", "○", "", "", "R9.3", "8"),
              ("③", "マイナポータル", "", "", "○", "", "", "○", "", ""))  # fmt: skip
    return Book(
        "市民課_システム（○の列）.xlsx", "選択肢ごとの列に○、改行で割れた名称", "systems", [page],
        [
            {"number": "①", "name": "住民記録システム", "package": "COKAS-X", "scope": "標準化対象", "environment": "データセンタ",
             "contract_end": "令和8年3月末", "terminals": "45台"},
            {"number": "②", "name": "戸籍システム", "scope": "標準化対象", "environment": "庁内オンプレ", "contract_end": "R9.3",
             "terminals": "8台"},
            {"number": "③", "name": "マイナポータル", "scope": "外部システム", "environment": "ガバメントクラウド"},
        ],
        left={"A1": "題名"},
    )  # fmt: skip


@book
def nested_groups() -> Book:
    """Groups within groups as rows of their own, without a column of numbers; blank rows; the heading far down."""
    page = Page("業務機能")
    page.put("B2:F2", "生活保護業務　機能洗い出し結果").put("B3", "ヒアリング：令和７年９月")
    for r, text in ((5, "凡例"), (6, "◎ 毎日使う"), (7, "△ 年に数回")):
        page.put(f"B{r}", text)
    page.rows("B9", ("機能", "説明", "使用頻度", "使用状況", "特記事項"))
    page.put("B10:F10", "第１章　相談・申請").put("B11", "（１）相談")
    page.rows(
        "B12",
        ("面接記録票の作成", "面接の内容を入れる", "毎日", "使用中", ""),
        ("相談履歴の検索", "", "毎日", "使用中", ""),
    )
    page.put("B14", "（２）申請")
    page.rows("B15", ("申請受付", "申請日と世帯員を入れる", "随時", "使用中", "金融機関調査は紙"))
    page.put("B17:F17", "第２章　決定")
    page.rows(
        "B18",
        ("保護費の算定", "最低生活費を計算する", "毎月", "使用中", ""),
        ("年末一時扶助の加算", "", "年１回", "手作業", ""),
    )
    return Book(
        "生活福祉課_機能（章立て）.xlsx", "章と（１）の区切りが二重、凡例が上、番号の列なし", "functions", [page],
        [
            {"category": "第１章　相談・申請／（１）相談", "name": "面接記録票の作成", "summary": "面接の内容を入れる",
             "frequency": "毎日", "usage": "in_use"},
            {"category": "第１章　相談・申請／（１）相談", "name": "相談履歴の検索", "frequency": "毎日", "usage": "in_use"},
            {"category": "第１章　相談・申請／（２）申請", "name": "申請受付", "summary": "申請日と世帯員を入れる",
             "frequency": "随時", "usage": "in_use", "note": "金融機関調査は紙"},
            {"category": "第２章　決定", "name": "保護費の算定", "summary": "最低生活費を計算する", "frequency": "毎月",
             "usage": "in_use"},
            {"category": "第２章　決定", "name": "年末一時扶助の加算", "frequency": "年１回", "usage": "manual"},
        ],
        left={"B2": "題名", "B6": "題名"},
    )  # fmt: skip
