"""All addresses of the site."""

from __future__ import annotations

from django.urls import include, path

from tinhgon.web import health, views

handler403 = "tinhgon.frame.faults.refused"
handler404 = "tinhgon.frame.faults.missing"

urlpatterns = [
    path("", views.first, name="first"),
    path("health", health.health, name="health"),
    path("ready", health.ready, name="ready"),
    path("", include("tinhgon.registry.site.urls")),
    path("", include("tinhgon.rulebook.site.urls")),
    path("", include("tinhgon.scenarios.site.urls")),
    path("", include("tinhgon.documents.site.urls")),
    path("", include("tinhgon.exchange.site.urls")),
    path("", include("tinhgon.web.accounts.urls")),
    path("api/v1/", include("tinhgon.web.api.urls")),
]
