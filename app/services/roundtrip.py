"""The Excel round trip as screens and commands use it: send a sheet, see what came back, take it over."""

from __future__ import annotations

from app.services.roundtrip_back import Change, Question, Seen, exports, preview
from app.services.roundtrip_book import looks_sent
from app.services.roundtrip_out import Sent, send
from app.services.session import Session, changes
from app.services.views import Changes
from app.store import sheet_exports

__all__ = ["Change", "Question", "Seen", "Sent", "exports", "looks_sent", "preview", "send", "take_over"]


def take_over(session: Session, seen: Seen) -> Changes:
    """Stores what a preview showed as one step, and nothing else; operations known already are passed over.

    Raises UserProblem when the file can't be written.
    """
    label = f"{seen.label}（{seen.new} 件）"
    return changes(sheet_exports.store(session.project, seen.operations, label=label, by=session.project.author.by))
