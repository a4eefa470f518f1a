"""Who answers: each voice turns a prompt into a reply; all are deterministic."""

from .adversarial import adversarial
from .extractive import extractive
from .scripted import Script

__all__ = ["Script", "adversarial", "extractive"]
