"""What the window remembers between starts, each setting declared once with type, default and title."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.services import settings
from app.services.views import Who


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: ``key`` in the file, ``default`` gives the type, ``title`` is shown to people."""

    key: str
    default: Any  # its type is the type of the setting
    title: str


SETTINGS: tuple[Setting, ...] = (
    Setting("theme", "auto", "配色（auto・light・dark）"),
    Setting("detailed", False, "判定を詳細の9区分で行う"),
    Setting("marks", True, "標準だけにある語に印を付ける"),
    Setting("department", "", "所属"),
    Setting("name", "", "氏名"),
    Setting("role", "clerk", "役割"),
    Setting("departments", [], "この PC で使った所属"),
    Setting("recent", [], "最近開いたファイル"),
    Setting("folder", "", "最後に使ったフォルダー"),
    Setting("export_folder", "", "最後に書き出したフォルダー"),
    Setting("inboxes", {}, "受け取りフォルダー（作業ファイルごと）"),
    Setting("filters", {}, "標準仕様の保存した絞り込み"),
    Setting("hidden_columns", {}, "現行調査で隠した列"),
    Setting("column_order", {}, "現行調査の列の順番"),
)
_BY_KEY = {s.key: s for s in SETTINGS}


class Settings:
    """What the person chose, kept with the program's data."""

    def __init__(self, *, memory_only: bool = False) -> None:
        """``memory_only`` keeps nothing (pictures, tests)."""
        self._memory_only = memory_only
        self._values: dict[str, Any] = {} if memory_only else settings.load()

    def get(self, key: str) -> Any:
        """The value in its declared type; a damaged value falls back to the default."""
        default = _BY_KEY[key].default
        value = self._values.get(key, default)
        return value if isinstance(value, type(default)) else default

    def put(self, key: str, value: Any) -> None:
        """Stores a value at once."""
        assert isinstance(value, type(_BY_KEY[key].default)), key
        self._values[key] = value
        if not self._memory_only:
            settings.save({key: value})

    def texts(self, key: str) -> list[str]:
        """A list of texts."""
        return [v for v in self.get(key) if isinstance(v, str)]

    def push(self, key: str, text: str, *, limit: int = 12) -> None:
        """Puts a text at the head of a list."""
        if text:
            self.put(key, [text, *(t for t in self.texts(key) if t != text)][:limit])

    def who(self) -> Who:
        """The person who used the program last."""
        return Who(self.get("department"), self.get("name"), self.get("role"))

    def put_who(self, who: Who) -> None:
        """Remembers the person."""
        self.put("department", who.department)
        self.put("name", who.name)
        self.put("role", who.role)
        self.push("departments", who.department)
