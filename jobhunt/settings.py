"""Settings, all from the environment (docs/configuration.md lists every name)."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from typing import Any

import django_stubs_ext
from corsheaders.defaults import default_headers
from django.core.exceptions import ImproperlyConfigured

from jobhunt.lib import env
from jobhunt.lib.features import FLAGS
from jobhunt.lib.limits import BUCKETS

# Django's classes take type parameters, as the type checker writes them.
django_stubs_ext.monkeypatch()

# ---------------------------------------------------------------- paths
BASE_DIR = Path(__file__).resolve().parent.parent
if os.environ.get("JOBHUNT_DOTENV", "1") != "0":
    env.load_dotenv(BASE_DIR / ".env")
DATA_DIR = env.env_path("DATA_DIR", BASE_DIR / "var")
DATA_DIR.mkdir(parents=True, exist_ok=True)
MEDIA_ROOT = DATA_DIR / "uploads"

# ---------------------------------------------------------------- core
ENVIRONMENT = env.env_str(
    "ENVIRONMENT", "development", choices=("development", "production")
)
PRODUCTION = ENVIRONMENT == "production"
DEBUG = env.env_bool("DEBUG", False)
DEMO = env.env_bool("DEMO", False)
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG must be off when ENVIRONMENT is production.")


def _stored_key(name: str) -> str:
    """A key made at the first start and kept in DATA_DIR, readable by its owner."""
    file = DATA_DIR / name
    try:
        descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    key = secrets.token_urlsafe(60)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(key)
    return key


SECRET_KEY = env.env_secret("SECRET_KEY")
if not SECRET_KEY:
    if PRODUCTION:
        raise ImproperlyConfigured(
            "SECRET_KEY is required when ENVIRONMENT is production: set it to at"
            " least 50 random characters."
        )
    SECRET_KEY = _stored_key("secret_key")
JWT_SIGNING_KEY = env.env_secret("JWT_SIGNING_KEY", SECRET_KEY)

HOST = env.env_str("HOST", "127.0.0.1")
PORT = env.env_int("PORT", 8000, least=1, most=65535)
PUBLIC_BASE_URL = env.env_url(
    "PUBLIC_BASE_URL",
    f"http://{'127.0.0.1' if HOST in {'0.0.0.0', '::'} else HOST}:{PORT}",  # noqa: S104
    schemes=("http", "https"),
).rstrip("/")
ALLOWED_HOSTS = env.env_list("ALLOWED_HOSTS")
if not ALLOWED_HOSTS:
    if PRODUCTION:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS is required when ENVIRONMENT is production."
        )
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", HOST, "testserver"]
TRUSTED_PROXIES = env.env_list("TRUSTED_PROXIES")
BACKEND_CORS_ORIGINS = env.env_list("BACKEND_CORS_ORIGINS")
REGISTRATION = env.env_str("REGISTRATION", "open", choices=("open", "invite", "closed"))
WEB_THREADS = env.env_int("WEB_THREADS", 8, least=2, most=64)
AI_STREAMS = env.env_int("AI_STREAMS", 2, least=1, most=16)

ROOT_URLCONF = "jobhunt.urls"
WSGI_APPLICATION = "jobhunt.wsgi.application"
ASGI_APPLICATION = "jobhunt.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = False
SITE_NAME = "Jobhunt"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# ---------------------------------------------------------------- apps
INSTALLED_APPS = [
    # Only where its runserver is wanted: it costs every process 28 MiB.
    *(["daphne"] if "runserver" in sys.argv else []),
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "channels",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "template_partials",
    "heroicons",
    "corsheaders",
    "csp",
    "django_q",
    "anymail",
    "jobhunt",
    "accounts",
    "scheduling",
    "resumes",
    "mail",
    "scraping",
    "ai",
    "logs_app",
    "stats",
]

# ---------------------------------------------------------------- middleware
MIDDLEWARE = [
    "jobhunt.lib.request_id.RequestIdMiddleware",
    "jobhunt.lib.middleware.SecurityHeadersMiddleware",
    "jobhunt.lib.metrics.MetricsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "csp.middleware.CSPMiddleware",
    "jobhunt.lib.middleware.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.BrowserSessionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "jobhunt.lib.htmx.HtmxMiddleware",
    "jobhunt.lib.ratelimit.RateLimitMiddleware",
    "accounts.middleware.LoginRequiredMiddleware",
    "accounts.middleware.PreferencesMiddleware",
    "jobhunt.lib.errors.DomainErrorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
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
                "jobhunt.context_processors.site",
            ],
        },
    }
]

# ---------------------------------------------------------------- database
DATABASE_URL = env.env_secret("DATABASE_URL")
if DATABASE_URL:
    DATABASES: dict[str, dict[str, Any]] = {
        "default": {
            **env.database_from_url(DATABASE_URL),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "jobhunt.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                # Read-then-write transactions wait instead of failing "locked";
                # FULL, since a lost commit could send a mail twice.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                    " PRAGMA mmap_size=134217728; PRAGMA cache_size=-32000;"
                    " PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    }

# ---------------------------------------------------------------- cache, channels, queue
REDIS_URL = env.env_url("REDIS_URL", schemes=("redis", "rediss", "unix"), secret=True)
_cache_options: dict[str, Any] = (
    {
        "BACKEND": "jobhunt.lib.cache.JsonRedisCache",
        "LOCATION": REDIS_URL,
    }
    if REDIS_URL
    else {
        "BACKEND": "jobhunt.lib.cache.SqliteCache",
        "LOCATION": str(DATA_DIR / "cache.sqlite3"),
    }
)
CACHES = {
    "default": {**_cache_options, "KEY_PREFIX": "jobhunt"},
    "ratelimit": {**_cache_options, "KEY_PREFIX": "limit"},
}
RATELIMIT_USE_CACHE = "ratelimit"
# The e-mail is unique in any case: by a constraint on lower(email), which auth's
# check does not see.
SILENCED_SYSTEM_CHECKS = ["django_ratelimit.W001", "auth.E003", "auth.W004"]
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

Q_CLUSTER = {
    "name": "jobhunt",
    "orm": "default",
    "workers": 2,
    "queue_limit": 1,
    "bulk": 1,
    "poll": 0.5,
    "guard_cycle": 0.5,
    "recycle": 50,
    "save_limit": 100,
    "catch_up": False,
    "ack_failures": True,
    "max_attempts": 1,
    "timeout": 600,
    "retry": 3600,
    "label": "Task queue",
    # No such cache: its statistics, written twice a second, tell nothing of health.
    "cache": "nowhere",
}
TASKS_INLINE = False
SCHEDULER_ENABLED = env.env_bool("SCHEDULER_ENABLED", True)
SCHEDULER_TIMEZONE = env.env_str("SCHEDULER_TIMEZONE", "UTC")
SCHEDULE_SCRAPE_JOBS = env.env_str("SCHEDULE_SCRAPE_JOBS", "6h")
SCHEDULE_JOB_AUTOMATION = env.env_str("SCHEDULE_JOB_AUTOMATION", "1h")
SCHEDULE_CHECK_FOLLOW_UPS = env.env_str("SCHEDULE_CHECK_FOLLOW_UPS", "0 10 * * *")
SCHEDULE_CLEANUP_LOGS = env.env_str("SCHEDULE_CLEANUP_LOGS", "0 2 * * *")

# ---------------------------------------------------------------- sign-in and tokens
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.BCryptSHA256PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_validators = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"{_validators}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name", "email")},
    },
    {
        "NAME": f"{_validators}.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "accounts.validators.MaximumLengthValidator"},
    {"NAME": f"{_validators}.CommonPasswordValidator"},
    {"NAME": f"{_validators}.NumericPasswordValidator"},
]
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/dashboard"
LOGOUT_REDIRECT_URL = "/"
ACCESS_TOKEN_EXPIRE_MINUTES = env.env_int("ACCESS_TOKEN_EXPIRE_MINUTES", 30, least=1)
REFRESH_TOKEN_EXPIRE_DAYS = env.env_int("REFRESH_TOKEN_EXPIRE_DAYS", 7, least=1)
PASSWORD_RESET_TIMEOUT = 30 * 60
ADMIN_EMAIL = env.env_str("ADMIN_EMAIL")
ADMIN_PASSWORD = env.env_secret("ADMIN_PASSWORD")

# ---------------------------------------------------------------- REST
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.SessionJWTAuthentication"
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["jobhunt.lib.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["jobhunt.lib.renderers.OrjsonRenderer"],
    "DEFAULT_PAGINATION_CLASS": "jobhunt.lib.pagination.SkipLimitPagination",
    "DEFAULT_SCHEMA_CLASS": "jobhunt.lib.schema.ContractSchema",
    "EXCEPTION_HANDLER": "jobhunt.lib.errors.api_exception_handler",
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "jobhunt.lib.negotiation.JSONNegotiation",
    "DEFAULT_METADATA_CLASS": None,
    "URL_FORMAT_OVERRIDE": None,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "DATETIME_FORMAT": "%Y-%m-%dT%H:%M:%S.%fZ",
    "COERCE_DECIMAL_TO_STRING": False,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Jobhunt",
    "VERSION": "1",
    "DESCRIPTION": "Find, decide, prepare, send, chase, learn.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": ["jobhunt.lib.schema.finish"],
}

# ---------------------------------------------------------------- mail and services
EMAIL_HOST = env.env_str("EMAIL_HOST")
EMAIL_USE_SSL = env.env_bool("EMAIL_USE_SSL", False)
EMAIL_USE_TLS = env.env_bool("EMAIL_USE_TLS", False)
if EMAIL_USE_SSL and EMAIL_USE_TLS:
    raise ImproperlyConfigured(
        "EMAIL_USE_SSL and EMAIL_USE_TLS exclude each other: set one of them."
    )
EMAIL_PORT = env.env_int(
    "EMAIL_PORT",
    465 if EMAIL_USE_SSL else 587 if EMAIL_USE_TLS else 25,
    least=1,
    most=65535,
)
EMAIL_HOST_USER = EMAIL_USER = env.env_str("EMAIL_USER")
EMAIL_HOST_PASSWORD = EMAIL_PASSWORD = env.env_secret("EMAIL_PASSWORD")
EMAIL_FROM = env.env_str("EMAIL_FROM", EMAIL_USER)
EMAIL_FROM_NAME = env.env_str("EMAIL_FROM_NAME")
EMAIL_BACKEND = env.env_str(
    "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend"
)
EMAIL_TIMEOUT = env.env_int("EMAIL_TIMEOUT", 30, least=1, most=300)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = EMAIL_FROM or "jobhunt@localhost"
# Anymail's own settings (keys of the provider) as a JSON object of strings.
ANYMAIL = env.env_json_object("ANYMAIL")
MAILS_PER_DAY = env.env_int("MAILS_PER_DAY", 50, least=0)
FOLLOW_UP_DAYS = env.env_int("FOLLOW_UP_DAYS", 3, least=1, most=365)
JOB_MAX_APPLIES_PER_DAY = env.env_int("JOB_MAX_APPLIES_PER_DAY", 20, least=0)

OPENAI_API_KEY = env.env_secret("OPENAI_API_KEY")
OPENAI_BASE_URL = env.env_url("OPENAI_BASE_URL", schemes=("http", "https"))
AI_MODEL = env.env_str("AI_MODEL", "gpt-4o-mini")
AI_TIMEOUT = env.env_int("AI_TIMEOUT", 60, least=1, most=600)
AI_TOKENS_PER_DAY = env.env_int("AI_TOKENS_PER_DAY", 500_000, least=0)

TELEGRAM_BOT_TOKEN = env.env_secret("TELEGRAM_BOT_TOKEN")
TELEGRAM_CHAT_ID = env.env_str("TELEGRAM_CHAT_ID")
TELEGRAM_API_BASE = env.env_url(
    "TELEGRAM_API_BASE", "https://api.telegram.org", schemes=("http", "https")
).rstrip("/")

# ---------------------------------------------------------------- scraping
SCRAPE_BASE_URLS = env.env_json_object("SCRAPE_BASE_URLS")
SCRAPE_ALLOWED_HOSTS = env.env_list("SCRAPE_ALLOWED_HOSTS")
SCRAPE_MIN_INTERVAL = env.env_float("SCRAPE_MIN_INTERVAL", None)
SCRAPE_CONTACT = env.env_str("SCRAPE_CONTACT")
SCRAPE_JOBSPY = env.env_bool("SCRAPE_JOBSPY", False)
CHROMIUM_PATH = env.env_str("CHROMIUM_PATH")
ADZUNA_APP_ID = env.env_str("ADZUNA_APP_ID")
ADZUNA_APP_KEY = env.env_secret("ADZUNA_APP_KEY")
JOOBLE_API_KEY = env.env_secret("JOOBLE_API_KEY")
USAJOBS_EMAIL = env.env_str("USAJOBS_EMAIL")
USAJOBS_API_KEY = env.env_secret("USAJOBS_API_KEY")
REED_API_KEY = env.env_secret("REED_API_KEY")

# ---------------------------------------------------------------- limits
RATE_LIMIT_ENABLED = env.env_bool("RATE_LIMIT_ENABLED", True)
RATE_LIMIT_CALLS = env.env_int("RATE_LIMIT_CALLS", 100, least=1)
RATE_LIMIT_PERIOD = env.env_int("RATE_LIMIT_PERIOD", 60, least=1)
RATE_LIMITS = {
    "global": (RATE_LIMIT_CALLS, RATE_LIMIT_PERIOD),
    **{
        name: env.env_rate(f"RATE_LIMIT_{name.upper()}", default)
        for name, default in BUCKETS.items()
    },
}
MAX_UPLOAD_SIZE = env.env_int("MAX_UPLOAD_SIZE", 10_485_760, least=1)
# So much that a file beyond the limit is mostly read, and refused by its name.
MAX_BODY_SIZE = 2 * MAX_UPLOAD_SIZE + 1_048_576
# Seconds in which a request body must have arrived, however slowly it drips.
BODY_TIMEOUT = env.env_int("BODY_TIMEOUT", 120, least=1)
# Seconds in which a WebSocket's reader must take what is sent to it.
WS_STALL_SECONDS = env.env_int("WS_STALL_SECONDS", 15, least=1)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

# ---------------------------------------------------------------- features
FEATURES = {
    flag.name: env.env_bool(f"FEATURE_{flag.name.upper()}", flag.default)
    for flag in FLAGS
}

# ---------------------------------------------------------------- files
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns when it is missing
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_AUTOREFRESH = DEBUG

# ---------------------------------------------------------------- logging
LOG_LEVEL = env.env_str(
    "LOG_LEVEL", "INFO", choices=("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
)
LOG_FORMAT = env.env_str(
    "LOG_FORMAT", "json" if PRODUCTION else "text", choices=("text", "json")
)
LOG_RETENTION_DAYS = env.env_int("LOG_RETENTION_DAYS", 90, least=1)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "jobhunt.lib.request_id.RequestIdFilter"}},
    "formatters": {
        "text": {"()": "jobhunt.lib.logging.TextFormatter"},
        "json": {"()": "jobhunt.lib.logging.JsonFormatter"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["request_id"],
        },
        "audit": {
            "class": "logs_app.handler.StoredLogHandler",
            "filters": ["request_id"],
        },
    },
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "jobhunt.audit": {"handlers": ["audit"], "level": "DEBUG"},
        "django.server": {"handlers": [], "level": "WARNING"},
        "django.channels.server": {"handlers": [], "level": "WARNING"},
        # Their access lines would show ?token=; jobhunt.access writes ours.
        "uvicorn": {"handlers": [], "level": "WARNING", "propagate": True},
        "uvicorn.error": {"handlers": [], "level": "WARNING"},
        "uvicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "websockets": {"level": "WARNING"},
        "django-q": {"handlers": [], "level": "WARNING"},
        "httpx": {"level": "WARNING"},
        "httpx2": {"level": "WARNING"},
        "openai": {"level": "WARNING"},
    },
}

# ---------------------------------------------------------------- security
_tls = PUBLIC_BASE_URL.startswith("https://")
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
SESSION_COOKIE_AGE = REFRESH_TOKEN_EXPIRE_DAYS * 86_400
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION or _tls
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [PUBLIC_BASE_URL]
CSRF_FAILURE_VIEW = "jobhunt.views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(),"
    " microphone=(), payment=(), usb=()"
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}
CORS_ALLOWED_ORIGINS = BACKEND_CORS_ORIGINS
CORS_ALLOW_CREDENTIALS = bool(BACKEND_CORS_ORIGINS)
CORS_URLS_REGEX = r"^/(api/|health|metrics).*$"
CORS_ALLOW_HEADERS = [
    *default_headers,
    "idempotency-key",
    "if-none-match",
    "if-range",
    "range",
    "x-request-id",
]
CORS_EXPOSE_HEADERS = [
    "Content-Disposition",
    "Deprecation",
    "ETag",
    "Link",
    "Retry-After",
    "Sunset",
    "X-Cache",
    "X-Page",
    "X-Per-Page",
    "X-RateLimit-Limit",
    "X-RateLimit-Remaining",
    "X-RateLimit-Reset",
    "X-Request-ID",
    "X-Total-Count",
]
METRICS_TOKEN = env.env_secret("METRICS_TOKEN")
if "runserver" in sys.argv:
    WHITENOISE_AUTOREFRESH = True
