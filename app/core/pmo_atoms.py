"""The records of the progress report: a step of a business, its own milestones, the close of a month.

Source: survey practice §1.2–1.5, §8.7. Each has an id every PC computes from what it is about.
"""

from __future__ import annotations

from app.core.atoms import Field, fields

PMO_ATOMS: dict[str, dict[str, tuple[Field, ...]]] = {
    "step_status": {
        "subject": fields(("business", "業務"), ("step", "ステップ")),
        "status": fields(("status", "状況"), ("evidence", "根拠")),
        "dates": fields(("planned", "予定"), ("actual", "実績")),
        "note": fields(("note", "備考")),
    },
    "own_milestone": {
        "subject": fields(("business", "業務"), ("step", "ステップ")),
        "own": fields(("date", "自団体の期限"), ("reason", "理由")),
    },
    "month_close": {
        "subject": fields(("month", "月")),
        "close": fields(("values", "締めたときの値"), ("baseline", "残した版")),
        "note": fields(("comment", "所見")),
    },
}
