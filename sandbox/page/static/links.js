// Which addresses may become links, and where a permalink leads. The only file that sets href.

import { el } from "./dom.js";
import { world } from "./state.js";

const PERMALINK = /^\/archives\/([A-Z0-9]+)(?:\/p(\d{10})(\d{6}))?\/?$/;

/** The URL of an address that may be a link: http, https, or a path under /archives/. Else null. */
export function safeUrl(address) {
  const text = String(address).trim();
  if (!/^https?:\/\//i.test(text) && !text.startsWith("/archives/")) return null;
  try {
    const url = new URL(text, location.origin);
    return url.protocol === "http:" || url.protocol === "https:" ? url : null;
  } catch {
    return null;
  }
}

/** {channel, ts, thread} of a permalink of this workspace; null for every other address. */
export function placeOf(url) {
  const found = PERMALINK.exec(url.pathname);
  if (!found || !(isHere(url) || (url.hostname.endsWith(".slack.com") && world.channels.has(found[1])))) return null;
  const ts = found[2] ? `${found[2]}.${found[3]}` : null;
  return { channel: found[1], ts, thread: url.searchParams.get("thread_ts") };
}

function isHere(url) {
  const loopback = ["127.0.0.1", "localhost", "[::1]"];
  const same = loopback.includes(url.hostname) && loopback.includes(location.hostname);
  return url.origin === location.origin || (same && url.port === location.port);
}

/** The address of a message on this page; with thread (the ts of its root) the thread opens too. */
export function permalink(channel, ts, thread = null) {
  const at = ts ? `/archives/${channel}/p${ts.replace(".", "")}` : `/archives/${channel}`;
  return thread ? `${at}?thread_ts=${thread}&cid=${channel}` : at;
}

/** A link, or plain text where the address isn't one that may be followed. */
export function link(address, ...label) {
  const url = safeUrl(address);
  const shown = label.length ? label : [String(address)];
  if (!url) return el("span", { class: "no-link", title: "Not a web address" }, ...shown);
  const place = placeOf(url);
  if (place) return el("a", { href: permalink(place.channel, place.ts, place.thread), "data-local": true }, ...shown);
  return el("a", { href: url.href, title: url.href, rel: "noopener noreferrer", target: "_blank" }, ...shown);
}

/** A link within the page. */
export function local(path, props, ...label) {
  return el("a", { href: path, "data-local": true, ...props }, ...label);
}
