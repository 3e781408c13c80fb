"""The record types, their atoms, and the ids they get.

An atom is the set of fields that only mean something together: it is edited, compared and merged as one. Records that
belong to something published have the same id on every PC; records people make are random.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from app.core.canonical import length_prefixed

_NAMESPACE = uuid.UUID("6f1d2b0e-5b1c-5c7e-9d0a-2f1a6c1f9b57")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an atom: its code in operations and JSON, and its Japanese name on screens and sheets."""

    code: str
    label: str


def _fields(*pairs: tuple[str, str]) -> tuple[Field, ...]:
    return tuple(Field(c, n) for c, n in pairs)


_PROVENANCE = _fields(("source", "出典"), ("certainty", "確度"), ("as_of", "情報の時点"), ("surveyor", "調査主体"))
_NOTE = _fields(("note", "備考"))

ATOMS: dict[str, dict[str, tuple[Field, ...]]] = {
    "item": {
        "verdict": _fields(
            ("current", "現行の事実"),
            ("verdict", "判定"),
            ("detail", "差異内容"),
            ("reason", "理由"),
            ("stamp", "根拠の版"),
        ),
        "effect": _fields(("targets", "影響先"), ("degree", "影響度")),
        "memo": _fields(("text", "メモ")),
        "review": _fields(("state", "確認"), ("note", "所見"), ("about", "確認した判定")),
        "assignment": _fields(("department", "担当課"), ("person", "担当者"), ("due", "期限")),
        "focus": _fields(("on", "重点"), ("note", "事務局の注記"), ("viewpoint", "確認観点"), ("due", "確定期限")),
        "linkage_review": _fields(
            ("need", "検討要否"),
            ("current_id", "現行システムにおける連携ID"),
            ("partner", "現行連携先システム名"),
            ("method", "連携方法"),
            ("timing", "提供時期"),
            ("note", "備考"),
        ),
    },
    "adoption": {"adopt": _fields(("edition", "版のハッシュ"), ("label", "版"), ("file", "ファイル"))},
    "mapping": {"mapping": _fields(("target", "現行の記録"), ("type", "対応の種類"))},
    "succession": {"succession": _fields(("kind", "種類"), ("sources", "旧い項目"), ("results", "新しい項目"))},
    "triage": {"triage": _fields(("grade", "仕分け"), ("note", "所見"))},
    "joining": {"joining": _fields(("kept", "残した記録"), ("joined", "統合した記録"))},
    "distinct": {"distinct": _fields(("one", "一方"), ("other", "他方"))},
    "department": {
        "identity": _fields(("name", "所属名"), ("division", "部"), ("role", "役割"), ("businesses", "所管業務")),
        "note": _NOTE,
    },
    "vendor": {
        "identity": _fields(("name", "事業者名"), ("policy", "標準化対応方針")),
        "note": _NOTE,
    },
    "package": {
        "identity": _fields(("name", "パッケージ名称"), ("vendor", "事業者"), ("version", "版")),
        "note": _NOTE,
    },
    "package_business": {"coverage": _fields(("covers", "扱う業務"), ("edition", "対応する標準仕様の版"))},
    "vendor_answer": {
        "answer": _fields(
            ("answer", "ベンダの回答"),
            ("when", "時期"),
            ("place", "画面・操作"),
            ("text", "回答の説明"),
            ("concern", "懸念"),
            ("edition", "回答した版"),
            ("received", "受領日"),
        ),
        "staff": _fields(
            ("position", "職員の見方"), ("reason", "理由"), ("own", "職員の見立て"), ("about", "見た回答")
        ),
    },
    "system": {
        "identity": _fields(
            ("number", "番号"),
            ("name", "システム名称"),
            ("subsystem", "サブシステム"),
            ("package", "パッケージ名称"),
            ("package_version", "パッケージ版数"),
            ("vendor", "事業者"),
            ("maintenance", "保守事業者"),
            ("businesses", "業務"),
            ("department", "所管課"),
            ("contact", "担当者"),
            ("extension", "内線"),
        ),
        "scope": _fields(("scope", "標準化対象区分")),
        "operation": _fields(
            ("form", "構築形態"),
            ("environment", "稼働環境"),
            ("users", "利用者数"),
            ("terminals", "端末数"),
            ("sites", "拠点"),
            ("shared", "共同利用"),
            ("records", "データ件数"),
            ("characters", "文字コード・外字数"),
            ("contract_end", "契約終了時期"),  # kept where older files hold it
        ),
        "contract": _fields(
            ("contract_kind", "契約種別"),
            ("contract_start", "契約開始日"),
            ("long_term", "長期継続契約"),
            ("annual_cost", "年間運用経費"),
            ("renewal", "機器更新時期"),
        ),
        "migration": _fields(("migration", "移行予定時期"), ("pattern", "構築パターン"), ("difficult", "特定移行支援")),
        "provenance": _PROVENANCE,
        "note": _NOTE,
    },
    "function": {
        "identity": _fields(
            ("number", "番号"),
            ("business", "業務"),
            ("system", "システム"),
            ("category", "分類"),
            ("name", "機能名"),
            ("summary", "機能概要"),
            ("department", "利用課"),
        ),
        "usage": _fields(
            ("usage", "利用実態"),
            ("frequency", "利用頻度"),
            ("customised", "カスタマイズ"),
            ("processing", "処理区分"),
            ("custom_reason", "カスタマイズ理由"),
            ("ground", "根拠"),
            ("checked_by", "利用実態の確認方法"),
        ),
        "provenance": _PROVENANCE,
        "note": _NOTE,
    },
    "curform": {
        "identity": _fields(
            ("number", "帳票番号"),
            ("business", "業務"),
            ("system", "システム"),
            ("name", "帳票名"),
            ("summary", "用途・印字内容"),
            ("department", "利用課"),
        ),
        "layout": _fields(
            ("audience", "内外区分"),
            ("style_basis", "様式根拠"),
            ("paper", "用紙"),
            ("output", "出力形式"),
            ("printed_at", "印刷場所"),
            ("enclosing", "封入封緘委託先"),
            ("copies", "年間枚数"),
            ("seal", "公印"),
            ("wording_change", "文言変更"),
            ("languages", "多言語・点字"),
        ),
        "usage": _fields(
            ("usage", "利用実態"),
            ("frequency", "出力頻度"),
            ("customised", "カスタマイズ"),
            ("euc_possible", "EUC代替可否"),
        ),
        "provenance": _PROVENANCE,
        "note": _NOTE,
    },
    "curlink": {
        "identity": _fields(
            ("number", "現行連携ID"),
            ("business", "業務"),
            ("name", "連携名"),
            ("summary", "データ内容"),
            ("department", "所管課"),
            ("partner_department", "受け側の所管課"),
        ),
        "ends": _fields(("system", "送り側システム"), ("receiver", "受け側システム"), ("direction", "方向")),
        "method": _fields(
            ("method", "連携方式"),
            ("platform", "共通基盤経由"),
            ("via_master", "連携用マスタ経由"),
            ("frequency", "頻度"),
            ("time", "時刻"),
            ("volume", "件数"),
            ("transfer", "全件・差分"),
            ("character_code", "文字コード"),
        ),
        # each side is an atom of its own: both may confirm offline at the same time
        "sender_side": _fields(
            ("sender_by", "送り側の確認者"), ("sender_on", "送り側の確認日"), ("sender_of", "確認内容")
        ),
        "receiver_side": _fields(
            ("receiver_by", "受け側の確認者"), ("receiver_on", "受け側の確認日"), ("receiver_of", "確認内容")
        ),
        "usage": _fields(("usage", "利用実態")),
        "provenance": _PROVENANCE,
        "note": _NOTE,
    },
    "task": {
        "identity": _fields(
            ("number", "番号"),
            ("business", "業務"),
            ("category", "大項目・中項目"),
            ("name", "事務名"),
            ("summary", "内容"),
            ("department", "所管課"),
            ("related", "関係課"),
        ),
        "scope": _fields(("legal", "根拠法令・条例"), ("scope", "標準化対象区分"), ("flow", "業務フロー番号")),
        "work": _fields(
            ("volume", "年間件数"),
            ("busy", "繁忙期"),
            ("staff", "担当人数"),
            ("system", "システム"),
            ("used_forms", "使用帳票"),
            ("manual", "手作業"),
            ("outsourced", "外部委託"),
            ("bpr", "BPR対象"),
        ),
        "provenance": _PROVENANCE,
        "note": _NOTE,
    },
    "customisation": {
        "identity": _fields(
            ("number", "番号"),
            ("business", "業務"),
            ("system", "システム"),
            ("name", "対象の機能・帳票"),
            ("summary", "内容"),
            ("department", "利用課"),
        ),
        "history": _fields(("reason", "理由"), ("year", "導入年"), ("cost", "費用")),
        "outlook": _fields(("handled_as", "標準での扱い"), ("abolishable", "廃止可否"), ("instead", "代替案")),
        "provenance": _PROVENANCE,
        "note": _NOTE,
    },
    "charset": {
        "identity": _fields(
            ("number", "番号"),
            ("name", "対象"),
            ("business", "業務"),
            ("system", "システム"),
            ("department", "所管課"),
            ("contact", "担当者"),
        ),
        "characters": _fields(("count", "外字数"), ("charset", "文字セット")),
        "matching": _fields(("policy", "同定方針"), ("state", "同定状況")),
        "provenance": _PROVENANCE,
        "note": _NOTE,
    },
    "peripheral": {
        "identity": _fields(
            ("number", "番号"),
            ("kind", "種別"),
            ("name", "機器・委託の名称"),
            ("business", "業務"),
            ("system", "システム"),
            ("count", "台数・数量"),
            ("department", "所管課"),
        ),
        "impact": _fields(("impact", "影響")),
        "provenance": _PROVENANCE,
        "note": _NOTE,
    },
    "measure": {
        "identity": _fields(
            ("number", "番号"),
            ("business", "業務"),
            ("name", "独自施策名"),
            ("summary", "内容"),
            ("legal", "根拠条例"),
            ("department", "所管課"),
        ),
        "realisation": _fields(("system", "システム"), ("way", "実現方法候補"), ("partner", "連携先")),
        "provenance": _PROVENANCE,
        "note": _NOTE,
    },
    "asset": {
        "identity": _fields(
            ("number", "番号"),
            ("kind", "種別"),
            ("name", "名称"),
            ("business", "業務"),
            ("summary", "用途"),
            ("author", "作成者"),
            ("department", "所管課"),
        ),
        "use": _fields(
            ("data", "使用データ"), ("frequency", "頻度"), ("impact", "停止時の影響"), ("system", "システム")
        ),
        "provenance": _PROVENANCE,
        "note": _NOTE,
    },
    "issue": {
        "identity": _fields(
            ("number", "課題番号"), ("kind", "種類"), ("title", "件名"), ("detail", "内容"), ("business", "業務")
        ),
        "links": _fields(("nodes", "関係する要件"), ("records", "関係する現行")),
        "disposition": _fields(
            ("disposition", "対応方針"), ("content", "対応内容"), ("basis", "根拠"), ("data", "必要な記載")
        ),
        "assignment": _fields(("department", "所管課"), ("owner", "担当"), ("due", "期限"), ("due_basis", "期限根拠")),
        "status": _fields(("status", "状態")),
        "priority": _fields(("degree", "影響度"), ("priority", "優先度")),
        "note": _NOTE,
    },
    "answer": {
        "identity": _fields(
            ("questionnaire", "質問票"), ("question", "質問"), ("department", "所属"), ("subject", "対象")
        ),
        "answer": _fields(("value", "回答"), ("remark", "備考")),
    },
    "questionnaire": {"definition": _fields(("code", "質問票"), ("name", "名称"), ("definition", "内容"))},
    "option": {
        "option": _fields(
            ("issue", "課題"),
            ("disposition", "対応方針"),
            ("content", "内容"),
            ("data", "必要な記載"),
            ("cost", "費用"),
            ("effect", "効果"),
            ("risk", "リスク"),
            ("residents", "住民への影響"),
        ),
    },
    "decision": {
        "decision": _fields(
            ("issue", "課題"),
            ("option", "対応案"),
            ("disposition", "対応方針"),
            ("level", "決定区分"),
            ("by", "決定者"),
            ("date", "決定日"),
            ("meeting", "会議"),
            ("reason", "理由"),
            ("supersedes", "置き換えた決定"),
        ),
    },
}
"""type → atom → fields. Unknown types and atoms of newer versions are kept and forwarded, only not projected."""


def deterministic_rid(type: str, municipality: str, *parts: str) -> str:
    """The id of a record that belongs to something published: uuid5 over length-prefixed texts.

    ``municipality`` is the 団体コード; the edition is not part of it, so a verdict outlives editions. For an item the
    parts are (business, kind, id, branch); for a mapping these and the current item's id; for an adoption (business,
    kind).
    """
    key = length_prefixed((type, municipality, *parts))
    return str(uuid.uuid5(_NAMESPACE, key.hex()))


def item_rid(municipality: str, business: str, kind: str, id: str, branch: str) -> str:
    """The id of what this municipality says about one published item."""
    return deterministic_rid("item", municipality, business, kind, id, branch)


def mapping_rid(municipality: str, business: str, kind: str, id: str, branch: str, current: str) -> str:
    """The id of the pair (published item, current item)."""
    return deterministic_rid("mapping", municipality, business, kind, id, branch, current)


def adoption_rid(municipality: str, business: str, kind: str) -> str:
    """The id of the choice which edition of a business's document is in force."""
    return deterministic_rid("adoption", municipality, business, kind)


def package_business_rid(municipality: str, package: str, business: str) -> str:
    """The id of what is known of a package (its rid) in one business, so that two offices may add two businesses."""
    return deterministic_rid("package_business", municipality, package, business)


def vendor_answer_rid(municipality: str, package: str, business: str, kind: str, id: str, branch: str) -> str:
    """The id of what the vendor of a package (its rid) says about one published item."""
    return deterministic_rid("vendor_answer", municipality, package, business, kind, id, branch)


def triage_rid(municipality: str, old: str, new: str, business: str, kind: str, id: str, branch: str) -> str:
    """The id of how one item was triaged in the step from edition ``old`` to edition ``new`` (hashes)."""
    return deterministic_rid("triage", municipality, old, new, business, kind, id, branch)


def succession_rid(municipality: str, parts: tuple[str, ...]) -> str:
    """The id of what became of items; ``parts`` from app.core.lineage.succession_parts."""
    return deterministic_rid("succession", municipality, *parts)


def distinct_rid(municipality: str, one: str, other: str) -> str:
    """The id of the statement that two records that look alike are two; the same whichever is named first."""
    return deterministic_rid("distinct", municipality, *sorted((one, other)))


def answer_rid(municipality: str, questionnaire: str, question: str, department: str, subject: str) -> str:
    """The id of a department's answer; the same on every PC, so that answers of several people meet.

    ``department``: its record's id; ``subject``: month (2026-01) or a system's record id, "" for the department itself.
    """
    return deterministic_rid("answer", municipality, questionnaire, question, department, subject)


def questionnaire_rid(municipality: str, questionnaire: str) -> str:
    """The id of a questionnaire this municipality made itself."""
    return deterministic_rid("questionnaire", municipality, questionnaire)


def random_rid() -> str:
    """The id of a record a person makes."""
    return str(uuid.uuid4())
