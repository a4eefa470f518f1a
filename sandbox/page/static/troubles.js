// What happens at once: the app's connection, its token, and the open channel under its feet.

import { button, el, fill } from "./dom.js";
import { act, tried } from "./api.js";
import { where } from "./router.js";
import { channelName, maySee, on, world } from "./state.js";

/** Buttons for what production brings once, not call by call. */
export function troubles() {
  const channels = el("div", { class: "row" });
  for (const kind of ["where", "world", "person"]) on(kind, () => fill(channels, ofChannel(world.channels.get(where.channel))));
  return el("fieldset", {}, el("legend", {}, "At once"),
    el("div", { class: "row" },
      button("Close the app's socket", () => tried(act("socket", { reason: "link_disabled" }))),
      button("Revoke its token", () => tried(act("revoke")), { class: "danger" })),
    channels);
}

function ofChannel(channel) {
  if (!maySee(channel) || !["channel", "group"].includes(channel.kind)) return [];
  const change = (op) => () => tried(act("channel", { op, channel: channel.id, user: world.me }));
  const bot = world.bot.user_id;
  const isIn = channel.members.includes(bot);
  const move = () => tried(act(isIn ? "leave" : "join", { user: bot, channel: channel.id }));
  return [
    el("span", { class: "small faint" }, channelName(channel)),
    channel.kind === "channel" && button("Turn private", change("private")),
    button(channel.is_ext_shared ? "Share no longer" : "Share outside", change(channel.is_ext_shared ? "unshare" : "share")),
    button(channel.is_archived ? "Unarchive" : "Archive", change(channel.is_archived ? "unarchive" : "archive")),
    button(isIn ? `Take ${world.bot.name} out` : `Put ${world.bot.name} in`, move),
  ];
}
