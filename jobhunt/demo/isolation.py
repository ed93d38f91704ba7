"""What of a person's own configuration never reaches the demo.

Read by the launcher, which knows no Django: only the standard library here.
"""

from __future__ import annotations

# Another installation's data, whatever .env says; each also as NAME_FILE.
DATA = ("DATABASE_URL", "REDIS_URL")
# What would sign in somewhere, or send something there.
SERVICES = (
    "EMAIL_USER",
    "EMAIL_PASSWORD",
    "EMAIL_USE_SSL",
    "EMAIL_USE_TLS",
    "EMAIL_BACKEND",
    "ANYMAIL",
    "OPENAI_API_KEY",
    "TELEGRAM_BOT_TOKEN",
    "TELEGRAM_CHAT_ID",
    "ADZUNA_APP_ID",
    "ADZUNA_APP_KEY",
    "JOOBLE_API_KEY",
    "USAJOBS_EMAIL",
    "USAJOBS_API_KEY",
    "REED_API_KEY",
    "SCRAPE_JOBSPY",
)


def isolated() -> dict[str, str]:
    """Values for the environment, which wins over .env."""
    names = [*DATA, *SERVICES]
    empty = dict.fromkeys([*names, *(f"{name}_FILE" for name in names)], "")
    # Plain http on this machine; production would refuse the sign-in.
    return {**empty, "DEMO": "true", "ENVIRONMENT": "development"}
