"""Django application for what all pages share."""

from django.apps import AppConfig


class FrameConfig(AppConfig):
    """Layout, addresses, tables, formats and the check of permissions."""

    name = "tinhgon.frame"
    label = "frame"
    verbose_name = "Khung trang"
