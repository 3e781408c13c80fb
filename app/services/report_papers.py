"""Every report that can be a PDF, as the paper it is made of; pages and sheets that exist already give theirs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.services import (
    decision_pages,
    edition_papers,
    handover,
    my_items,
    register_read,
    register_sheet,
    state_page,
    state_papers,
    step_papers,
)
from app.services.session import Session
from app.services.step_papers import Narrowed
from reports.dates import short_wareki, wareki
from reports.forms import load_form
from reports.paper import Block, Column, Facts, Heading, Paper, Table, Text
from reports.pdf import lists, memos


@dataclass(frozen=True, slots=True)
class Want:
    """What a person asked for; ``colours``: token name → hex of the light theme."""

    colours: Mapping[str, str]
    at: datetime
    department: str | None = None
    business: str | None = None
    since: date | None = None
    document_number: str = ""
    issue: str = ""

    @property
    def narrowed(self) -> Narrowed:
        """The filters of the papers of later steps."""
        return Narrowed(self.colours, self.at, self.department, self.business)


def state(session: Session, want: Want) -> Paper:
    """How far the comparison is."""
    return lists.state(state_page.page_of(session, colours=want.colours, business=want.business, printed_at=want.at))


def overview(session: Session, want: Want) -> Paper:
    """All businesses with figures."""
    return state_papers.overview(session, business=want.business, colours=want.colours, at=want.at)


def department(session: Session, want: Want) -> Paper:
    """One department's share."""
    name = want.department or session.who.department
    return state_papers.of_department(session, name, business=want.business, colours=want.colours, at=want.at)


def my_items_paper(session: Session, want: Want) -> Paper:
    """What a head has to decide."""
    name = want.department or session.who.department
    return memos.my_items(
        my_items.page_of(session, name, want.colours, want.business, want.since, want.document_number, want.at)
    )


def _decisions(session: Session, want: Want, kind: str) -> Paper:
    return memos.decisions(
        decision_pages.page_of(session, kind, want.colours, want.department, want.business, want.issue, want.at)
    )


def decision_sheet(session: Session, want: Want) -> Paper:
    """決定書."""
    return _decisions(session, want, decision_pages.SHEET)


def decision_book(session: Session, want: Want) -> Paper:
    """決定簿."""
    return _decisions(session, want, decision_pages.BOOK)


def register(session: Session, want: Want) -> Paper:
    """様式 K1."""
    header, rows, note = register_sheet.content(session, want.department, want.business, want.at)
    return lists.form(load_form("K1"), header, rows, colours=want.colours, printed_at=want.at, note=note)


def suspects(session: Session, want: Want) -> Paper:
    """要再確認."""
    made = edition_papers.suspects_list(session, want.department, want.business, want.at.date())
    return lists.sheet(made, municipality=session.info.municipality, colours=want.colours, printed_at=want.at)


def options(session: Session, want: Want) -> Paper:
    """標準オプション機能の方針."""
    return step_papers.options_policy(session, want.narrowed)


def rfi(session: Session, want: Want) -> Paper:
    """情報提供依頼書."""
    return step_papers.rfi(session, want.narrowed)


def budget(session: Session, want: Want) -> Paper:
    """予算の根拠."""
    return step_papers.budget(session, want.narrowed)


def step(name: str) -> Callable[[Session, Want], Paper]:
    """A list of one later step."""

    def made(session: Session, want: Want) -> Paper:
        return step_papers.of_step(session, name, want.narrowed)

    return made


_KINDS = {
    "担当": "これから判定するもの", "差戻し": "差し戻されたもの", "課題": "進めている課題", "メモ": "覚え書き",
    "判定": "これまでに判定したもの",
}  # fmt: skip


def handover_book(session: Session, want: Want) -> Paper:
    """What a person leaves, kind by kind, with what was decided on the issues and why: a successor reads it once."""
    person = session.project.author.by
    left = [x for x in handover.left_by(session, person) if want.business in (None, x.business)]
    columns = (
        Column("業務", 40, "center"), Column("番号", 90), Column("名称・件名", 190), Column("状態", 90),
        Column("内容・理由", 280), Column("期限", 70), Column("引き継ぐこと", 150),
    )  # fmt: skip
    blocks: list[Block] = []
    for kind, title in _KINDS.items():
        rows = [
            (x.business, x.number, x.name, x.state, x.text, short_wareki(x.due), "") for x in left if x.kind == kind
        ]
        blocks += [Heading(f"{title}（{len(rows)} 件）"), Table(columns, rows, "ありません。")]
    numbers = {x.number for x in left if x.kind == "課題"}
    decided = [(i, d) for i in register_read.issues(session) if i.number in numbers
               for d in register_read.decisions(session, i.rid)]  # fmt: skip
    blocks.append(Heading(f"課題についての決定（{len(decided)} 件）"))
    if not decided:
        blocks.append(Text("決定はまだありません。"))
    for issue, d in decided:
        replaced = "" if d.current else "（後の決定に置き換えられました）"
        blocks += [
            Heading(f"{issue.number}　{issue.title}", 2),
            Facts([
                ("決定", f"{register_read.label_of(d.disposition)}{replaced}"),
                ("決定者・日", f"{d.by}　{short_wareki(d.date)}"), ("理由", d.reason),
            ]),
        ]  # fmt: skip
    office, _, name = person.partition("/")
    town = session.info.municipality
    return Paper(
        f"引継ぎ書（{name or office}）", "様式 H1　引継ぎ書", town, want.at, blocks, want.colours,
        facts=(("前任者", f"{office}　{name}"), ("件数", f"{len(left)} 件"), ("時点", wareki(want.at)), ("後任者", "")),
        approval=("前任者", "後任者", "係長"), right=f"{town}　{wareki(want.at)}",
        note=state_papers.filter_note(前任者=person.replace("/", " "), 業務=want.business),
    )  # fmt: skip
