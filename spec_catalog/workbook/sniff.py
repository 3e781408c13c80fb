"""What a file is by its content, whatever its name says, and the Japanese sentence for what cannot be read."""

from __future__ import annotations

import re

from spec_catalog.problems import InputProblem

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
SAVE_AS = "Excelで開き、「名前を付けて保存」で「Excel ブック (.xlsx)」を選んで保存したものを取り込んでください。"
_HTML = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|table|meta|body)\b", re.I | re.S
)
_FLAT = re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet|<Workbook\b", re.I)
_MEDIA = (
    (b"%PDF", "PDF"), (b"\x89PNG", "画像（PNG）"), (b"\xff\xd8\xff", "画像（JPEG）"), (b"{\\rtf", "リッチテキスト"),
    (b"GIF8", "画像（GIF）"), (b"7z\xbc\xaf", "圧縮ファイル（7z）"), (b"Rar!", "圧縮ファイル（RAR）"),
    (b"\x1f\x8b", "圧縮ファイル（gzip）"), (b"SQLite format 3", "データベース"),
)  # fmt: skip


def _refuse(code: str, message: str, hint: str) -> InputProblem:
    return InputProblem(code, message, hint=hint)


def sniff(data: bytes, suffix: str) -> str:
    """ "xlsx" (a zip archive; its inside is judged later) or "text", from the first ≥ 4 KiB and the lower-case suffix.

    ``data`` of an OLE file must be the whole file's first megabyte. Raises InputProblem with what to do for all else.
    """
    if not data:
        raise _refuse(
            "empty_file", "ファイルの中身が空（0バイト）です。", "配布元から取り直すか、保存し直してください。"
        )
    if data.startswith(OLE):
        raise ole(data)
    if data.startswith(ZIP):
        return "xlsx"
    for magic, name in _MEDIA:
        if data.startswith(magic):
            raise _refuse(
                "not_a_workbook",
                f"表計算のファイルではありません（中身は{name}です）。",
                "Excel ブック (.xlsx) または CSV を指定してください。",
            )
    head = data[:4096].lstrip(b"\xef\xbb\xbf")
    if _HTML.match(head):
        raise _refuse("html", "中身がHTML（ウェブページ）のファイルです。Excel ブックではありません。", SAVE_AS)
    if head.lstrip().startswith(b"<") and _FLAT.search(data[:65536]):
        raise _refuse("xml_spreadsheet", "中身が旧形式のXMLスプレッドシートです。", SAVE_AS)
    if suffix in TEXT_SUFFIXES:
        return "text"
    if suffix in (".xlsx", ".xlsm") and not _looks_binary(data):
        raise _refuse(
            "text_renamed",
            "拡張子は Excel ブックですが、中身はテキストです。",
            "CSVであれば拡張子を .csv に変えて取り込んでください。そうでなければ配布元のファイルを確かめてください。",
        )
    raise _refuse(
        "not_a_workbook",
        "表計算のファイルではありません。",
        "Excel ブック (.xlsx、.xlsm) または CSV を指定してください。",
    )


def _looks_binary(data: bytes) -> bool:
    return b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff"))


def ole(data: bytes) -> InputProblem:
    """An OLE container: an encrypted workbook names its streams in UTF-16, an old one does too."""
    if "EncryptedPackage".encode("utf-16-le") in data or "EncryptionInfo".encode("utf-16-le") in data:
        return _refuse(
            "password",
            "パスワードで保護されたファイルのため読み取れません。",
            "Excelで開き、［ファイル］→［情報］→［ブックの保護］→［パスワードを使用して暗号化］でパスワードを空にして保存してください。",
        )
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        return _refuse("old_xls", "古い形式（Excel 97-2003、.xls）のファイルです。", SAVE_AS)
    return _refuse(
        "old_office",
        "古い形式のOfficeファイルか、保護されたファイルです。Excel ブック (.xlsx) ではありません。",
        SAVE_AS,
    )


def inside(content_types: dict[str, str], names: list[str]) -> tuple[str, bool]:
    """Judge a zip archive by its declared parts: (main part's name or "", holds macros).

    ``content_types`` maps part names (lower case, no leading slash) to types. Raises InputProblem for what is no .xlsx.
    """
    joined = " ".join(content_types.values())
    if "excel.sheet.binary" in joined or any(n.endswith("workbook.bin") for n in names):
        raise _refuse("xlsb", "バイナリ形式（.xlsb）のExcel ブックです。", SAVE_AS)
    for part, kind in content_types.items():
        if kind.endswith("sheet.main+xml") or (kind.endswith("template.main+xml") and "spreadsheet" in kind):
            return part, "macroEnabled" in kind or any(n.endswith("vbaproject.bin") for n in names)
        if "macroEnabled" in kind and kind.endswith("main+xml") and "excel" in kind:
            return part, True
    if "wordprocessingml" in joined or "presentationml" in joined:
        what = "Word文書" if "wordprocessingml" in joined else "PowerPoint"
        raise _refuse(
            "not_a_workbook",
            f"表計算のファイルではありません（中身は{what}です）。",
            "Excel ブック (.xlsx) を指定してください。",
        )
    if "mimetype" in names and "content.xml" in names:
        raise _refuse("ods", "OpenDocument形式（.ods）のファイルです。", SAVE_AS)
    if "[content_types].xml" not in names:
        raise _refuse(
            "not_a_workbook",
            "圧縮ファイル（ZIP）ですが、Excel ブックではありません。",
            "展開して、中の Excel ブックを指定してください。",
        )
    raise _refuse("not_a_workbook", "Excel ブックの本体が見つかりません。", SAVE_AS)
