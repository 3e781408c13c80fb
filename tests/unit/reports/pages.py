"""A page of the state for the tests of the HTML writer."""

from __future__ import annotations

from datetime import datetime

from reports.html import (
    Choice,
    Decided,
    Group,
    IssueLine,
    Issues,
    Item,
    ItemList,
    Mark,
    Matter,
    MyItemsPage,
    Part,
    Requirement,
    StatePage,
)

MARKS = (
    Mark("fit", "●", "適合", settled=True),
    Mark("partial", "△", "一部適合"),
    Mark("gap", "▲", "差異あり"),
    Mark("standard_only", "＋", "標準のみ"),
    Mark("ask", "？", "要確認"),
    Mark("not_applicable", "／", "該当なし", settled=True),
    Mark("", "□", "未判定"),
)
COLOURS = {
    "bg": "#EEF1F5",
    "surface": "#FFFFFF",
    "sunken": "#F6F7F9",
    "line": "#DCE0E6",
    "line2": "#788291",
    "text": "#181D25",
    "text2": "#475160",
    "text3": "#586272",
    "verdict_fit_bar": "#007F5C",
    "verdict_fit_ground": "#DDF3EA",
    "verdict_fit_ink": "#0A5B43",
    "verdict_partial_bar": "#B88600",
    "verdict_partial_ground": "#FFF1CC",
    "verdict_partial_ink": "#664700",
    "verdict_gap_bar": "#A8320A",
    "verdict_gap_ground": "#FCE3D8",
    "verdict_gap_ink": "#922E08",
    "verdict_standard_only_bar": "#1F66C2",
    "verdict_standard_only_ground": "#DEEBFC",
    "verdict_standard_only_ink": "#17488F",
    "verdict_ask_bar": "#CC3A88",
    "verdict_ask_ground": "#FBE2EF",
    "verdict_ask_ink": "#861853",
    "verdict_not_applicable_bar": "#7F8896",
    "verdict_not_applicable_ground": "#F1F3F5",
    "verdict_not_applicable_ink": "#4F5865",
    "verdict_none_bar": "#FFFFFF",
    "verdict_none_ground": "#FFFFFF",
    "verdict_none_ink": "#586272",
}
ALL_COLOURS = {
    **{
        f"verdict_{code}_{part}": "#777777"
        for code in ("current_only", "option_pending", "out_of_scope")
        for part in ("bar", "ground", "ink")
    },
    **COLOURS,
}
"""Every verdict's colours, for pages that know all verdicts."""


def page(text: str = "住民票の写し") -> StatePage:
    """A small state; ``text`` stands in every field a person or a document can fill."""
    return StatePage(
        title=f"標準仕様との比較の状態 {text}",
        facts=(("団体", f"みほん市 {text}"), ("業務", "001 住民基本台帳"), ("版", text), ("区分", "一般市区町村")),
        marks=MARKS,
        classes=(("◎", "実装必須"), ("○", "標準オプション"), ("×", "実装不可")),
        parts=(
            Part(
                f"機能要件 {text}",
                "機能ID",
                "大項目",
                (
                    Group(f"1 管理項目 {text}", {"fit": 21, "partial": 3, "gap": 5, "ask": 1, "": 13}),
                    Group("2 検索・照会・操作", {"fit": 1, "standard_only": 30, "not_applicable": 2}),
                    Group("3 抑止設定", {"": 12}),
                    Group("4 何もない", {}),
                ),
                (
                    ItemList(
                        f"差異あり {text}",
                        f"対応を決める項目です。{text}",
                        (
                            Item("0010143", "◎", "1.2.3", f"発行番号 {text}", "gap", f"端末名がない。\n{text}", text),
                            Item(text, text, text, "名称", "", "", "市民課／佐藤 花子"),
                        ),
                    ),
                    ItemList("要確認", "誰かに聞く項目です。", ()),
                ),
                notes=(text,),
            ),
            Part("連携要件", "連携ID", "連携先", (Group(text, {"": 2}),), ()),
        ),
        issues=Issues(
            (("検討中", 2), ("決定済", 1)),
            (
                IssueLine(text, text, text, text, text, text, ("期限超過", "法令上要確認")),
                IssueLine("G-0002", "", "", "", "", ""),
            ),
        ),
        colours=COLOURS,
        printed_at=datetime(2026, 1, 15, 14, 3),
        filter_note=text,
        remarks=(text,),
    )


def my_items(text: str = "住民票の写し") -> MyItemsPage:
    """A head's page with everything it can show; ``text`` stands in every field a person or a document can fill."""
    choices = tuple(
        Choice(
            f"案 {n}", f"方針 {text}", text, text, text, text, text, stated=((f"期限 {text}", text),), proposed=n == 2,
            clause=text if n == 4 else "",
        )
        for n in range(1, 5)
    )  # fmt: skip
    matter = Matter(
        number=f"G-0001 {text}",
        title=text,
        detail=f"一行目 {text}\n二行目",
        facts=(("業務", text), ("担当", f"証明係 {text}"), ("備考", text)),
        marks=(("期限超過", text), ("法令上要確認", text)),
        due=text,
        disposition=text,
        basis=text,
        requirements=(Requirement("機能要件", text, "◎", text, text, "▲ 差異あり", text),),
        choices=choices,
    )
    plain = Matter("G-0002", "何もない", "", (), (), "", "", "", (), ())
    return MyItemsPage(
        form="様式 M1　決裁事項",
        title=f"決定を待つ課題 {text}",
        municipality=f"みほん市 {text}",
        document_number=text,
        facts=(("所属", text),),
        approval=("課長", "係長"),
        matters=(matter, plain),
        decided=(Decided("G-0003", text, text, text, text, text, text, earlier=text, marks=("法令上要確認",)),),
        since="令和8年1月1日",
        colours=COLOURS,
        printed_at=datetime(2026, 1, 15, 14, 3),
        remarks=(text,),
    )
