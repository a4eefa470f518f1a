"""The local Claude: its controls, and the answers behind the Messages API."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal, get_args

from .batches import Batches
from .cache import InputUsage, PromptCache
from .checks import check_create
from .errors import invalid
from .failures import altered, error_of
from .files import Shelf
from .ids import Ids
from .models import model_of
from .ports import Clock, Fault, Faults, Journal, Json
from .reading import Prompt, read_prompt
from .received import Received
from .reply import Block, Reply, fitted
from .tokens import count_request
from .voices import Script, adversarial, extractive
from .voices.scripted import Line
from .wire import message

API_KEY = "sk-ant-sandbox-local"
HIDDEN_THINKING = 24

VoiceName = Literal["extractive", "scripted", "adversarial"]


class LocalClaude:
    """A Claude in this process, as strict as the real one, that needs no model.

    Attributes:
        api_key: The one bearer token it takes.
        requests: Every authorized POST with JSON that arrived, oldest first.
        speed: Output tokens per second of real time; 0 sends everything at once.
        delay: Real seconds before the first byte.
        script: What the scripted voice will say.
        batches: Message batches; `batches.seconds` is how long one takes (0).
        files: Uploaded files.
    """

    def __init__(
        self,
        clock: Clock,
        faults: Faults,
        journal: Journal,
        *,
        speed: float = 0.0,
        delay: float = 0.0,
        voice: VoiceName = "extractive",
        api_key: str = API_KEY,
    ) -> None:
        self.clock = clock
        self.faults = faults
        self.journal = journal
        self.api_key = api_key
        self.ids = Ids()
        self.requests: list[Received] = []
        self.script = Script()
        self.files = Shelf(self.ids)
        self.batches = Batches(self.ids, self._answer_in_batch)
        self._cache = PromptCache()
        self.voice = voice
        self.speed = speed
        self.delay = delay

    @property
    def voice(self) -> VoiceName:
        """Who answers: extractive, scripted or adversarial."""
        return self._voice

    @voice.setter
    def voice(self, name: VoiceName) -> None:
        if name not in get_args(VoiceName):
            raise ValueError(f"{name!r} is no voice; use {', '.join(get_args(VoiceName))}.")
        self._voice = name

    @property
    def speed(self) -> float:
        """Output tokens per second; 0 means at once."""
        return self._speed

    @speed.setter
    def speed(self, value: float) -> None:
        self._speed = _not_negative("speed", value)

    @property
    def delay(self) -> float:
        """Seconds before the first byte; 0 means none."""
        return self._delay

    @delay.setter
    def delay(self, value: float) -> None:
        self._delay = _not_negative("delay", value)

    def say(self, *lines: Line, match: str | None = None) -> None:
        """Queue replies and switch to the scripted voice.

        Args:
            lines: Texts, `Reply` values, or mappings as in `voices.scripted.reply_of`.
            match: Text that a request's JSON must contain to get these lines.

        Raises:
            ValueError: If a line says something no reply can say.
        """
        for line in lines:
            self.script.add(line, match)
        self.voice = "scripted"

    def control(self, settings: Mapping[str, Any]) -> Json:
        """Apply what POST /control/claude carries, all or nothing, and return `state()`.

        Args:
            settings: Any of voice, script (a list of replies, added to the queue; selects the
                scripted voice unless voice is given), speed and delay.

        Raises:
            ValueError: One sentence on what is wrong; nothing has changed.
        """
        unknown = set(settings) - {"voice", "script", "speed", "delay"}
        if unknown:
            raise ValueError(f"There is no {min(unknown)!r}; use voice, script, speed, delay.")
        lines = settings.get("script", [])
        if not isinstance(lines, list):
            raise ValueError("script is a list of replies.")
        voice = settings.get("voice", "scripted" if lines else self.voice)
        trial = LocalClaude(self.clock, self.faults, self.journal)
        for target in (trial, self):
            target.speed = settings.get("speed", self.speed)
            target.delay = settings.get("delay", self.delay)
            target.say(*lines)
            target.voice = voice
        return self.state()

    def state(self) -> Json:
        """Return the controls as JSON."""
        return {
            "voice": self.voice,
            "speed": self.speed,
            "delay": self.delay,
            "queued": len(self.script),
            "requests": len(self.requests),
        }

    def read(self, body: Json) -> Prompt:
        """Check a create request and return it as a voice sees it.

        Raises:
            ApiError: What the API would answer.
        """
        check_create(body)
        model = model_of(body["model"])
        tokens = count_request(body)
        if tokens > model.max_input_tokens:
            raise invalid(f"prompt is too long: {tokens} tokens > {model.max_input_tokens} maximum")
        return read_prompt(body, self._file_text)

    def reply(self, prompt: Prompt) -> Reply:
        """Return what the current voice says to a prompt, not yet cut to the limits."""
        if self.voice == "scripted":
            return self.script(prompt)
        said = adversarial(prompt) if self.voice == "adversarial" else extractive(prompt)
        return _thought(said, prompt.body)

    def finish(
        self, reply: Reply, body: Json, fault: Fault | None = None, tier: str = "standard"
    ) -> Json:
        """Return the whole message for a reply: cut to the limits, counted, given ids."""
        model = model_of(body["model"])
        usage: InputUsage = self._cache.use(body, model, self.clock.now())
        cut = fitted(reply, body["max_tokens"], tuple(body.get("stop_sequences") or ()))
        return message(altered(cut, fault), body["model"], usage, self.ids, tier=tier)

    def _answer_in_batch(self, params: Json) -> Json:
        """Return the message for one request of a batch."""
        if params.get("stream"):
            raise invalid("stream: not supported in a batch")
        reply = self.reply(self.read(params))
        if reply.failure is not None and (error := error_of(reply.failure)):
            raise error
        return self.finish(reply, params, reply.failure, tier="batch")

    def _file_text(self, file_id: str) -> str:
        """Return the text of an uploaded text file; 404 if there is none."""
        stored = self.files.get(file_id, self.clock.now())
        if not stored.mime_type.startswith("text/"):
            return ""
        return stored.content.decode(errors="replace")


def _not_negative(name: str, value: object) -> float:
    """Return a number that is 0 or more."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
        raise ValueError(f"{name} is a number of 0 or more, not {value!r}.")
    return float(value)


def _thought(reply: Reply, body: Json) -> Reply:
    """Return the reply with the thinking block that adaptive models put first.

    By default its text is omitted; its tokens are paid for all the same.
    """
    thinking = body.get("thinking") or {"type": "adaptive"}
    wordless = thinking["type"] != "adaptive" or not model_of(body["model"]).adaptive
    if wordless or (body.get("output_config") or {}).get("effort") == "low":
        return reply
    shown = thinking.get("display") == "summarized"
    text = "Reading what was given and choosing what matters." if shown else ""
    block = Block("thinking", text, hidden=0 if shown else HIDDEN_THINKING)
    return replace(reply, blocks=(block, *reply.blocks))
