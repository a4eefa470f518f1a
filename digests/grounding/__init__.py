"""What the model wrote, checked against the messages it cites. Pure."""

from digests.grounding.evidence import Evidence, same_link
from digests.grounding.ground import Grounded, ground

__all__ = ["Evidence", "Grounded", "ground", "same_link"]
