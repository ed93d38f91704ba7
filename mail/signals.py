"""What mail announces to the floors above."""

from django.dispatch import Signal

# A mail reached a final state. Arguments: mail (OutboxMail).
mail_settled = Signal()
