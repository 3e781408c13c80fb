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
    "department": {
        "identity": _fields(("name", "所属名"), ("division", "部"), ("role", "役割"), ("businesses", "所管業務")),
        "note": _NOTE,
    },
    "vendor": {
        "identity": _fields(("name", "事業者名"), ("policy", "標準化対応方針")),
        "note": _NOTE,
    },
    "system": {
        "identity": _fields(
            ("number", "番号"),
            ("name", "システム名称"),
            ("package", "パッケージ名称"),
            ("vendor", "事業者"),
            ("businesses", "業務"),
            ("department", "所管課"),
        ),
        "scope": _fields(("scope", "標準化対象区分")),
        "operation": _fields(("form", "構築形態"), ("environment", "稼働環境"), ("contract_end", "契約終了時期")),
        "migration": _fields(("migration", "移行予定時期"), ("pattern", "構築パターン"), ("difficult", "特定移行支援")),
        "note": _NOTE,
    },
    "function": {
        "identity": _fields(
            ("number", "番号"),
            ("business", "業務"),
            ("system", "システム"),
            ("name", "機能名"),
            ("summary", "機能概要"),
            ("department", "利用課"),
        ),
        "usage": _fields(("usage", "利用実態"), ("frequency", "利用頻度"), ("customised", "カスタマイズ")),
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
            ("audience", "内外区分"), ("paper", "用紙"), ("printed_at", "印刷場所"), ("copies", "年間枚数")
        ),
        "usage": _fields(("usage", "利用実態"), ("frequency", "出力頻度")),
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
        ),
        "ends": _fields(("system", "送り側システム"), ("receiver", "受け側システム")),
        "method": _fields(("method", "連携方式"), ("platform", "共通基盤経由"), ("frequency", "頻度")),
        "usage": _fields(("usage", "利用実態")),
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


def triage_rid(municipality: str, old: str, new: str, business: str, kind: str, id: str, branch: str) -> str:
    """The id of how one item was triaged in the step from edition ``old`` to edition ``new`` (hashes)."""
    return deterministic_rid("triage", municipality, old, new, business, kind, id, branch)


def succession_rid(municipality: str, parts: tuple[str, ...]) -> str:
    """The id of what became of items; ``parts`` from app.core.lineage.succession_parts."""
    return deterministic_rid("succession", municipality, *parts)


def random_rid() -> str:
    """The id of a record a person makes."""
    return str(uuid.uuid4())
