"""The lists that are pages or sheets too — the state, 新旧対照表, lists of items, form and list sheets — as papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from reports.changes import ChangePaper
from reports.dates import wareki
from reports.forms import Form
from reports.html.listing import Listing as ItemListing
from reports.html.state import Part, StatePage
from reports.paper import BarRow, Bars, Block, Cell, Column, Facts, Heading, Paper, Table, Text
from reports.pieces import Piece
from reports.sheets import FormHeader
from reports.sheets.listing import Listing


def state(page: StatePage) -> Paper:
    """How far, what came out, what needs somebody."""
    mark = {m.code: m for m in page.marks}
    blocks: list[Block] = []
    for part in page.parts:
        blocks += _part(part, page)
        for found in part.lists:
            columns = (
                Column(part.id_title, 70), Column("類型", 34, "center"), Column("項番", 60), Column("名称", 200),
                Column("判定", 80), Column("差異の内容", 270), Column("判定した人", 100),
            )  # fmt: skip
            rows = [
                (i.id, i.sign, i.section, i.name,
                 (Piece("mark", i.mark),) if i.mark else f"{mark[i.code].sign} {mark[i.code].label}", i.detail, i.by)
                for i in found.items
            ]  # fmt: skip
            blocks += [Heading(f"{found.title}（{len(rows)} 件）", 2), Text(found.note, "note")]
            blocks.append(Table(columns, rows, "該当する項目はありません。"))
    if page.issues is not None:
        blocks += [Heading(f"課題（{page.issues.total} 件）"),
                   Text("　".join(f"{name} {n} 件" for name, n in page.issues.states))]  # fmt: skip
        columns = (
            Column("番号", 60), Column("件名", 260), Column("所管課", 100), Column("対応方針", 130), Column("期限", 70),
            Column("状態", 80), Column("注意", 100),
        )  # fmt: skip
        lines = [
            (i.number, i.title, i.department, i.disposition, i.due, i.status, (Piece("mark", "\n".join(i.marks)),))
            for i in page.issues.lines
        ]
        blocks.append(Table(columns, lines, "終わっていない課題はありません。"))
    blocks.append(Text("類型　" + "　".join(f"{sign} {word}" for sign, word in page.classes), "note"))
    return Paper(
        page.title, "様式 M3　比較分析の状況", dict(page.facts).get("団体", ""), page.printed_at, blocks, page.colours,
        facts=page.facts, right=wareki(page.printed_at), note=f"絞り込み：{page.filter_note or 'なし'}",
        remarks=page.remarks,
    )  # fmt: skip


def _part(part: Part, page: StatePage) -> list[Block]:
    total = sum(part.counts.values())
    judged = total - part.counts.get("", 0)
    return [
        Heading(f"{part.title}の進み具合"),
        Text(f"{judged:,} / {total:,} 件を判定済み　残り {total - judged:,} 件", "strong"),
        *(Text(note) for note in part.notes),
        Heading(f"{part.group_title}ごとの判定", 2),
        Bars(page.marks, [BarRow(g.name, g.counts, f"{g.judged:,} / {g.total:,}") for g in part.groups]),
    ]


def changes(paper: ChangePaper) -> Paper:
    """新旧対照表."""
    blocks: list[Block] = [Text("　".join(f"{name} {n}" for name, n in paper.counts), "strong")]
    legend = (Piece("deleted", "取り消し線"), Piece("same", "＝なくなった文言　"), Piece("added", "下線"),
              Piece("same", "＝加わった文言　（なし）＝その版に書かれていない"))  # fmt: skip
    blocks.append(Facts((("凡例", legend),)))
    if paper.candidates:
        blocks += [Heading("確かめる候補（分割・統合・番号の変更）"), *(Text(f"・{t}") for t in paper.candidates)]
    columns = (
        Column("欄", 54), Column(f"旧　{paper.old_edition}", 330), Column(f"新　{paper.new_edition}", 330),
    )  # fmt: skip
    if not paper.items:
        blocks.append(Text("変わった項目はありません。"))
    for item in paper.items:
        blocks.append(Heading(f"{item.mark}{paper.id_title} {item.id}　{item.name}", 2))
        told = [*item.kinds, item.section]
        told += [f"いまの判定 {item.verdict}"] if item.verdict else []
        told += [f"仕分け {item.triage}"] if item.triage else []
        blocks.append(Text("　".join(t for t in told if t), "note"))
        none: Cell = "（なし）"
        blocks.append(Table(columns, [(f.title, f.old or none, f.new or none) for f in item.fields]))
    return Paper(
        paper.title, "新旧対照表", paper.municipality, paper.printed_at, blocks, paper.colours,
        facts=(("業務", paper.business), ("旧", paper.old_edition), ("新", paper.new_edition)),
        right=f"{paper.municipality}　{wareki(paper.printed_at)}", note=f"{paper.old_edition} → {paper.new_edition}",
    )  # fmt: skip


def items(listing: ItemListing, colours: Mapping[str, str]) -> Paper:
    """A list of published items."""
    blocks: list[Block] = []
    columns = (
        Column("ID", 70), Column("類型", 34, "center"), Column("名称", 130), Column("本文", 330),
        Column("適合基準日", 72), Column("備考", 110), Column("判定", 80),
    )  # fmt: skip
    for chapter in listing.chapters:
        if chapter.title:
            blocks.append(Heading(chapter.title, 2))
        rows: list[tuple[Cell, ...]] = [
            (e.id, e.sign, (Piece("deleted", e.name),) if e.deleted else e.name, e.text, e.applies, e.note, e.verdict)
            for e in chapter.entries
        ]
        blocks.append(Table(columns, rows))
    return Paper(
        listing.title, "標準仕様", listing.municipality, listing.printed_at, blocks, colours,
        facts=(("版", listing.about), ("件数", f"{listing.count:,} 件")),
        right=f"{listing.municipality}　{wareki(listing.printed_at)}",
        note=f"絞り込み：{listing.narrowed or 'なし'}",
    )  # fmt: skip


def sheet(listing: Listing, *, municipality: str, colours: Mapping[str, str], printed_at: datetime) -> Paper:
    """A list that is a sheet too; what people write into stays empty here as there."""
    columns = tuple(Column(c.title, c.width, c.align) for c in listing.columns)
    legend = [Facts([("凡例", tuple(p for p in t if p.text.strip() != "凡例")) for t in listing.legend])]
    return Paper(
        listing.title, listing.sheet, municipality, printed_at,
        (
            Heading(f"{listing.title}（{len(listing.rows):,} 件）"), *(legend if listing.legend else ()),
            Table(columns, listing.rows, listing.nothing),
        ),
        colours, facts=listing.facts, right=f"{municipality}　{wareki(printed_at)}", note=listing.title,
        paper=listing.paper.lower(),
    )  # fmt: skip


def form(
    made: Form,
    header: FormHeader,
    rows: Sequence[Mapping[str, str]],
    *,
    colours: Mapping[str, str],
    printed_at: datetime,
    note: str = "",
) -> Paper:
    """The printed columns of a form, its rows and what is signed."""
    shown = [c for c in made.columns if c.printed]
    columns = tuple(Column(c.title, c.width, c.align, "" if c.group == c.title else c.group) for c in shown)
    lines: list[tuple[Cell, ...]] = []
    for n, row in enumerate(rows, 1):
        cells: list[Cell] = []
        for c in shown:
            text = str(n) if c.code == "no" else row.get(c.code, "")
            title = row.get(c.head, "") if c.head else ""
            cells.append((Piece("strong", title), Piece("same", f"\n{text}" if text else "")) if title else text)
        lines.append(tuple(cells))
    legend = [Text("　　".join(f"{g.title}　" + "　".join("".join(p) if p[0].endswith("：") else " ".join(p)
              for p in g.signs) for g in header.legend), "note")]  # fmt: skip
    return Paper(
        made.title + (f"（{header.subject}）" if header.subject else ""), f"{made.number}　{made.name}",
        header.municipality, printed_at,
        (Heading(f"{made.title}（{len(lines):,} 件）"), Table(columns, lines), *legend),
        colours,
        facts=(
            ("業務", header.business), ("所属", header.department), ("記入者", header.writer), ("版", header.edition),
        ),
        approval=made.approval,
        right="　".join(t for t in (header.municipality, header.document_number, header.date) if t),
        note=f"{header.edition}　絞り込み：{note or 'なし'}", remarks=(made.origin,),
    )  # fmt: skip
