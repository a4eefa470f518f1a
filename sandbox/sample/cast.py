"""The people and bots of the sample workspace, and their ids."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

TEAM_ZONE = "Europe/Amsterdam"

CHANNELS = (
    "general",
    "incidents",
    "dispatch",
    "rider-app",
    "hardware",
    "customers",
    "team-dach",
    "team-apac",
    "alerts",
    "winter-readiness",
    "random",
    "bike-talk",
    "ext-fjordkost",
    "pricing-core",
    "founders",
)

_BASE32 = "0123456789ABCDEFGHJKLMNPQRSTUVWX"


@dataclass(frozen=True)
class Person:
    """Somebody who speaks in the sample; `kind` is member, guest, stranger, deleted or bot."""

    handle: str
    name: str
    title: str
    zone: str = TEAM_ZONE
    kind: str = "member"


_OSAKA = "Asia/Tokyo"
_TAIPEI = "Asia/Taipei"
_BUSAN = "Asia/Seoul"

CAST = (
    Person("nadia", "Nadia Verhoeven", "CEO, co-founder"),
    Person("tomasz", "Tomasz Wrona", "CTO, co-founder"),
    Person("ines", "Inês Carvalho", "Head of operations"),
    Person("joost", "Joost Dekkers", "Backend lead, dispatch"),
    Person("priya", "Priya Raman", "Backend, routing"),
    Person("oskar", "Oskar Lindqvist", "Platform and on-call"),
    Person("femke", "Femke Bos", "Mobile, Android"),
    Person("kofi", "Kofi Asante", "Mobile, iOS"),
    Person("lucia", "Lucía Ferrer", "Product manager"),
    Person("hannes", "Hannes Brandt", "Customer success DACH", "Europe/Berlin"),
    Person("greta", "Greta Vogel", "Sales DACH", "Europe/Berlin"),
    Person("amelie", "Amélie Roussel", "Customer success France", "Europe/Paris"),
    Person("bastien", "Bastien Caron", "Sales France", "Europe/Paris"),
    Person("marco", "Marco Ruiz", "Field onboarding Spain", "Europe/Madrid"),
    Person("yuki", "Yuki Tanabe", "Partner manager Japan", _OSAKA),
    Person("kenji", "Kenji Mori", "Field engineer, Osaka", _OSAKA),
    Person("wei", "Wei Lin", "Hardware lead, trackers", _TAIPEI),
    Person("jing", "Jing Zhao", "Hardware supply", _TAIPEI),
    Person("minseo", "Minseo Han", "Support APAC", _BUSAN),
    Person("jisoo", "Jisoo Bae", "Data analyst", _BUSAN),
    Person("sam", "Sam Okafor", "Design"),
    Person("ruth", "Ruth Adeyemi", "Finance and people"),
    Person("dmitri", "Dmitri Petrenko", "Maps and data"),
    Person("elif", "Elif Arslan", "Support lead"),
    Person("mirela", "Mirela Stan", "QA engineer"),
    Person("theo", "Theo Blanchard", "Backend"),
    Person("carla", "Carla Mendes", "Illustrator, freelance", "Europe/Lisbon", "guest"),
    Person("piet", "Piet Hoekstra", "Backend", kind="deleted"),
    Person("sven", "Sven Aune", "Logistics, Fjordkost", "Europe/Oslo", "stranger"),
    Person("ragna", "Ragna Moe", "IT, Fjordkost", "Europe/Oslo", "stranger"),
    Person("pulse", "Pulse", "Monitoring", kind="bot"),
    Person("roundup", "Roundup", "Stand-up", kind="bot"),
)


@dataclass(frozen=True)
class Ids:
    """Ids as Slack makes them, the same for the same seed and name."""

    seed: int

    def number(self, *parts: object) -> int:
        """Return a whole number of 64 bits that depends on the seed and the parts."""
        text = "/".join(str(part) for part in (self.seed, *parts))
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")

    def make(self, letter: str, name: str) -> str:
        """Return an id such as U0K3M5P7QRS: the letter, a zero and nine characters."""
        rest = self.number(letter, name)
        code = "".join(_BASE32[(rest >> 5 * place) & 31] for place in range(9))
        return f"{letter}0{code}"

    def team(self, person: Person) -> str:
        """Return the id of the workspace somebody belongs to."""
        return self.make("T", "fjordkost" if person.kind == "stranger" else "barrowline")


def user(person: Person, ids: Ids) -> dict[str, Any]:
    """Return a person as users.list gives them."""
    first, _, last = person.name.partition(" ")
    return {
        "id": ids.make("U", person.handle),
        "team_id": ids.team(person),
        "name": person.handle,
        "real_name": person.name,
        "deleted": person.kind == "deleted",
        "is_admin": person.handle in ("nadia", "tomasz"),
        "is_owner": person.handle == "nadia",
        "is_primary_owner": person.handle == "nadia",
        "is_bot": person.kind == "bot",
        "is_app_user": False,
        "is_restricted": person.kind == "guest",
        "is_ultra_restricted": False,
        "is_stranger": person.kind == "stranger",
        "tz": person.zone,
        "updated": 1700000000,
        "profile": {
            "real_name": person.name,
            "display_name": first,
            "first_name": first,
            "last_name": last,
            "title": person.title,
            "team": ids.team(person),
            **({"bot_id": ids.make("B", person.handle)} if person.kind == "bot" else {}),
        },
    }


def slackbot(ids: Ids) -> dict[str, Any]:
    """Return Slack's own bot, which every workspace lists."""
    return {
        "id": "USLACKBOT",
        "team_id": ids.make("T", "barrowline"),
        "name": "slackbot",
        "real_name": "Slackbot",
        "deleted": False,
        "is_bot": False,
        "profile": {"real_name": "Slackbot", "display_name": "Slackbot"},
    }
