// Where one writes: a message, a reply, or a slash command.

import { button, el } from "./dom.js";
import { act, complain, tried } from "./api.js";
import { OWN_COMMANDS, completing } from "./complete.js";
import { encode } from "./encode.js";
import { world } from "./state.js";

let count = 0;
const drafts = new Map(); // "channel thread" -> what was typed and not sent

/** A composer: {channel(), thread(), label, sent(ts)?}; the first two are asked when something is sent. */
export function composer({ channel, thread = () => null, label, sent = () => {} }) {
  count += 1;
  const field = el("textarea", { rows: 1, "aria-label": label, placeholder: label, enterkeyhint: "send" });
  const complete = completing(field, count);
  const also = el("input", { type: "checkbox" });
  const draft = `${channel()} ${thread()}`;
  field.value = drafts.get(draft) || "";
  grow();
  field.addEventListener("input", () => { drafts.set(draft, field.value); grow(); });
  field.addEventListener("keydown", (event) => {
    if (complete.key(event)) return event.preventDefault();
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    }
  });

  function grow() {
    field.rows = Math.min(10, field.value.split("\n").length);
  }

  async function send() {
    const typed = field.value.trim();
    if (!typed) return;
    field.value = "";
    drafts.delete(draft);
    grow();
    const done = await tried(typed.startsWith("/") ? command(typed) : post(typed));
    if (done === null && !field.value) field.value = typed;
    grow();
    if (done?.ts) sent(done.ts);
  }

  function post(typed) {
    const place = { user: world.me, channel: channel(), text: encode(typed) };
    const broadcast = also.checked || undefined;
    also.checked = false;
    return act("post", thread() ? { ...place, thread_ts: thread(), broadcast } : place);
  }

  async function command(typed) {
    if (thread()) throw new Error("Slash commands don't work in threads. Use them in the channel.");
    const [, name, text] = /^(\S+)\s*([\s\S]*)$/.exec(typed);
    if (OWN_COMMANDS.includes(name)) return own(name, encode(text), channel());
    return act("command", { user: world.me, channel: channel(), command: name, text: encode(text) });
  }

  const node = el("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); send(); } },
    complete.box,
    el("div", { class: "writing" }, field, button("Send", send, { class: "primary" })),
    label.startsWith("Reply") && el("label", { class: "small also" }, also, "Also send to the channel"));
  return { node, field, say: (text) => { field.value = text; send(); } };
}

// Slack's own commands, which no app is asked about.
async function own(name, text, channel) {
  const who = /<@([^>|]+)>/.exec(text)?.[1];
  const room = /<#([^>|]+)/.exec(text)?.[1];
  if (name === "/invite" && !who) return complain("Say whom: /invite @name"), null;
  if (name === "/invite") return act("join", { user: who, channel, inviter: world.me });
  if (name === "/join") return act("join", { user: world.me, channel: room || channel });
  if (name === "/leave") return act("leave", { user: world.me, channel });
  return act("channel", { op: "topic", channel, value: text, user: world.me });
}
