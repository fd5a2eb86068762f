"""What a message meets that cannot be taken."""

from shieldtalks.errors import ShieldTalksError


class Refused(ShieldTalksError):
    """A message is not taken: one plain line says why, and nothing has changed."""
