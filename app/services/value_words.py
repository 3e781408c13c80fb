"""What the fields of any atom say, as people read them: for conflicts, histories and audits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core import responsibility
from app.core.choices import ISSUE_STATUSES, PRIORITIES
from app.core.codes import CURRENT_FACTS, EFFECT_DEGREES, EFFECT_TARGETS, REVIEWS, VERDICT
from app.core.records import ATOMS
from app.services import choices, meetings_read, register_read, survey
from app.services.session import Session
from app.services.survey_cells import cell_text
from app.services.survey_lists import survey_list
from app.services.vendor_words import chip_of

ATOM_NAMES = {
    "__state": "有無", "verdict": "判定", "effect": "影響", "memo": "メモ", "mapping": "対応付け",
    "adopt": "採用した版", "triage": "仕分け", "succession": "番号の変更・分割・統合", "review": "確認",
    "focus": "重点", "linkage_review": "連携検討", "identity": "基本の欄", "usage": "利用実態", "provenance": "出典",
    "linkage_scope": "連携の扱い",
    "operation": "運用の欄", "title": "件名と内容", "disposition": "対応方針", "status": "状態", "priority": "優先度",
    "assignment": "担当と期限", "note": "備考", "answer": "回答", "definition": "質問票の内容", "links": "関係するもの",
    "staff": "職員の見方", "coverage": "扱う業務", "option": "対応案", "decision": "決定", "contract": "契約",
    "migration": "移行", "scope": "対象区分", "ends": "送り側・受け側", "method": "連携方式", "shape": "項目の形",
    "sender_side": "送り側の確認", "receiver_side": "受け側の確認", "output": "出力", "work": "事務の欄",
    "handling": "過渡期の方式と説明", "test": "テスト", "dates": "移行時期", "rules": "過渡期の決まり",
    "order": "移行の順序",
    "joint": "共同の決定", "deviation": "団体の逸脱", "progress": "進み", "entry": "記録", "comment": "意見",
    "done": "済み", "weight": "強さとリスク",
}  # fmt: skip
"""Atom → what it is called on screens; others are called by their first field."""

TYPE_NAMES = {
    "item": "標準の項目", "adoption": "版の採用", "mapping": "対応付け", "succession": "番号の変更", "triage": "仕分け",
    "package": "パッケージ", "package_business": "パッケージの業務", "vendor_answer": "ベンダの回答", "issue": "課題",
    "answer": "質問票の回答", "questionnaire": "質問票", "option": "対応案", "decision": "決定", "joining": "統合",
    "distinct": "別のもの", "joint": "共同の決定", "deviation": "団体の逸脱",
    "retraction": "取り消し", "redaction": "文字の消去", "meeting": "会議", "meeting_entry": "会議の記録",
    "comment": "意見", "choice_list": "選択肢の一覧", "route": "後の工程", "conformity": "適合確認",
    "transition": "過渡期の組", "transition_answer": "意向調査の回答", "scenario": "移行の案",
    "transition_rules": "過渡期の決まり", "conformity_extra": "追加機能の確認", "responsibility": "役割分担",
    "dependency": "依存", "sheet_form": "様式",
    "silence": "指摘の保留", "step_status": "進捗", "own_milestone": "自団体の期限", "month_close": "月の締め",
}  # fmt: skip
_CODES: dict[tuple[str, str], Mapping[str, str]] = {
    ("verdict", "verdict"): {code: f"{v.sign} {v.label}" for code, v in VERDICT.items()},
    ("verdict", "current"): CURRENT_FACTS,
    ("effect", "targets"): EFFECT_TARGETS,
    ("effect", "degree"): EFFECT_DEGREES,
    ("review", "state"): REVIEWS,
    ("status", "status"): ISSUE_STATUSES,
    ("priority", "degree"): EFFECT_DEGREES,
    ("priority", "priority"): PRIORITIES,
    ("linkage_review", "need"): {
        "required": "〇 検討が必要",
        "not_required": "× 検討が不要",
        "not_applicable": "- 該当なし",
        "undecided": "未検討",
    },
    ("linkage_scope", "status"): {"same_package": "同一パッケージ内（適用外）"},
    ("joint", "verdict"): {code: f"{v.sign} {v.label}" for code, v in VERDICT.items()},
}
_SAID: dict[tuple[str, str], Mapping[str, str]] = {
    ("mapping", "type"): {"equal": "対応する"},
    ("vendor_answer", "position"): {"agree": "同意", "overrule": "異なる"},
    ("meeting", "state"): meetings_read.STATES,
    ("succession", "kind"): {"renumbered": "番号の変更", "split": "分割", "joined": "統合"},
    ("issue", "how"): {"split": "分割", "join": "統合"},
}
"""The same by record type and field, where the atom doesn't tell."""

_LISTS = {
    ("issue", "kind"): "issue_kinds", ("issue", "found_in"): "found_in", ("issue", "flags"): "steps",
    ("issue", "due_basis"): "due_bases", ("decision", "level"): "decision_levels",
    ("decision", "basis"): "decision_bases", ("route", "step"): "steps", ("route", "state"): "route_states",
    ("conformity", "result"): "conformity_results", ("meeting", "kind"): "meeting_kinds",
    ("meeting_entry", "kind"): "entry_kinds", ("comment", "layer"): "layers",
    ("transition", "need"): "transition_needs", ("transition", "method"): "transition_methods",
    ("transition", "test_kind"): "transition_tests", ("transition_answer", "offer"): "transition_offers",
}  # fmt: skip
"""Fields whose codes are entries of a list that the municipality may have written over."""

_PARTS = {
    "about": "対象", "point": "論点", "minutes": "分", "code": "符号", "label": "名前", "hidden": "選ばせない",
    "reason": "理由", "term": "期限", "transition": "経過措置",
}  # fmt: skip
"""What the parts of a small table within a field are called."""

_HIDDEN = {"stamp", "about"}  # what a value was given for, not what it says


def atom_name(type_: str, atom: str) -> str:
    """What an atom is called."""
    if atom in ATOM_NAMES:
        return ATOM_NAMES[atom]
    held = ATOMS.get(type_, {}).get(atom)
    return held[0].label if held else atom


def type_name(type_: str) -> str:
    """What a record type is called: the title of its list, where it has one."""
    if type_ in TYPE_NAMES:
        return TYPE_NAMES[type_]
    name = next((n for n, t in survey.EVERY.items() if t == type_), "")
    return survey_list(name).title if name else type_


def said(session: Session, type_: str, atom: str, fields: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """(label, text) of every field an atom has, in its order; "" where nothing is said. Unknown fields stand last."""
    known = ATOMS.get(type_, {}).get(atom, ())
    out = [(f.label, text(session, type_, atom, f.code, fields.get(f.code))) for f in known if f.code not in _HIDDEN]
    labelled = {f.code for f in known} | _HIDDEN
    out += [(code, text(session, type_, atom, code, value)) for code, value in fields.items() if code not in labelled]
    return tuple(out)


def text(session: Session, type_: str, atom: str, code: str, value: Any) -> str:
    """One value in words."""
    if value is None or value in ("", [], {}):
        return ""
    if type_ == "responsibility" and code == "cells":
        return responsibility.text(responsibility.cells(value))
    if isinstance(value, list):
        return "、".join(text(session, type_, atom, code, v) for v in value)
    if isinstance(value, Mapping):
        return _table(session, type_, atom, value)
    if isinstance(value, bool):
        return "する" if value else "しない"
    written = str(value)
    if (type_, code) in _LISTS:
        return choices.label(session, _LISTS[type_, code], written)
    if (type_, code) in _SAID:
        return _SAID[type_, code].get(written, written)
    if (type_, code) == ("choice_list", "name") and written in choices.names():
        return choices.published(written).title
    words = _CODES.get((atom, code))
    if words is not None and (type_ in ("item", "issue", "decision", "joint")):
        return words.get(written, written)
    if code == "disposition":
        return register_read.label_of(written)
    if type_ == "vendor_answer" and code in ("answer", "own"):
        return chip_of(written)
    if type_ == "adoption" and code == "edition":
        row = session.con.execute("SELECT label, published FROM edition WHERE hash=?", (written,)).fetchone()
        return f"{row[0]} {row[1]}".strip() if row else f"版未着（{written[:8]}）"
    return _record_text(session, type_, code, written)


def _table(session: Session, type_: str, atom: str, value: Mapping[str, Any]) -> str:
    """A small table within a field; one entry of a list of choices is what it is called."""
    if type_ == "choice_list":
        return f"{value.get('label') or ''}{'（選ばせない）' if value.get('hidden') else ''}"
    stated = {key: label for d in register_read.dispositions() for key, label in d.data}
    order = {key: n for n, key in enumerate(_PARTS)}
    held = sorted(value.items(), key=lambda pair: order.get(pair[0], len(order)))
    parts = ((str(k), text(session, type_, atom, str(k), v)) for k, v in held)
    return "、".join(f"{_PARTS.get(k) or stated.get(k, k)}：{v}" for k, v in parts if v)


def _record_text(session: Session, type_: str, code: str, written: str) -> str:
    row = None
    written = written.removeprefix(meetings_read.ISSUE)
    if len(written) == 36:  # the length of a record id
        row = session.con.execute("SELECT number, name FROM record WHERE rid=?", (written,)).fetchone()
    if row is not None:
        return " ".join(t for t in row if t)
    name = next((n for n, t in survey.EVERY.items() if t == type_), "")
    column = next((c for c in survey_list(name).columns if c.code == code), None) if name else None
    if column is not None and column.kind == "list":
        return choices.label(session, column.list, written)
    if column is not None:
        return str(cell_text(name, code, written))
    return written
