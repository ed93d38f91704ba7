from mail.models.mailbox import Mailbox
from mail.models.notification import Notification
from mail.models.outbox import OutboxMail
from mail.models.pause import ChannelPause
from mail.models.template import MailTemplate

__all__ = ["ChannelPause", "MailTemplate", "Mailbox", "Notification", "OutboxMail"]
