// Text with marks -> nodes: Slack's mrkdwn and the Markdown of markdown blocks, within one line or many.
// Every pattern stops at its own mark, so that no text takes longer than its length allows.

import { bdi, el } from "./dom.js";
import { emoji } from "./emoji.js";
import { link, local, permalink, safeUrl } from "./links.js";
import { channelName, maySee, nameOf, world } from "./state.js";

const LONGEST = 100000; // characters with marks; what is longer is shown as it stands
const CODE = "`([^`\\n]+)`";
const ENTITY = "<([@#!]?)([^<>|\\n]+)(?:\\|([^<>\\n]*))?>";
const EMOJI = ":([a-z0-9_+'-]+(?:::[a-z0-9-]+)?):";
const BARE = "(https?:\\/\\/[^\\s<>\"`|)\\]]+)";

const MRKDWN = new RegExp(
  `${CODE}|${ENTITY}|(?<![\\p{L}\\p{N}])\\*(?=\\S)([^*\\n]+)(?<=\\S)\\*(?![\\p{L}\\p{N}])` +
  `|(?<![\\p{L}\\p{N}])_(?=\\S)([^_\\n]+)(?<=\\S)_(?![\\p{L}\\p{N}])` +
  `|(?<![\\p{L}\\p{N}])~(?=\\S)([^~\\n]+)(?<=\\S)~(?![\\p{L}\\p{N}])|${EMOJI}|${BARE}`, "gu");

const MARKDOWN = new RegExp(
  "\\\\([!-/:-@[-`{-~])" +
  `|${CODE}|!?\\[((?:[^\\[\\]\\n]|\\[[^\\[\\]\\n]*\\])*)\\]\\(([^()\\s]*)\\)|${ENTITY}` +
  "|\\*\\*((?:[^*\\n]|\\*(?!\\*))+)\\*\\*|\\*(?=\\S)([^*\\n]+)\\*" +
  "|(?<![\\p{L}\\p{N}])_(?=\\S)([^_\\n]+)_(?![\\p{L}\\p{N}])" +
  `|~~([^~\\n]+)~~|${EMOJI}|${BARE}`, "gu");

/** Nodes of Slack's mrkdwn. */
export function mrkdwn(text) {
  return parsed(String(text ?? ""), MRKDWN, (match, inner) => {
    const [whole, code, sign, target, label, bold, italic, strike, name, bare] = match;
    return mark({ whole, code, sign, target, label, bold, italic, strike, name, bare }, inner);
  });
}

/** Nodes of the inline parts of standard Markdown. */
export function markdown(text) {
  return parsed(String(text ?? ""), MARKDOWN, (match, inner) => {
    const [whole, escaped, code, words, address, sign, target, label, bold, italic, under, strike, name, bare] = match;
    if (escaped !== undefined) return escaped;
    if (address !== undefined) return linked(words, address, inner);
    return mark({ whole, code, sign, target, label, bold, italic: italic ?? under, strike, name, bare }, inner);
  });
}

/** Slack's three escapes undone. */
export function plain(text) {
  return String(text ?? "").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** <@U…>, <#C…>, <!here> or <https://…|label>, as nodes; what is none of these stays as it stands. */
function entity(sign, target, label, whole) {
  if (sign === "@") return mention(target);
  if (sign === "#") return channelMention(target, label);
  if (sign === "!") return special(target, label);
  if (target.startsWith("mailto:")) return plain(label || target.slice(7));
  return safeUrl(plain(target)) ? link(plain(target), ...(label ? [plain(label)] : [])) : plain(whole);
}

/** A person's name. */
export function mention(id) {
  return bdi(`@${nameOf(id)}`, { class: id === world.me ? "mention mine" : "mention" });
}

/** A channel's name: a link for whoever may open it, no name for who may not. */
export function channelMention(id, label = "") {
  const channel = world.channels.get(id);
  if (channel && !maySee(channel)) return el("span", { class: "mention" }, "a private channel");
  if (!channel) return el("span", { class: "mention" }, `#${label || id}`);
  return local(permalink(id), { class: "mention" }, channelName(channel));
}

function special(target, label) {
  const [kind, ...rest] = target.split("^");
  if (kind === "date") return el("span", {}, plain(label || rest.join(" ")));
  if (kind === "subteam") return el("span", { class: "mention" }, plain(label || "@group"));
  return el("span", { class: "mention mine" }, `@${plain(label || kind)}`);
}

function linked(words, address, inner) {
  if (/^@[UW]/.test(address)) return mention(address.slice(1));
  if (/^#[CG]/.test(address)) return channelMention(address.slice(1), words);
  return link(address, ...inner(words || address));
}

function mark(found, inner) {
  if (found.code !== undefined) return el("code", {}, plain(found.code));
  if (found.target !== undefined) return entity(found.sign, found.target, found.label, found.whole);
  if (found.bold !== undefined) return el("strong", {}, inner(found.bold));
  if (found.italic !== undefined) return el("em", {}, inner(found.italic));
  if (found.strike !== undefined) return el("s", {}, inner(found.strike));
  if (found.name !== undefined) return emoji(found.name);
  return link(plain(found.bare));
}

function parsed(text, pattern, render, depth = 0) {
  if (text.length > LONGEST || depth > 6) return [plain(text)];
  const nodes = [];
  let at = 0;
  const inner = (part) => parsed(part, pattern, render, depth + 1);
  for (const match of text.matchAll(pattern)) {
    if (match.index > at) nodes.push(plain(text.slice(at, match.index)));
    nodes.push(render(match, inner));
    at = match.index + match[0].length;
  }
  if (at < text.length) nodes.push(plain(text.slice(at)));
  return nodes;
}
