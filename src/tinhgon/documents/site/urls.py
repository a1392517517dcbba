"""Addresses of the register of numbers."""

from __future__ import annotations

from django.urls import path

from tinhgon.documents.site import registers

urlpatterns = [
    path("van-ban/so/", registers.registers, name="numbers"),
    path("van-ban/so/lay/", registers.take, name="numbers-take"),
    path("van-ban/so/huy/", registers.cancel, name="numbers-cancel"),
]
