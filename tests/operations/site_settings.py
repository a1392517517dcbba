"""The settings of the project with a site of two addresses and the jobs of the tests."""

from tinhgon.settings import *  # noqa: F403

ROOT_URLCONF = "tests.operations.addresses"
MIDDLEWARE = [
    "tinhgon.logs.RequestLog",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
JOB_MODULES = ["tests.jobs.sample"]
