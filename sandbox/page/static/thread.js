// The thread at the side.

import { byId, button, el, fill } from "./dom.js";
import { tried } from "./api.js";
import { composer } from "./composer.js";
import { Feed } from "./feed.js";
import { closeThread, where } from "./router.js";
import { channelName, isMember, maySee, on, world } from "./state.js";

let feed = null;
let shown = "";

/** Shows the thread of the address, now and at every change of it. */
export function start() {
  on("where", show);
  on("world", () => { if (shown && shown !== key()) show(); });
  on("person", () => { shown = ""; show(); });
  byId("thread").addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) closeThread();
  });
}

// whose thread is shown to whom; "" for none
function key() {
  const channel = world.channels.get(where.channel);
  return where.thread && maySee(channel) ? [world.me, channel.id, where.thread, isMember(channel)].join(" ") : "";
}

function show() {
  const channel = world.channels.get(where.channel);
  const panel = byId("thread");
  const open = key() !== "";
  panel.hidden = !open;
  if (key() === shown) return open && where.highlight && feed?.list.highlight(where.highlight);
  shown = key();
  feed?.close();
  feed = null;
  if (!open) return fill(panel);
  return fresh(panel, channel);
}

async function fresh(panel, channel) {
  feed = new Feed(channel.id, where.thread, "Messages in the thread");
  const root = where.thread;
  const write = composer({ channel: () => channel.id, thread: () => root, label: "Reply in the thread" });
  fill(panel,
    el("header", { class: "head" },
      el("div", { class: "grow" }, el("h2", {}, "Thread"), el("p", { class: "faint small" }, channelName(channel))),
      button("Close", closeThread, { "aria-label": "Close the thread" })),
    feed.list.node, feed.status,
    isMember(channel) ? write.node : el("p", { class: "foot faint" }, "Join the channel to reply."));
  if ((await tried(feed.load(where.highlight))) === null) return;
  if (!where.highlight && isMember(channel)) write.field.focus();
}
