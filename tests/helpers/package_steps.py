"""What people on several PCs may do, one after the other: the words the stories of packages are told in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Edit:
    """Writes what is shown now (resolves where values disagree)."""

    pc: int
    key: tuple[str, str]
    value: str


@dataclass(frozen=True)
class Open:
    """Shows an atom for editing: what is shown then counts as seen."""

    pc: int
    key: tuple[str, str]


@dataclass(frozen=True)
class Commit:
    """Commits what was opened earlier."""

    pc: int
    key: tuple[str, str]
    value: str


@dataclass(frozen=True)
class Both:
    """Writes two records in one step, which packages may then tear apart."""

    pc: int
    value: str


@dataclass(frozen=True)
class Newer:
    """A newer program writes an operation of a kind this one doesn't know."""

    pc: int
    rid: str


@dataclass(frozen=True)
class Send:
    """Writes a package of some whole records; it lies there until somebody takes it, once, twice or never."""

    pc: int
    rids: tuple[str, ...]


@dataclass(frozen=True)
class Take:
    """Takes packages in, in this order, as one step. Numbers beyond those written wrap around."""

    pc: int
    packages: tuple[int, ...]


@dataclass(frozen=True)
class Damaged:
    """Somebody changed a byte of a package on the way."""

    pc: int
    package: int
    place: int
    xor: int


@dataclass(frozen=True)
class Hand:
    """Writes a package and gives it to another PC at once."""

    pc: int
    source: int
    rids: tuple[str, ...]


@dataclass(frozen=True)
class Mistake:
    """Somebody writes twice and hands over both; this PC withdraws the second.

    ``then``: "upon" = it had written upon it before, so it can't; "unaware" = the author writes on, not knowing.
    """

    pc: int
    source: int
    key: tuple[str, str]
    value: str
    then: str


@dataclass(frozen=True)
class Retract:
    """Withdraws one of the packages that brought something here."""

    pc: int
    package: int


@dataclass(frozen=True)
class Redact:
    """Erases the reason of a write that is here (somebody typed a personal number into it)."""

    pc: int
    write: int


@dataclass(frozen=True)
class Confirm:
    """Carries out what others erased and what is only hidden here so far."""

    pc: int


Step = Edit | Open | Commit | Both | Newer | Send | Take | Hand | Mistake | Damaged | Retract | Redact | Confirm
