"""Who is touched when something changes: linkages by owning department and step, as table, sheet, picture, inquiries.

Those whose owner isn't in the survey stand on top, since nobody has told them. An issue stands for the linkages and
places of the standard it is about.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.core.linkbundles import overlay
from app.core.linkcolumns import columns
from app.core.linkgraph import LinkGraph, hops
from app.core.linkpicture import picture
from app.core.problems import USAGE, UserProblem
from app.services import (
    choices,
    coverage,
    link_files,
    link_states,
    link_table,
    links,
    register,
    register_read,
    survey,
    targets,
)
from app.services.link_table import LinkRow
from app.services.link_views import MANY, Shown, Wish, balanced, styles
from app.services.session import Session, changes
from app.services.sheets import export_refused
from app.services.views import Changes
from reports.dates import wareki
from reports.problems import ExportProblem
from reports.sheets.listing import ListColumn, Listing, write_listing
from spec_catalog import business as businesses

UNOWNED = "所管が調査にない相手"
PICTURES = ("svg", "png", "pdf")
_INQUIRY = "inquiry"
_OPEN = ("draft", "asked", "")
_SHOWN = 40  # linkages in one letter; the sheet has them all


@dataclass(frozen=True, slots=True)
class ImpactLine:
    """One touched linkage for one department ("" = its owner isn't in the survey), ``steps`` away from the change.

    ``ends``: names of the ends the department owns, or that nobody owns.
    """

    department: str
    steps: int
    row: LinkRow
    ends: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """What a change touches. ``subject``: what changes, as people call it; ``issue``: its rid where it is one;
    ``graph``: the lines touched alone, ``own``: the boxes of it that change."""

    subject: str
    business: str
    issue: str
    nodes: tuple[str, ...]
    lines: tuple[ImpactLine, ...]
    graph: LinkGraph
    own: frozenset[str]

    def departments(self) -> dict[str, list[ImpactLine]]:
        """Lines by department, those nobody owns first."""
        out: dict[str, list[ImpactLine]] = {}
        for line in self.lines:
            out.setdefault(line.department, []).append(line)
        return out


def reach(session: Session, changed: Sequence[str], *, depth: int = 1) -> Reach:
    """The linkages touched when these NODEs, or the issue named, change.

    Raises UserProblem for a NODE or issue that isn't there, and for an issue about no linkage.
    """
    subject, business, issue, nodes = _changed(session, changed)
    found = links.impact(session, nodes, depth=depth)
    level = "system" if any(n.startswith(("system:", "dept:", "vendor:")) for n in nodes) else "business"
    graph = links.graph(session, level=level)
    by_item: dict[tuple[str, str, str], LinkRow] = {
        (r.node, r.source, r.target): r for r in link_table.rows(session, graph)
    }
    own = {i for n in nodes for i in _ids(session, n)}
    lines: dict[tuple[str, str, str, str], ImpactLine] = {}
    for department, touched in found.items():
        for t in touched:
            owned = [n for n in (t.edge.source, t.edge.target) if graph.nodes[n].department == department]
            ends = tuple(dict.fromkeys(graph.nodes[n].label for n in owned if n not in own))
            for item in t.edge.items:
                row = by_item.get((item, t.edge.source, t.edge.target))
                if row is not None:
                    key = (department, row.node, row.source, row.target)
                    lines.setdefault(key, ImpactLine(department, t.steps, row, ends))
    edges = tuple({id(t.edge): t.edge for touched in found.values() for t in touched}.values())
    part = LinkGraph({n: graph.nodes[n] for e in edges for n in (e.source, e.target)}, edges)
    return Reach(subject, business, issue, tuple(nodes), tuple(lines.values()), part, frozenset(own & set(part.nodes)))


def _changed(session: Session, changed: Sequence[str]) -> tuple[str, str, str, list[str]]:
    """(subject, business, issue, NODEs) of what changes."""
    if len(changed) == 1 and changed[0].startswith("issue:"):
        found = register_read.issue(session, changed[0].partition(":")[2])
        about = [*found.nodes, *(f"curlink:{r}" for r in found.records if survey.type_of(session, r) == "curlink")]
        about += [f"system:{r}" for r in found.records if survey.type_of(session, r) == "system"]
        kept = [n for n in about if _resolves(session, n)]
        if not (found.nodes or found.records) and found.business:
            kept = [f"business:{found.business}"]
        if not kept:
            raise UserProblem(
                "no_links", f"{found.number} に関わる連携はありません。",
                hint="課題の「関係する要件」か「関係する現行」に連携を加えてください。",
            )  # fmt: skip
        return f"{found.number} {found.title}", found.business, found.rid, kept
    if not changed:
        raise UserProblem("no_node", "何が変わるかを指定してください。", exit_code=USAGE)
    names = [_name(session, n) for n in changed]
    first = changed[0].partition(":")[2].partition("/")[0][:3]
    business = first if businesses.get(first) is not None else ""
    shown = "、".join(names[:3]) + (f" ほか {len(names) - 3} 件" if len(names) > 3 else "")
    return shown, business, "", list(changed)


def _ids(session: Session, node: str) -> set[str]:
    """The boxes of the graph that change; a linkage changes none of its ends."""
    if node.startswith(("link:", "curlink:")):
        return set()
    _, first, others = links.resolve(session, node)
    return {first, *others}


def _resolves(session: Session, node: str) -> bool:
    try:
        links.resolve(session, node)
    except UserProblem:
        return False
    return True


def _name(session: Session, node: str) -> str:
    kind, _, rest = node.partition(":")
    if kind == "business":
        return businesses.name_of(rest)
    row = session.con.execute(
        "SELECT number, name FROM record WHERE present=1 AND (rid=? OR number=? OR name=?) ORDER BY rid", (rest,) * 3
    ).fetchone()
    if row is not None:
        return f"{row[0] if kind == 'curlink' else ''} {row[1]}".strip()
    return rest.rpartition("/")[2] or node


# --- files ------------------------------------------------------------------------------------------------------------


def write(
    session: Session, changed: Sequence[str], out: Path, *, depth: int = 1, colours: Mapping[str, str],
    at: datetime | None = None,
) -> Reach:  # fmt: skip
    """The table as ``.xlsx``, or the picture as ``.svg``, ``.png`` or ``.pdf``, by the ending of ``out``.

    Raises UserProblem for another ending and when the file can't be written.
    """
    form = out.suffix.lower().lstrip(".")
    if form not in ("xlsx", *PICTURES):
        raise UserProblem(
            "bad_format", f"「{out.name}」の形式では書き出せません。", hint="使える形式：xlsx、svg、png、pdf",
            exit_code=USAGE,
        )  # fmt: skip
    found = reach(session, changed, depth=depth)
    if form in PICTURES:
        wish = Wish(around=found.nodes[0], depth=depth)
        title = f"影響　{session.info.municipality}　{found.subject}　{depth} 段まで"
        drawn = _drawn(session, found, depth)
        link_files.write(session, wish, out, form=form, colours=colours, shown=drawn, title=title)
        return found
    targets.guard(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        printed = at or datetime.now()
        write_listing(_listing(session, found, printed), out, author=session.info.municipality, printed_at=printed)
    except ExportProblem as problem:
        raise export_refused(problem) from problem
    return found


def _drawn(session: Session, found: Reach, depth: int) -> Shown:
    """The lines touched and nothing else, around what changes."""
    graph = found.graph
    bundles = overlay(graph, gaps=link_states.gaps(session), moving=link_states.moving(session))
    steps: dict[str, int] = {}
    for start in sorted(found.own):
        for node, distance in hops(graph, start, depth=depth, direction="both").items():
            if node not in steps or abs(distance) < abs(steps[node]):
                steps[node] = distance
    centre = next(iter(found.own)) if len(found.own) == 1 else ""
    whole = bool(centre) and set(steps) == set(graph.nodes)
    placed, headings = columns(balanced(graph, centre, steps)) if whole else (None, {})
    drawn = picture(
        graph, centre, placed, styles(session, graph), bundles=bundles, headings=headings,
        brief=len(graph.nodes) > MANY,
    )  # fmt: skip
    told = sum(bool(d) for d in found.departments())
    note = (
        f"影響を受ける連携 {len({x.row.node for x in found.lines})} 件　知らせる課 {told}　{UNOWNED}は先に確かめます。"
    )
    return Shown(graph, drawn, tuple(bundles), note=note)


def _listing(session: Session, found: Reach, at: datetime) -> Listing:
    columns = (
        ListColumn("所管課", 120, key=True), ListColumn("段数", 44, "center"), ListColumn("連携ID", 96),
        ListColumn("提供する側", 120), ListColumn("受け取る側", 120), ListColumn("データ", 180), ListColumn("操作", 50),
        ListColumn("方法・頻度", 120), ListColumn("状態", 96),
        ListColumn("影響の有無", 76, fill=True, choices=("あり", "なし", "確認中")),
        ListColumn("対応・担当", 140, fill=True),
    )  # fmt: skip
    rows = [
        [
            line.department or f"{UNOWNED}\n{'、'.join(line.ends)}".strip(), str(line.steps), line.row.number,
            line.row.source_name, line.row.target_name, line.row.data, line.row.operation, line.row.method,
            line.row.state_words, "", "",
        ]
        for line in found.lines
    ]  # fmt: skip
    groups = found.departments()
    facts = (
        ("団体", session.info.municipality), ("変わるもの", found.subject), ("時点", wareki(at.date())),
        ("連携", f"{len({x.row.node for x in found.lines})} 件"),
        ("知らせる課", f"{sum(bool(d) for d in groups)} 課　{UNOWNED} {len(groups.get('', []))} 件"),
    )  # fmt: skip
    return Listing("影響", "影響する連携と所管課", facts, columns, rows, (), "影響を受ける連携はありません。")


# --- inquiries --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Letter:
    """One inquiry to be made. ``to``: code of the list addressees; ``there``: number of the one that waits already."""

    to: str
    addressee: str
    name: str
    text: str
    nodes: tuple[str, ...]
    there: str = ""


def letters(session: Session, changed: Sequence[str], *, depth: int = 1) -> tuple[Reach, list[Letter]]:
    """The inquiries a change asks for: one per department, and one per end that nobody owns."""
    found = reach(session, changed, depth=depth)
    parts: dict[tuple[str, str], list[ImpactLine]] = {}
    for line in found.lines:
        if line.department:
            parts.setdefault(("department", line.department), []).append(line)
        for end in line.ends if not line.department else ():
            parts.setdefault(("department", f"{end}の所管（調査にない）"), []).append(line)
    waiting = _waiting(session)
    template = coverage.template("impact.txt").strip()
    out = []
    for (to, addressee), lines in parts.items():
        told = "\n".join(_told(line.row) for line in lines[:_SHOWN])
        rest = f"\n・ほか {len(lines) - _SHOWN} 件（影響の表を見てください）" if len(lines) > _SHOWN else ""
        name = f"{found.subject}の変更に伴う連携への影響"
        said = {
            "件数": str(len({x.row.node for x in lines})), "照会先": addressee, "対象": found.subject,
            "連携": told + rest,
        }  # fmt: skip
        text = template
        for word, value in said.items():
            text = text.replace(f"〈{word}〉", value)
        nodes = tuple(dict.fromkeys(x.row.node for x in lines))
        out.append(Letter(to, addressee, name, text, nodes, waiting.get((addressee, name), "")))
    return found, out


def _told(row: LinkRow) -> str:
    way = f"、{row.method}" if row.method else ""
    return f"・{row.number} {row.data}（{row.source_name} → {row.target_name}{way}）"


def _waiting(session: Session) -> dict[tuple[str, str], str]:
    """(addressee, subject) → number of the inquiries nobody answered yet."""
    out = {}
    for number, raw in session.con.execute(
        f"SELECT number, fields FROM record WHERE type='{_INQUIRY}' AND present=1 ORDER BY number DESC"
    ):
        f = json.loads(raw)
        if str(f.get("state") or "") in _OPEN:
            out[str(f.get("addressee") or ""), str(f.get("name") or "")] = str(number)
    return out


def ask(
    session: Session, changed: Sequence[str], *, depth: int = 1, due: str = "", asked_on: str = "",
    only: Sequence[str] | None = None,
) -> tuple[list[str], Changes]:  # fmt: skip
    """Makes the inquiries as one step; (their numbers, changes). Those that wait for an answer already are left.

    ``only``: to these addressees. With ``asked_on`` they are 照会中, else 下書き. Raises UserProblem for days nobody
    can read, and when there is nobody to ask.
    """
    for word, typed in (("回答期限", due), ("照会日", asked_on)):
        register.check_date(word, typed)
    found, made = letters(session, changed, depth=depth)
    made = [x for x in made if not x.there and (only is None or x.addressee in only)]
    if not made:
        raise UserProblem(
            "nobody_to_ask", "新たに照会する相手がいません。",
            hint="影響を受ける連携がないか、同じ照会がもう出ています。課題・決定の一覧「照会」を見てください。",
        )  # fmt: skip
    first = survey.next_number(session, _INQUIRY)
    numbers = [survey.numbered(_INQUIRY, first + n) for n in range(len(made))]
    with session.project.unit(f"影響の照会を作る（{len(made)} 件）") as unit:
        for number, letter in zip(numbers, made, strict=True):
            values = {
                "number": number, "to": choices.check(session, "addressees", letter.to), "addressee": letter.addressee,
                "business": found.business, "name": letter.name, "text": letter.text, "issue": found.issue,
                "node": [n for n in letter.nodes if n.startswith("link:")], "due": due, "asked_on": asked_on,
                "state": "asked" if asked_on else "draft",
            }  # fmt: skip
            unit.create(_INQUIRY, survey.atoms_of(_INQUIRY, values))
    return numbers, changes(unit.changes)
