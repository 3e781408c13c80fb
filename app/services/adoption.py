"""Which of the editions that come with an import come into force by themselves, and which a person must decide on.

A folder holds old editions, extracts and trials beside the right one. What would put an older or a much smaller edition
in the place of the one in force is imported and not adopted; adopting it is one deliberate step.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.services.views import EditionRow

_WHOLE = 20  # items from which an edition is no extract itself
_SHARE = 2  # an edition with less than a half of the items in force is one


def chosen(editions: Sequence[EditionRow], imported: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """(hashes that come into force, hash → why not for the others), of the editions just imported.

    Of several editions of one document the latest published; of the same date the one imported last.
    """
    order = {h: n for n, h in enumerate(imported)}
    documents: dict[tuple[str, str], list[EditionRow]] = {}
    for row in editions:
        if row.hash in order:
            documents.setdefault((row.business, row.kind), []).append(row)
    wanted: list[str] = []
    reasons: dict[str, str] = {}
    for key, rows in documents.items():
        best = max(rows, key=lambda r: (r.published, order[r.hash]))
        held = next((e for e in editions if (e.business, e.kind) == key and e.adopted), None)
        for row in rows:
            if row is not best:
                reasons[row.hash] = f"同じ文書の新しい版（{_said(best)}）があるため、採用していません。"
        why = _why_not(best, held)
        if why:
            reasons[best.hash] = why
        else:
            wanted.append(best.hash)
    in_force = {e.hash for e in editions if e.adopted}
    return wanted, {h: reason for h, reason in reasons.items() if h not in in_force}


def _why_not(row: EditionRow, held: EditionRow | None) -> str:
    if held is None or held.hash == row.hash:
        return ""
    if row.published and held.published and row.published < held.published:
        return f"採用中の版（{_said(held)}）より古いため、採用していません。採用するなら、版の一覧で選んでください。"
    if held.items >= _WHOLE and row.items * _SHARE < held.items:
        return (
            f"採用中の版の {held.items} 件に対して {row.items} 件しかないため、採用していません。"
            "抜粋でなければ、版の一覧で選んで採用してください。"
        )
    return ""


def _said(row: EditionRow) -> str:
    return " ".join(t for t in (row.label or row.file, row.published) if t)
