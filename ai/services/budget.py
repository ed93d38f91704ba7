"""What a team may use a day, and what a text cost."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from ai.client import Usage
from ai.models import Generation
from jobhunt.lib.errors import TooMany

CHARACTERS_A_TOKEN = 4
MILLION = Decimal(1_000_000)


def check_budget(team_id: int) -> None:
    """TooMany when the team has used up its tokens of the day (UTC)."""
    limit = settings.AI_TOKENS_PER_DAY
    if not limit:
        return
    now = timezone.now()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    used = Generation.objects.filter(
        team_id=team_id, created_at__gte=midnight
    ).aggregate(used=Sum("budget_tokens"))["used"]
    if (used or 0) >= limit:
        wait = midnight + timedelta(days=1) - now
        raise TooMany(
            _("The team's budget for AI texts is used up for today."),
            retry_after=max(1, int(wait.total_seconds())),
        )


def counted(usage: Usage, sent: int, received: int) -> int:
    """Tokens for the budget: as told, else estimated from the characters."""
    if usage.input is not None and usage.output is not None:
        return usage.input + usage.output
    return (sent + received) // CHARACTERS_A_TOKEN


def cost_of(usage: Usage) -> Decimal | None:
    """In the currency of AI_PRICE_INPUT/_OUTPUT (a million tokens); null unknown."""
    prices: Any = (
        getattr(settings, "AI_PRICE_INPUT", None),
        getattr(settings, "AI_PRICE_OUTPUT", None),
    )
    if None in prices or usage.input is None or usage.output is None:
        return None
    told = (
        Decimal(str(prices[0])) * usage.input + Decimal(str(prices[1])) * usage.output
    )
    return (told / MILLION).quantize(Decimal("0.000001"))
