"""Tags of the design system: icons, fields, links to pages, times, navigation."""

from __future__ import annotations

import functools
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import heroicons
from django import template
from django.conf import settings
from django.forms import BoundField, CheckboxInput
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

register = template.Library()

THEMES = ("light", "dark")
# A difference smaller than this is told in words, a larger one as a date.
RELATIVE_FOR = timedelta(days=7)
TONES = {
    "pending": "",
    "applied": "info",
    "interviewing": "info",
    "offered": "ok",
    "accepted": "ok",
    "rejected": "bad",
    "withdrawn": "",
    "failed": "bad",
    "queued": "",
    "running": "info",
    "sending": "info",
    "ok": "ok",
    "ok_empty_confirmed": "",
    "ok_empty_suspicious": "warn",
    "partial": "warn",
    "capped": "warn",
    "cancelled": "",
    "sent": "ok",
    "replied": "ok",
    "unknown": "warn",
    "bounced": "bad",
    "rate_limited": "warn",
    "blocked": "bad",
    "auth_failed": "bad",
    "schema_changed": "bad",
    "closed": "warn",
    "reopened": "ok",
    "reposted": "warn",
    "new": "ok",
    "updated": "info",
    "duplicate": "",
    "filtered": "",
    "error": "bad",
    "critical": "bad",
    "warning": "warn",
    "info": "info",
    "debug": "",
    "encrypted": "bad",
    "empty": "warn",
    "too_complex": "bad",
    "expired": "",
    "revoked": "",
    "declined": "",
    "done": "ok",
    "pass": "ok",
    "warn": "warn",
    "fail": "bad",
}
LABELS = {
    # An application that is kept, not sent: the contract's ``pending``.
    "pending": gettext_lazy("Saved"),
    "ok": gettext_lazy("OK"),
    "ok_empty_confirmed": gettext_lazy("Nothing listed"),
    "ok_empty_suspicious": gettext_lazy("Empty, unconfirmed"),
    "pass": gettext_lazy("Good"),
    "warn": gettext_lazy("Could be better"),
    "fail": gettext_lazy("Problem"),
}


class NavItem(NamedTuple):
    name: str
    label: Any
    icon: str
    key: str = ""
    flag: str = ""
    main: bool = False


NAVIGATION = (
    NavItem("stats:dashboard", gettext_lazy("Dashboard"), "squares-2x2", "d", "", True),
    NavItem(
        "scraping:job-list", gettext_lazy("Jobs"), "magnifying-glass", "j", "", True
    ),
    NavItem(
        "scraping:application-list",
        gettext_lazy("Applications"),
        "view-columns",
        "b",
        "",
        True,
    ),
    NavItem(
        "resumes:resume-list", gettext_lazy("Resumes"), "document-text", "r", "", True
    ),
    NavItem("ai:studio", gettext_lazy("AI studio"), "sparkles", "a"),
    NavItem("mail:outbox", gettext_lazy("Mail"), "envelope", "m"),
    NavItem("scraping:search-list", gettext_lazy("Searches"), "funnel", "e"),
    NavItem("scraping:company-list", gettext_lazy("Companies"), "building-office", "c"),
    NavItem("scraping:run-list", gettext_lazy("Runs"), "arrow-path", "u"),
    NavItem("scheduling:schedule-list", gettext_lazy("Scheduler"), "clock", "h"),
    NavItem("stats:statistics", gettext_lazy("Statistics"), "chart-bar", "s"),
    NavItem("logs_app:log-list", gettext_lazy("Logs"), "queue-list", "l"),
    NavItem("accounts:team", gettext_lazy("Team"), "user-group", "t", "teams"),
    NavItem("accounts:account", gettext_lazy("Account"), "user-circle", "o"),
)


@functools.lru_cache(maxsize=256)
def _drawn(name: str, style: str, size: int) -> SafeString:
    attrs: dict[str, object] = {"aria-hidden": "true", "focusable": "false"}
    svg = heroicons._render_icon(style, name, size, attrs)
    return mark_safe(svg)  # noqa: S308 - drawn by the package from its own file


@register.simple_tag
def icon(name: str, size: int = 20, style: str = "outline") -> SafeString:
    """A heroicon for the eye only: the control around it needs its own name."""
    return _drawn(str(name), str(style), int(size))


@register.inclusion_tag("ui/field.html")
def field(
    bound: BoundField, label: str = "", hide_label: bool = False, classes: str = ""
) -> dict[str, Any]:
    """A form field with label, help and errors tied to the control."""
    described = []
    if bound.help_text:
        described.append(f"{bound.auto_id}_help")
    if bound.errors:
        described.append(f"{bound.auto_id}_errors")
    attrs: dict[str, str | bool] = {}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {
        "field": bound,
        "control": bound.as_widget(attrs=attrs),
        "label": label or bound.label,
        "hide_label": hide_label,
        "classes": classes,
        "is_check": isinstance(bound.field.widget, CheckboxInput),
        "is_group": bound.use_fieldset,
    }


@register.simple_tag(takes_context=True)
def page_url(context: Context, **changes: Any) -> str:
    """This page's address with some query parameters changed (None removes)."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = value
    path: str = context["request"].path
    return f"{path}?{query.urlencode()}" if query else path


@register.simple_tag
def time(value: datetime | date | None, style: str = "relative") -> SafeString | str:
    """``<time>`` in the user's zone: relative, date, full or seconds; a dash for unknown."""
    if value is None:
        return format_html(
            '<span aria-hidden="true">–</span><span class="sr">{}</span>',
            _("not known"),
        )
    if not isinstance(value, datetime):
        return format_html(
            '<time datetime="{}">{}</time>',
            value.isoformat(),
            formats.date_format(value, "j M Y"),
        )
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    full = formats.date_format(local, "j M Y, H:i")
    exact = {"full": full, "seconds": formats.date_format(local, "j M Y, H:i:s")}
    text = exact.get(style, "")
    if not text:
        day = "j M" if local.year == timezone.localtime().year else "j M Y"
        text = formats.date_format(local, day)
        if style == "relative":
            text = _relative(value) or text
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', value.isoformat(), full, text
    )


def _relative(value: datetime) -> str:
    """Words for a moment near now, else nothing."""
    now = timezone.now() if timezone.is_aware(value) else datetime.now()  # noqa: DTZ005
    difference = now - value
    if abs(difference) < timedelta(seconds=60):
        return _("just now")
    if abs(difference) >= RELATIVE_FOR:
        return ""
    if difference > timedelta(0):
        return _("%(time)s ago") % {"time": timesince(value, now, depth=1)}
    return _("in %(time)s") % {"time": timeuntil(value, now, depth=1)}


@register.simple_tag
def nav_url(name: str, *args: Any) -> str | None:
    """The address of a URL name, or None where this installation has none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> list[dict[str, Any]]:
    """The entries that exist, each with its address and whether we are in it."""
    from jobhunt.lib.features import is_enabled

    path = context["request"].path.rstrip("/")
    entries = []
    for item in NAVIGATION:
        url = nav_url(item.name)
        if url is None or (item.flag and not is_enabled(item.flag)):
            continue
        inside = path == url or path.startswith(f"{url}/")
        entries.append({**item._asdict(), "url": url, "current": inside})
    return entries


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """The appearance that was chosen; empty follows the system."""
    request = context.get("request")
    user = getattr(request, "user", None)
    chosen = getattr(user, "appearance", "") or ""
    if not chosen and request is not None:
        chosen = request.COOKIES.get("appearance", "")
    return chosen if chosen in THEMES else ""


@register.simple_tag
def last_event() -> int:
    """The newest event when the page was drawn: its socket asks for what came after."""
    from jobhunt.models import Event

    newest = Event.objects.order_by("-id").values_list("id", flat=True).first()
    return newest or 0


@register.simple_tag
def site_name() -> str:
    return settings.SITE_NAME


@register.inclusion_tag("ui/badge.html")
def status(value: str, label: str = "") -> dict[str, Any]:
    """A badge for any status of the contract: words first, colour second."""
    text = label or LABELS.get(value) or str(value).replace("_", " ").capitalize()
    return {"text": text, "tone": TONES.get(str(value), "")}


@register.inclusion_tag("ui/meter.html")
def score(value: int | None, label: str = "") -> dict[str, Any]:
    """A match of 0 to 100 with a bar; unknown says so and draws nothing."""
    return {"value": value, "label": label or _("Match")}


@register.filter
def status_label(value: str) -> str:
    return str(LABELS.get(value) or str(value).replace("_", " ").capitalize())


@register.filter
def money(value: Decimal | float | None) -> str:
    """A whole amount with separators of the language."""
    if value is None:
        return ""
    return formats.number_format(
        value, decimal_pos=0, use_l10n=True, force_grouping=True
    )


@register.filter
def filesize_short(value: int | None) -> str:
    from django.template.defaultfilters import filesizeformat

    return filesizeformat(value) if value is not None else ""


@register.filter
def pairs(value: Any) -> list[tuple[Any, Any]]:
    """Keys and values of an object whose keys may be called ``items``."""
    return list(value.items()) if isinstance(value, dict) else []


@register.filter
def initials(name: str) -> str:
    """At most two letters for a round picture."""
    words = [word for word in str(name).split() if word]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [str(name)[:1]]
    return "".join(letters).upper()
