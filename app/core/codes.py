"""The fixed codes of the domain: verdicts, classes, facts of today, roles. Others hash and exchange them: never rename.

Source: design of the domain rules; labels are the field's terms (docs/glossary.md). Signs exist in JIS X 0208, so they
survive spreadsheets, cp932 and print.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """One verdict: ``key`` is the digit that records it, ``simple`` its label in 簡易 ("" = not offered there)."""

    code: str
    key: str
    sign: str
    label: str
    short: str
    simple: str = ""


VERDICTS: tuple[Verdict, ...] = (
    Verdict("fit", "1", "●", "適合", "適合", "適合"),
    Verdict("partial", "2", "△", "一部適合", "一部適合"),
    Verdict("gap", "3", "▲", "差異あり", "差異あり", "差異あり"),
    Verdict("standard_only", "4", "＋", "標準のみ（現行になし）", "標準のみ", "現行になし"),
    Verdict("current_only", "5", "◆", "現行のみ（標準になし）", "現行のみ"),
    Verdict("option_pending", "6", "☆", "採否検討", "採否検討"),
    Verdict("out_of_scope", "7", "◇", "範囲外", "範囲外"),
    Verdict("not_applicable", "8", "／", "該当なし（業務なし）", "該当なし"),
    Verdict("ask", "9", "？", "要確認", "要確認"),
)
VERDICT: dict[str, Verdict] = {v.code: v for v in VERDICTS}
VERDICT_BY_KEY: dict[str, Verdict] = {v.key: v for v in VERDICTS}
UNJUDGED_KEY, UNJUDGED_SIGN, UNJUDGED_LABEL = "0", "□", "未判定"

CLASS_SIGN: dict[str, str] = {
    "mandatory": "◎",
    "optional": "○",
    "prohibited": "×",
    "unlisted": "－",
    "excluded": "外",
    "outside": "外",
}
CLASS_LABEL: dict[str, str] = {
    "mandatory": "実装必須",
    "optional": "標準オプション",
    "prohibited": "実装不可",
    "unlisted": "記載なし",
    "excluded": "標準化の対象外（明示）",
    "outside": "標準化対象外事務・独自施策",
}

REVIEWS: dict[str, str] = {
    "": "未",
    "section": "課内確認",
    "office": "事務局確認",
    "returned": "差戻し",
}
"""How far a verdict has been looked at by others (調査票の確認の段階)."""

COMPARED = ("req", "form", "link", "data")
"""Kinds of published items that are compared with what is there today."""

KIND_WORD: dict[str, str] = {
    "req": "要件",
    "form": "帳票",
    "link": "連携",
    "data": "データ項目",
    "code": "コード",
    "nonfunc": "非機能",
    "screen": "画面",
    "flow": "業務フロー",
    "form_detail": "帳票詳細",
    "link_own": "独自施策連携",
    "tree": "ツリー図",
}

CURRENT_FACTS: dict[str, str] = {
    "in_use": "利用中",
    "unused": "あるが未利用",
    "manual": "なし（手作業）",
    "none": "なし（業務なし）",
    "unknown": "不明",
}

SIZE_LABEL: dict[str, str] = {"designated": "指定都市", "core": "中核市等", "general": "一般市区町村"}

ROLES: dict[str, str] = {
    "clerk": "担当者",
    "head": "課長",
    "office": "事務局",
    "systems": "情報システム担当",
    "adviser": "アドバイザー",
    "joint": "共同化事務局",
    "prefecture": "都道府県",
    "vendor": "事業者",
}

EFFECT_TARGETS: dict[str, str] = {
    "residents": "住民",
    "own": "自課",
    "departments": "他課",
    "agencies": "他機関",
    "vendor": "ベンダ",
}
EFFECT_DEGREES: dict[str, str] = {"high": "高", "medium": "中", "low": "低"}
