"""Items of the catalogue as they leave the program: a table for the clipboard, a page to print or pass on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from app.core.codes import CLASS_LABEL, CLASS_SIGN, COMPARED, KIND_WORD, UNJUDGED_LABEL, UNJUDGED_SIGN, VERDICT
from app.services import catalogue_query as q
from app.services.session import Session
from app.services.views import ItemRow
from reports.html.listing import Chapter, Entry, Listing, write_listing
from reports.pdf import lists, write_pdf
from spec_catalog import business as businesses

HEADINGS = ("ID", "類型", "名称", "本文", "適合基準日", "備考", "判定")
_BLOCK = 400


def entries(session: Session, edition_hash: str, keys: Sequence[int]) -> list[tuple[ItemRow, Entry]]:
    """Items in the order asked, with their texts. Unknown keys are left out."""
    schema = session.attach(edition_hash)
    texts: dict[int, tuple[str, str, str]] = {}
    for start in range(0, len(keys), _BLOCK):
        part = list(keys[start : start + _BLOCK])
        sql = f"SELECT key, text, applies, note FROM {schema}.item WHERE key IN ({','.join('?' * len(part))})"
        texts |= {r[0]: (r[1], r[2], r[3]) for r in session.con.execute(sql, part)}
    return [(row, _entry(row, *texts[row.key])) for row in q.rows(session, edition_hash, keys)]


def _entry(row: ItemRow, text: str, applies: str, note: str) -> Entry:
    found = VERDICT.get(row.verdict or "")
    verdict = (
        "≠ 競合" if row.conflict else f"{found.sign} {found.short}" if found else f"{UNJUDGED_SIGN} {UNJUDGED_LABEL}"
    )
    if row.suspect:
        verdict += "（再確認）"
    judged = row.kind in COMPARED
    return Entry(
        f"{row.id}-{row.branch}" if row.branch else row.id, CLASS_SIGN.get(row.cls or "", ""),
        CLASS_LABEL.get(row.cls or "", ""), row.name, text, applies, note, verdict if judged else "", row.deleted,
    )  # fmt: skip


def table(session: Session, edition_hash: str, keys: Sequence[int]) -> list[tuple[str, ...]]:
    """Headings and rows for a clipboard: every cell as text."""
    rows = [
        (e.id, e.sign, e.name, e.text, e.applies, e.note, e.verdict) for _, e in entries(session, edition_hash, keys)
    ]
    return [HEADINGS, *rows]


def write_page(
    session: Session,
    edition_hash: str,
    keys: Sequence[int],
    out: Path,
    *,
    about: str,
    narrowed: str,
    colours: Mapping[str, str],
    printed_at: datetime | None = None,
) -> Path:
    """Writes a page (named .pdf: a PDF) with these items, by business, document and 大項目. Raises ReportProblem."""
    chapters: dict[str, list[Entry]] = {}
    for row, entry in entries(session, edition_hash, keys):
        title = f"{row.business} {businesses.name_of(row.business)}　{KIND_WORD.get(row.kind, row.kind)}"
        chapters.setdefault(f"{title}　{row.path[0]}" if row.path else title, []).append(entry)
    made = Listing(
        "標準仕様の一覧", session.info.municipality, about, narrowed,
        [Chapter(title, found) for title, found in chapters.items()],
        printed_at or datetime.now(),
    )  # fmt: skip
    return (
        write_pdf(lists.items(made, colours), out)
        if out.suffix.lower() == ".pdf"
        else write_listing(out, made, colours)
    )
