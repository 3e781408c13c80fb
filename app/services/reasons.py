"""Why one text was found for another, in words a person can check: whole words, never pieces such as 「書に」."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import zip_longest

from app.services.bm25 import Index
from app.services.synonyms import Found, Synonyms
from app.services.terms import GROUP, IDS, SYNONYM
from spec_catalog.text import CONTENT, TOKENS, match_key

Worth = Callable[[str], float]
"""What a term adds to a score; decides which words are worth naming."""

WORDS, PAIRS = 4, 3  # named at most
STEM = 2  # kana that make a single kanji readable: 引っ, 異な


def key_of(text: str) -> str:
    """One match key of several lines, each line apart from the next."""
    return "\n".join(match_key(line) for line in text.splitlines())


def shared_words(
    question: str, document: str, worth: Worth, known: Collection[str] = (), *, most: int = WORDS
) -> list[str]:
    """Words of the question that the document has too, weightiest first, as the question writes them.

    Of a compound that the document doesn't have, the parts both have; a part must be a word that stands alone
    elsewhere (``known``), so that 外国人住基台帳 and 外国人住民 share 外国人 and not 外国人住.
    """
    held = key_of(document)
    found: dict[str, float] = {}
    for word in _words(question):
        key = match_key(word)
        for part, shown in [(key, word)] if key in held else ((p, p) for p in _parts(key, held, known)):
            found[shown] = sum(worth(part[n : n + 2]) for n in range(len(part) - 1))
    chosen: list[str] = []
    for word in sorted(found, key=lambda w: (-found[w], w)):
        if not any(word in other for other in chosen):
            chosen.append(word)
    return chosen[:most]


def _words(text: str) -> Iterator[str]:
    """Runs of kanji, katakana, Latin letters of two and more; a single kanji with the kana that follow it."""
    tokens = list(TOKENS.finditer(text))
    for token, after in zip_longest(tokens, tokens[1:]):
        if token.lastgroup not in CONTENT or token.lastgroup == "digit":
            continue
        word = token.group()
        if len(word) > 1:
            yield word
        elif token.lastgroup == "kanji" and after is not None and after.lastgroup == "hiragana":
            ending = after.group()[:STEM]
            if len(ending) == STEM:
                yield word + ending


def _parts(word: str, held: str, known: Collection[str]) -> Iterator[str]:
    """The longest known pieces of a compound that the other text has, from the left, two characters at least."""
    at = 0
    while at < len(word) - 1:
        pieces = (word[at:end] for end in range(len(word), at + 1, -1))
        piece = next((p for p in pieces if p in known and p in held), "")
        if piece:
            yield piece
        at += len(piece) or 1


def synonyms_met(
    question: str, document: str, synonyms: Synonyms, worth: Worth, *, most: int = PAIRS
) -> list[tuple[str, str]]:
    """(word of the question, word of the document) that stand for each other and are not the same, weightiest first."""
    asked, held = key_of(question), key_of(document)
    theirs = _by_group(synonyms.find(held))
    found: dict[tuple[str, str], float] = {}
    for group, ours in _by_group(synonyms.find(asked)).items():
        there = theirs.get(group)
        if there is None or any(w.word.stem in held for w in ours) or any(w.word.stem in asked for w in there):
            continue
        pair = _longest(ours), _longest(there)
        value = worth(f"{SYNONYM}:{group}") / GROUP
        found[pair] = max(found.get(pair, 0.0), value)
    chosen: list[tuple[str, str]] = []
    for pair in sorted(found, key=lambda p: (-found[p], p)):
        if not any(pair[0] in a or a in pair[0] for a, _ in chosen):
            chosen.append(pair)
    return chosen[:most]


def _by_group(found: Sequence[Found]) -> dict[int, list[Found]]:
    """Group → its words, those left out that are only part of a longer word (直す in 作り直し)."""
    out: dict[int, list[Found]] = {}
    reached = 0  # places come in order, the longest first
    for one in found:
        if one.end <= reached:
            continue
        reached = one.end
        for group in one.word.groups:
            out.setdefault(group, []).append(one)
    return out


def _longest(found: Sequence[Found]) -> str:
    return max(found, key=lambda f: (len(f.word.stem), f.word.shown)).word.shown


def ids_met(question: str, document: str) -> list[str]:
    """Ids and section numbers that both name."""
    held = set(IDS.findall(key_of(document)))
    return [i for i in dict.fromkeys(IDS.findall(key_of(question))) if i in held]


def why(
    question: str,
    document: str,
    index: Index,
    *,
    confirmed: str = "",
    chapter: Sequence[str] = (),
    beside: str = "",
) -> tuple[str, ...]:
    """The reasons as Japanese phrases, the surest first.

    ``confirmed``: the phrase about a neighbour whose mapping somebody confirmed, here or in another city;
    ``chapter``: headings of the requirement; ``beside``: what the other requirements of its section say, looked at when
    its own words give no reason.
    """
    out = [confirmed] if confirmed else []
    ids = ids_met(question, document)
    words = shared_words(question, document, index.worth, index.vocabulary)
    pairs = synonyms_met(question, document, index.synonyms, index.worth)
    headings = shared_words(" ".join(chapter), question, index.worth, index.vocabulary)
    if ids:
        out.append("番号が一致：" + "・".join(ids[:WORDS]))
    if words:
        out.append("語が一致：" + "・".join(words))
    if pairs:
        out.append("言い換え：" + "・".join(f"{a}＝{b}" for a, b in pairs))
    if headings:
        out.append("章が一致：" + "・".join(headings))
    if not words and not pairs and (near := shared_words(question, beside, index.worth, index.vocabulary)):
        out.append("同じ項番の要件に一致：" + "・".join(near))
    return tuple(out)
