"""What the window remembers between starts, each setting declared once with type, default and title."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSettings

from app.services.views import Who


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: ``key`` in the file, ``default`` gives the type, ``title`` is shown to people."""

    key: str
    default: Any
    title: str


SETTINGS: tuple[Setting, ...] = (
    Setting("theme", "auto", "配色（auto・light・dark）"),
    Setting("detailed", False, "判定を詳細の9区分で行う"),
    Setting("marks", True, "標準だけにある語に印を付ける"),
    Setting("department", "", "所属"),
    Setting("name", "", "氏名"),
    Setting("role", "clerk", "役割"),
    Setting("departments", "[]", "この PC で使った所属"),
    Setting("recent", "[]", "最近開いたファイル"),
    Setting("folder", "", "最後に使ったフォルダー"),
    Setting("bulk_offer_dismissed", "", "まとめて判定の案内を閉じた版"),
)
_BY_KEY = {s.key: s for s in SETTINGS}


class Settings(QObject):
    """The settings file (INI, beside the program's data)."""

    def __init__(self, file: Path | None, parent: QObject | None = None) -> None:
        """``file`` None keeps everything in memory (pictures, tests)."""
        super().__init__(parent)
        self._file = QSettings(str(file), QSettings.Format.IniFormat, self) if file is not None else None
        self._memory: dict[str, Any] = {}

    def get(self, key: str) -> Any:
        """The value in its declared type; a damaged value falls back to the default."""
        setting = _BY_KEY[key]
        if self._file is None:
            return self._memory.get(key, setting.default)
        value = self._file.value(key, setting.default)
        if isinstance(setting.default, bool):
            return str(value).lower() == "true"
        return value if isinstance(value, type(setting.default)) else setting.default

    def put(self, key: str, value: Any) -> None:
        """Stores a value at once."""
        assert isinstance(value, type(_BY_KEY[key].default)), key
        if self._file is None:
            self._memory[key] = value
            return
        self._file.setValue(key, "true" if value is True else "false" if value is False else value)
        self._file.sync()

    def texts(self, key: str) -> list[str]:
        """A list of texts."""
        try:
            value = json.loads(self.get(key))
        except ValueError:
            return []
        return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []

    def push(self, key: str, text: str, *, limit: int = 12) -> None:
        """Puts a text at the head of a list."""
        if text:
            kept = [text, *(t for t in self.texts(key) if t != text)][:limit]
            self.put(key, json.dumps(kept, ensure_ascii=False))

    def who(self) -> Who:
        """The person who used the program last."""
        return Who(self.get("department"), self.get("name"), self.get("role"))

    def put_who(self, who: Who) -> None:
        """Remembers the person."""
        self.put("department", who.department)
        self.put("name", who.name)
        self.put("role", who.role)
        self.push("departments", who.department)
