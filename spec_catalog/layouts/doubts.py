"""What is not certain about a recognised table: headings that only resemble known ones, two that could be the same
column, columns that hold something else than they say, signs of another meaning. Mended where clear, always said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from spec_catalog import ids
from spec_catalog.layouts.common import TICK_MARKS
from spec_catalog.layouts.evidence import BUSINESS, CLEAR, OF_SIZE, SHAPE_OF, ColumnFacts
from spec_catalog.layouts.header import Header
from spec_catalog.layouts.linkages import review_columns
from spec_catalog.layouts.specs import HeaderSpec, size_of
from spec_catalog.layouts.tables import Part
from spec_catalog.model import DOCUMENTS, Finding
from spec_catalog.text import match_key
from spec_catalog.workbook import letters, ref

CLASSES = ("class", "class.designated", "class.core", "class.general")
_WEIGHTY = {"id", "text", "name", *CLASSES}  # columns in which the wrong one of two would be a wrong reading
_LONG = 25  # characters per cell from which an unknown column may be the requirement itself
_COUNTERS = re.compile(r"(no\.?|通番|連番|番号|#|通し番号)$")
_MOST = 30  # findings of one kind for one table
_SURE = 0.7  # below it a meaning is said to the person


def examined(part: Part, legend: Mapping[str, str], facts: Mapping[int, ColumnFacts]) -> Part:
    """The table with its heading mended where the content is clear, and findings for everything assumed.

    ``facts``: of the cells below the heading; ``legend``: what signs mean according to this book
    ({match key of the sign: class}).
    """
    header = part.header
    if not header.bottom and not header.names:
        return part
    said: list[Finding] = list(part.notes)
    doubt = _Doubts(part, facts, said)
    header = doubt.id_columns(header)
    header = doubt.class_columns(header)
    header = doubt.text_column(header)
    header = doubt.section_column(header)
    doubt.wordings(header)
    doubt.rivals(header)
    doubt.unknown(header)
    header = doubt.signs(header, legend)
    return replace(part, header=header, notes=tuple(said))


class _Doubts:
    """The looks at one table; each gives the heading back, mended or not."""

    def __init__(self, part: Part, facts: Mapping[int, ColumnFacts], said: list[Finding]) -> None:
        self._part, self._facts, self._said = part, facts, said
        self._spec: HeaderSpec = part.layout.spec
        self._codes = {c.code for c in self._spec.columns}
        self._kind = DOCUMENTS[part.layout.kind]

    def _say(self, level: str, code: str, message: str, column: int) -> None:
        at = ref(max(self._part.header.bottom, 1), column)
        self._said.append(Finding(level, code, message, self._part.grid.name, at))

    def _shown(self, header: Header, column: int) -> str:
        return f"{letters(column)}列「{header.names.get(column, '')[:30]}」"

    def id_columns(self, header: Header) -> Header:
        """The id: joined from 業務ID and a number, or the column that really holds ids."""
        shape = SHAPE_OF.get(self._kind, "")
        columns = header.columns.get("id", ())
        if not shape or len(columns) != 1:
            return header
        own = self._facts.get(columns[0])
        if own is None or own.filled < 2 or own.share(shape) + own.share("lost") >= 0.3:
            return header
        before = columns[0] - 1
        head = self._facts.get(before)
        named = bool(BUSINESS.search(match_key(header.names.get(before, ""))))
        if head and named and head.share("three") >= CLEAR and own.share("short") >= CLEAR:
            both = f"{self._shown(header, before)}と{self._shown(header, columns[0])}"
            self._say("info", "joined_id", f"{both}をつなげて{ids.NAMES[self._kind]}としました。", columns[0])
            return _with(header, "id", (before, columns[0]))
        taken = {c for cs in header.columns.values() for c in cs}
        fits = [c for c, f in self._facts.items() if c not in taken and c in header.names and f.share(shape) >= CLEAR]
        if not fits and own.share(shape) == 0:
            others = [c for code, _, c in header.rivals if code == "id" and c in self._facts]
            fits = [c for c in others if any(ids.functions_in(t) for t in self._facts[c].texts)]
        if len(fits) == 1 and own.share(shape) == 0:
            text = (
                f"{self._shown(header, columns[0])}には{ids.NAMES[self._kind]}がなく、{self._shown(header, fits[0])}に"
                "あります。そちらをIDとして読みました。"
            )
            self._say("warning", "assumed_column", text, fits[0])
            return _with(header, "id", (fits[0],))
        return header

    def class_columns(self, header: Header) -> Header:
        """A heading such as 類型 over something else is no class; signs under an unknown heading may be one."""
        given = [c for c in CLASSES if c in header.columns]
        if "class" not in self._codes or any(c.startswith("tick.") for c in header.columns):
            return header
        for code in given:
            column = header.columns[code][0]
            one = self._facts.get(column)
            if one and one.filled >= 3 and one.class_share == 0 and one.texts[0] not in header.values:
                marks = [t for t in one.texts if len(t) <= 2]
                if len(marks) * 2 < one.filled:
                    text = (
                        f"{self._shown(header, column)}には実装区分の記号や語がありません。実装区分としては読みません。"
                    )
                    self._say("warning", "no_class_here", text, column)
                    header = _without(header, code)
        header = self._visible(header, given)
        taken = {c for cs in header.columns.values() for c in cs} | set(header.old) | set(header.again)
        free = {c: f for c, f in self._facts.items() if c not in taken and c in header.names and f.clear_class}
        header = self._better_class(header, free)
        chosen = self._likeliest(header, free) if not any(c in header.columns for c in CLASSES) else 0
        for column in free:
            if column == chosen:
                text = f"{self._shown(header, column)}を実装区分として読みました。記号や語がそう見えるからです。"
                self._say("warning", "assumed_column", text, column)
                header = _with(header, _size_named(header.names[column]), (column,))
            elif header.code_of(column) is None:
                text = (
                    f"{self._shown(header, column)}にも実装区分の記号や語がありますが、どの規模の区分か見出しから"
                    "分かりません。実装区分としては読まず、欄としてだけ残します。"
                )
                self._say("warning", "unassigned_class", text, column)
        return header

    def _better_class(self, header: Header, free: Mapping[int, ColumnFacts]) -> Header:
        """Where hardly any cell under 区分 is a class and another column clearly holds classes, that one."""
        columns = header.columns.get("class", ())
        own = self._facts.get(columns[0]) if len(columns) == 1 else None
        if own is None or own.filled < 2 or own.class_share >= 0.5 or own.texts[0] in header.values:
            return header
        fits = [c for c, f in free.items() if "◎" in f.signs or any(len(s) > 1 for s in f.signs)]
        if len(fits) != 1 or any(c in header.columns for c in CLASSES[1:]):
            return header
        text = (
            f"{self._shown(header, columns[0])}には実装区分の記号や語がほとんどなく、{self._shown(header, fits[0])}に"
            "あります。そちらを実装区分として読みました。"
        )
        self._say("warning", "assumed_column", text, fits[0])
        return _with(header, "class", (fits[0],))

    def _likeliest(self, header: Header, free: Mapping[int, ColumnFacts]) -> int:
        """Of several columns of signs the one with ◎ or words among them; 0 where that is none or more than one."""
        fits = list(free)
        if len(fits) > 1:
            fits = [c for c in fits if "◎" in free[c].signs or any(len(s) > 1 for s in free[c].signs)]
        return fits[0] if len(fits) == 1 else 0

    def _visible(self, header: Header, codes: Sequence[str]) -> Header:
        """Of two columns of one heading the one that a reader sees."""
        hidden = self._part.grid.hidden_columns
        for code in codes:
            column = header.columns[code][0]
            if len(header.columns[code]) != 1 or not any(a <= column <= b for a, b in hidden):
                continue
            seen = [
                c for c in header.again if _same_heading(header, column, c) and not any(a <= c <= b for a, b in hidden)
            ]
            if len(seen) == 1:
                text = f"{self._shown(header, column)}は非表示なので、同じ見出しの{letters(seen[0])}列を読みました。"
                self._say("warning", "hidden_heading", text, seen[0])
                again = tuple(column if c == seen[0] else c for c in header.again)
                header = replace(_with(header, code, seen), again=again)
        return header

    def text_column(self, header: Header) -> Header:
        """A requirement without its column: the one column of running text under an unknown heading."""
        if "text" not in self._codes or "text" in header.columns or self._kind not in ("req", "screen"):
            return header
        if self._kind == "screen" and "summary" in header.columns:
            return header
        taken = {c for cs in header.columns.values() for c in cs} | set(header.old)
        free = {c: f for c, f in self._facts.items() if c not in taken and c in header.names and f.mean >= _LONG}
        fits = sorted(free, key=lambda c: -free[c].mean * free[c].filled)
        if not fits or any(c.startswith("text.") for c in header.columns):
            return header
        if len(fits) > 1:
            shown = "、".join(self._shown(header, c) for c in fits[:4])
            text = f"どの欄が要件の本文か見出しから分かりません（{shown}）。欄としてだけ残します。"
            self._say("warning", "no_text_column", text, fits[0])
            return header
        text = (
            f"{self._shown(header, fits[0])}を{self._spec.title_of('text')}として読みました。文章が並んでいるからです。"
        )
        self._say("warning", "assumed_column", text, fits[0])
        return _with(header, "text", (fits[0],))

    def section_column(self, header: Header) -> Header:
        """節 may be a heading or, where 1.1 and 1.2 stand below it, the 項番."""
        if "section" not in self._codes or "section" in header.columns or "path2" not in self._codes:
            return header
        for column, name in header.names.items():
            one = self._facts.get(column)
            if one is None or match_key(name.rsplit("_", 1)[-1]) != "節" or one.share("dotted") < CLEAR:
                continue
            if header.columns.get("path2") == (column,):
                header = _without(header, "path2")
            if header.code_of(column) is None:
                return _with(header, "section", (column,))
        return header

    def wordings(self, header: Header) -> None:
        """Headings that only resemble known ones."""
        for code, columns in header.columns.items():
            sure = header.sure.get(columns[0])
            if sure is not None and sure < _SURE:
                text = f"見出し{self._shown(header, columns[0])}を「{self._spec.title_of(code)}」として読みました。"
                level = "warning" if code in _WEIGHTY else "info"
                self._say(level, "assumed_column", f"{text}違うときは列の対応を指定してください。", columns[0])

    def rivals(self, header: Header) -> None:
        """Two headings that could be the same column."""
        for code, taken, other in header.rivals:
            if header.columns.get(code, (taken,))[-1] != taken and taken not in header.columns.get(code, ()):
                continue
            if any(other in cs for cs in header.columns.values()):
                continue
            if code in ("section", "number", "no", "step") and _COUNTERS.search(match_key(header.names[other])):
                continue
            both = f"{self._shown(header, taken)}と{self._shown(header, other)}"
            text = (
                f"{both}は、どちらも「{self._spec.title_of(code)}」と読めます。"
                f"{letters(taken)}列をそれとして読み、{letters(other)}列は欄として残します。"
            )
            self._say("warning" if code in _WEIGHTY else "info", "ambiguous_heading", text, other)

        for column in header.again:
            code = next((c for c, cs in header.columns.items() if _same_heading(header, cs[0], column)), "")
            if code in _WEIGHTY and header.columns[code][0] < column:
                text = f"{self._shown(header, column)}は{letters(header.columns[code][0])}列と同じ見出しです。"
                self._say("warning", "ambiguous_heading", f"{text}左の列をそれとして読みました。", column)

    def unknown(self, header: Header) -> None:
        """Headings nobody knows: their columns are kept under their own name."""
        known = {c for cs in header.columns.values() for c in cs} | set(header.old) | set(header.again)
        known |= {c for _, _, c in header.rivals} | set(review_columns(header).values() if self._kind == "link" else ())
        keys = [match_key(n) for n in header.names.values()]
        strange = [
            c
            for c, name in sorted(header.names.items())
            if c not in known and c in self._facts and name and keys.count(match_key(name)) == 1
        ]
        for column in strange[:_MOST]:
            text = f"見出し{self._shown(header, column)}は知らない見出しです。この名前のまま、ほかの欄として残します。"
            self._say("info", "unknown_heading", text, column)

    def signs(self, header: Header, legend: Mapping[str, str]) -> Header:
        """Signs that mean something else here than in published books, or that nobody explains."""
        given = [cs[0] for c in CLASSES if (cs := header.columns.get(c))]
        texts = [t for c in given if c in self._facts for t in self._facts[c].texts]
        if not texts:
            return header
        used = {match_key(ids.symbol(t)): ids.symbol(t) for t in texts if len(t) <= 12}
        values = dict(header.values)
        sized = {k for k, v in legend.items() if v == OF_SIZE and k in used}
        legend = {k: v for k, v in legend.items() if v != OF_SIZE}
        if sized:
            shown = "・".join(sorted(used[k] for k in sized))
            text = (
                f"凡例では {shown} の意味が団体の規模によって違います。この記号は実装区分として読みません。"
                "列の対応に記号の意味を書くか、行ごとに確かめてください。"
            )
            self._say("warning", "legend_by_size", text, given[0])
            values |= dict.fromkeys(sized, "")
        own = {k: v for k, v in legend.items() if k in used and k not in values and ids.class_of(used[k]) != v}
        if own:
            shown = "、".join(f"{used[k]}＝{CLASS_NAMES[v]}" for k, v in own.items())
            text = f"このブックの凡例に従って実装区分を読みました：{shown}。"
            self._say("info", "legend_used", text, given[0])
            values |= own
        marks = {s for k, s in used.items() if len(s) == 1 and k not in values and k not in legend}
        strange = {s for s in marks if ids.class_of(s) is None}
        doubtful = {s for s in marks if s != "－"}
        if strange and not any(s.startswith("◎") for s in used.values()) and doubtful - strange:
            shown = "・".join(sorted(doubtful))
            text = (
                f"実装区分に {shown} が使われ、◎がありません。"
                "記号の意味が公表の様式と違うかもしれないので、記号は読みません。"
                "凡例を確かめ、列の対応に記号の意味を書いてください。"
            )
            self._say("warning", "class_scheme", text, given[0])
            values |= {match_key(s): "" for s in doubtful}
        elif len(texts) >= 3 and not values and "○" not in legend and {"○"} <= set(used.values()) <= {"○", "－"}:
            text = (
                "実装区分が○だけです。○は標準オプションとして読みました。"
                "該当の印であれば、列の対応に意味を書いてください。"
            )
            self._say("warning", "class_only_optional", text, given[0])
        return replace(header, values=values) if values != dict(header.values) else header


CLASS_NAMES = {
    "mandatory": "実装必須",
    "optional": "標準オプション",
    "prohibited": "実装不可",
    "unlisted": "記載なし",
    "excluded": "対象外",
    "outside": "対象外",
}


def _size_named(name: str) -> str:
    """The class code of the one size of municipality that a heading names, "class" where it names none."""
    found = {size_of(part) for part in name.split("_")} - {""}
    return f"class.{found.pop()}" if len(found) == 1 else "class"


def _same_heading(header: Header, one: int, other: int) -> bool:
    return match_key(header.names.get(one, "")) == match_key(header.names.get(other, ""))


def hopeless(part: Part, below: Mapping[int, ColumnFacts]) -> bool:
    """Whether the id column mostly holds running text, as where a requirement takes two rows: no table of ours."""
    ticked = [below[cs[0]] for c, cs in part.header.columns.items() if c.startswith("text.") and cs[0] in below]
    if ticked and "text" not in part.header.columns and all(t in TICK_MARKS for f in ticked for t in f.texts):
        return True  # ticks for a requirement that stands nowhere
    counts = ticked and all(t.isdecimal() for f in ticked for t in f.texts)
    if counts and ("text" not in part.header.columns or any(t not in ("0", "1") for f in ticked for t in f.texts)):
        return True  # how many there are of each class
    body = below.get(part.header.columns.get("text", (0,))[0])
    if body is not None and body.filled >= 2 and all(t.replace(",", "").isdecimal() for t in body.texts):
        return True  # no text is a number
    facts = below.get(part.header.columns.get("id", (0,))[0])
    if facts is None or facts.filled < 4 or DOCUMENTS[part.layout.kind] not in SHAPE_OF:
        return False
    running = sum(1 for t in facts.texts if len(t) >= 8 and t[0] not in "※注" and not any(ch.isdigit() for ch in t))
    return running * 10 >= 4 * facts.filled


def _with(header: Header, code: str, columns: Sequence[int]) -> Header:
    return replace(header, columns={**header.columns, code: tuple(columns)})


def _without(header: Header, code: str) -> Header:
    return replace(header, columns={c: v for c, v in header.columns.items() if c != code})
