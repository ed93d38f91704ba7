from django.apps import AppConfig


class ScrapingConfig(AppConfig):
    name = "scraping"
    verbose_name = "Jobs"

    def ready(self) -> None:
        from scraping import receivers  # noqa: F401 - connects the signals
