"""The records of the transition period (過渡期) and their atoms: pairs of systems, vendors' answers, scenarios, rules.

Source: survey practice §5.4 (東村山市, 旭川市), §8.6; 標準化基本方針 4.1.2. What belongs to a pair has an id every PC
computes from the two systems.
"""

from __future__ import annotations

from app.core.atoms import Field, fields

TRANSITION_ATOMS: dict[str, dict[str, tuple[Field, ...]]] = {
    "transition": {
        # a method that doesn't conform is only lawful with its reason and term, so they are edited as one
        "handling": fields(
            ("need", "過渡期対応の要否"),
            ("method", "方式"),
            ("lead", "主導"),
            ("reason", "合理的説明"),
            ("term", "期限"),
        ),
        "test": fields(("test_kind", "テスト区分"), ("tests", "テスト回数")),
        "risk": fields(("risk", "リスク")),
        "note": fields(("note", "備考")),
    },
    "transition_answer": {
        "answer": fields(("offer", "対応できる方式"), ("when", "対応できる時期"), ("remark", "条件・備考")),
    },
    "scenario": {
        "identity": fields(("name", "名前"), ("order", "移行順序"), ("summary", "説明")),
        "dates": fields(("dates", "移行時期")),
        "note": fields(("note", "備考")),
    },
    "transition_rules": {
        "rules": fields(
            ("rate", "1業務1か月の人月"),
            ("lead_months", "移行前の月数"),
            ("reduced", "減らしたときのテスト回数"),
            ("difficult_is_open", "移行困難は時期未定とみなす"),
        ),
    },
}
