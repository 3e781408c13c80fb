"""Whether a table is a published one in force: tables of other things, of the edition before and histories are not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from spec_catalog import business as businesses
from spec_catalog.layouts.doubts import CLASSES
from spec_catalog.layouts.evidence import SHAPE_OF, ColumnFacts
from spec_catalog.layouts.particulars import id_in
from spec_catalog.layouts.specs import ASSUMED
from spec_catalog.layouts.tables import Part, of_before
from spec_catalog.model import DOCUMENTS, Finding
from spec_catalog.workbook import ref

ENOUGH = 3  # what speaks for functions or forms: seven digits alone stand in inventories and telephone lists too
_HISTORY = re.compile(r"(?:改[定訂版正]|変更|更新|修正)の?(?:履歴|経緯|記録)")
_OLD = re.compile(r"[(\[【_\s]旧版?[)\]】]?$|^[(\[【]?旧(?:版|様式|仕様)?[)\]】_\s(]|旧版|前版|従前|^旧.*要件")
_ASIDE = re.compile(r"(?:^|[_(\[【\s])参考(?:資料|情報|表)?(?:[_)\]】\s]|$)|(?:記入|記載|入力|作成)例|サンプル")
_GONE = re.compile(
    r"(?:廃止|削除)(?:した|された|済み?|予定の?)の?(?:機能|要件|帳票|項目|連携|画面|もの|分|一覧|$)|(?:廃止|削除)(?:機能|要件|帳票)|欠番"
)
_ABOUT = re.compile(
    r"標準仕様|機能[・、]?(?:帳票)?要件|帳票要件|要件一覧|帳票(?:等の?)?一覧|実装区分|実装類型|標準オプション"
)
_ID = re.compile(r"(?:機能|要件|帳票|様式|通知書)")
_OWN = re.compile(r"機能|帳票|様式|実装|オプション|指定都市|政令市|中核市")
_TEXT = re.compile(r"機能|要件|要求|帳票")
_CLASS = re.compile(r"実装|類型|オプション|要件|指定都市|政令|中核市|市区町村|市町村|一般市")
_FORM = re.compile(r"印字|帳票|様式|編集|フォント|通知書|証明書|申請書")
_SENTENCE = re.compile(r"(?:こと|できる|する|ない|[るいたう])[。．]?$")


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def gone_sheet(name: str) -> bool:
    """Whether a sheet is named as one of what was abolished (廃止した機能)."""
    return bool(_GONE.search(_fold(name)))


def convincing(part: Part, facts: Mapping[int, ColumnFacts], about: str) -> bool:
    """Whether enough speaks for functions or forms; ``about``: sheet, file and titles.

    Headings such as 番号, 名称, 仕様, 区分 over seven digits are those of any inventory. Counted are headings that name
    the thing itself, classes under a heading meant for them, sentences, titles, and the business of the ids.
    """
    header, kind = part.header, DOCUMENTS[part.layout.kind]
    if kind == "code":
        texts = facts[header.columns["id"][0]].texts if header.columns.get("id", (0,))[0] in facts else []
        return len(texts) < 2 or any(_fold(t)[:3].isdecimal() for t in texts)
    if part.layout.kind == "form_detail" and "id" not in header.columns:
        above = " ".join(c.text for r, line in part.grid.rows() if r < header.top for c in line.values())
        said = " ".join([about, above[:2000], *header.names.values()])
        return bool(_FORM.search(_fold(said))) or id_in(said) is not None
    if part.layout.kind not in ("req", "form"):
        return True

    def named(code: str, words: re.Pattern[str]) -> bool:
        return any(
            words.search(_fold(header.names.get(c, "").rsplit("_", 1)[-1])) for c in header.columns.get(code, ())
        )

    points = named("id", _ID) + (named("text", _TEXT) or named("summary", _TEXT)) + named("name", _ID)
    points += ENOUGH * any(c.startswith(("text.", "tick.")) and named(c, _CLASS) for c in header.columns)
    points += any(named(c, _CLASS) for c in CLASSES)
    own = named("id", _ID) or named("name", _ID) or any(named(c, _OWN) for c in ("text", "summary", *header.columns))
    known = [cs[0] for c in CLASSES if (cs := header.columns.get(c)) and header.sure.get(cs[0], 0.0) > ASSUMED]
    points += any(facts[c].class_share >= 0.5 for c in known if c in facts)
    body = header.columns.get("text", (0,))[0]
    if body in facts:
        points += sum(1 for t in facts[body].texts if len(t) >= 8 and _SENTENCE.search(t)) * 2 >= facts[body].filled
    points += 2 * bool(_ABOUT.search(_fold(about)))
    points += (same := _same_business(part, facts, about))
    own = own or same or bool(_ABOUT.search(_fold(about)))  # 要件 alone, with signs beside it, may be those of any rule
    return own and points >= ENOUGH


def _same_business(part: Part, facts: Mapping[int, ColumnFacts], about: str) -> bool:
    """Whether the ids are those of the business that file, sheet or title speaks of."""
    columns, shape = part.header.columns.get("id", ()), SHAPE_OF.get(DOCUMENTS[part.layout.kind])
    if len(columns) != 1 or columns[0] not in facts or not facts[columns[0]].shapes.get(shape or ""):
        return False
    first = next((t[:3] for t in facts[columns[0]].texts if len(t) == 7 and t.isdecimal()), "")
    return bool(first) and any(businesses.mentions(word, first) for word in about.split())


def _why_not(name: str, part: Part) -> str:
    """Why a table is none of this edition, "" where nothing says so."""
    folded = _fold(name)
    if _HISTORY.search(folded):
        return f"シート「{name}」は変更の履歴と読めるので取り込みません"
    if _OLD.search(folded):
        return f"シート「{name}」は前の版と読めるので取り込みません"
    if _ASIDE.search(folded):
        return f"シート「{name}」は参考や記入例と読めるので取り込みません"
    titles = [
        c.text for r, line in part.grid.rows() if part.header.top - 3 <= r < part.header.top and len(line) <= 2
        for c in line.values()
    ]  # fmt: skip
    if old := next((t for t in titles if of_before(t)), ""):
        return f"「{old.strip()[:30]}」の下の表は、参考または前の版と読めるので取り込みません"
    return ""


def in_force(parts: Mapping[str, Sequence[Part]]) -> tuple[dict[str, Sequence[Part]], list[Finding]]:
    """The tables of this edition, and what is said about those that are not. Where nothing else is there all stay."""
    why = {(name, k): _why_not(name, p) for name, ps in parts.items() for k, p in enumerate(ps)}
    findings = []
    everything = not any(not w for w in why.values())
    kept: dict[str, Sequence[Part]] = {}
    for name, ps in parts.items():
        for k, part in enumerate(ps):
            if why[name, k]:
                at = ref(max(part.header.bottom, 1), min(part.header.names, default=1))
                text = f"{why[name, k]}。取り込むべき表なら、列の対応を指定してください。"
                if everything:
                    said = why[name, k].replace("取り込みません", "確かめてください")
                    text = f"{said}。ほかに表がないので取り込みました。"
                findings.append(Finding("warning", "not_in_force", text, name, at))
        if left := [p for k, p in enumerate(ps) if everything or not why[name, k]]:
            kept[name] = left
    return kept, findings
