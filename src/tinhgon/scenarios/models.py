"""Tables of scenarios: the plan as it stands, the edits that led to it, and what people say of it.

A scenario is a draft: none of this is part of the record. What it decides becomes a decision of the
registry (`Deciding`), which is.
"""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from tinhgon.errors import Text


class Status(StrEnum):
    """Where a scenario is in its life."""

    OPEN = "open"
    FROZEN = "frozen"
    DROPPED = "dropped"


STATUS_NAMES = {
    Status.OPEN: Text("đang soạn", "being drafted"),
    Status.FROZEN: Text("đã chốt", "frozen"),
    Status.DROPPED: Text("đã bỏ", "dropped"),
}


class Scenario(models.Model):
    """A scheme (đề án) being drafted.

    `under` is the area or body it is about (None: all of the record), `ground` the instruments it rests on,
    `assumptions` what its costs are counted with. `plan` is what its edits up to `position` come to, `version`
    rises with every edit, undoing among them. `mentions` are the objects its changes name.
    """

    name = models.TextField()
    purpose = models.TextField(blank=True, default="")
    ground = models.JSONField(default=list)
    under = models.BigIntegerField(null=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    status = models.CharField(
        max_length=8, choices=[(each.value, name.vi) for each, name in STATUS_NAMES.items()], default=Status.OPEN.value
    )
    plan = models.JSONField()
    version = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    assumptions = models.JSONField(default=dict)
    mentions = ArrayField(models.BigIntegerField(), default=list)
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="copies")
    created_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(auto_now=True)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    frozen_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (GinIndex(fields=["mentions"], name="scenario_mentions", fastupdate=False),)

    def __str__(self) -> str:
        return self.name


class Edit(models.Model):
    """One edit in the order of editing, with what takes the plan there and back."""

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="edits")
    ordinal = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    label_vi = models.TextField()
    label_en = models.TextField()
    patch = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["scenario", "ordinal"], name="scenario_edit_ordinal_once"),)

    @property
    def label(self) -> Text:
        """What was done."""
        return Text(self.label_vi, self.label_en)


class Share(models.Model):
    """An account that a scenario was shown to: to read and comment on, or also to edit."""

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="shares")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    edits = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["scenario", "account"], name="scenario_share_once"),)


class Comment(models.Model):
    """A remark on a scenario, on one of its steps, or on a finding (`about` names it)."""

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField()
    step = models.PositiveIntegerField(null=True)
    about = models.TextField(blank=True, default="")
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)


class Waiver(models.Model):
    """That a rule of law is waived for some subjects, by a decision on record."""

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="waivers")
    rule = models.TextField()
    subjects = ArrayField(models.BigIntegerField())
    decision = models.ForeignKey("registry.Decision", models.PROTECT, related_name="+")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["scenario", "rule", "subjects"], name="scenario_waiver_once"),)


class Deciding(models.Model):
    """A decision made from a scenario: which phases it carries out, or that it undoes them."""

    scenario = models.ForeignKey(Scenario, models.PROTECT, related_name="decidings")
    decision = models.OneToOneField("registry.Decision", models.CASCADE, related_name="+")
    phases = ArrayField(models.PositiveIntegerField())
    plan_digest = models.CharField(max_length=64)
    undoes = models.ForeignKey("self", models.PROTECT, null=True, related_name="undone_by")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
