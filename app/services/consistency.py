"""What does not fit together in the published documents that are in force here, or in one edition."""

from __future__ import annotations

import threading
from collections.abc import Callable

from app.services import catalogue
from app.services.session import Session
from app.store import editions as store_editions
from spec_catalog.consistency import CODES, Document, Inconsistency, Place, check

__all__ = ["CODES", "Inconsistency", "Place", "findings"]

Progress = Callable[[int, int, str], None]


def findings(
    session: Session,
    *,
    business: str | None = None,
    edition: str | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> list[Inconsistency]:
    """The findings over the editions in force; those of a business, or those with a place in one edition (hash).

    References are looked up in everything in force; with ``edition`` that edition stands in for the one in force. []
    when cancelled. A place's ``document`` is the edition's hash.
    """
    rows = {(e.business, e.kind): e for e in catalogue.in_force(session)}
    if edition is not None:
        chosen = next(e for e in catalogue.editions(session) if e.hash == edition)
        rows[chosen.business, chosen.kind] = chosen
    documents: list[Document] = []
    of_business: set[str] = set()
    for n, row in enumerate(rows.values()):
        if cancel is not None and cancel.is_set():
            return []
        if progress is not None:
            progress(n, len(rows), f"{row.business_name} {row.label}")
        documents.append(Document(store_editions.load(session.con, row.hash), row.file, row.hash))
        if row.business == business:
            of_business.add(row.hash)
    found = check(documents, about=edition)
    if progress is not None:
        progress(len(rows), len(rows), "")
    return [f for f in found if business is None or any(p.document in of_business for p in f.places)]
