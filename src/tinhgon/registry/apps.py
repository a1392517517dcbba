"""Django application for the registry."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """The dated record of bodies, posts and people, and the decisions behind it."""

    name = "tinhgon.registry"
    label = "registry"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Hồ sơ tổ chức"
