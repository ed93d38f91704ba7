from scraping.models.application import (
    Application,
    ApplicationEvent,
    SentPackage,
)
from scraping.models.company import Company, SourceSetting, SourceState
from scraping.models.duplicate import DuplicateKey, DuplicatePair
from scraping.models.follow_up import FollowUpSequence
from scraping.models.job import Job, JobBody, JobChange, JobScore, JobSighting
from scraping.models.run import FeedCopy, RunPosting, RunSource, ScrapeRun
from scraping.models.search import SavedSearch

__all__ = [
    "Application",
    "ApplicationEvent",
    "Company",
    "DuplicateKey",
    "DuplicatePair",
    "FeedCopy",
    "FollowUpSequence",
    "Job",
    "JobBody",
    "JobChange",
    "JobScore",
    "JobSighting",
    "RunPosting",
    "RunSource",
    "SavedSearch",
    "ScrapeRun",
    "SentPackage",
    "SourceSetting",
    "SourceState",
]
