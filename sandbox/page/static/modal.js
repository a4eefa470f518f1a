// Modals: the topmost view of the chosen person, in a dialog.

import { button, el, settled } from "./dom.js";
import { act, look, tried } from "./api.js";
import { blocks } from "./blocks.js";
import { on, world } from "./state.js";

let dialog = null;
let shown = "";

/** Opens and closes modals as the app does. */
export function start() {
  const again = settled(reread, 30);
  on("view", (data) => { if (data.user === world.me && !data.home) again(); });
  on("person", again);
  on("reload", again);
}

async function reread() {
  const found = await tried(look("views", { user: world.me }));
  if (found) show(found.modals.at(-1) || null);
}

function show(view) {
  const key = view ? `${view.id} ${view.hash}` : "";
  if (key === shown) return;
  shown = key;
  const gone = dialog;
  dialog = null;
  gone?.close();
  gone?.remove();
  if (view) open(view);
}

function open(view) {
  const values = {};
  const close = () => tried(act("close", { user: world.me, view_id: view.id }));
  const form = el("form", { onsubmit: (event) => { event.preventDefault(); submit(view, values, form); } },
    el("h2", {}, view.title?.text || ""),
    el("div", { class: "inside" }, blocks(view.blocks, (block) => using(view, block, values))),
    el("div", { class: "row end" },
      button(view.close?.text || "Cancel", close),
      view.submit && el("button", { type: "submit", class: "primary" }, view.submit.text)));
  dialog = el("dialog", { class: "modal", "aria-label": view.title?.text || "", oncancel: (event) => { event.preventDefault(); close(); } }, form);
  document.body.append(dialog);
  dialog.showModal();
}

function using(view, block, values) {
  const where = { user: world.me, view_id: view.id, block_id: block.block_id };
  const isInput = block.type === "input";
  return {
    viewId: view.id,
    hold: (spec, value) => { if (isInput) (values[block.block_id] ??= {})[spec.action_id] = value; },
    choose: (spec, value) => {
      if (isInput && !block.dispatch_action) return null;
      return tried(act("click", { ...where, action_id: spec.action_id, selected: value ?? undefined }));
    },
  };
}

async function submit(view, values, form) {
  const missing = view.blocks.filter((block) => block.type === "input" && !block.optional && empty(block, values));
  if (missing.length) return wrong(form, Object.fromEntries(missing.map((block) => [block.block_id, "Please fill this in."])));
  const answer = await tried(act("submit", { user: world.me, view_id: view.id, values }));
  if (answer?.response?.response_action === "errors") wrong(form, answer.response.errors || {});
  return reread();
}

function empty(block, values) {
  const given = values[block.block_id]?.[block.element.action_id];
  if (given === undefined) return !Object.keys(block.element).some((name) => name.startsWith("initial_"));
  return given === null || given === "" || (Array.isArray(given) && !given.length);
}

function wrong(form, errors) {
  for (const place of form.querySelectorAll(".wrong")) {
    const sentence = errors[place.closest(".block")?.dataset.block];
    place.textContent = sentence || "";
    place.hidden = !sentence;
  }
  form.querySelector(".wrong:not([hidden])")?.closest(".block").querySelector("input, select, textarea")?.focus();
}
