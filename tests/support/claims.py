"""A claim and the messages it cites, and whether it passes."""

from __future__ import annotations

from digests.grounding import Evidence, Grounded, ground
from digests.grounding.drafts import DraftClaim
from digests.models import Message, People, Section

# Wednesday, 18 November 2026, 12:00 UTC.
NOON = 1_795_003_200
PEOPLE = People(
    {
        "U1": "Mara Weiss",
        "U2": "Jon Park",
        "U3": "Priya Rao",
        "U4": "Will Green",
        "U5": "田中太郎",
        "U6": "mark",
        "U7": "Zoë Lind",
    }
)
CHANNELS = {"C1": "payments", "C2": "ops"}


def say(text: str, user: str = "U1", at: int = 0, **more: object) -> Message:
    return Message("T1", "C1", f"{NOON + at}.000000", text, user or None, **more)  # type: ignore[arg-type]


def check(
    claim: str, *messages: Message | str, section: Section = Section.OVERVIEW, ids: str = ""
) -> Grounded:
    said = [m if isinstance(m, Message) else say(m, at=i) for i, m in enumerate(messages)]
    evidence = Evidence(
        {f"m{index}": message for index, message in enumerate(said, 1)},
        PEOPLE,
        channels=CHANNELS,
        workspace_url="https://x.slack.com/",
    )
    return ground(DraftClaim(claim, tuple(ids.split() or evidence.ids), section), evidence)


def passes(claim: str, *messages: Message | str, section: Section = Section.OVERVIEW) -> bool:
    return check(claim, *messages, section=section).claim is not None
