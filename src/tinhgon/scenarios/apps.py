"""The app of scenarios."""

from django.apps import AppConfig


class ScenariosConfig(AppConfig):
    """Plans of a future apparatus."""

    name = "tinhgon.scenarios"
    label = "scenarios"
