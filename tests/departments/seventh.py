"""Further books of the nastiest shapes: units and examples within headings, versions of a sheet, side headings, blank rows
between, boxes in text columns, bullets in a name, forms with the value below its label."""

from __future__ import annotations

from datetime import date

from tests.departments.paper import Book, Fmt, Formula, Page, book


@book
def units_below() -> Book:
    """The second heading row holds only units and ways to fill in; a sum column; percent and money formats."""
    page = Page("シート1")
    page.put("A1", "税務課 業務システム調査（令和7年11月）")
    page.rows("A3", ("番号", "システ\nム名", "開発\n業者", "利用\n者数", "端末数", "年間\n経費", "外字数", "契約満了", "標準化\n対象", "備考"),
              ("", "", "", "（人）", "（台）", "（千円）", "（字）", "（年月日）", "（○×）", ""))  # fmt: skip
    page.rows("A5", (1, "個人住民税シス\nテム", "みほん", 32, 28, Fmt(12400, "#,##0"), 1204, Fmt(date(2026, 3, 31), "yyyy/m/d"), "○", ""),
              (2, "法人市民税システム", "みほん", 5, 5, Fmt(2300, "#,##0"), "－", "R9.3末", "○", "更新時に統合"),
              (3, "確定申告支援", "北斗", "（兼務）", "6台", "無償", "", "なし", "×", ""),
              ("", "計", "", Formula("=SUM(D5:D7)", 37), Formula("=SUM(E5:E6)", 33), Formula("=SUM(F5:F7)", 14700)))  # fmt: skip
    return Book(
        "税務課_調査（単位の行）.xlsx", "見出しの二行目が単位、見出しと値が語の中で改行", "systems", [page],
        [
            {"number": "1", "name": "個人住民税システム", "vendor": "みほん", "users": "32人", "terminals": "28台",
             "annual_cost": "12,400千円", "characters": "1204字", "contract_end": "2026/3/31", "scope": "標準化対象"},
            {"number": "2", "name": "法人市民税システム", "vendor": "みほん", "users": "5人", "terminals": "5台",
             "annual_cost": "2,300千円", "characters": "－", "contract_end": "R9.3末", "scope": "標準化対象", "note": "更新時に統合"},
            {"number": "3", "name": "確定申告支援", "vendor": "北斗", "users": "（兼務）", "terminals": "6台",
             "annual_cost": "無償", "contract_end": "なし", "scope": "標準化対象外（関連）"},
        ],
        left={"A1": "題名", "B8": "合計", "D8": "合計"},
    )  # fmt: skip


def _version(sheet: str, title: str, *lines: tuple[str, ...]) -> Page:
    return (
        Page(sheet).put("A1", title).rows("A3", ("No", "帳票名称", "様式番号", "用紙", "発行頻度", "年間枚数"), *lines)
    )


@book
def versions() -> Book:
    """The same sheet of two years: only this year's is of now."""
    return Book(
        "福祉課_帳票（年度別シート）.xlsx", "同じ様式のシートが年度ごと", "forms",
        [
            _version("R6年度", "帳票一覧（令和６年度）", ("1", "障害者手帳交付台帳", "様式1", "A4", "随時", "310"),
                     ("2", "補装具支給券", "様式2", "A5", "随時", "150"), ("3", "旧更生医療券", "様式3", "A5", "随時", "90")),
            _version("R7年度", "帳票一覧（令和７年度）", ("1", "障害者手帳交付台帳", "様式1", "A4", "随時", "325"),
                     ("2", "補装具支給券", "様式2", "A5", "随時", "160"), ("3", "自立支援医療受給者証", "様式4", "A6", "随時", "420")),
        ],
        [
            {"number": "1", "name": "障害者手帳交付台帳", "style_basis": "様式1", "paper": "A4", "frequency": "随時", "copies": "325"},
            {"number": "2", "name": "補装具支給券", "style_basis": "様式2", "paper": "A5", "frequency": "随時", "copies": "160"},
            {"number": "3", "name": "自立支援医療受給者証", "style_basis": "様式4", "paper": "A6", "frequency": "随時", "copies": "420"},
        ],
        left={"R6年度!B4": "", "R6年度!F6": "", "R7年度!A1": "題名"},
    )  # fmt: skip


@book
def side_headings() -> Book:
    """A merged cell at the left without a heading says inside or outside the office; a remark merged over two records;
    blank rows between records; boxes in a text column."""
    page = Page("連携").put("B1", "介護保険システム　データ連携").rows(
        "B3", ("", "データ名", "相手先システム", "送受信", "媒体", "実施頻度", "備考"))  # fmt: skip
    page.put("B4:B7", "庁内").put("B8:B10", "庁外").put("A2", "システム名").put("B2", "介護保険システム")
    page.rows("C4", ("住民異動", "住民記録システム", "受信", "■共通基盤 □ファイル □紙", "毎日", "夜間に一括で受け取る"))
    page.rows("C6", ("所得情報", "税務システム", "受信", "□共通基盤 ■ファイル □紙", "年１回"))
    page.rows("C8", ("受給者異動", "国保連合会", "送信", "□共通基盤 ■ファイル □紙", "毎月", ""),
              ("給付実績", "国保連合会", "受信", "□共通基盤 □ファイル ■紙", "〃", ""), ("主治医意見書", "医療機関", "受信", "□共通基盤 □ファイル ■紙", "随時", ""))  # fmt: skip
    own = "介護保険システム"
    return Book(
        "介護保険課_連携（左の見出し）.xlsx", "左に見出しのない縦の結合、記入の間の空行、□■の媒体", "linkages", [page],
        [
            {"name": "住民異動", "system": "住民記録システム", "receiver": own, "direction": "I", "method": "共通基盤",
             "frequency": "毎日", "note": "夜間に一括で受け取る\n（B列）：庁内"},
            {"name": "所得情報", "system": "税務システム", "receiver": own, "direction": "I", "method": "ファイル", "frequency": "年１回",
             "note": "（B列）：庁内"},
            {"name": "受給者異動", "system": own, "receiver": "国保連合会", "direction": "O", "method": "ファイル", "frequency": "毎月",
             "note": "（B列）：庁外"},
            {"name": "給付実績", "system": "国保連合会", "receiver": own, "direction": "I", "method": "紙", "frequency": "毎月",
             "note": "（B列）：庁外"},
            {"name": "主治医意見書", "system": "医療機関", "receiver": own, "direction": "I", "method": "紙", "frequency": "随時",
             "note": "（B列）：庁外"},
        ],
        left={"B1": "題名"},
    )  # fmt: skip


@book
def bullets() -> Book:
    """One row a system with its functions as bullets in a cell: what the list can hold, nothing glued together."""
    page = Page("機能").put("A1", "業務ごとの機能").rows(
        "A2", ("業務名", "システム名", "機能名", "利用頻度（例：毎日・毎週）", "カスタマイズの有無（有・無）"),
        ("印鑑登録", "住民情報システム", "・印鑑登録\n・印鑑証明発行\n・廃止", "毎日", "無"),
        ("人口動態", "人口動態システム", "① 調査票作成\n② 県報告", "毎月", "有（様式が県独自）"), ("火葬", "（システムなし）", "火葬許可", "随時", "－"))  # fmt: skip
    return Book(
        "市民課_機能（箇条書き）.xlsx", "一つのセルに機能が箇条書き、見出しに例", "functions", [page],
        [
            {"business": "002", "system": "住民情報システム", "name": "印鑑登録、印鑑証明発行、廃止", "frequency": "毎日", "customised": "無"},
            {"business": "038", "system": "人口動態システム", "name": "調査票作成、県報告", "frequency": "毎月", "customised": "有",
             "note": "カスタマイズ：有（様式が県独自）"},
            {"business": "039", "system": "（システムなし）", "name": "火葬許可", "frequency": "随時"},
        ],
        left={"A1": "題名"},
    )  # fmt: skip


@book
def labels_above() -> Book:
    """Forms whose boxes stand under their labels, two in a row; one sheet for each measure."""
    pages = []
    for sheet, name, law, what, system, dept in (
        ("①", "敬老祝金", "みほん市敬老祝金支給条例", "77歳・88歳に支給する", "福祉総合システム", "高齢福祉課"),
        ("②", "紙おむつ支給", "要綱", "在宅の方に月１回配送する", "なし（エクセル）", "高齢福祉課"),
    ):
        page = Page(sheet).put("A1:D1", "独自施策調査票").put("A3:B3", "独自施策名").put("C3:D3", "根拠条例・要綱")
        page.put("A4:B4", name).put("C4:D4", law).put("A6:D6", "施策の内容").put("A7:D7", what)
        page.put("A9:B9", "使用システム").put("C9:D9", "所管課").put("A10:B10", system).put("C10:D10", dept)
        pages.append(page)
    return Book(
        "高齢福祉課_独自施策（下に記入）.xlsx", "項目名の下に記入する調査票", "measures", pages,
        [
            {"name": "敬老祝金", "legal": "みほん市敬老祝金支給条例", "summary": "77歳・88歳に支給する", "system": "福祉総合システム",
             "department": "高齢福祉課"},
            {"name": "紙おむつ支給", "legal": "要綱", "summary": "在宅の方に月１回配送する", "system": "なし（エクセル）",
             "department": "高齢福祉課"},
        ],
        left={"①!A1": "題名"},
    )  # fmt: skip


@book
def quoted_csv() -> Book:
    """cp932, blank lines and a trailer, a heading twice, quotes everywhere, half-width kana, full-width blanks in names."""
    page = Page("CSV")
    page.rows(
        "A1",
        ("課名", "こども家庭課"),
        ("作成日", "R7.11.12"),
        (),
        ("ＮＯ", "ｼｽﾃﾑ名", "ﾒｰｶｰ名", "備考", "端末台数", "備考", "リース満了"),
        ("１", "児　童　手　当", "ﾐﾎﾝｿﾌﾄ", "外部ＤＣ", "１２台", "増設予定", "Ｒ８．９．３０"),
        (),
        ("２", "ひとり親医療", "〃", "", "４台", "", "令和　９年　３月"),
        (),
        ("２件",),
    )
    return Book(
        "こども家庭課_システム.csv", "cp932のCSV、空行、同じ見出しが二つ、半角カナ、全角空白", "systems", [page],
        [
            {"number": "１", "name": "児　童　手　当", "vendor": "ﾐﾎﾝｿﾌﾄ", "terminals": "１２台", "contract_end": "Ｒ８．９．３０",
             "department": "こども家庭課", "as_of": "R7.11.12", "note": "外部ＤＣ\n備考（2）：増設予定"},
            {"number": "２", "name": "ひとり親医療", "vendor": "ﾐﾎﾝｿﾌﾄ", "terminals": "４台", "contract_end": "令和　９年　３月",
             "department": "こども家庭課", "as_of": "R7.11.12"},
        ],
        encoding="cp932", left={"A9": ""},
    )  # fmt: skip


@book
def outsourced_tasks() -> Book:
    """Three columns of a tree without names of their own under one heading, per cent, several years of ticks, a stamp row."""
    page = Page("事務一覧").put("A1", "健康推進課 事務一覧").put("H1", "受付印")
    page.put("A3:C3", "事務の体系").put("D3", "根拠").put("E3", "年間件数").put("F3", "うち電子申請").put(
        "G3", "担当人数"
    ).put("H3", "委託の有無")
    page.rows("A4", ("母子保健", "妊娠届", "受理・母子手帳交付", "母子保健法15条", Fmt(820, '#,##0"件"'), Fmt(0.35, "0%"), "3人", "無"),
              ("", "乳幼児健診", "通知発送", "母子保健法12条", "2,400件", "0%", "2.5人", "一部有"), ("", "", "未受診者勧奨", "〃", "約180件", "", "0.5人", "無"),
              ("予防接種", "定期接種", "予診票発行", "予防接種法5条", "9,600件", "", "2人", "有"))  # fmt: skip
    return Book(
        "健康推進課_事務（体系）.xlsx", "三列の階層に見出しが一つ、割合の表示形式", "tasks", [page],
        [
            {"category": "母子保健／妊娠届", "name": "受理・母子手帳交付", "legal": "母子保健法15条", "volume": "820件", "staff": "3人",
             "outsourced": "無", "note": "うち電子申請：35%"},
            {"category": "母子保健／乳幼児健診", "name": "通知発送", "legal": "母子保健法12条", "volume": "2,400件", "staff": "2.5人",
             "note": "うち電子申請：0%\n外部委託：一部有"},
            {"category": "母子保健／乳幼児健診", "name": "未受診者勧奨", "legal": "母子保健法12条", "volume": "約180件", "staff": "0.5人",
             "outsourced": "無"},
            {"category": "予防接種／定期接種", "name": "予診票発行", "legal": "予防接種法5条", "volume": "9,600件", "staff": "2人", "outsourced": "有"},
        ],
        profile={"list": "tasks", "columns": {"事務の体系": "category", "事務の体系（2）": "category", "事務の体系（3）": "name"}},
        left={"A1": "題名", "H1": ""}, problems=["H5"],
    )  # fmt: skip


@book
def wide_and_long() -> Book:
    """A heading over two tables' worth of groups with ◎○△ and a legend, notes in the margin, a row number of its own."""
    page = (
        Page("利用状況")
        .put("A1", "総合福祉システム 機能利用調べ")
        .put("F1", "凡例 ◎：毎日使う ○：使う △：年数回 ×：使わない")
    )
    page.put("A3:A4", "行").put("B3:C3", "機能").put("B4", "分類").put("C4", "名称").put("D3:F3", "利用状況").put(
        "D4", "本庁"
    ).put("E4", "支所A").put("F4", "支所B")
    page.put("G3:G4", "改修").put("I3", "（欄外メモ）").rows("A5", (1, "受付", "申請受付", "◎", "○", "×", "なし"), (2, "受付", "証明発行", "○", "○", "○", "あり（透かし）"),
                                                  (3, "給付", "支払処理", "◎", "×", "×", "なし"))  # fmt: skip
    page.put("I6", "支所は来年統合")
    return Book(
        "福祉課_利用状況（場所別）.xlsx", "利用状況が場所ごとの三列、凡例、欄外のメモ", "functions", [page],
        [
            {"number": "1", "category": "受付", "name": "申請受付", "usage": "in_use", "customised": "無",
             "note": "利用状況_本庁：◎\n利用状況_支所A：○\n利用状況_支所B：×"},
            {"number": "2", "category": "受付", "name": "証明発行", "usage": "in_use", "customised": "有",
             "note": "利用状況_本庁：○\n利用状況_支所A：○\n利用状況_支所B：○\nカスタマイズ：あり（透かし）\n（欄外メモ）：支所は来年統合"},
            {"number": "3", "category": "給付", "name": "支払処理", "usage": "in_use", "customised": "無",
             "note": "利用状況_本庁：◎\n利用状況_支所A：×\n利用状況_支所B：×"},
        ],
        left={"A1": "題名"},
    )  # fmt: skip
