"""The Excel round trip as screens and commands use it: send a sheet, see what came back, take it over."""

from __future__ import annotations

from app.services.roundtrip_back import Change, Question, Seen, exports, preview
from app.services.roundtrip_book import looks_sent
from app.services.roundtrip_cells import FORM_FIELDS
from app.services.roundtrip_out import Sent, send
from app.services.session import Session, changes
from app.services.views import Changes
from app.store import handed, sheet_exports
from reports.forms import load_form

__all__ = [
    "FORM_FIELDS",
    "Change",
    "Question",
    "Seen",
    "Sent",
    "exports",
    "looks_sent",
    "preview",
    "send",
    "take_over",
    "title_of",
]


def title_of(form_id: str) -> str:
    """A form by its number and name, as it fits a list of choices."""
    form = load_form(form_id)
    return f"{form.number}　{form.name}"


def take_over(session: Session, seen: Seen) -> Changes:
    """Stores what a preview showed as one step, and nothing else; operations known already are passed over.

    Raises UserProblem when the file can't be written.
    """
    label = f"{seen.label}（{seen.new} 件）"
    stored = sheet_exports.store(session.project, seen.operations, label=label, by=session.project.author.by)
    handed.returned(session.project, seen.export.id)
    return changes(stored)
