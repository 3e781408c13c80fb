"""A city's own workbook filled in: the texts in ``{{…}}`` and one row that repeats, everything else byte for byte.

The XML of the sheets is cut and joined, never written anew, so that merges, pull-downs, print areas, names and pictures
stay. What can't be kept so (:mod:`reports.sheets.template_parts`) is refused by name before anything is written.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape, unescape

from reports.files import publish, verify_zip
from reports.sheets import measure, safe, template_parts
from reports.sheets.moved import Move
from reports.sheets.template_parts import MARK, ROW, refused

_ROW = re.compile(r"<row\b([^>]*?)(?:/>|>(.*?)</row>)", re.DOTALL)
_CELL = re.compile(r"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_ITEM = re.compile(r"<si\b[^>]*?(?:/>|>(.*?)</si>)", re.DOTALL)
_TEXT = re.compile(r"(<t\b[^>]*?)(?:/>|>(.*?)</t>)", re.DOTALL)
_PHONETIC = re.compile(r"<(rPh|phoneticPr)\b[^>]*?(?:/>|>.*?</\1>)", re.DOTALL)
_QUOTES = {"&quot;": '"', "&apos;": "'"}


@dataclass(frozen=True, slots=True)
class Filled:
    """What was written: rows of the one that repeats, and the names in ``{{…}}`` that were found."""

    path: Path
    rows: int
    fields: tuple[str, ...]


@dataclass(slots=True)
class _Job:
    values: Mapping[str, str]
    rows: Sequence[Mapping[str, str]]
    shared: list[str]
    found: dict[str, None] = field(default_factory=dict)
    moves: dict[str, Move] = field(default_factory=dict)  # name of a sheet → what moved in it
    widths: list[tuple[int, int, float]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)


def fill(
    template: Path, values: Mapping[str, str], rows: Sequence[Mapping[str, str]], out: Path, *, usable: Sequence[str]
) -> Filled:
    """Fills ``{{name}}`` by ``values`` and the row with ``{{行.name}}`` by ``rows``; ``usable``: names of a row.

    The template has been read by the limited reader before: it is a sound workbook. Raises ExportProblem with the name
    and place of what can't be kept or isn't known, and when the file can't be written.
    """
    with zipfile.ZipFile(template) as archive:
        parts = {i.filename: archive.read(i) for i in archive.infolist() if not i.is_dir()}
        infos = [i for i in archive.infolist() if not i.is_dir()]
    template_parts.check(parts)
    strings = parts.get("xl/sharedStrings.xml", b"").decode("utf-8-sig")
    job = _Job(values, rows, [m[1] or "" for m in _ITEM.finditer(strings)])
    sheets = template_parts.sheets(parts)
    for name, part in sheets.items():
        parts[part] = _sheet(job, name, parts, part, usable).encode()
    if not job.found:
        raise refused(
            "no_placeholder",
            "ひな形に {{…}} がありません。",
            "埋める場所に {{団体}} や {{行.機能ID}} のように書いてください。",
        )
    for name, move in job.moves.items():
        template_parts.move_workbook(parts, name, move)
        template_parts.move_drawings(parts, sheets[name], move)
    template_parts.left_over(parts, sheets)

    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for info in infos:
                archive.writestr(
                    zipfile.ZipInfo(info.filename, info.date_time), parts[info.filename], zipfile.ZIP_DEFLATED
                )

    made = publish(out, write, verify_zip)
    return Filled(made, len(rows) if job.moves else 0, tuple(job.found))


def _sheet(job: _Job, name: str, parts: Mapping[str, bytes], part: str, usable: Sequence[str]) -> str:
    """The XML of a sheet, filled."""
    xml = parts[part].decode("utf-8-sig")
    job.widths, job.merges = template_parts.widths(xml), template_parts.merges(xml)
    start, end = xml.find("<sheetData"), xml.find("</sheetData>")
    if start < 0 or end < 0:
        return template_parts.fill_footers(xml, lambda t: _known(job, t, name, "ヘッダー・フッター"))
    repeated = [m for m in _ROW.finditer(xml, start, end) if _says(job, m[2] or "", ROW)]
    if len(repeated) > 1:
        rows = "、".join(f"{_number(m[1])} 行" for m in repeated)
        raise refused("two_rows", f"シート「{name}」に、繰り返す行が {len(repeated)} 行あります（{rows}）。",
                      "{{行.…}} は 1 枚のシートに 1 行だけ書いてください。")  # fmt: skip
    if repeated and job.moves:
        raise refused("two_rows", f"繰り返す行がシート「{next(iter(job.moves))}」と「{name}」にあります。",
                      "{{行.…}} は 1 枚のシートにだけ書いてください。")  # fmt: skip
    move = Move(_number(repeated[0][1]), max(0, len(job.rows) - 1)) if repeated else Move(template_parts.NOWHERE, 0)
    if repeated:
        job.moves[name] = move
        template_parts.check_move(parts, part, name, xml, move)
    out = [_ROW.sub(lambda m: _row(job, m, name, move, usable), xml[start:end])]
    head, tail = xml[:start], xml[end:]
    if repeated:
        head, tail = template_parts.move_parts(head, name, move), template_parts.move_parts(tail, name, move)
    return head + out[0] + template_parts.fill_footers(tail, lambda t: _known(job, t, name, "ヘッダー・フッター"))


def _number(attributes: str) -> int:
    found = re.search(r'\br="(\d+)"', attributes)
    if found is None:
        raise refused("no_row_number", "ひな形の行に番号がありません。", "Excel で開き、別名で保存し直してください。")
    return int(found[1])


def _row(job: _Job, row: re.Match[str], sheet: str, move: Move, usable: Sequence[str]) -> str:
    number, body = _number(row[1]), row[2] or ""
    if number != move.row:
        whole = _CELL.sub(lambda m: _filled(job, m, sheet, None, usable), body)
        return _put(row[0], row[1], body, whole, number, move.first(number))
    made = []
    for n, values in enumerate(job.rows or [{}]):
        whole = _CELL.sub(lambda m, v=values: _filled(job, m, sheet, v, usable), body)
        attributes = _higher(job, row[1], body, values, number)
        made.append(_put(row[0].replace(row[1], attributes, 1), attributes, body, whole, number, number + n))
    return "".join(made)


def _put(row: str, attributes: str, body: str, filled: str, number: int, to: int) -> str:
    """The row with its cells, under another number."""
    if body:
        row = row.replace(body, filled, 1)
    if number == to:
        return row
    head = re.sub(r'\br="\d+"', f'r="{to}"', attributes, count=1)
    row = row.replace(attributes, head, 1)
    return re.sub(r'(<c\b[^>]*?\br="[A-Z]+)\d+"', rf'\g<1>{to}"', row)


def _raw(job: _Job, attributes: str, body: str) -> str:
    """The inside of a cell's string as XML, "" for what is none."""
    kind = re.search(r'\bt="(\w+)"', attributes)
    if kind and kind[1] == "s":
        index = re.search(r"<v>(\d+)</v>", body)
        return _PHONETIC.sub("", job.shared[int(index[1])]) if index and int(index[1]) < len(job.shared) else ""
    if kind and kind[1] == "inlineStr":
        found = re.search(r"<is\b[^>]*>(.*?)</is>", body, re.DOTALL)
        return _PHONETIC.sub("", found[1]) if found else ""
    return ""


def _plain(raw: str) -> str:
    return unescape("".join(m[2] or "" for m in _TEXT.finditer(raw)), _QUOTES)


def _says(job: _Job, body: str, mark: re.Pattern[str]) -> bool:
    return any(mark.search(_plain(_raw(job, m[1], m[2] or ""))) for m in _CELL.finditer(body))


def _filled(job: _Job, cell: re.Match[str], sheet: str, row: Mapping[str, str] | None, usable: Sequence[str]) -> str:
    """A cell with its texts put in; one without ``{{…}}`` as it is."""
    raw = _raw(job, cell[1], cell[2] or "")
    text = _plain(raw)
    if not MARK.search(text):
        return cell[0]
    at = re.search(r'\br="([A-Z]+\d+)"', cell[1])
    place = at[1] if at else ""
    parts = [unescape(m[2] or "", _QUOTES) for m in _TEXT.finditer(raw)]
    if sum(len(MARK.findall(p)) for p in parts) != len(MARK.findall(text)):
        raise refused("torn", f"シート「{sheet}」{place} の {{{{…}}}} は、途中で文字の書式が変わっています。",
                      "{{ から }} までを同じ書式にしてください。")  # fmt: skip

    def value(found: re.Match[str]) -> str:
        return _value(job, found[1].strip(), row, sheet, place, usable)

    def put(found: re.Match[str]) -> str:
        whole = safe.clean(MARK.sub(value, unescape(found[2] or "", _QUOTES))).text
        if safe.units(whole) > safe.CELL_LIMIT:
            raise refused("text_too_long", f"シート「{sheet}」{place} に入れる文が 32,767 文字を超えます。",
                          "文を短くするか、様式（別紙つき）で書き出してください。")  # fmt: skip
        return f'<t xml:space="preserve">{_escaped(whole)}</t>'

    inside = _TEXT.sub(put, raw)
    attributes = re.sub(r'\s*\bt="\w+"', "", cell[1])
    return f'<c{attributes} t="inlineStr"><is>{inside}</is></c>'


def _escaped(text: str) -> str:
    """XML; what looks like the file format's own escape is escaped itself."""
    return escape(re.sub(r"_(x[0-9A-Fa-f]{4}_)", r"_x005F_\1", text))


def _value(job: _Job, name: str, row: Mapping[str, str] | None, sheet: str, place: str, usable: Sequence[str]) -> str:
    of_row = ROW.match("{{" + name + "}}")
    if of_row is None:
        return _known(job, name, sheet, place)
    code = of_row[1].strip()
    if code not in usable:
        raise refused("unknown_field", f"シート「{sheet}」{place} の {{{{{name}}}}} は使えません。",
                      "行で使えるもの：" + "、".join(usable))  # fmt: skip
    job.found[name] = None
    return (row or {}).get(code, "")


def _known(job: _Job, name: str, sheet: str, place: str) -> str:
    if name not in job.values:
        hint = "使えるもの：" + "、".join(job.values) + "、行.（様式の見出し）"
        raise refused("unknown_field", f"シート「{sheet}」{place} の {{{{{name}}}}} は使えません。", hint)
    job.found[name] = None
    return job.values[name]


def _higher(job: _Job, attributes: str, body: str, values: Mapping[str, str], number: int) -> str:
    """The attributes of a repeated row, high enough for its texts: LibreOffice doesn't grow wrapped rows."""
    need = 0.0
    for cell in _CELL.finditer(body):
        text = _plain(_raw(job, cell[1], cell[2] or ""))
        at = re.search(r'\br="([A-Z]+)\d+"', cell[1])
        if not ROW.search(text) or at is None:
            continue
        shown = MARK.sub(lambda m: values.get((ROW.match(m[0]) or [m[0], ""])[1].strip(), ""), text)
        width = template_parts.width_of(at[1], number, job.widths, job.merges)
        need = max(need, measure.row_height(measure.line_count(safe.clean(shown).text, width, 11), 11))
    found = re.search(r'\bht="([\d.]+)"', attributes)
    if need <= float(found[1] if found else 15):
        return attributes
    height = f'ht="{min(409.0, need):g}"'
    rest = re.sub(r'\s*\b(?:ht|customHeight)="[^"]*"', "", attributes)
    return f'{rest} {height} customHeight="1"'
