"""Tables of background jobs: each run, and the files given to it or made by it."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from tinhgon.errors import Text


class Status(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


STATUS_NAMES = {
    Status.QUEUED: Text("Đang chờ", "Queued"),
    Status.RUNNING: Text("Đang thực hiện", "Running"),
    Status.DONE: Text("Hoàn thành", "Done"),
    Status.FAILED: Text("Không thành công", "Failed"),
    Status.CANCELLED: Text("Đã hủy", "Cancelled"),
}
ENDED = (Status.DONE, Status.FAILED, Status.CANCELLED)


class Run(models.Model):
    """One run of a job: who asked for what, how far it is, and what came of it.

    `arguments`, `found` and `result` are plain JSON without personal data; `phase` and the parts of
    `error` are texts in both languages. `queue_id` is the id of its place in the queue.
    """

    name = models.CharField(max_length=64)
    arguments = models.JSONField(default=dict)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    status = models.CharField(
        max_length=9,
        choices=[(each.value, name.vi) for each, name in STATUS_NAMES.items()],
        default=Status.QUEUED.value,
    )
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    phase = models.JSONField(default=dict)
    found = models.JSONField(default=dict)
    result = models.JSONField(null=True)
    error = models.JSONField(null=True)
    asked_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    cancel_asked = models.BooleanField(default=False)
    queue_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["asked_by", "-asked_at"], name="run_of_account"),
            models.Index(fields=["status"], condition=Q(status__in=["queued", "running"]), name="run_not_ended"),
        )
        constraints = (
            models.CheckConstraint(name="run_status", condition=Q(status__in=[each.value for each in Status])),
            models.CheckConstraint(
                name="run_ended_has_moment",
                condition=Q(status__in=["queued", "running"], ended_at=None)
                | Q(status__in=["done", "failed", "cancelled"], ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="run_failed_has_error",
                condition=Q(status="failed", error__isnull=False) | (~Q(status="failed") & Q(error=None)),
            ),
            models.CheckConstraint(name="run_done_within_total", condition=Q(done__lte=F("total"))),
        )

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"


class RunFile(models.Model):
    """A file given to a run, or made by it; kept in the database so that any worker can read it."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="files")
    made = models.BooleanField()
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=127)
    size = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["run", "made", "name"], name="run_file_once"),)

    def __str__(self) -> str:
        return self.name
