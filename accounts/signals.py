"""What accounts announces to the floors above."""

from django.dispatch import Signal

# Arguments: user, token (the only time the token exists in clear).
password_reset_requested = Signal()
# Arguments: invitation, token.
invitation_created = Signal()
# Arguments: user, fields (the names of those that were given). Before the commit.
profile_updated = Signal()
# Arguments: user_id, file_team_ids (the teams that went too). Sent after commit.
user_deleted = Signal()
# Arguments: team_id. Sent after commit: rows are gone, files should follow.
team_deleted = Signal()
