"""Addresses of import, export and background work."""

from __future__ import annotations

from django.urls import path

from tinhgon.exchange.site import pages

urlpatterns = [
    path("trao-doi/", pages.exchange, name="exchange"),
    path("trao-doi/mau/", pages.template, name="template"),
    path("trao-doi/nhap/", pages.import_upload, name="import"),
    path("trao-doi/nhap/<int:run_id>/du-thao/", pages.import_draft, name="import_draft"),
    path("trao-doi/xuat/", pages.export, name="export"),
    path("cong-viec/", pages.runs, name="runs"),
    path("cong-viec/<int:run_id>/", pages.run, name="run"),
    path("cong-viec/<int:run_id>/tien-do/", pages.run_progress, name="run_progress"),
    path("cong-viec/<int:run_id>/dung/", pages.run_cancel, name="run_cancel"),
    path("cong-viec/<int:run_id>/tep/<int:number>/", pages.run_file, name="run_file"),
]
