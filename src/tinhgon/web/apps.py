"""Django application of the site as a whole."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The first page, search, addresses of all rooms."""

    name = "tinhgon.web"
    label = "web"
    verbose_name = "Trang web"
