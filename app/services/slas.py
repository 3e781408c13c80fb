"""SLA rows proposed from the published non-functional items, so that none is forgotten in the contract.

A row says what was agreed; what the standard asks stands in its remark until somebody writes the agreed level.
Source: 基本方針 5.2.2 (非機能要件は SLA などで合意する), survey practice §8 (適合確認).
"""

from __future__ import annotations

from dataclasses import dataclass

from app.core.problems import UserProblem
from app.services import catalogue, survey
from app.services.session import Session, changes, node_text
from app.services.views import Changes

LIST = "slas"
_NAME = 80  # characters of an item's text that may stand for a name it hasn't


@dataclass(frozen=True, slots=True)
class Missing:
    """A non-functional item in force that no SLA row names. ``text``: what the standard asks."""

    node: str
    business: str
    name: str
    text: str


def missing(session: Session) -> list[Missing]:
    """The items no row names, in document order."""
    named = {n for row in survey.list_rows(session, LIST) for n in row["node"] or ()}
    out = []
    for edition in catalogue.in_force(session):
        if edition.kind != "nonfunc":
            continue
        schema = session.attach(edition.hash)
        rows = session.con.execute(
            f"SELECT business, kind, id, branch, name, text FROM {schema}.item WHERE deleted=0 ORDER BY key"
        ).fetchall()
        for *key, name, text in rows:
            node = node_text(*key)
            if node not in named:
                shown = name or (text or "").split("\n")[0][:_NAME] or node.partition(":")[2]
                out.append(Missing(node, edition.business, shown, text or ""))
    return out


def take(session: Session) -> Changes:
    """Adds a row for every item that has none, as one step. Raises UserProblem when there is none."""
    found = missing(session)
    if not found:
        held = any(e.kind == "nonfunc" for e in catalogue.in_force(session))
        said = "非機能要件の行は、もうすべて入っています。" if held else "採用中の非機能要件がありません。"
        raise UserProblem("nothing_new", said, hint="" if held else "非機能要件の Excel を取り込み、採用してください。")
    type_ = survey.record_type(LIST)
    number = survey.next_number(session, type_)
    with session.project.unit(f"非機能要件からSLAの行を作る（{len(found)} 行）") as unit:
        for n, item in enumerate(found, number):
            values = {
                "number": survey.numbered(type_, n), "business": item.business, "node": [item.node],
                "name": item.name, "note": f"標準：{item.text}" if item.text else "",
            }  # fmt: skip
            unit.create(type_, survey.atoms_of(type_, {k: v for k, v in values.items() if v}))
    return changes(unit.changes)
