"""Django's settings. Secrets and places come from the environment; ``fenhao.site.configure`` fills it in."""

import os

from fenhao.site._database_url import database

SECRET_KEY = os.environ.get("FENHAO_SECRET_KEY", "")
DEBUG = False
ALLOWED_HOSTS = [host for host in os.environ.get("FENHAO_HOSTS", "").split(",") if host]

DATABASES = {"default": database(os.environ.get("FENHAO_DATABASE_URL", "sqlite:///:memory:"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "heroicons",
    "fenhao.books.people",
    "fenhao.books.audit",
    "fenhao.books.journal",
    "fenhao.books.approvals",
    "fenhao.books.gates",
    "fenhao.books.budgets",
    "fenhao.books.moves",
    "fenhao.books.plans",
    "fenhao.books.requests",
    "fenhao.books.postings",
    "fenhao.books.findings",
    "fenhao.books.goals",
    "fenhao.books.lessons",
    "fenhao.books.watch",
    "fenhao.books.improvements",
    "fenhao.books.care",
    "fenhao.books.studies",
    "fenhao.books.proposals",
    "fenhao.books.monthend",
    "fenhao.books.policies",
    "fenhao.books.outgoing",
    "fenhao.books.sources",
    "fenhao.interfaces.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
MIDDLEWARE = [
    "fenhao.interfaces.api.DoorMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "csp.middleware.CSPMiddleware",
    "fenhao.interfaces.web.SurroundingsMiddleware",
    "fenhao.interfaces.web.LimitMiddleware",
]
ROOT_URLCONF = "fenhao.site.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"heroicons": "fenhao.interfaces.web.templatetags.icons"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fenhao.interfaces.web.frame",
            ],
        },
    }
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
"""Nothing from elsewhere, nothing inline; a picture may be data because the second factor's code is drawn on the spot."""

FENHAO_BOOK = os.environ.get("FENHAO_BOOK_ROOT", ".")
"""The folder of the company that this process serves."""
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "/accounts/login/"
CSRF_FAILURE_VIEW = "fenhao.interfaces.web.pages.surface.refused"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Fenhao"

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("FENHAO_INSECURE") != "1"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {
        "django.request": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "fenhao": {"handlers": ["console"], "level": "INFO"},
    },
}
