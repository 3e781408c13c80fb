"""Publishing a file so that a reader sees the old one or the new one, never half of one.

Written to a temporary file in the same folder, flushed to the disk, verified, then put in place in one step. When the
last step is refused (an office program holds the old file open), the new content is kept under another name.
"""

from __future__ import annotations

import errno
import os
import secrets
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from reports.problems import ExportProblem

RETRY_SECONDS = 3.0
_SHARING_WINDOWS = {5, 32, 33}  # access denied (open without delete sharing), sharing violation, lock violation
_SHARING_POSIX = {errno.EBUSY, errno.ETXTBSY}


def publish(out: Path, write: Callable[[Path], None], verify: Callable[[Path], None]) -> Path:
    """Write ``out`` by ``write(temporary path)`` and return it; ``verify`` raises when the result is not sound.

    Raises ExportProblem for what the disk or the folder refuses; any other exception of ``write`` or ``verify`` is a
    bug and passes through. In every case the old file is untouched and no temporary file stays.
    """
    temporary = out.with_name(f".{out.stem[:40]}.{secrets.token_hex(4)}.tmp{out.suffix}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        write(temporary)
        _flush(temporary)
        verify(temporary)
    except OSError as error:
        _discard(temporary)
        raise _unwritable(out, error) from error
    except BaseException:
        _discard(temporary)
        raise
    try:
        _replace(temporary, out)
    except OSError as error:
        kept = _keep(temporary, out)
        raise ExportProblem(
            "file_in_use" if _is_sharing(error) else "not_replaced",
            f"「{out.name}」を置きかえられませんでした（{error.strerror or error}）。もとのファイルはそのままです。",
            file=str(out),
            hint=f"新しい内容は「{kept.name}」に残しました。もとのファイルを開いているソフトを閉じて、もう一度出力してください。",
            kept=kept,
        ) from error
    _flush_folder(out.parent)
    return out


def publish_bytes(out: Path, content: bytes) -> Path:
    """:func:`publish` for content that is at hand; verified by reading it back."""

    def write(path: Path) -> None:
        path.write_bytes(content)

    def verify(path: Path) -> None:
        if path.read_bytes() != content:
            raise OSError(errno.EIO, "書いた内容と読み返した内容が違います")

    return publish(out, write, verify)


def verify_zip(path: Path) -> None:
    """Every member of an .xlsx can be read back and its checksum holds. Raises OSError otherwise."""
    try:
        with zipfile.ZipFile(path) as archive:
            broken = archive.testzip()
            names = archive.namelist()
    except zipfile.BadZipFile as error:
        raise OSError(errno.EIO, f"書いたファイルを読み返せません: {error}") from error
    if broken or "[Content_Types].xml" not in names:
        raise OSError(errno.EIO, f"書いたファイルを読み返せません: {broken or '中身がありません'}")


def _flush(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows gives no handle on a folder; its rename is written through by the file system
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_sharing(error: OSError) -> bool:
    return getattr(error, "winerror", None) in _SHARING_WINDOWS or error.errno in _SHARING_POSIX


def _replace(temporary: Path, out: Path) -> None:
    """``os.replace``, tried again for at most RETRY_SECONDS while another program holds the target."""
    end = time.monotonic() + RETRY_SECONDS
    while True:
        try:
            os.replace(temporary, out)  # noqa: PTH105 - Path.replace hides the call that tests make fail
            return
        except OSError as error:
            if not _is_sharing(error) or time.monotonic() >= end:
                raise
        time.sleep(0.1)


def _keep(temporary: Path, out: Path) -> Path:
    """Rename the temporary file to a free name beside ``out``: 名前（新しい内容）.xlsx, （新しい内容2） …"""
    for n in range(1, 1000):
        free = out.with_name(f"{out.stem}（新しい内容{n if n > 1 else ''}）{out.suffix}")
        if not free.exists():
            temporary.rename(free)
            return free
    return temporary


def _discard(temporary: Path) -> None:
    temporary.unlink(missing_ok=True)


def _unwritable(out: Path, error: OSError) -> ExportProblem:
    reasons = {
        errno.ENOSPC: ("disk_full", "ディスクの空きが足りません", "空きを作るか、別の場所を選んでください。"),
        errno.EACCES: ("no_permission", "このフォルダーに書く権限がありません", "別のフォルダーを選んでください。"),
        errno.EPERM: ("no_permission", "このフォルダーに書く権限がありません", "別のフォルダーを選んでください。"),
        errno.EROFS: ("no_permission", "読み取り専用の場所です", "別のフォルダーを選んでください。"),
        errno.ENAMETOOLONG: ("name_too_long", "ファイル名が長すぎます", "短い名前にしてください。"),
    }
    other = ("not_written", error.strerror or str(error), "保存先を確かめて、もう一度出力してください。")
    code, reason, hint = reasons.get(error.errno or 0, other)
    message = f"「{out.name}」を書けませんでした（{reason}）。もとのファイルはそのままです。"
    return ExportProblem(code, message, file=str(out), hint=hint)
