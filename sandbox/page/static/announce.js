// Tells people who can't see the page of new messages, once each and when they are whole.

import { byId } from "./dom.js";
import { decode } from "./encode.js";
import { authorOf } from "./message.js";
import { where } from "./router.js";
import { maySee, on, world } from "./state.js";

/** Begins to listen. */
export function start() {
  on("message", ({ channel, message }) => { if (message.streaming_state !== "in_progress") say(channel, message); });
  on("edit", ({ channel, message }) => { if (message.streaming_state === "completed" && !message.edited) say(channel, message); });
  on("ephemeral", ({ channel, user, message }) => { if (user === world.me) say(channel, message); });
}

function say(channel, message) {
  if (channel !== where.channel || !maySee(world.channels.get(channel)) || message.user === world.me) return;
  byId("announce").textContent = `${authorOf(message)}: ${decode(message.text).slice(0, 200)}`;
}
