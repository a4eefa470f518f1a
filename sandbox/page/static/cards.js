// Blocks that show work and things: task cards, plans, cards, alerts, files, videos.

import { el } from "./dom.js";
import { element } from "./elements.js";
import { link } from "./links.js";
import { textObject, withEmoji } from "./mrkdwn.js";
import { richText } from "./richtext.js";

const STATES = {
  pending: ["○", "waiting"], in_progress: ["◐", "under way"], complete: ["●", "done"], error: ["✕", "failed"],
};

/** A task_card: one step of the app's work. */
export function taskCard(block) {
  const [sign, words] = STATES[block.status] || STATES.pending;
  const head = [el("span", { class: `sign ${block.status || "pending"}`, "aria-hidden": "true" }, sign),
    withEmoji(block.title), el("span", { class: "unseen" }, `, ${words}`)];
  const more = [
    block.details && richText(asBlock(block.details)),
    block.output && richText(asBlock(block.output)),
    block.sources?.length && el("ul", { class: "sources" }, block.sources.map((one) => el("li", {}, link(one.url, one.text || one.url)))),
  ].filter(Boolean);
  if (!more.length) return el("div", { class: "task" }, head);
  return el("details", { class: "task" }, el("summary", {}, head), more);
}

// a stream's task_update may carry plain text where a block carries rich_text
function asBlock(part) {
  if (typeof part !== "string") return part;
  return { elements: [{ type: "rich_text_section", elements: [{ type: "text", text: part }] }] };
}

/** A plan: a title and its tasks. */
export function plan(block) {
  return el("div", { class: "plan" }, el("p", { class: "heading" }, withEmoji(block.title)),
    (block.tasks || []).map((task) => el("div", { class: "block block-task_card" }, taskCard(task))));
}

/** A card with its buttons. */
export function card(block, use) {
  return el("div", { class: "card" },
    block.hero_image && el("span", { class: "picture" }, `Image: ${block.hero_image.alt_text}`),
    block.title && el("div", { class: "heading" }, textObject(block.title)),
    block.subtitle && el("div", { class: "faint" }, textObject(block.subtitle)),
    textObject(block.body),
    block.actions && el("div", { class: "row" }, block.actions.map((item) => element(item, use))));
}

/** Cards side by side. */
export function carousel(block, use) {
  return el("div", { class: "row scroll", tabindex: "0" }, (block.elements || []).map((item) => card(item, use)));
}

/** An alert of a modal. */
export function alertBox(block) {
  return el("div", { class: `alert ${block.level || "default"}`, role: "note" }, textObject(block.text));
}

/** A remote file. */
export function file(block) {
  return el("span", { class: "picture" }, `File: ${block.external_id}`);
}

/** A video, which is named and linked, not played. */
export function video(block) {
  return el("span", { class: "picture" }, "Video: ", link(block.title_url || block.video_url, block.title?.text || block.alt_text));
}
