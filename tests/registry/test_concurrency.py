"""Many at once, each on a connection of its own: the chain stays one, every decision stays whole."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from typing import Any, TypeVar

import psycopg
import pytest
from django.db import connection, connections

from tests.registry.acts import DAY, area, people, record, signed
from tests.registry.decisions_at_random import document
from tinhgon.accounts.models import Account
from tinhgon.registry import services, snapshots
from tinhgon.registry.domain.changes import Change, CreatePost, Dissolve, Found, Merge, Rename, Reparent
from tinhgon.registry.domain.ledger import GENESIS
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.models import STATES, Decision, LedgerEntry
from tinhgon.registry.verification import verify

pytestmark = pytest.mark.usefixtures("registry_db")

WRITERS = 16
LATER = date(2026, 1, 1)
POST = {"title": "Giám đốc", "headship": "head", "establishment_class": "civil_servant"}
T = TypeVar("T")


def at_once(actions: Sequence[Callable[[], T]]) -> list[T | Exception]:
    """Run the actions at the same moment, each in a thread with its own connection."""
    gate = threading.Barrier(len(actions))

    def run(action: Callable[[], T]) -> T | Exception:
        try:
            connection.ensure_connection()
            gate.wait()
            return action()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def assert_one_chain() -> None:
    """No gap, no fork, moments in order, and everything as the decisions say."""
    rows = list(LedgerEntry.objects.order_by("seq"))
    assert [each.seq for each in rows] == list(range(1, len(rows) + 1))
    assert [each.previous for each in rows] == [GENESIS, *(each.digest for each in rows)][: len(rows)]
    moments = [each.recorded_at for each in rows]
    assert moments == sorted(set(moments))
    found = verify()
    assert found.clean, found.difference


def assert_nothing_in_pieces() -> None:
    """Enacted decisions have their entry and, of these tests, facts; others have neither."""
    factual = {pk for model in STATES.values() for pk in model.objects.values_list("decision_id", flat=True)}
    enacted = set(Decision.objects.filter(status="enacted").values_list("pk", flat=True))
    entered = set(LedgerEntry.objects.values_list("decision_id", flat=True))
    assert factual == enacted == entered


def small_country() -> tuple[int, list[int]]:
    """A province with one district for each writer."""
    province, *districts = services.new_ids(WRITERS + 1)
    record(
        "0",
        area(province, "01", level="province"),
        *(area(each, f"{n:03}", province, "district") for n, each in enumerate(districts)),
    )
    return province, districts


def test_sixteen_writers_on_the_same_and_on_different_objects_make_one_chain() -> None:
    province, districts = small_country()

    def write(writer: int) -> Callable[[], list[str]]:
        def life() -> list[str]:
            outcomes = []
            commune, other = services.new_ids(2)
            district = districts[writer]
            for year, changes in (
                (2025, [area(commune, f"{writer:03}01", district), area(other, f"{writer:03}02", district)]),
                (2026, [Rename(object_id=each, name=f"Tên {writer}") for each in (province, district)]),
                (2027, [Merge(into=commune, sources=(other,)), Reparent(object_id=commune, parent=districts[0])]),
            ):
                try:
                    services.enact_decision(signed(f"{writer}/{year}", *changes, on=date(year, 7, 1)))
                    outcomes.append("in")
                except services.Conflict:
                    outcomes.append("conflict")
            return outcomes

        return life

    outcomes = at_once([write(writer) for writer in range(WRITERS)])
    assert all(isinstance(each, list) for each in outcomes), outcomes
    settled = [each for each in outcomes if isinstance(each, list)]
    assert [each[0] for each in settled] == ["in"] * WRITERS, "nobody else speaks of these objects"
    assert [each[2] for each in settled] == ["in"] * WRITERS
    accepted = sum(each.count("in") for each in settled)
    assert any(each[1] == "in" for each in settled)
    assert LedgerEntry.objects.count() == 1 + accepted
    assert Decision.objects.filter(status="approved").count() == 3 * WRITERS - accepted
    assert_one_chain()
    assert_nothing_in_pieces()
    communes = snapshots.load(date(2028, 1, 1))[Kind.AREA].filter(level="commune")
    assert len(communes) == WRITERS


Verb = Callable[[int, int, int], Change]
"""Makes a change of a district; the others are a district and a province, other ones for each side."""

VERBS: dict[str, Verb] = {
    "rename": lambda unit, district, province: Rename(object_id=unit, name=f"Huyện {district}"),
    "dissolve": lambda unit, district, province: Dissolve(object_id=unit),
    "move": lambda unit, district, province: Reparent(object_id=unit, parent=province),
    "merge": lambda unit, district, province: Merge(into=district, sources=(unit,)),
}
PAIRS = ["rename rename", "rename dissolve", "dissolve merge", "move dissolve", "merge merge", "move move"]
ROUNDS = 24


def test_of_two_conflicting_decisions_enacted_at_once_exactly_one_wins_each_time() -> None:
    *provinces, home = services.new_ids(3)
    districts = services.new_ids(2)
    record(
        "0",
        *(area(each, f"{n:02}", level="province") for n, each in enumerate([*provinces, home])),
        *(area(each, f"{n:03}", home, "district") for n, each in enumerate(districts, start=900)),
    )
    for round_ in range(ROUNDS):
        (unit,) = services.new_ids(1)
        record(f"{round_}", area(unit, f"{round_:03}", home, "district"))
        verbs = [VERBS[each] for each in PAIRS[round_ % len(PAIRS)].split()]
        pair = [
            signed(f"{round_}{side}", verb(unit, district, province), on=LATER)
            for side, verb, district, province in zip("AB", verbs, districts, provinces, strict=True)
        ]
        results = at_once([partial(services.enact_decision, each) for each in pair])
        won = [isinstance(each, LedgerEntry) for each in results]
        assert sorted(won) == [False, True], results
        conflict = results[won.index(False)]
        assert isinstance(conflict, services.Conflict)
        assert conflict.rivals == (str(pair[won.index(True)]),)
        assert unit in conflict.objects
        assert Decision.objects.get(pk=pair[won.index(False)].pk).status == "approved"
    assert LedgerEntry.objects.count() == 1 + 2 * ROUNDS
    assert_one_chain()
    assert_nothing_in_pieces()


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("pair", PAIRS)
def test_the_second_of_two_conflicting_decisions_is_told_of_the_first(pair: str, order: tuple[int, int]) -> None:
    home, *provinces, unit, one, other = services.new_ids(6)
    units = (unit, one, other)
    record(
        "0",
        *(area(each, f"{each}", level="province") for each in (home, *provinces)),
        *(area(each, f"{each}", home, "district") for each in units),
    )
    both = [
        signed(each, VERBS[verb](unit, district, province), on=LATER)
        for each, verb, district, province in zip("AB", pair.split(), (one, other), provinces, strict=True)
    ]
    first, second = (both[each] for each in order)
    services.enact_decision(first)
    with pytest.raises(services.Conflict) as conflict:
        services.enact_decision(second)
    assert conflict.value.rivals == (str(first),)
    assert unit in conflict.value.objects
    assert str(first) in conflict.value.message("vi")
    assert str(first) in conflict.value.message("en")
    assert_one_chain()


def test_decisions_on_other_matters_of_one_object_do_not_conflict() -> None:
    home, away, unit = services.new_ids(3)
    record(
        "0",
        *(area(each, f"{each}", level="province") for each in (home, away)),
        area(unit, f"{unit}", home, "district"),
    )
    renaming, moving = Rename(object_id=unit, name="Mới"), Reparent(object_id=unit, parent=away)
    both = [signed("A", renaming, on=LATER), signed("B", moving, on=LATER)]
    for each in both:
        services.enact_decision(each)
    district = snapshots.load(LATER)[Kind.AREA].filter(level="district")
    assert district.select("name", "parent_id").rows() == [("Mới", away)]


def test_the_loser_of_a_conflict_is_enacted_after_it_was_withdrawn_and_signed_again() -> None:
    (province,) = services.new_ids(1)
    record("0", area(province, "01", level="province"))
    first, second = (signed(each, Rename(object_id=province, name=each), on=LATER) for each in ("Một", "Hai"))
    services.enact_decision(first)
    with pytest.raises(services.Conflict):
        services.enact_decision(second)
    services.enact_decision(services.approve(services.submit(services.withdraw(second)), people()[1]))
    assert snapshots.load(LATER)[Kind.AREA]["name"].to_list() == ["Hai"]
    assert_one_chain()


def test_one_decision_enacted_by_many_at_once_is_enacted_once() -> None:
    for round_ in range(5):
        (province,) = services.new_ids(1)
        decision = signed(f"{round_}", area(province, f"{round_:02}", level="province"))
        results = at_once([partial(services.enact_decision, decision) for _ in range(4)])
        assert sum(isinstance(each, LedgerEntry) for each in results) == 1
        assert sum(isinstance(each, services.WrongStep) for each in results) == 3, results
    assert LedgerEntry.objects.count() == 5
    assert_one_chain()


def test_readers_see_only_whole_decisions_while_others_write() -> None:
    """Every decision adds one organization, three posts in it and two areas."""
    done = threading.Event()

    def write() -> list[tuple[int, ...]]:
        try:
            for number in range(25):
                body, *rest = services.new_ids(6)
                record(
                    f"{number}",
                    Found(
                        object_id=body,
                        kind=Kind.ORGANIZATION,
                        attributes={"name": f"Sở {number}", "sector": "state", "tier": "province"},
                    ),
                    *(area(each, f"{number}{n}", level="province") for n, each in enumerate(rest[:2])),
                    *(CreatePost(object_id=each, attributes={"organization": body, **POST}) for each in rest[2:]),
                )
        finally:
            done.set()
        return []

    def read() -> list[tuple[int, ...]]:
        seen = []
        while not done.is_set():
            found = snapshots.load(DAY)
            seen.append(tuple(len(found[kind]) for kind in (Kind.ORGANIZATION, Kind.POST, Kind.AREA)))
        return seen

    _, *readers = at_once([write, read, read, read])
    for seen in readers:
        assert isinstance(seen, list), seen
        assert seen == sorted(seen)
        assert all((posts, areas) == (3 * bodies, 2 * bodies) for bodies, posts, areas in seen)
    assert max(len(set(seen)) for seen in readers if isinstance(seen, list)) > 1, "somebody read while it grew"


def test_submission_is_tried_on_one_picture_of_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rival that is enacted meanwhile is not seen half: enacting names it."""
    mine, other = services.new_ids(2)
    rival = signed("1", area(other, "01", level="province"))
    decision = services.draft(document("2", DAY, area(mine, "01", level="province")), people()[0])
    original = services.prefetch

    def late(*given: Any) -> None:
        monkeypatch.setattr(services, "prefetch", original)
        assert isinstance(at_once([partial(services.enact_decision, rival)])[0], LedgerEntry)
        original(*given)

    monkeypatch.setattr(services, "prefetch", late)
    services.approve(services.submit(decision), people()[1])
    with pytest.raises(services.Conflict) as conflict:
        services.enact_decision(decision)
    assert conflict.value.rivals == (str(rival),)
    assert set(conflict.value.objects) == {mine, other}


@pytest.mark.parametrize("table", ["registry_areastate", "registry_ledgerentry", "registry_decision"])
def test_an_enactment_that_cannot_be_serialised_is_tried_again(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that does not queue reads the table about to be written, and is first to change what was read.

    The database lets only one of the two stand, and says so at the write to that table.
    """
    decision = signed("1", area(services.new_ids(1)[0], "01", level="province"))
    original, attempts = services.head, []
    given = connection.get_connection_params()
    address = {key: given[key] for key in ("dbname", "user", "host", "port") if key in given}
    with psycopg.connect(**address) as competitor:
        competitor.isolation_level = psycopg.IsolationLevel.SERIALIZABLE
        competitor.execute(f"SELECT count(*) FROM {table}")

        def head() -> LedgerEntry:
            attempts.append(len(list(Account.objects.all())))
            if len(attempts) == 1:
                competitor.execute("UPDATE accounts_account SET last_name = last_name || '.'")
                competitor.commit()
            return original()

        monkeypatch.setattr(services, "head", head)
        services.enact_decision(decision)
    assert len(attempts) == 2
    assert_one_chain()
    assert_nothing_in_pieces()
