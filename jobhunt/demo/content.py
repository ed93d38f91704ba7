"""The demo's made-up world: companies, postings, a resume."""

from __future__ import annotations

from typing import Any

from jobhunt.testing.fakes.board import (
    greenhouse_board,
    greenhouse_job,
    remotive_feed,
    remotive_job,
)

EMAIL = "demo@example.org"
PASSWORD = "demo demo demo"  # noqa: S105 - printed for everybody to use
NAME = "Dana Moreau"

ROLES = (
    ("Python Developer", "Django, PostgreSQL and REST. You like tests."),
    ("Data Engineer", "SQL, Airflow and Python. Docker is a plus."),
    ("Site Reliability Engineer", "Linux, Kubernetes and Terraform are required."),
    ("Frontend Developer", "TypeScript, React and accessibility. Hybrid, Berlin."),
    ("Machine Learning Engineer", "PyTorch preferred, not required. Python required."),
    ("Engineering Manager", "You have led a team of five. Python background."),
)
COMPANIES = (
    "Pelican Health",
    "Lumen Analytics",
    "Orchard Pay",
    "Quill & Co",
    "Kestrel Robotics",
    "Willow Biotech",
)
PLACES = ("Berlin, Germany", "Lisbon, Portugal", "Remote, EU", "Vienna, Austria")
PAY = ("", "55.000 - 70.000 € per year", "€4,500 per month", "60k - 80k EUR")


def description(role: int, company: str) -> str:
    return (
        f"<p>{company} looks for you.</p><p>{ROLES[role][1]}</p>"
        f"<p>Send your application to jobs@{company.split()[0].lower()}.example.org.</p>"
    )


def board_answers() -> dict[str, Any]:
    """What the local job board answers: one company's board and one feed."""
    board = [
        greenhouse_job(
            number + 1,
            title,
            location={"name": PLACES[number % 4]},
            content=description(number, "Fjord Maps")
            .replace("<", "&lt;")
            .replace(">", "&gt;"),
        )
        for number, (title, _) in enumerate(ROLES)
    ]
    feed = [
        remotive_job(
            number + 1,
            f"{title}" if number % 2 else f"Senior {title}",
            company_name=COMPANIES[number % 6],
            salary=PAY[number % 4],
            description=description(number % 6, COMPANIES[number % 6]),
        )
        for number, (title, _) in enumerate(ROLES * 2)
    ]
    return {
        **greenhouse_board("fjordmaps", board, "Fjord Maps"),
        **remotive_feed(feed),
    }


RESUME = (
    NAME,
    f"{EMAIL}   +49 30 1234567   Berlin",
    "",
    "SUMMARY",
    "Developer with eight years of Python, Django and PostgreSQL.",
    "",
    "EXPERIENCE",
    "Senior Developer, Analytical Engines, 2020 - 2026",
    "Built the billing service in Django and cut its errors by 40 percent.",
    "Developer, Cobalt Mills, 2018 - 2020",
    "Moved reports to PostgreSQL, wrote REST interfaces, Docker and Linux.",
    "",
    "EDUCATION",
    "BSc Computer Science, Example University, 2018",
    "",
    "SKILLS",
    "Python, Django, PostgreSQL, REST, Docker, Linux, Git",
)


def resume_pdf() -> bytes:
    """A one-page PDF of RESUME, written by hand: no library is needed for it."""
    lines = ["BT /F1 11 Tf 60 780 Td 15 TL"]
    for line in RESUME:
        text = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        lines.append(f"({text}) Tj T*")
    stream = "\n".join([*lines, "ET"]).encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]"
        b" /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>",
        b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    return out
