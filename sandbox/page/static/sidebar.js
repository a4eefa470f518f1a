// The list of channels, as the chosen person may see them.

import { byId, button, el, fill } from "./dom.js";
import { act, tried } from "./api.js";
import { local, permalink } from "./links.js";
import { openDm } from "./channel.js";
import { where } from "./router.js";
import { botDm, channelName, isMember, on, world } from "./state.js";

const unread = new Set();

/** Shows the list and keeps it true. */
export function start() {
  for (const kind of ["world", "where", "person"]) on(kind, show);
  on("person", () => unread.clear());
  on("message", ({ channel, message }) => {
    const room = world.channels.get(channel);
    if (channel === where.channel || message.user === world.me || !isMember(room)) return;
    if (unread.has(channel)) return;
    unread.add(channel);
    show();
  });
}

function show() {
  unread.delete(where.channel);
  const all = [...world.channels.values()].sort((a, b) => channelName(a).localeCompare(channelName(b)));
  const rooms = all.filter((one) => one.kind === "channel" || one.kind === "group");
  const mine = rooms.filter((one) => isMember(one) && !one.is_archived);
  const others = rooms.filter((one) => one.kind === "channel" && (!isMember(one) || one.is_archived));
  const direct = all.filter((one) => (one.kind === "im" || one.kind === "mpim") && isMember(one) && one !== botDm());
  fill(byId("sidebar"),
    group("Channels", mine.map(row)),
    direct.length > 0 && group("Direct messages", direct.map(row)),
    group("Apps", [app(), ...shortcuts()]),
    others.length > 0 && el("details", { open: others.some((one) => one.id === where.channel) },
      el("summary", {}, `Not joined (${others.length})`), el("ul", {}, others.map(row))));
}

function group(title, rows) {
  return el("section", { "aria-label": title }, el("h2", {}, title), el("ul", {}, rows));
}

function row(channel) {
  const current = where.view === "channel" && where.channel === channel.id;
  const sign = channel.kind === "group" ? "🔒 " : "";
  const name = channel.kind === "group" ? channel.name : channelName(channel);
  const props = { "aria-current": current ? "page" : null, class: unread.has(channel.id) ? "unread" : null };
  return el("li", {}, local(permalink(channel.id), props, sign, name,
    channel.kind === "group" && el("span", { class: "unseen" }, ", private"),
    unread.has(channel.id) && el("span", { class: "unseen" }, ", unread")));
}

// the app's shortcuts that need no message
function shortcuts() {
  const run = (one) => () => tried(act("shortcut", { user: world.me, callback_id: one.callback_id }));
  return (world.bot.shortcuts || []).filter((one) => one.type === "global").map((one) => el("li", {},
    button(one.name, run(one), { class: "plain small", title: one.description || null, "data-shortcut": one.callback_id })));
}

function app() {
  const dm = botDm();
  const open = where.view === "home" || (dm && where.channel === dm.id);
  const props = { "aria-current": open ? "page" : null, class: dm && unread.has(dm.id) ? "unread" : null };
  return el("li", { class: "row" }, local("/home", props, world.bot.name || "App"), !open && (dm
    ? local(permalink(dm.id), { class: "small" }, "Messages")
    : button("Messages", openDm, { class: "plain small" })));
}
