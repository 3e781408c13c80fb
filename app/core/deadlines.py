"""Deadlines as people type them: the last day a text can mean, so that what is called late is late for certain."""

from __future__ import annotations

from datetime import date

from app.core.dates import read


def last_day(text: str) -> date | None:
    """The last day a date of any precision can mean: R8.1.15, 8.1.15, 令和8年度末, 2026/4, 2025年12月末.

    None for what is no date, and for a beginning without an end (R8以降).
    """
    span = read(text)
    return None if span is None or span.bound == "from" else span.last
