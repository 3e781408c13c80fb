"""The operations a sheet that came back amounts to: atoms written whole, over what the exported heads said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core import roundtrip
from app.core.heads import settle
from app.core.operations import Fields, Operation
from app.core.records import mapping_rid
from app.core.roundtrip import Back, Sender, Written
from app.core.stamps import said
from app.services import roundtrip_cells, roundtrip_lists, survey
from app.services.around import mapped_to
from app.services.roundtrip_cells import ANSWERS, CURRENT, Codec, Value
from app.services.session import Session
from app.services.survey_lists import survey_list

EMPTY: tuple[Any, ...] = ("", None, [], ())


@dataclass(frozen=True, slots=True)
class Made:
    """One operation and the columns it came from."""

    operation: Operation
    codes: tuple[str, ...]


class Maker:
    """Makes the operations of one sheet. ``operations`` holds all it made."""

    def __init__(
        self, session: Session, sender: Sender, codec: Codec, list_: str, business: str, says: Mapping[str, str]
    ) -> None:
        """``says``: what the records a form may name said when it was sent."""
        self.session, self.sender, self.codec, self.list, self.business = session, sender, codec, list_, business
        self._says = says
        self.operations: list[Operation] = []
        self.main = next((c.code for c in survey_list(list_).columns if c.required), "") if list_ else ""
        self._published = roundtrip_lists.published(session, list_) if list_ else {}
        self._bases: dict[tuple[str, str], Fields | None] = {}
        self.equal = roundtrip_cells.equal

    def read(self, code: str, text: str) -> Value:
        """What a text means in a column."""
        return self.codec.read(code, text)

    def base(self, row: Written, atom: str) -> Fields | None:
        """The fields of an atom as they were exported; {} if it had none, None if they were erased since."""
        key = (row.rid, atom)
        if key not in self._bases:
            heads = [self.session.project.operation(h) for h in row.heads.get(atom, ())]
            found = [o for o in heads if o is not None]
            erased = any(o.fields(atom) is None for o in found)
            self._bases[key] = None if erased else dict(settle(found, atom).fields or {})
        return self._bases[key]

    def erased(self, row: Written, atom: str) -> bool:
        """Whether what was exported can't be read any more."""
        return atom not in (ANSWERS, CURRENT) and self.base(row, atom) is None

    def value(self, row: Written, code: str) -> Any:
        """The value of a cell as exported; None for a column that isn't taken back."""
        if code not in self.codec.place:
            return None
        atom, field = self.codec.place[code]
        if atom == ANSWERS:
            return sorted(p["ref"]["id"] for p in row.more.get("pairs", ()) if p["on"])
        if atom == CURRENT:
            return [p["target"] for p in row.more.get("pairs", ()) if p["on"]]
        return (self.base(row, atom) or {}).get(field)

    def edits(self, row: Written, values: Mapping[str, Any]) -> list[Made]:
        """The operations that give a record these new values."""
        by_atom: dict[str, dict[str, Any]] = {}
        for code, value in values.items():
            by_atom.setdefault(self.codec.place[code][0], {})[code] = value
        out: list[Made] = []
        for atom, new in by_atom.items():
            if atom == ANSWERS:
                for code, ids in new.items():
                    mapping = mapped_to(row.rid, str(row.more.get("said") or ""))
                    out += [Made(o, (code,)) for o in self._pairs(mapping, row.more.get("pairs", ()), ids or ())]
                continue
            if atom == CURRENT:
                for code, rids in new.items():
                    out += [Made(o, (code,)) for o in self._current(row, rids or ())]
                continue
            fields = self._merged(row, atom, {self.codec.place[c][1]: v for c, v in new.items()})
            operation = roundtrip.set_operation(
                self.sender, rid=row.rid, type=self.codec.type, atom=atom, fields=fields,
                parents=row.heads.get(atom, ()), ref=row.more.get("ref"),
            )  # fmt: skip
            out.append(Made(operation, tuple(new)))
        self.operations += [m.operation for m in out]
        return out

    def _merged(self, row: Written, atom: str, new: Mapping[str, Any]) -> Fields:
        """An atom whole: what it was, with the new values; in the shape the program itself writes it."""
        old = self.base(row, atom) or {}
        both = {**old, **new}
        if self.codec.type != "item" or atom == "linkage_review":
            return {c: v for c, v in both.items() if v not in EMPTY}
        kept = {c: v for c, v in both.items() if c != "stamp" and v not in EMPTY}
        if not kept:
            return {}
        if atom == "verdict":
            return {
                "verdict": kept.get("verdict"), "current": kept.get("current"), "detail": kept.get("detail", ""),
                "reason": kept.get("reason", ""), "stamp": row.more["stamp"],
            }  # fmt: skip
        if atom == "effect":
            return {"targets": list(kept.get("targets", ())), "degree": kept.get("degree", "")}
        return kept

    def _pairs(
        self, fields: dict[str, str], held: Sequence[Mapping[str, Any]], wanted: Sequence[str]
    ) -> Iterator[Operation]:
        """Pairs with published items taken back and made, each a record of its own. ``fields``: of those made."""
        rid = fields["target"]
        for pair in held:
            if pair["on"] and pair["ref"]["id"] not in wanted:
                yield self._pair(pair["rid"], {**pair["ref"], "target": rid}, {}, pair["heads"])
        there = {p["ref"]["id"] for p in held if p["on"]}
        for id_ in wanted:
            if id_ in self._published and id_ not in there:
                ref = dict(zip(("business", "kind", "id", "branch"), self._published[id_], strict=True))
                pair_rid = mapping_rid(self.session.code, *self._published[id_], rid)
                heads = next((p["heads"] for p in held if p["rid"] == pair_rid), ())
                yield self._pair(pair_rid, ref, fields, heads)

    def _current(self, row: Written, wanted: Sequence[str]) -> Iterator[Operation]:
        """The same from the item's side: records taken from it and given to it."""
        held, ref = row.more.get("pairs", ()), dict(row.more["ref"])
        for pair in held:
            if pair["on"] and pair["target"] not in wanted:
                yield self._pair(pair["rid"], {**ref, "target": pair["target"]}, {}, pair["heads"])
        there = {p["target"] for p in held if p["on"]}
        for rid in wanted:
            if rid not in there:
                pair_rid = mapping_rid(self.session.code, ref["business"], ref["kind"], ref["id"], ref["branch"], rid)
                heads = next((p["heads"] for p in held if p["rid"] == pair_rid), ())
                yield self._pair(pair_rid, ref, mapped_to(rid, self._says.get(rid, "")), heads)

    def _pair(self, rid: str, ref: Mapping[str, str], fields: Fields, heads: Sequence[str]) -> Operation:
        return roundtrip.set_operation(
            self.sender, rid=rid, type="mapping", atom="mapping", fields=fields, parents=heads, ref=ref
        )

    def added(
        self, rows: Sequence[Back], codes: Sequence[str]
    ) -> Iterator[tuple[Back, list[Made], list[tuple[str, str, str]]]]:
        """Records of added rows: (row, operations, (column, text, why) of cells that can't be taken).

        A row with a cell that isn't understood is made without it. One without a name is no record ("" as column).
        """
        seen: dict[tuple[str, str], int] = {}
        for back in rows:
            values: dict[str, Any] = {}
            problems: list[tuple[str, str, str]] = []
            for code in codes:
                if not (text := roundtrip.plain(back.texts.get(code, ""))):
                    continue
                found = self.read(code, text)
                if found.problem:
                    problems.append((code, text, found.problem))
                elif found.value not in EMPTY:
                    values[code] = found.value
            name = str(values.get(self.main) or "")
            if not name:
                label = survey_list(self.list).column(self.main).label
                yield back, [], [*problems, ("", "", f"足された行に「{label}」がないため、記録にできません。")]
                continue
            yield back, self._create(values, name, seen), problems

    def _create(self, values: dict[str, Any], name: str, seen: dict[tuple[str, str], int]) -> list[Made]:
        codes = tuple(values)
        ids = list(values.pop("answers", ()) or ())
        columns = {c.code: c.kind for c in survey_list(self.list).columns}
        own = next((c for c, kind in columns.items() if kind in ("business", "businesses")), "")
        if self.business and own and not values.get(own):
            values[own] = [self.business] if columns[own] == "businesses" else self.business
        about = str(values.get(own) or "")
        nth = seen[name, about] = seen.get((name, about), 0) + 1
        rid = roundtrip.added_rid(self.sender.export, name, about, nth)
        prefix = survey.NUMBER_PREFIX.get(self.codec.type)
        if prefix and not values.get("number"):  # not the next free one: that differs from PC to PC
            values["number"] = f"{prefix}-{rid[:4].upper()}"
        atoms = survey.atoms_of(self.codec.type, values)
        first = roundtrip.create_operation(self.sender, rid=rid, type=self.codec.type, atoms=atoms)
        made = [Made(first, tuple(c for c in codes if c != "answers"))]
        made += [Made(o, ("answers",)) for o in self._pairs(mapped_to(rid, said(self.codec.type, values)), (), ids)]
        self.operations += [m.operation for m in made]
        return made
