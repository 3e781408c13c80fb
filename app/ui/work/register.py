"""Work of 課題・決定, and of the issue of one item in 比較分析: what may be chosen, what was decided, every write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.guard import Ruling, refusal
from app.services.views import Changes
from app.ui.work.frame import HistoryState, history_state

if TYPE_CHECKING:
    from app.services.session import Session
    from app.services.views import ItemDetail

ISSUE_TYPES = frozenset({"issue", "option", "decision"})


@dataclass(frozen=True, slots=True)
class Choice:
    """One disposition as it may be chosen here. ``locked``: why it may not, "" when it may; ``needs``: (key, label) of
    what must be stated with it; ``remark``: what the rules advise, short; ``advice``: the same in full."""

    code: str
    label: str
    locked: str = ""
    clause: str = ""
    needs: tuple[tuple[str, str], ...] = ()
    remark: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class ItemIssue:
    """The issue of one published item as the verdict bar shows it; ``rid`` "" when there is none."""

    rid: str = ""
    number: str = ""
    title: str = ""
    disposition: str = ""
    data: Mapping[str, str] | None = None
    closed: bool = False
    unlawful: str = ""
    choices: tuple[Choice, ...] = ()


def choices_of(rulings: Mapping[str, Sequence[Ruling]]) -> tuple[Choice, ...]:
    """All dispositions in their order with what the guard rails say of each."""
    from app.services import register_read

    suggested = {r.suggest for found in rulings.values() for r in found if r.suggest}
    out = []
    for disposition in register_read.dispositions():
        found = rulings.get(disposition.code, ())
        barred = refusal([r for r in found if not r.missing])
        needs = disposition.data if disposition.data and not barred else ()
        rest = [r for r in found if not r.missing and r.level != "refused" and not r.suggest]
        remark, advice = "", "\n".join(f"{r.message}（{r.clause}）" if r.clause else r.message for r in rest)
        if disposition.code in suggested or any(r.level == "propose" for r in rest):
            remark = "勧められている"
        elif any(r.level in ("error", "warn") for r in rest):
            remark = "確かめる"
        elif needs:
            words = "・".join(label for _key, label in needs)
            remark = f"{words}が必要" if len(words) <= 16 else f"{len(needs)} つの記載が必要"
        out.append(
            Choice(
                disposition.code,
                disposition.label,
                barred.message if barred else "",
                barred.clause if barred else "",
                needs,
                remark,
                advice,
            )
        )
    return tuple(out)


def source() -> str:
    """Where the rules come from, with the day they hold from."""
    from app.services import register_read

    return f"根拠：{register_read.book().source}"


def item_issue(session: Session, detail: ItemDetail) -> ItemIssue:
    """The issue of an item and what may be chosen for it."""
    from app.services import register_items

    found = register_items.handling(session, detail)
    choices = choices_of(found.rulings)
    issue = found.issue
    if issue is None:
        return ItemIssue(choices=choices)
    unlawful = f"{issue.unlawful.message}（{issue.unlawful.clause}）" if issue.unlawful else ""
    return ItemIssue(
        issue.rid,
        issue.number,
        issue.title,
        issue.disposition,
        issue.data,
        issue.status in register_items.CLOSED,
        unlawful,
        choices,
    )


@dataclass(frozen=True, slots=True)
class Written:
    """A step that was stored; ``rid``: the record it made or changed."""

    rid: str
    number: str
    changes: Changes
    history: HistoryState


def _written(session: Session, rid: str, changes: Changes) -> Written:
    from app.services import register_read

    return Written(rid, register_read.issue(session, rid).number, changes, history_state(session))


def make_issue(session: Session, node: str, title: str, detail: str) -> Written:
    """課題にする, from an item."""
    from app.services import register_items

    return _written(session, *register_items.make_issue(session, node, title=title, detail=detail))


def dispose_item(
    session: Session, node: str, disposition: str, data: Mapping[str, str], title: str, detail: str
) -> Written:
    """対応方針 of an item."""
    from app.services import register_items

    return _written(
        session,
        *register_items.dispose_item(session, node, disposition, data=data, title=title, detail=detail),
    )
