from accounts.models.invitation import Invitation
from accounts.models.session import AuthSession, PasswordReset
from accounts.models.team import Membership, Team
from accounts.models.user import User

__all__ = ["AuthSession", "Invitation", "Membership", "PasswordReset", "Team", "User"]
