"""What other municipalities mapped, as witnesses for suggestions: a current item that reads like one of theirs probably
answers what theirs answers."""

from __future__ import annotations

from dataclasses import dataclass

from app.services import synonyms
from app.services.bm25 import Index, Question
from app.services.session import Session, node_text
from app.services.terms import Part

TRUST = 0.8
"""What another city's mapping is worth beside one of our own: they may work otherwise than we do."""


@dataclass(frozen=True, slots=True)
class Other:
    """A current item of another municipality and the NODEs it answers there."""

    city: str
    number: str
    name: str
    summary: str
    nodes: tuple[str, ...]

    @property
    def reason(self) -> str:
        """The phrase that says so."""
        return f"他団体の対応付けに似ています（{self.city} {self.number}）".replace(" ）", "）")


@dataclass(frozen=True, slots=True)
class Others:
    """All of a kind and business; ``by_node``: NODE → their numbers in ``rows``."""

    rows: tuple[Other, ...]
    by_node: dict[str, tuple[int, ...]]
    index: Index


def parts(name: str, summary: str, weight: float) -> list[Part]:
    """What is compared of a current item; ``weight`` of its name."""
    return [Part(name, weight), Part(summary)]


def others(session: Session, kind: str, business: str, name_weight: float) -> Others | None:
    """The mapped current items of other municipalities; None where there are none."""
    added = tuple(session.con.execute("SELECT code, added_at FROM overlay ORDER BY code"))
    if not added:
        return None
    words = synonyms.load()
    return session.remember(
        ("others", kind, business), (words, added), lambda: _read(session, kind, business, name_weight)
    )


def _read(session: Session, kind: str, business: str, name_weight: float) -> Others | None:
    found: dict[tuple[str, str], list[str]] = {}
    about: dict[tuple[str, str], tuple[str, str, str, str]] = {}
    sql = (
        "SELECT m.code, m.rid, o.municipality, m.number, m.name, m.summary, m.business, m.kind, m.item, m.branch"
        " FROM overlay_mapped m JOIN overlay o ON o.code=m.code WHERE m.business=? AND m.kind=?"
        " ORDER BY m.code, m.number, m.rid, m.item, m.branch"
    )
    for code, rid, city, number, name, summary, *key in session.con.execute(sql, (business, kind)):
        found.setdefault((code, rid), []).append(node_text(*key))
        about[code, rid] = (city, number, name, summary)
    rows = tuple(Other(*about[of], tuple(nodes)) for of, nodes in found.items())
    if not rows:
        return None
    by_node: dict[str, list[int]] = {}
    for number_of, row in enumerate(rows):
        for node in row.nodes:
            by_node.setdefault(node, []).append(number_of)
    index = Index([parts(r.name, r.summary, name_weight) for r in rows], synonyms.load())
    return Others(rows, {n: tuple(v) for n, v in by_node.items()}, index)


def near(held: Others, question: Question, *, limit: int, least: int) -> list[tuple[float, Other]]:
    """(lift 0–1, theirs) of those worded nearly like the question, best first."""
    hits = held.index.rank(question, limit=limit, least=least)
    return [(TRUST * (h.score / 100) ** 2, held.rows[h.document]) for h in hits]
