"""Django application for background jobs."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Long work done beside the site, with progress and a result."""

    name = "tinhgon.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Công việc nền"
