"""Addresses of the overview, of figures and findings."""

from __future__ import annotations

from django.urls import path

from tinhgon.rulebook.site import figures, findings, overview, parameters, seeds

urlpatterns = [
    path("tong-quan/", overview.dashboard, name="dashboard"),
    path("tong-quan/so-lieu/", overview.dashboard_figures, name="dashboard_figures"),
    path("chi-tieu/", figures.figures, name="figures"),
    path("chi-tieu/bai-bao/", seeds.seeds, name="seeds"),
    path("chi-tieu/phat-hien/", findings.findings, name="findings"),
    path("chi-tieu/quy-tac/", parameters.parameters, name="parameters"),
    path("chi-tieu/<str:name>/", figures.one_figure, name="figure"),
    path("chi-tieu/<str:name>/xu-huong/", figures.figure_trend, name="figure_trend"),
    path("chi-tieu/<str:name>/ban-do/", figures.figure_map, name="figure_map"),
]
