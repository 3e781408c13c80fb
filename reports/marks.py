"""A verdict as a page shows it: always sign and word together, colour only beside them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """One verdict. ``code`` "" is 未判定; ``settled`` ones are pale in bars, the others solid."""

    code: str
    sign: str
    label: str
    settled: bool = False
