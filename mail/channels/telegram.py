"""Telegram's bot API: HTML mode, escaped; the token appears nowhere."""

from __future__ import annotations

import hashlib
import html
from typing import Any

from django.conf import settings

from mail.channels.base import Channel, ChannelError, Message

# Telegram counts UTF-16 units after the entities were read.
LIMIT = 4096
TIMEOUT = 15.0
LONGEST_WAIT = 3600.0
# Of its 400s, those that say that the chat is gone for good.
GONE = ("chat not found", "upgraded to a supergroup")


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, limit: int) -> str:
    """The beginning of a text within so many UTF-16 units, on a line's end."""
    if utf16_length(text) <= limit:
        return text
    kept = text.encode("utf-16-le")[: (limit - 2) * 2].decode("utf-16-le", "ignore")
    head, _, _ = kept.rpartition("\n")
    return (head or kept) + "\n…"


def as_html(message: Message) -> str:
    """The message with every value escaped; lines are left out from the end."""
    title = html.escape(cut(message.title, 500), quote=False)
    link = html.escape(message.link, quote=True)
    ending = f'\n<a href="{link}">Open</a>' if message.link else ""
    budget = LIMIT - utf16_length(title) - utf16_length(ending) - 20
    body = ""
    for line in message.lines:
        escaped = html.escape(cut(line, 800), quote=False)
        if utf16_length(body) + utf16_length(escaped) + 1 > budget:
            body += "\n…"
            break
        body += "\n" + escaped
    return f"<b>{title}</b>{body}{ending}"


def as_text(message: Message) -> str:
    return cut("\n".join([message.title, *message.lines, message.link]), LIMIT)


class Telegram(Channel):
    name = "telegram"
    label = "Telegram"

    def chat_of(self, user: Any) -> str:
        return user.telegram_chat_id or settings.TELEGRAM_CHAT_ID

    def address(self, user: Any) -> str:
        return str(self.chat_of(user))

    def addresses(self, user: Any) -> set[str]:
        return {self.address(user), self.bot()}

    def url(self) -> str:
        return (
            f"{settings.TELEGRAM_API_BASE}/bot{settings.TELEGRAM_BOT_TOKEN}/sendMessage"
        )

    def bot(self) -> str:
        """Stands for the bot and hides its token: with another it is another bot."""
        return "bot:" + hashlib.sha256(self.url().encode()).hexdigest()[:32]

    def is_configured(self) -> bool:
        return bool(settings.TELEGRAM_BOT_TOKEN)

    def reaches(self, user: Any) -> bool:
        return self.is_configured() and bool(self.chat_of(user))

    def send(self, user: Any, message: Message) -> None:
        chat = self.chat_of(user)
        try:
            self.post(chat, as_html(message), "HTML")
        except ChannelError as error:
            if "parse entities" not in str(error):
                raise
            self.post(chat, as_text(message), None)

    def post(self, chat: str, text: str, mode: str | None) -> None:
        import httpx2

        payload: dict[str, Any] = {"chat_id": chat, "text": text}
        payload["link_preview_options"] = {"is_disabled": True}
        if mode:
            payload["parse_mode"] = mode
        try:
            # The operator's own setting, so not through the guard of fetched pages.
            answer = httpx2.post(
                self.url(), json=payload, timeout=TIMEOUT, trust_env=False
            )
        except (httpx2.HTTPError, httpx2.InvalidURL):
            # The error's text would hold the address, and with it the token.
            raise ChannelError("Telegram cannot be reached.", permanent=False) from None
        self.judge(answer, chat)

    def judge(self, answer: Any, chat: str) -> None:
        try:
            body = answer.json()
        except ValueError:
            body = {}
        if not isinstance(body, dict):
            body = {}
        if answer.status_code == 200 and body.get("ok") is True:
            return
        said = str(body.get("description") or f"status {answer.status_code}")[:200]
        said = said.replace(settings.TELEGRAM_BOT_TOKEN, "…")
        parameters = body.get("parameters")
        wait = parameters.get("retry_after") if isinstance(parameters, dict) else None
        temporary = answer.status_code == 429 or answer.status_code >= 500
        broken = ""
        if body.get("ok") is False:  # Telegram's own word, no proxy's
            if answer.status_code in {401, 404}:
                broken = self.bot()
            elif answer.status_code == 403 or any(words in said for words in GONE):
                broken = chat
        raise ChannelError(
            f"Telegram refused: {said}",
            permanent=not temporary,
            broken=broken,
            retry_after=min(max(float(wait), 1.0), LONGEST_WAIT)
            if isinstance(wait, (int, float))
            else None,
        )
