"""A few published linkages as editions: 住民基本台帳 asks and gives, 介護保険 and 個人住民税 answer."""

from __future__ import annotations

from spec_catalog.model import Edition, SizeClasses, SpecItem

NAMES = {"001": "住民記録システム", "010": "個人住民税システム", "023": "介護保険システム"}
MANDATORY = SizeClasses("mandatory", "mandatory", "mandatory")


def link(
    business: str, id_: str, io: str, partner: str, data: str, *, branch: str = "00", places: tuple[str, ...] = (),
    text: str = "",
) -> SpecItem:  # fmt: skip
    """One linkage as its business's sheet has it."""
    verb = "照会する" if io == "I" else "提供する"
    said = text or f"①{NAMES[business]}が、②{NAMES.get(partner, partner)}に、③{data}を、④{verb}"
    return SpecItem(
        business, "link", id_, branch, name=data, text=said, classes=MANDATORY, related=places,
        extra=(("io", io), ("partner", NAMES.get(partner, partner))),
    )  # fmt: skip


def edition(business: str, *items: SpecItem, label: str = "第1.0版") -> Edition:
    """The 機能別連携仕様 of one business."""
    return Edition(business, "link", label, "2025-04-01", items=items)


def residents() -> Edition:
    """001 asks 023 for one thing and gives it another."""
    return edition(
        "001", link("001", "023o001", "I", "023", "要介護認定情報"), link("001", "001o001", "O", "023", "住民異動情報")
    )


def care(*, answers: bool = True) -> Edition:
    """023: with the mirror of what 001 asks for, or without."""
    own = [link("023", "001o001", "I", "001", "住民異動情報")]
    if answers:
        own.append(link("023", "023o001", "O", "001", "要介護認定情報"))
    return edition("023", *own)
