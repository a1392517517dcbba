"""Django application for accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and programs that draft, approve and look."""

    name = "tinhgon.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Tài khoản"

    def ready(self) -> None:
        """Begin the log of attempts to sign in."""
        from tinhgon.accounts.sign_ins import connect

        connect()
