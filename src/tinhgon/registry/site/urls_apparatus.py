"""Addresses of the pages: apparatus."""

from __future__ import annotations

from django.urls import path

from tinhgon.registry.site import apparatus, organizations, posts

urlpatterns = [
    path("bo-may/", apparatus.apparatus, name="apparatus"),
    path("bo-may/nhanh/<int:object_id>/", apparatus.branch, name="apparatus_branch"),
    path("bo-may/so-do/", apparatus.chart, name="apparatus_chart"),
    path("bo-may/so-do/<int:object_id>/", apparatus.chart_branch, name="apparatus_chart_branch"),
    path("co-quan/<int:object_id>/", organizations.organization, name="organization"),
    path("chuc-danh/<int:object_id>/", posts.post, name="post"),
    path("doi-tuong/<int:object_id>/", posts.any_object, name="object"),
]
