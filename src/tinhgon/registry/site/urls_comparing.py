"""Addresses of search, of stepping from day to day, and of comparing and watching them."""

from __future__ import annotations

from django.urls import path, re_path

from tinhgon.registry.site import comparing, playing, searching, stepping

urlpatterns = [
    path("tim/", searching.search, name="search"),
    path("tim/goi-y/", searching.suggestions, name="search_suggestions"),
    re_path(r"^buoc/(?P<direction>previous|next)/$", stepping.step, name="step"),
    path("so-sanh/", comparing.compare, name="compare"),
    path("so-sanh/so-do/", comparing.compare_chart, name="compare_chart"),
    path("so-sanh/ban-do/", comparing.compare_map, name="compare_map"),
    path("xem-dien-bien/", playing.play, name="play"),
    path("xem-dien-bien/<str:on>/", playing.shown, name="play_day"),
]
