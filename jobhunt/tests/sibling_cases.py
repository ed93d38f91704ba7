"""Our own siblings of the reported cases: other words, boards and countries.

A case is ``(id, given, ask, right)`` in the form that ``case_player`` plays. They stand
for the kind: what holds only for the reported words is not right.
"""

from __future__ import annotations

from typing import Any

Case = tuple[str, dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]


def watch(source: str) -> list[dict[str, Any]]:
    """A company's board, watched and read."""
    board = {"source": source, "board": "mole-works"}
    return [
        {"call": "POST /jobs/companies", "body": board, "as": "company"},
        {
            "call": "POST /jobs/scrape",
            "body": {"company_id": ["{company.id}"], "limit": 50, "wait": True},
            "as": "run",
        },
        JOBS,
    ]


def scrape(source: str, keyword: str) -> list[dict[str, Any]]:
    query = {"keyword": keyword, "source": source, "limit": 20}
    return [{"call": "GET /jobs/scrape", "query": query, "as": "run"}, JOBS]


def listed(name: str, **query: str) -> dict[str, Any]:
    return {"call": "GET /jobs/", "query": query, "as": name}


def of(title: str, **facts: Any) -> list[dict[str, Any]]:
    """What the job of a title must say."""
    rules = []
    for name, value in facts.items():
        at = f"jobs[title={title}].{name}"
        rules.append(
            {"at": at, "empty": True} if value is None else {"at": at, "is": value}
        )
    return rules


def titles(name: str, *wanted: str) -> dict[str, Any]:
    return {"at": f"{name}[].title", "same": list(wanted)}


def posting(title: str, **more: Any) -> dict[str, Any]:
    return {
        "title": title,
        "description": "<p>Dig with care.</p>",
        "hiringOrganization": {"@type": "Organization", "name": "Mole Works"},
        **more,
    }


def by_hand(title: str, link: str, name: str) -> dict[str, Any]:
    body = {"title": title, "company": "Mole Works", "link": link}
    return {
        "call": "POST /jobs/",
        "body": {**body, "description": "Dig."},
        "as": name,
    }


def refused(name: str) -> list[dict[str, Any]]:
    return [
        {"at": f"{name}.@status", "between": [400, 499]},
        {"at": f"{name}.message", "empty": False},
    ]


JOBS: dict[str, Any] = {"call": "GET /jobs/", "as": "jobs"}
IN_TEXT = "<p>Our tunnels carry €3 billion of gold. Refer a friend: €2,000.</p>"

SIBLINGS: list[Case] = [
    (
        "pay-of-other-countries",
        {
            "boards": {
                "remotive": [
                    {"title": "Digger A", "fields": {"salary": "€55.000–65.000 p.a."}},
                    {"title": "Digger B", "fields": {"salary": "CHF 90-110k"}},
                    {"title": "Digger C", "fields": {"salary": "₹12,00,000 a year"}},
                    {"title": "Digger D", "fields": {"salary": "£450 per day"}},
                    {"title": "Digger E", "fields": {"salary": "up to $90k"}},
                    {"title": "Digger F", "fields": {"salary": "Competitive"}},
                    {
                        "title": "Digger G",
                        "fields": {"salary": "$60k, 40 hours/week"},
                    },
                ]
            }
        },
        scrape("remotive", "digger"),
        [
            *of("Digger A", salary_min=55000, salary_max=65000, salary_currency="EUR"),
            *of("Digger B", salary_min=90000, salary_max=110000, salary_currency="CHF"),
            *of("Digger C", salary_min=1200000, salary_period="year"),
            *of("Digger D", salary_max=450, salary_period="day"),
            *of("Digger E", salary_min=None, salary_max=90000),
            *of("Digger F", salary_min=None, salary_max=None),
            *of("Digger G", salary_min=60000, salary_period=None),
        ],
    ),
    (
        "pay-in-words-of-the-posting",
        {
            "boards": {
                "greenhouse": [
                    {
                        "title": "Digger",
                        "location": "Wien",
                        "description": "<p>Kollektivvertragliches Mindestgehalt von"
                        f" € 2.800,- brutto pro Monat.</p>{IN_TEXT}",
                    },
                    {"title": "Miner", "location": "Wien", "description": IN_TEXT},
                ]
            }
        },
        watch("greenhouse"),
        [
            *of(
                "Digger",
                salary_min=2800,
                salary_max=None,
                salary_currency="EUR",
                salary_period="month",
            ),
            *of("Miner", salary_min=None, salary_max=None),
        ],
    ),
    (
        "pay-of-a-page-in-words-and-codes",
        {
            "pages": {
                "codes": {
                    "postings": [
                        posting(
                            "Digger",
                            baseSalary={
                                "@type": "MonetaryAmount",
                                "currency": "EUR",
                                "value": {
                                    "minValue": "13,50",
                                    "maxValue": "15",
                                    "unitCode": "HUR",
                                },
                            },
                        )
                    ]
                },
                "words": {
                    "postings": [
                        posting("Miner", baseSalary="€ 3.000 - € 4.000 per maand")
                    ]
                },
                "none": {
                    "postings": [
                        posting(
                            "Clerk",
                            baseSalary={
                                "@type": "MonetaryAmount",
                                "currency": "EUR",
                                "value": {"minValue": 0, "maxValue": 0},
                            },
                        )
                    ]
                },
            }
        },
        [
            {"call": "POST /jobs/import", "body": {"url": "{page/codes}"}},
            {"call": "POST /jobs/import", "body": {"url": "{page/words}"}},
            {"call": "POST /jobs/import", "body": {"url": "{page/none}"}},
            JOBS,
        ],
        [
            *of("Digger", salary_min=13.5, salary_max=15, salary_period="hour"),
            *of("Miner", salary_min=3000, salary_max=4000, salary_period="month"),
            *of("Clerk", salary_min=None, salary_max=None),
        ],
    ),
    (
        "place-behind-a-work-model-of-other-boards",
        {
            "boards": {
                "ashby": [
                    {
                        "title": "Digger",
                        "location": "Hybrid (3 days)",
                        "fields": {
                            "address": {
                                "postalAddress": {
                                    "addressLocality": "Tartu",
                                    "addressCountry": "Estonia",
                                }
                            },
                            "secondaryLocations": [{"location": "Jõgeva"}],
                        },
                    }
                ]
            }
        },
        [
            *watch("ashby"),
            listed("second", location="JOGEVA"),
        ],
        [
            {"at": "jobs[title=Digger]", "place": ["Jõgeva"]},
            *of("Digger", remote="hybrid"),
            titles("second", "Digger"),
        ],
    ),
    (
        "place-work-model-in-other-words",
        {
            "boards": {
                "greenhouse": [
                    {
                        "title": title,
                        "location": model,
                        "fields": {"offices": [{"id": 1, "name": "Porto"}]},
                    }
                    for title, model in (
                        ("Digger", "Vor-Ort"),
                        ("Miner", "Híbrido"),
                        ("Clerk", "Hybrid Remote"),
                        ("Cook", "Presencial"),
                    )
                ]
            }
        },
        [*watch("greenhouse"), listed("porto", location="Porto")],
        [
            *of("Digger", remote="onsite", location="Porto"),
            *of("Miner", remote="hybrid", location="Porto"),
            *of("Clerk", remote="hybrid"),
            *of("Cook", remote="onsite", location="Porto"),
            titles("porto", "Digger", "Miner", "Clerk", "Cook"),
        ],
    ),
    (
        "remote-denied-in-other-words",
        {
            "boards": {
                "arbeitnow": [
                    {
                        "title": f"Digger {number}",
                        "location": "Graz",
                        "description": f"<p>{text}</p>",
                    }
                    for number, text in enumerate(
                        (
                            "Remote work is not possible for this role.",
                            "Homeoffice ist leider nicht möglich.",
                            "Our interviews are fully remote. You dig in Graz.",
                            "Pas de télétravail.",
                            "You support remote sites and remote teams.",
                            "Zwei Tage pro Woche im Büro, sonst Home-Office.",
                        )
                    )
                ]
            }
        },
        [*scrape("arbeitnow", "digger"), listed("remote", remote="true")],
        [
            {"at": "remote", "count": 0},
            *of("Digger 0", remote=None),
            *of("Digger 1", remote=None),
            *of("Digger 2", remote=None),
            *of("Digger 5", remote="hybrid"),
        ],
    ),
    (
        "remote-in-the-boards-own-field",
        {
            "boards": {
                "lever": [
                    {
                        "title": title,
                        "location": "Ghent",
                        "fields": {"workplaceType": kind},
                    }
                    for title, kind in (
                        ("Digger", "remote"),
                        ("Miner", "hybrid"),
                        ("Clerk", "on-site"),
                        ("Cook", "unspecified"),
                    )
                ]
            }
        },
        [*watch("lever"), listed("remote", remote="true")],
        [
            *of("Miner", remote="hybrid"),
            *of("Clerk", remote="onsite"),
            *of("Cook", remote=None),
            titles("remote", "Digger"),
        ],
    ),
    (
        "dates-without-a-first-publication",
        {
            "boards": {
                "greenhouse": [
                    {
                        "title": "Digger",
                        "location": "Graz",
                        "fields": {"updated_at": "{date-1}T10:00:00Z"},
                    }
                ],
            },
        },
        [*watch("greenhouse"), listed("fresh", posted_since="{date-7}")],
        [*of("Digger", posted_at=None), {"at": "fresh", "count": 0}],
    ),
    (
        "dates-as-milliseconds-and-with-a-zone",
        {
            "boards": {"lever": [{"title": "Digger", "fields": {"createdAt": 1.7e12}}]},
            "pages": {
                "zone": {
                    "postings": [posting("Miner", datePosted="{date-3}T23:30:00-05:00")]
                }
            },
        },
        [
            *watch("lever"),
            {"call": "POST /jobs/import", "body": {"url": "{page/zone}"}},
            JOBS,
        ],
        [
            {
                "at": "jobs[title=Digger].posted_at",
                "instant": "2023-11-14T22:13:20Z",
            },
            {"at": "jobs[title=Miner].posted_at", "instant": "{date-2}T04:30:00Z"},
        ],
    ),
    (
        "duplicates-routes-and-forms",
        {},
        [
            by_hand("Digger A", "https://mole.example/careers#/job/1", "one"),
            by_hand("Digger B", "https://mole.example/careers#/job/2", "two"),
            by_hand("Digger C", "https://jobs.lever.co/mole/7f/apply", "three"),
            by_hand("Digger C", "https://jobs.lever.co/mole/7f?ref=mail", "four"),
            by_hand("Digger D", "https://mole.example/j?refId=1001", "five"),
            by_hand("Digger E", "https://mole.example/j?refId=1002", "six"),
            by_hand("Digger F", "https://uk.linkedin.com/jobs/view/digger-77", "seven"),
            by_hand(
                "Digger F", "https://www.linkedin.com/jobs/view/77?trk=a1", "eight"
            ),
        ],
        [
            {"at": f"{name}.created", "is": new}
            for name, new in (
                ("two", True),
                ("four", False),
                ("six", True),
                ("eight", False),
            )
        ],
    ),
    (
        "duplicates-that-differ-in-what-counts",
        {
            "jobs": [
                {
                    "title": title,
                    "company": company,
                    "location": place,
                    "description": "Dig.",
                }
                for title, company, place in (
                    ("Digger (m/w/d)", "Mole Works GmbH", "Berlin"),
                    ("Digger", "Mole Works", "Berlin, Germany"),
                    ("Digger", "Mole Works", "London"),
                    ("Senior Digger", "Mole Works", "Berlin"),
                    ("Digger II", "Mole Works", "Berlin"),
                    ("Digger", "Badger Works", "Berlin"),
                )
            ]
        },
        [
            JOBS,
            {
                "call": "GET /jobs/duplicates",
                "as": "pairs",
                "until": [{"at": "pairs", "count": 1}],
            },
        ],
        [
            {"at": "jobs", "count": 6},
            {
                "at": "pairs[0].jobs[].company",
                "same": ["Mole Works", "Mole Works GmbH"],
            },
        ],
    ),
    (
        "closed-in-other-languages-and-by-date",
        {
            "pages": {
                "filled": {
                    "postings": [posting("Digger")],
                    "body": "<h1>Digger</h1><p>Die Stelle wurde bereits besetzt.</p>",
                },
                "lists": {
                    "title": "Karriere",
                    "body": "<h1>Karriere</h1>",
                    "blocks": [
                        {
                            "@type": "ItemList",
                            "name": "Ähnliche Stellen / similar jobs",
                            "itemListElement": [
                                {
                                    "@type": "ListItem",
                                    "item": {
                                        "@type": "JobPosting",
                                        "url": "https://mole.example/jobs/2",
                                        **posting("Miner"),
                                    },
                                }
                            ],
                        }
                    ],
                },
                "over": {"postings": [posting("Clerk", validThrough="{date-9}")]},
                "open": {"postings": [posting("Cook", validThrough="{date+9}")]},
            }
        },
        [
            *(
                {
                    "call": "POST /jobs/import",
                    "body": {"url": f"{{page/{name}}}"},
                    "expect": "any",
                    "as": name,
                }
                for name in ("filled", "lists", "over", "open")
            ),
            JOBS,
        ],
        [
            *refused("filled"),
            *refused("lists"),
            {"at": "over.job.closed_at", "empty": False},
            {"at": "open.job.closed_at", "empty": True},
            {"at": "jobs[].title", "lacks": ["Digger", "Miner"]},
        ],
    ),
    (
        "import-of-broken-data",
        {
            "pages": {
                "twice": {"postings": [posting("Digger"), posting("Digger")]},
                "named": {
                    "postings": [
                        posting(
                            "Miner",
                            hiringOrganization="Mole Works",
                            jobLocation="Leuven, Belgium",
                        )
                    ]
                },
                "empty": {"body": "<h1>We dig</h1>"},
            }
        },
        [
            {"call": "POST /jobs/import", "body": {"url": "{page/twice}?job=3"}},
            {"call": "POST /jobs/import", "body": {"url": "{page/named}"}},
            {
                "call": "POST /jobs/import",
                "body": {"url": "{page/empty}"},
                "expect": "any",
                "as": "empty",
            },
            JOBS,
        ],
        [
            {"at": "jobs[title=Digger].link", "has": ["{page/twice}", "job=3"]},
            *of("Miner", company="Mole Works", location="Leuven, Belgium"),
            *refused("empty"),
            {"at": "jobs", "count": 2},
        ],
    ),
    (
        "text-encoded-again-and-half",
        {
            "boards": {
                "arbeitnow": [
                    {
                        "title": "R&amp;amp;D Digger",
                        "company": "Mole &amp Sons",
                        "location": "Caf&eacute; Graz",
                        "description": "&lt;p&gt;Dig &amp;amp; sing&lt;/p&gt;",
                    },
                    {
                        "title": "<b>Digger</b>\u00a0II\u200b",
                        "company": "Fish &#038; Chips",
                        "location": "Graz",
                    },
                ]
            }
        },
        [
            *scrape("arbeitnow", "digger"),
            listed("found", search="R & D"),
            {"call": "GET /jobs/{jobs[title=R&D Digger].id}", "as": "one"},
        ],
        [
            titles("jobs", "R&D Digger", "Digger II"),
            {"at": "jobs[].company", "same": ["Mole & Sons", "Fish & Chips"]},
            {"at": "one.description", "has": ["sing"], "lacks": ["&lt;", "amp;amp"]},
            titles("found", "R&D Digger"),
        ],
    ),
    (
        "search-names-with-signs",
        {
            "jobs": [
                {
                    "title": title,
                    "company": "Mole Works",
                    "location": "München",
                    "description": "Dig.",
                }
                for title in (
                    "F# Digger",
                    "Node.js Digger",
                    "R Digger",
                    "R&D Digger",
                    "Go Digger",
                    "Google Digger",
                    "Objective-C Digger",
                )
            ]
        },
        [
            listed("sharp", search="f#"),
            listed("node", search="nodejs"),
            listed("dotted", search="node.js"),
            listed("r", search="R"),
            listed("go", search="go"),
            listed("objective", search="objective-c"),
            listed("town", search="munchen digger go"),
        ],
        [
            titles("sharp", "F# Digger"),
            titles("node", "Node.js Digger"),
            titles("dotted", "Node.js Digger"),
            titles("r", "R Digger"),
            titles("go", "Go Digger"),
            titles("objective", "Objective-C Digger"),
            titles("town", "Go Digger"),
        ],
    ),
    (
        "rules-deny-and-word-ends",
        {
            "jobs": [
                {"title": title, "company": company, "description": text}
                for title, company, text in (
                    ("Digger", "Mole", "No travel required."),
                    ("Miner", "Mole", "Frequent travel."),
                    ("Java Digger", "Mole", "Dig."),
                    ("JavaScript Digger", "Mole", "PhD preferred but not required."),
                    ("Cook", "Badger GmbH", "Cook."),
                    ("Clerk", "Badgerology", "Count."),
                )
            ]
        },
        [
            {
                "call": "POST /jobs/searches/preview",
                "body": {
                    "rules": {
                        "exclude": ["travel", "java", "phd"],
                        "companies_blocked": ["badger"],
                    }
                },
                "as": "preview",
            }
        ],
        [
            {"at": "preview.kept", "is": 3},
            {
                "at": "preview.dropped[].examples[].title",
                "same": ["Miner", "Java Digger", "Cook"],
            },
        ],
    ),
    (
        "match-names-of-one-skill",
        {
            "papers": {
                "cv": {
                    "lines": [
                        {"text": "Mira Holm", "size": 16},
                        "mira.holm@example.com",
                        "",
                        "SKILLS",
                        "Postgres (12 years), C++17, Kubernetes/Helm, JavaScript",
                    ]
                }
            }
        },
        [
            {"upload": "cv", "as": "cv"},
            {
                "call": "POST /resumes/{cv.id}/analyze",
                "body": {
                    "job_description": "We require PostgreSQL, C++ and K8s. "
                    "Java is required. PHP is not required."
                },
                "as": "analysis",
            },
        ],
        [
            {"at": "analysis.matching_skills", "has": ["postgres", "c++"]},
            {"at": "analysis.missing_skills", "has": ["java"]},
            {"at": "analysis.missing_skills", "lacks": ["postgres", "c++", "php"]},
        ],
    ),
    (
        "resume-of-another-language-with-other-numbers",
        {
            "papers": {
                "cv": {
                    "lines": [
                        {"text": "Lebenslauf", "size": 22, "style": "B"},
                        {"text": "Jürgen Großmann", "size": 14},
                        "juergen.grossmann@example.com | Geb. 17.05.1990",
                        "ORCID 0000-0002-1825-0097",
                        "",
                        {"text": "BERUFSERFAHRUNG", "size": 12, "spacing": 5},
                        "Bergmann, Maulwurf GmbH, 04/2016 - 09/2019",
                        "",
                        {"text": "A U S B I L D U N G", "size": 12, "style": "B"},
                        "Diplom, Universität Graz, 2010 - 2015",
                        "",
                        "KENNTNISSE",
                        "Python, Redis",
                    ]
                }
            }
        },
        [{"upload": "cv", "as": "cv"}],
        [
            {"at": "cv.parsed.name", "is": "Jürgen Großmann"},
            {"at": "cv.parsed.email", "is": "juergen.grossmann@example.com"},
            {"at": "cv.parsed.phone", "is": None},
            {
                "at": "cv.parsed.sections",
                "section": {
                    "like": ["experience"],
                    "has": ["Maulwurf"],
                    "lacks": ["Diplom", "Redis"],
                },
            },
            {
                "at": "cv.parsed.sections",
                "section": {"like": ["education"], "has": ["Diplom"]},
            },
        ],
    ),
    (
        "mail-to-names-with-other-signs",
        {},
        [
            {
                "call": "POST /email/send/hr",
                "form": {
                    "recipient": "Zoë O'Hara <zoe.o'hara@example.com>",
                    "subject": "Hello",
                    "body": "Is it open?",
                },
                "expect": "any",
                "as": "named",
            },
            {
                "call": "POST /email/send/hr",
                "form": {
                    "recipient": "one@example.com, two@example.com",
                    "subject": "Hello",
                    "body": "Is it open?",
                },
                "expect": "any",
                "as": "several",
            },
            {"mails": "@example.com", "as": "mails"},
        ],
        [
            {"at": "named.@status", "is": 200},
            {"at": "several.@status", "is": 400},
            {"at": "mails[0].to", "same": ["zoe.o'hara@example.com"]},
            {"at": "mails", "count": 1},
        ],
    ),
    (
        "ai-numbers-with-their-kind",
        {"model_says": "I led 12 people and cut costs by 20 percent."},
        [
            {
                "call": "POST /ai/cover-letter",
                "body": {
                    "resume_summary": "Led a team of twelve people. Cut costs by 20%.",
                    "job_description": "We dig.",
                    "company_name": "Mole Works",
                },
                "as": name,
            }
            if name
            else {"put": {"model_says": "I led 20 people and cut costs by 25%."}}
            for name in ("same", "", "changed")
        ],
        [
            {"at": "same.unsupported", "count": 0},
            {"at": "changed.unsupported", "has": ["20", "25%"]},
        ],
    ),
    (
        "numbers-of-a-rejection-after-an-interview",
        {"jobs": [{"title": "Digger", "company": "Mole", "description": "Dig."}]},
        [
            {"call": "POST /jobs/{job0.job.id}/apply", "body": {}},
            *(
                {
                    "call": "PATCH /jobs/{job0.job.id}",
                    "body": {"status": status},
                }
                for status in ("interviewing", "rejected")
            ),
            {"call": "GET /stats/success-rate", "as": "rates"},
        ],
        [
            {"at": "rates.total_applications", "is": 1},
            {"at": "rates.interviews", "is": 1},
            {"at": "rates.offers", "is": 0},
        ],
    ),
]
