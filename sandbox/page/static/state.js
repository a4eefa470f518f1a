// What the page knows of the workspace, and the one channel by which its parts hear of changes.

import { look } from "./api.js";

/** users and channels by id; statuses and the threads worked on by "channel thread_ts"; offset: sandbox time minus ours, in seconds. */
export const world = {
  team: {}, users: new Map(), channels: new Map(), bot: {}, me: "", statuses: new Map(), working: new Set(), prompts: {}, offset: 0,
};

const listeners = new Map();

/** Calls f(data) at every later emit of that kind. */
export function on(kind, f) {
  listeners.set(kind, [...(listeners.get(kind) || []), f]);
}

/** Tells everyone who listens. */
export function emit(kind, data = {}) {
  for (const f of listeners.get(kind) || []) f(data);
}

/** Reads the workspace anew. */
export async function refresh() {
  const found = await look("state");
  world.team = found.team;
  world.bot = found.bot;
  world.prompts = found.prompts || {};
  world.users = new Map(found.users.map((user) => [user.id, user]));
  world.channels = new Map(found.channels.map((channel) => [channel.id, channel]));
  world.statuses = new Map(found.statuses.map((one) => [`${one.channel} ${one.thread_ts}`, one.status]));
  world.working = new Set(found.sessions.filter((one) => one.status === "processing").map((one) => `${one.channel} ${one.thread_ts}`));
  setNow(found.clock.now);
  emit("world");
}

/** Sets the sandbox's time, epoch seconds. */
export function setNow(now) {
  world.offset = now - Date.now() / 1000;
}

/** The sandbox's time, epoch seconds. */
export function now() {
  return Date.now() / 1000 + world.offset;
}

/** People one can be: no bots, nobody who has left, by name. */
export function people() {
  return [...world.users.values()]
    .filter((user) => !user.is_bot && !user.deleted && user.name !== "slackbot")
    .sort((a, b) => nameOf(a.id).localeCompare(nameOf(b.id)));
}

/** A user's display name; the id where nobody is known by it. */
export function nameOf(id) {
  const user = world.users.get(id);
  return user?.profile?.display_name || user?.real_name || user?.profile?.real_name || user?.name || id || "somebody";
}

/** Whether the chosen person may open a channel. */
export function maySee(channel) {
  return Boolean(channel) && (channel.kind === "channel" || channel.members.includes(world.me));
}

/** Whether the chosen person is a member. */
export function isMember(channel) {
  return Boolean(channel) && channel.members.includes(world.me);
}

/** The chosen person's DM with the bot, if there is one yet. */
export function botDm() {
  return [...world.channels.values()].find(
    (one) => one.kind === "im" && isMember(one) && one.members.includes(world.bot.user_id));
}

/** A channel's name as the chosen person sees it: "#general", or who is in a DM. */
export function channelName(channel) {
  if (!channel) return "a channel you can't see";
  if (channel.kind !== "im" && channel.kind !== "mpim") return `#${channel.name}`;
  const others = channel.members.filter((id) => id !== world.me);
  return (others.length ? others : channel.members).map(nameOf).join(", ");
}
