"""Forms, linkages, data, flows, screens and levels in layouts of their own."""

from __future__ import annotations

from tests.handmade.paper import Book, M, Num, O, P, Sheet, book, item


@book
def forms_in_another_order() -> Book:
    rows = [
        ("帳票要件一覧（収納管理）",), ("様式の名称", "様式番号", "使用目的", "実装区分", "", "用紙の大きさ", "関連機能要件ID", "留意事項"),
        ("", "", "", "指定都市", "その他", "", "", ""),
        ("領収証書", "0140010", "納付の証。", "◎", "◎", "A5横", "0140001/0140002", ""),
        ("督促状", "0140011", "期限を過ぎた者へ送る。", "◎", "○", "はがき", "0140003", "圧着も可"),
    ]  # fmt: skip
    expected = [
        item(4, "0140010", "領収証書", "納付の証。", M, related=("req:0140001", "req:0140002"), extra={"paper": "A5横", "source": "0140001/0140002"}),
        item(5, "0140011", "督促状", "期限を過ぎた者へ送る。", (M, O, O), note="圧着も可", related=("req:0140003",), extra={"paper": "はがき", "source": "0140003"}),
    ]  # fmt: skip
    return Book("014_収納_帳票.xlsx", "帳票を様式と呼ぶ、規模は「その他」", [Sheet("帳票", rows, ("D2:E2",))], expected, "form",
                {"": {"classes": "E"}})  # fmt: skip


@book
def a_sheet_for_each_form() -> Book:
    first = [
        ("帳票詳細要件", "", "", ""), ("帳票ID", "0230010", "帳票名称", "介護保険被保険者証"), ("用紙サイズ", "A5縦", "窓あき", "無"),
        ("No", "項目名", "編集内容", "桁数"), ("1", "被保険者番号", "10桁で印字", "10"), ("2", "氏名", "通称は併記", "40"),
    ]  # fmt: skip
    second = [
        ("帳票ID：0230014　", "", "", ""), ("帳票名：再交付申請書", "", "", ""), (), ("番号", "記載項目", "印字条件", "文字数"),
        ("①", "住所", "方書を含む", "60"), ("②", "電話", "", "15"),
    ]  # fmt: skip
    expected = [
        item(2, "0230010", "介護保険被保険者証", sheet="証", extra={"paper": "A5縦", "window": "無"}),
        item(5, "0230010", "被保険者番号", "10桁で印字", sheet="証", branch="1", section="1", path=("介護保険被保険者証",), extra={"length": "10"}),
        item(6, "0230010", "氏名", "通称は併記", sheet="証", branch="2", section="2", path=("介護保険被保険者証",), extra={"length": "40"}),
        item(1, "0230014", "再交付申請書", sheet="申請"),
        item(5, "0230014", "住所", "方書を含む", sheet="申請", branch="1", section="①", path=("再交付申請書",), extra={"length": "60", "no": "①"}),
        item(6, "0230014", "電話", sheet="申請", branch="2", section="②", path=("再交付申請書",), extra={"length": "15", "no": "②"}),
    ]  # fmt: skip
    return Book(
        "介護_別紙3.xlsx",
        "帳票ごとのシート、諸元が表の上",
        [Sheet("証", first), Sheet("申請", second)],
        expected,
        "form_detail",
    )


@book
def forms_below_requirements() -> Book:
    rows = [
        ("1．機能要件", "", "", "", ""), ("項番", "機能名称", "機能ID", "機能要件", "類型"), ("1", "発行", "0010001", "発行すること。", "◎"),
        ("2", "停止", "0010002", "停止すること。", "○"), ("", "", "", "", ""), ("2．帳票要件", "", "", "", ""),
        ("帳票ID", "帳票名", "用途", "内外区分", "類型"), ("0010003", "写し", "証明に用いる。", "外部", "◎"),
        ("", "", "", "", ""), ("3．コード", "", "", "", ""), ("コードID", "コード名称", "値", "意味", ""),
        ("001", "性別", "1", "男", ""), ("", "", "2", "女", ""),
    ]  # fmt: skip
    expected = [
        item(3, "0010001", "発行", "発行すること。", M, section="1"), item(4, "0010002", "停止", "停止すること。", O, section="2"),
        item(8, "0010003", "写し", "証明に用いる。", M, kind="form", extra={"audience": "外部"}),
        item(12, "001", "性別", "1　男\n2　女", kind="code", extra=[("value", "1"), ("meaning", "男"), ("value", "2"), ("meaning", "女")]),
    ]  # fmt: skip
    return Book("住民記録_三つの表.xlsx", "一枚に機能・帳票・コードの三つの表", [Sheet("全部", rows)], expected, "req")


@book
def linkages_as_csv() -> Book:
    rows = [
        ("連携仕様ID", "枝", "連携機能", "説明", "IN/OUT", "相手先業務", "関連機能ID", "頻度"),
        ("024o028", "01", "資格情報提供", "国保が、税に、\n資格を提供する", "OUT", "個人住民税", "0240165/0240315", "日次"),
        ("010o003", "00", "所得照会", "国保が、税に、\"所得\"を照会する", "IN", "個人住民税", "0240316", "随時"),
    ]  # fmt: skip
    expected = [
        item(2, "024o028", "資格情報提供", "国保が、税に、\n資格を提供する", branch="01", related=("req:0240165", "req:0240315"), extra={"io": "OUT", "partner": "個人住民税", "source": "0240165/0240315", "frequency": "日次"}),
        item(3, "010o003", "所得照会", "国保が、税に、\"所得\"を照会する", branch="00", related=("req:0240316",), extra={"io": "IN", "partner": "個人住民税", "source": "0240316", "frequency": "随時"}),
    ]  # fmt: skip
    return Book(
        "024_国民健康保険_連携.csv",
        "cp932のCSV、改行と引用符",
        [Sheet("連携", rows)],
        expected,
        "link",
        writer="cp932/,",
    )


@book
def data_as_utf16() -> Book:
    rows = [
        ("論理名", "物理名", "データ項目番号", "型", "桁", "必須／任意", "例"),
        ("宛名番号", "atenabango", "03100001", "X", "15", "必須", "123"), ("氏名", "shimei", "03100003", "Ｎ", "100", "任意", ""),
    ]  # fmt: skip
    expected = [
        item(2, "03100001", "宛名番号", extra={"name": "宛名番号", "romaji": "atenabango", "id": "03100001", "type": "X", "length": "15", "output": "必須", "sample": "123"}),
        item(3, "03100003", "氏名", extra={"name": "氏名", "romaji": "shimei", "id": "03100003", "type": "Ｎ", "length": "100", "output": "任意"}),
    ]  # fmt: skip
    return Book(
        "031_データ項目.csv",
        "UTF-16のタブ区切り、論理名と物理名",
        [Sheet("項目", rows)],
        expected,
        "data",
        writer="utf-16/\t",
    )


@book
def data_with_split_ids() -> Book:
    rows = [
        ("基本データリスト　全体バージョン10.1", "", "", "", ""), ("データ項目ID", "", "データ項目", "グループ", ""), ("", "", "", "名称", "主キー"),
        ("001", Num(1, "00000"), "世帯番号", "世帯", "○"), ("001", Num(12, "00000"), "世帯主氏名", "世帯", ""),
    ]  # fmt: skip
    expected = [
        item(4, "00100001", "世帯番号", extra={"id": "00100001", "name": "世帯番号", "group.name": "世帯", "group.primary": "○"}),
        item(5, "00100012", "世帯主氏名", extra={"id": "00100012", "name": "世帯主氏名", "group.name": "世帯"}),
    ]  # fmt: skip
    return Book(
        "001_基本データリスト.xlsx",
        "IDが文字と数値の2セル、2段見出し",
        [Sheet("項目", rows, ("B2:C3", "D2:D3", "E2:F2"), left=2)],
        expected,
        "data",
    )


@book
def codes_merged_downward() -> Book:
    rows = [
        ("コード一覧", "", "", ""), ("コード番号", "コード種別名", "区分値", "区分内容"), ("101", "続柄", "01", "世帯主"), ("", "", "02", "妻"),
        ("102", "異動事由", "1", "転入"), ("", "", "9", "その他"),
    ]  # fmt: skip
    expected = [
        item(3, "101", "続柄", "01　世帯主\n02　妻", extra=[("value", "01"), ("meaning", "世帯主"), ("value", "02"), ("meaning", "妻")]),
        item(5, "102", "異動事由", "1　転入\n9　その他", extra=[("value", "1"), ("meaning", "転入"), ("value", "9"), ("meaning", "その他")]),
    ]  # fmt: skip
    return Book(
        "001_コード.xlsx",
        "コードが縦に結合、見出しの言い換え",
        [Sheet("コード", rows, ("A3:A4", "B3:B4"))],
        expected,
        "code",
    )


@book
def a_flow_with_lanes() -> Book:
    rows = [
        ("業務フロー（介護）", "", "", "", "", ""), ("フローNo", "フロー名称", "工程番号", "レーン", "作業内容", "利用機能ID"),
        ("02-01", "資格異動", "1", "住民等", "届出をする。", ""), ("", "", "2", "職員", "登録する。", "0230265"),
        ("02-02", "再交付", "1", "職員", "交付する。", "0230270、0230271"),
    ]  # fmt: skip
    expected = [
        item(3, "02-01", "資格異動", "届出をする。", branch="1", extra={"step": "1", "lane": "住民等"}),
        item(4, "02-01", "資格異動", "登録する。", branch="2", related=("req:0230265",), extra={"step": "2", "lane": "職員", "source": "0230265"}),
        item(5, "02-02", "再交付", "交付する。", related=("req:0230270", "req:0230271"), extra={"step": "1", "lane": "職員", "source": "0230270、0230271"}),
    ]  # fmt: skip
    return Book(
        "023_業務フロー.xlsx", "フローIDと名称が縦に結合", [Sheet("フロー", rows, ("A3:A4", "B3:B4"))], expected, "flow"
    )


@book
def a_tree_of_four_levels() -> Book:
    rows = [
        ("ツリー図（就学援助）",), ("レベル1", "レベル2", "レベル3", "レベル4", "対応機能ID"), ("援助", "申請", "受付", "窓口", "0180001"),
        ("", "", "", "郵送", "0180002"), ("", "審査", "", "", "0180003"),
    ]  # fmt: skip
    expected = [
        item(3, "~/行3/－", "窓口", path=("援助", "申請", "受付", "窓口"), related=("req:0180001",), extra={"source": "0180001"}),
        item(4, "~/行4/－", "郵送", path=("援助", "申請", "受付", "郵送"), related=("req:0180002",), extra={"source": "0180002"}),
        item(5, "~/行5/－", "審査", path=("援助", "審査"), related=("req:0180003",), extra={"source": "0180003"}),
    ]  # fmt: skip
    return Book("018_就学援助.xlsx", "4階層のツリー、前の行から続く値", [Sheet("ツリー図", rows)], expected, "tree")


@book
def levels_in_a_different_order() -> Book:
    rows = [
        ("非機能要件の標準　活用シート", "", "", "", "", "", "", ""),
        ("中項目", "小項目", "項番", "評価指標", "Lv0", "Lv1", "標準レベル", "ケース区分"),
        ("業務処理量", "通常時の業務量", "B.1.1.1", "ユーザ数", "特定できない", "上限が決まっている", "1", "ケース2"),
        ("", "", "B.1.1.2", "同時アクセス数", "", "＊", "＊", "ケース1"),
    ]  # fmt: skip
    expected = [
        item(3, "B.1.1.1", "通常時の業務量／ユーザ数", section="B.1.1.1", path=("", "業務処理量", "通常時の業務量"), extra={"metric": "ユーザ数", "level0": "特定できない", "level1": "上限が決まっている", "selected": "1", "case": "ケース2"}),
        item(4, "B.1.1.2", "通常時の業務量／同時アクセス数", section="B.1.1.2", path=("", "業務処理量", "通常時の業務量"), extra={"metric": "同時アクセス数", "level1": "＊", "selected": "＊", "case": "ケース1"}),
    ]  # fmt: skip
    return Book("非機能.xlsx", "列の順と呼び方が違う、＊のまま", [Sheet("活用シート", rows)], expected, "nonfunc")


@book
def screens_with_codes() -> Book:
    rows = [
        ("画面コード", "画面タイトル", "画面の目的", "利用機能ID", "特記事項"), ("KG-010", "資格照会", "資格を確かめる。", "0230265", ""),
        ("KG-020", "賦課照会", "賦課を確かめる。", "0230300", "印刷可"),
    ]  # fmt: skip
    expected = [
        item(2, "KG-010", "資格照会", "資格を確かめる。", related=("req:0230265",), extra={"source": "0230265"}),
        item(3, "KG-020", "賦課照会", "賦課を確かめる。", note="印刷可", related=("req:0230300",), extra={"source": "0230300"}),
    ]  # fmt: skip
    return Book("023_介護_画面.xlsx", "画面IDが記号と番号", [Sheet("画面", rows)], expected, "screen")


@book
def linkages_with_own_systems() -> Book:
    rows = [
        ("独自施策システム等連携仕様", "", "", "", ""), ("独自システム名", "独自施策ID", "連携コード", "枝番", "連携概要"),
        ("市独自給付", "901", "027o001", "00", "児童手当が、独自施策に、受給者を提供する"),
        ("乳幼児医療", "902", "027o001", "01", "児童手当が、独自施策に、異動を提供する"),
    ]  # fmt: skip
    expected = [
        item(3, "027o001", "", "児童手当が、独自施策に、受給者を提供する", branch="00", extra={"own_name": "市独自給付", "own_id": "901"}),
        item(4, "027o001", "", "児童手当が、独自施策に、異動を提供する", branch="01", extra={"own_name": "乳幼児医療", "own_id": "902"}),
    ]  # fmt: skip
    return Book("027_独自施策.xlsx", "独自施策システム等ID、呼び方が違う", [Sheet("連携", rows)], expected, "link_own")


@book
def forms_beside_requirements() -> Book:
    rows = [
        ("機能ID", "機能要件", "類型", "", "", "帳票ID", "帳票名", "用途", "類型"), ("0250001", "賦課すること。", "◎", "", "", "", "", "", ""),
        ("0250002", "徴収すること。", "○", "", "", "0250050", "決定通知書", "本人へ送る。", "◎"),
        ("0250003", "還付すること。", "×", "", "", "0250051", "還付通知書", "還付を知らせる。", "○"),
    ]  # fmt: skip
    expected = [
        item(2, "0250001", "", "賦課すること。", M), item(3, "0250002", "", "徴収すること。", O), item(4, "0250003", "", "還付すること。", P),
        item(3, "0250050", "決定通知書", "本人へ送る。", M, kind="form"), item(4, "0250051", "還付通知書", "還付を知らせる。", O, kind="form"),
    ]  # fmt: skip
    return Book(
        "025_二つの表.xlsx", "機能と帳票の表が左右に並ぶ", [Sheet("表", rows)], expected, "req", writer="strict"
    )


@book
def a_utf8_csv_with_a_title() -> Book:
    rows = [
        ("当日投票管理　機能要件【第4.1版】", "", "", ""), ("項目No", "機能No", "要件詳細", "実装レベル"), ("1", "0080001", "受付ができること、記録すること", "◎"),
        ("2", "0080002", "再交付できること", "○"),
    ]  # fmt: skip
    expected = [
        item(3, "0080001", "", "受付ができること、記録すること", M, section="1"), item(4, "0080002", "", "再交付できること", O, section="2"),
    ]  # fmt: skip
    return Book(
        "当日投票.csv", "UTF-8（BOMなし）のCSV、上に題名", [Sheet("表", rows)], expected, "req", writer="utf-8/,"
    )
