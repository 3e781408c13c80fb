"""Choice lists of the register (課題・決定): codes and labels. Source: reference of survey practice §2.4 and §8.5."""

from __future__ import annotations

ISSUE_KINDS: dict[str, str] = {
    "gap": "差異",
    "function": "機能",
    "form": "帳票",
    "linkage": "連携",
    "data": "データ",
    "character": "文字",
    "operation": "運用",
    "contract": "契約",
    "budget": "予算",
    "organisation": "体制",
    "system": "制度",
    "environment": "環境",
}
ISSUE_STATUSES: dict[str, str] = {
    "open": "未着手",
    "studying": "検討中",
    "section_decided": "課内決定",
    "office_review": "事務局確認中",
    "returned": "差戻し",
    "decided": "決定済",
    "doing": "実施中",
    "done": "完了",
    "withdrawn": "取下げ",
}
DECISION_LEVELS: dict[str, str] = {
    "section": "課内",
    "office": "事務局",
    "council": "全庁会議",
    "joint": "共同会議",
    "mayor": "首長",
}
DUE_BASES: dict[str, str] = {
    "budget": "予算要求",
    "contract": "契約",
    "rfp": "RFP",
    "migration": "移行",
    "standard": "適合基準日",
}
PRIORITIES: dict[str, str] = {
    "A": "移行前必須",
    "B": "移行までに望ましい",
    "C": "移行後でよい",
}
