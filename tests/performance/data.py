"""Made-up catalogue at national size for the bench: the same every time, in the layout of a published workbook."""

from __future__ import annotations

import random
from pathlib import Path

from xlsxwriter import Workbook

NAMES = {"001": "住民基本台帳", "010": "個人住民税", "023": "介護保険", "024": "国民健康保険"}
# fmt: off
HEADER = (
    ("項番", "大項目", "中項目", "機能名称", "機能ID", "機能要件", "実装区分", "-",
     "要件の考え方・理由", "備考", "適合基準日", "改定種別"),
    ("-", "-", "-", "-", "-", "-", "指定都市", "一般市区町村", "-", "-", "-", "-"),
)
# fmt: on
WHAT = (
    "住民票の写し",
    "転出証明書",
    "宛名情報",
    "世帯情報",
    "納付書",
    "被保険者証",
    "異動履歴",
    "支援措置対象者",
    "通知書",
    "統計表",
)
DO = (
    "印字できること。",
    "照会できること。",
    "検索できること。",
    "一括で出力できること。",
    "管理できること。",
    "抑止できること。",
)
WHERE = ("窓口の端末で", "一括処理で", "所管課の権限に応じて", "期間を指定して", "町丁ごとに", "帳票の種類ごとに")


def requirements(folder: Path, business: str, rows: int) -> Path:
    """One requirement workbook of ``rows`` items of a business; about 110 characters a requirement."""
    dice = random.Random(int(business))
    out = folder / f"{business}_{NAMES[business]}_機能要件【第1.0版】_20250331.xlsx"
    with Workbook(str(out), {"in_memory": True}) as book:
        sheet = book.add_worksheet("機能要件一覧")
        sheet.write_string(0, 1, f"{NAMES[business]}システム標準仕様書　機能要件一覧")
        for n, titles in enumerate(HEADER, 2):
            for col, title in enumerate(titles, 1):
                if title != "-":
                    sheet.write_string(n, col, title)
        sheet.merge_range(2, 7, 2, 8, "実装区分")
        for n in range(rows):
            for col, text in enumerate(_line(dice, business, n), 1):
                if text:
                    sheet.write_string(n + 4, col, text)
    return out


def _line(dice: random.Random, business: str, n: int) -> tuple[str, ...]:
    chapter, section = n // 500 + 1, n // 25 % 20 + 1
    text = "".join(f"{dice.choice(WHERE)}、{dice.choice(WHAT)}を{dice.choice(DO)}" for _ in range(dice.randint(2, 7)))
    sign = dice.choice("◎◎◎○×")
    return (
        f"{chapter}.{section}.{n % 25 + 1}",
        f"{chapter} 大項目",
        f"{chapter}.{section} 中項目",
        f"{dice.choice(WHAT)}の管理 {n}",
        f"{business}{n + 1:04}",
        text,
        sign,
        sign,
        f"{dice.choice(WHAT)}を{dice.choice(WHERE)}扱う団体があるため。" if n % 3 == 0 else "",
        "",
        "令和8年4月1日" if n % 7 == 0 else "",
        "",
    )
