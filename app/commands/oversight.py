"""Commands on who looks at what: propose, review, assign, handover, focus."""

from __future__ import annotations

import argparse
from typing import Any

from app.commands.base import Answer, opened
from app.core.codes import CURRENT_FACTS, REVIEWS, VERDICT
from app.core.problems import USAGE, UserProblem
from app.services import catalogue, derived, handover, oversight
from app.services import catalogue_query as q
from app.services.session import Session
from app.services.views import FORCE, ItemFilter


def add_parsers(sub: Any) -> None:
    """Adds the commands."""
    p = sub.add_parser("propose", help="事実（標準の類型・現行・ベンダ）から決まる判定")
    p.add_argument("ws")
    p.add_argument("node", nargs="?")
    p.add_argument("--business", help="この業務の未判定のもの")
    p.add_argument("--record", action="store_true", help="一つに決まるものをまとめて記録する")
    p.set_defaults(run=propose)
    p = sub.add_parser("review", help="判定の確認（課内確認・事務局確認・差戻し）")
    p.add_argument("ws")
    p.add_argument("node", nargs="+")
    p.add_argument("--state", required=True, choices=(*(c for c in REVIEWS if c), "none"), help="none = 未に戻す")
    p.add_argument("--note", default="", help="差戻しの理由")
    p.set_defaults(run=review)
    p = sub.add_parser("assign", help="担当を決める")
    p.add_argument("ws")
    p.add_argument("node", nargs="+")
    p.add_argument("--department", required=True, help="空 = 担当を外す")
    p.add_argument("--person", default="")
    p.add_argument("--due", default="")
    p.set_defaults(run=assign)
    p = sub.add_parser("handover", help="担当と課題を後任者に引き継ぐ")
    p.add_argument("ws")
    p.add_argument("--from", dest="person", required=True, help="前任者（所属/氏名）")
    p.add_argument("--to", dest="successor", required=True, help="後任者（所属/氏名）")
    p.set_defaults(run=hand_over)
    p = sub.add_parser("focus", help="重点にする")
    p.add_argument("ws")
    p.add_argument("node", nargs="+")
    p.add_argument("--note", default="", help="事務局の注記")
    p.add_argument("--viewpoint", default="", help="確認観点")
    p.add_argument("--due", default="", help="対応方法の確定期限")
    p.add_argument("--off", action="store_true", help="重点を外す")
    p.set_defaults(run=focus)


def _keys(session: Session, nodes: list[str]) -> list[int]:
    """Keys among all that is in force, so that items of several businesses are one step."""
    found = q.named(session, nodes)
    for node in nodes:
        if node not in found:
            catalogue.find(session, node)  # says what is wrong with it
            raise UserProblem(
                "not_in_force", f"「{node}」は採用中の版にありません。", hint="版を採用してから行ってください。"
            )
    return [found[n].key for n in nodes]


def propose(args: argparse.Namespace) -> Answer:
    """What follows for one item, or the undecided items of a business that leave one verdict."""
    if (args.node is None) == (args.business is None):
        raise UserProblem("usage", "項目（NODE）か --business のどちらか一つを指定してください。", exit_code=USAGE)
    with opened(args, read_only=not args.record) as session:
        if args.node is not None:
            return _propose_one(session, args.node)
        flt = ItemFilter(businesses=(args.business,), verdicts=("",))
        found = derived.following(session, FORCE, flt)
        recorded = derived.judge_following(session, FORCE, found).operations if args.record and found else 0
    data = [{"node": f.row.node, "current": f.current, "verdict": f.verdict} for f in found]
    lines = [f"{f.row.id} {CURRENT_FACTS[f.current]} → {VERDICT[f.verdict].label}" for f in found]
    done = [f"{recorded} 件を記録しました。"] if args.record else [f"{len(found)} 件は一つに決まります。"]
    return Answer({"items": data, "recorded": recorded}, [*lines, *done])


def _propose_one(session: Session, node: str) -> Answer:
    edition, key = catalogue.find(session, node)
    found = derived.derive(session, catalogue.detail(session, edition, key))
    verdicts = found.proposal.verdicts
    said = "・".join(VERDICT[v].label for v in verdicts)
    fact = CURRENT_FACTS.get(found.current or "", "分かりません")
    lines = [f"現行：{fact}", f"判定の候補：{said}" if said else "判定の候補はありません。", found.proposal.advice]
    data = {
        "node": node, "current": found.current, "stated": found.stated, "verdicts": list(verdicts),
        "advice": found.proposal.advice, "clause": found.proposal.clause,
    }  # fmt: skip
    return Answer(data, [line for line in lines if line])


def review(args: argparse.Namespace) -> Answer:
    """Records a review of the verdicts of items as one step."""
    state = "" if args.state == "none" else args.state
    with opened(args) as session:
        done, left = oversight.review(session, FORCE, _keys(session, args.node), state, note=args.note)
    lines = [f"{done.operations} 件を「{REVIEWS[state]}」にしました。"]
    if left:
        lines.append(f"{left} 件は判定がないか競合しているため、そのままです。")
    return Answer({"unit": done.unit, "changed": done.operations, "left": left}, lines)


def assign(args: argparse.Namespace) -> Answer:
    """Says who has to judge items, as one step."""
    with opened(args) as session:
        done = oversight.assign(
            session, FORCE, _keys(session, args.node), department=args.department, person=args.person, due=args.due
        )
    return _changed(done.unit, done.operations)


def hand_over(args: argparse.Namespace) -> Answer:
    """Gives what one person has to do to another, as one step."""
    with opened(args) as session:
        done = handover.transfer(session, args.person, args.successor)
    return Answer({"unit": done.unit, "changed": done.operations}, [f"{done.operations} 件を引き継ぎました。"])


def focus(args: argparse.Namespace) -> Answer:
    """Marks items as 重点, or takes that off, as one step."""
    with opened(args) as session:
        done = oversight.focus(
            session, FORCE, _keys(session, args.node), not args.off, note=args.note, viewpoint=args.viewpoint,
            due=args.due,
        )  # fmt: skip
    return _changed(done.unit, done.operations)


def _changed(unit: str, operations: int) -> Answer:
    return Answer({"unit": unit, "changed": operations}, [f"{operations} 件を記録しました。"])
