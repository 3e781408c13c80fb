"""The file of all that is in force: the same answers as edition by edition, whichever way it was made."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.problems import UserProblem
from app.services import catalogue, comparison, history, settings
from app.services import session as sessions
from app.services.session import Session
from app.services.views import FORCE, ItemFilter, Who
from app.store import force
from app.store import search as words
from spec_catalog.model import Edition, SizeClasses, SourceRow, SpecItem
from spec_catalog.text import match_key
from tests.helpers.workspaces import store_edition

WORDS = ("宛名", "印鑑登録", "税", "ＤＶ", "dv", "氏名", "住所", "登録", "証明書", "照会", "カナ", "ｶﾅ", "12345")


def item(business: str, kind: str, n: int, rng: random.Random, **more: object) -> SpecItem:
    text = "".join(rng.choices(WORDS, k=rng.randint(1, 6)))
    mark = rng.choice(("mandatory", "optional", "prohibited", None))
    id_ = f"{business}{n:04d}" if kind in ("req", "form") else f"{business}{n:05d}"
    return SpecItem(
        business=business, kind=kind, id=id_, name=rng.choice(WORDS), text=text,
        path=tuple(rng.choices(("一", "二", "三"), k=rng.randint(0, 3))),
        classes=SizeClasses(mark, mark, mark), rows=(SourceRow("表", n + 1),),
        related=tuple(f"req:{business}{rng.randint(1, 9):04d}" for _ in range(rng.randint(0, 2))),
        extra=(("桁数", str(rng.randint(1, 9))),), **more,
    )  # fmt: skip


def edition(business: str, kind: str, label: str, seed: int, count: int = 30) -> Edition:
    rng = random.Random(f"{business}{kind}{seed}")
    items = tuple(item(business, kind, n, rng, order=n, deleted=rng.random() < 0.1) for n in range(1, count))
    return Edition(business, kind, label, published=f"202{seed}-01-01", items=items)


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("FITGAP_HOME", str(tmp_path / "home"))
    opened = sessions.create(
        tmp_path / "t.fitgap", municipality="みほん市", code="999997", size="general", who=Who("市民課", "佐藤 花子")
    )
    yield opened
    opened.close()


def hashes_in_force(session: Session) -> list[str]:
    return [e.hash for e in catalogue.in_force(session)]


def by_hand(session: Session, text: str) -> set[str]:
    """The nodes a search must find, found by looking at every item of every edition in force."""
    asked = [match_key(w) for w in text.split()]
    found = set()
    for edition_hash in hashes_in_force(session):
        for key in catalogue.item_keys(session, edition_hash, ItemFilter()):
            d = catalogue.detail(session, edition_hash, key)
            fields = [d.row.id, d.row.name, d.row.section, *d.row.path, d.text, d.reason, d.note]
            fields += [v for _, v in d.extra]
            texts = [match_key(f) for f in fields]
            if all(any(w in t for t in texts) for w in asked):
                found.add(d.row.node)
    return found


def test_a_search_over_everything_is_the_union_of_the_editions_in_force(session: Session) -> None:
    for business in ("001", "010", "023-1"):
        for kind in ("req", "form", "data"):
            store_edition(session, edition(business[:3], kind, "第1.0版", 1))
    for text in ("宛名", "税", "登", "ｶﾅ", "ＤＶ 氏名", "証明書 照会", "0010", "1234", "99999"):
        total, hits = catalogue.search(session, text, limit=10_000)
        assert {row.node for _, row in hits} == by_hand(session, text), text
        assert total == len(hits)


def test_an_adoption_changes_only_what_it_changes_and_gives_what_a_fresh_build_gives(
    session: Session, tmp_path: Path
) -> None:
    for business in ("001", "010", "016"):
        store_edition(session, edition(business, "req", "第1.0版", 1))
    first = store_edition(session, edition("001", "req", "第2.0版", 2))
    catalogue.adopt(session, catalogue.resolve_edition(session, "第1.0版", business="001").hash)
    before = content(session)
    catalogue.adopt(session, first)
    grown = content(session)
    assert grown != before
    session.detach_all()
    for file in (tmp_path / "home" / "catalogue").glob("force-*"):
        file.unlink()
    assert content(session) == grown, "built at once, it must hold what it held when it grew"


def content(session: Session) -> dict[str, object]:
    schema = session.attach(FORCE)
    out: dict[str, object] = {
        table: sorted(map(repr, session.con.execute(f"SELECT * FROM {schema}.{table}")))
        for table in ("item", "slim", "rel", "source")
    }
    for text in ("宛名", "税", "登", "dv", "0010"):
        sql = f"SELECT rowid FROM {schema}.words WHERE words MATCH ?"
        out[text] = sorted(r[0] for r in session.con.execute(sql, (words.query(text),)))
    return out


def test_a_change_since_the_edition_before_is_known_and_counted(session: Session) -> None:
    old = edition("001", "req", "第1.0版", 1, count=6)
    items = list(old.items)
    live = [i for i in items if not i.deleted]
    gone, other = live[0], live[1]
    changed = [
        SpecItem(**{**{f: getattr(i, f) for f in i.__slots__}, "text": i.text + "新しい文"}) if i is other else i
        for i in items
        if i is not gone
    ]
    new = Edition("001", "req", "第2.0版", published="2025-01-01", items=tuple(changed))
    store_edition(session, old)
    catalogue.adopt(session, store_edition(session, new))
    assert catalogue.facets(session, FORCE, ItemFilter()).by_change == {"text": 1}
    keys = catalogue.item_keys(session, FORCE, ItemFilter(changes=("text",)))
    assert [r.id for r in catalogue.item_rows(session, FORCE, keys)] == [other.id]


def test_facets_count_under_all_other_filters(session: Session) -> None:
    """Against an oracle that looks at every row, for random filters and verdicts."""
    for business in ("001", "010"):
        for kind in ("req", "form"):
            store_edition(session, edition(business, kind, "第1.0版", 1, count=25))
    rng = random.Random(7)
    nodes = [r.node for r in all_rows(session)]
    for node in rng.sample(nodes, 30):
        edition_hash, key = catalogue.find(session, node)
        sessions.set_who(session, Who(rng.choice(("市民課", "税務課")), "山田"))
        comparison.judge(session, edition_hash, [key], verdict=rng.choice(("fit", "gap", "ask")))
    every = all_rows(session)
    for _ in range(60):
        flt = ItemFilter(
            classes=tuple(rng.sample(("mandatory", "optional", ""), rng.randint(0, 2))),
            verdicts=tuple(rng.sample(("", "fit", "gap"), rng.randint(0, 2))),
            businesses=tuple(rng.sample(("001", "010"), rng.randint(0, 1))),
            documents=tuple(rng.sample(("req", "form"), rng.randint(0, 1))),
            departments=tuple(rng.sample(("市民課", "税務課"), rng.randint(0, 1))),
        )
        found = catalogue.facets(session, FORCE, flt)
        tests = {
            "classes": lambda r, f=flt: not f.classes or (r.cls or "") in f.classes,
            "verdicts": lambda r, f=flt: not f.verdicts or (r.verdict or "") in f.verdicts,
            "businesses": lambda r, f=flt: not f.businesses or r.business in f.businesses,
            "documents": lambda r, f=flt: not f.documents or r.kind in f.documents,
            "departments": lambda r, f=flt: not f.departments or r.by.partition("/")[0] in f.departments,
        }
        for name, counts, value in (
            ("classes", found.by_class, lambda r: r.cls or ""),
            ("verdicts", found.by_verdict, lambda r: r.verdict or ""),
            ("businesses", found.by_business, lambda r: r.business),
            ("documents", found.by_document, lambda r: r.kind),
        ):
            wanted: dict[str, int] = {}
            for row in every:
                if all(test(row) for other, test in tests.items() if other != name):
                    wanted[value(row)] = wanted.get(value(row), 0) + 1
            assert counts == wanted, (flt, name)
        assert found.total == sum(all(t(r) for t in tests.values()) for r in every)
        assert found.total == len(catalogue.item_keys(session, FORCE, flt))
        by_tree = [n for n in catalogue.tree(session, FORCE, flt) if len(n.path) == 1]
        assert sum(n.total for n in by_tree) == found.total
        assert sum(n.judged for n in by_tree) == found.total - sum(
            1 for r in every if all(t(r) for t in tests.values()) and not r.verdict
        )


def all_rows(session: Session) -> list:
    return catalogue.item_rows(session, FORCE, catalogue.item_keys(session, FORCE, ItemFilter()))


def test_stopping_an_adoption_changes_nothing(session: Session, tmp_path: Path) -> None:
    store_edition(session, edition("001", "req", "第2.0版", 2))
    old = store_edition(session, edition("001", "req", "第1.0版", 1))  # the newest counts until one is adopted
    files = sorted(p.name for p in (tmp_path / "home").rglob("*.sqlite*"))
    stop = threading.Event()
    stop.set()
    with pytest.raises(UserProblem, match="やめました"):
        catalogue.adopt(session, old, cancel=stop)
    assert not any(e.adopted for e in catalogue.editions(session))
    assert sorted(p.name for p in (tmp_path / "home").rglob("*.sqlite*")) == files


def test_undoing_an_adoption_finds_the_former_state_again(session: Session) -> None:
    old = store_edition(session, edition("001", "req", "第1.0版", 1))
    new = store_edition(session, edition("001", "req", "第2.0版", 2))
    catalogue.adopt(session, old)
    before = content(session)
    catalogue.adopt(session, new)
    assert content(session) != before
    history.undo(session)
    assert content(session) == before
    assert force.ready(settings.data_folder() / "catalogue", session.sources())


def test_the_work_of_counting_grows_with_the_hits_and_not_with_hits_times_verdicts(session: Session) -> None:
    """Counted in steps of SQLite's machine: four times as much of everything must not cost sixteen times as much."""
    steps: list[int] = []
    for business, count in (("001", 200), ("010", 800)):
        items = tuple(
            SpecItem(business=business, kind="req", id=f"{business}{n:04d}", name="宛名", text="宛名を登録すること。",
                     path=("一",), rows=(SourceRow("表", n + 1),), order=n)
            for n in range(count)
        )  # fmt: skip
        edition_hash = store_edition(session, Edition(business, "req", "第1.0版", published="2024-01-01", items=items))
        comparison.judge(session, edition_hash, catalogue.item_keys(session, edition_hash, ItemFilter()), verdict="fit")
        done = 0

        def count_on() -> int:
            nonlocal done
            done += 1
            return 0

        flt = ItemFilter(text="宛名", businesses=(business,))
        session.attach(FORCE)
        session.con.set_progress_handler(count_on, 10)
        catalogue.facets(session, FORCE, flt)
        catalogue.tree(session, FORCE, flt)
        session.con.set_progress_handler(None, 0)
        steps.append(done)
    assert steps[1] < 8 * steps[0], steps
