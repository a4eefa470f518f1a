"""Slack's Web API, one file per family. Importing a family registers its methods."""

from sandbox.methods import (
    apps,
    assistant,
    chat,
    conversations,
    history,
    identity,
    reactions,
    streams,
    users,
    views,
)
from sandbox.methods.call import REGISTRY

FAMILIES = (
    apps,
    assistant,
    chat,
    conversations,
    history,
    identity,
    reactions,
    streams,
    users,
    views,
)

__all__ = ["FAMILIES", "REGISTRY"]
