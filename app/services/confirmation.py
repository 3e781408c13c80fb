"""Confirming verdicts after a new edition: the same verdict, given for what the edition in force says now."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.problems import CONFLICT, UserProblem
from app.core.records import item_rid
from app.core.stamps import stamp
from app.services import around, suspects
from app.services.session import Session, changes
from app.services.suspects import Suspect
from app.services.views import Changes


def confirm(session: Session, chosen: Sequence[Suspect]) -> Changes:
    """Gives suspect verdicts the stamp of the edition in force, as one named step; nothing else of them changes.

    Parents are the heads as listed, so a verdict given meanwhile shows as a conflict and is never covered. A verdict
    whose stamp fits by now gets no operation. Raises UserProblem (exit code 5) for one in conflict; then nothing is
    recorded.
    """
    label = f"判定を確認（{len(chosen)} 件）" if len(chosen) != 1 else f"判定を確認：{chosen[0].node}"
    bases, beside = _bases(session, chosen), _around(session, chosen)
    with session.project.unit(label) as unit:
        for s in chosen:
            rid = item_rid(session.code, s.business, s.kind, s.id, s.branch)
            if session.con.execute("SELECT 1 FROM conflict WHERE rid=? AND atom='verdict'", (rid,)).fetchone():
                raise UserProblem(
                    "in_conflict",
                    f"{s.id} {s.name}：食い違う判定（競合）があるため、確認できません。",
                    hint="競合の画面で、どの判定にするかを理由とともに決めてください。",
                    exit_code=CONFLICT,
                )
            held = [op.fields("verdict") or {} for h in s.heads if (op := session.project.operation(h)) is not None]
            now = beside.get((s.edition_hash, s.key), {})
            given = stamp(s.edition_hash, bases[s.edition_hash, s.key], now)
            stamps = [f.get("stamp") or {} for f in held]
            if not held or any(o.get("basis") == given["basis"] and o.get("around", {}) == now for o in stamps):
                continue
            ref = {"business": s.business, "kind": s.kind, "id": s.id, "branch": s.branch}
            fields = {**held[0], "stamp": given}
            unit.set(rid, "item", "verdict", fields, ref=ref, parents=s.heads, kind="confirm")
    return changes(unit.changes)


def confirm_wording(session: Session, nodes: Sequence[str] | None = None, *, department: str | None = None) -> Changes:
    """Confirms suspects where only the wording moved, all or those named, as one step.

    Raises UserProblem when a named one changed in more than its wording; then nothing is recorded.
    """
    ready = preview(session, department=department)
    if nodes is not None:
        by_node = {s.node: s for s in ready}
        for node in nodes:
            if node not in by_node:
                raise UserProblem(
                    "not_only_wording",
                    f"「{node}」は、文言だけが変わった要再確認の項目ではありません。",
                    hint="旧と新を見比べて、一件ずつ確認してください。",
                )
        ready = [by_node[n] for n in dict.fromkeys(nodes)]
    return confirm(session, ready)


def preview(session: Session, *, department: str | None = None, business: str | None = None) -> list[Suspect]:
    """What a bulk confirmation would confirm: suspects whose text alone changed, not class, date or related ids."""
    return suspects.listed(session, department=department, business=business, wording_only=True)


def find(session: Session, nodes: Sequence[str]) -> list[Suspect]:
    """The suspects named. Raises UserProblem for one that is not suspect."""
    by_node = {s.node: s for s in suspects.listed(session)}
    missing = [n for n in nodes if n not in by_node]
    if missing:
        raise UserProblem(
            "not_suspect",
            f"「{missing[0]}」は要再確認の項目ではありません。",
            hint="fitgap catalog suspects で一覧を見てください。",
        )
    return [by_node[n] for n in dict.fromkeys(nodes)]


def _around(session: Session, chosen: Sequence[Suspect]) -> dict[tuple[str, int], dict[str, str]]:
    out: dict[tuple[str, int], dict[str, str]] = {}
    for edition in dict.fromkeys(s.edition_hash for s in chosen):
        keys = [s.key for s in chosen if s.edition_hash == edition]
        found = around.now(session, session.attach(edition), keys)
        out.update({(edition, key): said for key, said in found.items()})
    return out


def _bases(session: Session, chosen: Sequence[Suspect]) -> dict[tuple[str, int], str]:
    out: dict[tuple[str, int], str] = {}
    for edition in dict.fromkeys(s.edition_hash for s in chosen):
        schema = session.attach(edition)
        keys = {s.key for s in chosen if s.edition_hash == edition}
        for key, basis in session.con.execute(f"SELECT key, basis FROM {schema}.item"):
            if key in keys:
                out[edition, key] = basis
    return out
