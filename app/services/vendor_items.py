"""The published items that the ids of a vendor's list name, in force or in any other edition here."""

from __future__ import annotations

from app.services import catalogue
from app.services.session import Session
from app.services.vendor_layers import Key
from app.services.vendor_packages import Package
from app.services.views import FORCE
from spec_catalog import business as businesses
from spec_catalog.model import SIZES

_BLOCK = 400


class Items:
    """The published items that ids name: in force, and else in any edition here."""

    def __init__(self, session: Session, package: Package, business: str, likely: str) -> None:
        """``business``: as a person said, ``likely``: as the list's title says; it only decides between several."""
        self._session, self._package, self._business, self._likely = session, package, business, likely
        self._in_force: dict[str, list[Key]] = {}
        self._elsewhere: dict[str, list[tuple[Key, str]]] = {}
        self.texts: dict[Key, tuple[str, tuple[str | None, ...]]] = {}

    def look_up(self, wanted: set[str]) -> None:
        """Finds these ids; asked once, before :meth:`keys`."""
        for id_, key, text, classes in self._items(FORCE, wanted):
            self._in_force.setdefault(id_, []).append(key)
            self.texts[key] = (text, classes)
        missing = wanted - self._in_force.keys()
        for edition in catalogue.editions(self._session) if missing else ():
            if not edition.in_force:
                for id_, key, text, classes in self._items(edition.hash, missing):
                    label = f"{edition.business_name} {edition.label}"
                    self._elsewhere.setdefault(id_, []).append((key, label))
                    self.texts.setdefault(key, (text, classes))

    def _items(self, edition: str, wanted: set[str]) -> list[tuple[str, Key, str, tuple[str | None, ...]]]:
        schema = self._session.attach(edition)
        out = []
        ids_ = sorted(wanted)
        for start in range(0, len(ids_), _BLOCK):
            part = ids_[start : start + _BLOCK]
            out += [
                (r[2], (r[0], r[1], r[2], r[3]), r[4], tuple(r[5:]))
                for r in self._session.con.execute(
                    f"SELECT business, kind, id, branch, text, {', '.join(SIZES)} FROM {schema}.item"
                    f" WHERE deleted=0 AND id IN ({','.join('?' * len(part))}) ORDER BY key",
                    part,
                )
            ]
        return out

    def keys(self, id_: str, branch: str, business: str) -> tuple[list[Key], str, str]:
        """(items an id names, the edition they stand in when it isn't in force, why there is none)."""
        found, label = self._in_force.get(id_, []), ""
        if not found and id_ in self._elsewhere:
            label = self._elsewhere[id_][-1][1]
            found = [k for k, where in self._elsewhere[id_] if where == label]
        if not found:
            return [], "", "取り込んだどの版にもない ID です。"
        wanted = business or self._business
        for narrow in ((wanted,), (self._likely,), self._package.businesses):
            some = [k for k in found if k[0] in narrow]
            found = some or found
        if wanted and not any(k[0] == wanted for k in found):
            return [], "", f"{businesses.name_of(wanted)}の ID ではありません。"
        if len({k[0] for k in found}) > 1:
            names = "・".join(businesses.name_of(b) for b in dict.fromkeys(k[0] for k in found))
            return [], "", f"どの業務についての回答か分かりません（{names}）。業務を指定してください。"
        if branch:
            exact = [k for k in found if k[3] in (branch, branch.zfill(2))]
            if not exact and any(k[3] for k in found):
                return [], "", f"枝番 {branch} はありません。"
            found = exact or found
        return list(dict.fromkeys(found)), label, ""
