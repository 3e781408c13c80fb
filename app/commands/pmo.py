"""Commands on the progress report: pmo list|set|propose|milestone|export|compare|import|month|close."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.commands.base import Answer, opened
from app.services import monthly, pmo, pmo_exchange
from app.services.pmo import Row
from app.services.pmo_exchange import File


def add_parsers(sub: Any) -> None:
    """Adds the command and its verbs."""
    group = sub.add_parser("pmo", help="進捗の報告（PMO の 40 ステップ）と月次").add_subparsers(
        dest="verb", required=True
    )

    def verb(name: str, words: str, run: Any) -> Any:
        p = group.add_parser(name, help=words)
        p.add_argument("ws")
        p.set_defaults(run=run)
        return p

    p = verb("list", "業務ごとの 40 ステップと率", list_)
    p.add_argument("--business", help="業務ID")
    p = verb("set", "一つのステップを記録する", set_)
    p.add_argument("business", help="業務ID")
    p.add_argument("step", help="①-1 など")
    p.add_argument("--status", help="完了済み・作業中・未着手・対象外（空で消す）")
    for name, words in (("evidence", "根拠"), ("planned", "予定"), ("actual", "実績"), ("note", "備考")):
        p.add_argument(f"--{name}", help=words)
    p = verb("propose", "記録から言えることを、まだ入っていないステップに入れる", propose)
    p.add_argument("--business", help="業務ID")
    p.add_argument("--preview", action="store_true", help="入れずに見るだけ")
    p = verb("milestone", "業務ごとの自団体の期限", milestone)
    p.add_argument("business", help="業務ID")
    p.add_argument("step", nargs="?", default="", help="③-2 など（なければ一覧）")
    p.add_argument("--date", help="自団体の期限（空で消す）")
    p.add_argument("--reason", default="")
    p = verb("export", "業務別ステップ別進捗一覧の形で書き出す", export)
    p.add_argument("--out", required=True, type=Path, help=".xlsx か .csv")
    p = verb("compare", "報告されたファイルを、事実と記録に突き合わせる", compare)
    p.add_argument("file", type=Path)
    p = verb("import", "報告されたファイルの状況を記録する", import_)
    p.add_argument("file", type=Path)
    p = verb("month", "締める前に足りないものと、前の締めからの変化", month)
    p.add_argument("--month", default="", help="2026-10 など（なければ前の月）")
    p = verb("close", "月を締める", close)
    p.add_argument("--month", default="", help="2026-10 など（なければ前の月）")
    p.add_argument("--comment", default="", help="所見")


def _percent(value: Any) -> float:
    return round(float(value) * 100, 1)


def _row(row: Row) -> dict[str, Any]:
    rates = row.rates
    return {
        "business": row.business,
        "name": row.name,
        "done": _percent(rates.done),
        "working": _percent(rates.working),
        "waiting": _percent(rates.waiting),
        "steps": [
            {
                k: v
                for k, v in (
                    ("step", c.step), ("status", c.status), ("proposed", c.proposed), ("why", c.why),
                    ("against", c.against), ("evidence", c.evidence), ("planned", c.planned), ("actual", c.actual),
                    ("note", c.note),
                )
                if v
            }
            for c in row.cells
            if c.status or c.proposed
        ],
    }  # fmt: skip


def list_(args: argparse.Namespace) -> Answer:
    """The board, with the caveat that has to stand beside every rate."""
    with opened(args, read_only=True) as session:
        rows = [r for r in pmo.board(session) if args.business in (None, r.business)]
        spread = pmo.spread(rows)
    labels = pmo.labels()
    titles = {s.code: s.title for s in pmo.steps()}
    lines = []
    for row in rows:
        lines.append(f"{row.business} {row.name}　完了率 {_percent(row.rates.done)}%")
        for c in row.cells:
            if c.status or c.proposed:
                said = labels.get(c.status, f"（提案：{labels.get(c.proposed, '')}　{c.why}）")
                lines.append(f"   {titles[c.step]}　{said}{f'　! {c.against}' if c.against else ''}")
    counts = [{"step": s.code, **dict(c)} for s, c in zip(pmo.steps(), spread, strict=True)]
    data = {"businesses": [_row(r) for r in rows], "distribution": counts, "caveat": pmo.caveat()}
    return Answer(data, [*lines, pmo.caveat()])


def set_(args: argparse.Namespace) -> Answer:
    """One step."""
    given = {k: v for k in pmo.FIELDS if (v := getattr(args, k)) is not None}
    with opened(args) as session:
        done = pmo.record(session, [(args.business, args.step, given)])
    return Answer({"unit": done.unit}, [f"{args.business} {args.step} を記録しました。"])


def propose(args: argparse.Namespace) -> Answer:
    """What the facts suggest where nothing was reported."""
    with opened(args, read_only=args.preview) as session:
        found = [
            {"business": r.business, "step": c.step, "status": c.proposed, "why": c.why}
            for r in pmo.board(session)
            if args.business in (None, r.business)
            for c in r.cells
            if c.proposed and not c.status
        ]
        unit = None if args.preview else pmo.take_proposals(session, args.business).unit
    labels = pmo.labels()
    lines = [f"{f['business']} {f['step']}　{labels[f['status']]}（{f['why']}）" for f in found]
    return Answer({"proposed": found, "unit": unit}, lines or ["提案できるものはありません。"])


def milestone(args: argparse.Namespace) -> Answer:
    """The milestones of a business, or its own date of one."""
    with opened(args, read_only=args.date is None) as session:
        if args.date is not None:
            pmo.set_milestone(session, args.business, args.step, args.date, args.reason)
        found = pmo.milestones(session, args.business)
    data = [
        {"step": m.step, "phase": m.phase, "what": m.what, "national": m.national, "own": m.own, "reason": m.reason}
        for m in found
    ]
    lines = [f"{m.step or '－'}　{m.what}　国の目安 {m.national}{f'　自団体 {m.own}' if m.own else ''}" for m in found]
    return Answer({"milestones": data}, lines)


def export(args: argparse.Namespace) -> Answer:
    """The official layout."""
    with opened(args, read_only=True) as session:
        out = pmo_exchange.write(session, args.out)
    return Answer({"file": str(out)}, [f"「{out}」に書き出しました。"])


def _file(found: File) -> dict[str, Any]:
    return {
        "sheet": found.sheet,
        "businesses": [r.business for r in found.rows],
        "skipped": [{"place": s.place, "text": s.text, "reason": s.reason} for s in found.skipped],
    }


def compare(args: argparse.Namespace) -> Answer:
    """What a reported file contradicts; nothing is recorded."""
    with opened(args, read_only=True) as session:
        found = pmo_exchange.read(session, args.file)
        wrong = pmo_exchange.mismatches(session, found)
    data = [{"kind": m.kind, "business": m.business, "step": m.step, "message": m.message} for m in wrong]
    lines = [f"{m.business} {m.name} {m.step}：{m.message}" for m in wrong]
    lines += [f"{s.place}「{s.text}」：{s.reason}" for s in found.skipped]
    return Answer({**_file(found), "mismatches": data}, lines or ["ズレはありません。"])


def import_(args: argparse.Namespace) -> Answer:
    """Records the statuses of a reported file."""
    with opened(args) as session:
        found = pmo_exchange.read(session, args.file)
        done = pmo_exchange.take(session, found)
    lines = [f"{len(found.rows)} 業務の進捗を記録しました。"]
    return Answer(
        {**_file(found), "unit": done.unit}, lines + [f"{s.place}「{s.text}」：{s.reason}" for s in found.skipped]
    )


def month(args: argparse.Namespace) -> Answer:
    """What is missing before a close, and what changed since the last one."""
    with opened(args, read_only=True) as session:
        found = monthly.look(session, month=args.month)
    changed = [
        {"business": c.business, "steps": [list(s) for s in c.steps], "judged": c.judged, "issues": c.issues,
         "solved": c.solved}
        for c in found.changed
    ]  # fmt: skip
    data = {
        "month": found.month, "due": found.due.isoformat(), "days": found.days, "missing": list(found.missing),
        "changed": changed, "last": found.last.month if found.last else None, "closed": found.closed is not None,
    }  # fmt: skip
    left = f"あと {found.days} 日" if found.days >= 0 else f"{-found.days} 日過ぎています"
    return Answer(data, [f"{found.month} 分の期限は {found.due:%Y-%m-%d}（{left}）。", *found.missing])


def close(args: argparse.Namespace) -> Answer:
    """Closes a month."""
    with opened(args) as session:
        done = monthly.close(session, month=args.month, comment=args.comment)
    return Answer({"unit": done.unit, "label": done.label}, [f"{done.label}。"])
