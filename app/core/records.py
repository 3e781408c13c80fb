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
    },
    "adoption": {"adopt": _fields(("edition", "版のハッシュ"), ("label", "版"), ("file", "ファイル"))},
    "mapping": {"mapping": _fields(("target", "現行の記録"), ("type", "対応の種類"))},
    "department": {"identity": _fields(("name", "所属名"), ("division", "部"), ("role", "役割"))},
    "vendor": {"identity": _fields(("name", "事業者名"), ("policy", "標準化対応方針"))},
    "system": {
        "identity": _fields(
            ("number", "番号"),
            ("name", "システム名称"),
            ("package", "パッケージ名称"),
            ("vendor", "事業者"),
            ("businesses", "業務"),
            ("department", "所管課"),
        ),
        "operation": _fields(("form", "構築形態"), ("environment", "稼働環境"), ("contract_end", "契約終了時期")),
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
        "usage": _fields(("usage", "利用実態"), ("frequency", "利用頻度")),
        "provenance": _fields(("source", "出典"), ("certainty", "確度"), ("as_of", "情報の時点")),
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


def random_rid() -> str:
    """The id of a record a person makes."""
    return str(uuid.uuid4())
