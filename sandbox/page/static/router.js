// The address bar: which channel, thread and message are open.

import { byId } from "./dom.js";
import { emit, world } from "./state.js";
import { permalink, placeOf, safeUrl } from "./links.js";

/** view: "channel" or "home"; channel, thread (ts of the root) and highlight (ts) may be null. */
export const where = { view: "channel", channel: null, thread: null, highlight: null };

/** Opens a place: {channel, ts?, thread?} or {home: true}. */
export function go(place, { replace = false } = {}) {
  const path = place.home ? "/home" : permalink(place.channel, place.ts || place.thread, place.thread || null);
  history[replace ? "replaceState" : "pushState"]({ thread: place.thread || null, ts: place.ts || null }, "", path);
  read(place);
}

/** Opens a thread without leaving what else is shown. */
export function openThread(channel, root, highlight = null) {
  go({ channel, thread: root, ts: highlight });
}

/** Closes the thread. */
export function closeThread() {
  if (where.thread) go({ channel: where.channel });
}

function read(place) {
  where.view = place.home ? "home" : "channel";
  where.channel = place.home ? null : place.channel;
  where.thread = place.thread || null;
  where.highlight = place.ts || null;
  emit("where");
}

/** Reads the address bar; a bare address leads to the first channel of the chosen person. */
export function start(first) {
  addEventListener("popstate", () => here(first));
  document.addEventListener("click", follow);
  here(first);
}

function here(first) {
  if (location.pathname === "/home") return read({ home: true });
  const place = placeOf(safeUrl(location.href));
  if (place) return read(place);
  const channel = first();
  return channel ? go({ channel }, { replace: true }) : read({ channel: null });
}

function follow(event) {
  const target = event.target.closest?.("a[data-local]");
  if (!target || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  document.body.classList.remove("menu-open");
  byId("menu-button").setAttribute("aria-expanded", "false");
  const url = safeUrl(target.href);
  if (url.pathname === "/home") go({ home: true });
  else go(placeOf(url) || { channel: world.channels.keys().next().value });
}
