"""Small workspaces for tests: an edition of a few items, opened in a folder of its own."""

from __future__ import annotations

from pathlib import Path

from app.services import catalogue
from app.services import session as sessions
from app.services.session import Session
from app.services.views import Who
from spec_catalog.model import Edition, LoadedFile, SizeClasses, SpecItem

WHO = Who("市民課", "佐藤 花子", "clerk")
TEXTS = (
    "印鑑登録証明書を発行できること。",
    "住民税の課税台帳を作成できること。",
    "異動履歴を検索できること。",
    "統計を集計できること。",
)


def edition(
    count: int = 12, *, label: str = "第1.0版", business: str = "001", changed: tuple[int, ...] = ()
) -> Edition:
    """An edition of ``count`` requirements; those in ``changed`` have another text than in the first edition."""
    items = tuple(
        SpecItem(
            business,
            "req",
            f"{business}{n:04d}",
            order=n - 1,
            section=f"{(n - 1) // 4 + 1}.{n}",
            path=(f"{(n - 1) // 4 + 1} 大項目", "中項目"),
            name=f"機能{n}",
            text=TEXTS[n % 4] + ("（改定）" if n in changed else ""),
            classes=SizeClasses(*(("mandatory", "optional", "prohibited")[n % 3],) * 3),
        )
        for n in range(1, count + 1)
    )
    return Edition(business, "req", label, "2025-04-01", items=items)


def workspace(folder: Path, name: str = "みほん.fitgap", *, code: str = "999997", who: Who = WHO) -> Session:
    """A new, empty workspace, opened for writing."""
    return sessions.create(folder / name, municipality="みほん市", code=code, size="general", who=who)


def with_edition(session: Session, made: Edition | None = None) -> str:
    """Takes an edition over and adopts it; its hash."""
    chosen = made or edition()
    file = LoadedFile(f"{chosen.label}.xlsx", f"{chosen.label}.xlsx", chosen.kind, chosen)
    return catalogue.take_over(session, [file], adopt=True)[0].hash


def store_edition(session: Session, made: Edition) -> str:
    """Takes an edition over without adopting it; its hash."""
    file = LoadedFile(f"{made.label}.xlsx", f"{made.label}.xlsx", made.kind, made)
    return catalogue.take_over(session, [file], adopt=False)[0].hash
