"""Search that finds Japanese words of one and two characters: overlapping bigrams made here, asked as phrases."""

from __future__ import annotations

from operator import add

from spec_catalog.text import match_key

TOKENIZER = "unicode61 remove_diacritics 0 categories 'L* N* Co S* P* M*'"
"""Every character is part of a token; blanks separate. Marks stay, so が isn't か."""


def tokens(text: str) -> str:
    """The bigrams of a text joined by blanks, with its last character alone, for a contentless FTS5 column.

    ``"印鑑証明"`` → ``"印鑑 鑑証 証明 明"``; a single-character query then finds it by prefix.
    """
    key = match_key(text)
    return " ".join((*map(add, key, key[1:]), key[-1:]))


def query(text: str) -> str:
    """The FTS5 expression for what a person typed: all words, in any order; "" when nothing can be searched.

    A word of two or more characters is a phrase of its bigrams, one of a single character a prefix.
    """
    parts = []
    for word in text.split():
        key = match_key(word)
        if len(key) == 1:
            parts.append(f"{_quoted(key)} *")
        elif key:
            parts.append(_quoted(" ".join(key[i : i + 2] for i in range(len(key) - 1))))
    return " AND ".join(parts)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
