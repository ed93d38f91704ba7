"""The registry of sources: one file each, one line here."""

from __future__ import annotations

from scraping.sources.adzuna import Adzuna
from scraping.sources.arbeitnow import Arbeitnow
from scraping.sources.ashby import Ashby
from scraping.sources.bamboohr import BambooHR
from scraping.sources.base import Source
from scraping.sources.breezy import Breezy
from scraping.sources.greenhouse import Greenhouse
from scraping.sources.hackernews import HackerNews
from scraping.sources.himalayas import Himalayas
from scraping.sources.jobicy import Jobicy
from scraping.sources.jobposting import JobPosting
from scraping.sources.jobspy import JobSpy
from scraping.sources.jooble import Jooble
from scraping.sources.lever import Lever
from scraping.sources.personio import Personio
from scraping.sources.pinpoint import Pinpoint
from scraping.sources.recruitee import Recruitee
from scraping.sources.reed import Reed
from scraping.sources.remoteok import RemoteOK
from scraping.sources.remotive import Remotive
from scraping.sources.rippling import Rippling
from scraping.sources.smartrecruiters import SmartRecruiters
from scraping.sources.teamtailor import Teamtailor
from scraping.sources.themuse import TheMuse
from scraping.sources.usajobs import USAJobs
from scraping.sources.weworkremotely import WeWorkRemotely
from scraping.sources.workable import Workable
from scraping.sources.workday import Workday

# In the order in which people see them.
ALL: tuple[Source, ...] = (
    Greenhouse(),
    Lever(),
    Ashby(),
    Workable(),
    SmartRecruiters(),
    Recruitee(),
    Personio(),
    Teamtailor(),
    BambooHR(),
    Workday(),
    Rippling(),
    Pinpoint(),
    Breezy(),
    RemoteOK(),
    Remotive(),
    Arbeitnow(),
    WeWorkRemotely(),
    Jobicy(),
    Himalayas(),
    TheMuse(),
    HackerNews(),
    Adzuna(),
    Jooble(),
    USAJobs(),
    Reed(),
    JobPosting(),
    JobSpy(),
)

SOURCES: dict[str, Source] = {source.name: source for source in ALL}
