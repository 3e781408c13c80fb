"""Numbers shown the way the office program shows them: an id stored as 1 with format 00000 is read as 00001."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

Show = Callable[[float], str | None]

# First day, name, one-letter sign (元号法 and its predecessors; 明治 as office programs count it, from 1868-01-01).
ERAS = (
    (date(2019, 5, 1), "令和", "令", "R"),
    (date(1989, 1, 8), "平成", "平", "H"),
    (date(1926, 12, 25), "昭和", "昭", "S"),
    (date(1912, 7, 30), "大正", "大", "T"),
    (date(1868, 1, 1), "明治", "明", "M"),
)
_GENERAL = ("general", "標準", "standard")  # as programs in other languages write it
WEEKDAYS = "月火水木金土日"
ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_TOKEN = re.compile(
    r'"(?P<quote>[^"]*)"?|\\(?P<escape>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<ampm>AM/PM|A/P|上午/下午)|(?P<general>General|G/標準)"
    r"|(?P<exp>E[+-])|(?P<date>y+|m+|d+|h+|s+(?:\.0+)?|g+|e+|r+|a{3,4}|b+)|(?P<char>.)",
    re.IGNORECASE | re.DOTALL,
)


def general(value: float) -> str:
    """A number without a format. All 15 significant digits are kept, so that a long number is not cut to 1.2E+14."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    text = format(Decimal(repr(value)).normalize() if abs(value) < 1e15 else Decimal(f"{value:.15g}"), "f")
    if len(text) <= 24:
        short = f"{value:.15g}"
        return short if "e" not in short else format(Decimal(short), "f")
    return f"{value:.15g}".replace("e", "E")


def moment(serial: float, epoch_1904: bool) -> datetime | None:
    """The date of a serial number, or None where the office program shows ####. 1900-02-29 does not exist."""
    if epoch_1904:
        base = datetime(1904, 1, 1)
    else:
        base = datetime(1899, 12, 30) if serial >= 60 else datetime(1899, 12, 31)
    if serial < 0 or serial >= 2_958_466:
        return None
    return base + timedelta(milliseconds=round(serial * 86_400_000))


def _sections(code: str) -> list[list[tuple[str, str]]]:
    out: list[list[tuple[str, str]]] = [[]]
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup or "char"
        text = match.group(kind)
        if kind == "char" and text == ";":
            out.append([])
        else:
            out[-1].append((kind, text))
    return out


_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_CONDITION = re.compile(r"([<>=]{1,2})(-?[\d.]+)")


def _is_date(tokens: list[tuple[str, str]]) -> bool:
    return any(k in ("date", "ampm") or (k == "bracket" and _ELAPSED.fullmatch(t)) for k, t in tokens)


def _japanese(day: datetime, text: str) -> str:
    found = next((era for era in ERAS if day.date() >= era[0]), None)
    if found is None:
        return str(day.year) if text[0] in "eEr" else ""
    first, name, short, sign = found
    year = day.year - first.year + 1
    if text[0] in "gG":
        return {1: sign, 2: short}.get(len(text), name)
    return f"{year:02d}" if len(text) > 1 else str(year)


def _date_part(day: datetime, text: str, minute: bool, twelve: bool) -> str:
    low = text.lower()
    head, size = low[0], len(low)
    if day.year == 1899 and not minute and head in "yegrmd":  # serial 0: office programs show 1900-01-00
        if head == "d" and size <= 2:
            return "0" * size
        day = datetime(1900, 1, 1)
    if head in "ge":
        return _japanese(day, low)
    if head == "r":
        return _japanese(day, "ggg") + _japanese(day, "ee") if size > 1 else _japanese(day, "ee")
    if head == "a":
        return WEEKDAYS[day.weekday()] + ("曜日" if size == 4 else "")
    if head == "y":
        return f"{day.year % 100:02d}" if size <= 2 else f"{day.year:04d}"
    if head == "b":
        return f"{(day.year + 543) % 100:02d}" if size <= 2 else str(day.year + 543)
    if head == "m" and not minute:
        return _named(MONTHS[day.month - 1], day.month, size, initial=True)
    if head == "d":
        return _named(ENGLISH_DAYS[day.weekday()], day.day, size)
    if head == "h":
        hour = (day.hour % 12 or 12) if twelve else day.hour
        return f"{hour:02d}" if size > 1 else str(hour)
    if head == "m":
        return f"{day.minute:02d}" if size > 1 else str(day.minute)
    whole, _, fraction = low.partition(".")
    second = f"{day.second:02d}" if len(whole) > 1 else str(day.second)
    return second + (
        "." + f"{day.microsecond // 1000:03d}"[: len(fraction)].ljust(len(fraction), "0") if fraction else ""
    )


def _named(name: str, value: int, size: int, *, initial: bool = False) -> str:
    if size <= 2:
        return f"{value:02d}" if size == 2 else str(value)
    if size == 3:
        return name[:3]
    return name[0] if initial and size == 5 else name


def _date(tokens: list[tuple[str, str]], epoch_1904: bool) -> Show:
    twelve = any(k == "ampm" for k, _ in tokens)
    plan: list[tuple[str, str, bool]] = []
    previous = ""
    for i, (kind, text) in enumerate(tokens):
        low = text.lower()
        if kind == "bracket" and _ELAPSED.fullmatch(text):
            plan.append(("elapsed", low, False))
            previous = low[0]
        elif kind == "date":
            following = next((t.lower() for k, t in tokens[i + 1 :] if k == "date"), "")
            minute = low[0] == "m" and len(low) <= 2 and (previous == "h" or following[:1] == "s")
            plan.append(("date", text, minute))
            previous = low[0]
        elif kind == "ampm":
            plan.append((kind, text, False))
        elif kind in ("quote", "escape", "char"):
            plan.append(("literal", text, False))
    whole = not any(k == "date" and "." in t for k, t, _ in plan)
    gannen = any(k == "bracket" and "gannen" in t.lower() for k, t in tokens)

    def show(value: float) -> str | None:
        # Without fractions of a second the time is rounded to whole seconds, as on the screen.
        day = moment(round(value * 86_400) / 86_400 if whole else value, epoch_1904)
        if day is None:
            return None
        out = []
        for kind, text, minute in plan:
            if kind == "literal":
                out.append(text)
            elif kind == "ampm":
                out.append(("AM" if day.hour < 12 else "PM") if len(text) > 3 else ("A" if day.hour < 12 else "P"))
            elif kind == "elapsed":
                total = round(value * 86_400)
                units = {"h": total // 3600, "m": total // 60, "s": total}[text[0]]
                out.append(str(units).zfill(len(text)))
            elif gannen and text[0] in "eE" and _japanese(day, "ee") == "01":
                out.append("元")
            else:
                out.append(_date_part(day, text, minute, twelve))
        return "".join(out)

    return show


def _number(tokens: list[tuple[str, str]]) -> Show:
    if any(k == "general" for k, _ in tokens):
        return lambda v: "".join(
            general(v) if k == "general" else t for k, t in tokens if k in ("general", "quote", "escape", "char")
        )
    chars = [t for k, t in tokens if k == "char"]
    if not any(c in "0#?" for c in chars):
        literal = "".join(t for k, t in tokens if k in ("quote", "escape", "char"))
        return lambda v: literal
    if "/" in chars and any(c in "?#" for c in chars):
        return general  # fractions: the decimal value says the same and cannot be read as a date
    percent = chars.count("%")
    exponent = any(k == "exp" for k, _ in tokens)
    before_exponent = tokens[: next((i for i, (k, _) in enumerate(tokens) if k == "exp"), len(tokens))]
    pattern = "".join(t for k, t in before_exponent if k == "char" and t in "0#?.,")
    scale = len(pattern) - len(pattern.rstrip(","))
    pattern = pattern.rstrip(",")
    if "," in pattern and pattern.split(".")[0].endswith(","):  # "0,.0": thousands before the point
        head, _, tail = pattern.partition(".")
        scale += len(head) - len(head.rstrip(","))
        pattern = head.rstrip(",") + "." + tail
    grouping = "," in pattern
    integer, _, fraction = pattern.replace(",", "").partition(".")
    least, places, most = integer.count("0"), fraction.count("0"), len(fraction)

    def show(value: float) -> str:
        if exponent:
            digits = f"{value:.{most}E}"
            head, _, tail = digits.partition("E")
            return f"{head}E{tail[0]}{int(tail[1:]):02d}"
        shown = Decimal(repr(value)).scaleb(2 * percent - 3 * scale)
        shown = shown.quantize(Decimal(1).scaleb(-most), rounding=ROUND_HALF_UP)
        whole, _, rest = format(abs(shown), "f").partition(".")
        whole = whole.lstrip("0").rjust(least, "0")
        while len(rest) > places and rest.endswith("0"):
            rest = rest[:-1]
        return _place(tokens, integer, f"{int(whole or 0):,}".rjust(least, "0") if grouping else whole, rest, shown < 0)

    return show


def _place(tokens: list[tuple[str, str]], integer: str, whole: str, rest: str, negative: bool) -> str:
    """Put the digits into their places: literals may stand between them, as in 000-0000."""
    places = [i for i, (k, t) in enumerate(tokens) if k == "char" and t in "0#?"]
    point = next((i for i, (k, t) in enumerate(tokens) if k == "char" and t == "."), len(tokens))
    left = [i for i in places if i < point]
    slots: dict[int, str] = {}
    if left:
        contiguous = all(k == "char" and t in "0#?," for k, t in tokens[left[0] : left[-1] + 1])
        if contiguous:
            slots[left[0]] = whole
        else:
            digits = whole
            for i in reversed(left[1:]):
                slots[i], digits = digits[-1:], digits[:-1]
            slots[left[0]] = digits
    elif whole:
        slots[point] = whole
    out = ["-" if negative else ""]
    for i, (kind, text) in enumerate(tokens):
        if i in slots and i != point:
            out.append(slots[i])
        elif i == point:
            out.append(slots.get(i, "") + ("." if text == "." else "") + rest)
        elif kind in ("quote", "escape") or (kind == "char" and text not in "0#?,."):
            out.append(text)
    return "".join(out)


def _odd_date(tokens: list[tuple[str, str]]) -> bool:
    """Whether a section is a date written in a way not known here: other numerals or calendars, other letters."""
    letters = any(k == "char" and t.isascii() and t.isalpha() for k, t in tokens)
    if not _is_date(tokens):
        return letters and not any(k == "char" and t in "0#?" for k, t in tokens)
    era = False
    for text in (t.lower() for k, t in tokens if k == "bracket"):
        if text.startswith(("dbnum", "natnum")) and text not in ("natnum0", "dbnum0"):
            return True
        if text.startswith("~"):
            if text not in ("~gengou", "~gregorian"):
                return True
            era = text == "~gengou"
        elif text.startswith("$") and len(number := text.rpartition("-")[2]) > 4 and number.isalnum():
            if not re.fullmatch(r"[0-9a-f]{5,8}", number):
                continue  # a name such as x-gannen
            number = number.zfill(8)
            if number[:2] not in ("00", "01") or number[2:4] not in ("00", "01", "03"):
                return True
            era = number[2:4] == "03"
    return letters or (era and any(k == "date" and t[0] in "yY" for k, t in tokens))


@lru_cache(maxsize=1024)
def odd_date(code: str) -> bool:
    """Whether a format shows a date in a way that :func:`shower` does not know; :func:`iso` serves instead."""
    if code.strip().lower() in _GENERAL:
        return False
    return any(_odd_date(s) for s in _sections(code) if not any(k == "char" and t == "@" for k, t in s))


def iso(serial: float, epoch_1904: bool) -> str | None:
    """``2026-04-01``, with hours and minutes where there are some; None outside the calendar."""
    day = moment(round(serial * 86_400) / 86_400, epoch_1904)
    if day is None:
        return None
    return day.date().isoformat() if serial == int(serial) else day.isoformat(" ", "minutes")


@lru_cache(maxsize=1024)
def shower(code: str, epoch_1904: bool) -> Show:
    """A function number → displayed text for a format code; it gives None for what cannot be shown (####)."""
    if code.strip().lower() in _GENERAL:
        return general
    sections = _sections(code)
    plain = [s for s in sections if not any(k == "char" and t == "@" for k, t in s)] or [[("general", "General")]]
    shows = [_date(s, epoch_1904) if _is_date(s) else _number(s) for s in plain]
    conditions = [next((m for k, t in s if k == "bracket" and (m := _CONDITION.fullmatch(t))), None) for s in plain]

    def choose(value: float) -> tuple[int, bool]:
        for i, condition in enumerate(conditions):
            if condition and _holds(value, condition.group(1), condition.group(2)):
                return i, False
        if any(conditions):
            return next((i for i, c in enumerate(conditions) if c is None), len(plain) - 1), False
        if value < 0 and len(plain) > 1:
            return 1, True
        return (2, False) if value == 0 and len(plain) > 2 else (0, False)

    def show(value: float) -> str | None:
        index, drop_sign = choose(value)
        text = shows[index](abs(value) if drop_sign else value)
        # A format that shows nothing (;;;) hides the value on the screen; reading must not lose it.
        return general(value) if text == "" else text

    return show


def _holds(value: float, operator: str, limit: str) -> bool:
    try:
        bound = float(limit)
    except ValueError:
        return False
    table = {
        "<": value < bound, "<=": value <= bound, ">": value > bound, ">=": value >= bound, "=": value == bound,
        "<>": value != bound,
    }  # fmt: skip
    return table.get(operator, False)
