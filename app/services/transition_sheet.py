"""The transition plan as a workbook: the months with every system, the pairs, what doesn't fit, the scenarios."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from app.core.moves import Move
from app.core.transition import Plan
from app.services import scenarios, targets, transition, transition_words
from app.services.session import Session
from app.services.sheets import export_refused
from reports.dates import wareki
from reports.problems import ExportProblem
from reports.sheets.listing import ListColumn, Listing
from reports.sheets.timeline import Step, Timeline, TimelineRow, write_timeline

GROUPS = {"vendor": "事業者", "time": "移行時期", "department": "所管課", "group": "移行グループ"}
"""How the timeline may be grouped, and what a group without a name is without."""

_MOST_MONTHS = 36
"""More months than that are shown by the quarter: a sheet has to be read on paper."""

_PAIRS = (
    ListColumn("組", 200, key=True), ListColumn("連携", 140), ListColumn("期間", 140, "center"),
    ListColumn("わけ", 104), ListColumn("方式", 120), ListColumn("主導", 84), ListColumn("合理的説明", 146),
    ListColumn("期限", 70, "center"), ListColumn("テスト区分", 110), ListColumn("テスト", 50, "center"),
    ListColumn("減らすと", 60, "center"), ListColumn("意向調査の回答", 116), ListColumn("リスク・備考", 100),
)  # fmt: skip
_REMARKS = (ListColumn("程度", 62), ListColumn("種類", 110), ListColumn("内容", 620, key=True))
_SCENARIOS = (
    ListColumn("案", 190, key=True), ListColumn("過渡期の組", 84, "center"), ListColumn("終わりが未定", 84, "center"),
    ListColumn("テスト", 70, "center"), ListColumn("減らすと", 70, "center"), ListColumn("工数（人月）", 90, "center"),
    ListColumn("山の月", 84, "center"), ListColumn("山の人月", 84, "center"), ListColumn("契約の切れ目", 84, "center"),
    ListColumn("備考", 220),
)  # fmt: skip
_KINDS = {"line": "接続回線", "order": "リフトと移行の順", "group": "移行グループ"}
_LEVELS = {"error": "誤り", "warning": "注意"}


def write(
    session: Session,
    out: Path,
    *,
    trial: Mapping[str, str | None] | None = None,
    by: str = "vendor",
    printed_at: datetime | None = None,
) -> Path:
    """Writes the plan, or what a trial makes of it; ``out``. An empty one is written too.

    ``by``: how the timeline is grouped, a key of GROUPS. Raises UserProblem when the file can't be written.
    """
    targets.guard(out)
    at = printed_at or datetime.now()
    plan = transition.plan(session, trial=trial)
    changed = transition.difference(transition.plan(session), plan) if trial else None
    lines = transition_words.lines(session, plan, changed)
    timeline = _timeline(session, plan, by, at)
    state = (ListColumn("試すと", 80, "center"),) if changed else ()
    rows = [[*_pair(line), *([line.state] if changed else [])] for line in lines]
    facts = _facts(session, plan)
    lists = [
        Listing("過渡期の組", "過渡期の組", facts, (*_PAIRS, *state), rows, (), "過渡期の組はありません。", "A3"),
        Listing("確かめること", "移行計画で確かめること", (), _REMARKS, list(_remarks(plan)), (), "指摘はありません。"),
        Listing(
            "案の比較", "移行の案の比較", (("移行順序の出典", scenarios.source()),), _SCENARIOS,
            [_scenario(w) for w in scenarios.compare(session)],
        ),
    ]  # fmt: skip
    try:
        return write_timeline(timeline, lists, out, author=session.info.municipality, printed_at=at)
    except ExportProblem as problem:
        raise export_refused(problem) from problem


def _facts(session: Session, plan: Plan) -> tuple[tuple[str, str], ...]:
    counts = plan.counts
    open_ = f"（ほかに終わりが未定の組 {counts.open}）" if counts.open else ""
    tests = f"{counts.tests} 回{open_}　旭川市の減らし方では {counts.tests_reduced} 回"
    return (
        ("団体", session.info.municipality),
        ("過渡期の組", f"{counts.pairs}　方式が未定 {counts.without_method}　説明なし {counts.without_reason}"),
        ("連携テスト", tests),
    )


def _pair(line: transition_words.Line) -> list[str]:
    said = line.pair.said
    reason = said.reason or ("" if line.explained == "不要" else line.explained)
    more = "\n".join(t for t in (f"不要：{said.reason}" if said.need == "unneeded" else "", said.risk, said.note) if t)
    method = line.method or (f"未定（双方とも可：{line.proposed}）" if line.proposed else transition_words.UNKNOWN)
    return [
        line.name, "、".join(line.pair.names), line.period, line.reason, method, line.lead, reason, said.term,
        line.test_kind, line.tests, line.tests_reduced, line.answers, more,
    ]  # fmt: skip


def _remarks(plan: Plan) -> Iterator[list[str]]:
    for gap in plan.gaps:
        move = plan.moves[gap.system]
        what = "移行より前に契約が終わります" if gap.certain else "移行より前に契約が終わる可能性があります"
        text = f"{move.number} {move.name}：{what}（契約終了 {gap.end.text}、移行 {gap.shift.text}）。".strip()
        yield [_LEVELS["error" if gap.certain else "warning"], "契約", text]
    for remark in plan.remarks:
        yield [_LEVELS[remark.level], _KINDS[remark.kind], remark.message]


def _scenario(found: scenarios.Weighed) -> list[str]:
    counts, (month, most) = found.plan.counts, found.effort.peak
    notes = [found.scenario.note if found.scenario else ""]
    if found.effort.unknown:
        notes.append(f"時期が未定の業務 {found.effort.unknown} は工数に入れていません。")
    return [
        found.name, str(counts.pairs), str(counts.open), str(counts.tests), str(counts.tests_reduced),
        f"{found.effort.total:g}", month, f"{most:g}", str(counts.gaps), "\n".join(n for n in notes if n),
    ]  # fmt: skip


# --- the months ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Axis:
    """Columns of ``size`` months each from month ``first`` on (months since year 0)."""

    first: int
    count: int
    size: int

    def column(self, day: date) -> int:
        """The column of a day; it may lie outside."""
        return (_number(day) - self.first) // self.size


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _axis(plan: Plan, today: date) -> _Axis:
    """From three months before the first date to six after the last; about the year from today where there is none."""
    days = [s.first for m in plan.moves.values() for t in (m.shift, m.lift) if (s := t.settled) is not None]
    days += [p.end for p in plan.pairs if p.end is not None]
    numbers = [_number(d) for d in days] or [_number(today)]
    first, last = min(numbers) - 3, max(numbers) + 6
    if last - first < _MOST_MONTHS:
        return _Axis(first, last - first + 1, 1)
    first -= first % 3
    return _Axis(first, (last - first) // 3 + 1, 3)


def _timeline(session: Session, plan: Plan, by: str, at: datetime) -> Timeline:
    axis = _axis(plan, at.date())
    firsts = [axis.first + n * axis.size for n in range(axis.count)]
    labels = [f"{m % 12 + 1}月" if axis.size == 1 else f"{m % 12 + 1}～{m % 12 + 3}" for m in firsts]
    years: list[tuple[str, int]] = []
    for month in firsts:
        label = f"{month // 12}年"
        if years and years[-1][0] == label:
            years[-1] = (label, years[-1][1] + 1)
        else:
            years.append((label, 1))
    years = [(f"{y}（令和{int(y[:-1]) - 2018}年）" if span > 3 else y, span) for y, span in years]
    unnamed = "移行時期 未定" if by == "time" else f"{GROUPS[by]}の記載なし"
    groups = [(heading or unnamed, [_row(plan, m, axis) for m in held]) for heading, held in plan.grouped(by)]
    when = f"{wareki(at.date())}現在{'　（試し。記録していません）' if plan.trial else ''}"
    facts = (*_facts(session, plan), ("時点", when))
    return Timeline("年表", "標準準拠システムへの移行と過渡期", facts, years, labels, groups)


def _row(plan: Plan, move: Move, axis: _Axis) -> TimelineRow:
    shift = move.shift.settled
    begin = axis.column(shift.first) if shift else None
    both = _columns_in_transition(plan, move, axis)
    since = min(both, default=0)  # nobody knows: from when the first other one has moved
    steps = []
    for n in range(axis.count):
        if begin is None:
            state = "unknown" if n >= since else "now"
        else:
            state = "new" if n >= begin else "now"
        steps.append(Step(state, begins=n == begin, both=n in both))
    when = [
        move.shift.text or transition_words.UNKNOWN,
        f"今の記録 {move.before.text or transition_words.UNKNOWN}" if move.before else "",
        f"移行困難（{move.difficult}）" if move.difficult else "",
    ]
    name = f"{move.number} {move.name}".strip()
    return TimelineRow(name, "\n".join(t for t in when if t), steps)


def _columns_in_transition(plan: Plan, move: Move, axis: _Axis) -> set[int]:
    """The columns in which any pair of a system stands in transition; at least one of each pair that has begun.

    A pair without an end colours the row of the system that has no date, not that of everybody it is linked to.
    """
    out: set[int] = set()
    for pair in plan.pairs_of(move.id):
        if pair.start is not None and (pair.end is not None or not move.shift.known):
            first = axis.column(pair.start)
            end = axis.count if pair.end is None else max(axis.column(pair.end), first + 1)
            out.update(range(max(0, first), end))
    return out
