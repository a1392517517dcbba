"""A site of two addresses."""

from django.urls import path

from tinhgon.web import health

urlpatterns = [path("health", health.health, name="health"), path("ready", health.ready, name="ready")]
