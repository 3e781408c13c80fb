"""The records of 課題・決定 and what follows from them, and their atoms.

Source: reference of survey practice §2.4, §5.5–5.14, §8.5–8.7; the lists a person chooses from are data
(resources/register/choices.json). Options, decisions and everything said in a meeting are add-only: what changes is
superseded by another record and stays readable.
"""

from __future__ import annotations

from app.core.atoms import Field, fields

_NOTE = fields(("note", "備考"))

REGISTER_ATOMS: dict[str, dict[str, tuple[Field, ...]]] = {
    "issue": {
        "identity": fields(
            ("number", "課題番号"), ("kind", "種類"), ("title", "件名"), ("detail", "内容"), ("business", "業務")
        ),
        "links": fields(("nodes", "関係する要件"), ("records", "関係する現行")),
        "scope": fields(("departments", "関係課"), ("found_in", "発見工程"), ("common", "共通課題")),
        "disposition": fields(
            ("disposition", "対応方針"), ("content", "対応内容"), ("basis", "根拠"), ("data", "必要な記載")
        ),
        "ladder": fields(("refused", "採らなかった理由")),
        "routing": fields(("flags", "後の工程")),
        "assignment": fields(("department", "所管課"), ("owner", "担当"), ("due", "期限"), ("due_basis", "期限根拠")),
        "status": fields(("status", "状態")),
        "priority": fields(("degree", "影響度"), ("priority", "優先度")),
        "origin": fields(("how", "由来"), ("sources", "元の課題")),
        "note": _NOTE,
    },
    "option": {
        "option": fields(
            ("issue", "課題"),
            ("disposition", "対応方針"),
            ("content", "内容"),
            ("data", "必要な記載"),
            ("cost", "費用"),
            ("effect", "効果"),
            ("risk", "リスク"),
            ("residents", "住民への影響"),
            ("time", "期間"),
        ),
        "money": fields(
            ("initial", "初期費用"),
            ("annual", "運用経費（年間）"),
            ("initial_note", "初期費用のその他の説明"),
            ("annual_note", "運用経費のその他の説明"),
            ("subsidy", "補助対象"),
            ("ceiling", "補助上限額"),
            ("before", "平成30年度の運用経費"),
            ("after", "移行後の運用経費"),
        ),
    },
    "decision": {
        "decision": fields(
            ("issue", "課題"),
            ("option", "対応案"),
            ("disposition", "対応方針"),
            ("level", "決定区分"),
            ("by", "決定者"),
            ("date", "決定日"),
            ("meeting", "会議"),
            ("reason", "理由"),
            ("basis", "根拠の種類"),
            ("clauses", "全体方針の条項"),
            ("review", "見直しの条件"),
            ("document", "文書番号"),
            ("supersedes", "置き換えた決定"),
        ),
    },
    "clause": {
        "identity": fields(("number", "条項"), ("name", "見出し"), ("edition", "方針の版"), ("since", "施行日")),
        "text": fields(("text", "本文")),
        "against": fields(("forbids", "認めない対応方針"), ("until", "廃止日")),
        "note": _NOTE,
    },
    "due_event": {
        "identity": fields(
            ("name", "期日の名前"),
            ("basis", "期限根拠"),
            ("business", "業務"),
            ("date", "期日"),
            ("lead", "何日前まで"),
        ),
        "note": _NOTE,
    },
    "route": {
        "route": fields(("issue", "課題"), ("step", "後の工程"), ("wanted", "要否")),
        "facts": fields(
            ("name", "件名"),
            ("amount", "金額（千円）"),
            ("year", "年度"),
            ("due", "期日"),
            ("lead", "準備期間"),
            ("owner", "担当"),
            ("state", "状態"),
        ),
        "note": _NOTE,
    },
    "bpr_case": {
        "identity": fields(
            ("number", "番号"),
            ("business", "業務"),
            ("name", "手続・業務の名前"),
            ("department", "所管課"),
            ("issue", "課題"),
        ),
        "stage": fields(("stage", "段階")),
        "selection": fields(("why", "選んだ理由")),
        "problems": fields(("problems", "現行の課題"), ("causes", "共通的な原因")),
        "standard": fields(("nodes", "標準仕様の該当箇所"), ("finding", "標準仕様での実装方針")),
        "improvement": fields(("policy", "改善方針"), ("spread", "横展開する業務"), ("decision", "決定")),
        "note": _NOTE,
    },
    "bpr_step": {
        "step": fields(
            ("case", "BPR案件"),
            ("side", "現行・改善後"),
            ("order", "順番"),
            ("actor", "だれが"),
            ("work", "何をする"),
            ("manual", "手作業"),
            ("minutes", "1件の分数"),
            ("cases", "年間件数"),
        ),
        "note": _NOTE,
    },
    "conformity": {
        "subject": fields(("package", "パッケージ"), ("edition", "標準仕様の版"), ("business", "業務")),
        "check": fields(
            ("place", "画面・操作"),
            ("scenario", "確かめる手順"),
            ("result", "結果"),
            ("evidence", "証跡"),
            ("by", "確認者"),
            ("on", "確認日"),
            ("stamp", "確かめた要件"),
        ),
        "note": _NOTE,
    },
    "conformity_extra": {
        "subject": fields(("package", "パッケージ"), ("edition", "標準仕様の版"), ("business", "業務")),
        "statement": fields(
            ("nothing_else", "標準仕様にない機能は実装されていない"),
            ("how", "確かめ方"),
            ("number", "適合確認番号"),
            ("by", "確認者"),
            ("on", "確認日"),
        ),
        "note": _NOTE,
    },
    "sla": {
        "identity": fields(
            ("number", "番号"), ("business", "業務"), ("node", "非機能要件"), ("name", "項目"), ("department", "所管課")
        ),
        "agreement": fields(("clause", "SLAの条項"), ("level", "合意した水準"), ("measured", "測り方")),
        "note": _NOTE,
    },
    "inquiry": {
        "identity": fields(
            ("number", "番号"),
            ("to", "照会先の種類"),
            ("addressee", "照会先"),
            ("business", "業務"),
            ("name", "件名"),
            ("text", "照会内容"),
            ("issue", "課題"),
            ("node", "関係する要件"),
        ),
        "schedule": fields(("asked_on", "照会日"), ("due", "回答期限"), ("reminded", "督促した日")),
        "answer": fields(
            ("answer", "回答"), ("answered_on", "回答日"), ("answered_by", "回答者"), ("cost", "有償・金額")
        ),
        "effect": fields(("state", "状態"), ("applied", "反映したこと")),
        "assignment": fields(("department", "所管課"), ("owner", "担当")),
        "note": _NOTE,
    },
    "link_pattern": {
        "identity": fields(
            ("number", "番号"),
            ("business", "業務"),
            ("name", "連携"),
            ("node", "標準の連携"),
            ("current", "現行連携ID"),
        ),
        "place": fields(("partner", "相手先"), ("environment", "環境")),
        "way": fields(("method", "実施方式"), ("route", "連携経路"), ("needed", "必要な環境・機能")),
        "roles": fields(("what", "なにを"), ("who", "誰が"), ("how", "どのように")),
        "test": fields(("test", "テスト要否"), ("tests", "テスト回数"), ("test_kind", "テスト区分")),
        "note": _NOTE,
    },
    "responsibility": {
        "identity": fields(("order", "順番"), ("table", "表"), ("work", "業務"), ("phase", "工程")),
        "cells": fields(("cells", "役割")),
        "note": _NOTE,
    },
    "meeting": {
        "identity": fields(
            ("number", "番号"),
            ("name", "会議名"),
            ("kind", "種類"),
            ("date", "日"),
            ("place", "場所"),
            ("chair", "進行"),
        ),
        "attendees": fields(("attendees", "出席者")),
        "agenda": fields(("agenda", "議題")),
        "progress": fields(("state", "状態"), ("started", "開始"), ("ended", "終了")),
        "note": _NOTE,
    },
    "meeting_entry": {
        "entry": fields(
            ("meeting", "会議"),
            ("place", "議題の番号"),
            ("about", "対象"),
            ("kind", "種類"),
            ("text", "内容"),
            ("unit", "記録した操作"),
            ("person", "だれが"),
            ("due", "いつまで"),
            ("at", "時刻"),
        ),
        "done": fields(("done", "済んだ日")),
    },
    "comment": {
        "comment": fields(("about", "対象"), ("layer", "立場"), ("text", "意見")),
        "answer": fields(("resolved", "対応済み"), ("reply", "対応")),
    },
    "choice_list": {"choices": fields(("name", "一覧"), ("entries", "選択肢"))},
    "dependency": {
        "ends": fields(("number", "番号"), ("start", "どこから"), ("end", "どこへ"), ("kind", "依存の種類")),
        "weight": fields(("strength", "強さ"), ("risk", "リスク")),
        "note": _NOTE,
    },
    "silence": {"silence": fields(("check", "検査"), ("target", "対象"), ("message", "指摘"), ("reason", "理由"))},
}
