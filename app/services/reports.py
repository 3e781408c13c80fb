"""The reports there are, and writing one: a table, so that menu, command line and tests list the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from app.core.problems import USAGE, UserProblem
from app.services import (
    bpr,
    cost_table,
    decision_pages,
    edition_papers,
    handover,
    inquiries,
    my_items,
    pmo_exchange,
    pmo_page,
    register_sheet,
    report_papers,
    responsibility,
    routing,
    targets,
    transition_sheet,
)
from app.services.report_papers import Want
from app.services.session import Session
from app.services.sheets import export_refused
from app.services.state_page import write_state_page
from reports.html.paper import write_paper
from reports.paper import Paper
from reports.pdf import write_pdf
from reports.problems import ExportProblem


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked for beside the report itself. ``colours``: token name → hex of the light theme."""

    colours: Mapping[str, str]
    format: str
    department: str | None = None
    business: str | None = None
    since: date | None = None
    document_number: str = ""
    issue: str = ""
    printed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One report. ``formats``: the file endings it can be written in, the first is the usual one; ``paper``: what its
    PDF is made of, and its page where ``write`` is None."""

    id: str
    title: str
    formats: tuple[str, ...]
    audience: str
    needs_department: bool
    write: Callable[[Session, Path, Asked], Path] | None
    paper: Callable[[Session, Asked], Paper] | None = None


def _made(make: Callable[[Session, Want], Paper]) -> Callable[[Session, Asked], Paper]:
    def paper(session: Session, asked: Asked) -> Paper:
        return make(
            session,
            Want(
                asked.colours, asked.printed_at or datetime.now(), asked.department, asked.business, asked.since,
                asked.document_number, asked.issue,
            ),
        )  # fmt: skip

    return paper


def _state(session: Session, out: Path, asked: Asked) -> Path:
    return write_state_page(session, out, colours=asked.colours, business=asked.business, printed_at=asked.printed_at)


def _my_items(session: Session, out: Path, asked: Asked) -> Path:
    return my_items.write_page(
        session,
        out,
        department=asked.department or session.who.department,
        colours=asked.colours,
        business=asked.business,
        since=asked.since,
        document_number=asked.document_number,
        printed_at=asked.printed_at,
    )


def _decisions(kind: str) -> Callable[[Session, Path, Asked], Path]:
    def write(session: Session, out: Path, asked: Asked) -> Path:
        return decision_pages.write_page(
            session, out, kind=kind, colours=asked.colours, department=asked.department, business=asked.business,
            issue=asked.issue, printed_at=asked.printed_at,
        )  # fmt: skip

    return write


def _register(session: Session, out: Path, asked: Asked) -> Path:
    return register_sheet.write_register(
        session, out, department=asked.department, business=asked.business, printed_at=asked.printed_at
    )


def _suspects(session: Session, out: Path, asked: Asked) -> Path:
    return edition_papers.write_suspects(
        session, out, department=asked.department, business=asked.business, printed_at=asked.printed_at
    )


def _handover(session: Session, out: Path, asked: Asked) -> Path:
    return handover.write_sheet(session, out, session.project.author.by, printed_at=asked.printed_at)


def _findings(session: Session, out: Path, asked: Asked) -> Path:
    return edition_papers.write_findings(session, out, business=asked.business, printed_at=asked.printed_at)


def _bpr(session: Session, out: Path, asked: Asked) -> Path:
    return bpr.write_plan(
        session, out, department=asked.department, business=asked.business, printed_at=asked.printed_at
    )


def _roles(session: Session, out: Path, asked: Asked) -> Path:
    return responsibility.write_sheet(session, out, printed_at=asked.printed_at)


def _costs(session: Session, out: Path, asked: Asked) -> Path:
    return cost_table.write_sheet(session, out, business=asked.business, printed_at=asked.printed_at)


def _routing(session: Session, out: Path, asked: Asked) -> Path:
    return routing.write_sheet(session, out, printed_at=asked.printed_at)


def _transition(session: Session, out: Path, asked: Asked) -> Path:
    return transition_sheet.write(session, out, printed_at=asked.printed_at)


def _escalation(session: Session, out: Path, asked: Asked) -> Path:
    return inquiries.write_escalation(session, out, today=asked.printed_at.date() if asked.printed_at else None)


def _pmo_sheet(session: Session, out: Path, asked: Asked) -> Path:
    return pmo_exchange.write(session, out, printed_at=asked.printed_at)


def _progress(kind: str) -> Callable[[Session, Path, Asked], Path]:
    def write_page(session: Session, out: Path, asked: Asked) -> Path:
        return pmo_page.write(session, out, kind, colours=asked.colours, printed_at=asked.printed_at)

    return write_page


_PAGE, _BOTH, _SHEET = ("html", "pdf"), ("xlsx", "pdf"), ("xlsx",)
REPORTS: tuple[Report, ...] = (
    Report("state", "標準仕様との比較分析の状況", _PAGE, "業務主管課・事務局", False, _state,
           _made(report_papers.state)),
    Report("overview", "全体状況（図・業務と判定の表・推移・連携図）", _PAGE, "事務局・首長", False, None,
           _made(report_papers.overview)),
    Report("department", "所属別の状況", _PAGE, "業務主管課", True, None, _made(report_papers.department)),
    Report("my-items", "決裁事項（決定を待つ課題と決定したもの）", _PAGE, "課長", True, _my_items,
           _made(report_papers.my_items_paper)),
    Report("decision-sheet", "決定書（決裁欄と文書番号）", _PAGE, "課長・業務主管課", False,
           _decisions(decision_pages.SHEET), _made(report_papers.decision_sheet)),
    Report("decision-book", "決定簿（置き換えた決定も含む）", _PAGE, "事務局・後年の職員", False,
           _decisions(decision_pages.BOOK), _made(report_papers.decision_book)),
    Report("register", "課題一覧（様式 K1）", _BOTH, "事務局・業務主管課", False, _register,
           _made(report_papers.register)),
    Report("suspects", "要再確認の一覧（新しい版で変わった要件の判定）", _BOTH, "業務主管課・事務局", False, _suspects,
           _made(report_papers.suspects)),
    Report("handover", "引継ぎ書（自分の担当・課題・判定）", ("xlsx", "html", "pdf"), "担当者", False, _handover,
           _made(report_papers.handover_book)),
    Report("options", "標準オプション機能の方針", _PAGE, "業務主管課・事務局", False, None,
           _made(report_papers.options)),
    Report("rfi", "情報提供依頼書（仙台市のひな型・三重県の項目）", _PAGE, "事業者", False, None,
           _made(report_papers.rfi)),
    Report("budget", "予算の根拠（初期 10・年間 4 費目）", _PAGE, "財政担当・事務局", False, None,
           _made(report_papers.budget)),
    Report("ordinances", "条例・規則の改正一覧", _PAGE, "法規担当・事務局", False, None,
           _made(report_papers.step("ordinances"))),
    Report("pia", "特定個人情報保護評価の再評価の要否", _PAGE, "個人情報保護の担当", False, None,
           _made(report_papers.step("pia"))),
    Report("tests", "テストの対象一覧", _PAGE, "業務主管課・事業者", False, None, _made(report_papers.step("tests"))),
    Report("training", "操作研修の対象一覧", _PAGE, "業務主管課", False, None, _made(report_papers.step("training"))),
    Report("bpr", "BPR計画（様式 F5）", _SHEET, "事務局・業務主管課", False, _bpr),
    Report("roles", "役割分担表", _SHEET, "事務局・事業者", False, _roles),
    Report("costs", "費用の回答表（仙台市のひな型の見出し）", _SHEET, "事業者", False, _costs),
    Report("routing", "後の工程の一覧（予算・条例・PIA・テストなど）", _SHEET, "事務局・財政担当", False, _routing),
    Report("transition", "移行計画（年表・過渡期の組・案の比較）", _SHEET, "事務局・事業者", False, _transition),
    Report("pmo-sheet", "業務別ステップ別進捗一覧（PMO）", _SHEET, "事務局・都道府県", False, _pmo_sheet),
    Report(pmo_page.ONE_PAGE, "首長・議会への一枚", ("html",), "首長・議会", False, _progress(pmo_page.ONE_PAGE)),
    Report(pmo_page.CITY, "団体の状況（都道府県へ）", ("html",), "都道府県", False, _progress(pmo_page.CITY)),
    Report("escalation", "エスカレーション票（回答期限を過ぎた照会）", _SHEET, "課長・事務局", False, _escalation),
    Report("consistency", "標準仕様の整合の確認", _SHEET, "事務局", False, _findings),
)  # fmt: skip


def find(report_id: str) -> Report:
    """A report by its id. Raises UserProblem for an unknown one."""
    found = next((r for r in REPORTS if r.id == report_id), None)
    if found is None:
        hint = "使える報告：" + "、".join(r.id for r in REPORTS)
        raise UserProblem("no_report", f"報告「{report_id}」はありません。", hint=hint, exit_code=USAGE)
    return found


def write(session: Session, report_id: str, out: Path, asked: Asked) -> Path:
    """Writes a report; ``out``. Raises UserProblem for an unknown report or format, and when it cannot be written."""
    report = find(report_id)
    if asked.format not in report.formats:
        hint = f"この報告の形式：{'、'.join(report.formats)}"
        raise UserProblem(
            "no_format", f"「{report.title}」は {asked.format} では書き出せません。", hint=hint, exit_code=USAGE
        )
    targets.guard(out)
    if report.write is not None and asked.format != "pdf" and (report.id, asked.format) != ("handover", "html"):
        return report.write(session, out, asked)
    try:
        made = paper(session, report_id, asked)
        return write_pdf(made, out) if asked.format == "pdf" else write_paper(made, out)
    except ExportProblem as problem:
        raise export_refused(problem) from problem


def paper(session: Session, report_id: str, asked: Asked) -> Paper:
    """What a report's PDF holds. Raises UserProblem for an unknown report and one that is a sheet only."""
    report = find(report_id)
    if report.paper is None:
        raise UserProblem("no_format", f"「{report.title}」は pdf では書き出せません。", exit_code=USAGE)
    return report.paper(session, asked)
