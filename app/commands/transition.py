"""Commands on the transition period: transition [plan], pair, scenario, survey, export, rules."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.commands.base import Answer, opened
from app.core.moves import Gap, Move, Timing
from app.core.problems import USAGE, UserProblem
from app.core.transition import Counts, Pair, Plan
from app.core.transition_trial import Difference
from app.services import (
    scenarios,
    transition,
    transition_pairs,
    transition_rules,
    transition_sheet,
    transition_survey,
    transition_words,
)
from app.services.session import Session

VERBS = ("plan", "pair", "scenario", "survey", "export", "rules")
"""Words after ``transition``; anything else there is a workspace to plan."""


def with_verb(argv: Sequence[str]) -> list[str]:
    """``transition WS`` is ``transition plan WS``."""
    words = list(argv)
    at = 0
    while at < len(words) and words[at].startswith("-"):
        at += 2 if words[at] in ("--as", "--role") else 1
    if words[at : at + 1] == ["transition"] and words[at + 1 :] and words[at + 1] not in (*VERBS, "-h", "--help"):
        words.insert(at + 1, "plan")
    return words


def add_parsers(sub: Any) -> None:
    """Adds the commands."""
    group = sub.add_parser("transition", help="過渡期の計画").add_subparsers(dest="verb", required=True)
    p = group.add_parser("plan", help="過渡期の組と、時期を変えると何が変わるか（plan は省ける）")
    p.add_argument("ws")
    _dates(p)
    p.add_argument("--adopt", action="store_true", help="試した時期を記録する")
    p.add_argument("--why", default="", help="時期を変える理由")
    p.set_defaults(run=plan)
    p = group.add_parser("pair", help="過渡期の組の方式・主導・説明・テストを書く").add_subparsers(
        dest="action", required=True
    )
    p = p.add_parser("set", help="一つの組に書く")
    p.add_argument("ws")
    p.add_argument("system", nargs=2, help="二つのシステムの番号・名前・rid")
    for name, what in (
        ("need", "過渡期対応の要否"), ("method", "方式"), ("lead", "主導（事業者の名前か 事務局）"),
        ("reason", "合理的説明"), ("term", "期限"), ("test-kind", "テスト区分"), ("tests", "テスト回数"),
        ("risk", "リスク"), ("note", "備考"),
    ):  # fmt: skip
        p.add_argument(f"--{name}", help=what)
    p.set_defaults(run=pair_set)
    group_ = group.add_parser("scenario", help="移行の案").add_subparsers(dest="action", required=True)
    p = group_.add_parser("orders", help="吹田市の移行順序")
    p.set_defaults(run=orders)
    p = group_.add_parser("save", help="時期の組み合わせに名前を付けて残す")
    p.add_argument("ws")
    p.add_argument("name")
    _dates(p, scenario=False)
    p.add_argument("--order", default="", help="移行順序（scenario orders の code）")
    p.add_argument("--date", action="append", default=[], help="移行順序の段ごとの時期（早い順にくり返す）")
    p.add_argument("--note", default="")
    p.set_defaults(run=save)
    p = group_.add_parser("list", help="残した案")
    p.add_argument("ws")
    p.set_defaults(run=listed)
    p = group_.add_parser("compare", help="今の計画と案を並べる")
    p.add_argument("ws")
    p.add_argument("name", nargs="*")
    p.set_defaults(run=compare)
    p = group_.add_parser("delete", help="案を消す")
    p.add_argument("ws")
    p.add_argument("name")
    p.set_defaults(run=delete)
    p = group.add_parser("survey", help="事業者ごとの意向調査票を作る（取り込みは sheet return）")
    p.add_argument("ws")
    p.add_argument("--out", required=True)
    p.add_argument("--vendor", help="事業者の名前（なければ組のあるすべて）")
    p.set_defaults(run=survey)
    p = group.add_parser("export", help="過渡期の計画を Excel に書き出す")
    p.add_argument("ws")
    _dates(p)
    p.add_argument("--by", choices=tuple(transition_sheet.GROUPS), default="vendor", help="年表のまとめ方")
    p.add_argument("--out", required=True)
    p.set_defaults(run=export)
    p = group.add_parser("rules", help="工数とテストの決まり（見る・変える）")
    p.add_argument("ws")
    p.add_argument("--rate", help="1業務1か月の人月")
    p.add_argument("--lead-months", help="移行の何か月前から数えるか")
    p.add_argument("--reduced", help="減らしたときのテスト回数")
    p.add_argument("--difficult-is-open", choices=("yes", "no"), help="移行困難は時期があっても未定とみなす")
    p.set_defaults(run=rules)


def _dates(p: Any, *, scenario: bool = True) -> None:
    p.add_argument(
        "--set", action="append", default=[], metavar="SYSTEM=DATE", help="試す時期（SYSTEM は番号・名前・group:名前）"
    )
    if scenario:
        p.add_argument("--scenario", help="試す案の名前")


def tried(session: Session, args: argparse.Namespace) -> dict[str, str | None]:
    """The dates of --scenario and, over them, of --set."""
    out: dict[str, str | None] = {}
    if getattr(args, "scenario", None):
        out |= scenarios.here(session, scenarios.find(session, args.scenario))
    for text in args.set:
        name, mark, date = text.rpartition("=")
        if not mark or not name.strip():
            raise UserProblem(
                "bad_set", f"「{text}」の書き方が違います。", hint="例：--set S-0001=2026-03", exit_code=USAGE
            )
        out[transition.named(session, name.strip())] = date
    return out


def plan(args: argparse.Namespace) -> Answer:
    """The plan; with --set or --scenario what they change, and with --adopt they are recorded."""
    with opened(args, read_only=not args.adopt) as session:
        trial = tried(session, args)
        if args.adopt and not trial:
            raise UserProblem("no_dates", "記録する時期がありません。", hint="--set か --scenario で指定してください。",
                              exit_code=USAGE)  # fmt: skip
        if not trial:
            found, changed = transition.plan(session), None
        else:
            found, changed = transition.try_out(session, trial)
        done = transition.adopt(session, trial, why=args.why) if args.adopt else None
        lines = transition_words.lines(session, found, changed)
        systems = {m.id: m for m in found.moves.values()}
    data: dict[str, Any] = {
        "pairs": [pair_data(line, found) for line in lines if line.state != transition_words.STATES["removed"]],
        "counts": counts_data(found.counts),
        "systems": [move_data(m) for m in sorted(systems.values(), key=lambda m: m.rank)],
        "bands": [
            {"from": f"{b.start:%Y-%m}", "to": f"{b.end:%Y-%m}" if b.end else None, "pairs": b.pairs}
            for b in found.bands
        ],
        "gaps": [gap_data(g) for g in found.gaps],
        "remarks": [
            {"kind": r.kind, "level": r.level, "system": f"system:{r.system}", "message": r.message}
            for r in found.remarks
        ],
    }
    told = [_told(line) for line in lines]
    if changed is not None:
        data["changes"] = change_data(changed)
        told = [*_changes_told(changed, found), "", *told]
    if done is not None:
        data["unit"] = done.unit
        told = [f"{done.label}を記録しました。", *told]
    return Answer(data, told or ["過渡期の組はありません。"])


def _told(line: transition_words.Line) -> str:
    state = f"【{line.state}】" if line.state else ""
    return (
        f"{state}{line.name}　{line.period}　テスト {line.tests}　{line.method or '方式 未定'}　主導 {line.lead}"
        f"　説明 {line.explained}"
    )


def _changes_told(found: Difference, after: Plan) -> list[str]:
    rows = (
        ("過渡期の組", found.before.pairs, found.after.pairs),
        ("方式が未定の組", found.before.without_method, found.after.without_method),
        ("テストの回数", found.before.tests, found.after.tests),
        ("合理的説明が要る組", found.before.without_reason, found.after.without_reason),
        ("契約の切れ目", found.before.gaps, found.after.gaps),
    )
    out = [f"{what}　{old} → {new}" for what, old, new in rows]
    out += [
        f"契約が先に終わります：{after.moves[g.system].name}（{g.end.text} まで、移行 {g.shift.text}）"
        for g in found.gaps_added
    ]
    return [*out, f"関係する課：{'、'.join(found.departments) or 'なし'}"]


def pair_data(line: transition_words.Line, found: Plan) -> dict[str, Any]:
    """One pair as JSON."""
    pair = line.pair
    return {
        "id": pair.id, "a": f"system:{pair.a}", "b": f"system:{pair.b}", "a_name": found.moves[pair.a].name,
        "b_name": found.moves[pair.b].name, "from": _month(pair, "start"), "to": _month(pair, "end"),
        "reason": pair.reason, "certain": pair.certain, "method": pair.said.method or None,
        "method_name": line.method, "lead": line.lead, "lead_proposed": pair.lead_proposed,
        "explanation": pair.said.reason, "term": pair.said.term, "tests": pair.tests,
        "tests_reduced": pair.tests_reduced, "test_kind": pair.test_kind, "missing": list(pair.missing),
        "linkages": list(dict.fromkeys(link.node for link in pair.links)), "state": line.state,
    }  # fmt: skip


def _month(pair: Pair, which: str) -> str | None:
    day = pair.start if which == "start" else pair.end
    return None if day is None else f"{day:%Y-%m}"


def _text(timing: Timing) -> str:
    return timing.month or timing.text


def move_data(move: Move) -> dict[str, Any]:
    """One system as JSON."""
    return {
        "system": f"system:{move.id}", "number": move.number, "name": move.name, "businesses": list(move.businesses),
        "vendor": move.vendor_name, "package": move.package, "department": move.department,
        "lift": _text(move.lift), "shift": _text(move.shift), "before": _text(move.before) if move.before else None,
        "difficult": move.difficult, "pattern": move.pattern, "group": move.group, "line": _text(move.line),
        "prerequisite": move.prerequisite, "contract_end": move.contract_end.text,
    }  # fmt: skip


def gap_data(gap: Gap) -> dict[str, Any]:
    """One contract that ends first as JSON."""
    return {
        "system": f"system:{gap.system}", "certain": gap.certain, "contract_end": gap.end.text, "shift": gap.shift.text,
        "months": gap.months,
    }  # fmt: skip


def counts_data(counts: Counts) -> dict[str, int]:
    """The numbers as JSON."""
    return {name: getattr(counts, name) for name in counts.__slots__}


def change_data(found: Difference) -> dict[str, Any]:
    """What a trial changes as JSON: pairs by their systems."""

    def both(pair: Pair) -> dict[str, str]:
        return {"id": pair.id, "a": f"system:{pair.a}", "b": f"system:{pair.b}"}

    return {
        "added": [both(p) for p in found.added], "removed": [both(p) for p in found.removed],
        "changed": [both(p) for _, p in found.changed], "before": counts_data(found.before),
        "after": counts_data(found.after), "tests_added": found.tests_added, "tests_removed": found.tests_removed,
        "gaps_added": [gap_data(g) for g in found.gaps_added],
        "gaps_removed": [gap_data(g) for g in found.gaps_removed], "departments": list(found.departments),
    }  # fmt: skip


def pair_set(args: argparse.Namespace) -> Answer:
    """Writes fields of one pair."""
    names = ("need", "method", "lead", "reason", "term", "test_kind", "tests", "risk", "note")
    values = {n: getattr(args, n) for n in names if getattr(args, n) is not None}
    if not values:
        raise UserProblem("no_values", "書く欄がありません。", hint="--method などを付けてください。", exit_code=USAGE)
    with opened(args) as session:
        one, other = (transition.named(session, s) for s in args.system)
        done = transition_pairs.record(session, [(one, other)], values)
    return Answer({"unit": done.unit, "changed": done.operations}, [f"{done.label}しました。"])


def orders(_args: argparse.Namespace) -> Answer:
    """The preset orders."""
    items = [
        {"code": o.code, "label": o.label, "stages": [list(s) for s in o.stages], "why": o.why}
        for o in scenarios.orders()
    ]
    return Answer(
        {"source": scenarios.source(), "items": items},
        [f"{o['code']}　{o['label']}　{o['why']}" for o in items],
    )


def save(args: argparse.Namespace) -> Answer:
    """Keeps dates under a name."""
    with opened(args) as session:
        dates: dict[str, str | None] = dict(scenarios.in_order(session, args.order, args.date)) if args.order else {}
        rid, done = scenarios.save(
            session, args.name, dates | tried(session, args), order=args.order, note=args.note
        )  # fmt: skip
    return Answer({"rid": rid, "unit": done.unit}, [f"案「{args.name}」を残しました。"])


def listed(args: argparse.Namespace) -> Answer:
    """The scenarios that were kept."""
    with opened(args, read_only=True) as session:
        found = scenarios.listed(session)
        names = {m.id: m.name for m in transition.plan(session).moves.values()}
        order = {rid: n for n, rid in enumerate(names)}
    items = [
        {
            "rid": s.rid, "name": s.name, "order": s.order, "note": s.note,
            "dates": [
                {"system": f"system:{k}", "name": names.get(k, ""), "date": v}
                for k, v in sorted(s.dates.items(), key=lambda kv: order.get(kv[0], len(order)))
            ],
        }
        for s in found
    ]  # fmt: skip
    return Answer({"items": items}, [f"{s.name}　{len(s.dates)} システム" for s in found] or ["案はまだありません。"])


def compare(args: argparse.Namespace) -> Answer:
    """The plan as recorded and scenarios side by side."""
    with opened(args, read_only=True) as session:
        found = scenarios.compare(session, args.name)
    items: list[dict[str, Any]] = []
    for w in found:
        month, most = w.effort.peak
        items.append({
            "name": w.name, "counts": counts_data(w.plan.counts), "effort": w.effort.total, "peak_month": month,
            "peak": most, "by_month": dict(w.effort.by_month), "businesses_without_date": w.effort.unknown,
            "departments": list(w.difference.departments) if w.difference else [],
        })  # fmt: skip
    lines = [
        f"{i['name']}　組 {i['counts']['pairs']}　テスト {i['counts']['tests']}"
        f"（減らすと {i['counts']['tests_reduced']}）　{i['effort']:g} 人月　山 {i['peak_month']} {i['peak']:g} 人"
        for i in items
    ]
    return Answer({"items": items}, lines)


def delete(args: argparse.Namespace) -> Answer:
    """Takes a scenario away."""
    with opened(args) as session:
        done = scenarios.delete(session, args.name)
    return Answer({"unit": done.unit}, [f"案「{args.name}」を消しました。"])


def survey(args: argparse.Namespace) -> Answer:
    """The sheets for vendors."""
    with opened(args) as session:
        sent = transition_survey.send(session, Path(args.out), vendor=args.vendor)
    data = [{"file": str(s.path), "export": s.export, "label": s.label, "rows": s.rows} for s in sent]
    return Answer({"files": data}, [f"作りました：{s.path}（{s.rows} 行）" for s in sent])


def export(args: argparse.Namespace) -> Answer:
    """The plan, or what a trial makes of it, as a workbook."""
    with opened(args, read_only=True) as session:
        path = transition_sheet.write(session, Path(args.out), trial=tried(session, args), by=args.by)
    return Answer({"file": str(path)}, [f"書き出しました：{path}"])


def rules(args: argparse.Namespace) -> Answer:
    """The rules of effort and tests as they hold; changed when something is given."""
    given = {
        "rate": args.rate, "lead_months": args.lead_months, "reduced": args.reduced,
        "difficult_is_open": args.difficult_is_open,
    }  # fmt: skip
    values = {k: v for k, v in given.items() if v is not None}
    with opened(args, read_only=not values) as session:
        done = transition_rules.write(session, values) if values else None
        found = transition_rules.shown(session)
    data = {"rules": {r.code: r.value for r in found}, "own": [r.code for r in found if r.own]}
    if done is not None:
        data["unit"] = done.unit
    return Answer(data, [f"{r.label}　{r.text}{'（この団体の値）' if r.own else ''}　{r.source}" for r in found])
