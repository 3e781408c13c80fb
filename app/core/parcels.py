"""Packages (*.fgpkg): what their manifest says, and the fingerprint that two people read to one another."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from app.core.canonical import canonical, sha256_hex

FORMAT, VERSION = "fgpkg", 1
OUT, BACK = "out", "back"
_HASH = re.compile(r"[0-9a-f]{64}")


class BadManifestError(ValueError):
    """A manifest isn't of our form; the message is Japanese and says what is wrong."""


@dataclass(frozen=True, slots=True)
class EditionNote:
    """What goes with an edition that its own bytes don't say."""

    hash: str
    file: str
    imported_at: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a package says of itself. ``direction``: out = from the office to a department, back = on its way back.

    ``department`` is the record id, "" where the whole workspace travels; ``types``: operations by record type;
    ``own``: operations written since the package this one answers; ``members``: name → size and hashes.
    """

    direction: str
    workspace: str
    code: str
    municipality: str
    size: str
    kind: str
    prefecture: str
    by: str  # 所属/氏名
    role: str
    created_at: str
    department: str
    department_name: str
    businesses: tuple[str, ...]
    deadline: str
    note: str
    answers: str  # id of the package it answers, "" if none
    operations: int
    records: int
    own: int
    types: Mapping[str, int]
    digest: str
    editions: tuple[EditionNote, ...]
    members: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """Canonical JSON; its hash is the package's id."""
        said = asdict(self)
        said |= {"format": FORMAT, "version": VERSION}
        return canonical(said)


def package_id(manifest: bytes) -> str:
    """The id of a package: 64 hex digits over the manifest, which holds the hashes of everything else."""
    return sha256_hex(manifest)


def fingerprint(package: str) -> str:
    """What is read aloud on the telephone: six groups of four digits from the package's id."""
    digits = f"{int(package, 16) % 10**24:024d}"
    return " ".join(digits[i : i + 4] for i in range(0, 24, 4))


def copy_title(department: str, deadline: str) -> str:
    """What a department's working copy is called in the title bar."""
    return f"{department}の作業用コピー" + (f"　期限 {deadline}" if deadline else "")


_TEXTS = (
    "direction", "workspace", "code", "municipality", "size", "kind", "prefecture", "by", "role", "created_at",
    "department", "department_name", "deadline", "note", "answers", "digest",
)  # fmt: skip
_MOST = {"note": 20000}


def parse_manifest(data: bytes) -> Manifest:
    """Reads a manifest strictly; fields of newer versions are passed over. Raises BadManifestError."""
    try:
        said = json.loads(data)
    except (ValueError, RecursionError) as problem:
        raise BadManifestError("目録（manifest.json）が読めません。") from problem
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise BadManifestError("受け渡しパッケージの目録ではありません。")
    version = said.get("version")
    if not isinstance(version, int) or isinstance(version, bool):
        raise BadManifestError("目録に様式の番号がありません。")
    if version > VERSION:
        raise BadManifestError(
            f"新しい版のプログラムのパッケージです（様式 {version}）。プログラムを新しくしてください。"
        )
    texts = {}
    for name in _TEXTS:
        value = said.get(name)
        if not isinstance(value, str) or len(value) > _MOST.get(name, 400) or not _writable(value):
            raise BadManifestError(f"目録の「{name}」の形が違います。")
        texts[name] = value
    if texts["direction"] not in (OUT, BACK):
        raise BadManifestError("目録の「direction」の形が違います。")
    numbers = {}
    for name in ("operations", "records", "own"):
        value = said.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise BadManifestError(f"目録の「{name}」の形が違います。")
        numbers[name] = value
    _check_forms(texts)
    plain: dict[str, Any] = {**texts, **numbers}
    return Manifest(
        **plain,
        businesses=_businesses(said.get("businesses")),
        types=_numbers(said.get("types")),
        editions=_editions(said.get("editions")),
        members=_members(said.get("members")),
    )


def _check_forms(texts: Mapping[str, str]) -> None:
    """Everything another part of the program takes apart is of the form it expects."""
    try:
        datetime.fromisoformat(texts["created_at"])
        if texts["deadline"]:
            date.fromisoformat(texts["deadline"])
    except ValueError as problem:
        raise BadManifestError("目録の日付の形が違います。") from problem
    if not re.fullmatch(r"[0-9]{6}", texts["code"], re.ASCII):
        raise BadManifestError("目録の団体コードの形が違います。")
    if not re.fullmatch(r"[0-9A-Za-z_-]{1,64}", texts["workspace"], re.ASCII):
        raise BadManifestError("目録の作業ファイルの番号の形が違います。")


def _writable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text


def _businesses(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(b, str) and len(b) <= 10 for b in value):
        raise BadManifestError("目録の業務の形が違います。")
    return tuple(value)


def _numbers(value: Any) -> dict[str, int]:
    if not isinstance(value, dict) or not all(isinstance(n, int) and n >= 0 for n in value.values()):
        raise BadManifestError("目録の件数の形が違います。")
    return dict(value)


def _editions(value: Any) -> tuple[EditionNote, ...]:
    names = ("hash", "file", "imported_at")
    if not isinstance(value, list):
        raise BadManifestError("目録の版の形が違います。")
    out = []
    for one in value:
        if not isinstance(one, dict) or not all(isinstance(one.get(n), str) and _writable(one[n]) for n in names):
            raise BadManifestError("目録の版の形が違います。")
        if not _HASH.fullmatch(one["hash"]):
            raise BadManifestError("目録の版の形が違います。")
        out.append(EditionNote(*(one[n] for n in names)))
    return tuple(out)


def _members(value: Any) -> dict[str, dict[str, Any]]:
    if not isinstance(value, dict):
        raise BadManifestError("目録の中身の一覧の形が違います。")
    for said in value.values():
        sound = isinstance(said, dict) and isinstance(said.get("size"), int)
        if not sound or not all(
            isinstance(said.get(n), str) and _HASH.fullmatch(said[n]) for n in ("sha256", "packed")
        ):
            raise BadManifestError("目録の中身の一覧の形が違います。")
    return {str(name): dict(said) for name, said in value.items()}
