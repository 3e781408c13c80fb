"""Every row of the guard-rail table (基本方針, 標準化法), and its neighbours that must stay allowed."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from app.core.guard import Case, Rulebook, refusal, rulebook, rulings, strictest

CUSTOM = {"efficient": "一体処理", "compatible": "保たれる", "minimum": "最小限"}
TRIAL = {"loose": "API", "registered": "登録済み", "shared": "共有する"}
PACKAGE = {"term": "令和10年度末", "talks": "2026-10-01 協議録"}
OWN = "own_package"
STANDARD = ("mandatory", "optional", "prohibited", "unlisted")
LISTED = ("mandatory", "optional", "prohibited", "excluded", "outside")
NO_OPTION = ("mandatory", "prohibited", "unlisted", "excluded", "outside")
FREE = ("bpr", "parameter", "euc", "abolish", "outsource", "ask_vendor", "ask_ministry", "hold")
TOOL = {"tool_name": "RPA", "tool_use": "転記"}


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return rulebook(json.loads((files("resources") / "rules" / "dispositions.json").read_text("utf-8")))


# disposition, case, expected most severe level ("" = nothing said), clause
TABLE: list[tuple[str, Case, str, str]] = [
    ("loose_system", Case("prohibited"), "refused", "5.1.1.1(3)"),
    ("loose_system", Case("unlisted"), "refused", "5.1.1.1(3)"),
    ("loose_system", Case("unlisted", business="032"), "propose", "3.2"),  # 共通機能 may have extra functions
    ("loose_system", Case("excluded"), "propose", "2.2(4)"),
    ("loose_system", Case("outside"), "propose", "3.2"),
    ("loose_system", Case("mandatory"), "", ""),
    ("loose_system", Case(None), "", ""),
    *[("customise", Case(c, data=CUSTOM), "refused", "5.1.3") for c in STANDARD],
    ("customise", Case("excluded", data=CUSTOM), "refused", "2.2(4)"),
    ("customise", Case("outside"), "refused", "8条2項"),
    *[("customise", Case("outside", data={**CUSTOM, k: " "}), "refused", "8条2項") for k in CUSTOM],
    ("customise", Case("outside", data=CUSTOM), "warn", "3.2"),
    *[("trial_function", Case(c, data=TRIAL), "refused", "5.1.1.1") for c in LISTED],
    *[("trial_function", Case("unlisted", data={**TRIAL, k: ""}), "refused", "5.1.1.1") for k in TRIAL],
    ("trial_function", Case("unlisted", data=TRIAL), "", ""),
    *[("adopt_option", Case(c), "refused", "5.1.1.1(2)") for c in NO_OPTION],
    ("adopt_option", Case("optional", vendor_answers=("not_planned", "not_planned")), "error", "5.1.1.1(2)"),
    ("adopt_option", Case("optional", vendor_answers=("not_planned", "unanswered")), "error", "5.1.1.1(2)"),
    ("adopt_option", Case("optional", vendor_answers=("not_planned", "late")), "", ""),
    ("adopt_option", Case("optional"), "info", ""),
    ("adopt_option", Case("optional", vendor_answers=("unanswered",)), "info", ""),
    ("same_package", Case("outside", data=PACKAGE), "refused", "4.1.4(1)"),
    ("same_package", Case("outside", system="external", data=PACKAGE), "refused", "4.1.4(1)"),
    ("same_package", Case("outside", system="standard", data=PACKAGE), "refused", "4.1.4(1)"),
    *[("same_package", Case("outside", system=OWN, data={**PACKAGE, k: ""}), "refused", "4.1.4(1)") for k in PACKAGE],
    ("same_package", Case("outside", system="own_package", data=PACKAGE), "", ""),
    *[("tool", Case("mandatory", data={**TOOL, k: ""}), "refused", "Q16") for k in TOOL],
    ("tool", Case("mandatory", data=TOOL), "", ""),
    ("bpr", Case("mandatory", transition=True), "error", "4.1.2"),
    ("hold", Case("mandatory", transition=True, data={"reason": "試験中"}), "error", "4.1.2"),
    ("bpr", Case("mandatory", transition=True, data={"reason": "試験中", "term": "R8.3"}), "", ""),
    ("bpr", Case("optional", form="staff_paper"), "propose", "5.1.1.3.3"),
    ("euc", Case("optional", form="staff_paper"), "", ""),
    *[(d, Case("mandatory"), "", "") for d in FREE],
]  # fmt: skip


@pytest.mark.parametrize(("disposition", "case", "level", "clause"), TABLE)
def test_table(book: Rulebook, disposition: str, case: Case, level: str, clause: str) -> None:
    found = rulings(book, disposition, case)
    assert (found[0].level if found else "") == level
    assert not found or clause in found[0].clause
    assert (refusal(found) is not None) == (level == "refused")
    assert all(r.message.endswith("。") for r in found)


def test_a_refusal_names_what_is_missing(book: Rulebook) -> None:
    ruling = refusal(rulings(book, "customise", Case("outside", data={"efficient": "一体"})))
    assert ruling is not None
    assert ruling.missing == ("compatible", "minimum")
    assert "互換性が保たれる理由、必要な最小限度である理由" in ruling.message


def test_every_disposition_of_the_domain_is_there_once(book: Rulebook) -> None:
    codes = [d.code for d in book.dispositions]
    others = ["loose_system", "same_package", "tool", "customise", "trial_function", "adopt_option"]
    assert sorted(codes) == sorted([*FREE, *others])
    with pytest.raises(KeyError):
        rulings(book, "magic", Case())


def test_every_rule_can_fire(book: Rulebook) -> None:
    fired = {r.rule for d, c, _, _ in TABLE for r in rulings(book, d, c)}
    assert fired == {r.id for r in book.rules}


def test_an_issue_over_several_items_is_judged_by_the_strictest(book: Rulebook) -> None:
    mixed = [Case("outside", data={"efficient": "あ", "compatible": "い", "minimum": "う"}), Case("mandatory")]
    assert refusal(strictest(book, "customise", mixed)) is not None
    assert refusal(strictest(book, "customise", list(reversed(mixed)))) is not None
    assert refusal(strictest(book, "customise", mixed[:1])) is None
    assert refusal(strictest(book, "adopt_option", [Case("optional"), Case("mandatory")])) is None
    assert refusal(strictest(book, "adopt_option", [Case("mandatory"), Case("unlisted")])) is not None


@pytest.mark.parametrize("nothing", ["", "  ", "　", "\u200b", "\ufeff\u2060", None])
def test_what_nobody_can_read_states_nothing(book: Rulebook, nothing: str | None) -> None:
    ruling = refusal(strictest(book, "tool", [Case("mandatory", data={"tool_name": nothing, "tool_use": "転記"})]))
    assert ruling is not None
    assert ruling.missing == ("tool_name",)
