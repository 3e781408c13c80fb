"""What does not fit together inside and between published documents: names, references, lengths, duplicates, sections.

Nothing here is an error of the reader's: the documents say so, and a person decides what it means. A reference into a
document that isn't here cannot be judged (判定不能) and is counted, never called wrong.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from spec_catalog import business as businesses
from spec_catalog.ids import NAMES
from spec_catalog.model import Edition, SpecItem
from spec_catalog.nodes import Node, node_of, parse
from spec_catalog.text import match_key

CODES: dict[str, str] = {
    "two_names": "同じIDに二つの名称",
    "missing_reference": "参照先のIDがない",
    "deleted_reference": "参照先が削除されている",
    "missing_code": "参照先のコードがない",
    "different_format": "型・桁数の食い違い",
    "duplicate_id": "同じIDが二度ある",
    "duplicate_text": "同じ本文に二つのID",
    "broken_section": "参照先の項番がない",
    "undecidable": "判定不能（参照先の文書が未取込）",
}
_DOCUMENT_NAMES = {
    "req": "機能要件", "form": "帳票要件", "link": "連携要件", "data": "基本データリスト", "code": "コード一覧",
    "nonfunc": "非機能要件", "screen": "画面要件", "flow": "業務フロー",
}  # fmt: skip
_NAMED = ("req", "form", "data", "code", "screen")  # a linkage is worded apart on both businesses' sheets
_OF_BUSINESS = ("code", "screen", "flow", "nonfunc")  # ids that every business gives anew
_WITH_NAME = re.compile(
    r"(?<!\d)(\d{7})[\s：:]*([^\d\s、,，;；/／：:][^\n、,，;；/／]*?)(?=\s*(?:\d{7}|[\n、,，;；/／]|$))"
)
_MENTION = re.compile(r"(機能|帳票)ID[\s：:]*(\d{7})(?!\d)")
_CLOSED = re.compile(r"\([^()]*\)")
_NEAR = 60  # characters before 参照 in which the section stands
_SECTION = re.compile(r"(?<![\d.])\d{1,2}(?:\.\d{1,3}){1,4}(?![\d.]|\s*版)")
_OWN_CODE = "999"  # 自治体固有コード
_LONG = 20  # characters of a key from which equal texts are no chance


@dataclass(frozen=True, slots=True)
class Document:
    """An edition and the file it was read from; ``key`` names it in findings (the edition's hash)."""

    edition: Edition
    file: str
    key: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands. ``cell`` is the address as the office program shows it, the row alone where the column
    is not known."""

    document: str
    file: str
    sheet: str
    cell: str
    edition: str


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """One finding: ``level`` warning 確かめる or info お知らせ; ``code`` of CODES; ``node`` it is about."""

    level: str
    code: str
    node: str
    message: str
    places: tuple[Place, ...]


def check(documents: Sequence[Document], *, about: str | None = None) -> list[Inconsistency]:
    """All findings, by code and document order. ``about``: only those with a place in this document; the others are
    still what references are looked up in."""
    library = _Library(documents)
    found = [f for one in _CHECKS for f in one(library)]
    return [f for f in found if about is None or any(p.document == about for p in f.places)]


class _Entry(NamedTuple):
    document: Document
    item: SpecItem


class _Library:
    """The documents with what the checks look up."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = documents
        self.valid = [_Entry(d, i) for d in documents for i in d.edition.items if not i.deleted]
        self.holders: dict[tuple[str, str], list[Document]] = defaultdict(list)
        self.known: dict[tuple[str, str, str], bool] = {}  # (kind, business or "", id) → valid somewhere
        for document in documents:
            for kind in {i.kind for i in document.edition.items} | {document.edition.item_kind}:
                self.holders[kind, businesses.base(document.edition.business)].append(document)
            for item in document.edition.items:
                key = _known_key(item.kind, item.business, item.id)
                self.known[key] = self.known.get(key, False) or not item.deleted

    def editions(self, kind: str, business: str) -> str:
        return "、".join(
            f"{businesses.name_of(d.edition.business)} {d.edition.label}" for d in self.holders[kind, business]
        )


def _known_key(kind: str, business: str, id: str) -> tuple[str, str, str]:
    return (kind, businesses.base(business) if kind in _OF_BUSINESS else "", id)


def _place(entry: _Entry, code: str, *more: str) -> Place:
    """Where a field of an item stands: the first of the columns that is known."""
    edition = entry.document.edition
    sheet, row = (entry.item.rows[0].sheet, str(entry.item.rows[0].row)) if entry.item.rows else ("", "")
    column = next((c for name in (code, *more) if (c := edition.column_of(sheet, name))), "")
    return Place(entry.document.key, entry.document.file, sheet, f"{column}{row}", edition.label)


def _provisional(item: SpecItem) -> bool:
    return item.id.startswith("~")


def _detail(entry: _Entry) -> bool:
    """A printed item of a form (帳票詳細要件): it has the form's id and a name of its own."""
    return entry.document.edition.kind == "form_detail" and bool(entry.item.branch)


# --- names -----------------------------------------------------------------------------------------------------------


def _two_names(library: _Library) -> Iterator[Inconsistency]:
    """One id under two names; names also stand beside ids where another document refers to them."""
    said: dict[tuple[str, str, str], dict[str, tuple[str, Place]]] = defaultdict(dict)
    nodes: dict[tuple[str, str, str], str] = {}
    for entry in library.valid:
        item = entry.item
        if item.kind in _NAMED and item.name and not _provisional(item) and not _detail(entry):
            key = _known_key(item.kind, item.business, item.id)
            nodes.setdefault(key, str(node_of(item)))
            said[key].setdefault(match_key(item.name), (item.name, _place(entry, "name", "id")))
    for entry in library.valid:
        for code, text in entry.item.extra:
            for match in _WITH_NAME.finditer(text) if code == "source" else ():
                key, name = ("req", "", match[1]), match[2].strip(" 　()（）「」")
                if key in nodes and name:
                    said[key].setdefault(match_key(name), (name, _place(entry, code)))
    for key, names in said.items():
        if len(names) > 1:
            slight = len({_bare(n) for n in names}) == 1
            listed = "／".join(f"「{name}」" for name, _ in names.values())
            yield Inconsistency(
                "info" if slight else "warning", "two_names", nodes[key],
                f"{NAMES.get(key[0], 'ID')} {key[2]} の名称が {len(names)} とおりあります：{listed}"
                + ("（末尾の「機能」か括弧の違い）" if slight else ""),
                tuple(place for _, place in names.values()),
            )  # fmt: skip


def _bare(name: str) -> str:
    """A name without brackets, what stands in them at the end, and a trailing 機能."""
    return re.sub(r"[()\[\]「」『』]", "", re.sub(r"\([^()]*\)$", "", name)).removesuffix("機能")


# --- references ------------------------------------------------------------------------------------------------------


def _references(library: _Library) -> Iterator[Inconsistency]:
    """Ids referred to that no edition of their business holds, or that were deleted there."""
    unknown: dict[tuple[str, str, str], list[Place]] = defaultdict(list)
    for entry in library.valid:
        for node, place in _referred(entry):
            business = businesses.base(node.business or entry.item.business)
            key = _known_key(node.kind, business, node.id)
            if library.known.get(key):
                continue
            if not library.holders.get((node.kind, business)):
                unknown[entry.document.key, node.kind, business].append(place)
                continue
            name, searched = NAMES.get(node.kind, "ID"), library.editions(node.kind, business)
            if key in library.known:
                code, message = (
                    "deleted_reference",
                    f"参照している{name} {node.id} は、{searched} では削除されています。",
                )
            else:
                code, message = (
                    "missing_reference",
                    f"参照している{name} {node.id} が見つかりません。探した版：{searched}",
                )
            yield Inconsistency("warning", code, str(node_of(entry.item)), message, (place,))
    for (_, kind, business), places in unknown.items():
        yield _undecidable(f"{businesses.name_of(business)}の{_DOCUMENT_NAMES.get(kind, kind)}", business, places)


def _undecidable(what: str, business: str, places: list[Place]) -> Inconsistency:
    message = f"{what}がまだ取り込まれていないため、{len(places)} 件の参照を確かめられません（判定不能）。"
    return Inconsistency("info", "undecidable", f"business:{business}", message, tuple(places))


def _referred(entry: _Entry) -> Iterator[tuple[Node, Place]]:
    item, seen = entry.item, {str(node_of(entry.item))}
    texts = [*item.extra, ("text", item.text), ("reason", item.reason), ("note", item.note)]
    for node in map(parse, item.related):
        if str(node) not in seen:
            seen.add(str(node))
            code = next((c for c, text in texts if c not in ("id", "name") and node.id in text), "id")
            yield node, _place(entry, code, "id")
    for code, text in texts:
        for match in _MENTION.finditer(unicodedata.normalize("NFKC", text)):
            node = Node("req" if match[1] == "機能" else "form", "", match[2])
            if str(node) not in seen:
                seen.add(str(node))
                yield node, _place(entry, code, "id")


def _codes(library: _Library) -> Iterator[Inconsistency]:
    """Codes of data items that no list of codes holds; 999 is a municipality's own."""
    unknown: dict[str, list[Place]] = defaultdict(list)
    for entry in library.valid:
        for code, text in entry.item.extra if entry.item.kind == "data" else ():
            number = unicodedata.normalize("NFKC", text).strip()
            if code != "code" or not re.fullmatch(r"\d{3}", number) or number == _OWN_CODE:
                continue
            business = businesses.base(entry.item.business)
            place = _place(entry, "code", "id")
            if library.known.get(("code", business, number)):
                continue
            if not any(i.kind == "code" for d in library.holders.get(("code", business), ()) for i in d.edition.items):
                unknown[business].append(place)
                continue
            message = f"コードID {number} がコード一覧にありません。探した版：{library.editions('code', business)}"
            yield Inconsistency("warning", "missing_code", str(node_of(entry.item)), message, (place,))
    for business, places in unknown.items():
        yield _undecidable(f"{businesses.name_of(business)}のコード一覧", business, places)


# --- formats ---------------------------------------------------------------------------------------------------------


def _formats(library: _Library) -> Iterator[Inconsistency]:
    """Data items whose type or length disagrees between places: of one id, and of one name within a group."""
    by_id: dict[tuple[str, ...], list[_Entry]] = defaultdict(list)
    by_name: dict[tuple[str, ...], list[_Entry]] = defaultdict(list)
    for entry in library.valid:
        item, extra = entry.item, dict(entry.item.extra)
        if item.kind == "data" and not _provisional(item):
            by_id[(item.id,)].append(entry)
        if item.kind == "data" and extra.get("group.name") and item.name:
            by_name[match_key(extra["group.name"]), match_key(item.name)].append(entry)
    reported: set[frozenset[str]] = set()
    for groups, how in ((by_id, "同じデータ項目ID"), (by_name, "同じグループの同じ名称")):
        for entries in groups.values():
            kinds = {_format(e.item): e for e in reversed(entries)}
            ids = frozenset(str(node_of(e.item)) for e in entries)
            if len(kinds) < 2 or ids in reported:
                continue
            reported.add(ids)
            first = entries[0].item
            listed = "／".join(_shown(e.item) for e in reversed(kinds.values()))
            message = f"{how}「{first.name}」（{first.id}）の型・桁数が食い違っています：{listed}"
            places = tuple(_place(e, "length", "type", "id") for e in reversed(kinds.values()))
            yield Inconsistency("warning", "different_format", str(node_of(first)), message, places)


def _format(item: SpecItem) -> tuple[str, str]:
    extra = dict(item.extra)
    return match_key(extra.get("type", "")), match_key(extra.get("length", ""))


def _shown(item: SpecItem) -> str:
    extra = dict(item.extra)
    return f"{extra.get('type', '').strip() or '型なし'} {extra.get('length', '').strip() or '桁数なし'}"


# --- duplicates ------------------------------------------------------------------------------------------------------


def _duplicates(library: _Library) -> Iterator[Inconsistency]:
    """The same id twice, or one text under two ids, within a document."""
    ids: dict[tuple[str, ...], list[_Entry]] = defaultdict(list)
    texts: dict[tuple[str, ...], list[_Entry]] = defaultdict(list)
    for entry in library.valid:
        item = entry.item
        if not _provisional(item):
            ids[entry.document.key, *item.key].append(entry)
        key = match_key(item.text)
        if item.kind == "req" and len(key) >= _LONG:
            texts[entry.document.key, key].append(entry)
    for entries in ids.values():
        if len(entries) > 1:
            item = entries[0].item
            message = f"{NAMES.get(item.kind, 'ID')} {item.id} が {len(entries)} 度あります。"
            yield _of_many("warning", "duplicate_id", entries, message, "id")
    for entries in texts.values():
        different = list(dict.fromkeys(e.item.id for e in entries))
        if len(different) > 1:
            shown = "、".join(e.item.section if _provisional(e.item) else e.item.id for e in entries)
            yield _of_many(
                "info", "duplicate_text", entries, f"同じ本文に {len(different)} つのIDがあります：{shown}", "text"
            )


def _of_many(level: str, code: str, entries: Sequence[_Entry], message: str, column: str) -> Inconsistency:
    places = tuple(_place(e, column, "id") for e in entries)
    return Inconsistency(level, code, str(node_of(entries[0].item)), message, places)


# --- sections --------------------------------------------------------------------------------------------------------


def _sections(library: _Library) -> Iterator[Inconsistency]:
    """「1.2.1参照」 where the document has a chapter 1 and no 1.2.1; references into other chapters can't be judged."""
    for document in library.documents:
        entries = [e for e in library.valid if e.document is document]
        held = {s for e in entries for s in _headings(e.item)}
        chapters = {s.partition(".")[0] for s in held if "." in s}
        if not chapters:
            continue
        elsewhere: list[Place] = []
        for entry in entries:
            for code, text in (("text", entry.item.text), ("reason", entry.item.reason), ("note", entry.item.note)):
                for section in _referred_sections(text):
                    place = _place(entry, code, "id")
                    if section in held:
                        continue
                    if section.partition(".")[0] not in chapters:
                        elsewhere.append(place)
                        continue
                    message = f"参照している項番 {section} が、この文書にありません。"
                    yield Inconsistency("warning", "broken_section", str(node_of(entry.item)), message, (place,))
        if elsewhere:
            business = businesses.base(document.edition.business)
            message = f"この文書にない章への参照が {len(elsewhere)} 件あり、確かめられません（判定不能）。"
            yield Inconsistency("info", "undecidable", f"business:{business}", message, tuple(elsewhere))


def _headings(item: SpecItem) -> Iterator[str]:
    """The section of an item, its headings' numbers, and every section above."""
    for text in (item.section, *item.path):
        match = re.match(r"\d{1,2}(?:\.\d{1,3})*", unicodedata.normalize("NFKC", text).strip())
        parts = match[0].split(".") if match else []
        for depth in range(1, len(parts) + 1):
            yield ".".join(parts[:depth])


def _referred_sections(text: str) -> Iterable[str]:
    if "参照" not in text:
        return ()
    found: dict[str, None] = {}
    for sentence in re.split(r"[。\n]", unicodedata.normalize("NFKC", text)):
        for before in sentence.split("参照")[:-1]:
            while (opened := _CLOSED.sub("", before)) != before:  # 9.7（住所一括変更）参照
                before = opened
            found.update(dict.fromkeys(_SECTION.findall(before.rpartition("(")[2][-_NEAR:])))
    return found


_CHECKS: tuple[Callable[[_Library], Iterator[Inconsistency]], ...] = (
    _two_names,
    _references,
    _codes,
    _formats,
    _duplicates,
    _sections,
)
