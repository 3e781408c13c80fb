"""Headers, rows and hostile texts the tests of the writers share."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from reports.forms import Form, load_form
from reports.sheets import FormHeader, LegendGroup, write_form

NOON = datetime(2026, 1, 15, 14, 3)

HEADER = FormHeader(
    municipality="みほん市",
    business="001 住民基本台帳",
    subject="住民基本台帳",
    department="市民課",
    writer="佐藤 花子",
    edition="第1.0版（2020-09-11）",
    date="令和8年1月15日",
    document_number="第1-204号",
    legend=(
        LegendGroup("類型", (("◎", "実装必須"), ("○", "標準オプション"), ("×", "実装不可"))),
        LegendGroup("判定", (("●", "適合"), ("▲", "差異あり"), ("□", "未判定"))),
    ),
)

HOSTILE = (
    "=1+1",
    "  =cmd|'/c calc'!A0",
    "+81-90-1234",
    "-2+3",
    "@SUM(A1)",
    "＝１＋１",
    "＋標準のみ",
    "－",
    "＠名前",
    "\t=1+1",
    "\n=1+1",
    "\r=1+1",
    '=HYPERLINK("file:///c:/x","押す")',
    "{=1+1}",
    "<r><t>x</t></r>",
    "<r><rPr><b/></rPr><t>太い</t></r>",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><svg onload=alert(1)>",
    "{{ 7*7 }}{% include 'x' %}",
    "javascript:alert(1)",
    "&lt;b&gt;&amp;&#x3c;",
    "_x0041_ と _x000D_",
    "&L&P&N",
    "葛\U000e0100飾区 𠮷野 髙﨑 神\ufa19",
    "ﾊﾝｶｸ\u3000全角　空白",
    "e\u0301 か\u3099",
    "\u202eこれは右から",
    "http://example.invalid/",
    "TRUE",
    "0010001",
    "1e5",
    "2026/1/30",
    "'先頭の引用符",
    "]]><!--",
)
FORBIDDEN = ("前\x00後", "前\x0b後", "前\ufffe後", "前\ud842後")


def row(**values: str) -> dict[str, str]:
    """One plausible row of F1; keyword ``class_`` is the column ``class``."""
    base = {
        "id": "0010142",
        "class": "◎",
        "name": "方書の記載",
        "text": "住民票の写し等に、方書を記載できること。",
        "current": "利用中",
        "current_functions": "K-0212 方書の印字",
        "verdict": "▲ 差異あり",
        "detail": "端末名・ページ数がない。複数部数でも同じ番号を印字する。",
    }
    return {**base, **{k.rstrip("_"): v for k, v in values.items()}}


def make(folder: Path, rows: list[dict[str, str]], *, header: FormHeader = HEADER, note: str = "") -> Path:
    """The rows as form F1 in ``folder``."""
    return write_form(form(), header, rows, folder / "f1.xlsx", printed_at=NOON, filter_note=note)


def form() -> Form:
    """Form F1."""
    return load_form("F1")
