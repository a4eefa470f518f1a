// Texts of several lines -> nodes: Slack's mrkdwn, and standard Markdown as in markdown blocks.

import { el } from "./dom.js";
import { markdown as inline, mrkdwn as marks, plain } from "./inline.js";

/** A mrkdwn text: code fences, quotes and lines. */
export function mrkdwn(text) {
  return fences(String(text ?? ""), (part) => grouped(part.split("\n"), /^(?:&gt;|>)\s?/, quote, lines));
}

const quote = (found) => el("blockquote", {}, el("div", { class: "text" }, marks(found.join("\n"))));
const lines = (found) => el("div", { class: "text" }, marks(found.join("\n")));

/** A text object: {type: "mrkdwn" | "plain_text", text}. */
export function textObject(object) {
  if (!object) return [];
  return object.type === "plain_text" ? el("div", { class: "text" }, withEmoji(object.text)) : mrkdwn(object.text);
}

/** Plain text with its emoji names, nothing else. */
export function withEmoji(text) {
  return String(text ?? "").split(/(:[a-z0-9_+'-]+:)/).map((part) =>
    /^:[a-z0-9_+'-]+:$/.test(part) ? marks(part) : part);
}

/** Standard Markdown: headings, lists, quotes, tables, code and paragraphs. */
export function markdown(text) {
  return fences(String(text ?? ""), (part) => paragraphs(part.split("\n")));
}

function fences(text, render) {
  const nodes = [];
  const parts = text.split("```");
  const whole = parts.length % 2 ? parts : [...parts.slice(0, -2), parts.slice(-2).join("```")];
  whole.forEach((part, n) => {
    if (n % 2) nodes.push(el("pre", { tabindex: "0" }, el("code", {}, plain(part.replace(/^[a-z0-9+-]*\n/i, "")).replace(/\n$/, ""))));
    else if (part.trim()) nodes.push(...render(part.replace(/^\n+|\n+$/g, "")));
  });
  return nodes;
}

function grouped(all, pattern, inside, outside) {
  const nodes = [];
  for (let n = 0; n < all.length;) {
    const first = pattern.test(all[n]);
    const run = [];
    while (n < all.length && pattern.test(all[n]) === first) run.push(all[n++]);
    nodes.push(first ? inside(run.map((line) => line.replace(pattern, ""))) : outside(run));
  }
  return nodes;
}

const ITEM = /^(\s*)(?:[-*+•]|(\d{1,9})[.)])\s+(.*)$/;
const RULES = [
  [/^\s*$/, () => null],
  [/^#{1,6}\s+/, (found) => found.map((line) => el("p", { class: "heading" }, inline(line.replace(/^#{1,6}\s+/, ""))))],
  [/^\s*([-*_])(?:\s*\1){2,}\s*$/, () => el("hr")],
  [/^\s*>/, (found, depth) => el("blockquote", {}, paragraphs(found.map((line) => line.replace(/^\s*>\s?/, "")), depth + 1))],
  [/^\s*\|/, table],
  [ITEM, list],
];

function paragraphs(all, depth = 0) {
  const nodes = [];
  if (depth > 5) return [el("p", { class: "text" }, all.join("\n"))];
  for (let n = 0; n < all.length;) {
    const rule = RULES.find(([pattern]) => pattern.test(all[n]));
    const run = [];
    const same = (line) => RULES.find(([pattern]) => pattern.test(line)) === rule;
    while (n < all.length && same(all[n])) run.push(all[n++]);
    nodes.push(rule ? rule[1](run, depth) : el("p", { class: "text" }, inline(run.join("\n"))));
  }
  return nodes.flat().filter(Boolean);
}

function list(found) {
  const items = found.map((line) => ITEM.exec(line));
  const root = { depth: -1, node: el("div") };
  const open = [root];
  for (const [, indent, number, words] of items) {
    const depth = Math.min(indent.replaceAll("\t", "    ").length, 40);
    while (open.at(-1).depth > depth) open.pop();
    if (open.at(-1).depth < depth) {
      const node = number ? el("ol", { start: number }) : el("ul");
      (open.at(-1).node.lastElementChild?.matches?.("li") ? open.at(-1).node.lastElementChild : open.at(-1).node).append(node);
      open.push({ depth, node });
    }
    open.at(-1).node.append(el("li", {}, task(words)));
  }
  return [...root.node.childNodes];
}

function task(words) {
  const found = /^\[([ xX])\]\s+(.*)$/.exec(words);
  return found ? [found[1] === " " ? "☐ " : "☑ ", ...inline(found[2])] : inline(words);
}

const COLUMNS = 40; // what is further to the right isn't a table for people
const cells = (line) => line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).slice(0, COLUMNS).map((cell) => cell.trim());

function table(found) {
  const ruled = /^[\s|:-]+$/.test(found[1] || "");
  const rows = found.filter((_, n) => !(ruled && n === 1)).map(cells);
  const head = ruled ? rows.shift() : null;
  return el("div", { class: "scroll", tabindex: "0" }, el("table", {},
    head && el("thead", {}, el("tr", {}, head.map((cell) => el("th", { scope: "col" }, inline(cell))))),
    el("tbody", {}, rows.map((row) => el("tr", {}, row.map((cell) => el("td", {}, inline(cell))))))));
}
