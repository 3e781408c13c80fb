"""The memos that are pages too — 決裁事項, 決定書, 決定簿, 会議録 — as papers: the same data, the same words."""

from __future__ import annotations

from collections.abc import Sequence

from reports.dates import wareki
from reports.html.decisions import DecisionEntry, DecisionPage
from reports.html.minutes import MinutesPage, Said
from reports.html.my_items import Choice, Matter, MyItemsPage
from reports.paper import Blank, Block, Cell, Column, Facts, Heading, Paper, Signs, Table, Text
from reports.pieces import Piece

_SIZE = 9.5
_DECIDE = (
    "□ 提案のとおり　　□ 別の案（案　　　）　　□ 差し戻す　　□ 保留", "理由", "　",
    "決定者　　　　　　　　　　　　決定日　令和　　年　　月　　日　　　会議",
)  # fmt: skip


def _right(municipality: str, document: str, date: str) -> str:
    return f"{municipality}　{document or '文書番号　　　　　　　　'}　{date}"


def _lines(*parts: Cell | None) -> Cell:
    """Pieces under one another."""
    out: list[Piece] = []
    for part in parts:
        if not part:
            continue
        if out:
            out.append(Piece("same", "\n"))
        out += [Piece("same", part)] if isinstance(part, str) else part
    return tuple(out)


def _mark(text: str) -> Cell:
    return (Piece("mark", text),)


def _said(marks: Sequence[tuple[str, str]]) -> list[Block]:
    return [Text(f"【{word}】{sentence}", "mark") for word, sentence in marks]


def my_items(page: MyItemsPage) -> Paper:
    """決裁事項 of a department."""
    waiting = Table(
        (Column("番号", 60), Column("件名", 200), Column("対応方針の案", 100), Column("期限", 70), Column("注意", 90)),
        [(m.number, m.title, m.disposition or "（まだない）", m.due or "（なし）",
          _mark("\n".join(w for w, _ in m.marks))) for m in page.matters],
        "決定を待つ課題はありません。",
    )  # fmt: skip
    decided = Table(
        (Column("番号", 60), Column("件名", 150), Column("対応方針", 100), Column("決定", 90), Column("理由", 170)),
        [(d.number, d.title, _lines(d.disposition, *(_mark(m) for m in d.marks)),
          f"{d.date}（{d.level}）\n{d.by}", "\n".join(t for t in (d.reason, d.earlier) if t)) for d in page.decided],
        "この間の決定はありません。",
    )  # fmt: skip
    blocks: list[Block] = [
        Heading(f"決定を待つもの（{len(page.matters)} 件）"), waiting,
        Heading(f"決定したもの（{page.since}から　{len(page.decided)} 件）"), decided,
    ]  # fmt: skip
    for matter in page.matters:
        blocks += _matter(matter)
    return Paper(
        page.title, page.form, page.municipality, page.printed_at, blocks, page.colours, facts=page.facts,
        approval=page.approval, right=_right(page.municipality, page.document_number, wareki(page.printed_at)),
        note=page.form, landscape=False, size=_SIZE, remarks=page.remarks,
    )  # fmt: skip


def _matter(matter: Matter) -> list[Block]:
    out: list[Block] = [
        Heading(f"{matter.number}　{matter.title}", 1, True),
        Facts(matter.facts, len(matter.facts) > 1),
    ]
    out += _said(matter.marks)
    if matter.detail:
        out += [Heading("課題の内容", 3), Text(matter.detail)]
    if matter.requirements:
        rows = [
            (f"{r.kind}\n{r.id} {r.sign}", _lines((Piece("strong", r.name),), r.text), r.verdict,
             r.detail or "（記載なし）")
            for r in matter.requirements
        ]  # fmt: skip
        columns = (
            Column("標準仕様", 80),
            Column("求められていること", 210),
            Column("判定", 70),
            Column("差異の内容", 150),
        )
        out += [Heading("標準との違い", 3), Table(columns, rows)]
    out.append(Heading("対応案", 3))
    if not matter.choices:
        out.append(Text("対応案はまだありません。"))
    out += [_choices(matter.choices[n : n + 3]) for n in range(0, len(matter.choices), 3)]
    if matter.basis:
        out += [Heading("提案の根拠", 3), Text(matter.basis)]
    return [*out, Blank("決定", _DECIDE)]


def _choices(found: Sequence[Choice]) -> Table:
    aspects = (
        ("対応方針", [c.disposition for c in found]), ("内容", [c.content for c in found]),
        ("費用", [c.cost for c in found]), ("効果", [c.effect for c in found]), ("リスク", [c.risk for c in found]),
        ("住民への影響", [c.residents for c in found]),
        ("必要な記載", ["\n".join(f"{k}：{v}" for k, v in c.stated) for c in found]),
        ("法令上の確認", [c.clause for c in found]),
    )  # fmt: skip
    rows = [
        (label, *(t or "（記載なし）" for t in texts))
        for n, (label, texts) in enumerate(aspects)
        if n < 6 or any(texts)
    ]
    titles = [c.title + "　提案" * c.proposed + "　法令上要確認" * bool(c.clause) for c in found]
    return Table((Column("比べること", 70), *(Column(t, 400 / len(found)) for t in titles)), rows)


def decisions(page: DecisionPage) -> Paper:
    """決定書, a page each with boxes to sign; or 決定簿 with its contents."""
    blocks: list[Block] = []
    if not page.approval:
        blocks.append(Heading(f"目次（{len(page.entries)} 件）"))
        columns = (
            Column("決定日", 60), Column("番号", 60), Column("件名", 190), Column("対応方針", 100), Column("状態", 110),
        )  # fmt: skip
        rows = [
            (e.date, e.number, e.title, e.disposition, _lines(e.state, *(_mark(w) for w, _ in e.marks)))
            for e in page.entries
        ]
        blocks.append(Table(columns, rows, "決定はまだありません。"))
    elif not page.entries:
        blocks.append(Text("決定はまだありません。"))
    for n, entry in enumerate(page.entries):
        blocks += _entry(entry, page, first=n == 0 and bool(page.approval))
    return Paper(
        page.title, page.form, page.municipality, page.printed_at, blocks, page.colours, facts=page.facts,
        right=f"{page.municipality}　{wareki(page.printed_at)}", note=page.form, landscape=False, size=_SIZE,
    )  # fmt: skip


def _entry(e: DecisionEntry, page: DecisionPage, *, first: bool) -> list[Block]:
    sheet = f"{page.title}　" if page.approval else ""
    out: list[Block] = [Heading(f"{sheet}{e.number}　{e.title}", 1, not first)]
    if page.approval:
        out += [Text(_right(page.municipality, e.document, wareki(page.printed_at)), "right"), Signs(page.approval)]
    out += [Text(e.state, "strong"), Facts(e.facts, True), *_said(e.marks)]
    said = (Piece("strong", e.disposition), Piece("same", f"　{e.content}" if e.content else ""))
    out += [Facts((("決定したこと", said), ("理由", e.reason), *((("課題の内容", e.detail),) if e.detail else ())))]
    if e.requirements:
        columns = (Column("ID", 70), Column("名称", 110), Column("求められていること", 300))
        out += [Heading("関係する標準仕様", 3), Table(columns, e.requirements)]
    if e.ways:
        rows = [
            (_lines(w.title, (Piece("strong", "この案に決定"),) if w.taken else None), w.content,
             "\n".join(f"{k}：{v}" for k, v in w.facts))
            for w in e.ways
        ]  # fmt: skip
        columns = (Column("対応方針", 110), Column("内容", 180), Column("費用・効果など", 190))
        out += [Heading("比べた案", 3), Table(columns, rows)]
    if e.ladder:
        out += [Heading("検討の順序（その段を採らない理由）", 3), Facts(e.ladder)]
    return [*out, *(Text(t, "note") for t in e.earlier)]


def minutes(page: MinutesPage) -> Paper:
    """会議録."""
    blocks: list[Block] = [Heading("議題ごとの記録")]
    for t in page.topics:
        blocks.append(Heading("　".join(w for w in (str(t.place), t.id, t.sign, t.name) if w), 2))
        if t.point:
            blocks.append(Text(f"論点：{t.point}"))
        blocks.append(_record(t.said))
    if page.general:
        blocks += [Heading("全体について"), _record(page.general)]
    home = (
        Column("議題", 80),
        Column("内容", 220),
        Column("だれが", 80),
        Column("いつまで", 65),
        Column("済んだ日", 65),
    )
    rows = [("\n".join(x for x in (h.place, h.id) if x), h.text, h.person, h.due, h.done) for h in page.homework]
    blocks += [Heading(f"持ち帰り（{len(page.homework)} 件）"), Table(home, rows, "持ち帰りはありません。")]
    facts = (*page.facts, ("出席者", "\n".join(page.attendees) or "（記録なし）"))
    return Paper(
        page.title, page.form, page.municipality, page.printed_at, blocks, page.colours, facts=facts,
        approval=page.approval, right=_right(page.municipality, page.document_number, wareki(page.printed_at)),
        note=page.form, landscape=False, size=_SIZE,
    )  # fmt: skip


def _record(said: Sequence[Said]) -> Table:
    columns = (Column("時刻", 55), Column("種類", 60), Column("内容", 250), Column("だれが", 80), Column("記録", 80))
    rows = [(s.shown, s.kind, _lines(s.what, *(f"{k}：{v}" for k, v in s.more)), s.person, s.by) for s in said]
    return Table(columns, rows, "記録はありません。")
