"""Settings of the Django project; everything an installation may vary comes from the environment."""

from __future__ import annotations

import os
from pathlib import Path

from tinhgon.deployment import secret_key
from tinhgon.logs import LOGGING  # noqa: F401 a setting

_HERE = Path(__file__).resolve().parent

SECRET_KEY = secret_key()
DEBUG = False
ALLOWED_HOSTS = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    *filter(None, os.environ.get("TINHGON_ALLOWED_HOSTS", "").split(",")),
]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "pgtrigger",
    "tinhgon.accounts",
    "tinhgon.frame",
    "tinhgon.registry",
    "tinhgon.rulebook",
    "tinhgon.documents",
    "tinhgon.exchange",
    "tinhgon.scenarios",
    "tinhgon.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tinhgon.frame.languages.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tinhgon.frame.faults.FaultMiddleware",
    "tinhgon.registry.site.moments.MomentMiddleware",
]

ROOT_URLCONF = "tinhgon.web.urls"
WSGI_APPLICATION = "tinhgon.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_HERE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tinhgon.web.context.frame",
            ],
            "builtins": ["tinhgon.frame.templatetags.tinhgon", "django.templatetags.static"],
        },
    }
]

# The backend asks `tinhgon.database` for the server on first connection: DATABASE_URL, or the embedded one.
DATABASES = {
    "default": {
        "ENGINE": "tinhgon.database.backend",
        "NAME": "tinhgon",
        "CONN_MAX_AGE": 60,  # seconds
        "CONN_HEALTH_CHECKS": True,
    }
}

AUTH_USER_MODEL = "accounts.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "tinhgon.frame.assets.Assets"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# Nothing but our own files, no inline script or style: see docs/operations.md.
_SELF = "'self'"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [_SELF],
        "base-uri": ["'none'"],
        "connect-src": [_SELF],
        "font-src": [_SELF],
        "form-action": [_SELF],
        "frame-ancestors": ["'none'"],
        "img-src": [_SELF, "data:"],
        "object-src": ["'none'"],
        "script-src": [_SELF],
        "style-src": [_SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 12 * 3600  # seconds: a working day
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = bool(os.environ.get("TINHGON_HTTPS"))
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # bytes
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # bytes

# --- Signing in: django-allauth with our own pages (web/accounts) ---

INSTALLED_APPS.append("allauth.usersessions")
MIDDLEWARE.append("tinhgon.web.accounts.second_factor.SecondFactorMiddleware")
AUTHENTICATION_BACKENDS = ["tinhgon.web.accounts.backend.AccountBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "tinhgon.web.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "tinhgon.web.accounts.passwords.UnlikeTheAccount"},
    {"NAME": "tinhgon.web.accounts.passwords.Uncommon"},
]
PASSWORD_RESET_TIMEOUT = 24 * 3600  # seconds a link to set a password holds
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "first"

# Attempts to sign in are counted here, by all processes together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "tinhgon_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

ACCOUNT_ADAPTER = "tinhgon.web.accounts.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/300s/key"}
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_COOKIE_AGE, a working day
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_FORMS = {
    "login": "tinhgon.web.accounts.forms.SignInForm",
    "change_password": "tinhgon.web.accounts.forms.ChangePasswordForm",
    "set_password": "tinhgon.web.accounts.forms.SetPasswordForm",
    "reset_password_from_key": "tinhgon.web.accounts.forms.NewPasswordForm",
    "reauthenticate": "tinhgon.web.accounts.forms.ConfirmPasswordForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TINHGON_PROXIES", "0"))
MFA_ADAPTER = "tinhgon.web.accounts.adapters.SecondFactorAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds by which clocks may differ
MFA_FORMS = {
    "authenticate": "tinhgon.web.accounts.forms.SecondFactorForm",
    "reauthenticate": "tinhgon.web.accounts.forms.ConfirmCodeForm",
    "activate_totp": "tinhgon.web.accounts.forms.ActivateSecondFactorForm",
}
REQUIRE_MFA = bool(os.environ.get("TINHGON_REQUIRE_MFA"))
SIGN_INS_KEPT = int(os.environ.get("TINHGON_SIGN_IN_DAYS", "365"))  # days

SOCIALACCOUNT_ADAPTER = "tinhgon.web.accounts.adapters.OutsideAccountAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, object] = {}
OIDC_MATCH = os.environ.get("TINHGON_OIDC_MATCH", "email")
if _OIDC := os.environ.get("TINHGON_OIDC_URL", ""):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": os.environ.get("TINHGON_OIDC_NAME", "OpenID Connect"),
                "client_id": os.environ.get("TINHGON_OIDC_CLIENT_ID", ""),
                "secret": os.environ.get("TINHGON_OIDC_CLIENT_SECRET", ""),
                "settings": {"server_url": _OIDC},
            }
        ],
    }
    # The form that starts the sign-in leads to the provider's own page.
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"].append("/".join(_OIDC.split("/")[:3]))

# --- Operations: background jobs, logs, proxies (docs/operations.md) ---

INSTALLED_APPS += ["procrastinate.contrib.django", "tinhgon.jobs"]
MIDDLEWARE.insert(0, "tinhgon.logs.RequestLog")
JOB_MODULES = ["tinhgon.exchange.site.work", "tinhgon.registry.site.work"]  # see `tinhgon.jobs.functions.job`
RUN_FILE_LIMIT = int(os.environ.get("TINHGON_FILE_LIMIT_MB", "50")) * 1_000_000  # bytes
RUN_FILES_KEPT_DAYS = int(os.environ.get("TINHGON_FILE_DAYS", "7"))
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
if SESSION_COOKIE_SECURE:
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
