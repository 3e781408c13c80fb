"""Commands on vendors' answers: vendor package, import, answers, agreement, agree, overrule."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.commands.base import Answer, opened, read_json
from app.core.codes import CURRENT_FACTS, VERDICT
from app.core.problems import USAGE, UserProblem
from app.services import (
    vendor_agreement,
    vendor_import,
    vendor_layers,
    vendor_packages,
    vendor_profiles,
    vendor_read,
    vendor_sheet,
)
from app.services import vendor_words as words
from app.services.session import Session
from app.services.vendor_agreement import Line
from app.services.vendor_import import Preview
from app.services.vendor_layers import VendorAnswer
from app.services.vendor_packages import Package


def add_parsers(sub: Any) -> None:
    """Adds the commands."""
    group = sub.add_parser("vendor", help="ベンダの回答").add_subparsers(dest="vendor_command", required=True)
    packages = group.add_parser("package", help="パッケージ").add_subparsers(dest="package_command", required=True)
    p = packages.add_parser("add", help="パッケージを登録する")
    p.add_argument("ws")
    p.add_argument("name")
    p.add_argument("--vendor", default="", help="事業者")
    p.add_argument("--version", default="", help="パッケージの版")
    p.add_argument("--business", nargs="*", default=[], help="扱う業務")
    p.add_argument("--edition", nargs="*", default=[], metavar="業務=版", help="対応する標準仕様の版（001=第6.1版）")
    p.set_defaults(run=add_package)
    p = packages.add_parser("list", help="パッケージの一覧")
    p.add_argument("ws")
    p.add_argument("--business")
    p.set_defaults(run=list_packages)
    p = group.add_parser("import", help="ベンダの回答の一覧を取り込む（列は何でもよい）")
    p.add_argument("ws")
    p.add_argument("file")
    p.add_argument("--package", required=True)
    p.add_argument("--vendor", default="", help="事業者（登録のないパッケージは、取り込みと一緒に登録する）")
    p.add_argument("--version", default="", help="パッケージの版")
    p.add_argument("--edition", default="", help="ベンダが回答した標準仕様の版")
    p.add_argument("--business", default="", help="ID だけでは業務が決まらないときの業務")
    p.add_argument("--profile", help="列の対応（JSON ファイル）")
    p.add_argument("--repair", action="store_true", help="読めない ID と回答に、示された直し方を使う")
    p.add_argument("--preview", "--dry-run", dest="preview", action="store_true", help="見るだけで取り込まない")
    p.set_defaults(run=import_)
    p = group.add_parser("answers", help="ベンダの回答を出す")
    p.add_argument("ws")
    p.add_argument("node", nargs="?")
    p.add_argument("--business")
    p.add_argument("--package", default="")
    p.set_defaults(run=list_answers)
    p = group.add_parser("agreement", help="ベンダの回答と判定の一致")
    p.add_argument("ws")
    p.add_argument("--business", required=True)
    p.add_argument("--package", default="")
    p.add_argument("--state", choices=tuple(vendor_agreement.STATES), nargs="*", default=[])
    p.add_argument("--out", help="Excel に書き出す")
    p.set_defaults(run=agreement)
    p = group.add_parser("agree", help="ベンダの回答に同意する")
    p.add_argument("ws")
    p.add_argument("node", nargs="*")
    p.add_argument("--package", required=True)
    p.add_argument("--reason", default="")
    p.add_argument("--business", help="NODE の代わりに、この業務の食い違いのない回答すべて")
    p.add_argument("--preview", "--dry-run", dest="preview", action="store_true", help="見るだけで記録しない")
    p.set_defaults(run=agree)
    p = group.add_parser("overrule", help="ベンダの回答と異なるとする（理由が要る）")
    p.add_argument("ws")
    p.add_argument("node")
    p.add_argument("--package", required=True)
    p.add_argument("--reason", required=True)
    p.add_argument("--answer", default="", choices=tuple(words.answers()), help="職員の見立て")
    p.set_defaults(run=overrule)


def add_package(args: argparse.Namespace) -> Answer:
    """A package, so that lists can be taken over for it."""
    editions = {}
    for text in args.edition:
        business, equals, edition = text.partition("=")
        if not equals:
            raise UserProblem(
                "usage", f"「{text}」は 業務=版 の形ではありません。", hint="例：001=第6.1版", exit_code=USAGE
            )
        editions[business] = vendor_import.check_edition(edition)
    with opened(args) as session:
        rid, done = vendor_packages.add_package(
            session, args.name, vendor=args.vendor, version=args.version, covered=args.business, editions=editions
        )
        shown = vendor_packages.package_of(session, rid).shown
    return Answer({"unit": done.unit, "rid": rid, "name": shown}, [f"「{shown}」を登録しました。"])


def list_packages(args: argparse.Namespace) -> Answer:
    """All packages, or those of a business."""
    with opened(args, read_only=True) as session:
        business = vendor_packages.business_id(args.business) if args.business else None
        found = vendor_packages.packages(session, business)
    data = [{"rid": p.rid, **_package(p)} for p in found]
    lines = [f"{p.shown} {'、'.join(p.businesses)}" for p in found]
    return Answer({"items": data}, lines or ["まだありません。"])


def _package(p: Package) -> dict[str, Any]:
    return {
        "name": p.name, "vendor": p.vendor, "version": p.version, "businesses": list(p.businesses),
        "editions": dict(p.editions),
    }  # fmt: skip


def import_(args: argparse.Namespace) -> Answer:
    """A vendor's list; what a person mapped once for the same headings is used again."""
    business = vendor_packages.business_id(args.business) if args.business else ""
    with opened(args, read_only=args.preview) as session:
        package = vendor_import.package_for(session, args.package, vendor=args.vendor, version=args.version)
        given = vendor_profiles.checked(read_json(args.profile, "列の対応"), args.profile) if args.profile else {}
        book = vendor_read.open_book(args.file, sheet=given.get("sheet"), header_row=given.get("header_row"))
        kept = {} if given else vendor_profiles.find(book.table)
        chosen = given or kept
        seen = vendor_import.preview_book(
            session, book, package, columns=chosen.get("columns"), values=chosen.get("values"), business=business,
            edition=vendor_import.check_edition(args.edition), repairs=args.repair,
        )  # fmt: skip
        unit = None
        if not args.preview:
            unit = vendor_import.take_over(session, seen).unit
            vendor_profiles.save(book.table, seen.mapping, seen.understood())
    data = {"unit": unit, "profile_kept": bool(kept), **_seen(seen), "preview": bool(args.preview)}
    return Answer(data, _lines(seen))


def _seen(seen: Preview) -> dict[str, Any]:
    return {
        "file": seen.file,
        "sheet": seen.sheet,
        "package": _package(seen.package),
        "edition": seen.edition,
        "edition_from": seen.edition_from,
        "edition_fits": seen.fits,
        "editions": [
            {"label": f.edition.label, "kind": f.edition.kind, "held": f.held, "missing": f.missing,
             "differing": f.differing}
            for f in seen.editions
        ],
        "rows": len(seen.rows),
        "new": seen.count("new"),
        "changed": seen.count("changed"),
        "same": seen.count("same"),
        "kept": seen.kept,
        "profile": seen.profile(),
        "values": [
            {"text": v.text, "count": v.count, "answer": v.code, "how": v.how, "proposal": v.proposal}
            for v in seen.values
        ],
        "problems": [
            {"cell": n.cell, "column": n.column, "text": n.text, "message": n.message, "repair": n.repair}
            for n in seen.notes
        ],
        "left": [{"row": n, "id": i, "reason": why} for n, i, why in seen.left],
        "doubles": [{"node": n, "rows": list(rows), "differ": differ} for n, rows, differ in seen.doubles],
        "elsewhere": [{"node": r.node, "edition": r.elsewhere} for r in seen.rows if r.elsewhere],
        "remarks": list(seen.remarks),
        "cells": seen.cells,
        "imported": seen.imported,
        "skipped": [{"cell": c, "reason": why} for c, why in seen.skipped],
    }  # fmt: skip


def _lines(seen: Preview) -> list[str]:
    what = f"新しい {seen.count('new')}、変わる {seen.count('changed')}、同じ {seen.count('same')}"
    lines = [f"{seen.file}：{seen.package.shown} の回答 {len(seen.rows)} 件（{what}）"]
    if seen.fits is False:
        lines.append(f"  回答の版「{seen.edition}」は、いま使う版と違います。")
    elif not seen.edition:
        lines.append("  どの版についての回答か分かりません。--edition で指定できます。")
    labels = {c.code: c.label for c in words.columns()}
    lines += [f"  {remark}" for remark in seen.remarks]
    lines += [f"  {h} → {labels.get(c, '説明に残す')}" for h, c in seen.mapping.items()]
    for v in seen.values:
        said = words.label_of(v.code) if v.code else "読めません"
        lines.append(f"  「{v.text}」{v.count} 件 → {said}")
    lines += [f"  {n.cell} {n.column}「{n.text}」：{n.message}" for n in seen.notes]
    lines += [f"  {number} 行目は除きます：{id_} {why}" for number, id_, why in seen.left]
    for node, rows, differ in seen.doubles:
        numbers = "・".join(map(str, rows))
        lines.append(f"  {node}：{numbers} 行目を一つにまとめます{'（回答が違います）' if differ else ''}")
    return lines


def list_answers(args: argparse.Namespace) -> Answer:
    """What packages say: of one item, or all answers of a business."""
    if (args.node is None) == (args.business is None):
        raise UserProblem("usage", "項目（NODE）か --business のどちらか一つを指定してください。", exit_code=USAGE)
    with opened(args, read_only=True) as session:
        package = vendor_packages.package_of(session, args.package).rid if args.package else ""
        if args.node is not None:
            found = vendor_layers.answers_of(session, args.node)
        else:
            layers = vendor_layers.by_item(session, vendor_packages.business_id(args.business))
            found = [a for answers in layers.values() for a in answers]
    shown = [a for a in found if package in ("", a.package.rid)]
    lines = [" ".join(t for t in (a.node, a.package.shown, words.chip_of(a.answer), a.when) if t) for a in shown]
    return Answer({"items": [_answer(a) for a in shown]}, lines or ["まだ回答がありません。"])


def _answer(a: VendorAnswer) -> dict[str, Any]:
    return {
        "node": a.node, "package": a.package.name, "vendor": a.package.vendor, "answer": a.answer, "when": a.when,
        "place": a.place, "text": a.text, "concern": a.concern, "edition": a.edition, "other_edition": a.other,
        "fits": a.fits,
        "received": a.received, "position": a.position, "reason": a.reason, "own": a.own, "stale": a.stale,
        "effective": a.effective,
    }  # fmt: skip


def agreement(args: argparse.Namespace) -> Answer:
    """Item by item what a vendor says against our verdict and today."""
    business = vendor_packages.business_id(args.business)
    with opened(args, read_only=True) as session:
        package = vendor_packages.package_of(session, args.package).rid if args.package else ""
        found = vendor_agreement.agreement(session, business, package=package)
        lines = [n for n in found.lines if not args.state or n.state in args.state]
        if args.out:
            vendor_sheet.write(session, found, lines, Path(args.out))
    counts = found.counts()
    data = {
        "packages": [
            {"name": p.name, "vendor": p.vendor, "edition": found.editions[p.rid][0],
             "edition_fits": found.editions[p.rid][1], "counts": dict(found.counts(p.rid))}
            for p in found.packages
        ],
        "counts": dict(counts),
        "items": [_line(n) for n in lines],
        "file": args.out or "",
    }  # fmt: skip
    said = "、".join(f"{label} {counts[state]}" for state, label in vendor_agreement.STATES.items() if counts[state])
    texts = [f"{n.row.id} {_verdict(n)} {n.answer.package.name} {words.chip_of(n.answer.answer)}" for n in lines]
    texts = [
        f"{text}：{'、'.join(d.message for d in n.doubts)}"
        for text, n in zip(texts, lines, strict=True)
        if n.level in ("error", "warning")
    ]
    return Answer(data, [*texts, said or "ベンダの回答がまだありません。"])


def _verdict(line: Line) -> str:
    found = VERDICT.get(line.row.verdict or "")
    return f"{found.sign}{found.short}" if found else "未判定"


def _line(line: Line) -> dict[str, Any]:
    return {
        "node": line.row.node, "package": line.answer.package.name, "class": line.row.cls,
        "verdict": line.row.verdict, "current": line.current, "answer": line.answer.answer,
        "effective": line.answer.effective, "state": line.state, "level": line.level,
        "doubts": [{"rule": d.rule, "level": d.level, "message": d.message} for d in line.doubts],
    }  # fmt: skip


def agree(args: argparse.Namespace) -> Answer:
    """Agrees with the answers to some items, or with everything that nothing speaks against."""
    if bool(args.node) == bool(args.business):
        raise UserProblem("usage", "項目（NODE）か --business のどちらか一つを指定してください。", exit_code=USAGE)
    with opened(args, read_only=args.preview) as session:
        package = vendor_packages.package_of(session, args.package)
        if args.business:
            business = vendor_packages.business_id(args.business)
            found = vendor_agreement.agreement(session, business, package=package.rid)
            shown = vendor_agreement.agreeable(found)
            other = sum(n.state == "fits" and n.answer.fits is False for n in found.lines)
        else:
            other = 0
            shown = [_of(session, node, package) for node in args.node]
        unit, changed = None, 0
        if not args.preview and (shown or args.node):
            done = vendor_layers.agree(session, shown, reason=args.reason)
            unit, changed = done.unit, done.operations
    lines = [f"{a.node} {words.chip_of(a.answer)}" for a in shown]
    lines.append(f"{len(shown)} 件に同意できます。" if args.preview else f"{changed} 件に同意しました。")
    if other:
        lines.append(f"{other} 件は、いま使う版と違う版への回答のため、一件ずつ確かめてください。")
    return Answer({"unit": unit, "changed": changed, "items": [a.node for a in shown], "other_edition": other}, lines)


def _of(session: Session, node: str, package: Package) -> VendorAnswer:
    for one in vendor_layers.answers_of(session, node):
        if one.package.rid == package.rid and one.rid:
            return one
    raise UserProblem(
        "nothing_answered", f"「{node}」には、{package.shown} の回答がありません。",
        hint="fitgap vendor answers で回答のある項目を確かめてください。",
    )  # fmt: skip


def overrule(args: argparse.Namespace) -> Answer:
    """Says that an answer doesn't hold, with a reason."""
    with opened(args) as session:
        shown = _of(session, args.node, vendor_packages.package_of(session, args.package))
        done = vendor_layers.overrule(session, shown, reason=args.reason, own=args.answer)
    seen = words.label_of(args.answer) if args.answer else CURRENT_FACTS["unknown"]
    lines = [f"{args.node}：回答「{words.label_of(shown.answer)}」と異なるとしました（見立て：{seen}）。"]
    return Answer({"unit": done.unit, "changed": done.operations}, lines)
