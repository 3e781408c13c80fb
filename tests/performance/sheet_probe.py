"""A process that writes form F1 and nothing else: prints how much memory it held at most, in MB.

Usage: python -m tests.performance.sheet_probe ROWS FOLDER
"""

from __future__ import annotations

import resource
import sys
from datetime import datetime
from pathlib import Path

from reports.forms import load_form
from reports.sheets import FormHeader, write_form

HEADER = FormHeader("みほん市", "001 住民基本台帳", "住民基本台帳", "市民課", "計測 太郎", "第1.0版", "令和8年1月15日")


def main(count: int, folder: Path) -> None:
    """Rows as long as published requirements are on average."""
    rows = [
        {
            "id": f"{n:07}",
            "class": "◎",
            "name": f"機能の名称その{n}",
            "text": f"第{n}の要件。" + "住民の異動を記録し、履歴を管理できること。" * 4,
            "verdict": "● 適合",
            "why": f"理由{n}" + "のため" * 10,
            "section": f"1.{n}",
        }
        for n in range(count)
    ]
    at = datetime(2026, 1, 15)
    write_form(load_form("F1"), HEADER, rows, folder / "probe.xlsx", printed_at=at, filter_note="")
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
