"""A local Claude: the Messages API over real HTTP, with voices that need no model.

Start reading at `local.py` (the controls) and `api.py` (the endpoints).
"""

from .api import routes
from .local import LocalClaude, VoiceName
from .ports import Failure
from .received import Received
from .reply import Block, Reply

__all__ = ["Block", "Failure", "LocalClaude", "Received", "Reply", "VoiceName", "routes"]
