// The middle of the page: one channel, or the bot's Home.

import { byId, button, el, fill } from "./dom.js";
import { act, tried } from "./api.js";
import { composer } from "./composer.js";
import { Feed } from "./feed.js";
import { showHome } from "./home.js";
import { local, permalink } from "./links.js";
import { closeThread, go, openThread, where } from "./router.js";
import { botDm, channelName, isMember, maySee, nameOf, on, refresh, world } from "./state.js";

let feed = null;
let shown = "";

/** Shows what the address says, now and at every change of it. */
export function start() {
  on("where", show);
  on("world", () => { if (shown && shown !== key()) show(); });
  on("person", () => { shown = ""; show(); });
  on("status", (data) => { if (data.prompts && data.channel === where.channel) { shown = ""; show(); } });
}

// what decides how a channel looks beside its messages
function key() {
  const channel = world.channels.get(where.channel);
  return [world.me, where.view, where.channel, channel?.name, channel?.topic?.value, channel?.is_archived, channel?.is_ext_shared, channel?.kind, maySee(channel), isMember(channel)].join(" ");
}

function show() {
  const channel = world.channels.get(where.channel);
  document.title = where.view === "home" ? `${world.bot.name} · ${world.team.name}` : `${channel && maySee(channel) ? channelName(channel) : "Not found"} · ${world.team.name}`;
  if (key() === shown) return highlight();
  shown = key();
  feed?.close();
  feed = null;
  if (where.view === "home") return showHome(byId("main"), tabs("home"));
  if (!channel || !maySee(channel)) return nothing();
  return open(channel);
}

function highlight() {
  if (feed && where.highlight && !feed.list.highlight(where.highlight) && !where.thread) feed.load(where.highlight).catch(() => {});
}

function nothing() {
  const sentence = where.channel
    ? `There is no such channel, or ${nameOf(world.me)} can't see it.`
    : `${nameOf(world.me)} is in no channel. Choose one from the list.`;
  fill(byId("main"), el("div", { class: "empty" }, el("p", {}, sentence)));
  closeThread();
}

async function open(channel) {
  const mine = feed = new Feed(channel.id, null, `Messages in ${channelName(channel)}`);
  const isBotDm = channel.kind === "im" && channel.members.includes(world.bot.user_id);
  const sent = isBotDm ? (ts) => openThread(channel.id, ts) : () => {};
  const write = composer({ channel: () => channel.id, label: `Message ${channelName(channel)}`, sent });
  fill(byId("main"), head(channel, isBotDm), feed.list.node, feed.status,
    isBotDm && prompts(channel, write), foot(channel, write));
  await tried(feed.load(where.thread && where.thread !== where.highlight ? null : where.highlight));
  if (mine === feed && where.highlight && where.thread) mine.list.highlight(where.highlight);
}

function head(channel, isBotDm) {
  if (isBotDm) return tabs("messages");
  const signs = [channel.is_private && channel.kind === "group" && "🔒 private", channel.is_ext_shared && "shared outside", channel.is_archived && "archived"];
  const count = `${channel.members.length} ${channel.members.length === 1 ? "member" : "members"}`;
  return el("header", { class: "head" },
    el("h2", {}, channelName(channel)),
    el("p", { class: "faint small" }, [...signs.filter(Boolean), count, channel.topic?.value].filter(Boolean).join(" · ")));
}

function tabs(current) {
  const dm = botDm();
  const tab = (name, node) => { if (name === current) node.setAttribute("aria-current", "page"); return node; };
  const messages = dm ? local(permalink(dm.id), {}, "Messages") : button("Messages", openDm, { class: "plain" });
  return el("header", { class: "head" }, el("h2", {}, world.bot.name),
    el("nav", { class: "tabs", "aria-label": world.bot.name }, tab("home", local("/home", {}, "Home")), tab("messages", messages)));
}

/** Opens the chosen person's DM with the bot. */
export async function openDm() {
  const made = await tried(act("dm", { user: world.me }));
  if (!made) return;
  await refresh();
  go({ channel: made.channel });
}

function prompts(channel, write) {
  const offered = world.prompts[channel.id];
  if (!offered) return null;
  return el("div", { class: "row prompts" }, offered.title && el("span", { class: "faint" }, offered.title),
    offered.prompts.map((one) => button(one.title, () => write.say(one.message), { title: one.message })));
}

function foot(channel, write) {
  if (channel.is_archived) return el("p", { class: "foot faint" }, "This channel is archived.");
  if (isMember(channel)) return write.node;
  const join = () => tried(act("join", { user: world.me, channel: channel.id }));
  return el("div", { class: "foot row" }, el("span", {}, `${nameOf(world.me)} isn't in ${channelName(channel)}.`), button("Join", join, { class: "primary" }));
}
