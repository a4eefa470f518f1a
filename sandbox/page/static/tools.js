// The workshop at the side: clock, journal, faults.

import { byId, button, el, fill } from "./dom.js";
import { clock } from "./clock.js";
import { faults } from "./faults.js";
import { journal } from "./journal.js";

const KEY = "workshop";

/** Makes the workshop; it is open on wide screens until one closes it. */
export function start() {
  const panel = byId("tools");
  const opener = byId("tools-button");
  const parts = { Journal: journal(), Faults: faults() };
  const body = el("div", { class: "stack grow" });
  const tabs = Object.keys(parts).map((name) => button(name, () => choose(name), { "aria-pressed": "false" }));

  function choose(name) {
    fill(body, parts[name]);
    for (const tab of tabs) tab.setAttribute("aria-pressed", String(tab.textContent === name));
  }

  function show(open) {
    panel.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    sessionStorage.setItem(KEY, open ? "open" : "closed");
  }

  fill(panel, el("header", { class: "head" }, el("h2", { class: "grow" }, "Workshop"),
    button("Close", () => { show(false); opener.focus(); }, { "aria-label": "Close the workshop" })),
  clock(), el("div", { class: "part" }, el("div", { class: "row" }, tabs)), body);
  opener.addEventListener("click", () => show(panel.hidden));
  panel.addEventListener("keydown", (event) => { if (event.key === "Escape") { show(false); opener.focus(); } });
  choose("Journal");
  show(innerWidth > 1250 && (sessionStorage.getItem(KEY) || (innerWidth >= 1400 ? "open" : "closed")) === "open");
}
