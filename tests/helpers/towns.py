"""Made-up towns, the same for every seed: systems with vendor, owner, businesses and dates, linkages today, sentences.

Plain facts; nothing here knows the program. ``tests.helpers.town_file`` enters one into a workspace.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

BUSINESSES = (
    ("001", "住民記録"), ("002", "印鑑登録"), ("003", "戸籍"), ("004", "戸籍の附票"), ("006", "選挙人名簿管理"),
    ("010", "個人住民税"), ("011", "法人住民税"), ("012", "固定資産税"), ("013", "軽自動車税"), ("014", "収納管理"),
    ("015", "滞納管理"), ("017", "学齢簿編製"), ("018", "就学援助"), ("019", "健康管理"), ("020", "児童扶養手当"),
    ("021", "生活保護"), ("022", "障害者福祉"), ("023", "介護保険"), ("024", "国民健康保険"), ("025", "後期高齢者医療"),
    ("026", "国民年金"), ("027", "児童手当"), ("028", "子ども・子育て支援"),
)  # fmt: skip
DEPARTMENTS = (
    "市民課",
    "税務課",
    "収納課",
    "保険年金課",
    "介護保険課",
    "福祉課",
    "子育て支援課",
    "学校教育課",
    "情報政策課",
)
VENDORS = ("青葉情報", "いずみ電算", "うみかぜソフト", "えのき総研", "おおぞら計算", "かえでシステムズ", "きさらぎ技研")
OWN = (
    "証明書発行", "窓口受付支援", "乳幼児医療費助成", "高齢者見守り台帳", "電子申請", "施設予約", "財務会計",
    "人事給与",
    "文書管理", "地理情報", "水道料金", "下水道受益者負担金", "給食費管理", "図書館", "公営住宅", "家屋評価",
    "土地情報",
    "障害者手当", "ひとり親医療", "重度障害者医療", "放課後児童クラブ", "予防接種券", "成人保健", "墓地管理",
    "犬の登録",
    "防災情報", "避難行動要支援者", "し尿処理", "農家台帳", "森林台帳", "臨時給付金", "市税コールセンター", "口座振替",
)  # fmt: skip
OUTSIDE = ("国保連伝送", "年金機構の回付", "コンビニ交付センター", "広域連合標準システム", "住基ネット", "税の電子申告")
PLATFORM = "庁内連携基盤"
OPERATIONS = ("照会", "提供", "通知")
DATES = ("令和7年10月", "令和8年1月", "令和8年3月", "")


@dataclass(frozen=True, slots=True)
class TownSystem:
    """One system. ``migration``: "" = none planned; ``scope`` as the survey writes it."""

    number: str
    name: str
    vendor: str
    department: str
    businesses: tuple[str, ...]
    scope: str
    migration: str
    difficult: bool


@dataclass(frozen=True, slots=True)
class TownLinkage:
    """Data that one system sends another today; ``via`` the common platform or not."""

    number: str
    name: str
    sender: str
    receiver: str
    via: bool
    method: str


@dataclass(frozen=True, slots=True)
class TownSentence:
    """One published linkage: ``subject`` does ``operation`` towards ``partner`` (business ids)."""

    id: str
    branch: str
    subject: str
    partner: str
    operation: str
    data: str

    @property
    def text(self) -> str:
        """The sentence in the standard's manner."""
        names = dict(BUSINESSES)
        verb = {"照会": "照会する", "提供": "提供する", "通知": "通知する"}[self.operation]
        return f"①{names[self.subject]}が、②{names[self.partner]}に、③事務処理のために、{self.data}を、④{verb}。"


@dataclass(frozen=True, slots=True)
class Town:
    """Everything of one town."""

    seed: int
    systems: tuple[TownSystem, ...]
    linkages: tuple[TownLinkage, ...]
    sentences: tuple[TownSentence, ...]


def town(seed: int, *, systems: int = 24, linkages: int = 60, sentences: int = 50) -> Town:
    """A town of so many systems; the common platform is one of them. A few give to many, as resident records do."""
    dice = random.Random(seed)
    made = _systems(dice, systems)
    names = [s.name for s in made]
    hubs = names[:3]
    links: list[TownLinkage] = []
    for n in range(linkages):
        a, b = dice.choice(hubs) if dice.random() < 0.45 else dice.choice(names), dice.choice(names)
        if a == b:
            continue
        if dice.random() < 0.3:
            a, b = b, a
        via = PLATFORM in (a, b) or dice.random() < 0.4
        method = "共通基盤（統合DB）経由" if via else dice.choice(("ファイル（FTP）", "媒体", "DB直接参照", "手入力"))
        links.append(TownLinkage(f"R-{n + 1:04d}", f"{a}から{b}への連携", a, b, via, method))
    held = [b for s in made for b in s.businesses] or ["001"]
    known = [b for b, _name in BUSINESSES]
    said: list[TownSentence] = []
    for n in range(sentences):
        subject, partner = dice.choice(held), dice.choice(known)
        if subject != partner:
            id_ = f"{subject}o{n + 1:03d}"
            said.append(TownSentence(id_, "00", subject, partner, dice.choice(OPERATIONS), f"{n + 1}番の情報"))
    return Town(seed, made, tuple(links), tuple(said))


def _systems(dice: random.Random, count: int) -> tuple[TownSystem, ...]:
    out: list[TownSystem] = []

    def add(name: str, businesses: tuple[str, ...], scope: str, migration: str) -> None:
        vendor = "" if scope == "外部システム" else dice.choice(VENDORS)
        department = "" if scope == "外部システム" else dice.choice(DEPARTMENTS)
        difficult = scope == "標準化対象" and not migration
        number = f"S-{len(out) + 1:04d}"
        out.append(TownSystem(number, name, vendor, department, businesses, scope, migration, difficult))

    inside = list(BUSINESSES)
    share = max(1, min(len(inside), count * 2 // 5))
    at = 0
    while at < len(inside) and len(out) < share:
        size = 2 if dice.random() < 0.15 else 1
        mine = inside[at : at + size]
        at += size
        name = "・".join(n for _b, n in mine) + "システム"
        add(name, tuple(b for b, _n in mine), "標準化対象", dice.choice(DATES))
    add(PLATFORM, (), "標準化対象外（関連）", dice.choice(DATES))
    rest = [(f"{name}システム", "標準化対象外（独自施策）") for name in OWN] + [
        (name, "外部システム") for name in OUTSIDE
    ]
    dice.shuffle(rest)
    rest += [(f"{n}番の個別システム", "標準化対象外（関連）") for n in range(1, count)]
    for name, scope in rest[: max(0, count - len(out))]:
        add(name, (), scope, "")
    return tuple(out)
