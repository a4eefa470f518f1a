// Messages under each other, oldest first: a window of them, so that a long channel opens at once.

import { button, el } from "./dom.js";
import { authorOf, messageNode } from "./message.js";
import { world } from "./state.js";
import { day } from "./time.js";

const WINDOW = 120;
const CONTROLS = "a, button, input, select, textarea, summary";
const TOGETHER = 300; // seconds within which messages of one author stand together

/** A list that keeps its messages by ts and shows a part of them. place as for messageNode. */
export class MessageList {
  constructor(place, label) {
    this.place = place;
    this.messages = [];
    this.from = this.to = 0;
    this.frame = null;
    this.earlier = null; // reads what is older than the first, while there is any
    this.node = el("section", { class: "messages", "aria-label": label, tabindex: "0", onkeydown: (event) => this.key(event) });
  }

  /** Replaces everything; highlight is the ts to show, else the end is shown. */
  set(messages, highlight = null) {
    this.messages = [...messages].sort((a, b) => (a.ts < b.ts ? -1 : 1));
    const at = highlight ? this.messages.findIndex((one) => one.ts === highlight) : -1;
    this.to = at < 0 ? this.messages.length : Math.min(this.messages.length, at + WINDOW);
    this.from = Math.max(0, at < 0 ? this.to - WINDOW : at - WINDOW / 2);
    this.render();
    if (at >= 0) this.highlight(highlight);
    else this.toEnd();
  }

  /** Adds older messages above, where one doesn't see them yet. */
  prepend(older) {
    const first = this.messages[0]?.ts || "";
    const fresh = older.filter((one) => !first || one.ts < first);
    this.messages = [...fresh, ...this.messages];
    this.from += fresh.length;
    this.to += fresh.length;
  }

  /** A message by ts. */
  get(ts) {
    return this.messages.findLast((one) => one.ts === ts);
  }

  /** Adds a message or replaces the one with its ts. */
  put(message) {
    if (this.earlier && this.messages.length && message.ts < this.messages[0].ts) return; // not read yet
    this.stay(message);
    const at = this.messages.findLastIndex((one) => one.ts === message.ts);
    if (at >= 0) {
      this.messages[at] = message;
      this.replace(at);
    } else if (!this.messages.length || this.messages.at(-1).ts < message.ts) {
      this.messages.push(message);
      if (this.to === this.messages.length - 1) this.append();
      else if (message.user === world.me) this.set(this.messages);
    } else {
      this.set([...this.messages, message]);
    }
  }

  // who reads the end, or has written, stays at the end; once a frame, because it costs a layout
  stay(message) {
    const wrote = message.user === world.me && !this.get(message.ts);
    if (this.frame) {
      this.frame.end ||= wrote;
      return;
    }
    this.frame = { end: wrote || this.atEnd() };
    requestAnimationFrame(() => {
      if (this.frame.end) this.toEnd();
      this.frame = null;
    });
  }

  /** Takes a message out. */
  remove(ts) {
    this.messages = this.messages.filter((one) => one.ts !== ts);
    this.to = Math.min(this.to, this.messages.length);
    this.render();
  }

  /** Shows a message and marks it; false when it isn't in the list. */
  highlight(ts) {
    if (!this.get(ts)) return false;
    if (!this.find(ts)) this.set(this.messages, ts);
    this.node.querySelector(".highlight")?.classList.remove("highlight");
    const node = this.find(ts);
    node.classList.add("highlight");
    node.scrollIntoView({ block: "center" });
    node.focus({ preventScroll: true });
    return true;
  }

  // the arrow keys go from message to message; Tab leads on to the buttons of the one in focus
  key(event) {
    const step = { ArrowUp: "previous", ArrowDown: "next" }[event.key];
    const from = event.target.closest(".message");
    if (!step || (from !== event.target && event.target !== this.node)) return;
    const all = [...this.node.querySelectorAll(".message")];
    const at = from ? all.indexOf(from) + (step === "next" ? 1 : -1) : all.length - 1;
    if (!all[at]) return;
    event.preventDefault();
    all[at].focus();
  }

  find(ts) {
    return this.node.querySelector(`[data-ts="${CSS.escape(ts)}"]`);
  }

  render() {
    const shown = this.messages.slice(this.from, this.to);
    const nodes = shown.flatMap((_, n) => this.nodes(this.from + n));
    const earlier = (this.from > 0 || this.earlier) && button("Earlier messages", () => this.grow(-WINDOW), { class: "plain" });
    const later = this.to < this.messages.length && button("Later messages", () => this.grow(WINDOW), { class: "plain" });
    this.node.replaceChildren(...[earlier, ...nodes, later].filter(Boolean));
  }

  async grow(by) {
    if (by < 0 && this.from < WINDOW && this.earlier) await this.earlier();
    const height = this.node.scrollHeight;
    const top = this.node.scrollTop;
    if (by < 0) this.from = Math.max(0, this.from + by);
    else this.to = Math.min(this.messages.length, this.to + by);
    this.render();
    this.node.scrollTop = by < 0 ? top + this.node.scrollHeight - height : top;
  }

  nodes(at) {
    const message = this.messages[at];
    const above = at > this.from ? this.messages[at - 1] : null;
    const fresh = !above || day(above.ts) !== day(message.ts);
    const node = messageNode(message, this.place, !fresh && together(above, message));
    return fresh ? [el("h3", { class: "day" }, el("span", {}, day(message.ts))), node] : [node];
  }

  replace(at) {
    const old = this.find(this.messages[at].ts);
    if (!old) return;
    if (old.querySelector(".editing")) return; // what one is typing stays; saving shows the new text
    const node = messageNode(this.messages[at], this.place, old.classList.contains("follows"));
    const focus = [...old.querySelectorAll(CONTROLS)].indexOf(document.activeElement);
    node.classList.toggle("highlight", old.classList.contains("highlight"));
    const open = [...old.querySelectorAll("details")].map((one) => one.open);
    node.querySelectorAll("details").forEach((one, n) => { if (n in open) one.open = open[n]; });
    old.replaceWith(node);
    if (focus >= 0) node.querySelectorAll(CONTROLS)[focus]?.focus({ preventScroll: true });
  }

  append() {
    this.to = this.messages.length;
    if (this.to - this.from <= 3 * WINDOW) return this.node.append(...this.nodes(this.to - 1));
    this.from = this.to - WINDOW;
    return this.render();
  }

  atEnd() {
    return this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < 60;
  }

  toEnd() {
    this.node.scrollTop = this.node.scrollHeight;
  }
}

function together(above, message) {
  const near = Number(message.ts) - Number(above.ts) < TOGETHER;
  const same = authorOf(above) === authorOf(message) && !above.is_ephemeral && !message.is_ephemeral;
  return near && same && above.subtype !== "tombstone" && message.subtype !== "channel_join" && above.subtype !== "channel_join";
}
