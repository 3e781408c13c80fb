"""Japanese text compared without ever being changed: match keys with a map back, and words only one side has.

Stored text is never normalised (NFC alone turns 神 U+FA19 into another character); keys are for comparing only.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache

_DASHES = frozenset("-‐‑‒–—―−－﹣─")
_DROPPED = re.compile("[\\s\u200b-\u200d\u2060\ufeff\ufe00-\ufe0f\U000e0100-\U000e01ef]")


@lru_cache(maxsize=1 << 15)
def _folded(cluster: str) -> str:
    """The key characters of one cluster, before dashes are made one."""
    key = unicodedata.normalize("NFKC", _DROPPED.sub("", cluster))
    while (again := unicodedata.normalize("NFKC", key.casefold())) != key:
        key = again
    return _DROPPED.sub("", key)


@lru_cache(maxsize=1 << 16)
def _joins(before: str, ch: str) -> bool:
    """Whether a character normalises together with the one before it (ｶ + ﾞ → ガ)."""
    return bool(unicodedata.combining(unicodedata.normalize("NFKD", ch)[0])) or (
        unicodedata.normalize("NFKC", before + ch)
        != unicodedata.normalize("NFKC", before) + unicodedata.normalize("NFKC", ch)
    )


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """(offset, piece) for the pieces that normalise on their own."""
    start = 0
    for i in range(1, len(text)):
        ch = text[i]
        if ch >= "\u0300" and _joins(text[i - 1], ch):
            continue
        yield start, text[start:i]
        start = i
    yield start, text[start:]


def match_key_map(text: str) -> tuple[str, tuple[int, ...]]:
    """(match key, offset in ``text`` of every key character). Same key as :func:`match_key`."""
    out: list[str] = []
    offsets: list[int] = []
    for start, cluster in _clusters(text) if text else ():
        for ch in _folded(cluster):
            if ch in _DASHES or (ch == "ー" and not _after_kana(out)):
                ch = "-"
            elif ch == "〜":
                ch = "~"
            out.append(ch)
            offsets.append(start)
    return "".join(out), tuple(offsets)


def _after_kana(before: Sequence[str]) -> bool:
    return bool(before) and ("\u3041" <= before[-1] <= "\u30ff")


# Characters that are their own key whatever stands beside them; most of any requirement is nothing else.
_PLAIN = "0-9a-z\u3001\u3002\u3005\u300c-\u300f\u3041-\u3096\u30a1-\u30fc\u4e00-\u9fff"
_ALL_PLAIN = re.compile(f"[{_PLAIN}]*+")
_OTHER = re.compile(f"[^{_PLAIN}]+")
# Characters that never normalise together with the one before them, so that each has a key of its own.
_APART = re.compile(
    "[\x00-\u02ff\u2000-\u2027\u2030-\u205e\u2100-\u2bff\u3000-\u3029\u3030-\u3098\u309b-\u30ff\u31f0-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\ufe00-\ufe0f\ufeff\uff01-\uff9d\uffe0-\uffe6\U00020000-\U0003ffff\U000e0100-\U000e01ef]"
)
_LONG_VOWELS = re.compile("(?<![\u3041-\u30ff])ー+")


class _TogetherError(Exception):
    """A character that may change what the one before it means."""


class _Keys(dict[int, str]):
    """Code point → its key, made when it is first met. Raises _TogetherError for one that has none of its own."""

    def __missing__(self, point: int) -> str:
        ch = chr(point)
        if not _APART.match(ch):
            raise _TogetherError
        key = self[point] = "".join("-" if c in _DASHES else "~" if c == "〜" else c for c in _folded(ch))
        return key


_KEYS = _Keys()


def match_key(text: str) -> str:
    """The key under which two spellings of the same text meet.

    NFKC, case folded, white space and line breaks removed, dashes one (a long-vowel mark stays after kana), variation
    selectors stripped. For comparing and searching only.
    """
    if text.isascii():
        return re.sub(r"\s", "", text).casefold()
    key = text
    if not _ALL_PLAIN.fullmatch(text):
        try:
            key = _OTHER.sub(_run_key, text)
        except _TogetherError:
            return match_key_map(text)[0]
    at = key.find("ー")
    while at >= 0:
        if not _after_kana(key[at - 1 : at]):
            return _LONG_VOWELS.sub(lambda m: "-" * len(m[0]), key)
        at = key.find("ー", at + 1)
    return key


def _run_key(run: re.Match[str]) -> str:
    return run[0].translate(_KEYS)


# Runs of one character class are words to a reader; kanji, katakana, Latin and digits carry the meaning.
TOKENS = re.compile(
    r"(?P<kanji>[\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\U000e0100-\U000e01ef]+)"
    r"|(?P<katakana>[\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f]+)"
    r"|(?P<latin>[A-Za-z\uff21-\uff3a\uff41-\uff5a]+)"
    r"|(?P<digit>[0-9\uff10-\uff19]+(?:[,，][0-9\uff10-\uff19]{3}(?![0-9\uff10-\uff19]))*(?:[.．][0-9\uff10-\uff19]+)*"
    r"(?:[A-Za-z\uff21-\uff3a\uff41-\uff5a]+|[%％])?)"  # with its unit
    r"|(?P<hiragana>[\u3041-\u309f]+)|(?P<space>[^\S\n]+)|(?P<other>.)",
    re.DOTALL,
)
CONTENT = ("kanji", "katakana", "latin", "digit")
# Hiragana that begins with one of these after a single kanji is a particle; otherwise it belongs to the word (異なる).
_PARTICLES = frozenset("をにはがのとでもへやかより")
_GLUE = frozenset("のをとにやがでは・／/ 　")


def only_in_first(first: str, second: str) -> tuple[tuple[int, int], ...]:
    """Where ``first`` uses words that ``second`` does not have: (start, end) offsets into ``first`` itself.

    A word is a run of kanji, katakana, Latin letters or digits; a single kanji takes its ending with it (異なる).
    It counts as present when its key occurs anywhere in the other text, in whatever order. Neighbouring marks joined
    by a particle or a middle dot become one.
    """
    have = match_key(second)
    whole, offsets = match_key_map(first)
    marks: list[tuple[int, int]] = []
    tokens = list(TOKENS.finditer(first))
    for i, token in enumerate(tokens):
        if token.lastgroup not in CONTENT:
            continue
        start, end = token.span()
        stem = end
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        if token.lastgroup == "kanji" and following and following.lastgroup == "hiragana":
            ending = following.group()
            if ending[0] not in _PARTICLES:
                length = next((k for k, ch in enumerate(ending) if ch in _PARTICLES), len(ending))
                end += min(length, 2)
                stem = token.end() + 1 if len(token.group()) == 1 else token.end()
        # Cut from the key of the whole text: what a character folds to may depend on the one before it.
        key = whole[bisect_left(offsets, start) : bisect_left(offsets, stem)]
        if key and key not in have:
            marks.append((start, end))
    return tuple(_merged(first, marks))


def _merged(text: str, marks: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    pending: tuple[int, int] | None = None
    for start, end in marks:
        if pending and start - pending[1] <= 2 and all(ch in _GLUE for ch in text[pending[1] : start]):
            pending = (pending[0], end)
            continue
        if pending:
            yield pending
        pending = (start, end)
    if pending:
        yield pending
