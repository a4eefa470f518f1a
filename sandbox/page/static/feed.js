// Keeps a list of messages true to the workspace: read once, then changed by what the stream tells.

import { el, settled } from "./dom.js";
import { look } from "./api.js";
import { MessageList } from "./list.js";
import { where } from "./router.js";
import { nameOf, on, world } from "./state.js";

/** The messages of a channel (thread null) or a thread, and the status lines below them. */
export class Feed {
  constructor(channel, thread, label) {
    this.channel = channel;
    this.thread = thread;
    this.list = new MessageList({ channel, inThread: Boolean(thread) }, label);
    this.status = el("p", { class: "status", role: "status" });
    this.dismissed = new Set();
    this.meanwhile = null; // what is told of while everything is being read
    this.again = settled(() => this.load(null, true), 80);
    feeds.add(this);
    this.showStatus();
  }

  /** Reads everything; a refusal is thrown. With quiet, the place where one reads is kept. */
  async load(highlight = null, quiet = false) {
    this.meanwhile = [];
    const found = await look("messages", { channel: this.channel, thread_ts: this.thread, user: world.me });
    if (!feeds.has(this)) return;
    const kept = found.messages.filter((one) => this.belongs(one) && !this.dismissed.has(one.ts));
    const { scrollTop } = this.list.node;
    const stay = quiet && !this.list.atEnd();
    this.list.set(kept, highlight);
    const meanwhile = this.meanwhile || [];
    this.meanwhile = null;
    for (const message of meanwhile) this.took(message);
    if (stay) this.list.node.scrollTop = scrollTop;
  }

  /** Stops listening. */
  close() {
    feeds.delete(this);
  }

  belongs(message) {
    const root = message.thread_ts || message.ts;
    if (this.thread) return root === this.thread;
    return root === message.ts || message.subtype === "thread_broadcast";
  }

  took(message) {
    this.meanwhile?.push(message);
    if (message.hidden && message.subtype !== "tombstone") return;
    if (this.belongs(message)) this.list.put(message);
    else if (!this.thread && !message.is_ephemeral) this.counted(message);
  }

  // a reply changes what its root says of the thread, of which the stream tells nothing
  counted(reply) {
    const root = this.list.get(reply.thread_ts);
    if (!root || reply.ts <= (root.latest_reply || "")) return;
    this.list.put({ ...root, thread_ts: root.ts, reply_count: (root.reply_count || 0) + 1, latest_reply: reply.ts });
  }

  reacted({ ts, reactions }) {
    const message = this.list.get(ts);
    if (message) this.list.put({ ...message, reactions });
  }

  dismiss(ts) {
    this.dismissed.add(ts);
    this.list.remove(ts);
  }

  showStatus() {
    const mine = [...world.statuses].filter(([key]) => {
      const [channel, ts] = key.split(" ");
      return channel === this.channel && ts === (this.thread || ts) && (this.thread || ts !== where.thread);
    });
    this.status.textContent = mine.map(([, status]) => `${nameOf(world.bot.user_id)} ${status}`).join(" · ");
  }
}

const feeds = new Set();

function each(data, f) {
  for (const feed of feeds) if (feed.channel === data.channel) f(feed);
}

/** Connects the feeds to the stream; once. */
export function follow() {
  for (const kind of ["message", "edit", "stream"]) on(kind, (data) => each(data, (feed) => feed.took(data.message)));
  on("ephemeral", (data) => data.user === world.me && each(data, (feed) => feed.took(data.message)));
  on("reaction", (data) => each(data, (feed) => feed.reacted(data)));
  on("delete", (data) => each(data, (feed) => feed.again()));
  on("dismiss", (data) => each(data, (feed) => feed.dismiss(data.ts)));
  on("status", (data) => each(data, (feed) => feed.showStatus()));
  on("where", () => { for (const feed of feeds) feed.showStatus(); });
  on("reload", () => { for (const feed of feeds) feed.again(); });
}
