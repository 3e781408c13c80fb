"""What a person decided once for a department's book: columns and words, found again by the headings it was for.

One JSON file each in the data folder; the files may be copied to other PCs, and the command line takes them too.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from app.services import settings
from app.services.survey_headings import VIRTUAL
from spec_catalog.text import match_key


def folder() -> Path:
    """Where they lie."""
    return settings.data_folder() / "survey-profiles"


def signature(headings: Sequence[str]) -> str:
    """The same for books of the same headings, whatever stands over the table and between its rows."""
    own = [match_key(h) for h in headings if not h.startswith(VIRTUAL)]
    return hashlib.sha256("\n".join(own).encode()).hexdigest()[:16]


def find(name: str, headings: Sequence[str]) -> dict[str, Any]:
    """What was decided for a list and headings; {} for nothing. ``name`` "" = for whichever list.

    A file that isn't one (half copied, of a later version) is passed over, and headings the table lacks are too.
    """
    paths = folder().glob(f"{name or '*'}_*_{signature(headings)}.json") if folder().is_dir() else ()
    for path in sorted(paths, key=lambda p: p.stat().st_mtime, reverse=True):
        try:
            found = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            continue  # it can't be used here; the table is asked about as if it weren't there
        if isinstance(found, dict) and isinstance(found.get("columns"), dict):
            columns = {h: str(c) for h, c in found["columns"].items() if h in headings}
            values = found.get("values")
            return {**found, "columns": columns, "values": values if isinstance(values, dict) else {}}
    return {}


def save(profile: Mapping[str, Any], headings: Sequence[str], file: str) -> Path:
    """Keeps what was decided; one for the same list and headings is replaced."""
    folder().mkdir(parents=True, exist_ok=True)
    title = re.sub(r'[\\/:*?"<>|\s_]+', "-", Path(file).stem)[:40]
    own = signature(headings)
    target = folder() / f"{profile['list']}_{title}_{own}.json"
    kept = {"list": profile["list"], "columns": dict(profile["columns"]), "values": dict(profile.get("values") or {})}
    temp = target.with_suffix(".part")
    temp.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
    temp.replace(target)
    for path in folder().glob(f"{profile['list']}_*_{own}.json"):
        if path != target:
            path.unlink()
    return target
