"""A made-up town as records and an edition of a workspace, entered as a person would."""

from __future__ import annotations

from app.services import survey
from app.services.session import Session
from spec_catalog.model import Edition, SizeClasses, SpecItem
from tests.helpers.towns import Town
from tests.helpers.workspaces import with_edition


def enter(session: Session, town: Town) -> None:
    """Departments, vendors, systems, linkages and one edition of 連携要件 for each business that has sentences."""
    departments = list(dict.fromkeys(s.department for s in town.systems if s.department))
    vendors = list(dict.fromkeys(s.vendor for s in town.systems if s.vendor))
    survey.add_records(session, "departments", [{"name": d} for d in departments])
    survey.add_records(session, "vendors", [{"name": v} for v in vendors])
    survey.add_records(
        session,
        "systems",
        [
            {
                "number": s.number, "name": s.name, "vendor": s.vendor, "department": s.department, "scope": s.scope,
                "businesses": list(s.businesses), "migration": s.migration, "difficult": "yes" if s.difficult else "",
            }
            for s in town.systems
        ],
    )  # fmt: skip
    survey.add_records(
        session,
        "linkages",
        [
            {
                "number": link.number, "name": link.name, "system": link.sender, "receiver": link.receiver,
                "method": link.method, "platform": "経由" if link.via else "非経由",
            }
            for link in town.linkages
        ],
    )  # fmt: skip
    for business in sorted({s.subject for s in town.sentences}):
        items = tuple(
            SpecItem(
                business, "link", s.id, branch=s.branch, order=n, name=s.data, text=s.text,
                classes=SizeClasses("mandatory", "mandatory", "mandatory"),
            )
            for n, s in enumerate(t for t in town.sentences if t.subject == business)
        )  # fmt: skip
        with_edition(session, Edition(business, "link", "第1.0版", "2025-04-01", items=items))
