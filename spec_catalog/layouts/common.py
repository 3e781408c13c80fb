"""What the tables of items have in common: classes per size, headings meant for the rows below, deletion, remarks."""

from __future__ import annotations

import re

from spec_catalog import ids
from spec_catalog.layouts.asides import chapter, deleted_words, folded, is_aside, is_id_attempt, says_gone
from spec_catalog.layouts.specs import class_meaning
from spec_catalog.layouts.table import REASON_NO_ITEM, Context, Row, Table
from spec_catalog.model import SIZES, SizeClasses
from spec_catalog.text import match_key
from spec_catalog.workbook.formats import iso

SIZE_COLUMNS = ("class", "class.designated", "class.core", "class.general")
TICKS = ("tick.mandatory", "tick.optional", "tick.prohibited")
TICKS_OF_SIZE = {s: tuple(f"tick.{s}.{t.removeprefix('tick.')}" for t in TICKS) for s in SIZES}
TICK_MARKS = frozenset("◎○〇◯●×✕✓✔レ有■★1１")
PATH = ("path1", "path2", "path3")


def sizes_described(title: str, codes: tuple[str, ...]) -> str:
    """``title`` with how the classes are given, for the import screen."""
    sizes = [c for c in SIZE_COLUMNS[1:] if c in codes]
    return f"{title}　" + (f"規模別{len(sizes)}列" if sizes else "実装区分1列")


class Downward:
    """Values that a sheet prints once and means for the rows below."""

    def __init__(self, levels: int = 3) -> None:
        self.path = [""] * levels
        self.section = self.name = ""

    def take(self, row: Row) -> None:
        """Note what this row says; an upper heading that changes empties the lower ones."""
        self.take_path(row)
        section, name = row.text("section").strip(), row.text("name").strip()
        if section or name:
            self.section, self.name = section or (self.section if name == self.name else ""), name

    def take_path(self, row: Row, codes: tuple[str, ...] = PATH) -> None:
        """The headings alone; ``codes``: those of this table, outermost first."""
        for level, code in enumerate(codes):
            text = row.text(code).strip()
            if text:
                if text != self.path[level] and row.own(code):
                    self.path[level + 1 :] = [""] * (len(self.path) - 1 - level)
                self.path[level] = text

    def levels(self) -> tuple[str, ...]:
        """The headings in force, without empty ones at the end."""
        out = list(self.path)
        while out and not out[-1]:
            out.pop()
        return tuple(out)


def stands_apart(row: Row, kind: str) -> bool:
    """Whether a row without an id is none of the items: a title, a sum, a footnote, or a class alone."""
    if is_id_attempt(row, kind):
        return False
    if is_aside(row):
        return True
    return not any(row.text(c).strip() for c in ("id", "text", "summary", "name"))


def lonely_words(row: Row) -> bool:
    """Whether a row holds nothing but words in one cell: a remark or a heading, whatever column it stands in."""
    return len(row.cells) == 1 and not any(ch.isdigit() for c in row.cells.values() for ch in c.text)


def no_item(table: Table, row: Row, state: Downward, what: str) -> None:
    """A row that is no item: a heading within the table, or a remark. ``what`` it lacks, in Japanese."""
    codes = {table.header.code_of(c) for c in row.cells}
    if codes <= {*PATH, "section", "name"} and codes & set(PATH):
        state.take(row)
        state.section = state.name = ""
        table.take(row)
        return
    if take_chapter(table, row, state):
        return
    skip_note(table, row, f"{row.number} 行目には{what}ないため取り込みません。")


def take_chapter(table: Table, row: Row, state: Downward) -> bool:
    """A numbered title over the rows below, in a table without columns for headings, becomes their path."""
    if len(row.cells) != 1 or any(c in table.header.columns for c in PATH):
        return False
    found = chapter(next(iter(row.cells.values())).text)
    if found is None or not 1 <= found[0] <= len(state.path):
        return False
    level, title = found
    state.path[level - 1 :] = [title, *[""] * (len(state.path) - level)]
    state.section = state.name = ""
    table.take(row)
    message = f"表の途中の見出し「{folded(title)[:30]}」を、下の行の大項目・中項目として読みました。"
    table.note("info", "chapter_row", message, row.first())
    return True


def skip_note(table: Table, row: Row, message: str, reason: str = REASON_NO_ITEM) -> None:
    """A remark between the items: left out and said so."""
    table.skip(row, reason)
    table.note("warning", "note_row", message, row.first())


def read_classes(table: Table, row: Row, deleted: bool) -> tuple[SizeClasses, str, list[tuple[str, str]]]:
    """(classes, symbol for a provisional id, originals that differ from the canonical symbol).

    A struck-out symbol in a row that stays is no class any more; in a ``deleted`` row it says what the class was.
    """
    given: dict[str, str | None] = {}
    originals: list[tuple[str, str]] = []
    mark = ""
    for code in SIZE_COLUMNS:
        if code not in table.header.columns:
            continue
        given[code] = None
        cell = row.cell(code)
        if cell.struck and not deleted:
            shown = cell.text.strip()[:20]
            message = f"実装区分が打ち消し線で消されています：{shown}。この規模の区分はなしとして取り込みます。"
            table.note("warning", "struck_class", message, row.address(code))
            continue
        text = row.text(code)
        value = class_value(table, text) if text.strip() else None
        if text.strip() and value is None and not says_gone(text):
            shown = text.strip()[:20]
            table.note("warning", "unknown_class", f"実装区分として読めません：{shown}", row.address(code))
        if text.strip() and (value is None or text != ids.SYMBOL_OF.get(value)):
            originals.append((code, cell.text))
        given[code] = value
        mark = mark or (ids.SYMBOL_OF.get(value, "") if value else "")
    if any(c in table.header.columns for c in TICKS):
        given["class"], mark = _ticked(table, row)
        originals += [(c, row.cell(c).text) for c in TICKS if row.text(c).strip()]
    for size, ticks in TICKS_OF_SIZE.items() if not given else ():
        if any(c in table.header.columns for c in ticks):
            given[f"class.{size}"], sign = _ticked(table, row, ticks)
            mark = mark or sign
            originals += [(c, row.cell(c).text) for c in ticks if row.text(c).strip()]
    if not given and (whole := table.header.values.get("")):
        given["class"], mark = whole, ids.SYMBOL_OF[whole]  # a sheet for each class
    one = given.get("class")
    designated, core, general = (given.get(c) or (None if row.text(c).strip() else one) for c in SIZE_COLUMNS[1:])
    if "class.general" not in given and "class.core" in given and "class" not in given and not _one_column(table):
        general = core
    if "class.core" not in given:
        core = general
    return _limited(table, row, SizeClasses(designated, core, general)), mark, originals


def _one_column(table: Table) -> bool:
    """Whether 指定都市・中核市 stand over one column: what holds for the others isn't said there."""
    columns = table.header.columns
    return columns.get("class.core") == columns.get("class.designated")


def _limited(table: Table, row: Row, classes: SizeClasses) -> SizeClasses:
    """The classes of those that a column 対象団体 names (指定都市のみ); the others have none."""
    text = row.text("target").strip() if "target" in table.header.columns else ""
    if not text:
        return classes
    found = class_meaning(text)
    if found is None:
        message = f"対象団体として読めません：{text[:30]}。実装区分はすべての規模のものとして取り込みます。"
        table.note("warning", "unknown_target", message, row.address("target"))
        return classes
    if found.codes == ("class",):
        return classes
    sizes = {c.removeprefix("class.") for c in found.codes}
    sizes |= {"core"} if "general" in sizes and "中核" not in text else set()
    return SizeClasses(*(classes.of(s) if s in sizes else None for s in SIZES))


def _ticked(table: Table, row: Row, codes: tuple[str, ...] = TICKS) -> tuple[str | None, str]:
    """(class, its symbol) by the one column of 必須・任意・不可 that is ticked; a finding for anything else."""
    said = [c for c in codes if row.text(c).strip() and ids.symbol(row.text(c)) != "－"]
    plain = [c for c in said if row.text(c).strip() in TICK_MARKS]
    if len(said) == 1 and said == plain:
        value = said[0].rpartition(".")[2]
        return value, ids.SYMBOL_OF[value]
    if said:
        shown = "・".join(row.text(c).strip()[:10] for c in said)
        table.note("warning", "unknown_class", f"実装区分の印として読めません：{shown}", row.address(said[0]))
    return None, ""


def class_value(table: Table, text: str) -> str | None:
    """The class a text gives: by what this sheet or a person says its signs mean, else by the published symbols."""
    said = table.header.values
    for key in (match_key(text), match_key(ids.symbol(text))) if said else ():
        if key in said:
            return said[key] or None
    return ids.class_of(text)


_SERIAL = re.compile(r"[0-9]{5}")


def read_applies(table: Table, row: Row, deleted: bool, context: Context) -> tuple[str, list[tuple[str, str]]]:
    """(適合基準日, the original where it is not what is shown). A bare 46113 is a date that lost its format."""
    text = row.remark("applies", deleted).strip()
    serial = int(text) if _SERIAL.fullmatch(text) else 0
    if not 36_526 <= serial < 73_051:  # the years 2000 to 2099
        return text, []
    day = iso(serial, context.epoch_1904) or text
    message = f"適合基準日が日付の通し番号（{text}）になっています。{day} として取り込みます。"
    table.note("warning", "serial_date", message, row.address("applies"))
    return day, [("applies", text)]


def removed(table: Table, row: Row, codes: tuple[str, ...]) -> tuple[bool, str]:
    """(deleted, 改定種別): wholly struck out in these columns, or labelled as deleted in this edition.

    Struck ids of rows that stay, and words such as 欠番, are said at their cell.

    A name counts only without an id: one printed for several items stays as long as one of them does.
    """
    if "id" in codes and row.cell("id").text.strip():
        codes = tuple(c for c in codes if c not in ("name", "name.lv1"))
    filled = [c for c in map(row.cell, codes) if c.text.strip()]
    struck = bool(filled) and all(c.struck for c in filled)
    label = row.remark("change", struck).strip()
    if struck or label.startswith(("削除", "廃止")):
        return True, label
    if table.struck and row.cell("id").struck:
        message = (
            f"IDだけが打ち消し線で消されています：{row.cell('id').text.strip()[:20]}。行は残るものとして読みました。"
        )
        table.note("warning", "struck_id", message, row.address("id"))
    said = table.memo.get(codes)
    if said is None:
        known = [c for c in dict.fromkeys(("text", *codes, *SIZE_COLUMNS)) if c in table.header.columns]
        said = table.memo[codes] = tuple(c for c in known if c != "id" and c[:4] != "name")
    if not any(row.cell(c).text for c in said):  # beside a text 削除 may be what a function is called
        said = (*said, "name")
    return deleted_words(table, row, said), label


def note_struck(table: Table, whole: list[str], parts: list[str], what: str) -> None:
    """Findings for struck-out rows and parts; the lists hold the cells to point at."""
    if whole:
        text = f"打ち消し線の行が {len(whole)} 行あります。削除とみなします。"
        table.note("warning", "struck_rows", text, whole[0])
    if parts:
        text = f"本文の一部に打ち消し線のある{what}が {len(parts)} 件あります。打ち消した部分を除いて取り込みます。"
        table.note("info", "struck_parts", text, parts[0])


def note_provisional(table: Table, name: str) -> None:
    """A sheet that publishes no ids: said once, not for every item."""
    text = (
        f"{name}のない様式です。{len(table.found.items)} 件に仮の番号（仮番）を付けました。"
        "仮番は、この文書の中だけで通じる番号です。"
    )
    table.note("info", "provisional_ids", text)
