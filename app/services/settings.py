"""Where the program keeps what is its own: caches, backups, the installation's id, what the person chose."""

from __future__ import annotations

import json
import os
import re
import sys
import uuid
from pathlib import Path
from typing import Any

NAME = "fitgap"


def data_folder() -> Path:
    """$FITGAP_HOME, else the folder of a program with a file ``portable`` beside it, else the user's data folder."""
    given = os.environ.get("FITGAP_HOME")
    if given:
        folder = Path(given)
    elif getattr(sys, "frozen", False) and (Path(sys.executable).parent / "portable").exists():
        folder = Path(sys.executable).parent / "data"
    else:
        import platformdirs

        folder = Path(platformdirs.user_data_dir(NAME, appauthor=False))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def installation_id() -> str:
    """A random id of this installation, made once; the author id inside each file is derived from it by a table."""
    file = data_folder() / "installation"
    found = _id_in(file)
    if found:
        return found
    made = uuid.uuid4().hex
    try:
        with file.open("x", encoding="ascii") as out:
            out.write(made)
    except FileExistsError:  # another process was first, or a power cut left it empty: never a shared empty id
        found = _id_in(file)
        if found:
            return found
        temp = file.with_name(f"{file.name}.{made}.new")
        temp.write_text(made, encoding="ascii")
        temp.replace(file)
    return _id_in(file) or made


def _id_in(file: Path) -> str:
    """The id in the file; "" when there is none or it is no id."""
    try:
        text = file.read_bytes().strip()
    except FileNotFoundError:
        return ""
    return text.decode("ascii") if re.fullmatch(rb"[0-9a-f]{32}", text) else ""


def load() -> dict[str, Any]:
    """What the person chose (name, theme, detailed keys …); {} when nothing or unreadable."""
    try:
        found = json.loads((data_folder() / "settings.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def save(changes: dict[str, Any]) -> None:
    """Merges ``changes`` into the stored choices, replacing the file in one step."""
    target = data_folder() / "settings.json"
    temp = target.with_suffix(f".{os.getpid()}.tmp")
    temp.write_text(json.dumps({**load(), **changes}, ensure_ascii=False, indent=1), encoding="utf-8")
    temp.replace(target)
