"""Where an answer is written as well: the department's system, its vendor, new linkages; shown before it happens."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.core.questionnaires import Given, Question, Questionnaire, Write, items_of, meaning, shown
from app.core.records import ATOMS
from app.services import survey
from app.services.questionnaires import systems_of
from app.services.session import Session
from app.store.unit import Unit

FILL = frozenset({"set"})
ALL = frozenset({"set", "replace", "create"})
NONE: frozenset[str] = frozenset()
_LIST = {"system": "システム", "vendor": "事業者", "curlink": "連携", "department": "所属"}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing writing would do. ``kind``: set (the field is empty), replace, create (a new record), same (nothing).

    ``rid`` "" for what is yet to be created; ``name`` the record's name; ``old`` and ``new`` as people read them.
    """

    question: str
    kind: str
    type: str
    rid: str
    name: str
    field: str
    label: str
    old: str
    new: str

    @property
    def sentence(self) -> str:
        """What it would do, for a person to agree to."""
        if self.kind == "create" and not self.field:
            return f"{_LIST[self.type]}「{self.name}」を登録します。"
        where = f"{_LIST[self.type]}「{self.name}」の{self.label}"
        if self.kind == "same":
            return f"{where}は「{self.old}」で、回答と同じです。"
        if self.kind == "replace":
            return f"{where}を「{self.old}」から「{self.new}」に替えます。"
        return f"{where}に「{self.new}」を書きます。"


@dataclass(frozen=True, slots=True)
class Plan:
    """What writing answers through would do. ``why_not``: sentences about what can't be written, and why.

    ``system_name``: the name a new system would get; "" when none is created.
    """

    steps: tuple[Step, ...] = ()
    why_not: tuple[str, ...] = ()
    system_name: str = ""

    def of(self, kinds: Collection[str]) -> tuple[Step, ...]:
        """The steps of some kinds."""
        return tuple(s for s in self.steps if s.kind in kinds)


@dataclass(slots=True)
class _Work:
    """Collects steps; ``creating`` names the system that isn't there yet."""

    session: Session
    department: str
    system: str
    creating: str
    steps: list[Step] = field(default_factory=list)
    why_not: list[str] = field(default_factory=list)
    vendor: str | None = None  # named by an answer of this plan


def plan(
    session: Session,
    questionnaire: Questionnaire,
    department: str,
    subject: str,
    answers: Mapping[str, Given],
    *,
    only: str | None = None,
    system_name: str = "",
) -> Plan:
    """What writing these answers through would do; of one question (``only``) or of all.

    While the department has no system, all answers are planned, since the new one should hold what is known.
    """
    chosen = [q for q in questionnaire.questions if q.writes and (only is None or q.id == only)]
    if not any(answers.get(q.id, Given()).answered for q in chosen):
        return Plan()
    wants_system = any(w.record in ("system", "vendor", "curlink") for q in chosen for w in q.writes)
    work = _Work(session, department, subject if questionnaire.subject == "system" else "", "")
    if wants_system and not work.system:
        systems = systems_of(session, department)
        named = [rid for rid, name in systems if name == system_name]
        if len(systems) == 1 and (not system_name or named):
            work.system = systems[0][0]
        elif named:
            work.system = named[0]
        elif systems and not system_name:
            return Plan(why_not=(f"この所属のシステムは {len(systems)} 件あります。対象を選ぶと書き込めます。",))
        else:
            work.creating = system_name or _proposed_name(session, questionnaire, department, answers)
            chosen = [q for q in questionnaire.questions if q.writes]
            work.steps.append(Step(only or "", "create", "system", "", work.creating, "", "", "", work.creating))
    for question in chosen:
        given = answers.get(question.id, Given())
        if given.answered and not given.conflict:
            for write in question.writes:
                _one(work, question, write, given.value)
    return Plan(tuple(work.steps), tuple(dict.fromkeys(work.why_not)), work.creating)


def registered(
    session: Session, questionnaire: Questionnaire, question: Question, department: str, subject: str
) -> tuple[str, str]:
    """Where an answer is written and what stands there now: (システム「…」の事業者, …); "" where there is none."""
    write = next((w for w in question.writes if w.record != "curlink"), None)
    if write is None:
        return "", ""
    rid = department
    if write.record != "department":
        systems = systems_of(session, department)
        rid = subject or (systems[0][0] if len(systems) == 1 else "")
        if write.record == "vendor":
            held = str(_fields(session, rid).get("vendor") or "") if rid else ""
            rid = held if _name(session, held) else ""
    if not rid:
        return "", ""
    label = next(f.label for atom in ATOMS[write.record].values() for f in atom if f.code == write.field)
    text = str(_fields(session, rid).get(write.field) or "")
    return f"{_LIST[write.record]}「{_name(session, rid)}」の{label}", _name(session, text) or text


def as_answer(question: Question, text: str) -> str:
    """What stands in 現行調査 as an answer to the question, "" when it can't be one."""
    write = next((w for w in question.writes if w.record != "curlink"), None)
    if write is None or not text:
        return ""
    said = next((question.label(code) for code, value in write.values.items() if value == text), text)
    return "" if meaning(question, said).problem else said


def _proposed_name(
    session: Session, questionnaire: Questionnaire, department: str, answers: Mapping[str, Given]
) -> str:
    """The package's name where it is known."""
    for question in questionnaire.questions:
        given = answers.get(question.id, Given())
        if given.answered and any((w.record, w.field) == ("system", "package") for w in question.writes):
            return shown(question, given.value)
    return f"{_name(session, department)}の現行システム"


def _one(work: _Work, question: Question, write: Write, value: Any) -> None:
    if write.record == "curlink":
        _linkages(work, question, items_of(value))
        return
    text = write.values.get(str(value), "") if write.values else shown(question, value)
    if not text:
        return
    if write.record == "department":
        _field(work, question, "department", work.department, _name(work.session, work.department), write.field, text)
    elif write.record == "system":
        if write.field in ("vendor", "maintenance"):
            text = _vendor_named(work, question, text)
        name = work.creating or _name(work.session, work.system)
        _field(work, question, "system", work.system, name, write.field, text)
    else:
        _vendor_field(work, question, write.field, text)


def _vendor_named(work: _Work, question: Question, name: str) -> str:
    """The vendor's name; planned to be registered where it isn't."""
    if survey.resolve_reference(work.session, "system", "vendor", name) == name:
        work.steps.append(Step(question.id, "create", "vendor", "", name, "", "", "", name))
    work.vendor = name
    return name


def _vendor_field(work: _Work, question: Question, code: str, text: str) -> None:
    held = str(_fields(work.session, work.system).get("vendor") or "") if work.system else ""
    name = work.vendor or _name(work.session, held) or held
    if not name:
        work.why_not.append("現行システムの事業者がまだ書かれていないため、事業者の欄には書き込めません。")
        return
    rid = survey.resolve_reference(work.session, "system", "vendor", name)
    if rid != name:
        _field(work, question, "vendor", rid, name, code, text)
        return
    if not any(s.type == "vendor" and s.kind == "create" and s.name == name for s in work.steps):
        work.steps.append(Step(question.id, "create", "vendor", "", name, "", "", "", name))
    _field(work, question, "vendor", "", name, code, text)


def _field(work: _Work, question: Question, type_: str, rid: str, name: str, code: str, text: str) -> None:
    label = next(f.label for atom in ATOMS[type_].values() for f in atom if f.code == code)
    old = str(_fields(work.session, rid).get(code) or "") if rid else ""
    if code in survey.REFERRING.get(type_, ()):
        old = _name(work.session, old) or old
    kind = "create" if not rid else "same" if old == text else "replace" if old else "set"
    work.steps.append(Step(question.id, kind, type_, rid, name, code, label, old, text))


def _linkages(work: _Work, question: Question, names: Collection[str]) -> None:
    known = {
        n for (n,) in work.session.con.execute("SELECT name FROM record WHERE type='curlink' AND present=1").fetchall()
    }
    for name in names:
        if name not in known:
            work.steps.append(Step(question.id, "create", "curlink", "", name, "", "", "", name))


def apply(
    session: Session, unit: Unit, questionnaire: Questionnaire, department: str, made: Plan, kinds: Collection[str]
) -> None:
    """Does the steps of some kinds, within a unit. What hangs on a record that isn't created is left out."""
    vendors = _create_vendors(session, unit, made, kinds)
    system = _create_system(session, unit, department, made, vendors) if "create" in kinds and made.system_name else ""
    changed: dict[tuple[str, str], dict[str, Any]] = {}
    for step in made.of(kinds):
        if step.field and step.rid:
            value = vendors.get(step.new, step.new) if step.field in ("vendor", "maintenance") else step.new
            if step.type == "system":
                value = survey.resolve_reference(session, "system", step.field, value)
            changed.setdefault((step.rid, step.type), {})[step.field] = value
    if "create" in kinds:  # a vendor already named by its text is now known by its record
        for step in made.of({"same"}):
            if step.type == "system" and step.new in vendors and step.field in ("vendor", "maintenance"):
                changed.setdefault((step.rid, step.type), {})[step.field] = vendors[step.new]
    for (rid, type_), values in changed.items():
        survey.write_changes(session, unit, rid, type_, values)
    if "create" in kinds:
        _create_linkages(session, unit, questionnaire, department, made, system)


def _create_vendors(session: Session, unit: Unit, made: Plan, kinds: Collection[str]) -> dict[str, str]:
    if "create" not in kinds:
        return {}
    out: dict[str, str] = {}
    for step in made.steps:
        if step.type == "vendor" and step.kind == "create" and not step.field and step.name not in out:
            filled = {s.field: s.new for s in made.steps if s.type == "vendor" and s.name == step.name and s.field}
            out[step.name] = unit.create("vendor", survey.atoms_of("vendor", {"name": step.name, **filled}))
    return out


def _create_system(session: Session, unit: Unit, department: str, made: Plan, vendors: Mapping[str, str]) -> str:
    values: dict[str, Any] = {"name": made.system_name, "department": department}
    values["number"] = survey.numbered("system", survey.next_number(session, "system"))
    for step in made.steps:
        if step.type == "system" and step.field:
            text = vendors.get(step.new, step.new)
            values[step.field] = survey.resolve_reference(session, "system", step.field, text)
    return unit.create("system", survey.atoms_of("system", values))


def _create_linkages(
    session: Session, unit: Unit, questionnaire: Questionnaire, department: str, made: Plan, system: str
) -> None:
    number = survey.next_number(session, "curlink")
    writes = {q.id: w for q in questionnaire.questions for w in q.writes if w.record == "curlink"}
    for step in made.steps:
        if step.type != "curlink":
            continue
        values: dict[str, Any] = {
            **writes[step.question].also,
            writes[step.question].field: step.name,
            "number": survey.numbered("curlink", number),
            "department": _name(session, department),
            "system": system or next((s.rid for s in made.steps if s.type == "system" and s.rid), ""),
        }
        unit.create("curlink", survey.atoms_of("curlink", values))
        number += 1


def _fields(session: Session, rid: str) -> dict[str, Any]:
    row = session.con.execute("SELECT fields FROM record WHERE rid=? AND present=1", (rid,)).fetchone()
    found: dict[str, Any] = json.loads(row[0]) if row else {}
    return found


def _name(session: Session, rid: str) -> str:
    row = session.con.execute("SELECT name FROM record WHERE rid=?", (rid,)).fetchone()
    return str(row[0]) if row else ""
