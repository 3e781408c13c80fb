"""Requirements whose signs, columns or order want a second look."""

from __future__ import annotations

from tests.handmade.paper import Book, M, O, P, Sheet, Struck, book, item


@book
def a_legend_with_another_meaning() -> Book:
    rows = [
        ("健康管理　機能要件", "", "", "凡例　○：実装必須　△：標準オプション　×：実装不可"),
        ("機能ID", "機能名称", "機能要件", "実装区分"),
        ("0190001", "予約", "健診の予約を受けること。", "○"),
        ("0190002", "督促", "未受診者に知らせること。", "△"),
        ("0190003", "FAX", "FAXで受け付けること。", "×"),
        ("0190004", "集計", "集計できること。", "○"),
    ]  # fmt: skip
    expected = [
        item(3, "0190001", "予約", "健診の予約を受けること。", M, extra={"class": "○"}),
        item(4, "0190002", "督促", "未受診者に知らせること。", O, extra={"class": "△"}),
        item(5, "0190003", "FAX", "FAXで受け付けること。", P),
        item(6, "0190004", "集計", "集計できること。", M, extra={"class": "○"}),
    ]  # fmt: skip
    return Book("健康管理.xlsx", "凡例で○が必須、△が任意", [Sheet("要件", rows)], expected, "req")


@book
def the_same_without_a_legend() -> Book:
    rows = [
        ("機能ID", "機能名称", "機能要件", "実装区分"),
        ("0190001", "予約", "健診の予約を受けること。", "○"),
        ("0190002", "督促", "未受診者に知らせること。", "△"),
        ("0190003", "FAX", "FAXで受け付けること。", "×"),
    ]  # fmt: skip
    expected = [
        item(2, "0190001", "予約", "健診の予約を受けること。", M, extra={"class": "○"}),
        item(3, "0190002", "督促", "未受診者に知らせること。", O, extra={"class": "△"}),
        item(4, "0190003", "FAX", "FAXで受け付けること。", P, extra={"class": "×"}),
    ]  # fmt: skip
    return Book(
        "健康管理_凡例なし.xlsx",
        "○△×で凡例がない：読まずに言う",
        [Sheet("要件", rows)],
        expected,
        "req",
        {"": {"classes": "D"}},
    )


@book
def letters_explained_on_another_sheet() -> Book:
    rows = [
        ("機能要件ID", "要件名", "要件の内容", "要件区分"),
        ("0250001", "資格", "資格を管理すること。", "A"), ("0250002", "賦課", "試算ができること。", "B"),
        ("0250003", "帳簿", "紙で保存すること。", "C"), ("0250004", "給付", "給付を管理すること。", "A"),
    ]  # fmt: skip
    legend = [("区分", "意味"), ("A", "実装必須機能"), ("B", "標準オプション機能"), ("C", "実装不可機能")]
    expected = [
        item(2, "0250001", "資格", "資格を管理すること。", M, extra={"class": "A"}),
        item(3, "0250002", "賦課", "試算ができること。", O, extra={"class": "B"}),
        item(4, "0250003", "帳簿", "紙で保存すること。", P, extra={"class": "C"}),
        item(5, "0250004", "給付", "給付を管理すること。", M, extra={"class": "A"}),
    ]  # fmt: skip
    return Book(
        "後期高齢者医療.xlsx",
        "区分がA・B・C、意味は凡例のシート",
        [Sheet("凡例", legend), Sheet("要件", rows)],
        expected,
        "req",
    )


@book
def ticks_in_three_columns() -> Book:
    rows = [
        ("ID", "要件", "実装必須", "標準オプション", "実装不可"),
        ("0210001", "保護の申請を受け付けること。", "●", "", ""),
        ("0210002", "世帯を図で示すこと。", "", "●", ""),
        ("0210003", "紙台帳に書き戻すこと。", "", "", "●"),
    ]  # fmt: skip
    expected = [
        item(2, "0210001", "", "保護の申請を受け付けること。", M, extra={"text.mandatory": "●"}),
        item(3, "0210002", "", "世帯を図で示すこと。", O, extra={"text.optional": "●"}),
        item(4, "0210003", "", "紙台帳に書き戻すこと。", P, extra={"text.prohibited": "●"}),
    ]  # fmt: skip
    return Book("生活保護.xlsx", "類型ごとの列に印だけ", [Sheet("要件", rows)], expected, "req")


@book
def struck_and_repeated() -> Book:
    rows = [
        ("法人住民税　機能要件", "", "", "", ""), ("項番", "機能名称", "機能ID", "機能要件", "実装区分"),
        ("1", "申告", "0110001", "申告を受け付けること。", "◎"), ("2", "更正", "0110002", "更正できること。", Struck("◎")),
        ("（続き）", "", "", "", ""), ("項番", "機能名称", "機能ID", "機能要件", "実装区分"),
        (Struck("3"), Struck("還付"), Struck("0110003"), Struck("還付できること。"), Struck("○")),
        ("4", "督促", "0110004", "督促できること。", "○"),
        ("", "", "", "以上", ""),
    ]  # fmt: skip
    expected = [
        item(3, "0110001", "申告", "申告を受け付けること。", M, section="1"),
        item(4, "0110002", "更正", "更正できること。", None, section="2", extra={"class.struck": "◎"}),
        item(7, "0110003", "還付", "", O, section="3", deleted=True, struck="還付できること。"),
        item(8, "0110004", "督促", "督促できること。", O, section="4"),
    ]  # fmt: skip
    return Book(
        "法人住民税.xlsx",
        "打ち消した記号と行、頁ごとの見出し",
        [Sheet("要件", rows)],
        expected,
        "req",
        writer="xlsxwriter",
    )


@book
def old_beside_new() -> Book:
    rows = [
        ("新旧対照表",),
        ("機能ID", "現行（第1.0版）", "", "改定案（第2.0版）", "", "改定理由"),
        ("", "機能要件", "実装区分", "機能要件", "実装区分", ""),
        ("0130001", "車両を登録すること。", "◎", "車両を一括で登録すること。", "◎", "意見による"),
        ("0130002", "標識を管理すること。", "○", "標識を管理すること。", "◎", ""),
    ]  # fmt: skip
    expected = [
        item(4, "0130001", "", "車両を一括で登録すること。", M, extra={"現行（第1.0版）_機能要件": "車両を登録すること。", "現行（第1.0版）_実装区分": "◎", "change_text": "意見による"}),
        item(5, "0130002", "", "標識を管理すること。", M, extra={"現行（第1.0版）_機能要件": "標識を管理すること。", "現行（第1.0版）_実装区分": "○"}),
    ]  # fmt: skip
    return Book("軽自動車税_新旧.xlsx", "旧と新が左右に並ぶ", [Sheet("対照", rows, ("A2:A3", "B2:C2", "D2:E2", "F2:F3"))], expected, "req",
                {"": {"extra": "F"}})  # fmt: skip


@book
def nothing_familiar() -> Book:
    rows = [
        ("とりまとめ表",), ("こーど", "やること", "いちづけ", "ひとこと"),
        ("0270001", "児童手当の認定請求を受け付けて、審査の結果を記録する。", "◎", ""),
        ("0270002", "額改定の届出を受け付けて、支給額を計算し直す。", "○", "急がない"),
        ("0270003", "振込の結果を手で書き写す。", "×", ""),
    ]  # fmt: skip
    expected = [
        item(3, "0270001", "", "児童手当の認定請求を受け付けて、審査の結果を記録する。", M),
        item(4, "0270002", "", "額改定の届出を受け付けて、支給額を計算し直す。", O, note="急がない"),
        item(5, "0270003", "", "振込の結果を手で書き写す。", P),
    ]  # fmt: skip
    mapping = {"kind": "req", "header_row": 2, "columns": {"id": "A", "text": "B", "class": "C", "note": "D"}}
    return Book("とりまとめ.xlsx", "見出しがどれも知らない言葉", [Sheet("表", rows)], expected, "req", mapping=mapping)


@book
def english_headings() -> Book:
    rows = [
        ("Function", "Requirement", "Level", "Remarks"), ("0240001", "資格情報を照会できること。", "M", ""),
        ("0240002", "限度額を計算できること。", "O", "n/a"), ("0240003", "紙で出力すること。", "X", ""),
    ]  # fmt: skip
    expected = [
        item(2, "0240001", "", "資格情報を照会できること。", M, extra={"class": "M"}),
        item(3, "0240002", "", "限度額を計算できること。", O, note="n/a", extra={"class": "O"}),
        item(4, "0240003", "", "紙で出力すること。", P, extra={"class": "X"}),
    ]  # fmt: skip
    mapping = {"kind": "req", "sheet": "Sheet1", "header_row": 1,
               "columns": {"id": "A", "text": "B", "class": "C", "note": "D"},
               "class_values": {"M": M, "O": O, "X": P}}  # fmt: skip
    return Book("kokuho.xlsx", "見出しが英語、区分がM・O・X", [Sheet("Sheet1", rows)], expected, "req", mapping=mapping)


@book
def two_texts_that_could_be_it() -> Book:
    rows = [
        ("機能ID", "要件", "機能要件の内容", "実装区分"),
        ("0120001", "家屋", "家屋を評価できること。", "◎"), ("0120002", "土地", "土地を評価できること。", "○"),
    ]  # fmt: skip
    expected = [
        item(2, "0120001", "家屋", "家屋を評価できること。", M), item(3, "0120002", "土地", "土地を評価できること。", O),
    ]  # fmt: skip
    return Book("固定資産税.xlsx", "本文と読める見出しが二つ", [Sheet("要件", rows)], expected, "req",
                {"": {"name": "B", "text": "C", "extra": "B"}})  # fmt: skip


@book
def swapped_sizes_and_covers() -> Book:
    cover = [("火葬等許可　標準仕様書",), ("機能要件編",), ("第1.2版",), ("令和8年1月30日",)]
    history = [("版", "日付", "内容"), ("1.1", "令和7年1月", "初版"), ("1.2", "令和8年1月", "全部改定")]
    rows = [("", "", "", "", "")] * 3 + [
        ("機能要件名", "機能ID", "一般市区町村における実装区分", "指定都市における実装区分", "機能要件（本文）"),
        ("許可", "0390001", "○", "◎", "許可証を作れること。"), ("台帳", "0390002", "×", "○", "台帳を印刷すること。"),
    ]  # fmt: skip
    expected = [
        item(7, "0390001", "許可", "許可証を作れること。", (M, O, O)), item(8, "0390002", "台帳", "台帳を印刷すること。", (O, P, P)),
    ]  # fmt: skip
    sheets = [Sheet("表紙", cover), Sheet("改定履歴", history), Sheet("本表", rows, first=3, hidden_rows=(8,))]
    return Book("火葬等許可.xlsx", "規模の列が逆順、表紙と履歴、隠れた行", sheets, expected, "req")


@book
def full_width_and_broken_ids() -> Book:
    rows = [
        ("機能ID", "機能要件", "実装区分"), ("００３０００１", "戸籍を編製すること。", "◎"), ("30002", "除籍すること。", "○"),
        ("003-0003", "改製すること。", "×"), ("0030004\n0030005", "附票へ通知すること。", "◎"), ("欠番", "", ""),
    ]  # fmt: skip
    expected = [
        item(2, "0030001", "", "戸籍を編製すること。", M), item(3, "0030002", "", "除籍すること。", O),
        item(4, "0030003", "", "改製すること。", P), item(5, "0030004", "", "附票へ通知すること。", M),
    ]  # fmt: skip
    return Book(
        "戸籍.xlsx",
        "全角・ゼロ落ち・区切り・二つのID：人が決める",
        [Sheet("要件", rows)],
        expected,
        "req",
        {"": {"id": "A"}},
    )


@book
def far_down_after_notes() -> Book:
    rows = [(f"注{n}　この表の読み方について述べる。",) for n in range(1, 31)] + [
        ("", "大分類", "中分類", "小分類", "機能番号", "仕様内容", "必須・任意"),
        ("", "滞納", "処分", "差押", "0150001", "差押調書を作れること。", "必須"),
        ("", "", "", "換価", "0150002", "公売を管理できること。", "任意"),
        ("", "", "猶予", "", "0150003", "猶予を管理できること。", "必須"),
    ]  # fmt: skip
    expected = [
        item(31 + 1, "0150001", "", "差押調書を作れること。", M, path=("滞納", "処分", "差押"), extra={"class": "必須"}),
        item(33, "0150002", "", "公売を管理できること。", O, path=("滞納", "処分", "換価"), extra={"class": "任意"}),
        item(34, "0150003", "", "猶予を管理できること。", M, path=("滞納", "猶予"), extra={"class": "必須"}),
    ]  # fmt: skip
    return Book("滞納管理.xlsx", "見出しが31行目、知らない見出し", [Sheet("一覧", rows)], expected, "req")


@book
def a_card_for_each_requirement() -> Book:
    rows = [
        ("機能ID", "0350001", "0350002"), ("機能名称", "取込", "審査"), ("機能要件", "レセプトを取り込むこと。", "審査すること。"),
        ("実装区分", "◎", "○"),
    ]  # fmt: skip
    return Book("レセプト管理.xlsx", "縦に並ぶ項目（行と列が逆）", [Sheet("票", rows)], [], "req", refused=True)
