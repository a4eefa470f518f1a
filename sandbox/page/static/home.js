// The bot's App Home, as the chosen person sees it.

import { el, fill, settled } from "./dom.js";
import { act, look, tried } from "./api.js";
import { blocks } from "./blocks.js";
import { where } from "./router.js";
import { on, world } from "./state.js";

let place = null;
let shown = "";

/** Keeps an open Home true. */
export function start() {
  const again = settled(reread);
  on("view", (data) => { if (data.user === world.me && where.view === "home") again(); });
}

/** Shows Home below a head, and tells the app that it was opened. */
export async function showHome(main, head) {
  place = el("section", { class: "home", "aria-label": "Home", tabindex: "0" });
  shown = "";
  fill(main, head, place);
  const opened = await tried(act("home", { user: world.me, tab: "home" }));
  if (opened) render(opened.view);
}

async function reread() {
  const found = await tried(look("views", { user: world.me }));
  if (found && where.view === "home") render(found.home);
}

function render(view) {
  if (!view) return fill(place, el("p", { class: "faint" }, "The app hasn't published a Home for this person yet."));
  if (view.hash === shown) return null;
  shown = view.hash;
  return fill(place, blocks(view.blocks, (block) => ({
    viewId: view.id,
    hold: () => {},
    choose: (spec, value) => tried(act("click", {
      user: world.me, view_id: view.id, action_id: spec.action_id, block_id: block.block_id, selected: value ?? undefined,
    })),
  })));
}
