"""A vendor's list becomes a layer of answers: seen before anything is stored, taken over as one step, nothing lost.

Rows of one item are put together, the answer furthest from the requirement counts, and that is shown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.core.problems import REFUSED, USAGE, UserProblem
from app.services import catalogue, survey, vendor_layers, vendor_packages, vendor_read
from app.services import vendor_words as words
from app.services.session import Session, changes, node_text
from app.services.vendor_items import Items
from app.services.vendor_layers import TEXTS, Key, same_edition
from app.services.vendor_packages import Package
from app.services.vendor_read import Book, Line, Note, Reading, Value
from app.services.views import Changes, EditionRow
from spec_catalog.model import SIZES

UNREADABLE_ID = "ID として読めません。"
CLASSES_ALIKE = 0.9  # share of rows whose "answer" is the published class: then the column is a copy of the standard


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One item's answer to take over. ``state``: new, changed or same; ``rows``: where it stands in the list."""

    key: Key
    node: str
    rows: tuple[int, ...]
    fields: dict[str, str]
    state: str
    elsewhere: str = ""  # the edition that holds it, when none in force does


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a list agrees with an edition here: how many of its ids it holds, in how many rows the text differs."""

    edition: EditionRow
    held: int
    missing: int
    differing: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What taking a list over would do. ``edition``: the one it is about; ``edition_from``: said (by a person),
    package, title, ids or "" (nobody knows); ``fits``: whether that is what is in force; ``kept``: earlier answers of
    this package that the list doesn't name and that stay."""

    file: str
    sheet: str
    header_row: int
    package: Package
    known: bool  # the package is registered
    business: str
    mapping: dict[str, str]
    values: tuple[Value, ...]
    rows: tuple[AnswerRow, ...]
    notes: tuple[Note, ...]
    left: tuple[tuple[int, str, str], ...]  # (row, id as written, why)
    doubles: tuple[tuple[str, tuple[int, ...], bool], ...]  # (node, rows, answers differ)
    edition: str
    edition_from: str
    fits: bool | None
    editions: tuple[Fit, ...]
    kept: int
    cells: int
    imported: int
    skipped: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...] = ()  # about the file as a whole: other sheets that were not read …

    def count(self, state: str) -> int:
        """How many rows are new, changed or same."""
        return sum(r.state == state for r in self.rows)

    def understood(self) -> dict[str, str]:
        """Text → answer, as far as it was no guess; worth keeping for the next list."""
        return {v.text: v.code for v in self.values if v.how not in ("", "guess")}

    def profile(self) -> dict[str, Any]:
        """The mapping as a profile file."""
        values = {v.text: v.code for v in self.values if v.code}
        return {"sheet": self.sheet, "header_row": self.header_row, "columns": self.mapping, "values": values}


def preview(
    session: Session,
    path: Path,
    package: Package,
    *,
    profile: Mapping[str, Any] | None = None,
    business: str = "",
    edition: str = "",
    repairs: bool = False,
) -> Preview:
    """Reads a list and shows what taking it over would do; nothing is stored.

    ``package``: a registered one, or one with rid "" that is made with the answers. ``profile``: {"sheet",
    "header_row", "columns", "values"}. ``business``: for rows whose id stands in several. ``edition``: as a person
    names it; otherwise what package, title or ids say. Raises InputProblem, and UserProblem "unmapped".
    """
    given = dict(profile or {})
    book = vendor_read.open_book(path, sheet=given.get("sheet"), header_row=given.get("header_row"))
    return preview_book(
        session, book, package, columns=given.get("columns") or {}, values=given.get("values") or {},
        business=business, edition=edition, repairs=repairs,
    )  # fmt: skip


def preview_book(
    session: Session,
    book: Book,
    package: Package,
    *,
    columns: Mapping[str, str] | None = None,
    values: Mapping[str, str] | None = None,
    business: str = "",
    edition: str = "",
    repairs: bool = False,
) -> Preview:
    """The same for a book already read, so that another mapping is seen without reading the file again."""
    given = {h: c for h, c in (columns or {}).items() if h in book.table.headers}
    mapping = vendor_read.mapping_of(book.table, given, package.name)
    vendor_read.require(mapping, book.table, book.path)
    reading = vendor_read.understand(book, mapping, values=values, repairs=repairs)
    catalog = Items(session, package, business, vendor_read.business_in(book.titles))
    catalog.look_up({i for line in reading.lines for i in line.ids})
    if not given and (copy := _published_class(reading, catalog, mapping, session.size)):
        return preview_book(
            session, book, package, columns={copy: "published"}, values=values, business=business,
            edition=edition, repairs=repairs,
        )  # fmt: skip
    return _Making(session, book, package, mapping, reading, catalog, business, edition).preview()


def _published_class(reading: Reading, catalog: Items, mapping: Mapping[str, str], size: str) -> str:
    """The heading read as the answer whose cells merely repeat the published class (◎ ○ ×); "" where there is none."""
    heading = next((h for h, c in mapping.items() if c == "answer"), "")
    others = [h for h, c in mapping.items() if c == "" and words.column_of(h) == "answer"]
    if not heading or not (others or any(c.startswith(words.MARK) for c in mapping.values())):
        return ""
    signs = {"mandatory": "on_time", "optional": "on_time", "prohibited": "not_planned"}
    if {v.text for v in reading.values} - {"◎", "○", "〇", "×", "－", "-"}:
        return ""
    seen = same = 0
    place = SIZES.index(size)
    for line in reading.lines:
        for id_ in line.ids[:1]:
            keys, _label, _why = catalog.keys(id_, line.branch, line.business)
            if keys and line.texts.get("answer"):
                seen += 1
                same += signs.get(catalog.texts[keys[0]][1][place] or "", "") == line.texts["answer"]
    return heading if seen >= 5 and same >= CLASSES_ALIKE * seen else ""


class _Making:
    """One preview: rows into answers, answers against what is stored."""

    def __init__(
        self,
        session: Session,
        book: Book,
        package: Package,
        mapping: dict[str, str],
        reading: Reading,
        catalog: Items,
        business: str,
        edition: str,
    ) -> None:
        self._session, self._book, self._package = session, book, package
        self._mapping, self._reading, self._catalog = mapping, reading, catalog
        self._business, self._edition = business, edition.strip()

    def preview(self) -> Preview:
        left: list[tuple[int, str, str]] = []
        whys: dict[int, str] = {}
        taken: set[int] = set()
        found: dict[Key, list[Line]] = {}
        labels: dict[Key, str] = {}
        for line in self._reading.lines:
            why = self._place(line, found, labels)
            if why:
                whys[line.row] = why
                left.append((line.number, line.id_text, why))
        stored = self._stored()
        editions = self._fits(found)
        edition, came = self._edition_of(editions)
        rows, doubles = [], []
        for key, lines in found.items():
            fields, differ = _together(lines)
            if edition and not fields.get("edition"):
                fields["edition"] = edition
            before, conflict = stored.get(key, ({}, False))
            if conflict:
                why = "この回答は競合しています。先に競合を決めてください。"
                left += [(n.number, n.id_text, why) for n in lines]
                whys |= {n.row: why for n in lines}
                continue
            taken |= {n.row for n in lines}
            state = "new" if not before else "same" if fields == before else "changed"
            numbers = tuple(n.number for n in lines)
            rows.append(AnswerRow(key, node_text(*key), numbers, fields, state, labels.get(key, "")))
            if len(lines) > 1:
                doubles.append((node_text(*key), numbers, differ))
        gone = {row: why for row, why in whys.items() if row not in taken}
        cells, imported, skipped = vendor_read.account(self._book, self._reading, gone)
        labels_of = {
            b: e.edition.label for e in reversed(editions) if e.edition.in_force for b in (e.edition.business,)
        }
        own = next((labels_of[k[0]] for k in found if k[0] in labels_of), "")
        return Preview(
            file=self._book.table.file, sheet=self._book.table.sheet, header_row=self._book.table.first_row - 1,
            package=self._package, known=bool(self._package.rid), business=self._business, mapping=self._mapping,
            values=self._reading.values, rows=tuple(rows), notes=tuple(self._reading.notes),
            left=tuple(sorted(left)), doubles=tuple(doubles), edition=edition, edition_from=came,
            fits=same_edition(edition, own) if edition and own else None, editions=editions,
            kept=sum(1 for k in stored if k not in found and k[0] in {f[0] for f in found}),
            cells=cells, imported=imported, skipped=tuple(skipped),
            remarks=tuple(n.message for n in self._book.table.notes),
        )  # fmt: skip

    def _place(self, line: Line, found: dict[Key, list[Line]], labels: dict[Key, str]) -> str:
        """Puts a row under the items it names; why it is left out, "" when it isn't."""
        said = {n for n, t in line.texts.items() if t and n not in ("edition", "received")}
        if not line.ids:
            return "ID がありません。" if not line.id_text else UNREADABLE_ID
        if not said:
            return "回答が何も書かれていません。"
        missing = ""
        for id_ in line.ids:
            keys, label, why = self._catalog.keys(id_, line.branch, line.business)
            missing = missing or why
            for key in keys:
                found.setdefault(key, []).append(line)
                if label:
                    labels[key] = label
        return missing

    def _stored(self) -> dict[Key, tuple[dict[str, str], bool]]:
        out: dict[Key, tuple[dict[str, str], bool]] = {}
        if self._package.rid:
            for conflict, fields in self._session.con.execute(
                "SELECT conflict, fields FROM record WHERE type='vendor_answer' AND present=1 AND system=?",
                (self._package.rid,),
            ).fetchall():
                f = json.loads(fields)
                key = (f.get("business", ""), f.get("kind", ""), f.get("id", ""), f.get("branch", ""))
                out[key] = ({n: f[n] for n in TEXTS if f.get(n)}, bool(conflict))
        return out

    def _fits(self, found: Mapping[Key, Sequence[Line]]) -> tuple[Fit, ...]:
        """The editions here of the businesses and kinds the list names, best first."""
        asked: dict[tuple[str, str], dict[tuple[str, str], str]] = {}
        for (business, kind, id_, branch), lines in found.items():
            wording = next((n.wording for n in lines if n.wording), "")
            asked.setdefault((business, kind), {})[id_, branch] = wording
        out = []
        for edition in catalogue.editions(self._session):
            wanted = asked.get((edition.business, edition.kind))
            if not wanted:
                continue
            schema = self._session.attach(edition.hash)
            texts = {
                (i, b): t
                for i, b, t in self._session.con.execute(
                    f"SELECT id, branch, text FROM {schema}.item WHERE kind=? AND deleted=0", (edition.kind,)
                )
            }
            held = [k for k in wanted if k in texts]
            differing = sum(
                bool(wanted[k]) and vendor_read.wording_key(wanted[k]) not in vendor_read.wording_key(texts[k])
                for k in held
            )
            out.append(Fit(edition, len(held), len(wanted) - len(held), differing))
        return tuple(sorted(out, key=lambda f: (f.missing, f.differing, not f.edition.in_force)))

    def _edition_of(self, editions: Sequence[Fit]) -> tuple[str, str]:
        if self._edition:
            return self._edition, "said"
        title = vendor_read.edition_in((*self._book.titles, *self._book.table.headers))
        if title:
            return title, "title"
        own = {self._package.editions.get(f.edition.business, "") for f in editions} - {""}
        if len(own) == 1:
            return own.pop(), "package"
        best = [f for f in editions if (f.missing, f.differing) == (editions[0].missing, editions[0].differing)]
        labels = {f.edition.label for f in best}
        if len(labels) == 1 and len(editions) > len(best):  # the others fit worse: only this one can be meant
            return labels.pop(), "ids"
        return "", ""


def _together(lines: Sequence[Line]) -> tuple[dict[str, str], bool]:
    """The rows of one item as one answer, the furthest from the requirement; whether their answers differ."""
    known = words.answers()
    codes = [n.texts["answer"] for n in lines if n.texts.get("answer")]
    out: dict[str, str] = {}
    for name in TEXTS:
        if name == "answer":
            out[name] = max(codes, key=lambda c: known[c].rank, default=words.UNANSWERED)
            continue
        texts = list(dict.fromkeys(t for n in lines if (t := n.texts.get(name, ""))))
        if texts:
            out[name] = "\n".join(texts)
    return out, len(set(codes)) > 1


def take_over(session: Session, seen: Preview) -> Changes:
    """Stores a previewed list as one step: the package where it isn't registered, and every answer that is new or says
    something else. Answers the list doesn't name stay."""
    if not seen.rows:
        raise UserProblem(
            "nothing_to_import", "取り込める行がありません。", file=seen.file, sheet=seen.sheet,
            hint="列の対応と、除かれた行の理由を確かめてください。", exit_code=REFUSED,
        )  # fmt: skip
    package = seen.package
    if not package.rid:
        vendor_packages.refuse_twin(session, package.name, package.version)
    fields = vendor_packages.package_fields(session, package.name, package.vendor, package.version)
    about = dict.fromkeys(sorted({r.key[0] for r in seen.rows}), seen.edition)
    with session.project.unit(f"ベンダの回答を取り込み：{package.name}（{len(seen.rows)} 件）") as unit:
        rid = package.rid or unit.create("package", survey.atoms_of("package", fields))
        vendor_packages.cover(session, unit, replace(package, rid=rid), about)
        for row in seen.rows:
            if row.state != "same":
                ref = vendor_layers.answer_ref(row.key, rid)
                answer = vendor_layers.answer_rid(session, rid, row.key)
                unit.set(answer, "vendor_answer", "answer", dict(row.fields), ref=ref)
    return changes(unit.changes)


def package_for(session: Session, name: str, *, vendor: str = "", version: str = "") -> Package:
    """The registered package of a name, or, where a vendor is named, one that will be made with its answers."""
    try:
        return vendor_packages.package_of(session, f"{name} {version}".strip() if version else name)
    except UserProblem as problem:
        if problem.code != "no_package" or not vendor.strip():
            raise
    vendor_packages.package_fields(session, name, vendor, version)  # says what is wrong with it
    return Package("", name.strip(), vendor.strip(), version.strip(), (), {})


def check_edition(text: str) -> str:
    """An edition as a person names it. Raises UserProblem when it is too long to be one."""
    if len(text) > 60:
        raise UserProblem("bad_edition", "版の名前が長すぎます。", hint="例：第6.1版", exit_code=USAGE)
    return text.strip()
