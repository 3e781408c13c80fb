"""Which list a table of a department is, and which heading is which column: by the words people use for them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from app.core.problems import UserProblem
from app.services.survey_lists import ListColumn, SurveyList, above_words, called, names, spread, survey_list, words_of
from spec_catalog import business as businesses
from spec_catalog.raw.among import style_of
from spec_catalog.raw.several import sheets_say
from spec_catalog.raw.words import NO, YES, Words, is_aside_sheet, keys_of
from spec_catalog.rawtable import ABOVE, GROUP, REMARK, SHEET, RawTable
from spec_catalog.text import match_key

ASIDE, LEAVE = "", "-"
"""What a heading may be mapped to besides a column: to 備考 in words, or not taken over."""

VIRTUAL = (GROUP, ABOVE, SHEET, REMARK)
_NAMELESS = re.compile(r"（[A-Z]+列）")
_TELLING = 3  # characters of a word that may stand at the end of a longer heading
_ENOUGH = 2.0  # score from which a table counts as one of a list


@dataclass(frozen=True, slots=True)
class Likely:
    """A list a table may be, how well its headings fit (more is better), and whether its main column is there."""

    list: str
    score: float
    main: bool


@dataclass(frozen=True, slots=True)
class _Guess:
    code: str
    sure: float
    tick: str = ""


def split(code: str) -> tuple[str, str]:
    """(column, what a tick in it means): ``frequency=毎日`` → ("frequency", "毎日")."""
    column, _, tick = code.partition("=")
    return column, tick


@cache
def words() -> Words:
    """Every heading of every list, for finding tables."""
    known, main = set(), set()
    for name in names():
        for column in survey_list(name).columns:
            keys = {match_key(t) for t in (column.label, *column.aliases)}
            known |= keys
            if column.required:
                main |= keys
    above = {match_key(t) for texts in above_words().values() for t in texts}
    return Words(frozenset(known), frozenset(main), frozenset(above), _pick)


def _pick(headings: Sequence[str]) -> int | None:
    """Index of the heading that names the records of the list these headings belong to."""
    found = likely(headings)
    if not found or not found[0].main:
        return None
    wanted = survey_list(found[0].list)
    main = next(c.code for c in wanted.columns if c.required)
    mapping = recognised(wanted, headings)
    return next((i for i, h in enumerate(headings) if mapping[h] == main), None)


def likely(headings: Sequence[str], title: str = "") -> list[Likely]:
    """The lists a table may be, the likeliest first; only those it can be at all."""
    return _likely(tuple(headings), title)


_FAR = 1.5


@lru_cache(maxsize=512)
def _likely(headings: tuple[str, ...], title: str) -> list[Likely]:
    plain = [h for h in headings if not h.startswith(VIRTUAL)]
    out = []
    for name in names():
        wanted = survey_list(name)
        main = next(c.code for c in wanted.columns if c.required)
        guesses = _assigned(wanted, plain)
        score = sum(g.sure for g in guesses.values() if g.code) - 0.2 * (len(plain) - len(guesses))
        has = any(g.code == main for g in guesses.values())
        sure = max((g.sure for g in guesses.values() if g.code == main), default=0.0)
        key = match_key(title)
        named = [match_key(w) for w in called(name) if match_key(w) in key]
        score += 2.0 * sure + (1.0 + 0.1 * max(map(len, named)) if named else 0.0)
        if has or score >= _ENOUGH:
            out.append(Likely(name, score if has else score - 3.0, has))
    # A list whose records are named only by a stand-in gives way to one that fits far better: then a person decides.
    lacking = max((x.score for x in out if not x.main), default=0.0)
    return sorted(out, key=lambda found: (not found.main or found.score + _FAR < lacking, -found.score))


def recognised(wanted: SurveyList, headings: Sequence[str]) -> dict[str, str]:
    """Heading → column code as far as the words tell; ASIDE for the others."""
    found = _assigned(wanted, headings)
    return {h: (f"{g.code}={g.tick}" if g.tick else g.code) if (g := found.get(h)) else ASIDE for h in headings}


@cache
def _index(name: str) -> Mapping[str, str]:
    """Match key of everything a column is called → its code."""
    out: dict[str, str] = {}
    for column in survey_list(name).columns:
        out.setdefault(match_key(column.label), column.code)
        out.setdefault(match_key(column.code), column.code)
    for column in survey_list(name).columns:
        for text in column.aliases:
            for key in keys_of(text)[:1]:
                out.setdefault(key.replace("_", ""), column.code)  # 契約期間_自 is looked up as 契約期間自
    return out


def _assigned(wanted: SurveyList, headings: Sequence[str]) -> dict[str, _Guess]:
    """The surest column for each heading; one heading for a column unless several may fill it."""
    guesses = sorted(
        ((g, n, h) for n, h in enumerate(headings) for g in _guesses(wanted, h)),
        key=lambda found: (-found[0].sure, found[1]),
    )
    out: dict[str, _Guess] = {}
    taken: dict[str, bool] = {}  # code → whether by ticks
    for guess, _, heading in guesses:
        if heading in out:
            continue
        free = guess.code not in taken or wanted.column(guess.code).several or (guess.tick and taken[guess.code])
        if free:
            out[heading] = guess
            taken[guess.code] = bool(guess.tick)
    main = next(c for c in wanted.columns if c.required)
    if main.code not in taken:
        _stand_in(main, headings, out)
    return out


def _stand_in(main: ListColumn, headings: Sequence[str], out: dict[str, _Guess]) -> None:
    """Where nothing is called as the main column should be: the next best heading (小項目, 名称)."""
    own = [h for h in headings if not h.startswith(VIRTUAL)]
    for word in main.instead:
        for heading in own:
            if match_key(word) in keys_of(heading.rsplit("_", 1)[-1]):
                out[heading] = _Guess(main.code, 0.4)
                return
    for word in (match_key(w) for w in main.instead if len(w) >= _TELLING):  # やりとりするデータ
        for heading in own:
            if heading not in out and match_key(heading.rsplit("_", 1)[-1]).endswith(word):
                out[heading] = _Guess(main.code, 0.3)
                return


def _guesses(wanted: SurveyList, heading: str) -> list[_Guess]:
    if heading.startswith(VIRTUAL):
        return []
    index = _index(wanted.name)
    parts = [re.sub(r"（\d+）$", "", p) for p in heading.split("_")]
    tries = [("".join(parts[-2:]), 1.0), (parts[-1], 0.95 if len(parts) > 1 else 1.0)]
    if len(parts) > 1:
        tries += [(parts[-2] + "の" + parts[-1], 0.9), (parts[0], 0.5), (parts[-2], 0.45)]
        whole = any(k in index for k in keys_of(tries[0][0]))  # 契約期間_自 is a column of its own
        tick = None if whole else _tick(wanted, index, parts)
        if tick and (
            tick.sure > 0.9 or all(index.get(k, tick.code) in (tick.code, "note") for k in keys_of(parts[-1]))
        ):
            return [tick]
    out: dict[str, _Guess] = {}
    for text, sure in tries:
        for n, key in enumerate(keys_of(text)):
            if key in index:
                code = index[key]
                guess = _Guess(code, sure - 0.03 * min(n, 5))
                if code not in out or out[code].sure < guess.sure:
                    out[code] = guess
                break
    return list(out.values())


def qualifier(wanted: SurveyList, heading: str, code: str) -> str:
    """What a heading says below the group its column is known by: 年間件数_令和７年度 → 令和７年度; "" for nothing."""
    parts = [re.sub(r"（\d+）$", "", p) for p in heading.split("_")]
    if len(parts) < 2 or heading.startswith(VIRTUAL) or wanted.column(code).several:
        return ""
    index = _index(wanted.name)
    own = ("".join(parts[-2:]), parts[-1], parts[-2] + "の" + parts[-1])
    if any(k in index for text in own for k in keys_of(text)):
        return ""
    groups = [p for p in parts[:-1] if any(index.get(k) == code for k in keys_of(p))]
    return parts[-1] if groups else ""


def _tick(wanted: SurveyList, index: Mapping[str, str], parts: Sequence[str]) -> _Guess | None:
    """利用頻度_毎日: the group is a column and the heading below one of the words it may hold."""
    for group in reversed(parts[:-1]):
        code = next((index[k] for k in keys_of(group) if k in index), "")
        if code and (word := choice_word(wanted.name, code, parts[-1])):
            return _Guess(code, 0.97, word)
        if code and wanted.column(code).kind == "text":
            return _Guess(code, 0.5, " ".join(parts[-1].split()))
    return None


def choice_word(name: str, code: str, text: str) -> str:
    """The text where it is a word of a column's choice set, else ""."""
    plain = " ".join(text.split())
    column = survey_list(name).column(code)
    if column.kind == "choice":
        return plain if any(k in words_of(name, code) for k in keys_of(plain)) else ""
    return plain if any(match_key(w) in keys_of(plain) for w in spread().get(code, ())) else ""


def mapping_of(wanted: SurveyList, table: RawTable, given: Mapping[str, str]) -> dict[str, str]:
    """Heading → column code, code=word (a column of ticks), ASIDE or LEAVE: as given, the rest by their names.

    Raises UserProblem for a bad profile.
    """
    _check(wanted, table, given)
    own = [h for h in table.headers if not h.startswith(VIRTUAL)]
    by_name = recognised(wanted, own)
    ticked = {split(c)[0] for h, c in by_name.items() if "=" in c and _ticked(table, h)}
    by_name = {h: c if split(c)[0] in ticked else split(c)[0] for h, c in by_name.items()}
    by_name |= _numbers(wanted, table, by_name)
    by_name |= _spread_out(wanted, table, {**by_name, **given})
    out: dict[str, str] = {}
    fixed = {split(c)[0] for c in given.values()}
    used: set[str] = set(fixed)
    for heading in own:
        code = given.get(heading, by_name[heading])
        column = split(code)[0]
        if heading not in given and column in used and not _may_repeat(wanted, code, out, given):
            code = ASIDE
        out[heading] = code
        used.add(column)
    for heading in table.headers:
        if heading not in out:
            out[heading] = given.get(heading) or _of_block(wanted, table, heading, {split(c)[0] for c in out.values()})
    return {h: out[h] for h in table.headers}


def _numbers(wanted: SurveyList, table: RawTable, mapping: Mapping[str, str]) -> dict[str, str]:
    """A column without a heading that only numbers the records: ア, 1-1, ①."""
    if "number" in mapping.values() or not any(c.code == "number" for c in wanted.columns):
        return {}
    for at, heading in enumerate(table.headers[:2]):
        texts = [t for row in table.rows if (t := row[at].strip())]
        if _NAMELESS.fullmatch(heading) and texts and all(style_of(t) for t in texts):
            return {heading: "number"}
    return {}


def tick_codes(wanted: SurveyList, table: RawTable, heading: str) -> list[tuple[str, str]]:
    """(code=word, as a person reads it) for a column of ticks: what a tick in it can mean."""
    if heading.startswith(VIRTUAL) or not _ticked(table, heading):
        return []
    found = []
    for column in wanted.columns:
        if column.kind == "choice" or column.code in spread():
            word = choice_word(wanted.name, column.code, heading.rsplit("_", 1)[-1])
            if word:
                found.append((f"{column.code}={word}", f"{column.label}が「{word}」"))
    return found


def exclusive(wanted: SurveyList, code: str) -> bool:
    """Whether only one heading may fill a column."""
    column, tick = split(code)
    return column not in (ASIDE, LEAVE) and not tick and not wanted.column(column).several


def _may_repeat(wanted: SurveyList, code: str, out: Mapping[str, str], given: Mapping[str, str]) -> bool:
    column, tick = split(code)
    if not column or column == LEAVE:
        return True
    same = [c for c in (*out.values(), *given.values()) if split(c)[0] == column]
    return wanted.column(column).several or (bool(tick) and all(split(c)[1] for c in same))


def _ticked(table: RawTable, heading: str) -> bool:
    """Whether a column holds signs more often than texts."""
    at = table.headers.index(heading)
    texts = [t.strip() for row in table.rows if (t := row[at]).strip()]
    return sum(t in YES | NO for t in texts) * 2 >= len(texts)


def _spread_out(wanted: SurveyList, table: RawTable, mapping: Mapping[str, str]) -> dict[str, str]:
    """One choice over several columns without a heading of their own above: 毎日 | 毎週 | 毎月 with ○."""
    out: dict[str, str] = {}
    own = [h for h in table.headers if not h.startswith(VIRTUAL)]
    for column in wanted.columns:
        if not (column.kind == "choice" or column.code in spread()):
            continue
        fits = [
            (h, word)
            for h in own
            if mapping.get(h) in (ASIDE, column.code)
            and h not in out
            and (word := choice_word(wanted.name, column.code, h.rsplit("_", 1)[-1]))
            and _ticked(table, h)
        ]
        others = [h for h, c in mapping.items() if split(c)[0] == column.code and h not in dict(fits)]
        if len(fits) >= 2 and not others:
            out |= {h: f"{column.code}={word}" for h, word in fits}
    return out


def _of_block(wanted: SurveyList, table: RawTable, heading: str, used: set[str]) -> str:
    """What the names of groups and the block over a table are in this list."""
    codes = {c.code: c for c in wanted.columns}
    at = table.headers.index(heading)
    texts = {row[at].strip() for row in table.rows} - {""}
    if heading == SHEET:
        said = sheets_say(sorted(texts))
        wanted_ = ("business", "businesses") if said == "business" else (said,)
        free = [c for c in wanted_ if c in codes and c not in used and not codes[c].required]
        return free[0] if free else LEAVE
    if heading == REMARK:
        return "note" if "note" in codes and "note" not in used else ASIDE
    if heading == GROUP:
        if "category" in codes:
            return "category"
        free = [c for c in ("business", "businesses") if c in codes and c not in used]
        if free and texts and all(businesses.find(t) for t in texts):
            return free[0]
        return ASIDE
    label = heading[len(ABOVE) :]
    for code, labels in above_words().items():
        if not any(match_key(w) in keys_of(label) for w in labels):
            continue
        if code == LEAVE:
            return LEAVE
        for own in (code, "businesses") if code == "business" else (code,):
            if own in codes and own not in used and not codes[own].required:
                return own
    return LEAVE


def _check(wanted: SurveyList, table: RawTable, given: Mapping[str, str]) -> None:
    codes = {c.code for c in wanted.columns}
    for heading, code in given.items():
        if code not in (ASIDE, LEAVE) and split(code)[0] not in codes:
            raise UserProblem(
                "bad_profile",
                f"列の対応の「{code}」という欄は、この一覧にありません。",
                hint="使える欄：" + "、".join(sorted(codes)),
            )
        if heading not in table.headers:
            raise UserProblem(
                "bad_profile",
                f"列の対応の見出し「{heading}」が、表にありません。",
                hint="見出し：" + "、".join(table.headers),
            )


@dataclass(frozen=True, slots=True)
class Choice:
    """A table a person can choose. ``likely``: the lists it may be; ``aside``: by its name an example or a copy."""

    number: int
    table: RawTable
    likely: tuple[Likely, ...]
    aside: bool

    @property
    def list(self) -> str:
        """The list it most probably is; "" where nobody can tell."""
        return self.likely[0].list if self.likely and self.likely[0].main else ""


def choices(tables: Sequence[RawTable]) -> list[Choice]:
    """Every table of a book with what it may be, numbered from 1 on."""
    out = []
    for n, table in enumerate(tables, 1):
        title = f"{table.title} {'' if table.kind == 'joined' else table.sheet}"
        aside = bool(table.old) or any(is_aside_sheet(o) for o in {table.sheet, *table.origins})
        out.append(Choice(n, table, tuple(likely(table.headers, title)), aside))
    return out


def best(found: Sequence[Choice], name: str = "", given: Mapping[str, str] | None = None) -> Choice | None:
    """The table to begin with: of a list, or of whichever a table fits best; None for none at all."""

    def rank(choice: Choice) -> tuple[float, ...]:
        fits = next((x for x in choice.likely if x.list == name), None) if name else next(iter(choice.likely), None)
        named = sum(h in choice.table.headers for h in given or {})
        hidden = any(a.hidden for a in choice.table.areas)
        return (
            named,
            bool(choice.table.rows) and not choice.aside and not hidden,
            bool(fits and fits.main),
            (round(fits.score, 3) if fits and name else 0.0)
            + (1.5 if choice.table.kind in ("joined", "cards") else 0.0),
            len(choice.table.rows) * len(choice.table.headers),
        )

    return max(found, key=rank, default=None)
