"""A local Slack workspace and a local Claude, over real HTTP and WebSocket."""

from sandbox.server import Addresses, Sandbox

__all__ = ["Addresses", "Sandbox"]
