"""`digestif demo`: the real bot at work on a local workspace, shown in the terminal."""

from bot.demo.show import demo

__all__ = ["demo"]
