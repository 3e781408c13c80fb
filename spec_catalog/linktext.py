"""The sentence in which a linkage is written, taken apart: who, with whom, what for, which data, which way it flows.

Source: design/domain.md "Linkage text": 「①〔主体〕が、②〔相手〕に、③〔目的のために、〕〔データ〕を、④照会する…」.
Nothing is dropped: what could not be understood stands in ``rest``, and the original stays in the item.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from spec_catalog import business
from spec_catalog.linkmarks import SEP, first_sentence, marked, unwrapped
from spec_catalog.model import SpecItem

PULLS = ("照会", "取得", "受信", "参照", "受領", "取込", "入手", "検索", "確認", "受取", "問合せ")
"""Operations by which the data comes from the partner to the subject."""
PUSHES = (
    "提供", "通知", "送信", "連携", "回答", "送付", "登録", "更新", "反映", "出力", "依頼", "申請", "報告", "共有",
    "提出", "転送", "配信", "引渡",
)  # fmt: skip
"""Operations by which the data goes from the subject to the partner."""
_PULL_VERBS = ("取り込む", "取込む", "受け取る", "問い合わせる")
_PUSH_VERBS = ("引き渡す", "引渡す", "渡す", "送る")

_COMMA = "[、，,]"
_KIND = "システム|ｼｽﾃﾑ|機能|業務|事務|管理|台帳|基盤|サーバ|サーバー|ネットワーク|課|市区町村|市町村|団体|府県|者"
_ASK = "照会|依頼|求め|請求|要求"
_TO = (
    f"(?:からの|の)(?:{_ASK})(?:に対して|に対し|に応じて|に応じ|により|を受けて|を受け)"
    "|宛てに|宛に|あてに|に対して|に対し|に|へ|から|より"
)
# A purpose is no partner: 「…の確認のために、」「…に伴い、」
_NOT_PURPOSE = "(?<!ため)(?<!際)(?<!目的)(?<!とき)(?<!場合)"
_PURPOSE = (
    "ために必要な|ために|ため(?!池)|目的で|目的として|目的に|に伴い|に伴って|に際して|に際し|に当たって|に当たり|にあたって|にあたり"
    "|の際に|を契機に|を契機として|の都度|場合に"
)
_VERB = f"(?:(?:情報|データ|ファイル|自動)?(?:{'|'.join(PULLS + PUSHES)})|{'|'.join(_PULL_VERBS + _PUSH_VERBS)})"
_ENDING = (
    "(?:を)?(?:する(?:こと(?:ができる)?|もの(?:とする)?)?|し(?:、|て)?|できる(?:こと)?|できるようにする(?:こと)?"
    "|行う(?:こと(?:ができる)?)?|行える(?:こと)?|実施する(?:こと)?|こと|を?受ける(?:こと)?)?[。．.]*"
)
_SUBJECT_FORMS = (
    re.compile(f"([^{SEP}を]+?)(が|は)({_COMMA}?)(?={SEP})"),
    re.compile(f"((?:(?!を{_COMMA})[^{SEP}])+?)(が|は)({_COMMA})"),
    re.compile(f"([^{SEP}を]+?(?:{_KIND}))(が|は)()"),
)
_PARTNER_FORMS = (
    re.compile(f"([^{SEP}を]+?){_NOT_PURPOSE}({_TO})({_COMMA}?)(?={SEP})"),
    re.compile(f"([^{SEP}を]+?){_NOT_PURPOSE}({_TO})({_COMMA})"),
    re.compile(f"([^{SEP}を]+?(?:{_KIND}))({_TO})()(?!伴|際し|当た|あた)"),
)
_PURPOSE_FORM = re.compile(f"([^{SEP}]+?)(の|を)?({_PURPOSE})(?:{_COMMA}|{SEP}|(?<=ために)|(?<=ため)(?!に))")
_TEXT = "(?:[^。]|。(?=[）)]))"
_TAIL = re.compile(f"(?P<data>{_TEXT}+)を{_COMMA}?{SEP}?(?P<op>{_VERB})(?P<end>{_ENDING})(?P<rest>.*)")
_TAIL_HOW = re.compile(
    f"(?P<data>{_TEXT}+)を{_COMMA}?{SEP}(?P<how>[^{SEP}。]{{1,24}}?)(?P<op>{_VERB})(?P<end>{_ENDING})(?P<rest>(?:[（(※].*)?)"
)
_TAIL_BARE = re.compile(f"(?P<data>{_TEXT}*?)(?P<comma>{_COMMA}?{SEP})(?P<op>{_VERB})(?P<end>{_ENDING})(?P<rest>.*)")
_TAIL_OF = re.compile(
    f"(?P<data>{_TEXT}+)の(?P<op>{_VERB})(?P<end>を(?:行う|実施する|受ける)(?:こと(?:ができる)?)?[。．.]*)(?P<rest>.*)"
)
_NOUN_FORM = re.compile(
    "(?P<subject>[^を、。→が]+?)(?:→|から|による)(?P<partner>[^を、。→が]+?)(?:への|へ|(?<=システム))"
    f"(?P<data>[^を。→]+)の(?P<op>{_VERB})(?:を行う)?[。．.]*"
)
_TOPIC_LAST = re.compile(f"(?P<data>[^{SEP}、]+を){_COMMA}(?P<front>[^を]+[がは]{_COMMA}.+{_COMMA})(?P<verb>{_VERB}.*)")
_PASSIVE = re.compile(r"^(?:を受け|され|の(?:結果|依頼|要求)を受け)")
_RECEIVED = re.compile(r"^を受ける(?:こと(?:ができる)?)?[。．.]*$")
_ASKED = re.compile(f"の(?:{_ASK})を受け(?:て|た際に)?$")  # 「照会を受け、④回答する」
_MANNER = re.compile(f"^[^、，,を]+?(?:により|によって|を用いて|を介して|経由で){_COMMA}")
_OUTSIDE = re.compile(
    "(?:連合会|広域連合|機構|協会|税務署|事務所|機関|事業者|事業所|市区町村|市町村|都道府県|省|裁判所|銀行)$"
)
_AND = re.compile("[、，,／/;；]|及び|および|並びに|ならびに|又は|または|システムや|\\n(?=[^\\n]{4})")
_SPACE = re.compile(r"[\s\u200b\ufeff]+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One linkage sentence. Empty text = not said or not understood; ``rest`` holds what was not understood.

    ``confidence``: 0–100. ``inward``: True when the data comes from the partner to the subject, False the other way,
    None when the operation does not say.
    """

    subject: str = ""
    partner: str = ""
    purpose: str = ""
    data: str = ""
    operation: str = ""
    confidence: int = 0
    rest: str = ""
    inward: bool | None = None


class Parties(NamedTuple):
    """Whom a linkage ties together: business ids where they are known, the operation's word and the data's name."""

    subject: str | None
    partner: str | None
    operation: str
    data: str


def parse(text: str) -> Sentence:
    """Take a sentence apart. White space and line breaks inside are layout; numbers, purpose, commas may be missing.

    The parts may stand in another order when they are numbered, and may be bracketed each.
    """
    body = _SPACE.sub("", text).replace(SEP, "")
    if not body:
        return Sentence()
    body, further = first_sentence(unwrapped(body))
    before, body, count = marked(body)
    if not count and (noun := _NOUN_FORM.fullmatch(body)):
        return Sentence(noun["subject"], noun["partner"], "", noun["data"], noun["op"], 80, further, _pulls(noun["op"]))
    if not count and (turned := _TOPIC_LAST.fullmatch(body)):  # 「所得情報を、甲が、乙に、提供する」
        body = turned["front"] + turned["data"] + "、" + turned["verb"]
    subject, body, _ = _peel(_SUBJECT_FORMS, body)
    partner, body, particle = _peel(_PARTNER_FORMS, body)
    purpose, body = _purpose(body)
    if not partner and purpose:
        partner, body, particle = _peel(_PARTNER_FORMS[:2], body)
    manner = _MANNER.match(body.lstrip(SEP))
    if manner:
        body = body.lstrip(SEP)[manner.end() :]
    data, operation, body, passive, received = _tail(body)
    if operation == "参照" and not (subject or partner or count):  # 「別紙を参照」 says where to look, not what flows
        return Sentence(rest=_SPACE.sub("", text))
    rest = "".join(p.replace(SEP, "") for p in (before, manner[0] if manner else "", body, further))
    inward = True if received and not _pulls(operation) else _inward(operation, particle, passive or received)
    lacking = 25 * (not subject) + 25 * (not partner) + 20 * (not data) + 30 * (not operation)
    doubt = 10 * bool(rest) + 5 * (count < 3) + 20 * passive
    confidence = max(0, 100 - lacking - doubt) if subject or partner or operation else 0
    return Sentence(subject, partner, purpose, data, operation, confidence, rest, inward)


def _peel(forms: tuple[re.Pattern[str], ...], body: str) -> tuple[str, str, str]:
    """(value, what follows, particle); the value "" and the body untouched where no form fits at its beginning."""
    start = 1 if body.startswith(SEP) else 0
    for form in forms:
        if match := form.match(body, start):
            return unwrapped(match[1]), body[match.end() :], match[2]
    return "", body, ""


def _purpose(body: str) -> tuple[str, str]:
    start = 1 if body.startswith(SEP) else 0
    match = _PURPOSE_FORM.match(body, start)
    if match is None or match.end() >= len(body):
        return "", body
    # A connective that carries meaning (に伴い、に際し) stays with the purpose.
    plain = match[3].startswith("目的") or match[3] in ("ために", "ため")
    kept = "" if plain else match[3]
    return unwrapped(match[1] + (match[2] or "" if kept else "")) + kept, body[match.end() :]


def _tail(body: str) -> tuple[str, str, str, bool, bool]:
    """(data, operation, what is left, said in the passive, 「…の提供を受ける」)."""
    for form in (_TAIL, _TAIL_HOW, _TAIL_BARE, _TAIL_OF):
        match = form.fullmatch(body)
        if match is None:
            continue
        given = match.groupdict()
        text, left = given["data"], (given.get("how") or "") + given["rest"]
        if asked := _ASKED.search(text.strip("、，," + SEP)):
            text, left = text.strip("、，," + SEP)[: asked.start()], asked[0] + left
        data = _data(text)
        received = bool(_RECEIVED.match(given["end"] + given["rest"]))
        if given["end"].startswith("を"):
            data = re.sub("(?:の|について)$", "", data)
        passive = not received and bool(_PASSIVE.match(given["end"] + given["rest"]))
        return data, given["op"], left, passive, received
    data, mark, left = body.rpartition(f"を{SEP}")
    if not mark:
        data, mark, left = body.rpartition("を、")
    return (_data(data), "", left, False, False) if mark else ("", "", body, False, False)


def _data(text: str) -> str:
    return unwrapped(re.sub(f"^{_COMMA}|{_COMMA}$", "", text.replace(SEP, "")))


def _pulls(operation: str) -> bool:
    return operation.endswith(PULLS + _PULL_VERBS)


def _inward(operation: str, particle: str, passive: bool) -> bool | None:
    if not operation or passive:
        return None
    pulls = _pulls(operation)
    # Somebody who answers gives, whoever asked; else who gives after 「から」 is not clear.
    return None if particle in ("から", "より") and not pulls and operation != "回答" else pulls


def extra(item: SpecItem, code: str) -> str:
    """A further published column of an item, "" where it is empty."""
    return next((text for c, text in item.extra if c == code), "")


def direction(item: SpecItem) -> str:
    """ "I" or "O" as published (full width and 入力/出力 too), "" where the sheet does not say."""
    text = _SPACE.sub("", extra(item, "io")).upper()
    if text in ("I", "Ｉ", "IN", "INPUT", "入力", "入"):
        return "I"
    return "O" if text in ("O", "Ｏ", "OUT", "OUTPUT", "出力", "出") else ""


def named(text: str) -> str | None:
    """The business a system's name stands for; None for bodies outside (日本年金機構 is no 国民年金)."""
    plain = re.sub("(?:システム|サーバー?)$", "", _SPACE.sub("", text))
    return None if not plain or _OUTSIDE.search(plain) else business.find(plain)


def all_named(text: str) -> tuple[str, ...]:
    """Every business a cell names: 「国民健康保険、後期高齢者医療」 are two, 「子ども・子育て支援」 is one."""
    found = [named(part) for part in _AND.split(text) if part.strip()]
    return tuple(dict.fromkeys(b for b in found if b)) or tuple(b for b in (named(text),) if b)


def provider(item: SpecItem) -> str | None:
    """The business that provides the data by the 連携ID's first three digits ([INF], survey-practice §2.1(c))."""
    found = re.match(r"(\d{3})o\d{3}", item.id)
    return found[1] if found and business.get(found[1]) else None


def parties(item: SpecItem) -> Parties:
    """The two businesses of a linkage: as the sentence names them, else the sheet's own and the partner column.

    What neither says comes from the 連携ID, whose first three digits are the providing business. Of several partners
    the first; :func:`flows` has them all.
    """
    said, subject, partners = _parties(item)
    return Parties(subject, partners[0] if partners else None, said.operation, said.data)


def _parties(item: SpecItem) -> tuple[Sentence, str | None, tuple[str, ...]]:
    said = parse(item.text)
    own = item.business or None
    subject = named(said.subject)
    partners = all_named(said.partner) or all_named(extra(item, "partner"))
    if subject is None:
        subject = own if own not in partners else None
    if not partners and not said.partner:
        by_id = provider(item)
        other = by_id if by_id != subject else (own if own != subject else None)
        partners = (other,) if other else ()
    return said, subject, partners


def flow(item: SpecItem) -> tuple[str, str] | None:
    """(source business, target business) the way the data flows; None where a side or the direction is unknown.

    照会・取得・受信: partner → subject; 提供・通知・送信・連携: subject → partner (domain.md). Where the sentence does
    not say, I/O of the sheet decides, and then the provider of the 連携ID. Of several partners the first.
    """
    found = flows(item)
    return found[0] if found else None


def flows(item: SpecItem) -> tuple[tuple[str, str], ...]:
    """As :func:`flow`, one pair for every partner the row names."""
    said, subject, partners = _parties(item)
    if subject is None:
        return ()
    inward = said.inward
    if inward is None and (sign := direction(item)):
        inward = (sign == "I") == (subject == item.business)
    out = []
    for partner in partners:
        way = inward
        if way is None and (by_id := provider(item)) in (subject, partner):
            way = by_id == partner
        if way is not None and partner != subject:
            out.append((partner, subject) if way else (subject, partner))
    return tuple(out)
