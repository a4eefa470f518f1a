// One message -> its node.

import { bdi, button, el } from "./dom.js";
import { act, tried } from "./api.js";
import { blocks } from "./blocks.js";
import { emoji } from "./emoji.js";
import { local, link, permalink } from "./links.js";
import { mrkdwn } from "./mrkdwn.js";
import { toolbar } from "./menu.js";
import { clockTime, longTime } from "./time.js";
import { openThread } from "./router.js";
import { nameOf, world } from "./state.js";

const LONG = 4000; // characters; what is longer is folded

/** The name under which a message stands. */
export function authorOf(message) {
  return message.username || (world.users.has(message.user) ? nameOf(message.user) : message.bot_profile?.name || nameOf(message.user || message.bot_id));
}

/** The node of a message: place is {channel, inThread}; follows: same author as the one above. */
export function messageNode(message, place, follows) {
  const author = authorOf(message);
  const props = {
    class: `message${follows ? " follows" : ""}${message.is_ephemeral ? " whisper" : ""}`,
    "data-ts": message.ts, tabindex: "-1", "aria-label": `${author}, ${longTime(message.ts)}`,
  };
  if (message.subtype === "tombstone") return el("article", props, el("div", { class: "body faint" }, "This message was deleted."));
  return el("article", props,
    el("div", { class: "avatar", "aria-hidden": "true" }, initials(author)),
    el("div", { class: "body" },
      by(message, place, author),
      message.is_ephemeral && el("p", { class: "faint small" }, "Only visible to you"),
      el("div", { class: "content", dir: "auto" }, folded(content(message, place), message)),
      (message.attachments || []).map((one) => attachment(one, place, message)),
      (message.files || []).map(file),
      streaming(message, place),
      reactions(message, place),
      !place.inThread && message.reply_count > 0 && replies(message, place)),
    toolbar(message, place));
}

function by(message, place, author) {
  const thread = message.thread_ts && message.thread_ts !== message.ts ? message.thread_ts : null;
  const isApp = Boolean(message.bot_id || world.users.get(message.user)?.is_bot);
  return el("div", { class: "by" },
    bdi(author, { class: "author" }),
    isApp && el("span", { class: "tag" }, "app"),
    local(permalink(place.channel, message.ts, thread), { class: "time", title: longTime(message.ts) }, clockTime(message.ts)),
    message.edited && el("span", { class: "faint small" }, "(edited)"),
    thread && !place.inThread && el("span", { class: "faint small" }, "replied to a thread"));
}

function content(message, place) {
  if (message.blocks?.length) return blocks(message.blocks, (block) => using(place, message, block));
  if (message.subtype === "channel_join") return el("p", { class: "text faint" }, "joined the channel");
  if (message.text) return mrkdwn(message.text);
  return [];
}

/** What becomes of the controls in a block of a message. */
function using(place, message, block) {
  const where = { user: world.me, channel: place.channel, ts: message.ts, block_id: block.block_id };
  return {
    hold: () => {},
    choose: (spec, value) => tried(act("click", { ...where, action_id: spec.action_id, selected: value ?? undefined })),
  };
}

function folded(nodes, message) {
  const long = String(message.text || "").length > LONG || JSON.stringify(message.blocks || "").length > 5 * LONG;
  if (!long) return nodes;
  const inner = el("div", { class: "folded" }, nodes);
  const more = button("Show all", () => { inner.classList.remove("folded"); more.remove(); }, { class: "plain" });
  return [inner, more];
}

function attachment(one, place, message) {
  const titled = one.title && (one.title_link ? link(one.title_link, one.title) : el("strong", {}, one.title));
  return el("div", { class: "attachment" }, one.pretext && mrkdwn(one.pretext), one.author_name && el("div", { class: "small" }, one.author_name),
    titled, one.text && mrkdwn(one.text), blocks(one.blocks, (block) => using(place, message, block)),
    (one.fields || []).map((field) => el("div", {}, el("strong", {}, field.title), mrkdwn(field.value))),
    !titled && !one.text && !one.blocks && one.fallback && mrkdwn(one.fallback), one.footer && el("small", {}, one.footer));
}

function file(one) {
  const size = one.size ? `, ${one.size < 1024 ? `${one.size} bytes` : `${Math.round(one.size / 1024).toLocaleString()} KB`}` : "";
  return el("div", { class: "file" }, "📄 ", bdi(one.title || one.name || "A file"), el("span", { class: "faint" }, ` ${one.pretty_type || one.filetype || ""}${size}`));
}

function streaming(message, place) {
  if (message.streaming_state !== "in_progress") return null;
  const stop = () => tried(act("stop", { user: world.me, channel: place.channel, ts: message.ts }));
  return el("div", { class: "row streaming" }, el("span", { class: "faint" }, "still writing…"), button("Stop", stop));
}

function reactions(message, place) {
  const given = message.reactions || [];
  if (!given.length) return null;
  return el("div", { class: "row reactions" }, given.map((one) => {
    const mine = one.users.includes(world.me);
    const toggle = () => tried(act("react", { user: world.me, channel: place.channel, ts: message.ts, name: one.name, remove: mine }));
    return button([emoji(one.name), " ", el("span", {}, String(one.count))], toggle, {
      class: "reaction", "aria-pressed": String(mine), title: `${one.users.map(nameOf).join(", ")} · :${one.name}:`,
      "aria-label": `${one.name}, ${one.count}`,
    });
  }));
}

function replies(message, place) {
  const label = message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`;
  const last = message.latest_reply ? `, last ${longTime(message.latest_reply)}` : "";
  return button([label, el("span", { class: "faint" }, last)], () => openThread(place.channel, message.ts), { class: "plain replies" });
}

function initials(name) {
  return [...name.split(/[\s_-]+/).filter(Boolean).slice(0, 2).map((word) => [...word][0])].join("").toUpperCase();
}
