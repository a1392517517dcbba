"""The app of documents."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Official papers and the register of their numbers."""

    name = "tinhgon.documents"
    label = "documents"
