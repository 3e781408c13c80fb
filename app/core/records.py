"""The record types, their atoms, and the ids they get.

An atom is the set of fields that only mean something together: it is edited, compared and merged as one. Records that
belong to something published have the same id on every PC; records people make are random.
"""

from __future__ import annotations

import uuid

from app.core.atoms import Field, fields
from app.core.canonical import length_prefixed
from app.core.form_atoms import FORM_ATOMS
from app.core.pmo_atoms import PMO_ATOMS
from app.core.register_atoms import REGISTER_ATOMS
from app.core.survey_atoms import SURVEY_ATOMS
from app.core.transition_atoms import TRANSITION_ATOMS

_NAMESPACE = uuid.UUID("6f1d2b0e-5b1c-5c7e-9d0a-2f1a6c1f9b57")


_NOTE = fields(("note", "備考"))

ATOMS: dict[str, dict[str, tuple[Field, ...]]] = {
    "item": {
        "verdict": fields(
            ("current", "現行の事実"),
            ("verdict", "判定"),
            ("detail", "差異内容"),
            ("reason", "理由"),
            ("stamp", "根拠の版"),
        ),
        "effect": fields(("targets", "影響先"), ("degree", "影響度")),
        "memo": fields(("text", "メモ")),
        "review": fields(("state", "確認"), ("note", "所見"), ("about", "確認した判定")),
        "assignment": fields(("department", "担当課"), ("person", "担当者"), ("due", "期限")),
        "focus": fields(("on", "重点"), ("note", "事務局の注記"), ("viewpoint", "確認観点"), ("due", "確定期限")),
        "linkage_review": fields(
            ("need", "検討要否"),
            ("current_id", "現行システムにおける連携ID"),
            ("partner", "現行連携先システム名"),
            ("method", "連携方法"),
            ("timing", "提供時期"),
            ("note", "備考"),
        ),
        # 標準化基本方針 4.1.2: linkages inside one package may leave the linkage functions out; a person says so
        "linkage_scope": fields(("status", "連携の扱い"), ("package", "パッケージ"), ("reason", "理由")),
    },
    "adoption": {"adopt": fields(("edition", "版のハッシュ"), ("label", "版"), ("file", "ファイル"))},
    "mapping": {"mapping": fields(("target", "現行の記録"), ("type", "対応の種類"), ("stamp", "対応付けた時の現行"))},
    "succession": {"succession": fields(("kind", "種類"), ("sources", "旧い項目"), ("results", "新しい項目"))},
    "triage": {"triage": fields(("grade", "仕分け"), ("note", "所見"))},
    "retraction": {"retract": fields(("package", "取り消したパッケージ"), ("operations", "取り消した操作"))},
    "redaction": {"redact": fields(("operations", "消した操作"), ("confirms", "確かめた消去"))},
    "joining": {"joining": fields(("kept", "残した記録"), ("joined", "統合した記録"))},
    "distinct": {"distinct": fields(("one", "一方"), ("other", "他方"))},
    "package": {
        "identity": fields(("name", "パッケージ名称"), ("vendor", "事業者"), ("version", "版")),
        "note": _NOTE,
    },
    "package_business": {"coverage": fields(("covers", "扱う業務"), ("edition", "対応する標準仕様の版"))},
    "vendor_answer": {
        "answer": fields(
            ("answer", "ベンダの回答"),
            ("when", "時期"),
            ("place", "画面・操作"),
            ("text", "回答の説明"),
            ("concern", "懸念"),
            ("edition", "回答した版"),
            ("received", "受領日"),
        ),
        "staff": fields(("position", "職員の見方"), ("reason", "理由"), ("own", "職員の見立て"), ("about", "見た回答")),
    },
    "answer": {
        "identity": fields(
            ("questionnaire", "質問票"), ("question", "質問"), ("department", "所属"), ("subject", "対象")
        ),
        "answer": fields(("value", "回答"), ("remark", "備考")),
    },
    "questionnaire": {"definition": fields(("code", "質問票"), ("name", "名称"), ("definition", "内容"))},
    "joint": {
        "joint": fields(
            ("verdict", "共同の判定"),
            ("disposition", "共同の対応方針"),
            ("content", "内容"),
            ("reason", "理由"),
            ("by", "決定者"),
            ("date", "決定日"),
        ),
    },
    "deviation": {"deviation": fields(("reason", "逸脱の理由"), ("by", "決定者"), ("date", "決定日"))},
    **REGISTER_ATOMS,
    **SURVEY_ATOMS,
    **TRANSITION_ATOMS,
    **FORM_ATOMS,
    **PMO_ATOMS,
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


def joint_rid(municipality: str, business: str, kind: str, id: str, branch: str) -> str:
    """The id of what several municipalities decided together about one published item, as it stands in our file."""
    return deterministic_rid("joint", municipality, business, kind, id, branch)


def deviation_rid(municipality: str, business: str, kind: str, id: str, branch: str, city: str) -> str:
    """The id of why one municipality (``city``: its 団体コード) does otherwise than was decided together."""
    return deterministic_rid("deviation", municipality, business, kind, id, branch, city)


def route_rid(municipality: str, issue: str, step: str) -> str:
    """The id of what an issue (its rid) means for a later step: two offices that fill it in write one record."""
    return deterministic_rid("route", municipality, issue, step)


def conformity_rid(
    municipality: str, package: str, edition: str, business: str, kind: str, id: str, branch: str
) -> str:
    """The id of the conformity check of one published item with a package (its rid) for an edition (its hash)."""
    return deterministic_rid("conformity", municipality, package, edition, business, kind, id, branch)


def conformity_extra_rid(municipality: str, package: str, edition: str, business: str) -> str:
    """The id of the statement that a package implements nothing else (基本方針 5.1.3), per edition and business."""
    return deterministic_rid("conformity_extra", municipality, package, edition, business)


def silence_rid(municipality: str, check: int, target: str, message: str) -> str:
    """The id of the silence over one finding; when the finding says something else it speaks again."""
    return deterministic_rid("silence", municipality, str(check), target, message)


def link_pattern_rid(municipality: str, business: str, id: str, branch: str, partner: str, environment: str) -> str:
    """The id of how one published linkage is done with one kind of partner in one environment (川崎市): two PCs that
    make the row write one record."""
    return deterministic_rid("link_pattern", municipality, business, "link", id, branch, partner, environment)


def random_rid() -> str:
    """The id of a record a person makes."""
    return str(uuid.uuid4())


def step_rid(municipality: str, business: str, step: str) -> str:
    """The id of a business's status in one of the 40 steps."""
    return deterministic_rid("step_status", municipality, business, step)


def milestone_rid(municipality: str, business: str, step: str) -> str:
    """The id of a business's own deadline of a milestone."""
    return deterministic_rid("own_milestone", municipality, business, step)


def close_rid(municipality: str, month: str) -> str:
    """The id of the close of a month (2026-10)."""
    return deterministic_rid("month_close", municipality, month)


def transition_rid(municipality: str, one: str, other: str) -> str:
    """The id of what is said of the transition between two systems (their rids); the same whichever is named first."""
    return deterministic_rid("transition", municipality, *sorted((one, other)))


def transition_answer_rid(municipality: str, one: str, other: str, side: str) -> str:
    """The id of what the vendor of one of them (``side``) can do meanwhile (意向調査)."""
    return deterministic_rid("transition_answer", municipality, *sorted((one, other)), side)


def transition_rules_rid(municipality: str) -> str:
    """The id of this municipality's own rules of planning the transition."""
    return deterministic_rid("transition_rules", municipality)
