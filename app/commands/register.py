"""Commands on the register 課題・決定: issue add|list|show|set, dispose, decide; and suggest."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import Any

from app.commands.base import Answer, opened, whole
from app.core.choices import ISSUE_STATUSES
from app.core.codes import COMPARED
from app.core.guard import Ruling
from app.core.problems import USAGE, UserProblem
from app.services import catalogue, decisions, proposals, register, register_read, suggest, survey
from app.services.register_read import Decision, Issue

FIELDS = ("title", "detail", "department", "owner", "due", "due_basis", "status", "degree", "priority", "note")


def add_parsers(sub: Any) -> None:
    """Adds the commands."""
    group = sub.add_parser("issue", help="課題の登録簿").add_subparsers(dest="verb", required=True)
    p = group.add_parser("add", help="課題を登録する")
    p.add_argument("ws")
    p.add_argument("--kind", default="gap", help="課題の種類（gap など。fitgap choices show で一覧）")
    p.add_argument("--node", action="append", default=[], help="関係する要件（NODE）")
    p.add_argument("--record", action="append", default=[], help="関係する現行（rid または番号）")
    p.add_argument("--business", default="")
    _fields(p, title_required=True)
    p.set_defaults(run=add)
    p = group.add_parser("list", help="課題の一覧")
    p.add_argument("ws")
    p.add_argument("--business")
    p.add_argument("--status", choices=tuple(ISSUE_STATUSES))
    p.set_defaults(run=list_)
    p = group.add_parser("show", help="一件を詳しく")
    p.add_argument("ws")
    p.add_argument("issue")
    p.set_defaults(run=show)
    p = group.add_parser("set", help="欄を書き換える")
    p.add_argument("ws")
    p.add_argument("issue")
    _fields(p, title_required=False)
    p.set_defaults(run=set_)
    p = sub.add_parser("dispose", help="対応方針を決める")
    p.add_argument("ws")
    p.add_argument("issue")
    p.add_argument("--as-disposition", required=True, metavar="CODE")
    p.add_argument("--data", help="必要な記載（JSON）：content basis と方針ごとの欄")
    p.set_defaults(run=dispose)
    p = sub.add_parser("decide", help="決定を記録する")
    p.add_argument("ws")
    p.add_argument("issue")
    p.add_argument("--level", required=True, help="決定区分（section など。fitgap choices show で一覧）")
    p.add_argument("--by", required=True, help="決定者")
    p.add_argument("--date", required=True)
    p.add_argument("--reason", required=True)
    p.add_argument("--meeting", default="")
    p.add_argument("--option", default="", help="採る対応案（rid）")
    p.add_argument("--basis", default="", help="根拠の種類（law など）")
    p.add_argument("--clause", action="append", default=[], help="全体方針の条項（番号か rid）")
    p.add_argument("--review", default="", help="見直しの条件")
    p.add_argument("--document", default="", help="文書番号")
    p.set_defaults(run=decide)
    p = sub.add_parser("suggest", help="対応する相手の候補を順に出す")
    p.add_argument("ws")
    p.add_argument("node", nargs="?", help="公表された項目（req:0010101）か現行の記録（function:K-0011）")
    p.add_argument("--limit", type=whole, default=5)
    p.add_argument("--business", default="", help="NODE の代わりに：対応なしの現行すべてに、いちばん近い項目を一つずつ")
    p.add_argument("--kind", choices=COMPARED, default="req")
    p.set_defaults(run=suggest_)


def _fields(p: Any, *, title_required: bool) -> None:
    p.add_argument("--title", required=title_required)
    for name in FIELDS[1:]:
        p.add_argument(f"--{name.replace('_', '-')}", choices=tuple(ISSUE_STATUSES) if name == "status" else None)
    p.add_argument("--found-in", help="発見工程（2、3、13 …）")
    p.add_argument("--common", choices=("yes", "no"), help="共通課題か")
    p.add_argument("--related", action="append", help="関係課（繰り返せる）")
    p.add_argument("--flag", action="append", help="後の工程（budget など。繰り返せる）")
    p.add_argument("--refused", action="append", metavar="段=理由", help="検討の順序で、その段を採らない理由")


def _given(args: argparse.Namespace) -> dict[str, Any]:
    out = {n: getattr(args, n) for n in (*FIELDS, "found_in") if getattr(args, n) is not None}
    if args.common is not None:
        out["common"] = args.common == "yes"
    for name, given in (("departments", args.related), ("flags", args.flag)):
        if given is not None:
            out[name] = given
    if args.refused is not None:
        out["refused"] = {rung.strip(): why for rung, _, why in (text.partition("=") for text in args.refused)}
    return out


def add(args: argparse.Namespace) -> Answer:
    """A new issue."""
    with opened(args) as session:
        records = [survey.rid_of(session, r) for r in args.record]
        rid, done = register.add(
            session, kind=args.kind, nodes=args.node, records=records, business=args.business, **_given(args)
        )
        made = register_read.issue(session, rid)
    return Answer(
        {"unit": done.unit, "rid": rid, "number": made.number}, [f"{made.number} {made.title} を登録しました。"]
    )


def list_(args: argparse.Namespace) -> Answer:
    """The register."""
    with opened(args, read_only=True) as session:
        found = register_read.issues(session, business=args.business, status=args.status)
    lines = [f"{i.number} {ISSUE_STATUSES.get(i.status, i.status)} {i.title} {_handled(i)}".rstrip() for i in found]
    return Answer({"items": [_json(i) for i in found]}, lines or ["課題はまだありません。"])


def _handled(found: Issue) -> str:
    text = register_read.label_of(found.disposition) if found.disposition else ""
    return f"{text}（法令上要確認：{found.unlawful.clause}）" if found.unlawful else text


def _json(found: Issue) -> dict[str, Any]:
    data = asdict(found)
    data["nodes"], data["records"] = list(found.nodes), list(found.records)
    data["unlawful"] = _ruling(found.unlawful) if found.unlawful else None
    for name in ("departments", "flags", "sources"):
        data[name] = list(data[name])
    if found.decision is not None:
        data["decision"] = _decided(found.decision)
    return data


def _decided(decision: Decision) -> dict[str, Any]:
    return {**asdict(decision), "supersedes": list(decision.supersedes), "clauses": list(decision.clauses)}


def _ruling(ruling: Ruling) -> dict[str, Any]:
    return {
        "level": ruling.level,
        "clause": ruling.clause,
        "message": ruling.message,
        "missing": list(ruling.missing),
        "suggest": ruling.suggest,
    }


def show(args: argparse.Namespace) -> Answer:
    """One issue with its options, decisions, and what the guard rails say of every disposition."""
    with opened(args, read_only=True) as session:
        found = register_read.issue(session, args.issue)
        options = register_read.options(session, found.rid)
        held = register_read.decisions(session, found.rid)
        allowed = register_read.rulings_for(session, found.rid)
    data = _json(found)
    data["options"] = [asdict(o) for o in options]
    data["decisions"] = [_decided(d) for d in held]
    data["dispositions"] = {code: [_ruling(r) for r in rulings] for code, rulings in allowed.items()}
    lines = [f"{found.number} {found.title}", found.detail, _handled(found)]
    lines += [f"決定 {d.date} {d.by} {register_read.label_of(d.disposition)}：{d.reason}" for d in held]
    return Answer(data, [line for line in lines if line])


def set_(args: argparse.Namespace) -> Answer:
    """Edits fields other than the disposition."""
    with opened(args) as session:
        done = register.set_fields(session, args.issue, _given(args))
    return Answer({"unit": done.unit, "changed": done.operations}, [f"{done.operations} か所を書き換えました。"])


def dispose(args: argparse.Namespace) -> Answer:
    """Chooses the disposition; refused with the clause where the law forbids it."""
    data = _json_option(args.data)
    with opened(args) as session:
        texts = {k: data.pop(k, "") for k in ("content", "basis")}
        if not all(isinstance(v, str) for v in texts.values()):
            raise UserProblem("bad_data", "content と basis は文字で書いてください。", exit_code=USAGE)
        done, rulings = register.dispose(
            session, args.issue, args.as_disposition, content=texts["content"],
            basis=texts["basis"], data=data,
        )  # fmt: skip
    code = 1 if any(r.level == "error" for r in rulings) else 0
    lines = [f"対応方針を「{register_read.label_of(args.as_disposition)}」にしました。"]
    lines += [f"{r.message}（{r.clause}）" if r.clause else r.message for r in rulings]
    return Answer(
        {"unit": done.unit, "changed": done.operations, "rulings": [_ruling(r) for r in rulings]}, lines, code
    )


def _json_option(text: str | None) -> dict[str, Any]:
    if text is None:
        return {}
    try:
        found = json.loads(text)
    except ValueError as problem:
        raise UserProblem("bad_json", f"--data が JSON として読めません（{problem}）。", exit_code=USAGE) from problem
    if not isinstance(found, dict):
        raise UserProblem("bad_json", '--data は {"欄": "値"} の形にしてください。', exit_code=USAGE)
    return found


def decide(args: argparse.Namespace) -> Answer:
    """Records a decision; an earlier one is superseded and stays readable."""
    with opened(args) as session:
        rid, done = decisions.decide(
            session, args.issue, level=args.level, by=args.by, date=args.date, reason=args.reason,
            meeting=args.meeting, option=args.option, basis=args.basis, clauses=args.clause, review=args.review,
            document=args.document,
        )  # fmt: skip
    return Answer({"unit": done.unit, "rid": rid}, ["決定を記録しました。"])


def _proposals(args: argparse.Namespace) -> Answer:
    with opened(args, read_only=True) as session:
        found = proposals.proposals(session, args.business, kind=args.kind)
    data = [
        {
            "number": p.current.number, "name": p.current.name, "rid": p.current.rid, "node": p.candidate.item.node,
            "item": p.candidate.item.name, "score": p.candidate.score, "why": list(p.candidate.why),
        }
        for p in found
    ]  # fmt: skip
    lines = [f"{d['score']:3d} {d['number']} {d['name']} → {d['node']} {d['item']}" for d in data]
    return Answer({"items": data}, lines or ["候補はありません。"])


def suggest_(args: argparse.Namespace) -> Answer:
    """Ranked current items for a published one, published items for a current one, or one for each that has none."""
    if (args.node is None) == (not args.business):
        raise UserProblem(
            "usage",
            "NODE か --business の、どちらか一つを指定してください。",
            hint="例：fitgap suggest みほん市.fitgap req:0010101",
            exit_code=USAGE,
        )
    if args.node is None:
        return _proposals(args)
    kind = args.node.partition(":")[0]
    with opened(args, read_only=True) as session:
        if kind in ("function", "curform", "curlink"):
            rid = survey.rid_of(session, args.node.partition(":")[2])
            ranked = [
                (c.item.node, c.item.name, c.score, c.why) for c in suggest.for_current(session, rid, limit=args.limit)
            ]
            data = [{"node": n, "name": name, "score": s, "why": list(w)} for n, name, s, w in ranked]
        else:
            edition, key = catalogue.find(session, args.node)
            found = suggest.for_item(session, edition, key, limit=args.limit)
            ranked = [(f"{c.current.number}", c.current.name, c.score, c.why) for c in found]
            data = [
                {
                    "rid": c.current.rid,
                    "number": c.current.number,
                    "name": c.current.name,
                    "score": c.score,
                    "why": list(c.why),
                }
                for c in found
            ]
    return Answer(
        {"items": data}, [f"{s:3d} {n} {name} {'、'.join(w)}" for n, name, s, w in ranked] or ["候補はありません。"]
    )
