"""Everything that can be written out as one list, so that a person chooses once and gets sheets and pages together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.core.problems import USAGE, UserProblem
from app.services import catalogue, personal_data, reports, sheets
from app.services.session import Session
from reports.forms import load_form

NAMES = {
    "state": "比較分析の状況",
    "overview": "全体状況",
    "department": "所属別の状況",
    "handover": "引継ぎ書",
    "options": "標準オプションの方針",
    "rfi": "情報提供依頼書",
    "budget": "予算の根拠",
    "ordinances": "条例・規則の改正",
    "pia": "PIAの要否",
    "tests": "テストの対象",
    "training": "研修の対象",
    "my-items": "決裁事項",
    "decision-sheet": "決定書",
    "decision-book": "決定簿",
    "register": "課題一覧",
    "suspects": "要再確認",
    "bpr": "BPR計画",
    "roles": "役割分担表",
    "costs": "費用の回答表",
    "routing": "後の工程",
    "pmo-sheet": "業務別ステップ別進捗一覧",
    "pmo-page": "標準化の進み（首長・議会）",
    "city-page": "団体の状況",
    "escalation": "エスカレーション票",
    "consistency": "整合の確認",
}
"""Report → name of its file, which says for whom it is where that matters."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be written. ``id``: a form's or a report's; ``about``: what it is made of or for whom."""

    id: str
    title: str
    about: str
    ending: str
    formats: tuple[str, ...] = ()


def offers(session: Session) -> tuple[Offer, ...]:
    """The forms with an edition in force, then the reports."""
    in_force = catalogue.in_force(session)
    out = []
    for form_id in sheets.available_forms(session):
        form = load_form(form_id)
        editions = [e for e in in_force if e.kind == sheets.SOURCES[form_id].kind]
        about = "、".join(f"{e.business_name} {e.label}" for e in editions)
        out.append(Offer(form_id, f"{form.number}　{form.title}", about, "xlsx"))
    for form_id in sheets.filled_lists(session):
        form = load_form(form_id)
        out.append(Offer(form_id, f"{form.number}　{form.title}", "現行調査の記録", "xlsx"))
    if in_force:
        out += [Offer(r.id, r.title, r.audience, r.formats[0], r.formats) for r in reports.REPORTS]
    return tuple(out)


def hints(session: Session, business: str | None) -> list[str]:
    """Where people's own words look like personal data, as sentences."""
    return [hint.sentence for hint in personal_data.find(session, business=business)]


def write(
    session: Session,
    folder: Path,
    wanted: Sequence[str],
    *,
    business: str | None,
    department: str | None,
    colours: Mapping[str, str],
    format: str = "",
    printed_at: datetime | None = None,
    progress: Callable[[int, int, str], object] | None = None,
) -> list[Path]:
    """Writes what is wanted into a folder; the files made, in the order of the list.

    ``department`` stands in the heads and narrows as it does on the command line; ``format``: for the reports that
    can be written so ("pdf"), the others are written as usual. Raises UserProblem when nothing is
    wanted or something cannot be written; what was written before stays.
    """
    chosen = [offer for offer in offers(session) if offer.id in wanted]
    if not chosen:
        raise UserProblem("nothing_to_write", "書き出すものが選ばれていません。", exit_code=USAGE)
    at = printed_at or datetime.now()
    made: list[Path] = []
    for place, offer in enumerate(chosen):
        if progress is not None:
            progress(place, len(chosen), offer.title)
        if sheets.is_form(offer.id):
            made += sheets.export_sheets(
                session, folder, forms=[offer.id], business=business, department=department, printed_at=at
            )
            continue
        ending = format if format in offer.formats else offer.ending
        asked = reports.Asked(colours=colours, format=ending, department=department, business=business, printed_at=at)
        who = f"_{department or session.who.department}" if reports.find(offer.id).needs_department else ""
        name = sheets.safe_name(f"{NAMES.get(offer.id, offer.title)}{who}.{ending}")
        folder.mkdir(parents=True, exist_ok=True)
        made.append(reports.write(session, offer.id, folder / name, asked))
    return made
