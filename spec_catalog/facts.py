"""What a document says about itself: business, edition label, date, state and title, from title cells and file name."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from spec_catalog import business
from spec_catalog.workbook.formats import ERAS

_LABEL = re.compile(r"第\s*\d+(?:[.．]\d+)*\s*版")
_BEFORE = re.compile(r"(?:旧|改[定訂正版]前|変更前)の?\s*[版:(【\[]*\s*$")
_AFTER = re.compile(r"\s*[)】\]]*\s*(?:から|より|→|⇒|⇨)")
_OVERALL = re.compile(r"全体(?:バージョン|版数?|Ver\.?|version)\s*[:=(【\[]?\s*第?\s*(\d+(?:\.\d+)*)", re.IGNORECASE)
_DRAFT = re.compile(
    r"第\s*\d+(?:[.．]\d+)*\s*版\s*[（(\[]?\s*(?:素案|案|原案|たたき台|意見照会)|[【（(](?:素案|案|原案)[】）)]"
)
_ERA_DATE = re.compile(r"(令和|平成|昭和|R|H|S)\s*(元|\d{1,2})\s*[年.]\s*(\d{1,2})\s*[月.]\s*(\d{1,2})\s*日?")
_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")
_STAMP = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
_COUNTING = re.compile(r"[(（\[]?(?:\d{1,2}|[①-⑳]|[A-Za-zＡ-Ｚ])[)）\].]?")  # the columns' numbers are no title
_FILE_ID = re.compile(r"^(\d{3}(?:-\d{1,2})?)(?=[_\s　＿-])")


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What was found; "" where the document is silent. ``published`` is an ISO date."""

    business: str = ""
    label: str = ""
    published: str = ""
    draft: bool = False
    title: str = ""
    overall: str = ""  # 全体バージョン of データ要件・連携要件
    claims: tuple[tuple[str, str], ...] = ()  # (where, business) said there although the ids say another
    other_label: str = ""  # what the file's name says where it is another edition than the titles'


def find_date(text: str) -> str:
    """The first complete date of a text as ISO ("令和2年9月11日" → "2020-09-11"), "" where there is none."""
    folded = unicodedata.normalize("NFKC", text)
    if match := _ERA_DATE.search(folded):
        first = next((e[0] for e in ERAS if match[1] in (e[1], e[3])), None)
        if first is not None:
            year = first.year - 1 + (1 if match[2] == "元" else int(match[2]))
            return _iso(year, int(match[3]), int(match[4]))
    for pattern in (_DATE, _STAMP):
        for match in pattern.finditer(folded):
            if found := _iso(int(match[1]), int(match[2]), int(match[3])):
                return found
    return ""


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def find_label(text: str) -> str:
    """The edition as text: "【第1.1版（改定試験用）】" → "第1.1版". The edition that it replaces does not count."""
    folded = unicodedata.normalize("NFKC", text)
    for match in _LABEL.finditer(folded):
        before = _BEFORE.search(folded[: match.start()]) or _AFTER.match(folded, match.end())
        if not before:  # 旧（第1.0版） and 第1.0版から speak of the edition before
            return re.sub(r"\s+", "", match.group())
    return ""


def read_facts(file: str, titles: Iterable[str], ids: Iterable[str]) -> DocumentFacts:
    """Judge by what is surest: title cells before the file name for edition and date; ids, then the file name, then
    the title for the business. ``ids`` are canonical ids beginning with a business id."""
    stem = file.rsplit(".", 1)[0]
    texts = [t.strip() for t in titles if t.strip()]
    title = next((t.split("\n", 1)[0] for t in texts if not _COUNTING.fullmatch(t)), "")
    label = next((found for t in [*texts, stem] if (found := find_label(t))), "")
    stamp = _STAMP.search(stem)
    published = next((found for t in texts if (found := find_date(t))), "")
    if not published and stamp:
        published = _iso(int(stamp[1]), int(stamp[2]), int(stamp[3]))
    draft = any(_DRAFT.search(unicodedata.normalize("NFKC", t)) for t in [*texts, stem])
    ids = tuple(ids)
    found = _business(stem, texts, ids)
    claims = _claims(stem, title, found) if ids else ()
    overall = next((o for t in [*texts, stem] if (o := find_overall(t))), "")
    named = find_label(stem)
    other = named if named and label and named != label else ""
    return DocumentFacts(found, label, published, draft, title, overall, claims, other)


def find_overall(text: str) -> str:
    """全体バージョン as text: "全体バージョン：第10.1版" → "10.1", "" where there is none."""
    match = _OVERALL.search(unicodedata.normalize("NFKC", text))
    return match[1] if match else ""


def _claims(stem: str, title: str, found: str) -> tuple[tuple[str, str], ...]:
    """What the file name and the title say where it is another business than that of the ids."""
    out = []
    named = _FILE_ID.match(unicodedata.normalize("NFKC", stem))
    if named and business.get(named[1]):
        said = named[1]
    else:
        silent = stem.strip().isdecimal() or business.mentions(stem, found)  # 12.xlsx names no business
        said = "" if silent else business.find(stem) or ""
    if said:
        out.append(("ファイル名", said))
    if title and not business.mentions(title, found) and (said := business.find(title) or ""):
        out.append(("題名", said))
    return tuple((where, b) for where, b in out if business.base(b) != business.base(found))


def _business(stem: str, titles: list[str], ids: Iterable[str]) -> str:
    named = _FILE_ID.match(unicodedata.normalize("NFKC", stem))
    counted = Counter(i[:3] for i in ids)
    if counted:
        most = counted.most_common(1)[0][0]
        # The file name alone knows a branch such as 023-1; the ids know only 023.
        return named[1] if named and business.base(named[1]) == most else most
    if named and business.get(named[1]):
        return named[1]
    for text in [*titles[:3], stem]:
        if found := business.find(text):
            return found
    return ""
