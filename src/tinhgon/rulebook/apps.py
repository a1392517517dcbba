"""Django application of the rulebook."""

from __future__ import annotations

from django.apps import AppConfig


class RulebookConfig(AppConfig):  # type: ignore[misc]  # Django has no types
    """Law as dated data; it tells the registry what the codes of forms and roles are called."""

    name = "tinhgon.rulebook"
    label = "rulebook"
    verbose_name = "Quy định"

    def ready(self) -> None:
        """Tell the names of the codes."""
        from tinhgon.registry.selectors import codes
        from tinhgon.rulebook.domain.codes import FORMS, ROLES

        codes.tell("form", FORMS)
        codes.tell("role", ROLES)
