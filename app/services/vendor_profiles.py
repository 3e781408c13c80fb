"""Mappings of vendors' lists that persons made: a JSON file each in the data folder, found again by their headings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.core.problems import UserProblem
from app.services import settings
from app.services.vendor_words import answers, columns, heading_key
from spec_catalog.rawtable import RawTable


def folder() -> Path:
    """Where the mappings lie."""
    return settings.data_folder() / "vendor_profiles"


def signature(table: RawTable) -> str:
    """The same for lists of the same headings, whoever sent them: 24 hex digits."""
    return hashlib.sha256("\n".join(map(heading_key, table.headers)).encode()).hexdigest()[:24]


def find(table: RawTable) -> dict[str, Any]:
    """The mapping kept for these headings; {} where there is none, or none that can still be used."""
    try:
        return checked(json.loads((folder() / f"{signature(table)}.json").read_text("utf-8")), "")
    except (OSError, ValueError, UserProblem):
        return {}  # the list is asked about as if it were new


def save(table: RawTable, mapping: Mapping[str, str], values: Mapping[str, str]) -> Path:
    """Keeps a mapping; one for the same headings is replaced."""
    folder().mkdir(parents=True, exist_ok=True)
    target = folder() / f"{signature(table)}.json"
    temp = target.with_suffix(".part")
    kept = {"columns": dict(mapping), "values": dict(values), "headers": list(table.headers)}
    temp.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
    temp.replace(target)
    return target


def checked(raw: object, file: str) -> dict[str, Any]:
    """A mapping from its file. Raises UserProblem "bad_profile" naming what can't be used."""
    codes = {c.code for c in columns()}
    known = answers()
    problem = ""
    if not isinstance(raw, dict):
        problem = "列の対応の形が違います。"
    else:
        for name, allowed, word in (("columns", codes, "欄"), ("values", known, "回答の区分")):
            part = raw.get(name) or {}
            if not isinstance(part, dict) or not all(isinstance(v, str) for v in part.values()):
                problem = f"列の対応の {name} の形が違います。"
                break
            wrong = next((v for v in part.values() if v and v not in allowed), None)
            if wrong is not None:
                problem = f"列の対応の「{wrong}」という{word}は、ベンダの回答にありません。"
                break
    if problem:
        hint = '{"columns": {"機能ID": "id", "可否": "answer"}, "values": {"△": "alternative"}} の形にしてください。'
        raise UserProblem("bad_profile", problem, file=file, hint=hint)
    assert isinstance(raw, dict)
    return raw
