// Keeps a list of messages true to the workspace: read once, then changed by what the stream tells.

import { button, el, fill, settled } from "./dom.js";
import { act, look, tried } from "./api.js";
import { MessageList } from "./list.js";
import { where } from "./router.js";
import { nameOf, on, world } from "./state.js";

const PAGE = 200; // messages of a channel read at once; a thread is read whole

/** The messages of a channel (thread null) or a thread, and the status lines below them. */
export class Feed {
  constructor(channel, thread, label) {
    this.channel = channel;
    this.thread = thread;
    this.list = new MessageList({ channel, inThread: Boolean(thread) }, label);
    this.status = el("p", { class: "status row", role: "status" });
    this.dismissed = new Set();
    this.meanwhile = null; // what is told of while everything is being read
    this.again = settled(() => this.load(null, true), 80);
    feeds.add(this);
    this.showStatus();
  }

  /** Reads the newest, back to the one to highlight; a refusal is thrown. With quiet, the place where one reads is kept. */
  async load(highlight = null, quiet = false) {
    this.meanwhile = [];
    const found = await this.read(Math.max(PAGE, quiet ? this.list.messages.length : 0));
    while (highlight && found.has_more && found.messages[0].ts > highlight) {
      const older = await this.read(5 * PAGE, found.messages[0].ts);
      found.messages.unshift(...older.messages);
      found.has_more = older.has_more;
    }
    if (!feeds.has(this)) return;
    const { scrollTop } = this.list.node;
    const stay = quiet && !this.list.atEnd();
    this.list.earlier = found.has_more ? () => this.earlier() : null;
    this.list.set(this.kept(found.messages), highlight);
    const meanwhile = this.meanwhile || [];
    this.meanwhile = null;
    for (const message of meanwhile) this.took(message);
    if (stay) this.list.node.scrollTop = scrollTop;
  }

  read(limit, before = null) {
    const where = { channel: this.channel, thread_ts: this.thread, user: world.me };
    return look("messages", this.thread ? where : { ...where, limit, before });
  }

  kept(messages) {
    return messages.filter((one) => this.belongs(one) && !this.dismissed.has(one.ts));
  }

  // the page before what has been read
  async earlier() {
    const found = await tried(this.read(PAGE, this.list.messages[0].ts));
    if (!found) return;
    this.list.earlier = found.has_more ? () => this.earlier() : null;
    this.list.prepend(this.kept(found.messages));
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
    if (message.streaming_state) this.showStatus();
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
    const mine = [...new Set([...world.statuses.keys(), ...world.working])].filter((key) => {
      const [channel, ts] = key.split(" ");
      return channel === this.channel && ts === (this.thread || ts) && (this.thread || ts !== where.thread);
    });
    fill(this.status, mine.map((key) => this.line(key)));
  }

  // what the app does in one thread, and Stop while it works there; a text that is being streamed has a Stop of its own
  line(key) {
    const root = key.split(" ")[1];
    const writes = this.list.messages.some((one) => one.streaming_state === "in_progress" && (one.thread_ts || one.ts) === root);
    const stop = () => tried(act("stop", { user: world.me, channel: this.channel, thread_ts: root }));
    const words = world.statuses.get(key) || (writes ? "" : "is working…");
    return [words && el("span", {}, said(nameOf(world.bot.user_id), words)),
      world.working.has(key) && !writes && button("Stop", stop, { class: "small" })];
  }
}

// "is reading…" goes on from the name, as Slack has it; a sentence of its own stands after a colon
function said(name, status) {
  return /^\p{Lu}/u.test(status) ? `${name}: ${status}` : `${name} ${status}`;
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
  on("world", () => { for (const feed of feeds) feed.showStatus(); });
  on("where", () => { for (const feed of feeds) feed.showStatus(); });
  on("reload", () => { for (const feed of feeds) feed.again(); });
}
