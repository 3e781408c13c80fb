"""A zip archive read within limits that are counted while inflating, since every size in its directory may lie."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

import defusedxml
from defusedxml import ElementTree

from spec_catalog.problems import InputProblem
from spec_catalog.workbook.grid import Limits

if not hasattr(defusedxml, "DTDForbidden"):  # a stub of that name would switch the protection off unseen
    raise ImportError("defusedxml is required to read workbooks")

CHUNK = 1 << 16
RETRY_SAVE = "Excelで開いて「名前を付けて保存」（Excel ブック .xlsx）し直してから、もう一度取り込んでください。"


def too_large(what: str) -> InputProblem:
    """The refusal for anything beyond the limits."""
    return InputProblem(
        "too_large",
        f"ファイルが大きすぎるため読み取りを中止しました（{what}）。",
        hint="不要なシートや画像を除いて保存し直すか、業務ごとに分けて取り込んでください。",
    )


def damaged(what: str) -> InputProblem:
    """The refusal for a workbook whose inside is broken."""
    return InputProblem("damaged", f"ファイルが壊れているため読み取れません（{what}）。", hint=RETRY_SAVE)


def dtd() -> InputProblem:
    """The refusal for a document type declaration, which no workbook has and every XML bomb needs."""
    return InputProblem(
        "dtd",
        "ファイルの中に文書型宣言（DTD）があります。安全のため読み取りません。",
        hint="配布元のファイルを取り直すか、Excelで開いて別名で保存し直してください。",
    )


class Package:
    """The parts of an Open Packaging archive by name, case-insensitively as the standard asks.

    Raises InputProblem for too many members, encrypted members, and while inflating too much.
    """

    def __init__(self, handle: BinaryIO, limits: Limits) -> None:
        self._limits = limits
        try:
            self._zip = zipfile.ZipFile(handle)
        except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, ValueError, OSError) as error:
            raise damaged("圧縮形式が途中で切れています") from error
        infos = self._zip.infolist()
        if len(infos) > limits.members:
            raise too_large(f"部品が {len(infos)} 個。上限は {limits.members} 個")
        self._infos: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            self._infos[info.filename.replace("\\", "/").lstrip("/").lower()] = info
        self.inflated = 0
        self._packed = 0

    def names(self) -> list[str]:
        """Lower-case part names."""
        return list(self._infos)

    def has(self, name: str) -> bool:
        """True when the part exists."""
        return name.lower() in self._infos

    def chunks(self, name: str) -> Iterator[bytes]:
        """The inflated part in pieces of at most 64 KiB, counted against the limits."""
        info = self._infos.get(name.lower())
        if info is None:
            raise damaged(f"部品 {name} がありません")
        if info.flag_bits & 0x1:
            raise InputProblem(
                "password",
                "パスワード付きの圧縮ファイルです。",
                hint="パスワードを外したファイルを取り込んでください。",
            )
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged("対応していない圧縮方式です")
        self._packed += info.compress_size
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(CHUNK):
                    self.inflated += len(chunk)
                    self._check()
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
            raise damaged(f"部品 {name}") from error

    def _check(self) -> None:
        lim = self._limits
        if self.inflated > lim.inflated_bytes:
            raise too_large(f"展開すると {lim.inflated_bytes // 1024 // 1024} MB を超えます")
        if self.inflated > lim.ratio_from and self.inflated > lim.ratio * max(self._packed, 1):
            raise too_large(f"圧縮率が {lim.ratio}:1 を超えています。圧縮爆弾のおそれがあります")

    def read(self, name: str, limit: int = 64 * 1024 * 1024) -> bytes:
        """A whole small part. Raises InputProblem beyond ``limit`` bytes."""
        out = bytearray()
        for chunk in self.chunks(name):
            out += chunk
            if len(out) > limit:
                raise too_large(f"部品 {name}")
        return bytes(out)

    def xml(self, name: str) -> Element:
        """A small part as an element tree; a DTD or entity anywhere is refused."""
        try:
            root: Element = ElementTree.fromstring(self.read(name), forbid_dtd=True)
        except defusedxml.DefusedXmlException as error:
            raise dtd() from error
        except (ParseError, ValueError, LookupError) as error:
            raise damaged(f"部品 {name} の記述") from error
        return root

    def relations(self, part: str) -> dict[str, tuple[str, str, bool]]:
        """Relations of a part ("" = of the package): id → (type's last word, resolved target, external)."""
        folder, base = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", base + ".rels")
        out: dict[str, tuple[str, str, bool]] = {}
        if not self.has(rels):
            return out
        for rel in self.xml(rels):
            target = rel.get("Target", "")
            external = rel.get("TargetMode", "").lower() == "external"
            if not external:
                target = target.replace("\\", "/")
                if not self.has(target.lstrip("/")):
                    target = unquote(target)
                joined = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                target = posixpath.normpath(joined)
            out[rel.get("Id", "")] = (rel.get("Type", "").rsplit("/", 1)[-1], target, external)
        return out


def local(tag: str) -> str:
    """An element's name without its namespace: Strict and transitional workbooks differ only there."""
    return tag.rsplit("}", 1)[-1]
