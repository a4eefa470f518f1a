// Block Kit: which function renders which block. Unknown blocks are named, never dropped.

import { el } from "./dom.js";
import { element } from "./elements.js";
import { markdown, textObject, withEmoji } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { dataTable, table } from "./tables.js";
import { chart } from "./chart.js";
import { alertBox, card, carousel, file, plan, taskCard, video } from "./cards.js";

const RENDERERS = {
  section, header, context, actions, input, image,
  divider: () => el("hr"),
  context_actions: actions,
  rich_text: (block) => richText(block),
  markdown: (block) => markdown(block.text),
  table, data_table: dataTable, data_visualization: chart,
  task_card: taskCard, plan, card, carousel, file, video,
  alert: alertBox, container,
};

/** The nodes of a list of blocks; use as for elements, or a function that gives it for a block. */
export function blocks(list, use) {
  return (list || []).map((block) => one(block, typeof use === "function" ? use(block) : use));
}

function one(block, use) {
  const render = RENDERERS[block?.type];
  const holder = el("div", { class: `block block-${render ? block.type : "unknown"}`, "data-block": block?.block_id });
  try {
    holder.append(...[render ? render(block, use) : unknown(block)].flat(Infinity).filter(Boolean));
  } catch {
    holder.replaceChildren(unknown(block));
  }
  return holder;
}

function unknown(block) {
  return el("span", { class: "unknown" }, `A ${String(block?.type)} block, which can't be shown here`);
}

function section(block, use) {
  const fields = block.fields && el("div", { class: "fields" }, block.fields.map((field) => el("div", {}, textObject(field))));
  return [
    el("div", { class: "grow" }, block.text && textObject(block.text), fields),
    block.accessory && el("div", { class: "accessory" }, element(block.accessory, use)),
  ];
}

function header(block) {
  return el("p", { class: "heading", role: "heading", "aria-level": 3 + (Number(block.level) || 1) }, withEmoji(block.text?.text));
}

function context(block) {
  return (block.elements || []).map((item) =>
    item.type === "image" ? el("span", { class: "picture small" }, `Image: ${item.alt_text}`) : el("div", {}, textObject(item)));
}

function actions(block, use) {
  return el("div", { class: "row" }, (block.elements || []).map((item) => element(item, use)));
}

function input(block, use) {
  const label = block.label?.text || "";
  return el("div", { class: "field" },
    el("span", { class: "label" }, withEmoji(label), block.optional && el("small", {}, " optional")),
    element(block.element, { ...use, label }),
    block.hint && el("small", { class: "hint" }, withEmoji(block.hint.text)),
    el("p", { class: "wrong", role: "alert", hidden: true }));
}

function image(block) {
  return el("figure", { class: "picture" }, block.title && el("figcaption", {}, block.title.text), `Image: ${block.alt_text}`);
}

function container(block, use) {
  const inside = blocks(block.child_blocks, use);
  const title = block.title?.text || "";
  if (!block.is_collapsible) return [title && el("p", { class: "heading" }, withEmoji(title)), textObject(block.subtitle), inside];
  return el("details", { open: !block.default_collapsed }, el("summary", {}, withEmoji(title)), textObject(block.subtitle), inside);
}
