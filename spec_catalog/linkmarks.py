"""The marks and brackets of a linkage sentence: ①②③④ in any way of writing, parts in any order, decoration off.

The standard writes ① first and ④ last; cities' copies number with (1), 1) or ❶, put the parts in another order, or
bracket each of them. Here they all become one shape: parts in order, each behind :data:`SEP`.
"""

from __future__ import annotations

import re

SEP = "\x1f"
"""Stands for ①②③④ while a sentence is taken apart."""

PAIRS = {
    "（": "）", "(": ")", "〔": "〕", "［": "］", "[": "]", "「": "」", "【": "】", "『": "』", "{": "}",
    "｛": "｝", "〈": "〉",
}  # fmt: skip
_NUMBERS = {c: str(n) for row in ("①②③④⑤⑥", "❶❷❸❹❺❻", "⑴⑵⑶⑷⑸⑹") for n, c in enumerate(row, 1)} | {
    c: str(n) for row in ("１２３４５６", "アイウエオカ", "ｱｲｳｴｵｶ") for n, c in enumerate(row, 1)
}
_CIRCLED = re.compile("[①②③④⑤⑥]|[❶❷❸❹❺❻]")
# Only where a part may begin: 「様式（1）」 is no mark.
_BEGIN = "(?:^|(?<=[がはにへらりを、，,。のて]))"
_OTHERS = (
    re.compile(f"{_BEGIN}(?:[(（][1-6１-６][)）]|[⑴⑵⑶⑷⑸⑹])"),
    re.compile(f"{_BEGIN}[(（][アイウエｱｲｳｴ][)）]"),
    re.compile(f"{_BEGIN}[1-6１-６][)）.．](?![0-9０-９])"),
)
_DECORATED = re.compile(
    f"(?:^|(?<=[{SEP}がはにへをらりの、，,〕］]))"
    "(?:「([^「」]*)」|『([^『』]*)』|【([^【】]*)】|〔([^〔〕]*)〕|［([^［］]*)］|[{｛]([^{}｛｝]*)[}｝])"
    f"(?=が|は|に|へ|を|から|より|する|し、|、|，|。|{SEP}|〔|［|$)"
)
_PARTICLE = re.compile("(?:[がはにへを]|から|より|対し|対して|ため|ために|[る。])[、，,]?$")


def unwrapped(text: str) -> str:
    """Without a pair of brackets around the whole."""
    if len(text) > 2 and PAIRS.get(text[0]) == text[-1] and text[0] not in text[1:] and text[-1] not in text[:-1]:
        return text[1:-1]
    return text


def first_sentence(body: str) -> tuple[str, str]:
    """(the first sentence, everything from a second ① on): a cell may hold two."""
    first = body.find("①")
    second = body.find("①", first + 1) if first >= 0 else -1
    return (body[:second], body[second:]) if second > 0 else (body, "")


def marked(body: str) -> tuple[str, str, int]:
    """(what stands before the first mark, the sentence with SEP for its marks in order, how many marks).

    What stands before is told apart only where the first mark opens the sentence; without marks it is "".
    """
    marks = next((m for m in (_CIRCLED, *_OTHERS) if m.search(body)), None)
    if marks is None:
        return "", undecorated(body), 0
    places = list(marks.finditer(body))
    head = body[: places[0].start()]
    ends = [*(p.start() for p in places[1:]), len(body)]
    parts = [(_number(p[0]), body[p.end() : end]) for p, end in zip(places, ends, strict=True)]
    numbers = [n for n, _ in parts]
    if len(set(numbers)) == len(numbers) and numbers != sorted(numbers) and not head:
        parts.sort(key=lambda part: part[0])
    whole = [n for n, _ in parts] == ["1", "2", "3", "4"]
    if whole and not any(_PARTICLE.search(text) for _, text in parts[:3]):  # 「①甲、②乙、③丙、④提供」
        parts = [
            (n, text.rstrip("、，,") + p) for (n, text), p in zip(parts, ("が、", "に、", "を、", ""), strict=True)
        ]
    text = undecorated("".join(SEP + part for _, part in parts))
    if head and (re.search("[がは][、，,]?$", head) or not re.search("[がは]", text)):
        return "", undecorated(head + text), len(places)
    return head, text, len(places)


def _number(mark: str) -> str:
    found = next(c for c in mark if c not in "()（）.．")
    return _NUMBERS.get(found, found)


def undecorated(body: str) -> str:
    """Without the brackets around single parts: 「甲」が、②「乙」に; those inside a part stay."""
    before = ""
    while before != body:
        before, body = body, _DECORATED.sub(lambda m: next(g for g in m.groups() if g is not None), body)
    return body
