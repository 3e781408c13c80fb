"""The parts of a city's own workbook beside its cells: what can't be kept is named, what depends on rows is moved."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape, unescape

from reports.problems import ExportProblem
from reports.sheets.moved import Move

MARK = re.compile(r"\{\{([^{}]{1,60})\}\}")
ROW = re.compile(r"\{\{\s*(?:行|row)\.([^{}]{1,60})\}\}")
NOWHERE = 1 << 30
_KEEP = "ひな形からそれを消すか、セルの言葉に置きかえてください。"
_NAMED = re.compile(r'<(?:\w+:)?cNvPr\b[^>]*?\bname="([^"]*)"')
_SQREF = re.compile(r'\bsqref="([^"]*)"')
_REFUSED = (
    (re.compile(r"vbaProject", re.I), "マクロ"),
    (re.compile(r"^xl/activeX/", re.I), "ActiveX コントロール"),
    (re.compile(r"^xl/ctrlProps/", re.I), "フォーム コントロール"),
    (re.compile(r"^xl/pivot", re.I), "ピボットテーブル"),
    (re.compile(r"^xl/externalLinks/", re.I), "ほかのブックへのリンク"),
    (re.compile(r"^xl/embeddings/", re.I), "埋め込まれたファイル"),
    (re.compile(r"^xl/charts/", re.I), "グラフ"),
    (re.compile(r"^xl/diagrams/", re.I), "SmartArt"),
)


def refused(code: str, message: str, hint: str = _KEEP) -> ExportProblem:
    """A refusal: nothing was written."""
    return ExportProblem(code, message, hint=hint)


def sheets(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Name of a sheet → its part, in order."""
    rels = _relations(parts, "xl/workbook.xml")
    out = {}
    for found in re.finditer(r"<sheet\b[^>]*>", _text(parts, "xl/workbook.xml")):
        name, rid = (re.search(rf'\b{k}="([^"]*)"', found[0]) for k in ("name", r"\w+:id"))
        part = rels.get(rid[1], "") if rid else ""
        if name and part in parts and part.startswith("xl/worksheets/"):
            out[unescape(name[1], {"&quot;": '"', "&apos;": "'"})] = part
    return out


def _text(parts: Mapping[str, bytes], name: str) -> str:
    return parts.get(name, b"").decode("utf-8-sig")


def _relations(parts: Mapping[str, bytes], part: str) -> dict[str, str]:
    folder, base = posixpath.split(part)
    out = {}
    for found in re.finditer(r"<Relationship\b[^>]*>", _text(parts, f"{folder}/_rels/{base}.rels")):
        rid, target = (re.search(rf'\b{k}="([^"]*)"', found[0]) for k in ("Id", "Target"))
        if rid and target:
            path = target[1].lstrip("/") if target[1].startswith("/") else posixpath.join(folder, target[1])
            out[rid[1]] = posixpath.normpath(path)
    return out


def _of(parts: Mapping[str, bytes], part: str, prefix: str) -> list[str]:
    return sorted({p for p in _relations(parts, part).values() if p.startswith(prefix) and p in parts})


def check(parts: Mapping[str, bytes]) -> None:
    """Raises ExportProblem for what can't be kept, by its name and sheet."""
    if "xl/workbook.xml" not in parts or not sheets(parts):
        raise refused("odd_template", "ひな形の中の並びが、ふつうの Excel ブックと違います。",
                      "Excel で開き、.xlsx で保存し直してください。")  # fmt: skip
    held = sheets(parts)
    if any(re.search(r"<\w+:(?:worksheet|row|c)\b", _text(parts, part)) for part in held.values()):
        raise refused("odd_template", "ひな形の書きかたが、ふつうの Excel ブックと違います。",
                      "Excel で開き、.xlsx で保存し直してください。")  # fmt: skip
    for sheet, part in held.items():
        for drawing in _of(parts, part, "xl/drawings/"):
            if drawing.endswith(".xml"):
                _check_drawing(_text(parts, drawing), sheet)
            elif drawing.endswith(".vml"):
                _check_old_drawing(_text(parts, drawing), sheet)
        xml = _text(parts, part)
        if control := re.search(r'<control\b[^>]*?\bname="([^"]*)"', xml):
            raise refused("control", f"シート「{sheet}」のコントロール「{unescape(control[1])}」は、保てません。")
        if formula := re.search(r'<c\b[^>]*?\br="([A-Z]+\d+)"[^>]*>\s*<f\b', xml):
            raise refused("formula", f"シート「{sheet}」{formula[1]} の計算式は、保てません。",
                          "計算式を値にするか、消してください。")  # fmt: skip
    for name in parts:
        for pattern, what in _REFUSED:
            if pattern.search(name):
                raise refused("not_kept", f"ひな形に{what}があります（{name.rsplit('/', 1)[-1]}）。保てません。")


def _check_drawing(xml: str, sheet: str) -> None:
    for found in re.finditer(r"<(?:\w+:)?(sp|graphicFrame)\b.*?</(?:\w+:)?\1>", xml, re.DOTALL):
        named = _NAMED.search(found[0])
        name = unescape(named[1]) if named else "名前なし"
        if found[1] == "graphicFrame":
            raise refused("chart", f"シート「{sheet}」のグラフ「{name}」は、保てません。")
        if re.search(r"<(?:\w+:)?txBody\b|\btxBox=\"1\"", found[0]):
            raise refused("text_box", f"シート「{sheet}」のテキストボックス「{name}」は、保てません。")


def _check_old_drawing(xml: str, sheet: str) -> None:
    """Controls and boxes of old drawings; remarks are kept."""
    for shape in re.findall(r"<v:shape\b.*?</v:shape>", xml, re.DOTALL):
        kind = re.search(r'<x:ClientData\b[^>]*?\bObjectType="(\w+)"', shape)
        if kind and kind[1] not in ("Note", "Pict"):
            boxes = "".join(re.findall(r"<v:textbox\b.*?</v:textbox>", shape, re.DOTALL))
            words = " ".join(re.sub(r"<[^>]*>", " ", boxes).split())
            named = re.search(r'\bid="([^"]*)"', shape)
            name = unescape(words) or (named[1] if named else kind[1])
            raise refused("control", f"シート「{sheet}」のコントロール「{name}」（{kind[1]}）は、保てません。")


def left_over(parts: Mapping[str, bytes], held: Mapping[str, str]) -> None:
    """Raises ExportProblem where a ``{{…}}`` stands in a place that can't be filled."""
    for name, data in parts.items():
        if name in held.values() or name == "xl/sharedStrings.xml" or not name.endswith((".xml", ".vml")):
            continue
        if found := MARK.search(data.decode("utf-8", "replace")):
            raise refused(
                "not_filled", f"ひな形の {found[0]} は、セルの外（{name.rsplit('/', 1)[-1]}）にあるため埋められません。"
            )


# --- what depends on rows ---------------------------------------------------------------------------------------------


def merges(xml: str) -> list[tuple[int, int, int, int]]:
    """(top, left, bottom, right) of the merged ranges."""
    out = []
    for found in re.finditer(r'<mergeCell\b[^>]*?\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"', xml):
        out.append((int(found[2]), column(found[1]), int(found[4]), column(found[3])))
    return out


def column(letters: str) -> int:
    """A = 1."""
    n = 0
    for c in letters:
        n = n * 26 + ord(c) - 64
    return n


def widths(xml: str) -> list[tuple[int, int, float]]:
    """(first, last, width in pixels) of columns with a width."""
    out = []
    for found in re.finditer(r"<col\b[^>]*>", xml):
        low, high, width = (re.search(rf'\b{k}="([\d.]+)"', found[0]) for k in ("min", "max", "width"))
        if low and high and width:
            out.append((int(low[1]), int(high[1]), float(width[1]) * 7 + 5))
    return out


def width_of(
    letters: str, row: int, held: list[tuple[int, int, float]], merged: list[tuple[int, int, int, int]]
) -> float:
    """The width of a cell in pixels, of all it is merged with."""
    first = last = column(letters)
    for top, left, bottom, right in merged:
        if top <= row <= bottom and left == first:
            last = right
    return sum(next((w for a, b, w in held if a <= n <= b), 64.0) for n in range(first, last + 1))


def check_move(parts: Mapping[str, bytes], part: str, sheet: str, xml: str, move: Move) -> None:
    """Raises ExportProblem for what would be torn when the row repeats."""
    for found in re.finditer(r'<mergeCell\b[^>]*?\bref="([A-Z]+(\d+):[A-Z]+(\d+))"', xml):
        if int(found[2]) != int(found[3]) and int(found[2]) <= move.row <= int(found[3]):
            raise refused("merge_over_row",
                          f"シート「{sheet}」の結合 {found[1]} は、繰り返す {move.row} 行にかかっています。",
                          "繰り返す行にかかる縦の結合を解いてください。")  # fmt: skip
    for table in _of(parts, part, "xl/tables/"):
        text = _text(parts, table)
        name, ref = (re.search(rf'\b{k}="([^"]*)"', text) for k in ("displayName", "ref"))
        if ref and int(re.sub(r"\D", "", ref[1].rpartition(":")[2]) or 0) >= move.row:
            called = name[1] if name else ref[1]
            raise refused("table", f"シート「{sheet}」のテーブル「{called}」は、繰り返す行と一緒に保てません。",
                          "テーブルを範囲に変換してください。")  # fmt: skip
    for comments in _of(parts, part, "xl/comments"):
        for ref in re.findall(r'<comment\b[^>]*?\bref="([A-Z]+\d+)"', _text(parts, comments)):
            if move.more and int(re.sub(r"\D", "", ref)) >= move.row:
                raise refused("comment", f"シート「{sheet}」{ref} のコメントは、繰り返す行より下にあるため保てません。")


def move_parts(xml: str, sheet: str, move: Move) -> str:
    """A sheet's XML outside its cells, with everything that names rows moved."""
    out = re.sub(r"<mergeCells\b.*?</mergeCells>", lambda m: _merge_cells(m[0], move), xml, flags=re.DOTALL)
    out = re.sub(r'(<(?:dimension|autoFilter|hyperlink|sortState|sortCondition)\b[^>]*?\bref=")([^"]*)',
                 lambda m: m[1] + move.range(m[2]), out)  # fmt: skip
    for tag in ("conditionalFormatting", "dataValidation", "protectedRange", "ignoredError"):
        out = re.sub(rf"<{tag}\b[^>]*>", lambda m: _SQREF.sub(lambda r: f'sqref="{move.ranges(r[1])}"', m[0]), out)
    out = re.sub(
        r"(<(formula[12]?)>)(.*?)(</\2>)", lambda m: m[1] + _formula(m[3], sheet, move) + m[4], out, flags=re.DOTALL
    )
    out = re.sub(r"(<(?:xm:sqref)>)(.*?)(</xm:sqref>)", lambda m: m[1] + move.ranges(m[2]) + m[3], out)
    out = re.sub(r"(<(?:xm:f)>)(.*?)(</xm:f>)", lambda m: m[1] + _formula(m[2], sheet, move) + m[3], out)
    return re.sub(r"<rowBreaks\b.*?</rowBreaks>", lambda m: _breaks(m[0], move), out, flags=re.DOTALL)


def _formula(xml: str, sheet: str, move: Move, *, here: bool = True) -> str:
    return escape(move.formula(unescape(xml, {"&quot;": '"', "&apos;": "'"}), sheet, here=here))


def _breaks(xml: str, move: Move) -> str:
    return re.sub(r'(<brk\b[^>]*?\bid=")(\d+)', lambda m: m[1] + str(move.last(int(m[2]))), xml)


def _merge_cells(xml: str, move: Move) -> str:
    """The merges: those within the row that repeats once for every copy."""
    out = []
    for ref in re.findall(r'<mergeCell\b[^>]*?\bref="([^"]*)"', xml):
        top = int(re.sub(r"\D", "", ref.partition(":")[0]))
        if top == move.row:
            left, right = (re.sub(r"\d", "", end) for end in ref.split(":"))
            out += [f"{left}{move.row + n}:{right}{move.row + n}" for n in range(move.more + 1)]
        else:
            out.append(move.range(ref))
    return f'<mergeCells count="{len(out)}">' + "".join(f'<mergeCell ref="{r}"/>' for r in out) + "</mergeCells>"


def move_workbook(parts: dict[str, bytes], sheet: str, move: Move) -> None:
    """Names and print areas, which stand in the workbook; pull-downs of other sheets that look into this one."""
    xml = _text(parts, "xl/workbook.xml")
    moved = re.sub(
        r"(<definedName\b[^>]*>)(.*?)(</definedName>)",
        lambda m: m[1] + _formula(m[2], sheet, move, here=False) + m[3], xml, flags=re.DOTALL,
    )  # fmt: skip
    parts["xl/workbook.xml"] = moved.encode()
    for name, part in sheets(parts).items():
        if name != sheet:
            text = _text(parts, part)
            parts[part] = re.sub(
                r"(<(formula[12]?|xm:f)>)(.*?)(</\2>)",
                lambda m: m[1] + _formula(m[3], sheet, move, here=False) + m[4], text, flags=re.DOTALL,
            ).encode()  # fmt: skip


def move_drawings(parts: dict[str, bytes], part: str, move: Move) -> None:
    """Pictures under the row that repeats."""
    for drawing in _of(parts, part, "xl/drawings/"):
        if drawing.endswith(".xml"):
            xml = _text(parts, drawing)
            moved = re.sub(r"(<(\w+:)?row>)(\d+)(</)", lambda m: m[1] + str(move.first(int(m[3]) + 1) - 1) + m[4], xml)
            parts[drawing] = moved.encode()


def fill_footers(xml: str, value: Callable[[str], str]) -> str:
    """Heads and feet of the pages: ``&`` is the sign of a code there."""

    def put(found: re.Match[str]) -> str:
        text = MARK.sub(lambda m: value(m[1].strip()).replace("&", "&&"), unescape(found[3]))
        return f"{found[1]}{escape(text)}{found[4]}"

    tags = "(?:odd|even|first)(?:Header|Footer)"
    return re.sub(rf"(<({tags})\b[^>]*>)(.*?)(</\2>)", put, xml, flags=re.DOTALL)
