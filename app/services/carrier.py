"""The Excel carrier: the content of a package in a worksheet, for gateways that let only Office files through.

A gateway or an office program may rewrite the file, sort it, insert columns or add sheets: what counts is that every
operation, edition and the manifest are whole and match their hashes.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from app.core.operations import CorruptOperation
from app.core.parcels import BadManifestError, Manifest, fingerprint, package_id, parse_manifest
from app.core.problems import UserProblem
from app.services.sheets import export_refused
from app.store import container, parcel_file
from app.store.container import MAX_INFLATED
from app.store.parcel_file import Parcel, Row
from reports.problems import ExportProblem
from reports.sheets.carrier import COVER_SHEET, DATA_SHEET, write_carrier
from spec_catalog.problems import InputProblem
from spec_catalog.workbook import read_workbook
from spec_catalog.workbook.names import sheet_names

SUFFIXES = (".xlsx", ".xlsm")
MANIFEST, OPERATION, EDITION = "fgpkg-manifest", "fgpkg-op", "fgpkg-edition"
_KINDS = (MANIFEST, OPERATION, EDITION)
_MAX_CHUNKS = 10_000


def is_carrier(path: Path) -> bool:
    """Whether a package file is one in Excel's clothes, by its name."""
    return path.suffix.lower() in SUFFIXES


def holds(path: Path) -> bool:
    """Whether a workbook is a carrier, by the names of its sheets alone; False for whatever can't be read that way."""
    names = sheet_names(path)
    return DATA_SHEET.encode() in names and COVER_SHEET.encode() in names


def write(path: Path, manifest: Manifest, rows: Iterable[Row], editions: Mapping[str, bytes]) -> Manifest:
    """Writes the carrier and reads it back; the manifest as written, the same as in the package file."""
    held = list(rows)
    whole, _ = parcel_file.pack(manifest, held, editions)
    raw = whole.to_bytes()
    entries = [(MANIFEST, package_id(raw), _text(raw))]
    entries += [(OPERATION, r[0], _text(parcel_file.line(r))) for r in held]
    entries += [(EDITION, name, _text(zlib.compress(data, 9))) for name, data in sorted(editions.items())]
    cover = [
        "標準化 Fit&Gap ワークベンチ　受け渡しパッケージ（Excel 形式）",
        f"{whole.municipality}　{whole.by} から　{whole.department_name or '事務局'}",
        f"指紋：{fingerprint(package_id(raw))}",
        "このファイルは書き換えずに、プログラムの「開く」か「取り込む」で選んでください。",
        "途中で Excel などで保存し直されても、中身がすべて合っていれば取り込めます。",
    ]
    try:
        write_carrier(cover, entries, path, written_at=datetime.fromisoformat(whole.created_at))
    except ExportProblem as problem:
        raise export_refused(problem) from problem
    read(path)
    return whole


def _text(data: bytes) -> str:
    """Base64 with a letter in front, so that no cell ever looks like a number, a formula or a date."""
    return "b" + base64.b64encode(data).decode("ascii")


def read(path: Path) -> Parcel:
    """Reads a carrier and verifies everything in it. Raises UserProblem with the reason."""
    try:
        book = read_workbook(path)
    except InputProblem as problem:
        raise UserProblem(problem.code, problem.message, file=path.name, hint=problem.hint) from problem
    found = _collected(path.name, (texts for grid in book.sheets for texts in _rows(grid.rows())))
    manifests = found[MANIFEST]
    if not manifests:
        raise container.problem(path.name, "not_a_package", "受け渡しパッケージの目録が入っていません。")
    if len(manifests) > 1:
        raise container.problem(path.name, "twice", "二つのパッケージが一つのファイルに入っています。")
    ((name, raw),) = manifests.items()
    try:
        manifest = parse_manifest(raw)
    except BadManifestError as problem:
        raise container.problem(path.name, "bad_manifest", str(problem)) from problem
    if package_id(raw) != name:
        raise container.problem(path.name, "forged", "目録が、指紋（ハッシュ）と合いません。")
    operations = []
    for op_id, line in found[OPERATION].items():
        try:
            op = parcel_file.parse_line(line)
            if op.op_id != op_id:
                raise CorruptOperation("a row names another operation")
        except CorruptOperation as problem:
            raise container.problem(
                path.name, "forged", f"記録 {op_id[:12]} が、指紋（ハッシュ）と合わないか、形が違います。"
            ) from problem
        operations.append(op)
    editions = {edition: _inflated(path.name, data) for edition, data in found[EDITION].items()}
    return parcel_file.checked(Parcel(path.name, name, manifest, raw, operations, editions))


def _rows(rows: Iterable[tuple[int, Mapping[int, object]]]) -> Iterator[list[str]]:
    """The five texts of each row of ours, wherever in the row they stand."""
    for _, cells in rows:
        texts = [str(getattr(cells[c], "text", "")).strip() for c in sorted(cells)]
        at = next((n for n, text in enumerate(texts) if text in _KINDS), None)
        if at is not None:
            yield texts[at : at + 5]


def _collected(file: str, rows: Iterable[list[str]]) -> dict[str, dict[str, bytes]]:
    """kind → id → content, put together from its chunks in whatever order they stand."""
    parts: dict[tuple[str, str], dict[int, str]] = {}
    counts: dict[tuple[str, str], int] = {}
    for row in rows:
        sound = len(row) == 5 and all(re.fullmatch(r"[0-9]{1,6}", t, re.ASCII) for t in row[2:4])
        n, of = (int(row[2]), int(row[3])) if sound else (0, 0)
        if not sound or not re.fullmatch(r"[0-9a-f]{64}", row[1]) or not 1 <= n <= of <= _MAX_CHUNKS:
            raise container.problem(file, "cut_or_changed", "データの行が書き換えられています。")
        key = (row[0], row[1])
        if counts.setdefault(key, of) != of or parts.setdefault(key, {}).setdefault(n, row[4]) != row[4]:
            raise container.problem(file, "twice", f"記録 {row[1][:12]} が、違う内容で二度入っています。")
    found: dict[str, dict[str, bytes]] = {kind: {} for kind in _KINDS}
    for (kind, id_), chunks in parts.items():
        if len(chunks) != counts[kind, id_]:
            raise container.problem(file, "cut_or_changed", f"記録 {id_[:12]} の一部がありません。")
        found[kind][id_] = _bytes(file, id_, "".join(chunks[n] for n in sorted(chunks)))
    return found


def _bytes(file: str, id_: str, text: str) -> bytes:
    try:
        if not text.startswith("b"):
            raise ValueError(text[:1])
        return base64.b64decode(text[1:], validate=True)
    except (ValueError, binascii.Error) as problem:
        raise container.problem(file, "cut_or_changed", f"記録 {id_[:12]} の文字が変わっています。") from problem


def _inflated(file: str, data: bytes) -> bytes:
    engine = zlib.decompressobj()
    try:
        out = engine.decompress(data, MAX_INFLATED)
    except zlib.error as problem:
        raise container.problem(file, "cut_or_changed", "標準仕様の版が壊れています。") from problem
    if not engine.eof:
        raise container.problem(file, "too_large", "標準仕様の版が大きすぎるか、切れています。")
    return out
