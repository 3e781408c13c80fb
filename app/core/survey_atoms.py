"""The records of what a municipality has today (現行調査 S1–S10, 所属, 事業者) and their atoms."""

from __future__ import annotations

from app.core.atoms import Field, fields

_PROVENANCE = fields(("source", "出典"), ("certainty", "確度"), ("as_of", "情報の時点"), ("surveyor", "調査主体"))
_NOTE = fields(("note", "備考"))

SURVEY_ATOMS: dict[str, dict[str, tuple[Field, ...]]] = {
    "department": {
        "identity": fields(("name", "所属名"), ("division", "部"), ("role", "役割"), ("businesses", "所管業務")),
        "note": _NOTE,
    },
    "vendor": {
        "identity": fields(("name", "事業者名"), ("policy", "標準化対応方針")),
        "note": _NOTE,
    },
    "system": {
        "identity": fields(
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
        "scope": fields(("scope", "標準化対象区分")),
        "operation": fields(
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
        "contract": fields(
            ("contract_kind", "契約種別"),
            ("contract_start", "契約開始日"),
            ("long_term", "長期継続契約"),
            ("annual_cost", "年間運用経費"),
            ("renewal", "機器更新時期"),
        ),
        "migration": fields(("migration", "移行予定時期"), ("pattern", "構築パターン"), ("difficult", "特定移行支援")),
        "lift": fields(("lift", "リフト時期"), ("line", "接続回線の準備日")),
        "order": fields(("group", "移行グループ"), ("prerequisite", "先行条件")),
        "provenance": _PROVENANCE,
        "note": _NOTE,
    },
    "function": {
        "identity": fields(
            ("number", "番号"),
            ("business", "業務"),
            ("system", "システム"),
            ("category", "分類"),
            ("name", "機能名"),
            ("summary", "機能概要"),
            ("department", "利用課"),
        ),
        "usage": fields(
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
        "identity": fields(
            ("number", "帳票番号"),
            ("business", "業務"),
            ("system", "システム"),
            ("name", "帳票名"),
            ("summary", "用途・印字内容"),
            ("department", "利用課"),
        ),
        "layout": fields(
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
        "usage": fields(
            ("usage", "利用実態"),
            ("frequency", "出力頻度"),
            ("customised", "カスタマイズ"),
            ("euc_possible", "EUC代替可否"),
        ),
        "provenance": _PROVENANCE,
        "note": _NOTE,
    },
    "curlink": {
        "identity": fields(
            ("number", "現行連携ID"),
            ("business", "業務"),
            ("name", "連携名"),
            ("summary", "データ内容"),
            ("department", "所管課"),
            ("partner_department", "受け側の所管課"),
        ),
        "ends": fields(("system", "送り側システム"), ("receiver", "受け側システム"), ("direction", "方向")),
        "method": fields(
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
        "sender_side": fields(
            ("sender_by", "送り側の確認者"), ("sender_on", "送り側の確認日"), ("sender_of", "確認内容")
        ),
        "receiver_side": fields(
            ("receiver_by", "受け側の確認者"), ("receiver_on", "受け側の確認日"), ("receiver_of", "確認内容")
        ),
        "usage": fields(("usage", "利用実態")),
        "provenance": _PROVENANCE,
        "note": _NOTE,
    },
    "curdata": {
        "identity": fields(
            ("number", "番号"),
            ("business", "業務"),
            ("system", "システム"),
            ("name", "項目名"),
            ("summary", "用途・内容"),
            ("department", "利用課"),
        ),
        "shape": fields(("group", "台帳・グループ"), ("type", "型"), ("digits", "桁数"), ("codes", "コード・値")),
        "usage": fields(("usage", "利用実態")),
        "provenance": _PROVENANCE,
        "note": _NOTE,
    },
    "task": {
        "identity": fields(
            ("number", "番号"),
            ("business", "業務"),
            ("category", "大項目・中項目"),
            ("name", "事務名"),
            ("summary", "内容"),
            ("department", "所管課"),
            ("related", "関係課"),
        ),
        "scope": fields(("legal", "根拠法令・条例"), ("scope", "標準化対象区分"), ("flow", "業務フロー番号")),
        "work": fields(
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
        "identity": fields(
            ("number", "番号"),
            ("business", "業務"),
            ("system", "システム"),
            ("name", "対象の機能・帳票"),
            ("summary", "内容"),
            ("department", "利用課"),
        ),
        "history": fields(("reason", "理由"), ("year", "導入年"), ("cost", "費用")),
        "outlook": fields(("handled_as", "標準での扱い"), ("abolishable", "廃止可否"), ("instead", "代替案")),
        "provenance": _PROVENANCE,
        "note": _NOTE,
    },
    "charset": {
        "identity": fields(
            ("number", "番号"),
            ("name", "対象"),
            ("business", "業務"),
            ("system", "システム"),
            ("department", "所管課"),
            ("contact", "担当者"),
        ),
        "characters": fields(("count", "外字数"), ("charset", "文字セット")),
        "matching": fields(("policy", "同定方針"), ("state", "同定状況")),
        "provenance": _PROVENANCE,
        "note": _NOTE,
    },
    "peripheral": {
        "identity": fields(
            ("number", "番号"),
            ("kind", "種別"),
            ("name", "機器・委託の名称"),
            ("business", "業務"),
            ("system", "システム"),
            ("count", "台数・数量"),
            ("department", "所管課"),
        ),
        "impact": fields(("impact", "影響")),
        "provenance": _PROVENANCE,
        "note": _NOTE,
    },
    "measure": {
        "identity": fields(
            ("number", "番号"),
            ("business", "業務"),
            ("name", "独自施策名"),
            ("summary", "内容"),
            ("legal", "根拠条例"),
            ("department", "所管課"),
        ),
        "realisation": fields(("system", "システム"), ("way", "実現方法候補"), ("partner", "連携先")),
        "provenance": _PROVENANCE,
        "note": _NOTE,
    },
    "asset": {
        "identity": fields(
            ("number", "番号"),
            ("kind", "種別"),
            ("name", "名称"),
            ("business", "業務"),
            ("summary", "用途"),
            ("author", "作成者"),
            ("department", "所管課"),
        ),
        "use": fields(
            ("data", "使用データ"), ("frequency", "頻度"), ("impact", "停止時の影響"), ("system", "システム")
        ),
        "provenance": _PROVENANCE,
        "note": _NOTE,
    },
}
