"""Addresses of the pages: places."""

from __future__ import annotations

from django.urls import path

from tinhgon.registry.site import places, places_area

urlpatterns = [
    path("dia-gioi/", places.territory, name="territory"),
    path("dia-gioi/ban-do/", places.territory_map, name="territory_map"),
    path("dia-gioi/nhanh/<int:object_id>/", places.branch, name="territory_branch"),
    path("dia-gioi/<int:object_id>/", places_area.area, name="area"),
]
