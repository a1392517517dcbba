"""Addresses of the registry's pages."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include(f"tinhgon.registry.site.urls_{each}"))
    for each in ("apparatus", "places", "people", "decisions", "comparing")
]
