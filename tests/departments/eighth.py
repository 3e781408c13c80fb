"""A last round of books: who fills in as a group over the headings, instructions that read like headings, months as columns,
paper sizes to tick, arrows between systems, letters one below the other."""

from __future__ import annotations

from datetime import date

from tests.departments.paper import Book, Fmt, Formula, Page, book


@book
def who_fills_in() -> Book:
    """Groups over the headings say who fills in; the departments are ticked; corrections with arrows."""
    page = Page("機能").put("A1", "福祉総合システム機能一覧（各課回答用）")
    page.put("A3:A5", "№").put("B3:H3", "担当課が記入").put("I3:K3", "情報政策課が記入").put("B4:B5", "機能名").put(
        "C4:C5", "内容"
    )
    page.put("D4:F4", "利用課").put("D5", "福祉課").put("E5", "介護保険課").put("F5", "こども課").put(
        "G4:G5", "利用状況"
    ).put("H4:H5", "要望・課題")
    page.put("I4:I5", "標準機能ID").put("J4:J5", "確認日").put("K4:K5", "判定メモ")
    page.rows("A6", (1, "宛名照会", "氏名・生年月日で検索", "○", "○", "○", "利用", "カナ検索が弱い", "", Fmt(date(2025, 11, 4), "m月d日"), "済"),
              (2, "世帯照会", "→ 宛名照会に統合予定", "○", "", "○", "利用", "", "", "", ""),
              (3, "統計出力", "月報・年報", "", "○", "", "未利用", "様式が古い（H25→R3改正）", "", "11/5", "要確認"))  # fmt: skip
    return Book(
        "福祉課_機能（記入者の見出し）.xlsx", "誰が書くかの見出しが上にあり、利用課は○の列", "functions", [page],
        [
            {"number": "1", "name": "宛名照会", "summary": "氏名・生年月日で検索", "department": "福祉課、介護保険課、こども課",
             "usage": "in_use", "note": "担当課が記入_要望・課題：カナ検索が弱い\n情報政策課が記入_判定メモ：済", "as_of": "11月4日"},
            {"number": "2", "name": "世帯照会", "summary": "→ 宛名照会に統合予定", "department": "福祉課、こども課", "usage": "in_use"},
            {"number": "3", "name": "統計出力", "summary": "月報・年報", "department": "介護保険課", "usage": "unused",
             "note": "担当課が記入_要望・課題：様式が古い（H25→R3改正）\n情報政策課が記入_判定メモ：要確認", "as_of": "11/5"},
        ],
        left={"A1": "題名"},
    )  # fmt: skip


@book
def long_instructions() -> Book:
    """Instructions that name the headings, a small table of counts, then the list itself, 裏面へ at the end."""
    page = Page("調査票").put("A1", "現行システム調査票").put("A2", "【記入上の注意】")
    page.rows(
        "A3",
        ("・システム名", "正式な名称を記入してください。"),
        ("・事業者名", "契約の相手方を記入してください。"),
        ("・契約満了", "和暦で記入（例：R9.3.31）"),
    )
    page.rows("A7", ("区分", "件数"), ("標準化対象", 2), ("対象外", 1))
    page.rows("A12", ("番号", "システム名", "事業者名", "標準化対象", "契約満了", "備考"), ("(1)", "後期高齢者医療システム", "みほんソフト", "対象", "R9.3.31", ""),
              ("(2)", "国民年金システム", "みほんソフト", "対象", "R08.03.31", "※１"), ("(3)", "ねんきん相談台帳", "職員作成", "対象外", "－", ""))  # fmt: skip
    page.put("A17", "※１　後期高齢者医療システムと同じ契約。").put("F19", "（裏面へ続く）")
    return Book(
        "保険年金課_調査票（注意書き）.xlsx", "注意書きに見出しの言葉、件数の小さな表、脚注", "systems", [page],
        [
            {"number": "(1)", "name": "後期高齢者医療システム", "vendor": "みほんソフト", "scope": "標準化対象", "contract_end": "R9.3.31"},
            {"number": "(2)", "name": "国民年金システム", "vendor": "みほんソフト", "scope": "標準化対象", "contract_end": "R08.03.31",
             "note": "※１"},
            {"number": "(3)", "name": "ねんきん相談台帳", "vendor": "職員作成", "scope": "標準化対象外（関連）", "contract_end": "－"},
        ],
        left={"A3": "", "B4": "", "B8": "", "A17": "注記", "F19": ""},
    )  # fmt: skip


@book
def months() -> Book:
    """Counts by month as twelve columns with a sum; letters of a heading one below the other; partial ditto."""
    page = Page("件数").put("A1", "市民課窓口　事務別件数（令和６年度）").rows(
        "A3", ("番\n号", "事\n務\n名", "根\n拠", *(f"{(n + 3) % 12 + 1}月" for n in range(12)), "年間件数", "担当人数"),
        ("1", "転入届", "住基法22条", *(210, 150, 120, 130, 118, 125, 140, 111, 98, 105, 160, 320), Formula("=SUM(D4:O4)", 1787), "4人"),
        ("2", "転出届", "〃　24条", *(190, 140, 110, 120, 108, 115, 130, 101, 88, 95, 150, 410), Formula("=SUM(D5:O5)", 1757), "〃"))  # fmt: skip
    months_ = [f"{(n + 3) % 12 + 1}月" for n in range(12)]

    def note(*counts: int) -> str:
        return "\n".join(f"{m}：{c}" for m, c in zip(months_, counts, strict=True))

    return Book(
        "市民課_事務（月別件数）.xlsx", "月ごとの件数の列、縦書きの見出し", "tasks", [page],
        [
            {"number": "1", "name": "転入届", "legal": "住基法22条", "volume": "1787", "staff": "4人",
             "note": note(210, 150, 120, 130, 118, 125, 140, 111, 98, 105, 160, 320)},
            {"number": "2", "name": "転出届", "legal": "〃　24条", "volume": "1757", "staff": "4人",
             "note": note(190, 140, 110, 120, 108, 115, 130, 101, 88, 95, 150, 410)},
        ],
        left={"A1": "題名"},
    )  # fmt: skip


@book
def paper_sizes() -> Book:
    """Sizes of paper and places of printing as columns to tick, with a remark where none fits."""
    page = (
        Page("帳票")
        .put("A1", "こども課　帳票調査")
        .put("A3:A4", "番号")
        .put("B3:B4", "帳票の名称")
        .put("C3:F3", "用紙")
    )
    page.put("C4", "A4").put("D4", "A3").put("E4", "はがき").put("F4", "その他").put("G3:H3", "印刷場所").put(
        "G4", "庁内"
    ).put("H4", "委託")
    page.put("I3:I4", "年間発行件数").put("J3:J4", "公印の有無")
    page.rows("A5", ("1", "児童扶養手当証書", "", "", "", "専用紙（B6）", "○", "", "820件", "○"), ("2", "現況届", "○", "", "", "", "", "○", "850件", "×"),
              ("3", "支払通知書", "", "", "○", "", "", "○（封入含む）", "4,900件", "－"))  # fmt: skip
    return Book(
        "こども課_帳票（用紙に○）.xlsx", "用紙と印刷場所が○の列、その他は文字", "forms", [page],
        [
            {"number": "1", "name": "児童扶養手当証書", "paper": "その他（専用紙（B6））", "printed_at": "庁内", "copies": "820件", "seal": "有"},
            {"number": "2", "name": "現況届", "paper": "A4", "printed_at": "委託", "copies": "850件", "seal": "無"},
            {"number": "3", "name": "支払通知書", "paper": "はがき", "printed_at": "委託（○（封入含む））", "copies": "4,900件"},
        ],
        left={"A1": "題名"},
    )  # fmt: skip


@book
def arrows() -> Book:
    """An arrow column between two systems; who owns each; two rows of the same data in both directions."""
    page = Page("連携").rows(
        "A1", ("No.", "連携元", "", "連携先", "", "やりとりするデータ", "方法", "時期", "備考"), ("", "システム", "課", "システム", "課"),
        ("1", "住民記録", "市民課", "選挙人名簿", "選管", "異動データ", "共通基盤", "毎日21:00", ""),
        ("2", "戸籍", "市民課", "住民記録", "〃", "附票通知", "紙→手入力", "都度", "同左"), ("3", "税", "税務課", "住民記録", "市民課", "課税証明（コンビニ）", "ＤＢ参照", "常時", ""))  # fmt: skip
    page.merged("B1:C1", "D1:E1", "A1:A2", "F1:F2", "G1:G2", "H1:H2", "I1:I2")
    return Book(
        "市民課_連携（元と先）.xlsx", "連携元・連携先の下にシステムと課", "linkages", [page],
        [
            {"number": "1", "name": "異動データ", "system": "住民記録", "department": "市民課", "receiver": "選挙人名簿",
             "partner_department": "選管", "method": "共通基盤", "frequency": "毎日21:00"},
            {"number": "2", "name": "附票通知", "system": "戸籍", "department": "市民課", "receiver": "住民記録",
             "partner_department": "選管", "method": "紙→手入力", "frequency": "都度", "note": "同左"},
            {"number": "3", "name": "課税証明（コンビニ）", "system": "税", "department": "税務課", "receiver": "住民記録",
             "partner_department": "市民課", "method": "ＤＢ参照", "frequency": "常時"},
        ],
    )  # fmt: skip


@book
def from_to() -> Book:
    """Periods in two columns under a group, money in a row of its own unit, an owner block to the right of the title."""
    page = (
        Page("契約")
        .put("A1", "情報システム契約台帳")
        .put("E1", "所管課：")
        .put("F1", "生活福祉課")
        .put("E2", "作成日：")
        .put("F2", Fmt(date(2025, 11, 10), "yyyy年m月d日"))
    )
    page.put("A4:A5", "システム名").put("B4:B5", "契約の相手方").put("C4:D4", "契約期間").put("C5", "自").put(
        "D5", "至"
    ).put("E4:F4", "金額（円）")
    page.put("E5", "年額").put("F5", "総額").put("G4:G5", "長期継続契約").rows(
        "A6", ("生活保護システム", "北斗情報", "R3.4.1", "R8.3.31", Fmt(3960000, "#,##0"), Fmt(19800000, "#,##0"), "○"),
        ("医療券発行", "〃", "R6.4.1", "R7.3.31", Fmt(440000, "#,##0"), "", "×"), ("", "", "", "計", Formula("=SUM(E6:E7)", 4400000)))  # fmt: skip
    both = {"department": "生活福祉課", "as_of": "2025年11月10日"}
    return Book(
        "生活福祉課_契約（自至）.xlsx", "契約期間が自・至の二列、単位はまとめの見出し", "systems", [page],
        [
            {"name": "生活保護システム", "vendor": "北斗情報", "contract_start": "R3.4.1", "contract_end": "R8.3.31", "annual_cost": "3,960,000円",
             "long_term": "有", "note": "金額（円）_総額：19,800,000", **both},
            {"name": "医療券発行", "vendor": "北斗情報", "contract_start": "R6.4.1", "contract_end": "R7.3.31", "annual_cost": "440,000円",
             "long_term": "無", **both},
        ],
        left={"A1": "題名", "D8": "合計", "E8": "合計"},
    )  # fmt: skip


@book
def access_export() -> Book:
    """Exported from a database: codes beside names, empty columns, true and false, times within dates."""
    page = Page("CSV").rows(
        "A1", ("ID", "業務コード", "業務名", "機能コード", "機能名", "機能概要", "利用有無", "カスタマイズ有無", "最終更新日時", "予備1"),
        ("1", "018", "就学援助", "F001", "申請登録", "申請書の内容を登録する", "TRUE", "FALSE", "2025/10/03 14:22:05", ""),
        ("2", "018", "就学援助", "F002", "認定処理", "所得で認定を判定する\n（非認定も記録）", "TRUE", "TRUE", "2025/10/03 14:25:41", ""),
        ("3", "017", "学齢簿", "F101", "就学通知", "", "FALSE", "FALSE", "2025/09/30 9:01:00", ""))  # fmt: skip
    return Book(
        "学務課_機能（DB出力）.csv", "データベースの書き出し、コードと名称、TRUE・FALSE", "functions", [page],
        [
            {"number": "1", "business": "018", "name": "申請登録", "summary": "申請書の内容を登録する", "usage": "in_use", "customised": "無",
             "note": "業務名：就学援助\n機能コード：F001\n最終更新日時：2025/10/03 14:22:05"},
            {"number": "2", "business": "018", "name": "認定処理", "summary": "所得で認定を判定する\n（非認定も記録）", "usage": "in_use",
             "customised": "有", "note": "業務名：就学援助\n機能コード：F002\n最終更新日時：2025/10/03 14:25:41"},
            {"number": "3", "business": "017", "name": "就学通知", "usage": "unused", "customised": "無",
             "note": "業務名：学齢簿\n機能コード：F101\n最終更新日時：2025/09/30 9:01:00"},
        ],
        encoding="utf-8",
    )  # fmt: skip


@book
def outsourcing_and_machines() -> Book:
    """Characters and machines on one sheet side by side without a gap, the one with a merged title each."""
    page = Page("４").put("A1:D1", "４－１　外字の状況").put("F1:J1", "４－２　周辺機器の状況").rows(
        "A2", ("システム名", "外字数", "文字コード", "同定状況", "", "種別", "機器名", "台数", "接続システム", "更新予定"),
        ("住民記録", "1,204", "SJIS", "済（R6）", "", "プリンタ", "証明書プリンタ", "6台", "住民記録", "R9"),
        ("戸籍", "－", "戸籍統一", "未", "", "〃", "はがきプリンタ", "1台", "税", "未定"), ("税", "同上", "", "", "", "カードリーダー", "ICカードR/W", "12台", "住民記録", ""))  # fmt: skip
    return Book(
        "情報課_外字と機器（横並び）.xlsx", "別の一覧の表が左右に並ぶ", "peripherals", [page],
        [
            {"kind": "プリンタ", "name": "証明書プリンタ", "count": "6台", "system": "住民記録", "note": "４－２ 周辺機器の状況_更新予定：R9"},
            {"kind": "プリンタ", "name": "はがきプリンタ", "count": "1台", "system": "税", "note": "４－２ 周辺機器の状況_更新予定：未定"},
            {"kind": "カードリーダ", "name": "ICカードR/W", "count": "12台", "system": "住民記録"},
        ],
        left={"A3": "ほかの表"}, shown="peripherals",
    )  # fmt: skip
