"""Commands about packages: out to departments, back, taken in, withdrawn, and the ledger of what came in."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.commands.base import Answer, opened, progress, who
from app.core.parcels import BACK, Manifest, fingerprint
from app.core.problems import REFUSED, USAGE, UserProblem
from app.services import coverage, parcels, taking
from app.services.parcels import Made


def add_parsers(sub: Any) -> None:
    """Adds the commands."""
    group = sub.add_parser("package", help="部署へ渡す・返す・取り込む").add_subparsers(dest="verb", required=True)
    p = group.add_parser("create", help="部署へ渡すパッケージを作る")
    p.add_argument("ws")
    p.add_argument("--to", required=True, metavar="所属")
    p.add_argument("--out", required=True)
    p.add_argument("--business", action="append", default=[], help="所管業務の代わりに渡す業務（繰り返せる）")
    p.add_argument("--deadline", default="", metavar="YYYY-MM-DD")
    p.add_argument("--note", default="", help="部署への依頼の文")
    p.set_defaults(run=create)
    p = group.add_parser("inspect", help="パッケージの中身と指紋を見る")
    p.add_argument("file")
    p.set_defaults(run=inspect)
    p = group.add_parser("open", help="作業用コピーとして開く")
    p.add_argument("file")
    p.add_argument("--out", help="作業用コピーの場所（省くとプログラムが保管する）")
    p.set_defaults(run=open_)
    p = group.add_parser("return", help="作業用コピーを返すパッケージにする")
    p.add_argument("ws")
    p.add_argument("--out", required=True)
    p.add_argument("--note", default="")
    p.set_defaults(run=return_)
    p = group.add_parser("merge", help="返ってきたパッケージを取り込む")
    p.add_argument("ws")
    p.add_argument("files", nargs="+")
    p.add_argument("--dry-run", action="store_true")
    p.add_argument("--apart", action="store_true", help="同じ団体で別に始めたファイルも取り込む")
    p.set_defaults(run=merge)
    p = group.add_parser("retract", help="取り込んだパッケージを取り消す")
    p.add_argument("ws")
    p.add_argument("package")
    p.add_argument("--reason", default="")
    p.set_defaults(run=retract)
    p = group.add_parser("ledger", help="取り込みの台帳")
    p.add_argument("ws")
    p.set_defaults(run=ledger)
    p = group.add_parser("status", help="だれが返したか、どこまで判定したか")
    p.add_argument("ws")
    p.set_defaults(run=status)
    p = group.add_parser("chase", help="返っていない部署への催促の文")
    p.add_argument("ws")
    p.add_argument("--to", required=True, metavar="所属")
    p.set_defaults(run=chase)


def _about(package: str, m: Manifest) -> dict[str, Any]:
    return {
        "package": package,
        "fingerprint": fingerprint(package),
        "direction": m.direction,
        "workspace_id": m.workspace,
        "code": m.code,
        "municipality": m.municipality,
        "from": m.by,
        "to": "" if m.direction == BACK else m.department_name,
        "department": m.department_name,
        "businesses": list(m.businesses),
        "created_at": m.created_at,
        "deadline": m.deadline,
        "note": m.note,
        "operations": m.operations,
        "own": m.own,
        "records": m.records,
        "editions": len(m.editions),
        "answers": m.answers,
    }


def _lines(package: str, m: Manifest) -> list[str]:
    to = f"{m.by} から事務局へ" if m.direction == BACK else f"{m.by} から {m.department_name} へ"
    lines = [
        f"{m.municipality}（{m.code}）　{to}　{m.created_at[:16].replace('T', ' ')}",
        f"業務：{'、'.join(m.businesses) or '（すべて）'}",
        f"記録 {m.records:,} 件（操作 {m.operations:,}）　版 {len(m.editions)}",
        f"指紋：{fingerprint(package)}",
    ]
    if m.deadline:
        lines.append(f"期限：{m.deadline}")
    if m.note:
        lines.append(f"依頼：{m.note}")
    return lines


def _made(made: Made) -> Answer:
    data = {"file": str(made.file), **_about(made.id, made.manifest)}
    return Answer(data, [f"「{made.file}」を作りました。", *_lines(made.id, made.manifest)])


def create(args: argparse.Namespace) -> Answer:
    """The package for a department."""
    with opened(args) as session:
        made = parcels.create(
            session, args.to, Path(args.out), chosen=args.business, deadline=args.deadline, note=args.note
        )
    answer = _made(made)
    answer.data["remembered"] = made.remembered
    if not made.remembered:
        answer.lines.append("ファイルを書き換えられないため、渡したことは控えていません（「状況」に出ません）。")
    return answer


def inspect(args: argparse.Namespace) -> Answer:
    """What a package says of itself; every hash is verified."""
    parcel = parcels.inspect(Path(args.file))
    return Answer(
        {"file": args.file, **_about(parcel.id, parcel.manifest), "others": list(parcel.others)},
        [*_lines(parcel.id, parcel.manifest), "中身はすべて指紋（ハッシュ）と合っています。"],
    )


def open_(args: argparse.Namespace) -> Answer:
    """Makes or refreshes the working copy of a package."""
    session = parcels.open_copy(Path(args.file), who=who(args), out=Path(args.out) if args.out else None)
    try:
        copy = parcels.working_copy(session)
        assert copy is not None
        path = session.info.path
    finally:
        session.close()
    data = {
        "workspace": path, "package": copy.package, "department": copy.name, "businesses": list(copy.businesses),
        "deadline": copy.deadline, "note": copy.note,
    }  # fmt: skip
    return Answer(data, [f"{copy.title}：{path}", *([f"依頼：{copy.note}"] if copy.note else [])])


def return_(args: argparse.Namespace) -> Answer:
    """The package back to the office."""
    with opened(args, read_only=True) as session:
        made = parcels.hand_back(session, Path(args.out), note=args.note)
    return _made(made)


def merge(args: argparse.Namespace) -> Answer:
    """Takes packages in, or says what taking them in would do; exit code 3 when one was set aside."""
    with opened(args) as session:
        work = taking.preview if args.dry_run else taking.merge
        done = work(session, [Path(f) for f in args.files], apart=args.apart, progress=progress)
    refused = [b.problem for b in done.packages if b.problem is not None]
    data: dict[str, Any] = {
        "dry_run": args.dry_run,
        "new": done.new,
        "known": done.known,
        "conflicts": done.conflicts,
        "pending": done.pending,
        "digest": done.digest,
        "packages": [
            {
                "file": b.file,
                "package": b.package,
                "department": b.manifest.department_name if b.manifest else "",
                "by": [{"by": by, "operations": n} for by, n in sorted(b.writers.items())],
                "new": b.new,
                "known": b.known,
                "conflicts": b.conflicts,
                "pending": b.pending,
                "editions": b.editions,
                "verdicts": {"new": b.verdicts.new, "changed": b.verdicts.changed, "conflict": b.verdicts.clashed},
                "records": {"new": b.records.new, "changed": b.records.changed, "deleted": b.records.deleted},
                "parts": [_part(p) for p in b.parts],
                "known_before": b.known_before,
                "set_aside": b.problem.message if b.problem else "",
            }
            for b in done.packages
        ],
    }
    if refused:
        data["error"] = refused[0].as_dict()
    head = "取り込むとこうなります（まだ何も変えていません）。" if args.dry_run else "取り込みました。"
    if done.packages and len(refused) == len(done.packages):
        head = "取り込めるものはありませんでした。"
    total = f"新しい操作 {done.new:,}　既にある操作 {done.known:,}　競合 {done.conflicts:,} 件"
    return Answer(data, [head, *(taking.sentence(b) for b in done.packages), total], REFUSED if refused else 0)


def _part(part: taking.Part) -> dict[str, object]:
    return {
        "business": part.business,
        "type": part.type,
        "new": part.new,
        "changed": part.changed,
        "deleted": part.deleted,
        "conflicts": part.conflicts,
        "verdicts": {code: more for code, more in sorted(part.verdicts.items()) if more},
    }


def retract(args: argparse.Namespace) -> Answer:
    """Withdraws what a package brought."""
    if not args.reason.strip():
        raise UserProblem(
            "reason_missing", "取り消すには理由が要ります。", hint="--reason に書いてください。", exit_code=USAGE
        )
    with opened(args) as session:
        plan, done = taking.retract(session, args.package, args.reason)
    data = {"unit": done.unit, "label": done.label, "package": plan.package, "operations": len(plan.op_ids)}
    return Answer(data, [f"{plan.name}のパッケージの操作 {len(plan.op_ids):,} 件を取り消しました。"])


def ledger(args: argparse.Namespace) -> Answer:
    """Every package that came in or was set aside."""
    with opened(args, read_only=True) as session:
        rows = taking.entries(session)
    data = [
        {
            "package": e.package, "state": e.state, "file": e.file, "department": e.department_name, "from": e.by,
            "created_at": e.created_at, "merged_at": e.merged_at, "merged_by": e.merged_by, "operations": e.operations,
            "new": e.new, "retracted": e.retracted, "pending": e.pending, "reason": e.reason,
        }
        for e in rows
    ]  # fmt: skip
    lines = [
        f"{e.package[:8]} {e.merged_at[:16].replace('T', ' ')} {e.department_name or e.by or e.file}　"
        + (f"取り込まず：{e.reason}" if e.reason else f"新しい操作 {e.new:,}")
        + (f"　取り消し {e.retracted:,}" if e.retracted else "")
        + (f"　先行パッケージ未着 {e.pending:,}" if e.pending else "")
        for e in rows
    ]
    return Answer({"items": data}, lines or ["まだありません。"])


def status(args: argparse.Namespace) -> Answer:
    """Every department: whether it handed back, and how far each of its businesses is."""
    with opened(args, read_only=True) as session:
        found = coverage.standings(session)
    waited = [s for s in found if s.waited_for]
    data = {
        "total": len(found), "waited_for": len(waited), "late": sum(1 for s in found if s.late),
        "items": [coverage.as_data(s) for s in found],
    }  # fmt: skip
    lines = [f"まだ返っていない：{len(waited)}（期限を過ぎた {data['late']}）"]
    for s in found:
        late = f" {s.late} 日" if s.late else ""
        lines.append(f"{s.name}　{coverage.STATES[s.state]}{late}　競合 {s.conflicts}")
        for a in s.areas:
            gap, ask = a.verdicts.get("gap", 0), a.verdicts.get("ask", 0)
            lines.append(
                f"  {a.business} {a.title}　判定 {a.judged:,} / {a.items:,}（自課 {a.own:,}）　差異あり {gap:,}"
                f"　要確認 {ask:,}　現行 {a.current:,}　競合 {a.conflicts:,}"
            )
    return Answer(data, lines if found else ["所属が登録されていません。"])


def chase(args: argparse.Namespace) -> Answer:
    """The text that asks a department for its package."""
    with opened(args, read_only=True) as session:
        text = coverage.chase(session, args.to)
    return Answer({"department": args.to.removeprefix("dept:").strip(), "text": text}, text.splitlines())
