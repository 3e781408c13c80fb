"""What a heading may mean: the known columns of each kind of table (layouts/*.json) and how sure a wording is."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path

from spec_catalog import ids
from spec_catalog.text import match_key as _match_key

LONGEST = 120  # characters of a joined heading; longer ones are running text
EXACT, ALIAS, LIKELY, ASSUMED = 1.0, 0.97, 0.6, 0.4  # how sure a meaning is; from LIKELY on it is said to the person
_BRACKETS = re.compile(r"[（(【\[〔].*?[）)】\]〕]|※\d*|[*＊]\d*", re.DOTALL)
_NUMBERING = re.compile(r"[(<\[{]?(?:\d{1,2}|[A-Za-z]|[ｱ-ﾝア-ン])[)>\]}.]?")
_NUMBERED = re.compile(
    r"^(?:[①-⑳㉑-㉟㊱-㊿❶-❿⓪]|[（(]\s*[0-9０-９]{1,2}\s*[）)]|[0-9０-９]{1,2}\s*[.．、)）]|[■●◆◇□○・▼▽※])\s*"
)
_WRAPPED = re.compile(r"[「『＜<〈《\[［【]([^「」『』＜＞<>〈〉《》\[\]［］【】]{2,})[」』＞>〉》\]］】]")
_LEVEL_NUMBER = re.compile(r"(?:大|中|小)(?:項目|分類|区分)(?:番号|項番|no\.?|id|コード|#)")
_KINDS = (
    "機能",
    "帳票",
    "画面",
    "連携",
    "データ",
    "フロー",
    "コード",
    "非機能",
    "印字",
)  # what a group heading may name
SIZE_CODES = ("class.designated", "class.core", "class.general")


# A heading is compared with every kind of table, and so is every row that may be one.
match_key = lru_cache(maxsize=1 << 15)(_match_key)


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One known column: its code, how it is called on our screens, its weight, the keys of its aliases and the
    patterns (over match keys) of wordings that probably mean it."""

    code: str
    title: str
    weight: int
    aliases: frozenset[str]
    like: tuple[re.Pattern[str], ...] = ()
    order: tuple[str, ...] = ()  # the aliases as listed, the surest first: beside 項番 a column No. merely counts rows

    def rank(self, key: str) -> int:
        """How far behind a heading stands among the aliases."""
        return self.order.index(key) if key in self.order else len(self.order)


@dataclass(frozen=True, eq=False)
class HeaderSpec:
    """The columns of one kind of table (layouts/*.json). Of each group in ``required`` one column must be there.

    ``subject``: the words by which a group heading over generic ones (名称, 番号) speaks of this kind; ``hint``: words
    in a sheet's name, title or file name that such a sheet needs where it publishes no id.
    """

    kind: str
    title: str
    columns: tuple[ColumnSpec, ...]
    required: tuple[tuple[str, ...], ...]
    subject: str = ""
    hint: str = ""
    index: Mapping[str, ColumnSpec] = field(default_factory=dict, repr=False)
    like: re.Pattern[str] = re.compile("(?!)")  # any of the columns' patterns

    @cached_property
    def sized(self) -> bool:
        """Whether it has columns of classes per size of municipality."""
        return any(c.code in SIZE_CODES for c in self.columns)

    def title_of(self, code: str) -> str:
        """The Japanese name of a column code."""
        found = self.column(code)
        return found.title if found else code

    def column(self, code: str) -> ColumnSpec | None:
        """The column of a code."""
        return next((c for c in self.columns if c.code == code), None)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a heading probably means: ``codes`` (two for 指定都市・中核市), how sure (1 = its very alias)."""

    codes: tuple[str, ...]
    sure: float


_KNOWN: set[str] = set()  # the aliases of all kinds
_LIKE: list[re.Pattern[str]] = []  # and their patterns


@cache
def load_spec(name: str) -> HeaderSpec:
    """The aliases of ``layouts/<name>.json``."""
    raw = json.loads(Path(__file__).with_name(f"{name}.json").read_text(encoding="utf-8"))
    base = load_spec(raw["extends"]).columns if "extends" in raw else ()
    own = tuple(
        ColumnSpec(
            code,
            c["title"],
            c["weight"],
            frozenset(match_key(a) for a in c["aliases"]),
            tuple(re.compile(p) for p in c.get("like", ())),
            tuple(match_key(a) for a in c["aliases"]),
        )
        for code, c in raw["columns"].items()
    )
    mine = {c.code for c in own}
    columns = (*own, *(c for c in base if c.code not in mine and not c.code.startswith("review.")))
    index: dict[str, ColumnSpec] = {}
    for column in columns:
        for key in column.aliases:
            index.setdefault(key, column)
    like = re.compile("|".join(f"(?:{p.pattern})" for c in columns for p in c.like) or "(?!)")
    _KNOWN.update(index)
    _LIKE.append(like)
    for remembered in (is_strange, _unheard, _any_like):
        remembered.cache_clear()
    return HeaderSpec(
        raw["kind"],
        raw["title"],
        columns,
        tuple(tuple(g) for g in raw["required"]),
        raw.get("subject", ""),
        raw.get("hint", ""),
        index,
        like,
    )


@lru_cache(maxsize=1 << 14)
def is_numbering(text: str) -> bool:
    """Whether a heading cell only numbers the columns: (1), ①, Ａ."""
    return bool(_NUMBERING.fullmatch(unicodedata.normalize("NFKC", text).strip()))


@lru_cache(maxsize=1 << 15)
def bare(text: str) -> str:
    """A heading without what stands in brackets."""
    return _BRACKETS.sub("", text).strip()


_SIZES = (  # order matters: the first that fits is cut out of the heading
    ("general", r"(?:政令)?指定都市(?:及び中核市等?)?(?:以外|を除く)(?:の?(?:市区町村|市町村|団体|自治体|市))?"),
    ("general", r"政令市以外(?:の?(?:市区町村|市町村|団体|自治体|市))?"),
    ("general", r"(?:[左右上]記|それら?)以外(?:の?(?:市区町村|市町村|団体|自治体|市))?"),
    ("general", r"その他の?(?:市区町村|市町村|団体|自治体|市)|その他$|(?<=_)その他"),
    ("designated", r"政令指定都市|指定都市|政令市|政令都市|政令(?=$|_)"),
    ("general", r"一般の?(?:市区町村|市町村|市|団体|自治体)(?:[(]中核市等?を?(?:含む|含める)[)])?"),
    ("core", r"中核市・?(?:施行時)?特例市|中核市等|中核市"),
    ("all", r"全(?:ての)?(?:団体|市区町村|自治体)|すべての?(?:団体|市区町村|自治体)|全市区町村|共通"),
    ("general", r"市区町村|市町村|町村"),
)
_CLASS_WORDS = re.compile(
    r"実装必須[/・]?標準オプション(?:[/・]?実装不可)?|(?:実装|要件|機能)の?(?:区分|類型|要否|種別|分類)|類型|区分"
    r"|要件レベル|実装レベル|実装必須度|実装|必須[/・]任意(?:の別)?|適用区分|適用"
)
_MAY_BE_CLASS = re.compile("[市村体通区型否別類ル任用プ令他外装]")  # each of the patterns above needs one of these
_GLUE = re.compile(
    r"[_()（）\[\]【】〔〕・、,/／:：\-\s]|における?|に対する|の場合|場合|向け|用|別|及び|または|又は|等|のみ|だけ|に限る|限定|の"
)


@lru_cache(maxsize=1 << 14)
def class_meaning(name: str) -> Meaning | None:
    """The class column a heading such as ``実装区分（政令市以外）`` speaks of; None where other words stand in it.

    Every part must be understood: of ``指定都市（人口100万以上）`` nothing is assumed.
    """
    rest = unicodedata.normalize("NFKC", re.sub(r"\s+", "", name))
    if len(rest) > 60 or not _MAY_BE_CLASS.search(rest):
        return None
    sizes: list[str] = []
    for size, pattern in _SIZES:
        rest, count = re.subn(pattern, "_", rest)
        sizes += [size] if count else []
    rest, words = _CLASS_WORDS.subn("", rest)
    if _GLUE.sub("", rest) or not (sizes or words):
        return None
    found = dict.fromkeys(sizes)
    if not found or "all" in found or ("designated" in found and "general" in found):
        return Meaning(("class",), 0.95)
    if "general" in found:
        return Meaning(("class.general",), 0.95)
    return Meaning(tuple(f"class.{s}" for s in ("designated", "core") if s in found), 0.95)


@lru_cache(maxsize=1 << 12)
def size_of(text: str) -> str:
    """The first size of municipality that stands anywhere in a heading, "" for all of them or none."""
    rest = unicodedata.normalize("NFKC", re.sub(r"\s+", "", text))
    found = next((size for size, pattern in _SIZES if re.search(pattern, rest)), "")
    return "" if found == "all" else found


def _parts(name: str) -> list[str]:
    """The levels of a joined heading, without numbers in front of them and brackets around them."""
    plain = (_NUMBERED.sub("", p) or p for p in name.split("_") if p)
    return [m[1] if (m := _WRAPPED.fullmatch(p)) else p for p in plain]


@lru_cache(maxsize=1 << 15)
def is_strange(name: str) -> bool:
    """Whether no kind of table knows a part of the joined heading; so it is with what stands in the rows below one."""
    if len(name) > LONGEST:
        return True
    parts = _parts(name)
    for start in range(len(parts)):
        for end in range(start + 1, len(parts) + 1):
            part = parts[start:end]
            if not _unheard("_".join(part)) or (len(part) > 1 and not _unheard("".join(part))):
                return False
        if " " in parts[start] and not _unheard(parts[start].partition(" ")[0]):
            return False
    return True


@lru_cache(maxsize=1 << 15)
def _unheard(text: str) -> bool:
    """The same of one part; most parts are met again in the next row's joined heading."""
    for key in dict.fromkeys((match_key(text), match_key(bare(text)))):
        if key in _KNOWN or _any_like().search(key):
            return False
    return not class_meaning(text)


@cache
def _any_like() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{like.pattern})" for like in _LIKE) or "(?!)")


@lru_cache(maxsize=1 << 15)
def meaning(name: str, spec: HeaderSpec) -> Meaning | None:
    """What a joined heading (``実装区分_指定都市``) means in this kind of table, None where nothing fits."""
    if is_strange(name):
        return None
    parts = _parts(name)
    if len(parts) > 1 and _LEVEL_NUMBER.fullmatch(match_key("".join(parts))):
        return None  # 番号 beside 名称 under 大項目 counts the titles
    while len(parts) > 1 and (is_numbering(parts[-1]) or not match_key(bare(parts[-1]))) and not _known(parts, spec):
        parts.pop()
    for key in (match_key("_".join(parts)), match_key("".join(parts))):
        if found := spec.index.get(key):
            return Meaning((found.code,), EXACT - found.rank(key) / 2000)
    if spec.sized and (by_class := class_meaning("_".join(parts))):
        return by_class
    if spec.sized and len(parts) > 1 and (ticked := _tick_of_size(parts, spec)):
        return ticked
    for start in range(len(parts)):
        tail, upper = "_".join(parts[start:]), "".join(parts[:start])
        if start and _foreign(upper, spec):
            break
        shorter = 0.15 if start else 0.0
        for key, sure in ((match_key(tail), 0.95), (match_key(bare(tail)), 0.85)):
            found = spec.index.get(key) if key else None
            if found and not (start and found.code.startswith(("text.", "tick.")) and _sized(upper)):
                return Meaning((found.code,), sure - shorter)
        if start and spec.sized and (by_class := class_meaning(tail)):
            return Meaning(by_class.codes, by_class.sure - shorter)
    return _first_word(parts, spec) or _likely(parts, spec)


def _first_word(parts: list[str], spec: HeaderSpec) -> Meaning | None:
    """A heading that goes on after its name: ``実装区分 ○必須 △任意``, ``機能ID (7桁)``."""
    first, blank, _ = parts[-1].partition(" ")
    if not blank or _foreign("".join(parts[:-1]), spec):
        return None
    if found := spec.index.get(match_key(first)):
        return Meaning((found.code,), LIKELY + 0.05)
    by_class = class_meaning("_".join([*parts[:-1], first])) if spec.sized else None
    return Meaning(by_class.codes, LIKELY + 0.05) if by_class else None


def _tick_of_size(parts: list[str], spec: HeaderSpec) -> Meaning | None:
    """必須 under 指定都市: a column that is ticked where the class holds for that size."""
    value = ids.class_of(parts[-1]) if ids.is_class_word(parts[-1]) else None
    upper = class_meaning("_".join(parts[:-1])) if value else None
    if upper is None or upper.codes == ("class",):
        return None
    codes = tuple(f"tick.{c.removeprefix('class.')}.{value}" for c in upper.codes)
    return Meaning(codes, 0.95) if all(spec.column(c) for c in codes) else None


def _sized(upper: str) -> bool:
    """Whether a group heading speaks of one size of municipality: 必須 under 指定都市 is not 必須 for all."""
    found = class_meaning(upper)
    return found is not None and found.codes != ("class",)


def _known(parts: list[str], spec: HeaderSpec) -> bool:
    return match_key("_".join(parts)) in spec.index or (len(parts) > 1 and match_key(parts[-1]) in spec.index)


def _foreign(upper: str, spec: HeaderSpec) -> bool:
    """Whether a group heading speaks of another kind of thing: ``関連帳票`` over ``名称`` is no name of a function."""
    if not spec.subject:
        return False
    folded = unicodedata.normalize("NFKC", upper)
    return any(k in folded for k in _KINDS) and not re.search(spec.subject, folded)


def _likely(parts: list[str], spec: HeaderSpec) -> Meaning | None:
    """By the patterns of wordings; of several columns that fit none is taken."""
    for name in ("".join(parts), parts[-1] if not _foreign("".join(parts[:-1]), spec) else ""):
        key = match_key(bare(name)) or match_key(name)
        if not key or not spec.like.search(key):
            continue
        fits = {c.code for c in spec.columns if any(p.search(key) for p in c.like)}
        if len(fits) == 1:
            return Meaning((fits.pop(),), LIKELY)
    return None
