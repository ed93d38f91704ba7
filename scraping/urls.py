from jobhunt.lib.api import route
from scraping.views import (
    applications,
    companies,
    duplicates,
    follow_ups,
    jobs,
    runs,
    searches,
    sources,
)

app_name = "scraping"
JOB = r"jobs/(?P<pk>\d+)"
APPLICATION = r"applications/(?P<pk>\d+)"
urlpatterns = [
    route("jobs", jobs.job_list, name="job-list"),
    route("jobs/new", jobs.job_new, name="job-new"),
    route("jobs/duplicates", duplicates.duplicate_list, name="duplicate-list"),
    route(
        r"jobs/duplicates/(?P<pk>\d+)",
        duplicates.duplicate_answer,
        name="duplicate-answer",
    ),
    route(f"{JOB}/split", duplicates.job_split, name="job-split"),
    route("jobs/import", companies.job_import, name="job-import"),
    route(JOB, jobs.job_detail_page, name="job-detail"),
    route(f"{JOB}/edit", jobs.job_edit, name="job-edit"),
    route(f"{JOB}/apply", jobs.job_apply, name="job-apply"),
    route(f"{JOB}/save", jobs.job_save, name="job-save"),
    route(f"{JOB}/hide", jobs.job_hide, name="job-hide"),
    route(f"{JOB}/delete", jobs.job_delete, name="job-delete"),
    route("applications", applications.application_list, name="application-list"),
    route(
        "applications/export",
        applications.application_export,
        name="application-export",
    ),
    route(APPLICATION, applications.application_detail, name="application-detail"),
    route(
        f"{APPLICATION}/update",
        applications.application_update,
        name="application-update",
    ),
    route(
        f"{APPLICATION}/move", applications.application_move, name="application-move"
    ),
    route(f"{APPLICATION}/follow-ups", follow_ups.draft, name="follow-ups"),
    route(
        f"{APPLICATION}/follow-ups/approve",
        follow_ups.approve,
        name="follow-ups-approve",
    ),
    route(f"{APPLICATION}/follow-ups/stop", follow_ups.stop, name="follow-ups-stop"),
    route(f"{APPLICATION}/events", applications.event_new, name="event-new"),
    route(
        f"{APPLICATION}/delete",
        applications.application_delete,
        name="application-delete",
    ),
    route("runs", runs.run_list, name="run-list"),
    route(r"runs/(?P<pk>\d+)", runs.run_detail, name="run-detail"),
    route(r"runs/(?P<pk>\d+)/cancel", runs.run_cancel, name="run-cancel"),
    route("companies", companies.company_list, name="company-list"),
    route(
        r"companies/(?P<pk>\d+)/switch", companies.company_switch, name="company-switch"
    ),
    route(
        r"companies/(?P<pk>\d+)/delete", companies.company_delete, name="company-delete"
    ),
    route(r"sources/(?P<name>\w+)", sources.source_detail, name="source-detail"),
    route(r"sources/(?P<name>\w+)/switch", sources.source_switch, name="source-switch"),
    route("searches", searches.search_list, name="search-list"),
    route("searches/new", searches.search_new, name="search-new"),
    route(r"searches/(?P<pk>\d+)", searches.search_edit, name="search-edit"),
    route(r"searches/(?P<pk>\d+)/run", searches.search_run, name="search-run"),
    route(r"searches/(?P<pk>\d+)/delete", searches.search_delete, name="search-delete"),
]
