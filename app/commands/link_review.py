"""Commands on 連携検討表, patterns and impact: linkage list|set|accept|package|sentences|pattern|impact|inquire."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.commands.base import Answer, opened
from app.services import link_impact, link_patterns, link_review_rows, link_scope
from app.services.link_impact import ImpactLine
from app.services.link_review_rows import EDITABLE, STATES, ReviewLine
from app.ui.theme.tokens import tokens

_WORDS = {
    "need": "検討要否（〇、×、-、空欄は未検討）", "current_id": "現行システムにおける連携ID",
    "partner": "現行連携先システム名",
    "method": "連携方法", "timing": "提供時期", "note": "備考",
}  # fmt: skip

_PATTERN = {
    "method": "実施方式", "route": "連携経路", "needed": "必要な環境・機能", "what": "なにを", "who": "誰が",
    "how": "どのように",
}  # fmt: skip


def add_parsers(sub: Any) -> None:
    """Adds the commands."""
    group = sub.add_parser("linkage", help="連携検討表・連携パターン・影響").add_subparsers(dest="verb", required=True)

    def verb(name: str, help_text: str, run: Any) -> Any:
        p = group.add_parser(name, help=help_text)
        p.add_argument("ws")
        p.set_defaults(run=run)
        return p

    p = verb("list", "連携検討表の行", list_)
    p.add_argument("--business", help="業務ID")
    p.add_argument("--state", action="append", default=[], choices=tuple(STATES), help="この状態のものだけ（複数可）")
    p = verb("set", "検討要否などを書く", set_)
    p.add_argument("node", nargs="+", help="連携（link:001/004o008-00 など）")
    for code, word in _WORDS.items():
        p.add_argument(f"--{code.replace('_', '-')}", dest=code, help=word)
    p = verb("accept", "現行の連携の候補を採る", accept)
    p.add_argument("node", nargs="*", help="連携（なければ、候補のあるものすべて）")
    p.add_argument("--business", help="業務ID")
    p = verb("package", "同一パッケージ内（適用外）とする", package)
    p.add_argument("node", nargs="+")
    p.add_argument("--name", default="", help="パッケージの名前（なければ、候補のもの）")
    p.add_argument("--reason", default="", help="理由")
    p.add_argument("--off", action="store_true", help="取り消す")
    p = verb("sentences", "機能説明の読み取り", sentences)
    p.add_argument("--business", help="業務ID")
    p.add_argument("--all", action="store_true", help="確かに読み取れたものも")
    p = verb("pattern", "連携パターンの行を環境ごとに作る", pattern)
    p.add_argument("node", nargs="+")
    p.add_argument("--partner", required=True, help="相手先（on_premises、オンプレ環境 など）")
    p.add_argument("--environment", action="append", required=True, help="環境（production、test_core、test_office）")
    for code, word in _PATTERN.items():
        p.add_argument(f"--{code}", default="", help=word)
    p = verb("impact", "影響する連携と所管課を、表か図に書き出す", impact)
    _about(p)
    p.add_argument("--out", type=Path, help="書き出すファイル（xlsx、svg、png、pdf）")
    p = verb("inquire", "影響を受ける課への照会を作る", inquire)
    _about(p)
    p.add_argument("--due", default="", help="回答期限")
    p.add_argument("--asked-on", default="", help="照会日（なければ下書き）")
    p.add_argument("--to", action="append", help="この照会先だけ（複数可）")
    p.add_argument("--preview", "--dry-run", dest="preview", action="store_true", help="見るだけで書き込まない")


def _about(p: Any) -> None:
    p.add_argument("node", nargs="+", help="変わるもの（business:001、system:、link:、curlink:、issue:G-0001 など）")
    p.add_argument("--depth", type=int, default=1, help="何段先までか")


def _row(line: ReviewLine) -> dict[str, Any]:
    out: dict[str, Any] = {"node": line.node, **line.texts, "states": [s for s in STATES if s in line.states()]}
    if line.proposed:
        out["proposed"] = [c for c in EDITABLE if c in line.proposed]
    for code, value in (("warnings", line.warnings), ("undecidable", line.unknown)):
        if value:
            out[code] = list(value)
    if line.package:
        out["package"] = {"name": line.package, "set": line.within}
    if line.issues:
        out["issues"] = line.issues.split("\n")
    return out


def list_(args: argparse.Namespace) -> Answer:
    """The lines with what is proposed and what to look at; how many are in each state."""
    with opened(args, read_only=True) as session:
        found = link_review_rows.lines(session, args.business, states=args.state)
    lines = []
    for x in found:
        t = x.texts
        lines.append(f"{t['need'] or '□'} {t['id']}-{t['branch']} {t['level1']}　{t['current_id']}".rstrip())
        lines += [f"   {w}" for w in (*x.warnings, *x.unknown)]
    data = {"items": [_row(x) for x in found], "counts": link_review_rows.counts(found)}
    return Answer(data, lines or ["連携がありません。"])


def set_(args: argparse.Namespace) -> Answer:
    """The columns given, for each of the linkages, as one step."""
    texts = {c: getattr(args, c) for c in EDITABLE if getattr(args, c) is not None}
    with opened(args) as session:
        done = link_review_rows.write(session, dict.fromkeys(args.node, texts))
    return Answer({"unit": done.unit, "changed": done.operations}, [f"{done.operations} 連携に記録しました。"])


def accept(args: argparse.Namespace) -> Answer:
    """Proposals become what is written."""
    with opened(args) as session:
        done = link_review_rows.accept(session, args.node or None, business=args.business)
    return Answer({"unit": done.unit, "changed": done.operations}, [f"{done.label}。元に戻せます。"])


def package(args: argparse.Namespace) -> Answer:
    """Within one package, or no longer."""
    with opened(args) as session:
        if args.off or args.name:
            done = link_scope.set_scope(session, args.node, on=not args.off, package=args.name, reason=args.reason)
        else:
            done = link_review_rows.accept_packages(session, args.node)
    return Answer({"unit": done.unit, "changed": done.operations}, [f"{done.label}を記録しました。"])


def sentences(args: argparse.Namespace) -> Answer:
    """The parts of each sentence; by default those that could not be read for certain."""
    with opened(args, read_only=True) as session:
        found = link_review_rows.sentences(session, args.business, unsure=not args.all)
        total = len(link_review_rows.sentences(session, args.business))
    rows = [
        {"node": s.node, "text": s.text, "subject": s.subject, "partner": s.partner, "purpose": s.purpose,
         "data": s.data, "operation": s.operation, "confidence": s.confidence, "rest": s.rest, "why": s.why}
        for s in found
    ]  # fmt: skip
    lines = [f"{s.node} 確かさ {s.confidence}　{s.why or f'{s.subject}→{s.partner}　{s.operation}'}" for s in found]
    return Answer({"items": rows, "sentences": total}, lines or [f"{total} 文すべてを読み取りました。"])


def pattern(args: argparse.Namespace) -> Answer:
    """A row per linkage and environment."""
    given = {c: getattr(args, c) for c in _PATTERN}
    with opened(args) as session:
        done = link_patterns.add(session, args.node, args.partner, args.environment, **given)
    return Answer({"unit": done.unit, "changed": done.operations}, [f"{done.label}。"])


def _touched(line: ImpactLine) -> dict[str, Any]:
    row = line.row
    return {
        "department": line.department, "steps": line.steps, "node": row.node, "source": row.source_name,
        "target": row.target_name, "data": row.data, "ends": list(line.ends),
    }  # fmt: skip


def impact(args: argparse.Namespace) -> Answer:
    """The touched linkages by department, those nobody owns first; written to a file where one is named."""
    with opened(args, read_only=True) as session:
        if args.out is not None:
            found = link_impact.write(
                session, args.node, args.out, depth=max(1, args.depth), colours=tokens("light")
            )  # fmt: skip
        else:
            found = link_impact.reach(session, args.node, depth=max(1, args.depth))
    lines = [f"{found.subject}が変わると"]
    for department, group in found.departments().items():
        lines.append(f"{department or link_impact.UNOWNED}（{len(group)}）")
        lines += [f"  {x.steps} 段 {x.row.source_name} → {x.row.target_name} {x.row.data}" for x in group]
    if not found.lines:
        lines = ["影響を受ける連携はありません。"]
    if args.out is not None:
        lines.append(f"「{args.out}」に書き出しました。")
    return Answer({"subject": found.subject, "items": [_touched(x) for x in found.lines]}, lines)


def inquire(args: argparse.Namespace) -> Answer:
    """One inquiry per department or unowned end, all as one step."""
    depth = max(1, args.depth)
    with opened(args, read_only=args.preview) as session:
        if args.preview:
            _, made = link_impact.letters(session, args.node, depth=depth)
            rows = [{"addressee": x.addressee, "name": x.name, "text": x.text, "waiting": x.there} for x in made]
            return Answer({"items": rows}, [f"{x.addressee}　{x.there and f'{x.there} が回答待ち'}" for x in made])
        numbers, done = link_impact.ask(
            session, args.node, depth=depth, due=args.due, asked_on=args.asked_on, only=args.to
        )
    return Answer({"unit": done.unit, "numbers": numbers}, [f"照会 {'、'.join(numbers)} を作りました。"])
