"""The database keeps the record's promises against whoever writes SQL to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.registry.conftest import empty_registry
from tests.registry.decisions_at_random import DAYS, document
from tinhgon.accounts.models import Account, system_account
from tinhgon.registry import services
from tinhgon.registry.domain.changes import Annul, Found, Rename, TransferPart
from tinhgon.registry.domain.ledger import GENESIS
from tinhgon.registry.domain.vocabulary import Kind
from tinhgon.registry.models import Decision

FACTS = (
    "registry_areastate",
    "registry_organizationstate",
    "registry_poststate",
    "registry_personstate",
    "registry_membershipstate",
    "registry_quotastate",
    "registry_lineage",
)
KEPT = (
    *FACTS,
    "registry_entity",
    "registry_decision",
    "registry_change",
    "registry_attachment",
    "registry_ledgerentry",
    "registry_decisioneffect",
)


@pytest.fixture(scope="module")
def world(registry_tables: None, django_db_blocker: Any) -> Iterator[None]:
    """Two areas, one renamed, one giving part to the other; one annulled; one decision at each other step."""
    with django_db_blocker.unblock():
        empty_registry()
        people = system_account("soan", "Soạn thảo"), system_account("duyet", "Phê duyệt")
        area = {"level": "province", "name": "Tỉnh"}
        found = [Found(object_id=each, kind=Kind.AREA, attributes={**area, "code": f"0{each}"}) for each in (1, 2)]
        decision = services.draft(document("1", DAYS[0], *found), people[0], {"a.txt": ("text/plain", b"a")})
        services.enact_decision(services.approve(services.submit(decision), people[1]))
        services.record(document("2", DAYS[2], Rename(object_id=1, name="Tỉnh mới")), *people)
        services.record(document("3", DAYS[3], TransferPart(source=1, target=2)), *people)
        services.record(document("4", DAYS[4], Rename(object_id=2, name="Tỉnh khác")), *people)
        services.record(document("5", DAYS[4], Annul(entry=4)), *people)
        for status in ("draft", "submitted", "approved"):
            decision = services.draft(document(status, DAYS[5], Rename(object_id=1, name="Sau")), people[0])
            decision = decision if status == "draft" else services.submit(decision)
            decision = services.approve(decision, people[1]) if status == "approved" else decision
        yield
        empty_registry()
        connection.close()


@pytest.fixture(autouse=True)
def undone(world: None, django_db_blocker: Any) -> Iterator[None]:
    """Whatever a test brings about is undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def run(statement: str, *parameters: object) -> int:
    """Run one statement as a transaction of its own would, checks at its end included; rows touched."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows = int(cursor.rowcount)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        return rows


def one(query: str, *parameters: object) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        (value,) = cursor.fetchone()
        return value


def refused(statement: str, *parameters: object, because: str) -> None:
    """The database refuses, and says why in words that hold `because`."""
    with pytest.raises(DatabaseError) as caught:
        run(statement, *parameters)
    assert because in str(caught.value)


COPY = (
    "INSERT INTO registry_areastate (object_id, valid, recorded, decision_id, sources, code, name, level)"
    " SELECT object_id, {valid}, {recorded}, {decision}, sources, code, name, level"
    " FROM registry_areastate WHERE object_id = 1 AND upper_inf(recorded) AND lower(valid) = '2004-01-01'"
)


def copied_fact(valid: str = "valid", recorded: str = "recorded", decision: str = "decision_id") -> str:
    """A statement that stores the first state of area 1 again, changed as told."""
    return COPY.format(valid=valid, recorded=recorded, decision=decision)


def step(status: str) -> Decision:
    """The decision that was brought to a step of its life by the services."""
    decision: Decision = Decision.objects.get(number=status)
    return decision


# --- (a) one value at one moment


@pytest.mark.parametrize("valid", ["valid", "daterange('2005-01-01', '2005-01-02')", "daterange(NULL, NULL)"])
def test_two_values_at_one_moment_are_refused(valid: str) -> None:
    decision = one(
        "SELECT decision_id FROM registry_areastate WHERE object_id = 1 AND lower(valid) = '2004-01-01'"
        " AND upper_inf(recorded)"
    )
    moment = one("SELECT recorded_at FROM registry_ledgerentry WHERE decision_id = %s", decision)
    same_moment = f"tstzrange('{moment.isoformat()}', NULL)"
    refused(copied_fact(valid=valid, recorded=same_moment), because="area_one_value_at_a_time")


def test_two_values_are_refused_even_where_only_the_past_knew_one_of_them() -> None:
    closed = "SELECT id FROM registry_areastate WHERE object_id = 1 AND NOT upper_inf(recorded)"
    original = one(closed)
    moment = one("SELECT lower(recorded) FROM registry_areastate WHERE id = %s", original)
    statement = COPY.replace("upper_inf(recorded) AND lower(valid) = '2004-01-01'", f"id = {original}")
    again = statement.format(valid="valid", recorded=f"tstzrange('{moment.isoformat()}', NULL)", decision="decision_id")
    refused(again, because="area_one_value_at_a_time")


# --- (b) no fact without an enacted decision


@pytest.mark.parametrize("status", ["draft", "submitted", "approved"])
def test_a_fact_from_a_decision_that_is_not_enacted_is_refused(status: str) -> None:
    decision = step(status)
    later = "daterange(NULL, '1990-01-01')"
    refused(copied_fact(valid=later, decision=str(decision.pk)), because="need an enacted decision")


@pytest.mark.parametrize("decision", ["NULL", "987654"])
def test_a_fact_without_a_decision_is_refused(decision: str) -> None:
    with pytest.raises(IntegrityError):
        run(copied_fact(valid="daterange(NULL, '1990-01-01')", decision=decision))


def test_a_fact_said_to_be_recorded_at_another_moment_than_its_decision_is_refused() -> None:
    backdated = copied_fact(valid="daterange(NULL, '1990-01-01')", recorded="tstzrange('2000-01-01', NULL)")
    refused(backdated, because="its moment of recording")
    closed = copied_fact(
        valid="daterange(NULL, '1990-01-01')", recorded="tstzrange(lower(recorded), lower(recorded) + '1s')"
    )
    refused(closed, because="its moment of recording")


def test_a_decision_called_enacted_without_its_link_in_the_chain_makes_no_facts() -> None:
    decision = step("approved")
    run("UPDATE registry_decision SET status = 'enacted', enacted_at = now() WHERE id = %s", decision.pk)
    fact = copied_fact(
        valid="daterange(NULL, '1990-01-01')", recorded="tstzrange(now(), NULL)", decision=str(decision.pk)
    )
    refused(fact, because="need an enacted decision")


def test_a_lineage_of_a_decision_that_is_not_enacted_is_refused() -> None:
    decision = step("approved")
    statement = (
        'INSERT INTO registry_lineage (predecessor_id, successor_id, extent, "on", change_id, decision_id,'
        " recorded) SELECT 2, 1, 'part', '2010-01-01', change_id, %s, recorded FROM registry_lineage LIMIT 1"
    )
    refused(statement, decision.pk, because="need an enacted decision")


# --- (c) facts are recorded once


@pytest.mark.parametrize("table", KEPT)
def test_no_table_of_the_record_can_be_emptied(table: str) -> None:
    refused(f"TRUNCATE {table} CASCADE", because="cannot be emptied")


@pytest.mark.parametrize("table", ["registry_areastate", "registry_lineage", "registry_entity", "registry_ledgerentry"])
def test_rows_of_the_record_cannot_be_deleted(table: str) -> None:
    assert one(f"SELECT count(*) FROM {table}") > 0
    refused(f"DELETE FROM {table}", because="delete rows from")


@pytest.mark.parametrize(
    "setting",
    [
        "name = 'Giả'",
        "valid = daterange('1990-01-01', '1991-01-01')",
        "object_id = 2",
        "sources = '{}'",
        "decision_id = decision_id + 1",
        "recorded = tstzrange('2000-01-01', NULL)",
        "recorded = tstzrange('2000-01-01', now())",
        "recorded = 'empty'",
        "name = 'Giả', recorded = tstzrange(lower(recorded), now())",
    ],
)
def test_nothing_of_a_fact_can_be_altered(setting: str) -> None:
    refused(
        f"UPDATE registry_areastate SET {setting} WHERE object_id = 1 AND upper_inf(recorded)",
        because="can only have their recorded period closed",
    )


@pytest.mark.parametrize("recorded", ["tstzrange(lower(recorded), NULL)", "tstzrange(lower(recorded), now())"])
def test_a_closed_fact_is_neither_reopened_nor_closed_again(recorded: str) -> None:
    assert one("SELECT count(*) FROM registry_areastate WHERE NOT upper_inf(recorded)") > 0
    refused(
        f"UPDATE registry_areastate SET recorded = {recorded} WHERE NOT upper_inf(recorded)",
        because="can only have their recorded period closed",
    )


def test_every_table_of_facts_bears_the_same_guards() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, substring(t.tgname FROM 'pgtrigger_(.*)_[0-9a-f]{5}')"
            " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND t.tgenabled = 'O' AND c.relname = ANY(%s)",
            [list(FACTS)],
        )
        found: dict[str, set[str]] = {}
        for table, name in cursor.fetchall():
            found.setdefault(table, set()).add(name)
    assert found == {key: {"keep_rows", "keep_table", "close_once", "from_enacted"} for key in FACTS}


def test_an_identity_cannot_be_altered() -> None:
    refused("UPDATE registry_entity SET kind = 'post' WHERE id = 1", because="Cannot update")


# --- (d) the life of a decision


@pytest.mark.parametrize(
    "setting",
    ["subject = 'khác'", "status = 'draft'", "approved_by_id = NULL", "enacted_at = now()", "mentions = '{}'"],
)
def test_an_enacted_decision_cannot_be_altered(setting: str) -> None:
    refused(f"UPDATE registry_decision SET {setting} WHERE number = '1'", because="cannot be altered")


@pytest.mark.parametrize("status", ["submitted", "approved"])
def test_a_submitted_decision_cannot_be_edited(status: str) -> None:
    decision = step(status)
    for setting in ("subject = 'khác'", "content_digest = 'x'", "drafted_by_id = approved_by_id", "base_seq = 0"):
        refused(f"UPDATE registry_decision SET {setting} WHERE id = %s", decision.pk, because="registry_decision")


@pytest.mark.parametrize(
    ("status", "target"),
    [("draft", "approved"), ("draft", "enacted"), ("submitted", "enacted"), ("approved", "submitted")],
)
def test_a_decision_cannot_skip_a_step(status: str, target: str) -> None:
    decision = step(status)
    approver = Account.objects.get(username="duyet").pk
    refused(
        "UPDATE registry_decision SET status = %s, approved_by_id = %s, enacted_at = now(), content_digest = 'x'"
        " WHERE id = %s",
        target,
        approver,
        decision.pk,
        because="skips a step",
    )


@pytest.mark.parametrize("status", ["submitted", "approved", "enacted"])
def test_a_decision_cannot_begin_anywhere_but_as_a_draft(status: str) -> None:
    columns = [field.column for field in Decision._meta.concrete_fields if field.column not in ("id", "status")]
    names = ", ".join(columns)
    refused(
        f"INSERT INTO registry_decision (status, {names}) SELECT %s, {names} FROM registry_decision LIMIT 1",
        status,
        because="insert rows",
    )


def test_the_drafter_cannot_give_the_second_signature() -> None:
    decision = step("submitted")
    statement = "UPDATE registry_decision SET status = 'approved', approved_by_id = {} WHERE id = %s"
    refused(statement.format("drafted_by_id"), decision.pk, because="decision_second_signature")
    refused(statement.format("NULL"), decision.pk, because="decision_second_signature")


def test_a_decision_is_not_enacted_without_a_second_signature() -> None:
    decision = step("approved")
    refused(
        "UPDATE registry_decision SET status = 'enacted', enacted_at = now(), approved_by_id = NULL WHERE id = %s",
        decision.pk,
        because="registry_decision",
    )


def test_a_signature_cannot_be_put_in_another_name() -> None:
    decision = step("approved")
    other = system_account("khac", "Người khác")
    statement = "UPDATE registry_decision SET approved_by_id = %s WHERE id = %s"
    refused(statement, other.pk, decision.pk, because="signature")


def test_a_decision_past_its_draft_cannot_be_deleted() -> None:
    for status in ("submitted", "approved"):
        decision = step(status)
        refused("DELETE FROM registry_decision WHERE id = %s", decision.pk, because="delete rows from")
    refused("DELETE FROM registry_decision WHERE number = '3'", because="registry_decision")


@pytest.mark.parametrize("table", ["registry_change", "registry_attachment"])
def test_what_belongs_to_a_signed_decision_cannot_be_altered_removed_or_moved(table: str) -> None:
    enacted = one("SELECT id FROM registry_decision WHERE number = '1'")
    draft = step("draft").pk
    for statement in (
        f"DELETE FROM {table} WHERE decision_id = {enacted}",
        f"UPDATE {table} SET decision_id = {draft} WHERE decision_id = {enacted}",
    ):
        refused(statement, because="belong to a decision that is no draft")


def test_nothing_is_added_to_a_signed_decision() -> None:
    for status in ("submitted", "approved"):
        decision = step(status)
        refused(
            "INSERT INTO registry_change (decision_id, ordinal, verb, payload) VALUES (%s, 7, 'annul', '{}')",
            decision.pk,
            because="added to drafts only",
        )
    draft, signed = step("draft"), step("approved")
    refused(
        "UPDATE registry_change SET decision_id = %s, ordinal = 8 WHERE decision_id = %s",
        signed.pk,
        draft.pk,
        because="belong to a decision that is no draft",
    )


def test_a_draft_can_be_edited_and_removed() -> None:
    decision = step("draft")
    assert run("UPDATE registry_decision SET subject = 'khác' WHERE id = %s", decision.pk) == 1
    assert run("UPDATE registry_change SET ordinal = 2 WHERE decision_id = %s", decision.pk) == 1
    assert run("DELETE FROM registry_change WHERE decision_id = %s", decision.pk) == 1
    assert run("DELETE FROM registry_decision WHERE id = %s", decision.pk) == 1


# --- (e) the chain


HEAD = "(SELECT digest FROM registry_ledgerentry ORDER BY seq DESC LIMIT 1)"
LINK = (
    "INSERT INTO registry_ledgerentry (seq, decision_id, previous, digest, recorded_at)"
    " SELECT {seq}, id, {previous}, repeat('a', 64), {moment} FROM registry_decision WHERE number = 'approved'"
)


def enacted_by_hand() -> Any:
    """A decision set to enacted without its link; the moment it says."""
    decision = step("approved")
    run("UPDATE registry_decision SET status = 'enacted', enacted_at = now() WHERE id = %s", decision.pk)
    return decision


@pytest.mark.parametrize(
    ("seq", "previous", "moment"),
    [
        ("5", HEAD, "enacted_at"),
        ("7", HEAD, "enacted_at"),
        ("6", f"'{GENESIS}'", "enacted_at"),
        ("6", "(SELECT digest FROM registry_ledgerentry WHERE seq = 3)", "enacted_at"),
        ("6", HEAD, "(SELECT recorded_at FROM registry_ledgerentry WHERE seq = 5)"),
        ("1", f"'{GENESIS}'", "enacted_at"),
    ],
)
def test_a_link_that_does_not_follow_the_head_is_refused(seq: str, previous: str, moment: str) -> None:
    enacted_by_hand()
    refused(LINK.format(seq=seq, previous=previous, moment=moment), because="does not follow the head")


def test_a_link_of_a_decision_that_is_not_enacted_then_is_refused() -> None:
    refused(LINK.format(seq=6, previous=HEAD, moment="now()"), because="needs a decision enacted")


def test_the_link_of_another_moment_than_the_enactment_is_refused() -> None:
    enacted_by_hand()
    later = "enacted_at + interval '1 second'"
    refused(LINK.format(seq=6, previous=HEAD, moment=later), because="needs a decision enacted")


def test_the_link_that_follows_is_taken_once() -> None:
    enacted_by_hand()
    following = LINK.format(seq=6, previous=HEAD, moment="enacted_at")
    assert run(following) == 1
    with pytest.raises(IntegrityError):
        run(following)


@pytest.mark.parametrize("setting", ["digest = repeat('b', 64)", "previous = repeat('b', 64)", "seq = 99"])
def test_a_link_cannot_be_altered(setting: str) -> None:
    refused(f"UPDATE registry_ledgerentry SET {setting} WHERE seq = 3", because="Cannot update")


def test_a_decision_cannot_be_in_the_chain_twice() -> None:
    again = (
        "INSERT INTO registry_ledgerentry (seq, decision_id, previous, digest, recorded_at)"
        f" SELECT 6, id, {HEAD}, repeat('a', 64), enacted_at FROM registry_decision WHERE number = '5'"
    )
    with pytest.raises(IntegrityError):
        run(again)
