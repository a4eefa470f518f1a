// rich_text blocks -> nodes.

import { el } from "./dom.js";
import { emoji } from "./emoji.js";
import { channelMention, mention } from "./inline.js";
import { link } from "./links.js";
import { nameOf } from "./state.js";

const PARTS = {
  rich_text_section: (part) => el("div", { class: "text" }, inlines(part.elements)),
  rich_text_quote: (part) => el("blockquote", {}, el("div", { class: "text" }, inlines(part.elements))),
  rich_text_preformatted: (part) => el("pre", { tabindex: "0" }, el("code", {}, inlines(part.elements))),
  rich_text_list: (part) => list(part),
};

/** The nodes of a rich_text block. */
export function richText(block) {
  return (block?.elements || []).map((part) => PARTS[part.type]?.(part) || null);
}

function list(part) {
  const indent = Math.min(Number(part.indent) || 0, 8);
  const ordered = part.style === "ordered";
  const props = { class: `indent-${indent}`, start: ordered ? (Number(part.offset) || 0) + 1 : null };
  return el(ordered ? "ol" : "ul", props, (part.elements || []).map((item) => el("li", {}, inlines(item.elements))));
}

const INLINE = {
  text: (one) => one.text,
  link: (one) => link(one.url, ...(one.text ? [one.text] : [])),
  user: (one) => mention(one.user_id),
  usergroup: () => el("span", { class: "mention" }, "@group"),
  channel: (one) => channelMention(one.channel_id),
  team: () => "the workspace",
  emoji: (one) => emoji(one.name),
  broadcast: (one) => el("span", { class: "mention mine" }, `@${one.range}`),
  color: (one) => one.value,
  date: (one) => one.fallback || new Date(one.timestamp * 1000).toLocaleString(),
};
const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u", highlight: "mark" };

function inlines(elements) {
  return (elements || []).map((one) => styled(INLINE[one.type]?.(one) ?? "", one.style));
}

function styled(node, style) {
  return Object.keys(STYLES).filter((name) => style?.[name]).reduce((inside, name) => el(STYLES[name], {}, inside), node);
}

/** What a rich_text block says, as plain text. */
export function plainOf(block) {
  const said = (one) => one.text ?? one.url ?? (one.user_id ? `@${nameOf(one.user_id)}` : one.elements?.map(said).join("") ?? "");
  return (block?.elements || []).map(said).join("\n");
}
