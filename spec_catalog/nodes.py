"""The NODE grammar of docs/cli.md: one short text that names one thing, published or of the workspace."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spec_catalog.business import ID as BUSINESS
from spec_catalog.ids import PATTERNS
from spec_catalog.model import KINDS, SpecItem

RECORDS = ("function", "curform", "curlink", "system", "dept", "vendor", "issue")
ALL_KINDS = ("business", *KINDS, *RECORDS)
_PREFIX = re.compile(rf"({BUSINESS.pattern})/(.+)", re.DOTALL)
_LEADING = re.compile(rf"{BUSINESS.pattern}/")
_WITH_BRANCH = ("req", "form", "link", "data", "code", "flow")
_BRANCHED = re.compile(r"(.+)-([0-9A-Za-z]+)", re.DOTALL)


def _implied(kind: str, id: str) -> str:
    """The business an id names by itself: 0010101 → 001, 03100001 → 031."""
    return id[:3] if kind in ("req", "form", "data") and PATTERNS[kind].fullmatch(id) else ""


@dataclass(frozen=True, slots=True)
class Node:
    """(kind, business, id, branch). ``business`` is filled in where the id says it, and is "" for records and 仮番.

    Raises ValueError for an unknown kind and for parts that no text could name unambiguously.
    """

    kind: str
    business: str
    id: str
    branch: str = ""

    def __post_init__(self) -> None:
        if self.kind not in ALL_KINDS:
            raise ValueError(f"unknown kind: {self.kind!r}")
        if not self.id or self.id != self.id.strip() or any(ord(c) < 32 for c in self.id):
            raise ValueError(f"no id: {self.id!r}")
        if self.kind == "business":
            if not BUSINESS.fullmatch(self.id) or self.branch or self.business not in ("", self.id):
                raise ValueError(f"no business: {self.id!r}")
            object.__setattr__(self, "business", self.id)
        elif self.kind in RECORDS:
            if self.business or self.branch:
                raise ValueError("a record of the workspace has neither business nor branch")
        else:
            self._check_published()

    def _check_published(self) -> None:
        if self.id.startswith("~"):
            if self.branch:
                raise ValueError("a provisional id has no branch")
            object.__setattr__(self, "business", "")
            return
        if not self.business:
            object.__setattr__(self, "business", _implied(self.kind, self.id))
        if self.business and not BUSINESS.fullmatch(self.business):
            raise ValueError(f"no business: {self.business!r}")
        if not self.business and _LEADING.match(self.id):
            raise ValueError(f"ambiguous: {self.id!r}")
        if self.branch:
            plain = re.fullmatch(r"[0-9A-Za-z]+", self.branch)
            if not plain or _split_branch(self.kind, f"{self.id}-{self.branch}") != (self.id, self.branch):
                raise ValueError(f"no branch: {self.branch!r}")
        elif _split_branch(self.kind, self.id)[1]:
            raise ValueError(f"ambiguous: {self.id!r}")

    def __str__(self) -> str:
        if self.kind == "business" or self.kind in RECORDS:
            return f"{self.kind}:{self.id}"
        shown = self.business if self.business != _implied(self.kind, self.id) else ""
        return f"{self.kind}:{shown + '/' if shown else ''}{self.id}{'-' + self.branch if self.branch else ''}"


def _split_branch(kind: str, id: str) -> tuple[str, str]:
    match = _BRANCHED.fullmatch(id)
    if kind in _WITH_BRANCH and match and not PATTERNS[kind].fullmatch(id) and PATTERNS[kind].fullmatch(match[1]):
        return match[1], match[2]
    return id, ""


def parse(text: str) -> Node:
    """The node a text names, e.g. ``req:0010101``, ``link:001/004o008-00``. Raises ValueError."""
    kind, colon, rest = text.strip().partition(":")
    if not colon or kind not in ALL_KINDS:
        raise ValueError(f"not a node: {text!r}")
    if kind == "business" or kind in RECORDS or rest.startswith("~"):
        return Node(kind, "", rest)
    business = ""
    if match := _PREFIX.fullmatch(rest):
        business, rest = match[1], match[2]
    id, branch = _split_branch(kind, rest)
    return Node(kind, business, id, branch)


def node_of(item: SpecItem) -> Node:
    """The node of a published item."""
    return Node(item.kind, "" if item.id.startswith("~") else item.business, item.id, item.branch)
