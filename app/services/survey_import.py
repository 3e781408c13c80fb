"""A department's own list becomes survey records: columns mapped, values understood, nothing lost, nothing doubled.

Seen before anything is stored; taken over as one step. The mapping is a profile that can be used again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.core.problems import REFUSED, USAGE, UserProblem
from app.core.records import ATOMS
from app.services import survey, survey_match
from app.services.session import Session
from app.services.survey_headings import LEAVE, VIRTUAL, Choice, best, choices, likely, mapping_of, words
from app.services.survey_lists import SurveyList, is_nothing, survey_list
from app.services.survey_take_over import published, take_over
from app.services.survey_values import CellProblem, Given, Reading, bullets, filled, known_value, values_of
from app.services.survey_views import ImportRow, Left, Preview
from spec_catalog.model import SheetAccount, Skipped
from spec_catalog.raw.words import is_aside_sheet
from spec_catalog.rawtable import ABOVE, SHEET, RawTable, table_of, tables_of
from spec_catalog.workbook import Workbook, read_workbook, ref

__all__ = [
    "DUPLICATES", "CellProblem", "ImportRow", "Left", "Preview", "mapping_of", "preview", "preview_table", "published",
    "take_over", "values_of",
]  # fmt: skip

REASON_COLUMN = "取り込まない列"
REASON_BLOCK = "表の上の記入欄"
DUPLICATES = ("update", "add", "skip")
"""What to do with a row that is a record already here: change it, make a further one, leave the row out."""


def read_book(path: Path) -> Workbook:
    """The file. Raises InputProblem for one that is refused."""
    return read_workbook(path)


def tables(workbook: Workbook) -> list[Choice]:
    """Every table of a book with the list it may be."""
    return choices(tables_of(workbook, words()))


def chosen(
    workbook: Workbook, name: str = "", *, profile: Mapping[str, Any] | None = None, table: int | None = None,
    sheet: str | None = None,
) -> RawTable:  # fmt: skip
    """The table an import is about: by number, by sheet (and the heading row of a profile), else the best fitting."""
    given = dict(profile or {})
    found = tables(workbook)
    if table is not None:
        if not 1 <= table <= len(found):
            raise UserProblem(
                "no_table", f"{table} 番目の表はありません（表は {len(found)} 個です）。", file=workbook.file,
                exit_code=USAGE,
            )  # fmt: skip
        return found[table - 1].table
    named = sheet or given.get("sheet") or None
    columns = dict(given.get("columns") or {})
    if sheet is None and columns:  # the book may have another sheet name this time
        picked = best([c for c in found if set(columns) <= set(c.table.headers)], name, columns)
        if picked is not None:
            return picked.table
    if given.get("header_row") is not None:
        return table_of(workbook, header_row=given["header_row"], sheet=named, words=words())
    within = [c for c in found if named is None or set(c.table.origins or (c.table.sheet,)) == {named}]
    picked = best(within, name, columns)
    return picked.table if picked is not None else table_of(workbook, sheet=named, words=words())


def detected(table: RawTable) -> str:
    """The list a table is. Raises UserProblem "no_list" where nobody can tell."""
    found = choices([table])[0].list
    if not found:
        raise UserProblem(
            "no_list", f"どの一覧の表か分かりません（見出し：{'、'.join(table.headers)}）。", file=table.file,
            sheet=table.sheet, hint="取り込む先の一覧（--list）を指定してください。", exit_code=REFUSED,
        )  # fmt: skip
    return found


def preview(
    session: Session,
    path: Path,
    name: str = "",
    *,
    profile: Mapping[str, Any] | None = None,
    business: str = "",
    repairs: bool = False,
    duplicates: str = "update",
    table: int | None = None,
    sheet: str | None = None,
) -> Preview:
    """Reads a list and shows what taking it over would do; nothing is stored.

    ``profile``: {"list", "sheet", "header_row", "columns": {heading: column code}, "values": {column code: {written:
    value}}}; columns not named there are recognised by their headings. ``business``: for rows that don't say theirs.
    ``repairs``: accept the values proposed for cells that could not be understood. Raises InputProblem for files that
    are refused and UserProblem "unmapped" when the list's main column isn't found, naming the headings seen.
    """
    given = dict(profile or {})
    book = read_book(path)
    found = chosen(book, name or given.get("list", ""), profile=given, table=table, sheet=sheet)
    return preview_table(
        session, found, path, name or given.get("list") or detected(found), columns=given.get("columns") or {},
        values=given.get("values") or {}, business=business, repairs=repairs, duplicates=duplicates,
    )  # fmt: skip


def _further(table: RawTable) -> list[str]:
    """Sentences that name the other tables of the book a list could be made of, and those of an earlier year."""
    if table.book is None:
        return []
    here = {(a.sheet, a.head.top, a.head.left) for a in table.areas}
    others, old = [], []
    for area in table.book.areas:
        found = likely(area.headers, f"{area.title} {area.sheet}")
        if (area.sheet, area.head.top, area.head.left) in here or area.hidden or not area.lines:
            continue
        if area.old:
            old.append(area.sheet)
        elif found and found[0].main and not is_aside_sheet(area.sheet):
            left = min(c.left for c in area.head.columns) if area.head.columns else 1
            title = survey_list(found[0].list).title
            others.append(f"{area.sheet} {ref(max(area.head.top, 1), left)} から（{title}、{len(area.lines)} 行）")
    said = [f"このブックには、ほかにも取り込める表があります：{'、'.join(others[:6])}。"] if others else []
    sheets = "、".join(f"「{s}」" for s in dict.fromkeys(old))
    return [*said, *([f"シート{sheets}は、前の年度の同じ表と見て、読んでいません。"] if old else [])]


def preview_table(
    session: Session,
    table: RawTable,
    path: Path,
    name: str,
    *,
    columns: Mapping[str, str] | None = None,
    values: Given | None = None,
    business: str = "",
    repairs: bool = False,
    duplicates: str = "update",
    each: Mapping[str, str] | None = None,
) -> Preview:
    """The same for a table already read, so that another mapping is seen without reading the file again.

    ``duplicates``: one of DUPLICATES for all rows that are records here; ``each``: for single rows by their key.
    """
    wanted = survey_list(name)
    mapping = mapping_of(wanted, table, columns or {})
    _check_values(wanted, values or {})
    main = next(c for c in wanted.columns if c.required)
    if main.code not in mapping.values():
        seen = "、".join(table.headers)
        raise UserProblem(
            "unmapped", f"「{main.label}」の列が分かりません（見出し：{seen}）。", file=str(path), sheet=table.sheet,
            hint="列の対応（profile）で、どの見出しがどの欄かを指定してください。", exit_code=REFUSED,
        )  # fmt: skip
    read, problems, left, said = _readings(wanted, table, mapping, business, repairs=repairs, given=values or {})
    said += _not_here(session, wanted, read)
    rows = _decided(session, wanted, table, [(r, x.values) for r, x in read], duplicates, each or {}, left)
    account, noted = _account(table, [x for x in read if any(row.key == _key(table, x[0]) for row in rows)], left)
    return Preview(
        name, path.name, table.sheet, mapping, tuple(rows), tuple(problems), tuple(left), account,
        table.header_row, noted, (*said, *_further(table)), {c: dict(v) for c, v in (values or {}).items()},
        table.headers,
    )  # fmt: skip


def _check_values(wanted: SurveyList, values: Given) -> None:
    codes = {c.code for c in wanted.columns}
    for code, found in values.items():
        wrong = code if code not in codes else ""
        bad = wrong or next((v for v in found.values() if not known_value(wanted.name, code, v)), "")
        if bad:
            raise UserProblem(
                "bad_profile", f"値の対応の「{bad}」は、この一覧で使えません。",
                hint="欄の記号か、その欄の選択肢を確かめてください。",
            )  # fmt: skip


def _readings(
    wanted: SurveyList, table: RawTable, mapping: Mapping[str, str], business: str, *, repairs: bool, given: Given
) -> tuple[list[tuple[int, Reading]], list[CellProblem], list[Left], list[str]]:
    main = next(c for c in wanted.columns if c.required)
    problems: list[CellProblem] = []
    several = len(set(table.origins)) > 1
    left = [Left(row, why, sheet if several else "", text) for sheet, row, why, text in table.left]
    rows, said = filled(wanted, table, mapping)
    out: list[tuple[int, Reading]] = []
    for r, cells in enumerate(rows):
        own: list[CellProblem] = []
        reading = values_of(wanted, table, r, cells, mapping, own, repairs=repairs, given=given)
        said_by = sum(bool(t.strip()) for h, t in zip(table.headers, cells, strict=True) if not h.startswith(VIRTUAL))
        name_ = str(reading.values.get(main.code) or "")
        if is_nothing(name_) and said_by <= 1 + ("number" in reading.values):
            left.append(Left(table.numbers[r], f"「{name_}」とあるため", table.origin(r) if several else "", name_))
            continue
        if not reading.values.get(main.code):
            pairs = zip(table.headers, table.rows[r], strict=True)
            text = "　".join(t.strip() for h, t in pairs if t.strip() and not h.startswith(VIRTUAL))[:60]
            left.append(Left(table.numbers[r], f"{main.label}が空のため", table.origin(r) if several else "", text))
            continue
        problems += own
        code = next((c.code for c in wanted.columns if c.kind in ("business", "businesses")), "")
        if business and code and not reading.values.get(code):
            reading.values[code] = [business] if wanted.column(code).kind == "businesses" else business
        out.append((r, reading))
    said += [f"{cell} の取り消し線の部分「{text}」は読んでいません。" for cell, text in table.struck]
    listing = next((c for c, h in enumerate(table.headers) if mapping[h] == main.code), None)
    listed = [table.cell(r, listing) for r, _ in out if listing is not None and bullets(rows[r][listing].strip())]
    if listed:
        said.append(f"{'、'.join(listed[:8])} には{main.label}がいくつも書かれています。一件として読みました。")
    if mapping.get(SHEET, LEAVE) != LEAVE:
        said.append(f"{wanted.column(mapping[SHEET]).label}は、シート名から読みました。")
    said += [n.message for n in table.notes if n.code == "hidden"]
    return out, problems, left, said


def _not_here(session: Session, wanted: SurveyList, read: Sequence[tuple[int, Reading]]) -> list[str]:
    """Published ids no edition here holds go to 備考: a mapping needs the item it points at."""
    code = next((c.code for c in wanted.columns if c.kind == "answers"), "")
    nodes = published(session, wanted.name, {i for _, x in read for i in x.values.get(code) or ()})
    count = 0
    for _, reading in read:
        ids_ = reading.values.get(code) or []
        missing = [i for i in ids_ if i not in nodes]
        if missing:
            count += len(missing)
            reading.values[code] = [i for i in ids_ if i in nodes]
            line = f"{wanted.column(code).label}：{'、'.join(missing)}"
            reading.values["note"] = "\n".join(t for t in (str(reading.values.get("note") or ""), line) if t)
    return [f"{count} 個の標準の ID は、取り込んだ標準仕様にないため、備考に残します。"] if count else []


def _key(table: RawTable, r: int) -> str:
    return f"{table.origin(r)}!{table.numbers[r]}"


def _decided(
    session: Session, wanted: SurveyList, table: RawTable, read: Sequence[tuple[int, dict[str, Any]]],
    duplicates: str, each: Mapping[str, str], left: list[Left],
) -> list[ImportRow]:  # fmt: skip
    """What becomes of each row. Rows that repeat another of the book word for word are left out, and listed."""
    main = next(c.code for c in wanted.columns if c.required)
    values = [v for _, v in read]
    twins = survey_match.doubled(values, main)
    several = len(set(table.origins)) > 1
    kept = [n for n, twin in enumerate(twins) if twin < 0 or values[n] != values[twin]]
    for n, twin in enumerate(twins):
        if n not in set(kept):
            r = read[n][0]
            why = f"{table.row_name(read[twin][0])}と同じため"
            left.append(Left(table.numbers[r], why, table.origin(r) if several else "", str(values[n][main])))
    rids = survey_match.assigned(session, wanted.name, [values[n] for n in kept])
    records = {str(x["rid"]): x for x in survey.list_rows(session, wanted.name, [r for r in rids if r])}
    mapped = _mapped(session, [r for r in rids if r])
    disputed = _disputed(session, survey.record_type(wanted.name), [r for r in rids if r])
    nodes = published(session, wanted.name, {i for v in values for i in v.get("answers") or ()})
    out = []
    for n, rid in zip(kept, rids, strict=True):
        r = read[n][0]
        changed: dict[str, Any] = {}
        key = _key(table, r)
        action = "new"
        if rid:
            answers = [i for i in values[n].get("answers") or () if i in nodes and (rid, i) not in mapped]
            plain = {k: v for k, v in values[n].items() if k != "answers"}
            plain["note"] = _note(str(records[rid].get("note") or ""), str(plain.get("note") or ""))
            changed = survey_match.difference(plain, records[rid]) | ({"answers": answers} if answers else {})
            wish = each.get(key, duplicates)
            action = {"add": "add", "skip": "skip"}.get(wish, "update" if changed else "same")
            if action == "update" and disputed.get(rid, frozenset()) & changed.keys():
                why = "食い違う値（競合）があるため。集約で決めてから取り込んでください"
                left.append(Left(table.numbers[r], why, table.origin(r) if several else "", str(values[n][main])))
                continue
        twin = table.numbers[read[twins[n]][0]] if twins[n] >= 0 else 0
        out.append(ImportRow(table.numbers[r], values[n], rid, action, changed, twin, table.origin(r)))
    return out


def _disputed(session: Session, type_: str, rids: Sequence[str]) -> dict[str, frozenset[str]]:
    """rid → the columns nothing may be written into before a conflict is decided."""
    out: dict[str, frozenset[str]] = {}
    for start in range(0, len(rids), 400):
        part = rids[start : start + 400]
        marks = ",".join("?" * len(part))
        for rid, atom in session.con.execute(f"SELECT rid, atom FROM conflict WHERE rid IN ({marks})", part):
            held = frozenset(f.code for f in ATOMS[type_].get(atom, ()))
            out[rid] = out.get(rid, frozenset()) | held
    return out


def _note(old: str, new: str) -> str:
    """備考 after an update: what a row says of a heading replaces what was said of it; other lines stay."""
    if not old or not new:
        return new or old
    lines = new.splitlines()
    heads = {line.partition("：")[0] for line in lines if "：" in line}
    kept = [x for x in old.splitlines() if x not in lines and x.partition("：")[0] not in heads]
    own = [x for x in lines if "：" not in x]
    return new if own or not kept else "\n".join([*kept, *lines])


def _mapped(session: Session, rids: Sequence[str]) -> set[tuple[str, str]]:
    out: set[tuple[str, str]] = set()
    for start in range(0, len(rids), 400):
        part = rids[start : start + 400]
        marks = ",".join("?" * len(part))
        out |= set(session.con.execute(f"SELECT target, item FROM mapping WHERE target IN ({marks})", part))
    return out


def _account(table: RawTable, read: Sequence[tuple[int, Reading]], left: Sequence[Left]) -> tuple[SheetAccount, int]:
    """The book reconciled: what ends in a record, and every other cell with its reason; how many go to 備考."""
    whole = table.account
    own = {p for r, x in read for c in x.own for p in table.cells(r, c)}
    noted = {p for r, x in read for c in x.aside for p in table.cells(r, c)} - own
    apart = {p for r, x in read for c in x.left for p in table.cells(r, c)} - own - noted
    why = {(x.sheet or table.sheet, x.row): x.reason for x in left}
    many = len(table.sheets) > 1
    skipped = list(whole.skipped)
    seen = own | noted
    for r in range(len(table.rows)):
        for c in range(len(table.headers)):
            for sheet, place in table.cells(r, c):
                if (sheet, place) not in seen:
                    seen.add((sheet, place))
                    reason = why.get((sheet, table.numbers[r]), "取り込まない行")
                    if (sheet, place) in apart:
                        reason = REASON_BLOCK if table.headers[c].startswith(ABOVE) else REASON_COLUMN
                    skipped.append(Skipped(f"{sheet}!{ref(*place)}" if many else ref(*place), reason))
    return SheetAccount(whole.name, whole.cells, len(own) + len(noted), tuple(skipped)), len(noted)
