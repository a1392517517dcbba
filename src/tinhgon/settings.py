"""Settings of the Django project; everything an installation may vary comes from the environment."""

from __future__ import annotations

import os
import secrets

SECRET_KEY = os.environ.get("TINHGON_SECRET_KEY") or secrets.token_urlsafe(50)
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.postgres",
    "pgtrigger",
    "tinhgon.accounts",
    "tinhgon.registry",
]

# The backend asks `tinhgon.database` for the server on first connection: DATABASE_URL, or the embedded one.
DATABASES = {"default": {"ENGINE": "tinhgon.database.backend", "NAME": "tinhgon", "CONN_MAX_AGE": 0}}

AUTH_USER_MODEL = "accounts.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
