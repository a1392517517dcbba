"""Tables of the registry.

Every object has an identity (`Entity`) and, in the state table of its kind, rows with two periods: the
days they are valid and the time they have been on record. Columns of the state tables come from the
vocabulary. What the tables promise is promised by the database: see the constraints here and the
triggers in `guards`.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Greatest, Least

from tinhgon.registry import guards
from tinhgon.registry.domain.decisions import EFFECT_NAMES, STATUS_NAMES, Status
from tinhgon.registry.domain.kinship import RELATIONS
from tinhgon.registry.domain.vocabulary import ATTRIBUTES, Attribute, Kind, Type


class Entity(models.Model):
    """An object's identity. Ids are given out when a decision is drafted (see `services.new_ids`)."""

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=16, choices=[(each.value, each.value) for each in Kind])

    class Meta:
        triggers = guards.append_only()


class Decision(models.Model):
    """A decision in its life from draft to enacted; its changes are `Change` rows."""

    number = models.TextField()
    kind = models.TextField()
    issuer = models.TextField()
    signed_on = models.DateField()
    effective_on = models.DateField()
    subject = models.TextField()
    instruments = models.JSONField(default=list)
    corrects = ArrayField(models.BigIntegerField(), default=list)
    key = models.TextField(blank=True, default="")
    status = models.CharField(
        max_length=9, choices=[(each.value, name.vi) for each, name in STATUS_NAMES.items()], default=Status.DRAFT.value
    )
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    enacted_at = models.DateTimeField(null=True)
    content_digest = models.CharField(max_length=64, blank=True, default="")
    base_seq = models.BigIntegerField(default=0)
    mentions = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        triggers = guards.decision_lifecycle()
        indexes = (
            models.Index(fields=["number"], name="decision_number"),
            GinIndex(fields=["mentions"], name="decision_mentions", fastupdate=False),
        )
        constraints = (
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="decision_key_once"),
            models.CheckConstraint(
                name="decision_second_signature",
                condition=Q(status__in=("draft", "submitted"))
                | (Q(approved_by__isnull=False) & ~Q(approved_by=F("drafted_by"))),
            ),
            models.CheckConstraint(name="decision_signed_content", condition=Q(status="draft") | ~Q(content_digest="")),
            models.CheckConstraint(
                name="decision_enacted_moment", condition=~Q(status="enacted") | Q(enacted_at__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Change(models.Model):
    """One change of a decision. Its id is the source that facts name."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="changes")
    ordinal = models.PositiveIntegerField()
    verb = models.CharField(max_length=24)
    payload = models.JSONField()

    class Meta:
        triggers = guards.only_in_drafts()
        constraints = (models.UniqueConstraint(fields=["decision", "ordinal"], name="change_ordinal_once"),)


class Attachment(models.Model):
    """A file of a decision, with its content."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="attachments")
    name = models.TextField()
    media_type = models.TextField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        triggers = guards.only_in_drafts()
        constraints = (models.UniqueConstraint(fields=["decision", "name"], name="attachment_name_once"),)


class LedgerEntry(models.Model):
    """A link of the hash chain: one for each enacted decision, in the order of recording."""

    seq = models.BigIntegerField(primary_key=True)
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="ledger_entry")
    previous = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    recorded_at = models.DateTimeField(unique=True)

    class Meta:
        triggers = guards.chained()
        ordering = ("seq",)


class DecisionEffect(models.Model):
    """That a decision annuls or corrects an earlier one."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="effects")
    target = models.ForeignKey(Decision, models.PROTECT, related_name="affected_by")
    effect = models.CharField(max_length=8, choices=[(each.value, name.vi) for each, name in EFFECT_NAMES.items()])

    class Meta:
        triggers = guards.append_only()


class Lineage(models.Model):
    """That an object passed, wholly or in part, into another on a day."""

    predecessor = models.ForeignKey(Entity, models.PROTECT, related_name="+")
    successor = models.ForeignKey(Entity, models.PROTECT, related_name="+")
    extent = models.CharField(max_length=5, choices=[("whole", "toàn bộ"), ("part", "một phần")])
    on = models.DateField()
    change = models.ForeignKey(Change, models.PROTECT, related_name="+", db_index=False)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    recorded = DateTimeRangeField()

    class Meta:
        triggers = guards.recorded_once()
        constraints = (
            models.UniqueConstraint(
                fields=["predecessor", "successor", "on"],
                condition=Q(recorded__upper_inf=True),
                name="lineage_known_once",
            ),
        )


class PersonKey(models.Model):
    """The key of a person's digests. Erasing it, with the values, erases the person."""

    person_id = models.BigIntegerField(primary_key=True)
    key = models.BinaryField(max_length=32)


class PersonalValue(models.Model):
    """What a digest of a person stands for. Kept beside the record, never in it."""

    digest = models.CharField(max_length=64, primary_key=True)
    person_id = models.BigIntegerField(db_index=True)
    field = models.CharField(max_length=32)
    value = models.TextField()


class KinTie(models.Model):
    """A family tie that somebody declared: `person_b` is the `relation` of `person_a`.

    Kept beside the record, never in it, and erased with either person. One tie of two people, whoever declared it.
    """

    person_a = models.BigIntegerField(db_index=True)
    person_b = models.BigIntegerField(db_index=True)
    relation = models.CharField(max_length=16, choices=[(code, name.vi) for code, name in RELATIONS.items()])
    declared_on = models.DateField()
    source = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.CheckConstraint(name="kin_tie_of_two", condition=~Q(person_a=F("person_b"))),
            models.UniqueConstraint(
                Least("person_a", "person_b"), Greatest("person_a", "person_b"), name="kin_tie_once"
            ),
        )


def _same_object() -> Func:
    # The embedded server has no btree_gist; a range of one number gives an equality GiST understands.
    return Func(F("object"), F("object"), Value("[]"), function="int8range")


class State(models.Model):
    """What all state tables share: whose state, valid when, on record when, by which decision.

    `decision` recorded the row; `sources` names the change behind each value (see `domain.rows`).
    """

    object = models.ForeignKey(Entity, models.PROTECT, related_name="+")
    valid = DateRangeField()
    recorded = DateTimeRangeField()
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    sources = models.JSONField(default=dict)

    class Meta:
        abstract = True


_FIELDS: dict[Type, type[models.Field[Any, Any]]] = {
    Type.TEXT: models.TextField,
    Type.INTEGER: models.BigIntegerField,
    Type.BOOLEAN: models.BooleanField,
    Type.DATE: models.DateField,
}


def _column(attribute: Attribute) -> models.Field[Any, Any]:
    if attribute.type is Type.REFERENCE:
        return models.ForeignKey(Entity, models.PROTECT, null=not attribute.required, related_name="+")
    if attribute.type is Type.PERSONAL:
        return models.CharField(max_length=64, null=not attribute.required)
    if attribute.type is Type.DECIMAL:
        return models.DecimalField(max_digits=30, decimal_places=12, null=not attribute.required)
    return _FIELDS[attribute.type](null=not attribute.required)


_CODE_INDEXES = {
    Kind.AREA: [models.Index(fields=["level", "code"], name="area_code")],
    Kind.ORGANIZATION: [models.Index(fields=["code"], name="organization_code")],
}


def _state_model(kind: Kind) -> type[State]:
    name = f"{kind.value.capitalize()}State"
    meta = type(
        "Meta",
        (),
        {
            "triggers": guards.recorded_once(),
            "constraints": [
                ExclusionConstraint(
                    name=f"{kind.value}_one_value_at_a_time",
                    expressions=[
                        (_same_object(), RangeOperators.OVERLAPS),
                        ("valid", RangeOperators.OVERLAPS),
                        ("recorded", RangeOperators.OVERLAPS),
                    ],
                )
            ],
            "indexes": _CODE_INDEXES.get(kind, []),
        },
    )
    columns = {attribute.name: _column(attribute) for attribute in ATTRIBUTES[kind].values()}
    doc = f"Dated, recorded states of objects of kind {kind.value}; columns from the vocabulary."
    return type(name, (State,), {"__module__": __name__, "__doc__": doc, "Meta": meta, **columns})


AreaState = _state_model(Kind.AREA)
OrganizationState = _state_model(Kind.ORGANIZATION)
PostState = _state_model(Kind.POST)
PersonState = _state_model(Kind.PERSON)
MembershipState = _state_model(Kind.MEMBERSHIP)
QuotaState = _state_model(Kind.QUOTA)

STATES: dict[Kind, type[State]] = {
    Kind.AREA: AreaState,
    Kind.ORGANIZATION: OrganizationState,
    Kind.POST: PostState,
    Kind.PERSON: PersonState,
    Kind.MEMBERSHIP: MembershipState,
    Kind.QUOTA: QuotaState,
}
