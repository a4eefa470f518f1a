// The sandbox's clock: shown at the top, moved in the workshop.

import { byId, button, el } from "./dom.js";
import { act, tried } from "./api.js";
import { emit, now, on, setNow } from "./state.js";
import { longTime, nextFriday, workspaceZone } from "./time.js";

const HOUR = 3600;

/** Keeps the time at the top true. */
export function start() {
  const show = () => { byId("time").textContent = longTime(now()); };
  for (const kind of ["clock", "world", "person"]) on(kind, show);
  setInterval(show, 1000);
  show();
}

async function move(body) {
  const moved = await tried(act("clock", body));
  if (!moved) return;
  setNow(moved.now);
  emit("clock");
}

/** The clock's part of the workshop. */
export function clock() {
  const field = el("input", { type: "datetime-local", "aria-label": "A date and a time in your own zone" });
  const to = () => field.value && move({ now: new Date(field.value).getTime() / 1000 });
  return el("section", { class: "part", "aria-label": "Clock" },
    el("div", { class: "row" },
      button("Go to Friday 16:00", () => move({ now: nextFriday(now()) }), { class: "primary", id: "friday", title: workspaceZone() }),
      button("+1 h", () => move({ advance: HOUR })),
      button("+1 day", () => move({ advance: 24 * HOUR }))),
    el("div", { class: "row" }, field, button("Set", to)));
}
