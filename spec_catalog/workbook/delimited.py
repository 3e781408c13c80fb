"""CSV and tab-separated text as a grid without styles; the encoding is found from the bytes."""

from __future__ import annotations

import csv
import io
import re

from spec_catalog.problems import InputProblem
from spec_catalog.workbook.grid import MAX_ROW, Limits
from spec_catalog.workbook.package import damaged, too_large
from spec_catalog.workbook.sheet import Emit

_FIELD = {
    ",": re.compile(r'(?:"((?:[^"]|"")*)"([^,\r\n]*)|([^,\r\n]*))(,|\r\n|\r|\n|\Z)'),
    "\t": re.compile(r'(?:"((?:[^"]|"")*)"([^\t\r\n]*)|([^\t\r\n]*))(\t|\r\n|\r|\n|\Z)'),
}


def decode(data: bytes) -> tuple[str, str]:
    """(text, encoding). Tried: byte order marks, UTF-8, UTF-16 without mark, cp932. Raises InputProblem."""
    marks = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    candidates = [encoding for mark, encoding in marks if data.startswith(mark)]
    if not candidates:
        sample = data[:4096]
        if sample.count(0) * 5 > len(sample):
            candidates = ["utf-16-le" if sample[1::2].count(0) >= sample[::2].count(0) else "utf-16-be"]
        else:
            candidates = ["utf-8", "cp932"]
    for encoding in candidates:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    raise InputProblem(
        "encoding",
        "文字コードを判別できないテキストです。",
        hint="Excelで開いて「CSV UTF-8（コンマ区切り）」または Excel ブック (.xlsx) で保存し直してください。",
    )


def read_delimited(data: bytes, suffix: str, limits: Limits, emit: Emit) -> tuple[int, str]:
    """Emit every non-empty field; give (independent count of non-empty fields, encoding)."""
    text, encoding = decode(data)
    first = text.split("\n", 1)[0]
    delimiter = "\t" if suffix == ".tsv" or first.count("\t") > first.count(",") else ","
    csv.field_size_limit(10_000_000)
    cells = 0
    columns: set[int] = set()
    try:
        for row, record in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            if row > MAX_ROW:
                raise too_large("行数")
            for column, value in enumerate(record, 1):
                if not value:
                    continue
                value = value.replace("\r\n", "\n").replace("\r", "\n")
                cells += 1
                columns.add(column)
                if cells > limits.cells or len(columns) > limits.columns:
                    raise too_large(f"セル {limits.cells:,} 個または {limits.columns} 列を超えています")
                emit(row, column, (value, value, "", False))
    except csv.Error as error:
        raise damaged("CSVの引用符") from error
    return count_fields(text, delimiter), encoding


def count_fields(text: str, delimiter: str) -> int:
    """Non-empty fields by regular expression, independent of the csv module."""
    total = 0
    pattern = _FIELD[delimiter]
    at = 0
    while at < len(text):
        match = pattern.match(text, at)
        if match is None or match.end() == at:
            break
        quoted, tail, plain, _ = match.groups()
        total += bool(quoted or tail or plain)
        at = match.end()
    return total
