"""The heart: verdicts, effects, memos and mappings, one item or many, each call one named step."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.core.codes import CURRENT_FACTS, EFFECT_DEGREES, EFFECT_TARGETS, UNJUDGED_LABEL, VERDICT
from app.core.problems import USAGE, UserProblem
from app.core.records import item_rid, mapping_rid
from app.core.stamps import stamp
from app.services import around, catalogue
from app.services import catalogue_query as q
from app.services.session import Session, changes
from app.services.views import Changes, Draft, ItemRow
from app.store import drafts as store_drafts
from app.store.unit import Unit

Parents = Mapping[str, tuple[str, ...]]  # atom → heads as shown when editing began
_BLOCK = 400


@dataclass(frozen=True, slots=True)
class BulkPreview:
    """What a bulk verdict would do: the keys it changes, how many it leaves alone, and sample rows before → after."""

    changing: tuple[int, ...]
    kept: int
    samples: tuple[tuple[ItemRow, str | None, str | None], ...]


@dataclass(frozen=True, slots=True)
class ItemTarget:
    """An item to be judged: its record, what it depends on, and the verdict as stored."""

    rid: str
    ref: dict[str, str]
    basis: str
    stored: dict[str, Any]  # fields of the verdict as settled, {} if none
    around: dict[str, str] = field(default_factory=dict)  # record id → what it says (services.around)


def item_targets(session: Session, edition_hash: str, keys: Sequence[int]) -> list[ItemTarget]:
    """What judging needs of items, in the order asked. Raises UserProblem for one that isn't in the edition."""
    schema = session.attach(edition_hash)
    code = session.code
    found: dict[int, ItemTarget] = {}
    beside = around.now(session, schema, keys)
    for start in range(0, len(keys), _BLOCK):
        part = list(keys[start : start + _BLOCK])
        marks = ",".join("?" * len(part))
        sql = (
            "SELECT i.key, i.business, i.kind, i.id, i.branch, i.basis, s.verdict, s.current, s.detail, s.why,"
            f" coalesce(s.basis, ''), coalesce(s.edition, ''), coalesce(s.around, '')"
            f" FROM {schema}.item i LEFT JOIN main.item_state s"
            " ON s.business=i.business AND s.kind=i.kind AND s.item=i.id AND s.branch=i.branch"
            f" WHERE i.key IN ({marks})"
        )
        for (
            key,
            business,
            kind,
            id_,
            branch,
            basis,
            verdict,
            current,
            detail,
            why,
            old_basis,
            old_edition,
            old_around,
        ) in session.con.execute(sql, part):
            stored: dict[str, Any] = {}
            if verdict is not None or current is not None or detail or why:
                stored = {
                    "verdict": verdict, "current": current, "detail": detail or "", "reason": why or "",
                    "stamp": stamp(old_edition, old_basis, json.loads(old_around or "{}")),
                }  # fmt: skip
            ref = {"business": business, "kind": kind, "id": id_, "branch": branch}
            rid = item_rid(code, business, kind, id_, branch)
            found[key] = ItemTarget(rid, ref, basis, stored, beside.get(key, {}))
    missing = [k for k in keys if k not in found]
    if missing:
        raise UserProblem("no_item", "その項目はこの版にありません。", hint="一覧を読み直してください。")
    return [found[k] for k in keys]


def judge(
    session: Session,
    edition_hash: str,
    keys: Sequence[int],
    *,
    verdict: str | None,
    current: str | None = None,
    detail: str | None = None,
    reason: str | None = None,
    parents: Mapping[int, tuple[str, ...]] | None = None,
    also: Callable[[Unit], object] | None = None,
) -> Changes:
    """Records a verdict for one item or many as one step; ``verdict`` None puts them back to 未判定.

    ``current``, ``detail``, ``reason`` None keep what is there. ``parents``: per key, the verdict's heads as they were
    when it was shown. Items whose verdict would be the same, stamp included, get no operation, unless ``also`` writes
    within the step that somebody confirmed it. Raises UserProblem for unknown codes and (exit code 5) for an item in
    conflict; then nothing is recorded.
    """
    _check_codes(verdict, current)
    targets = item_targets(session, edition_hash, keys)
    label = f"判定を記録：{VERDICT[verdict].label if verdict else UNJUDGED_LABEL}"
    if len(keys) > 1:
        label += f"（{len(keys)} 件）"
    with session.project.unit(label) as unit:
        for key, target in zip(keys, targets, strict=True):
            fields = verdict_fields(edition_hash, target, verdict, current, detail, reason)
            set_verdict(unit, target, fields, None if parents is None else parents.get(key), again=also is not None)
        if also is not None:
            also(unit)
    return changes(unit.changes)


def judge_each(session: Session, rows: Sequence[Mapping[str, str]], *, source: str) -> Changes:
    """Verdicts from a table as one step. Each row: node, verdict (none = 未判定), current, detail, reason; an empty
    cell keeps what is there. Raises UserProblem with the row when one can't be used (no verdict, an item named
    twice); then none is recorded.
    """
    seen: dict[tuple[str, int], int] = {}
    planned: list[tuple[str, ItemTarget, dict[str, Any]]] = []
    for n, row in enumerate(rows, 2):
        try:
            verdict = row["verdict"].strip()
            if not verdict:  # an unfinished line must not wipe out what was judged
                raise UserProblem("no_verdict", "判定が空です。", hint="未判定に戻すなら none と書いてください。")
            chosen = None if verdict == "none" else verdict
            current = row.get("current", "").strip() or None
            _check_codes(chosen, current)
            edition, key = catalogue.find(session, row["node"].strip())
            if seen.setdefault((edition, key), n) != n:
                before = seen[(edition, key)]
                raise UserProblem(
                    "twice", f"「{row['node']}」は {before} 行目にもあります。", hint="一つにしてください。"
                )
            target = item_targets(session, edition, [key])[0]
        except UserProblem as problem:
            raise UserProblem(
                problem.code, f"{n} 行目：{problem.message}", file=source, cell=f"A{n}", hint=problem.hint
            ) from problem
        fields = verdict_fields(edition, target, chosen, current, row.get("detail") or None, row.get("reason") or None)
        planned.append((edition, target, fields))
    with session.project.unit(f"判定を記録（{source}、{len(planned)} 件）") as unit:
        for _, target, fields in planned:
            set_verdict(unit, target, fields, None)
    return changes(unit.changes)


def verdict_fields(
    edition_hash: str,
    target: ItemTarget,
    verdict: str | None,
    current: str | None,
    detail: str | None,
    reason: str | None,
) -> dict[str, Any]:
    """The fields of a verdict; None keeps what is stored. {} for an item put back to 未判定 with nothing said."""
    if verdict is None and not (current or detail or reason):
        return {}
    old = target.stored
    return {
        "verdict": verdict,
        "current": current if current is not None else old.get("current"),
        "detail": detail if detail is not None else old.get("detail", ""),
        "reason": reason if reason is not None else old.get("reason", ""),
        "stamp": stamp(edition_hash, target.basis, target.around),
    }


def set_verdict(
    unit: Unit, target: ItemTarget, fields: dict[str, Any], parents: tuple[str, ...] | None, *, again: bool = False
) -> bool:
    """Writes a verdict within a unit unless it is stored already (``again``: then too); tells whether it wrote."""
    heads = unit.heads(target.rid, "verdict")
    stale = parents is not None and tuple(sorted(parents)) != heads
    if not stale and not again and fields == target.stored:
        return False
    if not stale and not fields and not heads:
        return False
    unit.set(target.rid, "item", "verdict", fields, ref=target.ref, parents=parents)
    return True


def _check_codes(verdict: str | None, current: str | None) -> None:
    if verdict is not None and verdict not in VERDICT:
        raise UserProblem(
            "bad_verdict", f"判定「{verdict}」はありません。", hint="使える判定：" + "、".join(VERDICT), exit_code=USAGE
        )
    if current is not None and current not in CURRENT_FACTS:
        raise UserProblem(
            "bad_current",
            f"現行の事実「{current}」はありません。",
            hint="使える値：" + "、".join(CURRENT_FACTS),
            exit_code=USAGE,
        )


def record(
    session: Session,
    edition_hash: str,
    key: int,
    *,
    verdict: str | None,
    current: str | None,
    detail: str,
    reason: str,
    targets: Sequence[str],
    degree: str,
    memo: str,
    parents_by_atom: Parents | None = None,
) -> Changes:
    """All fields of an item's row as one step; only atoms that differ from what is stored are written."""
    _check_codes(verdict, current)
    _check_effect(targets, degree)
    target = item_targets(session, edition_hash, [key])[0]
    shown = parents_by_atom or {}
    fields = verdict_fields(edition_hash, target, verdict, current, detail, reason)
    if verdict is None and not (current or detail.strip() or reason.strip()):
        fields = {}
    with session.project.unit("記入を記録") as unit:
        set_verdict(unit, target, fields, shown.get("verdict"))
        effect = {"targets": list(targets), "degree": degree} if targets or degree else {}
        _set_atom(session, unit, target, "effect", effect, shown.get("effect"))
        _set_atom(session, unit, target, "memo", {"text": memo} if memo.strip() else {}, shown.get("memo"))
    for atom in ("verdict", "effect", "memo"):
        store_drafts.drop(session.project, target.rid, atom)
    return changes(unit.changes)


def set_effect(
    session: Session,
    edition_hash: str,
    key: int,
    *,
    targets: Sequence[str],
    degree: str,
    parents: tuple[str, ...] | None = None,
) -> Changes:
    """影響先 and 影響度 of one item; both empty clears them."""
    _check_effect(targets, degree)
    target = item_targets(session, edition_hash, [key])[0]
    with session.project.unit("影響を記録") as unit:
        fields = {"targets": list(targets), "degree": degree} if targets or degree else {}
        _set_atom(session, unit, target, "effect", fields, parents)
    store_drafts.drop(session.project, target.rid, "effect")
    return changes(unit.changes)


def set_memo(
    session: Session, edition_hash: str, key: int, text: str, parents: tuple[str, ...] | None = None
) -> Changes:
    """The memo of one item; blank text clears it."""
    target = item_targets(session, edition_hash, [key])[0]
    with session.project.unit("メモを記録") as unit:
        _set_atom(session, unit, target, "memo", {"text": text} if text.strip() else {}, parents)
    store_drafts.drop(session.project, target.rid, "memo")
    return changes(unit.changes)


def _check_effect(targets: Sequence[str], degree: str) -> None:
    unknown = [t for t in targets if t not in EFFECT_TARGETS] + (
        [degree] if degree and degree not in EFFECT_DEGREES else []
    )
    if unknown:
        raise UserProblem("bad_effect", f"影響の値「{'、'.join(unknown)}」はありません。", exit_code=USAGE)


def _set_atom(
    session: Session, unit: Unit, target: ItemTarget, atom: str, fields: dict[str, Any], parents: tuple[str, ...] | None
) -> None:
    heads = unit.heads(target.rid, atom)
    stale = parents is not None and tuple(sorted(parents)) != heads
    if not stale:
        ops = [session.project.operation(h) for h in heads]
        if all(op is not None and (op.fields(atom) or {}) == fields for op in ops) and (heads or not fields):
            return
    unit.set(target.rid, "item", atom, fields, ref=target.ref, parents=parents)


def preview_bulk(
    session: Session, edition_hash: str, keys: Sequence[int], verdict: str | None, *, only_undecided: bool = True
) -> BulkPreview:
    """What judging these items at once would change. Items in conflict are always left alone."""
    rows = q.rows(session, edition_hash, keys)
    changing = [
        r for r in rows if not r.conflict and r.verdict != verdict and (r.verdict is None or not only_undecided)
    ]
    samples = tuple((r, r.verdict, verdict) for r in changing[:3])
    return BulkPreview(tuple(r.key for r in changing), len(keys) - len(changing), samples)


def next_undecided(session: Session, edition_hash: str, keys: Sequence[int], after: int) -> int | None:
    """The next key without a verdict behind ``after`` in the order of ``keys``, from the top again at the end."""
    order = list(keys)
    start = order.index(after) + 1 if after in order else 0
    turned = order[start:] + order[:start]
    for begin in range(0, len(turned), _BLOCK):
        for row in q.rows(session, edition_hash, turned[begin : begin + _BLOCK]):
            if row.verdict is None and not row.conflict and row.key != after:
                return row.key
    return None


# --- mapping ---------------------------------------------------------------------------------------------------------


def map_current(session: Session, node: str, rid: str) -> Changes:
    """Says that a current item answers a published one."""
    held = session.con.execute("SELECT said FROM record WHERE rid=?", (rid,)).fetchone()
    return _map(session, node, rid, around.mapped_to(rid, held[0] if held else ""), "現行を対応付け")


def unmap_current(session: Session, node: str, rid: str) -> Changes:
    """Takes the pair back."""
    return _map(session, node, rid, {}, "対応付けを外す")


def _map(session: Session, node: str, rid: str, fields: dict[str, Any], label: str) -> Changes:
    edition, key = catalogue.find(session, node)
    n = q.rows(session, edition, [key])[0]
    known = session.con.execute("SELECT 1 FROM record WHERE rid=? AND present=1", (rid,)).fetchone()
    if known is None:
        raise UserProblem("no_record", "その現行の項目はありません。", hint="一覧を読み直してください。")
    ref = {"business": n.business, "kind": n.kind, "id": n.id, "branch": n.branch, "target": rid}
    pair = mapping_rid(session.code, n.business, n.kind, n.id, n.branch, rid)
    with session.project.unit(label) as unit:
        if bool(fields) != bool(_mapped(session, pair)):
            unit.set(pair, "mapping", "mapping", fields, ref=ref)
    return changes(unit.changes)


def _mapped(session: Session, pair: str) -> bool:
    return session.con.execute("SELECT 1 FROM mapping WHERE rid=?", (pair,)).fetchone() is not None


# --- drafts ----------------------------------------------------------------------------------------------------------


def save_draft(
    session: Session, edition_hash: str, key: int, atom: str, fields: Mapping[str, Any], parents: Sequence[str]
) -> None:
    """Keeps what is typed for one atom of an item, with the heads as they were when typing began."""
    row = q.rows(session, edition_hash, [key])[0]
    rid = q.item_rid_of(session, row)
    store_drafts.save(session.project, rid=rid, atom=atom, node=row.node, fields=fields, parents=parents)


def drafts(session: Session) -> list[Draft]:
    """What was typed and never committed, oldest first."""
    found = store_drafts.all_of(session.project)
    return [
        Draft(d.node, d.atom, d.fields, d.parents, d.at)
        for d in found
        if not d.node.startswith(store_drafts.DRAFT_PREFIX)
    ]


def drop_draft(session: Session, node: str, atom: str) -> None:
    """Forgets a draft."""
    for draft in store_drafts.all_of(session.project):
        if (draft.node, draft.atom) == (node, atom):
            store_drafts.drop(session.project, draft.rid, atom)
