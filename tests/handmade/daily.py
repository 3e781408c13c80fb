"""Tables as they come back from people's desks: notes, own columns, other habits of writing."""

from __future__ import annotations

from tests.handmade.paper import Book, M, Num, O, P, Rich, Sheet, Struck, U, book, item


@book
def numbered_headings() -> Book:
    rows = [
        ("在外選挙　要件確認票",),
        ("①機能ID", "②機能名称", "③機能要件", "④指定都市", "⑤一般市区町村", "⑥備考"),
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)"),
        ("0090001", "登録", "在外選挙人名簿に登録すること。", "◎", "◎", ""),
        ("0090002", "抹消", "抹消すること。", "○", "－", "要協議"),
    ]
    expected = [
        item(4, "0090001", "登録", "在外選挙人名簿に登録すること。", M),
        item(5, "0090002", "抹消", "抹消すること。", (O, U, U), note="要協議"),
    ]
    return Book("在外選挙.xlsx", "見出しに丸数字、番号の行", [Sheet("票", rows)], expected, "req")


@book
def signs_with_words() -> Book:
    rows = [
        ("項番", "機能ID", "機能名", "機能要件", "実装区分"),
        ("1", "0310001", "付番", "番号を付すこと。", "◎ 実装必須"),
        ("2", "0310002", "照会", "照会すること。", "○（標準オプション）"),
        ("3", "0310003", "消去", "消去すること。", "× 実装不可"),
        ("4", "0310004", "統合", "統合すること。", "◎ 標準オプション"),
    ]
    expected = [
        item(2, "0310001", "付番", "番号を付すこと。", M, section="1", extra={"class": "◎ 実装必須"}),
        item(3, "0310002", "照会", "照会すること。", O, section="2", extra={"class": "○（標準オプション）"}),
        item(4, "0310003", "消去", "消去すること。", P, section="3", extra={"class": "× 実装不可"}),
        item(5, "0310004", "統合", "統合すること。", M, section="4", extra={"class": "◎ 標準オプション"}),
    ]
    return Book(
        "住登外.xlsx",
        "記号と語が並ぶ、食い違うものもある",
        [Sheet("要件", rows)],
        expected,
        "req",
        {"": {"classes": "E"}},
    )


@book
def the_citys_own_columns() -> Book:
    rows = [
        ("標準仕様書", "", "", "", "本市の検討結果", "", ""),
        ("機能ID", "機能名称", "機能要件", "実装類型", "判定", "対応方針", "担当課"),
        ("0360001", "収納", "収納を管理すること。", "◎", "適合", "", "税務課"),
        ("0360002", "消込", "消込すること。", "○", "差異", "運用で対応", "税務課"),
    ]
    expected = [
        item(3, "0360001", "収納", "収納を管理すること。", M, extra={"判定": "適合", "担当課": "税務課"}),
        item(
            4,
            "0360002",
            "消込",
            "消込すること。",
            O,
            extra={"判定": "差異", "対応方針": "運用で対応", "担当課": "税務課"},
        ),
    ]
    return Book("統合収納.xlsx", "市が書き足した列つき", [Sheet("検討", rows, ("A1:D1", "E1:G1"))], expected, "req")


@book
def a_linkage_cited_with_its_branch() -> Book:
    rows = [
        ("連携ID", "連携名称", "連携内容", "入出力区分", "連携方式", "", "備考"),
        ("", "", "", "", "API連携", "ファイル連携", ""),
        ("001o007-01", "住民照会", "介護が、住記に、住民を照会する", "Ｉ", "○", "", ""),
        ("001o007-02", "異動提供", "住記が、介護に、異動を提供する", "Ｏ", "", "○", "夜間"),
    ]
    expected = [
        item(3, "001o007", "住民照会", "介護が、住記に、住民を照会する", branch="01", extra={"io": "Ｉ", "api": "○"}),
        item(
            4,
            "001o007",
            "異動提供",
            "住記が、介護に、異動を提供する",
            branch="02",
            note="夜間",
            extra={"io": "Ｏ", "file": "○"},
        ),
    ]
    return Book("023_介護_連携.xlsx", "連携IDと枝番が一つのセル", [Sheet("連携", rows, ("E1:F1",))], expected, "link")


@book
def forms_ticked() -> Book:
    rows = [
        ("No", "帳票名", "帳票コード", "必須", "任意", "不可", "内外", "用紙サイズ"),
        ("1", "納税通知書", "0100001", "●", "", "", "外部", "A4"),
        ("2", "申告書", "0100002", "", "●", "", "外部", "A3"),
        ("3", "連名簿", "0100003", "", "", "●", "内部", "A4"),
    ]
    expected = [
        item(
            2,
            "0100001",
            "納税通知書",
            "",
            M,
            section="1",
            extra={"tick.mandatory": "●", "audience": "外部", "paper": "A4"},
        ),
        item(
            3, "0100002", "申告書", "", O, section="2", extra={"tick.optional": "●", "audience": "外部", "paper": "A3"}
        ),
        item(
            4,
            "0100003",
            "連名簿",
            "",
            P,
            section="3",
            extra={"tick.prohibited": "●", "audience": "内部", "paper": "A4"},
        ),
    ]
    return Book("010_個人住民税_帳票.xlsx", "帳票の類型が三つの列の印", [Sheet("帳票", rows)], expected, "form")


@book
def rich_text_and_merged_chapters() -> Book:
    rows = [
        ("大項目", "中項目", "機能ID", "機能要件", "類型"),
        ("賦課", "特別徴収", "0100101", Rich((("通知を", False), ("紙で", True), ("電子で送ること。", False))), "◎"),
        ("", "", "0100102", "年金から引くこと。", "○"),
        ("", "普通徴収", "0100103", "納付書を作ること。", "◎"),
        ("収納", "", Struck("0100104"), Struck("廃止した機能。"), Struck("○")),
    ]
    expected = [
        item(2, "0100101", "", "通知を電子で送ること。", M, path=("賦課", "特別徴収"), struck="紙で"),
        item(3, "0100102", "", "年金から引くこと。", O, path=("賦課", "特別徴収")),
        item(4, "0100103", "", "納付書を作ること。", M, path=("賦課", "普通徴収")),
        item(5, "0100104", "", "", O, path=("収納",), struck="廃止した機能。", deleted=True),
    ]
    return Book(
        "個人住民税_改定.xlsx",
        "一部の打ち消し、縦の結合",
        [Sheet("要件", rows, ("A2:A4", "B2:B3"))],
        expected,
        "req",
        writer="openpyxl",
    )


@book
def requirements_without_ids() -> Book:
    rows = [
        ("項番", "機能要件", "実装区分", "備考"),
        ("1.1", "申請を受け付けること。", "◎", ""),
        ("1.2", "申請を取り下げること。", "○", "窓口"),
    ]
    expected = [
        item(2, "~/1.1/◎", "", "申請を受け付けること。", M, section="1.1"),
        item(3, "~/1.2/○", "", "申請を取り下げること。", O, section="1.2", note="窓口"),
    ]
    mapping = {"kind": "req", "header_row": 1, "columns": {"section": "A", "text": "B", "class": "C", "note": "D"}}
    return Book("029_申請管理.xlsx", "機能IDのない一行一要件", [Sheet("要件", rows)], expected, "req", mapping=mapping)


@book
def numbers_as_classes() -> Book:
    rows = [
        ("1：実装必須機能、2：標準オプション機能、3：実装不可機能", "", "", ""),
        ("機能ID", "機能名", "要件の記述", "機能区分"),
        (Num(320001, "0000000"), "宛名", "宛名を統合すること。", Num(1)),
        (Num(320002, "0000000"), "履歴", "履歴を持つこと。", Num(2)),
        (Num(320003, "0000000"), "複製", "複製を作ること。", Num(3)),
    ]
    expected = [
        item(3, "0320001", "宛名", "宛名を統合すること。", M, extra={"class": "1"}),
        item(4, "0320002", "履歴", "履歴を持つこと。", O, extra={"class": "2"}),
        item(5, "0320003", "複製", "複製を作ること。", P, extra={"class": "3"}),
    ]
    return Book(
        "団体内統合宛名.xlsx", "区分が数字、意味は上の注", [Sheet("要件", rows)], expected, "req", writer="xlsxwriter"
    )
