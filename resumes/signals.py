"""What resumes announces to the floors above."""

from django.dispatch import Signal

# Arguments: resume_id, team_id, user_id. Sent after commit: the text was read, or
# another resume became somebody's default.
profile_changed = Signal()
