"""One byte form for everything that is hashed, so that two PCs never disagree about what was written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]


def canonical(value: Any) -> bytes:
    """UTF-8 JSON: keys sorted, no blanks, no ASCII escapes. Raises TypeError for floats and foreign types.

    Floats are refused because their text form differs between languages and versions.
    """
    _refuse_floats(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def text_of(value: Any) -> str:
    """The canonical form of what :func:`parsed` gave: it can hold no floats, so they aren't looked for."""
    return _WRITER.encode(value)


def parsed(text: str) -> Any:
    """The value of a JSON text without floats. Raises ValueError, and RecursionError for what is nested too deep."""
    if text[:1] == "{":  # nearly always; looking for blanks around it costs as much as a third of reading it
        value, end = _READER.raw_decode(text)
        if end == len(text):
            return value
    return _READER.decode(text)


def _refuse(text: str) -> Any:
    raise ValueError(f"{text} has no canonical form")


_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
_READER = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse)


def sha256_hex(data: bytes) -> str:
    """64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def length_prefixed(parts: Mapping[str, str] | tuple[str, ...]) -> bytes:
    """Joins texts so that no two different sequences give the same bytes ("ab","c" is not "a","bc")."""
    texts = [t for pair in sorted(parts.items()) for t in pair] if isinstance(parts, Mapping) else list(parts)
    return b"".join(len(b).to_bytes(4, "big") + b for b in (t.encode() for t in texts))


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("floats have no canonical form")
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError("keys must be text")
            _refuse_floats(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _refuse_floats(item)
