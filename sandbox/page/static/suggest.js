// Menus whose options the app itself offers while one types (external_select), in modals.

import { el, settled } from "./dom.js";
import { act, tried } from "./api.js";
import { textObject } from "./mrkdwn.js";
import { world } from "./state.js";

/** A field to type in and the options that the app offers for it. */
export function suggest(spec, use) {
  if (!use.viewId) return el("span", { class: "unknown" }, "This menu works in modals only");
  const several = spec.type.startsWith("multi_");
  const initial = several ? spec.initial_options || [] : [spec.initial_option].filter(Boolean);
  const menu = el("select", { multiple: several, "aria-label": use.label || spec.action_id, "data-action": spec.action_id,
    onchange: () => {
      const picked = [...menu.selectedOptions].map((one) => one.value).filter(Boolean);
      const value = several ? picked : picked[0] || null;
      use.hold(spec, value);
      use.choose(spec, value);
    } }, initial.map((one) => el("option", { value: one.value, selected: true }, textObject(one.text))));
  const offer = settled(async (typed) => {
    const found = await tried(act("suggest", { user: world.me, view_id: use.viewId, action_id: spec.action_id, typed }));
    const options = (found?.options || []).flatMap((one) => one.options || [one]);
    menu.replaceChildren(...(several ? [] : [el("option", { value: "" }, "Choose…")]),
      ...options.map((one) => el("option", { value: one.value }, one.text?.text)));
  }, 250);
  const field = el("input", { type: "search", placeholder: spec.placeholder?.text || "Type to search",
    "aria-label": `Search: ${use.label || spec.action_id}`, oninput: () => offer(field.value) });
  if ((spec.min_query_length ?? 3) === 0) offer("");
  return el("span", { class: "stack" }, field, menu);
}
