"""What looks like personal data in a text: 個人番号, 住民票コード, telephone, e-mail. Only ever called 「可能性」.

A hint names its place, never what stands there: a list of hints can be printed and logged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LABELS = {
    "my_number": "個人番号の可能性",
    "resident_code": "住民票コードの可能性",
    "phone": "電話番号の可能性",
    "email": "メールアドレスの可能性",
}
# Letters, digits and signs of any width become ASCII one by one, so places stay where they are.
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_PLAIN |= {ord(c): ord("-") for c in "‐‑‒–—―−－ーｰ﹣"} | {0x3000: ord(" "), 0xA0: ord(" ")}
_RUN = re.compile(r"(?<!\d)[0-9]+(?:[- ][0-9]+)*(?!\d)")
_GROUP = re.compile("[0-9]+")
# Groups parted by blanks are only looked at in the shapes people write; any shape would find dates and lists.
_SHAPES = {(4, 4, 4), (6, 6), (3, 3, 3, 3), (4, 4, 3), (3, 4, 4), (5, 6)}
_PHONE = re.compile(
    r"(?<![0-9])(?:\+81[- ]?\(?0?\)?[- ]?[1-9][0-9]{0,3}|\(?0[0-9]{1,4}\)?)"
    r"(?:[- ]?\(?[0-9]{1,4}\)?[- ]?[0-9]{3,4})(?![0-9])"
)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_OWN_ID = re.compile(r"(?<![0-9A-Za-z])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64})(?![0-9A-Za-z])")
_ENOUGH = re.compile(r"@|(?:[0-9][- ()]{0,3}){9}")


@dataclass(frozen=True, slots=True)
class Hint:
    """One place that looks like personal data: code of LABELS, first and behind-last character."""

    kind: str
    start: int
    end: int

    @property
    def label(self) -> str:
        """Its Japanese name."""
        return LABELS[self.kind]


def hints(text: str) -> list[Hint]:
    """Everything in a text that may be personal data, in its order."""
    plain = text.translate(_PLAIN)
    if not _ENOUGH.search(plain):
        return []
    # The program's own ids and the hashes of editions: random digits, nobody's number.
    plain = _OWN_ID.sub(lambda m: "x" * len(m.group()), plain)
    phones = [Hint("phone", m.start(), m.end()) for m in _PHONE.finditer(plain) if _is_phone(m.group())]
    found = [Hint("email", m.start(), m.end()) for m in _EMAIL.finditer(plain)] + phones
    for number in _numbers(plain):
        if number.kind == "my_number" or not any(p.start <= number.start and number.end <= p.end for p in phones):
            found.append(number)
    return sorted(found, key=lambda h: (h.start, h.end, h.kind))


def without_hints(text: str) -> str:
    """The text with ■ wherever it looks like personal data: for what is written where nothing can be erased."""
    for hint in hints(text):
        text = text[: hint.start] + "■" * (hint.end - hint.start) + text[hint.end :]
    return text


def _is_phone(text: str) -> bool:
    digits = "".join(_GROUP.findall(text))
    if text.startswith("+"):
        digits = "0" + digits[2:].removeprefix("0")
    if len(digits) == 11:
        return re.match("0[5-9]0|0[0-9]{3}", digits) is not None and (digits[2] == "0" or len(_GROUP.findall(text)) > 1)
    return len(digits) == 10 and digits[1] != "0"


def _numbers(text: str) -> Iterator[Hint]:
    """Numbers of 12 or 11 digits, in one piece or in groups with the same separator throughout."""
    for run in _RUN.finditer(text):
        groups = [(m.start() + run.start(), m.end() + run.start()) for m in _GROUP.finditer(run.group())]
        for first, (start, _) in enumerate(groups):
            for last in range(first, len(groups)):
                part = groups[first : last + 1]
                digits = "".join(text[a:b] for a, b in part)
                if len(digits) > 12:
                    break
                kind = _kind(digits, tuple(b - a for a, b in part), set(text[start : part[-1][1]]) & {"-", " "})
                if kind:
                    yield Hint(kind, start, part[-1][1])


def _kind(digits: str, shape: tuple[int, ...], separators: set[str]) -> str:
    known = len(shape) == 1 or shape in _SHAPES
    if len(digits) == 12 and len(separators) < 2 and (known or separators == {"-"}):
        return "my_number" if check_digit(digits[:11]) == digits[11] else ""
    return "resident_code" if len(digits) == 11 and len(separators) < 2 and known else ""


def check_digit(eleven: str) -> str:
    """The twelfth digit of a 個人番号 (平成26年総務省令第85号 第5条).

    住民票コード is hinted at by its eleven digits alone: no source for the formula of its check digit was at hand.
    """
    total = sum(int(d) * (n + 1 if n <= 6 else n - 5) for n, d in enumerate(reversed(eleven), 1))
    rest = total % 11
    return "0" if rest <= 1 else str(11 - rest)
