// The buttons of a message: reply, react, and what is under "More".

import { button, el } from "./dom.js";
import { act, complain, tried } from "./api.js";
import { ask, popover } from "./dialog.js";
import { decode, encode } from "./encode.js";
import { FIRST, NAMES, emoji } from "./emoji.js";
import { permalink } from "./links.js";
import { openThread } from "./router.js";
import { emit, world } from "./state.js";

/** The toolbar of a message. */
export function toolbar(message, place) {
  if (message.is_ephemeral) {
    return el("div", { class: "toolbar" }, button("Dismiss", () => emit("dismiss", { channel: place.channel, ts: message.ts }), { class: "plain" }));
  }
  return el("div", { class: "toolbar", role: "group", "aria-label": "Message" },
    button("React", (event) => picker(event.currentTarget, message, place), { class: "plain", "aria-haspopup": "true" }),
    !place.inThread && button("Reply", () => openThread(place.channel, message.thread_ts || message.ts), { class: "plain" }),
    button("⋯", (event) => more(event.currentTarget, message, place), { class: "plain more", "aria-label": "More", "aria-haspopup": "true" }));
}

function more(anchor, message, place) {
  const item = (label, f, props) => (close) => button(label, () => { close(); f(); }, props);
  const mine = message.user === world.me && !message.bot_id;
  const items = [
    item("React", () => picker(anchor, message, place)),
    !place.inThread && item("Reply in the thread", () => openThread(place.channel, message.thread_ts || message.ts)),
    item("Copy link", () => copy(message, place)),
    ...(world.bot.shortcuts || []).filter((one) => one.type === "message").map((one) => item(`${one.name} · ${world.bot.name}`,
      () => shortcut(one.callback_id, message, place), { "data-shortcut": one.callback_id, title: one.description || null })),
    mine && item("Edit", () => edit(anchor.closest(".message"), message, place)),
    mine && item("Delete", () => remove(message, place), { class: "danger" }),
  ].filter(Boolean);
  popover(anchor, "More about this message", (close) => items.map((make) => make(close)));
}

function shortcut(id, message, place) {
  return tried(act("shortcut", { user: world.me, callback_id: id, channel: place.channel, ts: message.ts }));
}

async function copy(message, place) {
  const thread = message.thread_ts && message.thread_ts !== message.ts ? message.thread_ts : null;
  const address = location.origin + permalink(place.channel, message.ts, thread);
  try {
    await navigator.clipboard.writeText(address);
    complain("The link is copied.");
  } catch {
    complain(address);
  }
}

async function remove(message, place) {
  const sure = await ask({ title: "Delete this message?", text: decode(message.text).slice(0, 200), confirm: "Delete", danger: true });
  if (sure) await tried(act("delete", { channel: place.channel, ts: message.ts }));
}

function edit(node, message, place) {
  const content = node.querySelector(".content");
  const before = [...content.childNodes];
  const field = el("textarea", { rows: Math.min(10, message.text.split("\n").length + 1), "aria-label": "Edit the message" });
  field.value = decode(message.text);
  const restore = () => content.replaceChildren(...before);
  const save = async () => {
    const text = field.value.trim();
    if (!text) return complain("There is nothing left. Delete the message instead.");
    restore();
    return tried(act("edit", { channel: place.channel, ts: message.ts, text: encode(text), user: world.me }));
  };
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.stopPropagation(); restore(); node.focus(); }
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); save(); }
  });
  content.replaceChildren(el("div", { class: "editing" }, field, el("div", { class: "row end" },
    button("Cancel", restore), button("Save", save, { class: "primary" }))));
  field.focus();
}

function picker(anchor, message, place) {
  popover(anchor, "Reactions", (close) => {
    const one = (name) => button(emoji(name), () => { close(); react(name, message, place); }, { class: "icon", title: `:${name}:`, "aria-label": name });
    const rest = el("div", { class: "row" });
    const field = el("input", { type: "search", placeholder: "Find by name", "aria-label": "Find a reaction by name", oninput: () => {
      const wanted = field.value.trim().replaceAll(":", "");
      const found = wanted ? NAMES.filter((name) => name.includes(wanted)).slice(0, 16) : [];
      rest.replaceChildren(...(found.length || !wanted ? found.map(one) : [one(wanted)]));
    } });
    return [el("div", { class: "row" }, FIRST.map(one)), field, rest];
  });
}

function react(name, message, place) {
  const had = (message.reactions || []).some((one) => one.name === name && one.users.includes(world.me));
  return tried(act("react", { user: world.me, channel: place.channel, ts: message.ts, name, remove: had }));
}
