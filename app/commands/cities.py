"""Commands about 他団体: other municipalities beside ours, ID × 団体, joint decisions and deviations, own marks."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.commands.base import Answer, opened
from app.core.codes import COMPARED, VERDICT
from app.core.parcels import fingerprint
from app.core.problems import USAGE, UserProblem
from app.services import cities, city_detail, city_joint, city_matrix, city_package, city_sheet, private_marks
from app.services.city_detail import CitySaid
from app.services.city_matrix import SHOWS, Asked, Key, Line
from app.services.session import Session
from app.services.views import Changes

_SHOWN = 200  # lines of a matrix on a terminal; --json and --out have all


def add_parsers(sub: Any) -> None:
    """Adds the commands."""
    group = sub.add_parser("city", help="他団体と並べて見る・共同で決める").add_subparsers(dest="verb", required=True)
    p = group.add_parser("add", help="他団体のパッケージ・作業ファイルを並べる（読むだけ）")
    p.add_argument("ws")
    p.add_argument("file")
    p.add_argument("--dry-run", action="store_true")
    p.set_defaults(run=add)
    p = group.add_parser("list", help="並べている団体")
    p.add_argument("ws")
    p.set_defaults(run=list_)
    p = group.add_parser("remove", help="並べている団体を外す")
    p.add_argument("ws")
    p.add_argument("city", help="団体コードか団体名")
    p.set_defaults(run=remove)
    p = group.add_parser("package", help="他団体に見せるパッケージを作る（メモは入らない）")
    p.add_argument("ws")
    p.add_argument("--out", required=True)
    p.add_argument("--business", action="append", default=[])
    p.add_argument("--note", default="")
    p.set_defaults(run=package)
    p = group.add_parser("matrix", help="ID × 団体の突き合わせ")
    p.add_argument("ws")
    _narrow(p)
    for name in ("differs", "missing", "open", "apart"):
        p.add_argument(f"--{name}", dest="show", action="store_const", const=name, default="all", help=SHOWS[name])
    p.add_argument("--out", help="Excel に書き出す")
    p.add_argument("--mode", choices=city_sheet.MODES, default="style", help="machine = 1 行 1 件の機械判読")
    p.set_defaults(run=matrix)
    p = group.add_parser("show", help="一つの項目を団体ごとに見る")
    p.add_argument("ws")
    p.add_argument("node")
    p.set_defaults(run=show)
    p = group.add_parser("decide", help="共同の決定を記録する")
    p.add_argument("ws")
    p.add_argument("node", nargs="*")
    p.add_argument("--verdict", default="", metavar="CODE")
    p.add_argument("--disposition", default="", metavar="CODE")
    p.add_argument("--content", default="")
    p.add_argument("--reason", default="")
    p.add_argument("--by", default="", help="決定者")
    p.add_argument("--date", default="", metavar="YYYY-MM-DD")
    p.add_argument("--agreed", action="store_true", help="全団体の判定が同じものをまとめて")
    p.add_argument("--withdraw", action="store_true", help="決定を取り下げる")
    p.add_argument("--dry-run", action="store_true")
    _narrow(p)
    p.set_defaults(run=decide)
    p = group.add_parser("deviate", help="共同の決定と違う理由を記録する")
    p.add_argument("ws")
    p.add_argument("node")
    p.add_argument("--city", required=True, help="団体コードか団体名（自団体も）")
    p.add_argument("--reason", required=True, help="空 = 取り下げる")
    p.add_argument("--by", default="", help="決定者")
    p.add_argument("--date", default="", metavar="YYYY-MM-DD")
    p.set_defaults(run=deviate)
    p = sub.add_parser("mark", help="自分用の印・メモ（パッケージにも様式にも入らない）")
    p.add_argument("ws")
    p.add_argument("node", nargs="?", help="省くと一覧")
    p.add_argument("--note", help="空 = 消す")
    p.add_argument("--off", action="store_true", help="印とメモを消す")
    p.add_argument("--withhold", action="store_true", help="他団体に渡さない")
    p.set_defaults(run=mark)


def _narrow(p: Any) -> None:
    p.add_argument("--business", action="append", default=[])
    p.add_argument("--kind", action="append", default=[], choices=COMPARED)
    p.add_argument("--search", default="", metavar="語")


def _asked(args: argparse.Namespace, show: str = "all") -> Asked:
    return Asked(args.search, tuple(args.business), tuple(args.kind), show)


def add(args: argparse.Namespace) -> Answer:
    """Lays another municipality beside ours, or says what that would change."""
    with opened(args, read_only=args.dry_run) as session:
        given = cities.read(Path(args.file), code=session.code)
        seen = cities.preview(session, given)
        if not args.dry_run:
            cities.add(session, given)
    data = {
        "dry_run": args.dry_run, "code": given.code, "municipality": given.municipality, "from": given.by,
        "created_at": given.created_at, "replaces": seen.before.created_at if seen.before else "",
        "older": seen.older, "items": len(given.items), "mapped": len(given.mapped), "added": seen.added,
        "changed": seen.changed, "gone": seen.gone, "same": seen.same,
        "samples": [{"node": s.node, "before": s.before, "after": s.after} for s in seen.samples],
    }  # fmt: skip
    lines = [f"{given.municipality}（{given.code}）　{given.by}　{given.created_at[:10]}"]
    if seen.before:
        lines.append(f"前の {seen.before.created_at[:10]} のものと入れ替え{'ます' if args.dry_run else 'ました'}。")
        lines.append(f"増えた {seen.added:,}　変わった {seen.changed:,}　なくなった {seen.gone:,}　同じ {seen.same:,}")
        lines += [f"  {s.node} {s.before} → {s.after}" for s in seen.samples]
    if seen.older:
        lines.append("注意：いま並べているものより前に書かれています。")
    done = "並べるとこうなります（まだ何も変えていません）。" if args.dry_run else "並べました。"
    return Answer(data, [*lines, f"判定 {len(given.items):,} 件。{done}自団体の記録は変わりません。"])


def list_(args: argparse.Namespace) -> Answer:
    """The municipalities beside ours."""
    with opened(args, read_only=True) as session:
        found = cities.listed(session)
    data = [
        {
            "code": c.code, "municipality": c.municipality, "size": c.size, "file": c.file, "from": c.by,
            "created_at": c.created_at, "added_at": c.added_at, "added_by": c.added_by, "items": c.items,
            "editions": sorted(set(c.editions.values())),
        }
        for c in found
    ]  # fmt: skip
    lines = [f"{c.code} {c.municipality}　判定 {c.items:,} 件　{c.created_at[:10]} のもの　{c.file}" for c in found]
    return Answer({"items": data}, lines or ["他団体はまだ並べていません。"])


def remove(args: argparse.Namespace) -> Answer:
    """Takes one away."""
    with opened(args) as session:
        found = cities.remove(session, args.city)
    return Answer({"code": found.code, "municipality": found.municipality}, [f"{found.municipality}を外しました。"])


def package(args: argparse.Namespace) -> Answer:
    """Our answers for others."""
    with opened(args, read_only=True) as session:
        made = city_package.create(session, Path(args.out), chosen=args.business, note=args.note)
        held = len(private_marks.withheld(session))
    data = {
        "file": str(made.file), "package": made.id, "fingerprint": fingerprint(made.id), "withheld": held,
        "operations": made.manifest.operations, "records": made.manifest.records, "types": dict(made.manifest.types),
    }  # fmt: skip
    lines = [f"「{made.file}」を作りました（記録 {made.manifest.records:,} 件）。", f"指紋：{fingerprint(made.id)}"]
    if held:
        lines.append(f"「他団体に渡さない」にした {held} 件は入っていません。")
    return Answer(data, lines)


def _line(line: Line, columns: Sequence[city_matrix.Column]) -> dict[str, Any]:
    return {
        "node": line.node, "name": line.name, "class": line.cls, "here": line.here,
        "cities": [
            {
                "code": column.code, "state": cell.state, "verdict": cell.verdict, "edition": cell.edition,
                "off": cell.off, "reasoned": cell.reasoned,
            }
            for column, cell in zip(columns, line.cells, strict=True)
        ],
        "joint": _joint(line),
    }  # fmt: skip


def _joint(line: Line) -> dict[str, Any] | None:
    joint = line.joint
    if joint is None:
        return None
    return {
        "verdict": joint.verdict, "disposition": joint.disposition, "content": joint.content, "reason": joint.reason,
        "by": joint.by, "date": joint.date, "conflict": joint.conflict,
    }  # fmt: skip


def matrix(args: argparse.Namespace) -> Answer:
    """Rows of the matrix, or a workbook of them."""
    with opened(args, read_only=True) as session:
        asked = _asked(args, args.show)
        found = city_matrix.find(session, asked)
        data: dict[str, Any] = {
            "cities": [{"code": c.code, "name": c.name, "own": c.own} for c in found.columns],
            "counts": found.counts, "total": len(found.keys),
        }  # fmt: skip
        if args.out:
            out = city_sheet.write(session, asked, Path(args.out), mode=args.mode)
            return Answer({**data, "file": str(out)}, [f"「{out}」に {len(found.keys):,} 件を書き出しました。"])
        wanted = found.keys if args.json else found.keys[:_SHOWN]
        rows = [one for n in range(0, len(wanted), 500) for one in city_matrix.lines(session, wanted[n : n + 500])]
    lines = ["　".join(f"{label} {found.counts[code]:,}" for code, label in SHOWS.items())]
    for row in rows:
        said = "　".join(f"{c.name} {city_sheet.cell_text(x)}" for c, x in zip(found.columns, row.cells, strict=True))
        joint = city_sheet.joint_text(row)
        lines.append(f"{row.node} {row.name}　{said}" + (f"　共同 {joint}" if joint else ""))
    if len(found.keys) > len(wanted):
        lines.append(f"（はじめの {len(wanted)} 件です。すべては --out で書き出せます）")
    return Answer({**data, "items": [_line(r, found.columns) for r in rows]}, lines)


def _key(session: Session, node: str) -> Key:
    found = city_matrix.key_of_node(session, node)
    if found is None:
        raise UserProblem(
            "no_item",
            f"「{node}」は、採用中の版にも、並べている他団体にもありません。",
            hint="ID を確かめてください。",
        )
    return found


def show(args: argparse.Namespace) -> Answer:
    """Everything each municipality says of one item."""
    with opened(args, read_only=True) as session:
        found = city_detail.detail(session, _key(session, args.node))
    line = found.line
    lines = [f"{line.node} {line.name}"]
    for one in found.cities:
        cell = line.cells[found.cities.index(one)]
        lines.append(f"{one.column.name}　{city_sheet.cell_text(cell)}")
        if one.said is not None:
            lines += [
                f"  {label}：{text}" for label, text in (("差異", one.said.detail), ("理由", one.said.why)) if text
            ]
        if one.deviation:
            lines.append(f"  逸脱の理由：{one.deviation['reason']}")
    joint = city_sheet.joint_text(line)
    lines.append(f"共同の決定：{joint}（{line.joint.reason}）" if line.joint else "共同の決定：まだありません")
    data = {
        "node": line.node, "name": line.name, "text": found.text, "joint": _joint(line),
        "cities": [_city(one) for one in found.cities],
    }  # fmt: skip
    return Answer(data, lines)


def _city(one: CitySaid) -> dict[str, Any]:
    said = one.said
    return {
        "code": one.column.code,
        "name": one.column.name,
        "verdict": said.verdict if said else None,
        "current": said.current if said else "",
        "detail": said.detail if said else "",
        "reason": said.why if said else "",
        "edition": one.edition,
        "department": said.department if said else "",
        "at": said.at if said else "",
        "conflict": [dict(zip(("verdict", "current", "detail", "reason", "department"), v, strict=True))
                     for v in one.values],
        "dispositions": [{"disposition": d, "content": c} for d, c in one.dispositions],
        "mapped": [{"number": m.number, "name": m.name} for m in one.mapped],
        "deviation": one.deviation.get("reason", ""),
    }  # fmt: skip


def decide(args: argparse.Namespace) -> Answer:
    """One joint decision about the items named, or what every municipality judged alike."""
    if args.agreed == bool(args.node) or (args.dry_run and not args.agreed) or (args.withdraw and args.agreed):
        raise UserProblem(
            "usage",
            "項目（NODE）か --agreed のどちらかを指定してください（--dry-run は --agreed とだけ）。",
            exit_code=USAGE,
        )
    said = {"reason": args.reason, "by": args.by, "date": args.date}
    with opened(args, read_only=args.dry_run) as session:
        if args.agreed:
            return _decide_agreed(session, _asked(args), said, dry_run=args.dry_run)
        keys = [_key(session, node) for node in args.node]
        if args.withdraw:
            done = city_joint.withdraw(session, keys)
        else:
            done = city_joint.decide(
                session, keys, verdict=args.verdict, disposition=args.disposition, content=args.content, **said
            )
    return _changed(done)


def _decide_agreed(session: Session, asked: Asked, said: dict[str, str], *, dry_run: bool) -> Answer:
    found = city_joint.agreed(session, asked)
    done = None if dry_run or not found.lines else city_joint.decide_agreed(session, found.lines, **said)
    data = {
        "dry_run": dry_run, "unit": done.unit if done else "", "changed": done.operations if done else 0,
        "left": found.left,
        "items": [{"node": x.node, "verdict": x.cells[0].verdict} for x in found.lines],
    }  # fmt: skip
    lines = [f"{x.node} {x.name}　{VERDICT[x.cells[0].verdict or ''].label}" for x in found.lines]
    word = "を決定できます" if dry_run else "を共同の決定にしました"
    return Answer(
        data, [*lines, f"全団体が同じ判定の {len(found.lines):,} 件{word}。ほかの {found.left:,} 件はそのままです。"]
    )


def deviate(args: argparse.Namespace) -> Answer:
    """Why a municipality does otherwise."""
    with opened(args) as session:
        done = city_joint.deviate(
            session, _key(session, args.node), args.city, reason=args.reason, by=args.by, date=args.date
        )
    return _changed(done)


def _changed(done: Changes) -> Answer:
    return Answer({"unit": done.unit, "changed": done.operations}, [f"{done.label}（{done.operations} 件）"])


def mark(args: argparse.Namespace) -> Answer:
    """Own marks: the list, or one."""
    with opened(args, read_only=args.node is None) as session:
        if args.node is None:
            return _marks(private_marks.listed(session))
        key = _key(session, args.node)
        before = private_marks.of(session, key)
        note = "" if args.off else before.note if args.note is None else args.note
        made = private_marks.put(
            session, key, mark=not args.off, note=note, withhold=args.withhold or (before.withheld and not args.off)
        )
    return _marks([made])


def _marks(found: Sequence[private_marks.Mark]) -> Answer:
    data = [
        {"business": m.key[0], "kind": m.key[1], "id": m.key[2], "branch": m.key[3], "mark": m.mark, "note": m.note,
         "withheld": m.withheld}
        for m in found
    ]  # fmt: skip
    lines = [
        f"{m.key[0]} {m.key[2]}{'-' + m.key[3] if m.key[3] else ''}　{'印' if m.mark else ''}　{m.note}"
        + ("　他団体に渡さない" if m.withheld else "")
        for m in found
    ]
    return Answer({"items": data}, lines or ["印はありません。"])
