"""Addresses of the pages of people."""

from __future__ import annotations

from django.urls import path

from tinhgon.registry.site import people

urlpatterns = [
    path("con-nguoi/", people.people, name="people"),
    path("con-nguoi/<int:object_id>/", people.person, name="person"),
    path("ho-so-cua-toi/", people.own_record, name="own_record"),
]
