"""Addresses of the pages of people."""

from __future__ import annotations

from django.urls import path

from tinhgon.registry.site import kinship, people

urlpatterns = [
    path("con-nguoi/", people.people, name="people"),
    path("con-nguoi/<int:object_id>/", people.person, name="person"),
    path("con-nguoi/<int:object_id>/quan-he/", kinship.person_ties, name="person_ties"),
    path("ho-so-cua-toi/", people.own_record, name="own_record"),
]
