"""A correction of something in a digest, submitted."""

from __future__ import annotations

import json
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.blocks import forms
from bot.blocks.correction import DROP, NAME, correction_modal
from bot.digest.correcting import Correction, correct, may_correct, record_of
from bot.learn import reader
from bot.services import Services
from digests import pipeline
from digests.correct import thing
from digests.errors import DigestifError


async def handle_digest_correct_choose(
    ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], context: AsyncBoltContext
) -> None:
    """Go on to the modal for the thing that was chosen."""
    services: Services = context["services"]
    user_id = str(body["user"]["id"])
    digest_id = str(json.loads(view["private_metadata"])["digest_id"])
    try:
        readers = await reader(services, user_id)
        record = await record_of(services, readers, digest_id)
        digest = await pipeline.current(services.store, record.digest_id, readers)
        about = thing(digest, str(forms.given(view).get("thing") or ""))
    except DigestifError as error:
        await ack(response_action="errors", errors={"thing": str(error)})
        return
    if about is None:
        await ack(response_action="errors", errors={"thing": "That isn't in the digest any more."})
        return
    may = await may_correct(services, readers, user_id, digest_id, about)
    await ack(response_action="update", view=correction_modal(digest_id, about, may=may))


async def handle_digest_correct(
    ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], context: AsyncBoltContext
) -> None:
    """Edit the digest, or keep the report."""
    services: Services = context["services"]
    user_id, given = str(body["user"]["id"]), forms.given(view)
    about = json.loads(view["private_metadata"])
    errors = problems(given)
    if errors:
        await ack(response_action="errors", errors=errors)
        return
    try:
        readers = await reader(services, user_id)
        meant = correction(str(about["thing"]), given)
        digest_id = str(about["digest_id"])
        edited = await correct(services, readers, user_id, digest_id, meant)
    except DigestifError as error:
        field = "wrong" if given.get("what") == NAME else "what"
        await ack(response_action="errors", errors={field: str(error)})
        return
    said = "The digest says so now." if edited else "Thank you. It is kept for whoever may edit it."
    await ack(response_action="update", view=_done(said))


def correction(key: str, given: dict[str, Any]) -> Correction:
    """What was put into the modal. Pure."""
    what = given.get("what")
    if what == DROP:
        return Correction(key, drop=True)
    if what == NAME:
        return Correction(key, wrong=_one_line(given["wrong"]), right=_one_line(given["right"]))
    return Correction(key, _one_line(given.get("title")), _one_line(given.get("text")))


def problems(given: dict[str, Any]) -> dict[str, str]:
    """One sentence for each field that can't be used, by block id; {} if all can. Pure."""
    if given.get("what") == NAME:
        missing = {
            "wrong": "Write the name as it stands in the digest.",
            "right": "Write the name that is right.",
        }
        return {name: said for name, said in missing.items() if not _one_line(given.get(name))}
    if given.get("what") != DROP and not _one_line(given.get("text")) and "title" not in given:
        return {"text": "Write what is right, or choose that it should not be here."}
    return {}


def _one_line(text: Any) -> str:
    return " ".join(str(text or "").split())


def _done(text: str) -> forms.Block:
    blocks: list[forms.Block] = [{"type": "section", "text": forms.plain(text)}]
    return forms.modal("digest_corrected", "Not right", blocks, "", "")
