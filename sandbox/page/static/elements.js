// Block Kit's interactive elements -> controls of the browser.
// `use` says what becomes of them: use.hold(spec, value) while it changes, use.choose(spec, value) once chosen.

import { button, el, svg } from "./dom.js";
import { ask } from "./dialog.js";
import { textObject, withEmoji } from "./mrkdwn.js";
import { safeUrl } from "./links.js";
import { suggest } from "./suggest.js";
import { channelName, maySee, nameOf, people, world } from "./state.js";

const BUTTONS = { button: press, workflow_button: press, icon_button: icon, feedback_buttons: feedback, overflow };
const CONTROLS = {
  static_select: (spec, use) => select(spec, use, grouped(spec), spec.initial_option?.value),
  multi_static_select: (spec, use) => many(spec, use, grouped(spec), (spec.initial_options || []).map((one) => one.value)),
  users_select: (spec, use) => select(spec, use, users(), spec.initial_user),
  multi_users_select: (spec, use) => many(spec, use, users(), spec.initial_users || []),
  channels_select: (spec, use) => select(spec, use, channels(), spec.initial_channel),
  multi_channels_select: (spec, use) => many(spec, use, channels(), spec.initial_channels || []),
  conversations_select: (spec, use) => select(spec, use, conversations(), spec.initial_conversation),
  multi_conversations_select: (spec, use) => many(spec, use, conversations(), spec.initial_conversations || []),
  external_select: suggest, multi_external_select: suggest,
  checkboxes: (spec, use) => boxes(spec, use, "checkbox"),
  radio_buttons: (spec, use) => boxes(spec, use, "radio"),
  datepicker: (spec, use) => input(spec, use, { type: "date", value: spec.initial_date }),
  timepicker: (spec, use) => input(spec, use, { type: "time", value: spec.initial_time }),
  datetimepicker: (spec, use) => input(spec, use, { type: "datetime-local" }, (text) => Date.parse(text) / 1000),
  plain_text_input: (spec, use) => (spec.multiline ? area(spec, use) : input(spec, use, { type: "text", value: spec.initial_value })),
  rich_text_input: (spec, use) => area(spec, use),
  email_text_input: (spec, use) => input(spec, use, { type: "email", value: spec.initial_value }),
  url_text_input: (spec, use) => input(spec, use, { type: "url", value: spec.initial_value }),
  number_input: (spec, use) => input(spec, use, { type: "number", value: spec.initial_value, min: spec.min_value, max: spec.max_value, step: spec.is_decimal_allowed ? "any" : 1 }),
};

/** The control for an element; a line that names it where it can't be shown. */
export function element(spec, use) {
  if (spec.visible_to_user_ids && !spec.visible_to_user_ids.includes(world.me)) return null;
  if (spec.type === "image") return el("span", { class: "picture small" }, `Image: ${spec.alt_text}`);
  const make = BUTTONS[spec.type] || CONTROLS[spec.type];
  return make ? make(spec, use) : el("span", { class: "unknown" }, `${spec.type} can't be shown here`);
}

const THUMB = "M7 11v9H4v-9zM7 11l4-8c2 0 2.5 1.5 2 3.5L12.5 9H18c1.5 0 2.3 1.2 2 2.5l-1.5 6.5c-.3 1.2-1 2-2.5 2H7";
const BIN = "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.5 11v6M13.5 11v6";

function drawn(path) {
  return svg("svg", { class: "drawn", viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: path }));
}

/** The names of a control for people who can't see it. */
function named(spec, use) {
  return { "aria-label": use.label || spec.accessibility_label || spec.placeholder?.text || spec.action_id, "data-action": spec.action_id };
}

async function chosen(spec, use, value) {
  if (spec.confirm && !(await sure(spec.confirm))) return;
  use.choose(spec, value);
}

function sure(confirm) {
  return ask({
    title: confirm.title?.text, text: textObject(confirm.text), confirm: confirm.confirm?.text,
    deny: confirm.deny?.text, danger: confirm.style === "danger",
  });
}

function press(spec, use) {
  const props = { class: spec.style || "", "data-action": spec.action_id, "aria-label": spec.accessibility_label };
  return button(withEmoji(spec.text?.text), () => {
    const url = spec.url && safeUrl(spec.url);
    if (url) open(url.href, "_blank", "noopener,noreferrer");
    chosen(spec, use, spec.value);
  }, props);
}

function icon(spec, use) {
  const label = spec.accessibility_label || spec.text?.text;
  return button(drawn(BIN), () => chosen(spec, use, spec.value), { class: "icon", title: spec.text?.text, "aria-label": label, "data-action": spec.action_id });
}

function feedback(spec, use) {
  const row = el("span", { class: "row feedback", role: "group", "aria-label": "Feedback", "data-action": spec.action_id });
  const one = (side) => {
    const given = spec[`${side}_button`] || {};
    return button(drawn(THUMB), (event) => {
      for (const other of row.children) other.setAttribute("aria-pressed", String(other === event.currentTarget));
      chosen(spec, use, given.value ?? side);
    }, { class: `icon ${side}`, title: given.text?.text, "aria-label": given.accessibility_label || given.text?.text, "aria-pressed": "false", "data-side": side });
  };
  row.append(one("positive"), one("negative"));
  return row;
}

function overflow(spec, use) {
  const choices = (spec.options || []).map((one) => ({ value: one.value, label: one.text?.text }));
  const label = spec.accessibility_label || "More";
  return select({ ...spec, placeholder: { text: "⋯" }, accessibility_label: label }, use, choices, null, true);
}

const option = (one) => ({ value: one.value, label: one.text?.text });

function grouped(spec) {
  if (spec.options) return spec.options.map(option);
  return (spec.option_groups || []).map((group) => ({ label: group.label?.text, options: (group.options || []).map(option) }));
}

const users = () => people().map((user) => ({ value: user.id, label: nameOf(user.id) }));
const channels = () => conversations().filter((one) => world.channels.get(one.value).kind === "channel");
const conversations = () => [...world.channels.values()].filter(maySee).map((one) => ({ value: one.id, label: channelName(one) }));

function options(choices, picked) {
  return choices.map((one) => (one.options
    ? el("optgroup", { label: one.label }, options(one.options, picked))
    : el("option", { value: one.value, selected: picked.includes(one.value) }, one.label)));
}

function select(spec, use, choices, initial, again = false) {
  const node = el("select", { ...named(spec, use), class: again ? "overflow" : null, onchange: () => {
    const value = node.value || null;
    use.hold(spec, value);
    if (value !== null) chosen(spec, use, value);
    if (again) node.value = "";
  } }, el("option", { value: "" }, spec.placeholder?.text || "Choose…"), options(choices, [initial]));
  return node;
}

function many(spec, use, choices, initial) {
  const node = el("select", { ...named(spec, use), multiple: true, size: Math.min(6, Math.max(2, choices.length)), onchange: () => {
    const value = [...node.selectedOptions].map((one) => one.value);
    use.hold(spec, value);
    chosen(spec, use, value);
  } }, options(choices, initial));
  return node;
}

let groups = 0;

function boxes(spec, use, type) {
  groups += 1;
  const initial = [...(spec.initial_options || []), ...(spec.initial_option ? [spec.initial_option] : [])].map((one) => one.value);
  const box = (one) => el("label", {},
    el("input", { type, name: `group-${groups}`, value: one.value, checked: initial.includes(one.value) }),
    el("span", {}, textObject(one.text), one.description && el("small", {}, textObject(one.description))));
  const node = el("div", { class: "boxes", role: type === "radio" ? "radiogroup" : "group", ...named(spec, use), onchange: () => {
    const picked = [...node.querySelectorAll("input:checked")].map((one) => one.value);
    const value = type === "radio" ? picked[0] : picked;
    use.hold(spec, value);
    chosen(spec, use, value);
  } }, (spec.options || []).map(box));
  return node;
}

function input(spec, use, props, read = (text) => text) {
  const value = () => (node.value === "" ? null : read(node.value));
  const node = el("input", {
    ...named(spec, use), ...props, placeholder: spec.placeholder?.text, minlength: spec.min_length, maxlength: spec.max_length,
    oninput: () => use.hold(spec, value()), onchange: () => chosen(spec, use, value()),
  });
  return node;
}

function area(spec, use) {
  const node = el("textarea", {
    ...named(spec, use), rows: 4, placeholder: spec.placeholder?.text, minlength: spec.min_length, maxlength: spec.max_length,
    oninput: () => use.hold(spec, held(node)), onchange: () => chosen(spec, use, held(node)),
  }, typeof spec.initial_value === "string" ? spec.initial_value : "");
  const held = ({ value }) => (spec.type === "rich_text_input" ? richTextOf(value) : value || null);
  return node;
}

function richTextOf(text) {
  return text ? { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] } : null;
}
