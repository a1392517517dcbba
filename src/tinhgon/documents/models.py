"""Tables of papers: the registers from which their numbers are taken, and what each paper says of itself."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import Q

from tinhgon.errors import Text


class Profile(StrEnum):
    """By whose rules papers are numbered and laid out."""

    STATE = "state"
    PARTY = "party"


PROFILE_NAMES = {
    Profile.STATE: Text("Nhà nước", "State"),
    Profile.PARTY: Text("Đảng", "Party"),
}


class NumberRegister(models.Model):
    """The numbers of one kind of paper of one issuer: of a year (state) or of a committee's term (party).

    `symbol` stands behind the number, `next_number` is the lowest that is above all taken.
    """

    issuer = models.TextField()
    profile = models.CharField(max_length=5, choices=[(each.value, name.vi) for each, name in PROFILE_NAMES.items()])
    kind = models.TextField()
    symbol = models.TextField()
    series = models.TextField()
    next_number = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["issuer", "profile", "symbol", "series"], name="number_register_once"),
            models.CheckConstraint(name="number_register_from_one", condition=Q(next_number__gte=1)),
        )

    def __str__(self) -> str:
        return f"{self.symbol} {self.series}, {self.issuer}"


class NumberTaken(models.Model):
    """A number that was given out; it stays taken when it is cancelled. `paper` names the paper it was taken for."""

    register = models.ForeignKey(NumberRegister, models.PROTECT, related_name="taken")
    number = models.PositiveIntegerField()
    text = models.TextField()
    subject = models.TextField()
    signed_on = models.DateField()
    paper = models.TextField(blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["register", "number"], name="number_taken_once"),
            models.UniqueConstraint(
                fields=["paper"], condition=~Q(paper="") & Q(cancelled_at=None), name="number_of_paper_once"
            ),
            models.CheckConstraint(name="number_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="number_cancelled_with_reason",
                condition=Q(cancelled_at=None, cancelled_by=None) | (Q(cancelled_by__isnull=False) & ~Q(reason="")),
            ),
        )

    def __str__(self) -> str:
        return self.text


class PaperParticulars(models.Model):
    """What a paper says of itself besides what it is made from: issuer, addressees, who signs. `paper` names it."""

    paper = models.TextField(unique=True)
    values = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)
