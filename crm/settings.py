"""All settings; each value that differs between installations is read from the environment."""

from pathlib import Path
from urllib.parse import urlsplit

import pgtrigger
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from crm.common import env

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = env.text("SECRET_KEY")
DEBUG = env.flag("DEBUG", default=False)
SITE_URL = env.text("SITE_URL", "http://localhost:8000").rstrip("/")
_host = urlsplit(SITE_URL).hostname or "localhost"
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", f"{_host} localhost 127.0.0.1 [::1]")
HTTPS = SITE_URL.startswith("https://")
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "data")))
FILES_DIR = Path(env.text("FILES_DIR", str(DATA_DIR / "files")))  # uploads, files to download
BASE_CURRENCY = env.text("BASE_CURRENCY", "SEK")
DEFAULT_COUNTRY = env.text("DEFAULT_COUNTRY", "SE")  # of phone numbers without a country code
EMAIL_SERVER = env.email("EMAIL_URL")
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"CRM <crm@{_host}>")
REPORT_LEASE_SECONDS = env.number("REPORT_LEASE_SECONDS", 120)  # one report is drawn in far less
IMPORT_LEASE_SECONDS = env.number("IMPORT_LEASE_SECONDS", 30)  # renewed while the worker lives
LIST_LEASE_SECONDS = env.number("LIST_LEASE_SECONDS", 60)  # bulk edits and exports renew it
MAIL_LEASE_SECONDS = env.number("MAIL_LEASE_SECONDS", 180)  # longer than the mail server may take

ROOT_URLCONF = "crm.urls"
WSGI_APPLICATION = "crm.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "users.User"
# Addresses are unique after case folding, by a constraint of the table.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "pghistory",
    "pgtrigger",
    "rest_framework",
    "crm.common",
    "crm.common.lists",
    "crm.common.search",
    "users",
    "catalog",
    "accounts",
    "messaging",
    "deals",
    "reports",
    "lead",
    "exchange",
    "benchmarks",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "crm.common.middleware.health_middleware",
    "csp.middleware.CSPMiddleware",
    "crm.common.api.problems.problem_middleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "crm.common.middleware.preferences_middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "crm.common.middleware.history_middleware",
    "crm.common.middleware.business_rule_middleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

PGHISTORY_LEVEL = pgtrigger.Statement  # one history statement for a set of rows, not one a row

# --- PostgreSQL and Redis -------------------------------------------------------------------

DATABASES = {
    "default": {
        **env.database("DATABASE_URL"),
        "CONN_MAX_AGE": env.number("DATABASE_CONN_MAX_AGE", 60),
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,  # PgBouncer-safe: no session state
    }
}
REDIS_URL = env.text("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "crm.common.cache.SteadyCache",
        "LOCATION": env.text("CACHE_URL", env.redis_database(REDIS_URL, 1)),
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}
SESSION_ENGINE = "users.sessions"

# --- Celery: every task is a hint about a row; see docs/architecture.md ----------------------

CELERY_BROKER_URL = env.celery_broker(REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "max_retries": 1,  # of a hint; workers and the scheduler try on by settings of their own
    "interval_start": 0,
    "interval_max": 0,
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10.0
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "messaging.*": {"queue": "mail"},
    "reports.*": {"queue": "reports"},
    "exchange.*": {"queue": "imports"},
}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "send-due-mail": {
        "task": "messaging.tasks.send_due_mail",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "forget-old-answers": {"task": "users.tasks.forget_old_answers", "schedule": 3600.0},
    "work-on-lists": {
        "task": "crm.common.lists.tasks.run_list_work",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "delete-expired-exports": {
        "task": "crm.common.lists.tasks.delete_expired_exports",
        "schedule": 3600.0,
    },
    "make-due-reports": {"task": "reports.tasks.make_due_reports", "schedule": 30.0},
    "carry-out-imports": {
        "task": "exchange.tasks.carry_out_imports",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "delete-old-uploads": {"task": "exchange.tasks.delete_old_uploads", "schedule": 3600.0},
}

# --- Who signs in, and how -------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "messaging.adapters.OutboxAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # here one stays signed in, elsewhere not
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "users.reset_tokens.ResetTokens"  # noqa: S105 - a class
PASSWORD_RESET_TIMEOUT = 3600
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0)  # whose X-Forwarded-For counts
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to strangers
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {
    "login": "users.sign_in_forms.SignInForm",
    "reset_password": "users.sign_in_forms.ResetForm",
    "reset_password_from_key": "users.sign_in_forms.NewPasswordForm",
    "change_password": "users.sign_in_forms.ChangePasswordForm",
}
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "full_name"]},
    },
]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
CSRF_TRUSTED_ORIGINS = [SITE_URL]
FILE_UPLOAD_HANDLERS = ["crm.common.uploads.PrivateUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Languages, zones, numbers ---------------------------------------------------------------

TIME_ZONE = env.text("TIME_ZONE", "Europe/Stockholm")
LANGUAGE_CODE = env.text("LANGUAGE_CODE", "en")
LANGUAGES = [("en", _("English")), ("sv", _("Swedish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]

# --- Pages and files -------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
FORM_RENDERER = "crm.common.form_rendering.QuickRenderer"

# --- API -------------------------------------------------------------------------------------

API_REQUESTS_PER_MINUTE = env.number("API_REQUESTS_PER_MINUTE", 600)  # of each key; 0: no limit
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "users.api_auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["users.api_auth.ScopePermission"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["crm.common.api.parsing.StrictJSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["crm.common.api.throttling.MinuteThrottle"],
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "crm.common.api.schema.ApiSchema",
    "EXCEPTION_HANDLER": "crm.common.api.problems.problem_handler",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "CRM API",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": ["crm.common.api.schema.describe_problems"],
    "SERVE_PERMISSIONS": ["users.api_auth.ScopePermission"],
}

# --- Logs: one JSON object a line on standard error --------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "crm.common.logs.JsonFormatter"}},
    "handlers": {"stdout": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stdout"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
    },
}
