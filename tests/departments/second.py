"""More books: text files, sheets by business, merges downward, tables side by side, formats, strike-through, on its side."""

from __future__ import annotations

from datetime import date

from tests.departments.paper import Book, Fmt, Formula, Page, Rich, Struck, book


@book
def vendors_list() -> Book:
    """A vendor's list in its own words and codes, as a UTF-16 text file: one mapping explains it."""
    page = Page("TSV")
    page.rows(
        "A1",
        ("SEQ", "MODULE", "FUNCTION", "DESCRIPTION", "RUN", "STATUS", "CUST"),
        ("1", "収滞納", "納付書再発行", "窓口で納付書を再発行する", "D", "A", "N"),
        ("2", "収滞納", "延滞金計算", "日付を指定して延滞金を計算する", "D", "A", "Y"),
        ("3", "統計", "県報告集計", "", "Y", "X", "N"),
    )
    return Book(
        "事業者_機能一覧.tsv", "UTF-16のタブ区切り、見出しも値も事業者の記号", "functions", [page],
        [
            {"number": "1", "category": "収滞納", "name": "納付書再発行", "summary": "窓口で納付書を再発行する",
             "frequency": "毎日", "usage": "in_use", "customised": "無", "business": "010"},
            {"number": "2", "category": "収滞納", "name": "延滞金計算", "summary": "日付を指定して延滞金を計算する",
             "frequency": "毎日", "usage": "in_use", "customised": "有", "business": "010"},
            {"number": "3", "category": "統計", "name": "県報告集計", "frequency": "年1回", "usage": "unused",
             "customised": "無", "business": "010"},
        ],
        profile={
            "list": "functions",
            "columns": {"SEQ": "number", "MODULE": "category", "FUNCTION": "name", "DESCRIPTION": "summary",
                        "RUN": "frequency", "STATUS": "usage", "CUST": "customised"},
            "values": {"usage": {"A": "in_use", "X": "unused"}, "frequency": {"D": "毎日", "Y": "年1回"}},
        },
        business="010", encoding="utf-16",
    )  # fmt: skip


def _links(name: str, *lines: tuple[str, ...]) -> Page:
    page = Page(name)
    page.put("A1", f"{name}システム　連携一覧")
    page.rows("A3", ("No.", "連携名", "送信元", "送信先", "方式", "頻度", "共通基盤", "備考"), *lines)
    return page


@book
def sheets_by_business() -> Book:
    """A cover, instructions and an example before one sheet for each business, all with the same headings."""
    cover = Page("表紙").put("B3", "現行システム連携調査").put("B6", "みほん市　情報政策課").put("B8", "令和7年11月")
    how = Page("記入要領").rows(
        "A1", ("１．", "黄色のセルに記入してください。"), ("２．", "不明な場合は「不明」と書きます。")
    )
    example = _links("記入例", ("1", "住民異動データ", "住民記録", "個人住民税", "ファイル", "毎日", "○", "例です"))
    return Book(
        "連携調査_業務別シート.xlsx", "表紙・記入要領・記入例のあとに業務ごとのシート", "linkages",
        [
            cover, how, example,
            _links("住民記録", ("1", "住基異動", "住民情報システム", "税システム", "FTP", "毎日", "○", ""),
                   ("2", "附票通知", "住民情報システム", "戸籍システム", "媒体", "週１回", "×", "CD-R")),
            _links("個人住民税", ("1", "課税情報", "税システム", "国保システム", "FTP", "月次", "○", "")),
            _links("国民健康保険", ("1", "資格異動", "国保システム", "国保連合会", "専用線", "随時", "－", "")),
        ],
        [
            {"number": "1", "business": "001", "name": "住基異動", "system": "住民情報システム", "receiver": "税システム",
             "method": "FTP", "frequency": "毎日", "platform": "経由"},
            {"number": "2", "business": "001", "name": "附票通知", "system": "住民情報システム", "receiver": "戸籍システム",
             "method": "媒体", "frequency": "週１回", "platform": "非経由", "note": "CD-R"},
            {"number": "1", "business": "010", "name": "課税情報", "system": "税システム", "receiver": "国保システム",
             "method": "FTP", "frequency": "月次", "platform": "経由"},
            {"number": "1", "business": "024", "name": "資格異動", "system": "国保システム", "receiver": "国保連合会",
             "method": "専用線", "frequency": "随時"},
        ],
        left={"表紙!B3": "ほかの", "記入例!B4": "ほかの表"},
    )  # fmt: skip


@book
def merged_down() -> Book:
    """The system and the kind merged down over their rows; hidden rows and a hidden column; a filter."""
    page = Page("機能一覧")
    page.rows("A1", ("システム", "大分類", "機能名", "概要", "利用有無", "担当課", "整理番号"),
              ("障害福祉システム", "手帳", "身体障害者手帳の交付", "申請から交付まで", "使用", "障害福祉課", "F-01"),
              ("", "", "療育手帳の交付", "", "使用", "障害福祉課", "F-02"),
              ("", "給付", "補装具の支給", "見積書の登録", "未使用", "障害福祉課", "F-03"),
              ("手当システム", "", "特別障害者手当", "", "使用", "障害福祉課", "F-04"))  # fmt: skip
    page.merged("A2:A4", "B2:B3", "B4:B5")
    page.hidden_rows, page.hidden_columns, page.filter = (4,), ("G",), "A1:G5"
    base = {"department": "障害福祉課"}
    return Book(
        "障害福祉課_機能.xlsx", "縦の結合、隠れた行と列、フィルター", "functions", [page],
        [
            {"number": "F-01", "system": "障害福祉システム", "category": "手帳", "name": "身体障害者手帳の交付",
             "summary": "申請から交付まで", "usage": "in_use", **base},
            {"number": "F-02", "system": "障害福祉システム", "category": "手帳", "name": "療育手帳の交付",
             "usage": "in_use", **base},
            {"number": "F-03", "system": "障害福祉システム", "category": "給付", "name": "補装具の支給",
             "summary": "見積書の登録", "usage": "unused", **base},
            {"number": "F-04", "system": "手当システム", "category": "給付", "name": "特別障害者手当", "usage": "in_use", **base},
        ],
    )  # fmt: skip


@book
def side_by_side() -> Book:
    """Two tables of different things beside one another on one sheet."""
    page = Page("一覧")
    page.put("A1", "介護保険課　帳票と職員作成ファイル")
    page.rows("A3", ("番号", "帳票名", "用紙", "年間枚数"), ("1", "被保険者証", "専用紙", "2,400枚"),
              ("2", "負担割合証", "専用紙", "8,000 枚"), ("3", "認定結果通知書", "A4", "5,100枚"))  # fmt: skip
    page.rows("G3", ("No", "ファイル名", "使いみち", "作成者"), ("1", "審査会日程.xlsx", "合議体の割当", "係員"),
              ("2", "給付実績集計.accdb", "県への報告", "前任者"))  # fmt: skip
    return Book(
        "介護保険課_二つの表.xlsx", "帳票と職員作成ファイルの表が左右に並ぶ", "forms", [page],
        [
            {"number": "1", "name": "被保険者証", "paper": "専用紙", "copies": "2,400枚"},
            {"number": "2", "name": "負担割合証", "paper": "専用紙", "copies": "8,000 枚"},
            {"number": "3", "name": "認定結果通知書", "paper": "A4", "copies": "5,100枚"},
        ],
        left={"A1": "題名", "H4": "ほかの表", "G3": "ほかの表"},
    )  # fmt: skip


@book
def folded_columns() -> Book:
    """One list folded into two blocks beside one another to save paper."""
    page = Page("Sheet1")
    page.put("B1:I1", "選挙管理委員会　帳票名一覧")
    page.rows("B2", ("No", "帳票名", "枚数", "備考", "No", "帳票名", "枚数", "備考"),
              (1, "入場整理券", "42000", "", 4, "当日投票者数速報", "50", "時刻別"),
              (2, "選挙人名簿抄本", "900", "", 5, "不在者投票用紙請求書", "300", ""),
              (3, "投票用紙交付簿", "60", "投票所ごと", "", "", "", ""))  # fmt: skip
    return Book(
        "選管_帳票（折り返し）.xlsx", "同じ見出しの表が左右に折り返す", "forms", [page],
        [
            {"number": "1", "name": "入場整理券", "copies": "42000"},
            {"number": "2", "name": "選挙人名簿抄本", "copies": "900"},
            {"number": "3", "name": "投票用紙交付簿", "copies": "60", "note": "投票所ごと"},
            {"number": "4", "name": "当日投票者数速報", "copies": "50", "note": "時刻別"},
            {"number": "5", "name": "不在者投票用紙請求書", "copies": "300"},
        ],
    )  # fmt: skip


@book
def formats() -> Book:
    """Numbers and dates that look other than they are stored; formulas; one date lost its format."""
    page = Page("契約")
    page.rows(
        "A1",
        ("№", "システム名", "契約先", "契約種別", "契約開始日", "契約終了日", "年額", "利用者数", "うち本庁", "更新時期"),
        (Fmt(1, "000"), "住民情報システム", "みほんソフト", "リース", Fmt(date(2021, 4, 1), "yyyy/m/d"),
         Fmt(date(2026, 3, 31), 'yyyy"年"m"月"d"日"'), Fmt(12400, '#,##0"千円"'), Fmt(120, '0"人"'),
         Formula("=H2-40", 80), "R8年度"),
        (Fmt(2, "000"), "財務会計システム", "北斗情報サービス", "委託", Fmt(date(2022, 10, 1), "yyyy/m/d"), 46112,
         Fmt(3200.5, '#,##0.0"千円"'), Fmt(310, '0"人"'), Formula("=H3-100", 210), "令和9年10月"),
    )  # fmt: skip
    return Book(
        "契約一覧（書式つき）.xlsx", "表示形式つきの数と日付、数式、書式の落ちた日付", "systems", [page],
        [
            {"number": "001", "name": "住民情報システム", "vendor": "みほんソフト", "contract_kind": "賃貸借",
             "contract_start": "2021/4/1", "contract_end": "2026年3月31日", "annual_cost": "12,400千円", "users": "120人",
             "renewal": "R8年度", "note": "うち本庁：80"},
            {"number": "002", "name": "財務会計システム", "vendor": "北斗情報サービス", "contract_kind": "委託",
             "contract_start": "2022/10/1", "annual_cost": "3,200.5千円", "users": "310人", "renewal": "令和9年10月",
             "note": "契約終了時期：46112\nうち本庁：210"},
        ],
        problems=["F3"],
    )  # fmt: skip


@book
def struck_out() -> Book:
    """What is struck out is no longer so: whole rows, a value, a part of a text."""
    page = Page("カスタマイズ")
    page.rows("A1", ("番号", "対象機能", "改修内容", "理由", "導入年度", "費用", "廃止の可否"),
              ("1", "住民票発行", "字体の拡大", "高齢者の要望", "平成25年度", "80万円", "可"),
              (Struck("2"), Struck("印鑑登録"), Struck("旧様式の印字"), Struck("条例"), Struck("H20"), Struck("30万円"), Struck("可")),
              ("3", "転出証明", Rich((("宛名欄の追加", False), ("（試行）", True))), Struck("要綱"), "H28", "約１５０万円", "不可"),
              ("4", "年報集計", "県様式での出力", "県の指示", "Ｒ３", "", "△"))  # fmt: skip
    return Book(
        "市民課_カスタマイズ.xlsx", "取り消し線の行・値・一部", "customisations", [page],
        [
            {"number": "1", "name": "住民票発行", "summary": "字体の拡大", "reason": "高齢者の要望", "year": "平成25年度",
             "cost": "80万円", "abolishable": "可"},
            {"number": "3", "name": "転出証明", "summary": "宛名欄の追加", "year": "H28", "cost": "約１５０万円",
             "abolishable": "不可"},
            {"number": "4", "name": "年報集計", "summary": "県様式での出力", "reason": "県の指示", "year": "Ｒ３",
             "abolishable": "要検討"},
        ],
        left={"B3": "取り消し線", "D4": "取り消し線"},
    )  # fmt: skip


@book
def on_its_side() -> Book:
    """The headings stand in the first column, one column for each device."""
    page = Page("周辺機器")
    page.put("A1:D1", "周辺機器調査表")
    page.rows("A3", ("機器名", "証明書プリンタ", "自動交付機", "窓口タブレット"), ("種別", "プリンター", "キオスク", "タブレット"),
              ("台数", "６台", "2台", "10台"), ("使用システム", "住民情報システム", "証明書発行システム", "－"),
              ("所管課", "市民課", "市民課", "情報政策課"), ("保守期限", "R9.3", "", "R10.3"))  # fmt: skip
    return Book(
        "周辺機器（縦横が逆）.xlsx", "見出しが縦に並び、一列が一件", "peripherals", [page],
        [
            {"name": "証明書プリンタ", "kind": "プリンタ", "count": "６台", "system": "住民情報システム",
             "department": "市民課", "note": "保守期限：R9.3"},
            {"name": "自動交付機", "kind": "証明書交付機", "count": "2台", "system": "証明書発行システム", "department": "市民課"},
            {"name": "窓口タブレット", "kind": "タブレット", "count": "10台", "department": "情報政策課", "note": "保守期限：R10.3"},
        ],
    )  # fmt: skip


@book
def tree_of_tasks() -> Book:
    """Headings of the tree only in the first row of each; 〃 and 同上; boxes to tick inside cells."""
    page = Page("事務一覧")
    page.put("A1", "児童手当・児童扶養手当の事務一覧").put("F1", "担当：こども家庭課　山本")
    page.rows("A2", ("大項目", "中項目", "小項目", "根拠法令", "年間件数\n（件）", "手作業の有無", "外部委託", "BPR対象", "関係課"),
              ("児童手当", "認定", "新規認定請求", "児童手当法7条", "1,150", "■有　□無", "□有　■無", "（○）有（　）無", "市民課"),
              ("", "", "額改定請求", "同上", "640", "□有　■無", "□有　■無", "（　）有（○）無", "〃"),
              ("", "支払", "定期支払", "児童手当法8条", "3", "☑有 □無", "■有（封入封緘）　□無", "", "会計課"),
              ("児童扶養手当", "認定", "認定請求", "児童扶養手当法6条", "約90", "■有　□無", "□有　■無", "", ""),
              ("", "", "現況届", "〃", "310件", "■有　□無", "□有　■無", "", "福祉課"))  # fmt: skip
    return Book(
        "こども家庭課_事務.xlsx", "階層の値は最初の行だけ、〃・同上、□■の選択", "tasks", [page],
        [
            {"category": "児童手当／認定", "name": "新規認定請求", "legal": "児童手当法7条", "volume": "1,150件", "manual": "有",
             "outsourced": "無", "bpr": "有", "related": "市民課"},
            {"category": "児童手当／認定", "name": "額改定請求", "legal": "児童手当法7条", "volume": "640件", "manual": "無",
             "outsourced": "無", "bpr": "無", "related": "市民課"},
            {"category": "児童手当／支払", "name": "定期支払", "legal": "児童手当法8条", "volume": "3件", "manual": "有",
             "outsourced": "有", "related": "会計課", "note": "外部委託：■有（封入封緘）　□無"},
            {"category": "児童扶養手当／認定", "name": "認定請求", "legal": "児童扶養手当法6条", "volume": "約90",
             "manual": "有", "outsourced": "無"},
            {"category": "児童扶養手当／認定", "name": "現況届", "legal": "児童扶養手当法6条", "volume": "310件",
             "manual": "有", "outsourced": "無", "related": "福祉課"},
        ],
        left={"A1": "題名", "F1": "表の上"},
    )  # fmt: skip
