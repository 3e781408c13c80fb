"""What the comparison means for later steps, one paper each: 標準オプション, RFI, budget, ordinances, PIA, tests, …

All of them read the same list (app.services.routing) and say where each line comes from; headings of the RFI are
仙台市's, word for word, and the four items 三重県's (reference §5.6, §5.8).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.bpr import number
from app.core.money import Money
from app.services import (
    choices,
    cost_table,
    derived,
    my_items,
    options,
    register_read,
    routing,
    state_papers,
    vendor_layers,
    vendor_words,
)
from app.services.register_read import Issue, Option
from app.services.routing import Route
from app.services.session import Session
from app.services.sheet_rows import CONFLICT, UNLAWFUL
from app.services.state_papers import Line
from reports.dates import short_wareki, wareki
from reports.paper import Block, Cell, Column, Facts, Heading, Paper, Table, Text
from reports.pieces import Piece


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a person asked for: filters, the light theme's colours, and when."""

    colours: Mapping[str, str]
    at: datetime
    department: str | None = None
    business: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A list of one later step. ``intro`` says what it is for and where its headings come from."""

    step: str
    form: str
    title: str
    intro: str
    name: str  # heading of the column with what is to be done


STEPS = {
    "ordinances": Step(
        "ordinance", "様式 P2　条例・規則", "条例・規則の改正一覧",
        "条例や規則の改正が要るとされた課題です。議会に間に合うよう、準備の期限から逆算します（⑰）。", "改正するもの",
    ),
    "pia": Step(
        "pia", "様式 P3　特定個人情報保護評価", "特定個人情報保護評価（PIA）の再評価の要否",
        "特定個人情報の取扱いが変わるとされた課題です。評価書の再実施か変更の要否を確かめます（⑫）。",
        "評価に関わること",
    ),
    "tests": Step(
        "test", "様式 P4　テスト", "テストの対象一覧",
        "運用テストで確かめる課題です（⑮-1）。手順と結果は、この番号を付けて残します。", "確かめること",
    ),
    "training": Step(
        "training", "様式 P5　研修", "操作研修の対象一覧",
        "操作研修や手順の説明が要るとされた課題です（⑮-2）。", "伝えること",
    ),
}  # fmt: skip


def _paper(session: Session, asked: Narrowed, form: str, title: str, blocks: Sequence[Block]) -> Paper:
    note = state_papers.filter_note(所属=asked.department, 業務=asked.business)
    editions = state_papers.editions_note(session, asked.business)
    business = my_items.business_name(asked.business) if asked.business else "すべて"
    return Paper(
        title, form, session.info.municipality, asked.at, blocks, asked.colours,
        facts=(
            ("業務", business), ("所属", asked.department or "すべて"), ("時点", wareki(asked.at)), ("版", editions),
        ),
        right=f"{session.info.municipality}　{wareki(asked.at)}", note=f"版：{editions}　{note}",
    )  # fmt: skip


def _routes(session: Session, asked: Narrowed, step: str) -> list[Route]:
    departments = {asked.department}
    if asked.department:
        departments |= {i.department for i in my_items.issues_of(session, asked.department)}
    return [
        r for r in routing.routes(session, step=step, today=asked.at.date())
        if asked.business in (None, r.business) and (not asked.department or r.department in departments)
    ]  # fmt: skip


def _marked(session: Session, number_: str, asked: Narrowed) -> Cell:
    words = my_items.marks_of(register_read.issue(session, number_), asked.at.date())
    return (Piece("mark", "\n".join(w for w, _ in words)),)


def of_step(session: Session, name: str, asked: Narrowed) -> Paper:
    """One of STEPS."""
    step = STEPS[name]
    found = _routes(session, asked, step.step)
    columns = (
        Column("課題", 60, "center"), Column("業務", 90), Column(step.name, 230), Column("期日", 70),
        Column("準備の期限", 70), Column("所管課・担当", 110), Column("状態", 60, "center"), Column("注意", 84),
        Column("備考・関係するもの", 150),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (r.number, my_items.business_name(r.business) if r.business else "", _named(r), short_wareki(r.facts["due"]),
         short_wareki(r.ready_by), "\n".join(t for t in (r.department, r.facts["owner"]) if t), r.facts["state"],
         _marked(session, r.issue, asked), "\n".join(t for t in (r.assembly, *r.related, r.note) if t))
        for r in found
    ]  # fmt: skip
    blocks: list[Block] = [
        Text(step.intro), Heading(f"{step.title}（{len(rows)} 件）"),
        Table(columns, rows, "この工程に回す課題は、まだありません。"),
    ]  # fmt: skip
    return _paper(session, asked, step.form, step.title, blocks)


def _named(r: Route) -> str:
    return r.facts["name"] if r.facts["name"] == r.title else f"{r.facts['name']}\n（課題：{r.title}）"


def options_policy(session: Session, asked: Narrowed) -> Paper:
    """The 標準オプション機能: what we say of each, who offers it, and whether an issue takes it."""
    adopted = derived.adopted_options(session)
    answers = vendor_layers.by_item(session, asked.business)
    issues = _by_node(register_read.issues(session))
    words = {code: a.chip for code, a in vendor_words.answers().items()}
    picked = [x for x in state_papers.lines(session, asked.business) if x.cls == "optional"]
    if asked.department:
        picked = _mine(session, picked, asked.department)
    taken = [x for x in picked if _node(x) in adopted]
    open_ = [x for x in picked if x.verdict in ("", "option_pending", "ask") and x not in taken]
    rest = [x for x in picked if x not in taken and x not in open_]
    columns = (
        Column("業務", 40, "center"), Column("ID", 80), Column("名称", 210), Column("判定", 80),
        Column("課題・対応方針", 170), Column("事業者の回答", 190), Column("理由・差異", 190),
    )  # fmt: skip

    def row(x: Line) -> tuple[Cell, ...]:
        mark = next((m for m in state_papers.MARKS if m.code == x.verdict), state_papers.MARKS[-1])
        held = issues.get(_node(x), [])
        said = "\n".join(
            f"{i.number} {register_read.label_of(i.disposition) if i.disposition else '（方針なし）'}"
            + f" 【{UNLAWFUL}】" * (i.unlawful is not None) + f" 【{CONFLICT}】" * i.conflict
            for i in held
        )  # fmt: skip
        told = "\n".join(
            f"{a.package.name}：{words.get(a.effective, a.effective)}"
            for a in answers.get((x.business, x.kind, x.id, x.branch), [])
        )
        verdict: Cell = (Piece("mark", CONFLICT),) if x.conflict else f"{mark.sign} {mark.label}"
        reason = "\n".join(t for t in (x.detail, *(i.basis for i in held)) if t)
        return x.business, x.number, x.name, verdict, said, told, reason

    blocks: list[Block] = [
        Text("標準オプション機能（○）を使うかどうかの方針です。使うときは、実装する事業者と時期を確かめます（⑤-2）。"),
        Text(f"全 {len(picked):,} 件　採用 {len(taken):,} 件　検討中 {len(open_):,} 件　"
             f"採用しない・対象外など {len(rest):,} 件", "strong"),
    ]  # fmt: skip
    for title, held in (("採用するもの", taken), ("検討するもの", open_), ("採用しないもの・対象外など", rest)):
        blocks += [Heading(f"{title}（{len(held)} 件）"), Table(columns, [row(x) for x in held])]
    return _paper(session, asked, "様式 P1　標準オプション", "標準オプション機能の方針", blocks)


def _node(x: Line) -> str:
    own = f"{x.business}/" if x.kind == "link" else ""
    return f"{x.kind}:{own}{x.number}"


def _mine(session: Session, found: Sequence[Line], department: str) -> list[Line]:
    from app.services import departments

    answering = departments.responsible(session)
    return [x for x in found if department in answering.of(x.business, x.kind, x.id, x.branch, x.by)]


def _by_node(issues: Sequence[Issue]) -> dict[str, list[Issue]]:
    out: dict[str, list[Issue]] = {}
    for found in issues:
        if found.status != "withdrawn":
            for node in found.nodes:
                out.setdefault(node, []).append(found)
    return out


def rfi(session: Session, asked: Narrowed) -> Paper:
    """情報提供依頼, to be filled in: 仙台市's four questions and cost table, 三重県's four items, what we ask about."""
    answer = "　\n　\n　"
    questions: list[tuple[str, Cell]] = [
        (f"項番 {n}　{q}", answer) for n, q in enumerate(cost_table.questions(), 1)
    ]  # fmt: skip
    prefecture: list[tuple[str, Cell]] = [
        (f"{'①②③④'[n]}　{t}", answer) for n, t in enumerate(choices.costs()["shared"])
    ]
    found = _routes(session, asked, "rfi")
    columns = (
        Column("課題", 60, "center"), Column("業務", 90), Column("件名", 170), Column("内容", 220),
        Column("関係する標準仕様", 110), Column("回答", 220),
    )  # fmt: skip
    rows = []
    for r in found:
        held = register_read.issue(session, r.issue)
        nodes = "\n".join(n.partition(":")[2] for n in held.nodes)
        rows.append(
            (r.number, my_items.business_name(r.business) if r.business else "", r.title, held.detail, nodes, "")
        )
    blocks: list[Block] = [
        Facts([("会社名", ""), ("回答日", "令和　　年　　月　　日"), ("担当者", ""), ("連絡先", "")], True),
        Heading("1　パッケージについて（仙台市のひな型）"), Facts(questions),
        Heading("2　回線・構成・費用・共同化について（三重県の項目）"), Facts(prefecture),
        Heading("3　費用（千円）"), *_cost_tables(session),
        Heading(f"4　個別に確かめること（{len(rows)} 件）"),
        Table(columns, rows, "後の工程に「RFI」を付けた課題は、まだありません。"),
        Text("個人番号、氏名、住所などの個人情報は書かないでください。", "note"),
    ]  # fmt: skip
    return _paper(session, asked, "様式 R2　情報提供依頼", "情報提供依頼書（RFI）", blocks)


def _cost_tables(session: Session) -> list[Block]:
    """Once and a year apart, a line per item: twelve columns of figures beside one another can't be written into."""
    held = choices.costs()
    places = [p.replace("仙台市", session.info.municipality) for p in held["places"]]
    columns = (
        Column("費目", 150),
        *(Column(p, 130, "right", s) for s in held["systems"] for p in places),
    )  # fmt: skip
    out: list[Block] = []
    for title, items in zip(held["headings"], (held["initial"], held["annual"]), strict=True):
        out += [Heading(title, 2), Table(columns, [(t, "", "", "", "") for t in (*items, "計")])]
    return [*out, Text(f"「その他」には説明を添えてください（{held['initial_note']}）。", "note")]


def budget(session: Session, asked: Narrowed) -> Paper:
    """予算の根拠: ten items once and four a year, as the decided options say, and the requests they lead to."""
    found = _routes(session, asked, "budget")
    held = choices.costs()
    sums = {title: dict.fromkeys(items, 0) for title, items in _groups(held)}
    blocks: list[Block] = []
    details: list[Block] = []
    without = []
    for r in found:
        said = register_read.issue(session, r.issue)
        option = _decided(session, said)
        if option is None or not (option.money.initial or option.money.annual):
            without.append(r)
            continue
        for (title, _), money in zip(_groups(held), (option.money.initial, option.money.annual), strict=True):
            for item, yen in money.items():
                sums[title][item] = sums[title].get(item, 0) + yen
        details += [
            Heading(f"{r.number}　{r.title}", 2),
            Facts([
                ("対応方針", register_read.label_of(option.disposition)), ("内容", option.content),
                *options.money_lines(option.money, option.money_notes),
            ]),
        ]  # fmt: skip
    columns = (
        Column("課題", 60, "center"), Column("件名", 210), Column("業務", 90), Column("金額（千円）", 80, "right"),
        Column("年度", 50, "center"), Column("期日", 70), Column("準備の期限", 70), Column("所管課・担当", 100),
        Column("注意", 84),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (r.number, _named(r), my_items.business_name(r.business) if r.business else "", _thousands(r),
         r.facts["year"], short_wareki(r.facts["due"]), short_wareki(r.ready_by),
         "\n".join(t for t in (r.department, r.facts["owner"]) if t), _marked(session, r.issue, asked))
        for r in found
    ]  # fmt: skip
    total = sum(int(n) for r in found if (n := number(r.facts["amount"])) is not None)
    blocks = [
        Text("費目の区分は仙台市のひな型（初期 10 費目、年間 4 費目）です。金額は決定した案からです（⑧-1）。"),
        Heading(f"要求の一覧（{len(found)} 件、合計 {total:,} 千円）"),
        Table(columns, rows, "予算が要るとされた課題は、まだありません。"), Heading("費目ごとの合計"),
    ]  # fmt: skip
    for title, items in sums.items():
        table = [(item, f"{yen:,}") for item, yen in items.items()]
        table.append(("計", f"{sum(items.values()):,}"))
        blocks += [Heading(title, 2), Table((Column("費目", 300), Column("円", 160, "right")), table)]
    if details:
        blocks += [Heading("課題ごとの内訳"), *details]
    if without:
        listed = "、".join(f"{r.number} {r.title}" for r in without)
        blocks.append(Text(f"決定した案に費用が書かれていないもの：{listed}", "mark"))
    return _paper(session, asked, "様式 P6　予算", "予算の根拠", blocks)


def _groups(held: Mapping[str, list[str]]) -> list[tuple[str, list[str]]]:
    once, yearly = held["headings"]
    return [(once, held["initial"]), (yearly, held["annual"])]


def _decided(session: Session, said: Issue) -> Option | None:
    wanted = said.decision.option if said.decision else ""
    return next((o for o in register_read.options(session, said.rid) if o.rid == wanted), None)


def _thousands(r: Route) -> str:
    amount = r.facts["amount"]
    return f"{amount}＊" if amount and "amount" in r.proposed else amount


__all__ = ["STEPS", "Money", "Narrowed", "budget", "of_step", "options_policy", "rfi"]
