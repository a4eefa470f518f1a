// Times as the chosen person reads them: in their own zone.

import { now, people, world } from "./state.js";

/** The chosen person's zone; the browser's where Slack knows none. */
export function zone() {
  return world.users.get(world.me)?.tz || undefined;
}

/** The zone most people are in, which is the workspace's. */
export function workspaceZone() {
  const counts = new Map();
  for (const user of people()) if (user.tz) counts.set(user.tz, (counts.get(user.tz) || 0) + 1);
  const best = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0];
  return best ? best[0] : "UTC";
}

const formats = new Map();

function format(options, timeZone) {
  const key = JSON.stringify([options, timeZone]);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-GB", { ...options, timeZone }));
  return formats.get(key);
}

const date = (ts) => new Date(Number(ts) * 1000);

/** "14:03" of a ts or of epoch seconds. */
export function clockTime(ts) {
  return format({ hour: "2-digit", minute: "2-digit" }, zone()).format(date(ts));
}

/** "Friday 20 November" of a ts. */
export function day(ts) {
  const same = date(ts).getUTCFullYear() === date(now()).getUTCFullYear();
  return format({ weekday: "long", day: "numeric", month: "long", ...(same ? {} : { year: "numeric" }) }, zone()).format(date(ts));
}

/** "Fri 20 Nov, 14:03" of a ts. */
export function longTime(ts) {
  return format({ weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }, zone()).format(date(ts));
}

/** "14:03:07" in the workspace's zone. */
export function exactTime(seconds) {
  return format({ hour: "2-digit", minute: "2-digit", second: "2-digit" }, workspaceZone()).format(date(seconds));
}

/** The next Friday 16:00 in the workspace's zone, after `from`; epoch seconds. */
export function nextFriday(from) {
  const quarter = 900;
  const shown = format({ weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, workspaceZone());
  for (let at = (Math.floor(from / quarter) + 1) * quarter; ; at += quarter) {
    const parts = Object.fromEntries(shown.formatToParts(date(at)).map((part) => [part.type, part.value]));
    if (parts.weekday === "Fri" && parts.hour === "16" && parts.minute === "00") return at;
  }
}
