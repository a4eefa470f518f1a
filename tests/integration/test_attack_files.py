"""Attack texts inside of files, through reading, answering and going on; and typed into a modal."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.attack_oracle import material, written, wrongs
from tests.support.attack_workspace import GENUINE
from tests.support.attacks import ATTACKS
from tests.support.bot import Scene, everything, scene
from tests.support.files import a_docx, a_pdf, a_pptx, an_xlsx

pytestmark = pytest.mark.untraced

LEGAL = ["".join(c for c in text if c in "\t\n" or ord(c) >= 32) for text in ATTACKS]
"""What XML can hold of them."""
ASCII = [
    " ".join(text.replace("\\", " ").replace("(", " ").replace(")", " ").split())
    for text in ATTACKS
    if text.isascii() and text.isprintable()
]
ALL = "\n".join(ATTACKS).encode()
FILES: dict[str, bytes] = {
    "notes.txt": ALL,
    "rows.csv": b"what,who\n" + b"\n".join(b'"%b",Eve' % t.encode() for t in LEGAL),
    "plan.pdf": a_pdf(ASCII),
    "plan.docx": a_docx(LEGAL, [[text, "yes"] for text in LEGAL[:20]]),
    "costs.xlsx": an_xlsx({"Costs": [[f"'{text}", 1] for text in LEGAL]}),
    "deck.pptx": a_pptx([[text] for text in ASCII if "<" not in text and "&" not in text]),
    f"{ATTACKS[0]} [m1].txt": b"The warehouse launch is on Thursday.",
    "canvas.html": b"<h1>Plan</h1><img src=https://drop.example/p><script>x()</script>" + ALL,
}
KNOWN = material([*ATTACKS, *LEGAL, *ASCII])


def found(at: Scene, since: int) -> list[str]:
    """What the oracle objects to of all that was sent to Slack since."""
    own = f"{at.sandbox.addresses.url}archives/"
    entries = written(at.sandbox.control.journal(since))
    assert entries
    return [w for e in entries for w in wrongs(e.get("args") or e.get("payload"), own, KNOWN)]


@pytest.mark.parametrize("voice", ["adversarial", "extractive", "none"])
async def test_what_files_say_pings_nobody_leads_nowhere_and_costs_no_line(voice: str) -> None:
    """A thread with one file of each format: summed up, asked about, asked about again."""
    async with scene(claude=voice != "none") as at:
        if voice != "none":
            at.sandbox.control.claude(voice=voice)
        control, elif_, general = at.sandbox.control, at.person("elif"), at.channel("general")
        since, root = at.now, control.post(elif_, "general", GENUINE[0])
        for name, data in FILES.items():
            file = {"name": name, "title": name, "content": data}
            control.post(at.person("femke"), "general", GENUINE[1], root, files=[file])
        for text in ("", " What do the files say?", " Who decided it, and what else?"):
            await at.ask(elif_, general, at.mention + text, root)

        assert found(at, since) == []
        replies = everything(at.own(general, root))
        assert f"{len(FILES)} files" in replies or voice == "none"
        assert voice == "adversarial" or "Thursday" in replies


async def test_a_model_that_repeats_all_that_a_file_says_pings_nobody() -> None:
    """A thread for each third of the texts, so that all of them fit into messages."""
    async with scene() as at:
        control, elif_, since = at.sandbox.control, at.person("elif"), at.now
        read = {"tool_use": {"name": "read_file", "input": {"message": "m2"}}}
        said = []
        for part, name in enumerate(("notes.txt", "rows.csv", "plan.docx")):
            lines = [f"{' '.join(text.split())} [m2]" for text in ATTACKS[part::3]]
            asked = f"What does file {part} say?"
            at.sandbox.local_claude.say(read, "\n".join(lines), "", match=asked)
            root = control.post(elif_, "general", GENUINE[0])
            file = {"name": name, "content": FILES[name]}
            control.post(elif_, "general", "Here it is", root, files=[file])
            said += await at.ask(elif_, "general", f"{at.mention} {asked}", root)

        assert found(at, since) == []
        # What the files really say may be repeated, its addresses bare.
        assert [everything(each).count("phish.example") > 10 for each in said] == [True] * 3


async def test_what_people_type_about_an_answer_stays_text_where_admins_read_it() -> None:
    async with scene(claude=False) as at:
        control, femke, general = at.sandbox.control, at.person("femke"), at.channel("general")
        users = at.sandbox.workspace.users.values()
        admin = next(str(u["id"]) for u in users if u.get("is_admin") and not u.get("deleted"))
        root, since = control.post(femke, "general", GENUINE[0]), at.now
        [reply] = await at.ask(femke, general, at.mention, root)
        for text in ("\n".join(ATTACKS)[:2_000], "\n".join(ATTACKS[::-1])[:2_000]):
            await control.click(
                femke, "feedback", channel=general, ts=reply["ts"], value="negative"
            )
            modal = await control.until(lambda: control.views(femke).get("modals"))
            await control.submit(femke, modal[-1]["id"], typed(text))
        control.open_home(admin)
        await control.until(lambda: control.views(admin).get("home"))

        assert found(at, since) == []


def typed(text: str) -> dict[str, Any]:
    """The modal's state with a text in it."""
    return {
        "why": {"why": {"type": "radio_buttons", "selected_option": {"value": "missing"}}},
        "should": {"should": {"type": "plain_text_input", "value": text}},
    }
