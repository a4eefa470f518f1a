// The sandbox's Server-Sent Events, passed on to whoever listens.

import { emit, refresh, setNow, world } from "./state.js";
import { settled } from "./dom.js";
import { complain } from "./api.js";

const KINDS = ["message", "edit", "delete", "stream", "reaction", "ephemeral", "view", "journal", "status"];

/** Connects, and connects again when the connection is lost. Resolves once it stands: what is read after that misses nothing. */
export function connect() {
  let source = null;
  addEventListener("pagehide", () => source.close()); // a page kept for "back" would keep the connection
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  return new Promise((resolve) => { source = listening(resolve); });
}

function listening(ready) {
  const source = new EventSource("/control/stream");
  const again = settled(refresh);
  let lost = false;
  for (const kind of KINDS) source.addEventListener(kind, (event) => take(kind, JSON.parse(event.data)));
  for (const kind of ["channel", "user"]) source.addEventListener(kind, again);
  source.addEventListener("clock", (event) => {
    setNow(JSON.parse(event.data).now);
    emit("clock");
  });
  source.onerror = () => {
    if (!lost) complain("The sandbox went away. The page will catch up when it is back.");
    lost = true;
    ready();
  };
  source.onopen = async () => {
    ready();
    if (lost) await refresh().then(() => emit("reload"), () => {});
    lost = false;
  };
  return source;
}

function take(kind, data) {
  if (kind === "status") status(data);
  emit(kind, data);
}

function status(data) {
  if (data.prompts) world.prompts = { ...world.prompts, [data.channel]: data };
  const key = `${data.channel} ${data.thread_ts || ""}`;
  if (data.session === "processing") world.working.add(key);
  else if (data.session) world.working.delete(key);
  if (data.status === undefined) return;
  if (data.status) world.statuses.set(key, data.status);
  else world.statuses.delete(key);
}
