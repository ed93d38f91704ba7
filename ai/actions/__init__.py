"""The actions there are. A new one is a file beside these and a line here."""

from .base import Action, Material
from .bullets import Bullets
from .cover_letter import CoverLetter
from .personalize import Personalize

ACTIONS: tuple[Action, ...] = (Bullets(), CoverLetter(), Personalize())
BY_NAME = {action.name: action for action in ACTIONS}

__all__ = ["ACTIONS", "BY_NAME", "Action", "Material"]
