"""Slack's Web API, one file per family. Importing a family registers its methods."""

from sandbox.methods import (  # noqa: F401
    apps,
    assistant,
    blocks,
    canvases,
    chat,
    conversations,
    files,
    history,
    identity,
    oauth,
    reactions,
    streams,
    users,
    views,
)
from sandbox.methods.call import REGISTRY

__all__ = ["REGISTRY"]
