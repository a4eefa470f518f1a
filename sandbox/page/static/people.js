// Who one is. Each tab of the browser can be somebody else.

import { byId, el, fill } from "./dom.js";
import { emit, nameOf, on, people, world } from "./state.js";

const KEY = "person";

/** Chooses somebody: ?as=U… in the address, who one was before, else whoever is in most channels. */
export function start() {
  const asked = new URLSearchParams(location.search).get("as");
  const known = people().map((user) => user.id);
  world.me = [asked, sessionStorage.getItem(KEY), busiest()].find((id) => known.includes(id)) || known[0] || "";
  sessionStorage.setItem(KEY, world.me);
  const menu = byId("person");
  menu.addEventListener("change", () => become(menu.value));
  on("world", show);
  show();
}

function show() {
  fill(byId("person"), people().map((user) => el("option", { value: user.id, selected: user.id === world.me }, nameOf(user.id))));
}

function become(id) {
  world.me = id;
  sessionStorage.setItem(KEY, id);
  emit("person");
}

function busiest() {
  const counts = new Map();
  for (const channel of world.channels.values()) {
    if (channel.kind === "channel") for (const id of channel.members) counts.set(id, (counts.get(id) || 0) + 1);
  }
  return people().map((user) => user.id).sort((a, b) => (counts.get(b) || 0) - (counts.get(a) || 0))[0];
}
