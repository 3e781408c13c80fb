"""A sheet that came back, laid beside what was sent: what would change, what must be asked, what is left alone.

Nothing is stored here. The operations are made now, so what a person sees is what taking over will write.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core import roundtrip
from app.core.heads import settle
from app.core.operations import Operation
from app.core.personal import LABELS, hints
from app.core.problems import USAGE, UserProblem
from app.core.roundtrip import NEW, Back, Sender, Written, plain
from app.services import roundtrip_book, roundtrip_sheet, survey_grid, transition_survey
from app.services.roundtrip_cells import Codec, form_codec, list_codec
from app.services.roundtrip_make import Maker
from app.services.roundtrip_pairs import current_of
from app.services.session import Session
from app.store import sheet_exports
from app.store.sheet_exports import Export
from spec_catalog.workbook import ref

SUGGESTED = "suggested"
"""As a matching for all rows: every row is what its name speaks for."""


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that changes something. ``state``: new · known (taken over before) · conflict (somebody changed it
    since the sheet was sent; both values will stand)."""

    row: int
    cell: str
    name: str
    column: str
    old: str
    new: str
    state: str


@dataclass(frozen=True, slots=True)
class Question:
    """Something nobody but a person can decide; nothing of it is taken over. ``candidates``: (rid, what it is) for a
    row whose record isn't plain."""

    code: str
    row: int
    cell: str
    name: str
    column: str
    text: str
    message: str
    candidates: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What taking a sheet over would do. ``operations`` are those that would be stored, new ones and known ones."""

    export: Export
    file: str
    by: str
    rows: int
    unchanged: int
    changes: tuple[Change, ...]
    questions: tuple[Question, ...]
    notes: tuple[str, ...]  # Japanese sentences: what was left alone, and why
    operations: tuple[Operation, ...]
    new: int
    known: int
    conflicts: int
    added: int  # records made of rows that were added

    @property
    def label(self) -> str:
        """The name of the step."""
        return f"Excelの回答を取り込み：{self.export.label}"


def exports(session: Session) -> list[sheet_exports.ExportRow]:
    """The sheets sent from this file, the newest first."""
    return sheet_exports.all_of(session.project)


def preview(
    session: Session,
    path: Path,
    *,
    export: str = "",
    match: Mapping[int, str] | None = None,
    suggested: bool = False,
    clear: bool = False,
) -> Seen:
    """Reads a sheet that came back and shows what taking it over would do; nothing is stored.

    ``export``: which sheet it is, where its hidden sheet is gone; ``match``: row → rid, ID or number (or "new"), what
    a person says of rows that aren't plain; ``suggested``: take the likeliest record for every such row; ``clear``:
    cells that were emptied empty their value. Raises InputProblem for files that are refused, UserProblem for a sheet
    that wasn't sent from this file.
    """
    book = roundtrip_book.read(path)
    unseen = roundtrip_book.unseen(book)
    roundtrip_book.check_format(unseen, book.file)
    sent = _export(session, export or unseen.export, unseen, book.file)
    columns, written = roundtrip_sheet.columns_of(sent), roundtrip_sheet.rows_of(sent)
    table = roundtrip_book.table(
        book, str(sent.manifest["sheet"]), columns, form=str(sent.manifest["form"]), foot=sent.manifest["foot"]
    )
    name = str(sent.manifest["list"])
    form = str(sent.manifest["form"])
    if name:
        codec = list_codec(name, survey_grid.published_names(session, name), sent.manifest["names"])
    elif form == transition_survey.FORM:
        codec = transition_survey.codec(sent.manifest["names"])
    else:
        codec = form_codec(form, current_of(sent.manifest.get("current", {})))
    called = {_called(w): w.rid for w in written}
    given = {row: called.get(wish, wish) for row, wish in (match or {}).items()}
    matching = roundtrip.match_rows(written, table.rows, given, rows_can_be_added=bool(name))
    if suggested:
        given = {d.row: d.suggested for d in matching.doubts if d.suggested and d.code != "twice"} | given
        matching = roundtrip.match_rows(written, table.rows, given, rows_can_be_added=bool(name))
    back = {b.row: b for b in table.rows}
    by_rid = {w.rid: w for w in written}
    reader = _Reader(session, sent, table, columns, codec, clear)
    for row, rid in sorted(matching.known.items()):
        reader.row(by_rid[rid], back[row])
    reader.added([back[r] for r in matching.new])
    for doubt in matching.doubts:
        reader.questions.append(_asked(doubt, back[doubt.row], by_rid, bool(name)))
    notes = [*_notes(table, columns, unseen, sent, written), *reader.notes]
    for rid in matching.missing:
        notes.append(f"「{_called(by_rid[rid])}」の行は、戻ったシートにありません（記録は消しません）。")
    if not table.writer:
        notes.append("「記入者」が空です。記録には氏名が残りません。")
    return reader.seen(book.file, len(table.rows), notes)


def _export(session: Session, id_: str, unseen: roundtrip_book.Unseen, file: str) -> Export:
    found = sheet_exports.load(session.project, id_) if id_ else None
    if found is not None:
        return found
    known = exports(session)
    if not id_:
        listed = "、".join(f"{e.id[:8]}（{e.label} {e.at[:10]}）" for e in known[:8]) or "まだありません"
        raise UserProblem(
            "no_export", "どの回答用シートか分かりません（隠れたシートが消えています）。", file=file,
            hint=f"送ったシートを選んでください（--export）：{listed}",
        )  # fmt: skip
    fits = [e for e in known if e.id.startswith(id_)] if len(id_) >= 8 else []
    if len(fits) == 1:
        chosen = sheet_exports.load(session.project, fits[0].id)
        assert chosen is not None, "it stands in the list"
        return chosen
    other = unseen.workspace not in ("", session.info.workspace_id)
    raise UserProblem(
        "other_export",
        f"{'別の作業ファイルから送られた' if other else 'このファイルから送った記録がない'}回答用シートです。",
        file=file, hint="シートを送った作業ファイル（か、そのあとの控え）を開いて取り込んでください。",
        exit_code=USAGE if not unseen.export else 3,
    )  # fmt: skip


def _called(row: Written) -> str:
    return row.name or str(row.more.get("called") or "") or row.rid[:8]


_STRUCK = "取り消し線が引かれています。消すなら、その欄を空にして返してもらってください。"
_TAKEN_BACK = "前に取り込んだ回答が、このシートでは送ったときのままです。戻すなら、プログラムで直してください。"
_WHY = {
    "unknown_choice": "選ばれた記録は、このシートにありません。",
    "twice": "同じ目印の行が二つ以上あります（行がコピーされたようです）。",
    "other_name": "隠れた目印と、見えている ID・番号が違います（並べかえのとき取り残されたようです）。",
    "altered": "隠れた目印が書きかえられています。",
    "lost": "隠れた目印が消えています。",
    "unknown": "この ID は、送ったシートにありません。",
}


def _asked(doubt: roundtrip.Doubt, back: Back, by_rid: Mapping[str, Written], can_add: bool) -> Question:
    found = [doubt.suggested] if doubt.suggested in by_rid else []
    found += [back.key] if back.key in by_rid and back.key not in found else []
    candidates = [(rid, _called(by_rid[rid])) for rid in found]
    if can_add:
        candidates.append((NEW, "新しい記録にする"))
    return Question(
        doubt.code, back.row, ref(back.row, 1), back.name, "", back.name, _WHY[doubt.code], tuple(candidates)
    )


def _notes(
    table: roundtrip_book.Table, columns: Sequence[roundtrip.Column], unseen: roundtrip_book.Unseen, sent: Export,
    written: Sequence[Written],
) -> list[str]:  # fmt: skip
    title = {c.code: c.title for c in columns}
    out = [
        f"「{title[c]}」の列がありません（消えたか、見出しが変わっています）。この列は読んでいません。"
        for c in table.gone
    ]
    out += [
        f"{cell} の列「{heading or '見出しなし'}」は、送ったシートにない列です。読んでいません。"
        for heading, cell in table.strange
    ]
    expected = roundtrip_sheet.page_of(sent, unseen.workspace, columns, written)[4:]
    if unseen.lines and any(unseen.lines.get(rid) != line for rid, line in expected):
        out.append("隠れたシートが書きかえられています。送ったときの記録を使いました。")
    return out


class _Reader:
    """Gathers what the rows of a sheet amount to."""

    def __init__(
        self, session: Session, export: Export, table: roundtrip_book.Table, columns: Sequence[roundtrip.Column],
        codec: Codec, clear: bool,
    ) -> None:  # fmt: skip
        by = f"{table.department or export.manifest['department'] or '未記入'}/{table.writer or '未記入'}"
        sender = Sender(export.id, export.secret, export.at, by, f"Excelの回答：{export.label}")
        self.session, self.export, self.table, self.codec, self.clear = session, export, table, codec, clear
        self.columns = [c for c in columns if c.code in table.columns and c.code != "no"]
        self.title = {c.code: c.title for c in columns}
        said = current_of(export.manifest.get("current", {})).said
        self.maker = Maker(session, sender, codec, str(export.manifest["list"]), str(export.manifest["business"]), said)
        self.by = by
        self.changes: list[tuple[Change, str]] = []  # with the id of the operation that brings it
        self.questions: list[Question] = []
        self.notes: list[str] = []
        self.unchanged = 0
        self.at: dict[str, Back] = {}  # record → its row

    def _cell(self, row: int, code: str) -> str:
        return ref(row, self.table.columns[code])

    def _ask(self, code: str, back: Back, column: str, text: str, message: str) -> None:
        self.questions.append(
            Question(code, back.row, self._cell(back.row, column), back.name, self.title[column], text, message)
        )

    def row(self, written: Written, back: Back) -> None:
        """A row whose record is known."""
        self.at[written.rid] = back
        for column in self.columns:
            if column.atom and column.code in back.struck:
                self._ask("struck", back, column.code, plain(back.texts[column.code]), _STRUCK)
        left = {c: t for c, t in back.texts.items() if c not in back.struck}
        edits = roundtrip.cell_edits(self.export.id, written, self.columns, left)
        if not edits:
            self.unchanged += 1
            return
        values: dict[str, Any] = {}
        for edit in edits:
            old = self.maker.value(written, edit.code)
            if edit.kind == "locked":
                where = f"{self._cell(back.row, edit.code)}「{self.title[edit.code]}」"
                self.notes.append(f"{where} は書きかえても反映されない欄です（{back.name}）。")
            elif edit.kind == "disputed":
                self._ask("disputed", back, edit.code, edit.text, "競合している値なので、シートでは変えられません。")
            elif edit.kind == "cut":
                self._ask(
                    "cut", back, edit.code, edit.text, "このセルには文の一部しか入っていなかったため、反映できません。"
                )
            elif self.maker.erased(written, edit.atom):
                self._ask(
                    "erased", back, edit.code, edit.text, "元の値が消去されたため、この行の回答を重ねられません。"
                )
            else:
                self._value(back, edit, old, values)
        for made in self.maker.edits(written, values):
            for code in made.codes:
                self._changed(back, code, self.codec.show(code, self.maker.value(written, code)), made.operation)

    def _value(self, back: Back, edit: roundtrip.CellEdit, old: Any, values: dict[str, Any]) -> None:
        found = self.maker.read(edit.code, edit.text)
        if found.problem:
            self._ask("bad_value", back, edit.code, edit.text, found.problem)
        elif self.maker.equal(found.value, old):
            return
        elif edit.kind == "cleared" and not self.clear:
            text = self.codec.show(edit.code, old)
            self._ask(
                "cleared",
                back,
                edit.code,
                text,
                "空にされています。値を消すなら、そのように指定してください（--clear）。",
            )
        else:
            values[edit.code] = found.value

    def added(self, rows: Sequence[Back]) -> None:
        """Rows that are records of their own."""
        for back, made, problems in self.maker.added(rows, [c.code for c in self.columns if c.atom]):
            for code, text, message in problems:
                self._ask("bad_value" if code else "no_name", back, code or self.maker.main, text, message)
            for operation in made:
                codes = operation.codes
                for code in codes:
                    self._changed(back, code, "", operation.operation)

    def _changed(self, back: Back, code: str, old: str, operation: Operation) -> None:
        text = plain(back.texts.get(code, ""))
        for hint in hints(text):
            self.notes.append(f"{self._cell(back.row, code)} に{LABELS[hint.kind]}があります。")
        name = back.name or plain(back.texts.get(self.maker.main, ""))
        change = Change(back.row, self._cell(back.row, code), name, self.title[code], old, text, "")
        self.changes.append((change, operation.op_id))

    def seen(self, file: str, rows: int, notes: Sequence[str]) -> Seen:
        """Everything together; which operations are known here and which meet a later value."""
        made = list({o.op_id: o for o in self.maker.operations}.values())
        self._taken_back(made)
        known = sheet_exports.known(self.session.project, [o.op_id for o in made])
        clashing = {o.op_id for o in made if o.op_id not in known and self._clashes(o)}
        state = {o.op_id: "known" if o.op_id in known else "conflict" if o.op_id in clashing else "new" for o in made}
        changes = tuple(Change(c.row, c.cell, c.name, c.column, c.old, c.new, state[op]) for c, op in self.changes)
        added = sum(o.kind == "create" and o.op_id not in known for o in made)
        return Seen(
            self.export, file, self.by, rows, self.unchanged, changes, tuple(self.questions), tuple(notes), tuple(made),
            len(made) - len(known), len(known), len(clashing), added,
        )  # fmt: skip

    def _taken_back(self, made: Sequence[Operation]) -> None:
        """What an earlier save of this sheet brought and this one doesn't say any more: neither taken nor forgotten."""
        said = {(o.rid, atom) for o in made for atom in o.atoms}
        for op_id, rid, atom in self.session.con.execute(
            "SELECT o.op_id, h.rid, h.atom FROM op o JOIN head h ON h.op_id=o.op_id WHERE o.actor=? ORDER BY o.seq",
            (self.export.id,),
        ).fetchall():
            back, op = self.at.get(rid), self.session.project.operation(op_id)
            if back is None or op is None or (rid, atom) in said:
                continue
            shown = {c: f for c, (a, f) in self.codec.place.items() if a == atom and c in self.table.columns}
            fields = op.fields(atom) or {}
            text = "、".join(t for c, f in shown.items() if (t := self.codec.show(c, fields.get(f))))
            self._ask("taken_back", back, next(iter(shown)), text, _TAKEN_BACK)

    def _clashes(self, operation: Operation) -> bool:
        """Whether storing it would leave its atom in conflict."""
        for atom in operation.atoms:
            heads = [h for h in self.session.project.heads(operation.rid, atom) if h not in operation.parents]
            others = [o for h in heads if (o := self.session.project.operation(h)) is not None]
            if settle([*others, operation], atom).conflict:
                return True
        return False
