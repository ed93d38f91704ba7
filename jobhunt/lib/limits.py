"""The rate-limit buckets of contract section 3 and their defaults."""

# name: "calls/seconds"; the environment may say RATE_LIMIT_<NAME>.
BUCKETS = {
    "login": "5/60",
    "register": "5/60",
    "refresh": "10/60",
    "forgot": "10/60",
    "reset": "10/60",
    "change_password": "10/60",
    "ai": "10/60",
    "email": "10/60",
    "scrape": "5/60",
    "upload": "20/60",
    "pages": "600/60",
}
