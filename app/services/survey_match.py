"""Which record already here a row of a department's book is: by number, by name, by what else they have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.services import survey
from app.services.session import Session
from app.services.survey_lists import survey_list
from spec_catalog.text import match_key

_TELLING = ("number", "system", "receiver", "category", "department", "kind", "direction", "division")
_FURTHER = ("summary", "vendor", "package", "subsystem", "audience")
Values = Mapping[str, Any]


def assigned(session: Session, name: str, rows: Sequence[Values]) -> list[str]:
    """The rid of the record each row is, "" for a new one. No record is two rows: the best fitting has it."""
    records = survey.list_rows(session, name)
    main = next(c.code for c in survey_list(name).columns if c.required)
    by_name: dict[str, list[dict[str, Any]]] = {}
    by_number: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        by_name.setdefault(match_key(str(record.get(main) or "")), []).append(record)
        if record.get("number"):
            by_number.setdefault(match_key(str(record["number"])), []).append(record)
    own = survey.NUMBER_PREFIX.get(survey.record_type(name), "")
    pairs: list[tuple[int, int, int, str]] = []
    for r, values in enumerate(rows):
        number = match_key(str(values.get("number") or ""))
        found = {
            str(x["rid"]): x
            for x in (*by_name.get(match_key(str(values.get(main) or "")), ()), *by_number.get(number, ()))
        }
        for rid, record in found.items():
            score = _score(values, record, main, own)
            if score > 0:
                alike = sum(_equal(values, record, code) for code in values)  # between two of one name and number
                pairs.append((-score, -alike, r, rid))
    return _best(pairs, len(rows))


def _best(pairs: Iterable[tuple[int, int, int, str]], count: int) -> list[str]:
    out, used = [""] * count, set()
    for _, _, r, rid in sorted(pairs):
        if not out[r] and rid not in used:
            out[r] = rid
            used.add(rid)
    return out


def _score(values: Values, record: Values, main: str, own: str) -> int:
    """How sure a row is a record; 0 or less = it is another. A running number of an office's own list says little."""
    same_number = bool(values.get("number")) and _equal(values, record, "number")
    if same_number and own and match_key(str(values["number"])).startswith(f"{own.casefold()}-"):
        return 100
    if values.get("business") and record.get("business") and values["business"] != record["business"]:
        return 0
    if not _equal(values, record, main):
        alike = sum(_equal(values, record, c) for c in (*_TELLING[1:], *_FURTHER))
        return alike if same_number and alike >= 2 and _equal(values, record, "department") else 0
    score = 10
    for code in _TELLING:
        a, b = values.get(code), record.get(code)
        if a and b:
            score += 3 if _equal(values, record, code) else -4
    return score + sum(_equal(values, record, c) for c in _FURTHER)


def _equal(a: Values, b: Values, code: str) -> bool:
    return bool(a.get(code)) and match_key(str(a[code])) == match_key(str(b.get(code) or ""))


def doubled(rows: Sequence[Values], main: str) -> list[int]:
    """For each row the index of an earlier row of the same book that says the same record, -1 for none."""
    seen: dict[tuple[str, ...], int] = {}
    out = []
    for r, values in enumerate(rows):
        key = tuple(match_key(str(values.get(c) or "")) for c in (main, "business", *_TELLING))
        out.append(seen.get(key, -1))
        seen.setdefault(key, r)
    return out


def difference(values: Values, record: Values) -> dict[str, Any]:
    """What of a row a record doesn't say yet. A number written in another width is the same."""
    out = {}
    for code, value in values.items():
        old = record.get(code, "")
        if code == "number" and _equal(values, record, "number"):
            continue
        if (
            value not in ("", None, [])
            and value != old
            and not (code in survey.REFERENCES and _equal(values, record, code))
        ):
            out[code] = value
    return out
